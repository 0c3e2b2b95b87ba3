//! Memory of one message.

#[allow(unsafe_code)]
mod arena;
#[allow(unsafe_code)]
mod constant;
mod outside;
#[allow(unsafe_code)]
mod text_builder;

pub use arena::{Arena, Bump, Full, ListBuilder, Mark, TextWriter, Writer};
pub use constant::Constant;
pub(crate) use outside::{Claim, Outside};
pub use text_builder::TextBuilder;

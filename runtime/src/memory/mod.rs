//! Memory of one message.

#[allow(unsafe_code)]
mod arena;
#[allow(unsafe_code)]
mod constant;
#[allow(unsafe_code)]
mod list_builder;
mod outside;
#[allow(unsafe_code)]
mod text_builder;

pub use arena::{Arena, Bump, Full, Mark, TextWriter, Writer};
pub use constant::Constant;
pub use list_builder::ListBuilder;
pub(crate) use outside::{Claim, Outside};
pub use text_builder::TextBuilder;

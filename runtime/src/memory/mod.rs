//! Memory of one message.

#[allow(unsafe_code)]
mod arena;
#[allow(unsafe_code)]
mod constant;
#[allow(unsafe_code)]
mod text_builder;

pub use arena::{Arena, Bump, Full, ListBuilder, Mark, TextWriter, Writer};
pub use constant::Constant;
pub use text_builder::TextBuilder;

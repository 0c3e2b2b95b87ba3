//! Memory of one message.

#[allow(unsafe_code)]
mod arena;
#[allow(unsafe_code)]
mod constant;

pub use arena::{Arena, Bump, Full, ListBuilder, Mark, TextWriter, Writer};
pub use constant::Constant;

//! JSON: bytes into values and values into bytes, both as Elixir's `JSON` module does it.
//!
//! [`read`] is the one entry point for messages and for `JSON.decode/1`; [`write()`] the one for results and for
//! `JSON.encode!/1`. Neither knows what a message or a transform is.

mod callbacks;
mod duration;
mod encode;
mod error;
mod number;
mod object;
mod options;
mod read;
pub mod serde;
mod string;
mod typed;
mod write;

pub use callbacks::decode_with;
pub use encode::iodata;
pub use error::{JsonError, JsonErrorKind, sequence};
pub use options::{Demand, KeyStyle, ReadOptions};
pub use read::{read, read_text};
pub use typed::revive;
pub(crate) use typed::{decimal_parts, make_decimal};
pub use write::{Full, write};

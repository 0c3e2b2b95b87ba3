//! Dates and times: the ISO calendar on plain numbers ([`iso`], [`parse`]), and the structs that hold them as values
//! ([`fields`], [`format`], [`shift`], [`unit`]). The functions of the library stand on these.

pub mod fields;
pub mod format;
pub mod iso;
pub mod parse;
pub mod shift;
pub mod unit;

pub use parse::{Format, ParseError};

use crate::context::Context;
use crate::error::Exc;
use crate::inspect;
use crate::term::{Value, atoms};

/// A value as `inspect/1` shows it, for messages.
pub(crate) fn show<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Result<String, Exc> {
    Ok(inspect::to_text(cx, value, &inspect::Options::default())?.to_owned())
}

impl ParseError {
    /// Elixir's name for it.
    pub fn reason(self) -> Value<'static> {
        match self {
            ParseError::Format => atoms::INVALID_FORMAT,
            ParseError::Date => atoms::INVALID_DATE,
            ParseError::Time => atoms::INVALID_TIME,
            ParseError::Offset => atoms::MISSING_OFFSET,
        }
    }
}

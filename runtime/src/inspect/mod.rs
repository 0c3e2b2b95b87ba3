//! Terms as a programmer reads them: `inspect/2`, by the rules of Elixir 1.20.
//!
//! [`printer`] walks a term and writes its text in one go. Where the result is to be broken into lines (`pretty: true`) it
//! notes, beside the text, where groups begin and end and where a line may break; [`layout`] decides then.

mod atom;
mod escape;
mod function;
mod layout;
pub mod options;
mod printer;
mod structs;

pub use atom::{key as atom_key, literal as atom_literal, remote_call as atom_remote_call};
pub use escape::{is_printable, is_printable_char};
pub(crate) use structs::indent;

use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::Value;

/// Stands for `:infinity` in limits.
pub const INFINITY: i64 = i64::MAX;

/// How integers are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// `255`
    Decimal,
    /// `0b11111111`
    Binary,
    /// `0o377`
    Octal,
    /// `0xFF`
    Hex,
}

/// How binaries are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binaries {
    /// As strings where all is printable.
    Infer,
    /// As strings.
    AsStrings,
    /// As bytes.
    AsBinaries,
}

/// How lists of integers are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charlists {
    /// As charlists where all is printable ASCII.
    Infer,
    /// As charlists where all are code points.
    AsCharlists,
    /// As lists.
    AsLists,
}

/// Options of `inspect/2`. Maps are sorted always.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many elements of collections are printed, all in all.
    pub limit: i64,
    /// How many characters of a string or charlist are printed.
    pub printable_limit: i64,
    /// Columns, where lines are broken.
    pub width: i64,
    /// Whether lines are broken.
    pub pretty: bool,
    /// How binaries are printed.
    pub binaries: Binaries,
    /// How lists of integers are printed.
    pub charlists: Charlists,
    /// How integers are printed.
    pub base: Base,
    /// Whether structs are printed as such, or as maps.
    pub structs: bool,
    /// Whether a struct that cannot be printed is printed as an error, or raises.
    pub safe: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            limit: 200,
            printable_limit: 4096,
            width: 80,
            pretty: false,
            binaries: Binaries::Infer,
            charlists: Charlists::Infer,
            base: Base::Decimal,
            structs: true,
            safe: true,
        }
    }
}

/// `inspect(value, options)`
///
/// # Errors
/// Limits; `Inspect.Error` for a struct that does not hold what it should, where `safe` is off.
pub fn inspect<'a>(cx: &mut Context<'a>, value: Value<'a>, options: &Options) -> R<'a> {
    Ok(Value::str(to_text(cx, value, options)?))
}

/// `inspect(value, options)` as a text.
///
/// # Errors
/// As [`inspect`].
pub fn to_text<'a>(cx: &mut Context<'a>, value: Value<'a>, options: &Options) -> Result<&'a str, Exc> {
    printer::print(cx, value, options)
}

/// `inspect(value)` for messages.
///
/// # Errors
/// Limits.
pub fn short<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Result<&'a str, Exc> {
    to_text(cx, value, &Options::default())
}

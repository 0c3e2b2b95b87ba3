//! `String`: UTF-8 text as binaries, walked by grapheme clusters.
//!
//! Substrings share the bytes of their source. A binary that is not UTF-8 is taken as Elixir takes it: a byte that belongs
//! to no character stands for itself.

pub mod change;
pub mod compare;
pub mod convert;
pub mod parts;
pub mod search;
pub mod trim;

use crate::context::Context;
use crate::error::Exc;
use crate::term::{Binary, Term, Value, atoms};

/// The binary that an argument must be, or `FunctionClauseError` of that function.
#[inline(always)]
fn binary<'a>(cx: &mut Context<'a>, value: Value<'a>, function: &str, arity: usize) -> Result<Binary<'a>, Exc> {
    match value.term() {
        Term::Binary(binary) => Ok(binary),
        _ => Err(no_clause(cx, function, arity)),
    }
}

#[cold]
fn no_clause(cx: &mut Context<'_>, function: &str, arity: usize) -> Exc {
    cx.function_clause(atoms::MODULE_STRING, function, arity)
}

/// `ArgumentError` on the first argument, and on the second too.
#[cold]
fn bad_arguments(cx: &mut Context<'_>, first: &str, second: Option<&str>) -> Exc {
    match second {
        None => cx.bad_argument(1, first),
        Some(second) => {
            let start = "errors were found at the given arguments:\n\n";
            cx.argument_error(&format!("{start}  * 1st argument: {first}\n  * 2nd argument: {second}\n"))
        }
    }
}

/// An integer argument, cut to 64 bits: no text is longer.
#[inline(always)]
fn integer(value: Value<'_>) -> Option<i64> {
    match value.term() {
        Term::Int(i) => Some(i),
        Term::Big(big) => Some(if big.is_negative() { i64::MIN } else { i64::MAX }),
        _ => None,
    }
}

/// Whether the bytes are known to be UTF-8 without a look.
#[inline(always)]
fn known(binary: Binary<'_>) -> bool {
    binary.known_text().is_some()
}

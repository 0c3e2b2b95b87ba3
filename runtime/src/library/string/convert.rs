//! Texts to other terms.

use super::{binary, integer};
use crate::context::Context;
use crate::error::R;
use crate::term::{Term, Value};
use crate::text::{self, number};
use philtre_library::library;

/// Text as UTF-8, walked by graphemes.
#[library("String", units = 3)]
pub mod functions {
    use super::*;

    /// Lists the code points as integers.
    ///
    /// ```elixir
    /// iex> String.to_charlist("né") == [110, 233]
    /// true
    /// ```
    #[row(cost = inside)]
    pub fn to_charlist<'a>(cx: &mut Context<'a>, string: Value<'a>) -> R<'a> {
        let string = binary(cx, string, "to_charlist", 1)?;
        text::binary_to_charlist(cx, string.value())
    }

    /// Reads a whole number in base 10. Large ones cost the square of their digits.
    ///
    /// ```elixir
    /// iex> String.to_integer("-42")
    /// -42
    /// ```
    #[row(cost = bytes(string), name = "to_integer")]
    pub fn to_integer<'a>(cx: &mut Context<'a>, string: Value<'a>) -> R<'a> {
        parse_integer(cx, string, 10)
    }

    /// Reads a whole number in a base from 2 to 36.
    ///
    /// ```elixir
    /// iex> String.to_integer("ff", 16)
    /// 255
    /// ```
    #[row(cost = bytes(string), name = "to_integer")]
    pub fn to_integer_base<'a>(cx: &mut Context<'a>, string: Value<'a>, base: Value<'a>) -> R<'a> {
        match integer(base) {
            Some(base @ 2..=36) => parse_integer(cx, string, base as u32),
            _ if matches!(string.term(), Term::Binary(_)) => Err(cx.bad_argument(2, BAD_BASE)),
            _ => Err(super::super::bad_arguments(cx, "not a binary", Some(BAD_BASE))),
        }
    }

    /// Reads a float, which needs a point between digits.
    ///
    /// ```elixir
    /// iex> String.to_float("2.5e3")
    /// 2500.0
    /// ```
    #[row(cost = bytes(string))]
    pub fn to_float<'a>(cx: &mut Context<'a>, string: Value<'a>) -> R<'a> {
        let Term::Binary(string) = string.term() else { return Err(cx.bad_argument(1, "not a binary")) };
        cx.charge(string.len() >> 3)?;
        // Erlang takes a comma for a point.
        let text = string.text().map(|text| text.replacen(',', ".", 1)).unwrap_or_default();
        let whole = number::float_span(text.as_bytes()).is_some_and(|span| span.has_point && span.len == text.len());
        match text.parse::<f64>().ok().filter(|_| whole) {
            Some(float) if float.is_finite() => Ok(Value::float(float)),
            _ => Err(cx.bad_argument(1, "not a textual representation of a float")),
        }
    }
}

const BAD_BASE: &str = "not an integer in the range 2 through 36";

fn parse_integer<'a>(cx: &mut Context<'a>, string: Value<'a>, base: u32) -> R<'a> {
    let Term::Binary(string) = string.term() else { return Err(cx.bad_argument(1, "not a binary")) };
    match text::parse_integer(cx, string.bytes(), base)? {
        Some((value, end)) if end == string.len() => Ok(value),
        _ => Err(cx.bad_argument(1, "not a textual representation of an integer")),
    }
}

//! Terms as text.

use crate::context::Context;
use crate::error::R;
use crate::inspect::{self, options};
use crate::term::Value;
use crate::text;
use philtre_library::library;

/// Terms as text.
#[library("Kernel")]
pub mod functions {
    use super::*;

    /// A term as a programmer would write it.
    ///
    /// Options: `:limit` (elements of collections, 200), `:printable_limit` (characters of a text, 4096), `:pretty` with
    /// `:width` (80) for several lines, `:base`, `:binaries`, `:charlists`, `:structs`, `:safe`.
    ///
    /// ```elixir
    /// iex> inspect(%{"a" => [1, 2.5, nil]})
    /// "%{\"a\" => [1, 2.5, nil]}"
    /// iex> inspect([1, 2, 3, 4], limit: 2)
    /// "[1, 2, ...]"
    /// iex> inspect(255, base: :hex)
    /// "0xFF"
    /// ```
    #[row(cost = inside, default(opts = []))]
    pub fn inspect<'a>(cx: &mut Context<'a>, term: Value<'a>, opts: Value<'a>) -> R<'a> {
        let options = options::parse(cx, opts)?;
        inspect::inspect(cx, term, &options)
    }

    /// A term as a charlist.
    ///
    /// Raises `Protocol.UndefinedError` for tuples, maps and functions.
    ///
    /// ```elixir
    /// iex> to_charlist(42)
    /// ~c"42"
    /// ```
    #[row(cost = inside)]
    pub fn to_charlist<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
        text::to_charlist(cx, term)
    }

    /// A term as a text: what interpolation puts in.
    ///
    /// Raises `Protocol.UndefinedError` for tuples, maps and functions.
    ///
    /// ```elixir
    /// iex> to_string(:ok)
    /// "ok"
    /// iex> to_string([104, ["ello"]])
    /// "hello"
    /// ```
    #[row(cost = inside)]
    pub fn to_string<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
        text::to_string(cx, term)
    }
}

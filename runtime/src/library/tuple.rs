//! `Tuple`: fixed-size collections.

use crate::context::Context;
use crate::error::R;
use crate::term::{Term, Value};
use philtre_library::library;

/// Functions for working with tuples.
#[library("Tuple")]
pub mod functions {
    use super::*;

    /// Converts a tuple to a list.
    ///
    /// ```elixir
    /// iex> Tuple.to_list({:foo, :bar, :baz})
    /// [:foo, :bar, :baz]
    /// ```
    #[row(cost = elements(tuple))]
    pub fn to_list<'a>(cx: &mut Context<'a>, tuple: Value<'a>) -> R<'a> {
        match tuple.term() {
            Term::Tuple(elements) => cx.list(elements),
            _ => Err(cx.argument_error("errors were found at the given arguments:\n\n  * 1st argument: not a tuple\n")),
        }
    }
}

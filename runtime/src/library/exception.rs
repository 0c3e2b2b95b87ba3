//! `Exception`: what an exception says.

use crate::context::Context;
use crate::error::R;
use crate::exception;
use crate::term::{Value, atoms};
use philtre_library::library;

/// Functions on exceptions.
#[library("Exception", units = 20)]
pub mod functions {
    use super::*;

    /// The message of an exception, cut off after 8 KiB.
    ///
    /// ```elixir
    /// iex> try do String.to_integer("x") rescue e -> Exception.message(e) end
    /// "errors were found at the given arguments:\n\n  * 1st argument: not a textual representation of an integer\n"
    /// ```
    #[row(cost = inside)]
    pub fn message<'a>(cx: &mut Context<'a>, exception: Value<'a>) -> R<'a> {
        if !exception::is_exception(exception) {
            return Err(cx.function_clause(atoms::EXCEPTION_MODULE_NAME, "message", 1));
        }
        exception::message(cx, exception)
    }
}

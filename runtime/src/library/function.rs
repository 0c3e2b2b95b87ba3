//! `Function`: the one function of it that is pure and knows no module.

use crate::context::Context;
use crate::error::R;
use crate::term::Value;
use philtre_library::library;

/// Functions on functions.
#[library("Function", units = 4)]
pub mod functions {
    use super::*;

    /// The value itself, where a function is wanted that changes nothing.
    ///
    /// ```elixir
    /// iex> Enum.filter([1, nil, 2, false], &Function.identity/1)
    /// [1, 2]
    /// ```
    #[row(cost = unit)]
    pub fn identity<'a>(cx: &mut Context<'a>, value: Value<'a>) -> R<'a> {
        Ok(value)
    }
}

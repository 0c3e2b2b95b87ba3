//! Operators as functions: `&+/2`, `Kernel.<>("a", "b")`.

use crate::context::Context;
use crate::error::R;
use crate::library;
use crate::ops;
use crate::term::{Term, Value, atoms};
use crate::{inspect, text};
use philtre_library::library;

/// Operators that evaluate both sides.
#[library("Kernel")]
pub mod functions {
    use super::*;

    /// The sum of two numbers.
    ///
    /// ```elixir
    /// iex> Enum.reduce([1, 2.5], &+/2)
    /// 3.5
    /// ```
    #[row(cost = inside, name = "+", guard)]
    pub fn add<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        ops::add(cx, left, right)
    }

    /// A number as it is.
    ///
    /// ```elixir
    /// iex> +5
    /// 5
    /// ```
    #[row(cost = unit, name = "+", guard)]
    pub fn plus<'a>(cx: &mut Context<'a>, value: Value<'a>) -> R<'a> {
        ops::plus(cx, value)
    }

    /// The difference of two numbers.
    ///
    /// ```elixir
    /// iex> 1 - 2.5
    /// -1.5
    /// ```
    #[row(cost = inside, name = "-", guard)]
    pub fn subtract<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        ops::sub(cx, left, right)
    }

    /// A number with the other sign.
    ///
    /// ```elixir
    /// iex> -(-5)
    /// 5
    /// ```
    #[row(cost = inside, name = "-", guard)]
    pub fn negate<'a>(cx: &mut Context<'a>, value: Value<'a>) -> R<'a> {
        ops::negate(cx, value)
    }

    /// The product of two numbers.
    ///
    /// ```elixir
    /// iex> Enum.reduce(1..5, &*/2)
    /// 120
    /// ```
    #[row(cost = inside, name = "*", guard)]
    pub fn multiply<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        ops::mul(cx, left, right)
    }

    /// The quotient of two numbers, a float always.
    ///
    /// Raises `ArithmeticError` for a division by zero.
    ///
    /// ```elixir
    /// iex> 7 / 2
    /// 3.5
    /// ```
    #[row(cost = inside, name = "/", guard)]
    pub fn divide<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        ops::div(cx, left, right)
    }

    /// A number to a power: an integer if both are and the exponent is not negative.
    ///
    /// ```elixir
    /// iex> 2 ** 10
    /// 1024
    /// iex> 2 ** -1
    /// 0.5
    /// ```
    #[row(cost = inside, name = "**")]
    pub fn power<'a>(cx: &mut Context<'a>, base: Value<'a>, exponent: Value<'a>) -> R<'a> {
        let is_number = |value: Value<'a>| matches!(value.term(), Term::Int(_) | Term::Float(_) | Term::Big(_));
        if !is_number(base) || !is_number(exponent) {
            return Err(cx.function_clause(atoms::MODULE_KERNEL, "**", 2));
        }
        ops::power(cx, base, exponent)
    }

    /// Two lists in a row.
    ///
    /// Raises `ArgumentError` if the left side is no proper list.
    ///
    /// ```elixir
    /// iex> [1, 2] ++ [3]
    /// [1, 2, 3]
    /// ```
    #[row(cost = inside, name = "++")]
    pub fn concat_lists<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        ops::concat_lists(cx, left, right)
    }

    /// A list without the first occurrence of each element of another.
    ///
    /// ```elixir
    /// iex> [1, 2, 3, 2] -- [2, 4]
    /// [1, 3, 2]
    /// ```
    #[row(cost = inside, name = "--")]
    pub fn subtract_lists<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        ops::subtract_lists(cx, left, right)
    }

    /// Two binaries in a row.
    ///
    /// Raises `ArgumentError` if one is no binary.
    ///
    /// ```elixir
    /// iex> "ab" <> "cd"
    /// "abcd"
    /// ```
    #[row(cost = inside, name = "<>")]
    pub fn concat_binaries<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        for (number, side) in [(2, right), (1, left)] {
            if !matches!(side.term(), Term::Binary(_)) {
                let side = inspect::short(cx, side)?;
                return Err(cx.argument_error(&format!(
                    "construction of binary failed: segment {number} of type 'binary': expected a binary but got: {side}"
                )));
            }
        }
        text::interpolate(cx, &[left, right])
    }

    /// Whether two terms are equal; 1 equals 1.0.
    ///
    /// ```elixir
    /// iex> 1 == 1.0
    /// true
    /// ```
    #[row(cost = inside, name = "==", guard)]
    pub fn equal<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        ops::equal(cx, left, right).map(Value::bool)
    }

    /// Whether two terms differ; 1 equals 1.0.
    ///
    /// ```elixir
    /// iex> 1 != 2
    /// true
    /// ```
    #[row(cost = inside, name = "!=", guard)]
    pub fn not_equal<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        ops::equal(cx, left, right).map(|equal| Value::bool(!equal))
    }

    /// Whether two terms are the same; 1 differs from 1.0.
    ///
    /// ```elixir
    /// iex> 1 === 1.0
    /// false
    /// ```
    #[row(cost = inside, name = "===", guard)]
    pub fn identical<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        ops::identical(cx, left, right).map(Value::bool)
    }

    /// Whether two terms are not the same; 1 differs from 1.0.
    ///
    /// ```elixir
    /// iex> 1 !== 1.0
    /// true
    /// ```
    #[row(cost = inside, name = "!==", guard)]
    pub fn not_identical<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        ops::identical(cx, left, right).map(|identical| Value::bool(!identical))
    }

    /// Whether a term comes before another in the order of terms.
    ///
    /// ```elixir
    /// iex> 1 < :atom
    /// true
    /// ```
    #[row(cost = inside, name = "<", guard)]
    pub fn less<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        ops::less(cx, left, right).map(Value::bool)
    }

    /// Whether a term comes before another in the order of terms, or equals it.
    ///
    /// ```elixir
    /// iex> 1 <= 1.0
    /// true
    /// ```
    #[row(cost = inside, name = "<=", guard)]
    pub fn less_equal<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        ops::less_equal(cx, left, right).map(Value::bool)
    }

    /// Whether a term comes after another in the order of terms.
    ///
    /// ```elixir
    /// iex> "b" > "a"
    /// true
    /// ```
    #[row(cost = inside, name = ">", guard)]
    pub fn greater<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        ops::greater(cx, left, right).map(Value::bool)
    }

    /// Whether a term comes after another in the order of terms, or equals it.
    ///
    /// ```elixir
    /// iex> [1] >= %{}
    /// true
    /// ```
    #[row(cost = inside, name = ">=", guard)]
    pub fn greater_equal<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        ops::greater_equal(cx, left, right).map(Value::bool)
    }

    /// Whether a text contains another, or matches a regex.
    ///
    /// ```elixir
    /// iex> "elixir" =~ "lix"
    /// true
    /// iex> "elixir" =~ ~r/^x/
    /// false
    /// ```
    #[row(cost = bytes(left), name = "=~")]
    pub fn matches<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        let Term::Binary(text) = left.term() else {
            return Err(cx.function_clause(atoms::MODULE_KERNEL, "=~", 2));
        };
        if let Term::Binary(part) = right.term() {
            cx.charge_bytes(part.len())?;
            return Ok(Value::bool(memchr::memmem::find(text.bytes(), part.bytes()).is_some()));
        }
        match library::find("Regex", "match?", 2) {
            Some(row) => row.invoke(cx, &[right, left]),
            None => Err(cx.function_clause(atoms::MODULE_REGEX, "match?", 2)),
        }
    }

    /// `not`: the other boolean.
    ///
    /// Raises `ArgumentError` for what is no boolean.
    ///
    /// ```elixir
    /// iex> not true
    /// false
    /// ```
    #[row(cost = unit, name = "not", guard)]
    pub fn negation<'a>(cx: &mut Context<'a>, value: Value<'a>) -> R<'a> {
        ops::not(cx, value)
    }

    /// `and` as a function, both sides evaluated.
    ///
    /// Raises `BadBooleanError` if the left side is no boolean.
    ///
    /// ```elixir
    /// iex> Enum.reduce([true, false], &and/2)
    /// false
    /// ```
    #[row(cost = unit, name = "and", guard)]
    pub fn and<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        Ok(if ops::boolean(cx, ops::AND, left)? { right } else { left })
    }

    /// `or` as a function, both sides evaluated.
    ///
    /// Raises `BadBooleanError` if the left side is no boolean.
    ///
    /// ```elixir
    /// iex> Enum.reduce([true, false], &or/2)
    /// true
    /// ```
    #[row(cost = unit, name = "or", guard)]
    pub fn or<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        Ok(if ops::boolean(cx, ops::OR, left)? { left } else { right })
    }

    /// `&&` as a function, both sides evaluated.
    ///
    /// ```elixir
    /// iex> Kernel.&&(nil, 2)
    /// nil
    /// ```
    #[row(cost = unit, name = "&&")]
    pub fn and_also<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        Ok(if left.truthy() { right } else { left })
    }

    /// `||` as a function, both sides evaluated.
    ///
    /// ```elixir
    /// iex> Kernel.||(nil, 2)
    /// 2
    /// ```
    #[row(cost = unit, name = "||")]
    pub fn or_else<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        Ok(if left.truthy() { left } else { right })
    }

    /// `!` as a function: whether a value is `nil` or `false`.
    ///
    /// ```elixir
    /// iex> Enum.map([nil, 1], &!/1)
    /// [true, false]
    /// ```
    #[row(cost = unit, name = "!")]
    pub fn bang<'a>(cx: &mut Context<'a>, value: Value<'a>) -> R<'a> {
        Ok(ops::bang(value))
    }
}

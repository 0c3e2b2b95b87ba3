//! Numbers: absolute values, division, rounding to integers, the larger and the smaller.

use crate::context::Context;
use crate::error::R;
use crate::integer::{self, Rounding};
use crate::ops;
use crate::term::{Term, Value};
use philtre_library::library;

/// A number made an integer.
fn to_integer<'a>(cx: &mut Context<'a>, number: Value<'a>, whole: fn(f64) -> f64) -> R<'a> {
    match number.term() {
        Term::Int(_) | Term::Big(_) => Ok(number),
        Term::Float(f) => integer::from_whole_float(cx, whole(f)),
        _ => Err(cx.bad_argument(1, "not a number")),
    }
}

/// Functions of numbers.
#[library("Kernel")]
pub mod functions {
    use super::*;

    /// A number without its sign.
    ///
    /// ```elixir
    /// iex> abs(-3.5)
    /// 3.5
    /// ```
    #[row(cost = inside, guard)]
    pub fn abs<'a>(cx: &mut Context<'a>, number: Value<'a>) -> R<'a> {
        match integer::absolute(cx, number)? {
            Some(result) => Ok(result),
            None => Err(cx.bad_argument(1, "not a number")),
        }
    }

    /// The smallest integer that is not below a number.
    ///
    /// ```elixir
    /// iex> ceil(2.1)
    /// 3
    /// ```
    #[row(cost = unit, guard)]
    pub fn ceil<'a>(cx: &mut Context<'a>, number: Value<'a>) -> R<'a> {
        to_integer(cx, number, f64::ceil)
    }

    /// The largest integer that is not above a number.
    ///
    /// ```elixir
    /// iex> floor(-2.1)
    /// -3
    /// ```
    #[row(cost = unit, guard)]
    pub fn floor<'a>(cx: &mut Context<'a>, number: Value<'a>) -> R<'a> {
        to_integer(cx, number, f64::floor)
    }

    /// The integer next to a number, half away from zero.
    ///
    /// ```elixir
    /// iex> round(2.5)
    /// 3
    /// iex> round(-2.5)
    /// -3
    /// ```
    #[row(cost = unit, guard)]
    pub fn round<'a>(cx: &mut Context<'a>, number: Value<'a>) -> R<'a> {
        to_integer(cx, number, f64::round)
    }

    /// The integer part of a number.
    ///
    /// ```elixir
    /// iex> trunc(-2.9)
    /// -2
    /// ```
    #[row(cost = unit, guard)]
    pub fn trunc<'a>(cx: &mut Context<'a>, number: Value<'a>) -> R<'a> {
        to_integer(cx, number, f64::trunc)
    }

    /// The quotient of two integers, rounded toward zero.
    ///
    /// Raises `ArithmeticError` for zero or what is no integer.
    ///
    /// ```elixir
    /// iex> div(-7, 2)
    /// -3
    /// ```
    #[row(cost = inside, guard)]
    pub fn div<'a>(cx: &mut Context<'a>, dividend: Value<'a>, divisor: Value<'a>) -> R<'a> {
        integer::quotient(cx, dividend, divisor, Rounding::Truncate)
    }

    /// What a division of integers toward zero leaves: it has the sign of the dividend.
    ///
    /// Raises `ArithmeticError` for zero or what is no integer.
    ///
    /// ```elixir
    /// iex> rem(-7, 2)
    /// -1
    /// ```
    #[row(cost = inside, guard)]
    pub fn rem<'a>(cx: &mut Context<'a>, dividend: Value<'a>, divisor: Value<'a>) -> R<'a> {
        integer::remainder(cx, dividend, divisor)
    }

    /// The larger of two terms in the order of terms; the first of equal ones.
    ///
    /// ```elixir
    /// iex> max(3, 7)
    /// 7
    /// iex> max(1, "a")
    /// "a"
    /// ```
    #[row(cost = inside, guard)]
    pub fn max<'a>(cx: &mut Context<'a>, first: Value<'a>, second: Value<'a>) -> R<'a> {
        Ok(if ops::less(cx, first, second)? { second } else { first })
    }

    /// The smaller of two terms in the order of terms; the first of equal ones.
    ///
    /// ```elixir
    /// iex> min(3, 7)
    /// 3
    /// ```
    #[row(cost = inside, guard)]
    pub fn min<'a>(cx: &mut Context<'a>, first: Value<'a>, second: Value<'a>) -> R<'a> {
        Ok(if ops::greater(cx, first, second)? { second } else { first })
    }
}

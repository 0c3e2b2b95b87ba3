//! `Decimal`: order, and what numbers are.

use super::own;
use crate::context::Context;
use crate::decimal::{self, Decimal};
use crate::error::{Exc, R};
use crate::term::{Value, atoms};
use philtre_library::library;
use std::cmp::Ordering;

/// Functions that compare decimals.
#[library("Decimal")]
pub mod functions {
    use super::*;

    /// As `compare/2`; deprecated.
    ///
    /// ```elixir
    /// iex> Decimal.cmp(1, 2)
    /// :lt
    /// ```
    #[row(cost = inside)]
    pub fn cmp<'a>(cx: &mut Context<'a>, num1: Value<'a>, num2: Value<'a>) -> R<'a> {
        compare(cx, num1, num2)
    }

    /// `:lt`, `:eq` or `:gt`, by value. What is not a number raises `Decimal.Error`.
    ///
    /// ```elixir
    /// iex> Decimal.compare("1.0", 1)
    /// :eq
    /// iex> Enum.sort(Enum.map(["10", "9.5"], &Decimal.new/1), Decimal)
    /// [Decimal.new("9.5"), Decimal.new("10")]
    /// ```
    #[row(cost = inside)]
    pub fn compare<'a>(cx: &mut Context<'a>, num1: Value<'a>, num2: Value<'a>) -> R<'a> {
        Ok(name(decimal::compare(cx, num1, num2)?))
    }

    /// As `compare/2`, where numbers that differ by no more than a threshold are equal.
    ///
    /// ```elixir
    /// iex> Decimal.compare("1.01", 1, "0.02")
    /// :eq
    /// ```
    #[row(cost = inside, name = "compare")]
    pub fn compare_within<'a>(cx: &mut Context<'a>, num1: Value<'a>, num2: Value<'a>, threshold: Value<'a>) -> R<'a> {
        match decimal::compare_within(cx, num1, num2, threshold)? {
            Some(order) => Ok(name(order)),
            None => Err(cx.cond_clause()),
        }
    }

    /// Whether two numbers are the same by value.
    ///
    /// ```elixir
    /// iex> Decimal.eq?("1.50", "1.5")
    /// true
    /// ```
    #[row(cost = inside, name = "eq?")]
    pub fn is_eq<'a>(cx: &mut Context<'a>, num1: Value<'a>, num2: Value<'a>) -> R<'a> {
        test(cx, num1, num2, Ordering::is_eq)
    }

    /// Whether two numbers differ by no more than a threshold.
    ///
    /// ```elixir
    /// iex> Decimal.eq?("1.5", 1, "0.4")
    /// false
    /// ```
    #[row(cost = inside, name = "eq?")]
    pub fn is_eq_within<'a>(cx: &mut Context<'a>, num1: Value<'a>, num2: Value<'a>, threshold: Value<'a>) -> R<'a> {
        Ok(Value::bool(compare_within(cx, num1, num2, threshold)?.is(atoms::EQ)))
    }

    /// As `eq?/2`.
    ///
    /// ```elixir
    /// iex> Decimal.equal?("1.50", 2)
    /// false
    /// ```
    #[row(cost = inside, name = "equal?")]
    pub fn is_equal<'a>(cx: &mut Context<'a>, num1: Value<'a>, num2: Value<'a>) -> R<'a> {
        is_eq(cx, num1, num2)
    }

    /// Whether the first number is greater.
    ///
    /// ```elixir
    /// iex> Decimal.gt?("1.1", 1)
    /// true
    /// ```
    #[row(cost = inside, name = "gt?")]
    pub fn is_gt<'a>(cx: &mut Context<'a>, num1: Value<'a>, num2: Value<'a>) -> R<'a> {
        test(cx, num1, num2, Ordering::is_gt)
    }

    /// Whether the first number is greater, or both are the same.
    ///
    /// ```elixir
    /// iex> Decimal.gte?(1, "1.0")
    /// true
    /// ```
    #[row(cost = inside, name = "gte?")]
    pub fn is_gte<'a>(cx: &mut Context<'a>, num1: Value<'a>, num2: Value<'a>) -> R<'a> {
        test(cx, num1, num2, Ordering::is_ge)
    }

    /// Whether a decimal is infinite.
    ///
    /// ```elixir
    /// iex> Decimal.inf?(Decimal.new("-Infinity"))
    /// true
    /// ```
    #[row(cost = unit, name = "inf?")]
    pub fn is_inf<'a>(cx: &mut Context<'a>, num: Value<'a>) -> R<'a> {
        Ok(Value::bool(own(cx, num, "inf?", 1)?.is_infinite()))
    }

    /// Whether a number has no digits but zeros behind the point.
    ///
    /// ```elixir
    /// iex> Decimal.integer?("2.00")
    /// true
    /// ```
    #[row(cost = inside, name = "integer?")]
    pub fn is_integer<'a>(cx: &mut Context<'a>, num: Value<'a>) -> R<'a> {
        let number = decimal::operand(cx, num)?;
        Ok(Value::bool(decimal::is_integer(cx, number)?))
    }

    /// Whether a term is a decimal. It may stand in guards.
    ///
    /// ```elixir
    /// iex> Decimal.is_decimal(Decimal.new(1))
    /// true
    /// iex> Decimal.is_decimal(1)
    /// false
    /// ```
    #[row(cost = unit, guard)]
    pub fn is_decimal<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
        Ok(Value::bool(decimal::is_decimal(term)))
    }

    /// Whether the first number is less.
    ///
    /// ```elixir
    /// iex> Decimal.lt?("0.9", 1)
    /// true
    /// ```
    #[row(cost = inside, name = "lt?")]
    pub fn is_lt<'a>(cx: &mut Context<'a>, num1: Value<'a>, num2: Value<'a>) -> R<'a> {
        test(cx, num1, num2, Ordering::is_lt)
    }

    /// Whether the first number is less, or both are the same.
    ///
    /// ```elixir
    /// iex> Decimal.lte?("1.1", 1)
    /// false
    /// ```
    #[row(cost = inside, name = "lte?")]
    pub fn is_lte<'a>(cx: &mut Context<'a>, num1: Value<'a>, num2: Value<'a>) -> R<'a> {
        test(cx, num1, num2, Ordering::is_le)
    }

    /// The greater of two numbers; what is not a number gives way to the other.
    ///
    /// ```elixir
    /// iex> Decimal.max(1, "1.5")
    /// Decimal.new("1.5")
    /// ```
    #[row(cost = inside)]
    pub fn max<'a>(cx: &mut Context<'a>, num1: Value<'a>, num2: Value<'a>) -> R<'a> {
        decimal::extreme(cx, num1, num2, Ordering::Greater)?.value(cx)
    }

    /// The lesser of two numbers; what is not a number gives way to the other.
    ///
    /// ```elixir
    /// iex> Decimal.min(1, "1.5")
    /// Decimal.new("1")
    /// ```
    #[row(cost = inside)]
    pub fn min<'a>(cx: &mut Context<'a>, num1: Value<'a>, num2: Value<'a>) -> R<'a> {
        decimal::extreme(cx, num1, num2, Ordering::Less)?.value(cx)
    }

    /// Whether a decimal is not a number.
    ///
    /// ```elixir
    /// iex> Decimal.nan?(Decimal.new("NaN"))
    /// true
    /// ```
    #[row(cost = unit, name = "nan?")]
    pub fn is_nan<'a>(cx: &mut Context<'a>, num: Value<'a>) -> R<'a> {
        Ok(Value::bool(own(cx, num, "nan?", 1)?.is_nan()))
    }

    /// Whether a decimal is below zero.
    ///
    /// ```elixir
    /// iex> Decimal.negative?(Decimal.new("-0"))
    /// false
    /// ```
    #[row(cost = unit, name = "negative?")]
    pub fn is_negative<'a>(cx: &mut Context<'a>, num: Value<'a>) -> R<'a> {
        let number = own(cx, num, "negative?", 1)?;
        Ok(Value::bool(number.negative && has_sign(&number)))
    }

    /// Whether a decimal is above zero.
    ///
    /// ```elixir
    /// iex> Decimal.positive?(Decimal.new("0.1"))
    /// true
    /// ```
    #[row(cost = unit, name = "positive?")]
    pub fn is_positive<'a>(cx: &mut Context<'a>, num: Value<'a>) -> R<'a> {
        let number = own(cx, num, "positive?", 1)?;
        Ok(Value::bool(!number.negative && has_sign(&number)))
    }
}

fn has_sign(number: &Decimal) -> bool {
    !number.is_nan() && !number.is_zero()
}

fn name(order: Ordering) -> Value<'static> {
    match order {
        Ordering::Less => atoms::LT,
        Ordering::Equal => atoms::EQ,
        Ordering::Greater => atoms::GT,
    }
}

/// Whether the order of two numbers is as wanted; of decimals that are not numbers none is.
fn test<'a>(cx: &mut Context<'a>, a: Value<'a>, b: Value<'a>, is: fn(Ordering) -> bool) -> R<'a> {
    if is_nan(cx, a)? || is_nan(cx, b)? {
        return Ok(Value::FALSE);
    }
    Ok(Value::bool(is(decimal::compare(cx, a, b)?)))
}

fn is_nan<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Result<bool, Exc> {
    Ok(Decimal::of(cx, value, "compare", 2)?.is_some_and(|number| number.is_nan()))
}

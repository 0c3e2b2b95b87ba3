//! `Decimal`: exact decimal numbers, as the library decimal 3.1 has them.
//!
//! Here is what computes; [`compare`] orders, [`convert`] makes decimals of other terms and back.

pub mod compare;
pub mod convert;

use crate::context::Context;
use crate::decimal::{self, Decimal, Mode, no_clause, operand};
use crate::error::{Exc, R};
use crate::term::{Term, Value};
use philtre_library::library;

/// Exact decimal numbers: sums, products, rounding. Results have 34 digits at most, rounded half up; operands may be
/// decimals, integers and texts.
#[library("Decimal")]
pub mod functions {
    use super::*;

    /// A number without its sign.
    ///
    /// ```elixir
    /// iex> Decimal.abs(Decimal.new("-1.50"))
    /// Decimal.new("1.50")
    /// ```
    #[row(cost = inside)]
    pub fn abs<'a>(cx: &mut Context<'a>, num: Value<'a>) -> R<'a> {
        let number = own(cx, num, "abs", 1)?.with_sign(false);
        decimal::in_context(cx, number)?.value(cx)
    }

    /// The sum of two numbers.
    ///
    /// ```elixir
    /// iex> Decimal.add("0.1", "0.2")
    /// Decimal.new("0.3")
    /// ```
    #[row(cost = inside)]
    pub fn add<'a>(cx: &mut Context<'a>, num1: Value<'a>, num2: Value<'a>) -> R<'a> {
        let (a, b) = operands(cx, num1, num2)?;
        decimal::add(cx, a, b)?.value(cx)
    }

    /// A number rounded to 34 digits, as results are.
    ///
    /// ```elixir
    /// iex> long = Decimal.new(1, 1234567890123456789012345678901234567, 0)
    /// iex> Decimal.apply_context(long)
    /// Decimal.new("1.234567890123456789012345678901235E+36")
    /// ```
    #[row(cost = inside)]
    pub fn apply_context<'a>(cx: &mut Context<'a>, num: Value<'a>) -> R<'a> {
        let number = own(cx, num, "apply_context", 1)?;
        decimal::in_context(cx, number)?.value(cx)
    }

    /// The quotient of two numbers. Division by zero raises `Decimal.Error`.
    ///
    /// ```elixir
    /// iex> Decimal.div(1, 3)
    /// Decimal.new("0.3333333333333333333333333333333333")
    /// iex> Decimal.div("4.8", 2)
    /// Decimal.new("2.4")
    /// ```
    #[row(cost = inside)]
    pub fn div<'a>(cx: &mut Context<'a>, num1: Value<'a>, num2: Value<'a>) -> R<'a> {
        let (a, b) = operands(cx, num1, num2)?;
        decimal::div(cx, a, b)?.value(cx)
    }

    /// The integer part of a quotient. It may have 34 digits; division by zero raises `Decimal.Error`.
    ///
    /// ```elixir
    /// iex> Decimal.div_int("7.5", 2)
    /// Decimal.new("3")
    /// ```
    #[row(cost = inside)]
    pub fn div_int<'a>(cx: &mut Context<'a>, num1: Value<'a>, num2: Value<'a>) -> R<'a> {
        let (a, b) = operands(cx, num1, num2)?;
        decimal::div_int(cx, a, b)?.value(cx)
    }

    /// The integer part of a quotient, and what is left.
    ///
    /// ```elixir
    /// iex> Decimal.div_rem("7.5", 2)
    /// {Decimal.new("3"), Decimal.new("1.5")}
    /// ```
    #[row(cost = inside)]
    pub fn div_rem<'a>(cx: &mut Context<'a>, num1: Value<'a>, num2: Value<'a>) -> R<'a> {
        let (a, b) = operands(cx, num1, num2)?;
        let (quotient, rest) = decimal::div_rem(cx, a, b)?;
        let parts = [quotient.value(cx)?, rest.value(cx)?];
        cx.tuple(&parts)
    }

    /// The product of two numbers.
    ///
    /// ```elixir
    /// iex> Decimal.mult("1.20", 3)
    /// Decimal.new("3.60")
    /// ```
    #[row(cost = inside)]
    pub fn mult<'a>(cx: &mut Context<'a>, num1: Value<'a>, num2: Value<'a>) -> R<'a> {
        let (a, b) = operands(cx, num1, num2)?;
        decimal::mult(cx, a, b)?.value(cx)
    }

    /// A number with the other sign.
    ///
    /// ```elixir
    /// iex> Decimal.negate("1.5")
    /// Decimal.new("-1.5")
    /// ```
    #[row(cost = inside)]
    pub fn negate<'a>(cx: &mut Context<'a>, num: Value<'a>) -> R<'a> {
        let number = operand(cx, num)?;
        if number.is_nan() {
            return number.value(cx);
        }
        let negative = !number.negative;
        decimal::in_context(cx, number.with_sign(negative))?.value(cx)
    }

    /// A number without the zeros that its digits end in.
    ///
    /// ```elixir
    /// iex> Decimal.normalize(Decimal.new("1.500"))
    /// Decimal.new("1.5")
    /// iex> Decimal.normalize(Decimal.new("200"))
    /// Decimal.new("2E+2")
    /// ```
    #[row(cost = inside)]
    pub fn normalize<'a>(cx: &mut Context<'a>, num: Value<'a>) -> R<'a> {
        let number = own(cx, num, "normalize", 1)?;
        decimal::normalize(cx, number)?.value(cx)
    }

    /// What is left of the first number by an integer division; it has the sign of the first.
    ///
    /// ```elixir
    /// iex> Decimal.rem("7.5", 2)
    /// Decimal.new("1.5")
    /// ```
    #[row(cost = inside)]
    pub fn rem<'a>(cx: &mut Context<'a>, num1: Value<'a>, num2: Value<'a>) -> R<'a> {
        let (a, b) = operands(cx, num1, num2)?;
        decimal::rem(cx, a, b)?.value(cx)
    }

    /// A number with so many places behind the point, or with zeros before it where places are below zero. Modes are
    /// `:down`, `:up`, `:ceiling`, `:floor`, `:half_up`, `:half_down` and `:half_even`.
    ///
    /// ```elixir
    /// iex> Decimal.round("2.345", 2)
    /// Decimal.new("2.35")
    /// iex> Decimal.round("2.345", 2, :half_even)
    /// Decimal.new("2.34")
    /// iex> Decimal.round("1250", -2)
    /// Decimal.new("1.3E+3")
    /// ```
    #[row(cost = inside, default(places = 0, mode = atom("half_up")))]
    pub fn round<'a>(cx: &mut Context<'a>, num: Value<'a>, places: Value<'a>, mode: Value<'a>) -> R<'a> {
        let number = operand(cx, num)?;
        if number.is_nan() || number.is_infinite() {
            return number.value(cx);
        }
        let places = match places.term() {
            Term::Int(places) => i128::from(places),
            // As far as any number goes.
            Term::Big(big) => {
                if big.is_negative() {
                    -(1 << 100)
                } else {
                    1 << 100
                }
            }
            _ => return Err(cx.arithmetic_error()),
        };
        let mode = match mode.term() {
            Term::Atom(name) => Mode::named(name.name()),
            _ => None,
        };
        decimal::round(cx, number, places, mode)?.value(cx)
    }

    /// The square root of a number; one below zero raises `Decimal.Error`.
    ///
    /// ```elixir
    /// iex> Decimal.sqrt("2.25")
    /// Decimal.new("1.5")
    /// ```
    #[row(cost = inside)]
    pub fn sqrt<'a>(cx: &mut Context<'a>, num: Value<'a>) -> R<'a> {
        let number = operand(cx, num)?;
        decimal::sqrt(cx, number)?.value(cx)
    }

    /// The first number less the second.
    ///
    /// ```elixir
    /// iex> Decimal.sub("1", "0.9")
    /// Decimal.new("0.1")
    /// ```
    #[row(cost = inside)]
    pub fn sub<'a>(cx: &mut Context<'a>, num1: Value<'a>, num2: Value<'a>) -> R<'a> {
        let (a, b) = operands(cx, num1, num2)?;
        let negative = !b.negative;
        decimal::add(cx, a, b.with_sign(negative))?.value(cx)
    }
}

/// An argument that must be a `%Decimal{}`.
fn own<'a>(cx: &mut Context<'a>, value: Value<'a>, function: &str, arity: usize) -> Result<Decimal, Exc> {
    match Decimal::of(cx, value, function, arity)? {
        Some(number) => Ok(number),
        None => Err(no_clause(cx, function, arity)),
    }
}

fn operands<'a>(cx: &mut Context<'a>, a: Value<'a>, b: Value<'a>) -> Result<(Decimal, Decimal), Exc> {
    Ok((operand(cx, a)?, operand(cx, b)?))
}

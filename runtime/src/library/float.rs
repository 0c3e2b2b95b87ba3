//! `Float`: numbers with a point.

use crate::context::Context;
use crate::error::{Exc, R};
use crate::float::{self, MAX_PRECISION, Mode};
use crate::ops;
use crate::term::{Term, Value, atoms};
use crate::{integer, text};
use num_bigint::BigInt;
use philtre_library::library;

/// The decimals that are asked for.
fn precision_of<'a>(cx: &mut Context<'a>, precision: Value<'a>) -> Result<u32, Exc> {
    if let Term::Int(decimals) = precision.term()
        && let Ok(decimals) = u32::try_from(decimals)
        && decimals <= MAX_PRECISION
    {
        return Ok(decimals);
    }
    let precision = text::to_string(cx, precision)?;
    let parts = [Value::str("precision "), precision, Value::str(" is out of valid range of 0..15")];
    let message = text::interpolate(cx, &parts)?;
    let exception = cx.exception_with_message(atoms::ARGUMENT_ERROR, message)?;
    Err(cx.raise(exception))
}

/// What `ceil`, `floor` and `round` share. Not inlined, so that `round` holds no floats across a call.
#[inline(never)]
fn rounded<'a>(cx: &mut Context<'a>, number: Value<'a>, precision: Value<'a>, mode: Mode) -> R<'a> {
    let Term::Float(f) = number.term() else {
        let name = match mode {
            Mode::HalfUp => "round",
            Mode::Floor => "floor",
            Mode::Ceil => "ceil",
        };
        return Err(cx.function_clause(atoms::MODULE_FLOAT, name, 2));
    };
    let precision = precision_of(cx, precision)?;
    cx.finite(if precision == 0 {
        match mode {
            Mode::HalfUp => f.round(),
            Mode::Floor => f.floor(),
            Mode::Ceil => f.ceil(),
        }
    } else {
        float::round(f, precision, mode)
    })
}

/// Functions for working with floats.
#[library("Float", units = 6)]
pub mod functions {
    use super::*;

    /// The smallest float with so many decimals that is not below a float. At most 15 decimals.
    ///
    /// ```elixir
    /// iex> Float.ceil(3.01)
    /// 4.0
    /// iex> Float.ceil(3.011, 2)
    /// 3.02
    /// ```
    #[row(cost = unit, default(precision = 0))]
    pub fn ceil<'a>(cx: &mut Context<'a>, number: Value<'a>, precision: Value<'a>) -> R<'a> {
        rounded(cx, number, precision, Mode::Ceil)
    }

    /// The largest float with so many decimals that is not above a float. At most 15 decimals.
    ///
    /// ```elixir
    /// iex> Float.floor(3.99)
    /// 3.0
    /// iex> Float.floor(3.999, 2)
    /// 3.99
    /// ```
    #[row(cost = unit, default(precision = 0))]
    pub fn floor<'a>(cx: &mut Context<'a>, number: Value<'a>, precision: Value<'a>) -> R<'a> {
        rounded(cx, number, precision, Mode::Floor)
    }

    /// The largest float.
    ///
    /// ```elixir
    /// iex> Float.max_finite()
    /// 1.7976931348623157e308
    /// ```
    #[row(cost = unit)]
    pub fn max_finite<'a>(cx: &mut Context<'a>) -> R<'a> {
        Ok(Value::float(f64::MAX))
    }

    /// The smallest float, as far below zero as the largest is above.
    ///
    /// ```elixir
    /// iex> Float.min_finite()
    /// -1.7976931348623157e308
    /// ```
    #[row(cost = unit)]
    pub fn min_finite<'a>(cx: &mut Context<'a>) -> R<'a> {
        Ok(Value::float(f64::MIN))
    }

    /// Reads a float from the start of a text: `{float, rest}`, or `:error` if there is none.
    ///
    /// ```elixir
    /// iex> Float.parse("2.5kg")
    /// {2.5, "kg"}
    /// iex> Float.parse("12")
    /// {12.0, ""}
    /// iex> Float.parse(".5")
    /// :error
    /// ```
    #[row(cost = inside)]
    pub fn parse<'a>(cx: &mut Context<'a>, binary: Value<'a>) -> R<'a> {
        let Term::Binary(binary) = binary.term() else {
            return Err(cx.function_clause(atoms::MODULE_FLOAT, "parse_unsigned", 1));
        };
        match text::parse_float(cx, binary.bytes())? {
            Some((f, end)) => cx.tuple(&[Value::float(f), binary.slice(end, binary.len())]),
            None => Ok(atoms::ERROR),
        }
    }

    /// A float to a power.
    ///
    /// Raises `ArithmeticError` if the result is no number or too large.
    ///
    /// ```elixir
    /// iex> Float.pow(2.0, 3)
    /// 8.0
    /// iex> Float.pow(9.0, 0.5)
    /// 3.0
    /// ```
    #[row(cost = unit)]
    pub fn pow<'a>(cx: &mut Context<'a>, base: Value<'a>, exponent: Value<'a>) -> R<'a> {
        let is_number = matches!(exponent.term(), Term::Float(_)) || integer::is_integer(exponent);
        if !matches!(base.term(), Term::Float(_)) || !is_number {
            return Err(cx.function_clause(atoms::MODULE_FLOAT, "pow", 2));
        }
        ops::power(cx, base, exponent)
    }

    /// A float as two integers: numerator and denominator, which is a power of two.
    ///
    /// ```elixir
    /// iex> Float.ratio(0.75)
    /// {3, 4}
    /// iex> Float.ratio(-2.0)
    /// {-2, 1}
    /// ```
    #[row(cost = unit)]
    pub fn ratio<'a>(cx: &mut Context<'a>, float: Value<'a>) -> R<'a> {
        let Term::Float(f) = float.term() else {
            return Err(cx.function_clause(atoms::MODULE_FLOAT, "ratio", 1));
        };
        let (odd, exponent) = float::odd_and_exponent(f);
        let (numerator, denominator) = match u32::try_from(exponent) {
            Ok(shift) if odd != 0 => (BigInt::from(odd) << shift, BigInt::from(1)),
            Ok(_) => (BigInt::from(0), BigInt::from(1)),
            Err(_) => (BigInt::from(odd), BigInt::from(1) << exponent.unsigned_abs()),
        };
        let parts = [cx.integer(&numerator)?, cx.integer(&denominator)?];
        cx.tuple(&parts)
    }

    /// Rounds a float to so many decimals, half away from zero. At most 15 decimals.
    ///
    /// What is rounded is the exact value of the float: 2.675 is a little less than its digits say.
    ///
    /// ```elixir
    /// iex> Float.round(12.5)
    /// 13.0
    /// iex> Float.round(3.14159, 2)
    /// 3.14
    /// iex> Float.round(2.675, 2)
    /// 2.67
    /// ```
    #[row(cost = unit, default(precision = 0))]
    #[inline]
    pub fn round<'a>(cx: &mut Context<'a>, float: Value<'a>, precision: Value<'a>) -> R<'a> {
        if let (Some(f), Some(precision)) = (float.as_float(), precision.as_int())
            && let Some(rounded) = crate::float::round_half_up_quickly(f, precision)
        {
            return Ok(Value::float(rounded));
        }
        rounded(cx, float, precision, Mode::HalfUp)
    }

    /// The shortest digits that read back as the same float, as a charlist.
    ///
    /// ```elixir
    /// iex> Float.to_charlist(0.1)
    /// ~c"0.1"
    /// ```
    #[row(cost = unit)]
    pub fn to_charlist<'a>(cx: &mut Context<'a>, float: Value<'a>) -> R<'a> {
        let digits = to_string(cx, float)?;
        text::binary_to_charlist(cx, digits)
    }

    /// The shortest digits that read back as the same float, as a text.
    ///
    /// ```elixir
    /// iex> Float.to_string(7.0)
    /// "7.0"
    /// iex> Float.to_string(1.0e20)
    /// "1.0e20"
    /// ```
    #[row(cost = unit)]
    pub fn to_string<'a>(cx: &mut Context<'a>, float: Value<'a>) -> R<'a> {
        match float.term() {
            Term::Float(_) => text::to_string(cx, float),
            _ => Err(cx.bad_argument(1, "not a float")),
        }
    }
}

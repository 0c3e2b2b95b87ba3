//! Decimals as integers and floats, and back.

use super::compare::compare_decimals;
use super::{Coef, Decimal, Format, Limits, digits, error, no_clause, parse, shift_up, strip_zeros, write};
use crate::context::Context;
use crate::error::{Exc, R};
use crate::ops;
use crate::term::{Term, Value, atoms};
use crate::text::float;
use num_bigint::{BigInt, BigUint, Sign};
use num_traits::Zero;

/// The shortest decimal that is nearest to a float.
///
/// # Errors
/// Fuel.
pub fn from_float(cx: &mut Context<'_>, value: f64) -> Result<Decimal, Exc> {
    cx.charge(super::TEXT)?;
    let mut buffer = float::Buffer::default();
    // `1.0e20` has no digit behind its point.
    let text = float::write(value, &mut buffer).replacen(".0e", "e", 1);
    match parse(cx, text.as_bytes(), &Limits::DEFAULT)? {
        Some((number, _)) => Ok(number),
        None => Err(no_clause(cx, "from_float", 1)),
    }
}

/// `Decimal.new("…")`, as messages show numbers.
fn shown<'a>(cx: &mut Context<'a>, number: &Decimal) -> Result<String, Exc> {
    let text = write(cx, number, Format::Scientific)?;
    Ok(match text.term() {
        Term::Binary(text) => format!("Decimal.new(\"{}\")", text.text().unwrap_or_default()),
        _ => String::new(),
    })
}

/// The integer that a number is.
///
/// # Errors
/// `ArgumentError` where it has digits behind the point; `FunctionClauseError` where it is infinite or none;
/// `SystemLimitError` for what is too large; fuel.
pub fn to_integer<'a>(cx: &mut Context<'a>, number: Decimal) -> R<'a> {
    let Decimal { negative, coef: Coef::Finite(mut coef), mut exp } = number else {
        return Err(no_clause(cx, "to_integer", 1));
    };
    if exp < 0 {
        if coef.is_zero() {
            return Ok(Value::int(0));
        }
        let (stripped, zeros) = strip_zeros(cx, coef)?;
        coef = stripped;
        exp += i128::from(zeros);
        if exp < 0 {
            let shown = shown(cx, &Decimal::finite(negative, coef, exp))?;
            return Err(cx.argument_error(&format!(
                "cannot convert {shown} without losing precision. Use Decimal.round/3 first."
            )));
        }
    }
    let coef = shift_up(cx, coef, u64::try_from(exp).unwrap_or(u64::MAX))?;
    let sign = if negative { Sign::Minus } else { Sign::Plus };
    ops::big_result(cx, &BigInt::from_biguint(sign, coef))
}

/// Whether a number has no digits behind the point.
///
/// # Errors
/// Fuel.
pub fn is_integer(cx: &mut Context<'_>, number: Decimal) -> Result<bool, Exc> {
    let Coef::Finite(coef) = number.coef else { return Ok(false) };
    if coef.is_zero() || number.exp >= 0 {
        return Ok(true);
    }
    let (_, zeros) = strip_zeros(cx, coef)?;
    Ok(i128::from(zeros) >= -number.exp)
}

/// The nearest float.
///
/// # Errors
/// `Decimal.Error` for numbers beyond the range of floats; `ArgumentError` for what is infinite or none; fuel.
pub fn to_float<'a>(cx: &mut Context<'a>, number: &Decimal) -> R<'a> {
    let Coef::Finite(coef) = &number.coef else {
        let shown = shown(cx, number)?;
        return Err(cx.argument_error(&format!("{shown} cannot be converted to float")));
    };
    if coef.is_zero() {
        return Ok(Value::float(0.0));
    }
    let magnitude = number.clone().with_sign(false);
    let bound = |coef: u64, exp| Decimal::finite(false, BigUint::from(coef), exp);
    let fault = if compare_decimals(cx, &magnitude, &bound(17_976_931_348_623_158, 292))?.is_gt() {
        if number.negative { Some("negative number smaller than DBL_MAX") } else { Some("number bigger than DBL_MAX") }
    } else if compare_decimals(cx, &magnitude, &bound(22_250_738_585_072_014, -324))?.is_lt() {
        if number.negative { Some("negative number bigger than DBL_MIN") } else { Some("number smaller than DBL_MIN") }
    } else {
        None
    };
    if let Some(fault) = fault {
        let shown = shown(cx, number)?;
        return Err(error(cx, atoms::NIL, &format!("{fault}: {shown}")));
    }
    cx.charge(2 * super::TEXT)?;
    let sign = if number.negative { "-" } else { "" };
    let text = format!("{sign}{}e{}", digits(cx, coef)?, number.exp);
    match text.parse::<f64>() {
        Ok(float) => cx.finite(float),
        Err(_) => Err(cx.arithmetic_error()),
    }
}

//! Sums, products, quotients, roots.

use super::compare::compare_finite;
use super::{
    Coef, DIVISION_BY_ZERO, Decimal, INVALID_OPERATION, PRECISION, adjusted, charge_product, digit_count, error,
    in_context, power_of_ten, shift_up, strip_zeros, words,
};
use crate::context::Context;
use crate::error::Exc;
use crate::term::Value;
use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::Zero;

/// Digits beyond the precision that say how to round.
const GUARD: i128 = 2;

/// `a + b`
///
/// # Errors
/// `Decimal.Error` for infinities of different signs; fuel.
pub fn add(cx: &mut Context<'_>, a: Decimal, b: Decimal) -> Result<Decimal, Exc> {
    let (x, y) = match (&a.coef, &b.coef) {
        (Coef::NaN, _) => return Ok(a),
        (_, Coef::NaN) => return Ok(b),
        (Coef::Infinity, Coef::Infinity) if a.negative != b.negative => {
            return Err(error(cx, INVALID_OPERATION, "adding +Infinity and -Infinity"));
        }
        (Coef::Infinity, Coef::Infinity) => return Ok(if a.exp > b.exp { a } else { b }),
        (Coef::Infinity, _) => return Ok(a),
        (_, Coef::Infinity) => return Ok(b),
        (Coef::Finite(x), Coef::Finite(y)) => (x, y),
    };
    match (x.is_zero(), y.is_zero()) {
        (true, true) => {
            let negative = a.negative && b.negative;
            return in_context(cx, Decimal::finite(negative, BigUint::zero(), a.exp.min(b.exp)));
        }
        (true, false) => return add_zero(cx, a.exp, b),
        (false, true) => return add_zero(cx, b.exp, a),
        (false, false) => {}
    }
    let (top_a, top_b) = (adjusted(cx, x, a.exp)?, adjusted(cx, y, b.exp)?);
    // Far below the first digits of the one, only whether the other is there can count.
    let base = if (top_a - top_b).abs() > PRECISION as i128 + GUARD {
        let (exp, top) = if top_a >= top_b { (a.exp, top_a) } else { (b.exp, top_b) };
        exp.min(top - (PRECISION as i128 + GUARD) + 1)
    } else {
        a.exp.min(b.exp)
    };
    let (x, x_rest) = at_base(cx, x, a.exp, base)?;
    let (y, y_rest) = at_base(cx, y, b.exp, base)?;
    cx.charge((words(&x) + words(&y)) / 8)?;
    let signed = |negative, x| BigInt::from_biguint(if negative { Sign::Minus } else { Sign::Plus }, x);
    let mut sum = signed(a.negative, x) + signed(b.negative, y);
    if x_rest || y_rest {
        // What was cut off has the sign of the smaller number.
        let rest_negative = if x_rest { a.negative } else { b.negative };
        let rest = if rest_negative { -1 } else { 1 };
        match sum.sign() {
            Sign::NoSign => sum = BigInt::from(rest),
            Sign::Minus if !rest_negative => sum += 1,
            Sign::Plus if rest_negative => sum -= 1,
            _ => {}
        }
    }
    let (sign, coef) = sum.into_parts();
    let negative = match sign {
        Sign::Minus => true,
        Sign::Plus => false,
        Sign::NoSign => a.negative && b.negative,
    };
    in_context(cx, Decimal::finite(negative, coef, base))
}

/// A number with the exponent that zero brings, as far as digits allow.
fn add_zero(cx: &mut Context<'_>, zero_exp: i128, number: Decimal) -> Result<Decimal, Exc> {
    let Decimal { negative, coef: Coef::Finite(coef), exp } = number else { return Ok(number) };
    let work = PRECISION as i128 + GUARD;
    let base = if zero_exp >= exp {
        exp
    } else if exp - zero_exp > work {
        exp.min(adjusted(cx, &coef, exp)? - work + 1)
    } else {
        zero_exp
    };
    let (coef, _) = at_base(cx, &coef, exp, base)?;
    in_context(cx, Decimal::finite(negative, coef, base))
}

/// A coefficient for another exponent, and whether digits were cut off.
fn at_base(cx: &mut Context<'_>, coef: &BigUint, exp: i128, base: i128) -> Result<(BigUint, bool), Exc> {
    if exp >= base {
        let up = u64::try_from(exp - base).unwrap_or(u64::MAX);
        return Ok((shift_up(cx, coef.clone(), up)?, false));
    }
    let drop = base - exp;
    if drop >= i128::from(digit_count(cx, coef)?) {
        return Ok((BigUint::zero(), true));
    }
    let power = power_of_ten(cx, u64::try_from(drop).unwrap_or(u64::MAX))?;
    charge_product(cx, words(coef), words(&power))?;
    let (quotient, rest) = coef.div_rem(&power);
    Ok((quotient, !rest.is_zero()))
}

/// `a * b`
///
/// # Errors
/// `Decimal.Error` for zero times infinity; fuel.
pub fn mult(cx: &mut Context<'_>, a: Decimal, b: Decimal) -> Result<Decimal, Exc> {
    let negative = a.negative != b.negative;
    match (&a.coef, &b.coef) {
        (Coef::NaN, _) => Ok(a),
        (_, Coef::NaN) => Ok(b),
        (Coef::Infinity, _) | (_, Coef::Infinity) => {
            if a.is_zero() || b.is_zero() {
                return Err(error(cx, INVALID_OPERATION, "0 * ±Infinity"));
            }
            Ok(Decimal::infinity(negative, a.exp + b.exp))
        }
        (Coef::Finite(x), Coef::Finite(y)) => {
            charge_product(cx, words(x), words(y))?;
            in_context(cx, Decimal::finite(negative, x * y, a.exp + b.exp))
        }
    }
}

/// What a division is that needs no digits.
enum Special {
    /// `a / b` and the rest are known.
    Known(Decimal, Decimal),
    /// Two numbers, the second not zero.
    Numbers(BigUint, BigUint),
}

/// The cases of all divisions that look at infinities and zeros.
fn special(cx: &mut Context<'_>, a: &Decimal, b: &Decimal) -> Result<Special, Exc> {
    let negative = a.negative != b.negative;
    Ok(match (&a.coef, &b.coef) {
        (Coef::NaN, _) => Special::Known(a.clone(), a.clone()),
        (_, Coef::NaN) => Special::Known(b.clone(), b.clone()),
        (Coef::Infinity, Coef::Infinity) => {
            return Err(error(cx, INVALID_OPERATION, "±Infinity / ±Infinity"));
        }
        (Coef::Infinity, _) => {
            Special::Known(a.clone().with_sign(negative), Decimal::finite(a.negative, BigUint::zero(), 0))
        }
        (_, Coef::Infinity) => {
            Special::Known(Decimal::finite(negative, BigUint::zero(), a.exp - b.exp), b.clone().with_sign(a.negative))
        }
        (Coef::Finite(x), Coef::Finite(y)) if y.is_zero() => {
            return Err(if x.is_zero() {
                error(cx, INVALID_OPERATION, "0 / 0")
            } else {
                cx.decimal_error(DIVISION_BY_ZERO, Value::NIL)
            });
        }
        (Coef::Finite(x), Coef::Finite(y)) => Special::Numbers(x.clone(), y.clone()),
    })
}

/// Two coefficients with powers of ten such that the first holds the second from one to nine times, and by how many
/// powers the first was raised.
fn adjust(cx: &mut Context<'_>, x: BigUint, y: BigUint) -> Result<(BigUint, BigUint, i128), Exc> {
    let (count_x, count_y) = (digit_count(cx, &x)?, digit_count(cx, &y)?);
    let x = shift_up(cx, x, count_y.saturating_sub(count_x))?;
    let y = shift_up(cx, y, count_x.saturating_sub(count_y))?;
    let by = i128::from(count_y) - i128::from(count_x);
    // As many digits on both sides: the quotient is below ten.
    if x < y { Ok((x * 10u32, y, by + 1)) } else { Ok((x, y, by)) }
}

/// `a / b`
///
/// # Errors
/// `Decimal.Error` for division by zero and of infinities; fuel.
pub fn div(cx: &mut Context<'_>, a: Decimal, b: Decimal) -> Result<Decimal, Exc> {
    let negative = a.negative != b.negative;
    let (x, y) = match special(cx, &a, &b)? {
        Special::Known(quotient, _) => return Ok(quotient),
        Special::Numbers(x, y) => (x, y),
    };
    if x.is_zero() {
        return in_context(cx, Decimal::finite(negative, x, a.exp - b.exp));
    }
    let (x, y, by) = adjust(cx, x, y)?;
    let x = shift_up(cx, x, PRECISION)?;
    charge_product(cx, words(&x), words(&y))?;
    let (mut coef, rest) = x.div_rem(&y);
    let mut places = PRECISION as i128;
    if rest.is_zero() {
        // An exact quotient has as few digits as it needs, but the exponents of the operands where they allow.
        let (stripped, zeros) = strip_zeros(cx, coef)?;
        let wanted = (places - i128::from(zeros)).max(-by).min(places);
        let back = places - i128::from(zeros);
        coef = shift_up(cx, stripped, u64::try_from(wanted - back).unwrap_or(0))?;
        places = wanted;
    }
    in_context(cx, Decimal::finite(negative, coef, a.exp - b.exp - by - places))
}

/// The integer that a quotient of numbers begins with, where the first is not smaller.
fn integer_division(
    cx: &mut Context<'_>,
    negative: bool,
    (x, x_exp): (BigUint, i128),
    (y, y_exp): (BigUint, i128),
) -> Result<Decimal, Exc> {
    let too_large =
        |cx: &mut Context<'_>| Err(error(cx, INVALID_OPERATION, "integer division impossible, quotient too large"));
    let (x, y, by) = adjust(cx, x, y)?;
    // So many digits follow the first one.
    let places = x_exp - y_exp - by;
    if places > PRECISION as i128 {
        return too_large(cx);
    }
    let x = shift_up(cx, x, u64::try_from(places).unwrap_or(0))?;
    charge_product(cx, words(&x), words(&y))?;
    let coef = x / y;
    if coef > power_of_ten(cx, PRECISION)? {
        return too_large(cx);
    }
    Ok(Decimal::finite(negative, coef, 0))
}

/// The integer part of `a / b`.
///
/// # Errors
/// As [`div`], and for quotients of too many digits.
pub fn div_int(cx: &mut Context<'_>, a: Decimal, b: Decimal) -> Result<Decimal, Exc> {
    match special(cx, &a, &b)? {
        Special::Known(quotient, _) => Ok(quotient),
        Special::Numbers(x, y) => {
            let negative = a.negative != b.negative;
            if compare_finite(cx, (&x, a.exp), (&y, b.exp))?.is_lt() {
                return Ok(Decimal::finite(negative, BigUint::zero(), a.exp - b.exp));
            }
            integer_division(cx, negative, (x, a.exp), (y, b.exp))
        }
    }
}

/// What is left of `a` by the integer part of `a / b`; it has the sign of `a`.
///
/// # Errors
/// As [`div_int`].
pub fn rem(cx: &mut Context<'_>, a: Decimal, b: Decimal) -> Result<Decimal, Exc> {
    match special(cx, &a, &b)? {
        Special::Known(_, rest) => Ok(rest),
        Special::Numbers(x, y) => {
            if compare_finite(cx, (&x, a.exp), (&y, b.exp))?.is_lt() {
                return in_context(cx, a);
            }
            let quotient = integer_division(cx, a.negative != b.negative, (x, a.exp), (y, b.exp))?;
            rest(cx, a, b, quotient)
        }
    }
}

/// [`div_int`] and [`rem`] at once. A rest that is `a` itself is not rounded.
///
/// # Errors
/// As [`div_int`].
pub fn div_rem(cx: &mut Context<'_>, a: Decimal, b: Decimal) -> Result<(Decimal, Decimal), Exc> {
    match special(cx, &a, &b)? {
        Special::Known(quotient, rest) => Ok((quotient, rest)),
        Special::Numbers(x, y) => {
            let negative = a.negative != b.negative;
            if compare_finite(cx, (&x, a.exp), (&y, b.exp))?.is_lt() {
                return Ok((Decimal::finite(negative, BigUint::zero(), a.exp - b.exp), a));
            }
            let quotient = integer_division(cx, negative, (x, a.exp), (y, b.exp))?;
            let rest = rest(cx, a, b, quotient.clone())?;
            Ok((quotient, rest))
        }
    }
}

fn rest(cx: &mut Context<'_>, a: Decimal, b: Decimal, quotient: Decimal) -> Result<Decimal, Exc> {
    let product = mult(cx, b, quotient)?;
    let negative = !product.negative;
    add(cx, a, product.with_sign(negative))
}

/// The square root.
///
/// # Errors
/// `Decimal.Error` for numbers below zero and what is none; fuel.
pub fn sqrt(cx: &mut Context<'_>, number: Decimal) -> Result<Decimal, Exc> {
    let Decimal { negative, coef, exp } = number;
    let coef = match coef {
        Coef::NaN => return Err(error(cx, INVALID_OPERATION, "operation on NaN")),
        Coef::Finite(coef) if coef.is_zero() => return Ok(Decimal::finite(negative, coef, exp >> 1)),
        _ if negative => return Err(error(cx, INVALID_OPERATION, "less than zero")),
        Coef::Infinity => return Ok(Decimal::infinity(negative, exp)),
        Coef::Finite(coef) => coef,
    };
    let count = i128::from(digit_count(cx, &coef)?);
    let wanted = PRECISION as i128 + 1;
    // The exponent must be even, and the root have one digit more than the precision.
    let (coef, shift) =
        if exp & 1 == 0 { (coef, wanted - ((count + 1) >> 1)) } else { (coef * 10u32, wanted - ((count >> 1) + 1)) };
    let distance = u64::try_from(shift.unsigned_abs()).unwrap_or(u64::MAX);
    let (shifted, exact) = if shift >= 0 {
        (shift_up(cx, coef, distance * 2)?, true)
    } else {
        let power = power_of_ten(cx, distance.saturating_mul(2))?;
        charge_product(cx, words(&coef), words(&power))?;
        let (quotient, rest) = coef.div_rem(&power);
        (quotient, rest.is_zero())
    };
    // It has 70 digits at most.
    cx.charge(100)?;
    let root = shifted.sqrt();
    if !exact || &root * &root != shifted {
        return in_context(cx, Decimal::finite(false, root, (exp >> 1) - shift));
    }
    let coef = if shift >= 0 { root / power_of_ten(cx, distance)? } else { shift_up(cx, root, distance)? };
    in_context(cx, Decimal::finite(false, coef, exp >> 1))
}

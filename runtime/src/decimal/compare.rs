//! Order of decimals.

use super::{Coef, Decimal, INVALID_OPERATION, add, adjusted, error, in_context, operand, shift_up};
use crate::context::Context;
use crate::error::Exc;
use crate::term::{Value, atoms};
use num_bigint::BigUint;
use num_traits::Zero;
use std::cmp::Ordering;

/// Numerical order of two operands. An infinite one decides before the other is looked at.
///
/// # Errors
/// `Decimal.Error` for what is not a number; those of [`operand`].
pub fn compare<'a>(cx: &mut Context<'a>, a: Value<'a>, b: Value<'a>) -> Result<Ordering, Exc> {
    let (x, y) = (Decimal::of(cx, a, "compare", 2)?, Decimal::of(cx, b, "compare", 2)?);
    if let Some(order) = special(cx, x.as_ref(), y.as_ref())? {
        return Ok(order);
    }
    match (x, y) {
        (Some(x), Some(y)) => compare_decimals(cx, &x, &y),
        (x, y) => {
            let x = x.map_or_else(|| operand(cx, a), Ok)?;
            let y = y.map_or_else(|| operand(cx, b), Ok)?;
            compare_decimals(cx, &x, &y)
        }
    }
}

/// What infinities and NaN decide alone.
fn special(cx: &mut Context<'_>, a: Option<&Decimal>, b: Option<&Decimal>) -> Result<Option<Ordering>, Exc> {
    let sign = |negative: bool| if negative { Ordering::Less } else { Ordering::Greater };
    let infinite = |number: Option<&Decimal>| number.filter(|number| number.is_infinite()).map(|n| n.negative);
    Ok(match (infinite(a), infinite(b)) {
        (Some(a), Some(b)) => Some(b.cmp(&a)),
        (Some(a), None) => Some(sign(a)),
        (None, Some(b)) => Some(sign(b).reverse()),
        (None, None) if [a, b].into_iter().flatten().any(Decimal::is_nan) => {
            return Err(error(cx, INVALID_OPERATION, "operation on NaN"));
        }
        (None, None) => None,
    })
}

/// Numerical order.
///
/// # Errors
/// `Decimal.Error` for what is not a number; fuel.
pub(super) fn compare_decimals(cx: &mut Context<'_>, a: &Decimal, b: &Decimal) -> Result<Ordering, Exc> {
    if let Some(order) = special(cx, Some(a), Some(b))? {
        return Ok(order);
    }
    let (Coef::Finite(x), Coef::Finite(y)) = (&a.coef, &b.coef) else { return Ok(Ordering::Equal) };
    // The sign of zero says nothing.
    let sign = |coef: &BigUint, negative: bool| match (coef.is_zero(), negative) {
        (true, _) => 0,
        (false, true) => -1,
        (false, false) => 1,
    };
    let (sign_a, sign_b) = (sign(x, a.negative), sign(y, b.negative));
    if sign_a != sign_b || sign_a == 0 {
        return Ok(sign_a.cmp(&sign_b));
    }
    let order = compare_finite(cx, (x, a.exp), (y, b.exp))?;
    Ok(if a.negative { order.reverse() } else { order })
}

/// Order of two numbers that are not negative. Those with their first digits in different places are not written out.
pub(super) fn compare_finite(
    cx: &mut Context<'_>,
    (x, x_exp): (&BigUint, i128),
    (y, y_exp): (&BigUint, i128),
) -> Result<Ordering, Exc> {
    cx.charge(4)?;
    if x.is_zero() || y.is_zero() {
        return Ok(y.is_zero().cmp(&x.is_zero()));
    }
    if x_exp == y_exp {
        return Ok(x.cmp(y));
    }
    let order = adjusted(cx, x, x_exp)?.cmp(&adjusted(cx, y, y_exp)?);
    if order.is_ne() {
        return Ok(order);
    }
    let places = u64::try_from((x_exp - y_exp).unsigned_abs()).unwrap_or(u64::MAX);
    Ok(if x_exp > y_exp { shift_up(cx, x.clone(), places)?.cmp(y) } else { x.cmp(&shift_up(cx, y.clone(), places)?) })
}

/// Order of two operands that count as equal within a threshold; nothing where none of these can be said.
///
/// # Errors
/// `Decimal.Error` for a threshold below zero, and for what is not a number; those of [`operand`].
pub fn compare_within<'a>(
    cx: &mut Context<'a>,
    a: Value<'a>,
    b: Value<'a>,
    threshold: Value<'a>,
) -> Result<Option<Ordering>, Exc> {
    let negative = |number: &Decimal| number.negative;
    if Decimal::of(cx, threshold, "compare", 3)?.as_ref().is_some_and(negative) {
        return Err(below_zero(cx));
    }
    let (a, b, threshold) = (operand(cx, a)?, operand(cx, b)?, operand(cx, threshold)?);
    if threshold.negative {
        return Err(below_zero(cx));
    }
    let above = add(cx, a.clone(), threshold.clone())?;
    let below = add(cx, a, threshold.with_sign(true))?;
    let (above, below) = (compare_decimals(cx, &above, &b)?, compare_decimals(cx, &below, &b)?);
    Ok(if above.is_ge() && below.is_le() {
        Some(Ordering::Equal)
    } else if above.is_gt() {
        Some(Ordering::Greater)
    } else {
        below.is_lt().then_some(Ordering::Less)
    })
}

#[cold]
fn below_zero(cx: &mut Context<'_>) -> Exc {
    match cx.string("threshold cannot be negative") {
        Ok(reason) => cx.decimal_error(atoms::NIL, reason),
        Err(exc) => exc,
    }
}

/// The one of two operands that is greater, or less, where that is asked for; of equal ones the one that an order over
/// signs and exponents puts there. What is not a number gives way.
///
/// # Errors
/// Those of [`operand`]; fuel.
pub fn extreme<'a>(cx: &mut Context<'a>, a: Value<'a>, b: Value<'a>, wanted: Ordering) -> Result<Decimal, Exc> {
    let (a, b) = (operand(cx, a)?, operand(cx, b)?);
    if a.is_nan() {
        return Ok(b);
    }
    if b.is_nan() {
        return Ok(a);
    }
    let order = compare_decimals(cx, &a, &b)?
        .then_with(|| b.negative.cmp(&a.negative).then(if a.negative { b.exp.cmp(&a.exp) } else { a.exp.cmp(&b.exp) }));
    // Of two that are the same in all this the second is taken, which shows in infinities alone.
    let chosen = if order == wanted { a } else { b };
    in_context(cx, chosen)
}

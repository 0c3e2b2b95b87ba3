//! Integers of any size: division, bits, roots of rounding. What is large is charged by the work before it is done.

use crate::context::Context;
use crate::error::{Exc, R};
use crate::ops::{self, MAX_INTEGER_BITS};
use crate::term::{Term, Value, to_bigint};
use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{FromPrimitive, Signed, ToPrimitive, Zero};

/// Whether a value is an integer.
#[inline]
pub fn is_integer(value: Value<'_>) -> bool {
    matches!(value.term(), Term::Int(_) | Term::Big(_))
}

/// Whether an integer is below zero.
#[inline]
pub fn is_negative(value: Value<'_>) -> bool {
    match value.term() {
        Term::Int(i) => i < 0,
        Term::Big(big) => big.is_negative(),
        _ => false,
    }
}

/// Two integers as the crate that computes sees them.
///
/// # Errors
/// `ArithmeticError` where one is no integer; fuel.
pub fn pair<'a>(cx: &mut Context<'a>, a: Value<'a>, b: Value<'a>) -> Result<(BigInt, BigInt), Exc> {
    for side in [a, b] {
        if let Term::Big(big) = side.term() {
            cx.charge(4 + big.digits().len() / 2)?;
        }
    }
    match (to_bigint(a), to_bigint(b)) {
        (Some(x), Some(y)) => Ok((x, y)),
        _ => Err(cx.arithmetic_error()),
    }
}

fn words(x: &BigInt) -> usize {
    (x.bits() / 64 + 1) as usize
}

/// Charges for one long division.
fn charge_division(cx: &mut Context<'_>, x: &BigInt, y: &BigInt) -> Result<(), Exc> {
    let (m, n) = (words(x), words(y));
    cx.charge(m.saturating_sub(n).saturating_add(1).saturating_mul(n) / 4)
}

/// How a quotient is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Toward zero: `div/2`.
    Truncate,
    /// Down: `Integer.floor_div/2`.
    Floor,
    /// Up: `Integer.ceil_div/2`.
    Ceil,
}

/// The quotient of two integers.
///
/// # Errors
/// `ArithmeticError` for zero or what is no integer; fuel.
#[inline]
pub fn quotient<'a>(cx: &mut Context<'a>, a: Value<'a>, b: Value<'a>, rounding: Rounding) -> R<'a> {
    if let (Term::Int(x), Term::Int(y)) = (a.term(), b.term())
        && let Some(result) = x.checked_div(y)
    {
        let inexact = result.wrapping_mul(y) != x;
        let below = (x < 0) != (y < 0);
        // A quotient next to the largest is exact.
        return Ok(Value::int(match rounding {
            Rounding::Floor if inexact && below => result - 1,
            Rounding::Ceil if inexact && !below => result + 1,
            _ => result,
        }));
    }
    large_quotient(cx, a, b, rounding)
}

#[inline(never)]
fn large_quotient<'a>(cx: &mut Context<'a>, a: Value<'a>, b: Value<'a>, rounding: Rounding) -> R<'a> {
    let (x, y) = pair(cx, a, b)?;
    if y.is_zero() {
        return Err(cx.arithmetic_error());
    }
    charge_division(cx, &x, &y)?;
    let result = match rounding {
        Rounding::Truncate => x / y,
        Rounding::Floor => x.div_floor(&y),
        Rounding::Ceil => Integer::div_ceil(&x, &y),
    };
    cx.integer(&result)
}

/// `rem(a, b)`: what is left of a division toward zero.
///
/// # Errors
/// `ArithmeticError` for zero or what is no integer; fuel.
#[inline]
pub fn remainder<'a>(cx: &mut Context<'a>, a: Value<'a>, b: Value<'a>) -> R<'a> {
    if let (Term::Int(x), Term::Int(y)) = (a.term(), b.term())
        && y != 0
    {
        return Ok(Value::int(x.wrapping_rem(y)));
    }
    let (x, y) = pair(cx, a, b)?;
    if y.is_zero() {
        return Err(cx.arithmetic_error());
    }
    charge_division(cx, &x, &y)?;
    let result = x % y;
    cx.integer(&result)
}

/// `Integer.mod(a, b)`: the remainder with the sign of `b`.
///
/// # Errors
/// As [`remainder`].
#[inline]
pub fn modulo<'a>(cx: &mut Context<'a>, a: Value<'a>, b: Value<'a>) -> R<'a> {
    let rest = remainder(cx, a, b)?;
    let zero = matches!(rest.term(), Term::Int(0));
    if zero || is_negative(rest) == is_negative(b) { Ok(rest) } else { ops::add(cx, rest, b) }
}

/// The largest integer that divides both.
///
/// # Errors
/// `ArithmeticError` where one is no integer; fuel.
pub fn gcd<'a>(cx: &mut Context<'a>, a: Value<'a>, b: Value<'a>) -> R<'a> {
    if let (Term::Int(x), Term::Int(y)) = (a.term(), b.term()) {
        let result = x.unsigned_abs().gcd(&y.unsigned_abs());
        return cx.integer_128(i128::from(result));
    }
    let (mut x, mut y) = pair(cx, a, b)?;
    // Step by step, so that each is charged: one step alone is bounded by the size of the numbers.
    while !y.is_zero() {
        cx.charge(2 + 2 * words(&x))?;
        let rest = &x % &y;
        x = std::mem::replace(&mut y, rest);
    }
    let result = x.abs();
    cx.integer(&result)
}

/// `{gcd, s, t}` with `gcd == a * s + b * t`.
///
/// # Errors
/// `ArithmeticError` where one is no integer; fuel.
pub fn extended_gcd<'a>(cx: &mut Context<'a>, a: Value<'a>, b: Value<'a>) -> R<'a> {
    let (x, y) = pair(cx, a, b)?;
    let sign = |n: &BigInt| BigInt::from(n.signum().to_i8().unwrap_or(0));
    let (g, s, t) = if x.is_zero() {
        (y.abs(), BigInt::zero(), sign(&y))
    } else if y.is_zero() {
        (x.abs(), sign(&x), BigInt::zero())
    } else {
        let (mut r0, mut r1) = (x, y);
        let (mut s0, mut s1) = (BigInt::from(1), BigInt::zero());
        let (mut t0, mut t1) = (BigInt::zero(), BigInt::from(1));
        loop {
            charge_division(cx, &r0, &r1)?;
            cx.charge(2 * (words(&r0) + words(&s1) + words(&t1)))?;
            let (quotient, rest) = r0.div_rem(&r1);
            if rest.is_zero() {
                break if r1.is_negative() { (-r1, -s1, -t1) } else { (r1, s1, t1) };
            }
            r0 = std::mem::replace(&mut r1, rest);
            let next = s0 - &quotient * &s1;
            s0 = std::mem::replace(&mut s1, next);
            let next = t0 - &quotient * &t1;
            t0 = std::mem::replace(&mut t1, next);
        }
    };
    let parts = [cx.integer(&g)?, cx.integer(&s)?, cx.integer(&t)?];
    cx.tuple(&parts)
}

/// The absolute value of a number; nothing for other values.
///
/// # Errors
/// Fuel.
pub fn absolute<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Result<Option<Value<'a>>, Exc> {
    Ok(Some(match value.term() {
        Term::Int(i) => match i.checked_abs() {
            Some(result) => Value::int(result),
            None => cx.integer_128(i128::from(i).abs())?,
        },
        Term::Float(f) => Value::float(f.abs()),
        Term::Big(big) if big.is_negative() => ops::negate_big(cx, big)?,
        Term::Big(_) => value,
        _ => return Ok(None),
    }))
}

/// The integer that a float without a fraction is.
///
/// # Errors
/// Memory.
pub fn from_whole_float<'a>(cx: &mut Context<'a>, f: f64) -> R<'a> {
    // Both bounds are exact: 2⁶³ itself does not fit.
    if (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&f) {
        return Ok(Value::int(f as i64));
    }
    match BigInt::from_f64(f) {
        Some(integer) => cx.integer(&integer),
        None => Err(cx.arithmetic_error()),
    }
}

// ----- bits -----

/// A logical operation on the bits of two integers in two's complement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BitOperation {
    /// `band`
    And,
    /// `bor`
    Or,
    /// `bxor`
    Xor,
}

/// The bits of two integers put together.
///
/// # Errors
/// `ArithmeticError` where one is no integer; fuel.
#[inline]
pub fn bits<'a>(cx: &mut Context<'a>, operation: BitOperation, a: Value<'a>, b: Value<'a>) -> R<'a> {
    if let (Term::Int(x), Term::Int(y)) = (a.term(), b.term()) {
        return Ok(Value::int(match operation {
            BitOperation::And => x & y,
            BitOperation::Or => x | y,
            BitOperation::Xor => x ^ y,
        }));
    }
    let (x, y) = pair(cx, a, b)?;
    cx.charge((words(&x) + words(&y)) / 2)?;
    let result = match operation {
        BitOperation::And => x & y,
        BitOperation::Or => x | y,
        BitOperation::Xor => x ^ y,
    };
    cx.integer(&result)
}

/// `bnot a`
///
/// # Errors
/// `ArithmeticError` where it is no integer; fuel.
pub fn bit_not<'a>(cx: &mut Context<'a>, a: Value<'a>) -> R<'a> {
    match a.term() {
        Term::Int(i) => Ok(Value::int(!i)),
        Term::Big(big) => {
            cx.charge(4 + big.digits().len() / 2)?;
            let result = !big.to_bigint();
            cx.integer(&result)
        }
        _ => Err(cx.arithmetic_error()),
    }
}

/// The bits of an integer moved to the left, or to the right by a negative count.
///
/// # Errors
/// `ArithmeticError` where one is no integer; `SystemLimitError` beyond the largest integer; fuel.
pub fn shift_left<'a>(cx: &mut Context<'a>, value: Value<'a>, by: Value<'a>) -> R<'a> {
    match by.term() {
        Term::Int(by) if by < 0 => right(cx, value, Some(by.unsigned_abs())),
        Term::Int(by) => left(cx, value, Some(by.unsigned_abs())),
        Term::Big(big) if big.is_negative() => right(cx, value, None),
        Term::Big(_) => left(cx, value, None),
        _ => Err(cx.arithmetic_error()),
    }
}

/// The bits of an integer moved to the right, or to the left by a negative count.
///
/// # Errors
/// As [`shift_left`].
pub fn shift_right<'a>(cx: &mut Context<'a>, value: Value<'a>, by: Value<'a>) -> R<'a> {
    match by.term() {
        Term::Int(by) if by < 0 => left(cx, value, Some(by.unsigned_abs())),
        Term::Int(by) => right(cx, value, Some(by.unsigned_abs())),
        Term::Big(big) if big.is_negative() => left(cx, value, None),
        Term::Big(_) => right(cx, value, None),
        _ => Err(cx.arithmetic_error()),
    }
}

/// `by` is nothing where it is beyond 64 bits.
fn left<'a>(cx: &mut Context<'a>, value: Value<'a>, by: Option<u64>) -> R<'a> {
    let bits = match value.term() {
        Term::Int(0) => return Ok(value),
        Term::Int(i) => {
            if let Some(by) = by
                && by < i.unsigned_abs().leading_zeros().saturating_sub(1).into()
            {
                return Ok(Value::int(i << by));
            }
            64 - u64::from(i.unsigned_abs().leading_zeros())
        }
        Term::Big(big) => big.digits().len() as u64 * 64,
        _ => return Err(cx.arithmetic_error()),
    };
    // The bits of a large integer are rounded up to words: the exact bound is looked at below.
    let Some(by) = by.filter(|by| bits.saturating_add(*by) <= MAX_INTEGER_BITS + 64) else {
        return Err(cx.system_limit_error());
    };
    cx.charge(((bits + by) / 128) as usize)?;
    let result = to_bigint(value).unwrap_or_default() << by;
    ops::big_result(cx, &result)
}

fn right<'a>(cx: &mut Context<'a>, value: Value<'a>, by: Option<u64>) -> R<'a> {
    match value.term() {
        Term::Int(i) => {
            let by = by.unwrap_or(u64::MAX).min(63) as u32;
            Ok(Value::int(i >> by))
        }
        Term::Big(big) => {
            let Some(by) = by.filter(|by| *by < big.digits().len() as u64 * 64) else {
                return Ok(Value::int(if big.is_negative() { -1 } else { 0 }));
            };
            cx.charge(4 + big.digits().len() / 2)?;
            let result = big.to_bigint() >> by;
            cx.integer(&result)
        }
        _ => Err(cx.arithmetic_error()),
    }
}

/// How many bits of an integer that is not negative are set; nothing for negative ones.
pub fn ones(value: Value<'_>) -> Option<u64> {
    match value.term() {
        Term::Int(i) if i >= 0 => Some(u64::from(i.count_ones())),
        Term::Big(big) if !big.is_negative() => {
            Some(big.digits().iter().map(|digit| u64::from(digit.count_ones())).sum())
        }
        _ => None,
    }
}

// ----- digits -----

/// The digits of an integer to any base from 2 on, highest first, each with the sign of the integer.
///
/// # Errors
/// Fuel, memory.
pub fn digits<'a>(cx: &mut Context<'a>, value: Value<'a>, base: Value<'a>) -> R<'a> {
    if let (Term::Int(i), Term::Int(base)) = (value.term(), base.term())
        && base >= 2
    {
        let mut digits = [Value::int(0); 64];
        let mut at = digits.len();
        let mut left = i;
        loop {
            at -= 1;
            digits[at] = Value::int(left % base);
            left /= base;
            if left == 0 {
                break;
            }
        }
        cx.charge(digits.len() - at)?;
        return cx.list(&digits[at..]);
    }
    let (value, base) = pair(cx, value, base)?;
    let (sign, magnitude) = (value.sign(), value.magnitude());
    let base_bits = base.bits().max(2) - 1;
    let count = (magnitude.bits() / base_bits + 1) as usize;
    let mut list = Vec::new();
    if let Some(base) = base.to_u32().filter(|base| *base <= 256) {
        crate::text::charge_radix(cx, words(&value))?;
        cx.charge(count)?;
        for digit in magnitude.to_radix_be(base) {
            let digit = i64::from(digit);
            list.push(Value::int(if sign == Sign::Minus { -digit } else { digit }));
        }
        return cx.list(&list);
    }
    let mut rest = value;
    while !rest.is_zero() {
        charge_division(cx, &rest, &base)?;
        cx.tick()?;
        let (quotient, digit) = rest.div_rem(&base);
        list.push(cx.integer(&digit)?);
        rest = quotient;
    }
    if list.is_empty() {
        list.push(Value::int(0));
    }
    list.reverse();
    cx.list(&list)
}

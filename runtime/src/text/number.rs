//! Numbers read from text, in Elixir's syntax.

use super::charge_radix;
use crate::context::Context;
use crate::error::Exc;
use crate::ops;
use crate::term::Value;
use num_bigint::{BigInt, BigUint, Sign};

/// The integer that bytes begin with, to a base from 2 to 36: an optional sign and digits of either case. Gives the
/// integer and how many bytes it takes.
///
/// # Errors
/// Fuel; `SystemLimitError` for an integer beyond the largest.
pub fn parse_integer<'a>(cx: &mut Context<'a>, bytes: &[u8], base: u32) -> Result<Option<(Value<'a>, usize)>, Exc> {
    let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let negative = bytes.first() == Some(&b'-');
    let base = base.clamp(2, 36);
    let digits = bytes.get(sign..).unwrap_or_default();
    let count = digits.iter().take_while(|byte| digit_value(**byte) < base).count();
    if count == 0 {
        return Ok(None);
    }
    let digits = digits.get(..count).unwrap_or_default();
    let end = sign + count;
    // 2⁶³ has 64 digits to the base 2 and fewer to any other; checked arithmetic finds what does not fit.
    let small = digits.iter().try_fold(0i64, |value, byte| {
        let digit = i64::from(digit_value(*byte));
        value.checked_mul(i64::from(base))?.checked_sub(digit)
    });
    let value = match small {
        Some(value) if negative => Some(value),
        Some(value) => value.checked_neg(),
        None => None,
    };
    if let Some(value) = value {
        cx.charge_bytes(count)?;
        return Ok(Some((Value::int(value), end)));
    }
    Ok(Some((large(cx, digits, base, negative)?, end)))
}

#[cold]
fn large<'a>(cx: &mut Context<'a>, digits: &[u8], base: u32, negative: bool) -> Result<Value<'a>, Exc> {
    let zeros = digits.iter().take_while(|byte| **byte == b'0').count();
    let digits = digits.get(zeros..).unwrap_or_default();
    cx.charge_bytes(zeros + digits.len())?;
    // A lower bound of the bits, from the whole bits of each digit.
    let least = (digits.len() as u64).saturating_sub(1).saturating_mul(u64::from(base.ilog2()));
    if least > ops::MAX_INTEGER_BITS {
        return Err(cx.system_limit_error());
    }
    if base.is_power_of_two() {
        cx.charge(digits.len() / 8)?;
    } else {
        charge_radix(cx, digits.len() / 12)?;
    }
    let values: Vec<u8> = digits.iter().map(|byte| digit_value(*byte) as u8).collect();
    let magnitude = BigUint::from_radix_be(&values, base).unwrap_or_default();
    let sign = if negative { Sign::Minus } else { Sign::Plus };
    ops::big_result(cx, &BigInt::from_biguint(sign, magnitude))
}

/// What a byte counts as a digit; more than any base where it is none.
#[inline]
fn digit_value(byte: u8) -> u32 {
    match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'a'..=b'z' => u32::from(byte - b'a') + 10,
        b'A'..=b'Z' => u32::from(byte - b'A') + 10,
        _ => u32::MAX,
    }
}

/// How much of bytes is a float, or an integer that may stand for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FloatSpan {
    /// Bytes that it takes.
    pub len: usize,
    /// Whether digits after a point are among them.
    pub has_point: bool,
    /// Whether an exponent is.
    pub has_exponent: bool,
}

/// Where the float ends that bytes begin with: sign, digits, `.digits`, `e±digits`; the last two may be missing.
pub fn float_span(bytes: &[u8]) -> Option<FloatSpan> {
    let digits = |from: usize| bytes.get(from..).map_or(0, |b| b.iter().take_while(|b| b.is_ascii_digit()).count());
    let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let whole = digits(sign);
    if whole == 0 {
        return None;
    }
    let mut span = FloatSpan { len: sign + whole, has_point: false, has_exponent: false };
    if bytes.get(span.len) == Some(&b'.') {
        let fraction = digits(span.len + 1);
        if fraction > 0 {
            span.len += 1 + fraction;
            span.has_point = true;
        }
    }
    if matches!(bytes.get(span.len), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(span.len + 1), Some(b'+' | b'-')));
        let exponent = digits(span.len + 1 + sign);
        if exponent > 0 {
            span.len += 1 + sign + exponent;
            span.has_exponent = true;
        }
    }
    Some(span)
}

/// The float that bytes begin with, as `Float.parse/1` reads it, and how many bytes it takes. Nothing where there is none
/// or it is beyond the range of floats.
///
/// # Errors
/// Fuel.
pub fn parse_float(cx: &mut Context<'_>, bytes: &[u8]) -> Result<Option<(f64, usize)>, Exc> {
    let Some(span) = float_span(bytes) else { return Ok(None) };
    cx.charge_bytes(span.len)?;
    Ok(float_of(bytes.get(..span.len).unwrap_or_default()).map(|f| (f, span.len)))
}

/// The float of a text that is a float or an integer and nothing else; nothing beyond the range of floats.
pub fn float_of(bytes: &[u8]) -> Option<f64> {
    let f: f64 = std::str::from_utf8(bytes).ok()?.parse().ok()?;
    f.is_finite().then_some(f)
}

//! Texts as decimals.

use super::{Coef, Decimal, error};
use crate::context::Context;
use crate::error::Exc;
use crate::inspect;
use crate::term::{Term, Value, atoms};
use crate::text::charge_radix;
use num_bigint::BigUint;
use std::cmp::Ordering;

/// How large a number may be that is read; no limit is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Digits of the coefficient, zeros before them left aside.
    pub digits: Option<u64>,
    /// The exponent, whatever its sign.
    pub exponent: Option<u64>,
}

impl Limits {
    /// Those of the context.
    pub const DEFAULT: Limits = Limits { digits: Some(34), exponent: Some(6_144) };

    /// Whether a number is within them.
    ///
    /// # Errors
    /// Fuel.
    pub fn allow(&self, cx: &mut Context<'_>, number: &Decimal) -> Result<bool, Exc> {
        let digits = match &number.coef {
            Coef::Finite(coef) => super::digit_count(cx, coef)?,
            _ => 0,
        };
        let exponent = number.exp.unsigned_abs();
        Ok(self.digits.is_none_or(|limit| digits <= limit)
            && self.exponent.is_none_or(|limit| exponent <= u128::from(limit)))
    }
}

/// The parts of a number in a text.
#[derive(Debug, Default, PartialEq, Eq)]
struct Spans<'t> {
    negative: bool,
    special: Option<Special>,
    /// Digits before the point.
    whole: &'t [u8],
    /// Digits behind it.
    fraction: &'t [u8],
    exponent_negative: bool,
    /// Digits of the exponent, without the zeros before them.
    exponent: &'t [u8],
    /// How long all of it is.
    len: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Special {
    NaN,
    Infinity,
}

fn digits_of(text: &[u8]) -> (&[u8], &[u8]) {
    text.split_at(text.iter().take_while(|byte| byte.is_ascii_digit()).count())
}

/// The number that a text begins with.
fn scan(text: &[u8]) -> Option<Spans<'_>> {
    let mut spans = Spans::default();
    let rest = match text {
        [b'-', rest @ ..] => {
            spans.negative = true;
            rest
        }
        [b'+', rest @ ..] => rest,
        _ => text,
    };
    let sign = text.len() - rest.len();
    match rest {
        // Where eight bytes follow it must be the long name.
        [b'i' | b'I', name @ ..] if name.len() >= 2 => {
            let name = name.get(..7).or(name.get(..2)).unwrap_or_default();
            let is_infinity = name.eq_ignore_ascii_case(b"nfinity") || name.eq_ignore_ascii_case(b"nf");
            spans.special = Some(is_infinity.then_some(Special::Infinity)?);
            spans.len = sign + 1 + name.len();
            return Some(spans);
        }
        [b'n' | b'N', name @ ..] if name.len() >= 2 => {
            let is_nan = name.get(..2).is_some_and(|name| name.eq_ignore_ascii_case(b"an"));
            spans.special = Some(is_nan.then_some(Special::NaN)?);
            spans.len = sign + 3;
            return Some(spans);
        }
        _ => {}
    }
    let (whole, mut rest) = digits_of(rest);
    spans.whole = whole;
    if let [b'.', behind @ ..] = rest {
        (spans.fraction, rest) = digits_of(behind);
    }
    if spans.whole.is_empty() && spans.fraction.is_empty() {
        return None;
    }
    if let [b'e' | b'E', behind @ ..] = rest {
        let (negative, behind) = match behind {
            [b'-', behind @ ..] => (true, behind),
            [b'+', behind @ ..] => (false, behind),
            _ => (false, behind),
        };
        let (exponent, behind) = digits_of(behind);
        if !exponent.is_empty() {
            let zeros = exponent.iter().take_while(|byte| **byte == b'0').count();
            spans.exponent_negative = negative;
            spans.exponent = exponent.get(zeros..).unwrap_or_default();
            rest = behind;
        }
    }
    spans.len = text.len() - rest.len();
    Some(spans)
}

/// An exponent of more digits is beyond what is computed with.
const EXPONENT_DIGITS: usize = 30;

/// The number that a text begins with, within limits, and how many bytes it takes.
///
/// # Errors
/// Fuel; `SystemLimitError` for exponents of more than thirty digits, where no limit refuses them.
pub fn parse(cx: &mut Context<'_>, text: &[u8], limits: &Limits) -> Result<Option<(Decimal, usize)>, Exc> {
    cx.charge(super::TEXT + text.len() / 4)?;
    let Some(spans) = scan(text) else { return Ok(None) };
    let coef = match spans.special {
        Some(Special::NaN) => Some(Coef::NaN),
        Some(Special::Infinity) => Some(Coef::Infinity),
        None => None,
    };
    if let Some(coef) = coef {
        return Ok(Some((Decimal { negative: spans.negative, coef, exp: 0 }, spans.len)));
    }
    let all = || spans.whole.iter().chain(spans.fraction).skip_while(|byte| **byte == b'0');
    let count = all().count();
    if limits.digits.is_some_and(|limit| count as u64 > limit) {
        return Ok(None);
    }
    let exponent = if spans.exponent.len() > EXPONENT_DIGITS {
        if limits.exponent.is_some() {
            return Ok(None);
        }
        return Err(cx.system_limit_error());
    } else {
        spans.exponent.iter().fold(0i128, |value, digit| value * 10 + i128::from(digit - b'0'))
    };
    let exp = if spans.exponent_negative { -exponent } else { exponent } - spans.fraction.len() as i128;
    if limits.exponent.is_some_and(|limit| exp.unsigned_abs() > u128::from(limit)) {
        return Ok(None);
    }
    let coef = match count.cmp(&38) {
        Ordering::Less => BigUint::from(all().fold(0u128, |value, digit| value * 10 + u128::from(digit - b'0'))),
        _ => {
            charge_radix(cx, count / 19 + 1)?;
            let digits: Vec<u8> = all().copied().collect();
            BigUint::parse_bytes(&digits, 10).unwrap_or_default()
        }
    };
    Ok(Some((Decimal::finite(spans.negative, coef, exp), spans.len)))
}

/// The number that a whole text is.
///
/// # Errors
/// `Decimal.Error` where it is none.
pub(super) fn whole<'a>(cx: &mut Context<'a>, value: Value<'a>, limits: &Limits) -> Result<Decimal, Exc> {
    if let Term::Binary(text) = value.term()
        && let Some((number, len)) = parse(cx, text.bytes(), limits)?
        && len == text.len()
    {
        return Ok(number);
    }
    let shown = inspect::short(cx, value)?;
    Err(error(cx, atoms::NIL, &format!("number parsing syntax: {shown}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever the bytes, what was read lies within them and is what it says.
        #[test]
        fn any_bytes(text in proptest::collection::vec(prop_oneof![
            any::<u8>(),
            proptest::sample::select(b"0123456789.eE+-infINFnaNAN".to_vec()),
        ], 0..24)) {
            if let Some(spans) = scan(&text) {
                prop_assert!(spans.len > 0 && spans.len <= text.len());
                prop_assert!(spans.whole.iter().chain(spans.fraction).chain(spans.exponent).all(u8::is_ascii_digit));
            }
        }
    }

    #[test]
    fn names_are_read_by_length() {
        let len = |text: &str| scan(text.as_bytes()).map(|spans| spans.len);
        assert_eq!(len("inf"), Some(3));
        assert_eq!(len("-Infinity!"), Some(9));
        assert_eq!(len("infinite"), None);
        assert_eq!(len("infini"), Some(3));
        assert_eq!(len("NaN5"), Some(3));
        assert_eq!(len("1e"), Some(1));
        assert_eq!(len("1.e5x"), Some(4));
        assert_eq!(len("."), None);
    }
}

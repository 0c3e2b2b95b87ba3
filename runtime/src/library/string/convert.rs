//! Texts to other terms.

use super::{bad_argument, binary, integer};
use crate::bitstring;
use crate::context::Context;
use crate::error::R;
use crate::term::{Term, Value};
use num_bigint::BigInt;
use philtre_library::library;

/// Text as UTF-8, walked by graphemes.
#[library("String")]
pub mod functions {
    use super::*;

    /// Lists the code points as integers.
    ///
    /// ```elixir
    /// iex> String.to_charlist("né") == [110, 233]
    /// true
    /// ```
    #[row(cost = inside)]
    pub fn to_charlist<'a>(cx: &mut Context<'a>, string: Value<'a>) -> R<'a> {
        let string = binary(cx, string, "to_charlist", 1)?;
        let bytes = string.bytes();
        cx.charge(bytes.len() >> 2)?;
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let kind = if error.error_len().is_some() { "invalid" } else { "incomplete" };
                let at = error.valid_up_to();
                let mut encoded = cx.list_builder(at)?;
                for c in std::str::from_utf8(bytes.get(..at).unwrap_or_default()).unwrap_or("").chars() {
                    encoded.push(&mut cx.bump, Value::int(c as i64))?;
                }
                let encoded = encoded.finish(&mut cx.bump);
                let rest = bitstring::shown(cx, string.slice(at, bytes.len()))?;
                let message = cx.string(&format!("{kind} encoding starting at {rest}"))?;
                return Err(cx.unicode_conversion_error(encoded, message));
            }
        };
        let mut list = cx.list_builder(text.len().min(64))?;
        for c in text.chars() {
            list.push(&mut cx.bump, Value::int(c as i64))?;
        }
        Ok(list.finish(&mut cx.bump))
    }

    /// Reads a whole number in base 10. Large ones cost the square of their digits.
    ///
    /// ```elixir
    /// iex> String.to_integer("-42")
    /// -42
    /// ```
    #[row(cost = bytes(string), name = "to_integer")]
    pub fn to_integer<'a>(cx: &mut Context<'a>, string: Value<'a>) -> R<'a> {
        parse_integer(cx, string, 10)
    }

    /// Reads a whole number in a base from 2 to 36.
    ///
    /// ```elixir
    /// iex> String.to_integer("ff", 16)
    /// 255
    /// ```
    #[row(cost = bytes(string), name = "to_integer")]
    pub fn to_integer_base<'a>(cx: &mut Context<'a>, string: Value<'a>, base: Value<'a>) -> R<'a> {
        match integer(base) {
            Some(base @ 2..=36) => parse_integer(cx, string, base as u32),
            _ => Err(bad_argument(cx, "2nd", "not an integer in the range 2 through 36")),
        }
    }

    /// Reads a float, which needs a point between digits.
    ///
    /// ```elixir
    /// iex> String.to_float("2.5e3")
    /// 2500.0
    /// ```
    #[row(cost = bytes(string))]
    pub fn to_float<'a>(cx: &mut Context<'a>, string: Value<'a>) -> R<'a> {
        let Term::Binary(string) = string.term() else { return Err(bad_argument(cx, "1st", "not a binary")) };
        cx.charge(string.len() >> 3)?;
        match string.text().filter(|text| is_float(text.as_bytes())).and_then(|text| text.parse::<f64>().ok()) {
            Some(float) if float.is_finite() => Ok(Value::float(float)),
            _ => Err(bad_argument(cx, "1st", "not a textual representation of a float")),
        }
    }
}

fn parse_integer<'a>(cx: &mut Context<'a>, string: Value<'a>, base: u32) -> R<'a> {
    let Term::Binary(string) = string.term() else { return Err(bad_argument(cx, "1st", "not a binary")) };
    let bytes = string.bytes();
    let (negative, digits) = match bytes {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    if digits.is_empty() || !digits.iter().all(|digit| (*digit as char).is_digit(base)) {
        return Err(bad_argument(cx, "1st", "not a textual representation of an integer"));
    }
    let mut small: Option<i64> = Some(0);
    for digit in digits.iter().take(64) {
        let digit = (*digit as char).to_digit(base).unwrap_or(0) as i64;
        small = small.and_then(|n| n.checked_mul(base as i64)?.checked_sub(digit));
    }
    if digits.len() <= 64
        && let Some(small) = small
        && let Some(small) = if negative { Some(small) } else { small.checked_neg() }
    {
        return Ok(Value::int(small));
    }
    let words = digits.len() / 10 + 1;
    cx.charge(words.saturating_mul(words) >> 4)?;
    match BigInt::parse_bytes(digits, base) {
        Some(magnitude) => cx.integer(&if negative { -magnitude } else { magnitude }),
        None => Err(bad_argument(cx, "1st", "not a textual representation of an integer")),
    }
}

/// `[+-]digits.digits[e[+-]digits]`
fn is_float(text: &[u8]) -> bool {
    fn digits(text: &[u8]) -> Option<&[u8]> {
        let n = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if n == 0 { None } else { text.get(n..) }
    }
    fn sign(text: &[u8]) -> &[u8] {
        match text {
            [b'+' | b'-', rest @ ..] => rest,
            rest => rest,
        }
    }
    let fraction = digits(sign(text)).and_then(|rest| rest.strip_prefix(b".")).and_then(digits);
    match fraction {
        Some([]) => true,
        Some([b'e' | b'E', exponent @ ..]) => matches!(digits(sign(exponent)), Some([])),
        _ => false,
    }
}

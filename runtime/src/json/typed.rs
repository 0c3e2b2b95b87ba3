//! Terms that JSON lacks, written as objects: `{"$type": "date", "value": "2024-01-31"}`.

use crate::calendar::{Format, fields, parse};
use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::map::MapBuilder;
use crate::term::{Map, Term, Value, atoms, to_bigint};
use num_bigint::BigInt;

/// A value with all objects that have the keys `$type` and `value`, and no others, replaced by what they stand for:
/// `datetime`, `naive_datetime`, `date`, `time` or `decimal`. Those whose value is no such thing stay as they are.
///
/// # Errors
/// Limits.
pub fn revive<'a>(cx: &mut Context<'a>, value: Value<'a>) -> R<'a> {
    cx.guard_stack()?;
    match value.term() {
        Term::List(_) => {
            let mut revived = cx.list_builder(8)?;
            let mut rest = value;
            while let Term::List(list) = rest.term() {
                for element in list.block() {
                    let element = revive(cx, *element)?;
                    revived.push(&mut cx.bump, element)?;
                }
                rest = list.rest();
            }
            Ok(revived.finish_with_tail(&mut cx.bump, rest))
        }
        Term::Map(map) => match typed(cx, map)? {
            Some(term) => Ok(term),
            None => {
                let mut revived = MapBuilder::new(&mut cx.bump, map.len())?;
                for (key, value) in map.iter() {
                    let value = revive(cx, value)?;
                    revived.push(cx, key, value)?;
                }
                Ok(revived.finish(cx)?.value())
            }
        },
        _ => Ok(value),
    }
}

/// What an object stands for; nothing for others.
fn typed<'a>(cx: &mut Context<'a>, map: &'a Map<'a>) -> Result<Option<Value<'a>>, Exc> {
    if map.len() != 2 {
        return Ok(None);
    }
    let (Some(name), Some(text)) = (map.get_flat(Value::str("$type")), map.get_flat(Value::str("value"))) else {
        return Ok(None);
    };
    let (Term::Binary(name), Term::Binary(text)) = (name.term(), text.term()) else { return Ok(None) };
    let bytes = text.bytes();
    Ok(match name.bytes() {
        b"date" => match parse::date(bytes, Format::Extended) {
            Ok(date) => Some(fields::make_date(cx, date)?),
            Err(_) => None,
        },
        b"time" => match parse::time(bytes, Format::Extended) {
            Ok(time) => Some(fields::make_time(cx, time)?),
            Err(_) => None,
        },
        b"naive_datetime" => match parse::naive_date_time(bytes, Format::Extended) {
            Ok((date, time)) => Some(fields::make_naive_of(cx, date, time)?),
            Err(_) => None,
        },
        b"datetime" => match parse::date_time(bytes, Format::Extended) {
            Ok((date, time, Some(offset))) => {
                let (date, time) = fields::in_utc(date, time, offset);
                Some(fields::make_utc(cx, date, time)?)
            }
            _ => None,
        },
        b"decimal" => decimal(cx, text.text().unwrap_or_default())?,
        _ => None,
    })
}

/// `%Decimal{}` of a text such as `-12.50` or `1.5E+3`.
fn decimal<'a>(cx: &mut Context<'a>, text: &str) -> Result<Option<Value<'a>>, Exc> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let coefficient = match rest.to_ascii_lowercase().as_str() {
        "nan" => Some(atoms::NAN_COEF),
        "inf" | "infinity" => Some(atoms::INF),
        _ => None,
    };
    if let Some(coefficient) = coefficient {
        return make_decimal(cx, sign, coefficient, 0).map(Some);
    }
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => match exponent.parse::<i64>() {
            Ok(exponent) => (mantissa, exponent),
            Err(_) => return Ok(None),
        },
        None => (rest, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let Some(exponent) = exponent.checked_sub(fraction.len() as i64).filter(|_| is_number) else { return Ok(None) };
    cx.charge(super::number::cost(digits.len()))?;
    let coefficient = cx.integer(&super::number::integer(digits.as_bytes()))?;
    make_decimal(cx, sign, coefficient, exponent).map(Some)
}

/// `%Decimal{}` from its fields.
pub(crate) fn make_decimal<'a>(cx: &mut Context<'a>, sign: i64, coefficient: Value<'a>, exponent: i64) -> R<'a> {
    let values = [atoms::MODULE_DECIMAL, coefficient, Value::int(exponent), Value::int(sign)];
    cx.struct_from_shape(crate::decimal::SHAPE, &values)
}

/// Sign, coefficient and exponent of a finite `%Decimal{}`.
pub(crate) fn decimal_parts(value: Value<'_>) -> Option<(i64, BigInt, i64)> {
    if !fields::is_struct(value, atoms::MODULE_DECIMAL) {
        return None;
    }
    let [sign, coefficient, exponent] = fields::fields(value, [atoms::SIGN, atoms::COEF, atoms::EXP])?;
    match (sign.term(), exponent.term()) {
        (Term::Int(sign), Term::Int(exponent)) => Some((sign, to_bigint(coefficient)?, exponent)),
        _ => None,
    }
}

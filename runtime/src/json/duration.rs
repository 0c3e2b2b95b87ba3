//! Durations as ISO 8601 texts.

use crate::calendar::fields;
use crate::context::Context;
use crate::error::Exc;
use crate::term::{Term, Value, atoms, to_bigint};
use crate::text::integer_to_string;
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, Zero};

/// Appends `P1Y2M3W4DT5H6M7.5S`.
///
/// # Errors
/// `FunctionClauseError` where a field is missing; `ArgumentError` where one is no integer.
pub(super) fn push<'a>(cx: &mut Context<'a>, text: &mut String, duration: Value<'a>) -> Result<(), Exc> {
    let date = fields::fields(duration, [atoms::YEAR, atoms::MONTH, atoms::WEEK, atoms::DAY]);
    let Some(date) = date else {
        return Err(cx.function_clause(atoms::MODULE_DURATION, "to_iso8601_duration_date", 1));
    };
    let time = fields::fields(duration, [atoms::HOUR, atoms::MINUTE, atoms::SECOND, atoms::MICROSECOND]);
    let Some([hour, minute, second, microsecond]) = time else {
        return Err(cx.function_clause(atoms::MODULE_DURATION, "to_iso8601_duration_time", 1));
    };
    text.push('P');
    for (amount, unit) in date.into_iter().zip(['Y', 'M', 'W', 'D']) {
        push_amount(cx, text, amount, unit)?;
    }
    let Term::Tuple([micros, precision]) = microsecond.term() else {
        return Err(cx.function_clause(atoms::MODULE_DURATION, "second_component", 1));
    };
    let no_seconds = is_zero(second) && is_zero(*micros);
    if !(is_zero(hour) && is_zero(minute) && no_seconds) {
        text.push('T');
        push_amount(cx, text, hour, 'H')?;
        push_amount(cx, text, minute, 'M')?;
        if !no_seconds {
            push_seconds(cx, text, second, *micros, *precision)?;
            text.push('S');
        }
    } else if text.len() == 1 {
        text.push_str("T0S");
    }
    Ok(())
}

fn is_zero(value: Value<'_>) -> bool {
    matches!(value.term(), Term::Int(0))
}

fn push_amount<'a>(cx: &mut Context<'a>, text: &mut String, amount: Value<'a>, unit: char) -> Result<(), Exc> {
    if is_zero(amount) {
        return Ok(());
    }
    push_integer(cx, text, amount)?;
    text.push(unit);
    Ok(())
}

fn push_integer<'a>(cx: &mut Context<'a>, text: &mut String, amount: Value<'a>) -> Result<(), Exc> {
    match integer_to_string(cx, amount, 10)? {
        Some(digits) => {
            text.push_str(&digits);
            Ok(())
        }
        None => {
            Err(cx.argument_error("errors were found at the given arguments:\n\n  * 1st argument: not an integer\n"))
        }
    }
}

/// Seconds with as many digits of their fraction as the precision says.
fn push_seconds<'a>(
    cx: &mut Context<'a>,
    text: &mut String,
    second: Value<'a>,
    micros: Value<'a>,
    precision: Value<'a>,
) -> Result<(), Exc> {
    let digits = match precision.term() {
        Term::Int(0) => return push_integer(cx, text, second),
        Term::Int(digits @ 1..=6) => digits,
        _ => return Err(cx.function_clause(atoms::CALENDAR_ISO, "scale_factor", 1)),
    };
    for value in [second, micros] {
        if let Term::Big(big) = value.term() {
            let words = big.digits().len();
            cx.charge(words.saturating_mul(words) / 16 + words)?;
        }
    }
    let (Some(second), Some(micros)) = (to_bigint(second), to_bigint(micros)) else {
        return Err(cx.arithmetic_error());
    };
    let total = second * BigInt::from(1_000_000) + micros;
    if total.is_negative() {
        text.push('-');
    }
    let (whole, rest) = total.abs().div_rem(&BigInt::from(1_000_000));
    text.push_str(&if whole.is_zero() { "0".to_owned() } else { whole.to_string() });
    text.push('.');
    let rest = i64::try_from(rest).unwrap_or(0);
    crate::calendar::format::push_fraction(text, rest, digits);
    Ok(())
}

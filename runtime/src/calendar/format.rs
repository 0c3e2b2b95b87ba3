//! Dates and times as ISO 8601 texts.

use super::fields::{DateFields, TimeFields, ZoneFields, is_integer};
use super::parse::Format;
use crate::context::Context;
use crate::error::Exc;
use crate::term::{Term, Value, atoms, to_bigint};

const ISO: Value<'static> = atoms::CALENDAR_ISO;

/// Appends an integer with at least so many digits, a minus before them.
fn push_padded<'a>(cx: &mut Context<'a>, text: &mut String, value: Value<'a>, width: usize) -> Result<(), Exc> {
    let (negative, digits) = match value.term() {
        Term::Int(i @ 0..=99) if width == 2 => {
            push_two(text, i);
            return Ok(());
        }
        Term::Int(i) => (i < 0, itoa::Buffer::new().format(i.unsigned_abs()).to_owned()),
        Term::Big(big) => {
            let words = big.digits().len();
            cx.charge(words.saturating_mul(words) / 16 + words)?;
            (big.is_negative(), to_bigint(value).map(|i| i.magnitude().to_string()).unwrap_or_default())
        }
        _ => (false, String::new()),
    };
    if negative {
        text.push('-');
    }
    for _ in digits.len()..width {
        text.push('0');
    }
    text.push_str(&digits);
    Ok(())
}

/// Appends a number of two digits.
fn push_two(text: &mut String, number: i64) {
    text.push((b'0' + (number / 10 % 10) as u8) as char);
    text.push((b'0' + (number % 10) as u8) as char);
}

/// Appends `2024-01-31`.
///
/// # Errors
/// `FunctionClauseError` where a field is no integer.
pub fn push_date<'a>(
    cx: &mut Context<'a>,
    text: &mut String,
    date: &DateFields<'a>,
    format: Format,
) -> Result<(), Exc> {
    if ![date.year, date.month, date.day].into_iter().all(is_integer) {
        return Err(cx.function_clause(ISO, "date_to_iodata", 4));
    }
    push_padded(cx, text, date.year, 4)?;
    separator(text, format, '-');
    push_padded(cx, text, date.month, 2)?;
    separator(text, format, '-');
    push_padded(cx, text, date.day, 2)
}

fn separator(text: &mut String, format: Format, separator: char) {
    if format == Format::Extended {
        text.push(separator);
    }
}

/// Appends `23:59:59.999`.
///
/// # Errors
/// `FunctionClauseError` where a field is out of its range.
pub fn push_time<'a>(
    cx: &mut Context<'a>,
    text: &mut String,
    time: &TimeFields<'a>,
    format: Format,
) -> Result<(), Exc> {
    let Some((hour, minute, second, microsecond, precision)) = plain(time) else {
        return Err(cx.function_clause(ISO, "time_to_iodata", 5));
    };
    push_two(text, hour);
    separator(text, format, ':');
    push_two(text, minute);
    separator(text, format, ':');
    push_two(text, second);
    if precision > 0 {
        text.push('.');
        push_fraction(text, microsecond, precision);
    }
    Ok(())
}

/// Appends the first digits of a number of microseconds.
pub(crate) fn push_fraction(text: &mut String, microsecond: i64, precision: i64) {
    let mut divisor = 100_000;
    for _ in 0..precision {
        text.push((b'0' + (microsecond / divisor % 10) as u8) as char);
        divisor = (divisor / 10).max(1);
    }
}

/// The numbers of a time whose fields are all within their ranges.
fn plain(time: &TimeFields<'_>) -> Option<(i64, i64, i64, i64, i64)> {
    let number = |value: Value<'_>, most: i64| match value.term() {
        Term::Int(i) if (0..=most).contains(&i) => Some(i),
        _ => None,
    };
    let Term::Tuple([microsecond, precision]) = time.microsecond.term() else { return None };
    Some((
        number(time.hour, 23)?,
        number(time.minute, 59)?,
        number(time.second, 59)?,
        number(*microsecond, 999_999)?,
        number(*precision, 6)?,
    ))
}

/// Appends `Z` for UTC, `+05:30` for others.
pub fn push_offset(text: &mut String, offset: i64, utc: bool, format: Format) {
    if utc {
        text.push('Z');
        return;
    }
    text.push(if offset < 0 { '-' } else { '+' });
    let seconds = offset.unsigned_abs();
    let hours = seconds / 3600;
    if hours < 10 {
        text.push('0');
    }
    text.push_str(itoa::Buffer::new().format(hours));
    separator(text, format, ':');
    push_two(text, (seconds % 3600 / 60) as i64);
}

/// Appends `2024-01-31 23:59:59Z`, and behind an offset other than UTC's its zone: `+02:00 CEST Europe/Paris`.
///
/// # Errors
/// `FunctionClauseError` where a field is not what it should be.
pub fn push_date_time<'a>(
    cx: &mut Context<'a>,
    text: &mut String,
    date: &DateFields<'a>,
    time: &TimeFields<'a>,
    zone: &ZoneFields<'a>,
) -> Result<(), Exc> {
    let (Term::Binary(time_zone), Term::Binary(zone_abbr), true, true) =
        (zone.time_zone.term(), zone.zone_abbr.term(), is_integer(zone.utc_offset), is_integer(zone.std_offset))
    else {
        return Err(cx.function_clause(ISO, "datetime_to_iodata", 12));
    };
    push_date(cx, text, date, Format::Extended)?;
    text.push(' ');
    push_time(cx, text, time, Format::Extended)?;
    let seconds = super::fields::offset(cx, zone.utc_offset, zone.std_offset)?;
    let none = matches!((zone.utc_offset.term(), zone.std_offset.term()), (Term::Int(0), Term::Int(0)));
    let utc = time_zone.bytes() == super::fields::UTC.as_bytes();
    push_offset(text, seconds, none && utc, Format::Extended);
    if !utc {
        cx.charge_bytes(time_zone.len() + zone_abbr.len())?;
        for part in [zone_abbr, time_zone] {
            text.push(' ');
            text.push_str(&String::from_utf8_lossy(part.bytes()));
        }
    }
    Ok(())
}

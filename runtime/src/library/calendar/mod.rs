//! `Date`, `Time`, `NaiveDateTime`, `DateTime` and `Calendar`.
//!
//! What they share stands here: results in the forms that Elixir's modules give them, and arguments that all of them
//! take, of which there is one value each: the calendar and the time zone database.

pub mod date;
pub mod date_time;
mod moment;
pub mod naive_date_time;
pub mod strftime;
pub mod time;

use crate::calendar::fields::{is_integer, no_calendar};
use crate::calendar::unit::Unit;
use crate::calendar::{Format, ParseError, show};
use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::{Term, Value, atoms};
use std::cmp::Ordering;

/// The calendar of all dates.
const ISO: Value<'static> = atoms::CALENDAR_ISO;

/// `:lt`, `:eq` or `:gt`
fn order(order: Ordering) -> Value<'static> {
    match order {
        Ordering::Less => atoms::LT,
        Ordering::Equal => atoms::EQ,
        Ordering::Greater => atoms::GT,
    }
}

/// `{:ok, value}` or `{:error, reason}`
fn result<'a>(cx: &mut Context<'a>, result: Result<Value<'a>, Value<'a>>) -> R<'a> {
    match result {
        Ok(value) => cx.ok(value),
        Err(reason) => cx.error(reason),
    }
}

/// `:basic` or `:extended`; nothing for others.
fn format(value: Value<'_>) -> Option<Format> {
    if value.is(atoms::EXTENDED) {
        Some(Format::Extended)
    } else if value.is(atoms::BASIC) {
        Some(Format::Basic)
    } else {
        None
    }
}

/// A binary's bytes, charged; nothing for other terms. What is parsed is short: a longer text fails by its length.
fn text<'a>(value: Value<'a>) -> Option<&'a [u8]> {
    match value.term() {
        Term::Binary(binary) => Some(binary.bytes()),
        _ => None,
    }
}

/// `ArgumentError` of "cannot … x …, reason: y"
#[cold]
fn cannot<'a>(cx: &mut Context<'a>, before: &str, shown: Value<'a>, after: &str, reason: Value<'a>) -> Exc {
    let (shown, reason) = match (show(cx, shown), show(cx, reason)) {
        (Ok(shown), Ok(reason)) => (shown, reason),
        (Err(exc), _) | (_, Err(exc)) => return exc,
    };
    cx.argument_error(&format!("{before}{shown}{after}reason: {reason}"))
}

/// A conversion to the calendar that the value is in, or to one that is not here.
///
/// # Errors
/// `UndefinedFunctionError` for other calendars.
fn target<'a>(cx: &mut Context<'a>, own: Value<'a>, calendar: Value<'a>) -> Result<(), Exc> {
    if own.identical_flat(calendar) == Some(true) {
        return Ok(());
    }
    let unknown = if own.is(ISO) { calendar } else { own };
    Err(no_calendar(cx, unknown))
}

/// The calendar that a function makes its result in, from the ISO calendar.
fn from_iso<'a>(cx: &mut Context<'a>, calendar: Value<'a>) -> Result<(), Exc> {
    target(cx, ISO, calendar)
}

/// Two values whose calendars are to be the same.
fn same_calendar<'a>(cx: &mut Context<'a>, one: Value<'a>, other: Value<'a>) -> Result<(), Exc> {
    target(cx, one, other)
}

/// Days, hours and minutes in seconds; nothing for other units.
fn seconds_in(unit: Value<'_>, with_days: bool) -> Option<i64> {
    if unit.is(atoms::DAY) && with_days {
        Some(86_400)
    } else if unit.is(atoms::HOUR) {
        Some(3600)
    } else if unit.is(atoms::MINUTE) {
        Some(60)
    } else {
        None
    }
}

/// `ArgumentError` for a unit that `add` or `diff` does not take.
#[cold]
fn unsupported_unit<'a>(cx: &mut Context<'a>, with_days: bool, unit: Value<'a>) -> Exc {
    match show(cx, unit) {
        Ok(shown) => cx.argument_error(&format!(
            "unsupported time unit. Expected {}:hour, :minute, :second, :millisecond, :microsecond, :nanosecond, or a \
             positive integer, got {shown}",
            if with_days { ":day, " } else { "" }
        )),
        Err(exc) => exc,
    }
}

/// An amount to add, as microseconds, with the precision that the unit brings.
///
/// # Errors
/// `ArgumentError` for other units; `SystemLimitError` for amounts beyond all dates.
fn amount<'a>(cx: &mut Context<'a>, amount: Value<'a>, unit: Value<'a>, with_days: bool) -> Result<(i128, i64), Exc> {
    if let Some(seconds) = seconds_in(unit, with_days) {
        return match amount.term() {
            Term::Int(amount) => Ok((i128::from(amount) * i128::from(seconds) * 1_000_000, 0)),
            _ => Err(cx.system_limit_error()),
        };
    }
    if !Unit::is_plain(unit) {
        return Err(unsupported_unit(cx, with_days, unit));
    }
    let parts = Unit::of(cx, unit)?;
    match crate::calendar::unit::to_microseconds(cx, amount, &parts)? {
        Some(microseconds) => Ok((microseconds, Unit::precision_of(unit))),
        None => Err(cx.system_limit_error()),
    }
}

/// The greater of two precisions, of which one comes from a struct.
fn precision<'a>(least: i64, own: Value<'a>) -> Value<'a> {
    match own.term() {
        Term::Int(own) => Value::int(own.max(least)),
        Term::Float(own) if own <= least as f64 => Value::int(least),
        // Of other terms, any is greater than a number.
        _ => own,
    }
}

/// A difference in microseconds, in a unit, or in whole hours or days, which are cut and not rounded down.
fn difference<'a>(cx: &mut Context<'a>, microseconds: i128, unit: Value<'a>, with_days: bool) -> R<'a> {
    if let Some(seconds) = seconds_in(unit, with_days) {
        let whole = microseconds.div_euclid(1_000_000) / i128::from(seconds);
        return cx.integer_128(whole);
    }
    let unit = Unit::of(cx, unit)?;
    crate::calendar::unit::from_microseconds(cx, microseconds, &unit)
}

/// What `truncate` leaves of `{microsecond, precision}`.
///
/// # Errors
/// `FunctionClauseError` for other units.
fn truncate<'a>(cx: &mut Context<'a>, pair: Value<'a>, unit: Value<'a>) -> R<'a> {
    if unit.is(atoms::MICROSECOND) {
        return Ok(pair);
    }
    if unit.is(atoms::SECOND) {
        return cx.tuple(&[Value::int(0), Value::int(0)]);
    }
    match pair.term() {
        Term::Tuple([microsecond, digits]) if unit.is(atoms::MILLISECOND) => {
            match (microsecond.term(), digits.term()) {
                (Term::Int(microsecond), Term::Int(digits)) => {
                    cx.tuple(&[Value::int(microsecond / 1000 * 1000), Value::int(digits.min(3))])
                }
                _ => Err(cx.arithmetic_error()),
            }
        }
        _ => Err(cx.function_clause(atoms::MODULE_CALENDAR, "truncate", 2)),
    }
}

/// The time since 1970 in microseconds.
///
/// # Errors
/// `RuntimeError` where the host grants no clock; the checker refuses such programs before.
fn now(cx: &mut Context<'_>) -> Result<i128, Exc> {
    match cx.host.clock {
        Some(clock) => Ok(i128::from(clock())),
        None => Err(cx.runtime_error("the host grants no clock")),
    }
}

/// The precision of the time in a unit that `utc_now` takes.
fn now_precision(unit: Value<'_>) -> Option<i64> {
    if unit.is(atoms::NATIVE) || unit.is(atoms::MICROSECOND) {
        Some(6)
    } else if unit.is(atoms::MILLISECOND) {
        Some(3)
    } else if unit.is(atoms::SECOND) {
        Some(0)
    } else {
        None
    }
}

/// The time since 0000-01-01 cut to a precision.
fn now_cut(cx: &mut Context<'_>, precision: i64) -> Result<i128, Exc> {
    let unit = match precision {
        0 => 1_000_000,
        3 => 1000,
        _ => 1,
    };
    let epoch = i128::from(crate::calendar::iso::UNIX_EPOCH) * i128::from(crate::calendar::iso::DAY_MICROSECONDS);
    Ok(now(cx)?.div_euclid(unit) * unit + epoch)
}

/// Microseconds and their precision, as `new` and `from_erl` take them: a pair, or a number with all six digits.
fn microsecond_pair<'a>(cx: &mut Context<'a>, microsecond: Value<'a>) -> R<'a> {
    if is_integer(microsecond) {
        return cx.tuple(&[microsecond, Value::int(6)]);
    }
    Ok(microsecond)
}

/// What a parser found wrong, as `{:error, reason}`.
fn parse_error<'a>(cx: &mut Context<'a>, error: ParseError) -> R<'a> {
    cx.error(error.reason())
}

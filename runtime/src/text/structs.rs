//! The structs that implement `String.Chars`: dates and times, decimals, URIs.

use crate::calendar::Format;
use crate::calendar::fields::{DateFields, TimeFields, ZoneFields};
use crate::calendar::format::{push_date, push_date_time, push_time};
use crate::context::Context;
use crate::decimal::{self, Decimal, no_clause, write};
use crate::error::{Exc, R};
use crate::inspect::{self, Options};
use crate::term::{Map, Term, Value, atoms};

/// Their names.
pub(super) const NAMES: &[&str] =
    &["Elixir.Date", "Elixir.Time", "Elixir.NaiveDateTime", "Elixir.DateTime", "Elixir.Decimal", "Elixir.URI"];

/// The text of a struct; nothing where it has none.
pub(super) fn to_string<'a>(cx: &mut Context<'a>, map: &'a Map<'a>) -> Option<R<'a>> {
    let name = map.struct_name()?.value();
    Some(if name.is(atoms::MODULE_DATE) {
        calendar_text(cx, map, date)
    } else if name.is(atoms::MODULE_TIME) {
        calendar_text(cx, map, time)
    } else if name.is(atoms::MODULE_NAIVE_DATE_TIME) {
        calendar_text(cx, map, naive_date_time)
    } else if name.is(atoms::MODULE_DATE_TIME) {
        calendar_text(cx, map, date_time)
    } else if name.is(atoms::MODULE_DECIMAL) {
        decimal(cx, map.value())
    } else if name.is(atoms::MODULE_URI) {
        crate::uri::to_text(cx, map.value())
    } else {
        return None;
    })
}

type Write1<'a> = fn(&mut Context<'a>, &'a Map<'a>, &mut String) -> Result<(), Exc>;

/// The fields of a calendar's struct are small, and so is its text.
fn calendar_text<'a>(cx: &mut Context<'a>, map: &'a Map<'a>, write: Write1<'a>) -> R<'a> {
    let mut text = String::new();
    write(cx, map, &mut text)?;
    cx.string(&text)
}

fn field<'a>(map: &'a Map<'a>, key: Value<'static>) -> Value<'a> {
    map.get_flat(key).unwrap_or(Value::NIL)
}

/// The calendar's module is asked; we know the one.
fn check_calendar<'a>(cx: &mut Context<'a>, map: &'a Map<'a>, function: &str, arity: usize) -> Result<(), Exc> {
    let calendar = field(map, atoms::CALENDAR);
    match calendar.term() {
        _ if calendar.is(atoms::CALENDAR_ISO) => Ok(()),
        Term::Atom(_) => Err(cx.undefined_function(calendar, function, arity)),
        _ => {
            let calendar = inspect::to_text(cx, calendar, &Options::default())?;
            Err(cx.argument_error(&format!(
                "you attempted to apply a function on {calendar}. Modules (the first argument of apply) must always be \
                 an atom"
            )))
        }
    }
}

/// The fields of a date, `nil` where one is missing.
fn date_fields<'a>(map: &'a Map<'a>) -> DateFields<'a> {
    let [calendar, year, month, day] =
        [atoms::CALENDAR, atoms::YEAR, atoms::MONTH, atoms::DAY].map(|key| field(map, key));
    DateFields { calendar, year, month, day }
}

/// The fields of a time, `nil` where one is missing.
fn time_fields<'a>(map: &'a Map<'a>) -> TimeFields<'a> {
    let [calendar, hour, minute, second, microsecond] =
        [atoms::CALENDAR, atoms::HOUR, atoms::MINUTE, atoms::SECOND, atoms::MICROSECOND].map(|key| field(map, key));
    TimeFields { calendar, hour, minute, second, microsecond }
}

fn date_part<'a>(cx: &mut Context<'a>, map: &'a Map<'a>, text: &mut String) -> Result<(), Exc> {
    push_date(cx, text, &date_fields(map), Format::Extended)
}

fn time_part<'a>(cx: &mut Context<'a>, map: &'a Map<'a>, text: &mut String) -> Result<(), Exc> {
    push_time(cx, text, &time_fields(map), Format::Extended)
}

fn has_fields<'a>(
    cx: &mut Context<'a>,
    map: &'a Map<'a>,
    keys: &[Value<'static>],
    module: Value<'static>,
) -> Result<(), Exc> {
    if keys.iter().all(|key| map.get_flat(*key).is_some()) {
        Ok(())
    } else {
        Err(cx.function_clause(module, "to_string", 1))
    }
}

pub(crate) fn date<'a>(cx: &mut Context<'a>, map: &'a Map<'a>, text: &mut String) -> Result<(), Exc> {
    has_fields(cx, map, &[atoms::CALENDAR, atoms::YEAR, atoms::MONTH, atoms::DAY], atoms::STRING_CHARS_DATE)?;
    check_calendar(cx, map, "date_to_string", 3)?;
    date_part(cx, map, text)
}

const TIME_KEYS: [Value<'static>; 5] = [atoms::HOUR, atoms::MINUTE, atoms::SECOND, atoms::MICROSECOND, atoms::CALENDAR];

pub(crate) fn time<'a>(cx: &mut Context<'a>, map: &'a Map<'a>, text: &mut String) -> Result<(), Exc> {
    if !TIME_KEYS.iter().all(|key| map.get_flat(*key).is_some()) {
        return Err(cx.match_error(map.value()));
    }
    check_calendar(cx, map, "time_to_string", 4)?;
    time_part(cx, map, text)
}

pub(crate) fn naive_date_time<'a>(cx: &mut Context<'a>, map: &'a Map<'a>, text: &mut String) -> Result<(), Exc> {
    let date = [atoms::YEAR, atoms::MONTH, atoms::DAY];
    if !TIME_KEYS.iter().chain(&date).all(|key| map.get_flat(*key).is_some()) {
        return Err(cx.match_error(map.value()));
    }
    check_calendar(cx, map, "naive_datetime_to_string", 7)?;
    date_part(cx, map, text)?;
    text.push(' ');
    time_part(cx, map, text)
}

pub(crate) fn date_time<'a>(cx: &mut Context<'a>, map: &'a Map<'a>, text: &mut String) -> Result<(), Exc> {
    let others = [
        atoms::YEAR,
        atoms::MONTH,
        atoms::DAY,
        atoms::TIME_ZONE,
        atoms::ZONE_ABBR,
        atoms::UTC_OFFSET,
        atoms::STD_OFFSET,
    ];
    if !TIME_KEYS.iter().chain(&others).all(|key| map.get_flat(*key).is_some()) {
        return Err(cx.match_error(map.value()));
    }
    check_calendar(cx, map, "datetime_to_string", 11)?;
    let [time_zone, zone_abbr, utc_offset, std_offset] =
        [atoms::TIME_ZONE, atoms::ZONE_ABBR, atoms::UTC_OFFSET, atoms::STD_OFFSET].map(|key| field(map, key));
    let zone = ZoneFields { time_zone, zone_abbr, utc_offset, std_offset };
    push_date_time(cx, text, &date_fields(map), &time_fields(map), &zone)
}

/// As `Decimal.to_string/1`, whatever the number of digits.
fn decimal<'a>(cx: &mut Context<'a>, value: Value<'a>) -> R<'a> {
    match Decimal::of(cx, value, "to_string", 3)? {
        Some(number) => write(cx, &number, decimal::Format::Scientific),
        None => Err(no_clause(cx, "to_string", 3)),
    }
}

//! What the functions of `DateTime` share: moments read from structs, in UTC, and made from texts, numbers and parts.

use super::naive_date_time::of_structs;
use super::{ISO, from_iso, parse_error, target, text};
use crate::calendar::fields::{
    self, DateFields, TimeFields, ZoneFields, date_and_time, date_fields, is_integer, is_struct, iso_calendar,
    make_date_time, make_naive, make_utc, no_module, offset, time_with_precision,
};
use crate::calendar::unit::{self, Unit};
use crate::calendar::{Format, iso, parse};
use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::{Term, Value, atoms};
use std::cmp::Ordering;

pub(super) const DATE_TIME: Value<'static> = atoms::MODULE_DATE_TIME;

pub(super) type Both<'a> = (DateFields<'a>, TimeFields<'a>);

/// Microseconds since 0000-01-01 by the clock on the wall.
#[inline]
pub(super) fn wall<'a>(cx: &mut Context<'a>, term: Value<'a>) -> Result<(i128, Both<'a>), Exc> {
    let Some((date, time)) = date_and_time(term) else {
        return Err(cx.function_clause(DATE_TIME, "to_iso_days", 1));
    };
    iso_calendar(cx, date.calendar, "naive_datetime_to_iso_days", 7)?;
    Ok((fields::total(cx, &date, &time)?, (date, time)))
}

/// The two offsets of a moment, of which the head of functions asks.
#[inline]
pub(super) fn offsets<'a>(term: Value<'a>) -> Option<[Value<'a>; 2]> {
    match ZoneFields::of(term) {
        Some(zone) => Some([zone.utc_offset, zone.std_offset]),
        None => fields::fields(term, [atoms::UTC_OFFSET, atoms::STD_OFFSET]),
    }
}

/// Microseconds since 0000-01-01 in UTC.
pub(super) fn utc<'a>(cx: &mut Context<'a>, term: Value<'a>, [utc, std]: [Value<'a>; 2]) -> Result<i128, Exc> {
    let (wall, _) = wall(cx, term)?;
    let offset = offset(cx, utc, std)?;
    Ok(wall - i128::from(offset) * 1_000_000)
}

pub(super) fn compared<'a>(cx: &mut Context<'a>, one: Value<'a>, other: Value<'a>) -> Result<Ordering, Exc> {
    let (Some(first), Some(second)) = (offsets(one), offsets(other)) else {
        return Err(cx.function_clause(DATE_TIME, "compare", 2));
    };
    let one = utc(cx, one, first)?;
    let other = utc(cx, other, second)?;
    Ok(one.cmp(&other))
}

/// The precision in the microseconds of a map, which the head of functions asks for.
pub(super) fn digits_of<'a>(term: Value<'a>) -> Option<Value<'a>> {
    match fields::fields(term, [atoms::MICROSECOND]).map(|[pair]| pair.term()) {
        Some(Term::Tuple([_, digits])) => Some(*digits),
        _ => None,
    }
}

/// Whether the database knows the zone: the default one knows UTC.
pub(super) fn knows<'a>(
    cx: &mut Context<'a>,
    database: Value<'a>,
    zone: Value<'a>,
    function: &str,
) -> Result<bool, Exc> {
    match database.term() {
        Term::Atom(name) if name.name() == fields::UTC_ONLY => Ok(is_utc(zone)),
        _ => Err(no_module(cx, database, function, 2)),
    }
}

pub(super) fn is_utc(zone: Value<'_>) -> bool {
    matches!(zone.term(), Term::Binary(zone) if zone.bytes() == fields::UTC.as_bytes())
}

pub(super) const NO_ZONE: Value<'static> = atoms::UTC_ONLY_TIME_ZONE_DATABASE;

/// A moment in a zone.
pub(super) fn in_zone<'a>(
    cx: &mut Context<'a>,
    utc: i128,
    digits: Value<'a>,
    zone: Value<'a>,
    database: Value<'a>,
) -> Result<Result<Value<'a>, Value<'a>>, Exc> {
    if !knows(cx, database, zone, "time_zone_period_from_utc_iso_days")? {
        return Ok(Err(NO_ZONE));
    }
    let (date, time) = fields::split(cx, utc)?;
    let time = time_with_precision(cx, time, digits)?;
    make_date_time(cx, &date_fields(date), &time, &ZoneFields::UTC).map(Ok)
}

pub(super) fn converted<'a>(cx: &mut Context<'a>, term: Value<'a>, calendar: Value<'a>) -> R<'a> {
    let Some([own]) = fields::fields(term, [atoms::CALENDAR]) else {
        return Err(cx.function_clause(DATE_TIME, "convert", 2));
    };
    if own.identical_flat(calendar) != Some(true) && digits_of(term).is_none() {
        return Err(cx.function_clause(DATE_TIME, "convert", 2));
    }
    target(cx, own, calendar)?;
    if is_struct(term, DATE_TIME) {
        return Ok(term);
    }
    of_map(cx, term)
}

/// `%DateTime{}` of any map with its fields.
pub(super) fn of_map<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
    let keys = [
        atoms::YEAR,
        atoms::MONTH,
        atoms::DAY,
        atoms::HOUR,
        atoms::MINUTE,
        atoms::SECOND,
        atoms::MICROSECOND,
        atoms::TIME_ZONE,
        atoms::ZONE_ABBR,
        atoms::UTC_OFFSET,
        atoms::STD_OFFSET,
    ];
    if let Term::Map(map) = term.term() {
        for key in keys {
            if map.get_flat(key).is_none() {
                return Err(cx.key_error(key, term));
            }
        }
    }
    let date = fields::fields(term, [atoms::YEAR, atoms::MONTH, atoms::DAY]);
    let time = fields::fields(term, [atoms::HOUR, atoms::MINUTE, atoms::SECOND, atoms::MICROSECOND]);
    let (Some([year, month, day]), Some([hour, minute, second, microsecond]), Some(zone)) =
        (date, time, ZoneFields::of(term))
    else {
        return Err(cx.bad_map(term));
    };
    let date = DateFields { calendar: ISO, year, month, day };
    let time = TimeFields { calendar: ISO, hour, minute, second, microsecond };
    make_date_time(cx, &date, &time, &zone)
}

/// The result of `from_naive/3`.
pub(super) fn naive_in_zone<'a>(
    cx: &mut Context<'a>,
    naive: Value<'a>,
    zone: Value<'a>,
    database: Value<'a>,
) -> Result<Result<Value<'a>, Value<'a>>, Exc> {
    if !is_utc(zone) {
        let Some([calendar]) = fields::fields(naive, [atoms::CALENDAR]) else {
            return Err(cx.function_clause(DATE_TIME, "from_naive", 3));
        };
        target(cx, calendar, ISO)?;
        if !knows(cx, database, zone, "time_zone_periods_from_wall_datetime")? {
            return Ok(Err(NO_ZONE));
        }
    }
    match date_and_time(naive) {
        Some((date, time)) => make_date_time(cx, &date, &time, &ZoneFields::UTC).map(Ok),
        None => Err(cx.match_error(naive)),
    }
}

pub(super) fn built<'a>(
    cx: &mut Context<'a>,
    date: Value<'a>,
    time: Value<'a>,
    zone: Value<'a>,
    database: Value<'a>,
) -> Result<Result<Value<'a>, Value<'a>>, Exc> {
    let Some((date, time)) = of_structs(date, time) else {
        return Err(cx.function_clause(atoms::MODULE_NAIVE_DATE_TIME, "new", 2));
    };
    if is_utc(zone) {
        return make_date_time(cx, &date, &time, &ZoneFields::UTC).map(Ok);
    }
    let naive = make_naive(cx, &date, &time)?;
    naive_in_zone(cx, naive, zone, database)
}

/// From a Unix time: nothing beyond the years -9999 to 9999.
pub(super) fn from_unix_time<'a>(
    cx: &mut Context<'a>,
    integer: Value<'a>,
    unit: Value<'a>,
    calendar: Value<'a>,
) -> Result<Result<Value<'a>, Value<'a>>, Exc> {
    if !is_integer(integer) {
        return Err(cx.function_clause(DATE_TIME, "from_unix", 3));
    }
    let parts = Unit::of(cx, unit)?;
    match unit::to_microseconds(cx, integer, &parts)? {
        Some(total @ -377_705_116_800_000_000..=253_402_300_799_999_999) => {
            from_iso(cx, calendar)?;
            let epoch = i128::from(iso::UNIX_EPOCH) * i128::from(iso::DAY_MICROSECONDS);
            let (date, time) = fields::split(cx, total + epoch)?;
            make_utc(cx, date, iso::Time { precision: parts.unix_precision(), ..time }).map(Ok)
        }
        _ => Ok(Err(atoms::INVALID_UNIX_TIME)),
    }
}

pub(super) fn parsed<'a>(cx: &mut Context<'a>, string: Value<'a>, calendar: Value<'a>, format: Format) -> R<'a> {
    let Some(bytes) = text(string) else { return Err(cx.function_clause(ISO, "parse_utc_datetime", 2)) };
    let (date, time, seconds) = match parse::date_time(bytes, format) {
        Ok((date, time, Some(offset))) => (date, time, offset),
        Ok((_, _, None)) => return cx.error(atoms::MISSING_OFFSET),
        Err(error) => return parse_error(cx, error),
    };
    from_iso(cx, calendar)?;
    let (date, time) = fields::in_utc(date, time, seconds);
    let moment = make_utc(cx, date, time)?;
    cx.tuple(&[atoms::OK, moment, Value::int(seconds)])
}

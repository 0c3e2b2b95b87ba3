//! `NaiveDateTime`: a date with a time of day, in no time zone.

use super::{
    ISO, amount, cannot, format, from_iso, microsecond_pair, now_cut, now_precision, order, precision, result, target,
    text, truncate, unsupported_unit,
};
use crate::calendar::fields::{
    self, DateFields, TimeFields, date_and_time, date_fields, is_integer, is_struct, iso_calendar, make_naive,
    make_naive_of, time_with_precision,
};
use crate::calendar::shift::{Duration, Scale};
use crate::calendar::unit::Unit;
use crate::calendar::{Format, iso, parse, show};
use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::{Term, Value, atoms};
use philtre_library::library;
use std::cmp::Ordering;

const NAIVE: Value<'static> = atoms::MODULE_NAIVE_DATE_TIME;

type Both<'a> = (DateFields<'a>, TimeFields<'a>);

/// The fields of a date with a time, or `FunctionClauseError` of a function of this module.
fn both<'a>(cx: &mut Context<'a>, term: Value<'a>, function: &str, arity: usize) -> Result<Both<'a>, Exc> {
    match date_and_time(term) {
        Some(both) => Ok(both),
        None => Err(cx.function_clause(NAIVE, function, arity)),
    }
}

/// As [`both`], for functions that take all but the calendar in their body.
fn both_in_body<'a>(cx: &mut Context<'a>, term: Value<'a>, function: &str, arity: usize) -> Result<Both<'a>, Exc> {
    if date_and_time(term).is_none() && fields::fields(term, [atoms::CALENDAR]).is_some() {
        return Err(cx.match_error(term));
    }
    both(cx, term, function, arity)
}

/// Microseconds since 0000-01-01, and the fields they come from.
fn total<'a>(cx: &mut Context<'a>, term: Value<'a>, function: &str, arity: usize) -> Result<(i128, Both<'a>), Exc> {
    if date_and_time(term).is_none() && fields::fields(term, [atoms::CALENDAR]).is_some() {
        return Err(cx.function_clause(NAIVE, "to_iso_days", 1));
    }
    let (date, time) = both(cx, term, function, arity)?;
    iso_calendar(cx, date.calendar, "naive_datetime_to_iso_days", 7)?;
    Ok((fields::total(cx, &date, &time)?, (date, time)))
}

fn compared<'a>(cx: &mut Context<'a>, one: Value<'a>, other: Value<'a>) -> Result<Ordering, Exc> {
    let calendars = [one, other].map(|term| fields::fields(term, [atoms::CALENDAR]));
    let [Some([first]), Some([second])] = calendars else { return Err(cx.function_clause(NAIVE, "compare", 2)) };
    target(cx, first, second)?;
    let (one, _) = total(cx, one, "compare", 2)?;
    let (other, _) = total(cx, other, "compare", 2)?;
    Ok(one.cmp(&other))
}

fn make<'a>(cx: &mut Context<'a>, total: i128, precision: Value<'a>) -> R<'a> {
    let (date, time) = fields::split(cx, total)?;
    let time = time_with_precision(cx, time, precision)?;
    make_naive(cx, &date_fields(date), &time)
}

/// The parts of a date with a time, as `new/8` takes them.
type Parts<'a> = [Value<'a>; 7];

fn new_naive<'a>(
    cx: &mut Context<'a>,
    parts: Parts<'a>,
    calendar: Value<'a>,
) -> Result<Result<Value<'a>, Value<'a>>, Exc> {
    let [year, month, day, hour, minute, second, microsecond] = parts;
    let microsecond = microsecond_pair(cx, microsecond)?;
    iso_calendar(cx, calendar, "valid_date?", 3)?;
    if ![year, month, day].into_iter().all(is_integer) {
        return Err(cx.function_clause(ISO, "valid_date?", 3));
    }
    let date = DateFields { calendar, year, month, day };
    if !date.is_valid() {
        return Ok(Err(atoms::INVALID_DATE));
    }
    let integers = match microsecond.term() {
        Term::Tuple([value, _]) => [hour, minute, second, *value].into_iter().all(is_integer),
        _ => false,
    };
    if !integers {
        return Err(cx.function_clause(ISO, "valid_time?", 4));
    }
    let time = TimeFields { calendar, hour, minute, second, microsecond };
    if !super::time::is_valid(&time) {
        return Ok(Err(atoms::INVALID_TIME));
    }
    make_naive(cx, &date, &time).map(Ok)
}

/// A `%Date{}` and a `%Time{}` of one calendar; nothing for other terms.
pub(super) fn of_structs<'a>(date: Value<'a>, time: Value<'a>) -> Option<Both<'a>> {
    if !is_struct(date, atoms::MODULE_DATE) || !is_struct(time, atoms::MODULE_TIME) {
        return None;
    }
    let (date, time) = (DateFields::of(date)?, TimeFields::of(time)?);
    (date.calendar.identical_flat(time.calendar) == Some(true)).then_some((date, time))
}

fn erl<'a>(
    cx: &mut Context<'a>,
    tuple: Value<'a>,
    microsecond: Value<'a>,
    calendar: Value<'a>,
) -> Result<Result<Value<'a>, Value<'a>>, Exc> {
    let parts = match tuple.term() {
        Term::Tuple([date, time]) => match (date.term(), time.term()) {
            (Term::Tuple([year, month, day]), Term::Tuple([hour, minute, second])) => {
                [*year, *month, *day, *hour, *minute, *second, microsecond]
            }
            _ => return Err(cx.function_clause(NAIVE, "from_erl", 3)),
        },
        _ => return Err(cx.function_clause(NAIVE, "from_erl", 3)),
    };
    let naive = new_naive(cx, parts, ISO)?;
    if naive.is_ok() {
        from_iso(cx, calendar)?;
    }
    Ok(naive)
}

fn parsed<'a>(
    cx: &mut Context<'a>,
    string: Value<'a>,
    calendar: Value<'a>,
) -> Result<Result<Value<'a>, Value<'a>>, Exc> {
    let Some(bytes) = text(string) else { return Err(cx.function_clause(ISO, "parse_naive_datetime", 1)) };
    match parse::naive_date_time(bytes, Format::Extended) {
        Ok((date, time)) => {
            from_iso(cx, calendar)?;
            make_naive_of(cx, date, time).map(Ok)
        }
        Err(error) => Ok(Err(error.reason())),
    }
}

fn converted<'a>(cx: &mut Context<'a>, term: Value<'a>, calendar: Value<'a>) -> R<'a> {
    let Some((date, time)) = date_and_time(term) else {
        return Err(cx.function_clause(NAIVE, "convert", 2));
    };
    target(cx, date.calendar, calendar)?;
    if is_struct(term, NAIVE) { Ok(term) } else { make_naive(cx, &date, &time) }
}

/// Functions on dates with times, in no time zone.
#[library("NaiveDateTime", units = 22)]
pub mod functions {
    use super::*;

    /// So many seconds, or other units up to days, later.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.add(~N[2024-02-28 23:59:59], 2)
    /// ~N[2024-02-29 00:00:01]
    /// iex> NaiveDateTime.add(~N[2024-02-28 10:00:00], -1, :day)
    /// ~N[2024-02-27 10:00:00]
    /// ```
    #[row(cost = unit, default(unit = atom("second")))]
    pub fn add<'a>(
        cx: &mut Context<'a>,
        naive_datetime: Value<'a>,
        amount_to_add: Value<'a>,
        unit: Value<'a>,
    ) -> R<'a> {
        let head = fields::fields(naive_datetime, [atoms::CALENDAR, atoms::MICROSECOND]);
        let own = match head.map(|[_, pair]| pair.term()) {
            Some(Term::Tuple([_, own])) if is_integer(amount_to_add) => *own,
            _ => return Err(cx.function_clause(NAIVE, "add", 3)),
        };
        let (microseconds, least) = amount(cx, amount_to_add, unit, true)?;
        let (from, _) = total(cx, naive_datetime, "add", 3)?;
        let digits = precision(least, own);
        match from.checked_add(microseconds) {
            Some(total) => make(cx, total, digits),
            None => Err(cx.system_limit_error()),
        }
    }

    /// Whether the first comes after the second.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.after?(~N[2024-05-02 10:00:00], ~N[2024-05-02 09:00:00])
    /// true
    /// ```
    #[row(cost = unit, name = "after?")]
    pub fn after<'a>(cx: &mut Context<'a>, naive_datetime1: Value<'a>, naive_datetime2: Value<'a>) -> R<'a> {
        Ok(Value::bool(compared(cx, naive_datetime1, naive_datetime2)?.is_gt()))
    }

    /// Whether the first comes before the second.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.before?(~N[2024-05-02 10:00:00], ~N[2024-05-02 09:00:00])
    /// false
    /// ```
    #[row(cost = unit, name = "before?")]
    pub fn before<'a>(cx: &mut Context<'a>, naive_datetime1: Value<'a>, naive_datetime2: Value<'a>) -> R<'a> {
        Ok(Value::bool(compared(cx, naive_datetime1, naive_datetime2)?.is_lt()))
    }

    /// Midnight at the beginning of the day.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.beginning_of_day(~N[2024-05-02 10:20:30.123])
    /// ~N[2024-05-02 00:00:00.000]
    /// ```
    #[row(cost = unit)]
    pub fn beginning_of_day<'a>(cx: &mut Context<'a>, naive_datetime: Value<'a>) -> R<'a> {
        bounds(cx, naive_datetime, "beginning_of_day", 0)
    }

    fn bounds<'a>(cx: &mut Context<'a>, term: Value<'a>, function: &str, rest: i64) -> R<'a> {
        let head = fields::fields(term, [atoms::CALENDAR, atoms::MICROSECOND]);
        let Some(Term::Tuple([_, own])) = head.map(|[_, pair]| pair.term()) else {
            return Err(cx.function_clause(NAIVE, function, 1));
        };
        let (_, (date, _)) = total(cx, term, function, 1)?;
        let date = date.valid(cx)?;
        let mut time = iso::time(rest);
        if rest > 0 {
            let digits = match own.term() {
                Term::Int(digits @ 0..=6) => digits as u32,
                _ => return Err(cx.arithmetic_error()),
            };
            let unit = 10i64.pow(6 - digits);
            time.microsecond = time.microsecond / unit * unit;
        }
        let time = time_with_precision(cx, time, *own)?;
        make_naive(cx, &date_fields(date), &time)
    }

    /// `:lt`, `:eq` or `:gt`, as the first comes before, with or after the second.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.compare(~N[2024-05-02 10:00:00], ~N[2024-05-02 10:00:00.0])
    /// :eq
    /// ```
    #[row(cost = unit)]
    pub fn compare<'a>(cx: &mut Context<'a>, naive_datetime1: Value<'a>, naive_datetime2: Value<'a>) -> R<'a> {
        Ok(order(compared(cx, naive_datetime1, naive_datetime2)?))
    }

    /// In another calendar, of which there is none: `{:ok, naive_datetime}` for its own.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.convert(~U[2024-05-02 10:00:00Z], Calendar.ISO)
    /// {:ok, ~N[2024-05-02 10:00:00]}
    /// ```
    #[row(cost = unit)]
    pub fn convert<'a>(cx: &mut Context<'a>, naive_datetime: Value<'a>, calendar: Value<'a>) -> R<'a> {
        let naive = converted(cx, naive_datetime, calendar)?;
        cx.ok(naive)
    }

    /// As `convert/2`, without the tuple.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.convert!(~U[2024-05-02 10:00:00Z], Calendar.ISO)
    /// ~N[2024-05-02 10:00:00]
    /// ```
    #[row(cost = unit, name = "convert!")]
    pub fn convert_bang<'a>(cx: &mut Context<'a>, naive_datetime: Value<'a>, calendar: Value<'a>) -> R<'a> {
        converted(cx, naive_datetime, calendar)
    }

    /// The difference of two in seconds, or another unit up to days.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.diff(~N[2024-05-02 10:00:10], ~N[2024-05-02 10:00:00])
    /// 10
    /// iex> NaiveDateTime.diff(~N[2024-05-01 10:00:00], ~N[2024-05-02 11:00:00], :day)
    /// -1
    /// ```
    #[row(cost = unit, default(unit = atom("second")))]
    pub fn diff<'a>(
        cx: &mut Context<'a>,
        naive_datetime1: Value<'a>,
        naive_datetime2: Value<'a>,
        unit: Value<'a>,
    ) -> R<'a> {
        let calendars = [naive_datetime1, naive_datetime2].map(|term| fields::fields(term, [atoms::CALENDAR]));
        let [Some([first]), Some([second])] = calendars else {
            return Err(cx.function_clause(NAIVE, "diff", 3));
        };
        target(cx, first, second)?;
        let whole = super::super::seconds_in(unit, true);
        if whole.is_none() && !Unit::is_plain(unit) {
            return Err(unsupported_unit(cx, true, unit));
        }
        let (one, _) = total(cx, naive_datetime1, "diff", 3)?;
        let (other, _) = total(cx, naive_datetime2, "diff", 3)?;
        // Each is taken to whole units by itself.
        match whole {
            Some(seconds) => {
                let whole = one.div_euclid(1_000_000) - other.div_euclid(1_000_000);
                cx.integer_128(whole / i128::from(seconds))
            }
            None => {
                let unit = Unit::of(cx, unit)?;
                let one = crate::calendar::unit::from_microseconds(cx, one, &unit)?;
                let other = crate::calendar::unit::from_microseconds(cx, other, &unit)?;
                crate::ops::sub(cx, one, other)
            }
        }
    }

    /// The last moment of the day, in its own precision.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.end_of_day(~N[2024-05-02 10:20:30.123])
    /// ~N[2024-05-02 23:59:59.999]
    /// ```
    #[row(cost = unit)]
    pub fn end_of_day<'a>(cx: &mut Context<'a>, naive_datetime: Value<'a>) -> R<'a> {
        bounds(cx, naive_datetime, "end_of_day", iso::DAY_MICROSECONDS - 1)
    }

    /// From `{{year, month, day}, {hour, minute, second}}` and microseconds: `{:ok, naive_datetime}` or
    /// `{:error, reason}`.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.from_erl({{2024, 5, 2}, {10, 30, 0}}, {5000, 3})
    /// {:ok, ~N[2024-05-02 10:30:00.005]}
    /// iex> NaiveDateTime.from_erl({{2024, 13, 2}, {10, 30, 0}})
    /// {:error, :invalid_date}
    /// ```
    #[row(cost = unit, default(microsecond = (0, 0), calendar = atom("Elixir.Calendar.ISO")))]
    pub fn from_erl<'a>(cx: &mut Context<'a>, tuple: Value<'a>, microsecond: Value<'a>, calendar: Value<'a>) -> R<'a> {
        let naive = erl(cx, tuple, microsecond, calendar)?;
        result(cx, naive)
    }

    /// From `{{year, month, day}, {hour, minute, second}}` and microseconds, or `ArgumentError`.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.from_erl!({{2024, 5, 2}, {10, 30, 0}})
    /// ~N[2024-05-02 10:30:00]
    /// ```
    #[row(cost = unit, name = "from_erl!", default(microsecond = (0, 0), calendar = atom("Elixir.Calendar.ISO")))]
    pub fn from_erl_bang<'a>(
        cx: &mut Context<'a>,
        tuple: Value<'a>,
        microsecond: Value<'a>,
        calendar: Value<'a>,
    ) -> R<'a> {
        match erl(cx, tuple, microsecond, calendar)? {
            Ok(naive) => Ok(naive),
            Err(reason) => Err(cannot(cx, "cannot convert ", tuple, " to naive datetime, ", reason)),
        }
    }

    /// So many seconds after 0000-01-01 00:00:00.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.from_gregorian_seconds(63_881_000_000)
    /// ~N[2024-04-22 10:13:20]
    /// ```
    #[row(cost = unit, default(microsecond_precision = (0, 0), calendar = atom("Elixir.Calendar.ISO")))]
    pub fn from_gregorian_seconds<'a>(
        cx: &mut Context<'a>,
        seconds: Value<'a>,
        microsecond_precision: Value<'a>,
        calendar: Value<'a>,
    ) -> R<'a> {
        let (Term::Tuple([microsecond, digits]), true) = (microsecond_precision.term(), is_integer(seconds)) else {
            return Err(cx.function_clause(NAIVE, "from_gregorian_seconds", 3));
        };
        iso_calendar(cx, calendar, "naive_datetime_from_iso_days", 1)?;
        let Term::Int(seconds) = seconds.term() else { return Err(cx.system_limit_error()) };
        let (date, time) = fields::split(cx, i128::from(seconds) * 1_000_000)?;
        let pair = cx.tuple(&[*microsecond, *digits])?;
        let time = time_with_precision(cx, time, Value::int(0))?;
        make_naive(cx, &date_fields(date), &TimeFields { microsecond: pair, ..time })
    }

    /// From `"2024-05-02 10:30:00"`, with `T` or a space between: `{:ok, naive_datetime}` or `{:error, reason}`. An offset
    /// is dropped.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.from_iso8601("2024-05-02T10:30:00.5+02:00")
    /// {:ok, ~N[2024-05-02 10:30:00.5]}
    /// iex> NaiveDateTime.from_iso8601("2024-05-02")
    /// {:error, :invalid_format}
    /// ```
    #[row(cost = unit, default(calendar = atom("Elixir.Calendar.ISO")))]
    pub fn from_iso8601<'a>(cx: &mut Context<'a>, string: Value<'a>, calendar: Value<'a>) -> R<'a> {
        let naive = parsed(cx, string, calendar)?;
        result(cx, naive)
    }

    /// From `"2024-05-02 10:30:00"`, or `ArgumentError`.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.from_iso8601!("2024-05-02 10:30:00")
    /// ~N[2024-05-02 10:30:00]
    /// ```
    #[row(cost = unit, name = "from_iso8601!", default(calendar = atom("Elixir.Calendar.ISO")))]
    pub fn from_iso8601_bang<'a>(cx: &mut Context<'a>, string: Value<'a>, calendar: Value<'a>) -> R<'a> {
        match parsed(cx, string, calendar)? {
            Ok(naive) => Ok(naive),
            Err(reason) => Err(cannot(cx, "cannot parse ", string, " as naive datetime, ", reason)),
        }
    }

    /// Now, by the host's clock, which is in UTC.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.local_now().microsecond
    /// {0, 0}
    /// ```
    #[row(cost = unit, impure = clock, default(calendar = atom("Elixir.Calendar.ISO")))]
    pub fn local_now<'a>(cx: &mut Context<'a>, calendar: Value<'a>) -> R<'a> {
        current(cx, 0, calendar)
    }

    fn current<'a>(cx: &mut Context<'a>, digits: i64, calendar: Value<'a>) -> R<'a> {
        from_iso(cx, calendar)?;
        let now = now_cut(cx, digits)?;
        make(cx, now, Value::int(digits))
    }

    /// From a date and a time: `{:ok, naive_datetime}`.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.new(~D[2024-05-02], ~T[10:30:00])
    /// {:ok, ~N[2024-05-02 10:30:00]}
    /// ```
    #[row(cost = unit, name = "new")]
    pub fn new_of<'a>(cx: &mut Context<'a>, date: Value<'a>, time: Value<'a>) -> R<'a> {
        match of_structs(date, time) {
            Some((date, time)) => {
                let naive = make_naive(cx, &date, &time)?;
                cx.ok(naive)
            }
            None => Err(cx.function_clause(NAIVE, "new", 2)),
        }
    }

    /// From year, month, day, hour, minute, second and microseconds: `{:ok, naive_datetime}` or `{:error, reason}`.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.new(2024, 5, 2, 10, 30, 0)
    /// {:ok, ~N[2024-05-02 10:30:00]}
    /// iex> NaiveDateTime.new(2024, 5, 2, 10, 60, 0)
    /// {:error, :invalid_time}
    /// ```
    #[row(cost = unit, default(microsecond = (0, 0), calendar = atom("Elixir.Calendar.ISO")))]
    #[allow(clippy::too_many_arguments)]
    pub fn new<'a>(
        cx: &mut Context<'a>,
        year: Value<'a>,
        month: Value<'a>,
        day: Value<'a>,
        hour: Value<'a>,
        minute: Value<'a>,
        second: Value<'a>,
        microsecond: Value<'a>,
        calendar: Value<'a>,
    ) -> R<'a> {
        let naive = new_naive(cx, [year, month, day, hour, minute, second, microsecond], calendar)?;
        result(cx, naive)
    }

    /// From a date and a time.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.new!(~D[2024-05-02], ~T[10:30:00])
    /// ~N[2024-05-02 10:30:00]
    /// ```
    #[row(cost = unit, name = "new!")]
    pub fn new_of_bang<'a>(cx: &mut Context<'a>, date: Value<'a>, time: Value<'a>) -> R<'a> {
        match of_structs(date, time) {
            Some((date, time)) => make_naive(cx, &date, &time),
            None => Err(cx.function_clause(NAIVE, "new!", 2)),
        }
    }

    /// From year, month, day, hour, minute, second and microseconds, or `ArgumentError`.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.new!(2024, 5, 2, 10, 30, 0, 250)
    /// ~N[2024-05-02 10:30:00.000250]
    /// ```
    #[row(cost = unit, name = "new!", default(microsecond = (0, 0), calendar = atom("Elixir.Calendar.ISO")))]
    #[allow(clippy::too_many_arguments)]
    pub fn new_bang<'a>(
        cx: &mut Context<'a>,
        year: Value<'a>,
        month: Value<'a>,
        day: Value<'a>,
        hour: Value<'a>,
        minute: Value<'a>,
        second: Value<'a>,
        microsecond: Value<'a>,
        calendar: Value<'a>,
    ) -> R<'a> {
        match new_naive(cx, [year, month, day, hour, minute, second, microsecond], calendar)? {
            Ok(naive) => Ok(naive),
            Err(reason) => {
                let reason = show(cx, reason)?;
                Err(cx.argument_error(&format!("cannot build naive datetime, reason: {reason}")))
            }
        }
    }

    /// Shifted by a duration of any units. Months come first, and end on the last day of a month that is shorter.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.shift(~N[2024-01-31 23:00:00], month: 1, hour: 2)
    /// ~N[2024-03-01 01:00:00]
    /// ```
    #[row(cost = inside)]
    pub fn shift<'a>(cx: &mut Context<'a>, naive_datetime: Value<'a>, duration: Value<'a>) -> R<'a> {
        let (date, time) = both_in_body(cx, naive_datetime, "shift", 2)?;
        let duration = Duration::of(cx, duration, Scale::All)?;
        iso_calendar(cx, date.calendar, "shift_naive_datetime", 8)?;
        let (date, time) = duration.shift_both(cx, &date, &time)?;
        make_naive(cx, &date, &time)
    }

    /// The date alone.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.to_date(~N[2024-05-02 10:30:00])
    /// ~D[2024-05-02]
    /// ```
    #[row(cost = unit)]
    pub fn to_date<'a>(cx: &mut Context<'a>, naive_datetime: Value<'a>) -> R<'a> {
        let (date, _) = both(cx, naive_datetime, "to_date", 1)?;
        date.date(cx)
    }

    /// `{{year, month, day}, {hour, minute, second}}`
    ///
    /// ```elixir
    /// iex> NaiveDateTime.to_erl(~N[2024-05-02 10:30:00.5])
    /// {{2024, 5, 2}, {10, 30, 0}}
    /// ```
    #[row(cost = unit)]
    pub fn to_erl<'a>(cx: &mut Context<'a>, naive_datetime: Value<'a>) -> R<'a> {
        if fields::fields(naive_datetime, [atoms::CALENDAR]).is_none() {
            return Err(cx.function_clause(NAIVE, "to_erl", 1));
        }
        let (date, time) = both(cx, naive_datetime, "convert", 2)?;
        target(cx, date.calendar, ISO)?;
        let date = cx.tuple(&[date.year, date.month, date.day])?;
        let time = cx.tuple(&[time.hour, time.minute, time.second])?;
        cx.tuple(&[date, time])
    }

    /// `{seconds, microseconds}` since 0000-01-01 00:00:00.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.to_gregorian_seconds(~N[0000-01-01 00:01:00.5])
    /// {60, 500000}
    /// ```
    #[row(cost = unit)]
    pub fn to_gregorian_seconds<'a>(cx: &mut Context<'a>, naive_datetime: Value<'a>) -> R<'a> {
        let (date, time) = both(cx, naive_datetime, "to_gregorian_seconds", 1)?;
        let Term::Tuple([microsecond, _]) = time.microsecond.term() else {
            return Err(cx.function_clause(NAIVE, "to_gregorian_seconds", 1));
        };
        iso_calendar(cx, date.calendar, "naive_datetime_to_iso_days", 7)?;
        let days = i128::from(date.days(cx)?);
        let seconds = time.microseconds(cx)? / 1_000_000;
        let total = cx.integer_128(days * i128::from(iso::DAY_SECONDS) + seconds)?;
        cx.tuple(&[total, *microsecond])
    }

    /// As ISO 8601 has it, with separators or, with `:basic`, without.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.to_iso8601(~N[2024-05-02 10:30:00])
    /// "2024-05-02T10:30:00"
    /// iex> NaiveDateTime.to_iso8601(~N[2024-05-02 10:30:00.5], :basic)
    /// "20240502T103000.5"
    /// ```
    #[row(cost = unit, default(format = atom("extended")))]
    pub fn to_iso8601<'a>(cx: &mut Context<'a>, naive_datetime: Value<'a>, format: Value<'a>) -> R<'a> {
        let Some(format) = super::format(format) else { return Err(cx.function_clause(NAIVE, "to_iso8601", 2)) };
        let (date, time) = both_in_body(cx, naive_datetime, "to_iso8601", 2)?;
        target(cx, date.calendar, ISO)?;
        let mut text = String::with_capacity(32);
        crate::calendar::format::push_date(cx, &mut text, &date, format)?;
        text.push('T');
        crate::calendar::format::push_time(cx, &mut text, &time, format)?;
        cx.string(&text)
    }

    /// As text, with a space between date and time.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.to_string(~N[2024-05-02 10:30:00.120])
    /// "2024-05-02 10:30:00.120"
    /// ```
    #[row(cost = unit)]
    pub fn to_string<'a>(cx: &mut Context<'a>, naive_datetime: Value<'a>) -> R<'a> {
        let (date, time) = both_in_body(cx, naive_datetime, "to_string", 1)?;
        iso_calendar(cx, date.calendar, "naive_datetime_to_string", 7)?;
        let mut text = String::with_capacity(32);
        crate::calendar::format::push_date(cx, &mut text, &date, Format::Extended)?;
        text.push(' ');
        crate::calendar::format::push_time(cx, &mut text, &time, Format::Extended)?;
        cx.string(&text)
    }

    /// The time alone.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.to_time(~N[2024-05-02 10:30:00])
    /// ~T[10:30:00]
    /// ```
    #[row(cost = unit)]
    pub fn to_time<'a>(cx: &mut Context<'a>, naive_datetime: Value<'a>) -> R<'a> {
        let (_, time) = both(cx, naive_datetime, "to_time", 1)?;
        time.time(cx)
    }

    /// With the fraction of its second cut: `:microsecond`, `:millisecond` or `:second`.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.truncate(~N[2024-05-02 10:30:00.123456], :second)
    /// ~N[2024-05-02 10:30:00]
    /// ```
    #[row(cost = unit)]
    pub fn truncate<'a>(cx: &mut Context<'a>, naive_datetime: Value<'a>, precision: Value<'a>) -> R<'a> {
        if is_struct(naive_datetime, NAIVE)
            && let Term::Map(map) = naive_datetime.term()
            && let Some(pair) = map.get_flat(atoms::MICROSECOND)
        {
            let cut = super::truncate(cx, pair, precision)?;
            return Ok(map.put(cx, atoms::MICROSECOND, cut)?.value());
        }
        let (date, time) = both(cx, naive_datetime, "truncate", 2)?;
        let microsecond = super::truncate(cx, time.microsecond, precision)?;
        make_naive(cx, &date, &TimeFields { microsecond, ..time })
    }

    /// Now in UTC, by the host's clock, in the precision of a unit.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.utc_now().calendar
    /// Calendar.ISO
    /// ```
    #[row(cost = unit, impure = clock, default(calendar_or_time_unit = atom("Elixir.Calendar.ISO")))]
    pub fn utc_now<'a>(cx: &mut Context<'a>, calendar_or_time_unit: Value<'a>) -> R<'a> {
        match now_precision(calendar_or_time_unit) {
            Some(digits) => current(cx, digits, ISO),
            None => current(cx, 6, calendar_or_time_unit),
        }
    }

    /// As `utc_now/1`, of a unit and a calendar.
    ///
    /// ```elixir
    /// iex> NaiveDateTime.utc_now(:second, Calendar.ISO).microsecond
    /// {0, 0}
    /// ```
    #[row(cost = unit, impure = clock, name = "utc_now")]
    pub fn utc_now_in<'a>(cx: &mut Context<'a>, time_unit: Value<'a>, calendar: Value<'a>) -> R<'a> {
        match now_precision(time_unit) {
            Some(digits) => current(cx, digits, calendar),
            None => Err(cx.function_clause(NAIVE, "utc_now", 2)),
        }
    }
}

//! `Date`: days of the calendar.

use super::{ISO, cannot, format, from_iso, order, result, same_calendar, target, text};
use crate::calendar::fields::{self, DateFields, date_of_days, is_integer, is_leap_year, iso_calendar, make_date};
use crate::calendar::shift::{Duration, Scale};
use crate::calendar::{Format, iso, parse, show};
use crate::context::Context;
use crate::error::{Exc, R};
use crate::ops;
use crate::term::{Term, Value, atoms, compare};
use philtre_library::library;
use std::cmp::Ordering;

const DATE: Value<'static> = atoms::MODULE_DATE;

/// The fields of a date, or `FunctionClauseError` of a function of `Date`.
#[inline]
fn date<'a>(cx: &mut Context<'a>, term: Value<'a>, function: &str, arity: usize) -> Result<DateFields<'a>, Exc> {
    match DateFields::of(term) {
        Some(date) => Ok(date),
        None => Err(no_date(cx, term, function, arity)),
    }
}

/// Functions that take the calendar in their head and the rest in their body.
#[cold]
fn no_date<'a>(cx: &mut Context<'a>, term: Value<'a>, function: &str, arity: usize) -> Exc {
    const IN_BODY: [&str; 8] =
        ["add", "beginning_of_week", "end_of_week", "compare", "diff", "shift", "to_iso8601", "range"];
    if IN_BODY.contains(&function) && fields::fields(term, [atoms::CALENDAR]).is_some() {
        return if function == "range" { cx.function_clause(DATE, "to_iso_days", 1) } else { cx.match_error(term) };
    }
    cx.function_clause(DATE, function, arity)
}

/// Where a week begins, as what is added to the number of a day; Monday is the first by default.
fn week_offset<'a>(cx: &mut Context<'a>, starting_on: Value<'a>) -> Result<i64, Exc> {
    let days = [
        (atoms::DEFAULT, 5),
        (atoms::MONDAY, 5),
        (atoms::TUESDAY, 4),
        (atoms::WEDNESDAY, 3),
        (atoms::THURSDAY, 2),
        (atoms::FRIDAY, 1),
        (atoms::SATURDAY, 0),
        (atoms::SUNDAY, 6),
    ];
    match days.iter().find(|(name, _)| starting_on.is(*name)) {
        Some((_, offset)) => Ok(*offset),
        None => Err(cx.function_clause(ISO, "day_of_week_offset", 1)),
    }
}

/// The day of the week, from 1 to 7.
fn day_in_week(days: i64, offset: i64) -> i64 {
    (days + offset).rem_euclid(7) + 1
}

fn make<'a>(cx: &mut Context<'a>, days: i128) -> R<'a> {
    let date = date_of_days(cx, days)?;
    make_date(cx, date)
}

/// The order of two dates by their fields, as terms.
pub(super) fn compare_dates<'a>(
    cx: &mut Context<'a>,
    one: &DateFields<'a>,
    other: &DateFields<'a>,
) -> Result<Ordering, Exc> {
    for (a, b) in [(one.year, other.year), (one.month, other.month), (one.day, other.day)] {
        let order = compare::compare(cx, a, b)?;
        if order != Ordering::Equal {
            return Ok(order);
        }
    }
    Ok(Ordering::Equal)
}

fn compared<'a>(cx: &mut Context<'a>, date1: Value<'a>, date2: Value<'a>) -> Result<Ordering, Exc> {
    let (one, other) = match (DateFields::of(date1), DateFields::of(date2)) {
        (Some(one), Some(other)) => (one, other),
        (None, _) if fields::fields(date2, [atoms::CALENDAR]).is_some() => {
            return Err(no_date(cx, date1, "compare", 2));
        }
        (Some(_), None) => return Err(no_date(cx, date2, "compare", 2)),
        _ => return Err(cx.function_clause(DATE, "compare", 2)),
    };
    same_calendar(cx, one.calendar, other.calendar)?;
    compare_dates(cx, &one, &other)
}

fn new_date<'a>(
    cx: &mut Context<'a>,
    year: Value<'a>,
    month: Value<'a>,
    day: Value<'a>,
    calendar: Value<'a>,
) -> Result<Result<Value<'a>, Value<'a>>, Exc> {
    iso_calendar(cx, calendar, "valid_date?", 3)?;
    if ![year, month, day].into_iter().all(is_integer) {
        return Err(cx.function_clause(ISO, "valid_date?", 3));
    }
    let date = DateFields { calendar, year, month, day };
    if date.is_valid() { date.date(cx).map(Ok) } else { Ok(Err(atoms::INVALID_DATE)) }
}

fn erl_date<'a>(
    cx: &mut Context<'a>,
    tuple: Value<'a>,
    calendar: Value<'a>,
) -> Result<Result<Value<'a>, Value<'a>>, Exc> {
    let Term::Tuple([year, month, day]) = tuple.term() else {
        return Err(cx.function_clause(DATE, "from_erl", 2));
    };
    let date = new_date(cx, *year, *month, *day, ISO)?;
    if date.is_ok() {
        from_iso(cx, calendar)?;
    }
    Ok(date)
}

fn parsed_date<'a>(
    cx: &mut Context<'a>,
    string: Value<'a>,
    calendar: Value<'a>,
) -> Result<Result<Value<'a>, Value<'a>>, Exc> {
    let Some(bytes) = text(string) else { return Err(cx.function_clause(ISO, "parse_date", 1)) };
    match parse::date(bytes, Format::Extended) {
        Ok(date) => {
            from_iso(cx, calendar)?;
            make_date(cx, date).map(Ok)
        }
        Err(error) => Ok(Err(error.reason())),
    }
}

fn range_of<'a>(cx: &mut Context<'a>, first: &DateFields<'a>, last: &DateFields<'a>, step: Option<Value<'a>>) -> R<'a> {
    for date in [first, last] {
        iso_calendar(cx, date.calendar, "naive_datetime_to_iso_days", 7)?;
    }
    let (first_days, last_days) = (first.days(cx)?, last.days(cx)?);
    let step = step.unwrap_or(Value::int(if first_days <= last_days { 1 } else { -1 }));
    let (first, last) = (first.date(cx)?, last.date(cx)?);
    let values = [atoms::MODULE_DATE_RANGE, first, Value::int(first_days), last, Value::int(last_days), step];
    cx.struct_from_shape(fields::DATE_RANGE, &values)
}

/// Functions on days of the calendar.
#[library("Date", units = 5)]
pub mod functions {
    use super::*;

    /// The date so many days later, or earlier for a negative number.
    ///
    /// ```elixir
    /// iex> Date.add(~D[2024-02-28], 2)
    /// ~D[2024-03-01]
    /// ```
    #[row(cost = unit)]
    pub fn add<'a>(cx: &mut Context<'a>, date: Value<'a>, days: Value<'a>) -> R<'a> {
        let fields = super::date(cx, date, "add", 2)?;
        iso_calendar(cx, fields.calendar, "naive_datetime_to_iso_days", 7)?;
        let from = fields.days_unchecked(cx)?;
        match days.term() {
            Term::Int(days) => make(cx, i128::from(from) + i128::from(days)),
            Term::Big(_) => Err(cx.system_limit_error()),
            _ => Err(cx.arithmetic_error()),
        }
    }

    /// Whether the first date comes after the second.
    ///
    /// ```elixir
    /// iex> Date.after?(~D[2024-05-02], ~D[2024-05-01])
    /// true
    /// ```
    #[row(cost = unit, name = "after?")]
    pub fn after<'a>(cx: &mut Context<'a>, date1: Value<'a>, date2: Value<'a>) -> R<'a> {
        Ok(Value::bool(compared(cx, date1, date2)?.is_gt()))
    }

    /// Whether the first date comes before the second.
    ///
    /// ```elixir
    /// iex> Date.before?(~D[2024-05-02], ~D[2024-05-01])
    /// false
    /// ```
    #[row(cost = unit, name = "before?")]
    pub fn before<'a>(cx: &mut Context<'a>, date1: Value<'a>, date2: Value<'a>) -> R<'a> {
        Ok(Value::bool(compared(cx, date1, date2)?.is_lt()))
    }

    /// The first day of the date's month.
    ///
    /// ```elixir
    /// iex> Date.beginning_of_month(~D[2024-02-29])
    /// ~D[2024-02-01]
    /// ```
    #[row(cost = unit)]
    pub fn beginning_of_month<'a>(cx: &mut Context<'a>, date: Value<'a>) -> R<'a> {
        match fields::fields(date, [atoms::YEAR, atoms::MONTH, atoms::CALENDAR]) {
            Some([year, month, calendar]) => DateFields { calendar, year, month, day: Value::int(1) }.date(cx),
            None => Err(cx.function_clause(DATE, "beginning_of_month", 1)),
        }
    }

    /// The first day of the date's week, which begins on Monday unless another day is given.
    ///
    /// ```elixir
    /// iex> Date.beginning_of_week(~D[2024-05-02])
    /// ~D[2024-04-29]
    /// iex> Date.beginning_of_week(~D[2024-05-02], :sunday)
    /// ~D[2024-04-28]
    /// ```
    #[row(cost = unit, default(starting_on = atom("default")))]
    pub fn beginning_of_week<'a>(cx: &mut Context<'a>, date: Value<'a>, starting_on: Value<'a>) -> R<'a> {
        let fields = super::date(cx, date, "beginning_of_week", 2)?;
        iso_calendar(cx, fields.calendar, "day_of_week", 4)?;
        let days = fields.days(cx)?;
        let offset = week_offset(cx, starting_on)?;
        make(cx, i128::from(days - day_in_week(days, offset) + 1))
    }

    /// `:lt`, `:eq` or `:gt`, as the first date comes before, with or after the second.
    ///
    /// ```elixir
    /// iex> Date.compare(~D[2024-05-02], ~D[2024-05-10])
    /// :lt
    /// ```
    #[row(cost = unit)]
    pub fn compare<'a>(cx: &mut Context<'a>, date1: Value<'a>, date2: Value<'a>) -> R<'a> {
        Ok(order(compared(cx, date1, date2)?))
    }

    /// The date in another calendar, of which there is none: `{:ok, date}` for its own.
    ///
    /// ```elixir
    /// iex> Date.convert(~N[2024-05-02 10:00:00], Calendar.ISO)
    /// {:ok, ~D[2024-05-02]}
    /// ```
    #[row(cost = unit)]
    pub fn convert<'a>(cx: &mut Context<'a>, date: Value<'a>, calendar: Value<'a>) -> R<'a> {
        let date = converted(cx, date, calendar)?;
        cx.ok(date)
    }

    fn converted<'a>(cx: &mut Context<'a>, date: Value<'a>, calendar: Value<'a>) -> R<'a> {
        match DateFields::of(date) {
            Some(fields) => {
                target(cx, fields.calendar, calendar)?;
                fields.date(cx)
            }
            None => match fields::fields(date, [atoms::CALENDAR]) {
                Some([own]) => {
                    target(cx, own, calendar)?;
                    Err(cx.function_clause(DATE, "to_iso_days", 1))
                }
                None => Err(cx.function_clause(DATE, "convert", 2)),
            },
        }
    }

    /// As `convert/2`, without the tuple.
    ///
    /// ```elixir
    /// iex> Date.convert!(~N[2024-05-02 10:00:00], Calendar.ISO)
    /// ~D[2024-05-02]
    /// ```
    #[row(cost = unit, name = "convert!")]
    pub fn convert_bang<'a>(cx: &mut Context<'a>, date: Value<'a>, calendar: Value<'a>) -> R<'a> {
        converted(cx, date, calendar)
    }

    /// The number of the day in its era, and the era: 1 from year 1 on, 0 before.
    ///
    /// ```elixir
    /// iex> Date.day_of_era(~D[0001-01-02])
    /// {2, 1}
    /// iex> Date.day_of_era(~D[0000-12-31])
    /// {1, 0}
    /// ```
    #[row(cost = unit)]
    pub fn day_of_era<'a>(cx: &mut Context<'a>, date: Value<'a>) -> R<'a> {
        let fields = super::date(cx, date, "day_of_era", 1)?;
        iso_calendar(cx, fields.calendar, "day_of_era", 3)?;
        let days = fields.days(cx)?;
        if days >= 366 {
            cx.tuple(&[Value::int(days - 365), Value::int(1)])
        } else {
            cx.tuple(&[Value::int(366 - days), Value::int(0)])
        }
    }

    /// The day of the week, from 1 for the day that weeks begin on, Monday by default, to 7.
    ///
    /// ```elixir
    /// iex> Date.day_of_week(~D[2024-05-02])
    /// 4
    /// iex> Date.day_of_week(~D[2024-05-02], :thursday)
    /// 1
    /// ```
    #[row(cost = unit, default(starting_on = atom("default")))]
    pub fn day_of_week<'a>(cx: &mut Context<'a>, date: Value<'a>, starting_on: Value<'a>) -> R<'a> {
        let fields = super::date(cx, date, "day_of_week", 2)?;
        iso_calendar(cx, fields.calendar, "day_of_week", 4)?;
        let days = fields.days(cx)?;
        let offset = week_offset(cx, starting_on)?;
        Ok(Value::int(day_in_week(days, offset)))
    }

    /// The number of the day in its year.
    ///
    /// ```elixir
    /// iex> Date.day_of_year(~D[2024-03-01])
    /// 61
    /// ```
    #[row(cost = unit)]
    pub fn day_of_year<'a>(cx: &mut Context<'a>, date: Value<'a>) -> R<'a> {
        let fields = super::date(cx, date, "day_of_year", 1)?;
        iso_calendar(cx, fields.calendar, "day_of_year", 3)?;
        let days = fields.days(cx)?;
        let first = iso::Date { month: 1, day: 1, ..iso::date(days) };
        Ok(Value::int(days - iso::days(first) + 1))
    }

    /// How many days the date's month has.
    ///
    /// ```elixir
    /// iex> Date.days_in_month(~D[2023-02-10])
    /// 28
    /// ```
    #[row(cost = unit)]
    pub fn days_in_month<'a>(cx: &mut Context<'a>, date: Value<'a>) -> R<'a> {
        let Some([calendar, year, month]) = fields::fields(date, [atoms::CALENDAR, atoms::YEAR, atoms::MONTH]) else {
            return Err(cx.function_clause(DATE, "days_in_month", 1));
        };
        days_of_month(cx, calendar, year, month)
    }

    fn days_of_month<'a>(cx: &mut Context<'a>, calendar: Value<'a>, year: Value<'a>, month: Value<'a>) -> R<'a> {
        iso_calendar(cx, calendar, "days_in_month", 2)?;
        match (is_leap_year(year), month.term()) {
            (Some(leap), Term::Int(month @ 1..=12)) => {
                Ok(Value::int(iso::days_in_month(if leap { 4 } else { 1 }, month)))
            }
            _ => Err(cx.function_clause(ISO, "days_in_month", 2)),
        }
    }

    /// How many days lie between the second date and the first.
    ///
    /// ```elixir
    /// iex> Date.diff(~D[2024-03-01], ~D[2024-02-01])
    /// 29
    /// ```
    #[row(cost = unit)]
    pub fn diff<'a>(cx: &mut Context<'a>, date1: Value<'a>, date2: Value<'a>) -> R<'a> {
        let [one, other] = [date1, date2].map(DateFields::of);
        match (one, other) {
            (Some(one), Some(other)) => {
                same_calendar(cx, one.calendar, other.calendar)?;
                let (one, other) = (one.days(cx)?, other.days(cx)?);
                Ok(Value::int(one - other))
            }
            _ if [date1, date2].into_iter().all(|date| fields::fields(date, [atoms::CALENDAR]).is_some()) => {
                Err(cx.match_error(if one.is_none() { date1 } else { date2 }))
            }
            _ => Err(cx.function_clause(DATE, "diff", 2)),
        }
    }

    /// The last day of the date's month.
    ///
    /// ```elixir
    /// iex> Date.end_of_month(~D[2023-02-10])
    /// ~D[2023-02-28]
    /// ```
    #[row(cost = unit)]
    pub fn end_of_month<'a>(cx: &mut Context<'a>, date: Value<'a>) -> R<'a> {
        let Some([calendar, year, month]) = fields::fields(date, [atoms::CALENDAR, atoms::YEAR, atoms::MONTH]) else {
            return Err(cx.function_clause(DATE, "end_of_month", 1));
        };
        let day = days_of_month(cx, calendar, year, month)?;
        DateFields { calendar, year, month, day }.date(cx)
    }

    /// The last day of the date's week, which begins on Monday unless another day is given.
    ///
    /// ```elixir
    /// iex> Date.end_of_week(~D[2024-05-02])
    /// ~D[2024-05-05]
    /// iex> Date.end_of_week(~D[2024-05-02], :sunday)
    /// ~D[2024-05-04]
    /// ```
    #[row(cost = unit, default(starting_on = atom("default")))]
    pub fn end_of_week<'a>(cx: &mut Context<'a>, date: Value<'a>, starting_on: Value<'a>) -> R<'a> {
        let fields = super::date(cx, date, "end_of_week", 2)?;
        iso_calendar(cx, fields.calendar, "day_of_week", 4)?;
        let days = fields.days(cx)?;
        let offset = week_offset(cx, starting_on)?;
        make(cx, i128::from(days + 7 - day_in_week(days, offset)))
    }

    /// From `{year, month, day}`: `{:ok, date}` or `{:error, :invalid_date}`.
    ///
    /// ```elixir
    /// iex> Date.from_erl({2024, 5, 2})
    /// {:ok, ~D[2024-05-02]}
    /// iex> Date.from_erl({2024, 5, 32})
    /// {:error, :invalid_date}
    /// ```
    #[row(cost = unit, default(calendar = atom("Elixir.Calendar.ISO")))]
    pub fn from_erl<'a>(cx: &mut Context<'a>, tuple: Value<'a>, calendar: Value<'a>) -> R<'a> {
        let date = erl_date(cx, tuple, calendar)?;
        result(cx, date)
    }

    /// From `{year, month, day}`, or `ArgumentError`.
    ///
    /// ```elixir
    /// iex> Date.from_erl!({2024, 5, 2})
    /// ~D[2024-05-02]
    /// ```
    #[row(cost = unit, name = "from_erl!", default(calendar = atom("Elixir.Calendar.ISO")))]
    pub fn from_erl_bang<'a>(cx: &mut Context<'a>, tuple: Value<'a>, calendar: Value<'a>) -> R<'a> {
        match erl_date(cx, tuple, calendar)? {
            Ok(date) => Ok(date),
            Err(reason) => Err(cannot(cx, "cannot convert ", tuple, " to date, ", reason)),
        }
    }

    /// The date so many days after 0000-01-01.
    ///
    /// ```elixir
    /// iex> Date.from_gregorian_days(366)
    /// ~D[0001-01-01]
    /// ```
    #[row(cost = unit, default(calendar = atom("Elixir.Calendar.ISO")))]
    pub fn from_gregorian_days<'a>(cx: &mut Context<'a>, days: Value<'a>, calendar: Value<'a>) -> R<'a> {
        if !is_integer(days) {
            return Err(cx.function_clause(DATE, "from_gregorian_days", 2));
        }
        iso_calendar(cx, calendar, "naive_datetime_from_iso_days", 1)?;
        match days.term() {
            Term::Int(days) => make(cx, i128::from(days)),
            _ => Err(cx.system_limit_error()),
        }
    }

    /// From `"2024-05-02"`: `{:ok, date}` or `{:error, reason}`.
    ///
    /// ```elixir
    /// iex> Date.from_iso8601("2024-05-02")
    /// {:ok, ~D[2024-05-02]}
    /// iex> Date.from_iso8601("2024-5-2")
    /// {:error, :invalid_format}
    /// ```
    #[row(cost = unit, default(calendar = atom("Elixir.Calendar.ISO")))]
    pub fn from_iso8601<'a>(cx: &mut Context<'a>, string: Value<'a>, calendar: Value<'a>) -> R<'a> {
        let date = parsed_date(cx, string, calendar)?;
        result(cx, date)
    }

    /// From `"2024-05-02"`, or `ArgumentError`.
    ///
    /// ```elixir
    /// iex> Date.from_iso8601!("-0001-12-31")
    /// ~D[-0001-12-31]
    /// ```
    #[row(cost = unit, name = "from_iso8601!", default(calendar = atom("Elixir.Calendar.ISO")))]
    pub fn from_iso8601_bang<'a>(cx: &mut Context<'a>, string: Value<'a>, calendar: Value<'a>) -> R<'a> {
        match parsed_date(cx, string, calendar)? {
            Ok(date) => Ok(date),
            Err(reason) => Err(cannot(cx, "cannot parse ", string, " as date, ", reason)),
        }
    }

    /// Whether the date's year has a 29th of February.
    ///
    /// ```elixir
    /// iex> Date.leap_year?(~D[2000-01-01])
    /// true
    /// iex> Date.leap_year?(~D[1900-01-01])
    /// false
    /// ```
    #[row(cost = unit, name = "leap_year?")]
    pub fn leap_year<'a>(cx: &mut Context<'a>, date: Value<'a>) -> R<'a> {
        let Some([calendar, year]) = fields::fields(date, [atoms::CALENDAR, atoms::YEAR]) else {
            return Err(cx.function_clause(DATE, "leap_year?", 1));
        };
        iso_calendar(cx, calendar, "leap_year?", 1)?;
        match is_leap_year(year) {
            Some(leap) => Ok(Value::bool(leap)),
            None => Err(cx.function_clause(ISO, "leap_year?", 1)),
        }
    }

    /// How many months the date's year has: 12.
    ///
    /// ```elixir
    /// iex> Date.months_in_year(~D[2024-05-02])
    /// 12
    /// ```
    #[row(cost = unit)]
    pub fn months_in_year<'a>(cx: &mut Context<'a>, date: Value<'a>) -> R<'a> {
        let Some([calendar, year]) = fields::fields(date, [atoms::CALENDAR, atoms::YEAR]) else {
            return Err(cx.function_clause(DATE, "months_in_year", 1));
        };
        iso_calendar(cx, calendar, "months_in_year", 1)?;
        if is_integer(year) { Ok(Value::int(12)) } else { Err(cx.function_clause(ISO, "months_in_year", 1)) }
    }

    /// From year, month and day: `{:ok, date}` or `{:error, :invalid_date}`.
    ///
    /// ```elixir
    /// iex> Date.new(2024, 2, 29)
    /// {:ok, ~D[2024-02-29]}
    /// iex> Date.new(2023, 2, 29)
    /// {:error, :invalid_date}
    /// ```
    #[row(cost = unit, default(calendar = atom("Elixir.Calendar.ISO")))]
    pub fn new<'a>(
        cx: &mut Context<'a>,
        year: Value<'a>,
        month: Value<'a>,
        day: Value<'a>,
        calendar: Value<'a>,
    ) -> R<'a> {
        let date = new_date(cx, year, month, day, calendar)?;
        result(cx, date)
    }

    /// From year, month and day, or `ArgumentError`.
    ///
    /// ```elixir
    /// iex> Date.new!(2024, 2, 29)
    /// ~D[2024-02-29]
    /// ```
    #[row(cost = unit, name = "new!", default(calendar = atom("Elixir.Calendar.ISO")))]
    pub fn new_bang<'a>(
        cx: &mut Context<'a>,
        year: Value<'a>,
        month: Value<'a>,
        day: Value<'a>,
        calendar: Value<'a>,
    ) -> R<'a> {
        match new_date(cx, year, month, day, calendar)? {
            Ok(date) => Ok(date),
            Err(_) => Err(cx.argument_error("cannot build date, reason: :invalid_date")),
        }
    }

    /// The quarter of the date's year, from 1 to 4.
    ///
    /// ```elixir
    /// iex> Date.quarter_of_year(~D[2024-05-02])
    /// 2
    /// ```
    #[row(cost = unit)]
    pub fn quarter_of_year<'a>(cx: &mut Context<'a>, date: Value<'a>) -> R<'a> {
        let fields = super::date(cx, date, "quarter_of_year", 1)?;
        iso_calendar(cx, fields.calendar, "quarter_of_year", 3)?;
        match (fields.month.term(), fields.day.term()) {
            (Term::Int(month @ 1..=12), Term::Int(1..=31)) if is_integer(fields.year) => {
                Ok(Value::int((month - 1) / 3 + 1))
            }
            _ => Err(cx.function_clause(ISO, "quarter_of_year", 3)),
        }
    }

    /// The days from the first date to the last, backwards where the last comes before the first.
    ///
    /// ```elixir
    /// iex> Date.range(~D[2024-02-28], ~D[2024-03-01])
    /// Date.range(~D[2024-02-28], ~D[2024-03-01])
    /// ```
    #[row(cost = unit)]
    pub fn range<'a>(cx: &mut Context<'a>, first: Value<'a>, last: Value<'a>) -> R<'a> {
        let (Some(first_fields), Some(last_fields)) = (DateFields::of(first), DateFields::of(last)) else {
            return Err(no_range(cx, first, last, 2));
        };
        if first_fields.calendar.identical_flat(last_fields.calendar) != Some(true) {
            return Err(cx.argument_error("both dates must have matching calendars"));
        }
        range_of(cx, &first_fields, &last_fields, None)
    }

    /// The days from the first date to the last, by a step that is not zero.
    ///
    /// ```elixir
    /// iex> Date.range(~D[2024-01-01], ~D[2024-01-31], 7)
    /// Date.range(~D[2024-01-01], ~D[2024-01-31], 7)
    /// ```
    #[row(cost = unit, name = "range")]
    pub fn range_by<'a>(cx: &mut Context<'a>, first: Value<'a>, last: Value<'a>, step: Value<'a>) -> R<'a> {
        let (Some(first_fields), Some(last_fields)) = (DateFields::of(first), DateFields::of(last)) else {
            return Err(no_range(cx, first, last, 3));
        };
        let same = first_fields.calendar.identical_flat(last_fields.calendar) == Some(true);
        if same && is_integer(step) && !matches!(step.term(), Term::Int(0)) {
            return range_of(cx, &first_fields, &last_fields, Some(step));
        }
        let (first, last) = (show(cx, first)?, show(cx, last)?);
        let step = crate::text::to_string(cx, step)?;
        let step = match step.term() {
            Term::Binary(binary) => String::from_utf8_lossy(binary.bytes()).into_owned(),
            _ => String::new(),
        };
        Err(cx.argument_error(&format!(
            "both dates must have matching calendar and the step must be a non-zero integer, got: {first}, {last}, {step}"
        )))
    }

    fn no_range<'a>(cx: &mut Context<'a>, first: Value<'a>, last: Value<'a>, arity: usize) -> Exc {
        let [one, other] = [first, last].map(|date| fields::fields(date, [atoms::CALENDAR]));
        match (one, other) {
            (Some([one]), Some([other])) if one.identical_flat(other) == Some(true) => {
                cx.function_clause(DATE, "to_iso_days", 1)
            }
            _ => cx.function_clause(DATE, "range", arity),
        }
    }

    /// The date shifted by a duration of years, months, weeks and days. Months come first, and end on the last day of a
    /// month that is shorter.
    ///
    /// ```elixir
    /// iex> Date.shift(~D[2024-01-31], month: 1)
    /// ~D[2024-02-29]
    /// iex> Date.shift(~D[2024-01-31], year: -1, week: 1)
    /// ~D[2023-02-07]
    /// ```
    #[row(cost = inside)]
    pub fn shift<'a>(cx: &mut Context<'a>, date: Value<'a>, duration: Value<'a>) -> R<'a> {
        let fields = super::date(cx, date, "shift", 2)?;
        let duration = Duration::of(cx, duration, Scale::Date)?;
        iso_calendar(cx, fields.calendar, "shift_date", 4)?;
        let shifted = duration.shift_date(cx, &fields)?;
        shifted.date(cx)
    }

    /// `{year, month, day}`
    ///
    /// ```elixir
    /// iex> Date.to_erl(~D[2024-05-02])
    /// {2024, 5, 2}
    /// ```
    #[row(cost = unit)]
    pub fn to_erl<'a>(cx: &mut Context<'a>, date: Value<'a>) -> R<'a> {
        match DateFields::of(date) {
            Some(fields) => {
                target(cx, fields.calendar, ISO)?;
                cx.tuple(&[fields.year, fields.month, fields.day])
            }
            None => converted(cx, date, ISO),
        }
    }

    /// How many days the date lies after 0000-01-01.
    ///
    /// ```elixir
    /// iex> Date.to_gregorian_days(~D[0001-01-01])
    /// 366
    /// ```
    #[row(cost = unit)]
    pub fn to_gregorian_days<'a>(cx: &mut Context<'a>, date: Value<'a>) -> R<'a> {
        let fields = super::date(cx, date, "to_iso_days", 1)?;
        iso_calendar(cx, fields.calendar, "naive_datetime_to_iso_days", 7)?;
        Ok(Value::int(fields.days(cx)?))
    }

    /// The date as ISO 8601 has it, with hyphens or, with `:basic`, without.
    ///
    /// ```elixir
    /// iex> Date.to_iso8601(~D[2024-05-02])
    /// "2024-05-02"
    /// iex> Date.to_iso8601(~D[2024-05-02], :basic)
    /// "20240502"
    /// ```
    #[row(cost = unit, default(format = atom("extended")))]
    pub fn to_iso8601<'a>(cx: &mut Context<'a>, date: Value<'a>, format: Value<'a>) -> R<'a> {
        let Some(format) = super::format(format) else { return Err(cx.function_clause(DATE, "to_iso8601", 2)) };
        let fields = super::date(cx, date, "to_iso8601", 2)?;
        target(cx, fields.calendar, ISO)?;
        let mut text = String::with_capacity(32);
        crate::calendar::format::push_date(cx, &mut text, &fields, format)?;
        cx.string(&text)
    }

    /// The date as text.
    ///
    /// ```elixir
    /// iex> Date.to_string(~D[2024-05-02])
    /// "2024-05-02"
    /// ```
    #[row(cost = unit)]
    pub fn to_string<'a>(cx: &mut Context<'a>, date: Value<'a>) -> R<'a> {
        let fields = super::date(cx, date, "to_string", 1)?;
        iso_calendar(cx, fields.calendar, "date_to_string", 3)?;
        let mut text = String::with_capacity(32);
        crate::calendar::format::push_date(cx, &mut text, &fields, Format::Extended)?;
        cx.string(&text)
    }

    /// Today in UTC, by the host's clock.
    ///
    /// ```elixir
    /// iex> Date.utc_today().calendar
    /// Calendar.ISO
    /// ```
    #[row(cost = unit, impure = clock, default(calendar = atom("Elixir.Calendar.ISO")))]
    pub fn utc_today<'a>(cx: &mut Context<'a>, calendar: Value<'a>) -> R<'a> {
        from_iso(cx, calendar)?;
        let now = super::super::now_cut(cx, 6)?;
        let (date, _) = fields::split(cx, now)?;
        make_date(cx, date)
    }

    /// The year in its era, and the era: 1 from year 1 on, 0 before.
    ///
    /// ```elixir
    /// iex> Date.year_of_era(~D[2024-05-02])
    /// {2024, 1}
    /// iex> Date.year_of_era(~D[0000-05-02])
    /// {1, 0}
    /// ```
    #[row(cost = unit)]
    pub fn year_of_era<'a>(cx: &mut Context<'a>, date: Value<'a>) -> R<'a> {
        let fields = super::date(cx, date, "year_of_era", 1)?;
        iso_calendar(cx, fields.calendar, "year_of_era", 3)?;
        match fields.year.term() {
            Term::Int(year) if year >= 1 => cx.tuple(&[fields.year, Value::int(1)]),
            Term::Int(_) | Term::Big(_) => {
                let before = ops::sub(cx, Value::int(1), fields.year)?;
                cx.tuple(&[before, Value::int(0)])
            }
            // Whatever is no number is greater than one.
            _ => cx.tuple(&[fields.year, Value::int(1)]),
        }
    }
}

//! `Time`: times of day.

use super::{
    ISO, amount, cannot, difference, microsecond_pair, now_cut, now_precision, order, precision, result, text, truncate,
};
use crate::calendar::fields::{self, TimeFields, is_integer, is_struct, iso_calendar, make_time, time_with_precision};
use crate::calendar::shift::{Duration, Scale};
use crate::calendar::unit::Unit;
use crate::calendar::{Format, iso, parse};
use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::{Term, Value, atoms, compare};
use philtre_library::library;
use std::cmp::Ordering;

const TIME: Value<'static> = atoms::MODULE_TIME;

/// The fields of a time, or `FunctionClauseError` of a function of `Time`.
fn time<'a>(cx: &mut Context<'a>, term: Value<'a>, function: &str, arity: usize) -> Result<TimeFields<'a>, Exc> {
    match TimeFields::of(term) {
        Some(time) => Ok(time),
        None => Err(cx.function_clause(TIME, function, arity)),
    }
}

/// As [`time`], for functions that take the rest of the fields in their body, after `head`.
fn time_in_body<'a>(
    cx: &mut Context<'a>,
    term: Value<'a>,
    function: &str,
    arity: usize,
) -> Result<TimeFields<'a>, Exc> {
    if TimeFields::of(term).is_none() && fields::fields(term, [atoms::CALENDAR]).is_some() {
        return Err(cx.match_error(term));
    }
    time(cx, term, function, arity)
}

/// The order of two times of one calendar by their fields, as terms.
fn compared<'a>(cx: &mut Context<'a>, time1: Value<'a>, time2: Value<'a>) -> Result<Ordering, Exc> {
    let (Some(one), Some(other)) = (TimeFields::of(time1), TimeFields::of(time2)) else {
        let calendars = [time1, time2].map(|time| fields::fields(time, [atoms::CALENDAR]));
        if let [Some([one]), Some([other])] = calendars
            && one.identical_flat(other) == Some(true)
        {
            return Err(cx.match_error(if TimeFields::of(time1).is_none() { time1 } else { time2 }));
        }
        return Err(cx.function_clause(TIME, "to_day_fraction", 1));
    };
    if one.calendar.identical_flat(other.calendar) != Some(true) {
        for time in [&one, &other] {
            iso_calendar(cx, time.calendar, "time_to_day_fraction", 4)?;
        }
    }
    let (Term::Tuple([first, _]), Term::Tuple([second, _])) = (one.microsecond.term(), other.microsecond.term()) else {
        let first = matches!(one.microsecond.term(), Term::Tuple([_, _]));
        return Err(cx.match_error(if first { time2 } else { time1 }));
    };
    let pairs = [(one.hour, other.hour), (one.minute, other.minute), (one.second, other.second), (*first, *second)];
    for (a, b) in pairs {
        let order = compare::compare(cx, a, b)?;
        if order != Ordering::Equal {
            return Ok(order);
        }
    }
    Ok(Ordering::Equal)
}

fn new_time<'a>(
    cx: &mut Context<'a>,
    [hour, minute, second]: [Value<'a>; 3],
    microsecond: Value<'a>,
    calendar: Value<'a>,
) -> Result<Result<Value<'a>, Value<'a>>, Exc> {
    let microsecond = microsecond_pair(cx, microsecond)?;
    let Term::Tuple([value, digits]) = microsecond.term() else {
        return Err(cx.function_clause(TIME, "new", 5));
    };
    if ![hour, minute, second, *value, *digits].into_iter().all(is_integer) {
        return Err(cx.function_clause(TIME, "new", 5));
    }
    iso_calendar(cx, calendar, "valid_time?", 4)?;
    let fields = TimeFields { calendar, hour, minute, second, microsecond };
    if is_valid(&fields) { fields.time(cx).map(Ok) } else { Ok(Err(atoms::INVALID_TIME)) }
}

/// Whether all fields are within their ranges.
pub(super) fn is_valid(time: &TimeFields<'_>) -> bool {
    let Term::Tuple([microsecond, precision]) = time.microsecond.term() else { return false };
    match [time.hour, time.minute, time.second, *microsecond, *precision].map(Value::term) {
        [Term::Int(hour), Term::Int(minute), Term::Int(second), Term::Int(microsecond), Term::Int(precision)] => {
            iso::is_valid_time(iso::Time { hour, minute, second, microsecond, precision })
        }
        _ => false,
    }
}

fn erl_time<'a>(
    cx: &mut Context<'a>,
    tuple: Value<'a>,
    microsecond: Value<'a>,
    calendar: Value<'a>,
) -> Result<Result<Value<'a>, Value<'a>>, Exc> {
    let Term::Tuple([hour, minute, second]) = tuple.term() else {
        return Err(cx.function_clause(TIME, "from_erl", 3));
    };
    let time = new_time(cx, [*hour, *minute, *second], microsecond, ISO)?;
    if time.is_ok() {
        conversion(cx, ISO, calendar)?;
    }
    Ok(time)
}

/// Times are converted without a look at when days begin.
fn conversion<'a>(cx: &mut Context<'a>, own: Value<'a>, calendar: Value<'a>) -> Result<(), Exc> {
    if own.identical_flat(calendar) == Some(true) {
        return Ok(());
    }
    iso_calendar(cx, own, "time_to_day_fraction", 4)?;
    iso_calendar(cx, calendar, "time_from_day_fraction", 1)
}

fn parsed_time<'a>(
    cx: &mut Context<'a>,
    string: Value<'a>,
    calendar: Value<'a>,
) -> Result<Result<Value<'a>, Value<'a>>, Exc> {
    let Some(bytes) = text(string) else { return Err(cx.function_clause(ISO, "parse_time", 1)) };
    match parse::time(bytes, Format::Extended) {
        Ok(time) => {
            conversion(cx, ISO, calendar)?;
            make_time(cx, time).map(Ok)
        }
        Err(error) => Ok(Err(error.reason())),
    }
}

/// Functions on times of day.
#[library("Time", units = 6)]
pub mod functions {
    use super::*;

    /// The time so many seconds, or other units, later; after midnight it begins again.
    ///
    /// ```elixir
    /// iex> Time.add(~T[23:59:30], 45)
    /// ~T[00:00:15]
    /// iex> Time.add(~T[10:00:00], -90, :minute)
    /// ~T[08:30:00]
    /// ```
    #[row(cost = unit, default(unit = atom("second")))]
    pub fn add<'a>(cx: &mut Context<'a>, time: Value<'a>, amount_to_add: Value<'a>, unit: Value<'a>) -> R<'a> {
        let head = fields::fields(time, [atoms::CALENDAR, atoms::MICROSECOND]);
        let own = match head {
            Some([_, pair]) if is_integer(amount_to_add) => match pair.term() {
                Term::Tuple([_, own]) => *own,
                _ => return Err(cx.function_clause(TIME, "add", 3)),
            },
            _ => return Err(cx.function_clause(TIME, "add", 3)),
        };
        let unit = if unit_is_seconds(unit) { unit } else { positive(cx, unit)? };
        let (microseconds, least) = amount(cx, amount_to_add, unit, false)?;
        let Some(fields) = TimeFields::of(time) else { return Err(cx.match_error(time)) };
        let total = fields.microseconds(cx)? + microseconds.rem_euclid(i128::from(iso::DAY_MICROSECONDS));
        let rest = total.rem_euclid(i128::from(iso::DAY_MICROSECONDS)) as i64;
        let shifted = time_with_precision(cx, iso::time(rest), precision(least, own))?;
        TimeFields { calendar: fields.calendar, ..shifted }.time(cx)
    }

    fn unit_is_seconds(unit: Value<'_>) -> bool {
        unit.is(atoms::HOUR) || unit.is(atoms::MINUTE)
    }

    /// `Time.add/3` looks at integers too.
    fn positive<'a>(cx: &mut Context<'a>, unit: Value<'a>) -> R<'a> {
        match unit.term() {
            Term::Int(parts) if parts <= 0 => Err(super::super::unsupported_unit(cx, false, unit)),
            Term::Big(parts) if parts.is_negative() => Err(super::super::unsupported_unit(cx, false, unit)),
            _ => Ok(unit),
        }
    }

    /// Whether the first time comes after the second.
    ///
    /// ```elixir
    /// iex> Time.after?(~T[10:00:00], ~T[09:59:59.999])
    /// true
    /// ```
    #[row(cost = unit, name = "after?")]
    pub fn after<'a>(cx: &mut Context<'a>, time1: Value<'a>, time2: Value<'a>) -> R<'a> {
        Ok(Value::bool(compared(cx, time1, time2)?.is_gt()))
    }

    /// Whether the first time comes before the second.
    ///
    /// ```elixir
    /// iex> Time.before?(~T[10:00:00], ~T[10:00:00.000])
    /// false
    /// ```
    #[row(cost = unit, name = "before?")]
    pub fn before<'a>(cx: &mut Context<'a>, time1: Value<'a>, time2: Value<'a>) -> R<'a> {
        Ok(Value::bool(compared(cx, time1, time2)?.is_lt()))
    }

    /// `:lt`, `:eq` or `:gt`, as the first time comes before, with or after the second.
    ///
    /// ```elixir
    /// iex> Time.compare(~T[10:00:00], ~T[10:00:00.000])
    /// :eq
    /// ```
    #[row(cost = unit)]
    pub fn compare<'a>(cx: &mut Context<'a>, time1: Value<'a>, time2: Value<'a>) -> R<'a> {
        Ok(order(compared(cx, time1, time2)?))
    }

    /// The time in another calendar, of which there is none: `{:ok, time}` for its own.
    ///
    /// ```elixir
    /// iex> Time.convert(~N[2024-05-02 10:00:00], Calendar.ISO)
    /// {:ok, ~T[10:00:00]}
    /// ```
    #[row(cost = unit)]
    pub fn convert<'a>(cx: &mut Context<'a>, time: Value<'a>, calendar: Value<'a>) -> R<'a> {
        let time = converted(cx, time, calendar)?;
        cx.ok(time)
    }

    fn converted<'a>(cx: &mut Context<'a>, time: Value<'a>, calendar: Value<'a>) -> R<'a> {
        match TimeFields::of(time) {
            Some(fields) => {
                conversion(cx, fields.calendar, calendar)?;
                fields.time(cx)
            }
            None => Err(cx.function_clause(TIME, "convert", 2)),
        }
    }

    /// As `convert/2`, without the tuple.
    ///
    /// ```elixir
    /// iex> Time.convert!(~N[2024-05-02 10:00:00], Calendar.ISO)
    /// ~T[10:00:00]
    /// ```
    #[row(cost = unit, name = "convert!")]
    pub fn convert_bang<'a>(cx: &mut Context<'a>, time: Value<'a>, calendar: Value<'a>) -> R<'a> {
        converted(cx, time, calendar)
    }

    /// The difference of two times in seconds, or another unit.
    ///
    /// ```elixir
    /// iex> Time.diff(~T[10:00:30], ~T[10:00:00])
    /// 30
    /// iex> Time.diff(~T[08:00:00], ~T[10:30:00], :hour)
    /// -2
    /// ```
    #[row(cost = unit, default(unit = atom("second")))]
    pub fn diff<'a>(cx: &mut Context<'a>, time1: Value<'a>, time2: Value<'a>, unit: Value<'a>) -> R<'a> {
        let (Some(one), Some(other)) = (TimeFields::of(time1), TimeFields::of(time2)) else {
            return Err(cx.function_clause(TIME, "to_day_fraction", 1));
        };
        for time in [&one, &other] {
            if time.precision().is_none() {
                return Err(cx.function_clause(TIME, "to_day_fraction", 1));
            }
            iso_calendar(cx, time.calendar, "time_to_day_fraction", 4)?;
        }
        let microseconds = one.microseconds(cx)? - other.microseconds(cx)?;
        difference(cx, microseconds, unit, false)
    }

    /// From `{hour, minute, second}` and microseconds: `{:ok, time}` or `{:error, :invalid_time}`.
    ///
    /// ```elixir
    /// iex> Time.from_erl({23, 30, 15}, {5000, 3})
    /// {:ok, ~T[23:30:15.005]}
    /// iex> Time.from_erl({24, 30, 15})
    /// {:error, :invalid_time}
    /// ```
    #[row(cost = unit, default(microsecond = (0, 0), calendar = atom("Elixir.Calendar.ISO")))]
    pub fn from_erl<'a>(cx: &mut Context<'a>, tuple: Value<'a>, microsecond: Value<'a>, calendar: Value<'a>) -> R<'a> {
        let time = erl_time(cx, tuple, microsecond, calendar)?;
        result(cx, time)
    }

    /// From `{hour, minute, second}` and microseconds, or `ArgumentError`.
    ///
    /// ```elixir
    /// iex> Time.from_erl!({23, 30, 15})
    /// ~T[23:30:15]
    /// ```
    #[row(cost = unit, name = "from_erl!", default(microsecond = (0, 0), calendar = atom("Elixir.Calendar.ISO")))]
    pub fn from_erl_bang<'a>(
        cx: &mut Context<'a>,
        tuple: Value<'a>,
        microsecond: Value<'a>,
        calendar: Value<'a>,
    ) -> R<'a> {
        match erl_time(cx, tuple, microsecond, calendar)? {
            Ok(time) => Ok(time),
            Err(reason) => Err(cannot(cx, "cannot convert ", tuple, " to time, ", reason)),
        }
    }

    /// From `"10:30:00.123"`: `{:ok, time}` or `{:error, reason}`. An offset is dropped.
    ///
    /// ```elixir
    /// iex> Time.from_iso8601("T10:30:00,5Z")
    /// {:ok, ~T[10:30:00.5]}
    /// iex> Time.from_iso8601("10:30")
    /// {:error, :invalid_format}
    /// ```
    #[row(cost = unit, default(calendar = atom("Elixir.Calendar.ISO")))]
    pub fn from_iso8601<'a>(cx: &mut Context<'a>, string: Value<'a>, calendar: Value<'a>) -> R<'a> {
        let time = parsed_time(cx, string, calendar)?;
        result(cx, time)
    }

    /// From `"10:30:00.123"`, or `ArgumentError`.
    ///
    /// ```elixir
    /// iex> Time.from_iso8601!("10:30:00")
    /// ~T[10:30:00]
    /// ```
    #[row(cost = unit, name = "from_iso8601!", default(calendar = atom("Elixir.Calendar.ISO")))]
    pub fn from_iso8601_bang<'a>(cx: &mut Context<'a>, string: Value<'a>, calendar: Value<'a>) -> R<'a> {
        match parsed_time(cx, string, calendar)? {
            Ok(time) => Ok(time),
            Err(reason) => Err(cannot(cx, "cannot parse ", string, " as time, ", reason)),
        }
    }

    /// The time so many seconds after midnight; days are dropped.
    ///
    /// ```elixir
    /// iex> Time.from_seconds_after_midnight(4000)
    /// ~T[01:06:40]
    /// iex> Time.from_seconds_after_midnight(-1)
    /// ~T[23:59:59]
    /// ```
    #[row(cost = unit, default(microsecond = (0, 0), calendar = atom("Elixir.Calendar.ISO")))]
    pub fn from_seconds_after_midnight<'a>(
        cx: &mut Context<'a>,
        seconds: Value<'a>,
        microsecond: Value<'a>,
        calendar: Value<'a>,
    ) -> R<'a> {
        let seconds = match seconds.term() {
            Term::Int(seconds) => seconds,
            Term::Big(_) => return Err(cx.system_limit_error()),
            _ => return Err(cx.function_clause(TIME, "from_seconds_after_midnight", 3)),
        };
        iso_calendar(cx, calendar, "time_from_day_fraction", 1)?;
        let time = iso::time(seconds.rem_euclid(iso::DAY_SECONDS) * 1_000_000);
        let fields = TimeFields {
            calendar,
            hour: Value::int(time.hour),
            minute: Value::int(time.minute),
            second: Value::int(time.second),
            microsecond,
        };
        fields.time(cx)
    }

    /// From hour, minute, second and microseconds, a number or `{number, digits}`: `{:ok, time}` or
    /// `{:error, :invalid_time}`.
    ///
    /// ```elixir
    /// iex> Time.new(10, 30, 0, {120_000, 2})
    /// {:ok, ~T[10:30:00.12]}
    /// iex> Time.new(10, 30, 60)
    /// {:error, :invalid_time}
    /// ```
    #[row(cost = unit, default(microsecond = (0, 0), calendar = atom("Elixir.Calendar.ISO")))]
    pub fn new<'a>(
        cx: &mut Context<'a>,
        hour: Value<'a>,
        minute: Value<'a>,
        second: Value<'a>,
        microsecond: Value<'a>,
        calendar: Value<'a>,
    ) -> R<'a> {
        let time = new_time(cx, [hour, minute, second], microsecond, calendar)?;
        result(cx, time)
    }

    /// From hour, minute, second and microseconds, or `ArgumentError`.
    ///
    /// ```elixir
    /// iex> Time.new!(10, 30, 0, 5)
    /// ~T[10:30:00.000005]
    /// ```
    #[row(cost = unit, name = "new!", default(microsecond = (0, 0), calendar = atom("Elixir.Calendar.ISO")))]
    pub fn new_bang<'a>(
        cx: &mut Context<'a>,
        hour: Value<'a>,
        minute: Value<'a>,
        second: Value<'a>,
        microsecond: Value<'a>,
        calendar: Value<'a>,
    ) -> R<'a> {
        match new_time(cx, [hour, minute, second], microsecond, calendar)? {
            Ok(time) => Ok(time),
            Err(_) => Err(cx.argument_error("cannot build time, reason: :invalid_time")),
        }
    }

    /// The time shifted by a duration of hours, minutes, seconds and microseconds.
    ///
    /// ```elixir
    /// iex> Time.shift(~T[23:00:00], hour: 2, minute: -5)
    /// ~T[00:55:00]
    /// ```
    #[row(cost = inside)]
    pub fn shift<'a>(cx: &mut Context<'a>, time: Value<'a>, duration: Value<'a>) -> R<'a> {
        let fields = time_in_body(cx, time, "shift", 2)?;
        let duration = Duration::of(cx, duration, Scale::Time)?;
        iso_calendar(cx, fields.calendar, "shift_time", 5)?;
        let shifted = duration.shift_time(cx, &fields)?;
        shifted.time(cx)
    }

    /// `{hour, minute, second}`
    ///
    /// ```elixir
    /// iex> Time.to_erl(~T[23:30:15.999])
    /// {23, 30, 15}
    /// ```
    #[row(cost = unit)]
    pub fn to_erl<'a>(cx: &mut Context<'a>, time: Value<'a>) -> R<'a> {
        let fields = super::time(cx, time, "convert", 2)?;
        conversion(cx, fields.calendar, ISO)?;
        cx.tuple(&[fields.hour, fields.minute, fields.second])
    }

    /// The time as ISO 8601 has it, with colons or, with `:basic`, without.
    ///
    /// ```elixir
    /// iex> Time.to_iso8601(~T[23:30:15.5])
    /// "23:30:15.5"
    /// iex> Time.to_iso8601(~T[23:30:15], :basic)
    /// "233015"
    /// ```
    #[row(cost = unit, default(format = atom("extended")))]
    pub fn to_iso8601<'a>(cx: &mut Context<'a>, time: Value<'a>, format: Value<'a>) -> R<'a> {
        let Some(format) = super::super::format(format) else { return Err(cx.function_clause(TIME, "to_iso8601", 2)) };
        let fields = time_in_body(cx, time, "to_iso8601", 2)?;
        conversion(cx, fields.calendar, ISO)?;
        let mut text = String::with_capacity(32);
        crate::calendar::format::push_time(cx, &mut text, &fields, format)?;
        cx.string(&text)
    }

    /// `{seconds, microseconds}` after midnight.
    ///
    /// ```elixir
    /// iex> Time.to_seconds_after_midnight(~T[00:01:30.25])
    /// {90, 250000}
    /// ```
    #[row(cost = unit)]
    pub fn to_seconds_after_midnight<'a>(cx: &mut Context<'a>, time: Value<'a>) -> R<'a> {
        let head = fields::fields(time, [atoms::MICROSECOND]).map(|[pair]| pair.term());
        let Some(Term::Tuple([microsecond, _])) = head else {
            return Err(cx.function_clause(TIME, "to_seconds_after_midnight", 1));
        };
        let fields = super::time(cx, time, "to_day_fraction", 1)?;
        iso_calendar(cx, fields.calendar, "time_to_day_fraction", 4)?;
        let total = fields.microseconds(cx)?;
        let seconds = crate::calendar::unit::from_microseconds(cx, total, &Unit::SECOND)?;
        cx.tuple(&[seconds, *microsecond])
    }

    /// The time as text.
    ///
    /// ```elixir
    /// iex> Time.to_string(~T[23:30:15.120])
    /// "23:30:15.120"
    /// ```
    #[row(cost = unit)]
    pub fn to_string<'a>(cx: &mut Context<'a>, time: Value<'a>) -> R<'a> {
        let fields = super::time(cx, time, "to_string", 1)?;
        iso_calendar(cx, fields.calendar, "time_to_string", 4)?;
        let mut text = String::with_capacity(32);
        crate::calendar::format::push_time(cx, &mut text, &fields, Format::Extended)?;
        cx.string(&text)
    }

    /// The time with the fraction of its second cut: `:microsecond`, `:millisecond` or `:second`.
    ///
    /// ```elixir
    /// iex> Time.truncate(~T[10:30:15.123456], :millisecond)
    /// ~T[10:30:15.123]
    /// ```
    #[row(cost = unit)]
    pub fn truncate<'a>(cx: &mut Context<'a>, time: Value<'a>, precision: Value<'a>) -> R<'a> {
        match (is_struct(time, TIME), time.term()) {
            (true, Term::Map(map)) => {
                let Some(pair) = map.get_flat(atoms::MICROSECOND) else {
                    return Err(cx.function_clause(TIME, "truncate", 2));
                };
                let cut = super::truncate(cx, pair, precision)?;
                Ok(map.put(cx, atoms::MICROSECOND, cut)?.value())
            }
            _ => Err(cx.function_clause(TIME, "truncate", 2)),
        }
    }

    /// The time in UTC, by the host's clock, in the precision of a unit.
    ///
    /// ```elixir
    /// iex> Time.utc_now().calendar
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
    /// iex> Time.utc_now(:second, Calendar.ISO).microsecond
    /// {0, 0}
    /// ```
    #[row(cost = unit, impure = clock, name = "utc_now")]
    pub fn utc_now_in<'a>(cx: &mut Context<'a>, time_unit: Value<'a>, calendar: Value<'a>) -> R<'a> {
        match now_precision(time_unit) {
            Some(digits) => current(cx, digits, calendar),
            None => Err(cx.function_clause(TIME, "utc_now", 2)),
        }
    }

    fn current<'a>(cx: &mut Context<'a>, digits: i64, calendar: Value<'a>) -> R<'a> {
        conversion(cx, ISO, calendar)?;
        let now = now_cut(cx, digits)?;
        let (_, time) = fields::split(cx, now)?;
        make_time(cx, iso::Time { precision: digits, ..time })
    }
}

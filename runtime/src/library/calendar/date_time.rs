//! `DateTime`: a moment, as a date and a time in a time zone. The only zone is UTC; structs with other offsets are taken
//! as they are.

use super::moment::*;
use super::{
    ISO, amount, from_iso, now_cut, now_precision, order, precision, result, seconds_in, target, unsupported_unit,
};
use crate::calendar::fields::{
    self, ZoneFields, date_and_time, date_fields, is_integer, is_struct, iso_calendar, make_date_time, make_naive,
    make_utc, offset, time_with_precision,
};
use crate::calendar::format::{push_date, push_offset, push_time};
use crate::calendar::shift::{Duration, Scale};
use crate::calendar::unit::{self, Unit};
use crate::calendar::{Format, iso, show};
use crate::context::Context;
use crate::error::{Exc, R};
use crate::ops;
use crate::term::{Term, Value, atoms};
use philtre_library::library;

/// Functions on moments in UTC.
#[library("DateTime", units = 18)]
pub mod functions {
    use super::*;

    /// So many seconds, or other units up to days, later.
    ///
    /// ```elixir
    /// iex> DateTime.add(~U[2024-02-28 23:59:59Z], 2)
    /// ~U[2024-02-29 00:00:01Z]
    /// iex> DateTime.add(~U[2024-02-28 10:00:00Z], 250, :millisecond)
    /// ~U[2024-02-28 10:00:00.250Z]
    /// ```
    #[row(cost = unit, default(unit = atom("second"), time_zone_database = atom("Elixir.Calendar.UTCOnlyTimeZoneDatabase")))]
    pub fn add<'a>(
        cx: &mut Context<'a>,
        datetime: Value<'a>,
        amount_to_add: Value<'a>,
        unit: Value<'a>,
        time_zone_database: Value<'a>,
    ) -> R<'a> {
        if fields::fields(datetime, [atoms::CALENDAR]).is_none() || !is_integer(amount_to_add) {
            return Err(cx.function_clause(DATE_TIME, "add", 4));
        }
        let (Some(zone), Some(own)) = (ZoneFields::of(datetime), digits_of(datetime)) else {
            return Err(cx.match_error(datetime));
        };
        let (microseconds, least) = amount(cx, amount_to_add, unit, true)?;
        let from = utc(cx, datetime, [zone.utc_offset, zone.std_offset])?;
        let Some(total) = from.checked_add(microseconds) else { return Err(cx.system_limit_error()) };
        match in_zone(cx, total, precision(least, own), zone.time_zone, time_zone_database)? {
            Ok(moment) => Ok(moment),
            Err(reason) => {
                let seconds = seconds_in(unit, true);
                let amount_text = match seconds {
                    Some(seconds) => ops::mul(cx, amount_to_add, Value::int(seconds))?,
                    None => amount_to_add,
                };
                let unit = if seconds.is_some() { atoms::SECOND } else { unit };
                let amount = show(cx, amount_text)?;
                let unit = show(cx, unit)?;
                let parts = [show(cx, datetime)?, show(cx, time_zone_database)?, show(cx, reason)?];
                let [moment, database, reason] = parts;
                let unit = unit.trim_start_matches(':');
                Err(cx.argument_error(&format!(
                    "cannot add {amount} {unit} to {moment} (with time zone database {database}), reason: {reason}"
                )))
            }
        }
    }

    /// Whether the first comes after the second.
    ///
    /// ```elixir
    /// iex> DateTime.after?(~U[2024-05-02 10:00:00Z], ~U[2024-05-02 09:00:00Z])
    /// true
    /// ```
    #[row(cost = unit, name = "after?")]
    pub fn after<'a>(cx: &mut Context<'a>, datetime1: Value<'a>, datetime2: Value<'a>) -> R<'a> {
        Ok(Value::bool(compared(cx, datetime1, datetime2)?.is_gt()))
    }

    /// Whether the first comes before the second.
    ///
    /// ```elixir
    /// iex> DateTime.before?(~U[2024-05-02 10:00:00Z], ~U[2024-05-02 09:00:00Z])
    /// false
    /// ```
    #[row(cost = unit, name = "before?")]
    pub fn before<'a>(cx: &mut Context<'a>, datetime1: Value<'a>, datetime2: Value<'a>) -> R<'a> {
        Ok(Value::bool(compared(cx, datetime1, datetime2)?.is_lt()))
    }

    /// `:lt`, `:eq` or `:gt`, as the first comes before, with or after the second.
    ///
    /// ```elixir
    /// iex> DateTime.compare(~U[2024-05-02 10:00:00Z], ~U[2024-05-02 10:00:00.000Z])
    /// :eq
    /// ```
    #[row(cost = unit)]
    pub fn compare<'a>(cx: &mut Context<'a>, datetime1: Value<'a>, datetime2: Value<'a>) -> R<'a> {
        Ok(order(compared(cx, datetime1, datetime2)?))
    }

    /// In another calendar, of which there is none: `{:ok, datetime}` for its own.
    ///
    /// ```elixir
    /// iex> DateTime.convert(~U[2024-05-02 10:00:00Z], Calendar.ISO)
    /// {:ok, ~U[2024-05-02 10:00:00Z]}
    /// ```
    #[row(cost = unit)]
    pub fn convert<'a>(cx: &mut Context<'a>, datetime: Value<'a>, calendar: Value<'a>) -> R<'a> {
        let moment = converted(cx, datetime, calendar)?;
        cx.ok(moment)
    }

    /// As `convert/2`, without the tuple.
    ///
    /// ```elixir
    /// iex> DateTime.convert!(~U[2024-05-02 10:00:00Z], Calendar.ISO)
    /// ~U[2024-05-02 10:00:00Z]
    /// ```
    #[row(cost = unit, name = "convert!")]
    pub fn convert_bang<'a>(cx: &mut Context<'a>, datetime: Value<'a>, calendar: Value<'a>) -> R<'a> {
        converted(cx, datetime, calendar)
    }

    /// The difference of two in seconds, or another unit up to days.
    ///
    /// ```elixir
    /// iex> DateTime.diff(~U[2024-05-02 10:00:10Z], ~U[2024-05-02 10:00:00Z])
    /// 10
    /// iex> DateTime.diff(~U[2024-05-01 10:00:00Z], ~U[2024-05-02 11:00:00Z], :hour)
    /// -25
    /// ```
    #[row(cost = unit, default(unit = atom("second")))]
    pub fn diff<'a>(cx: &mut Context<'a>, datetime1: Value<'a>, datetime2: Value<'a>, unit: Value<'a>) -> R<'a> {
        let (Some(first), Some(second)) = (offsets(datetime1), offsets(datetime2)) else {
            return Err(cx.function_clause(DATE_TIME, "diff", 3));
        };
        let whole = seconds_in(unit, true);
        if whole.is_none() && !Unit::is_plain(unit) {
            return Err(unsupported_unit(cx, true, unit));
        }
        let (one, _) = wall(cx, datetime1)?;
        let (other, _) = wall(cx, datetime2)?;
        let offsets = i128::from(offset(cx, second[0], second[1])?) - i128::from(offset(cx, first[0], first[1])?);
        match whole {
            Some(seconds) => {
                let whole = (one - other).div_euclid(1_000_000) + offsets;
                cx.integer_128(whole / i128::from(seconds))
            }
            None => {
                let unit = Unit::of(cx, unit)?;
                let difference = unit::from_microseconds(cx, one - other, &unit)?;
                let offsets = unit::from_seconds(cx, offsets, &unit)?;
                ops::add(cx, difference, offsets)
            }
        }
    }

    /// So many seconds after 0000-01-01 00:00:00 UTC.
    ///
    /// ```elixir
    /// iex> DateTime.from_gregorian_seconds(63_881_000_000)
    /// ~U[2024-04-22 10:13:20Z]
    /// ```
    #[row(cost = unit, default(microsecond_precision = (0, 0), calendar = atom("Elixir.Calendar.ISO")))]
    pub fn from_gregorian_seconds<'a>(
        cx: &mut Context<'a>,
        seconds: Value<'a>,
        microsecond_precision: Value<'a>,
        calendar: Value<'a>,
    ) -> R<'a> {
        let (Term::Tuple([microsecond, digits]), true) = (microsecond_precision.term(), is_integer(seconds)) else {
            return Err(cx.function_clause(DATE_TIME, "from_gregorian_seconds", 3));
        };
        let (seconds, microsecond) = match (seconds.term(), microsecond.term()) {
            (Term::Int(seconds), Term::Int(microsecond)) => (seconds, microsecond),
            (_, Term::Int(_) | Term::Big(_)) => return Err(cx.system_limit_error()),
            _ => return Err(cx.arithmetic_error()),
        };
        iso_calendar(cx, calendar, "naive_datetime_from_iso_days", 1)?;
        let (date, time) = fields::split(cx, i128::from(seconds) * 1_000_000 + i128::from(microsecond))?;
        let time = time_with_precision(cx, time, *digits)?;
        make_date_time(cx, &date_fields(date), &time, &ZoneFields::UTC)
    }

    /// From `"2024-05-02T10:30:00+02:00"`: `{:ok, datetime, offset}`, in UTC and with the offset in seconds, or
    /// `{:error, reason}`. A calendar or a format, `:basic` or `:extended`, may be given.
    ///
    /// ```elixir
    /// iex> DateTime.from_iso8601("2024-05-02T10:30:00.5+02:00")
    /// {:ok, ~U[2024-05-02 08:30:00.5Z], 7200}
    /// iex> DateTime.from_iso8601("2024-05-02T10:30:00")
    /// {:error, :missing_offset}
    /// iex> DateTime.from_iso8601("20240502T103000Z", :basic)
    /// {:ok, ~U[2024-05-02 10:30:00Z], 0}
    /// ```
    #[row(cost = unit, default(format_or_calendar = atom("Elixir.Calendar.ISO")))]
    pub fn from_iso8601<'a>(cx: &mut Context<'a>, string: Value<'a>, format_or_calendar: Value<'a>) -> R<'a> {
        match super::super::format(format_or_calendar) {
            Some(format) => parsed(cx, string, ISO, format),
            None if matches!(format_or_calendar.term(), Term::Atom(_)) => {
                parsed(cx, string, format_or_calendar, Format::Extended)
            }
            None => Err(cx.function_clause(DATE_TIME, "from_iso8601", 2)),
        }
    }

    /// As `from_iso8601/2`, of a calendar and a format.
    ///
    /// ```elixir
    /// iex> DateTime.from_iso8601("20240502T103000Z", Calendar.ISO, :basic)
    /// {:ok, ~U[2024-05-02 10:30:00Z], 0}
    /// ```
    #[row(cost = unit, name = "from_iso8601")]
    pub fn from_iso8601_in<'a>(
        cx: &mut Context<'a>,
        string: Value<'a>,
        calendar: Value<'a>,
        format: Value<'a>,
    ) -> R<'a> {
        match super::super::format(format) {
            Some(format) => parsed(cx, string, calendar, format),
            None => Err(cx.function_clause(ISO, "parse_utc_datetime", 2)),
        }
    }

    /// From a date and time without a zone, in a zone: `{:ok, datetime}`, or `{:error, reason}` for other zones than UTC.
    ///
    /// ```elixir
    /// iex> DateTime.from_naive(~N[2024-05-02 10:30:00], "Etc/UTC")
    /// {:ok, ~U[2024-05-02 10:30:00Z]}
    /// iex> DateTime.from_naive(~N[2024-05-02 10:30:00], "Europe/Paris")
    /// {:error, :utc_only_time_zone_database}
    /// ```
    #[row(cost = unit, default(time_zone_database = atom("Elixir.Calendar.UTCOnlyTimeZoneDatabase")))]
    pub fn from_naive<'a>(
        cx: &mut Context<'a>,
        naive_datetime: Value<'a>,
        time_zone: Value<'a>,
        time_zone_database: Value<'a>,
    ) -> R<'a> {
        let moment = naive_in_zone(cx, naive_datetime, time_zone, time_zone_database)?;
        result(cx, moment)
    }

    /// From a date and time without a zone, in a zone, or `ArgumentError`.
    ///
    /// ```elixir
    /// iex> DateTime.from_naive!(~N[2024-05-02 10:30:00], "Etc/UTC")
    /// ~U[2024-05-02 10:30:00Z]
    /// ```
    #[row(cost = unit, name = "from_naive!", default(time_zone_database = atom("Elixir.Calendar.UTCOnlyTimeZoneDatabase")))]
    pub fn from_naive_bang<'a>(
        cx: &mut Context<'a>,
        naive_datetime: Value<'a>,
        time_zone: Value<'a>,
        time_zone_database: Value<'a>,
    ) -> R<'a> {
        match naive_in_zone(cx, naive_datetime, time_zone, time_zone_database)? {
            Ok(moment) => Ok(moment),
            Err(reason) => Err(super::super::cannot(cx, "cannot convert ", naive_datetime, " to datetime, ", reason)),
        }
    }

    /// From a Unix time in seconds, or another unit: `{:ok, datetime}`, or `{:error, :invalid_unix_time}` beyond the years
    /// -9999 to 9999.
    ///
    /// ```elixir
    /// iex> DateTime.from_unix(1_714_645_800)
    /// {:ok, ~U[2024-05-02 10:30:00Z]}
    /// iex> DateTime.from_unix(1_714_645_800_123, :millisecond)
    /// {:ok, ~U[2024-05-02 10:30:00.123Z]}
    /// ```
    #[row(cost = unit, default(unit = atom("second"), calendar = atom("Elixir.Calendar.ISO")))]
    pub fn from_unix<'a>(cx: &mut Context<'a>, integer: Value<'a>, unit: Value<'a>, calendar: Value<'a>) -> R<'a> {
        let moment = from_unix_time(cx, integer, unit, calendar)?;
        result(cx, moment)
    }

    /// From a Unix time in seconds, or another unit, or `ArgumentError`.
    ///
    /// ```elixir
    /// iex> DateTime.from_unix!(0)
    /// ~U[1970-01-01 00:00:00Z]
    /// ```
    #[row(cost = unit, name = "from_unix!", default(unit = atom("second"), calendar = atom("Elixir.Calendar.ISO")))]
    pub fn from_unix_bang<'a>(cx: &mut Context<'a>, integer: Value<'a>, unit: Value<'a>, calendar: Value<'a>) -> R<'a> {
        match from_unix_time(cx, integer, unit, calendar)? {
            Ok(moment) => Ok(moment),
            Err(_) => {
                let shown = show(cx, integer)?;
                Err(cx.argument_error(&format!("invalid Unix time {shown}")))
            }
        }
    }

    /// From a date and a time in a zone, UTC by default: `{:ok, datetime}`, or `{:error, reason}` for other zones.
    ///
    /// ```elixir
    /// iex> DateTime.new(~D[2024-05-02], ~T[10:30:00])
    /// {:ok, ~U[2024-05-02 10:30:00Z]}
    /// ```
    #[row(cost = unit, default(time_zone = "Etc/UTC", time_zone_database = atom("Elixir.Calendar.UTCOnlyTimeZoneDatabase")))]
    pub fn new<'a>(
        cx: &mut Context<'a>,
        date: Value<'a>,
        time: Value<'a>,
        time_zone: Value<'a>,
        time_zone_database: Value<'a>,
    ) -> R<'a> {
        let moment = built(cx, date, time, time_zone, time_zone_database)?;
        result(cx, moment)
    }

    /// From a date and a time in a zone, UTC by default, or `ArgumentError`.
    ///
    /// ```elixir
    /// iex> DateTime.new!(~D[2024-05-02], ~T[10:30:00.5])
    /// ~U[2024-05-02 10:30:00.5Z]
    /// ```
    #[row(cost = unit, name = "new!", default(time_zone = "Etc/UTC", time_zone_database = atom("Elixir.Calendar.UTCOnlyTimeZoneDatabase")))]
    pub fn new_bang<'a>(
        cx: &mut Context<'a>,
        date: Value<'a>,
        time: Value<'a>,
        time_zone: Value<'a>,
        time_zone_database: Value<'a>,
    ) -> R<'a> {
        match built(cx, date, time, time_zone, time_zone_database)? {
            Ok(moment) => Ok(moment),
            Err(reason) => {
                let [date, time, reason] = [show(cx, date)?, show(cx, time)?, show(cx, reason)?];
                Err(cx.argument_error(&format!("cannot build datetime with {date} and {time}, reason: {reason}")))
            }
        }
    }

    /// Now in a zone, by the host's clock: `{:ok, datetime}`, or `{:error, reason}` for other zones than UTC.
    ///
    /// ```elixir
    /// iex> DateTime.now("Europe/Paris")
    /// {:error, :utc_only_time_zone_database}
    /// ```
    #[row(cost = unit, impure = clock, default(time_zone_database = atom("Elixir.Calendar.UTCOnlyTimeZoneDatabase")))]
    pub fn now<'a>(cx: &mut Context<'a>, time_zone: Value<'a>, time_zone_database: Value<'a>) -> R<'a> {
        let moment = now_in_zone(cx, time_zone, time_zone_database)?;
        result(cx, moment)
    }

    fn now_in_zone<'a>(
        cx: &mut Context<'a>,
        zone: Value<'a>,
        database: Value<'a>,
    ) -> Result<Result<Value<'a>, Value<'a>>, Exc> {
        let now = now_cut(cx, 6)?;
        if is_utc(zone) {
            let (date, time) = fields::split(cx, now)?;
            return make_utc(cx, date, time).map(Ok);
        }
        in_zone(cx, now, Value::int(6), zone, database)
    }

    /// Now in a zone, by the host's clock, or `ArgumentError`.
    ///
    /// ```elixir
    /// iex> DateTime.now!("Etc/UTC").time_zone
    /// "Etc/UTC"
    /// ```
    #[row(cost = unit, impure = clock, name = "now!", default(time_zone_database = atom("Elixir.Calendar.UTCOnlyTimeZoneDatabase")))]
    pub fn now_bang<'a>(cx: &mut Context<'a>, time_zone: Value<'a>, time_zone_database: Value<'a>) -> R<'a> {
        match now_in_zone(cx, time_zone, time_zone_database)? {
            Ok(moment) => Ok(moment),
            Err(reason) => {
                Err(super::super::cannot(cx, "cannot get current datetime in ", time_zone, " time zone, ", reason))
            }
        }
    }

    /// Shifted by a duration of any units. Months come first, and end on the last day of a month that is shorter.
    ///
    /// ```elixir
    /// iex> DateTime.shift(~U[2024-01-31 23:00:00Z], month: 1, hour: 2)
    /// ~U[2024-03-01 01:00:00Z]
    /// ```
    #[row(cost = inside, default(time_zone_database = atom("Elixir.Calendar.UTCOnlyTimeZoneDatabase")))]
    pub fn shift<'a>(
        cx: &mut Context<'a>,
        datetime: Value<'a>,
        duration: Value<'a>,
        time_zone_database: Value<'a>,
    ) -> R<'a> {
        let Some([calendar]) = fields::fields(datetime, [atoms::CALENDAR]) else {
            return Err(cx.function_clause(DATE_TIME, "shift", 3));
        };
        let zone = fields::fields(datetime, [atoms::TIME_ZONE]).map(|[zone]| zone);
        let Some((date, time)) = date_and_time(datetime) else { return Err(cx.match_error(datetime)) };
        let units = duration;
        if zone.is_some_and(is_utc) {
            let duration = Duration::of(cx, units, Scale::All)?;
            iso_calendar(cx, calendar, "shift_naive_datetime", 8)?;
            let (date, time) = duration.shift_both(cx, &date, &time)?;
            return make_date_time(cx, &date, &time, &ZoneFields::UTC);
        }
        let Some(zone) = ZoneFields::of(datetime) else { return Err(cx.match_error(datetime)) };
        let duration = Duration::of(cx, units, Scale::All)?;
        iso_calendar(cx, calendar, "shift_naive_datetime", 8)?;
        let (date, time) = duration.shift_both(cx, &date, &time)?;
        let wall = fields::total(cx, &date, &time)?;
        let utc = wall - i128::from(offset(cx, zone.utc_offset, zone.std_offset)?) * 1_000_000;
        let digits = time.precision().unwrap_or(Value::int(0));
        match in_zone(cx, utc, digits, zone.time_zone, time_zone_database)? {
            Ok(moment) => Ok(moment),
            Err(reason) => {
                // As Elixir shows it: a list has become a duration by then, a map has not.
                let units = if let Term::Map(_) = units.term() { units } else { duration.value(cx)? };
                let [moment, units] = [show(cx, datetime)?, show(cx, units)?];
                let [database, reason] = [show(cx, time_zone_database)?, show(cx, reason)?];
                Err(cx.argument_error(&format!(
                    "cannot shift {moment} to {units} (with time zone database {database}), reason: {reason}"
                )))
            }
        }
    }

    /// In another zone: `{:ok, datetime}`, or `{:error, reason}` for others than UTC and its own.
    ///
    /// ```elixir
    /// iex> DateTime.shift_zone(~U[2024-05-02 10:30:00Z], "Etc/UTC")
    /// {:ok, ~U[2024-05-02 10:30:00Z]}
    /// iex> DateTime.shift_zone(~U[2024-05-02 10:30:00Z], "Europe/Paris")
    /// {:error, :utc_only_time_zone_database}
    /// ```
    #[row(cost = unit, default(time_zone_database = atom("Elixir.Calendar.UTCOnlyTimeZoneDatabase")))]
    pub fn shift_zone<'a>(
        cx: &mut Context<'a>,
        datetime: Value<'a>,
        time_zone: Value<'a>,
        time_zone_database: Value<'a>,
    ) -> R<'a> {
        let moment = zone_shifted(cx, datetime, time_zone, time_zone_database)?;
        result(cx, moment)
    }

    fn zone_shifted<'a>(
        cx: &mut Context<'a>,
        datetime: Value<'a>,
        zone: Value<'a>,
        database: Value<'a>,
    ) -> Result<Result<Value<'a>, Value<'a>>, Exc> {
        if let Some([own]) = fields::fields(datetime, [atoms::TIME_ZONE])
            && crate::term::compare::identical(cx, own, zone)?
        {
            return Ok(Ok(datetime));
        }
        let head = fields::fields(datetime, [atoms::STD_OFFSET, atoms::UTC_OFFSET, atoms::CALENDAR]);
        let (Some([std, own, _]), Some(digits)) = (head, digits_of(datetime)) else {
            return Err(cx.match_error(datetime));
        };
        let utc = utc(cx, datetime, [own, std])?;
        in_zone(cx, utc, digits, zone, database)
    }

    /// In another zone, or `ArgumentError`.
    ///
    /// ```elixir
    /// iex> DateTime.shift_zone!(~U[2024-05-02 10:30:00Z], "Etc/UTC")
    /// ~U[2024-05-02 10:30:00Z]
    /// ```
    #[row(cost = unit, name = "shift_zone!", default(time_zone_database = atom("Elixir.Calendar.UTCOnlyTimeZoneDatabase")))]
    pub fn shift_zone_bang<'a>(
        cx: &mut Context<'a>,
        datetime: Value<'a>,
        time_zone: Value<'a>,
        time_zone_database: Value<'a>,
    ) -> R<'a> {
        match zone_shifted(cx, datetime, time_zone, time_zone_database)? {
            Ok(moment) => Ok(moment),
            Err(reason) => {
                let [moment, zone, reason] = [show(cx, datetime)?, show(cx, time_zone)?, show(cx, reason)?];
                Err(cx.argument_error(&format!("cannot shift {moment} to {zone} time zone, reason: {reason}")))
            }
        }
    }

    /// The date and time of a moment, or `FunctionClauseError`.
    fn parts<'a>(cx: &mut Context<'a>, datetime: Value<'a>, function: &str) -> Result<Both<'a>, Exc> {
        match date_and_time(datetime) {
            Some(both) if fields::fields(datetime, [atoms::TIME_ZONE]).is_some() => Ok(both),
            _ => Err(cx.function_clause(DATE_TIME, function, 1)),
        }
    }

    /// The date alone.
    ///
    /// ```elixir
    /// iex> DateTime.to_date(~U[2024-05-02 10:30:00Z])
    /// ~D[2024-05-02]
    /// ```
    #[row(cost = unit)]
    pub fn to_date<'a>(cx: &mut Context<'a>, datetime: Value<'a>) -> R<'a> {
        let (date, _) = parts(cx, datetime, "to_date")?;
        date.date(cx)
    }

    /// `{seconds, microseconds}` since 0000-01-01 00:00:00 UTC.
    ///
    /// ```elixir
    /// iex> DateTime.to_gregorian_seconds(~U[0000-01-01 00:01:00.5Z])
    /// {60, 500000}
    /// ```
    #[row(cost = unit)]
    pub fn to_gregorian_seconds<'a>(cx: &mut Context<'a>, datetime: Value<'a>) -> R<'a> {
        let microsecond = match fields::fields(datetime, [atoms::MICROSECOND]).map(|[pair]| pair.term()) {
            Some(Term::Tuple([microsecond, _])) => *microsecond,
            _ => return Err(cx.function_clause(DATE_TIME, "to_gregorian_seconds", 1)),
        };
        let Some(offsets) = offsets(datetime) else {
            return Err(cx.function_clause(DATE_TIME, "to_gregorian_seconds", 1));
        };
        let total = utc(cx, datetime, offsets)?;
        let seconds = cx.integer_128(total.div_euclid(1_000_000))?;
        cx.tuple(&[seconds, microsecond])
    }

    /// As ISO 8601 has it, with separators or, with `:basic`, without; in its own offset, or in one given in seconds.
    ///
    /// ```elixir
    /// iex> DateTime.to_iso8601(~U[2024-05-02 10:30:00.5Z])
    /// "2024-05-02T10:30:00.5Z"
    /// iex> DateTime.to_iso8601(~U[2024-05-02 10:30:00Z], :extended, 7200)
    /// "2024-05-02T12:30:00+02:00"
    /// iex> DateTime.to_iso8601(~U[2024-05-02 10:30:00Z], :basic)
    /// "20240502T103000Z"
    /// ```
    #[row(cost = unit, default(format = atom("extended"), offset = nil))]
    pub fn to_iso8601<'a>(cx: &mut Context<'a>, datetime: Value<'a>, format: Value<'a>, offset: Value<'a>) -> R<'a> {
        let (Some(format), Some([calendar])) =
            (super::super::format(format), fields::fields(datetime, [atoms::CALENDAR]))
        else {
            return Err(cx.function_clause(DATE_TIME, "to_iso8601", 3));
        };
        target(cx, calendar, ISO)?;
        let mut text = String::with_capacity(32);
        if offset.is_nil() {
            let (Some((date, time)), Some(zone)) = (date_and_time(datetime), ZoneFields::of(datetime)) else {
                return Err(cx.match_error(datetime));
            };
            push_date(cx, &mut text, &date, format)?;
            text.push('T');
            push_time(cx, &mut text, &time, format)?;
            let seconds = super::offset(cx, zone.utc_offset, zone.std_offset)?;
            let none = matches!((zone.utc_offset.term(), zone.std_offset.term()), (Term::Int(0), Term::Int(0)));
            push_offset(&mut text, seconds, none && is_utc(zone.time_zone), format);
            return cx.string(&text);
        }
        for key in [atoms::MICROSECOND, atoms::UTC_OFFSET, atoms::STD_OFFSET] {
            if fields::fields(datetime, [key]).is_none() {
                return Err(cx.key_error(key, datetime));
            }
        }
        let Some([pair, utc, std]) =
            fields::fields(datetime, [atoms::MICROSECOND, atoms::UTC_OFFSET, atoms::STD_OFFSET])
        else {
            return Err(cx.match_error(datetime));
        };
        let Term::Tuple([_, digits]) = pair.term() else { return Err(cx.match_error(pair)) };
        let own = super::offset(cx, utc, std)?;
        let (wall, _) = wall(cx, datetime)?;
        let wanted = match offset.term() {
            Term::Int(wanted) => wanted,
            Term::Big(_) => return Err(cx.system_limit_error()),
            _ => return Err(cx.arithmetic_error()),
        };
        let (date, time) = fields::split(cx, wall + (i128::from(wanted) - i128::from(own)) * 1_000_000)?;
        let time = time_with_precision(cx, time, *digits)?;
        push_date(cx, &mut text, &date_fields(date), format)?;
        text.push('T');
        push_time(cx, &mut text, &time, format)?;
        let zone = fields::fields(datetime, [atoms::TIME_ZONE]).is_some_and(|[zone]| is_utc(zone));
        push_offset(&mut text, wanted, wanted == 0 && zone, format);
        cx.string(&text)
    }

    /// The date and time by the clock on the wall, without the zone.
    ///
    /// ```elixir
    /// iex> DateTime.to_naive(~U[2024-05-02 10:30:00Z])
    /// ~N[2024-05-02 10:30:00]
    /// ```
    #[row(cost = unit)]
    pub fn to_naive<'a>(cx: &mut Context<'a>, datetime: Value<'a>) -> R<'a> {
        let (date, time) = parts(cx, datetime, "to_naive")?;
        make_naive(cx, &date, &time)
    }

    /// As text, with a space between date and time.
    ///
    /// ```elixir
    /// iex> DateTime.to_string(~U[2024-05-02 10:30:00.120Z])
    /// "2024-05-02 10:30:00.120Z"
    /// ```
    #[row(cost = unit)]
    pub fn to_string<'a>(cx: &mut Context<'a>, datetime: Value<'a>) -> R<'a> {
        let Some([calendar]) = fields::fields(datetime, [atoms::CALENDAR]) else {
            return Err(cx.function_clause(DATE_TIME, "to_string", 1));
        };
        let (Some((date, time)), Some(zone)) = (date_and_time(datetime), ZoneFields::of(datetime)) else {
            return Err(cx.match_error(datetime));
        };
        iso_calendar(cx, calendar, "datetime_to_string", 11)?;
        let mut text = String::with_capacity(32);
        crate::calendar::format::push_date_time(cx, &mut text, &date, &time, &zone)?;
        cx.string(&text)
    }

    /// The time alone.
    ///
    /// ```elixir
    /// iex> DateTime.to_time(~U[2024-05-02 10:30:00Z])
    /// ~T[10:30:00]
    /// ```
    #[row(cost = unit)]
    pub fn to_time<'a>(cx: &mut Context<'a>, datetime: Value<'a>) -> R<'a> {
        let (_, time) = parts(cx, datetime, "to_time")?;
        time.time(cx)
    }

    /// The Unix time in seconds, or another unit, rounded down.
    ///
    /// ```elixir
    /// iex> DateTime.to_unix(~U[2024-05-02 10:30:00Z])
    /// 1714645800
    /// iex> DateTime.to_unix(~U[1969-12-31 23:59:59.9Z], :millisecond)
    /// -100
    /// ```
    #[row(cost = unit, default(unit = atom("second")))]
    pub fn to_unix<'a>(cx: &mut Context<'a>, datetime: Value<'a>, unit: Value<'a>) -> R<'a> {
        let Some([own, std]) = offsets(datetime) else { return Err(cx.function_clause(DATE_TIME, "to_unix", 2)) };
        let Some((date, time)) = date_and_time(datetime) else {
            return Err(cx.function_clause(DATE_TIME, "to_iso_days", 1));
        };
        iso_calendar(cx, date.calendar, "naive_datetime_to_iso_days", 7)?;
        let days = date.days(cx)? - iso::UNIX_EPOCH;
        let rest = time.microseconds(cx)?;
        let total = i128::from(days) * i128::from(iso::DAY_MICROSECONDS) + rest;
        let unit = Unit::of(cx, unit)?;
        let unix = unit::from_microseconds(cx, total, &unit)?;
        match offset(cx, own, std)? {
            0 => Ok(unix),
            seconds => {
                let offset = unit::from_seconds(cx, i128::from(seconds), &unit)?;
                ops::sub(cx, unix, offset)
            }
        }
    }

    /// With the fraction of its second cut: `:microsecond`, `:millisecond` or `:second`.
    ///
    /// ```elixir
    /// iex> DateTime.truncate(~U[2024-05-02 10:30:00.123456Z], :millisecond)
    /// ~U[2024-05-02 10:30:00.123Z]
    /// ```
    #[row(cost = unit)]
    pub fn truncate<'a>(cx: &mut Context<'a>, datetime: Value<'a>, precision: Value<'a>) -> R<'a> {
        let Term::Map(_) = datetime.term() else { return Err(cx.function_clause(DATE_TIME, "truncate", 2)) };
        let whole = is_struct(datetime, DATE_TIME) && fields::fields(datetime, [atoms::MICROSECOND]).is_some();
        let datetime = if whole { datetime } else { of_map(cx, datetime)? };
        let (Term::Map(map), Some([pair])) = (datetime.term(), fields::fields(datetime, [atoms::MICROSECOND])) else {
            return Err(cx.function_clause(DATE_TIME, "truncate", 2));
        };
        let cut = super::super::truncate(cx, pair, precision)?;
        Ok(map.put(cx, atoms::MICROSECOND, cut)?.value())
    }

    /// Now in UTC, by the host's clock, in the precision of a unit.
    ///
    /// ```elixir
    /// iex> DateTime.utc_now().time_zone
    /// "Etc/UTC"
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
    /// iex> DateTime.utc_now(:second, Calendar.ISO).microsecond
    /// {0, 0}
    /// ```
    #[row(cost = unit, impure = clock, name = "utc_now")]
    pub fn utc_now_in<'a>(cx: &mut Context<'a>, time_unit: Value<'a>, calendar: Value<'a>) -> R<'a> {
        match now_precision(time_unit) {
            Some(digits) => current(cx, digits, calendar),
            None => Err(cx.function_clause(DATE_TIME, "utc_now", 2)),
        }
    }

    fn current<'a>(cx: &mut Context<'a>, digits: i64, calendar: Value<'a>) -> R<'a> {
        from_iso(cx, calendar)?;
        let now = now_cut(cx, digits)?;
        let (date, time) = fields::split(cx, now)?;
        make_utc(cx, date, iso::Time { precision: digits, ..time })
    }
}

//! Calendar structs as maps: made from static keys, read with all their fields checked when they are used.
//!
//! A program may forge any struct. What it holds is looked at here, on each use, in the order in which Elixir does it.

use super::iso::{self, Date, Time};
use super::show;
use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::{Term, Value, atoms};

/// A shape's sorted keys.
pub type Keys = &'static [Value<'static>];

/// Keys of `%Date{}`.
pub static DATE: Keys = &[atoms::STRUCT, atoms::CALENDAR, atoms::DAY, atoms::MONTH, atoms::YEAR];
/// Keys of `%Time{}`.
pub static TIME: Keys =
    &[atoms::STRUCT, atoms::CALENDAR, atoms::HOUR, atoms::MICROSECOND, atoms::MINUTE, atoms::SECOND];
/// Keys of `%NaiveDateTime{}`.
pub static NAIVE: Keys = &[
    atoms::STRUCT,
    atoms::CALENDAR,
    atoms::DAY,
    atoms::HOUR,
    atoms::MICROSECOND,
    atoms::MINUTE,
    atoms::MONTH,
    atoms::SECOND,
    atoms::YEAR,
];
/// Keys of `%DateTime{}`.
pub static DATE_TIME: Keys = &[
    atoms::STRUCT,
    atoms::CALENDAR,
    atoms::DAY,
    atoms::HOUR,
    atoms::MICROSECOND,
    atoms::MINUTE,
    atoms::MONTH,
    atoms::SECOND,
    atoms::STD_OFFSET,
    atoms::TIME_ZONE,
    atoms::UTC_OFFSET,
    atoms::YEAR,
    atoms::ZONE_ABBR,
];
/// Keys of `%Date.Range{}`.
pub static DATE_RANGE: Keys =
    &[atoms::STRUCT, atoms::FIRST, atoms::FIRST_IN_ISO_DAYS, atoms::LAST, atoms::LAST_IN_ISO_DAYS, atoms::STEP];

const ISO: Value<'static> = atoms::CALENDAR_ISO;

/// The time zone database that knows UTC alone, the default where functions take one.
pub const UTC_ONLY: &str = "Elixir.Calendar.UTCOnlyTimeZoneDatabase";
/// The one time zone.
pub const UTC: &str = "Etc/UTC";

/// The fields of a date as they stand in a map.
#[derive(Clone, Copy)]
pub struct DateFields<'a> {
    /// A module, where it is right.
    pub calendar: Value<'a>,
    /// An integer, as the next two.
    pub year: Value<'a>,
    /// From 1 to 12.
    pub month: Value<'a>,
    /// From 1 to 31.
    pub day: Value<'a>,
}

/// The fields of a time as they stand in a map.
#[derive(Clone, Copy)]
pub struct TimeFields<'a> {
    /// A module, where it is right.
    pub calendar: Value<'a>,
    /// An integer, as the next two.
    pub hour: Value<'a>,
    /// From 0 to 59.
    pub minute: Value<'a>,
    /// From 0 to 59.
    pub second: Value<'a>,
    /// `{microsecond, precision}`
    pub microsecond: Value<'a>,
}

/// The fields of a zone as they stand in a map.
#[derive(Clone, Copy)]
pub struct ZoneFields<'a> {
    /// `"Etc/UTC"`, most often.
    pub time_zone: Value<'a>,
    /// `"UTC"`, most often.
    pub zone_abbr: Value<'a>,
    /// Seconds.
    pub utc_offset: Value<'a>,
    /// Seconds.
    pub std_offset: Value<'a>,
}

/// The values of some keys, where a term is a map that has all of them.
#[inline]
pub fn fields<'a, const N: usize>(term: Value<'a>, keys: [Value<'static>; N]) -> Option<[Value<'a>; N]> {
    let Term::Map(map) = term.term() else { return None };
    let mut values = [Value::NIL; N];
    for (value, key) in values.iter_mut().zip(keys) {
        *value = map.get_flat(key)?;
    }
    Some(values)
}

/// The values of a struct that has exactly the keys of a shape, without a search.
#[inline]
fn of_shape<'a>(term: Value<'a>, keys: Keys) -> Option<&'a [Value<'a>]> {
    let Term::Map(map) = term.term() else { return None };
    let (own, values) = map.as_flat()?;
    std::ptr::addr_eq(own.as_ptr(), keys.as_ptr()).then_some(values)
}

impl<'a> DateFields<'a> {
    /// Those of any map that has them: dates, and dates with times.
    #[inline]
    pub fn of(term: Value<'a>) -> Option<Self> {
        if let Some([_, calendar, day, month, year]) = of_shape(term, DATE) {
            return Some(DateFields { calendar: *calendar, year: *year, month: *month, day: *day });
        }
        let [calendar, year, month, day] = fields(term, [atoms::CALENDAR, atoms::YEAR, atoms::MONTH, atoms::DAY])?;
        Some(DateFields { calendar, year, month, day })
    }

    /// The number of the day.
    ///
    /// # Errors
    /// What Elixir raises for a day that is none; `SystemLimitError` for years that are too far.
    #[inline]
    pub fn days(&self, cx: &mut Context<'a>) -> Result<i64, Exc> {
        if let (Term::Int(year), Term::Int(month), Term::Int(day)) =
            (self.year.term(), self.month.term(), self.day.term())
        {
            let date = Date { year, month, day };
            if iso::is_valid_date(date) && year.unsigned_abs() <= iso::MAX_YEAR as u64 {
                return Ok(iso::days(date));
            }
        }
        Err(self.no_date(cx))
    }

    /// The number of the day by the same arithmetic, for fields that are not looked at: the 31st of February is three days
    /// after its 28th.
    ///
    /// # Errors
    /// `ArithmeticError`; `SystemLimitError` for fields that are too far.
    pub fn days_unchecked(&self, cx: &mut Context<'a>) -> Result<i64, Exc> {
        const FAR: u64 = 1 << 40;
        match (self.year.term(), self.month.term(), self.day.term()) {
            (Term::Int(year), Term::Int(month), Term::Int(day))
                if year.unsigned_abs() <= iso::MAX_YEAR as u64
                    && month.unsigned_abs() <= FAR
                    && day.unsigned_abs() <= FAR =>
            {
                Ok(iso::days(Date { year, month, day }))
            }
            _ if [self.year, self.month, self.day].into_iter().all(is_integer) => Err(cx.system_limit_error()),
            _ => Err(cx.arithmetic_error()),
        }
    }

    /// The day, valid.
    ///
    /// # Errors
    /// Those of [`DateFields::days`].
    pub fn valid(&self, cx: &mut Context<'a>) -> Result<Date, Exc> {
        Ok(iso::date(self.days(cx)?))
    }

    #[cold]
    fn no_date(&self, cx: &mut Context<'a>) -> Exc {
        if !is_integer(self.day) {
            return cx.function_clause(ISO, "ensure_day_in_month!", 3);
        }
        let below_one = match self.day.term() {
            Term::Int(day) => day < 1,
            Term::Big(day) => day.is_negative(),
            _ => false,
        };
        if !below_one {
            if !is_integer(self.year) || !matches!(self.month.term(), Term::Int(1..=12)) {
                return cx.function_clause(ISO, "days_in_month", 2);
            }
            if self.is_valid() {
                return cx.system_limit_error();
            }
        }
        let mut text = String::from("invalid date: ");
        match super::format::push_date(cx, &mut text, self, super::Format::Extended) {
            Ok(()) => cx.argument_error(&text),
            Err(exc) => exc,
        }
    }

    /// Whether it is a day, of a year however far.
    pub fn is_valid(&self) -> bool {
        match (self.month.term(), self.day.term()) {
            (Term::Int(month @ 1..=12), Term::Int(day)) => {
                let year = if is_leap_year(self.year) == Some(true) { 4 } else { 1 };
                is_integer(self.year) && iso::is_valid_date(Date { year, month, day })
            }
            _ => false,
        }
    }

    /// `%Date{}` with these fields.
    ///
    /// # Errors
    /// Memory.
    pub fn date(&self, cx: &mut Context<'a>) -> R<'a> {
        cx.struct_from_shape(DATE, &[atoms::MODULE_DATE, self.calendar, self.day, self.month, self.year])
    }
}

/// Whether a year of any size is a leap year; nothing where it is no integer.
pub fn is_leap_year(year: Value<'_>) -> Option<bool> {
    match year.term() {
        Term::Int(year) => Some(iso::is_leap_year(year)),
        Term::Big(year) => {
            // 2⁶⁴ is 16 more than a multiple of 400, and so are all its powers.
            let mut rest: u64 = 0;
            for digit in year.digits().iter().rev() {
                rest = (rest * 16 % 400 + digit % 400) % 400;
            }
            Some(iso::is_leap_year(rest as i64))
        }
        _ => None,
    }
}

impl<'a> TimeFields<'a> {
    /// Those of any map that has them: times, and dates with times.
    #[inline]
    pub fn of(term: Value<'a>) -> Option<Self> {
        let keys = [atoms::CALENDAR, atoms::HOUR, atoms::MINUTE, atoms::SECOND, atoms::MICROSECOND];
        let [calendar, hour, minute, second, microsecond] = fields(term, keys)?;
        Some(TimeFields { calendar, hour, minute, second, microsecond })
    }

    /// Microseconds since midnight, which in a forged time may be any number.
    ///
    /// # Errors
    /// What Elixir raises for a time that is none; `SystemLimitError` for large numbers.
    #[inline]
    pub fn microseconds(&self, cx: &mut Context<'a>) -> Result<i128, Exc> {
        if let (Term::Int(hour), Term::Int(minute), Term::Int(second), Term::Tuple([microsecond, _])) =
            (self.hour.term(), self.minute.term(), self.second.term(), self.microsecond.term())
            && let Term::Int(microsecond) = microsecond.term()
        {
            let seconds = i128::from(hour) * 3600 + i128::from(minute) * 60 + i128::from(second);
            return Ok(seconds * 1_000_000 + i128::from(microsecond));
        }
        Err(self.no_time(cx))
    }

    #[cold]
    fn no_time(&self, cx: &mut Context<'a>) -> Exc {
        let Term::Tuple([microsecond, _]) = self.microsecond.term() else {
            return cx.function_clause(ISO, "time_to_day_fraction", 4);
        };
        if [self.hour, self.minute, self.second, *microsecond].into_iter().all(is_integer) {
            cx.system_limit_error()
        } else {
            cx.arithmetic_error()
        }
    }

    /// The precision, where there is a pair.
    pub fn precision(&self) -> Option<Value<'a>> {
        match self.microsecond.term() {
            Term::Tuple([_, precision]) => Some(*precision),
            _ => None,
        }
    }

    /// `%Time{}` with these fields.
    ///
    /// # Errors
    /// Memory.
    pub fn time(&self, cx: &mut Context<'a>) -> R<'a> {
        let values = [atoms::MODULE_TIME, self.calendar, self.hour, self.microsecond, self.minute, self.second];
        cx.struct_from_shape(TIME, &values)
    }
}

/// Date and time of a map that has both.
#[inline]
pub fn date_and_time<'a>(term: Value<'a>) -> Option<(DateFields<'a>, TimeFields<'a>)> {
    if let Some([_, calendar, day, hour, microsecond, minute, month, second, _, _, _, year, _]) =
        of_shape(term, DATE_TIME)
    {
        return Some((
            DateFields { calendar: *calendar, year: *year, month: *month, day: *day },
            TimeFields {
                calendar: *calendar,
                hour: *hour,
                minute: *minute,
                second: *second,
                microsecond: *microsecond,
            },
        ));
    }
    Some((DateFields::of(term)?, TimeFields::of(term)?))
}

/// Microseconds since 0000-01-01 00:00.
///
/// # Errors
/// Those of [`DateFields::days`] and [`TimeFields::microseconds`].
#[inline]
pub fn total<'a>(cx: &mut Context<'a>, date: &DateFields<'a>, time: &TimeFields<'a>) -> Result<i128, Exc> {
    let days = date.days(cx)?;
    Ok(i128::from(days) * i128::from(iso::DAY_MICROSECONDS) + time.microseconds(cx)?)
}

/// Date and time of a number of microseconds since 0000-01-01.
///
/// # Errors
/// `SystemLimitError` for what is too far.
pub fn split(cx: &mut Context<'_>, total: i128) -> Result<(Date, Time), Exc> {
    let days = total.div_euclid(i128::from(iso::DAY_MICROSECONDS));
    let rest = total.rem_euclid(i128::from(iso::DAY_MICROSECONDS)) as i64;
    Ok((date_of_days(cx, days)?, iso::time(rest)))
}

/// The date of a number of days.
///
/// # Errors
/// `SystemLimitError` for what is too far.
pub fn date_of_days(cx: &mut Context<'_>, days: i128) -> Result<Date, Exc> {
    match i64::try_from(days) {
        Ok(days) if days.unsigned_abs() <= iso::MAX_DAYS as u64 => Ok(iso::date(days)),
        _ => Err(cx.system_limit_error()),
    }
}

impl<'a> ZoneFields<'a> {
    /// UTC.
    pub const UTC: ZoneFields<'static> = ZoneFields {
        time_zone: Value::str(UTC),
        zone_abbr: Value::str("UTC"),
        utc_offset: Value::int(0),
        std_offset: Value::int(0),
    };

    /// Those of a map that has them.
    pub fn of(term: Value<'a>) -> Option<Self> {
        if let Some([_, _, _, _, _, _, _, _, std_offset, time_zone, utc_offset, _, zone_abbr]) =
            of_shape(term, DATE_TIME)
        {
            return Some(ZoneFields {
                time_zone: *time_zone,
                zone_abbr: *zone_abbr,
                utc_offset: *utc_offset,
                std_offset: *std_offset,
            });
        }
        let [time_zone, zone_abbr, utc_offset, std_offset] =
            fields(term, [atoms::TIME_ZONE, atoms::ZONE_ABBR, atoms::UTC_OFFSET, atoms::STD_OFFSET])?;
        Some(ZoneFields { time_zone, zone_abbr, utc_offset, std_offset })
    }
}

/// The sum of the two offsets, in seconds.
///
/// # Errors
/// `ArithmeticError` where one is no integer; `SystemLimitError` for large ones.
pub fn offset<'a>(cx: &mut Context<'a>, utc: Value<'a>, std: Value<'a>) -> Result<i64, Exc> {
    match (utc.term(), std.term()) {
        (Term::Int(utc), Term::Int(std)) => match utc.checked_add(std) {
            Some(sum) => Ok(sum),
            None => Err(cx.system_limit_error()),
        },
        _ if is_integer(utc) && is_integer(std) => Err(cx.system_limit_error()),
        _ => Err(cx.arithmetic_error()),
    }
}

/// A time of the wall at an offset in seconds, in UTC. For years of four digits and offsets of less than a day.
#[inline]
pub fn in_utc(date: Date, time: Time, offset: i64) -> (Date, Time) {
    if offset == 0 {
        return (date, time);
    }
    let seconds = iso::microseconds(time) / 1_000_000 - offset;
    let days = iso::days(date) + seconds.div_euclid(iso::DAY_SECONDS);
    let moved = iso::time(seconds.rem_euclid(iso::DAY_SECONDS) * 1_000_000);
    (iso::date(days), Time { microsecond: time.microsecond, precision: time.precision, ..moved })
}

// ----- making structs -----

fn pair<'a>(cx: &mut Context<'a>, microsecond: i64, precision: Value<'a>) -> R<'a> {
    const NONE: Value<'static> = Value::tuple(&[Value::int(0), Value::int(0)]);
    match precision.term() {
        Term::Int(0) if microsecond == 0 => Ok(NONE),
        _ => cx.tuple(&[Value::int(microsecond), precision]),
    }
}

/// `%Date{}`
///
/// # Errors
/// Memory.
pub fn make_date<'a>(cx: &mut Context<'a>, date: Date) -> R<'a> {
    let values = [atoms::MODULE_DATE, ISO, Value::int(date.day), Value::int(date.month), Value::int(date.year)];
    cx.struct_from_shape(DATE, &values)
}

/// `%Time{}`
///
/// # Errors
/// Memory.
pub fn make_time<'a>(cx: &mut Context<'a>, time: Time) -> R<'a> {
    let fields = time_fields(cx, time)?;
    fields.time(cx)
}

fn time_fields<'a>(cx: &mut Context<'a>, time: Time) -> Result<TimeFields<'a>, Exc> {
    Ok(TimeFields {
        calendar: ISO,
        hour: Value::int(time.hour),
        minute: Value::int(time.minute),
        second: Value::int(time.second),
        microsecond: pair(cx, time.microsecond, Value::int(time.precision))?,
    })
}

/// The time with a precision that a forged struct brought.
pub fn time_with_precision<'a>(cx: &mut Context<'a>, time: Time, precision: Value<'a>) -> Result<TimeFields<'a>, Exc> {
    let microsecond = pair(cx, time.microsecond, precision)?;
    Ok(TimeFields { microsecond, ..time_fields(cx, Time { microsecond: 0, precision: 0, ..time })? })
}

/// The fields of a date.
pub fn date_fields<'a>(date: Date) -> DateFields<'a> {
    DateFields { calendar: ISO, year: Value::int(date.year), month: Value::int(date.month), day: Value::int(date.day) }
}

/// `%NaiveDateTime{}` from fields; the calendar is the date's.
///
/// # Errors
/// Memory.
pub fn make_naive<'a>(cx: &mut Context<'a>, date: &DateFields<'a>, time: &TimeFields<'a>) -> R<'a> {
    let values = [
        atoms::MODULE_NAIVE_DATE_TIME,
        date.calendar,
        date.day,
        time.hour,
        time.microsecond,
        time.minute,
        date.month,
        time.second,
        date.year,
    ];
    cx.struct_from_shape(NAIVE, &values)
}

/// `%NaiveDateTime{}`
///
/// # Errors
/// Memory.
pub fn make_naive_of<'a>(cx: &mut Context<'a>, date: Date, time: Time) -> R<'a> {
    let time = time_fields(cx, time)?;
    make_naive(cx, &date_fields(date), &time)
}

/// `%DateTime{}` from fields; the calendar is the date's.
///
/// # Errors
/// Memory.
#[inline]
pub fn make_date_time<'a>(
    cx: &mut Context<'a>,
    date: &DateFields<'a>,
    time: &TimeFields<'a>,
    zone: &ZoneFields<'a>,
) -> R<'a> {
    let values = [
        atoms::MODULE_DATE_TIME,
        date.calendar,
        date.day,
        time.hour,
        time.microsecond,
        time.minute,
        date.month,
        time.second,
        zone.std_offset,
        zone.time_zone,
        zone.utc_offset,
        date.year,
        zone.zone_abbr,
    ];
    cx.struct_from_shape(DATE_TIME, &values)
}

/// `%DateTime{}` in UTC.
///
/// # Errors
/// Memory.
pub fn make_utc<'a>(cx: &mut Context<'a>, date: Date, time: Time) -> R<'a> {
    let time = time_fields(cx, time)?;
    make_date_time(cx, &date_fields(date), &time, &ZoneFields::UTC)
}

// ----- checks -----

/// Whether it is an integer of any size.
#[inline]
pub fn is_integer(value: Value<'_>) -> bool {
    matches!(value.term(), Term::Int(_) | Term::Big(_))
}

/// Whether a term is a struct of that module.
pub fn is_struct(term: Value<'_>, module: Value<'static>) -> bool {
    matches!(term.term(), Term::Map(map) if map.struct_field().is_some_and(|name| name.is(module)))
}

/// Calls a function of a calendar or a time zone database that a value names: there is one of each, and it is here.
///
/// # Errors
/// `UndefinedFunctionError`, or `ArgumentError` where it is no atom.
#[cold]
pub fn no_module<'a>(cx: &mut Context<'a>, module: Value<'a>, function: &str, arity: usize) -> Exc {
    if let Term::Atom(_) = module.term() {
        return cx.undefined_function(module, function, arity);
    }
    match show(cx, module) {
        Ok(shown) => cx.argument_error(&format!(
            "you attempted to apply a function on {shown}. Modules (the first argument of apply) must always be an atom"
        )),
        Err(exc) => exc,
    }
}

/// As [`no_module`], for the function that two calendars are compared by.
#[cold]
pub fn no_calendar<'a>(cx: &mut Context<'a>, calendar: Value<'a>) -> Exc {
    const FUNCTION: &str = "day_rollover_relative_to_midnight_utc";
    if let Term::Atom(_) = calendar.term() {
        return cx.undefined_function(calendar, FUNCTION, 0);
    }
    match show(cx, calendar) {
        Ok(shown) => cx.argument_error(&format!(
            "you attempted to apply a function named :{FUNCTION} on {shown}. If you are using Kernel.apply/3, make sure \
             the module is an atom. If you are using the dot syntax, such as module.function(), make sure the left-hand \
             side of the dot is an atom representing a module"
        )),
        Err(exc) => exc,
    }
}

/// The calendar must be the one that is here.
///
/// # Errors
/// Those of [`no_module`] for others.
#[inline]
pub fn iso_calendar<'a>(cx: &mut Context<'a>, calendar: Value<'a>, function: &str, arity: usize) -> Result<(), Exc> {
    if calendar.is(ISO) { Ok(()) } else { Err(no_module(cx, calendar, function, arity)) }
}

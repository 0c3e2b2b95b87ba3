//! Shifting dates and times by durations.

use super::fields::{self, DateFields, Keys, TimeFields, date_of_days, is_integer, is_struct};
use super::iso;
use super::show;
use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::{Term, Value, atoms};

/// What a shift takes: which units, and what it calls them in messages.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// `:year`, `:month`, `:week`, `:day`
    Date,
    /// `:hour`, `:minute`, `:second`, `:microsecond`
    Time,
    /// Both.
    All,
}

/// A duration: whole numbers of any sign.
#[derive(Clone, Copy)]
pub struct Duration<'a> {
    /// As they were given, in the order of the units.
    amounts: [Value<'a>; 8],
    /// Years and months.
    months: i128,
    /// Weeks and days.
    days: i128,
    /// Hours, minutes and seconds.
    seconds: i128,
    microseconds: i128,
    /// The precision that comes with microseconds, where they are not zero.
    precision: Option<Value<'a>>,
}

/// Keys of `%Duration{}`.
static DURATION: Keys = &[
    atoms::STRUCT,
    atoms::DAY,
    atoms::HOUR,
    atoms::MICROSECOND,
    atoms::MINUTE,
    atoms::MONTH,
    atoms::SECOND,
    atoms::WEEK,
    atoms::YEAR,
];

const UNITS: [Value<'static>; 8] =
    [atoms::YEAR, atoms::MONTH, atoms::WEEK, atoms::DAY, atoms::HOUR, atoms::MINUTE, atoms::SECOND, atoms::MICROSECOND];

impl Scale {
    /// The units that it takes, as messages list them.
    fn expected(self) -> &'static str {
        match self {
            Scale::Date => ":year, :month, :week, :day",
            Scale::Time => ":hour, :minute, :second, :microsecond",
            Scale::All => ":year, :month, :week, :day, :hour, :minute, :second, :microsecond",
        }
    }

    fn takes(self, unit: usize) -> bool {
        match self {
            Scale::Date => unit < 4,
            Scale::Time => unit >= 4,
            Scale::All => true,
        }
    }
}

impl<'a> Duration<'a> {
    /// From `%Duration{}` or a keyword list of units.
    ///
    /// # Errors
    /// `ArgumentError` for other units and values; `SystemLimitError` for very large ones.
    pub fn of(cx: &mut Context<'a>, term: Value<'a>, scale: Scale) -> Result<Self, Exc> {
        let mut amounts = [Value::int(0); 8];
        const NONE: Value<'static> = Value::tuple(&[Value::int(0), Value::int(0)]);
        amounts[7] = NONE;
        if is_struct(term, atoms::MODULE_DURATION) {
            match fields::fields(term, UNITS) {
                Some(values) => amounts = values,
                None => return Err(cx.function_clause(atoms::CALENDAR_ISO, scale.options().0, scale.options().1)),
            }
        } else {
            Self::pairs(cx, term, scale, &mut amounts)?;
        }
        Self::sum(cx, &amounts)
    }

    /// Reads a keyword list, of whose equal keys the last counts.
    fn pairs(cx: &mut Context<'a>, term: Value<'a>, scale: Scale, amounts: &mut [Value<'a>; 8]) -> Result<(), Exc> {
        let mut rest = term;
        loop {
            match rest.term() {
                Term::EmptyList => return Ok(()),
                Term::List(list) => {
                    for pair in list.block() {
                        cx.tick()?;
                        let Term::Tuple([unit, amount]) = pair.term() else {
                            return Err(Self::no_pair(cx, scale));
                        };
                        let at = Self::check(cx, *unit, *amount, scale)?;
                        amounts[at] = *amount;
                    }
                    rest = list.rest();
                }
                Term::Map(map) => {
                    // Any enumerable of pairs will do, so a map too.
                    for (unit, amount) in map.iter() {
                        cx.tick()?;
                        let at = Self::check(cx, unit, amount, scale)?;
                        amounts[at] = amount;
                    }
                    return Ok(());
                }
                _ => return Err(cx.protocol_undefined(atoms::ENUMERABLE_PROTOCOL, rest, "")),
            }
        }
    }

    #[cold]
    fn no_pair(cx: &mut Context<'a>, scale: Scale) -> Exc {
        match scale {
            Scale::Date => cx.function_clause(atoms::MODULE_DATE, "validate_duration_unit!", 1),
            Scale::Time => cx.function_clause(atoms::MODULE_TIME, "validate_duration_unit!", 1),
            Scale::All => cx.function_clause(atoms::MODULE_DURATION, "validate_unit!", 1),
        }
    }

    /// Which unit it is.
    fn check(cx: &mut Context<'a>, unit: Value<'a>, amount: Value<'a>, scale: Scale) -> Result<usize, Exc> {
        let at = UNITS.iter().position(|known| unit.is(*known));
        let expected = scale.expected();
        match at {
            Some(at) if scale.takes(at) => {
                if at == 7 {
                    if let Term::Tuple([value, precision]) = amount.term()
                        && is_integer(*value)
                        && matches!(precision.term(), Term::Int(0..=6))
                    {
                        return Ok(at);
                    }
                    let shown = show(cx, amount)?;
                    return Err(cx.argument_error(&format!(
                        "unsupported value {shown} for :microsecond. Expected a tuple {{ms, precision}} where precision \
                         is an integer from 0 to 6"
                    )));
                }
                if is_integer(amount) {
                    return Ok(at);
                }
                let (amount, unit) = (show(cx, amount)?, show(cx, unit)?);
                Err(cx.argument_error(&format!("unsupported value {amount} for {unit}. Expected an integer")))
            }
            _ => {
                let kind = if at.is_some() { "unsupported" } else { "unknown" };
                let shown = show(cx, unit)?;
                Err(cx.argument_error(&format!("{kind} unit {shown}. Expected {expected}")))
            }
        }
    }

    fn sum(cx: &mut Context<'a>, amounts: &[Value<'a>; 8]) -> Result<Self, Exc> {
        let Term::Tuple([microseconds, precision]) = amounts[7].term() else {
            return Err(cx.function_clause(atoms::CALENDAR_ISO, "shift_time_unit", 3));
        };
        let mut numbers = [0i128; 8];
        let values = amounts.iter().take(7).chain([microseconds]);
        for (number, value) in numbers.iter_mut().zip(values) {
            *number = match value.term() {
                Term::Int(i) => i128::from(i),
                Term::Big(_) => return Err(cx.system_limit_error()),
                _ => return Err(cx.arithmetic_error()),
            };
        }
        let [year, month, week, day, hour, minute, second, microseconds] = numbers;
        Ok(Duration {
            months: year * 12 + month,
            days: week * 7 + day,
            seconds: hour * 3600 + minute * 60 + second,
            microseconds,
            precision: (microseconds != 0).then_some(*precision),
            amounts: *amounts,
        })
    }

    /// `%Duration{}`
    ///
    /// # Errors
    /// Memory.
    pub fn value(&self, cx: &mut Context<'a>) -> R<'a> {
        let [year, month, week, day, hour, minute, second, microsecond] = self.amounts;
        let values = [atoms::MODULE_DURATION, day, hour, microsecond, minute, month, second, week, year];
        cx.struct_from_shape(DURATION, &values)
    }

    fn shift_months(&self, cx: &mut Context<'a>, date: &DateFields<'a>) -> Result<DateFields<'a>, Exc> {
        if self.months == 0 {
            return Ok(*date);
        }
        let from = match (date.year.term(), date.month.term(), date.day.term()) {
            (Term::Int(year), Term::Int(month), Term::Int(day)) => iso::Date { year, month, day },
            // The day is the lesser of it and the last of the month, and all that is no number is greater.
            (Term::Int(year), Term::Int(month), Term::Atom(_) | Term::Binary(_)) => {
                iso::Date { year, month, day: i64::MAX }
            }
            _ if [date.year, date.month, date.day].into_iter().all(is_integer) => {
                return Err(cx.system_limit_error());
            }
            _ => return Err(cx.arithmetic_error()),
        };
        match i64::try_from(self.months).ok().and_then(|months| iso::shift_months(from, months)) {
            Some(date) => Ok(fields::date_fields(date)),
            None => Err(cx.system_limit_error()),
        }
    }

    /// The date that much later.
    ///
    /// # Errors
    /// `ArgumentError` where the duration has times; `SystemLimitError` for what is too far.
    pub fn shift_date(&self, cx: &mut Context<'a>, date: &DateFields<'a>) -> Result<DateFields<'a>, Exc> {
        if self.seconds != 0 || self.microseconds != 0 {
            return Err(cx.argument_error("cannot shift date by time scale unit. Expected :year, :month, :week, :day"));
        }
        let date = self.shift_months(cx, date)?;
        if self.days == 0 {
            return Ok(date);
        }
        let days = i128::from(date.days(cx)?) + self.days;
        Ok(fields::date_fields(date_of_days(cx, days)?))
    }

    /// The time of day that much later.
    ///
    /// # Errors
    /// `ArgumentError` where the duration has dates.
    pub fn shift_time(&self, cx: &mut Context<'a>, time: &TimeFields<'a>) -> Result<TimeFields<'a>, Exc> {
        if self.months != 0 || self.days != 0 {
            return Err(cx.argument_error(
                "cannot shift time by date scale unit. Expected :hour, :minute, :second, :microsecond",
            ));
        }
        let Some(precision) = time.precision() else {
            return Err(cx.function_clause(atoms::CALENDAR_ISO, "shift_time_unit_values", 2));
        };
        let total = time.microseconds(cx)? + self.seconds * 1_000_000 + self.microseconds;
        let rest = total.rem_euclid(i128::from(iso::DAY_MICROSECONDS)) as i64;
        let precision = self.precision.unwrap_or(precision);
        fields::time_with_precision(cx, iso::time(rest), precision)
    }

    /// The date and time that much later.
    ///
    /// # Errors
    /// `SystemLimitError` for what is too far.
    pub fn shift_both(
        &self,
        cx: &mut Context<'a>,
        date: &DateFields<'a>,
        time: &TimeFields<'a>,
    ) -> Result<(DateFields<'a>, TimeFields<'a>), Exc> {
        let date = self.shift_months(cx, date)?;
        let Some(precision) = time.precision() else {
            return Err(cx.function_clause(atoms::CALENDAR_ISO, "shift_time_unit_values", 2));
        };
        let total = fields::total(cx, &date, time)?;
        let total = total + (self.days * i128::from(iso::DAY_SECONDS) + self.seconds) * 1_000_000 + self.microseconds;
        let (date, time) = fields::split(cx, total)?;
        let precision = self.precision.unwrap_or(precision);
        Ok((fields::date_fields(date), fields::time_with_precision(cx, time, precision)?))
    }
}

impl Scale {
    /// The function that takes a duration apart.
    fn options(self) -> (&'static str, usize) {
        match self {
            Scale::Date => ("shift_date_options", 1),
            Scale::Time => ("shift_time_options", 1),
            Scale::All => ("shift_datetime_options", 1),
        }
    }
}

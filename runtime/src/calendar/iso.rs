//! The proleptic Gregorian calendar of ISO 8601, on plain numbers. Knows no values.
//!
//! Days are counted from 0000-01-01. Years go far beyond four digits, as in Elixir; [`MAX_YEAR`] keeps all counts of days
//! within 64 bits and all counts of nanoseconds within 128.

use std::fmt;

/// The most years before or after year 0 that take part in arithmetic.
pub const MAX_YEAR: i64 = 100_000_000_000_000;
/// As many days.
pub const MAX_DAYS: i64 = MAX_YEAR * 365;
/// 1970-01-01.
pub const UNIX_EPOCH: i64 = 719_528;
/// Seconds in a day.
pub const DAY_SECONDS: i64 = 86_400;
/// Microseconds in a day.
pub const DAY_MICROSECONDS: i64 = 86_400_000_000;

const DAYS_IN_400_YEARS: i64 = 146_097;

/// A day of the calendar, or three integers that are to be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// Zero is 1 BC.
    pub year: i64,
    /// From 1 to 12.
    pub month: i64,
    /// From 1 to 31.
    pub day: i64,
}

/// A time of day with the number of digits that it shows of the second's fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// From 0 to 23.
    pub hour: i64,
    /// From 0 to 59.
    pub minute: i64,
    /// From 0 to 59.
    pub second: i64,
    /// From 0 to 999,999.
    pub microsecond: i64,
    /// From 0 to 6.
    pub precision: i64,
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.year < 0 { "-" } else { "" };
        write!(f, "{sign}{:04}-{:02}-{:02}", self.year.unsigned_abs(), self.month, self.day)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.hour, self.minute, self.second)?;
        match self.precision {
            1..=6 => {
                let digits = self.precision as usize;
                write!(f, ".{:0digits$}", self.microsecond / 10i64.pow(6 - self.precision as u32))
            }
            _ => Ok(()),
        }
    }
}

/// Whether February has 29 days.
#[inline]
pub const fn is_leap_year(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// How many days a month from 1 to 12 has.
#[inline]
pub const fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap_year(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Whether there is such a day.
#[inline]
pub const fn is_valid_date(date: Date) -> bool {
    date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= days_in_month(date.year, date.month)
}

/// Whether there is such a time; there are no leap seconds and no 24:00.
#[inline]
pub fn is_valid_time(time: Time) -> bool {
    (0..24).contains(&time.hour)
        && (0..60).contains(&time.minute)
        && (0..60).contains(&time.second)
        && (0..1_000_000).contains(&time.microsecond)
        && (0..=6).contains(&time.precision)
}

/// The number of a valid day whose year is within [`MAX_YEAR`].
#[inline]
pub const fn days(date: Date) -> i64 {
    // Years that begin in March have their leap day at the end.
    let (year, month) = if date.month <= 2 { (date.year - 1, date.month + 9) } else { (date.year, date.month - 3) };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * month + 2) / 5 + date.day - 1;
    let day_of_era = 365 * year_of_era + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * DAYS_IN_400_YEARS + day_of_era + 60
}

/// The day of a number within [`MAX_DAYS`].
#[inline]
pub const fn date(days: i64) -> Date {
    let days = days - 60;
    let era = days.div_euclid(DAYS_IN_400_YEARS);
    let day_of_era = days.rem_euclid(DAYS_IN_400_YEARS);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / (DAYS_IN_400_YEARS - 1)) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let year = era * 400 + year_of_era;
    if month < 10 { Date { year, month: month + 3, day } } else { Date { year: year + 1, month: month - 9, day } }
}

/// Microseconds since midnight.
#[inline]
pub const fn microseconds(time: Time) -> i64 {
    (time.hour * 3600 + time.minute * 60 + time.second) * 1_000_000 + time.microsecond
}

/// The time so many microseconds after midnight, with all digits.
#[inline]
pub const fn time(microseconds: i64) -> Time {
    let seconds = microseconds / 1_000_000;
    Time {
        hour: seconds / 3600,
        minute: seconds / 60 % 60,
        second: seconds % 60,
        microsecond: microseconds % 1_000_000,
        precision: 6,
    }
}

/// The date some months later or earlier, on the last day of the month where that is shorter.
pub fn shift_months(date: Date, months: i64) -> Option<Date> {
    let total = date.year.checked_mul(12)?.checked_add(date.month)?.checked_add(months)?.checked_sub(1)?;
    let (year, month) = (total.div_euclid(12), total.rem_euclid(12) + 1);
    Some(Date { year, month, day: date.day.min(days_in_month(year, month)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_back() {
        assert_eq!(days(Date { year: 0, month: 1, day: 1 }), 0);
        assert_eq!(days(Date { year: 1970, month: 1, day: 1 }), UNIX_EPOCH);
        assert_eq!(days(Date { year: -1, month: 12, day: 31 }), -1);
        for number in (-4_000_000..4_000_000).step_by(37).chain([MAX_DAYS, -MAX_DAYS]) {
            let day = date(number);
            assert!(is_valid_date(day), "{day:?}");
            assert_eq!(days(day), number);
        }
    }

    #[test]
    fn months() {
        let january = Date { year: 2024, month: 1, day: 31 };
        assert_eq!(shift_months(january, 1), Some(Date { year: 2024, month: 2, day: 29 }));
        assert_eq!(shift_months(january, -11), Some(Date { year: 2023, month: 2, day: 28 }));
        assert_eq!(shift_months(january, i64::MAX), None);
    }
}

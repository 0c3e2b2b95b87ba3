//! ISO 8601 texts into dates and times, byte by byte. Knows no values.

use super::iso::{self, Date, Time};

/// With separators or without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `20240131T235960`
    Basic,
    /// `2024-01-31T23:59:60`
    Extended,
}

/// Why a text is no date or time, as Elixir names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseError {
    /// `:invalid_format`
    Format,
    /// `:invalid_date`
    Date,
    /// `:invalid_time`
    Time,
    /// `:missing_offset`
    Offset,
}

/// `2024-01-31`, with a sign before the year or without.
///
/// # Errors
/// A wrong format or date.
pub fn date(text: &[u8], format: Format) -> Result<Date, ParseError> {
    let (date, rest) = date_part(text, format)?;
    if !rest.is_empty() {
        return Err(ParseError::Format);
    }
    if iso::is_valid_date(date) { Ok(date) } else { Err(ParseError::Date) }
}

/// `23:59:59.999`, after a `T` or without, with an offset, which is dropped, or without.
///
/// # Errors
/// A wrong format or time.
pub fn time(text: &[u8], format: Format) -> Result<Time, ParseError> {
    let text = text.strip_prefix(b"T").unwrap_or(text);
    let (time, rest) = time_part(text, format)?;
    offset(rest)?;
    if iso::is_valid_time(time) { Ok(time) } else { Err(ParseError::Time) }
}

/// A date and a time with `T` or a space between them; an offset is dropped.
///
/// # Errors
/// A wrong format, date or time.
pub fn naive_date_time(text: &[u8], format: Format) -> Result<(Date, Time), ParseError> {
    let (date, time, _) = date_time(text, format)?;
    Ok((date, time))
}

/// A date, a time and an offset in seconds, where there is one. Date and time are those of the text.
///
/// # Errors
/// A wrong format, date or time.
#[inline]
pub fn date_time(text: &[u8], format: Format) -> Result<(Date, Time, Option<i64>), ParseError> {
    let (date, rest) = date_part(text, format)?;
    let Some((b'T' | b' ', rest)) = rest.split_first() else { return Err(ParseError::Format) };
    let (time, rest) = time_part(rest, format)?;
    let offset = offset(rest)?;
    if !iso::is_valid_date(date) {
        return Err(ParseError::Date);
    }
    if !iso::is_valid_time(time) {
        return Err(ParseError::Time);
    }
    Ok((date, time, offset))
}

/// A number of two digits.
#[inline(always)]
fn two(tens: u8, ones: u8) -> Option<i64> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| i64::from(tens) * 10 + i64::from(ones))
}

#[inline(always)]
fn date_part(text: &[u8], format: Format) -> Result<(Date, &[u8]), ParseError> {
    let (negative, text) = match text.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, text),
    };
    let (digits, rest) = match (format, text) {
        (Format::Extended, [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, rest @ ..])
        | (Format::Basic, [y1, y2, y3, y4, m1, m2, d1, d2, rest @ ..]) => {
            ([two(*y1, *y2), two(*y3, *y4), two(*m1, *m2), two(*d1, *d2)], rest)
        }
        _ => return Err(ParseError::Format),
    };
    let [Some(century), Some(year), Some(month), Some(day)] = digits else { return Err(ParseError::Format) };
    let year = century * 100 + year;
    Ok((Date { year: if negative { -year } else { year }, month, day }, rest))
}

#[inline(always)]
fn time_part(text: &[u8], format: Format) -> Result<(Time, &[u8]), ParseError> {
    let (digits, rest) = match (format, text) {
        (Format::Extended, [h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..])
        | (Format::Basic, [h1, h2, m1, m2, s1, s2, rest @ ..]) => ([two(*h1, *h2), two(*m1, *m2), two(*s1, *s2)], rest),
        _ => return Err(ParseError::Format),
    };
    let [Some(hour), Some(minute), Some(second)] = digits else { return Err(ParseError::Format) };
    let (microsecond, precision, rest) = fraction(rest).ok_or(ParseError::Format)?;
    Ok((Time { hour, minute, second, microsecond, precision }, rest))
}

/// Microseconds and how many digits say them: those after the sixth are dropped.
#[inline(always)]
pub(super) fn fraction(text: &[u8]) -> Option<(i64, i64, &[u8])> {
    let Some((b'.' | b',', rest)) = text.split_first() else { return Some((0, 0, text)) };
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if count == 0 {
        return None;
    }
    let (digits, rest) = rest.split_at(count);
    let (mut microsecond, mut precision) = (0, 0);
    for digit in digits.iter().take(6) {
        microsecond = microsecond * 10 + i64::from(digit & 15);
        precision += 1;
    }
    for _ in precision..6 {
        microsecond *= 10;
    }
    Some((microsecond, precision, rest))
}

/// The offset that is all of a text, in seconds; nothing where the text is empty.
#[inline(always)]
fn offset(text: &[u8]) -> Result<Option<i64>, ParseError> {
    let (sign, hour, minute) = match text {
        [] => return Ok(None),
        b"Z" => return Ok(Some(0)),
        b"-00:00" => return Err(ParseError::Format),
        [sign, h1, h2] => (*sign, two(*h1, *h2), Some(0)),
        [sign, h1, h2, b':', m1, m2] | [sign, h1, h2, m1, m2] => (*sign, two(*h1, *h2), two(*m1, *m2)),
        _ => return Err(ParseError::Format),
    };
    let (Some(hour @ 0..24), Some(minute @ 0..60)) = (hour, minute) else { return Err(ParseError::Format) };
    let seconds = (hour * 60 + minute) * 60;
    match sign {
        b'+' => Ok(Some(seconds)),
        b'-' => Ok(Some(-seconds)),
        _ => Err(ParseError::Format),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_times() {
        let parse = |text: &str| date_time(text.as_bytes(), Format::Extended);
        let (date, time, offset) = parse("2024-10-28T21:37:01.127470Z").unwrap();
        assert_eq!((date.year, date.month, date.day), (2024, 10, 28));
        assert_eq!((time.hour, time.microsecond, time.precision), (21, 127_470, 6));
        assert_eq!(offset, Some(0));
        assert_eq!(parse("-0001-01-01 00:00:00,12+05:30").unwrap().2, Some(19_800));
        assert_eq!(parse("2024-01-01T00:00:00").unwrap().2, None);
        assert_eq!(parse("2024-01-01T00:00:60Z"), Err(ParseError::Time));
        assert_eq!(parse("2024-02-30T00:00:00Z"), Err(ParseError::Date));
        for text in ["", "2024-01-01", "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00-00:00", "2024-01-01T00:00:00Zx"] {
            assert_eq!(parse(text), Err(ParseError::Format), "{text}");
        }
    }
}

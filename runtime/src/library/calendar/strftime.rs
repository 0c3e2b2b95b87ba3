//! `Calendar`: dates and times as text, by a format.

use crate::access::dot;
use crate::bitstring;
use crate::calendar::fields::{self, make_naive_of};
use crate::calendar::iso;
use crate::context::Context;
use crate::enumerable::Iter;
use crate::error::{Exc, R};
use crate::inspect;
use crate::library::{integer, string};
use crate::memory::ListBuilder;
use crate::ops;
use crate::term::{Term, Value, atoms};
use crate::text::byte;
use philtre_library::library;

const CALENDAR: Value<'static> = atoms::MODULE_CALENDAR;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// What a caller may set, by the places in [`Formatter`].
const OPTIONS: [&str; 11] = [
    "preferred_date",
    "preferred_time",
    "preferred_datetime",
    "am_pm_names",
    "month_names",
    "abbreviated_month_names",
    "day_of_week_names",
    "abbreviated_day_of_week_names",
    // Elixir takes its own marks as options too.
    "preferred_date_invoked",
    "preferred_time_invoked",
    "preferred_datetime_invoked",
];

/// What is formatted, the options, and which preferred formats are being written.
#[derive(Clone, Copy)]
struct Formatter<'a> {
    term: Value<'a>,
    given: [Option<Value<'a>>; OPTIONS.len()],
    within: [bool; 3],
}

impl<'a> Formatter<'a> {
    fn new(cx: &mut Context<'a>, term: Value<'a>, options: Value<'a>) -> Result<Self, Exc> {
        let mut formatter = Formatter { term, given: [None; OPTIONS.len()], within: [false; 3] };
        let mut options = Iter::new(cx, options)?;
        while let Some(option) = options.next(cx)? {
            let Term::Tuple([key, value]) = option.term() else {
                return Err(cx.function_clause(CALENDAR, "-options/1-fun-5-", 2));
            };
            let place = match key.term() {
                Term::Atom(name) => OPTIONS.iter().position(|known| *known == name.name()),
                _ => None,
            };
            match place.and_then(|place| formatter.given.get_mut(place)) {
                Some(place) => *place = Some(*value),
                None => {
                    let key = inspect::short(cx, *key)?;
                    return Err(cx.argument_error(&format!("unknown option {key} given to Calendar.strftime/3")));
                }
            }
        }
        formatter.within = [8, 9, 10]
            .map(|mark: usize| formatter.given.get(mark).copied().flatten().is_some_and(|mark| mark.is(atoms::TRUE)));
        Ok(formatter)
    }

    /// What the function in an option makes of a number or of `:am`; it may take what is formatted too.
    fn formatted(&self, cx: &mut Context<'a>, function: Value<'a>, value: Value<'a>) -> R<'a> {
        match function.term() {
            Term::Fun(fun) if fun.code.arity() == 1 => cx.call(function, &[value]),
            Term::Fun(fun) if fun.code.arity() == 2 => cx.call(function, &[value, self.term]),
            _ => {
                let shown = inspect::short(cx, function)?;
                Err(cx.argument_error(&format!("formatter functions must be of arity 1 or 2, got: {shown}")))
            }
        }
    }

    /// The name of a month or day: what the option makes of its number, or the English one.
    fn name(
        &self,
        cx: &mut Context<'a>,
        option: usize,
        number: Value<'a>,
        names: &'static [&'static str],
        length: usize,
    ) -> R<'a> {
        if let Some(function) = self.given.get(option).copied().flatten() {
            return self.formatted(cx, function, number);
        }
        let index = match number.term() {
            Term::Int(number) => number.checked_sub(1).and_then(|index| usize::try_from(index).ok()),
            Term::Big(_) => None,
            Term::Float(_) => return Err(cx.bad_argument(1, "not an integer")),
            _ => return Err(cx.arithmetic_error()),
        };
        match index.and_then(|index| names.get(index)) {
            Some(name) => Ok(Value::str(name.get(..length).unwrap_or(name))),
            None => Err(cx.bad_argument(1, "out of range")),
        }
    }

    fn am_or_pm(&self, cx: &mut Context<'a>, hour: Value<'a>) -> R<'a> {
        let is_late = ops::greater(cx, hour, Value::int(11))?;
        match self.given[3] {
            Some(function) => self.formatted(cx, function, if is_late { atoms::PM } else { atoms::AM }),
            None => Ok(Value::str(if is_late { "pm" } else { "am" })),
        }
    }

    /// Appends the parts that a format makes of a date or time; gives their number, a byte as it stands being one.
    fn parts(&self, cx: &mut Context<'a>, out: &mut ListBuilder<'a>, format: &'a [u8]) -> Result<usize, Exc> {
        let mut rest = format;
        let mut count = 0usize;
        while !rest.is_empty() {
            let plain = byte::find(b'%', rest).unwrap_or(rest.len());
            let (text, more) = rest.split_at(plain);
            if !text.is_empty() {
                out.push(&mut cx.bump, Value::bytes(text))?;
                count += text.len();
            }
            let Some((_, more)) = more.split_first() else { break };
            let (pad, more) = modifiers(more);
            cx.step()?;
            rest = self.directive(cx, out, more, pad)?;
            count += 1;
        }
        Ok(count)
    }

    /// Appends what one directive stands for; gives what follows it.
    fn directive(
        &self,
        cx: &mut Context<'a>,
        out: &mut ListBuilder<'a>,
        format: &'a [u8],
        pad: Pad,
    ) -> Result<&'a [u8], Exc> {
        let (first, rest) = format.split_first().unwrap_or((&0, &[]));
        let text = match first {
            b'%' => Value::str("%"),
            b'a' | b'A' => {
                let day = super::date::functions::day_of_week(cx, self.term, atoms::DEFAULT)?;
                let (option, length) = if *first == b'a' { (7, 3) } else { (6, usize::MAX) };
                self.name(cx, option, day, &DAYS, length)?
            }
            b'b' | b'B' => {
                let month = dot(cx, self.term, atoms::MONTH)?;
                let (option, length) = if *first == b'b' { (5, 3) } else { (4, usize::MAX) };
                self.name(cx, option, month, &MONTHS, length)?
            }
            b'c' => return self.preferred(cx, out, rest, pad, 2),
            b'x' => return self.preferred(cx, out, rest, pad, 0),
            b'X' => return self.preferred(cx, out, rest, pad, 1),
            b'd' => self.digits(cx, atoms::DAY)?,
            b'H' => self.digits(cx, atoms::HOUR)?,
            b'm' => self.digits(cx, atoms::MONTH)?,
            b'M' => self.digits(cx, atoms::MINUTE)?,
            b'S' => self.digits(cx, atoms::SECOND)?,
            b'Y' => {
                let year = dot(cx, self.term, atoms::YEAR)?;
                if ops::less(cx, year, Value::int(0))? {
                    // The minus stands before the padding.
                    out.push(&mut cx.bump, Value::str("-"))?;
                    let year = ops::negate(cx, year)?;
                    decimal(cx, year)?
                } else {
                    decimal(cx, year)?
                }
            }
            b'y' => {
                let year = dot(cx, self.term, atoms::YEAR)?;
                let short = crate::integer::remainder(cx, year, Value::int(100))?;
                decimal(cx, short)?
            }
            b'I' => {
                let hour = dot(cx, self.term, atoms::HOUR)?;
                let hour = ops::add(cx, hour, Value::int(23))?;
                let hour = crate::integer::remainder(cx, hour, Value::int(12))?;
                let hour = ops::add(cx, hour, Value::int(1))?;
                decimal(cx, hour)?
            }
            b'f' => {
                let text = self.fraction(cx)?;
                out.push(&mut cx.bump, text)?;
                return Ok(rest);
            }
            b'j' => {
                let day = super::date::functions::day_of_year(cx, self.term)?;
                decimal(cx, day)?
            }
            b'q' => {
                let quarter = super::date::functions::quarter_of_year(cx, self.term)?;
                decimal(cx, quarter)?
            }
            b'u' => {
                let day = super::date::functions::day_of_week(cx, self.term, atoms::DEFAULT)?;
                decimal(cx, day)?
            }
            b'p' | b'P' => {
                let hour = dot(cx, self.term, atoms::HOUR)?;
                let name = self.am_or_pm(cx, hour)?;
                if *first == b'p' {
                    string::change::functions::upcase(cx, name, atoms::DEFAULT)?
                } else {
                    string::change::functions::downcase(cx, name, atoms::DEFAULT)?
                }
            }
            b's' => {
                let seconds = self.unix_seconds(cx)?;
                let text = decimal(cx, seconds)?;
                out.push(&mut cx.bump, text)?;
                return Ok(rest);
            }
            b'z' => return self.offset(cx, out, rest, pad),
            b'Z' => match self.term.as_map().and_then(|map| map.get_flat(atoms::ZONE_ABBR)) {
                Some(zone) => zone,
                None => Value::str(""),
            },
            _ => return Err(invalid(cx, format)),
        };
        padded(cx, out, text, pad)?;
        Ok(rest)
    }

    /// A field that is an integer.
    fn digits(&self, cx: &mut Context<'a>, key: Value<'static>) -> R<'a> {
        let number = dot(cx, self.term, key)?;
        decimal(cx, number)
    }

    /// As many digits of the microseconds as are known, one at least.
    fn fraction(&self, cx: &mut Context<'a>) -> R<'a> {
        let pair = dot(cx, self.term, atoms::MICROSECOND)?;
        let Term::Tuple([microsecond, precision]) = pair.term() else { return Err(cx.match_error(pair)) };
        let text = decimal(cx, *microsecond)?;
        let Term::Binary(text) = text.term() else { return Err(cx.bad_argument(1, "not a binary")) };
        let mut padded = "0".repeat(6usize.saturating_sub(text.len())).into_bytes();
        padded.extend(text.bytes());
        let known = match precision.term() {
            Term::Int(known) if known <= text.len().max(6) as i64 => known.max(1) as usize,
            _ => return Err(cx.bad_argument(3, "out of range")),
        };
        cx.binary(padded.get(..known).unwrap_or(&padded))
    }

    /// Seconds since 1970, in UTC where there is a zone.
    fn unix_seconds(&self, cx: &mut Context<'a>) -> R<'a> {
        let field = |key: Value<'static>| self.term.as_map().and_then(|map| map.get_flat(key));
        if let (Some(_), Some(_)) = (field(atoms::UTC_OFFSET), field(atoms::STD_OFFSET)) {
            return super::date_time::functions::to_unix(cx, self.term, atoms::SECOND);
        }
        let epoch = iso::Date { year: 1970, month: 1, day: 1 };
        let midnight = iso::Time { hour: 0, minute: 0, second: 0, microsecond: 0, precision: 0 };
        let epoch = make_naive_of(cx, epoch, midnight)?;
        super::naive_date_time::functions::diff(cx, self.term, epoch, atoms::SECOND)
    }

    /// `%c`, `%x`, `%X`: a format of its own.
    fn preferred(
        &self,
        cx: &mut Context<'a>,
        out: &mut ListBuilder<'a>,
        rest: &'a [u8],
        pad: Pad,
        which: usize,
    ) -> Result<&'a [u8], Exc> {
        let name = OPTIONS.get(which).copied().unwrap_or("");
        let mut inner = *self;
        match inner.within.get_mut(which) {
            Some(within) if !*within => *within = true,
            _ => return Err(cx.argument_error(&format!("tried to format {name} within another {name} format"))),
        }
        let default = ["%Y-%m-%d", "%H:%M:%S", "%Y-%m-%d %H:%M:%S"].get(which).copied().unwrap_or("");
        let format = self.given.get(which).copied().flatten().unwrap_or(Value::str(default));
        let Term::Binary(format) = format.term() else { return Err(cx.function_clause(CALENDAR, "parse", 4)) };
        let mut made = cx.list_builder(8)?;
        let count = inner.parts(cx, &mut made, format.bytes())?;
        // Elixir counts the parts, not what is in them.
        push_padding(cx, out, pad.width.saturating_sub(count), pad.with)?;
        for part in made.as_slice() {
            out.push(&mut cx.bump, *part)?;
        }
        Ok(rest)
    }

    /// `%z`: `+0530`, or nothing where there is no zone.
    fn offset(
        &self,
        cx: &mut Context<'a>,
        out: &mut ListBuilder<'a>,
        rest: &'a [u8],
        pad: Pad,
    ) -> Result<&'a [u8], Exc> {
        let field = |key: Value<'static>| self.term.as_map().and_then(|map| map.get_flat(key));
        let (Some(utc), Some(std)) = (field(atoms::UTC_OFFSET), field(atoms::STD_OFFSET)) else { return Ok(rest) };
        let offset = fields::offset(cx, utc, std)?;
        out.push(&mut cx.bump, Value::str(if offset >= 0 { "+" } else { "-" }))?;
        let minutes = offset.unsigned_abs() / 60;
        let text = cx.string(&(minutes / 60 * 100 + minutes % 60).to_string())?;
        padded(cx, out, text, pad)?;
        Ok(rest)
    }
}

/// How a part is padded: to a width, by a byte or by nothing.
#[derive(Clone, Copy)]
struct Pad {
    width: usize,
    with: Option<u8>,
}

/// `-`, `0`, `_` and a width, and the defaults of the directive that follows.
fn modifiers(format: &[u8]) -> (Pad, &[u8]) {
    let (mut width, mut with) = (None, None);
    let mut rest = format;
    while let Some((first, more)) = rest.split_first() {
        match (first, width, with) {
            (b'-', _, None) => with = Some(None),
            (b'0', None, None) => with = Some(Some(b'0')),
            (b'_', _, None) => with = Some(Some(b' ')),
            (digit @ b'0'..=b'9', _, _) => {
                let before: usize = width.unwrap_or(0);
                width = Some(before.saturating_mul(10).saturating_add(usize::from(digit - b'0')));
            }
            _ => break,
        }
        rest = more;
    }
    let directive = rest.first().copied().unwrap_or(0);
    let by_itself = Some(if b"aAbBpPZ".contains(&directive) { b' ' } else { b'0' });
    let own = match directive {
        b'd' | b'H' | b'I' | b'm' | b'M' | b'S' | b'y' => 2,
        b'j' => 3,
        b'Y' | b'z' => 4,
        _ => 0,
    };
    (Pad { width: width.unwrap_or(own), with: with.unwrap_or(by_itself) }, rest)
}

/// An integer in digits.
fn decimal<'a>(cx: &mut Context<'a>, number: Value<'a>) -> R<'a> {
    integer::functions::to_string(cx, number, Value::int(10))
}

/// Appends a text, with padding before it.
fn padded<'a>(cx: &mut Context<'a>, out: &mut ListBuilder<'a>, text: Value<'a>, pad: Pad) -> Result<(), Exc> {
    let Term::Binary(binary) = text.term() else { return Err(cx.bad_argument(1, "not a bitstring")) };
    push_padding(cx, out, pad.width.saturating_sub(binary.len()), pad.with)?;
    Ok(out.push(&mut cx.bump, text)?)
}

fn push_padding<'a>(
    cx: &mut Context<'a>,
    out: &mut ListBuilder<'a>,
    count: usize,
    with: Option<u8>,
) -> Result<(), Exc> {
    let Some(with) = with.filter(|_| count > 0) else { return Ok(()) };
    cx.charge_bytes(count)?;
    let padding = cx.bump.zeroed(count)?;
    padding.fill(with);
    let padding: &'a [u8] = padding;
    Ok(out.push(&mut cx.bump, Value::bytes(padding))?)
}

#[cold]
fn invalid<'a>(cx: &mut Context<'a>, rest: &'a [u8]) -> Exc {
    let next = match string::parts::functions::next_grapheme(cx, Value::bytes(rest)) {
        Ok(next) => next,
        Err(exc) => return exc,
    };
    let next = match next.term() {
        Term::Tuple([next, _]) => *next,
        _ => Value::str(""),
    };
    match bitstring::concat(cx, &[Value::str("invalid strftime format: %"), next]) {
        Ok(message) => cx.argument_error_with(message),
        Err(exc) => exc,
    }
}

/// Dates and times as text.
#[library("Calendar", units = 6)]
pub mod functions {
    use super::*;

    /// A date, time or both as text, by a format.
    ///
    /// A directive is a percent sign, and before its letter `-` (no padding), `_` (spaces) or `0`, and a width:
    /// `%Y` `%y` year, `%m` `%B` `%b` month, `%d` day, `%H` `%I` hour of 24 or 12, `%M` minute, `%S` second, `%f` fraction,
    /// `%p` `%P` AM or am, `%A` `%a` `%u` day of the week, `%j` day of the year, `%q` quarter, `%s` seconds since 1970, `%z` `%Z` zone, `%x` `%X` `%c` the
    /// preferred date, time and both, `%%` a percent sign. Options give names and preferred formats.
    ///
    /// ```elixir
    /// iex> Calendar.strftime(~U[2024-05-02 09:07:03Z], "%a, %d %b %Y %H:%M:%S %z")
    /// "Thu, 02 May 2024 09:07:03 +0000"
    /// iex> Calendar.strftime(~D[2024-05-02], "%-d.%-m.%y, week day %u of %B")
    /// "2.5.24, week day 4 of May"
    /// iex> Calendar.strftime(~D[2024-05-02], "%B", month_names: fn month -> "month #{month}" end)
    /// "month 5"
    /// ```
    #[row(cost = inside, default(options = []))]
    pub fn strftime<'a>(cx: &mut Context<'a>, date_or_time: Value<'a>, format: Value<'a>, options: Value<'a>) -> R<'a> {
        let (Term::Map(_), Term::Binary(text)) = (date_or_time.term(), format.term()) else {
            return Err(cx.function_clause(CALENDAR, "strftime", 3));
        };
        let formatter = Formatter::new(cx, date_or_time, options)?;
        cx.charge_bytes(text.len())?;
        let mut out = cx.list_builder(16)?;
        formatter.parts(cx, &mut out, text.bytes())?;
        bitstring::concat(cx, out.as_slice())
    }
}

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

/// What a caller may set, by the places in [`Settings`].
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

/// The options, and which preferred formats are being written.
#[derive(Clone, Copy)]
struct Settings<'a> {
    given: [Option<Value<'a>>; OPTIONS.len()],
    within: [bool; 3],
}

impl<'a> Settings<'a> {
    fn new(cx: &mut Context<'a>, options: Value<'a>) -> Result<Self, Exc> {
        let mut settings = Settings { given: [None; OPTIONS.len()], within: [false; 3] };
        let mut options = Iter::new(cx, options)?;
        while let Some(option) = options.next(cx)? {
            let Term::Tuple([key, value]) = option.term() else {
                return Err(cx.function_clause(CALENDAR, "-options/1-fun-5-", 2));
            };
            let place = match key.term() {
                Term::Atom(name) => OPTIONS.iter().position(|known| *known == name.name()),
                _ => None,
            };
            match place.and_then(|place| settings.given.get_mut(place)) {
                Some(place) => *place = Some(*value),
                None => {
                    let key = inspect::short(cx, *key)?;
                    return Err(cx.argument_error(&format!("unknown option {key} given to Calendar.strftime/3")));
                }
            }
        }
        settings.within = [8, 9, 10]
            .map(|mark: usize| settings.given.get(mark).copied().flatten().is_some_and(|mark| mark.is(atoms::TRUE)));
        Ok(settings)
    }

    /// What the function in an option makes of a number or of `:am`; it may take what is formatted too.
    fn formatted(&self, cx: &mut Context<'a>, function: Value<'a>, value: Value<'a>, term: Value<'a>) -> R<'a> {
        match function.term() {
            Term::Fun(fun) if fun.code.arity() == 1 => cx.call(function, &[value]),
            Term::Fun(fun) if fun.code.arity() == 2 => cx.call(function, &[value, term]),
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
        term: Value<'a>,
        option: usize,
        number: Value<'a>,
        names: &'static [&'static str],
        length: usize,
    ) -> R<'a> {
        if let Some(function) = self.given.get(option).copied().flatten() {
            return self.formatted(cx, function, number, term);
        }
        let index = match number.term() {
            Term::Int(number) => usize::try_from(number - 1).ok(),
            Term::Float(_) => return Err(cx.bad_argument(1, "not an integer")),
            _ => return Err(cx.arithmetic_error()),
        };
        match index.and_then(|index| names.get(index)) {
            Some(name) => Ok(Value::str(name.get(..length).unwrap_or(name))),
            None => Err(cx.bad_argument(1, "out of range")),
        }
    }

    fn am_or_pm(&self, cx: &mut Context<'a>, term: Value<'a>, hour: Value<'a>) -> R<'a> {
        let is_late = ops::greater(cx, hour, Value::int(11))?;
        match self.given[3] {
            Some(function) => self.formatted(cx, function, if is_late { atoms::PM } else { atoms::AM }, term),
            None => Ok(Value::str(if is_late { "pm" } else { "am" })),
        }
    }
}

/// How a part is padded: to a width, by a byte or by nothing.
#[derive(Clone, Copy)]
struct Pad {
    width: usize,
    with: Option<u8>,
}

/// Appends the parts that a format makes of a date or time; gives their number, a byte as it stands being one.
fn parts<'a>(
    cx: &mut Context<'a>,
    out: &mut ListBuilder<'a>,
    term: Value<'a>,
    format: &'a [u8],
    settings: &Settings<'a>,
) -> Result<usize, Exc> {
    let mut rest = format;
    let mut count = 0usize;
    while !rest.is_empty() {
        let plain = rest.iter().position(|byte| *byte == b'%').unwrap_or(rest.len());
        let (text, more) = rest.split_at(plain);
        if !text.is_empty() {
            out.push(&mut cx.bump, Value::bytes(text))?;
            count += text.len();
        }
        let Some((_, more)) = more.split_first() else { break };
        let (pad, more) = modifiers(more);
        cx.step()?;
        rest = directive(cx, out, term, more, pad, settings)?;
        count += 1;
    }
    Ok(count)
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

/// Appends what one directive stands for; gives what follows it.
fn directive<'a>(
    cx: &mut Context<'a>,
    out: &mut ListBuilder<'a>,
    term: Value<'a>,
    format: &'a [u8],
    pad: Pad,
    settings: &Settings<'a>,
) -> Result<&'a [u8], Exc> {
    let (first, rest) = format.split_first().unwrap_or((&0, &[]));
    let field = |cx: &mut Context<'a>, key: Value<'static>| dot(cx, term, key);
    let text = match first {
        b'%' => Value::str("%"),
        b'a' | b'A' => {
            let day = super::date::functions::day_of_week(cx, term, atoms::DEFAULT)?;
            let (option, length) = if *first == b'a' { (7, 3) } else { (6, usize::MAX) };
            settings.name(cx, term, option, day, &DAYS, length)?
        }
        b'b' | b'B' => {
            let month = field(cx, atoms::MONTH)?;
            let (option, length) = if *first == b'b' { (5, 3) } else { (4, usize::MAX) };
            settings.name(cx, term, option, month, &MONTHS, length)?
        }
        b'c' => return preferred(cx, out, term, rest, pad, settings, 2),
        b'x' => return preferred(cx, out, term, rest, pad, settings, 0),
        b'X' => return preferred(cx, out, term, rest, pad, settings, 1),
        b'd' => digits(cx, term, atoms::DAY)?,
        b'H' => digits(cx, term, atoms::HOUR)?,
        b'm' => digits(cx, term, atoms::MONTH)?,
        b'M' => digits(cx, term, atoms::MINUTE)?,
        b'S' => digits(cx, term, atoms::SECOND)?,
        b'Y' => {
            let year = field(cx, atoms::YEAR)?;
            if !ops::less(cx, year, Value::int(0))? {
                integer::functions::to_string(cx, year, Value::int(10))?
            } else {
                // The minus stands before the padding.
                out.push(&mut cx.bump, Value::str("-"))?;
                let year = ops::negate(cx, year)?;
                integer::functions::to_string(cx, year, Value::int(10))?
            }
        }
        b'y' => {
            let year = field(cx, atoms::YEAR)?;
            let short = crate::integer::remainder(cx, year, Value::int(100))?;
            integer::functions::to_string(cx, short, Value::int(10))?
        }
        b'I' => {
            let hour = field(cx, atoms::HOUR)?;
            let hour = ops::add(cx, hour, Value::int(23))?;
            let hour = crate::integer::remainder(cx, hour, Value::int(12))?;
            let hour = ops::add(cx, hour, Value::int(1))?;
            integer::functions::to_string(cx, hour, Value::int(10))?
        }
        b'f' => {
            let text = fraction(cx, term)?;
            out.push(&mut cx.bump, text)?;
            return Ok(rest);
        }
        b'j' => {
            let day = super::date::functions::day_of_year(cx, term)?;
            integer::functions::to_string(cx, day, Value::int(10))?
        }
        b'q' => {
            let quarter = super::date::functions::quarter_of_year(cx, term)?;
            integer::functions::to_string(cx, quarter, Value::int(10))?
        }
        b'u' => {
            let day = super::date::functions::day_of_week(cx, term, atoms::DEFAULT)?;
            integer::functions::to_string(cx, day, Value::int(10))?
        }
        b'p' | b'P' => {
            let hour = field(cx, atoms::HOUR)?;
            let name = settings.am_or_pm(cx, term, hour)?;
            if *first == b'p' {
                string::change::functions::upcase(cx, name, atoms::DEFAULT)?
            } else {
                string::change::functions::downcase(cx, name, atoms::DEFAULT)?
            }
        }
        b's' => {
            let seconds = unix_seconds(cx, term)?;
            let text = integer::functions::to_string(cx, seconds, Value::int(10))?;
            out.push(&mut cx.bump, text)?;
            return Ok(rest);
        }
        b'z' => return offset(cx, out, term, rest, pad),
        b'Z' => match term.as_map().and_then(|map| map.get_flat(atoms::ZONE_ABBR)) {
            Some(zone) => zone,
            None => Value::str(""),
        },
        _ => return Err(invalid(cx, format)),
    };
    padded(cx, out, text, pad)?;
    Ok(rest)
}

/// A field that is an integer.
fn digits<'a>(cx: &mut Context<'a>, term: Value<'a>, key: Value<'static>) -> R<'a> {
    let number = dot(cx, term, key)?;
    integer::functions::to_string(cx, number, Value::int(10))
}

/// As many digits of the microseconds as are known, one at least.
fn fraction<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
    let pair = dot(cx, term, atoms::MICROSECOND)?;
    let Term::Tuple([microsecond, precision]) = pair.term() else { return Err(cx.match_error(pair)) };
    let text = integer::functions::to_string(cx, *microsecond, Value::int(10))?;
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
fn unix_seconds<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
    let field = |key: Value<'static>| term.as_map().and_then(|map| map.get_flat(key));
    if let (Some(_), Some(_)) = (field(atoms::UTC_OFFSET), field(atoms::STD_OFFSET)) {
        return super::date_time::functions::to_unix(cx, term, atoms::SECOND);
    }
    let epoch = iso::Date { year: 1970, month: 1, day: 1 };
    let midnight = iso::Time { hour: 0, minute: 0, second: 0, microsecond: 0, precision: 0 };
    let epoch = make_naive_of(cx, epoch, midnight)?;
    super::naive_date_time::functions::diff(cx, term, epoch, atoms::SECOND)
}

/// `%c`, `%x`, `%X`: a format of its own.
fn preferred<'a>(
    cx: &mut Context<'a>,
    out: &mut ListBuilder<'a>,
    term: Value<'a>,
    rest: &'a [u8],
    pad: Pad,
    settings: &Settings<'a>,
    which: usize,
) -> Result<&'a [u8], Exc> {
    let name = OPTIONS.get(which).copied().unwrap_or("");
    let mut inner = *settings;
    match inner.within.get_mut(which) {
        Some(within) if !*within => *within = true,
        _ => return Err(cx.argument_error(&format!("tried to format {name} within another {name} format"))),
    }
    let default = ["%Y-%m-%d", "%H:%M:%S", "%Y-%m-%d %H:%M:%S"].get(which).copied().unwrap_or("");
    let format = settings.given.get(which).copied().flatten().unwrap_or(Value::str(default));
    let Term::Binary(format) = format.term() else { return Err(cx.function_clause(CALENDAR, "parse", 4)) };
    let mut made = cx.list_builder(8)?;
    let count = parts(cx, &mut made, term, format.bytes(), &inner)?;
    // Elixir counts the parts, not what is in them.
    push_padding(cx, out, pad.width.saturating_sub(count), pad.with)?;
    for part in made.as_slice() {
        out.push(&mut cx.bump, *part)?;
    }
    Ok(rest)
}

/// `%z`: `+0530`, or nothing where there is no zone.
fn offset<'a>(
    cx: &mut Context<'a>,
    out: &mut ListBuilder<'a>,
    term: Value<'a>,
    rest: &'a [u8],
    pad: Pad,
) -> Result<&'a [u8], Exc> {
    let field = |key: Value<'static>| term.as_map().and_then(|map| map.get_flat(key));
    let (Some(utc), Some(std)) = (field(atoms::UTC_OFFSET), field(atoms::STD_OFFSET)) else { return Ok(rest) };
    let offset = fields::offset(cx, utc, std)?;
    out.push(&mut cx.bump, Value::str(if offset >= 0 { "+" } else { "-" }))?;
    let minutes = offset.unsigned_abs() / 60;
    let text = cx.string(&(minutes / 60 * 100 + minutes % 60).to_string())?;
    padded(cx, out, text, pad)?;
    Ok(rest)
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
        let settings = Settings::new(cx, options)?;
        cx.charge_bytes(text.len())?;
        let mut out = cx.list_builder(16)?;
        parts(cx, &mut out, date_or_time, text.bytes(), &settings)?;
        bitstring::concat(cx, out.as_slice())
    }
}

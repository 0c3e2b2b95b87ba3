//! JSON as iodata, piece by piece in the shape that Elixir's `JSON.encode_to_iodata!/1` gives it, and the protocol that a
//! caller's own encoder goes through.

use super::write::{invalid_utf8, undefined};
use super::{duration, string};
use crate::calendar::Format;
use crate::calendar::fields::{self, DateFields, TimeFields, ZoneFields, iso_calendar};
use crate::calendar::format::{push_date, push_offset, push_time};
use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::{Map, Term, Value, atoms};
use crate::text;

const QUOTE: Value<'static> = Value::int(b'"' as i64);
const COLON: Value<'static> = Value::int(b':' as i64);
const COMMA: Value<'static> = Value::int(b',' as i64);

/// `JSON.protocol_encode(value, encoder)`; without an encoder, the one that is meant is this.
///
/// # Errors
/// What the protocol or the encoder raises; limits.
pub fn iodata<'a>(cx: &mut Context<'a>, value: Value<'a>, encoder: Option<Value<'a>>) -> R<'a> {
    cx.tick()?;
    match value.term() {
        Term::Atom(_) if value.is_nil() => Ok(Value::str("null")),
        Term::Atom(atom) if atom.as_bool().is_some() => Ok(Value::str(atom.name())),
        Term::Atom(atom) => next(cx, Value::str(atom.name()), encoder),
        Term::Binary(binary) => {
            cx.charge_bytes(binary.len())?;
            match binary.text() {
                Some(text) => escaped(cx, text, value),
                None => Err(invalid_utf8(cx, binary.bytes())),
            }
        }
        Term::Int(_) | Term::Big(_) | Term::Float(_) => text::to_string(cx, value),
        Term::Bits(_) => Err(cx.function_clause(atoms::MODULE_ERLANG_JSON, "encode_binary", 1)),
        Term::EmptyList | Term::List(_) => list(cx, value, encoder),
        Term::Map(map) => match map.struct_name() {
            None => object(cx, map, encoder),
            Some(_) => structure(cx, value, map),
        },
        _ => Err(undefined(cx, value)),
    }
}

/// `encoder.(value, encoder)`
fn next<'a>(cx: &mut Context<'a>, value: Value<'a>, encoder: Option<Value<'a>>) -> R<'a> {
    cx.guard_stack()?;
    match encoder {
        None => iodata(cx, value, None),
        Some(function) => cx.call(function, &[value, function]),
    }
}

/// `[34, text, 34]`, or nested lists of parts and escapes.
fn escaped<'a>(cx: &mut Context<'a>, text: &'a str, value: Value<'a>) -> R<'a> {
    let bytes = text.as_bytes();
    let mut at = string::next_special(bytes, 0);
    if at == bytes.len() {
        return cx.list(&[QUOTE, value, QUOTE]);
    }
    let mut all = cx.list(&[QUOTE])?;
    let mut from = 0;
    while let Some(byte) = bytes.get(at) {
        cx.tick()?;
        let mut escape = Vec::with_capacity(6);
        string::push_escape(&mut escape, *byte);
        let escape = cx.string(std::str::from_utf8(&escape).unwrap_or_default())?;
        let part = text.get(from..at).unwrap_or_default();
        all = if part.is_empty() {
            cx.list_with_tail(&[all], escape)?
        } else {
            cx.list_with_tail(&[all, Value::str(part)], escape)?
        };
        from = at + 1;
        at = string::next_special(bytes, from);
    }
    let part = text.get(from..).unwrap_or_default();
    if part.is_empty() { cx.list(&[all, QUOTE]) } else { cx.list(&[all, Value::str(part), QUOTE]) }
}

fn list<'a>(cx: &mut Context<'a>, value: Value<'a>, encoder: Option<Value<'a>>) -> R<'a> {
    let mut parts = cx.list_builder(8)?;
    let mut rest = value;
    loop {
        match rest.term() {
            Term::EmptyList if parts.is_empty() => return Ok(Value::str("[]")),
            Term::EmptyList => {
                parts.push(&mut cx.bump, Value::int(i64::from(b']')))?;
                return Ok(parts.finish(&mut cx.bump));
            }
            Term::List(list) => {
                if parts.is_empty()
                    && let Some(function) = encoder
                    && !matches!(function.term(), Term::Fun(fun) if fun.code.arity() == 2)
                {
                    return Err(cx.function_clause(atoms::MODULE_ERLANG_JSON, "do_encode_list", 2));
                }
                for element in list.block() {
                    let before = if parts.is_empty() { Value::int(i64::from(b'[')) } else { COMMA };
                    parts.push(&mut cx.bump, before)?;
                    let part = next(cx, *element, encoder)?;
                    parts.push(&mut cx.bump, part)?;
                }
                rest = list.rest();
            }
            _ => return Err(cx.function_clause(atoms::MODULE_ERLANG_JSON, "list_loop", 2)),
        }
    }
}

fn object<'a>(cx: &mut Context<'a>, map: &'a Map<'a>, encoder: Option<Value<'a>>) -> R<'a> {
    if map.is_empty() {
        return Ok(Value::str("{}"));
    }
    let mut parts = cx.list_builder(map.len().saturating_mul(4))?;
    for (key, value) in map.iter() {
        let before = if parts.is_empty() { Value::int(i64::from(b'{')) } else { COMMA };
        let key = match key.term() {
            Term::Atom(atom) => Value::str(atom.name()),
            Term::Binary(_) => key,
            _ => text::to_string(cx, key)?,
        };
        let key = next(cx, key, encoder)?;
        let value = next(cx, value, encoder)?;
        for part in [before, key, COLON, value] {
            parts.push(&mut cx.bump, part)?;
        }
    }
    Ok(parts.finish_with_tail(&mut cx.bump, Value::str("}")))
}

/// What a struct with a JSON form is as text, between quotes; nothing for other structs.
///
/// # Errors
/// What the struct's fields raise.
pub(super) fn struct_text<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Option<Result<String, Exc>> {
    let Term::Map(map) = value.term() else { return None };
    let name = map.struct_name()?.value();
    let kind = Kind::of(name)?;
    Some(kind.text(cx, value))
}

/// The structs that have a JSON form.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Date,
    Time,
    Naive,
    DateTime,
    Duration,
    Decimal,
}

impl Kind {
    fn of(name: Value<'_>) -> Option<Kind> {
        let kinds = [
            (atoms::MODULE_DATE, Kind::Date),
            (atoms::MODULE_TIME, Kind::Time),
            (atoms::MODULE_NAIVE_DATE_TIME, Kind::Naive),
            (atoms::MODULE_DATE_TIME, Kind::DateTime),
            (atoms::MODULE_DURATION, Kind::Duration),
            (atoms::MODULE_DECIMAL, Kind::Decimal),
        ];
        kinds.iter().find(|(module, _)| name.is(*module)).map(|(_, kind)| *kind)
    }

    fn text<'a>(self, cx: &mut Context<'a>, value: Value<'a>) -> Result<String, Exc> {
        let mut text = String::new();
        match self {
            Kind::Duration => duration::push(cx, &mut text, value)?,
            Kind::Decimal => {
                if let Term::Binary(binary) = text::to_string(cx, value)?.term() {
                    text.push_str(binary.text().unwrap_or_default());
                }
            }
            _ => {
                let parts = self.parts(cx, value)?;
                if let Some(date) = &parts.date {
                    push_date(cx, &mut text, date, Format::Extended)?;
                }
                if let Some(time) = &parts.time {
                    if self != Kind::Time {
                        text.push('T');
                    }
                    push_time(cx, &mut text, time, Format::Extended)?;
                }
                if let Some(zone) = &parts.zone {
                    let offset = fields::offset(cx, zone.utc_offset, zone.std_offset)?;
                    push_offset(&mut text, offset, is_utc(zone), Format::Extended);
                }
            }
        }
        Ok(text)
    }

    /// The fields that it needs.
    ///
    /// # Errors
    /// Those of `to_iso8601` where the calendar is another; `MatchError` where a field is missing.
    fn parts<'a>(self, cx: &mut Context<'a>, value: Value<'a>) -> Result<Parts<'a>, Exc> {
        match fields::fields(value, [atoms::CALENDAR]) {
            Some([calendar]) if self == Kind::Time => iso_calendar(cx, calendar, "time_to_day_fraction", 4)?,
            Some([calendar]) => {
                if !calendar.is(atoms::CALENDAR_ISO) {
                    return Err(fields::no_calendar(cx, calendar));
                }
            }
            None => {
                let (module, arity) = match self {
                    Kind::Date => (atoms::MODULE_DATE, 2),
                    Kind::Time => (atoms::MODULE_TIME, 2),
                    Kind::Naive => (atoms::MODULE_NAIVE_DATE_TIME, 2),
                    _ => (atoms::MODULE_DATE_TIME, 3),
                };
                return Err(cx.function_clause(module, "to_iso8601", arity));
            }
        }
        let wants = |kinds: &[Kind]| kinds.contains(&self);
        let parts = Parts {
            date: if wants(&[Kind::Time]) { None } else { DateFields::of(value) },
            time: if wants(&[Kind::Date]) { None } else { TimeFields::of(value) },
            zone: if wants(&[Kind::DateTime]) { ZoneFields::of(value) } else { None },
        };
        let complete = (parts.date.is_some() || wants(&[Kind::Time]))
            && (parts.time.is_some() || wants(&[Kind::Date]))
            && (parts.zone.is_some() || !wants(&[Kind::DateTime]));
        if complete { Ok(parts) } else { Err(cx.match_error(value)) }
    }
}

struct Parts<'a> {
    date: Option<DateFields<'a>>,
    time: Option<TimeFields<'a>>,
    zone: Option<ZoneFields<'a>>,
}

fn is_utc(zone: &ZoneFields<'_>) -> bool {
    let none = matches!((zone.utc_offset.term(), zone.std_offset.term()), (Term::Int(0), Term::Int(0)));
    none && matches!(zone.time_zone.term(), Term::Binary(name) if name.bytes() == fields::UTC.as_bytes())
}

/// A struct in quotes. Dates and times come in the pieces that Elixir makes of them.
fn structure<'a>(cx: &mut Context<'a>, value: Value<'a>, map: &'a Map<'a>) -> R<'a> {
    let kind = map.struct_name().and_then(|name| Kind::of(name.value()));
    let Some(kind) = kind else { return Err(undefined(cx, value)) };
    let text = kind.text(cx, value)?;
    if matches!(kind, Kind::Duration | Kind::Decimal) {
        let text = cx.string(&text)?;
        return cx.list(&[QUOTE, text, QUOTE]);
    }
    // The text is known to be well-formed, so that its pieces can be cut from it.
    let text = match cx.string(&text)?.term() {
        Term::Binary(binary) => binary.text().unwrap_or_default(),
        _ => "",
    };
    let (date, time) = match kind {
        Kind::Time => (None, Some(text)),
        _ => match text.split_once('T') {
            Some((date, time)) => (Some(date), Some(time)),
            None => (Some(text), None),
        },
    };
    let mut parts = cx.list_builder(6)?;
    parts.push(&mut cx.bump, QUOTE)?;
    if let Some(date) = date {
        let date = date_pieces(cx, date)?;
        parts.push(&mut cx.bump, date)?;
    }
    if let Some(time) = time {
        if kind != Kind::Time {
            parts.push(&mut cx.bump, Value::int(i64::from(b'T')))?;
        }
        let end = time.find(['Z', '+', '-']).unwrap_or(time.len());
        let (clock, offset) = time.split_at_checked(end).unwrap_or((time, ""));
        let clock = time_pieces(cx, clock)?;
        parts.push(&mut cx.bump, clock)?;
        if offset == "Z" {
            parts.push(&mut cx.bump, Value::int(i64::from(b'Z')))?;
        } else if let (Some(sign), Some((hour, minute))) =
            (offset.bytes().next(), offset.get(1..).unwrap_or_default().split_once(':'))
        {
            let (hour, minute) = (padded(cx, hour)?, padded(cx, minute)?);
            let offset = cx.list_with_tail(&[Value::int(i64::from(sign)), hour, COLON], minute)?;
            parts.push(&mut cx.bump, offset)?;
        }
    }
    parts.push(&mut cx.bump, QUOTE)?;
    Ok(parts.finish(&mut cx.bump))
}

/// `["0" | "5"]`: the zeros that were put before a number, and the number.
fn padded<'a>(cx: &mut Context<'a>, digits: &'a str) -> R<'a> {
    if let Some(positive) = digits.strip_prefix('-') {
        let rest = padded(cx, positive)?;
        return cx.list_with_tail(&[Value::int(i64::from(b'-'))], rest);
    }
    let number = digits.trim_start_matches('0');
    let number =
        if number.is_empty() { digits.get(digits.len().saturating_sub(1)..).unwrap_or_default() } else { number };
    let zeros = digits.get(..digits.len() - number.len()).unwrap_or_default();
    if zeros.is_empty() { Ok(Value::str(digits)) } else { cx.list_with_tail(&[Value::str(zeros)], Value::str(number)) }
}

fn date_pieces<'a>(cx: &mut Context<'a>, date: &'a str) -> R<'a> {
    const HYPHEN: Value<'static> = Value::int(b'-' as i64);
    let mut parts = date.rsplitn(3, '-');
    let (day, month, year) = (parts.next(), parts.next(), parts.next());
    let year = padded(cx, year.unwrap_or_default())?;
    let month = padded(cx, month.unwrap_or_default())?;
    let day = padded(cx, day.unwrap_or_default())?;
    cx.list_with_tail(&[year, HYPHEN, month, HYPHEN], day)
}

fn time_pieces<'a>(cx: &mut Context<'a>, time: &'a str) -> R<'a> {
    let (clock, fraction) = match time.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (time, None),
    };
    let mut parts = clock.splitn(3, ':');
    let (hour, minute, second) = (parts.next(), parts.next(), parts.next());
    let hour = padded(cx, hour.unwrap_or_default())?;
    let minute = padded(cx, minute.unwrap_or_default())?;
    let second = padded(cx, second.unwrap_or_default())?;
    let clock = cx.list_with_tail(&[hour, COLON, minute, COLON], second)?;
    match fraction {
        None => Ok(clock),
        Some(fraction) => {
            let fraction = padded(cx, fraction)?;
            cx.list_with_tail(&[clock, Value::int(i64::from(b'.'))], fraction)
        }
    }
}

//! `Regex.replace/4`.

use super::captures::Slots;
use crate::context::Context;
use crate::error::{Exc, R};
use crate::memory::ListBuilder;
use crate::regex::CompiledRegex;
use crate::term::{Binary, Term, Value, atoms};
use crate::text::join;

/// What stands for a match.
enum Replacement<'a> {
    /// A text without groups.
    Text(Value<'a>),
    /// Texts, and groups as integers.
    Parts(&'a [Value<'a>]),
    /// A function of so many arguments.
    Function(Value<'a>, usize),
}

pub(super) fn replace<'a>(
    cx: &mut Context<'a>,
    compiled: &CompiledRegex,
    text: Binary<'a>,
    replacement: Value<'a>,
    global: bool,
) -> R<'a> {
    let mut matches = compiled.matches(cx, text.bytes(), 0)?;
    let mut bounds = Slots::new(cx, 2)?;
    // The replacement is looked at when there is a match, no earlier.
    if !matches.next(cx, bounds.get())? {
        return Ok(text.value());
    }
    let replacement = Replacement::new(cx, replacement)?;
    let wanted = match &replacement {
        Replacement::Text(_) | Replacement::Function(_, 0 | 1) => 2,
        _ => (compiled.groups() + 1) * 2,
    };
    let mut slots = bounds;
    if wanted > 2 {
        // Once more, with groups.
        slots = Slots::new(cx, wanted)?;
        matches = compiled.matches(cx, text.bytes(), 0)?;
        matches.next(cx, slots.get())?;
    }
    let mut pieces = cx.list_builder(8)?;
    let mut at = 0;
    while let Some((from, to)) = slots.group(0) {
        if from > at {
            pieces.push(&mut cx.bump, text.slice(at, from))?;
        }
        replacement.push(cx, &mut pieces, text, &slots)?;
        at = to;
        if !global || !matches.next(cx, slots.get())? {
            break;
        }
    }
    if at < text.len() {
        pieces.push(&mut cx.bump, text.slice(at, text.len()))?;
    }
    let pieces = pieces.finish_slice(&mut cx.bump);
    join::join_iodata(cx, pieces, 1)
}

impl<'a> Replacement<'a> {
    fn new(cx: &mut Context<'a>, replacement: Value<'a>) -> Result<Self, Exc> {
        let text = match replacement.term() {
            Term::Fun(fun) => return Ok(Replacement::Function(replacement, fun.code.arity())),
            Term::Binary(text) => text,
            _ => return Err(cx.function_clause(atoms::MODULE_REGEX, "precompile_replacement", 1)),
        };
        cx.charge_bytes(text.len())?;
        if memchr::memchr(b'\\', text.bytes()).is_none() {
            return Ok(Replacement::Text(replacement));
        }
        let bytes = text.bytes();
        let mut parts = cx.list_builder(8)?;
        let (mut from, mut at) = (0, 0);
        while let Some(found) = memchr::memchr(b'\\', bytes.get(at..).unwrap_or_default()) {
            cx.tick()?;
            let start = at + found;
            let digits = |from: usize| {
                bytes.get(from..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit()).count()
            };
            let (part, end) = match bytes.get(start + 1..).unwrap_or_default() {
                [b'\\', ..] => (text.slice(start, start + 1), start + 2),
                [b'g', b'{', _, ..] => {
                    let count = digits(start + 3);
                    let end = start + 3 + count;
                    if bytes.get(end) != Some(&b'}') || count == 0 {
                        return Err(unclosed(cx, text, start + 3, end));
                    }
                    (group(bytes.get(start + 3..end)), end + 1)
                }
                [b'0'..=b'9', ..] => {
                    let end = start + 1 + digits(start + 1);
                    (group(bytes.get(start + 1..end)), end)
                }
                _ => {
                    at = start + 1;
                    continue;
                }
            };
            if start > from {
                parts.push(&mut cx.bump, text.slice(from, start))?;
            }
            parts.push(&mut cx.bump, part)?;
            (from, at) = (end, end);
        }
        if from < bytes.len() {
            parts.push(&mut cx.bump, text.slice(from, bytes.len()))?;
        }
        Ok(Replacement::Parts(parts.finish_slice(&mut cx.bump)))
    }

    fn push(
        &self,
        cx: &mut Context<'a>,
        pieces: &mut ListBuilder<'a>,
        text: Binary<'a>,
        slots: &Slots,
    ) -> Result<(), Exc> {
        match self {
            Replacement::Text(new) => pieces.push(&mut cx.bump, *new)?,
            Replacement::Parts(parts) => {
                for part in *parts {
                    cx.tick()?;
                    let piece = match part.term() {
                        Term::Int(group) => match u32::try_from(group).ok().and_then(|group| slots.group(group)) {
                            Some((from, to)) => text.slice(from, to),
                            None => Value::EMPTY_STRING,
                        },
                        _ => *part,
                    };
                    pieces.push(&mut cx.bump, piece)?;
                }
            }
            Replacement::Function(function, arity) => {
                let mut arguments = cx.list_builder(*arity)?;
                for group in 0..*arity as u32 {
                    let value = slots.group(group).map_or(Value::EMPTY_STRING, |(from, to)| text.slice(from, to));
                    arguments.push(&mut cx.bump, value)?;
                }
                let arguments = arguments.finish_slice(&mut cx.bump);
                let new = cx.call(*function, arguments)?;
                pieces.push(&mut cx.bump, new)?;
            }
        }
        Ok(())
    }
}

/// The number of a group; one that is too large for any is that of none.
fn group<'a>(digits: Option<&[u8]>) -> Value<'a> {
    let number = digits
        .unwrap_or_default()
        .iter()
        .fold(0i64, |number, digit| number.saturating_mul(10).saturating_add((digit - b'0') as i64));
    Value::int(number)
}

/// `\g{…` without digits and `}`: what Elixir's match fails on; without digits, what no integer is made of.
#[cold]
fn unclosed<'a>(cx: &mut Context<'a>, text: Binary<'a>, from: usize, end: usize) -> Exc {
    if from == end && text.bytes().get(end) == Some(&b'}') {
        return cx.bad_argument(1, "not a textual representation of an integer");
    }
    let mut list = match cx.list_builder(end.saturating_sub(from)) {
        Ok(list) => list,
        Err(full) => return full,
    };
    for byte in text.bytes().get(from..end).unwrap_or_default() {
        if list.push(&mut cx.bump, Value::int(*byte as i64)).is_err() {
            return cx.limit(crate::limits::Limit::Memory);
        }
    }
    let digits = list.finish(&mut cx.bump);
    match cx.tuple(&[digits, text.slice(end, text.len())]) {
        Ok(pair) => cx.match_error(pair),
        Err(full) => full,
    }
}

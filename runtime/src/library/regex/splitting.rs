//! `Regex.split/3`.

use super::captures::{Capture, Slots};
use super::{check_text, compiled, is_list, is_regex, no_clause, option};
use crate::context::Context;
use crate::error::{Exc, R};
use crate::memory::ListBuilder;
use crate::term::{Binary, Term, Value, atoms};

pub(super) fn split<'a>(cx: &mut Context<'a>, regex: Value<'a>, string: Value<'a>, options: Value<'a>) -> R<'a> {
    let (true, Term::Binary(text)) = (is_regex(regex), string.term()) else { return Err(no_clause(cx, "split", 3)) };
    if !is_list(options) {
        if text.is_empty() {
            return Err(cx.function_clause(atoms::MODULE_KEYWORD, "get", 3));
        }
        return Err(no_clause(cx, "split", 3));
    }
    let trim = option(options, atoms::TRIM).unwrap_or(Value::FALSE);
    if text.is_empty() {
        return if trim.truthy() { Ok(Value::EMPTY_LIST) } else { cx.list(&[Value::EMPTY_STRING]) };
    }
    let compiled = compiled(cx, regex, "safe_run", 3)?;
    check_text(cx, compiled, text)?;
    let on = match option(options, atoms::ON) {
        None => Capture::First,
        Some(on) => Capture::new(cx, compiled, on)?,
    };
    let mut matches = compiled.matches(cx, text.bytes(), 0)?;
    let mut slots = Slots::new(cx, on.slots(compiled))?;
    if !matches.next(cx, slots.get())? || matches!(on, Capture::None) {
        return cx.list(&[string]);
    }
    let mut split = Splitter {
        text,
        list: cx.list_builder(8)?,
        at: 0,
        left: match option(options, atoms::PARTS) {
            None => usize::MAX,
            Some(parts) => parts_to_index(cx, parts)?,
        },
        trim: trim.is_true(),
        keep: option(options, atoms::INCLUDE_CAPTURES).is_some_and(Value::is_true),
    };
    'matches: loop {
        let last = slots.set_groups();
        let (from, to) = match &on {
            Capture::All => (0, last),
            Capture::AllButFirst => (1, last),
            Capture::Groups(groups) => {
                for group in groups {
                    if !split.at_match(cx, group.and_then(|group| slots.group(group)))? {
                        break 'matches;
                    }
                }
                (0, 0)
            }
            _ => (0, 1),
        };
        for group in from..to {
            if !split.at_match(cx, slots.group(group))? {
                break 'matches;
            }
        }
        if !matches.next(cx, slots.get())? {
            break;
        }
    }
    split.finish(cx)
}

fn parts_to_index(cx: &mut Context<'_>, parts: Value<'_>) -> Result<usize, Exc> {
    match parts.term() {
        _ if parts.is(atoms::INFINITY) => Ok(usize::MAX),
        Term::Int(n @ 1..) => Ok(usize::try_from(n).unwrap_or(usize::MAX)),
        Term::Big(n) if !n.is_negative() => Ok(usize::MAX),
        _ => Err(no_clause(cx, "parts_to_index", 1)),
    }
}

struct Splitter<'a> {
    text: Binary<'a>,
    list: ListBuilder<'a>,
    /// Where the next part begins.
    at: usize,
    /// Parts that may be made.
    left: usize,
    trim: bool,
    keep: bool,
}

impl<'a> Splitter<'a> {
    /// Takes what is before a match as a part; false where no more is to be done.
    fn at_match(&mut self, cx: &mut Context<'a>, bounds: Option<(usize, usize)>) -> Result<bool, Exc> {
        if self.left == 1 || (self.trim && self.at >= self.text.len()) {
            return Ok(false);
        }
        // A group that is not set, or lies before, splits nothing.
        let Some((from, to)) = bounds.filter(|(from, _)| *from >= self.at) else { return Ok(true) };
        let nothing = from == self.at;
        if self.keep {
            let hidden = nothing && self.at != 0 && from == to;
            if !hidden {
                if !(nothing && self.trim) {
                    self.list.push(&mut cx.bump, self.text.slice(self.at, from))?;
                }
                self.list.push(&mut cx.bump, self.text.slice(from, to))?;
            }
            self.left = self.left.saturating_sub(1);
        } else if !(nothing && (self.trim || self.at != 0 && from == to)) {
            self.list.push(&mut cx.bump, self.text.slice(self.at, from))?;
            self.left = self.left.saturating_sub(1);
        }
        self.at = to;
        Ok(true)
    }

    fn finish(mut self, cx: &mut Context<'a>) -> R<'a> {
        if !(self.trim && self.at >= self.text.len()) {
            self.list.push(&mut cx.bump, self.text.slice(self.at, self.text.len()))?;
        }
        Ok(self.list.finish(&mut cx.bump))
    }
}

//! What a match gives: which groups, and in what form.

use super::option;
use crate::context::Context;
use crate::error::{Exc, R};
use crate::regex::CompiledRegex;
use crate::term::{Binary, Term, Value, atoms};

/// Which groups a match gives.
pub(super) enum Capture {
    /// The match and its groups, those at the end that are not set left out.
    All,
    /// As `All`, without the match.
    AllButFirst,
    /// The match.
    First,
    /// Nothing but that it matches.
    None,
    /// These, set or not; one that does not exist is not set.
    Groups(Vec<Option<u32>>),
}

/// How groups are given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Return {
    Binary,
    Index,
    List,
}

/// What a match gives.
pub(super) struct Shape {
    pub(super) capture: Capture,
    pub(super) form: Return,
}

impl Shape {
    /// From `capture:` and `return:`.
    pub(super) fn from_options<'a>(
        cx: &mut Context<'a>,
        compiled: &CompiledRegex,
        options: Value<'a>,
    ) -> Result<Self, Exc> {
        let form = match option(options, atoms::RETURN) {
            None => Return::Binary,
            Some(form) if form.is(atoms::BINARY) => Return::Binary,
            Some(form) if form.is(atoms::INDEX) => Return::Index,
            Some(form) if form.is(atoms::LIST) => Return::List,
            Some(_) => return Err(cx.argument_error("argument error")),
        };
        let capture = match option(options, atoms::CAPTURE) {
            None => Capture::All,
            Some(capture) => Capture::new(cx, compiled, capture)?,
        };
        Ok(Shape { capture, form })
    }
}

impl Capture {
    /// From the value of `capture:` or `on:`.
    pub(super) fn new<'a>(cx: &mut Context<'a>, compiled: &CompiledRegex, value: Value<'a>) -> Result<Self, Exc> {
        Ok(match value.term() {
            _ if value.is(atoms::ALL) => Capture::All,
            _ if value.is(atoms::FIRST) => Capture::First,
            _ if value.is(atoms::ALL_BUT_FIRST) => Capture::AllButFirst,
            _ if value.is(atoms::NONE) => Capture::None,
            _ if value.is(atoms::ALL_NAMES) => {
                cx.charge(compiled.groups())?;
                let groups: Vec<_> = compiled.names().map(|(_, groups)| groups.first().copied()).collect();
                if groups.is_empty() { Capture::None } else { Capture::Groups(groups) }
            }
            Term::EmptyList => Capture::None,
            Term::List(_) => {
                let mut groups = Vec::new();
                let mut list = value;
                while let Term::List(block) = list.term() {
                    cx.charge(block.block().len())?;
                    for group in block.block() {
                        groups.push(match group.term() {
                            Term::Int(number @ 0..) => u32::try_from(number).ok(),
                            Term::Binary(name) => by_name(compiled, name.text().unwrap_or("")),
                            Term::Atom(name) => by_name(compiled, name.name()),
                            _ => return Err(cx.argument_error("argument error")),
                        });
                    }
                    list = block.rest();
                }
                if !list.is_empty_list() {
                    return Err(cx.argument_error("argument error"));
                }
                Capture::Groups(groups)
            }
            _ => return Err(cx.argument_error("argument error")),
        })
    }

    /// How many slots a search must fill.
    pub(super) fn slots(&self, compiled: &CompiledRegex) -> usize {
        match self {
            Capture::First | Capture::None => 2,
            Capture::Groups(groups) if groups.iter().all(|group| *group == Some(0)) => 2,
            _ => (compiled.groups() + 1) * 2,
        }
    }
}

fn by_name(compiled: &CompiledRegex, name: &str) -> Option<u32> {
    let (_, groups) = compiled.names().find(|(known, _)| *known == name)?;
    groups.first().copied()
}

/// Room for the bounds of groups: on the stack, unless there are many.
pub(super) struct Slots {
    few: [Option<usize>; Slots::FEW],
    many: Vec<Option<usize>>,
    count: usize,
}

impl Slots {
    const FEW: usize = 24;

    pub(super) fn new(cx: &mut Context<'_>, count: usize) -> Result<Self, Exc> {
        let mut many = Vec::new();
        if count > Slots::FEW {
            cx.charge(count >> 2)?;
            many.resize(count, None);
        }
        Ok(Slots { few: [None; Slots::FEW], many, count })
    }

    pub(super) fn get(&mut self) -> &mut [Option<usize>] {
        let slots = match self.few.get_mut(..self.count) {
            Some(few) => few,
            None => &mut self.many,
        };
        slots.fill(None);
        slots
    }

    pub(super) fn filled(&self) -> &[Option<usize>] {
        self.few.get(..self.count).unwrap_or(&self.many)
    }

    /// The bounds of a group, where it is set.
    pub(super) fn group(&self, group: u32) -> Option<(usize, usize)> {
        let at = group as usize * 2;
        let slots = self.filled();
        slots.get(at).copied().flatten().zip(slots.get(at + 1).copied().flatten())
    }

    /// The number of the last group that is set, and one.
    pub(super) fn set_groups(&self) -> u32 {
        let slots = self.filled();
        let last = slots.chunks(2).rposition(|pair| matches!(pair, [Some(_), Some(_)]));
        last.map_or(0, |last| last as u32 + 1)
    }
}

/// The first match in its form: `nil` where there is none.
pub(super) fn run<'a>(
    cx: &mut Context<'a>,
    compiled: &CompiledRegex,
    text: Binary<'a>,
    from: usize,
    shape: &Shape,
) -> R<'a> {
    let mut slots = Slots::new(cx, shape.capture.slots(compiled))?;
    let mut matches = compiled.matches(cx, text.bytes(), from)?;
    if !matches.next(cx, slots.get())? {
        return Ok(Value::NIL);
    }
    give(cx, compiled, text, &slots, shape)
}

/// All matches in their form.
pub(super) fn scan<'a>(
    cx: &mut Context<'a>,
    compiled: &CompiledRegex,
    text: Binary<'a>,
    from: usize,
    shape: &Shape,
) -> R<'a> {
    let mut slots = Slots::new(cx, shape.capture.slots(compiled))?;
    let mut matches = compiled.matches(cx, text.bytes(), from)?;
    let mut list = cx.list_builder(8)?;
    while matches.next(cx, slots.get())? {
        if matches!(shape.capture, Capture::None) {
            return Ok(Value::EMPTY_LIST);
        }
        let found = give(cx, compiled, text, &slots, shape)?;
        list.push(&mut cx.bump, found)?;
    }
    Ok(list.finish(&mut cx.bump))
}

fn give<'a>(cx: &mut Context<'a>, compiled: &CompiledRegex, text: Binary<'a>, slots: &Slots, shape: &Shape) -> R<'a> {
    let (from, to) = match &shape.capture {
        Capture::None => return Ok(Value::EMPTY_LIST),
        Capture::First => (0, 1),
        Capture::All => (0, slots.set_groups()),
        Capture::AllButFirst => (1, slots.set_groups()),
        Capture::Groups(groups) => {
            let mut list = cx.list_builder(groups.len())?;
            for group in groups {
                let bounds = group.and_then(|group| slots.group(group));
                let value = form(cx, compiled, text, bounds, shape.form)?;
                list.push(&mut cx.bump, value)?;
            }
            return Ok(list.finish(&mut cx.bump));
        }
    };
    let mut list = cx.list_builder(to.saturating_sub(from) as usize)?;
    for group in from..to {
        let value = form(cx, compiled, text, slots.group(group), shape.form)?;
        list.push(&mut cx.bump, value)?;
    }
    Ok(list.finish(&mut cx.bump))
}

fn form<'a>(
    cx: &mut Context<'a>,
    compiled: &CompiledRegex,
    text: Binary<'a>,
    bounds: Option<(usize, usize)>,
    form: Return,
) -> R<'a> {
    match (form, bounds) {
        (Return::Binary, Some((from, to))) => Ok(text.slice(from, to)),
        (Return::Binary, None) => Ok(Value::EMPTY_STRING),
        (Return::Index, Some((from, to))) => {
            cx.tuple(&[Value::int(from as i64), Value::int(to.saturating_sub(from) as i64)])
        }
        (Return::Index, None) => cx.tuple(&[Value::int(-1), Value::int(0)]),
        (Return::List, None) => Ok(Value::EMPTY_LIST),
        (Return::List, Some((from, to))) => {
            let bytes = text.bytes().get(from..to).unwrap_or_default();
            cx.charge(bytes.len())?;
            let mut list = cx.list_builder(bytes.len())?;
            match std::str::from_utf8(bytes) {
                Ok(text) if compiled.options().unicode => {
                    for c in text.chars() {
                        list.push(&mut cx.bump, Value::int(c as i64))?;
                    }
                }
                _ => {
                    for byte in bytes {
                        list.push(&mut cx.bump, Value::int(*byte as i64))?;
                    }
                }
            }
            Ok(list.finish(&mut cx.bump))
        }
    }
}

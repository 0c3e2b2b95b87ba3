//! Variables: which are seen, in which frame they lie, which slot they have.
//!
//! Bindings are kept in a log, so that leaving a scope is cutting it off; each name knows its newest binding, so that
//! finding one takes the same time whatever the source.

use super::fast::FastMap;
use crate::ir::Slot;
use crate::span::Span;

/// A name, by number.
pub(super) type NameId = u32;
/// A variable, by number: each binding in the source makes one.
pub(super) type VariableId = u32;

/// A variable of the source.
pub(super) struct Variable {
    pub(super) name: NameId,
    /// The depth of the frame it lies in.
    pub(super) frame: u32,
    pub(super) slot: Slot,
    pub(super) span: Span,
    pub(super) used: bool,
    pub(super) kind: VariableKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum VariableKind {
    /// Written in the source.
    Plain,
    /// A parameter of a function that the host runs: by index.
    Parameter(u16),
}

struct NameEntry<'a> {
    text: &'a str,
    current: Option<VariableId>,
    /// The pattern that last bound it, and as which variable.
    pattern: (u32, VariableId),
}

/// A binding in the log.
#[derive(Clone, Copy)]
pub(super) struct Write {
    name: NameId,
    variable: VariableId,
    previous: Option<VariableId>,
}

/// All names and variables, and which are seen here.
#[derive(Default)]
pub(super) struct Scope<'a> {
    ids: FastMap<&'a str, NameId>,
    names: Vec<NameEntry<'a>>,
    pub(super) variables: Vec<Variable>,
    log: Vec<Write>,
}

impl<'a> Scope<'a> {
    /// The number of a name.
    pub(super) fn name(&mut self, text: &'a str) -> NameId {
        let names = &mut self.names;
        *self.ids.entry(text).or_insert_with(|| {
            names.push(NameEntry { text, current: None, pattern: (0, 0) });
            names.len() as u32 - 1
        })
    }

    /// The text of a name.
    pub(super) fn text(&self, name: NameId) -> &'a str {
        self.names.get(name as usize).map_or("", |entry| entry.text)
    }

    /// The variable that a name means here.
    pub(super) fn lookup(&self, text: &str) -> Option<VariableId> {
        let id = *self.ids.get(text)?;
        self.names.get(id as usize)?.current
    }

    /// The variable that the pattern of that number bound to a name.
    pub(super) fn in_pattern(&self, text: &str, pattern: u32) -> Option<VariableId> {
        let id = *self.ids.get(text)?;
        let entry = self.names.get(id as usize)?;
        (entry.pattern.0 == pattern && pattern != 0).then_some(entry.pattern.1)
    }

    /// A new variable, not seen until it is bound.
    pub(super) fn declare(&mut self, variable: Variable) -> VariableId {
        self.variables.push(variable);
        self.variables.len() as u32 - 1
    }

    /// Notes that a pattern binds a name.
    pub(super) fn note_pattern(&mut self, variable: VariableId, pattern: u32) {
        if let Some(entry) =
            self.variables.get(variable as usize).and_then(|found| self.names.get_mut(found.name as usize))
        {
            entry.pattern = (pattern, variable);
        }
    }

    /// From here on its name means that variable.
    pub(super) fn bind(&mut self, variable: VariableId) {
        let Some(name) = self.variables.get(variable as usize).map(|variable| variable.name) else { return };
        let Some(entry) = self.names.get_mut(name as usize) else { return };
        self.log.push(Write { name, variable, previous: entry.current });
        entry.current = Some(variable);
    }

    /// Where the log is.
    pub(super) fn mark(&self) -> usize {
        self.log.len()
    }

    /// Forgets the bindings since a mark.
    pub(super) fn reset(&mut self, mark: usize) {
        while self.log.len() > mark
            && let Some(write) = self.log.pop()
        {
            if let Some(entry) = self.names.get_mut(write.name as usize) {
                entry.current = write.previous;
            }
        }
    }

    /// Forgets the bindings since a mark and appends them to `writes`, to be bound later.
    pub(super) fn take_since(&mut self, mark: usize, writes: &mut Vec<Write>) {
        if self.log.len() > mark {
            writes.extend(self.log.get(mark..).unwrap_or_default());
            self.reset(mark);
        }
    }

    /// Binds what was taken.
    pub(super) fn put(&mut self, writes: &[Write]) {
        for write in writes {
            self.bind(write.variable);
        }
    }

    /// The names seen here.
    pub(super) fn visible(&self) -> impl Iterator<Item = &'a str> {
        self.names.iter().filter(|entry| entry.current.is_some()).map(|entry| entry.text)
    }
}

/// Slots of locals lie below; captured values get their places once the lambda is resolved.
pub(super) const CAPTURE_BASE: Slot = 0x8000;

/// A frame that is being laid out.
#[derive(Default)]
pub(super) struct Frame {
    /// How many arguments lie in its first slots.
    pub(super) arity: u16,
    /// The next free slot.
    pub(super) next: Slot,
    /// Slots of the frame around it that are captured.
    pub(super) captures: Vec<Slot>,
    /// Where its variables are named.
    pub(super) names: Vec<(Slot, Span)>,
    /// For each slot of the frame around it: one more than its index among the captures.
    index: FastMap<Slot, Slot>,
}

impl Frame {
    pub(super) fn new(arity: u16) -> Self {
        Frame { arity, next: arity, ..Frame::default() }
    }

    /// The slot that stands for a captured one until the lambda is finished.
    pub(super) fn capture(&mut self, outer: Slot) -> Slot {
        let captures = &mut self.captures;
        *self.index.entry(outer).or_insert_with(|| {
            captures.push(outer);
            CAPTURE_BASE.saturating_add(captures.len() as Slot - 1)
        })
    }

    /// The slot in the finished frame: arguments, captured values, locals.
    pub(super) fn place(&self, slot: Slot) -> Slot {
        if slot >= CAPTURE_BASE {
            self.arity + (slot - CAPTURE_BASE)
        } else if slot >= self.arity {
            slot.saturating_add(self.captures.len() as Slot)
        } else {
            slot
        }
    }

    /// Slots of the finished frame.
    pub(super) fn slots(&self) -> Slot {
        self.next.saturating_add(self.captures.len() as Slot)
    }
}

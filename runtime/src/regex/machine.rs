//! The backtracking engine: for what looks around, refers back, calls itself or does not give back. Every step is charged,
//! so that no regex takes longer than its fuel.

use super::ast::{Assert, Greed};
use super::class;
use super::program::{Inst, Pc, Program, Set};
use crate::context::Context;
use crate::error::Exc;
use crate::limits::Limit;
use crate::text::grapheme::Graphemes;
use std::sync::OnceLock;

/// How a search is to be done.
#[derive(Clone, Copy, Default)]
pub(super) struct Search {
    /// The first byte that a match may begin at.
    pub(super) from: usize,
    /// A match begins there and nowhere else.
    pub(super) anchored: bool,
    /// A match that begins there takes something.
    pub(super) not_empty: bool,
    /// A match begins in the first line, counted from where the search does.
    pub(super) first_line: bool,
}

/// What a regex says of its texts as a whole.
#[derive(Clone, Copy)]
pub(super) struct Dialect {
    pub(super) unicode: bool,
    pub(super) properties: bool,
    pub(super) any_newline: bool,
}

/// Choices and changes that are remembered at once: beyond, memory is at its limit.
const MOST: usize = 1 << 17;

const UNSET: usize = usize::MAX;

/// A way not taken yet.
struct Choice {
    pc: Pc,
    at: usize,
    trail: usize,
    frame: u32,
    frames: u32,
    kind: ChoiceKind,
}

enum ChoiceKind {
    /// Go on there.
    Go,
    /// A run that may give back characters down to a position.
    Shorter { least: usize },
    /// A run that may take more, up to so many.
    Longer { class: u32, left: u32 },
    /// All is lost from this start.
    Prune,
    /// All is lost.
    Commit,
    /// All is lost up to this position.
    Skip,
}

/// A call of a group.
struct Frame {
    group: u32,
    at: usize,
    back: Pc,
    parent: u32,
    /// Where the slots as they were before lie in `saved`.
    saved: usize,
}

const NO_FRAME: u32 = u32::MAX;

/// How a run ended.
enum End {
    /// At a position.
    At(usize),
    Failed,
    /// No further start is to be tried before a position; none at all if there is none.
    Stop(Option<usize>),
}

struct Machine<'m> {
    program: &'m Program,
    dialect: Dialect,
    subject: &'m [u8],
    search: Search,
    word: Option<&'static Set>,
    slots: Vec<usize>,
    choices: Vec<Choice>,
    /// Slots and what was in them.
    trail: Vec<(u32, usize)>,
    frames: Vec<Frame>,
    saved: Vec<usize>,
    frame: u32,
    start: usize,
    accepted: bool,
}

/// The characters of words by their properties, of bytes or of all; made once.
fn word(unicode: bool) -> Option<&'static Set> {
    static WORDS: [OnceLock<Option<Set>>; 2] = [const { OnceLock::new() }; 2];
    let words = WORDS.get(usize::from(unicode))?;
    words.get_or_init(|| class::escape(b'w', true, unicode).as_ref().map(Set::new)).as_ref()
}

/// Searches; the slots of groups are filled where it matches.
///
/// # Errors
/// Fuel; memory, where too much is left open; depth.
pub(super) fn search(
    cx: &mut Context<'_>,
    program: &Program,
    dialect: Dialect,
    subject: &[u8],
    search: Search,
    slots: &mut [Option<usize>],
) -> Result<bool, Exc> {
    cx.charge(program.slots >> 3)?;
    let mut machine = Machine {
        program,
        dialect,
        subject,
        search,
        word: if dialect.properties { word(dialect.unicode) } else { None },
        slots: vec![UNSET; program.slots],
        choices: Vec::new(),
        trail: Vec::new(),
        frames: Vec::new(),
        saved: Vec::new(),
        frame: NO_FRAME,
        start: search.from,
        accepted: false,
    };
    let mut from = search.from;
    let last = if search.anchored {
        search.from
    } else if search.first_line {
        let ends = |byte: &u8| *byte == b'\n' || (dialect.any_newline && *byte == b'\r');
        let rest = subject.get(from..).unwrap_or_default();
        from + rest.iter().position(ends).unwrap_or(rest.len())
    } else {
        subject.len()
    };
    while from <= last {
        cx.step()?;
        machine.start = from;
        match machine.run(cx, 0, from, None)? {
            End::At(end) => {
                let count = (program.groups as usize + 1) * 2;
                for (to, slot) in slots.iter_mut().zip(machine.slots.iter().take(count)) {
                    *to = (*slot != UNSET).then_some(*slot);
                }
                if let [first, second, ..] = slots {
                    *first = Some(first.unwrap_or(machine.start));
                    *second = Some(end);
                }
                return Ok(true);
            }
            End::Failed => from += machine.step(from),
            End::Stop(None) => return Ok(false),
            End::Stop(Some(next)) => from = if next > from { next } else { from + machine.step(from) },
        }
        machine.reset();
    }
    Ok(false)
}

impl Machine<'_> {
    fn reset(&mut self) {
        self.slots.fill(UNSET);
        self.trail.clear();
        self.choices.clear();
        self.frames.clear();
        self.saved.clear();
        self.frame = NO_FRAME;
        self.accepted = false;
    }

    /// The length of the character at a position; 1 at the end.
    fn step(&self, at: usize) -> usize {
        if !self.dialect.unicode {
            return 1;
        }
        match self.subject.get(at) {
            Some(0xc0..=0xdf) => 2,
            Some(0xe0..=0xef) => 3,
            Some(0xf0..) => 4,
            _ => 1,
        }
    }

    /// The character at a position and its length.
    #[inline]
    fn char_at(&self, at: usize) -> Option<(char, usize)> {
        let byte = *self.subject.get(at)?;
        if byte < 0x80 || !self.dialect.unicode {
            return Some((byte as char, 1));
        }
        let length = self.step(at);
        let text = std::str::from_utf8(self.subject.get(at..at + length)?).ok()?;
        Some((text.chars().next()?, length))
    }

    /// Where the character before a position begins.
    fn before(&self, at: usize) -> Option<usize> {
        let mut at = at.checked_sub(1)?;
        while self.dialect.unicode && at > 0 && self.subject.get(at).is_some_and(|byte| byte & 0xc0 == 0x80) {
            at -= 1;
        }
        Some(at)
    }

    fn set_slot(&mut self, slot: u32, value: usize) {
        if let Some(place) = self.slots.get_mut(slot as usize) {
            self.trail.push((slot, *place));
            *place = value;
        }
    }

    fn undo(&mut self, trail: usize) {
        while self.trail.len() > trail {
            if let Some((slot, value)) = self.trail.pop()
                && let Some(place) = self.slots.get_mut(slot as usize)
            {
                *place = value;
            }
        }
    }

    fn choose(&mut self, pc: Pc, at: usize, kind: ChoiceKind) {
        let (trail, frame, frames) = (self.trail.len(), self.frame, self.frames.len() as u32);
        self.choices.push(Choice { pc, at, trail, frame, frames, kind });
    }

    /// Runs from a place up to `Match` or `Done`; of a look behind, what is seen must end at `must_end`.
    fn run(&mut self, cx: &mut Context<'_>, pc: Pc, at: usize, must_end: Option<usize>) -> Result<End, Exc> {
        cx.guard_stack()?;
        let base = self.choices.len();
        let (mut pc, mut at) = (pc, at);
        loop {
            cx.step()?;
            if self.choices.len() + self.trail.len() + self.saved.len() > MOST {
                return Err(cx.limit(Limit::Memory));
            }
            let went = match self.program.code.get(pc as usize) {
                Some(Inst::Match) if self.frame != NO_FRAME => self.return_from_call(&mut pc),
                Some(Inst::Match) => {
                    if self.search.not_empty && at == self.search.from && at == self.start && must_end.is_none() {
                        false
                    } else {
                        self.accepted = true;
                        return Ok(End::At(at));
                    }
                }
                Some(Inst::Done) => {
                    if must_end.is_none_or(|end| end == at) {
                        return Ok(End::At(at));
                    }
                    false
                }
                Some(inst) => match inst {
                    Inst::Look { behind, negative, next } => {
                        let seen = self.look(cx, pc + 1, at, *behind, *negative)?;
                        pc = *next;
                        seen
                    }
                    Inst::LookElse { behind, negative, next, otherwise } => {
                        let (then, otherwise) = (*next, *otherwise);
                        pc = if self.look(cx, pc + 1, at, *behind, *negative)? { then } else { otherwise };
                        true
                    }
                    Inst::Atomic(next) => {
                        let next = *next;
                        let depth = self.choices.len();
                        match self.run(cx, pc + 1, at, None)? {
                            End::At(end) => {
                                self.choices.truncate(depth);
                                if self.accepted {
                                    return Ok(End::At(end));
                                }
                                (pc, at) = (next, end);
                                true
                            }
                            End::Failed => false,
                            stop => return Ok(stop),
                        }
                    }
                    Inst::Call(group) => match self.call(cx, *group, pc, at)? {
                        Some(start) => {
                            pc = start;
                            true
                        }
                        None => return Ok(End::Stop(None)),
                    },
                    _ => self.simple(cx, &mut pc, &mut at)?,
                },
                None => false,
            };
            if went {
                continue;
            }
            match self.backtrack(cx, base)? {
                Next::Go(to, position) => (pc, at) = (to, position),
                Next::End(end) => return Ok(end),
            }
        }
    }

    /// An instruction that needs no run of its own: whether it went well.
    fn simple(&mut self, cx: &mut Context<'_>, pc: &mut Pc, at: &mut usize) -> Result<bool, Exc> {
        let Some(inst) = self.program.code.get(*pc as usize) else { return Ok(false) };
        *pc += 1;
        Ok(match inst {
            Inst::Char(wanted) => match self.char_at(*at) {
                Some((c, length)) if c == *wanted => {
                    *at += length;
                    true
                }
                _ => false,
            },
            Inst::Class(class) => match self.char_at(*at) {
                Some((c, length)) if self.has(*class, c) => {
                    *at += length;
                    true
                }
                _ => false,
            },
            Inst::Run { class, min, max, greed } => {
                let (class, min, max, greed) = (*class, *min, *max, *greed);
                return self.take(cx, *pc, at, class, (min, max), greed);
            }
            Inst::Split(first, second) => {
                self.choose(*second, *at, ChoiceKind::Go);
                *pc = *first;
                true
            }
            Inst::Jump(to) => {
                *pc = *to;
                true
            }
            Inst::Save(slot) => {
                self.set_slot(*slot, *at);
                true
            }
            Inst::JumpIfSame(slot, to) => {
                if self.slots.get(*slot as usize) == Some(at) {
                    *pc = *to;
                }
                true
            }
            Inst::Assert(assert) => self.assert(*assert, *at),
            Inst::Backreference(groups, caseless) => match self.backreference(cx, groups, *caseless, *at)? {
                Some(end) => {
                    *at = end;
                    true
                }
                None => false,
            },
            Inst::Newline(class) => {
                if self.subject.get(*at..).is_some_and(|rest| rest.starts_with(b"\r\n")) {
                    *at += 2;
                    true
                } else if let Some((c, length)) = self.char_at(*at)
                    && self.has(*class, c)
                {
                    *at += length;
                    true
                } else {
                    false
                }
            }
            Inst::Grapheme => {
                let rest = self.subject.get(*at..).unwrap_or_default();
                let length = if self.dialect.unicode {
                    Graphemes::new(rest, true).next().map_or(0, <[u8]>::len)
                } else if rest.starts_with(b"\r\n") {
                    2
                } else {
                    rest.len().min(1)
                };
                *at += length;
                length > 0
            }
            Inst::UnlessSet(groups, to) => {
                let set = |group: &u32| self.slots.get(*group as usize * 2 + 1).is_some_and(|slot| *slot != UNSET);
                if !groups.iter().any(set) {
                    *pc = *to;
                }
                true
            }
            Inst::UnlessCalled(group, to) => {
                let frame = self.frames.get(self.frame as usize);
                if !frame.is_some_and(|frame| group.is_none_or(|group| frame.group == group)) {
                    *pc = *to;
                }
                true
            }
            Inst::Keep => {
                // The first slot is that of the whole match's start, which is where the run began unless it is set.
                self.set_slot(0, *at);
                true
            }
            Inst::Commit => {
                self.choose(*pc, *at, ChoiceKind::Commit);
                true
            }
            Inst::Prune => {
                self.choose(*pc, *at, ChoiceKind::Prune);
                true
            }
            Inst::Skip => {
                self.choose(*pc, *at, ChoiceKind::Skip);
                true
            }
            Inst::Return => {
                let mut back = *pc;
                let returned = self.return_from_call(&mut back);
                *pc = back;
                returned
            }
            _ => false,
        })
    }

    /// The next way that was left open since `base`.
    fn backtrack(&mut self, cx: &mut Context<'_>, base: usize) -> Result<Next, Exc> {
        loop {
            if self.choices.len() <= base {
                return Ok(Next::End(End::Failed));
            }
            let Some(choice) = self.choices.pop() else { return Ok(Next::End(End::Failed)) };
            cx.step()?;
            self.undo(choice.trail);
            self.frame = choice.frame;
            self.frames.truncate(choice.frames as usize);
            self.saved.truncate(self.frames.last().map_or(0, |frame| frame.saved + self.program.slots));
            return Ok(match choice.kind {
                ChoiceKind::Go => Next::Go(choice.pc, choice.at),
                ChoiceKind::Shorter { least } => {
                    let Some(at) = self.before(choice.at).filter(|at| *at >= least) else { continue };
                    if at > least {
                        self.choose(choice.pc, at, ChoiceKind::Shorter { least });
                    }
                    Next::Go(choice.pc, at)
                }
                ChoiceKind::Longer { class, left } => {
                    let Some((_, length)) = self.char_at(choice.at).filter(|(c, _)| self.has(class, *c)) else {
                        continue;
                    };
                    if left > 1 {
                        self.choose(choice.pc, choice.at + length, ChoiceKind::Longer { class, left: left - 1 });
                    }
                    Next::Go(choice.pc, choice.at + length)
                }
                ChoiceKind::Prune => Next::End(End::Stop(Some(0))),
                ChoiceKind::Commit => Next::End(End::Stop(None)),
                ChoiceKind::Skip => Next::End(End::Stop(Some(choice.at))),
            });
        }
    }

    fn has(&self, class: u32, c: char) -> bool {
        self.program.classes.get(class as usize).is_some_and(|set| set.has(c))
    }

    /// A run of characters of a set.
    fn take(
        &mut self,
        cx: &mut Context<'_>,
        pc: Pc,
        at: &mut usize,
        class: u32,
        (min, max): (u32, Option<u32>),
        greed: Greed,
    ) -> Result<bool, Exc> {
        let (mut count, mut end, mut least) = (0u32, *at, *at);
        let wanted = if greed == Greed::Lazy { min } else { max.unwrap_or(u32::MAX) };
        while count < wanted {
            let Some((_, length)) = self.char_at(end).filter(|(c, _)| self.has(class, *c)) else { break };
            end += length;
            count += 1;
            if count == min {
                least = end;
            }
            if count.is_multiple_of(8) {
                cx.step()?;
            }
        }
        if count < min {
            return Ok(false);
        }
        *at = end;
        match greed {
            Greed::Greedy if end > least => self.choose(pc, end, ChoiceKind::Shorter { least }),
            Greed::Lazy => {
                let left = max.map_or(u32::MAX, |max| max - min);
                if left > 0 {
                    self.choose(pc, end, ChoiceKind::Longer { class, left });
                }
            }
            _ => {}
        }
        Ok(true)
    }

    /// Whether a look around sees what it should.
    fn look(
        &mut self,
        cx: &mut Context<'_>,
        pc: Pc,
        at: usize,
        behind: Option<(u32, u32)>,
        negative: bool,
    ) -> Result<bool, Exc> {
        let (depth, trail) = (self.choices.len(), self.trail.len());
        let mut seen = false;
        match behind {
            None => seen = self.sees(cx, pc, at, None)?,
            Some((least, most)) => {
                let mut from = Some(at);
                for count in 0..=most {
                    if count > 0 {
                        from = from.and_then(|from| self.before(from));
                    }
                    let Some(from) = from else { break };
                    if count >= least && self.sees(cx, pc, from, Some(at))? {
                        seen = true;
                        break;
                    }
                }
            }
        }
        self.choices.truncate(depth);
        self.accepted = false;
        if negative {
            self.undo(trail);
        }
        Ok(seen != negative)
    }

    fn sees(&mut self, cx: &mut Context<'_>, pc: Pc, at: usize, end: Option<usize>) -> Result<bool, Exc> {
        Ok(matches!(self.run(cx, pc, at, end)?, End::At(_)))
    }

    /// Calls a group: where it begins; nothing where it would call itself for ever.
    fn call(&mut self, cx: &mut Context<'_>, group: u32, pc: Pc, at: usize) -> Result<Option<Pc>, Exc> {
        let mut frame = self.frame;
        while let Some(outer) = self.frames.get(frame as usize) {
            cx.step()?;
            if outer.group == group && outer.at == at {
                return Ok(None);
            }
            if outer.at != at {
                break;
            }
            frame = outer.parent;
        }
        let Some(start) = self.program.calls.get(group as usize).copied().flatten() else { return Ok(None) };
        cx.charge(self.slots.len() >> 2)?;
        self.frames.push(Frame { group, at, back: pc + 1, parent: self.frame, saved: self.saved.len() });
        self.saved.extend_from_slice(&self.slots);
        self.frame = self.frames.len() as u32 - 1;
        Ok(Some(start))
    }

    /// Goes back behind the call; what groups held before it, they hold again.
    fn return_from_call(&mut self, pc: &mut Pc) -> bool {
        let Some(frame) = self.frames.get(self.frame as usize) else { return false };
        let (back, parent, saved) = (frame.back, frame.parent, frame.saved);
        for slot in 0..self.slots.len() {
            let old = self.saved.get(saved + slot).copied().unwrap_or(UNSET);
            if self.slots.get(slot) != Some(&old) {
                self.set_slot(slot as u32, old);
            }
        }
        self.frame = parent;
        *pc = back;
        true
    }

    fn backreference(
        &mut self,
        cx: &mut Context<'_>,
        groups: &[u32],
        caseless: bool,
        at: usize,
    ) -> Result<Option<usize>, Exc> {
        let range = groups.iter().find_map(|group| {
            let from = *self.slots.get(*group as usize * 2)?;
            let to = *self.slots.get(*group as usize * 2 + 1)?;
            (from != UNSET && to != UNSET && from <= to).then_some((from, to))
        });
        let Some((from, to)) = range else { return Ok(None) };
        cx.charge_bytes((to - from).saturating_mul(if caseless { 32 } else { 1 }))?;
        let wanted = self.subject.get(from..to).unwrap_or_default();
        if !caseless {
            let here = self.subject.get(at..at + wanted.len());
            return Ok((here == Some(wanted)).then_some(at + wanted.len()));
        }
        let (mut i, mut j) = (from, at);
        while i < to {
            let (Some((x, n)), Some((y, m))) = (self.char_at(i), self.char_at(j)) else { return Ok(None) };
            let same = x == y
                || if self.dialect.unicode {
                    x.to_lowercase().eq(y.to_lowercase()) || x.to_uppercase().eq(y.to_uppercase())
                } else {
                    x.eq_ignore_ascii_case(&y)
                };
            if !same {
                return Ok(None);
            }
            (i, j) = (i + n, j + m);
        }
        Ok(Some(j))
    }

    fn is_word(&self, at: Option<usize>) -> bool {
        let Some((c, _)) = at.and_then(|at| self.char_at(at)) else { return false };
        match &self.word {
            Some(set) => set.has(c),
            None => c.is_ascii_alphanumeric() || c == '_',
        }
    }

    fn assert(&self, assert: Assert, at: usize) -> bool {
        let subject = self.subject;
        let rest = subject.get(at..).unwrap_or_default();
        let any = self.dialect.any_newline;
        let is_end = |byte: u8| byte == b'\n' || (any && byte == b'\r');
        let word = |before: bool, after: bool| {
            self.is_word(self.before(at)) == before && self.is_word(Some(at).filter(|at| *at < subject.len())) == after
        };
        match assert {
            Assert::Start => at == 0,
            Assert::End => rest.is_empty(),
            Assert::EndOrNewline => match rest {
                [] => true,
                // Not between CR and LF.
                [b'\n'] => !(any && at > 0 && subject.get(at - 1) == Some(&b'\r')),
                [b'\r'] | [b'\r', b'\n'] => any,
                _ => false,
            },
            Assert::LineStart => {
                at == 0
                    || !rest.is_empty()
                        && match subject.get(at - 1) {
                            Some(b'\r') if rest.first() == Some(&b'\n') => false,
                            Some(byte) => is_end(*byte),
                            None => false,
                        }
            }
            Assert::LineEnd => match rest.first() {
                None => true,
                Some(b'\n') if any && at > 0 && subject.get(at - 1) == Some(&b'\r') => false,
                Some(byte) => is_end(*byte),
            },
            Assert::SearchStart => at == self.search.from,
            Assert::Word => word(true, false) || word(false, true),
            Assert::NotWord => word(true, true) || word(false, false),
            Assert::WordStart => word(false, true),
            Assert::WordEnd => word(true, false),
        }
    }
}

/// Where to go on.
enum Next {
    Go(Pc, usize),
    End(End),
}

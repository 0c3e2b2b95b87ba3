//! What the backtracking engine runs, compiled from a regex's parts.

use super::ast::{Assert, Condition, Greed, Look, Node};
use regex_syntax::hir::ClassUnicode;

/// A place in a program.
pub(super) type Pc = u32;

/// An instruction.
#[derive(Clone, Debug)]
pub(super) enum Inst {
    /// One character.
    Char(char),
    /// One character of a set.
    Class(u32),
    /// A run of characters of a set: at least, at most; what follows is tried for each length.
    Run {
        class: u32,
        min: u32,
        max: Option<u32>,
        greed: Greed,
    },
    /// Go on at the first, and at the second if that fails.
    Split(Pc, Pc),
    /// Go on there.
    Jump(Pc),
    /// Notes the position in a slot.
    Save(u32),
    /// Goes on there where the position is the one in a slot: a round of a loop took nothing.
    JumpIfSame(u32, Pc),
    Assert(Assert),
    Backreference(Vec<u32>, bool),
    Newline(u32),
    Grapheme,
    /// Runs what follows up to its `Done` and goes on at the place given.
    Look {
        behind: Option<(u32, u32)>,
        negative: bool,
        next: Pc,
    },
    /// A look around that says which way to go on.
    LookElse {
        behind: Option<(u32, u32)>,
        negative: bool,
        next: Pc,
        otherwise: Pc,
    },
    /// Runs what follows up to its `Done`, then goes on at the place given from where that ended, with no way back into it.
    Atomic(Pc),
    /// The end of a look around or an atomic group.
    Done,
    /// Runs a group as a part of its own: by number.
    Call(u32),
    /// The end of a group that was called.
    Return,
    /// Goes on there unless one of the groups is set.
    UnlessSet(Vec<u32>, Pc),
    /// Goes on there unless inside a call, of a group or any.
    UnlessCalled(Option<u32>, Pc),
    Keep,
    Fail,
    Commit,
    Prune,
    Skip,
    Match,
}

/// A program.
pub(super) struct Program {
    pub(super) code: Vec<Inst>,
    pub(super) classes: Vec<Set>,
    /// Where each group begins that is called.
    pub(super) calls: Vec<Option<Pc>>,
    /// Slots: two for each group, and those of loops.
    pub(super) slots: usize,
    pub(super) groups: u32,
}

/// A set of characters, quick for the first 256.
pub(super) struct Set {
    first: [bool; 256],
    ranges: Vec<(char, char)>,
}

impl Set {
    pub(super) fn new(class: &ClassUnicode) -> Self {
        let ranges: Vec<_> = class.iter().map(|range| (range.start(), range.end())).collect();
        let mut first = [false; 256];
        for (from, to) in &ranges {
            let (from, to) = (*from as usize, (*to as usize).min(255));
            for place in first.get_mut(from..=to).unwrap_or_default() {
                *place = true;
            }
        }
        Set { first, ranges }
    }

    #[inline]
    pub(super) fn has(&self, c: char) -> bool {
        match self.first.get(c as usize) {
            Some(is) => *is,
            None => self
                .ranges
                .binary_search_by(|(from, to)| {
                    if *to < c {
                        std::cmp::Ordering::Less
                    } else if *from > c {
                        std::cmp::Ordering::Greater
                    } else {
                        std::cmp::Ordering::Equal
                    }
                })
                .is_ok(),
        }
    }
}

/// A program has no more instructions than this: repetitions with counts are written out.
const MOST: usize = 1 << 15;

/// The regex is too large.
pub(super) struct TooLarge;

struct Compiler<'n> {
    program: Program,
    /// Groups by number, to be called.
    bodies: Vec<Option<&'n Node>>,
    wanted: Vec<u32>,
}

/// Compiles a regex of so many groups.
pub(super) fn compile(node: &Node, groups: u32) -> Result<Program, TooLarge> {
    let count = groups as usize + 1;
    let mut compiler = Compiler {
        program: Program { code: Vec::new(), classes: Vec::new(), calls: vec![None; count], slots: count * 2, groups },
        bodies: vec![None; count],
        wanted: Vec::new(),
    };
    if let Some(whole) = compiler.bodies.first_mut() {
        *whole = Some(node);
    }
    compiler.find_groups(node);
    compiler.node(node)?;
    compiler.push(Inst::Match)?;
    while let Some(group) = compiler.wanted.pop() {
        let (Some(place), Some(Some(body))) =
            (compiler.program.calls.get(group as usize).copied(), compiler.bodies.get(group as usize).copied())
        else {
            continue;
        };
        if place.is_none() {
            let start = compiler.here();
            if let Some(place) = compiler.program.calls.get_mut(group as usize) {
                *place = Some(start);
            }
            compiler.node(body)?;
            compiler.push(Inst::Return)?;
        }
    }
    Ok(compiler.program)
}

impl<'n> Compiler<'n> {
    fn find_groups(&mut self, node: &'n Node) {
        match node {
            Node::Capture(inner, number) => {
                if let Some(place) = self.bodies.get_mut(*number as usize)
                    && place.is_none()
                {
                    *place = Some(node);
                }
                self.find_groups(inner);
            }
            Node::Concat(nodes) | Node::Alternate(nodes) => nodes.iter().for_each(|node| self.find_groups(node)),
            Node::Repeat(node, ..) | Node::Atomic(node) => self.find_groups(node),
            Node::Look(look) => self.find_groups(&look.node),
            Node::Conditional(condition, yes, no) => {
                if let Condition::Look(look) = &**condition {
                    self.find_groups(&look.node);
                }
                self.find_groups(yes);
                self.find_groups(no);
            }
            _ => {}
        }
    }

    fn here(&self) -> Pc {
        self.program.code.len() as Pc
    }

    fn push(&mut self, inst: Inst) -> Result<usize, TooLarge> {
        if self.program.code.len() >= MOST {
            return Err(TooLarge);
        }
        self.program.code.push(inst);
        Ok(self.program.code.len() - 1)
    }

    fn set(&mut self, at: usize, inst: Inst) {
        if let Some(place) = self.program.code.get_mut(at) {
            *place = inst;
        }
    }

    fn class(&mut self, class: &ClassUnicode) -> Result<u32, TooLarge> {
        if self.program.classes.len() >= MOST / 16 {
            return Err(TooLarge);
        }
        self.program.classes.push(Set::new(class));
        Ok(self.program.classes.len() as u32 - 1)
    }

    fn slot(&mut self) -> u32 {
        self.program.slots += 1;
        self.program.slots as u32 - 1
    }

    fn node(&mut self, node: &'n Node) -> Result<(), TooLarge> {
        match node {
            Node::Empty => {}
            Node::Literal(c) => drop(self.push(Inst::Char(*c))?),
            Node::Class(set) => {
                let class = self.class(set)?;
                self.push(Inst::Class(class))?;
            }
            Node::Newline(set) => {
                let class = self.class(set)?;
                self.push(Inst::Newline(class))?;
            }
            Node::Grapheme => drop(self.push(Inst::Grapheme)?),
            Node::Concat(nodes) => nodes.iter().try_for_each(|node| self.node(node))?,
            Node::Alternate(nodes) => {
                let mut ends = Vec::new();
                for (i, node) in nodes.iter().enumerate() {
                    if i + 1 == nodes.len() {
                        self.node(node)?;
                        break;
                    }
                    let split = self.push(Inst::Fail)?;
                    self.node(node)?;
                    ends.push(self.push(Inst::Fail)?);
                    let next = self.here();
                    self.set(split, Inst::Split(split as Pc + 1, next));
                }
                let end = self.here();
                for at in ends {
                    self.set(at, Inst::Jump(end));
                }
            }
            Node::Repeat(node, min, max, Greed::Possessive) if !is_single(node) => {
                let atomic = self.push(Inst::Fail)?;
                self.repeat(node, *min, *max, Greed::Greedy)?;
                self.push(Inst::Done)?;
                let next = self.here();
                self.set(atomic, Inst::Atomic(next));
            }
            Node::Repeat(node, min, max, greed) => self.repeat(node, *min, *max, *greed)?,
            Node::Capture(node, group) => {
                self.push(Inst::Save(group * 2))?;
                self.node(node)?;
                self.push(Inst::Save(group * 2 + 1))?;
            }
            Node::Look(look) => {
                let at = self.look(look)?;
                let next = self.here();
                self.set(at, Inst::Look { behind: look.behind, negative: look.negative, next });
            }
            Node::Atomic(node) => {
                let atomic = self.push(Inst::Fail)?;
                self.node(node)?;
                self.push(Inst::Done)?;
                let next = self.here();
                self.set(atomic, Inst::Atomic(next));
            }
            Node::Assert(assert) => drop(self.push(Inst::Assert(*assert))?),
            Node::Backreference(groups, caseless) => {
                self.push(Inst::Backreference(groups.clone(), *caseless))?;
            }
            Node::Call(group) => {
                self.wanted.push(*group);
                self.push(Inst::Call(*group))?;
            }
            Node::Conditional(condition, yes, no) => {
                let test = match &**condition {
                    Condition::Look(look) => self.look(look)?,
                    _ => self.push(Inst::Fail)?,
                };
                let then = self.here();
                self.node(yes)?;
                let jump = self.push(Inst::Fail)?;
                let otherwise = self.here();
                self.node(no)?;
                let end = self.here();
                self.set(jump, Inst::Jump(end));
                self.set(
                    test,
                    match &**condition {
                        Condition::Look(look) => {
                            Inst::LookElse { behind: look.behind, negative: look.negative, next: then, otherwise }
                        }
                        Condition::Group(groups) => Inst::UnlessSet(groups.clone(), otherwise),
                        Condition::Recursion(group) => Inst::UnlessCalled(*group, otherwise),
                        Condition::Never => Inst::Jump(otherwise),
                    },
                );
            }
            Node::Keep => drop(self.push(Inst::Keep)?),
            Node::Fail => drop(self.push(Inst::Fail)?),
            Node::Accept => drop(self.push(Inst::Match)?),
            Node::Commit => drop(self.push(Inst::Commit)?),
            Node::Prune => drop(self.push(Inst::Prune)?),
            Node::Skip => drop(self.push(Inst::Skip)?),
        }
        Ok(())
    }

    /// A place for the look around, what it sees, and its end.
    fn look(&mut self, look: &'n Look) -> Result<usize, TooLarge> {
        let at = self.push(Inst::Fail)?;
        self.node(&look.node)?;
        self.push(Inst::Done)?;
        Ok(at)
    }

    fn repeat(&mut self, node: &'n Node, min: u32, max: Option<u32>, greed: Greed) -> Result<(), TooLarge> {
        let single = match node {
            Node::Class(set) => Some(set.clone()),
            Node::Literal(c) => Some(super::ast::class(&[(*c, *c)])),
            _ => None,
        };
        if let Some(set) = single {
            let class = self.class(&set)?;
            self.push(Inst::Run { class, min, max, greed })?;
            return Ok(());
        }
        for _ in 0..min {
            self.node(node)?;
        }
        let split = |body: Pc, exit: Pc| {
            if greed == Greed::Lazy { Inst::Split(exit, body) } else { Inst::Split(body, exit) }
        };
        match max {
            None => {
                let may_be_empty = node.length().0 == 0;
                let at = self.push(Inst::Fail)?;
                let slot = if may_be_empty { Some(self.slot()) } else { None };
                if let Some(slot) = slot {
                    self.push(Inst::Save(slot))?;
                }
                self.node(node)?;
                let check = match slot {
                    Some(slot) => Some((slot, self.push(Inst::Fail)?)),
                    None => None,
                };
                self.push(Inst::Jump(at as Pc))?;
                let exit = self.here();
                self.set(at, split(at as Pc + 1, exit));
                if let Some((slot, check)) = check {
                    self.set(check, Inst::JumpIfSame(slot, exit));
                }
            }
            Some(max) => {
                let mut splits = Vec::new();
                for _ in min..max {
                    splits.push(self.push(Inst::Fail)?);
                    self.node(node)?;
                }
                let exit = self.here();
                for at in splits {
                    self.set(at, split(at as Pc + 1, exit));
                }
            }
        }
        Ok(())
    }
}

fn is_single(node: &Node) -> bool {
    matches!(node, Node::Class(_) | Node::Literal(_))
}

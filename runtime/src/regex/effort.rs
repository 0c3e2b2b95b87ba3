//! What a search with the linear engine may cost for each byte.
//!
//! The engine makes states of an automaton as it meets them and keeps them: a byte then costs a nanosecond. There are
//! regexes that have so many states (`(a|b)*a(a|b){99}`) that nearly each byte makes a new one, out of all positions
//! in the regex that may be the next. Those are told apart here, once, by making the automaton of either direction up to a
//! small size.

use regex_automata::nfa::thompson::{Compiler, Config, NFA, State};
use regex_automata::util::primitives::StateID;
use regex_syntax::hir::{Class, Hir, HirKind};
use std::collections::HashSet;

/// With so few positions there are few states, whatever they are.
const FEW_POSITIONS: usize = 4;
/// Bytes that the states of one direction may take.
const ROOM: usize = super::SIZE / 8;
const MOST_STATES: usize = 512;
/// Steps of the work here.
const MOST_STEPS: usize = 10_000;

/// How many places of a regex take a character, where counted repetitions are written out.
pub(super) fn positions(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(_) => 1,
        HirKind::Capture(capture) => positions(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().map(positions).fold(0, usize::saturating_add)
        }
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min).max(1);
            positions(&repetition.sub).saturating_mul(times as usize)
        }
    }
}

/// Units of fuel for compiling it: by what it becomes with counted repetitions written out and classes as bytes.
pub(super) fn cost(hir: &Hir, positions: usize) -> usize {
    let look = if positions > FEW_POSITIONS { MOST_STEPS } else { 0 };
    weight(hir).saturating_mul(8).min(MOST_WEIGHT).saturating_add(look)
}

/// What is larger meets the limit of the engine's size before it is made as a whole.
const MOST_WEIGHT: usize = 1 << 20;

fn weight(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(Class::Bytes(class)) => 2 + class.ranges().len(),
        HirKind::Class(Class::Unicode(class)) => {
            let ascii = class.ranges().last().is_none_or(|range| range.end() < '\u{80}');
            2 + class.ranges().len() * if ascii { 1 } else { 2 }
        }
        HirKind::Capture(capture) => 2 + weight(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().map(weight).fold(parts.len(), usize::saturating_add)
        }
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min).max(1);
            (2 + weight(&repetition.sub)).saturating_mul(times as usize)
        }
    }
}

/// Whether the engine needs few states for it, in either direction.
pub(super) fn is_tame(hir: &Hir, positions: usize, utf8: bool) -> bool {
    positions <= FEW_POSITIONS
        || [false, true].into_iter().all(|reverse| {
            let config = Config::new().utf8(utf8).nfa_size_limit(Some(super::SIZE)).reverse(reverse);
            match Compiler::new().configure(config).build_from_hir(hir) {
                Ok(nfa) => {
                    let start = if reverse { nfa.start_anchored() } else { nfa.start_unanchored() };
                    Automaton::new(&nfa).has_few_states(start)
                }
                Err(_) => false,
            }
        })
}

struct Automaton<'n> {
    nfa: &'n NFA,
    /// The round in which a state was met last.
    met: Vec<u32>,
    round: u32,
    steps: usize,
    open: Vec<StateID>,
}

impl<'n> Automaton<'n> {
    fn new(nfa: &'n NFA) -> Self {
        Automaton { nfa, met: vec![0; nfa.states().len()], round: 0, steps: 0, open: Vec::new() }
    }

    fn has_few_states(&mut self, start: StateID) -> bool {
        let classes = self.nfa.byte_classes();
        let bytes: Vec<u8> = classes.representatives(0..=255).filter_map(|unit| unit.as_u8()).collect();
        let most = MOST_STATES.min(ROOM / (bytes.len() * 4 + 64));
        let mut seen = HashSet::new();
        let first = self.closed(&[start]);
        seen.insert(first.clone());
        let mut waiting = vec![first];
        let mut seeds = Vec::new();
        while let Some(state) = waiting.pop() {
            for byte in &bytes {
                seeds.clear();
                seeds.extend(state.iter().filter_map(|id| self.after(*id, *byte)));
                self.steps += 1 + state.len();
                let next = self.closed(&seeds);
                if self.steps > MOST_STEPS {
                    return false;
                }
                if !seen.contains(&next) {
                    if seen.len() >= most {
                        return false;
                    }
                    seen.insert(next.clone());
                    waiting.push(next);
                }
            }
        }
        true
    }

    fn after(&self, id: StateID, byte: u8) -> Option<StateID> {
        match self.nfa.state(id) {
            State::ByteRange { trans } => trans.matches_byte(byte).then_some(trans.next),
            State::Sparse(sparse) => sparse.matches_byte(byte),
            State::Dense(dense) => dense.matches_byte(byte),
            _ => None,
        }
    }

    /// What can be reached without a byte, the preferred first; nothing behind a match.
    fn closed(&mut self, seeds: &[StateID]) -> Vec<StateID> {
        self.round += 1;
        let mut reached = Vec::new();
        for seed in seeds {
            self.open.push(*seed);
            while let Some(id) = self.open.pop() {
                match self.met.get_mut(id.as_usize()) {
                    Some(round) if *round != self.round => *round = self.round,
                    _ => continue,
                }
                self.steps += 1;
                match self.nfa.state(id) {
                    State::ByteRange { .. } | State::Sparse(_) | State::Dense(_) => reached.push(id),
                    State::Look { next, .. } | State::Capture { next, .. } => self.open.push(*next),
                    State::Union { alternates } => self.open.extend(alternates.iter().rev()),
                    State::BinaryUnion { alt1, alt2 } => self.open.extend([*alt2, *alt1]),
                    State::Fail => {}
                    State::Match { .. } => {
                        reached.push(id);
                        self.open.clear();
                        return reached;
                    }
                }
            }
        }
        reached
    }
}

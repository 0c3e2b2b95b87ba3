//! Regexes with the syntax and the answers of PCRE, in linear time where that can do it.
//!
//! A source is parsed by PCRE's rules ([`parse`]) and translated for the linear-time engine of `regex-automata`
//! ([`linear`]), which answers whatever needs no memory of the way it came. Lookaround, backreferences, recursion, atomic
//! groups and possessive repetitions go to an engine that backtracks ([`machine`]); every step of it is charged as fuel.
//! That one also takes the few questions in which the linear engine differs: `$` before a newline at the end, a match that
//! must not be empty, and groups in loops that may take nothing.

mod ast;
mod class;
mod effort;
mod linear;
mod machine;
mod options;
mod parse;
mod program;
mod store;

pub use options::Options;
pub use store::Regexes;

use crate::context::Context;
use crate::error::{Exc, R};
use crate::limits::Limit;
use crate::term::{Reference, Value, atoms};
use ast::Node;
use machine::{Dialect, Search};
use program::Program;
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Anchored, Input, meta};
use regex_syntax::hir::Hir;
use std::sync::OnceLock;

/// Why a source is no regex: PCRE's words, and the byte where it found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegexError {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub position: usize,
}

/// A compiled regex.
pub struct CompiledRegex {
    options: Options,
    node: Node,
    linear: Option<Linear>,
    /// The backtracking engine's program, compiled when it is first needed; nothing where the regex is too large for it.
    program: OnceLock<Option<Program>>,
    groups: u32,
    /// By name, each with its groups.
    names: Vec<(String, Vec<u32>)>,
    /// Whether all matches are empty.
    always_empty: bool,
}

/// A regex that was parsed and not compiled yet.
pub struct Parsed {
    options: Options,
    node: Node,
    linear: Option<linear::Linear>,
    groups: u32,
    names: Vec<(String, u32)>,
    positions: usize,
    cost: usize,
    is_small: bool,
}

impl Parsed {
    /// Parses a source.
    ///
    /// # Errors
    /// What PCRE says of the source.
    pub fn new(source: &[u8], options: Options) -> Result<Self, RegexError> {
        if source.len() > MOST_SOURCE {
            return Err(RegexError { message: "regular expression is too large".to_owned(), position: MOST_SOURCE });
        }
        let mut options = options;
        let parse::Parsed { node, groups, names, .. } = parse::parse(source, &mut options)?;
        let linear = linear::translate(&node, &options);
        let (positions, cost) = match &linear {
            Some(linear) => {
                let positions = effort::positions(&linear.hir);
                (positions, effort::cost(&linear.hir, positions))
            }
            None => (0, 0),
        };
        let is_small = source.len() <= SMALL && !source.contains(&b'{');
        Ok(Parsed {
            options,
            node,
            linear,
            groups,
            names,
            positions,
            cost: cost.saturating_add(cost_of(source)),
            is_small,
        })
    }

    /// As [`Parsed::new`], with modifiers.
    ///
    /// # Errors
    /// What PCRE says of the source; a modifier that is none is "invalid_option".
    pub fn with_modifiers(source: &[u8], modifiers: &str) -> Result<Self, RegexError> {
        let options = Options::from_modifiers(modifiers)
            .map_err(|_| RegexError { message: "invalid_option".to_owned(), position: 0 })?;
        Self::new(source, options)
    }

    /// Units of fuel for compiling it.
    pub fn cost(&self) -> usize {
        self.cost
    }

    /// Compiles it.
    ///
    /// # Errors
    /// Where it is too large.
    pub fn compile(self) -> Result<CompiledRegex, RegexError> {
        let Parsed { options, node, linear, groups, names: by_group, positions, is_small, .. } = self;
        let linear = linear.map(|linear| Linear {
            hir: linear.hir,
            regex: OnceLock::new(),
            unicode: options.unicode,
            positions,
            tame: OnceLock::new(),
            newline_sensitive: linear.newline_sensitive,
            captures_differ: linear.captures_differ,
            bounded: linear.bounded,
        });
        let mut names: Vec<(String, Vec<u32>)> = Vec::new();
        for (name, group) in by_group {
            match names.iter_mut().find(|(known, _)| *known == name) {
                Some((_, groups)) => groups.push(group),
                None => names.push((name, vec![group])),
            }
        }
        names.sort();
        let always_empty = node.length().1 == Some(0);
        let regex = CompiledRegex { options, node, linear, program: OnceLock::new(), groups, names, always_empty };
        if !is_small && regex.linear.as_ref().and_then(Linear::regex).is_none() && regex.program().is_none() {
            return Err(RegexError { message: "regular expression is too large".to_owned(), position: 0 });
        }
        Ok(regex)
    }
}

struct Linear {
    hir: Hir,
    /// Built from `hir` when it is first needed; nothing where it would be too large.
    regex: OnceLock<Option<meta::Regex>>,
    unicode: bool,
    /// Places of the regex that take a character.
    positions: usize,
    /// Whether a byte costs next to nothing; it may cost work for each position else. Found out at first need.
    tame: OnceLock<bool>,
    newline_sensitive: bool,
    captures_differ: bool,
    bounded: bool,
}

impl Linear {
    #[inline]
    fn regex(&self) -> Option<&meta::Regex> {
        self.regex.get_or_init(|| self.build()).as_ref()
    }

    #[inline]
    fn is_tame(&self) -> bool {
        *self.tame.get_or_init(|| effort::is_tame(&self.hir, self.positions, self.unicode))
    }

    fn build(&self) -> Option<meta::Regex> {
        let config = meta::Config::new()
            .nfa_size_limit(Some(SIZE))
            .onepass_size_limit(Some(SIZE / 4))
            .dfa_size_limit(Some(SIZE / 16))
            .dfa_state_limit(Some(32))
            .hybrid_cache_capacity(SIZE / 2)
            .utf8_empty(self.unicode);
        meta::Builder::new().configure(config).build_from_hir(&self.hir).ok()
    }
}

/// Bytes of a source.
const MOST_SOURCE: usize = 64 << 10;

/// Units of fuel for a search, beside the bytes that it looks at.
const MATCH: usize = 12;

/// Bytes of the linear engine's automaton, and of its cache.
const SIZE: usize = 1 << 20;

/// A source of so many bytes without counted repetitions is compiled when it is first used: the backtracking engine, which
/// takes what is too large for the linear one, always has room for it. So loading a function does not pay for regexes.
const SMALL: usize = 256;

impl CompiledRegex {
    /// Compiles a source with modifiers, as in `~r/source/modifiers`.
    ///
    /// # Errors
    /// What PCRE says of the source; a modifier that is none is "invalid_option".
    pub fn new(source: &[u8], modifiers: &str) -> Result<Self, RegexError> {
        Parsed::with_modifiers(source, modifiers)?.compile()
    }

    /// Compiles a source with options.
    ///
    /// # Errors
    /// What PCRE says of the source.
    pub fn with_options(source: &[u8], options: Options) -> Result<Self, RegexError> {
        Parsed::new(source, options)?.compile()
    }

    /// Its options.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// How many groups capture.
    pub fn groups(&self) -> usize {
        self.groups as usize
    }

    /// The names of groups, in order, each with its groups.
    pub fn names(&self) -> impl Iterator<Item = (&str, &[u32])> {
        self.names.iter().map(|(name, groups)| (name.as_str(), groups.as_slice()))
    }

    fn program(&self) -> Option<&Program> {
        self.program.get_or_init(|| program::compile(&self.node, self.groups).ok()).as_ref()
    }

    /// What finds this regex in a subject, from a byte on.
    ///
    /// # Errors
    /// Fuel: the subject is charged once; what a search may look at more than once is charged as it goes.
    pub fn matches<'r, 's>(
        &'r self,
        cx: &mut Context<'_>,
        subject: &'s [u8],
        from: usize,
    ) -> Result<Matches<'r, 's>, Exc> {
        self.charge_search(cx, subject.len().saturating_sub(from))?;
        Ok(Matches { regex: self, subject, at: from, retry: false, done: from > subject.len(), first: true })
    }

    /// Whether it matches anywhere.
    ///
    /// # Errors
    /// Limits.
    pub fn is_match(&self, cx: &mut Context<'_>, subject: &[u8]) -> Result<bool, Exc> {
        self.charge_search(cx, subject.len())?;
        match self.linear_for(subject, 0) {
            Some(regex) if !self.options.firstline => {
                Ok(regex.is_match(Input::new(subject).anchored(self.anchor(false)).earliest(true)))
            }
            _ => self.search(cx, subject, Search::default(), &mut []),
        }
    }

    /// Charges for a search over so many bytes. What the other engine does is charged as it goes.
    fn charge_search(&self, cx: &mut Context<'_>, bytes: usize) -> Result<(), Exc> {
        cx.charge(match &self.linear {
            Some(linear) if !linear.is_tame() => bytes.saturating_mul(linear.positions).saturating_add(MATCH),
            _ => MATCH + (bytes >> 2),
        })
    }

    /// Bytes that it takes, about.
    pub(crate) fn memory(&self) -> usize {
        /// What searches keep.
        const CACHE: usize = 32 << 10;
        CACHE + self.linear.as_ref().and_then(Linear::regex).map_or(0, meta::Regex::memory_usage)
    }

    fn anchor(&self, anchored: bool) -> Anchored {
        if anchored || self.options.anchored { Anchored::Yes } else { Anchored::No }
    }

    /// The linear engine, where its answers are PCRE's for the subject and that many slots.
    #[inline]
    fn linear_for(&self, subject: &[u8], slots: usize) -> Option<&meta::Regex> {
        let linear = self.linear.as_ref()?;
        if linear.newline_sensitive && matches!(subject.last(), Some(b'\n' | b'\r')) {
            return None;
        }
        if linear.captures_differ && slots > 2 {
            return None;
        }
        linear.regex()
    }

    /// One search; `slots` take the bounds of the match and of as many groups as they have room for.
    fn search(
        &self,
        cx: &mut Context<'_>,
        subject: &[u8],
        search: Search,
        slots: &mut [Option<usize>],
    ) -> Result<bool, Exc> {
        let Some(regex) = self.linear_for(subject, slots.len()).filter(|_| !search.not_empty) else {
            let Some(program) = self.program() else { return Err(cx.limit(Limit::Memory)) };
            let dialect = Dialect {
                unicode: self.options.unicode,
                properties: self.options.properties,
                any_newline: self.options.any_newline,
            };
            let search = Search {
                anchored: search.anchored || self.options.anchored,
                first_line: self.options.firstline,
                ..search
            };
            return machine::search(cx, program, dialect, subject, search, slots);
        };
        let input = Input::new(subject).span(search.from..subject.len()).anchored(self.anchor(search.anchored));
        if slots.len() <= 2 {
            let Some(found) = regex.search(&input) else { return Ok(false) };
            if self.options.firstline && !self.in_first_line(subject, search.from, found.start()) {
                return Ok(false);
            }
            for (slot, bound) in slots.iter_mut().zip([found.start(), found.end()]) {
                *slot = Some(bound);
            }
            return Ok(true);
        }
        const FEW: usize = 32;
        let mut few = [None; FEW];
        let mut many = Vec::new();
        let found: &mut [Option<NonMaxUsize>] = match few.get_mut(..slots.len()) {
            Some(few) => few,
            None => {
                cx.charge(slots.len())?;
                many.resize(slots.len(), None);
                &mut many
            }
        };
        if regex.search_slots(&input, found).is_none() {
            return Ok(false);
        }
        for (slot, bound) in slots.iter_mut().zip(found.iter()) {
            *slot = bound.map(NonMaxUsize::get);
        }
        if let [Some(from), Some(to), ..] = slots {
            let positions = self.linear.as_ref().map_or(0, |linear| linear.positions);
            cx.charge((*to).saturating_sub(*from).saturating_mul(1 + positions.min(64)) >> 2)?;
            if self.options.firstline && !self.in_first_line(subject, search.from, *from) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn in_first_line(&self, subject: &[u8], from: usize, start: usize) -> bool {
        let ends = |byte: &u8| *byte == b'\n' || (self.options.any_newline && *byte == b'\r');
        !subject.get(from..start).unwrap_or_default().iter().any(ends)
    }
}

/// The matches of a regex in a subject, one after the other as PCRE goes on: behind an empty match, another that is not
/// empty is looked for at the same place first.
pub struct Matches<'r, 's> {
    regex: &'r CompiledRegex,
    subject: &'s [u8],
    at: usize,
    /// The last match was empty.
    retry: bool,
    done: bool,
    first: bool,
}

impl Matches<'_, '_> {
    /// The next match: its bounds and those of as many groups as the slots have room for.
    ///
    /// # Errors
    /// Limits.
    pub fn next(&mut self, cx: &mut Context<'_>, slots: &mut [Option<usize>]) -> Result<bool, Exc> {
        if !std::mem::take(&mut self.first) {
            cx.charge(MATCH)?;
            if self.regex.linear.as_ref().is_some_and(|linear| !linear.bounded) {
                self.regex.charge_search(cx, self.subject.len().saturating_sub(self.at))?;
            }
        }
        while !self.done {
            let search = Search { from: self.at, anchored: self.retry, not_empty: self.retry, first_line: false };
            let found =
                !(self.retry && self.regex.always_empty) && self.regex.search(cx, self.subject, search, slots)?;
            if found {
                let (from, to) = match slots {
                    [Some(from), Some(to), ..] => (*from, *to),
                    _ => (self.at, self.at),
                };
                self.retry = from == to;
                self.at = to.max(self.at);
                return Ok(true);
            }
            if !self.retry || self.at >= self.subject.len() {
                self.done = true;
                break;
            }
            cx.tick()?;
            self.retry = false;
            self.at += self.step();
        }
        Ok(false)
    }

    /// How far to go on behind an empty match.
    fn step(&self) -> usize {
        let rest = self.subject.get(self.at..).unwrap_or_default();
        if self.regex.options.any_newline && rest.starts_with(b"\r\n") {
            return 2;
        }
        if !self.regex.options.unicode {
            return 1;
        }
        match rest.first() {
            Some(0xc0..=0xdf) => 2,
            Some(0xe0..=0xef) => 3,
            Some(0xf0..) => 4,
            _ => 1,
        }
    }
}

/// The keys of `%Regex{}`, in their order.
static SHAPE: &[Value<'static>] = &[atoms::STRUCT, atoms::OPTS, atoms::RE_PATTERN, atoms::SOURCE];

/// `%Regex{}` of a compiled regex, its source and its options as a list of atoms: a new reference each time.
///
/// # Errors
/// Memory.
pub fn value<'a>(cx: &mut Context<'a>, regex: &'a CompiledRegex, source: Value<'a>, options: Value<'a>) -> R<'a> {
    let id = cx.next_reference();
    let reference = Value::reference(Reference { id, regex });
    cx.struct_from_shape(SHAPE, &[atoms::MODULE_REGEX, options, reference, source])
}

/// Units of fuel for parsing a source: by its length, and by what counts in braces make of it.
pub fn cost_of(source: &[u8]) -> usize {
    let counts = source.split(|byte| *byte == b'{').skip(1).fold(1usize, |cost, part| {
        let number = part
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .take(5)
            .fold(0usize, |number, digit| number * 10 + (digit - b'0') as usize);
        cost.saturating_add(number.min(1000))
    });
    // Classes that come from Unicode's tables.
    let classes = source.windows(2).fold(0usize, |cost, pair| {
        cost + match pair {
            [b'\\', b'p' | b'P'] => 4000,
            [b'\\', b'w' | b'W'] => 1000,
            [b'\\', b'a'..=b'z' | b'A'..=b'Z'] => 200,
            _ => 0,
        }
    });
    (1000usize)
        .saturating_add(source.len().saturating_mul(16))
        .saturating_add(counts.saturating_mul(16))
        .saturating_add(classes)
}

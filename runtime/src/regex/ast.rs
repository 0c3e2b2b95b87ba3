//! A regex as it was written, its options worked into its parts.

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

/// A part of a regex.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// Nothing: matches everywhere.
    Empty,
    /// A character, or a byte where the regex is not of characters.
    Literal(char),
    /// One character of a set: of the first 256 where the regex is of bytes.
    Class(ClassUnicode),
    /// One after the other.
    Concat(Vec<Node>),
    /// `a|b`
    Alternate(Vec<Node>),
    /// `a*`, `a+?`, `a{2,3}+`
    Repeat(Box<Node>, u32, Option<u32>, Greed),
    /// `(a)`: a group with a number.
    Capture(Box<Node>, u32),
    /// `(?=a)`, `(?<!a)`
    Look(Box<Look>),
    /// `(?>a)`
    Atomic(Box<Node>),
    /// `^`, `\b`
    Assert(Assert),
    /// `\1`: what the first group of these that is set has matched.
    Backreference(Vec<u32>, bool),
    /// `(?1)`, `(?R)`: the group once more.
    Call(u32),
    /// `(?(1)a|b)`
    Conditional(Box<Condition>, Box<Node>, Box<Node>),
    /// `\R`
    Newline(ClassUnicode),
    /// `\X`
    Grapheme,
    /// `\K`: the match begins here.
    Keep,
    /// `(*FAIL)`
    Fail,
    /// `(*ACCEPT)`
    Accept,
    /// `(*COMMIT)`: once it is passed backwards, there is no match.
    Commit,
    /// `(*PRUNE)`: once it is passed backwards, there is none from this start.
    Prune,
    /// `(*SKIP)`: once it is passed backwards, the next start is here.
    Skip,
}

/// How much a repetition takes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Greed {
    /// As much as it can.
    Greedy,
    /// As little as it can.
    Lazy,
    /// As much as it can, and it gives nothing back.
    Possessive,
}

/// A look around.
#[derive(Clone, Debug)]
pub(super) struct Look {
    /// `(?<=`: with the least and most characters that it looks at.
    pub(super) behind: Option<(u32, u32)>,
    /// `(?!`
    pub(super) negative: bool,
    /// What is to be seen, or not.
    pub(super) node: Node,
}

/// What a conditional asks.
#[derive(Clone, Debug)]
pub(super) enum Condition {
    /// Whether one of these groups is set.
    Group(Vec<u32>),
    /// Whether it is inside a recursion, of any group or of one.
    Recursion(Option<u32>),
    /// `(?(DEFINE)`: never.
    Never,
    /// A look around.
    Look(Look),
}

/// A place that takes no character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Assert {
    /// `\A`, and `^` without `m`.
    Start,
    /// `\z`
    End,
    /// `\Z`, and `$` without `m`: the end, or before the newline that ends the text.
    EndOrNewline,
    /// `^` with `m`: the start, or behind a newline that does not end the text.
    LineStart,
    /// `$` with `m`
    LineEnd,
    /// `\G`: where the search began.
    SearchStart,
    /// `\b`
    Word,
    /// `\B`
    NotWord,
    /// `[[:<:]]`
    WordStart,
    /// `[[:>:]]`
    WordEnd,
}

impl Node {
    /// The least and, where it is limited, the most characters that it takes.
    pub(super) fn length(&self) -> (u32, Option<u32>) {
        match self {
            Node::Literal(_) | Node::Class(_) => (1, Some(1)),
            Node::Newline(_) => (1, Some(2)),
            Node::Grapheme => (1, None),
            Node::Concat(nodes) => nodes.iter().map(Node::length).fold((0, Some(0)), |(least, most), (low, high)| {
                (least.saturating_add(low), most.zip(high).map(|(a, b)| a.saturating_add(b)))
            }),
            Node::Alternate(nodes) => {
                let mut lengths = nodes.iter().map(Node::length);
                let first = lengths.next().unwrap_or((0, Some(0)));
                lengths
                    .fold(first, |(least, most), (low, high)| (least.min(low), most.zip(high).map(|(a, b)| a.max(b))))
            }
            Node::Repeat(node, min, max, _) => {
                let (low, high) = node.length();
                let most = match (high, max) {
                    (Some(0), _) => Some(0),
                    (Some(high), Some(max)) => Some(high.saturating_mul(*max)),
                    _ => None,
                };
                (low.saturating_mul(*min), most)
            }
            Node::Capture(node, _) | Node::Atomic(node) => node.length(),
            Node::Backreference(..) | Node::Call(_) => (0, None),
            Node::Conditional(_, yes, no) => {
                let ((a, b), (c, d)) = (yes.length(), no.length());
                (a.min(c), b.zip(d).map(|(b, d)| b.max(d)))
            }
            Node::Accept => (0, None),
            Node::Empty
            | Node::Look(_)
            | Node::Assert(_)
            | Node::Keep
            | Node::Fail
            | Node::Commit
            | Node::Prune
            | Node::Skip => (0, Some(0)),
        }
    }
}

/// A set of ranges of characters.
pub(super) fn class(ranges: &[(char, char)]) -> ClassUnicode {
    ClassUnicode::new(ranges.iter().map(|(from, to)| ClassUnicodeRange::new(*from, *to)))
}

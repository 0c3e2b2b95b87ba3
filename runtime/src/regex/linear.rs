//! What a linear-time engine can match, as its syntax tree.

use super::Options;
use super::ast::{Assert, Greed, Node};
use regex_syntax::hir::{self, ClassBytes, ClassBytesRange, Hir};

/// A translation of a regex, with what it leaves out.
pub(super) struct Linear {
    pub(super) hir: Hir,
    /// Whether it is wrong on texts that end with a newline: the engine knows no `$` before that.
    pub(super) newline_sensitive: bool,
    /// Whether groups in loops that may take nothing hold other parts than PCRE would give.
    pub(super) captures_differ: bool,
    /// Whether a search goes only a little further than the match that it finds.
    pub(super) bounded: bool,
}

struct Translator {
    unicode: bool,
    properties: bool,
    any_newline: bool,
    newline_sensitive: bool,
    captures_differ: bool,
}

/// The translation; nothing where the regex looks around, refers back or does not give back what it took.
pub(super) fn translate(node: &Node, options: &Options) -> Option<Linear> {
    let mut translator = Translator {
        unicode: options.unicode,
        properties: options.properties,
        any_newline: options.any_newline,
        newline_sensitive: false,
        captures_differ: false,
    };
    let hir = translator.node(node)?;
    Some(Linear {
        hir,
        newline_sensitive: translator.newline_sensitive,
        captures_differ: translator.captures_differ,
        bounded: is_bounded(node),
    })
}

impl Translator {
    fn node(&mut self, node: &Node) -> Option<Hir> {
        Some(match node {
            Node::Empty => Hir::empty(),
            Node::Literal(c) if self.unicode => Hir::literal(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Node::Literal(c) => Hir::literal([u8::try_from(u32::from(*c)).unwrap_or(0)]),
            Node::Class(set) => self.class(set),
            Node::Newline(set) => Hir::alternation(vec![Hir::literal(*b"\r\n"), self.class(set)]),
            Node::Concat(nodes) => Hir::concat(nodes.iter().map(|node| self.node(node)).collect::<Option<_>>()?),
            Node::Alternate(nodes) => {
                Hir::alternation(nodes.iter().map(|node| self.node(node)).collect::<Option<_>>()?)
            }
            Node::Repeat(_, _, _, Greed::Possessive) => return None,
            Node::Repeat(node, min, max, greed) => {
                if node.length().0 == 0 && max.is_none_or(|max| max > 1) && has_captures(node) {
                    self.captures_differ = true;
                }
                let sub = Box::new(self.node(node)?);
                Hir::repetition(hir::Repetition { min: *min, max: *max, greedy: *greed == Greed::Greedy, sub })
            }
            Node::Capture(node, index) => {
                let sub = Box::new(self.node(node)?);
                Hir::capture(hir::Capture { index: *index, name: None, sub })
            }
            Node::Assert(assert) => Hir::look(match (assert, self.properties, self.any_newline) {
                (Assert::Start, _, _) => hir::Look::Start,
                (Assert::End, _, _) => hir::Look::End,
                (Assert::EndOrNewline, _, _) => {
                    self.newline_sensitive = true;
                    hir::Look::End
                }
                (Assert::LineStart, _, any) => {
                    self.newline_sensitive = true;
                    if any { hir::Look::StartCRLF } else { hir::Look::StartLF }
                }
                (Assert::LineEnd, _, true) => hir::Look::EndCRLF,
                (Assert::LineEnd, _, false) => hir::Look::EndLF,
                (Assert::Word, true, _) => hir::Look::WordUnicode,
                (Assert::Word, false, _) => hir::Look::WordAscii,
                (Assert::NotWord, true, _) => hir::Look::WordUnicodeNegate,
                (Assert::NotWord, false, _) => hir::Look::WordAsciiNegate,
                (Assert::WordStart, true, _) => hir::Look::WordStartUnicode,
                (Assert::WordStart, false, _) => hir::Look::WordStartAscii,
                (Assert::WordEnd, true, _) => hir::Look::WordEndUnicode,
                (Assert::WordEnd, false, _) => hir::Look::WordEndAscii,
                (Assert::SearchStart, _, _) => return None,
            }),
            Node::Fail => Hir::fail(),
            Node::Look(_)
            | Node::Atomic(_)
            | Node::Backreference(..)
            | Node::Call(_)
            | Node::Conditional(..)
            | Node::Grapheme
            | Node::Keep
            | Node::Accept
            | Node::Commit
            | Node::Prune
            | Node::Skip => return None,
        })
    }

    fn class(&self, set: &hir::ClassUnicode) -> Hir {
        if self.unicode {
            return Hir::class(hir::Class::Unicode(set.clone()));
        }
        let byte = |c: char| u8::try_from(u32::from(c)).unwrap_or(u8::MAX);
        let ranges = set.iter().map(|range| ClassBytesRange::new(byte(range.start()), byte(range.end())));
        Hir::class(hir::Class::Bytes(ClassBytes::new(ranges)))
    }
}

pub(super) fn has_captures(node: &Node) -> bool {
    match node {
        Node::Capture(..) => true,
        Node::Concat(nodes) | Node::Alternate(nodes) => nodes.iter().any(has_captures),
        Node::Repeat(node, ..) | Node::Atomic(node) => has_captures(node),
        Node::Look(look) => has_captures(&look.node),
        Node::Conditional(_, yes, no) => has_captures(yes) || has_captures(no),
        _ => false,
    }
}

/// Whether all searches for one match after the other look at the subject a bounded number of times.
///
/// Where a match is short, a search ends near it. A row of loops over sets and short parts is as good: a search that goes
/// on behind its match in such a loop would take any match that begins there for its own end, so there is none, and the
/// next search passes the same bytes once more at most. Others (`.*[^A-Z]|[A-Z]`) may look at all that is left for each
/// match, and are charged for it.
fn is_bounded(node: &Node) -> bool {
    const SHORT: u32 = 64;
    match node {
        node if node.length().1.is_some_and(|most| most <= SHORT) => true,
        Node::Capture(node, _) => is_bounded(node),
        Node::Repeat(node, ..) => matches!(**node, Node::Class(_) | Node::Literal(_)),
        Node::Concat(nodes) => nodes.iter().all(is_bounded),
        _ => false,
    }
}

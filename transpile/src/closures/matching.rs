//! Patterns: a matcher for each, with its shape and constants decided when it is built.
//!
//! A matcher writes variables to their slots as it goes. A large part of patterns are one level deep, so matchers are an
//! enum that is matched inline, not a tree of indirect calls.

use super::operand::Operand;
use super::{CompileError, Compiler, literal};
use crate::ir::{Key, Literal, Pattern, Segment, SegmentKind};
use crate::span::Span;
use philtre_runtime::bitstring::{Reader, SegmentType};
use philtre_runtime::memory::Constant;
use philtre_runtime::term::CachedKey;
use philtre_runtime::term::compare;
use philtre_runtime::{Context, Exc, Term, Value};

/// A compiled pattern.
pub(super) enum Matcher {
    Any,
    Bind(u16),
    Equal(u16),
    /// A constant that is compared by its two words: a known atom, a number, `[]`.
    Word(Value<'static>),
    /// A flat constant: text.
    Flat(Constant),
    /// Any other constant.
    Constant(Constant),
    Tuple(Box<[Matcher]>),
    /// `{:tag, a, b}` with a known atom first.
    Tagged(Value<'static>, Box<[Matcher]>),
    List(Box<[Matcher]>),
    ListWithTail(Box<[Matcher]>, Box<Matcher>),
    Map(Box<[(MapKey, Matcher)]>),
    IsAtom(Box<Matcher>),
    Both(Box<(Matcher, Matcher)>),
    Prefix(Box<[u8]>, Box<Matcher>),
    Bitstring(Box<[SegmentMatcher]>),
}

/// A key in a map's pattern.
pub(super) enum MapKey {
    Flat(CachedKey),
    Constant(Constant),
    Slot(u16),
}

/// A segment of a bitstring's pattern.
pub(super) struct SegmentMatcher {
    kind: SegmentType,
    size: Option<Operand>,
    unit: u16,
    value: Matcher,
}

impl Matcher {
    /// Whether a value matches; its variables are in their slots then.
    #[inline(always)]
    pub(super) fn matches<'a>(&'a self, cx: &mut Context<'a>, value: Value<'a>) -> Result<bool, Exc> {
        match self {
            Matcher::Any => Ok(true),
            Matcher::Bind(slot) => {
                cx.set_slot(*slot, value);
                Ok(true)
            }
            Matcher::Word(constant) => Ok(value.same(*constant)),
            Matcher::Flat(constant) => Ok(constant.get().is_same_flat(value)),
            _ => self.matches_inside(cx, value),
        }
    }

    fn matches_inside<'a>(&'a self, cx: &mut Context<'a>, value: Value<'a>) -> Result<bool, Exc> {
        match self {
            Matcher::Any | Matcher::Bind(_) | Matcher::Word(_) | Matcher::Flat(_) => self.matches(cx, value),
            Matcher::Equal(slot) => {
                let other = cx.slot(*slot);
                compare::identical(cx, value, other)
            }
            Matcher::Constant(constant) => compare::identical(cx, value, constant.get()),
            Matcher::Tuple(matchers) => match value.term() {
                Term::Tuple(elements) if elements.len() == matchers.len() => all(cx, matchers, elements),
                _ => Ok(false),
            },
            Matcher::Tagged(tag, matchers) => match value.term() {
                Term::Tuple([first, rest @ ..]) if first.same(*tag) && rest.len() == matchers.len() => {
                    all(cx, matchers, rest)
                }
                _ => Ok(false),
            },
            Matcher::List(matchers) => {
                let mut rest = value;
                for matcher in matchers {
                    let Term::List(list) = rest.term() else { return Ok(false) };
                    if !matcher.matches(cx, list.head())? {
                        return Ok(false);
                    }
                    rest = list.tail();
                }
                Ok(rest.is_empty_list())
            }
            Matcher::ListWithTail(matchers, tail) => {
                let mut rest = value;
                for matcher in matchers {
                    let Term::List(list) = rest.term() else { return Ok(false) };
                    if !matcher.matches(cx, list.head())? {
                        return Ok(false);
                    }
                    rest = list.tail();
                }
                tail.matches(cx, rest)
            }
            Matcher::Map(pairs) => {
                let Term::Map(map) = value.term() else { return Ok(false) };
                for (key, matcher) in pairs {
                    let found = match key {
                        MapKey::Flat(key) => key.find(map),
                        MapKey::Constant(key) => map.get(cx, key.get())?,
                        MapKey::Slot(slot) => {
                            let key = cx.slot(*slot);
                            map.get(cx, key)?
                        }
                    };
                    match found {
                        Some(value) if matcher.matches(cx, value)? => {}
                        _ => return Ok(false),
                    }
                }
                Ok(true)
            }
            Matcher::IsAtom(matcher) => match value.term() {
                Term::Atom(_) => matcher.matches(cx, value),
                _ => Ok(false),
            },
            Matcher::Both(both) => Ok(both.0.matches(cx, value)? && both.1.matches(cx, value)?),
            Matcher::Prefix(prefix, rest) => match value.term() {
                Term::Binary(binary) if binary.bytes().starts_with(prefix) => {
                    let rest_value = binary.slice(prefix.len(), binary.len());
                    rest.matches(cx, rest_value)
                }
                _ => Ok(false),
            },
            Matcher::Bitstring(segments) => {
                let Some(mut reader) = Reader::new(value) else { return Ok(false) };
                Ok(read_segments(cx, segments, &mut reader)? == Some(true) && reader.is_at_end())
            }
        }
    }
}

/// Reads segments one after the other: whether their patterns match, or nothing where one could not be read.
pub(super) fn read_segments<'a>(
    cx: &mut Context<'a>,
    segments: &'a [SegmentMatcher],
    reader: &mut Reader<'a>,
) -> Result<Option<bool>, Exc> {
    let mut matched = true;
    for segment in segments {
        let size = match &segment.size {
            None => None,
            Some(size) => match size.value(cx) {
                Ok(size) => Some(size),
                // As in a guard: a size that raises is no match.
                Err(exc) => {
                    cx.guard_failed(exc)?;
                    return Ok(None);
                }
            },
        };
        let Some(value) = reader.read(cx, segment.kind, size, segment.unit)? else { return Ok(None) };
        matched = matched && segment.value.matches(cx, value)?;
    }
    Ok(Some(matched))
}

#[inline]
fn all<'a>(cx: &mut Context<'a>, matchers: &'a [Matcher], values: &[Value<'a>]) -> Result<bool, Exc> {
    for (matcher, value) in matchers.iter().zip(values) {
        if !matcher.matches(cx, *value)? {
            return Ok(false);
        }
    }
    Ok(true)
}

impl Compiler<'_> {
    /// Compiles a pattern.
    pub(super) fn matcher(self, pattern: &Pattern, span: Span) -> Result<Matcher, CompileError> {
        let many = |patterns: &[Pattern]| -> Result<Box<[Matcher]>, CompileError> {
            patterns.iter().map(|pattern| self.matcher(pattern, span)).collect()
        };
        Ok(match pattern {
            Pattern::Any => Matcher::Any,
            Pattern::Bind(slot) => Matcher::Bind(*slot),
            Pattern::Equal(slot) => Matcher::Equal(*slot),
            Pattern::Literal(value) => constant_matcher(value, span)?,
            Pattern::Tuple(patterns) => match patterns.as_slice() {
                [Pattern::Literal(tag @ Literal::Atom(_)), rest @ ..] => match constant_matcher(tag, span)? {
                    Matcher::Word(tag) => Matcher::Tagged(tag, many(rest)?),
                    _ => Matcher::Tuple(many(patterns)?),
                },
                _ => Matcher::Tuple(many(patterns)?),
            },
            Pattern::List(patterns, None) => Matcher::List(many(patterns)?),
            Pattern::List(patterns, Some(tail)) => {
                Matcher::ListWithTail(many(patterns)?, Box::new(self.matcher(tail, span)?))
            }
            Pattern::Map(pairs) => Matcher::Map(
                pairs
                    .iter()
                    .map(|(key, pattern)| {
                        let key = match key {
                            Key::Slot(slot) => MapKey::Slot(*slot),
                            Key::Literal(key) => {
                                let constant = literal::constant(key, span)?;
                                if matches!(constant.get().term(), Term::Binary(_) | Term::Atom(_)) {
                                    MapKey::Flat(CachedKey::new(constant))
                                } else {
                                    MapKey::Constant(constant)
                                }
                            }
                        };
                        Ok((key, self.matcher(pattern, span)?))
                    })
                    .collect::<Result<_, CompileError>>()?,
            ),
            Pattern::IsAtom(pattern) => Matcher::IsAtom(Box::new(self.matcher(pattern, span)?)),
            Pattern::Both(a, b) => Matcher::Both(Box::new((self.matcher(a, span)?, self.matcher(b, span)?))),
            Pattern::Prefix(prefix, rest) => {
                Matcher::Prefix(prefix.clone().into(), Box::new(self.matcher(rest, span)?))
            }
            Pattern::Bitstring(segments) => Matcher::Bitstring(self.segment_matchers(segments)?),
        })
    }

    /// Compiles the segments of a bitstring's pattern.
    pub(super) fn segment_matchers(self, segments: &[Segment<Pattern>]) -> Result<Box<[SegmentMatcher]>, CompileError> {
        segments
            .iter()
            .map(|segment| {
                Ok(SegmentMatcher {
                    kind: segment_type(segment),
                    size: segment.size.as_ref().map(|size| self.operand(size)).transpose()?,
                    unit: segment.unit,
                    value: self.matcher(&segment.value, segment.span)?,
                })
            })
            .collect()
    }
}

/// What the runtime calls the type of a segment.
pub(crate) fn segment_type<T>(segment: &Segment<T>) -> SegmentType {
    let (signed, little) = (segment.signed, segment.little);
    match segment.kind {
        SegmentKind::Integer => SegmentType::Integer { signed, little },
        SegmentKind::Float => SegmentType::Float { little },
        SegmentKind::Binary => SegmentType::Binary,
        SegmentKind::Bitstring => SegmentType::Bitstring,
        SegmentKind::Utf8 => SegmentType::Utf8,
        SegmentKind::Utf16 => SegmentType::Utf16 { little },
        SegmentKind::Utf32 => SegmentType::Utf32 { little },
    }
}

fn constant_matcher(value: &Literal, span: Span) -> Result<Matcher, CompileError> {
    let constant = literal::constant(value, span)?;
    if let Some(word) = constant.as_immediate() {
        return Ok(Matcher::Word(word));
    }
    Ok(if constant.get().is_flat() { Matcher::Flat(constant) } else { Matcher::Constant(constant) })
}

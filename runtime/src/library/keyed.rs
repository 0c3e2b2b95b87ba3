//! What `Map`, `Keyword`, `List` and `Access` share: walks over lists, and what a function that gets and updates answers.

use crate::access::shown;
use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::{List, Map, Term, Value, atoms};

/// The elements of a list, one after the other, and what it ends in.
///
/// It charges nothing: whoever walks does, for each element or by `cost = elements(list)`.
pub(crate) struct Walk<'a> {
    block: std::slice::Iter<'a, Value<'a>>,
    rest: Value<'a>,
}

impl<'a> Walk<'a> {
    /// Over `list`, which may be anything: what is no list has no elements and ends in itself.
    #[inline]
    pub(crate) fn over(list: Value<'a>) -> Self {
        Walk { block: [].iter(), rest: list }
    }

    /// What the list ends in, once all elements were taken: `[]` where it is proper.
    #[inline]
    pub(crate) fn end(&self) -> Value<'a> {
        self.rest
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = Value<'a>;

    #[inline]
    fn next(&mut self) -> Option<Value<'a>> {
        loop {
            if let Some(value) = self.block.next() {
                return Some(*value);
            }
            let Term::List(list) = self.rest.term() else { return None };
            self.block = list.block().iter();
            self.rest = list.rest();
        }
    }
}

/// How many elements a list has; what it ends in where it is improper, or no list.
pub(crate) fn proper_length<'a>(list: Value<'a>) -> Result<usize, Value<'a>> {
    let mut count = 0usize;
    let mut rest = list;
    while let Term::List(list) = rest.term() {
        count += list.block().len();
        rest = list.rest();
    }
    if rest.is_empty_list() { Ok(count) } else { Err(rest) }
}

/// Whether it is `[]` or a list, perhaps improper.
pub(crate) fn is_list(value: Value<'_>) -> bool {
    matches!(value.term(), Term::EmptyList | Term::List(_))
}

/// The list behind a value.
pub(crate) fn as_list(value: Value<'_>) -> Option<List<'_>> {
    match value.term() {
        Term::List(list) => Some(list),
        _ => None,
    }
}

/// The map behind a value.
///
/// # Errors
/// `BadMapError`
#[inline(always)]
pub(crate) fn map_of<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Result<&'a Map<'a>, Exc> {
    match value.term() {
        Term::Map(map) => Ok(map),
        _ => Err(cx.bad_map(value)),
    }
}

/// What the function of `get_and_update` wants.
pub(crate) enum Update<'a> {
    /// `{get, new}`
    Put(Value<'a>, Value<'a>),
    /// `:pop`
    Pop,
}

/// Reads the answer of a function that gets and updates.
///
/// # Errors
/// `RuntimeError` where it is neither a pair nor `:pop`.
pub(crate) fn update<'a>(cx: &mut Context<'a>, answer: Value<'a>) -> Result<Update<'a>, Exc> {
    match answer.term() {
        Term::Tuple([get, new]) => Ok(Update::Put(*get, *new)),
        Term::Atom(_) if answer.is(atoms::POP) => Ok(Update::Pop),
        _ => {
            let answer = shown(cx, answer)?;
            Err(cx.runtime_error(&format!("the given function must return a two-element tuple or :pop, got: {answer}")))
        }
    }
}

/// Refuses what a list ends in unless that is `[]`.
///
/// # Errors
/// What `failed` raises.
#[inline]
pub(crate) fn require_proper<'a>(
    cx: &mut Context<'a>,
    end: Value<'a>,
    failed: impl FnOnce(&mut Context<'a>) -> Exc,
) -> Result<(), Exc> {
    if end.is_empty_list() { Ok(()) } else { Err(failed(cx)) }
}

/// The elements of an enumerable as a list; a list comes back as it is.
///
/// # Errors
/// `Protocol.UndefinedError` of what is no enumerable.
pub(crate) fn to_list<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
    match enumerable.term() {
        Term::EmptyList | Term::List(_) => Ok(enumerable),
        Term::Map(map) if !map.may_be_struct() => {
            cx.charge(map.len())?;
            let mut list = cx.list_builder(map.len())?;
            for (key, value) in map.iter() {
                let pair = cx.tuple(&[key, value])?;
                list.push(&mut cx.bump, pair)?;
            }
            Ok(list.finish(&mut cx.bump))
        }
        _ => Err(cx.protocol_undefined(atoms::ENUMERABLE_PROTOCOL, enumerable, "")),
    }
}

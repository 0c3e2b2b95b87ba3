//! What `Map`, `Keyword`, `List` and `Access` share: walks over lists, and what a function that gets and updates answers.

use crate::access::shown;
use crate::context::Context;
use crate::error::Exc;
use crate::term::compare::equal;
use crate::term::{Atom, List, Map, Term, Value, atoms};

/// The elements of a list, one after the other, and what it ends in.
///
/// It charges nothing: whoever walks does, for each element or by `cost = elements(list)`.
pub(crate) struct Walk<'a> {
    block: std::slice::Iter<'a, Value<'a>>,
    /// The block that is walked.
    list: Option<List<'a>>,
    rest: Value<'a>,
}

impl<'a> Walk<'a> {
    /// Over `list`, which may be anything: what is no list has no elements and ends in itself.
    #[inline]
    pub(crate) fn over(list: Value<'a>) -> Self {
        Walk { block: [].iter(), list: None, rest: list }
    }

    /// What the list ends in, once all elements were taken: `[]` where it is proper.
    #[inline]
    pub(crate) fn end(&self) -> Value<'a> {
        self.rest
    }

    /// What was not taken yet, shared with the list.
    #[inline]
    pub(crate) fn left(&self) -> Value<'a> {
        match self.list {
            Some(list) if self.block.len() > 0 => {
                list.skip_in_block(list.block().len() - self.block.len()).map_or(self.rest, List::value)
            }
            _ => self.rest,
        }
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
            self.list = Some(list);
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

/// The atom behind a value.
#[inline]
pub(crate) fn as_key(value: Value<'_>) -> Option<Atom<'_>> {
    match value.term() {
        Term::Atom(atom) => Some(atom),
        _ => None,
    }
}

/// The two elements of a pair.
#[inline]
pub(crate) fn as_pair<'a>(value: Value<'a>) -> Option<(Value<'a>, Value<'a>)> {
    match value.term() {
        Term::Tuple([first, second]) => Some((*first, *second)),
        _ => None,
    }
}

/// The first tuple whose element at `index` is equal to a key (`==`), whatever else the list holds.
///
/// # Errors
/// `ArgumentError` where the list ends improperly before.
pub(crate) fn find_by_key<'a>(
    cx: &mut Context<'a>,
    list: Value<'a>,
    key: Value<'a>,
    index: usize,
) -> Result<Option<(Value<'a>, Term<'a>)>, Exc> {
    let mut walk = Walk::over(list);
    for element in &mut walk {
        cx.step()?;
        if has_key_at(cx, element, key, index)? {
            return Ok(Some((element, element.term())));
        }
    }
    require_proper(cx, walk.end(), |cx| cx.bad_argument(3, "not a proper list"))?;
    Ok(None)
}

/// Whether it is a tuple whose element at `index` is equal to a key (`==`).
#[inline]
pub(crate) fn has_key_at<'a>(
    cx: &mut Context<'a>,
    element: Value<'a>,
    key: Value<'a>,
    index: usize,
) -> Result<bool, Exc> {
    let Term::Tuple(elements) = element.term() else { return Ok(false) };
    let Some(other) = elements.get(index) else { return Ok(false) };
    equal(cx, *other, key)
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

/// The index of an element of a tuple, which Elixir adds one to; nothing where it is out of range.
///
/// # Errors
/// `ArithmeticError` for what is no number, `ArgumentError` for a float.
pub(crate) fn index_argument<'a>(cx: &mut Context<'a>, index: Value<'a>) -> Result<Option<usize>, Exc> {
    match index.term() {
        Term::Int(index) => Ok(usize::try_from(index).ok()),
        Term::Big(_) => Ok(None),
        Term::Float(_) => Err(cx.bad_argument(1, "not an integer")),
        _ => Err(cx.arithmetic_error()),
    }
}

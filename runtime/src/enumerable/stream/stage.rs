//! Stages of a stream: an element in, one or none out.

use super::Kind;
use crate::context::Context;
use crate::enumerable::chunk::Chunks;
use crate::enumerable::set::Seen;
use crate::error::{Exc, R};
use crate::memory::ListBuilder;
use crate::ops;
use crate::term::compare::identical;
use crate::term::{Term, Value, atoms};

/// What a stage makes of an element.
pub(super) enum Out<'a> {
    /// An element for the next stage.
    Next(Value<'a>),
    /// None.
    Nothing,
    /// The last element; the stage wants no more.
    Last(Value<'a>),
    /// None, and the stage wants no more.
    End,
}

/// A stage with its state.
pub(super) enum Stage<'a> {
    Map(Value<'a>),
    Filter(Value<'a>, bool),
    Each(Value<'a>),
    Index(Value<'a>, Option<Value<'a>>),
    Take(i64),
    TakeWhile(Value<'a>),
    /// Every so many: how many, how many to go, and whether those are what passes.
    Every {
        nth: i64,
        left: i64,
        pass: bool,
    },
    MapEvery {
        nth: i64,
        left: i64,
        fun: Value<'a>,
    },
    Drop(i64),
    DropLast {
        count: usize,
        held: ListBuilder<'a>,
        oldest: usize,
    },
    DropWhile(Value<'a>, bool),
    Uniq(Option<Value<'a>>, Seen<'a>),
    Dedup(Option<Value<'a>>, Option<Value<'a>>),
    Scan(Option<Value<'a>>, Value<'a>),
    ChunkEvery(Option<Chunks<'a>>),
    ChunkBy {
        fun: Value<'a>,
        key: Option<Value<'a>>,
        chunk: ListBuilder<'a>,
    },
    ChunkWhile {
        acc: Value<'a>,
        fun: Value<'a>,
        after: Value<'a>,
    },
}

fn count(value: Value<'_>) -> i64 {
    match value.term() {
        Term::Int(i) => i,
        _ => i64::MAX,
    }
}

/// What a function makes of an element; the element itself where there is none.
fn key<'a>(cx: &mut Context<'a>, fun: Option<Value<'a>>, element: Value<'a>) -> R<'a> {
    match fun {
        Some(fun) => cx.call(fun, &[element]),
        None => Ok(element),
    }
}

impl<'a> Stage<'a> {
    pub(super) fn new(cx: &mut Context<'a>, kind: Kind, captured: &[Value<'a>]) -> Result<Self, Exc> {
        let held = |i: usize| captured.get(i).copied();
        let first = held(0).unwrap_or(Value::NIL);
        let second = held(1).unwrap_or(Value::NIL);
        Ok(match kind {
            Kind::Filter => Stage::Filter(first, true),
            Kind::Reject => Stage::Filter(first, false),
            Kind::Each => Stage::Each(first),
            Kind::WithIndex => match first.term() {
                Term::Fun(_) => Stage::Index(Value::int(0), Some(first)),
                _ => Stage::Index(first, None),
            },
            Kind::Take => Stage::Take(count(first)),
            Kind::TakeWhile => Stage::TakeWhile(first),
            Kind::TakeEvery => Stage::Every { nth: count(first), left: 0, pass: true },
            Kind::DropEvery => Stage::Every { nth: count(first), left: 0, pass: false },
            Kind::MapEvery => Stage::MapEvery { nth: count(first), left: 0, fun: second },
            Kind::Drop => Stage::Drop(count(first)),
            Kind::DropLast => {
                let count = usize::try_from(count(first)).unwrap_or(1);
                Stage::DropLast { count, held: cx.list_builder(count.min(64))?, oldest: 0 }
            }
            Kind::DropWhile => Stage::DropWhile(first, true),
            Kind::Uniq => Stage::Uniq(held(0), Seen::new(cx)?),
            Kind::Dedup => Stage::Dedup(held(0), None),
            Kind::ScanFromFirst => Stage::Scan(None, first),
            Kind::Scan => Stage::Scan(Some(first), second),
            Kind::ChunkEvery => {
                let leftover = held(2).unwrap_or(Value::EMPTY_LIST);
                Stage::ChunkEvery(Some(Chunks::new(cx, count(first), count(second), leftover)?))
            }
            Kind::ChunkBy => Stage::ChunkBy { fun: first, key: None, chunk: cx.list_builder(8)? },
            Kind::ChunkWhile => Stage::ChunkWhile { acc: first, fun: second, after: held(2).unwrap_or(Value::NIL) },
            _ => Stage::Map(first),
        })
    }

    pub(super) fn apply(&mut self, cx: &mut Context<'a>, element: Value<'a>) -> Result<Out<'a>, Exc> {
        Ok(match self {
            Stage::Map(fun) => Out::Next(cx.call(*fun, &[element])?),
            Stage::Filter(fun, wanted) => {
                let answer = cx.scratch(|cx| cx.call(*fun, &[element]))?.truthy();
                if answer == *wanted { Out::Next(element) } else { Out::Nothing }
            }
            Stage::Each(fun) => {
                cx.scratch(|cx| cx.call(*fun, &[element]).map(|_| Value::NIL))?;
                Out::Next(element)
            }
            Stage::Index(index, fun) => {
                let made = match fun {
                    Some(fun) => cx.call(*fun, &[element, *index])?,
                    None => cx.tuple(&[element, *index])?,
                };
                *index = ops::add(cx, *index, Value::int(1))?;
                Out::Next(made)
            }
            Stage::Take(left) => {
                *left -= 1;
                match *left {
                    1.. => Out::Next(element),
                    0 => Out::Last(element),
                    _ => Out::End,
                }
            }
            Stage::TakeWhile(fun) => {
                if cx.scratch(|cx| cx.call(*fun, &[element]))?.truthy() {
                    Out::Next(element)
                } else {
                    Out::End
                }
            }
            Stage::Every { nth, left, pass } => {
                let is_nth = *left == 0;
                *left = if is_nth { *nth - 1 } else { *left - 1 };
                if is_nth == *pass { Out::Next(element) } else { Out::Nothing }
            }
            Stage::MapEvery { nth, left, fun } => {
                let is_nth = *left == 0;
                *left = if is_nth { *nth - 1 } else { *left - 1 };
                Out::Next(if is_nth { cx.call(*fun, &[element])? } else { element })
            }
            Stage::Drop(left) => {
                if *left > 0 {
                    *left -= 1;
                    Out::Nothing
                } else {
                    Out::Next(element)
                }
            }
            Stage::DropLast { count, held, oldest } => {
                if held.len() < *count {
                    held.push(&mut cx.bump, element)?;
                    return Ok(Out::Nothing);
                }
                let Some(slot) = held.as_mut_slice().get_mut(*oldest) else { return Ok(Out::Next(element)) };
                *oldest = (*oldest + 1) % *count;
                Out::Next(std::mem::replace(slot, element))
            }
            Stage::DropWhile(fun, dropping) => {
                if *dropping && cx.scratch(|cx| cx.call(*fun, &[element]))?.truthy() {
                    return Ok(Out::Nothing);
                }
                *dropping = false;
                Out::Next(element)
            }
            Stage::Uniq(fun, seen) => {
                let key = key(cx, *fun, element)?;
                if seen.is_new(cx, key)? { Out::Next(element) } else { Out::Nothing }
            }
            Stage::Dedup(fun, last) => {
                let key = key(cx, *fun, element)?;
                if let Some(last) = *last
                    && identical(cx, last, key)?
                {
                    return Ok(Out::Nothing);
                }
                *last = Some(key);
                Out::Next(element)
            }
            Stage::Scan(acc, fun) => {
                let next = match *acc {
                    Some(acc) => cx.call(*fun, &[element, acc])?,
                    None => element,
                };
                *acc = Some(next);
                Out::Next(next)
            }
            Stage::ChunkEvery(chunks) => match chunks {
                Some(chunks) => chunks.push(cx, element)?.map_or(Out::Nothing, Out::Next),
                None => Out::End,
            },
            Stage::ChunkBy { fun, key, chunk } => {
                let new = cx.call(*fun, &[element])?;
                let mut out = Out::Nothing;
                if let Some(old) = *key
                    && !identical(cx, old, new)?
                {
                    cx.charge_elements(chunk.len())?;
                    out = Out::Next(cx.list(chunk.as_slice())?);
                    chunk.truncate(0);
                }
                *key = Some(new);
                chunk.push(&mut cx.bump, element)?;
                out
            }
            Stage::ChunkWhile { acc, fun, .. } => {
                let result = cx.call(*fun, &[element, *acc])?;
                match result.term() {
                    Term::Tuple([what, chunk, further]) if what.is(atoms::CONT) => {
                        *acc = *further;
                        Out::Next(*chunk)
                    }
                    Term::Tuple([what, further]) if what.is(atoms::CONT) => {
                        *acc = *further;
                        Out::Nothing
                    }
                    Term::Tuple([what, further]) if what.is(atoms::HALT) => {
                        *acc = *further;
                        Out::End
                    }
                    _ => return Err(cx.term_error(atoms::CASE_CLAUSE_ERROR, result)),
                }
            }
        })
    }

    /// Whether it has a last word also where it ended the walk itself.
    pub(super) fn has_last_word(&self) -> bool {
        matches!(self, Stage::ChunkWhile { .. })
    }

    /// What it holds back, at the end.
    pub(super) fn finish(&mut self, cx: &mut Context<'a>) -> Result<Option<Value<'a>>, Exc> {
        match self {
            Stage::ChunkEvery(chunks) => match chunks.take() {
                Some(chunks) => chunks.finish(cx),
                None => Ok(None),
            },
            Stage::ChunkBy { chunk, .. } => {
                if chunk.is_empty() {
                    return Ok(None);
                }
                let last = cx.list(chunk.as_slice())?;
                chunk.truncate(0);
                Ok(Some(last))
            }
            Stage::ChunkWhile { acc, after, .. } => {
                let result = cx.call(*after, &[*acc])?;
                match result.term() {
                    Term::Tuple([what, _]) if what.is(atoms::CONT) => Ok(None),
                    Term::Tuple([what, chunk, _]) if what.is(atoms::CONT) => Ok(Some(*chunk)),
                    _ => Err(cx.term_error(atoms::CASE_CLAUSE_ERROR, result)),
                }
            }
            _ => Ok(None),
        }
    }
}

//! What streams pull from.

use super::Kind;
use crate::collectable::Collector;
use crate::context::Context;
use crate::enumerable::zip::Zip;
use crate::enumerable::{self, Clause, Iter};
use crate::error::Exc;
use crate::library::string::search::{self as string, Split, Splitter};
use crate::ops;
use crate::term::{Term, Value, atoms};

/// The beginning of a stream.
pub(super) enum Source<'a> {
    /// Nothing: what is left of one that was taken apart.
    Nothing,
    /// Any enumerable.
    Of(Iter<'a>),
    /// The last element, if there was one; the first one; the function.
    Iterate(Option<Value<'a>>, Value<'a>, Value<'a>),
    /// Accumulator and function; nothing at the end.
    Unfold(Option<Value<'a>>, Value<'a>),
    Repeatedly(Value<'a>),
    /// The enumerable, a walk over it, whether that gave something.
    Cycle(Value<'a>, Iter<'a>, bool),
    /// A walk, the separator, whether something was given, and an element that waits behind a separator.
    Intersperse(Iter<'a>, Value<'a>, bool, Option<Value<'a>>),
    /// The next number, a function of it.
    Count(Value<'a>, Option<Value<'a>>),
    /// Value, and how often.
    Duplicate(Value<'a>, Value<'a>),
    Into(Iter<'a>, Collector<'a>, Option<Value<'a>>),
    Zip(Zip<'a>, Row<'a>),
    Split(Box<Splitter<'a>>),
    Produce(Produce<'a>),
}

/// What becomes of elements side by side.
#[derive(Clone, Copy)]
pub(super) enum Row<'a> {
    Tuple,
    List(Value<'a>),
    Pair(Value<'a>),
}

impl<'a> Source<'a> {
    pub(super) fn new(cx: &mut Context<'a>, kind: Kind, captured: &[Value<'a>]) -> Result<Self, Exc> {
        let held = |i: usize| captured.get(i).copied().unwrap_or(Value::NIL);
        let (first, second, third) = (held(0), held(1), held(2));
        let walk = |cx: &mut Context<'a>, value| Iter::with_end(cx, value, &Clause::PROTOCOL);
        Ok(match kind {
            Kind::Iterate => Source::Iterate(None, first, second),
            Kind::Unfold => Source::Unfold(Some(first), second),
            Kind::Repeatedly => Source::Repeatedly(first),
            Kind::Cycle => Source::Cycle(first, walk(cx, first)?, false),
            Kind::Intersperse => Source::Intersperse(walk(cx, first)?, second, false, None),
            Kind::FromIndex => match first.term() {
                Term::Fun(_) => Source::Count(Value::int(0), Some(first)),
                _ => Source::Count(first, None),
            },
            Kind::Duplicate => Source::Duplicate(first, second),
            Kind::TakeLast => {
                let last = match crate::library::find("Enum", "take", 2) {
                    Some(take) => take.invoke(cx, &[first, second])?,
                    None => Value::EMPTY_LIST,
                };
                Source::Of(walk(cx, last)?)
            }
            Kind::Into => {
                let collector = Collector::new(cx, second)?;
                Source::Into(walk(cx, first)?, collector, (!third.is_nil()).then_some(third))
            }
            Kind::Zip | Kind::ZipWith => {
                let sides = enumerable::elements(cx, first, &Clause::MAP)?;
                let row = if kind == Kind::Zip { Row::Tuple } else { Row::List(second) };
                Source::Zip(Zip::new(cx, sides, &Clause::PROTOCOL)?, row)
            }
            Kind::Split => match string::splitter_of(cx, first, second, third)? {
                Split::Lazy(splitter) => Source::Split(Box::new(splitter)),
                Split::List(list) => Source::Of(walk(cx, list)?),
            },
            Kind::ZipPair => Source::Zip(Zip::new(cx, &[first, second], &Clause::PROTOCOL)?, Row::Pair(third)),
            _ => Source::Produce(Produce::new(cx, kind, captured)?),
        })
    }

    /// Whether no stream can be inside of it.
    pub(super) fn is_flat(&self) -> bool {
        match self {
            Source::Of(iter) | Source::Cycle(_, iter, _) | Source::Intersperse(iter, ..) | Source::Into(iter, ..) => {
                !matches!(iter, Iter::Stream(_))
            }
            Source::Zip(..) | Source::Produce(_) => false,
            _ => true,
        }
    }

    /// Hands on the walks that it consists of.
    pub(super) fn take_apart(self, mut take: impl FnMut(Iter<'a>)) {
        match self {
            Source::Of(iter) | Source::Cycle(_, iter, _) | Source::Intersperse(iter, ..) | Source::Into(iter, ..) => {
                take(iter)
            }
            Source::Zip(zip, _) => zip.into_sides().into_iter().for_each(take),
            Source::Produce(produce) => [produce.inner, produce.outer].into_iter().flatten().for_each(take),
            _ => {}
        }
    }

    pub(super) fn next(&mut self, cx: &mut Context<'a>) -> Result<Option<Value<'a>>, Exc> {
        match self {
            Source::Nothing => Ok(None),
            Source::Of(iter) => iter.next(cx),
            Source::Iterate(last, start, fun) => {
                let next = match *last {
                    Some(last) => cx.call(*fun, &[last])?,
                    None => *start,
                };
                *last = Some(next);
                Ok(Some(next))
            }
            Source::Unfold(acc, fun) => {
                let Some(from) = *acc else { return Ok(None) };
                let result = cx.call(*fun, &[from])?;
                match result.term() {
                    _ if result.is_nil() => {
                        *acc = None;
                        Ok(None)
                    }
                    Term::Tuple([element, further]) => {
                        *acc = Some(*further);
                        Ok(Some(*element))
                    }
                    _ => Err(cx.term_error(atoms::CASE_CLAUSE_ERROR, result)),
                }
            }
            Source::Repeatedly(fun) => Ok(Some(cx.call(*fun, &[])?)),
            Source::Cycle(enumerable, iter, any) => loop {
                if let Some(element) = iter.next(cx)? {
                    *any = true;
                    return Ok(Some(element));
                }
                if !*any {
                    return Err(cx.argument_error("cannot cycle over an empty enumerable"));
                }
                *any = false;
                *iter = Iter::with_end(cx, *enumerable, &Clause::PROTOCOL)?;
            },
            Source::Intersperse(iter, separator, any, waiting) => {
                if let Some(element) = waiting.take() {
                    return Ok(Some(element));
                }
                let element = iter.next(cx)?;
                if !*any {
                    *any = true;
                    return Ok(element);
                }
                *waiting = element;
                Ok(element.map(|_| *separator))
            }
            Source::Count(next, fun) => {
                let number = *next;
                *next = ops::add(cx, number, Value::int(1))?;
                match fun {
                    Some(fun) => Ok(Some(cx.call(*fun, &[number])?)),
                    None => Ok(Some(number)),
                }
            }
            Source::Duplicate(value, left) => match left.term() {
                Term::Int(0) => Ok(None),
                _ => {
                    *left = ops::sub(cx, *left, Value::int(1))?;
                    Ok(Some(*value))
                }
            },
            Source::Into(iter, collector, transform) => {
                let Some(element) = iter.next(cx)? else { return Ok(None) };
                let collected = match transform {
                    Some(transform) => cx.call(*transform, &[element])?,
                    None => element,
                };
                collector.push(cx, collected)?;
                Ok(Some(element))
            }
            Source::Zip(zip, how) => {
                let Some(row) = zip.next(cx)? else { return Ok(None) };
                Ok(Some(match *how {
                    Row::Tuple => Value::tuple(row),
                    Row::List(fun) => {
                        let row = cx.list(row)?;
                        cx.call(fun, &[row])?
                    }
                    Row::Pair(fun) => cx.call(fun, row)?,
                }))
            }
            Source::Split(splitter) => splitter.next(cx),
            Source::Produce(produce) => produce.next(cx),
        }
    }

    /// Ends the walk.
    pub(super) fn close(&mut self, cx: &mut Context<'a>) -> Result<(), Exc> {
        match self {
            Source::Of(iter) | Source::Cycle(_, iter, _) | Source::Intersperse(iter, ..) | Source::Into(iter, ..) => {
                iter.close(cx)
            }
            Source::Zip(zip, _) => zip.close(cx),
            Source::Produce(produce) => produce.close(cx),
            _ => Ok(()),
        }
    }

    /// Ends the walk because of an exception.
    #[cold]
    pub(super) fn close_after(&mut self, cx: &mut Context<'a>, exc: Exc) -> Exc {
        if !cx.is_catchable() {
            return exc;
        }
        let (raised, place) = cx.take_raised(exc);
        match self.close(cx) {
            Ok(()) => cx.raise_again(raised, place),
            Err(exc) => exc,
        }
    }
}

/// Streams whose function gives an enumerable at a time: `resource`, `transform`, `flat_map`, `concat`.
pub(super) struct Produce<'a> {
    phase: Phase,
    /// What `transform` and `flat_map` walk; `resource` has none.
    outer: Option<Iter<'a>>,
    /// What the last call gave.
    inner: Option<Iter<'a>>,
    acc: Value<'a>,
    start: Option<Value<'a>>,
    fun: Function<'a>,
    last: Option<Value<'a>>,
    after: Option<Value<'a>>,
}

#[derive(Clone, Copy)]
enum Function<'a> {
    /// The elements are the enumerables.
    None,
    /// It gives the enumerable.
    Plain(Value<'a>),
    /// It takes the accumulator too and gives `{enumerable, accumulator}` or `{:halt, accumulator}`.
    Folding(Value<'a>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Start,
    Running,
    Last,
    Ending,
    Done,
}

impl<'a> Produce<'a> {
    fn new(cx: &mut Context<'a>, kind: Kind, captured: &[Value<'a>]) -> Result<Self, Exc> {
        let held = |i: usize| captured.get(i).copied().unwrap_or(Value::NIL);
        let outer = match kind {
            Kind::Resource => None,
            _ => Some(Iter::with_end(cx, held(0), &Clause::PROTOCOL)?),
        };
        let plain = Produce {
            phase: Phase::Start,
            outer,
            inner: None,
            acc: Value::NIL,
            start: None,
            fun: Function::None,
            last: None,
            after: None,
        };
        Ok(match kind {
            Kind::FlatMap => Produce { fun: Function::Plain(held(1)), ..plain },
            Kind::Transform => Produce { acc: held(1), fun: Function::Folding(held(2)), ..plain },
            Kind::TransformWith => Produce {
                start: Some(held(1)),
                fun: Function::Folding(held(2)),
                last: (!held(3).is_nil()).then(|| held(3)),
                after: Some(held(4)),
                ..plain
            },
            Kind::Resource => {
                Produce { start: Some(held(0)), fun: Function::Folding(held(1)), after: Some(held(2)), ..plain }
            }
            _ => plain,
        })
    }

    fn next(&mut self, cx: &mut Context<'a>) -> Result<Option<Value<'a>>, Exc> {
        loop {
            cx.tick()?;
            if let Some(inner) = &mut self.inner {
                if let Some(element) = inner.next(cx)? {
                    return Ok(Some(element));
                }
                self.inner = None;
            }
            match self.phase {
                Phase::Start => {
                    if let Some(start) = self.start {
                        self.acc = cx.call(start, &[])?;
                    }
                    self.phase = Phase::Running;
                }
                Phase::Running => {
                    let element = match &mut self.outer {
                        Some(outer) => match outer.next(cx)? {
                            Some(element) => Some(element),
                            None => {
                                self.phase = Phase::Last;
                                continue;
                            }
                        },
                        None => None,
                    };
                    let enumerable = match (self.fun, element) {
                        (Function::None, element) => element,
                        (Function::Plain(fun), Some(element)) => Some(cx.call(fun, &[element])?),
                        (Function::Plain(_), None) => None,
                        (Function::Folding(fun), Some(element)) => {
                            let result = cx.call(fun, &[element, self.acc])?;
                            self.fold(cx, result, atoms::CASE_CLAUSE_ERROR)?
                        }
                        (Function::Folding(fun), None) => {
                            let result = cx.call(fun, &[self.acc])?;
                            self.fold(cx, result, atoms::TRY_CLAUSE_ERROR)?
                        }
                    };
                    match enumerable {
                        Some(enumerable) => self.open(cx, enumerable)?,
                        None => {
                            self.close(cx)?;
                            return Ok(None);
                        }
                    }
                }
                Phase::Last => {
                    self.phase = Phase::Ending;
                    if let Some(last) = self.last {
                        let result = cx.call(last, &[self.acc])?;
                        match self.fold(cx, result, atoms::CASE_CLAUSE_ERROR)? {
                            Some(enumerable) => self.open(cx, enumerable)?,
                            None => self.inner = None,
                        }
                    }
                }
                Phase::Ending => {
                    self.close(cx)?;
                    return Ok(None);
                }
                Phase::Done => return Ok(None),
            }
        }
    }

    fn open(&mut self, cx: &mut Context<'a>, enumerable: Value<'a>) -> Result<(), Exc> {
        self.inner = Some(Iter::with_end(cx, enumerable, &Clause::PROTOCOL)?);
        Ok(())
    }

    /// Takes the accumulator of a result; the enumerable, or nothing for `:halt`.
    fn fold(
        &mut self,
        cx: &mut Context<'a>,
        result: Value<'a>,
        error: Value<'static>,
    ) -> Result<Option<Value<'a>>, Exc> {
        let Term::Tuple([enumerable, acc]) = result.term() else { return Err(cx.term_error(error, result)) };
        self.acc = *acc;
        Ok((!enumerable.is(atoms::HALT)).then_some(*enumerable))
    }

    fn close(&mut self, cx: &mut Context<'a>) -> Result<(), Exc> {
        let started = !matches!(self.phase, Phase::Start | Phase::Done);
        self.phase = Phase::Done;
        if let Some(mut inner) = self.inner.take() {
            inner.close(cx)?;
        }
        if let Some(mut outer) = self.outer.take() {
            outer.close(cx)?;
        }
        if let (true, Some(after)) = (started, self.after) {
            cx.call(after, &[self.acc])?;
        }
        Ok(())
    }
}

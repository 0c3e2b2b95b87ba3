//! Streams: enumerables that make their elements when they are asked for them.
//!
//! As in Elixir, a stream is a `%Stream{}` with a list of stages (`Stream.map/2`, `take/2`, …), or a function of two
//! arguments (`Stream.iterate/2`, `flat_map/2`, …). The functions inside are made here, by a [`Kind`] and what they hold,
//! and recognised again by [`Callable::stream`]; a walk builds its state of them and pulls element after element through
//! the stages, in a loop, not by nested calls. What ends early closes what it pulls from.
//!
//! A function of two arguments that the user wrote is enumerable too: it is called once, with a reducer that collects.

mod source;
mod stage;

use super::Iter;
use crate::context::Context;
use crate::error::{Exc, R};
use crate::limits::Limit;
use crate::memory::{Claim, ListBuilder};
use crate::term::{Callable, Fun, Map, Term, Value, atoms};
use source::Source;
use stage::{Out, Stage};

/// What a function inside of a stream does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    // Stages, in the list of a `%Stream{}`: functions of one argument. What they hold stands behind them.
    /// mapper
    Map,
    /// predicate
    Filter,
    /// predicate
    Reject,
    /// function
    Each,
    /// offset or function
    WithIndex,
    /// count
    Take,
    /// predicate
    TakeWhile,
    /// step
    TakeEvery,
    /// count
    Drop,
    /// count
    DropLast,
    /// predicate
    DropWhile,
    /// step
    DropEvery,
    /// step, mapper
    MapEvery,
    /// nothing, or a function
    Uniq,
    /// nothing, or a function
    Dedup,
    /// function
    ScanFromFirst,
    /// accumulator, function
    Scan,
    /// count, step, leftover
    ChunkEvery,
    /// function
    ChunkBy,
    /// accumulator, function, function for the end
    ChunkWhile,
    // Streams of their own: functions of two arguments.
    /// start, function
    Iterate,
    /// accumulator, function
    Unfold,
    /// function
    Repeatedly,
    /// enumerable
    Cycle,
    /// enumerable, separator
    Intersperse,
    /// enumerable, count
    TakeLast,
    /// value, count
    Duplicate,
    /// offset or function
    FromIndex,
    /// enumerable, collectable, function
    Into,
    /// enumerables
    Zip,
    /// enumerables, function of a list
    ZipWith,
    /// left, right, function of two
    ZipPair,
    /// text, pattern, whether empty parts are left out
    Split,
    /// enumerables
    Concat,
    /// enumerable, function
    FlatMap,
    /// start function, function, function for the end
    Resource,
    /// enumerable, accumulator, function
    Transform,
    /// enumerable, start function, function, function for the last or `nil`, function for the end
    TransformWith,
    /// The reducer that collects what a user's function emits.
    Collect,
}

impl Kind {
    fn is_source(self) -> bool {
        !matches!(self, Kind::Collect) && self as u8 >= Kind::Iterate as u8
    }

    /// The code of such a function.
    pub fn code(self) -> &'static Code {
        macro_rules! codes {
            ($($kind:ident)*) => {
                match self { $(Kind::$kind => const { &Code(Kind::$kind) }),* }
            };
        }
        codes! {
            Map Filter Reject Each WithIndex Take TakeWhile TakeEvery Drop DropLast DropWhile DropEvery MapEvery Uniq Dedup
            ScanFromFirst Scan ChunkEvery ChunkBy ChunkWhile Iterate Unfold Repeatedly Cycle Intersperse TakeLast Duplicate
            FromIndex Into Zip ZipWith ZipPair Split Concat FlatMap Resource Transform TransformWith Collect
        }
    }
}

/// The code of a function inside of a stream.
pub struct Code(Kind);

impl Code {
    /// What it does.
    pub fn kind(&self) -> Kind {
        self.0
    }
}

impl Callable for Code {
    fn arity(&self) -> usize {
        if self.0.is_source() || self.0 == Kind::Collect { 2 } else { 1 }
    }

    /// `stream.({:cont, acc}, reducer)`: the protocol of `Enumerable.reduce/3`, but for suspension.
    fn call<'a>(&'a self, cx: &mut Context<'a>, captured: &'a [Value<'a>], arguments: &[Value<'a>]) -> R<'a> {
        let [first, second] = arguments else {
            return Err(cx.argument_error("a stage of a stream is no function to be called"));
        };
        if self.0 == Kind::Collect {
            let list = cx.cons(*first, *second)?;
            return cx.tuple(&[atoms::CONT, list]);
        }
        let source = Source::new(cx, self.0, captured)?;
        let mut iter = Iter::Stream(Box::new(Lazy::of_source(cx, source)?));
        let mut command = *first;
        loop {
            let Term::Tuple([what, acc]) = command.term() else {
                return Err(cx.argument_error("a reducer gives {:cont, acc} or {:halt, acc}"));
            };
            if !what.is(atoms::CONT) {
                iter.close(cx)?;
                return cx.tuple(&[atoms::HALTED, *acc]);
            }
            let Some(element) = iter.next(cx)? else { return cx.tuple(&[atoms::DONE, *acc]) };
            command = match cx.call(*second, &[element, *acc]) {
                Ok(command) => command,
                Err(exc) => return Err(iter.close_after(cx, exc)),
            };
        }
    }

    fn stream(&self) -> Option<&Code> {
        Some(self)
    }
}

static SHAPE: &[Value<'static>] = &[atoms::STRUCT, atoms::ACCS, atoms::DONE, atoms::ENUM, atoms::FUNS];

/// `%Stream{enum: enumerable, funs: funs}`
fn make<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, funs: Value<'a>) -> R<'a> {
    cx.struct_from_shape(SHAPE, &[atoms::MODULE_STREAM, Value::EMPTY_LIST, Value::NIL, enumerable, funs])
}

/// A stream of an enumerable's elements as they are.
///
/// # Errors
/// Memory.
pub fn plain<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
    make(cx, enumerable, Value::EMPTY_LIST)
}

/// A function inside of a stream.
fn function<'a>(cx: &mut Context<'a>, kind: Kind, captured: &[Value<'a>]) -> R<'a> {
    let captured = cx.bump.values(captured)?;
    Ok(Value::fun(cx.bump.alloc(Fun { code: kind.code(), captured })?))
}

/// An enumerable with one more stage.
///
/// # Errors
/// Memory.
pub fn with_stage<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, kind: Kind, captured: &[Value<'a>]) -> R<'a> {
    let stage = function(cx, kind, captured)?;
    if let Term::Map(map) = enumerable.term()
        && map.struct_name().is_some_and(|name| name.value().is(atoms::MODULE_STREAM))
        && let (Some(inner), Some(funs)) = (map.get_flat(atoms::ENUM), map.get_flat(atoms::FUNS))
    {
        let funs = cx.cons(stage, funs)?;
        return make(cx, inner, funs);
    }
    let funs = cx.cons(stage, Value::EMPTY_LIST)?;
    make(cx, enumerable, funs)
}

/// A stream that is a function of its own.
///
/// # Errors
/// Memory.
pub fn source<'a>(cx: &mut Context<'a>, kind: Kind, captured: &[Value<'a>]) -> R<'a> {
    function(cx, kind, captured)
}

/// Bytes of what a source holds in boxes.
const SOURCE: usize = 256;

/// Stages of a stream.
const MOST_STAGES: usize = 1 << 14;

/// A walk over a stream.
pub struct Lazy<'a> {
    source: Source<'a>,
    stages: Vec<Stage<'a>>,
    /// Elements that came out of the last stage and were not asked for yet.
    ready: ListBuilder<'a>,
    /// How many of them were given.
    given: usize,
    /// No more is pulled from the source.
    done: bool,
    /// The stages below this one were ended by themselves.
    ended: usize,
    room: Claim,
}

/// Streams inside of streams are dropped one after the other, not one inside of the other: they may be nested deeper than
/// the stack of the thread that drops them.
impl Drop for Lazy<'_> {
    fn drop(&mut self) {
        if self.source.is_flat() {
            return;
        }
        let mut nested = vec![std::mem::replace(&mut self.source, Source::Nothing)];
        while let Some(source) = nested.pop() {
            source.take_apart(|iter| {
                if let Iter::Stream(mut lazy) = iter {
                    nested.push(std::mem::replace(&mut lazy.source, Source::Nothing));
                }
            });
        }
    }
}

impl<'a> Lazy<'a> {
    fn of_source(cx: &mut Context<'a>, source: Source<'a>) -> Result<Self, Exc> {
        cx.charge(16)?;
        let room = cx.claim(size_of::<Self>() + SOURCE)?;
        Ok(Lazy { source, stages: Vec::new(), ready: cx.list_builder(2)?, given: 0, done: false, ended: 0, room })
    }

    /// A walk over a `%Stream{}`.
    ///
    /// # Errors
    /// `ArgumentError` where it was not made by `Stream`'s functions; what its source raises.
    pub(super) fn of_struct(cx: &mut Context<'a>, map: &'a Map<'a>) -> Result<Self, Exc> {
        cx.guard_stack()?;
        let (Some(enumerable), Some(funs)) = (map.get_flat(atoms::ENUM), map.get_flat(atoms::FUNS)) else {
            return Err(super::undefined(cx, map.value()));
        };
        let mut stages = Vec::new();
        let mut rest = funs;
        while let Term::List(list) = rest.term() {
            cx.charge(8)?;
            if stages.len() >= MOST_STAGES {
                return Err(cx.limit(Limit::Memory));
            }
            let code = match list.head().term() {
                Term::Fun(fun) => fun.code.stream().map(|code| (code.kind(), fun.captured)),
                _ => None,
            };
            let Some((kind, captured)) = code.filter(|code| !code.0.is_source()) else {
                return Err(cx.argument_error("a %Stream{} holds stages of the module Stream alone"));
            };
            stages.push(Stage::new(cx, kind, captured)?);
            rest = list.tail();
        }
        stages.reverse();
        let room = stages.capacity() * size_of::<Stage<'_>>();
        let source = Source::Of(Iter::with_end(cx, enumerable, &super::Clause::PROTOCOL)?);
        let mut lazy = Lazy::of_source(cx, source)?;
        if !lazy.room.add(room) {
            return Err(cx.limit(Limit::Memory));
        }
        lazy.stages = stages;
        Ok(lazy)
    }

    /// The next element.
    ///
    /// # Errors
    /// What the functions of the stream raise; limits.
    pub(super) fn next(&mut self, cx: &mut Context<'a>) -> Result<Option<Value<'a>>, Exc> {
        cx.guard_stack()?;
        cx.charge(3)?;
        match self.pull(cx) {
            Ok(element) => Ok(element),
            Err(exc) => {
                self.done = true;
                self.ended = self.stages.len();
                Err(self.source.close_after(cx, exc))
            }
        }
    }

    fn pull(&mut self, cx: &mut Context<'a>) -> Result<Option<Value<'a>>, Exc> {
        loop {
            if let Some(element) = self.ready.as_slice().get(self.given) {
                let element = *element;
                self.given += 1;
                if self.given == self.ready.len() {
                    self.ready.truncate(0);
                    self.given = 0;
                }
                return Ok(Some(element));
            }
            if self.done {
                // What the stages hold back, from the first to the last; each passes through those behind it.
                let Some(stage) = self.stages.get_mut(self.ended) else { return Ok(None) };
                self.ended += 1;
                if let Some(element) = stage.finish(cx)? {
                    let from = self.ended;
                    self.feed(cx, from, element)?;
                }
                continue;
            }
            match self.source.next(cx)? {
                Some(element) => self.feed(cx, 0, element)?,
                None => self.done = true,
            }
        }
    }

    /// Passes an element through the stages from one on.
    fn feed(&mut self, cx: &mut Context<'a>, from: usize, element: Value<'a>) -> Result<(), Exc> {
        let mut element = element;
        for i in from..self.stages.len() {
            cx.tick()?;
            let Some(stage) = self.stages.get_mut(i) else { break };
            match stage.apply(cx, element)? {
                Out::Next(next) => element = next,
                Out::Nothing => return Ok(()),
                Out::Last(next) => {
                    element = next;
                    self.end(cx, i)?;
                }
                Out::End => return self.end(cx, i),
            }
        }
        Ok(self.ready.push(&mut cx.bump, element)?)
    }

    /// A stage wants no more: those before it are done without a word.
    fn end(&mut self, cx: &mut Context<'a>, stage: usize) -> Result<(), Exc> {
        let last_word = self.stages.get(stage).is_some_and(Stage::has_last_word);
        self.ended = self.ended.max(if last_word { stage } else { stage + 1 });
        if !self.done {
            self.done = true;
            self.source.close(cx)?;
        }
        Ok(())
    }

    /// Ends the walk.
    ///
    /// # Errors
    /// What the functions for the end raise.
    pub(super) fn close(&mut self, cx: &mut Context<'a>) -> Result<(), Exc> {
        cx.guard_stack()?;
        self.ended = self.stages.len();
        if self.done {
            return Ok(());
        }
        self.done = true;
        self.source.close(cx)
    }
}

/// A walk over a function.
///
/// # Errors
/// `Protocol.UndefinedError` where it does not take two arguments; what a user's function raises.
pub(super) fn of_function<'a>(cx: &mut Context<'a>, value: Value<'a>, fun: &'a Fun<'a>) -> Result<Iter<'a>, Exc> {
    cx.guard_stack()?;
    if let Some(code) = fun.code.stream()
        && code.kind().is_source()
    {
        let source = Source::new(cx, code.kind(), fun.captured)?;
        return Ok(Iter::Stream(Box::new(Lazy::of_source(cx, source)?)));
    }
    if fun.code.arity() != 2 {
        return Err(cx.protocol_undefined(
            atoms::ENUMERABLE_PROTOCOL,
            value,
            "only anonymous functions of arity 2 are enumerable",
        ));
    }
    let reducer = function(cx, Kind::Collect, &[])?;
    let start = cx.tuple(&[atoms::CONT, Value::EMPTY_LIST])?;
    let result = cx.call(value, &[start, reducer])?;
    let list = match result.term() {
        Term::Tuple([_, list, ..]) => *list,
        _ => {
            return Err(
                cx.argument_error("errors were found at the given arguments:\n\n  * 1st argument: out of range\n")
            );
        }
    };
    let collected = super::elements(cx, list, &super::Clause::PROTOCOL)?;
    let list = super::list::reversed(cx, collected, Value::EMPTY_LIST)?;
    Iter::new(cx, list)
}

//! Enumerables: the one iteration protocol of `Enum`, `for` and `into`.
//!
//! A value is walked in one of two ways:
//! - from inside, with [`visit`]: a function is called for each element. The loop over a list is compiled into the caller and
//!   walks slices; everything else goes through an [`Iter`].
//! - from outside, with [`Iter`]: `let mut iter = Iter::new(cx, value)?; while let Some(element) = iter.next(cx)? { … }`, and
//!   `iter.close(cx)?` where it is left before its end (only streams with an `after` function need that). This is what the
//!   backends use for the generators of `for`.
//!
//! An `Iter` holds values between two calls of `next`, so it must not be advanced inside of [`Context::scratch`] unless it
//! was made in there too: `scratch` gives that memory back. Calls of the user's functions may be.
//!
//! Both charge two units for each element: one for it, one for what is called with it. What consumes everything and calls nothing on the way takes [`elements`].
//!
//! Enumerable are lists, maps (pairs in term order), ranges, `MapSet`, `Date.Range`, streams and functions of two arguments;
//! all else raises `Protocol.UndefinedError`. A list whose tail is no list raises at its end what Elixir would raise there,
//! which is a matter of the function that walks: see [`Clause`].

pub mod chunk;
pub mod dates;
pub mod list;
pub mod range;
pub mod set;
pub mod stream;
pub mod zip;

use crate::callback::Fn1;
use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::{Term, Value, atoms, map};
use num_bigint::BigInt;
use range::Range;
use std::ops::ControlFlow;

/// Whether a walk goes on.
pub type Flow = ControlFlow<()>;
/// The walk goes on.
pub const GO_ON: Flow = ControlFlow::Continue(());
/// The walk ends here.
pub const STOP: Flow = ControlFlow::Break(());

/// The function that has no clause for the tail of an improper list, as `FunctionClauseError` names it.
pub struct Clause {
    module: Value<'static>,
    function: &'static str,
    arity: usize,
}

impl Clause {
    /// What a walk by `Enum.reduce/3`, and so most of `for`, says.
    pub const REDUCE: Clause = Clause::new("-reduce/3-lists^foldl/2-0-", 3);
    /// What `Enum.map/2` and `for` with a single plain generator say.
    pub const MAP: Clause = Clause::new("-map/2-lists^map/1-1-", 2);
    /// What `Enum.filter/2` says.
    pub const FILTER: Clause = Clause::new("filter_list", 2);
    /// What `Enum.reject/2` says.
    pub const REJECT: Clause = Clause::new("reject_list", 2);
    /// What a walk through the protocol says.
    pub const PROTOCOL: Clause = Clause { module: atoms::ENUMERABLE_LIST, function: "reduce", arity: 3 };

    /// A function of `Enum`.
    pub const fn new(function: &'static str, arity: usize) -> Clause {
        Clause { module: atoms::MODULE_ENUM, function, arity }
    }

    /// A function of Erlang's `lists`.
    pub const fn lists(function: &'static str, arity: usize) -> Clause {
        Clause { module: atoms::LISTS, function, arity }
    }

    /// Raises the `FunctionClauseError`.
    #[cold]
    pub fn raise(&self, cx: &mut Context<'_>) -> Exc {
        cx.function_clause(self.module, self.function, self.arity)
    }
}

/// `clause!("filter_list" / 2)`: the place in `Enum` that raises at the tail of an improper list.
macro_rules! clause {
    ($function:literal / $arity:literal) => {
        const { &$crate::enumerable::Clause::new($function, $arity) }
    };
}
pub(crate) use clause;

/// Calls a predicate and gives back the memory that it took.
///
/// # Errors
/// What it raises.
#[inline(always)]
pub fn test<'a>(cx: &mut Context<'a>, fun: &mut impl Fn1<'a>, element: Value<'a>) -> Result<bool, Exc> {
    Ok(cx.scratch(|cx| fun.call(cx, element))?.truthy())
}

/// Walks an enumerable from inside: calls `visit` for each element until it stops.
///
/// The elements come in pieces: those of a list as they lie there, others some at a time. So `visit` is called from one place
/// alone, and is compiled into the loop.
///
/// # Errors
/// What `visit` gives; `Protocol.UndefinedError`; `end` at the tail of an improper list; limits.
#[inline]
pub fn visit<'a>(
    cx: &mut Context<'a>,
    enumerable: Value<'a>,
    end: &'static Clause,
    mut visit: impl FnMut(&mut Context<'a>, Value<'a>) -> Result<Flow, Exc>,
) -> Result<Flow, Exc> {
    let mut others = None;
    let (mut piece, mut rest) = match enumerable.term() {
        Term::List(list) => (list.block(), list.rest()),
        Term::EmptyList => return Ok(GO_ON),
        Term::Map(map) if map.is_empty() => return Ok(GO_ON),
        _ => match Iter::of_other(cx, enumerable)? {
            Iter::List { block, rest, .. } => (block.as_slice(), rest),
            iter => (others.insert(Others { iter, piece: [Value::NIL; 8] }).next(cx)?, Value::NIL),
        },
    };
    loop {
        for element in piece {
            cx.step()?;
            match visit(cx, *element) {
                Ok(ControlFlow::Continue(())) => {}
                left => return Others::leave(others, cx, left),
            }
        }
        piece = match rest.term() {
            Term::List(list) => {
                rest = list.rest();
                list.block()
            }
            Term::EmptyList => return Ok(GO_ON),
            _ => match &mut others {
                None => return Err(end.raise(cx)),
                Some(others) => match others.next(cx)? {
                    [] => return Ok(GO_ON),
                    piece => piece,
                },
            },
        };
    }
}

/// What is no list, walked in pieces.
struct Others<'a> {
    iter: Iter<'a>,
    piece: [Value<'a>; 8],
}

impl<'a> Others<'a> {
    /// The next elements; none after the last. Numbers and pairs come some at a time; what runs a function of the user for its
    /// next element, or may take long, one at a time.
    #[inline(never)]
    fn next(&mut self, cx: &mut Context<'a>) -> Result<&[Value<'a>], Exc> {
        let mut filled = 0;
        let at_a_time = match self.iter {
            Iter::Range(..) | Iter::Entries(_) | Iter::Set(_) => self.piece.len(),
            _ => 1,
        };
        for slot in self.piece.iter_mut().take(at_a_time) {
            let Some(element) = self.iter.advance(cx)? else { break };
            *slot = element;
            filled += 1;
        }
        Ok(self.piece.get(..filled).unwrap_or(&[]))
    }

    /// The end of a walk before its end: by a stop, an exception or a limit.
    #[inline(always)]
    fn leave(others: Option<Self>, cx: &mut Context<'a>, left: Result<Flow, Exc>) -> Result<Flow, Exc> {
        match others {
            None => left,
            Some(others) => others.closed(cx, left),
        }
    }

    #[inline(never)]
    fn closed(mut self, cx: &mut Context<'a>, left: Result<Flow, Exc>) -> Result<Flow, Exc> {
        match left {
            Ok(flow) => {
                self.iter.close(cx)?;
                Ok(flow)
            }
            Err(exc) => Err(self.iter.close_after(cx, exc)),
        }
    }
}

/// Walks all of an enumerable from inside.
///
/// # Errors
/// As for [`visit`].
#[inline]
pub fn each<'a>(
    cx: &mut Context<'a>,
    enumerable: Value<'a>,
    end: &'static Clause,
    mut body: impl FnMut(&mut Context<'a>, Value<'a>) -> Result<(), Exc>,
) -> Result<(), Exc> {
    let _ = visit(cx, enumerable, end, |cx, element| {
        body(cx, element)?;
        Ok(GO_ON)
    })?;
    Ok(())
}

/// All elements in a row: those of a list in one block as they lie there, else copied into the arena.
///
/// # Errors
/// As for [`visit`].
#[inline]
pub fn elements<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, end: &'static Clause) -> Result<&'a [Value<'a>], Exc> {
    match enumerable.term() {
        Term::EmptyList => Ok(&[]),
        Term::List(list) if list.rest().is_empty_list() => {
            cx.charge(list.block().len())?;
            Ok(list.block())
        }
        _ => copied(cx, enumerable, end),
    }
}

#[inline(never)]
fn copied<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, end: &'static Clause) -> Result<&'a [Value<'a>], Exc> {
    let mut all = cx.list_builder(room_for(enumerable))?;
    each(cx, enumerable, end, |cx, element| Ok(all.push(&mut cx.bump, element)?))?;
    Ok(all.finish_slice(&mut cx.bump))
}

/// The list of all elements; a list is itself, whatever its tail.
///
/// # Errors
/// As for [`visit`].
pub fn to_list<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
    match enumerable.term() {
        Term::EmptyList | Term::List(_) => Ok(enumerable),
        _ => {
            let mut all = cx.list_builder(room_for(enumerable))?;
            each(cx, enumerable, &Clause::REDUCE, |cx, element| Ok(all.push(&mut cx.bump, element)?))?;
            Ok(all.finish(&mut cx.bump))
        }
    }
}

/// How many elements to make room for: exactly as many as there are where that is known at a glance and not large.
#[inline(always)]
pub fn room_for(enumerable: Value<'_>) -> usize {
    match enumerable.term() {
        Term::List(list) if list.rest().is_empty_list() => list.block().len(),
        Term::Map(map) if map.is_empty() => 0,
        _ => room_for_other(enumerable),
    }
}

#[inline(never)]
fn room_for_other(enumerable: Value<'_>) -> usize {
    const LARGE: usize = 1 << 10;
    match enumerable.term() {
        Term::List(list) => {
            let mut list = list;
            let mut count = 0;
            loop {
                count += list.block().len();
                match list.rest().term() {
                    Term::List(rest) if count < LARGE => list = rest,
                    _ => return count,
                }
            }
        }
        Term::Map(map) if !map.is_struct() => map.len().min(LARGE),
        Term::Map(map) => match Range::of(map).and_then(|range| range.small_size()) {
            Some(size) => (size as usize).min(LARGE),
            None => 8,
        },
        Term::EmptyList => 0,
        _ => 8,
    }
}

/// What is known of the number of elements without a walk.
pub enum Known<'a> {
    /// So many.
    Count(Value<'a>),
    /// It takes a walk.
    Unknown,
}

/// `Enumerable.count/1`: how many elements there are, where no walk is needed. Lists are not asked.
///
/// # Errors
/// `Protocol.UndefinedError`, what a forged struct raises.
pub fn known_count<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> Result<Known<'a>, Exc> {
    match enumerable.term() {
        Term::Map(map) => match map.struct_name() {
            None => Ok(Known::Count(Value::int(map.len() as i64))),
            Some(name) => {
                let name = name.value();
                if let Some(range) = Range::of(map) {
                    return Ok(Known::Count(range.size(cx)?));
                }
                if let Some(set) = set::of(map) {
                    return Ok(Known::Count(Value::int(set.len() as i64)));
                }
                if name.is(atoms::MODULE_DATE_RANGE) {
                    return Ok(Known::Count(Value::int(dates::Dates::of(cx, map)?.left())));
                }
                if name.is(atoms::MODULE_STREAM) {
                    return Ok(Known::Unknown);
                }
                Err(undefined(cx, enumerable))
            }
        },
        Term::Fun(_) => Ok(Known::Unknown),
        _ => Err(undefined(cx, enumerable)),
    }
}

/// `Protocol.UndefinedError` for `Enumerable`.
#[cold]
pub fn undefined<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Exc {
    cx.protocol_undefined(atoms::ENUMERABLE_PROTOCOL, value, "")
}

/// A walk over an enumerable from outside.
pub enum Iter<'a> {
    /// A list: what is left of a block, and what follows it.
    List {
        /// The rest of the block.
        block: std::slice::Iter<'a, Value<'a>>,
        /// What follows it.
        rest: Value<'a>,
        /// What an improper tail raises.
        end: &'static Clause,
    },
    /// A map's entries as pairs.
    Entries(map::Entries<'a>),
    /// A set's elements.
    Set(map::Entries<'a>),
    /// A range of integers of 64 bits: the next one, the last one that it meets, the step.
    Range(Option<i64>, i64, i64),
    /// A range of larger ones.
    BigRange(Box<(Option<BigInt>, BigInt, BigInt)>),
    /// The days of a `Date.Range`.
    Dates(Box<dates::Dates<'a>>),
    /// A stream.
    Stream(Box<stream::Lazy<'a>>),
}

impl<'a> Iter<'a> {
    /// A walk over a value.
    ///
    /// # Errors
    /// `Protocol.UndefinedError`, what a forged struct raises.
    #[inline]
    pub fn new(cx: &mut Context<'a>, enumerable: Value<'a>) -> Result<Self, Exc> {
        Self::with_end(cx, enumerable, &Clause::REDUCE)
    }

    /// A walk over a value that raises `end` at the tail of an improper list.
    ///
    /// # Errors
    /// As for [`Iter::new`].
    #[inline]
    pub fn with_end(cx: &mut Context<'a>, enumerable: Value<'a>, end: &'static Clause) -> Result<Self, Exc> {
        match enumerable.term() {
            Term::List(list) => Ok(Iter::List { block: list.block().iter(), rest: list.rest(), end }),
            Term::EmptyList => Ok(Iter::List { block: [].iter(), rest: Value::EMPTY_LIST, end }),
            _ => Self::of_other(cx, enumerable),
        }
    }

    #[inline(never)]
    fn of_other(cx: &mut Context<'a>, enumerable: Value<'a>) -> Result<Self, Exc> {
        match enumerable.term() {
            Term::Map(map) => {
                let Some(name) = map.struct_name() else { return Ok(Iter::Entries(map.iter())) };
                if let Some(range) = Range::of(map) {
                    return range.iter(cx);
                }
                if let Some(set) = set::of(map) {
                    return Ok(Iter::Set(set.iter()));
                }
                if name.value().is(atoms::MODULE_STREAM) {
                    return Ok(Iter::Stream(Box::new(stream::Lazy::of_struct(cx, map)?)));
                }
                if name.value().is(atoms::MODULE_DATE_RANGE) {
                    return Ok(Iter::Dates(Box::new(dates::Dates::of(cx, map)?)));
                }
                Err(undefined(cx, enumerable))
            }
            Term::Fun(fun) => stream::of_function(cx, enumerable, fun),
            _ => Err(undefined(cx, enumerable)),
        }
    }

    /// The next element. After the last, `None` for ever.
    ///
    /// # Errors
    /// What the functions of a stream raise; a `FunctionClauseError` at the tail of an improper list; limits.
    #[inline]
    pub fn next(&mut self, cx: &mut Context<'a>) -> Result<Option<Value<'a>>, Exc> {
        if let Iter::List { block, rest, end } = self {
            loop {
                if let Some(element) = block.next() {
                    cx.step()?;
                    return Ok(Some(*element));
                }
                match rest.term() {
                    Term::List(list) => {
                        *block = list.block().iter();
                        *rest = list.rest();
                    }
                    Term::EmptyList => return Ok(None),
                    _ => return Err(end.raise(cx)),
                }
            }
        }
        cx.step()?;
        self.advance(cx)
    }

    /// The next element of what is no list, without the charge for it.
    fn advance(&mut self, cx: &mut Context<'a>) -> Result<Option<Value<'a>>, Exc> {
        match self {
            Iter::List { .. } => Ok(None),
            Iter::Entries(entries) => match entries.next() {
                Some((key, value)) => {
                    // A pair is made.
                    cx.step()?;
                    Ok(Some(cx.tuple(&[key, value])?))
                }
                None => Ok(None),
            },
            Iter::Set(entries) => Ok(entries.next().map(|(element, _)| element)),
            Iter::Range(next, last, step) => {
                let Some(element) = *next else { return Ok(None) };
                *next = if element == *last { None } else { element.checked_add(*step) };
                Ok(Some(Value::int(element)))
            }
            Iter::BigRange(range) => {
                let (next, last, step) = &mut **range;
                let Some(element) = next.take() else { return Ok(None) };
                let value = cx.integer(&element)?;
                if element != *last {
                    cx.charge((element.bits() >> 6) as usize)?;
                    *next = Some(element + &*step);
                }
                Ok(Some(value))
            }
            Iter::Dates(dates) => dates.next(cx),
            Iter::Stream(lazy) => lazy.next(cx),
        }
    }

    /// Ends a walk before its end: runs what a stream wants to be done after it.
    ///
    /// # Errors
    /// What that raises.
    pub fn close(&mut self, cx: &mut Context<'a>) -> Result<(), Exc> {
        match self {
            Iter::Stream(lazy) => lazy.close(cx),
            _ => Ok(()),
        }
    }

    /// Ends a walk because of an exception or throw, which is what is returned, unless ending it raises too.
    #[cold]
    pub fn close_after(&mut self, cx: &mut Context<'a>, exc: Exc) -> Exc {
        let Iter::Stream(lazy) = self else { return exc };
        if !cx.is_catchable() {
            return exc;
        }
        let (raised, place) = cx.take_raised(exc);
        match lazy.close(cx) {
            Ok(()) => cx.raise_again(raised, place),
            Err(exc) => exc,
        }
    }
}

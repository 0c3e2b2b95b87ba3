//! Functions of `Enum` in a row, such as `filter |> map |> sum`, in one walk without lists between them.
//!
//! Elixir ends each function before the next one begins. Where callbacks have no effects, all that tells the two from each
//! other is which of several exceptions is raised: that of the earliest stage, and of its exceptions the first. So a stage
//! that raises stops itself and all after it, while those before it go on to the end, where the exception is raised unless
//! one of theirs came in between. What is charged is the same where nothing is raised.
//!
//! Native code is made of it, where each stage is compiled into the one before (a fifth to a quarter faster than lists between
//! them). Closures call one function after the other, which is faster there than a loop over stages.

use super::reduce::Sum;
use crate::callback::{Fn1, Fn2};
use crate::context::Context;
use crate::enumerable::{Clause, each, room_for, test};
use crate::error::{Exc, Place, R, Raised};
use crate::memory::ListBuilder;
use crate::term::Value;

/// Units of fuel for a call of one of the functions, as `library` charges it.
const CALL: i64 = 2;

/// What a stage does with an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// `Enum.map/2`
    Map,
    /// `Enum.filter/2`
    Filter,
    /// `Enum.reject/2`
    Reject,
}

impl Step {
    /// What is raised at the tail of an improper list.
    fn end(self) -> &'static Clause {
        match self {
            Step::Map => &Clause::MAP,
            Step::Filter => &Clause::FILTER,
            Step::Reject => &Clause::REJECT,
        }
    }

    /// What becomes of an element, if anything.
    #[inline(always)]
    fn apply<'a>(
        self,
        cx: &mut Context<'a>,
        fun: &mut impl Fn1<'a>,
        element: Value<'a>,
    ) -> Result<Option<Value<'a>>, Exc> {
        Ok(match self {
            Step::Map => Some(fun.call(cx, element)?),
            Step::Filter => test(cx, fun, element)?.then_some(element),
            Step::Reject => (!test(cx, fun, element)?).then_some(element),
        })
    }
}

/// A stage failed: which one, counted from the one that was asked.
pub struct Failure {
    exc: Exc,
    stage: usize,
}

/// A stage and all that come after it.
pub trait Stage<'a>: Sized {
    /// How many functions it stands for.
    const FUNCTIONS: i64;

    /// Whether each element that comes from another stage is charged.
    const CHARGED: bool = true;

    /// Takes an element through those of the stages that are in use.
    fn take(&mut self, cx: &mut Context<'a>, element: Value<'a>, in_use: usize) -> Result<(), Failure>;

    /// What came of all elements.
    fn finish(self, cx: &mut Context<'a>) -> R<'a>;

    /// There are so many elements at most, perhaps.
    ///
    /// # Errors
    /// Memory.
    #[inline(always)]
    fn prepare(&mut self, cx: &mut Context<'a>, enumerable: Value<'a>) -> Result<(), Exc> {
        let _ = (cx, enumerable);
        Ok(())
    }
}

/// A stage that may be the first.
pub trait First<'a>: Stage<'a> {
    /// What raises where the walk itself fails.
    fn walker(&self) -> (&'static Clause, Place);
}

/// Takes all elements of an enumerable through stages, which have no effects.
///
/// # Errors
/// What `Enum`'s functions raise one after the other. Where they do, stages may have been charged for elements that would not
/// have come to them any more.
#[inline(always)]
pub fn run<'a, S: First<'a>>(cx: &mut Context<'a>, enumerable: Value<'a>, stages: S) -> R<'a> {
    let (end, place) = stages.walker();
    match walk(cx, enumerable, end, stages) {
        Ok(value) => Ok(value),
        Err(exc) => Err(cx.at(exc, place)),
    }
}

#[inline(always)]
fn walk<'a, S: Stage<'a>>(cx: &mut Context<'a>, enumerable: Value<'a>, end: &'static Clause, mut stages: S) -> R<'a> {
    cx.charge_row(S::FUNCTIONS * CALL)?;
    stages.prepare(cx, enumerable)?;
    let mut in_use = usize::MAX;
    let mut failed = None;
    each(cx, enumerable, end, |cx, element| match stages.take(cx, element, in_use) {
        Ok(()) => Ok(()),
        Err(failure) => {
            failed = Some(failure.postpone(cx, &mut in_use)?);
            Ok(())
        }
    })?;
    match failed {
        None => stages.finish(cx),
        Some((raised, place)) => Err(cx.raise_again(raised, place)),
    }
}

impl Failure {
    /// Puts the exception aside, for as long as stages before it have elements to go through. A limit ends everything.
    #[cold]
    #[inline(never)]
    fn postpone<'a>(self, cx: &mut Context<'a>, in_use: &mut usize) -> Result<(Raised<'a>, Option<Place>), Exc> {
        if self.stage == 0 || !cx.is_catchable() {
            return Err(self.exc);
        }
        *in_use = self.stage;
        Ok(cx.take_raised(self.exc))
    }
}

/// A stage that calls a function for each element, and those after it.
pub struct Calling<F, N> {
    step: Step,
    fun: F,
    place: Place,
    next: N,
}

/// A stage that calls a function for each element. Errors of the stage itself are at `place`.
#[inline(always)]
pub fn calling<F, N>(step: Step, fun: F, place: Place, next: N) -> Calling<F, N> {
    Calling { step, fun, place, next }
}

impl<'a, F: Fn1<'a>, N: Stage<'a>> Stage<'a> for Calling<F, N> {
    const FUNCTIONS: i64 = 1 + N::FUNCTIONS;

    #[inline(always)]
    fn take(&mut self, cx: &mut Context<'a>, element: Value<'a>, in_use: usize) -> Result<(), Failure> {
        let Some(next_in_use) = in_use.checked_sub(1) else { return Ok(()) };
        match self.step.apply(cx, &mut self.fun, element) {
            Ok(None) => Ok(()),
            Ok(Some(element)) => further(cx, &mut self.next, element, next_in_use),
            Err(exc) => Err(Failure { exc: cx.at(exc, self.place), stage: 0 }),
        }
    }

    #[inline(always)]
    fn prepare(&mut self, cx: &mut Context<'a>, enumerable: Value<'a>) -> Result<(), Exc> {
        self.next.prepare(cx, enumerable)
    }

    #[inline(always)]
    fn finish(self, cx: &mut Context<'a>) -> R<'a> {
        self.next.finish(cx)
    }
}

impl<'a, F: Fn1<'a>, N: Stage<'a>> First<'a> for Calling<F, N> {
    #[inline(always)]
    fn walker(&self) -> (&'static Clause, Place) {
        (self.step.end(), self.place)
    }
}

/// A round of the stage after another.
#[inline(always)]
fn further<'a, N: Stage<'a>>(
    cx: &mut Context<'a>,
    next: &mut N,
    element: Value<'a>,
    in_use: usize,
) -> Result<(), Failure> {
    if in_use == 0 {
        return Ok(());
    }
    let charged = if N::CHARGED { cx.step() } else { Ok(()) };
    let taken = match charged {
        Ok(()) => next.take(cx, element, in_use),
        Err(exc) => Err(Failure { exc, stage: 0 }),
    };
    taken.map_err(|failure| Failure { stage: failure.stage + 1, ..failure })
}

/// The last stage is one that gives a list: its elements.
#[derive(Default)]
pub struct Collecting<'a> {
    elements: Option<ListBuilder<'a>>,
}

/// A list of what the stages before give.
#[inline(always)]
pub fn collecting<'a>() -> Collecting<'a> {
    Collecting::default()
}

impl<'a> Stage<'a> for Collecting<'a> {
    const FUNCTIONS: i64 = 0;
    const CHARGED: bool = false;

    #[inline(always)]
    fn prepare(&mut self, cx: &mut Context<'a>, enumerable: Value<'a>) -> Result<(), Exc> {
        self.elements = Some(cx.list_builder(room_for(enumerable))?);
        Ok(())
    }

    #[inline(always)]
    fn take(&mut self, cx: &mut Context<'a>, element: Value<'a>, _in_use: usize) -> Result<(), Failure> {
        let Some(elements) = &mut self.elements else { return Ok(()) };
        elements.push(&mut cx.bump, element).map_err(|full| Failure { exc: full.into(), stage: 0 })
    }

    #[inline(always)]
    fn finish(self, cx: &mut Context<'a>) -> R<'a> {
        Ok(self.elements.map_or(Value::EMPTY_LIST, |elements| elements.finish(&mut cx.bump)))
    }
}

/// `Enum.sum/1`
pub struct Summing<'a> {
    sum: Sum<'a>,
    place: Place,
}

/// `Enum.sum/1`
#[inline(always)]
pub fn summing<'a>(place: Place) -> Summing<'a> {
    Summing { sum: Sum::default(), place }
}

impl<'a> Stage<'a> for Summing<'a> {
    const FUNCTIONS: i64 = 1;

    #[inline(always)]
    fn take(&mut self, cx: &mut Context<'a>, element: Value<'a>, _in_use: usize) -> Result<(), Failure> {
        self.sum.add(cx, element).map_err(|exc| Failure { exc: cx.at(exc, self.place), stage: 0 })
    }

    #[inline(always)]
    fn finish(self, _cx: &mut Context<'a>) -> R<'a> {
        Ok(self.sum.value())
    }
}

/// `Enum.count/1`
#[derive(Default)]
pub struct Counting {
    count: i64,
}

/// `Enum.count/1`
#[inline(always)]
pub fn counting() -> Counting {
    Counting::default()
}

impl<'a> Stage<'a> for Counting {
    const FUNCTIONS: i64 = 1;
    const CHARGED: bool = false;

    #[inline(always)]
    fn take(&mut self, _cx: &mut Context<'a>, _element: Value<'a>, _in_use: usize) -> Result<(), Failure> {
        self.count += 1;
        Ok(())
    }

    #[inline(always)]
    fn finish(self, cx: &mut Context<'a>) -> R<'a> {
        if self.count > 0 {
            // As much as for a list of them.
            cx.tick()?;
            cx.charge_elements(self.count as usize)?;
        }
        Ok(Value::int(self.count))
    }
}

/// `Enum.reduce/3`
pub struct Reducing<'a, F> {
    acc: Value<'a>,
    fun: F,
    place: Place,
}

/// `Enum.reduce/3`
#[inline(always)]
pub fn reducing<'a, F: Fn2<'a>>(acc: Value<'a>, fun: F, place: Place) -> Reducing<'a, F> {
    Reducing { acc, fun, place }
}

impl<'a, F: Fn2<'a>> Stage<'a> for Reducing<'a, F> {
    const FUNCTIONS: i64 = 1;

    #[inline(always)]
    fn take(&mut self, cx: &mut Context<'a>, element: Value<'a>, _in_use: usize) -> Result<(), Failure> {
        let (acc, fun) = (self.acc, &mut self.fun);
        match cx.scratch(|cx| fun.call(cx, element, acc)) {
            Ok(acc) => {
                self.acc = acc;
                Ok(())
            }
            Err(exc) => Err(Failure { exc: cx.at(exc, self.place), stage: 0 }),
        }
    }

    #[inline(always)]
    fn finish(self, _cx: &mut Context<'a>) -> R<'a> {
        Ok(self.acc)
    }
}

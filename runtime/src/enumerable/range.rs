//! `Range`: integers of any size, with a step.
//!
//! What Elixir does without a walk is done without one here, in 128 bits where the bounds are machine integers, with big
//! integers elsewhere.

use super::Iter;
use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::compare::compare;
use crate::term::{Map, Term, Value, atoms, to_bigint};
use crate::{integer, ops};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive};
use std::cmp::Ordering;

static SHAPE: &[Value<'static>] = &[atoms::STRUCT, atoms::FIRST, atoms::LAST, atoms::STEP];

/// The fields of a `%Range{}`, not looked at yet.
#[derive(Clone, Copy)]
pub struct Range<'a> {
    /// `first`
    pub first: Value<'a>,
    /// `last`
    pub last: Value<'a>,
    /// `step`; nothing in a range of the time before there were steps.
    step: Option<Value<'a>>,
}

/// Bounds and step in numbers of one kind. The step is not zero.
#[derive(Clone, Debug)]
pub struct Steps<N> {
    /// The first element, if there is one.
    pub first: N,
    /// Where it ends.
    pub last: N,
    /// The distance from one element to the next.
    pub step: N,
}

impl<N: Integer + Signed + Clone> Steps<N> {
    fn is_empty(&self) -> bool {
        if self.step.is_positive() { self.first > self.last } else { self.first < self.last }
    }

    fn distance(&self) -> N {
        self.last.clone() - self.first.clone()
    }

    /// `Range.size/1`
    pub fn size(&self) -> N {
        if self.is_empty() { N::zero() } else { self.distance() / self.step.clone() + N::one() }
    }

    /// The last element, where there is one.
    pub fn last_element(&self) -> N {
        self.last.clone() - self.distance() % self.step.clone()
    }

    /// The element at an index, which counts from the end where it is negative.
    fn at(&self, index: N) -> Option<N> {
        let size = self.size();
        let index = if index.is_negative() { index + size.clone() } else { index };
        (!index.is_negative() && index < size).then(|| self.first.clone() + index * self.step.clone())
    }

    fn contains(&self, n: &N) -> bool {
        let (low, high) = if self.step.is_positive() { (&self.first, &self.last) } else { (&self.last, &self.first) };
        low <= n && n <= high && ((n.clone() - self.first.clone()) % self.step.clone()).is_zero()
    }
}

/// The numbers of a range.
pub enum Numbers {
    /// All three are machine integers; in 128 bits nothing overflows.
    Small(Steps<i128>),
    /// One at least is larger.
    Big(Box<Steps<BigInt>>),
}

impl Numbers {
    /// As big integers.
    pub fn into_big(self) -> Steps<BigInt> {
        match self {
            Numbers::Small(steps) => {
                Steps { first: steps.first.into(), last: steps.last.into(), step: steps.step.into() }
            }
            Numbers::Big(steps) => *steps,
        }
    }
}

/// Whether `value in first..last//step` holds in a guard, where the parts may be anything; a range without a step has the one
/// that leads from its first to its last.
///
/// # Errors
/// `ArithmeticError` where all but the step are integers.
pub fn holds<'a>(
    cx: &mut Context<'a>,
    value: Value<'a>,
    first: Value<'a>,
    last: Value<'a>,
    step: Option<Value<'a>>,
) -> Result<bool, Exc> {
    if ![value, first, last].iter().all(|part| matches!(part.term(), Term::Int(_) | Term::Big(_))) {
        return Ok(false);
    }
    let way = match step {
        Some(step) => compare(cx, step, Value::int(0))?,
        None if compare(cx, first, last)?.is_le() => Ordering::Greater,
        None => Ordering::Less,
    };
    let (low, high) = match way {
        Ordering::Greater => (first, last),
        Ordering::Less => (last, first),
        Ordering::Equal => return Ok(false),
    };
    if compare(cx, value, low)?.is_lt() || compare(cx, value, high)?.is_gt() {
        return Ok(false);
    }
    let Some(step) = step else { return Ok(true) };
    let offset = ops::sub(cx, value, first)?;
    let rest = integer::remainder(cx, offset, step)?;
    Ok(matches!(rest.term(), Term::Int(0)))
}

/// Does the same with either kind of numbers.
macro_rules! with_steps {
    ($numbers:expr, $steps:ident => $body:expr) => {
        match $numbers {
            Numbers::Small($steps) => $body,
            Numbers::Big($steps) => $body,
        }
    };
}

/// Numbers that become values.
pub(crate) trait Number {
    fn value<'a>(&self, cx: &mut Context<'a>) -> R<'a>;
}

impl Number for i128 {
    fn value<'a>(&self, cx: &mut Context<'a>) -> R<'a> {
        cx.integer_128(*self)
    }
}

impl Number for BigInt {
    fn value<'a>(&self, cx: &mut Context<'a>) -> R<'a> {
        cx.integer(self)
    }
}

impl<'a> Range<'a> {
    /// The range that a struct is; its fields may be anything yet.
    #[inline]
    pub fn of(map: &Map<'a>) -> Option<Self> {
        if let Some((keys, values)) = map.as_flat()
            && std::ptr::eq(keys, SHAPE)
            && let [_, first, last, step] = values
            && values.first().is_some_and(|name| name.is(atoms::MODULE_RANGE))
        {
            return Some(Range { first: *first, last: *last, step: Some(*step) });
        }
        if !map.struct_name()?.value().is(atoms::MODULE_RANGE) {
            return None;
        }
        Some(Range {
            first: map.get_flat(atoms::FIRST)?,
            last: map.get_flat(atoms::LAST)?,
            step: map.get_flat(atoms::STEP),
        })
    }

    /// The range that a value is.
    #[inline]
    pub fn of_value(value: Value<'a>) -> Option<Self> {
        match value.term() {
            Term::Map(map) => Range::of(map),
            _ => None,
        }
    }

    /// `step`
    pub fn step(&self, cx: &mut Context<'a>) -> R<'a> {
        match self.step {
            Some(step) => Ok(step),
            None => {
                let order = compare(cx, self.first, self.last)?;
                Ok(Value::int(if order.is_le() { 1 } else { -1 }))
            }
        }
    }

    /// First, last and step, where all are machine integers.
    pub fn small(&self) -> Option<(i64, i64, i64)> {
        match (self.first.term(), self.last.term(), self.step?.term()) {
            (Term::Int(first), Term::Int(last), Term::Int(step)) if step != 0 => Some((first, last, step)),
            _ => None,
        }
    }

    /// How many elements there are, where that is easily told.
    pub fn small_size(&self) -> Option<u64> {
        let (first, last, step) = self.small()?;
        Steps { first: i128::from(first), last: i128::from(last), step: i128::from(step) }.size().to_u64()
    }

    /// Its numbers.
    ///
    /// # Errors
    /// `ArithmeticError` where they are no integers, or the step is zero.
    pub fn numbers(&self, cx: &mut Context<'a>) -> Result<Numbers, Exc> {
        if let Some((first, last, step)) = self.small() {
            return Ok(Numbers::Small(Steps { first: first.into(), last: last.into(), step: step.into() }));
        }
        let step = self.step(cx)?;
        let mut digits = 1usize;
        for value in [self.first, self.last, step] {
            if let Term::Big(big) = value.term() {
                digits = digits.saturating_mul(big.digits().len() + 1);
            }
        }
        // A division is the most that is done with them.
        cx.charge(digits)?;
        match (to_bigint(self.first), to_bigint(self.last), to_bigint(step)) {
            (Some(first), Some(last), Some(step)) if !num_traits::Zero::is_zero(&step) => {
                Ok(Numbers::Big(Box::new(Steps { first, last, step })))
            }
            _ => Err(cx.arithmetic_error()),
        }
    }

    /// `Range.size/1`
    ///
    /// # Errors
    /// As for [`Range::numbers`].
    pub fn size(&self, cx: &mut Context<'a>) -> R<'a> {
        with_steps!(self.numbers(cx)?, steps => steps.size().value(cx))
    }

    /// First and last element; nothing where it is empty.
    ///
    /// # Errors
    /// As for [`Range::numbers`].
    pub fn ends(&self, cx: &mut Context<'a>) -> Result<Option<(Value<'a>, Value<'a>)>, Exc> {
        with_steps!(self.numbers(cx)?, steps => {
            if steps.is_empty() {
                return Ok(None);
            }
            Ok(Some((self.first, steps.last_element().value(cx)?)))
        })
    }

    /// The sum of its elements.
    ///
    /// # Errors
    /// As for [`Range::numbers`].
    pub fn sum(&self, cx: &mut Context<'a>) -> R<'a> {
        match self.numbers(cx)? {
            Numbers::Small(steps) => {
                let (count, ends) = (steps.size(), steps.first + steps.last_element());
                match count.checked_mul(ends) {
                    Some(twice) => cx.integer_128(twice / 2),
                    None => cx.integer(&(BigInt::from(count) * ends / 2)),
                }
            }
            Numbers::Big(steps) => {
                let count = steps.size();
                cx.charge(((count.bits() >> 6) as usize + 1).saturating_mul((steps.last.bits() >> 6) as usize + 1))?;
                let sum = count * (&steps.first + steps.last_element()) / 2;
                cx.integer(&sum)
            }
        }
    }

    /// Whether a value is one of its elements.
    ///
    /// # Errors
    /// As for [`Range::numbers`].
    pub fn contains(&self, cx: &mut Context<'a>, value: Value<'a>) -> Result<bool, Exc> {
        let numbers = self.numbers(cx)?;
        Ok(match (numbers, value.term()) {
            (Numbers::Small(steps), Term::Int(i)) => steps.contains(&i.into()),
            // Beyond 64 bits, where a small range has nothing.
            (Numbers::Small(_), _) => false,
            (Numbers::Big(steps), Term::Int(_) | Term::Big(_)) => {
                to_bigint(value).is_some_and(|value| steps.contains(&value))
            }
            (Numbers::Big(_), _) => false,
        })
    }

    /// The element at an index, which counts from the end where it is negative.
    ///
    /// # Errors
    /// As for [`Range::numbers`].
    pub fn at(&self, cx: &mut Context<'a>, index: Value<'a>) -> Result<Option<Value<'a>>, Exc> {
        let numbers = match (self.numbers(cx)?, index.term()) {
            (Numbers::Small(steps), Term::Int(index)) => {
                return match steps.at(index.into()) {
                    Some(element) => Ok(Some(cx.integer_128(element)?)),
                    None => Ok(None),
                };
            }
            (numbers, _) => numbers.into_big(),
        };
        match to_bigint(index).and_then(|index| numbers.at(index)) {
            Some(element) => Ok(Some(cx.integer(&element)?)),
            None => Ok(None),
        }
    }

    /// The list of `count` elements from the one at `start` on, each `step` places from the one before; all exist.
    ///
    /// # Errors
    /// As for [`Range::numbers`]; limits.
    pub fn slice(&self, cx: &mut Context<'a>, start: &BigInt, count: &BigInt, step: &BigInt) -> R<'a> {
        let big = self.numbers(cx)?.into_big();
        let mut next = big.first + start * &big.step;
        let by = big.step * step;
        let count = count.to_usize().unwrap_or(usize::MAX);
        let mut list = cx.list_builder(count.min(1 << 10))?;
        let small = (next.to_i64(), by.to_i64());
        let mut done = 0;
        if let (Some(mut at), Some(by)) = small {
            while done < count {
                cx.tick()?;
                list.push(&mut cx.bump, Value::int(at))?;
                done += 1;
                match at.checked_add(by) {
                    Some(further) => at = further,
                    None => {
                        next = BigInt::from(at) + by;
                        break;
                    }
                }
            }
        }
        while done < count {
            cx.charge(1 + (next.bits() >> 6) as usize)?;
            let value = cx.integer(&next)?;
            list.push(&mut cx.bump, value)?;
            next += &by;
            done += 1;
        }
        Ok(list.finish(&mut cx.bump))
    }

    /// A walk over its elements.
    ///
    /// # Errors
    /// As for [`Range::numbers`].
    pub fn iter(&self, cx: &mut Context<'a>) -> Result<Iter<'a>, Exc> {
        match self.numbers(cx)? {
            Numbers::Small(steps) => {
                // All of them are machine integers: first and last are, and the last element lies between them.
                let number = |n: i128| n as i64;
                let (first, last) = (number(steps.first), number(steps.last_element()));
                Ok(Iter::Range((!steps.is_empty()).then_some(first), last, number(steps.step)))
            }
            Numbers::Big(steps) => {
                let (empty, last) = (steps.is_empty(), steps.last_element());
                let Steps { first, step, .. } = *steps;
                Ok(Iter::BigRange(Box::new(((!empty).then_some(first), last, step))))
            }
        }
    }
}

/// A range of bounds and a step that are known to be right.
pub fn make<'a>(cx: &mut Context<'a>, first: Value<'a>, last: Value<'a>, step: Value<'a>) -> R<'a> {
    cx.struct_from_shape(SHAPE, &[atoms::MODULE_RANGE, first, last, step])
}

/// Whether it is an integer.
#[inline]
pub fn is_integer(value: Value<'_>) -> bool {
    matches!(value.term(), Term::Int(_) | Term::Big(_))
}

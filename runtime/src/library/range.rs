//! `Range`: integers with a step.

use crate::context::Context;
use crate::enumerable::range::{self, Range, Steps};
use crate::enumerable::{self, Clause};
use crate::error::{Exc, R};
use crate::inspect;
use crate::term::compare::compare;
use crate::term::{Term, Value, atoms};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};
use philtre_library::library;

/// The range that a value is, or `FunctionClauseError`.
fn range_of<'a>(cx: &mut Context<'a>, value: Value<'a>, function: &str, arity: usize) -> Result<Range<'a>, Exc> {
    match Range::of_value(value) {
        Some(range) => Ok(range),
        None => Err(cx.function_clause(atoms::MODULE_RANGE, function, arity)),
    }
}

fn big<'a>(cx: &mut Context<'a>, range: Range<'a>) -> Result<Steps<BigInt>, Exc> {
    Ok(range.numbers(cx)?.into_big())
}

fn make_big<'a>(cx: &mut Context<'a>, first: &BigInt, last: &BigInt, step: &BigInt) -> R<'a> {
    let first = cx.integer(first)?;
    let last = cx.integer(last)?;
    let step = cx.integer(step)?;
    range::make(cx, first, last, step)
}

/// The same elements in ascending order.
fn ascending(steps: Steps<BigInt>) -> Steps<BigInt> {
    if steps.step.is_positive() {
        return steps;
    }
    Steps { first: steps.last_element(), last: steps.first, step: -steps.step }
}

/// Whether two ranges, neither empty, have no element in common.
fn are_disjoint(left: Steps<BigInt>, right: Steps<BigInt>) -> bool {
    let (left, right) = (ascending(left), ascending(right));
    let (low, high) = ((&left.first).max(&right.first).clone(), (&left.last).min(&right.last).clone());
    if low > high {
        return true;
    }
    // x = first1 + a·step1 = first2 + b·step2 has solutions where the difference is a multiple of the greatest common
    // divisor; they are a least common multiple apart.
    let gcd = left.step.extended_gcd(&right.step);
    let difference = &right.first - &left.first;
    if !(&difference % &gcd.gcd).is_zero() {
        return true;
    }
    let apart = &left.step / &gcd.gcd * &right.step;
    let a = (&difference / &gcd.gcd * &gcd.x).mod_floor(&(&right.step / &gcd.gcd));
    let common = &left.first + a * &left.step;
    // The first of them that is not below both beginnings.
    let first = &low + (common - &low).mod_floor(&apart);
    first > high
}

/// Functions for ranges.
#[library("Range", units = 7)]
pub mod functions {
    use super::*;

    /// Makes a range; its step is -1 where it goes down.
    ///
    /// ```elixir
    /// iex> Range.new(1, 3)
    /// 1..3
    /// ```
    #[row(name = "new", cost = unit)]
    pub fn new_between<'a>(cx: &mut Context<'a>, first: Value<'a>, last: Value<'a>) -> R<'a> {
        if !(range::is_integer(first) && range::is_integer(last)) {
            return Err(cx.function_clause(atoms::MODULE_RANGE, "new", 2));
        }
        let step = if compare(cx, first, last)?.is_le() { 1 } else { -1 };
        range::make(cx, first, last, Value::int(step))
    }

    /// Makes a range with a step.
    ///
    /// Raises `ArgumentError` where one is no integer, or the step is zero.
    ///
    /// ```elixir
    /// iex> Range.new(1, 9, 4) |> Enum.to_list()
    /// [1, 5, 9]
    /// ```
    #[row(cost = unit)]
    pub fn new<'a>(cx: &mut Context<'a>, first: Value<'a>, last: Value<'a>, step: Value<'a>) -> R<'a> {
        let are_integers = range::is_integer(first) && range::is_integer(last) && range::is_integer(step);
        if are_integers && !matches!(step.term(), Term::Int(0)) {
            return range::make(cx, first, last, step);
        }
        let first = inspect::short(cx, first)?;
        let last = inspect::short(cx, last)?;
        let step = inspect::short(cx, step)?;
        Err(cx.argument_error(&format!(
            "ranges (first..last//step) expect both sides to be integers and the step to be a non-zero integer, got: \
             {first}..{last}//{step}"
        )))
    }

    /// Gives the number of elements.
    ///
    /// ```elixir
    /// iex> Range.size(1..10//3)
    /// 4
    /// ```
    #[row(cost = unit)]
    pub fn size<'a>(cx: &mut Context<'a>, range: Value<'a>) -> R<'a> {
        range_of(cx, range, "size", 1)?.size(cx)
    }

    /// Moves a range by so many steps.
    ///
    /// ```elixir
    /// iex> Range.shift(0..10//5, 2)
    /// 10..20//5
    /// ```
    #[row(cost = unit)]
    pub fn shift<'a>(cx: &mut Context<'a>, range: Value<'a>, steps_to_shift: Value<'a>) -> R<'a> {
        let fields = range_of(cx, range, "shift", 2)?;
        match steps_to_shift.term() {
            Term::Int(0) => return Ok(range),
            Term::Int(_) | Term::Big(_) => {}
            _ => return Err(cx.function_clause(atoms::MODULE_RANGE, "shift", 2)),
        }
        let step = fields.step(cx)?;
        let by = crate::ops::mul(cx, steps_to_shift, step)?;
        let first = crate::ops::add(cx, fields.first, by)?;
        let last = crate::ops::add(cx, fields.last, by)?;
        new(cx, first, last, step)
    }

    /// Splits a range in two; the first has `split` elements, or all but so many where it is negative.
    ///
    /// ```elixir
    /// iex> Range.split(1..5, 2)
    /// {1..2, 3..5}
    /// ```
    #[row(cost = unit)]
    pub fn split<'a>(cx: &mut Context<'a>, range: Value<'a>, split: Value<'a>) -> R<'a> {
        let fields = range_of(cx, range, "split", 2)?;
        let Some(split) = crate::term::to_bigint(split) else {
            return Err(cx.function_clause(atoms::MODULE_RANGE, "split", 2));
        };
        let Steps { first, last, step } = big(cx, fields)?;
        let split = if split.is_negative() {
            split + Steps { first: first.clone(), last: last.clone(), step: step.clone() }.size()
        } else {
            split
        };
        let up = step.is_positive();
        let is_ascending = first < last || (first == last && up);
        let (left, right) = if is_ascending != up {
            // Nothing in it: two empty ranges.
            ((first.clone(), &first - &step), (&last + &step, last))
        } else {
            let wanted = &first + &step * (split - BigInt::one());
            let before = &first - &step;
            let middle = if up { wanted.min(last.clone()).max(before) } else { wanted.max(last.clone()).min(before) };
            ((first, middle.clone()), (middle + &step, last))
        };
        let left = make_big(cx, &left.0, &left.1, &step)?;
        let right = make_big(cx, &right.0, &right.1, &step)?;
        cx.tuple(&[left, right])
    }

    /// Whether two ranges have no element in common; found without a walk.
    ///
    /// ```elixir
    /// iex> Range.disjoint?(1..9//2, 2..10//2)
    /// true
    /// ```
    #[row(name = "disjoint?", cost = unit, units = 24)]
    pub fn disjoint<'a>(cx: &mut Context<'a>, range1: Value<'a>, range2: Value<'a>) -> R<'a> {
        let left = range_of(cx, range1, "disjoint?", 2)?;
        let right = range_of(cx, range2, "disjoint?", 2)?;
        let (left, right) = (big(cx, left)?, big(cx, right)?);
        let is_empty = left.size().is_zero() || right.size().is_zero();
        Ok(Value::bool(is_empty || are_disjoint(left, right)))
    }

    /// Gives the list of elements.
    ///
    /// ```elixir
    /// iex> Range.to_list(3..1//-1)
    /// [3, 2, 1]
    /// ```
    #[row(cost = inside)]
    pub fn to_list<'a>(cx: &mut Context<'a>, range: Value<'a>) -> R<'a> {
        range_of(cx, range, "to_list", 1)?;
        let mut all = cx.list_builder(enumerable::room_for(range))?;
        enumerable::each(cx, range, &Clause::REDUCE, |cx, element| Ok(all.push(&mut cx.bump, element)?))?;
        Ok(all.finish(&mut cx.bump))
    }
}

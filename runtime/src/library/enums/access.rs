//! `Enum`: elements by their place.
//!
//! Indices and counts may be integers of any size. Beyond 64 bits they stand for "all" or "none", except in ranges, whose
//! places are computed exactly.

use crate::callback::Fn1;
use crate::context::Context;
use crate::enumerable::range::{self, Range, Steps};
use crate::enumerable::{self, Clause, GO_ON, STOP, clause, list, test};
use crate::error::{Exc, R};
use crate::term::{Term, Value, atoms, to_bigint};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::Signed;
use philtre_library::library;

pub(super) const NOT_A_LIST: &str = "errors were found at the given arguments:\n\n  * 1st argument: not a list\n";

const DROP_LIST: &Clause = clause!("drop_list" / 2);
const TAKE_LIST: &Clause = clause!("take_list" / 2);
const REVERSE: &Clause = clause!("-reverse/1-lists^foldl/2-0-" / 3);

/// More than any enumerable holds, and far from overflow.
const HUGE: i64 = i64::MAX / 4;

/// An integer, cut to what matters for something that lies in memory.
pub(super) fn index(value: Value<'_>) -> Option<i64> {
    match value.term() {
        Term::Int(i) => Some(i.clamp(-HUGE, HUGE)),
        Term::Big(big) => Some(if big.is_negative() { -HUGE } else { HUGE }),
        _ => None,
    }
}

fn is_list(value: Value<'_>) -> bool {
    matches!(value.term(), Term::List(_) | Term::EmptyList)
}

/// Elements whose number is known.
enum Items<'a> {
    List(Value<'a>),
    Slice(&'a [Value<'a>]),
}

/// The elements and how many they are; not for ranges, which have no need of them.
fn counted<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> Result<(i64, Items<'a>), Exc> {
    if is_list(enumerable) {
        return match list::length(cx, enumerable)? {
            Some(length) => Ok((length as i64, Items::List(enumerable))),
            None => Err(cx.argument_error(NOT_A_LIST)),
        };
    }
    let elements = enumerable::elements(cx, enumerable, &Clause::PROTOCOL)?;
    Ok((elements.len() as i64, Items::Slice(elements)))
}

impl<'a> Items<'a> {
    /// `amount` elements from `start` on, each `step` places from the one before.
    fn cut(self, cx: &mut Context<'a>, start: i64, amount: i64, step: i64) -> R<'a> {
        let start = usize::try_from(start).unwrap_or(0);
        let amount = usize::try_from(amount).unwrap_or(0);
        let step = usize::try_from(step).unwrap_or(1).max(1);
        match self {
            Items::List(list) => {
                let rest = list::drop(cx, list, start, DROP_LIST)?;
                if step == 1 {
                    return list::take(cx, rest, amount, TAKE_LIST);
                }
                every(cx, rest, amount, step)
            }
            Items::Slice(elements) => {
                let elements = elements.get(start..).unwrap_or_default();
                if step == 1 {
                    let elements = elements.get(..amount).unwrap_or(elements);
                    cx.charge_elements(elements.len())?;
                    return cx.list(elements);
                }
                let mut all = cx.list_builder(amount.min(elements.len() / step + 1))?;
                for element in elements.iter().step_by(step).take(amount) {
                    cx.step()?;
                    all.push(&mut cx.bump, *element)?;
                }
                Ok(all.finish(&mut cx.bump))
            }
        }
    }
}

/// At most `amount` elements of a list, each `step` places from the one before.
fn every<'a>(cx: &mut Context<'a>, list: Value<'a>, amount: usize, step: usize) -> R<'a> {
    let mut all = cx.list_builder(8)?;
    let mut rest = list;
    while all.len() < amount {
        match rest.term() {
            Term::List(list) => {
                cx.step()?;
                all.push(&mut cx.bump, list.head())?;
                rest = list::drop(cx, list.tail(), step - 1, DROP_LIST)?;
            }
            Term::EmptyList => break,
            _ => return Err(clause!("take_every_list" / 2).raise(cx)),
        }
    }
    Ok(all.finish(&mut cx.bump))
}

/// How many elements are left of `amount` places when only each `step`th is taken.
fn with_step<N: Integer + Clone>(amount: N, step: &N) -> N {
    if amount <= N::zero() { N::zero() } else { (amount - N::one()) / step.clone() + N::one() }
}

/// `amount` places from `start` on, `start` counted from the end where it is negative, within `count` elements. Where the
/// start lies before the first element, nothing.
fn forward<N: Integer + Signed + Clone>(count: &N, start: N, amount: N, step: &N) -> Option<(N, N)> {
    let start = if start.is_negative() { start + count.clone() } else { start };
    if start.is_negative() || start >= *count {
        return None;
    }
    let amount = with_step(amount.min(count.clone() - start.clone()), step);
    amount.is_positive().then_some((start, amount))
}

/// The places `first..last` within `count` elements, both counted from the end where they are negative.
fn between<N: Integer + Signed + Clone>(count: &N, first: N, last: N, step: &N) -> Option<(N, N)> {
    let first = if first.is_negative() { (first + count.clone()).max(N::zero()) } else { first };
    let last = if last.is_negative() { last + count.clone() } else { last };
    if last < first {
        return None;
    }
    let amount = last - first.clone() + N::one();
    forward(count, first, amount, step)
}

/// The part of a range that `places` finds for its size.
fn of_range<'a>(
    cx: &mut Context<'a>,
    range: Range<'a>,
    step: &BigInt,
    places: impl FnOnce(&BigInt) -> Option<(BigInt, BigInt)>,
) -> R<'a> {
    let count = range.numbers(cx)?.into_big().size();
    match places(&count) {
        Some((start, amount)) => range.slice(cx, &start, &amount, step),
        None => Ok(Value::EMPTY_LIST),
    }
}

/// Elements from a place on, as [`forward`] says.
fn slice_forward<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, start: i64, amount: i64, step: i64) -> R<'a> {
    if start < 0 {
        let (count, items) = counted(cx, enumerable)?;
        return match forward(&count, start, amount, &step) {
            Some((start, amount)) => items.cut(cx, start, amount, step),
            None => Ok(Value::EMPTY_LIST),
        };
    }
    if is_list(enumerable) {
        return Items::List(enumerable).cut(cx, start, with_step(amount, &step), step);
    }
    let mut taken = cx.list_builder(8)?;
    let (mut skip, mut left) = (start, with_step(amount, &step));
    if left <= 0 {
        return Ok(Value::EMPTY_LIST);
    }
    let _ = enumerable::visit(cx, enumerable, &Clause::PROTOCOL, |cx, element| {
        if skip > 0 {
            skip -= 1;
            return Ok(GO_ON);
        }
        taken.push(&mut cx.bump, element)?;
        skip = step - 1;
        left -= 1;
        Ok(if left == 0 { STOP } else { GO_ON })
    })?;
    Ok(taken.finish(&mut cx.bump))
}

/// The element at an index, which counts from the end where it is negative.
fn nth<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, at: Value<'a>) -> Result<Option<Value<'a>>, Exc> {
    if let Some(range) = Range::of_value(enumerable) {
        return range.at(cx, at);
    }
    let at = index(at).unwrap_or(HUGE);
    if at < 0 {
        let (count, items) = counted(cx, enumerable)?;
        let Ok(at) = usize::try_from(count + at) else { return Ok(None) };
        return match items {
            Items::Slice(elements) => Ok(elements.get(at).copied()),
            Items::List(list) => Ok(match list::drop(cx, list, at, DROP_LIST)?.term() {
                Term::List(list) => Some(list.head()),
                _ => None,
            }),
        };
    }
    if is_list(enumerable) {
        return match list::drop(cx, enumerable, usize::try_from(at).unwrap_or(0), DROP_LIST)?.term() {
            Term::List(list) => Ok(Some(list.head())),
            Term::EmptyList => Ok(None),
            _ => Err(TAKE_LIST.raise(cx)),
        };
    }
    let (mut skip, mut found) = (at, None);
    let _ = enumerable::visit(cx, enumerable, &Clause::PROTOCOL, |_, element| {
        if skip > 0 {
            skip -= 1;
            return Ok(GO_ON);
        }
        found = Some(element);
        Ok(STOP)
    })?;
    Ok(found)
}

/// What `Enum.slice/2` makes of `first..last//step`, the step being positive.
fn slice_between<'a>(
    cx: &mut Context<'a>,
    enumerable: Value<'a>,
    first: Value<'a>,
    last: Value<'a>,
    step: Value<'a>,
) -> R<'a> {
    if let Some(range) = Range::of_value(enumerable) {
        let (Some(first), Some(last), Some(step)) = (to_bigint(first), to_bigint(last), to_bigint(step)) else {
            return Err(cx.arithmetic_error());
        };
        return of_range(cx, range, &step, |count| between(count, first, last, &step));
    }
    let (Some(first), Some(last), Some(step)) = (index(first), index(last), index(step)) else {
        return Err(cx.arithmetic_error());
    };
    if first >= 0 && last == -1 {
        if is_list(enumerable) {
            let rest = list::drop(cx, enumerable, usize::try_from(first).unwrap_or(0), DROP_LIST)?;
            return if step == 1 { Ok(rest) } else { every(cx, rest, usize::MAX, usize::try_from(step).unwrap_or(1)) };
        }
        return Items::Slice(enumerable::elements(cx, enumerable, &Clause::REDUCE)?).cut(cx, first, HUGE, step);
    }
    if first >= 0 && last >= first {
        return slice_forward(cx, enumerable, first, last - first + 1, step);
    }
    let (count, items) = counted(cx, enumerable)?;
    match between(&count, first, last, &step) {
        Some((start, amount)) => items.cut(cx, start, amount, step),
        None => Ok(Value::EMPTY_LIST),
    }
}

/// A step of `take_every` and `drop_every`, at least 2.
fn nth_of(value: Value<'_>) -> Option<i64> {
    index(value).filter(|nth| *nth > 1)
}

/// The first `n` elements and the rest.
fn split_elements<'a>(cx: &mut Context<'a>, elements: &[Value<'a>], n: i64) -> R<'a> {
    let n = usize::try_from(n).unwrap_or(0).min(elements.len());
    let (left, right) = elements.split_at(n);
    cx.charge_elements(elements.len())?;
    let left = cx.list(left)?;
    let right = cx.list(right)?;
    cx.tuple(&[left, right])
}

/// Functions that take elements by their place.
#[library("Enum")]
pub mod functions {
    use super::*;

    /// Gives the element at an index, from the end where it is negative, or the default.
    ///
    /// ```elixir
    /// iex> Enum.at([:a, :b, :c], 1)
    /// :b
    /// iex> Enum.at([:a], 7, :none)
    /// :none
    /// ```
    #[row(cost = inside, default(default = nil))]
    pub fn at<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, index: Value<'a>, default: Value<'a>) -> R<'a> {
        if !range::is_integer(index) {
            return Err(cx.function_clause(atoms::MODULE_ENUM, "at", 3));
        }
        Ok(nth(cx, enumerable, index)?.unwrap_or(default))
    }

    /// Gives `{:ok, element}` for the element at an index, or `:error`.
    ///
    /// ```elixir
    /// iex> Enum.fetch([:a, :b], -1)
    /// {:ok, :b}
    /// ```
    #[row(cost = inside)]
    pub fn fetch<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, index: Value<'a>) -> R<'a> {
        if !range::is_integer(index) {
            return Err(cx.function_clause(atoms::MODULE_ENUM, "fetch", 2));
        }
        match nth(cx, enumerable, index)? {
            Some(element) => cx.ok(element),
            None => Ok(atoms::ERROR),
        }
    }

    /// Gives the element at an index.
    ///
    /// Raises `Enum.OutOfBoundsError` where there is none.
    ///
    /// ```elixir
    /// iex> Enum.fetch!([:a, :b], 0)
    /// :a
    /// ```
    #[row(name = "fetch!", cost = inside)]
    pub fn fetch_or_raise<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, index: Value<'a>) -> R<'a> {
        if !range::is_integer(index) {
            return Err(cx.function_clause(atoms::MODULE_ENUM, "fetch!", 2));
        }
        match nth(cx, enumerable, index)? {
            Some(element) => Ok(element),
            None => Err(cx.out_of_bounds(enumerable, index)),
        }
    }

    /// Gives the elements at the places of a range; negative places count from the end.
    ///
    /// Raises `ArgumentError` for a range with another negative step than -1.
    ///
    /// ```elixir
    /// iex> Enum.slice([:a, :b, :c, :d], 1..2)
    /// [:b, :c]
    /// iex> Enum.slice([:a, :b, :c, :d], -2..-1)
    /// [:c, :d]
    /// ```
    #[row(name = "slice", cost = inside)]
    pub fn slice_range<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, index_range: Value<'a>) -> R<'a> {
        let Some(range) = Range::of_value(index_range) else {
            return Err(cx.function_clause(atoms::MODULE_ENUM, "slice", 2));
        };
        let step = range.step(cx)?;
        let positive = match step.term() {
            Term::Int(step) => step > 0,
            Term::Big(step) => !step.is_negative(),
            _ => false,
        };
        if positive {
            return slice_between(cx, enumerable, range.first, range.last, step);
        }
        if matches!(step.term(), Term::Int(-1)) && crate::ops::greater(cx, range.first, range.last)? {
            return slice_between(cx, enumerable, range.first, range.last, Value::int(1));
        }
        let shown = crate::inspect::short(cx, index_range)?;
        Err(cx.argument_error(&format!("Enum.slice/2 does not accept ranges with negative steps, got: {shown}")))
    }

    /// Gives `amount` elements from a place on, which counts from the end where it is negative.
    ///
    /// ```elixir
    /// iex> Enum.slice(1..1_000_000_000_000, 999_999, 2)
    /// [1000000, 1000001]
    /// ```
    #[row(cost = inside)]
    pub fn slice<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, start_index: Value<'a>, amount: Value<'a>) -> R<'a> {
        let (Some(start), Some(count @ 0..)) = (index(start_index), index(amount)) else {
            return Err(cx.function_clause(atoms::MODULE_ENUM, "slice", 3));
        };
        if count == 0 {
            return Ok(Value::EMPTY_LIST);
        }
        if let Some(range) = Range::of_value(enumerable)
            && let (Some(start), Some(amount)) = (to_bigint(start_index), to_bigint(amount))
        {
            let one = BigInt::from(1);
            return of_range(cx, range, &one, |count| {
                let start = if start.is_negative() { (start + count).max(BigInt::from(0)) } else { start };
                forward(count, start, amount, &one)
            });
        }
        if start < 0 {
            let (length, items) = counted(cx, enumerable)?;
            return match forward(&length, (start + length).max(0), count, &1) {
                Some((start, amount)) => items.cut(cx, start, amount, 1),
                None => Ok(Value::EMPTY_LIST),
            };
        }
        slice_forward(cx, enumerable, start, count, 1)
    }

    /// Gives the first `amount` elements, or the last where it is negative.
    ///
    /// ```elixir
    /// iex> Enum.take([1, 2, 3], 2)
    /// [1, 2]
    /// iex> Enum.take([1, 2, 3], -2)
    /// [2, 3]
    /// ```
    #[row(cost = inside)]
    pub fn take<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, amount: Value<'a>) -> R<'a> {
        let Some(n) = index(amount) else {
            return Err(cx.function_clause(atoms::MODULE_ENUM, "take", 2));
        };
        match n {
            0 => Ok(Value::EMPTY_LIST),
            1.. if is_list(enumerable) => list::take(cx, enumerable, usize::try_from(n).unwrap_or(0), TAKE_LIST),
            1.. => slice_forward(cx, enumerable, 0, n, 1),
            _ => {
                if let Some(range) = Range::of_value(enumerable)
                    && let Some(amount) = to_bigint(amount)
                {
                    let one = BigInt::from(1);
                    return of_range(cx, range, &one, |count| {
                        let start = (amount + count).max(BigInt::from(0));
                        forward(count, start, count.clone(), &one)
                    });
                }
                let (count, items) = counted(cx, enumerable)?;
                let first = (count + n).max(0);
                items.cut(cx, first, count - first, 1)
            }
        }
    }

    /// Leaves out the first `amount` elements, or the last where it is negative.
    ///
    /// ```elixir
    /// iex> Enum.drop([1, 2, 3], 2)
    /// [3]
    /// iex> Enum.drop([1, 2, 3], -2)
    /// [1]
    /// ```
    #[row(cost = inside)]
    pub fn drop<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, amount: Value<'a>) -> R<'a> {
        let Some(n) = index(amount) else {
            return Err(cx.function_clause(atoms::MODULE_ENUM, "drop", 2));
        };
        match n {
            0.. if is_list(enumerable) => list::drop(cx, enumerable, usize::try_from(n).unwrap_or(0), DROP_LIST),
            0 => enumerable::to_list(cx, enumerable),
            1.. => {
                if let Some(range) = Range::of_value(enumerable)
                    && let Some(amount) = to_bigint(amount)
                {
                    let one = BigInt::from(1);
                    return of_range(cx, range, &one, |count| forward(count, amount, count.clone(), &one));
                }
                let mut skip = n;
                let mut all = cx.list_builder(8)?;
                enumerable::each(cx, enumerable, &Clause::REDUCE, |cx, element| {
                    if skip > 0 {
                        skip -= 1;
                        return Ok(());
                    }
                    Ok(all.push(&mut cx.bump, element)?)
                })?;
                Ok(all.finish(&mut cx.bump))
            }
            _ => {
                if let Some(range) = Range::of_value(enumerable)
                    && let Some(amount) = to_bigint(amount)
                {
                    let one = BigInt::from(1);
                    return of_range(cx, range, &one, |count| forward(count, BigInt::from(0), amount + count, &one));
                }
                let (count, items) = counted(cx, enumerable)?;
                items.cut(cx, 0, (count + n).max(0), 1)
            }
        }
    }

    /// Gives the first element and every `nth` after it; with 0, nothing.
    ///
    /// ```elixir
    /// iex> Enum.take_every([1, 2, 3, 4, 5], 2)
    /// [1, 3, 5]
    /// ```
    #[row(cost = inside)]
    pub fn take_every<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, nth: Value<'a>) -> R<'a> {
        match nth.term() {
            Term::Int(0) => return Ok(Value::EMPTY_LIST),
            Term::Int(1) => return enumerable::to_list(cx, enumerable),
            _ => {}
        }
        let Some(nth) = nth_of(nth) else {
            return Err(cx.function_clause(atoms::MODULE_ENUM, "take_every", 2));
        };
        if is_list(enumerable) {
            return every(cx, enumerable, usize::MAX, usize::try_from(nth).unwrap_or(2));
        }
        let mut skip = 0;
        let mut all = cx.list_builder(8)?;
        enumerable::each(cx, enumerable, &Clause::REDUCE, |cx, element| {
            if skip > 0 {
                skip -= 1;
                return Ok(());
            }
            skip = nth - 1;
            Ok(all.push(&mut cx.bump, element)?)
        })?;
        Ok(all.finish(&mut cx.bump))
    }

    /// Leaves out the first element and every `nth` after it; with 0, none.
    ///
    /// ```elixir
    /// iex> Enum.drop_every([1, 2, 3, 4, 5], 2)
    /// [2, 4]
    /// ```
    #[row(cost = inside)]
    pub fn drop_every<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, nth: Value<'a>) -> R<'a> {
        match nth.term() {
            Term::Int(1) => return Ok(Value::EMPTY_LIST),
            Term::Int(0) => return enumerable::to_list(cx, enumerable),
            Term::Int(_) | Term::Big(_) if enumerable.is_empty_list() => return Ok(enumerable),
            _ => {}
        }
        let Some(nth) = nth_of(nth) else {
            return Err(cx.function_clause(atoms::MODULE_ENUM, "drop_every", 2));
        };
        let mut keep = 0;
        let mut all = cx.list_builder(enumerable::room_for(enumerable))?;
        enumerable::each(cx, enumerable, clause!("-drop_every/2-lists^foldl/2-1-" / 3), |cx, element| {
            if keep == 0 {
                keep = nth - 1;
                return Ok(());
            }
            keep -= 1;
            Ok(all.push(&mut cx.bump, element)?)
        })?;
        Ok(all.finish(&mut cx.bump))
    }

    /// Gives the elements before the first for which `fun` gives `nil` or `false`.
    ///
    /// ```elixir
    /// iex> Enum.take_while([1, 2, 9, 1], &(&1 < 5))
    /// [1, 2]
    /// ```
    #[row(cost = inside)]
    pub fn take_while<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        let mut taken = cx.list_builder(8)?;
        let _ = enumerable::visit(cx, enumerable, clause!("take_while_list" / 2), |cx, element| {
            if test(cx, &mut fun, element)? {
                taken.push(&mut cx.bump, element)?;
                return Ok(GO_ON);
            }
            Ok(STOP)
        })?;
        Ok(taken.finish(&mut cx.bump))
    }

    /// Gives the elements from the first on for which `fun` gives `nil` or `false`.
    ///
    /// ```elixir
    /// iex> Enum.drop_while([1, 2, 9, 1], &(&1 < 5))
    /// [9, 1]
    /// ```
    #[row(cost = inside)]
    pub fn drop_while<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        if is_list(enumerable) {
            let mut rest = enumerable;
            loop {
                match rest.term() {
                    Term::List(list) => {
                        cx.step()?;
                        if !test(cx, &mut fun, list.head())? {
                            return Ok(rest);
                        }
                        rest = list.tail();
                    }
                    Term::EmptyList => return Ok(rest),
                    _ => return Err(clause!("drop_while_list" / 2).raise(cx)),
                }
            }
        }
        let mut dropping = true;
        let mut all = cx.list_builder(8)?;
        enumerable::each(cx, enumerable, &Clause::REDUCE, |cx, element| {
            if dropping && test(cx, &mut fun, element)? {
                return Ok(());
            }
            dropping = false;
            Ok(all.push(&mut cx.bump, element)?)
        })?;
        Ok(all.finish(&mut cx.bump))
    }

    /// Gives the first `count` elements and the rest; a negative count is counted from the end.
    ///
    /// ```elixir
    /// iex> Enum.split([1, 2, 3], 2)
    /// {[1, 2], [3]}
    /// iex> Enum.split([1, 2, 3], -1)
    /// {[1, 2], [3]}
    /// ```
    #[row(cost = inside)]
    pub fn split<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, count: Value<'a>) -> R<'a> {
        let Some(n) = index(count) else {
            return Err(cx.function_clause(atoms::MODULE_ENUM, "split", 2));
        };
        if n >= 0 && is_list(enumerable) {
            let n = usize::try_from(n).unwrap_or(0);
            let (left, right) = list::split(cx, enumerable, n, clause!("split_list" / 3))?;
            return cx.tuple(&[left, right]);
        }
        let elements = list::to_reverse(cx, enumerable, REVERSE)?;
        let n = if n >= 0 { n } else { (elements.len() as i64 + n).max(0) };
        split_elements(cx, elements, n)
    }

    /// Gives the elements before the first for which `fun` gives `nil` or `false`, and the rest.
    ///
    /// ```elixir
    /// iex> Enum.split_while([1, 2, 9, 1], &(&1 < 5))
    /// {[1, 2], [9, 1]}
    /// ```
    #[row(cost = inside)]
    pub fn split_while<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        let mut left = cx.list_builder(8)?;
        if is_list(enumerable) {
            let mut rest = enumerable;
            loop {
                match rest.term() {
                    Term::List(list) => {
                        cx.step()?;
                        if !test(cx, &mut fun, list.head())? {
                            break;
                        }
                        left.push(&mut cx.bump, list.head())?;
                        rest = list.tail();
                    }
                    Term::EmptyList => break,
                    _ => return Err(clause!("split_while_list" / 3).raise(cx)),
                }
            }
            let left = left.finish(&mut cx.bump);
            return cx.tuple(&[left, rest]);
        }
        let mut right = cx.list_builder(8)?;
        enumerable::each(cx, enumerable, &Clause::REDUCE, |cx, element| {
            if right.is_empty() && test(cx, &mut fun, element)? {
                return Ok(left.push(&mut cx.bump, element)?);
            }
            Ok(right.push(&mut cx.bump, element)?)
        })?;
        let right = right.finish(&mut cx.bump);
        let left = left.finish(&mut cx.bump);
        cx.tuple(&[left, right])
    }

    /// Gives the elements for which `fun` gives neither `nil` nor `false`, and the others.
    ///
    /// ```elixir
    /// iex> Enum.split_with([1, 9, 2, 300], &(&1 < 5))
    /// {[1, 2], [9, 300]}
    /// ```
    #[row(cost = inside)]
    pub fn split_with<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        let mut left = cx.list_builder(8)?;
        let mut right = cx.list_builder(8)?;
        enumerable::each(cx, enumerable, clause!("-split_with/2-lists^foldl/2-1-" / 3), |cx, element| {
            let side = if test(cx, &mut fun, element)? { &mut left } else { &mut right };
            Ok(side.push(&mut cx.bump, element)?)
        })?;
        let right = right.finish(&mut cx.bump);
        let left = left.finish(&mut cx.bump);
        cx.tuple(&[left, right])
    }

    /// Turns `count` elements from a place on the other way round.
    ///
    /// ```elixir
    /// iex> Enum.reverse_slice([1, 2, 3, 4], 1, 2)
    /// [1, 3, 2, 4]
    /// ```
    #[row(cost = inside)]
    pub fn reverse_slice<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        start_index: Value<'a>,
        count: Value<'a>,
    ) -> R<'a> {
        let (Some(start @ 0..), Some(count @ 0..)) = (index(start_index), index(count)) else {
            return Err(cx.function_clause(atoms::MODULE_ENUM, "reverse_slice", 3));
        };
        let elements = list::to_reverse(cx, enumerable, REVERSE)?;
        let start = usize::try_from(start).unwrap_or(0).min(elements.len());
        let end = start.saturating_add(usize::try_from(count).unwrap_or(0)).min(elements.len());
        let mut all = cx.list_builder(elements.len())?;
        for element in elements {
            all.push(&mut cx.bump, *element)?;
        }
        if let Some(part) = all.as_mut_slice().get_mut(start..end) {
            part.reverse();
        }
        Ok(all.finish(&mut cx.bump))
    }

    /// Moves the element at an index, or those of a range of indices, to another index.
    ///
    /// Raises `ArgumentError` where that lies within the range, or the range has another step than 1.
    ///
    /// ```elixir
    /// iex> Enum.slide([:a, :b, :c, :d], 2, 0)
    /// [:c, :a, :b, :d]
    /// iex> Enum.slide([:a, :b, :c, :d], 0..1, 2)
    /// [:c, :a, :b, :d]
    /// ```
    #[row(cost = inside)]
    pub fn slide<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        index_or_range: Value<'a>,
        insertion_index: Value<'a>,
    ) -> R<'a> {
        let (first, last, step) = match Range::of_value(index_or_range) {
            Some(range) => (range.first, range.last, range.step(cx)?),
            None if range::is_integer(index_or_range) => (index_or_range, index_or_range, Value::int(1)),
            None => return Err(cx.function_clause(atoms::MODULE_ENUM, "slide", 3)),
        };
        if !matches!(step.term(), Term::Int(1)) {
            let shown = crate::inspect::short(cx, index_or_range)?;
            return Err(
                cx.argument_error(&format!("Enum.slide/3 does not accept ranges with custom steps, got: {shown}"))
            );
        }
        // As in Elixir, what is no integer is compared with indices all the same: in term order it comes behind them.
        let to = match insertion_index.term() {
            Term::Float(to) => Some((to.ceil() as i64).clamp(-HUGE, HUGE)),
            Term::Int(_) | Term::Big(_) => index(insertion_index),
            _ if is_list(enumerable) => None,
            _ => Some(HUGE),
        };
        let (Some(first), Some(last), Some(to)) = (index(first), index(last), to) else {
            return Err(cx.arithmetic_error());
        };
        if let (Term::Float(between), Term::List(_)) = (insertion_index.term(), enumerable.term())
            && first > 0
            && between > last as f64
            && between < (last + 1) as f64
        {
            return Err(cx.function_clause(atoms::MODULE_ENUM, "slide_list_start", 4));
        }
        super::slide(cx, enumerable, Steps { first, last, step: 1 }, to)
    }
}

/// `Enum.slide/3` with indices.
fn slide<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, range: Steps<i64>, to: i64) -> R<'a> {
    let Steps { mut first, mut last, .. } = range;
    let mut to = to;
    if first < 0 || last < 0 || to < 0 {
        let count = match super::reduce::count_of(cx, enumerable)?.term() {
            Term::Int(count) => count.min(HUGE),
            _ => HUGE,
        };
        first = if first >= 0 { first } else { (first + count).max(0) };
        if first >= count {
            return enumerable::to_list(cx, enumerable);
        }
        // Elixir counts from the end until it is within the elements.
        let from_end = |index: i64| if index >= 0 { index } else { index.rem_euclid(count) };
        (last, to) = (from_end(last), from_end(to));
    }
    if first == to {
        return enumerable::to_list(cx, enumerable);
    }
    if to > first && to <= last {
        return Err(cx.argument_error(&format!(
            "insertion index for slide must be outside the range being moved (tried to insert {first}..{last} at {to})"
        )));
    }
    if first > last {
        return enumerable::to_list(cx, enumerable);
    }
    // The part before `middle` changes places with the part after it, from `start` to `end`.
    let (start, middle, end) = if to <= first { (to, first, last + 1) } else { (first, last + 1, to + 1) };
    let elements = enumerable::elements(cx, enumerable, clause!("slide_list_last" / 3))?;
    let place = |index: i64| usize::try_from(index).unwrap_or(0).min(elements.len());
    let (start, middle, end) = (place(start), place(middle), place(end));
    let mut all = cx.list_builder(elements.len())?;
    for element in elements {
        all.push(&mut cx.bump, *element)?;
    }
    if let Some(part) = all.as_mut_slice().get_mut(start..end) {
        part.rotate_left(middle - start);
    }
    Ok(all.finish(&mut cx.bump))
}

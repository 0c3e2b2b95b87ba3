//! `Enum`: several enumerables side by side.

use crate::callback::{Fn1, Fn2, Fn3};
use crate::context::Context;
use crate::enumerable::zip::Zip;
use crate::enumerable::{self, Clause, clause, list};
use crate::error::{Exc, R};
use crate::term::{Term, Value, atoms};
use philtre_library::library;

fn is_list(value: Value<'_>) -> bool {
    matches!(value.term(), Term::List(_) | Term::EmptyList)
}

/// Calls `body` with an element of each, until one ends.
#[inline]
fn each_row<'a>(
    cx: &mut Context<'a>,
    enumerables: &[Value<'a>],
    end: &'static Clause,
    mut body: impl FnMut(&mut Context<'a>, &'a [Value<'a>]) -> Result<(), Exc>,
) -> Result<(), Exc> {
    let mut zip = Zip::new(cx, enumerables, end)?;
    while let Some(row) = zip.next(cx)? {
        if let Err(exc) = body(cx, row) {
            return Err(zip.close_after(cx, exc));
        }
    }
    Ok(())
}

/// Calls `body` with an element of either, until one ends. Two lists, each in one block, are walked as slices.
#[inline]
fn each_pair<'a>(
    cx: &mut Context<'a>,
    left: Value<'a>,
    right: Value<'a>,
    end: &'static Clause,
    mut body: impl FnMut(&mut Context<'a>, Value<'a>, Value<'a>) -> Result<(), Exc>,
) -> Result<(), Exc> {
    if let (Term::List(left), Term::List(right)) = (left.term(), right.term())
        && left.rest().is_empty_list()
        && right.rest().is_empty_list()
    {
        for (left, right) in left.block().iter().zip(right.block()) {
            cx.step()?;
            body(cx, *left, *right)?;
        }
        return Ok(());
    }
    if is_list(left) && is_list(right) {
        let (mut left, mut right) = (left, right);
        loop {
            match (left.term(), right.term()) {
                (Term::List(a), Term::List(b)) => {
                    cx.step()?;
                    body(cx, a.head(), b.head())?;
                    (left, right) = (a.tail(), b.tail());
                }
                (Term::EmptyList, _) | (_, Term::EmptyList) => return Ok(()),
                _ => return Err(end.raise(cx)),
            }
        }
    }
    each_row(cx, &[left, right], &Clause::PROTOCOL, |cx, row| match row {
        [left, right] => body(cx, *left, *right),
        _ => Ok(()),
    })
}

/// The enumerables in an enumerable, and what the tail of an improper list among them raises.
fn enumerables_in<'a>(cx: &mut Context<'a>, enumerables: Value<'a>) -> Result<(&'a [Value<'a>], &'static Clause), Exc> {
    let all = enumerable::elements(cx, enumerables, &Clause::MAP)?;
    Ok((all, if all.iter().all(|side| is_list(*side)) { &Zip::LISTS } else { &Clause::PROTOCOL }))
}

/// Functions that walk several enumerables side by side; the shortest ends the walk.
#[library("Enum")]
pub mod functions {
    use super::*;

    /// Gives tuples of the elements at the same place of two enumerables.
    ///
    /// ```elixir
    /// iex> Enum.zip([:a, :b], 1..10)
    /// [a: 1, b: 2]
    /// ```
    #[row(cost = inside)]
    pub fn zip<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        let mut all = cx.list_builder(enumerable::room_for(left).min(enumerable::room_for(right)))?;
        each_pair(cx, left, right, clause!("zip_list" / 3), |cx, left, right| {
            let pair = cx.tuple(&[left, right])?;
            Ok(all.push(&mut cx.bump, pair)?)
        })?;
        Ok(all.finish(&mut cx.bump))
    }

    /// Gives tuples of the elements at the same place of all enumerables in an enumerable.
    ///
    /// ```elixir
    /// iex> Enum.zip([[1, 2], [:a, :b], ["x", "y", "z"]])
    /// [{1, :a, "x"}, {2, :b, "y"}]
    /// ```
    #[row(name = "zip", cost = inside)]
    pub fn zip_all<'a>(cx: &mut Context<'a>, enumerables: Value<'a>) -> R<'a> {
        let (sides, end) = enumerables_in(cx, enumerables)?;
        let mut all = cx.list_builder(8)?;
        each_row(cx, sides, end, |cx, row| Ok(all.push(&mut cx.bump, Value::tuple(row))?))?;
        Ok(all.finish(&mut cx.bump))
    }

    /// Gives what `zip_fun` makes of the elements at the same place of two enumerables.
    ///
    /// ```elixir
    /// iex> Enum.zip_with([1, 2], [10, 20], &(&1 + &2))
    /// [11, 22]
    /// ```
    #[row(cost = inside)]
    pub fn zip_with<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>, mut zip_fun: impl Fn2<'a>) -> R<'a> {
        if !zip_fun.is_function() {
            return Err(cx.function_clause(atoms::MODULE_ENUM, "zip_with", 3));
        }
        let mut all = cx.list_builder(enumerable::room_for(left).min(enumerable::room_for(right)))?;
        each_pair(cx, left, right, clause!("zip_with_list" / 3), |cx, left, right| {
            let element = zip_fun.call(cx, left, right)?;
            Ok(all.push(&mut cx.bump, element)?)
        })?;
        Ok(all.finish(&mut cx.bump))
    }

    /// Gives what `zip_fun` makes of the lists of elements at the same place of all enumerables in an enumerable.
    ///
    /// ```elixir
    /// iex> Enum.zip_with([[1, 2], [3, 4]], &Enum.sum/1)
    /// [4, 6]
    /// ```
    #[row(name = "zip_with", cost = inside)]
    pub fn zip_all_with<'a>(cx: &mut Context<'a>, enumerables: Value<'a>, mut zip_fun: impl Fn1<'a>) -> R<'a> {
        let (sides, end) = enumerables_in(cx, enumerables)?;
        let mut all = cx.list_builder(8)?;
        each_row(cx, sides, end, |cx, row| {
            let row = cx.list(row)?;
            let element = zip_fun.call(cx, row)?;
            Ok(all.push(&mut cx.bump, element)?)
        })?;
        Ok(all.finish(&mut cx.bump))
    }

    /// Walks two enumerables with an accumulator.
    ///
    /// ```elixir
    /// iex> Enum.zip_reduce([1, 2], [10, 20], 0, fn a, b, sum -> a * b + sum end)
    /// 50
    /// ```
    #[row(cost = inside)]
    pub fn zip_reduce<'a>(
        cx: &mut Context<'a>,
        left: Value<'a>,
        right: Value<'a>,
        acc: Value<'a>,
        mut reducer: impl Fn3<'a>,
    ) -> R<'a> {
        if !reducer.is_function() {
            return Err(cx.function_clause(atoms::MODULE_ENUM, "zip_reduce", 4));
        }
        let mut acc = acc;
        each_pair(cx, left, right, clause!("zip_reduce_list" / 4), |cx, left, right| {
            acc = cx.scratch(|cx| reducer.call(cx, left, right, acc))?;
            Ok(())
        })?;
        Ok(acc)
    }

    /// Walks all enumerables in an enumerable with an accumulator; `reducer` takes the list of elements at the same place.
    ///
    /// ```elixir
    /// iex> Enum.zip_reduce([[1, 2], [3, 4]], 0, fn row, sum -> Enum.product(row) + sum end)
    /// 11
    /// ```
    #[row(name = "zip_reduce", cost = inside)]
    pub fn zip_reduce_all<'a>(
        cx: &mut Context<'a>,
        enumerables: Value<'a>,
        acc: Value<'a>,
        mut reducer: impl Fn2<'a>,
    ) -> R<'a> {
        if !reducer.is_function() {
            return Err(cx.function_clause(atoms::MODULE_ENUM, "zip_reduce", 3));
        }
        let mut acc = acc;
        let (sides, end) = enumerables_in(cx, enumerables)?;
        each_row(cx, sides, end, |cx, row| {
            let row = cx.list(row)?;
            acc = cx.scratch(|cx| reducer.call(cx, row, acc))?;
            Ok(())
        })?;
        Ok(acc)
    }

    /// Gives the list of all first and the list of all second elements of pairs.
    ///
    /// ```elixir
    /// iex> Enum.unzip(a: 1, b: 2)
    /// {[:a, :b], [1, 2]}
    /// ```
    #[row(cost = inside)]
    pub fn unzip<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
        let pairs = list::to_reverse(cx, enumerable, const { &Clause::lists("reverse", 1) })?;
        let (mut left, mut right) = (cx.list_builder(pairs.len())?, cx.list_builder(pairs.len())?);
        for pair in pairs {
            let Term::Tuple([a, b]) = pair.term() else {
                let (name, arity) = if is_list(enumerable) { ("unzip", 3) } else { ("-unzip/1-fun-0-", 2) };
                return Err(cx.function_clause(atoms::MODULE_ENUM, name, arity));
            };
            left.push(&mut cx.bump, *a)?;
            right.push(&mut cx.bump, *b)?;
        }
        let right = right.finish(&mut cx.bump);
        let left = left.finish(&mut cx.bump);
        cx.tuple(&[left, right])
    }
}

//! `Enum`: groups, counts, chunks, and each element once.
//!
//! What is grouped by key is collected first, then sorted by key, so that the map is made in one piece, already in order.

use crate::callback::{Fn1, Fn2};
use crate::collectable::Collector;
use crate::context::Context;
use crate::enumerable::chunk::Chunks;
use crate::enumerable::{self, Clause, GO_ON, STOP, clause, list, set};
use crate::error::{Exc, R};
use crate::sort::merge_sort;
use crate::term::compare::{compare_keys, identical};
use crate::term::map::MapBuilder;
use crate::term::{Term, Value, atoms};
use philtre_library::library;
use std::cmp::Ordering;

/// Up to this many elements are ordered on the stack.
const FEW: usize = 32;

/// Calls `with` with the places of keys, in the order of keys; equal keys (`===`) stand in the order of their places.
fn with_order<'a, T>(
    cx: &mut Context<'a>,
    keys: &[Value<'a>],
    with: impl FnOnce(&mut Context<'a>, &[u32]) -> Result<T, Exc>,
) -> Result<T, Exc> {
    let n = keys.len();
    cx.charge(n.saturating_mul(n.max(2).ilog2() as usize) >> 2)?;
    let (mut few, mut many);
    let order: &mut [u32] = if n <= FEW {
        few = [0; FEW];
        &mut few[..n]
    } else {
        many = vec![0; n];
        &mut many
    };
    for (i, slot) in order.iter_mut().enumerate() {
        *slot = i as u32;
    }
    merge_sort(order, &mut |a, b| {
        cx.step()?;
        Ok(compare_keys(cx, keys[*a as usize], keys[*b as usize])? != Ordering::Greater)
    })?;
    with(cx, order)
}

/// Calls `run` with the places of each run of equal keys.
fn each_run<'a>(
    cx: &mut Context<'a>,
    keys: &[Value<'a>],
    order: &[u32],
    mut run: impl FnMut(&mut Context<'a>, &[u32]) -> Result<(), Exc>,
) -> Result<(), Exc> {
    let mut start = 0;
    while let Some(first) = order.get(start) {
        let mut end = start + 1;
        while let Some(next) = order.get(end)
            && identical(cx, keys[*first as usize], keys[*next as usize])?
        {
            end += 1;
        }
        run(cx, &order[start..end])?;
        start = end;
    }
    Ok(())
}

/// `%{key => how many of it}`
fn counts<'a>(cx: &mut Context<'a>, keys: &[Value<'a>]) -> R<'a> {
    with_order(cx, keys, |cx, order| {
        let (mut names, mut counts) = (cx.list_builder(8)?, cx.list_builder(8)?);
        each_run(cx, keys, order, |cx, run| {
            names.push(&mut cx.bump, keys[run[0] as usize])?;
            Ok(counts.push(&mut cx.bump, Value::int(run.len() as i64))?)
        })?;
        let counts = counts.finish_slice(&mut cx.bump);
        let names = names.finish_slice(&mut cx.bump);
        cx.map_from_sorted(names, counts)
    })
}

/// The elements whose key was not there before.
fn first_of_each<'a>(cx: &mut Context<'a>, keys: &[Value<'a>], elements: &[Value<'a>]) -> R<'a> {
    let n = keys.len();
    if n <= FEW / 2 {
        let mut kept = cx.list_builder(n)?;
        for (i, element) in elements.iter().enumerate() {
            cx.charge_elements(i)?;
            let mut is_new = true;
            for before in &keys[..i] {
                if identical(cx, *before, keys[i])? {
                    is_new = false;
                    break;
                }
            }
            if is_new {
                kept.push(&mut cx.bump, *element)?;
            }
        }
        return Ok(kept.finish(&mut cx.bump));
    }
    with_order(cx, keys, |cx, order| {
        let mut is_first = vec![false; n];
        each_run(cx, keys, order, |_, run| {
            is_first[run[0] as usize] = true;
            Ok(())
        })?;
        let mut kept = cx.list_builder(8)?;
        for (element, is_first) in elements.iter().zip(&is_first) {
            if *is_first {
                kept.push(&mut cx.bump, *element)?;
            }
        }
        Ok(kept.finish(&mut cx.bump))
    })
}

/// `Enum.group_by/2,3`, where `value` makes the value of an element. As in Elixir, the walk goes from the last element to
/// the first.
fn grouped<'a>(
    cx: &mut Context<'a>,
    enumerable: Value<'a>,
    key_fun: &mut impl Fn1<'a>,
    mut value: impl FnMut(&mut Context<'a>, Value<'a>) -> R<'a>,
) -> R<'a> {
    let elements = list::to_reverse(cx, enumerable, clause!("-reverse/1-lists^foldl/2-0-" / 3))?;
    let n = elements.len();
    let (mut keys, mut values) = (cx.list_builder(n)?, cx.list_builder(n)?);
    for element in elements.iter().rev() {
        cx.step()?;
        let key = key_fun.call(cx, *element)?;
        keys.push(&mut cx.bump, key)?;
        let value = value(cx, *element)?;
        values.push(&mut cx.bump, value)?;
    }
    let (keys, values) = (keys.finish_slice(&mut cx.bump), values.finish_slice(&mut cx.bump));
    with_order(cx, keys, |cx, order| {
        let (mut names, mut groups) = (cx.list_builder(8)?, cx.list_builder(8)?);
        each_run(cx, keys, order, |cx, run| {
            names.push(&mut cx.bump, keys[run[0] as usize])?;
            let mut group = cx.list_builder(run.len())?;
            for at in run.iter().rev() {
                group.push(&mut cx.bump, values[*at as usize])?;
            }
            let group = group.finish(&mut cx.bump);
            Ok(groups.push(&mut cx.bump, group)?)
        })?;
        let groups = groups.finish_slice(&mut cx.bump);
        let names = names.finish_slice(&mut cx.bump);
        cx.map_from_sorted(names, groups)
    })
}

const NOT_A_PROPER_LIST: &str = "errors were found at the given arguments:\n\n  * 1st argument: not a proper list\n";

/// `:maps.from_list/1`
fn map_of<'a>(cx: &mut Context<'a>, whole: Value<'a>) -> R<'a> {
    let mut entries = MapBuilder::new(&mut cx.bump, enumerable::room_for(whole))?;
    let mut rest = whole;
    loop {
        match rest.term() {
            Term::List(list) => {
                for element in list.block() {
                    cx.step()?;
                    let Term::Tuple([key, value]) = element.term() else {
                        let is_proper = list::length(cx, whole)?.is_some();
                        return Err(cx.argument_error(if is_proper { "argument error" } else { NOT_A_PROPER_LIST }));
                    };
                    entries.push(cx, *key, *value)?;
                }
                rest = list.rest();
            }
            Term::EmptyList => return Ok(entries.finish(cx)?.value()),
            _ => return Err(cx.argument_error(NOT_A_PROPER_LIST)),
        }
    }
}

/// The set of an enumerable's elements, as `MapSet.new/1` makes it.
fn set_of<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> Result<&'a crate::term::Map<'a>, Exc> {
    if let Some(elements) = set::of_value(enumerable) {
        return Ok(elements);
    }
    let list = enumerable::to_list(cx, enumerable)?;
    if list::length(cx, list)?.is_none() {
        return Err(cx.argument_error(NOT_A_PROPER_LIST));
    }
    let elements = enumerable::elements(cx, list, &Clause::REDUCE)?;
    set::from_elements(cx, elements)
}

fn is_struct(value: Value<'_>) -> bool {
    matches!(value.term(), Term::Map(map) if map.struct_name().is_some())
}

/// Puts the elements, or what `transform` makes of them, into a collectable.
fn collect<'a>(
    cx: &mut Context<'a>,
    enumerable: Value<'a>,
    collectable: Value<'a>,
    end: &'static Clause,
    mut transform: impl FnMut(&mut Context<'a>, Value<'a>) -> R<'a>,
) -> R<'a> {
    let mut collector = Collector::new(cx, collectable)?;
    enumerable::each(cx, enumerable, end, |cx, element| {
        let element = transform(cx, element)?;
        collector.push(cx, element)
    })?;
    collector.finish(cx)
}

/// Positive counts of `chunk_every`.
fn positive(value: Value<'_>) -> Option<i64> {
    super::access::index(value).filter(|count| *count > 0)
}

/// Functions that put elements together.
#[library("Enum", units = 3)]
pub mod functions {
    use super::*;

    /// Gives a map from what `key_fun` gives to the list of elements that it gave it for, in their order.
    ///
    /// ```elixir
    /// iex> Enum.group_by(["a", "bb", "c"], &byte_size/1)
    /// %{1 => ["a", "c"], 2 => ["bb"]}
    /// ```
    #[row(name = "group_by", cost = inside)]
    pub fn group<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut key_fun: impl Fn1<'a>) -> R<'a> {
        if let Some(function) = key_fun.as_value()
            && !matches!(function.term(), Term::Fun(_))
        {
            return Err(cx.function_clause(atoms::MODULE_ENUM, "group_by", 3));
        }
        grouped(cx, enumerable, &mut key_fun, |_, element| Ok(element))
    }

    /// As `group_by/2`, with what `value_fun` makes of the elements.
    ///
    /// ```elixir
    /// iex> Enum.group_by([a: 1, b: 2, a: 3], &elem(&1, 0), &elem(&1, 1))
    /// %{a: [1, 3], b: [2]}
    /// ```
    #[row(cost = inside)]
    pub fn group_by<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        mut key_fun: impl Fn1<'a>,
        mut value_fun: impl Fn1<'a>,
    ) -> R<'a> {
        if let Some(function) = key_fun.as_value()
            && !matches!(function.term(), Term::Fun(_))
        {
            return Err(cx.function_clause(atoms::MODULE_ENUM, "group_by", 3));
        }
        grouped(cx, enumerable, &mut key_fun, |cx, element| value_fun.call(cx, element))
    }

    /// Gives a map from each element to how many there are of it.
    ///
    /// ```elixir
    /// iex> Enum.frequencies(["a", "b", "a"])
    /// %{"a" => 2, "b" => 1}
    /// ```
    #[row(cost = inside)]
    pub fn frequencies<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
        let keys = enumerable::elements(cx, enumerable, clause!("-frequencies/1-lists^foldl/2-0-" / 3))?;
        counts(cx, keys)
    }

    /// Gives a map from what `key_fun` gives to how many elements it gave it for.
    ///
    /// ```elixir
    /// iex> Enum.frequencies_by(["a", "bb", "c"], &byte_size/1)
    /// %{1 => 2, 2 => 1}
    /// ```
    #[row(cost = inside)]
    pub fn frequencies_by<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut key_fun: impl Fn1<'a>) -> R<'a> {
        if let Some(function) = key_fun.as_value()
            && !matches!(function.term(), Term::Fun(_))
        {
            return Err(cx.function_clause(atoms::MODULE_ENUM, "frequencies_by", 2));
        }
        let mut keys = cx.list_builder(enumerable::room_for(enumerable))?;
        enumerable::each(cx, enumerable, clause!("-frequencies_by/2-lists^foldl/2-0-" / 3), |cx, element| {
            let key = cx.scratch(|cx| key_fun.call(cx, element))?;
            Ok(keys.push(&mut cx.bump, key)?)
        })?;
        let keys = keys.finish_slice(&mut cx.bump);
        counts(cx, keys)
    }

    /// Leaves out elements that were there before (`===`).
    ///
    /// ```elixir
    /// iex> Enum.uniq([1, 2, 1, 1.0])
    /// [1, 2, 1.0]
    /// ```
    #[row(cost = inside)]
    pub fn uniq<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
        let elements = enumerable::elements(cx, enumerable, clause!("uniq_list" / 3))?;
        first_of_each(cx, elements, elements)
    }

    /// Leaves out elements for which `fun` gives what it gave before (`===`).
    ///
    /// ```elixir
    /// iex> Enum.uniq_by(["a", "bb", "c"], &byte_size/1)
    /// ["a", "bb"]
    /// ```
    #[row(cost = inside)]
    pub fn uniq_by<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        let room = enumerable::room_for(enumerable);
        let (mut keys, mut elements) = (cx.list_builder(room)?, cx.list_builder(room)?);
        enumerable::each(cx, enumerable, clause!("uniq_list" / 3), |cx, element| {
            let key = cx.scratch(|cx| fun.call(cx, element))?;
            keys.push(&mut cx.bump, key)?;
            Ok(elements.push(&mut cx.bump, element)?)
        })?;
        let elements = elements.finish_slice(&mut cx.bump);
        let keys = keys.finish_slice(&mut cx.bump);
        first_of_each(cx, keys, elements)
    }

    /// Leaves out elements that are the same as the one before (`===`).
    ///
    /// ```elixir
    /// iex> Enum.dedup([1, 1, 2, 1])
    /// [1, 2, 1]
    /// ```
    #[row(cost = inside)]
    pub fn dedup<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
        let mut kept = cx.list_builder(enumerable::room_for(enumerable))?;
        enumerable::each(cx, enumerable, clause!("dedup_list" / 1), |cx, element| {
            if let Some(last) = kept.as_slice().last()
                && identical(cx, *last, element)?
            {
                return Ok(());
            }
            Ok(kept.push(&mut cx.bump, element)?)
        })?;
        Ok(kept.finish(&mut cx.bump))
    }

    /// Leaves out elements for which `fun` gives the same as for the one before (`===`).
    ///
    /// ```elixir
    /// iex> Enum.dedup_by([1, 3, 2, 5], &rem(&1, 2))
    /// [1, 2, 5]
    /// ```
    #[row(cost = inside)]
    pub fn dedup_by<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        let mut last: Option<Value<'a>> = None;
        let mut kept = cx.list_builder(enumerable::room_for(enumerable))?;
        enumerable::each(cx, enumerable, clause!("-dedup_by/2-lists^foldl/2-1-" / 3), |cx, element| {
            let key = cx.scratch(|cx| fun.call(cx, element))?;
            if let Some(last) = last
                && identical(cx, last, key)?
            {
                return Ok(());
            }
            last = Some(key);
            Ok(kept.push(&mut cx.bump, element)?)
        })?;
        Ok(kept.finish(&mut cx.bump))
    }

    /// Gives lists of `count` elements each; the last may be shorter.
    ///
    /// ```elixir
    /// iex> Enum.chunk_every([1, 2, 3, 4, 5], 2)
    /// [[1, 2], [3, 4], [5]]
    /// ```
    #[row(name = "chunk_every", cost = inside)]
    pub fn chunk_every_count<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, count: Value<'a>) -> R<'a> {
        chunk_every(cx, enumerable, count, count, Value::EMPTY_LIST)
    }

    /// Gives lists of `count` elements, which begin `step` elements apart. The last is filled up from `leftover`, or left
    /// out where that is `:discard`.
    ///
    /// ```elixir
    /// iex> Enum.chunk_every([1, 2, 3, 4], 3, 2, :discard)
    /// [[1, 2, 3]]
    /// iex> Enum.chunk_every([1, 2, 3, 4], 3, 3, [:x, :y])
    /// [[1, 2, 3], [4, :x, :y]]
    /// ```
    #[row(cost = inside, default(leftover = []))]
    pub fn chunk_every<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        count: Value<'a>,
        step: Value<'a>,
        leftover: Value<'a>,
    ) -> R<'a> {
        let (Some(count), Some(step)) = (positive(count), positive(step)) else {
            return Err(cx.function_clause(atoms::MODULE_ENUM, "chunk_every", 4));
        };
        let mut chunks = Chunks::new(cx, count, step, leftover)?;
        let mut all = cx.list_builder(8)?;
        enumerable::each(cx, enumerable, &Clause::PROTOCOL, |cx, element| {
            if let Some(chunk) = chunks.push(cx, element)? {
                all.push(&mut cx.bump, chunk)?;
            }
            Ok(())
        })?;
        if let Some(chunk) = chunks.finish(cx)? {
            all.push(&mut cx.bump, chunk)?;
        }
        Ok(all.finish(&mut cx.bump))
    }

    /// Gives lists of neighbours for which `fun` gives the same (`===`).
    ///
    /// ```elixir
    /// iex> Enum.chunk_by([1, 3, 2, 4, 5], &rem(&1, 2))
    /// [[1, 3], [2, 4], [5]]
    /// ```
    #[row(cost = inside)]
    pub fn chunk_by<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        let mut last: Option<Value<'a>> = None;
        let (mut chunk, mut all) = (cx.list_builder(8)?, cx.list_builder(8)?);
        enumerable::each(cx, enumerable, &Clause::PROTOCOL, |cx, element| {
            let key = cx.scratch(|cx| fun.call(cx, element))?;
            if let Some(last) = last
                && !identical(cx, last, key)?
            {
                cx.charge_elements(chunk.len())?;
                let done = cx.list(chunk.as_slice())?;
                all.push(&mut cx.bump, done)?;
                chunk.truncate(0);
            }
            last = Some(key);
            Ok(chunk.push(&mut cx.bump, element)?)
        })?;
        if !chunk.is_empty() {
            let done = chunk.finish(&mut cx.bump);
            all.push(&mut cx.bump, done)?;
        }
        Ok(all.finish(&mut cx.bump))
    }

    /// Gives chunks as `chunk_fun` emits them: it takes an element and an accumulator and gives `{:cont, chunk, acc}`,
    /// `{:cont, acc}` or `{:halt, acc}`. At the end `after_fun` gives `{:cont, acc}` or `{:cont, chunk, acc}`.
    ///
    /// ```elixir
    /// iex> Enum.chunk_while([1, 2, 9, 4], 0, fn
    /// ...>   x, sum when sum + x > 9 -> {:cont, sum, x}
    /// ...>   x, sum -> {:cont, sum + x}
    /// ...> end, fn sum -> {:cont, sum, 0} end)
    /// [3, 9, 4]
    /// ```
    #[row(cost = inside)]
    pub fn chunk_while<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        acc: Value<'a>,
        mut chunk_fun: impl Fn2<'a>,
        mut after_fun: impl Fn1<'a>,
    ) -> R<'a> {
        let mut acc = acc;
        let mut all = cx.list_builder(8)?;
        let _ = enumerable::visit(cx, enumerable, &Clause::PROTOCOL, |cx, element| {
            let result = chunk_fun.call(cx, element, acc)?;
            match result.term() {
                Term::Tuple([what, chunk, further]) if what.is(atoms::CONT) => {
                    acc = *further;
                    all.push(&mut cx.bump, *chunk)?;
                    Ok(GO_ON)
                }
                Term::Tuple([what, further]) if what.is(atoms::CONT) => {
                    acc = *further;
                    Ok(GO_ON)
                }
                Term::Tuple([what, further]) if what.is(atoms::HALT) => {
                    acc = *further;
                    Ok(STOP)
                }
                _ => Err(cx.term_error(atoms::CASE_CLAUSE_ERROR, result)),
            }
        })?;
        let result = after_fun.call(cx, acc)?;
        match result.term() {
            Term::Tuple([what, _]) if what.is(atoms::CONT) => {}
            Term::Tuple([what, chunk, _]) if what.is(atoms::CONT) => all.push(&mut cx.bump, *chunk)?,
            _ => return Err(cx.term_error(atoms::CASE_CLAUSE_ERROR, result)),
        }
        Ok(all.finish(&mut cx.bump))
    }

    /// Puts the elements into a collectable: a list, a map (as `{key, value}`), a `MapSet`, a binary.
    ///
    /// ```elixir
    /// iex> Enum.into([a: 1], %{b: 2})
    /// %{a: 1, b: 2}
    /// iex> Enum.into(["b", "c"], "a")
    /// "abc"
    /// ```
    #[row(name = "into", cost = inside)]
    pub fn into_collectable<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, collectable: Value<'a>) -> R<'a> {
        if collectable.is_empty_list() {
            return enumerable::to_list(cx, enumerable);
        }
        if let Some(elements) = set::of_value(collectable) {
            let new = set_of(cx, enumerable)?;
            let all = set::union(cx, new, elements)?;
            return set::make(cx, all);
        }
        if let Term::Map(old) = collectable.term()
            && !is_struct(collectable)
            && !is_struct(enumerable)
        {
            let new = match enumerable.term() {
                Term::Map(_) => enumerable,
                _ => {
                    let list = enumerable::to_list(cx, enumerable)?;
                    map_of(cx, list)?
                }
            };
            if old.is_empty() {
                return Ok(new);
            }
            return collect(cx, new, collectable, &Clause::REDUCE, |_, pair| Ok(pair));
        }
        let end = clause!("-reduce_into_protocol/3-lists^foldl/2-0-" / 3);
        collect(cx, enumerable, collectable, end, |_, element| Ok(element))
    }

    /// Puts what `transform` makes of the elements into a collectable.
    ///
    /// ```elixir
    /// iex> Enum.into([1, 2], %{}, fn n -> {n, n * n} end)
    /// %{1 => 1, 2 => 4}
    /// ```
    #[row(cost = inside)]
    pub fn into<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        collectable: Value<'a>,
        mut transform: impl Fn1<'a>,
    ) -> R<'a> {
        if collectable.is_empty_list() {
            return super::super::transform::functions::map(cx, enumerable, transform);
        }
        if let Some(old) = set::of_value(collectable) {
            if !transform.is_function() {
                return Err(cx.function_clause(atoms::MODULE_MAP_SET, "new", 2));
            }
            let list = super::super::transform::functions::map(cx, enumerable, transform)?;
            let new = set_of(cx, list)?;
            let all = set::union(cx, new, old)?;
            return set::make(cx, all);
        }
        match collectable.term() {
            Term::Map(map) if !is_struct(collectable) && map.is_empty() => {
                let list = super::super::transform::functions::map(cx, enumerable, transform)?;
                map_of(cx, list)
            }
            Term::Map(_) if !is_struct(collectable) => {
                let end = clause!("-into/3-lists^foldl/2-0-" / 3);
                collect(cx, enumerable, collectable, end, |cx, element| {
                    let pair = transform.call(cx, element)?;
                    match pair.term() {
                        Term::Tuple([_, _]) => Ok(pair),
                        _ => Err(cx.match_error(pair)),
                    }
                })
            }
            _ => {
                let end = clause!("-reduce_into_protocol/4-lists^foldl/2-0-" / 3);
                collect(cx, enumerable, collectable, end, |cx, element| transform.call(cx, element))
            }
        }
    }
}

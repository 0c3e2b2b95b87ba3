//! `Enum`: an element in, an element or some out.

use crate::callback::{Fn1, Fn2};
use crate::context::Context;
use crate::enumerable::{self, Clause, clause, list, test};
use crate::error::R;
use crate::ops;
use crate::term::{Term, Value, atoms};
use philtre_library::library;

/// Functions for working with collections: lists, maps, ranges, sets, streams.
#[library("Enum")]
pub mod functions {
    use super::*;

    /// Gives the list of what `fun` makes of each element.
    ///
    /// ```elixir
    /// iex> Enum.map([1, 2, 5], fn x -> x * x end)
    /// [1, 4, 25]
    /// iex> Enum.map(%{"a" => 1}, fn {key, n} -> {n, key} end)
    /// [{1, "a"}]
    /// ```
    #[row(cost = inside)]
    pub fn map<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        if enumerable.is_empty_list() && !fun.is_function() {
            return Err(Clause::MAP.raise(cx));
        }
        let mut mapped = cx.list_builder(enumerable::room_for(enumerable))?;
        enumerable::each(cx, enumerable, &Clause::MAP, |cx, element| {
            let element = fun.call(cx, element)?;
            Ok(mapped.push(&mut cx.bump, element)?)
        })?;
        Ok(mapped.finish(&mut cx.bump))
    }

    /// Keeps the elements for which `fun` gives neither `nil` nor `false`.
    ///
    /// ```elixir
    /// iex> Enum.filter([4, 9, 2], &(&1 > 3))
    /// [4, 9]
    /// ```
    #[row(cost = inside)]
    pub fn filter<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        let mut kept = cx.list_builder(enumerable::room_for(enumerable))?;
        enumerable::each(cx, enumerable, &Clause::FILTER, |cx, element| {
            if test(cx, &mut fun, element)? {
                kept.push(&mut cx.bump, element)?;
            }
            Ok(())
        })?;
        Ok(kept.finish(&mut cx.bump))
    }

    /// Leaves out the elements for which `fun` gives neither `nil` nor `false`.
    ///
    /// ```elixir
    /// iex> Enum.reject([4, 9, 2], &(&1 > 3))
    /// [2]
    /// ```
    #[row(cost = inside)]
    pub fn reject<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        let mut kept = cx.list_builder(enumerable::room_for(enumerable))?;
        enumerable::each(cx, enumerable, &Clause::REJECT, |cx, element| {
            if !test(cx, &mut fun, element)? {
                kept.push(&mut cx.bump, element)?;
            }
            Ok(())
        })?;
        Ok(kept.finish(&mut cx.bump))
    }

    /// Calls `fun` for each element and drops what it gives.
    ///
    /// ```elixir
    /// iex> Enum.each(["a", "b"], &String.upcase/1)
    /// :ok
    /// ```
    #[row(cost = inside)]
    pub fn each<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        const END: &Clause = clause!("-each/2-lists^foreach/1-0-" / 2);
        if enumerable.is_empty_list() && !fun.is_function() {
            return Err(END.raise(cx));
        }
        enumerable::each(cx, enumerable, END, |cx, element| {
            cx.scratch(|cx| fun.call(cx, element).map(|_| atoms::OK))?;
            Ok(())
        })?;
        Ok(atoms::OK)
    }

    /// Calls `fun` for the first element and every `nth` after it; the others stay. With 0 all stay.
    ///
    /// ```elixir
    /// iex> Enum.map_every([1, 2, 3, 4], 2, &(&1 * 10))
    /// [10, 2, 30, 4]
    /// ```
    #[row(cost = inside)]
    pub fn map_every<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, nth: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        let nth = match nth.term() {
            Term::Int(1) => return map(cx, enumerable, fun),
            Term::Int(0) => return enumerable::to_list(cx, enumerable),
            Term::Int(nth @ 2..) => nth,
            Term::Big(big) if !big.is_negative() => i64::MAX,
            _ => return Err(cx.function_clause(atoms::MODULE_ENUM, "map_every", 3)),
        };
        let mut mapped = cx.list_builder(enumerable::room_for(enumerable))?;
        let mut left = 0;
        enumerable::each(cx, enumerable, clause!("-map_every/3-lists^foldl/2-1-" / 3), |cx, element| {
            let element = if left == 0 { fun.call(cx, element)? } else { element };
            left = if left == 0 { nth - 1 } else { left - 1 };
            Ok(mapped.push(&mut cx.bump, element)?)
        })?;
        Ok(mapped.finish(&mut cx.bump))
    }

    /// Gives the elements of all that `fun` gives, in a row; each must be enumerable.
    ///
    /// ```elixir
    /// iex> Enum.flat_map([1, 2], fn n -> [n, -n] end)
    /// [1, -1, 2, -2]
    /// ```
    #[row(cost = inside)]
    pub fn flat_map<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        let mut all = cx.list_builder(enumerable::room_for(enumerable))?;
        enumerable::each(cx, enumerable, clause!("flat_map_list" / 2), |cx, element| {
            let inner = fun.call(cx, element)?;
            enumerable::each(
                cx,
                inner,
                clause!("flat_map_list" / 2),
                |cx, element| Ok(all.push(&mut cx.bump, element)?),
            )
        })?;
        Ok(all.finish(&mut cx.bump))
    }

    /// Puts a separator between all elements.
    ///
    /// ```elixir
    /// iex> Enum.intersperse([1, 2, 3], 0)
    /// [1, 0, 2, 0, 3]
    /// ```
    #[row(cost = inside)]
    pub fn intersperse<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, separator: Value<'a>) -> R<'a> {
        let mut all = cx.list_builder(enumerable::room_for(enumerable).saturating_mul(2))?;
        enumerable::each(cx, enumerable, clause!("intersperse_non_empty_list" / 2), |cx, element| {
            if !all.is_empty() {
                all.push(&mut cx.bump, separator)?;
            }
            Ok(all.push(&mut cx.bump, element)?)
        })?;
        Ok(all.finish(&mut cx.bump))
    }

    /// Puts a separator between all that `mapper` makes of the elements.
    ///
    /// ```elixir
    /// iex> Enum.map_intersperse([1, 2], :and, &(&1 * 2))
    /// [2, :and, 4]
    /// ```
    #[row(cost = inside)]
    pub fn map_intersperse<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        separator: Value<'a>,
        mut mapper: impl Fn1<'a>,
    ) -> R<'a> {
        let mut all = cx.list_builder(enumerable::room_for(enumerable).saturating_mul(2))?;
        enumerable::each(cx, enumerable, clause!("map_intersperse_list" / 3), |cx, element| {
            if !all.is_empty() {
                all.push(&mut cx.bump, separator)?;
            }
            let element = mapper.call(cx, element)?;
            Ok(all.push(&mut cx.bump, element)?)
        })?;
        Ok(all.finish(&mut cx.bump))
    }

    /// Pairs each element with its index, counted from an offset; or gives what a function makes of element and index.
    ///
    /// ```elixir
    /// iex> Enum.with_index(["a", "b"])
    /// [{"a", 0}, {"b", 1}]
    /// iex> Enum.with_index(["a", "b"], fn text, index -> {index, text} end)
    /// [{0, "a"}, {1, "b"}]
    /// ```
    #[row(cost = inside, default(fun_or_offset = 0))]
    pub fn with_index<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, fun_or_offset: Value<'a>) -> R<'a> {
        let mut all = cx.list_builder(enumerable::room_for(enumerable))?;
        match fun_or_offset.term() {
            Term::Int(_) | Term::Big(_) => {
                let mut index = fun_or_offset;
                enumerable::each(cx, enumerable, clause!("with_index_list" / 2), |cx, element| {
                    let pair = cx.tuple(&[element, index])?;
                    index = ops::add(cx, index, Value::int(1))?;
                    Ok(all.push(&mut cx.bump, pair)?)
                })?;
            }
            Term::Fun(fun) if fun.code.arity() == 2 => {
                let mut index = 0;
                enumerable::each(cx, enumerable, clause!("with_index_list" / 3), |cx, element| {
                    let element = cx.call(fun_or_offset, &[element, Value::int(index)])?;
                    index += 1;
                    Ok(all.push(&mut cx.bump, element)?)
                })?;
            }
            _ => return Err(cx.function_clause(atoms::MODULE_ENUM, "with_index", 2)),
        }
        Ok(all.finish(&mut cx.bump))
    }

    /// Gives the elements of all enumerables in an enumerable, in a row.
    ///
    /// ```elixir
    /// iex> Enum.concat([[1], 2..3, []])
    /// [1, 2, 3]
    /// ```
    #[row(name = "concat", cost = inside)]
    pub fn concat_all<'a>(cx: &mut Context<'a>, enumerables: Value<'a>) -> R<'a> {
        // Lists before the first other enumerable are joined as `++` does, so the last of them may be improper.
        if let Term::List(first) = enumerables.term()
            && first.rest().is_empty_list()
            && let [before @ .., last] = first.block()
            && first.block().iter().all(|list| matches!(list.term(), Term::List(_) | Term::EmptyList))
        {
            let mut all = cx.list_builder(8)?;
            for list in before {
                let mut rest = *list;
                while let Term::List(list) = rest.term() {
                    cx.charge(1 + list.block().len())?;
                    for element in list.block() {
                        all.push(&mut cx.bump, *element)?;
                    }
                    rest = list.rest();
                }
                if !rest.is_empty_list() {
                    return Err(cx.argument_error("argument error"));
                }
            }
            if list::length(cx, *last)?.is_none() {
                return Err(cx.argument_error("argument error"));
            }
            return Ok(all.finish_with_tail(&mut cx.bump, *last));
        }
        let mut all = cx.list_builder(8)?;
        enumerable::each(cx, enumerables, &Clause::REDUCE, |cx, inner| {
            enumerable::each(cx, inner, &Clause::REDUCE, |cx, element| Ok(all.push(&mut cx.bump, element)?))
        })?;
        Ok(all.finish(&mut cx.bump))
    }

    /// Gives the elements of two enumerables in a row.
    ///
    /// ```elixir
    /// iex> Enum.concat(1..2, [9])
    /// [1, 2, 9]
    /// ```
    #[row(cost = inside)]
    pub fn concat<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        let is_list = |value: Value<'_>| matches!(value.term(), Term::List(_) | Term::EmptyList);
        if is_list(left) && is_list(right) {
            return match list::length(cx, left)? {
                Some(_) => ops::concat_lists(cx, left, right),
                None => Err(cx.argument_error("argument error")),
            };
        }
        let mut all = cx.list_builder(enumerable::room_for(left).saturating_add(enumerable::room_for(right)))?;
        for inner in [left, right] {
            enumerable::each(cx, inner, &Clause::REDUCE, |cx, element| Ok(all.push(&mut cx.bump, element)?))?;
        }
        Ok(all.finish(&mut cx.bump))
    }

    /// Walks with an accumulator; `fun` gives `{element, accumulator}`. Gives the list of elements and the last accumulator.
    ///
    /// ```elixir
    /// iex> Enum.map_reduce([1, 2, 3], 0, fn x, sum -> {x + sum, x + sum} end)
    /// {[1, 3, 6], 6}
    /// ```
    #[row(cost = inside)]
    pub fn map_reduce<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, acc: Value<'a>, mut fun: impl Fn2<'a>) -> R<'a> {
        const END: &Clause = clause!("-map_reduce/3-lists^mapfoldl/2-0-" / 3);
        if enumerable.is_empty_list() && !fun.is_function() {
            return Err(END.raise(cx));
        }
        let mut acc = acc;
        let mut mapped = cx.list_builder(enumerable::room_for(enumerable))?;
        enumerable::each(cx, enumerable, END, |cx, element| {
            let result = fun.call(cx, element, acc)?;
            let Term::Tuple([element, further]) = result.term() else { return Err(cx.match_error(result)) };
            acc = *further;
            Ok(mapped.push(&mut cx.bump, *element)?)
        })?;
        let mapped = mapped.finish(&mut cx.bump);
        cx.tuple(&[mapped, acc])
    }

    /// Walks with an accumulator; `fun` gives `{enumerable, accumulator}`, or `{:halt, accumulator}` to end the walk. Gives
    /// the elements of all enumerables in a row, and the last accumulator.
    ///
    /// ```elixir
    /// iex> Enum.flat_map_reduce(1..10, 0, fn x, n -> if n < 2, do: {[x, x], n + 1}, else: {:halt, n} end)
    /// {[1, 1, 2, 2], 2}
    /// ```
    #[row(cost = inside)]
    pub fn flat_map_reduce<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        acc: Value<'a>,
        mut fun: impl Fn2<'a>,
    ) -> R<'a> {
        let mut acc = acc;
        let mut all = cx.list_builder(8)?;
        let _ = enumerable::visit(cx, enumerable, &Clause::PROTOCOL, |cx, element| {
            let result = fun.call(cx, element, acc)?;
            let Term::Tuple([inner, further]) = result.term() else {
                return Err(cx.term_error(atoms::CASE_CLAUSE_ERROR, result));
            };
            acc = *further;
            if inner.is(atoms::HALT) {
                return Ok(enumerable::STOP);
            }
            enumerable::each(cx, *inner, &Clause::REDUCE, |cx, element| Ok(all.push(&mut cx.bump, element)?))?;
            Ok(enumerable::GO_ON)
        })?;
        let all = all.finish(&mut cx.bump);
        cx.tuple(&[all, acc])
    }

    /// Gives all that `fun` makes, walking, of an element and what it made before; the first element is its own.
    ///
    /// ```elixir
    /// iex> Enum.scan([1, 2, 3], &(&1 + &2))
    /// [1, 3, 6]
    /// ```
    #[row(name = "scan", cost = inside)]
    pub fn scan_from_first<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut fun: impl Fn2<'a>) -> R<'a> {
        let mut acc = None;
        let mut all = cx.list_builder(enumerable::room_for(enumerable))?;
        enumerable::each(cx, enumerable, clause!("scan_list" / 3), |cx, element| {
            let next = match acc {
                None => element,
                Some(acc) => fun.call(cx, element, acc)?,
            };
            acc = Some(next);
            Ok(all.push(&mut cx.bump, next)?)
        })?;
        Ok(all.finish(&mut cx.bump))
    }

    /// Gives all that `fun` makes, walking, of an element and what it made before, from a first accumulator on.
    ///
    /// ```elixir
    /// iex> Enum.scan([1, 2, 3], 10, &(&1 + &2))
    /// [11, 13, 16]
    /// ```
    #[row(cost = inside)]
    pub fn scan<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, acc: Value<'a>, mut fun: impl Fn2<'a>) -> R<'a> {
        let mut acc = acc;
        let mut all = cx.list_builder(enumerable::room_for(enumerable))?;
        enumerable::each(cx, enumerable, clause!("scan_list" / 3), |cx, element| {
            acc = fun.call(cx, element, acc)?;
            Ok(all.push(&mut cx.bump, acc)?)
        })?;
        Ok(all.finish(&mut cx.bump))
    }

    /// Gives the list of elements; a list is given back as it is.
    ///
    /// ```elixir
    /// iex> Enum.to_list(1..3)
    /// [1, 2, 3]
    /// ```
    #[row(cost = inside)]
    pub fn to_list<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
        enumerable::to_list(cx, enumerable)
    }

    /// Gives the elements from the last to the first.
    ///
    /// ```elixir
    /// iex> Enum.reverse([1, 2, 3])
    /// [3, 2, 1]
    /// ```
    #[row(name = "reverse", cost = inside)]
    pub fn reverse_all<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
        let elements = list::to_reverse(cx, enumerable, clause!("-reverse/1-lists^foldl/2-0-" / 3))?;
        list::reversed(cx, elements, Value::EMPTY_LIST)
    }

    /// Gives the elements from the last to the first, and those of `tail` after them.
    ///
    /// ```elixir
    /// iex> Enum.reverse([1, 2, 3], [4])
    /// [3, 2, 1, 4]
    /// ```
    #[row(cost = inside)]
    pub fn reverse<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, tail: Value<'a>) -> R<'a> {
        let tail = enumerable::to_list(cx, tail)?;
        if let Term::List(_) = enumerable.term()
            && list::length(cx, enumerable)?.is_none()
        {
            return Err(
                cx.argument_error("errors were found at the given arguments:\n\n  * 1st argument: not a proper list\n")
            );
        }
        let elements = enumerable::elements(cx, enumerable, &Clause::REDUCE)?;
        list::reversed(cx, elements, tail)
    }
}

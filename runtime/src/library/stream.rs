//! `Stream`: enumerables that make their elements when they are asked for them.
//!
//! The rows here only check their arguments and note what is to be done: see [`crate::enumerable::stream`].
//! `interval/1` and `timer/1` wait, which nothing here may.

use crate::context::Context;
use crate::enumerable::stream::{self, Kind};
use crate::enumerable::{self, Clause, range};
use crate::error::R;
use crate::term::{Term, Value, atoms};
use philtre_library::library;

fn is_function(value: Value<'_>, arity: usize) -> bool {
    matches!(value.term(), Term::Fun(fun) if fun.code.arity() == arity)
}

fn is_count(value: Value<'_>) -> bool {
    match value.term() {
        Term::Int(n) => n >= 0,
        Term::Big(n) => !n.is_negative(),
        _ => false,
    }
}

fn is_positive(value: Value<'_>) -> bool {
    is_count(value) && !matches!(value.term(), Term::Int(0))
}

/// Functions for lazy enumerables.
#[library("Stream")]
pub mod functions {
    use super::*;

    /// Makes something of each element, when it is asked for.
    ///
    /// ```elixir
    /// iex> Stream.map([1, 2], &(&1 * 10)) |> Enum.to_list()
    /// [10, 20]
    /// ```
    #[row(cost = unit)]
    pub fn map<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, fun: Value<'a>) -> R<'a> {
        if !is_function(fun, 1) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "map", 2));
        }
        stream::with_stage(cx, enumerable, Kind::Map, &[fun])
    }

    /// Keeps the elements for which `fun` gives neither `nil` nor `false`.
    ///
    /// ```elixir
    /// iex> Stream.filter(1..6, &(rem(&1, 3) == 0)) |> Enum.to_list()
    /// [3, 6]
    /// ```
    #[row(cost = unit)]
    pub fn filter<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, fun: Value<'a>) -> R<'a> {
        if !is_function(fun, 1) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "filter", 2));
        }
        stream::with_stage(cx, enumerable, Kind::Filter, &[fun])
    }

    /// Leaves out the elements for which `fun` gives neither `nil` nor `false`.
    ///
    /// ```elixir
    /// iex> Stream.reject(1..4, &(rem(&1, 2) == 0)) |> Enum.to_list()
    /// [1, 3]
    /// ```
    #[row(cost = unit)]
    pub fn reject<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, fun: Value<'a>) -> R<'a> {
        if !is_function(fun, 1) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "reject", 2));
        }
        stream::with_stage(cx, enumerable, Kind::Reject, &[fun])
    }

    /// Calls `fun` for each element that passes.
    ///
    /// ```elixir
    /// iex> Stream.each([1, 2], & &1) |> Enum.to_list()
    /// [1, 2]
    /// ```
    #[row(cost = unit)]
    pub fn each<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, fun: Value<'a>) -> R<'a> {
        if !is_function(fun, 1) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "each", 2));
        }
        stream::with_stage(cx, enumerable, Kind::Each, &[fun])
    }

    /// Ends before the first element for which `fun` gives `nil` or `false`.
    ///
    /// ```elixir
    /// iex> Stream.take_while(1..100, &(&1 < 3)) |> Enum.to_list()
    /// [1, 2]
    /// ```
    #[row(cost = unit)]
    pub fn take_while<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, fun: Value<'a>) -> R<'a> {
        if !is_function(fun, 1) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "take_while", 2));
        }
        stream::with_stage(cx, enumerable, Kind::TakeWhile, &[fun])
    }

    /// Begins with the first element for which `fun` gives `nil` or `false`.
    ///
    /// ```elixir
    /// iex> Stream.drop_while(1..4, &(&1 < 3)) |> Enum.to_list()
    /// [3, 4]
    /// ```
    #[row(cost = unit)]
    pub fn drop_while<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, fun: Value<'a>) -> R<'a> {
        if !is_function(fun, 1) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "drop_while", 2));
        }
        stream::with_stage(cx, enumerable, Kind::DropWhile, &[fun])
    }

    /// Leaves out elements that were there before (`===`); all that passed are kept in memory.
    ///
    /// ```elixir
    /// iex> Stream.uniq([1, 1, 2, 1]) |> Enum.to_list()
    /// [1, 2]
    /// ```
    #[row(cost = unit)]
    pub fn uniq<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
        stream::with_stage(cx, enumerable, Kind::Uniq, &[])
    }

    /// Leaves out elements for which `fun` gives what it gave before (`===`).
    ///
    /// ```elixir
    /// iex> Stream.uniq_by([1, 3, 2], &rem(&1, 2)) |> Enum.to_list()
    /// [1, 2]
    /// ```
    #[row(cost = unit)]
    pub fn uniq_by<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, fun: Value<'a>) -> R<'a> {
        if !is_function(fun, 1) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "uniq_by", 2));
        }
        stream::with_stage(cx, enumerable, Kind::Uniq, &[fun])
    }

    /// Leaves out elements that are the same as the one before (`===`).
    ///
    /// ```elixir
    /// iex> Stream.dedup([1, 1, 2, 1]) |> Enum.to_list()
    /// [1, 2, 1]
    /// ```
    #[row(cost = unit)]
    pub fn dedup<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
        stream::with_stage(cx, enumerable, Kind::Dedup, &[])
    }

    /// Leaves out elements for which `fun` gives the same as for the one before (`===`).
    ///
    /// ```elixir
    /// iex> Stream.dedup_by([1, 3, 2], &rem(&1, 2)) |> Enum.to_list()
    /// [1, 2]
    /// ```
    #[row(cost = unit)]
    pub fn dedup_by<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, fun: Value<'a>) -> R<'a> {
        if !is_function(fun, 1) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "dedup_by", 2));
        }
        stream::with_stage(cx, enumerable, Kind::Dedup, &[fun])
    }

    /// Gives all that `fun` makes of an element and what it made before; the first element is its own.
    ///
    /// ```elixir
    /// iex> Stream.scan([1, 2, 3], &(&1 + &2)) |> Enum.to_list()
    /// [1, 3, 6]
    /// ```
    #[row(name = "scan", cost = unit)]
    pub fn scan_from_first<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, fun: Value<'a>) -> R<'a> {
        if !is_function(fun, 2) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "scan", 2));
        }
        stream::with_stage(cx, enumerable, Kind::ScanFromFirst, &[fun])
    }

    /// Gives all that `fun` makes of an element and what it made before, from an accumulator on.
    ///
    /// ```elixir
    /// iex> Stream.scan([1, 2, 3], 10, &(&1 + &2)) |> Enum.to_list()
    /// [11, 13, 16]
    /// ```
    #[row(cost = unit)]
    pub fn scan<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, acc: Value<'a>, fun: Value<'a>) -> R<'a> {
        if !is_function(fun, 2) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "scan", 3));
        }
        stream::with_stage(cx, enumerable, Kind::Scan, &[acc, fun])
    }

    /// Pairs each element with its index, or makes something of both.
    ///
    /// ```elixir
    /// iex> Stream.with_index([:a, :b], 1) |> Enum.to_list()
    /// [a: 1, b: 2]
    /// ```
    #[row(cost = unit, default(fun_or_offset = 0))]
    pub fn with_index<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, fun_or_offset: Value<'a>) -> R<'a> {
        if !(range::is_integer(fun_or_offset) || is_function(fun_or_offset, 2)) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "with_index", 2));
        }
        stream::with_stage(cx, enumerable, Kind::WithIndex, &[fun_or_offset])
    }

    /// Leaves out the first `n` elements, or the last where it is negative.
    ///
    /// ```elixir
    /// iex> Stream.drop(1..4, 2) |> Enum.to_list()
    /// [3, 4]
    /// iex> Stream.drop(1..4, -2) |> Enum.to_list()
    /// [1, 2]
    /// ```
    #[row(cost = unit)]
    pub fn drop<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, n: Value<'a>) -> R<'a> {
        if !range::is_integer(n) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "drop", 2));
        }
        match n.term() {
            Term::Int(n) if n < 0 => {
                let n = Value::int(n.checked_neg().unwrap_or(i64::MAX));
                stream::with_stage(cx, enumerable, Kind::DropLast, &[n])
            }
            Term::Big(big) if big.is_negative() => {
                stream::with_stage(cx, enumerable, Kind::DropLast, &[Value::int(i64::MAX)])
            }
            _ => stream::with_stage(cx, enumerable, Kind::Drop, &[n]),
        }
    }

    /// Gives the first `count` elements, or, once it is walked, the last where it is negative.
    ///
    /// ```elixir
    /// iex> Stream.take(1..1_000_000_000_000, 2) |> Enum.to_list()
    /// [1, 2]
    /// ```
    #[row(cost = unit)]
    pub fn take<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, count: Value<'a>) -> R<'a> {
        if !range::is_integer(count) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "take", 2));
        }
        match count.term() {
            Term::Int(0) => stream::plain(cx, Value::EMPTY_LIST),
            _ if enumerable.is_empty_list() => stream::plain(cx, enumerable),
            Term::Int(..0) => stream::source(cx, Kind::TakeLast, &[enumerable, count]),
            Term::Big(big) if big.is_negative() => stream::source(cx, Kind::TakeLast, &[enumerable, count]),
            _ => stream::with_stage(cx, enumerable, Kind::Take, &[count]),
        }
    }

    /// Gives the first element and every `nth` after it; with 0, nothing.
    ///
    /// ```elixir
    /// iex> Stream.take_every(1..5, 2) |> Enum.to_list()
    /// [1, 3, 5]
    /// ```
    #[row(cost = unit)]
    pub fn take_every<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, nth: Value<'a>) -> R<'a> {
        if !is_count(nth) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "take_every", 2));
        }
        if matches!(nth.term(), Term::Int(0)) {
            return stream::plain(cx, Value::EMPTY_LIST);
        }
        stream::with_stage(cx, enumerable, Kind::TakeEvery, &[nth])
    }

    /// Leaves out the first element and every `nth` after it; with 0, none.
    ///
    /// ```elixir
    /// iex> Stream.drop_every(1..5, 2) |> Enum.to_list()
    /// [2, 4]
    /// ```
    #[row(cost = unit)]
    pub fn drop_every<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, nth: Value<'a>) -> R<'a> {
        if !(is_count(nth) || enumerable.is_empty_list()) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "drop_every", 2));
        }
        if matches!(nth.term(), Term::Int(0)) || enumerable.is_empty_list() {
            return stream::plain(cx, enumerable);
        }
        stream::with_stage(cx, enumerable, Kind::DropEvery, &[nth])
    }

    /// Makes something of the first element and of every `nth` after it; with 0, of none.
    ///
    /// ```elixir
    /// iex> Stream.map_every(1..3, 2, &(&1 * 10)) |> Enum.to_list()
    /// [10, 2, 30]
    /// ```
    #[row(cost = unit)]
    pub fn map_every<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, nth: Value<'a>, fun: Value<'a>) -> R<'a> {
        if !(is_count(nth) && is_function(fun, 1)) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "map_every", 3));
        }
        if matches!(nth.term(), Term::Int(0)) {
            return stream::plain(cx, enumerable);
        }
        stream::with_stage(cx, enumerable, Kind::MapEvery, &[nth, fun])
    }

    /// Gives lists of `count` elements each; the last may be shorter.
    ///
    /// ```elixir
    /// iex> Stream.chunk_every(1..3, 2) |> Enum.to_list()
    /// [[1, 2], [3]]
    /// ```
    #[row(name = "chunk_every", cost = unit)]
    pub fn chunk_every_count<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, count: Value<'a>) -> R<'a> {
        chunk_every(cx, enumerable, count, count, Value::EMPTY_LIST)
    }

    /// Gives lists of `count` elements that begin `step` apart. The last is filled up from `leftover`, or left out where
    /// that is `:discard`.
    ///
    /// ```elixir
    /// iex> Stream.chunk_every(1..4, 2, 1, :discard) |> Enum.to_list()
    /// [[1, 2], [2, 3], [3, 4]]
    /// ```
    #[row(cost = unit, default(leftover = []))]
    pub fn chunk_every<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        count: Value<'a>,
        step: Value<'a>,
        leftover: Value<'a>,
    ) -> R<'a> {
        if !(is_positive(count) && is_positive(step)) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "chunk_every", 4));
        }
        stream::with_stage(cx, enumerable, Kind::ChunkEvery, &[count, step, leftover])
    }

    /// Gives lists of neighbours for which `fun` gives the same (`===`).
    ///
    /// ```elixir
    /// iex> Stream.chunk_by([1, 3, 2], &rem(&1, 2)) |> Enum.to_list()
    /// [[1, 3], [2]]
    /// ```
    #[row(cost = unit)]
    pub fn chunk_by<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, fun: Value<'a>) -> R<'a> {
        if !is_function(fun, 1) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "chunk_by", 2));
        }
        stream::with_stage(cx, enumerable, Kind::ChunkBy, &[fun])
    }

    /// Gives chunks as `chunk_fun` emits them; see `Enum.chunk_while/4`.
    ///
    /// ```elixir
    /// iex> Stream.chunk_while(1..3, 0, fn x, sum -> {:cont, sum, x} end, fn sum -> {:cont, sum, 0} end) |> Enum.to_list()
    /// [0, 1, 2, 3]
    /// ```
    #[row(cost = unit)]
    pub fn chunk_while<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        acc: Value<'a>,
        chunk_fun: Value<'a>,
        after_fun: Value<'a>,
    ) -> R<'a> {
        if !(is_function(chunk_fun, 2) && is_function(after_fun, 1)) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "chunk_while", 4));
        }
        stream::with_stage(cx, enumerable, Kind::ChunkWhile, &[acc, chunk_fun, after_fun])
    }

    /// Gives a value, what `next_fun` makes of it, what it makes of that, and so on.
    ///
    /// ```elixir
    /// iex> Stream.iterate(1, &(&1 * 2)) |> Enum.take(4)
    /// [1, 2, 4, 8]
    /// ```
    #[row(cost = unit)]
    pub fn iterate<'a>(cx: &mut Context<'a>, start_value: Value<'a>, next_fun: Value<'a>) -> R<'a> {
        if !is_function(next_fun, 1) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "iterate", 2));
        }
        stream::source(cx, Kind::Iterate, &[start_value, next_fun])
    }

    /// Gives elements as `next_fun` makes them of an accumulator: `{element, accumulator}`, or `nil` to end.
    ///
    /// ```elixir
    /// iex> Stream.unfold(3, fn 0 -> nil; n -> {n, n - 1} end) |> Enum.to_list()
    /// [3, 2, 1]
    /// ```
    #[row(cost = unit)]
    pub fn unfold<'a>(cx: &mut Context<'a>, next_acc: Value<'a>, next_fun: Value<'a>) -> R<'a> {
        if !is_function(next_fun, 1) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "unfold", 2));
        }
        stream::source(cx, Kind::Unfold, &[next_acc, next_fun])
    }

    /// Gives what a function without arguments gives, again and again.
    ///
    /// ```elixir
    /// iex> Stream.repeatedly(fn -> :x end) |> Enum.take(2)
    /// [:x, :x]
    /// ```
    #[row(cost = unit)]
    pub fn repeatedly<'a>(cx: &mut Context<'a>, generator_fun: Value<'a>) -> R<'a> {
        if !is_function(generator_fun, 0) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "repeatedly", 1));
        }
        stream::source(cx, Kind::Repeatedly, &[generator_fun])
    }

    /// Gives the elements of an enumerable again and again.
    ///
    /// Raises `ArgumentError` where it has none.
    ///
    /// ```elixir
    /// iex> Stream.cycle([1, 2]) |> Enum.take(5)
    /// [1, 2, 1, 2, 1]
    /// ```
    #[row(cost = unit)]
    pub fn cycle<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
        if enumerable.is_empty_list() {
            return Err(cx.argument_error("cannot cycle over an empty enumerable"));
        }
        stream::source(cx, Kind::Cycle, &[enumerable])
    }

    /// Puts a separator between all elements.
    ///
    /// ```elixir
    /// iex> Stream.intersperse([1, 2], 0) |> Enum.to_list()
    /// [1, 0, 2]
    /// ```
    #[row(cost = unit)]
    pub fn intersperse<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, separator: Value<'a>) -> R<'a> {
        stream::source(cx, Kind::Intersperse, &[enumerable, separator])
    }

    /// Gives a value `n` times.
    ///
    /// ```elixir
    /// iex> Stream.duplicate(:a, 2) |> Enum.to_list()
    /// [:a, :a]
    /// ```
    #[row(cost = unit)]
    pub fn duplicate<'a>(cx: &mut Context<'a>, value: Value<'a>, n: Value<'a>) -> R<'a> {
        if !is_count(n) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "duplicate", 2));
        }
        stream::source(cx, Kind::Duplicate, &[value, n])
    }

    /// Gives the integers from an offset on, or what a function makes of those from 0 on.
    ///
    /// ```elixir
    /// iex> Stream.from_index(5) |> Enum.take(2)
    /// [5, 6]
    /// ```
    #[row(cost = unit, default(fun_or_offset = 0))]
    pub fn from_index<'a>(cx: &mut Context<'a>, fun_or_offset: Value<'a>) -> R<'a> {
        if !(range::is_integer(fun_or_offset) || matches!(fun_or_offset.term(), Term::Fun(_))) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "from_index", 1));
        }
        stream::source(cx, Kind::FromIndex, &[fun_or_offset])
    }

    /// Puts what `transform` makes of the elements into a collectable as they pass; that result is dropped.
    ///
    /// ```elixir
    /// iex> Stream.into([1, 2], []) |> Enum.to_list()
    /// [1, 2]
    /// ```
    #[row(cost = unit)]
    pub fn into<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        collectable: Value<'a>,
        transform: Value<'a>,
    ) -> R<'a> {
        if !is_function(transform, 1) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "into", 3));
        }
        stream::source(cx, Kind::Into, &[enumerable, collectable, transform])
    }

    /// Puts the elements into a collectable as they pass; that result is dropped.
    ///
    /// ```elixir
    /// iex> Stream.into([1, 2], []) |> Enum.to_list()
    /// [1, 2]
    /// ```
    #[row(name = "into", cost = unit)]
    pub fn into_collectable<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, collectable: Value<'a>) -> R<'a> {
        stream::source(cx, Kind::Into, &[enumerable, collectable])
    }

    /// Gives tuples of the elements at the same place of all enumerables in an enumerable.
    ///
    /// ```elixir
    /// iex> Stream.zip([[1, 2], [:a, :b]]) |> Enum.to_list()
    /// [{1, :a}, {2, :b}]
    /// ```
    #[row(name = "zip", cost = unit)]
    pub fn zip_all<'a>(cx: &mut Context<'a>, enumerables: Value<'a>) -> R<'a> {
        stream::source(cx, Kind::Zip, &[enumerables])
    }

    /// Gives pairs of the elements at the same place.
    ///
    /// ```elixir
    /// iex> Stream.zip(1..100, [:a, :b]) |> Enum.to_list()
    /// [{1, :a}, {2, :b}]
    /// ```
    #[row(cost = unit)]
    pub fn zip<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        let enumerables = cx.list(&[left, right])?;
        stream::source(cx, Kind::Zip, &[enumerables])
    }

    /// Gives what `zip_fun` makes of the lists of elements at the same place.
    ///
    /// ```elixir
    /// iex> Stream.zip_with([[1, 2], [3, 4]], &Enum.sum/1) |> Enum.to_list()
    /// [4, 6]
    /// ```
    #[row(name = "zip_with", cost = unit)]
    pub fn zip_all_with<'a>(cx: &mut Context<'a>, enumerables: Value<'a>, zip_fun: Value<'a>) -> R<'a> {
        stream::source(cx, Kind::ZipWith, &[enumerables, zip_fun])
    }

    /// Gives what `zip_fun` makes of the elements at the same place.
    ///
    /// ```elixir
    /// iex> Stream.zip_with([1, 2], [3, 4], &(&1 * &2)) |> Enum.to_list()
    /// [3, 8]
    /// ```
    #[row(cost = unit)]
    pub fn zip_with<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>, zip_fun: Value<'a>) -> R<'a> {
        if !is_function(zip_fun, 2) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "zip_with", 3));
        }
        stream::source(cx, Kind::ZipPair, &[left, right, zip_fun])
    }

    /// Gives the elements of all enumerables in an enumerable.
    ///
    /// ```elixir
    /// iex> Stream.concat([1..2, [9]]) |> Enum.to_list()
    /// [1, 2, 9]
    /// ```
    #[row(name = "concat", cost = unit)]
    pub fn concat_all<'a>(cx: &mut Context<'a>, enumerables: Value<'a>) -> R<'a> {
        stream::source(cx, Kind::Concat, &[enumerables])
    }

    /// Gives the elements of two enumerables.
    ///
    /// ```elixir
    /// iex> Stream.concat(1..2, [9]) |> Enum.to_list()
    /// [1, 2, 9]
    /// ```
    #[row(cost = unit)]
    pub fn concat<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        let enumerables = cx.list(&[left, right])?;
        stream::source(cx, Kind::Concat, &[enumerables])
    }

    /// Gives the elements of all enumerables that `mapper` gives.
    ///
    /// ```elixir
    /// iex> Stream.flat_map(1..2, &[&1, &1]) |> Enum.to_list()
    /// [1, 1, 2, 2]
    /// ```
    #[row(cost = unit)]
    pub fn flat_map<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mapper: Value<'a>) -> R<'a> {
        if !is_function(mapper, 1) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "flat_map", 2));
        }
        stream::source(cx, Kind::FlatMap, &[enumerable, mapper])
    }

    /// Gives elements as `next_fun` makes them of what `start_fun` gave: `{enumerable, accumulator}`, or `{:halt, accumulator}`.
    /// At the end, also an early one, `after_fun` is called.
    ///
    /// ```elixir
    /// iex> Stream.resource(fn -> 2 end, fn 0 -> {:halt, 0}; n -> {[n], n - 1} end, fn n -> n end) |> Enum.to_list()
    /// [2, 1]
    /// ```
    #[row(cost = unit)]
    pub fn resource<'a>(
        cx: &mut Context<'a>,
        start_fun: Value<'a>,
        next_fun: Value<'a>,
        after_fun: Value<'a>,
    ) -> R<'a> {
        if !(is_function(start_fun, 0) && is_function(next_fun, 1) && is_function(after_fun, 1)) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "resource", 3));
        }
        stream::source(cx, Kind::Resource, &[start_fun, next_fun, after_fun])
    }

    /// Gives the elements of what `reducer` makes of an element and an accumulator: `{enumerable, accumulator}`, or
    /// `{:halt, accumulator}` to end.
    ///
    /// ```elixir
    /// iex> Stream.transform(1..9, 0, fn x, n -> if n < 2, do: {[x, x], n + 1}, else: {:halt, n} end) |> Enum.to_list()
    /// [1, 1, 2, 2]
    /// ```
    #[row(name = "transform", cost = unit)]
    pub fn transform_from<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        acc: Value<'a>,
        reducer: Value<'a>,
    ) -> R<'a> {
        if !is_function(reducer, 2) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "transform", 3));
        }
        stream::source(cx, Kind::Transform, &[enumerable, acc, reducer])
    }

    /// As `transform/3`, with the first accumulator of a function, and a function that is called at the end.
    ///
    /// ```elixir
    /// iex> Stream.transform(1..2, fn -> 0 end, fn x, n -> {[x + n], n + 1} end, fn n -> n end) |> Enum.to_list()
    /// [1, 3]
    /// ```
    #[row(name = "transform", cost = unit)]
    pub fn transform_around<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        start_fun: Value<'a>,
        reducer: Value<'a>,
        after_fun: Value<'a>,
    ) -> R<'a> {
        if !(is_function(start_fun, 0) && is_function(reducer, 2) && is_function(after_fun, 1)) {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "transform", 4));
        }
        stream::source(cx, Kind::TransformWith, &[enumerable, start_fun, reducer, Value::NIL, after_fun])
    }

    /// As `transform/4`, with a function that gives the last elements.
    ///
    /// ```elixir
    /// iex> Stream.transform(1..2, fn -> 0 end, fn x, n -> {[x], n + x} end, fn n -> {[n], n} end, fn n -> n end) |> Enum.to_list()
    /// [1, 2, 3]
    /// ```
    #[row(cost = unit)]
    pub fn transform<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        start_fun: Value<'a>,
        reducer: Value<'a>,
        last_fun: Value<'a>,
        after_fun: Value<'a>,
    ) -> R<'a> {
        if !(is_function(start_fun, 0)
            && is_function(reducer, 2)
            && is_function(last_fun, 1)
            && is_function(after_fun, 1))
        {
            return Err(cx.function_clause(atoms::MODULE_STREAM, "transform", 5));
        }
        stream::source(cx, Kind::TransformWith, &[enumerable, start_fun, reducer, last_fun, after_fun])
    }

    /// Walks a stream for what its functions do.
    ///
    /// ```elixir
    /// iex> Stream.run(Stream.map([1], & &1))
    /// :ok
    /// ```
    #[row(cost = inside)]
    pub fn run<'a>(cx: &mut Context<'a>, stream: Value<'a>) -> R<'a> {
        enumerable::each(cx, stream, &Clause::PROTOCOL, |_, _| Ok(()))?;
        Ok(atoms::OK)
    }
}

//! `Enum`: sorting, and the least and the greatest.
//!
//! User orders run in our own merge sort, so one that contradicts itself, or raises, ends in a result or an error.

use super::by_key;
use super::order::Order;
use super::reduce::empty_error;
use crate::callback::Fn1;
use crate::context::Context;
use crate::enumerable::range::Range;
use crate::enumerable::{self, Clause, clause, list};
use crate::error::{Exc, R};
use crate::memory::ListBuilder;
use crate::sort::merge_sort;
use crate::term::compare::compare;
use crate::term::{Term, Value, atoms};
use philtre_library::library;
use std::cmp::Ordering;

/// A copy of the elements, to be sorted in place.
fn copy<'a>(cx: &mut Context<'a>, elements: &[Value<'a>]) -> Result<ListBuilder<'a>, Exc> {
    let mut copy = cx.list_builder(elements.len())?;
    for element in elements {
        copy.push(&mut cx.bump, *element)?;
    }
    Ok(copy)
}

/// The elements of what is to be sorted. At the tail of an improper list, Erlang's `lists:sort/1,2` has come to a function
/// that depends on the order of the first two.
fn to_sort<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, order: Option<Order<'a>>) -> Result<&'a [Value<'a>], Exc> {
    if let Term::List(first) = enumerable.term()
        && !first.rest().is_empty_list()
        && list::length(cx, enumerable)?.is_none()
        && let Term::List(second) = first.tail().term()
    {
        let order_of_two = order.unwrap_or(Order::natural(Ordering::is_le));
        let is_in_order = order_of_two.decide(cx, first.head(), second.head())?;
        let end = match (order.is_some(), is_in_order) {
            (false, true) => const { &Clause::lists("split_1", 5) },
            (false, false) => const { &Clause::lists("split_2", 5) },
            (true, true) => const { &Clause::lists("fsplit_1", 6) },
            (true, false) => const { &Clause::lists("fsplit_2", 6) },
        };
        return Err(end.raise(cx));
    }
    let end = const { [&Clause::lists("sort", 1), &Clause::lists("sort", 2)] };
    enumerable::elements(cx, enumerable, end[usize::from(order.is_some())])
}

/// What a sort of that many elements costs besides its comparisons' own depth.
fn charge_sort(cx: &mut Context<'_>, n: usize) -> Result<(), Exc> {
    cx.charge(n.saturating_mul(n.max(2).ilog2() as usize) >> 2)
}

/// Sorts by the order of terms; equal elements keep their places.
pub(super) fn sort_terms<'a>(cx: &mut Context<'a>, items: &mut [Value<'a>]) -> Result<(), Exc> {
    charge_sort(cx, items.len())?;
    if items.iter().all(|item| matches!(item.term(), Term::Int(_))) {
        let number = |item: &Value<'a>| match item.term() {
            Term::Int(i) => i,
            _ => 0,
        };
        // Equal integers are the same integer.
        items.sort_unstable_by_key(number);
        return Ok(());
    }
    merge_sort(items, &mut |a, b| {
        match (a.term(), b.term()) {
            (Term::Binary(x), Term::Binary(y)) => cx.charge_bytes(x.len().min(y.len()))?,
            _ => cx.step()?,
        }
        Ok(compare(cx, *a, *b)?.is_le())
    })
}

fn sort_by_order<'a>(cx: &mut Context<'a>, items: &mut [Value<'a>], order: Order<'a>) -> Result<(), Exc> {
    charge_sort(cx, items.len())?;
    merge_sort(items, &mut |a, b| {
        cx.step()?;
        order.decide(cx, *a, *b)
    })
}

/// Whether it is a list that cannot be out of order.
#[inline(always)]
fn is_sorted_by_length(list: Value<'_>) -> bool {
    match list.term() {
        Term::EmptyList => true,
        Term::List(list) => list.block().len() == 1 && list.rest().is_empty_list(),
        _ => false,
    }
}

#[inline(never)]
fn ascending<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
    let elements = to_sort(cx, enumerable, None)?;
    let mut sorted = copy(cx, elements)?;
    sort_terms(cx, sorted.as_mut_slice())?;
    Ok(sorted.finish(&mut cx.bump))
}

/// The element that wins against all others: `order` says whether the one kept so far stays.
fn best<'a>(
    cx: &mut Context<'a>,
    enumerable: Value<'a>,
    end: &'static Clause,
    order: Order<'a>,
) -> Result<Option<Value<'a>>, Exc> {
    if let Some(range) = Range::of_value(enumerable) {
        let Some((first, last)) = range.ends(cx)? else { return Ok(None) };
        return Ok(Some(if order.decide(cx, first, last)? { first } else { last }));
    }
    let mut best: Option<Value<'a>> = None;
    enumerable::each(cx, enumerable, end, |cx, element| {
        best = Some(match best {
            Some(kept) if order.decide(cx, kept, element)? => kept,
            _ => element,
        });
        Ok(())
    })?;
    Ok(best)
}

/// As [`best`], by what `fun` gives for each element.
fn best_by<'a>(
    cx: &mut Context<'a>,
    enumerable: Value<'a>,
    fun: &mut impl Fn1<'a>,
    order: Order<'a>,
) -> Result<Option<Value<'a>>, Exc> {
    let mut best: Option<(Value<'a>, Value<'a>)> = None;
    enumerable::each(cx, enumerable, clause!("-aggregate_by/4-lists^foldl/2-1-" / 3), |cx, element| {
        let key = cx.scratch(|cx| fun.call(cx, element))?;
        best = Some(match best {
            Some((kept, kept_key)) if order.decide(cx, kept_key, key)? => (kept, kept_key),
            _ => (element, key),
        });
        Ok(())
    })?;
    Ok(best.map(|(element, _)| element))
}

/// Which end is looked for.
#[derive(Clone, Copy)]
enum Side {
    Min,
    Max,
}

impl Side {
    /// Whether the element kept so far stays.
    fn accept(self) -> fn(Ordering) -> bool {
        match self {
            Side::Min => Ordering::is_le,
            Side::Max => Ordering::is_ge,
        }
    }

    fn natural<'a>(self) -> Order<'a> {
        Order::natural(self.accept())
    }

    fn order<'a>(self, cx: &mut Context<'a>, sorter: Value<'a>) -> Result<Order<'a>, Exc> {
        let name = match self {
            Side::Min => "min_sort_fun",
            Side::Max => "max_sort_fun",
        };
        Order::of(sorter, self.accept()).ok_or_else(|| cx.function_clause(atoms::MODULE_ENUM, name, 1))
    }

    /// Where the walk in Erlang's `lists` ends.
    fn end(self) -> &'static Clause {
        match self {
            Side::Min => const { &Clause::lists("min", 2) },
            Side::Max => const { &Clause::lists("max", 2) },
        }
    }
}

fn is_fallback(value: Value<'_>) -> bool {
    matches!(value.term(), Term::Fun(fun) if fun.code.arity() == 0)
}

/// The result, or what the fallback gives; without one, `Enum.EmptyError`.
fn or_else<'a>(cx: &mut Context<'a>, found: Option<Value<'a>>, fallback: Option<Value<'a>>) -> R<'a> {
    match (found, fallback) {
        (Some(found), _) => Ok(found),
        (None, Some(fallback)) => cx.call(fallback, &[]),
        (None, None) => Err(empty_error(cx)),
    }
}

/// `Enum.min/1..3` and `Enum.max/1..3`.
fn extreme<'a>(
    cx: &mut Context<'a>,
    side: Side,
    enumerable: Value<'a>,
    sorter: Option<Value<'a>>,
    fallback: Option<Value<'a>>,
) -> R<'a> {
    let (order, end) = match sorter {
        None => (side.natural(), side.end()),
        Some(sorter) => (side.order(cx, sorter)?, clause!("aggregate_list" / 3)),
    };
    let found = best(cx, enumerable, end, order)?;
    or_else(cx, found, fallback)
}

/// `Enum.min_by/2..4` and `Enum.max_by/2..4`.
fn extreme_by<'a>(
    cx: &mut Context<'a>,
    side: Side,
    enumerable: Value<'a>,
    fun: &mut impl Fn1<'a>,
    sorter: Option<Value<'a>>,
    fallback: Option<Value<'a>>,
) -> R<'a> {
    if !fun.is_function() {
        let name = match side {
            Side::Min => "min_by",
            Side::Max => "max_by",
        };
        return Err(cx.function_clause(atoms::MODULE_ENUM, name, 4));
    }
    let order = match sorter {
        None => side.natural(),
        Some(sorter) => side.order(cx, sorter)?,
    };
    let found = best_by(cx, enumerable, fun, order)?;
    or_else(cx, found, fallback)
}

/// The least and the greatest by what `key` gives.
fn both<'a>(
    cx: &mut Context<'a>,
    enumerable: Value<'a>,
    end: &'static Clause,
    order: Order<'a>,
    mut key: impl FnMut(&mut Context<'a>, Value<'a>) -> R<'a>,
) -> Result<Option<Value<'a>>, Exc> {
    type Keyed<'a> = (Value<'a>, Value<'a>);
    let mut found: Option<(Keyed<'a>, Keyed<'a>)> = None;
    enumerable::each(cx, enumerable, end, |cx, element| {
        let new = (element, key(cx, element)?);
        found = Some(match found {
            None => (new, new),
            Some((min, max)) => {
                if order.ask(cx, new.1, min.1)?.truthy() {
                    (new, max)
                } else if order.ask(cx, max.1, new.1)?.truthy() {
                    (min, new)
                } else {
                    (min, max)
                }
            }
        });
        Ok(())
    })?;
    match found {
        Some((min, max)) => Ok(Some(cx.tuple(&[min.0, max.0])?)),
        None => Ok(None),
    }
}

/// `Enum.min_max/1..3`
fn extremes<'a>(
    cx: &mut Context<'a>,
    enumerable: Value<'a>,
    sorter: Option<Value<'a>>,
    fallback: Option<Value<'a>>,
) -> R<'a> {
    if let Some(fallback) = fallback
        && !is_fallback(fallback)
    {
        return Err(cx.function_clause(atoms::MODULE_ENUM, "min_max", 3));
    }
    let order = match sorter {
        None => {
            if let Some(range) = Range::of_value(enumerable) {
                let found = match range.ends(cx)? {
                    Some((first, last)) if compare(cx, first, last)?.is_le() => Some(cx.tuple(&[first, last])?),
                    Some((first, last)) => Some(cx.tuple(&[last, first])?),
                    None => None,
                };
                return or_else(cx, found, fallback);
            }
            Order::natural(Ordering::is_lt)
        }
        Some(sorter) => {
            let arity = if fallback.is_some() { 3 } else { 2 };
            match Order::of(sorter, Ordering::is_lt) {
                Some(order) => order,
                None => return Err(cx.function_clause(atoms::MODULE_ENUM, "min_max", arity)),
            }
        }
    };
    let end = clause!("-min_max/3-lists^foldl/2-1-" / 3);
    let found = both(cx, enumerable, end, order, |_, element| Ok(element))?;
    or_else(cx, found, fallback)
}

/// `Enum.min_max_by/2..4`
fn extremes_by<'a>(
    cx: &mut Context<'a>,
    enumerable: Value<'a>,
    fun: &mut impl Fn1<'a>,
    sorter: Option<Value<'a>>,
    fallback: Option<Value<'a>>,
) -> R<'a> {
    let order = match sorter {
        None => Some(Order::natural(Ordering::is_lt)),
        Some(sorter) => Order::of(sorter, Ordering::is_lt),
    };
    let (Some(order), true, true) = (order, fun.is_function(), fallback.is_none_or(is_fallback)) else {
        return Err(cx.function_clause(atoms::MODULE_ENUM, "min_max_by", 4));
    };
    let end = clause!("-min_max_by/4-lists^foldl/2-1-" / 3);
    let found = both(cx, enumerable, end, order, |cx, element| cx.scratch(|cx| fun.call(cx, element)))?;
    or_else(cx, found, fallback)
}

/// Functions that put elements in order or pick the first or last of an order.
#[library("Enum")]
pub mod functions {
    use super::*;

    /// Sorts by the order of terms; equal elements keep their places.
    ///
    /// ```elixir
    /// iex> Enum.sort([3, "a", 1, :b])
    /// [1, 3, :b, "a"]
    /// ```
    #[row(name = "sort", cost = inside)]
    #[inline]
    pub fn sort_ascending<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
        if is_sorted_by_length(enumerable) { Ok(enumerable) } else { ascending(cx, enumerable) }
    }

    /// Sorts by `:asc`, `:desc`, a function that says whether its first argument may stand before its second, a module
    /// with `compare/2`, or `{:asc | :desc, module}`. The sort is stable where the function says yes to equal elements.
    ///
    /// ```elixir
    /// iex> Enum.sort([1, 3, 2], :desc)
    /// [3, 2, 1]
    /// iex> Enum.sort(["ccc", "a", "bb"], &(byte_size(&1) <= byte_size(&2)))
    /// ["a", "bb", "ccc"]
    /// iex> Enum.sort([~D[2024-03-01], ~D[2023-12-31]], Date)
    /// [~D[2023-12-31], ~D[2024-03-01]]
    /// ```
    #[row(cost = inside)]
    pub fn sort<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, sorter: Value<'a>) -> R<'a> {
        let is_list = matches!(enumerable.term(), Term::List(_) | Term::EmptyList);
        if sorter.is(atoms::ASC) {
            return ascending(cx, enumerable);
        }
        if sorter.is(atoms::DESC) && is_list {
            // As in Elixir, an ascending sort turned round: equal elements change places.
            let elements = to_sort(cx, enumerable, None)?;
            let mut sorted = copy(cx, elements)?;
            sort_terms(cx, sorted.as_mut_slice())?;
            sorted.as_mut_slice().reverse();
            return Ok(sorted.finish(&mut cx.bump));
        }
        let Some(order) = Order::of_sorter(sorter) else {
            return Err(cx.function_clause(atoms::MODULE_ENUM, "to_sort_fun", 1));
        };
        let elements = to_sort(cx, enumerable, Some(order))?;
        let mut sorted = copy(cx, elements)?;
        sort_by_order(cx, sorted.as_mut_slice(), order)?;
        Ok(sorted.finish(&mut cx.bump))
    }

    /// Sorts by what `mapper` gives for each element, called once for each; the order is as for `sort/2`. Elements with
    /// equal keys keep their places.
    ///
    /// ```elixir
    /// iex> Enum.sort_by([%{n: 2}, %{n: 1}], & &1.n)
    /// [%{n: 1}, %{n: 2}]
    /// iex> Enum.sort_by(["a", "ccc", "bb"], &byte_size/1, :desc)
    /// ["ccc", "bb", "a"]
    /// ```
    #[row(cost = inside, default(sorter = atom("asc")))]
    pub fn sort_by<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        mut mapper: impl Fn1<'a>,
        sorter: Value<'a>,
    ) -> R<'a> {
        if !mapper.is_function() {
            return Err(cx.function_clause(atoms::MODULE_ENUM, "sort_by", 3));
        }
        let end = if sorter.is(atoms::DESC) { clause!("-sort_by/3-lists^foldl/2-0-" / 3) } else { &Clause::MAP };
        let mut keys = cx.list_builder(enumerable::room_for(enumerable))?;
        // Elements that do not lie in a row are copied.
        let (in_a_row, mut others) = match enumerable.term() {
            Term::List(list) if list.rest().is_empty_list() => (list.block(), None),
            _ => (&[][..], Some(cx.list_builder(enumerable::room_for(enumerable))?)),
        };
        enumerable::each(cx, enumerable, end, |cx, element| {
            let key = mapper.call(cx, element)?;
            keys.push(&mut cx.bump, key)?;
            if let Some(others) = &mut others {
                others.push(&mut cx.bump, element)?;
            }
            Ok(())
        })?;
        let elements = others.as_ref().map_or(in_a_row, |others| others.as_slice());
        let Some(order) = Order::of_sorter(sorter) else {
            return Err(cx.function_clause(atoms::MODULE_LIST, "keysort_fun", 2));
        };
        charge_sort(cx, elements.len())?;
        by_key::sort(cx, keys.as_mut_slice(), elements, order)?;
        Ok(keys.finish(&mut cx.bump))
    }

    /// Gives the greatest element in the order of terms, the first of equal ones.
    ///
    /// Raises `Enum.EmptyError` where there is none.
    ///
    /// ```elixir
    /// iex> Enum.max([2, 9, 4])
    /// 9
    /// ```
    #[row(name = "max", cost = inside)]
    pub fn max_natural<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
        extreme(cx, Side::Max, enumerable, None, None)
    }

    /// Gives the greatest element: by a function that says whether its first argument is at least its second, or a module
    /// with `compare/2`; or, in the order of terms, with a function for an empty enumerable.
    ///
    /// ```elixir
    /// iex> Enum.max([], fn -> 0 end)
    /// 0
    /// iex> Enum.max([~D[2024-01-05], ~D[2024-01-31]], Date)
    /// ~D[2024-01-31]
    /// ```
    #[row(name = "max", cost = inside)]
    pub fn max_with<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, sorter: Value<'a>) -> R<'a> {
        if is_fallback(sorter) {
            return extreme(cx, Side::Max, enumerable, None, Some(sorter));
        }
        extreme(cx, Side::Max, enumerable, Some(sorter), None)
    }

    /// Gives the greatest element in an order, or what `empty_fallback` gives.
    ///
    /// ```elixir
    /// iex> Enum.max([], Date, fn -> nil end)
    /// nil
    /// ```
    #[row(cost = inside)]
    pub fn max<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, sorter: Value<'a>, empty_fallback: Value<'a>) -> R<'a> {
        extreme(cx, Side::Max, enumerable, Some(sorter), Some(empty_fallback))
    }

    /// Gives the least element in the order of terms, the first of equal ones.
    ///
    /// Raises `Enum.EmptyError` where there is none.
    ///
    /// ```elixir
    /// iex> Enum.min([2, 9, 4])
    /// 2
    /// ```
    #[row(name = "min", cost = inside)]
    pub fn min_natural<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
        extreme(cx, Side::Min, enumerable, None, None)
    }

    /// Gives the least element: by a function that says whether its first argument is at most its second, or a module with
    /// `compare/2`; or, in the order of terms, with a function for an empty enumerable.
    ///
    /// ```elixir
    /// iex> Enum.min([], fn -> 0 end)
    /// 0
    /// ```
    #[row(name = "min", cost = inside)]
    pub fn min_with<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, sorter: Value<'a>) -> R<'a> {
        if is_fallback(sorter) {
            return extreme(cx, Side::Min, enumerable, None, Some(sorter));
        }
        extreme(cx, Side::Min, enumerable, Some(sorter), None)
    }

    /// Gives the least element in an order, or what `empty_fallback` gives.
    ///
    /// ```elixir
    /// iex> Enum.min([], Date, fn -> nil end)
    /// nil
    /// ```
    #[row(cost = inside)]
    pub fn min<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, sorter: Value<'a>, empty_fallback: Value<'a>) -> R<'a> {
        extreme(cx, Side::Min, enumerable, Some(sorter), Some(empty_fallback))
    }

    /// Gives the element for which `fun` gives the greatest, the first of equal ones.
    ///
    /// Raises `Enum.EmptyError` where there is none.
    ///
    /// ```elixir
    /// iex> Enum.max_by(["a", "ccc", "bb"], &byte_size/1)
    /// "ccc"
    /// ```
    #[row(name = "max_by", cost = inside)]
    pub fn max_by_natural<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        extreme_by(cx, Side::Max, enumerable, &mut fun, None, None)
    }

    /// As `max_by/2`, in an order or with a function for an empty enumerable, as for `max/2`.
    ///
    /// ```elixir
    /// iex> Enum.max_by([], & &1, fn -> :none end)
    /// :none
    /// ```
    #[row(name = "max_by", cost = inside)]
    pub fn max_by_with<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        mut fun: impl Fn1<'a>,
        sorter: Value<'a>,
    ) -> R<'a> {
        if is_fallback(sorter) {
            return extreme_by(cx, Side::Max, enumerable, &mut fun, None, Some(sorter));
        }
        extreme_by(cx, Side::Max, enumerable, &mut fun, Some(sorter), None)
    }

    /// As `max_by/2`, in an order and with a function for an empty enumerable.
    ///
    /// ```elixir
    /// iex> Enum.max_by([%{d: ~D[2024-01-02]}], & &1.d, Date, fn -> nil end)
    /// %{d: ~D[2024-01-02]}
    /// ```
    #[row(cost = inside)]
    pub fn max_by<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        mut fun: impl Fn1<'a>,
        sorter: Value<'a>,
        empty_fallback: Value<'a>,
    ) -> R<'a> {
        extreme_by(cx, Side::Max, enumerable, &mut fun, Some(sorter), Some(empty_fallback))
    }

    /// Gives the element for which `fun` gives the least, the first of equal ones.
    ///
    /// Raises `Enum.EmptyError` where there is none.
    ///
    /// ```elixir
    /// iex> Enum.min_by(["ccc", "a", "bb"], &byte_size/1)
    /// "a"
    /// ```
    #[row(name = "min_by", cost = inside)]
    pub fn min_by_natural<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        extreme_by(cx, Side::Min, enumerable, &mut fun, None, None)
    }

    /// As `min_by/2`, in an order or with a function for an empty enumerable, as for `min/2`.
    ///
    /// ```elixir
    /// iex> Enum.min_by([], & &1, fn -> :none end)
    /// :none
    /// ```
    #[row(name = "min_by", cost = inside)]
    pub fn min_by_with<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        mut fun: impl Fn1<'a>,
        sorter: Value<'a>,
    ) -> R<'a> {
        if is_fallback(sorter) {
            return extreme_by(cx, Side::Min, enumerable, &mut fun, None, Some(sorter));
        }
        extreme_by(cx, Side::Min, enumerable, &mut fun, Some(sorter), None)
    }

    /// As `min_by/2`, in an order and with a function for an empty enumerable.
    ///
    /// ```elixir
    /// iex> Enum.min_by([3, 1, 2], & &1, &>=/2, fn -> nil end)
    /// 3
    /// ```
    #[row(cost = inside)]
    pub fn min_by<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        mut fun: impl Fn1<'a>,
        sorter: Value<'a>,
        empty_fallback: Value<'a>,
    ) -> R<'a> {
        extreme_by(cx, Side::Min, enumerable, &mut fun, Some(sorter), Some(empty_fallback))
    }

    /// Gives the least and the greatest element in the order of terms.
    ///
    /// Raises `Enum.EmptyError` where there is none.
    ///
    /// ```elixir
    /// iex> Enum.min_max([5, 2, 9])
    /// {2, 9}
    /// ```
    #[row(name = "min_max", cost = inside)]
    pub fn min_max_natural<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
        extremes(cx, enumerable, None, None)
    }

    /// As `min_max/1`, by a function that says whether its first argument is less, by a module with `compare/2`, or with
    /// a function for an empty enumerable.
    ///
    /// ```elixir
    /// iex> Enum.min_max([], fn -> {0, 0} end)
    /// {0, 0}
    /// ```
    #[row(name = "min_max", cost = inside)]
    pub fn min_max_with<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, sorter: Value<'a>) -> R<'a> {
        if is_fallback(sorter) {
            return extremes(cx, enumerable, None, Some(sorter));
        }
        extremes(cx, enumerable, Some(sorter), None)
    }

    /// As `min_max/1`, in an order and with a function for an empty enumerable.
    ///
    /// ```elixir
    /// iex> Enum.min_max([1, 2], &>/2, fn -> nil end)
    /// {2, 1}
    /// ```
    #[row(cost = inside)]
    pub fn min_max<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        sorter: Value<'a>,
        empty_fallback: Value<'a>,
    ) -> R<'a> {
        extremes(cx, enumerable, Some(sorter), Some(empty_fallback))
    }

    /// Gives the elements for which `fun` gives the least and the greatest.
    ///
    /// ```elixir
    /// iex> Enum.min_max_by(["bb", "a", "ccc"], &byte_size/1)
    /// {"a", "ccc"}
    /// ```
    #[row(name = "min_max_by", cost = inside)]
    pub fn min_max_by_natural<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        extremes_by(cx, enumerable, &mut fun, None, None)
    }

    /// As `min_max_by/2`, in an order or with a function for an empty enumerable.
    ///
    /// ```elixir
    /// iex> Enum.min_max_by([], & &1, fn -> nil end)
    /// nil
    /// ```
    #[row(name = "min_max_by", cost = inside)]
    pub fn min_max_by_with<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        mut fun: impl Fn1<'a>,
        sorter: Value<'a>,
    ) -> R<'a> {
        if is_fallback(sorter) {
            return extremes_by(cx, enumerable, &mut fun, None, Some(sorter));
        }
        extremes_by(cx, enumerable, &mut fun, Some(sorter), None)
    }

    /// As `min_max_by/2`, in an order and with a function for an empty enumerable.
    ///
    /// ```elixir
    /// iex> Enum.min_max_by([1, 2], & &1, &>/2, fn -> nil end)
    /// {2, 1}
    /// ```
    #[row(cost = inside)]
    pub fn min_max_by<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        mut fun: impl Fn1<'a>,
        sorter: Value<'a>,
        empty_fallback: Value<'a>,
    ) -> R<'a> {
        extremes_by(cx, enumerable, &mut fun, Some(sorter), Some(empty_fallback))
    }
}

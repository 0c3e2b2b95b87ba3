//! `MapSet`: each element once, walked in term order.

use crate::callback::Fn1;
use crate::context::Context;
use crate::enumerable::set::{self, Keep};
use crate::enumerable::{self, Clause, list};
use crate::error::{Exc, R};
use crate::term::{Map, Value, atoms};
use philtre_library::library;

/// The set that a value is, or `FunctionClauseError`.
fn set_of<'a>(cx: &mut Context<'a>, value: Value<'a>, function: &str, arity: usize) -> Result<&'a Map<'a>, Exc> {
    match set::of_value(value) {
        Some(set) => Ok(set),
        None => Err(cx.function_clause(atoms::MODULE_MAP_SET, function, arity)),
    }
}

fn sets_of<'a>(
    cx: &mut Context<'a>,
    left: Value<'a>,
    right: Value<'a>,
    function: &str,
) -> Result<(&'a Map<'a>, &'a Map<'a>), Exc> {
    Ok((set_of(cx, left, function, 2)?, set_of(cx, right, function, 2)?))
}

fn combined<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>, function: &str, keep: Keep) -> R<'a> {
    let (left, right) = sets_of(cx, left, right, function)?;
    let elements = set::combine(cx, left, right, keep)?;
    set::make(cx, elements)
}

/// The set of a list's elements.
fn from_list<'a>(cx: &mut Context<'a>, elements: Value<'a>) -> R<'a> {
    if list::length(cx, elements)?.is_none() {
        return Err(
            cx.argument_error("errors were found at the given arguments:\n\n  * 1st argument: not a proper list\n")
        );
    }
    let elements = enumerable::elements(cx, elements, &Clause::REDUCE)?;
    let elements = set::from_elements(cx, elements)?;
    set::make(cx, elements)
}

/// The elements for which `fun` says yes, and the others.
fn parted<'a>(cx: &mut Context<'a>, set: &Map<'a>, fun: &mut impl Fn1<'a>) -> Result<(&'a Map<'a>, &'a Map<'a>), Exc> {
    let (mut yes, mut no) = (cx.list_builder(8)?, cx.list_builder(8)?);
    for (element, _) in set.iter() {
        cx.step()?;
        let side = if enumerable::test(cx, fun, element)? { &mut yes } else { &mut no };
        side.push(&mut cx.bump, element)?;
    }
    Ok((set::from_elements(cx, yes.as_slice())?, set::from_elements(cx, no.as_slice())?))
}

/// How many elements two sets have in common: all of the smaller one are looked up in the other.
fn common<'a>(cx: &mut Context<'a>, left: &'a Map<'a>, right: &'a Map<'a>, stop_at: usize) -> Result<usize, Exc> {
    let (small, large) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    let mut count = 0;
    for (element, _) in small.iter() {
        // A search in the larger.
        cx.charge(10)?;
        if large.contains(cx, element)? {
            count += 1;
            if count == stop_at {
                break;
            }
        }
    }
    Ok(count)
}

/// Whether a value is a function of any arity.
fn is_any_function<'a>(fun: &impl Fn1<'a>) -> bool {
    fun.as_value().is_none_or(|value| matches!(value.term(), crate::term::Term::Fun(_)))
}

/// Functions for sets.
#[library("MapSet", units = 7)]
pub mod functions {
    use super::*;

    /// Makes a set of nothing.
    ///
    /// ```elixir
    /// iex> MapSet.new()
    /// MapSet.new([])
    /// ```
    #[row(name = "new", cost = unit)]
    pub fn new_empty<'a>(cx: &mut Context<'a>) -> R<'a> {
        set::make(cx, &Map::EMPTY)
    }

    /// Makes a set of the elements of an enumerable.
    ///
    /// ```elixir
    /// iex> MapSet.new([3, 1, 3])
    /// MapSet.new([1, 3])
    /// ```
    #[row(name = "new", cost = inside)]
    pub fn new_from<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
        if set::of_value(enumerable).is_some() {
            return Ok(enumerable);
        }
        let list = enumerable::to_list(cx, enumerable)?;
        from_list(cx, list)
    }

    /// Makes a set of what a function makes of the elements of an enumerable.
    ///
    /// ```elixir
    /// iex> MapSet.new([1, 2, 3], &rem(&1, 2))
    /// MapSet.new([0, 1])
    /// ```
    #[row(cost = inside)]
    pub fn new<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, transform: impl Fn1<'a>) -> R<'a> {
        if !transform.is_function() {
            return Err(cx.function_clause(atoms::MODULE_MAP_SET, "new", 2));
        }
        let list = super::super::enums::transform::functions::map(cx, enumerable, transform)?;
        from_list(cx, list)
    }

    /// Adds an element.
    ///
    /// ```elixir
    /// iex> MapSet.put(MapSet.new([1]), 2)
    /// MapSet.new([1, 2])
    /// ```
    #[row(cost = inside)]
    pub fn put<'a>(cx: &mut Context<'a>, map_set: Value<'a>, value: Value<'a>) -> R<'a> {
        let elements = set_of(cx, map_set, "put", 2)?;
        if elements.contains(cx, value)? {
            return Ok(map_set);
        }
        let elements = elements.put(cx, value, Value::EMPTY_LIST)?;
        set::make(cx, elements)
    }

    /// Takes an element out, if it is there.
    ///
    /// ```elixir
    /// iex> MapSet.delete(MapSet.new([1, 2]), 2)
    /// MapSet.new([1])
    /// ```
    #[row(cost = inside)]
    pub fn delete<'a>(cx: &mut Context<'a>, map_set: Value<'a>, value: Value<'a>) -> R<'a> {
        let elements = set_of(cx, map_set, "delete", 2)?.remove(cx, value)?;
        set::make(cx, elements)
    }

    /// Whether an element is there (`===`).
    ///
    /// ```elixir
    /// iex> MapSet.member?(MapSet.new([1, 2]), 2)
    /// true
    /// ```
    #[row(name = "member?", cost = inside)]
    pub fn member<'a>(cx: &mut Context<'a>, map_set: Value<'a>, value: Value<'a>) -> R<'a> {
        Ok(Value::bool(set_of(cx, map_set, "member?", 2)?.contains(cx, value)?))
    }

    /// Gives the number of elements.
    ///
    /// ```elixir
    /// iex> MapSet.size(MapSet.new([:a, :b, :a]))
    /// 2
    /// ```
    #[row(cost = unit)]
    pub fn size<'a>(cx: &mut Context<'a>, map_set: Value<'a>) -> R<'a> {
        Ok(Value::int(set_of(cx, map_set, "size", 1)?.len() as i64))
    }

    /// Gives the list of elements, in term order.
    ///
    /// ```elixir
    /// iex> MapSet.to_list(MapSet.new([2, 1]))
    /// [1, 2]
    /// ```
    #[row(cost = inside)]
    pub fn to_list<'a>(cx: &mut Context<'a>, map_set: Value<'a>) -> R<'a> {
        set_of(cx, map_set, "to_list", 1)?;
        enumerable::to_list(cx, map_set)
    }

    /// Gives the elements of either set.
    ///
    /// ```elixir
    /// iex> MapSet.union(MapSet.new([1, 2]), MapSet.new([2, 3]))
    /// MapSet.new([1, 2, 3])
    /// ```
    #[row(cost = inside)]
    pub fn union<'a>(cx: &mut Context<'a>, map_set1: Value<'a>, map_set2: Value<'a>) -> R<'a> {
        combined(cx, map_set1, map_set2, "union", Keep { left: true, both: true, right: true })
    }

    /// Gives the elements of both sets.
    ///
    /// ```elixir
    /// iex> MapSet.intersection(MapSet.new([1, 2]), MapSet.new([2, 3]))
    /// MapSet.new([2])
    /// ```
    #[row(cost = inside)]
    pub fn intersection<'a>(cx: &mut Context<'a>, map_set1: Value<'a>, map_set2: Value<'a>) -> R<'a> {
        combined(cx, map_set1, map_set2, "intersection", Keep { left: false, both: true, right: false })
    }

    /// Gives the elements of the first set that are not in the second.
    ///
    /// ```elixir
    /// iex> MapSet.difference(MapSet.new([1, 2]), MapSet.new([2, 3]))
    /// MapSet.new([1])
    /// ```
    #[row(cost = inside)]
    pub fn difference<'a>(cx: &mut Context<'a>, map_set1: Value<'a>, map_set2: Value<'a>) -> R<'a> {
        combined(cx, map_set1, map_set2, "difference", Keep { left: true, both: false, right: false })
    }

    /// Gives the elements of one of the sets alone.
    ///
    /// ```elixir
    /// iex> MapSet.symmetric_difference(MapSet.new([1, 2]), MapSet.new([2, 3]))
    /// MapSet.new([1, 3])
    /// ```
    #[row(cost = inside)]
    pub fn symmetric_difference<'a>(cx: &mut Context<'a>, map_set1: Value<'a>, map_set2: Value<'a>) -> R<'a> {
        combined(cx, map_set1, map_set2, "symmetric_difference", Keep { left: true, both: false, right: true })
    }

    /// Whether two sets have the same elements.
    ///
    /// ```elixir
    /// iex> MapSet.equal?(MapSet.new([1, 2]), MapSet.new([2, 1]))
    /// true
    /// ```
    #[row(name = "equal?", cost = inside)]
    pub fn equal<'a>(cx: &mut Context<'a>, map_set1: Value<'a>, map_set2: Value<'a>) -> R<'a> {
        let (left, right) = sets_of(cx, map_set1, map_set2, "equal?")?;
        Ok(Value::bool(crate::term::compare::identical(cx, left.value(), right.value())?))
    }

    /// Whether all elements of the first set are in the second.
    ///
    /// ```elixir
    /// iex> MapSet.subset?(MapSet.new([1]), MapSet.new([1, 2]))
    /// true
    /// ```
    #[row(name = "subset?", cost = inside)]
    pub fn subset<'a>(cx: &mut Context<'a>, map_set1: Value<'a>, map_set2: Value<'a>) -> R<'a> {
        let (left, right) = sets_of(cx, map_set1, map_set2, "subset?")?;
        let is_subset = left.len() <= right.len() && common(cx, left, right, usize::MAX)? == left.len();
        Ok(Value::bool(is_subset))
    }

    /// Whether two sets have no element in common.
    ///
    /// ```elixir
    /// iex> MapSet.disjoint?(MapSet.new([1]), MapSet.new([2]))
    /// true
    /// ```
    #[row(name = "disjoint?", cost = inside)]
    pub fn disjoint<'a>(cx: &mut Context<'a>, map_set1: Value<'a>, map_set2: Value<'a>) -> R<'a> {
        let (left, right) = sets_of(cx, map_set1, map_set2, "disjoint?")?;
        Ok(Value::bool(common(cx, left, right, 1)? == 0))
    }

    /// Keeps the elements for which `fun` gives neither `nil` nor `false`.
    ///
    /// ```elixir
    /// iex> MapSet.filter(MapSet.new([1, 2, 3]), &(&1 > 1))
    /// MapSet.new([2, 3])
    /// ```
    #[row(cost = inside)]
    pub fn filter<'a>(cx: &mut Context<'a>, map_set: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        let elements = set_of(cx, map_set, "filter", 2)?;
        if !is_any_function(&fun) {
            return Err(cx.function_clause(atoms::MODULE_MAP_SET, "filter", 2));
        }
        let (kept, _) = parted(cx, elements, &mut fun)?;
        set::make(cx, kept)
    }

    /// Leaves out the elements for which `fun` gives neither `nil` nor `false`.
    ///
    /// ```elixir
    /// iex> MapSet.reject(MapSet.new([1, 2, 3]), &(&1 > 1))
    /// MapSet.new([1])
    /// ```
    #[row(cost = inside)]
    pub fn reject<'a>(cx: &mut Context<'a>, map_set: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        let elements = set_of(cx, map_set, "reject", 2)?;
        if !is_any_function(&fun) {
            return Err(cx.function_clause(atoms::MODULE_MAP_SET, "reject", 2));
        }
        let (_, kept) = parted(cx, elements, &mut fun)?;
        set::make(cx, kept)
    }

    /// Gives the set of elements for which `fun` gives neither `nil` nor `false`, and the set of the others.
    ///
    /// ```elixir
    /// iex> MapSet.split_with(MapSet.new([1, 2, 3]), &(&1 > 1))
    /// {MapSet.new([2, 3]), MapSet.new([1])}
    /// ```
    #[row(cost = inside)]
    pub fn split_with<'a>(cx: &mut Context<'a>, map_set: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        let elements = set_of(cx, map_set, "split_with", 2)?;
        if !fun.is_function() {
            return Err(cx.function_clause(atoms::MODULE_MAP_SET, "split_with", 2));
        }
        let (yes, no) = parted(cx, elements, &mut fun)?;
        let yes = set::make(cx, yes)?;
        let no = set::make(cx, no)?;
        cx.tuple(&[yes, no])
    }
}

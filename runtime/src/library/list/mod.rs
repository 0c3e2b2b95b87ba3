//! `List`, but for what searches tuples by a key ([`keys`]), converts ([`convert`]) and compares whole lists
//! ([`difference`]).

pub mod convert;
pub mod difference;
pub mod keys;

use super::keyed::{self, Walk, is_list, proper_length};
use crate::callback::{Fn1, Fn2};
use crate::context::Context;
use crate::enumerable::{self, Clause as End};
use crate::error::{Exc, R};
use crate::limits::Limit;
use crate::term::compare::identical;
use crate::term::{Term, Value, atoms};
use philtre_library::library;

/// Functions for lists. Indexes count from zero; negative ones count from the end.
#[library("List")]
pub mod functions {
    use super::*;

    /// Whether a list is a charlist of printable ASCII, looking at most at `limit` elements.
    ///
    /// ```elixir
    /// iex> List.ascii_printable?([104, 105])
    /// true
    /// iex> List.ascii_printable?([104, 105, 0], 2)
    /// true
    /// ```
    #[row(cost = elements(list), name = "ascii_printable?", default(limit = atom("infinity")))]
    pub fn ascii_printable<'a>(cx: &mut Context<'a>, list: Value<'a>, limit: Value<'a>) -> R<'a> {
        let limit = match limit.term() {
            Term::Int(limit @ 0..) => limit as usize,
            Term::Big(limit) if !limit.is_negative() => usize::MAX,
            Term::Atom(_) if limit.is(atoms::INFINITY) => usize::MAX,
            _ => return Err(failed(cx, "ascii_printable?", 2)),
        };
        if !is_list(list) {
            return Err(failed(cx, "ascii_printable?", 2));
        }
        let mut walk = Walk::over(list);
        let mut seen = 0;
        while seen < limit {
            match walk.next().map(|element| element.term()) {
                Some(Term::Int(32..=126 | 7..=13 | 27)) => seen += 1,
                Some(_) => return Ok(Value::FALSE),
                None => return Ok(Value::bool(walk.end().is_empty_list())),
            }
        }
        Ok(Value::TRUE)
    }

    /// Removes the first element that is the same (`===`).
    ///
    /// ```elixir
    /// iex> List.delete([:a, :b, :a], :a)
    /// [:b, :a]
    /// ```
    #[row(cost = inside)]
    pub fn delete<'a>(cx: &mut Context<'a>, list: Value<'a>, element: Value<'a>) -> R<'a> {
        let mut walk = Walk::over(list);
        let mut count = 0;
        while let Some(other) = walk.next() {
            cx.tick()?;
            if identical(cx, other, element)? {
                let rest = walk.left();
                return prefixed(cx, list, count, rest);
            }
            count += 1;
        }
        keyed::require_proper(cx, walk.end(), |cx| failed(cx, "delete", 2))?;
        Ok(list)
    }

    /// Removes the element at an index; a list without it comes back as it is.
    ///
    /// ```elixir
    /// iex> List.delete_at([:a, :b, :c], 1)
    /// [:a, :c]
    /// iex> List.delete_at([:a, :b, :c], -1)
    /// [:a, :b]
    /// ```
    #[row(cost = inside)]
    pub fn delete_at<'a>(cx: &mut Context<'a>, list: Value<'a>, index: Value<'a>) -> R<'a> {
        let Some(index) = index_of(index) else { return Err(failed(cx, "delete_at", 2)) };
        Ok(match taken_at(cx, list, index)? {
            Some((_, rest)) => rest,
            None => list,
        })
    }

    /// A list with the same element some times.
    ///
    /// ```elixir
    /// iex> List.duplicate("ha", 3)
    /// ["ha", "ha", "ha"]
    /// ```
    #[row(cost = inside)]
    pub fn duplicate<'a>(cx: &mut Context<'a>, element: Value<'a>, count: Value<'a>) -> R<'a> {
        let count = match count.term() {
            Term::Int(count @ 0..) => count as usize,
            Term::Big(count) if !count.is_negative() => usize::MAX,
            _ => return Err(failed(cx, "duplicate", 2)),
        };
        cx.charge_elements(count)?;
        if count == 0 {
            return Ok(Value::EMPTY_LIST);
        }
        let mut list = cx.list_builder(count)?;
        for _ in 0..count {
            list.push(&mut cx.bump, element)?;
        }
        Ok(list.finish(&mut cx.bump))
    }

    /// Whether a list ends with the elements of another.
    ///
    /// ```elixir
    /// iex> List.ends_with?([:a, :b, :c], [:b, :c])
    /// true
    /// iex> List.ends_with?([:a, :b, :c], [:b])
    /// false
    /// ```
    #[row(cost = inside, name = "ends_with?")]
    pub fn ends_with<'a>(cx: &mut Context<'a>, list: Value<'a>, suffix: Value<'a>) -> R<'a> {
        let all = length(cx, list)?;
        let wanted = length(cx, suffix)?;
        let Some(skipped) = all.checked_sub(wanted) else { return Ok(Value::FALSE) };
        let tail = enumerable::list::drop(cx, list, skipped, &End::REDUCE)?;
        Ok(Value::bool(identical(cx, tail, suffix)?))
    }

    /// The first element, or a default for an empty list.
    ///
    /// ```elixir
    /// iex> List.first([:a, :b])
    /// :a
    /// iex> List.first([], :none)
    /// :none
    /// ```
    #[row(cost = unit, default(default = nil))]
    pub fn first<'a>(cx: &mut Context<'a>, list: Value<'a>, default: Value<'a>) -> R<'a> {
        match list.term() {
            Term::List(list) => Ok(list.head()),
            Term::EmptyList => Ok(default),
            _ => Err(failed(cx, "first", 2)),
        }
    }

    /// The first element; an empty list raises `ArgumentError`.
    ///
    /// ```elixir
    /// iex> List.first!([:a, :b])
    /// :a
    /// ```
    #[row(cost = unit, name = "first!")]
    pub fn first_bang<'a>(cx: &mut Context<'a>, list: Value<'a>) -> R<'a> {
        match list.term() {
            Term::List(list) => Ok(list.head()),
            Term::EmptyList => Err(cx.argument_error("attempted to get the first element of an empty list")),
            _ => Err(failed(cx, "first!", 1)),
        }
    }

    /// The elements of a list and of all lists in it, in one list.
    ///
    /// ```elixir
    /// iex> List.flatten([1, [2, [3, []]], [4]])
    /// [1, 2, 3, 4]
    /// ```
    #[row(cost = inside)]
    pub fn flatten<'a>(cx: &mut Context<'a>, list: Value<'a>) -> R<'a> {
        if !is_list(list) {
            return Err(cx.function_clause(atoms::LISTS, "flatten", 1));
        }
        flattened(cx, list, Value::EMPTY_LIST)
    }

    /// The elements of a list and of all lists in it, and after them the list `tail` as it is.
    ///
    /// ```elixir
    /// iex> List.flatten([1, [2]], [3, [4]])
    /// [1, 2, 3, [4]]
    /// ```
    #[row(cost = inside, name = "flatten")]
    pub fn flatten_with_tail<'a>(cx: &mut Context<'a>, list: Value<'a>, tail: Value<'a>) -> R<'a> {
        if !is_list(list) || !is_list(tail) {
            return Err(cx.function_clause(atoms::LISTS, "flatten", 2));
        }
        flattened(cx, list, tail)
    }

    /// Goes over a list from its first element to its last with a value that the function makes anew each time.
    ///
    /// ```elixir
    /// iex> List.foldl([1, 2, 3], "", fn number, text -> text <> Integer.to_string(number) end)
    /// "123"
    /// ```
    #[row(cost = inside)]
    pub fn foldl<'a>(cx: &mut Context<'a>, list: Value<'a>, acc: Value<'a>, mut fun: impl Fn2<'a>) -> R<'a> {
        if !is_list(list) || !is_any_function(fun.as_value()) {
            return Err(failed(cx, "foldl", 3));
        }
        let mut walk = Walk::over(list);
        let mut acc = acc;
        for element in &mut walk {
            cx.tick()?;
            acc = cx.scratch(|cx| fun.call(cx, element, acc))?;
        }
        keyed::require_proper(cx, walk.end(), |cx| failed(cx, "-foldl/3-lists^foldl/2-0-", 3))?;
        Ok(acc)
    }

    /// Goes over a list from its last element to its first with a value that the function makes anew each time.
    ///
    /// ```elixir
    /// iex> List.foldr([1, 2, 3], "", fn number, text -> text <> Integer.to_string(number) end)
    /// "321"
    /// ```
    #[row(cost = inside)]
    pub fn foldr<'a>(cx: &mut Context<'a>, list: Value<'a>, acc: Value<'a>, mut fun: impl Fn2<'a>) -> R<'a> {
        if !is_list(list) || !is_any_function(fun.as_value()) {
            return Err(failed(cx, "foldr", 3));
        }
        let improper = |cx: &mut Context<'a>| failed(cx, "-foldr/3-lists^foldr/2-0-", 3);
        if !fun.is_function() {
            return Err(improper(cx));
        }
        let elements = proper_elements(cx, list, improper)?;
        let mut acc = acc;
        for element in elements.iter().rev() {
            cx.tick()?;
            acc = cx.scratch(|cx| fun.call(cx, *element, acc))?;
        }
        Ok(acc)
    }

    /// Whether a list ends in something else than `[]`.
    ///
    /// ```elixir
    /// iex> List.improper?([1, 2 | 3])
    /// true
    /// iex> List.improper?([1, 2, 3])
    /// false
    /// ```
    #[row(cost = elements(list), name = "improper?")]
    pub fn improper<'a>(cx: &mut Context<'a>, list: Value<'a>) -> R<'a> {
        if !is_list(list) {
            return Err(failed(cx, "improper?", 1));
        }
        Ok(Value::bool(proper_length(list).is_err()))
    }

    /// Inserts an element before an index; a negative one counts from the end, after which `-1` inserts. An index beyond the
    /// list is its end.
    ///
    /// ```elixir
    /// iex> List.insert_at([:a, :b], 1, :x)
    /// [:a, :x, :b]
    /// iex> List.insert_at([:a, :b], -1, :x)
    /// [:a, :b, :x]
    /// ```
    #[row(cost = inside)]
    pub fn insert_at<'a>(cx: &mut Context<'a>, list: Value<'a>, index: Value<'a>, value: Value<'a>) -> R<'a> {
        let Some(index) = index_of(index).filter(|_| is_list(list)) else { return Err(failed(cx, "insert_at", 3)) };
        let index = match index {
            0.. => index as usize,
            -1 => match count(cx, list)? {
                Some(length) => length,
                None => return Err(cx.argument_error("argument error")),
            },
            _ => (length(cx, list)? as i64).saturating_add(index).saturating_add(1).max(0) as usize,
        };
        let mut walk = Walk::over(list);
        let mut passed = 0;
        while passed < index && walk.next().is_some() {
            cx.tick()?;
            passed += 1;
        }
        let rest = walk.left();
        if passed < index && !rest.is_empty_list() {
            return Err(failed(cx, "do_insert_at", 3));
        }
        let rest = cx.cons(value, rest)?;
        prefixed(cx, list, passed, rest)
    }

    /// The last element; `nil` for an empty list.
    ///
    /// ```elixir
    /// iex> List.last([:a, :b])
    /// :b
    /// ```
    #[row(cost = elements(list))]
    pub fn last<'a>(cx: &mut Context<'a>, list: Value<'a>) -> R<'a> {
        if !is_list(list) {
            return Err(failed(cx, "-inlined-last/2-", 2));
        }
        last_of(cx, list, Value::NIL, |cx| failed(cx, "last", 2))
    }

    /// The last element, or a default for an empty list.
    ///
    /// ```elixir
    /// iex> List.last([], :none)
    /// :none
    /// ```
    #[row(cost = elements(list), name = "last")]
    pub fn last_or<'a>(cx: &mut Context<'a>, list: Value<'a>, default: Value<'a>) -> R<'a> {
        last_of(cx, list, default, |cx| failed(cx, "last", 2))
    }

    /// The last element; an empty list raises `ArgumentError`.
    ///
    /// ```elixir
    /// iex> List.last!([:a, :b])
    /// :b
    /// ```
    #[row(cost = elements(list), name = "last!")]
    pub fn last_bang<'a>(cx: &mut Context<'a>, list: Value<'a>) -> R<'a> {
        if list.is_empty_list() {
            return Err(cx.argument_error("attempted to get the last element of an empty list"));
        }
        last_of(cx, list, Value::NIL, |cx| failed(cx, "last!", 1))
    }

    /// Takes the element at an index out: `{element, rest}`, or `{default, list}` without it.
    ///
    /// ```elixir
    /// iex> List.pop_at([:a, :b, :c], 1)
    /// {:b, [:a, :c]}
    /// iex> List.pop_at([:a], 5, :none)
    /// {:none, [:a]}
    /// ```
    #[row(cost = inside, default(default = nil))]
    pub fn pop_at<'a>(cx: &mut Context<'a>, list: Value<'a>, index: Value<'a>, default: Value<'a>) -> R<'a> {
        let Some(index) = index_of(index) else { return Err(failed(cx, "pop_at", 3)) };
        let (element, rest) = taken_at(cx, list, index)?.unwrap_or((default, list));
        cx.tuple(&[element, rest])
    }

    /// Sets the element at an index; a list without it comes back as it is.
    ///
    /// ```elixir
    /// iex> List.replace_at([:a, :b, :c], -1, :x)
    /// [:a, :b, :x]
    /// ```
    #[row(cost = inside)]
    pub fn replace_at<'a>(cx: &mut Context<'a>, list: Value<'a>, index: Value<'a>, value: Value<'a>) -> R<'a> {
        let Some(index) = index_of(index).filter(|_| is_list(list)) else { return Err(failed(cx, "replace_at", 3)) };
        changed_at(cx, list, index, "do_replace_at", |_, _| Ok(value))
    }

    /// Whether a list begins with the elements of another.
    ///
    /// ```elixir
    /// iex> List.starts_with?([:a, :b, :c], [:a, :b])
    /// true
    /// iex> List.starts_with?([:a, :b, :c], [:b])
    /// false
    /// ```
    #[row(cost = inside, name = "starts_with?")]
    pub fn starts_with<'a>(cx: &mut Context<'a>, list: Value<'a>, prefix: Value<'a>) -> R<'a> {
        let (mut list, mut prefix) = (list, prefix);
        loop {
            match (list.term(), prefix.term()) {
                (Term::List(a), Term::List(b)) => {
                    cx.tick()?;
                    if !identical(cx, a.head(), b.head())? {
                        return Ok(Value::FALSE);
                    }
                    list = a.tail();
                    prefix = b.tail();
                }
                (Term::List(_) | Term::EmptyList, Term::EmptyList) => return Ok(Value::TRUE),
                (Term::EmptyList, Term::List(_)) => return Ok(Value::FALSE),
                _ => return Err(failed(cx, "starts_with?", 2)),
            }
        }
    }

    /// Changes the element at an index with the function; a list without it comes back as it is.
    ///
    /// ```elixir
    /// iex> List.update_at([1, 2, 3], 0, fn number -> number * 10 end)
    /// [10, 2, 3]
    /// ```
    #[row(cost = inside)]
    pub fn update_at<'a>(cx: &mut Context<'a>, list: Value<'a>, index: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        let index = index_of(index).filter(|_| is_list(list) && is_any_function(fun.as_value()));
        let Some(index) = index else { return Err(failed(cx, "update_at", 3)) };
        changed_at(cx, list, index, "do_update_at", |cx, value| fun.call(cx, value))
    }

    /// A list stays; `nil` becomes `[]`, and everything else a list of itself.
    ///
    /// ```elixir
    /// iex> List.wrap("tag")
    /// ["tag"]
    /// iex> List.wrap(nil)
    /// []
    /// ```
    #[row(cost = unit)]
    pub fn wrap<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
        match term.term() {
            Term::List(_) | Term::EmptyList => Ok(term),
            _ if term.is_nil() => Ok(Value::EMPTY_LIST),
            _ => cx.list(&[term]),
        }
    }

    /// Tuples of the first elements of all lists, of the second, and so on, up to the end of the shortest.
    ///
    /// ```elixir
    /// iex> List.zip([[1, 2, 3], [:a, :b]])
    /// [{1, :a}, {2, :b}]
    /// ```
    #[row(cost = inside)]
    pub fn zip<'a>(cx: &mut Context<'a>, list_of_lists: Value<'a>) -> R<'a> {
        if !is_list(list_of_lists) {
            return Err(failed(cx, "zip", 1));
        }
        let mut all = cx.list_builder(8)?;
        let mut lists: Vec<Value<'a>> = Vec::new();
        let mut walk = Walk::over(list_of_lists);
        let mut room = cx.claim(0)?;
        for list in &mut walk {
            cx.tick()?;
            // Twice, since room is made for more.
            if !room.add(2 * size_of::<Value<'_>>()) {
                return Err(cx.limit(Limit::Memory));
            }
            lists.push(list);
        }
        let end = walk.end();
        while !lists.is_empty() {
            let mut heads = cx.list_builder(lists.len())?;
            for list in &mut lists {
                cx.tick()?;
                match list.term() {
                    Term::List(block) => {
                        heads.push(&mut cx.bump, block.head())?;
                        *list = block.tail();
                    }
                    Term::EmptyList => {}
                    _ => return Err(failed(cx, "to_list", 1)),
                }
            }
            keyed::require_proper(cx, end, |cx| failed(cx, "-do_zip/2-lists^mapfoldl/2-0-", 3))?;
            if heads.len() < lists.len() {
                break;
            }
            let tuple = Value::tuple(heads.finish_slice(&mut cx.bump));
            all.push(&mut cx.bump, tuple)?;
        }
        Ok(all.finish(&mut cx.bump))
    }
}

/// `FunctionClauseError` of a function of this module.
#[cold]
fn failed(cx: &mut Context<'_>, function: &str, arity: usize) -> Exc {
    cx.function_clause(atoms::MODULE_LIST, function, arity)
}

/// An index; what does not fit is as far out as can be.
fn index_of(index: Value<'_>) -> Option<i64> {
    match index.term() {
        Term::Int(index) => Some(index),
        Term::Big(index) => Some(if index.is_negative() { i64::MIN } else { i64::MAX }),
        _ => None,
    }
}

/// Whether it is a function of any arity; a lambda written in place is one.
fn is_any_function(function: Option<Value<'_>>) -> bool {
    function.is_none_or(|function| matches!(function.term(), Term::Fun(_)))
}

/// How many elements a proper list has.
fn count<'a>(cx: &mut Context<'a>, list: Value<'a>) -> Result<Option<usize>, Exc> {
    crate::row::charge_elements_of(cx, list)?;
    Ok(proper_length(list).ok())
}

/// `length(list)`
fn length<'a>(cx: &mut Context<'a>, list: Value<'a>) -> Result<usize, Exc> {
    match count(cx, list)? {
        Some(length) => Ok(length),
        None => Err(cx.bad_argument(1, "not a list")),
    }
}

/// All elements of a proper list in a row.
fn proper_elements<'a>(
    cx: &mut Context<'a>,
    list: Value<'a>,
    improper: impl FnOnce(&mut Context<'a>) -> Exc,
) -> Result<&'a [Value<'a>], Exc> {
    crate::row::charge_elements_of(cx, list)?;
    match list.term() {
        Term::List(block) if block.rest().is_empty_list() => return Ok(block.block()),
        _ => {}
    }
    let mut walk = Walk::over(list);
    let mut elements = cx.list_builder(8)?;
    for element in &mut walk {
        elements.push(&mut cx.bump, element)?;
    }
    keyed::require_proper(cx, walk.end(), improper)?;
    Ok(elements.finish_slice(&mut cx.bump))
}

/// The first `count` elements of a list, and then `rest`.
fn prefixed<'a>(cx: &mut Context<'a>, list: Value<'a>, count: usize, rest: Value<'a>) -> R<'a> {
    cx.charge_elements(count)?;
    if let Term::List(block) = list.term()
        && let Some(before) = block.block().get(..count)
    {
        return cx.list_with_tail(before, rest);
    }
    let mut before = cx.list_builder(count)?;
    for element in Walk::over(list).take(count) {
        before.push(&mut cx.bump, element)?;
    }
    Ok(before.finish_with_tail(&mut cx.bump, rest))
}

fn last_of<'a>(
    cx: &mut Context<'a>,
    list: Value<'a>,
    default: Value<'a>,
    improper: impl FnOnce(&mut Context<'a>) -> Exc,
) -> R<'a> {
    let mut last = default;
    let mut rest = list;
    while let Term::List(list) = rest.term() {
        last = list.block().last().copied().unwrap_or(last);
        rest = list.rest();
    }
    keyed::require_proper(cx, rest, improper)?;
    Ok(last)
}

/// A negative index as one that counts from the start; nothing where it lies before it.
fn from_start<'a>(cx: &mut Context<'a>, list: Value<'a>, index: i64) -> Result<Option<usize>, Exc> {
    if index >= 0 {
        return Ok(Some(index as usize));
    }
    let length = length(cx, list)? as i64;
    Ok(usize::try_from(length.saturating_add(index)).ok())
}

/// The element at an index, and the list without it.
fn taken_at<'a>(cx: &mut Context<'a>, list: Value<'a>, index: i64) -> Result<Option<(Value<'a>, Value<'a>)>, Exc> {
    let Some(index) = from_start(cx, list, index)? else { return Ok(None) };
    let mut walk = Walk::over(list);
    let mut passed = 0;
    while let Some(element) = walk.next() {
        cx.tick()?;
        if passed == index {
            let rest = walk.left();
            return Ok(Some((element, prefixed(cx, list, index, rest)?)));
        }
        passed += 1;
    }
    keyed::require_proper(cx, walk.end(), |cx| failed(cx, "do_pop_at", 4))?;
    Ok(None)
}

/// The list with the element at an index changed.
fn changed_at<'a>(
    cx: &mut Context<'a>,
    list: Value<'a>,
    index: i64,
    function: &'static str,
    change: impl FnOnce(&mut Context<'a>, Value<'a>) -> R<'a>,
) -> R<'a> {
    let Some(index) = from_start(cx, list, index)? else { return Ok(list) };
    let mut walk = Walk::over(list);
    let mut passed = 0;
    while let Some(element) = walk.next() {
        cx.tick()?;
        if passed == index {
            let element = change(cx, element)?;
            let rest = walk.left();
            let rest = cx.cons(element, rest)?;
            return prefixed(cx, list, index, rest);
        }
        passed += 1;
    }
    keyed::require_proper(cx, walk.end(), |cx| failed(cx, function, 3))?;
    Ok(list)
}

fn flattened<'a>(cx: &mut Context<'a>, list: Value<'a>, tail: Value<'a>) -> R<'a> {
    let mut flat = cx.list_builder(8)?;
    flatten_into(cx, list, &mut flat)?;
    Ok(flat.finish_with_tail(&mut cx.bump, tail))
}

fn flatten_into<'a>(
    cx: &mut Context<'a>,
    list: Value<'a>,
    flat: &mut crate::memory::ListBuilder<'a>,
) -> Result<(), Exc> {
    cx.guard_stack()?;
    let mut walk = Walk::over(list);
    for element in &mut walk {
        cx.tick()?;
        if is_list(element) {
            flatten_into(cx, element, flat)?;
        } else {
            flat.push(&mut cx.bump, element)?;
        }
    }
    keyed::require_proper(cx, walk.end(), |cx| cx.function_clause(atoms::LISTS, "do_flatten", 2))
}

//! `List`'s functions over tuples and the element at one place of them, the key.
//!
//! They are Erlang's, with positions from zero, and raise what Erlang's raise.

use super::super::enums::order::Order;
use super::super::keyed::{self, Walk, find_by_key, has_key_at, is_list, proper_length};
use super::failed;
use crate::access::shown;
use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::compare::compare;
use crate::term::{Term, Value, atoms};
use philtre_library::library;
use std::cmp::Ordering;

/// Functions for lists of tuples.
#[library("List")]
pub mod functions {
    use super::*;

    /// Removes the first tuple whose element at a position equals a key.
    ///
    /// ```elixir
    /// iex> List.keydelete([{"a", 1}, {"b", 2}], "a", 0)
    /// [{"b", 2}]
    /// ```
    #[row(cost = inside)]
    pub fn keydelete<'a>(cx: &mut Context<'a>, list: Value<'a>, key: Value<'a>, position: Value<'a>) -> R<'a> {
        let position = plain_position(cx, position, "keydelete", 3)?;
        Ok(match split_at(cx, list, key, position, ("keydelete3", 3))? {
            Some((before, _, rest)) => cx.list_with_tail(before, rest)?,
            None => list,
        })
    }

    /// The first tuple whose element at a position equals a key, or a default.
    ///
    /// ```elixir
    /// iex> List.keyfind([{"a", 1}, {"b", 2}], 2, 1)
    /// {"b", 2}
    /// iex> List.keyfind([{"a", 1}], "z", 0, :none)
    /// :none
    /// ```
    #[row(cost = inside, default(default = nil))]
    pub fn keyfind<'a>(
        cx: &mut Context<'a>,
        list: Value<'a>,
        key: Value<'a>,
        position: Value<'a>,
        default: Value<'a>,
    ) -> R<'a> {
        Ok(found(cx, list, key, position, "keyfind", 4)?.unwrap_or(default))
    }

    /// The first tuple whose element at a position equals a key; without one, `KeyError`.
    ///
    /// ```elixir
    /// iex> List.keyfind!([{"a", 1}, {"b", 2}], "b", 0)
    /// {"b", 2}
    /// ```
    #[row(cost = inside, name = "keyfind!")]
    pub fn keyfind_bang<'a>(cx: &mut Context<'a>, list: Value<'a>, key: Value<'a>, position: Value<'a>) -> R<'a> {
        if let Some(tuple) = found(cx, list, key, position, "keyfind!", 3)? {
            return Ok(tuple);
        }
        let (k, p, l) = (shown(cx, key)?, shown(cx, position)?, shown(cx, list)?);
        Err(cx.key_error_with_message(key, list, &format!("key {k} at position {p} not found in: {l}")))
    }

    /// Whether there is a tuple whose element at a position equals a key.
    ///
    /// ```elixir
    /// iex> List.keymember?([{"a", 1}], 1, 1)
    /// true
    /// ```
    #[row(cost = inside, name = "keymember?")]
    pub fn keymember<'a>(cx: &mut Context<'a>, list: Value<'a>, key: Value<'a>, position: Value<'a>) -> R<'a> {
        Ok(Value::bool(found(cx, list, key, position, "keymember?", 3)?.is_some()))
    }

    /// Puts another tuple in the place of the first one whose element at a position equals a key.
    ///
    /// ```elixir
    /// iex> List.keyreplace([{"a", 1}, {"b", 2}], "a", 0, {"c", 3})
    /// [{"c", 3}, {"b", 2}]
    /// ```
    #[row(cost = inside)]
    pub fn keyreplace<'a>(
        cx: &mut Context<'a>,
        list: Value<'a>,
        key: Value<'a>,
        position: Value<'a>,
        new_tuple: Value<'a>,
    ) -> R<'a> {
        let position = position_and_tuple(cx, position, new_tuple, "keyreplace")?;
        match split_at(cx, list, key, position, ("keyreplace3", 4))? {
            Some((before, _, rest)) => {
                let rest = cx.cons(new_tuple, rest)?;
                cx.list_with_tail(before, rest)
            }
            None => Ok(list),
        }
    }

    /// Sorts tuples by the element at a position. The sorter is as that of `Enum.sort/2`; tuples with equal keys keep their
    /// order.
    ///
    /// ```elixir
    /// iex> List.keysort([{"a", 3}, {"b", 1}, {"c", 2}], 1)
    /// [{"b", 1}, {"c", 2}, {"a", 3}]
    /// iex> List.keysort([{"a", 3}, {"b", 1}, {"c", 2}], 1, :desc)
    /// [{"a", 3}, {"c", 2}, {"b", 1}]
    /// ```
    #[row(cost = inside, default(sorter = atom("asc")))]
    pub fn keysort<'a>(cx: &mut Context<'a>, list: Value<'a>, position: Value<'a>, sorter: Value<'a>) -> R<'a> {
        let position = any_position(position).filter(|_| is_list(list));
        let Some(position) = position else { return Err(failed(cx, "keysort", 3)) };
        let Some(order) = Order::of_sorter(sorter) else { return Err(failed(cx, "keysort_fun", 2)) };
        let ascending = sorter.is(atoms::ASC);
        if ascending && position < 0 {
            return Err(cx.function_clause(atoms::LISTS, "keysort", 2));
        }
        crate::row::charge_elements_of(cx, list)?;
        let improper = match proper_length(list) {
            Ok(0..=1) => return Ok(list),
            Ok(_) => false,
            Err(_) => true,
        };
        // The keys of the first two are looked at before the end of the list is.
        let count = proper_length(list).unwrap_or(2);
        let _room = cx.claim(count.saturating_mul(size_of::<(Value<'_>, Value<'_>)>()))?;
        let mut tuples: Vec<(Value<'a>, Value<'a>)> = Vec::with_capacity(count);
        for tuple in Walk::over(list) {
            if improper && tuples.len() == 2 {
                break;
            }
            if improper && tuples.is_empty() && Walk::over(list).nth(1).is_none() {
                return Err(if ascending {
                    cx.term_error(atoms::CASE_CLAUSE_ERROR, list)
                } else {
                    cx.function_clause(atoms::LISTS, "sort", 2)
                });
            }
            tuples.push((tuple_key(cx, tuple, position)?, tuple));
        }
        if improper {
            let (first, second) = (tuples.first().copied(), tuples.get(1).copied());
            let (Some((a, _)), Some((b, _))) = (first, second) else { return Ok(list) };
            let up = order.decide(cx, a, b)?;
            return Err(match (ascending, up) {
                (true, true) => cx.function_clause(atoms::LISTS, "keysplit_1", 8),
                (true, false) => cx.function_clause(atoms::LISTS, "keysplit_2", 8),
                (false, true) => cx.function_clause(atoms::LISTS, "fsplit_1", 6),
                (false, false) => cx.function_clause(atoms::LISTS, "fsplit_2", 6),
            });
        }
        crate::sort::merge_sort(&mut tuples, &mut |a, b| {
            if ascending {
                return Ok(compare(cx, a.0, b.0)? != Ordering::Greater);
            }
            cx.tick()?;
            order.decide(cx, a.0, b.0)
        })?;
        let mut sorted = cx.list_builder(tuples.len())?;
        for (_, tuple) in tuples {
            sorted.push(&mut cx.bump, tuple)?;
        }
        Ok(sorted.finish(&mut cx.bump))
    }

    /// Puts another tuple in the place of the first one whose element at a position equals a key, or at the end.
    ///
    /// ```elixir
    /// iex> List.keystore([{"a", 1}], "b", 0, {"b", 2})
    /// [{"a", 1}, {"b", 2}]
    /// ```
    #[row(cost = inside)]
    pub fn keystore<'a>(
        cx: &mut Context<'a>,
        list: Value<'a>,
        key: Value<'a>,
        position: Value<'a>,
        new_tuple: Value<'a>,
    ) -> R<'a> {
        let position = position_and_tuple(cx, position, new_tuple, "keystore")?;
        match split_at(cx, list, key, position, ("keystore2", 4))? {
            Some((before, _, rest)) => {
                let rest = cx.cons(new_tuple, rest)?;
                cx.list_with_tail(before, rest)
            }
            None => {
                let mut all = cx.list_builder(8)?;
                for element in Walk::over(list) {
                    all.push(&mut cx.bump, element)?;
                }
                all.push(&mut cx.bump, new_tuple)?;
                Ok(all.finish(&mut cx.bump))
            }
        }
    }

    /// Takes the first tuple whose element at a position equals a key out: `{tuple, rest}`, or `nil` without one.
    ///
    /// ```elixir
    /// iex> List.keytake([{"a", 1}, {"b", 2}], "a", 0)
    /// {{"a", 1}, [{"b", 2}]}
    /// ```
    #[row(cost = inside)]
    pub fn keytake<'a>(cx: &mut Context<'a>, list: Value<'a>, key: Value<'a>, position: Value<'a>) -> R<'a> {
        let position = plain_position(cx, position, "keytake", 3)?;
        match split_at(cx, list, key, position, ("keytake", 4))? {
            Some((before, tuple, rest)) => {
                let rest = cx.list_with_tail(before, rest)?;
                cx.tuple(&[tuple, rest])
            }
            None => Ok(Value::NIL),
        }
    }
}

/// A position; what does not fit is as far out as can be.
fn any_position(position: Value<'_>) -> Option<i64> {
    super::index_of(position)
}

/// The position of a function that Erlang itself is written in.
fn plain_position<'a>(
    cx: &mut Context<'a>,
    position: Value<'a>,
    function: &'static str,
    arity: usize,
) -> Result<usize, Exc> {
    match any_position(position) {
        None => Err(failed(cx, function, arity)),
        Some(position) => usize::try_from(position).map_err(|_| cx.function_clause(atoms::LISTS, function, arity)),
    }
}

fn position_and_tuple<'a>(
    cx: &mut Context<'a>,
    position: Value<'a>,
    tuple: Value<'a>,
    function: &'static str,
) -> Result<usize, Exc> {
    let position = plain_position(cx, position, function, 4)?;
    match tuple.term() {
        Term::Tuple(_) => Ok(position),
        _ => Err(cx.function_clause(atoms::LISTS, function, 4)),
    }
}

/// The tuple with a key, as the functions say that the machine has built in.
fn found<'a>(
    cx: &mut Context<'a>,
    list: Value<'a>,
    key: Value<'a>,
    position: Value<'a>,
    function: &'static str,
    arity: usize,
) -> Result<Option<Value<'a>>, Exc> {
    let position = match any_position(position) {
        None => return Err(failed(cx, function, arity)),
        Some(..0) => return Err(cx.bad_argument(2, "out of range")),
        Some(i64::MAX) => return Err(cx.argument_error("argument error")),
        Some(position) => position as usize,
    };
    if !is_list(list) {
        return Err(cx.bad_argument(3, "not a list"));
    }
    Ok(find_by_key(cx, list, key, position)?.map(|(tuple, _)| tuple))
}

/// What lies before a tuple, the tuple, and what lies after it.
type Split<'a> = (&'a [Value<'a>], Value<'a>, Value<'a>);

/// Splits a list at the first tuple with a key; `clause` is the function of `:lists` that raises at an improper end.
fn split_at<'a>(
    cx: &mut Context<'a>,
    list: Value<'a>,
    key: Value<'a>,
    position: usize,
    clause: (&'static str, usize),
) -> Result<Option<Split<'a>>, Exc> {
    let mut walk = Walk::over(list);
    let mut before = cx.list_builder(8)?;
    while let Some(element) = walk.next() {
        cx.tick()?;
        if has_key_at(cx, element, key, position)? {
            return Ok(Some((before.finish_slice(&mut cx.bump), element, walk.left())));
        }
        before.push(&mut cx.bump, element)?;
    }
    keyed::require_proper(cx, walk.end(), |cx| cx.function_clause(atoms::LISTS, clause.0, clause.1))?;
    Ok(None)
}

fn tuple_key<'a>(cx: &mut Context<'a>, tuple: Value<'a>, position: i64) -> R<'a> {
    let Term::Tuple(elements) = tuple.term() else { return Err(cx.bad_argument(2, "not a tuple")) };
    match usize::try_from(position).ok().and_then(|position| elements.get(position)) {
        Some(key) => Ok(*key),
        None => Err(cx.bad_argument(1, "out of range")),
    }
}

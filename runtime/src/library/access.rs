//! `Access`: reading and changing by key, and functions that stand for a key in the paths of `get_in` and its like.

use super::keyed::{Update, as_key, is_list};
use super::{accessors, keyword, map};
use crate::access::{fetch as fetch_value, get_or, refuse_struct, shown};
use crate::callback::Fn1;
use crate::context::Context;
use crate::enumerable::range::Range;
use crate::error::{Exc, R};
use crate::term::{Term, Value, atoms};
use accessors::Accessor;
use philtre_library::library;

/// Access by key to maps and keyword lists. A container that is `nil` has no keys.
#[library("Access")]
pub mod functions {
    use super::*;

    /// For paths: every element of a list.
    ///
    /// ```elixir
    /// iex> get_in([%{n: 1}, %{n: 2}], [Access.all(), :n])
    /// [1, 2]
    /// iex> update_in(%{xs: [1, 2]}, [:xs, Access.all()], fn x -> x * 10 end)
    /// %{xs: [10, 20]}
    /// ```
    #[row(cost = unit)]
    pub fn all<'a>(cx: &mut Context<'a>) -> R<'a> {
        Accessor::All.value(cx, &[])
    }

    /// For paths: the element of a list at an index, `nil` without it. A negative index counts from the end.
    ///
    /// ```elixir
    /// iex> get_in(["a", "b"], [Access.at(1)])
    /// "b"
    /// iex> put_in(["a", "b"], [Access.at(-1)], "z")
    /// ["a", "z"]
    /// ```
    #[row(cost = unit)]
    pub fn at<'a>(cx: &mut Context<'a>, index: Value<'a>) -> R<'a> {
        if !crate::enumerable::range::is_integer(index) {
            return Err(failed(cx, "at", 1));
        }
        Accessor::At.value(cx, &[index])
    }

    /// Like `at/1`, but an index without element raises `Enum.OutOfBoundsError`.
    ///
    /// ```elixir
    /// iex> get_in(["a", "b"], [Access.at!(0)])
    /// "a"
    /// ```
    #[row(cost = unit, name = "at!")]
    pub fn at_bang<'a>(cx: &mut Context<'a>, index: Value<'a>) -> R<'a> {
        if !crate::enumerable::range::is_integer(index) {
            return Err(failed(cx, "at!", 1));
        }
        Accessor::AtOrRaise.value(cx, &[index])
    }

    /// For paths: the element of a tuple at an index.
    ///
    /// ```elixir
    /// iex> get_in(%{point: {3, 4}}, [:point, Access.elem(1)])
    /// 4
    /// ```
    #[row(cost = unit)]
    pub fn elem<'a>(cx: &mut Context<'a>, index: Value<'a>) -> R<'a> {
        match index.term() {
            Term::Int(0..) => Accessor::Elem.value(cx, &[index]),
            Term::Big(big) if !big.is_negative() => Accessor::Elem.value(cx, &[index]),
            _ => Err(failed(cx, "elem", 1)),
        }
    }

    /// The value of a key as `{:ok, value}`, or `:error`.
    ///
    /// ```elixir
    /// iex> Access.fetch(%{name: "Ann"}, :name)
    /// {:ok, "Ann"}
    /// iex> Access.fetch([name: "Ann"], :age)
    /// :error
    /// ```
    #[row(cost = unit)]
    pub fn fetch<'a>(cx: &mut Context<'a>, container: Value<'a>, key: Value<'a>) -> R<'a> {
        match fetch_value(cx, container, key)? {
            Some(value) => cx.ok(value),
            None => Ok(atoms::ERROR),
        }
    }

    /// The value of a key; a missing one raises `KeyError`.
    ///
    /// ```elixir
    /// iex> Access.fetch!(%{name: "Ann"}, :name)
    /// "Ann"
    /// ```
    #[row(cost = unit, name = "fetch!")]
    pub fn fetch_bang<'a>(cx: &mut Context<'a>, container: Value<'a>, key: Value<'a>) -> R<'a> {
        match fetch_value(cx, container, key)? {
            Some(value) => Ok(value),
            None => Err(cx.key_error(key, container)),
        }
    }

    /// For paths: the elements of a list for which the function gives something truthy.
    ///
    /// ```elixir
    /// iex> update_in([1, 2, 3], [Access.filter(fn x -> x > 1 end)], fn x -> -x end)
    /// [1, -2, -3]
    /// ```
    #[row(cost = unit)]
    pub fn filter<'a>(cx: &mut Context<'a>, func: Value<'a>) -> R<'a> {
        if !matches!(func.term(), Term::Fun(_)) {
            return Err(failed(cx, "filter", 1));
        }
        Accessor::Filter.value(cx, &[func])
    }

    /// For paths: the first element of a list for which the function gives something truthy.
    ///
    /// ```elixir
    /// iex> get_in([%{id: 1}, %{id: 2}], [Access.find(fn row -> row.id == 2 end)])
    /// %{id: 2}
    /// ```
    #[row(cost = unit)]
    pub fn find<'a>(cx: &mut Context<'a>, predicate: Value<'a>) -> R<'a> {
        if !matches!(predicate.term(), Term::Fun(fun) if fun.code.arity() == 1) {
            return Err(failed(cx, "find", 1));
        }
        Accessor::Find.value(cx, &[predicate])
    }

    /// The value of a key in a map, a keyword list or `nil`, or a default.
    ///
    /// ```elixir
    /// iex> Access.get([name: "Ann"], :name)
    /// "Ann"
    /// iex> Access.get(nil, :name, "nobody")
    /// "nobody"
    /// ```
    #[row(cost = unit, default(default = nil))]
    pub fn get<'a>(cx: &mut Context<'a>, container: Value<'a>, key: Value<'a>, default: Value<'a>) -> R<'a> {
        get_or(cx, container, key, default)
    }

    /// Gets something from the value of a key and sets the value, in one step, in a map or a keyword list.
    ///
    /// ```elixir
    /// iex> Access.get_and_update(%{hits: 4}, :hits, fn hits -> {hits, hits + 1} end)
    /// {4, %{hits: 5}}
    /// ```
    #[row(cost = unit)]
    pub fn get_and_update<'a>(
        cx: &mut Context<'a>,
        container: Value<'a>,
        key: Value<'a>,
        mut fun: impl Fn1<'a>,
    ) -> R<'a> {
        if matches!(container.term(), Term::Map(_)) && !fun.is_function() {
            refuse(cx, container, "get_and_update", 3)?;
            return Err(cx.function_clause(atoms::MODULE_MAP, "get_and_update", 3));
        }
        get_and_update_with(cx, container, key, |cx, value| fun.call(cx, value))
    }

    /// For paths: a key of a map or a struct, with a default where it is missing.
    ///
    /// ```elixir
    /// iex> put_in(%{}, [Access.key(:tags, %{}), :new], true)
    /// %{tags: %{new: true}}
    /// ```
    #[row(cost = unit, default(default = nil))]
    pub fn key<'a>(cx: &mut Context<'a>, key: Value<'a>, default: Value<'a>) -> R<'a> {
        Accessor::Key.value(cx, &[key, default])
    }

    /// For paths: a key that a map or a struct must have.
    ///
    /// ```elixir
    /// iex> get_in(%{range: 1..3}, [Access.key!(:range), Access.key!(:last)])
    /// 3
    /// ```
    #[row(cost = unit, name = "key!")]
    pub fn key_bang<'a>(cx: &mut Context<'a>, key: Value<'a>) -> R<'a> {
        Accessor::KeyOrRaise.value(cx, &[key])
    }

    /// Takes a key out of a map or a keyword list: `{value, rest}`.
    ///
    /// ```elixir
    /// iex> Access.pop(%{name: "Ann", age: 40}, :age)
    /// {40, %{name: "Ann"}}
    /// ```
    #[row(cost = inside)]
    pub fn pop<'a>(cx: &mut Context<'a>, container: Value<'a>, key: Value<'a>) -> R<'a> {
        pop_key(cx, container, key)
    }

    /// For paths: the elements of a list at the indexes of a range, which must not go down.
    ///
    /// ```elixir
    /// iex> update_in([1, 2, 3, 4], [Access.slice(1..2)], fn x -> x * 10 end)
    /// [1, 20, 30, 4]
    /// ```
    #[row(cost = unit)]
    pub fn slice<'a>(cx: &mut Context<'a>, range: Value<'a>) -> R<'a> {
        let Some(ends) = Range::of_value(range) else { return Err(failed(cx, "slice", 1)) };
        let step = ends.step(cx)?;
        let negative = match step.term() {
            Term::Int(step) => step < 0,
            Term::Big(step) => step.is_negative(),
            _ => false,
        };
        if negative {
            let range = shown(cx, range)?;
            return Err(
                cx.argument_error(&format!("Access.slice/1 does not accept ranges with negative steps, got: {range}"))
            );
        }
        Accessor::Slice.value(cx, &[range])
    }

    /// For paths: every value of a map or a keyword list.
    ///
    /// ```elixir
    /// iex> update_in(%{a: 1, b: 2}, [Access.values()], fn x -> x + 1 end)
    /// %{a: 2, b: 3}
    /// ```
    #[row(cost = unit)]
    pub fn values<'a>(cx: &mut Context<'a>) -> R<'a> {
        Accessor::Values.value(cx, &[])
    }
}

/// `FunctionClauseError` of a function of this module.
#[cold]
fn failed(cx: &mut Context<'_>, function: &str, arity: usize) -> Exc {
    cx.function_clause(atoms::MODULE_ACCESS, function, arity)
}

/// Structs do not implement the behaviour.
fn refuse<'a>(cx: &mut Context<'a>, container: Value<'a>, function: &str, arity: usize) -> Result<(), Exc> {
    match container.term() {
        Term::Map(map) => refuse_struct(cx, map, function, arity),
        _ => Ok(()),
    }
}

/// `Access.get_and_update/3` with a function of Rust: `{get, new container}`.
///
/// # Errors
/// As that function's.
pub(crate) fn get_and_update_with<'a>(
    cx: &mut Context<'a>,
    container: Value<'a>,
    key: Value<'a>,
    change: impl FnOnce(&mut Context<'a>, Value<'a>) -> R<'a>,
) -> R<'a> {
    match container.term() {
        Term::Map(entries) => {
            refuse_struct(cx, entries, "get_and_update", 3)?;
            let current = entries.get(cx, key)?.unwrap_or(Value::NIL);
            let answer = change(cx, current)?;
            map::finish_get_and_update(cx, entries, key, current, answer)
        }
        _ if is_list(container) => match as_key(key) {
            Some(_) => keyword::get_and_update_in_list(cx, container, key, change),
            None => {
                let key = shown(cx, key)?;
                Err(cx.argument_error(&format!(
                    "the Access module supports only keyword lists (with atom keys), got: {key}"
                )))
            }
        },
        _ if container.is_nil() => {
            let key = shown(cx, key)?;
            Err(cx.argument_error(&format!("could not put/update key {key} on a nil value")))
        }
        _ => Err(failed(cx, "get_and_update", 3)),
    }
}

/// `Access.pop/2`
///
/// # Errors
/// As that function's.
pub(crate) fn pop_key<'a>(cx: &mut Context<'a>, container: Value<'a>, key: Value<'a>) -> R<'a> {
    match container.term() {
        Term::Map(entries) => {
            refuse_struct(cx, entries, "pop", 2)?;
            map::functions::pop(cx, container, key, Value::NIL)
        }
        _ if is_list(container) => keyword::pop_from_list(cx, container, key),
        _ if container.is_nil() => {
            let key = shown(cx, key)?;
            Err(cx.argument_error(&format!("could not pop key {key} on a nil value")))
        }
        _ => Err(failed(cx, "pop", 2)),
    }
}

/// What a function that gets and updates answers within an accessor, where another answer has no clause.
///
/// # Errors
/// `CaseClauseError`
pub(crate) fn update_or_clause<'a>(cx: &mut Context<'a>, answer: Value<'a>) -> Result<Update<'a>, Exc> {
    match answer.term() {
        Term::Tuple([get, new]) => Ok(Update::Put(*get, *new)),
        Term::Atom(_) if answer.is(atoms::POP) => Ok(Update::Pop),
        _ => Err(cx.term_error(atoms::CASE_CLAUSE_ERROR, answer)),
    }
}

//! `Kernel`'s functions over paths into nested data: `get_in/2`, `put_in/3`, `update_in/3`, `get_and_update_in/3`, `pop_in/2`.
//!
//! The macro forms (`put_in(data.a[:b], value)`) are these functions with a list as path, where `.a` is [`field`].

use super::access::{get_and_update_with, pop_key};
use super::accessors::{Accessor, field as accessors_field, field_key};
use super::keyed::{is_list, map_of};
use super::map::finish_get_and_update;
use crate::access;
use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::{Callable, Fun, Term, Value, atoms};
use philtre_library::library;

/// Reading and changing nested data by paths of keys and of `Access` functions.
#[library("Kernel", units = 3)]
pub mod functions {
    use super::*;

    /// Gets the value at a path, and changes it, in one step: the function answers `{what_to_get, new_value}`, or `:pop`.
    ///
    /// ```elixir
    /// iex> get_and_update_in(%{a: %{b: 1}}, [:a, :b], fn b -> {b, b + 1} end)
    /// {1, %{a: %{b: 2}}}
    /// ```
    #[row(cost = inside)]
    pub fn get_and_update_in<'a>(cx: &mut Context<'a>, data: Value<'a>, keys: Value<'a>, fun: Value<'a>) -> R<'a> {
        let is_fun = matches!(fun.term(), Term::Fun(fun) if fun.code.arity() == 1);
        if !is_path(keys) || !is_fun {
            return Err(refused(cx, keys, "get_and_update!", "get_and_update_in"));
        }
        change(cx, Change::Answer, data, keys, fun)
    }

    /// The value at a path; `nil` as soon as something on the way is `nil`.
    ///
    /// ```elixir
    /// iex> get_in(%{"user" => %{"name" => "Ann"}}, ["user", "name"])
    /// "Ann"
    /// iex> get_in(%{}, ["user", "name"])
    /// nil
    /// ```
    #[row(cost = inside)]
    pub fn get_in<'a>(cx: &mut Context<'a>, data: Value<'a>, keys: Value<'a>) -> R<'a> {
        if !is_path(keys) {
            return Err(failed(cx, "get_in", 2));
        }
        get(cx, data, keys)
    }

    /// Takes the value at a path out: `{value, rest}`.
    ///
    /// ```elixir
    /// iex> pop_in(%{a: %{b: 1, c: 2}}, [:a, :b])
    /// {1, %{a: %{c: 2}}}
    /// ```
    #[row(cost = inside)]
    pub fn pop_in<'a>(cx: &mut Context<'a>, data: Value<'a>, keys: Value<'a>) -> R<'a> {
        let Term::List(path) = keys.term() else { return Err(failed(cx, "pop_in", 2)) };
        if data.is_nil() {
            let key = access::shown(cx, path.head())?;
            return Err(cx.argument_error(&format!("could not pop key {key} on a nil value")));
        }
        change(cx, Change::Pop, data, keys, Value::NIL)
    }

    /// `pop_in(data.a[:b])`, which is not quite [`pop_in`] with a list: only what the last key is taken from may be `nil`. Not
    /// to be written: the compiler makes it of the macro.
    ///
    /// ```elixir
    /// iex> __pop_path__(%{a: nil}, [__field__(:a), :b])
    /// {nil, %{a: nil}}
    /// ```
    #[row(cost = inside, name = "__pop_path__")]
    pub fn pop_path<'a>(cx: &mut Context<'a>, data: Value<'a>, keys: Value<'a>) -> R<'a> {
        pop_along(cx, data, keys, false)
    }

    /// Sets the value at a path, whose steps but the last must exist.
    ///
    /// ```elixir
    /// iex> put_in(%{a: %{b: 1}}, [:a, :c], 2)
    /// %{a: %{b: 1, c: 2}}
    /// ```
    #[row(cost = inside)]
    pub fn put_in<'a>(cx: &mut Context<'a>, data: Value<'a>, keys: Value<'a>, value: Value<'a>) -> R<'a> {
        if !is_path(keys) {
            return Err(failed(cx, "put_in", 3));
        }
        let answer = change(cx, Change::Put, data, keys, value)?;
        second(cx, answer)
    }

    /// Changes the value at a path with the function.
    ///
    /// ```elixir
    /// iex> update_in(%{a: %{b: 1}}, [:a, :b], fn b -> b + 1 end)
    /// %{a: %{b: 2}}
    /// ```
    #[row(cost = inside)]
    pub fn update_in<'a>(cx: &mut Context<'a>, data: Value<'a>, keys: Value<'a>, fun: Value<'a>) -> R<'a> {
        if !is_path(keys) || !matches!(fun.term(), Term::Fun(_)) {
            return Err(refused(cx, keys, "update!", "update_in"));
        }
        let answer = change(cx, Change::Update, data, keys, fun)?;
        second(cx, answer)
    }

    /// The step `.key` in the path of a macro such as `put_in(data.key, value)`: a key that a map must have. Not to be
    /// written: the compiler makes it of the dot.
    ///
    /// ```elixir
    /// iex> put_in(%{a: 1}, [__field__(:a)], 2)
    /// %{a: 2}
    /// ```
    #[row(cost = unit, name = "__field__")]
    pub fn field<'a>(cx: &mut Context<'a>, key: Value<'a>) -> R<'a> {
        Accessor::Field.value(cx, &[key])
    }

    /// The step `.key` of `get_in(data.key)`: `nil` of `nil`, else the key that a map must have. Not to be written: the
    /// compiler makes it of the dot.
    ///
    /// ```elixir
    /// iex> __get_field__(%{a: 1}, :a)
    /// 1
    /// ```
    #[row(cost = unit, name = "__get_field__")]
    pub fn get_field<'a>(cx: &mut Context<'a>, data: Value<'a>, key: Value<'a>) -> R<'a> {
        if data.is_nil() { Ok(data) } else { accessors_field(cx, data, key) }
    }
}

/// `FunctionClauseError` of a function of `Kernel`.
#[cold]
fn failed(cx: &mut Context<'_>, function: &str, arity: usize) -> Exc {
    cx.function_clause(atoms::MODULE_KERNEL, function, arity)
}

/// What an argument that is no function raises: Elixir makes `update_in(data.key, fun)` a call of `Map.update!/3`.
#[cold]
fn refused<'a>(cx: &mut Context<'a>, keys: Value<'a>, of_map: &str, of_kernel: &str) -> Exc {
    match keys.term() {
        Term::List(path) if field_key(path.head()).is_some() => cx.function_clause(atoms::MODULE_MAP, of_map, 3),
        _ => failed(cx, of_kernel, 3),
    }
}

/// A list with at least one step.
fn is_path(keys: Value<'_>) -> bool {
    matches!(keys.term(), Term::List(_))
}

/// The second element of the pair that an update gave, as the match in Elixir takes it.
fn second<'a>(cx: &mut Context<'a>, answer: Value<'a>) -> R<'a> {
    match answer.term() {
        Term::Tuple([_, data]) => Ok(*data),
        _ => Err(cx.bad_argument(1, "out of range")),
    }
}

fn get<'a>(cx: &mut Context<'a>, data: Value<'a>, keys: Value<'a>) -> R<'a> {
    let (mut data, mut keys) = (data, keys);
    loop {
        cx.tick()?;
        let Term::List(path) = keys.term() else {
            return if keys.is_empty_list() { Ok(data) } else { Err(failed(cx, "get_in", 2)) };
        };
        let (key, rest) = (path.head(), path.tail());
        if !is_list(rest) {
            return Err(failed(cx, "get_in", 2));
        }
        if data.is_nil() {
            return Ok(data);
        }
        if matches!(key.term(), Term::Fun(_)) {
            let next = Rest::Get.value(cx, &[rest])?;
            return cx.call(key, &[atoms::GET, data, next]);
        }
        data = access::get(cx, data, key)?;
        keys = rest;
    }
}

/// What happens at the end of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    /// The value is set.
    Put,
    /// A function gives the new value.
    Update,
    /// A function answers with a pair or `:pop`.
    Answer,
    /// The value is taken out.
    Pop,
}

/// Changes data along a path: `{get, new data}`, or `:pop` where there is nothing to take from.
fn change<'a>(cx: &mut Context<'a>, change: Change, data: Value<'a>, keys: Value<'a>, with: Value<'a>) -> R<'a> {
    cx.tick()?;
    cx.guard_stack()?;
    let Term::List(path) = keys.term() else {
        if keys.is_empty_list() {
            return at_end(cx, change, data, with);
        }
        return Err(if change == Change::Pop {
            failed(cx, "pop_in_data", 2)
        } else {
            failed(cx, "get_and_update_in", 3)
        });
    };
    let (key, rest) = (path.head(), path.tail());
    if change == Change::Pop && data.is_nil() {
        return Ok(atoms::POP);
    }
    if matches!(key.term(), Term::Fun(_)) {
        let next = Rest::Change(change).value(cx, &[rest, with])?;
        return cx.call(key, &[atoms::GET_AND_UPDATE, data, next]);
    }
    if change == Change::Pop && rest.is_empty_list() {
        return pop_key(cx, data, key);
    }
    get_and_update_with(cx, data, key, |cx, value| self::change(cx, change, value, rest, with))
}

/// Takes out along the path of a macro: `{get, new data}`, or `:pop` where a key before holds `nil`.
fn pop_along<'a>(cx: &mut Context<'a>, data: Value<'a>, keys: Value<'a>, below_key: bool) -> R<'a> {
    cx.tick()?;
    cx.guard_stack()?;
    let Term::List(path) = keys.term() else { return Err(failed(cx, "pop_in", 2)) };
    let (key, rest) = (path.head(), path.tail());
    if rest.is_empty_list() {
        return match data.is_nil() {
            true if below_key => Ok(atoms::POP),
            true => cx.tuple(&[Value::NIL, Value::NIL]),
            false => pop_key(cx, data, key),
        };
    }
    let Some(field) = field_key(key) else {
        return get_and_update_with(cx, data, key, |cx, value| pop_along(cx, value, rest, true));
    };
    let map = map_of(cx, data)?;
    let Some(current) = map.get(cx, field)? else { return Err(cx.key_error(field, data)) };
    let answer = pop_along(cx, current, rest, false)?;
    finish_get_and_update(cx, map, field, current, answer)
}

fn at_end<'a>(cx: &mut Context<'a>, change: Change, value: Value<'a>, with: Value<'a>) -> R<'a> {
    match change {
        Change::Put => cx.tuple(&[Value::NIL, with]),
        Change::Update => {
            let new = cx.call(with, &[value])?;
            cx.tuple(&[Value::NIL, new])
        }
        Change::Answer => cx.call(with, &[value]),
        Change::Pop => Ok(atoms::POP),
    }
}

/// The function that an accessor is given for the rest of the path; it captures that, and what the change needs.
#[derive(Clone, Copy, Debug)]
enum Rest {
    Get,
    Change(Change),
}

impl Rest {
    fn value<'a>(self, cx: &mut Context<'a>, captured: &[Value<'a>]) -> R<'a> {
        let code: &'static Rest = match self {
            Rest::Get => &Rest::Get,
            Rest::Change(Change::Put) => &Rest::Change(Change::Put),
            Rest::Change(Change::Update) => &Rest::Change(Change::Update),
            Rest::Change(Change::Answer) => &Rest::Change(Change::Answer),
            Rest::Change(Change::Pop) => &Rest::Change(Change::Pop),
        };
        let captured = cx.bump.values(captured)?;
        Ok(Value::fun(cx.bump.alloc(Fun { code, captured })?))
    }
}

impl Callable for Rest {
    fn arity(&self) -> usize {
        1
    }

    fn call<'a>(&'a self, cx: &mut Context<'a>, captured: &'a [Value<'a>], arguments: &[Value<'a>]) -> R<'a> {
        let value = arguments.first().copied().unwrap_or(Value::NIL);
        match (self, captured) {
            (Rest::Get, [rest]) if rest.is_empty_list() => Ok(value),
            (Rest::Get, [rest]) => get(cx, value, *rest),
            (Rest::Change(kind), [rest, with]) => change(cx, *kind, value, *rest, *with),
            _ => Err(cx.argument_error("argument error")),
        }
    }
}

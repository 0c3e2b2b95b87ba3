//! `container[key]`, `map.key` and `%{map | key: value}`: what the `Access` module, the operators and both backends share.
//!
//! The fast paths are inlined where they are called: a map, a flat key. Everything else is out of line.

use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::map::charge_key;
use crate::term::{Atom, Map, Term, Value, atoms};

/// `container[key]`: the value, or `nil`.
///
/// # Errors
/// As `Access.get/3` raises: for containers that are no map, list or `nil`, for structs, and for keys that no list has.
#[inline(always)]
pub fn get<'a>(cx: &mut Context<'a>, container: Value<'a>, key: Value<'a>) -> R<'a> {
    get_or(cx, container, key, Value::NIL)
}

/// `Access.get/3`: the value, or a default.
///
/// # Errors
/// As for [`get`].
#[inline(always)]
pub fn get_or<'a>(cx: &mut Context<'a>, container: Value<'a>, key: Value<'a>, default: Value<'a>) -> R<'a> {
    if let Term::Map(map) = container.term()
        && key.is_flat()
        && !map.may_be_struct()
    {
        charge_key(cx, key)?;
        return Ok(map.get_flat(key).unwrap_or(default));
    }
    get_elsewhere(cx, container, key, default)
}

#[inline(never)]
fn get_elsewhere<'a>(cx: &mut Context<'a>, container: Value<'a>, key: Value<'a>, default: Value<'a>) -> R<'a> {
    match container.term() {
        Term::Map(map) => Ok(fetch_in_map(cx, map, key, "fetch", 2)?.unwrap_or(default)),
        Term::Atom(_) if container.is_nil() => Ok(default),
        Term::EmptyList | Term::List(_) => match key.term() {
            Term::Atom(_) => Ok(find_in_keywords(cx, container, key)?.unwrap_or(default)),
            Term::Int(_) | Term::Big(_) => {
                let key = shown(cx, key)?;
                Err(cx.argument_error(&format!(
                    "the Access module does not support accessing lists by index, got: {key}\n\n\
                     Accessing a list by index is typically discouraged in Elixir, instead we prefer to use the Enum \
                     module to manipulate lists as a whole. If you really must access a list element by index, you can \
                     use Enum.at/2 or the functions in the List module"
                )))
            }
            _ => {
                let key = shown(cx, key)?;
                Err(cx.argument_error(&format!(
                    "the Access module supports only keyword lists (with atom keys), got: {key}\n\n\
                     If you want to search lists of tuples, use List.keyfind/3"
                )))
            }
        },
        _ => Err(cx.function_clause(atoms::MODULE_ACCESS, "get", 3)),
    }
}

/// `Access.fetch/2`: the value, or nothing.
///
/// # Errors
/// As `Access.fetch/2` raises.
pub fn fetch<'a>(cx: &mut Context<'a>, container: Value<'a>, key: Value<'a>) -> Result<Option<Value<'a>>, Exc> {
    match container.term() {
        Term::Map(map) => fetch_in_map(cx, map, key, "fetch", 2),
        Term::Atom(_) if container.is_nil() => Ok(None),
        Term::EmptyList | Term::List(_) => match key.term() {
            Term::Atom(_) => find_in_keywords(cx, container, key),
            _ => {
                let key = shown(cx, key)?;
                Err(cx
                    .argument_error(&format!("the Access calls for keywords expect the key to be an atom, got: {key}")))
            }
        },
        _ => Err(cx.function_clause(atoms::MODULE_ACCESS, "fetch", 2)),
    }
}

fn fetch_in_map<'a>(
    cx: &mut Context<'a>,
    map: &'a Map<'a>,
    key: Value<'a>,
    function: &str,
    arity: usize,
) -> Result<Option<Value<'a>>, Exc> {
    refuse_struct(cx, map, function, arity)?;
    map.get(cx, key)
}

/// Structs do not implement the `Access` behaviour: none of those that can be made here.
///
/// A map whose `__struct__` is `Map` does, by accident: `Map` has all functions of the behaviour.
pub(crate) fn refuse_struct<'a>(cx: &mut Context<'a>, map: &Map<'a>, function: &str, arity: usize) -> Result<(), Exc> {
    if !map.may_be_struct() {
        return Ok(());
    }
    let Some(name) = map.struct_name() else { return Ok(()) };
    if name.value().is(atoms::MODULE_MAP) {
        return Ok(());
    }
    if name.value().is(atoms::MODULE_KEYWORD) {
        return Err(cx.function_clause(atoms::MODULE_KEYWORD, function, arity));
    }
    Err(no_access_behaviour(cx, name, function, arity))
}

/// The value of the first pair with that key in a list, in which anything else is passed over.
///
/// # Errors
/// `ArgumentError` where the list ends improperly before the key is found; `CaseClauseError` for a tuple with that key that
/// is no pair.
#[inline]
pub(crate) fn find_in_keywords<'a>(
    cx: &mut Context<'a>,
    list: Value<'a>,
    key: Value<'a>,
) -> Result<Option<Value<'a>>, Exc> {
    match find_tuple(cx, list, key)? {
        None => Ok(None),
        Some([_, value]) => Ok(Some(*value)),
        Some(tuple) => Err(cx.term_error(atoms::CASE_CLAUSE_ERROR, Value::tuple(tuple))),
    }
}

/// The first tuple with that atom as its first element.
///
/// # Errors
/// `ArgumentError` where the list ends improperly before.
pub(crate) fn find_tuple<'a>(
    cx: &mut Context<'a>,
    list: Value<'a>,
    key: Value<'a>,
) -> Result<Option<&'a [Value<'a>]>, Exc> {
    let mut rest = list;
    loop {
        match rest.term() {
            Term::List(block) => {
                cx.charge(block.block().len())?;
                for element in block.block() {
                    if let Term::Tuple(tuple @ [k, ..]) = element.term()
                        && k.identical_flat(key) == Some(true)
                    {
                        return Ok(Some(tuple));
                    }
                }
                rest = block.rest();
            }
            Term::EmptyList => return Ok(None),
            _ => return Err(cx.bad_argument(3, "not a proper list")),
        }
    }
}

/// `map.key`
///
/// # Errors
/// `KeyError` of a map without the key, `UndefinedFunctionError` of an atom, `BadMapError` of anything else.
#[inline(always)]
pub fn dot<'a>(cx: &mut Context<'a>, map: Value<'a>, key: Value<'a>) -> R<'a> {
    if let Term::Map(m) = map.term()
        && let Some(value) = m.get_flat(key)
    {
        return Ok(value);
    }
    Err(dot_failed(cx, map, key))
}

#[cold]
#[inline(never)]
fn dot_failed<'a>(cx: &mut Context<'a>, map: Value<'a>, key: Value<'a>) -> Exc {
    match (map.term(), key.term()) {
        (Term::Map(_), _) => cx.key_error(key, map),
        (Term::Atom(atom), Term::Atom(key)) if atom.as_bool().is_none() && !map.is_nil() => {
            cx.undefined_function(map, key.name(), 0)
        }
        _ => cx.bad_map(map),
    }
}

/// `%{map | key: value, …}`; of equal keys the last counts.
///
/// # Errors
/// `BadMapError`, and `KeyError` for the least key that the map does not have.
pub fn map_update<'a>(cx: &mut Context<'a>, map: Value<'a>, updates: &[(Value<'a>, Value<'a>)]) -> R<'a> {
    let Term::Map(m) = map.term() else { return Err(cx.bad_map(map)) };
    match m.replace_all(cx, updates)? {
        Ok(new) => Ok(new.value()),
        // Erlang does not say of which map.
        Err(missing) => Err(cx.key_error(missing, Value::NIL)),
    }
}

/// `%Name{struct | key: value, …}`: as [`map_update`], since Elixir leaves the check of the name to its type checker.
///
/// # Errors
/// As for [`map_update`].
pub fn struct_update<'a>(cx: &mut Context<'a>, value: Value<'a>, updates: &[(Value<'a>, Value<'a>)]) -> R<'a> {
    map_update(cx, value, updates)
}

#[cold]
fn no_access_behaviour<'a>(cx: &mut Context<'a>, name: Atom<'a>, function: &str, arity: usize) -> Exc {
    let shown = match shown(cx, name.value()) {
        Ok(shown) => shown,
        Err(limit) => return limit,
    };
    let reason = format!(
        "{shown} does not implement the Access behaviour\n\nYou can use the \"struct.field\" syntax to access struct \
         fields. You can also use Access.key!/1 to access struct fields dynamically inside get_in/put_in/update_in"
    );
    cx.undefined_function_because(name.value(), function, arity, &reason)
}

/// A term as `inspect/1` shows it, for a message.
#[cold]
pub(crate) fn shown<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Result<&'a str, Exc> {
    crate::inspect::short(cx, value)
}

//! The functions that `Access.all/0`, `Access.key/2` and their like return.
//!
//! Each is called with `:get`, the data and a function for the rest of the path, or with `:get_and_update`, the data and a
//! function that answers `{get, new}` or `:pop`.

use super::access::update_or_clause;
use super::keyed::{Update, Walk, as_key, as_pair, index_argument, is_list, proper_length, require_proper};
use crate::access::shown;
use crate::context::Context;
use crate::enumerable::{self, Clause, range::Range};
use crate::error::{Exc, R};
use crate::term::map::SortedBuilder;
use crate::term::{Callable, Fun, Map, Term, Value, atoms};

/// Which function it is. What it captured follows the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Accessor {
    /// `Access.all()`
    All,
    /// `Access.at(index)`
    At,
    /// `Access.at!(index)`
    AtOrRaise,
    /// `Access.elem(index)`
    Elem,
    /// `Access.filter(fun)`
    Filter,
    /// `Access.find(fun)`
    Find,
    /// `Access.key(key, default)`
    Key,
    /// `Access.key!(key)`
    KeyOrRaise,
    /// `.key` in the path of a macro: `put_in(data.key, value)`.
    Field,
    /// `Access.slice(range)`
    Slice,
    /// `Access.values()`
    Values,
}

impl Accessor {
    /// The function value with what it captured.
    ///
    /// # Errors
    /// Memory.
    pub(crate) fn value<'a>(self, cx: &mut Context<'a>, captured: &[Value<'a>]) -> R<'a> {
        let code: &'static Accessor = match self {
            Accessor::All => &Accessor::All,
            Accessor::At => &Accessor::At,
            Accessor::AtOrRaise => &Accessor::AtOrRaise,
            Accessor::Elem => &Accessor::Elem,
            Accessor::Filter => &Accessor::Filter,
            Accessor::Find => &Accessor::Find,
            Accessor::Key => &Accessor::Key,
            Accessor::KeyOrRaise => &Accessor::KeyOrRaise,
            Accessor::Field => &FIELD,
            Accessor::Slice => &Accessor::Slice,
            Accessor::Values => &Accessor::Values,
        };
        let captured = cx.bump.values(captured)?;
        Ok(Value::fun(cx.bump.alloc(Fun { code, captured })?))
    }

    fn shown(self) -> &'static str {
        match self {
            Accessor::All => "Access.all/0",
            Accessor::At => "Access.at/1",
            Accessor::AtOrRaise => "Access.at!/1",
            Accessor::Elem => "Access.elem/1",
            Accessor::Filter => "Access.filter/1",
            Accessor::Find => "Access.find/1",
            Accessor::Key => "Access.key/2",
            Accessor::KeyOrRaise => "Access.key!/1",
            Accessor::Field => "map.key",
            Accessor::Slice => "Access.slice/1",
            Accessor::Values => "Access.values/0",
        }
    }
}

static FIELD: Accessor = Accessor::Field;

/// The key, where a path's element is the `.key` of a macro.
pub(crate) fn field_key<'a>(element: Value<'a>) -> Option<Value<'a>> {
    match element.term() {
        Term::Fun(fun) if std::ptr::addr_eq(fun.code, &raw const FIELD) => fun.captured.first().copied(),
        _ => None,
    }
}

impl Callable for Accessor {
    fn arity(&self) -> usize {
        3
    }

    fn call<'a>(&'a self, cx: &mut Context<'a>, captured: &'a [Value<'a>], arguments: &[Value<'a>]) -> R<'a> {
        let (own, second) = match captured {
            [] => (Value::NIL, Value::NIL),
            [own] => (*own, Value::NIL),
            [own, second, ..] => (*own, *second),
        };
        let [operation, data, next] = *arguments else { return Err(cx.argument_error("argument error")) };
        if operation.is(atoms::GET) {
            get(cx, *self, own, second, data, next)
        } else if operation.is(atoms::GET_AND_UPDATE) {
            get_and_update(cx, *self, own, second, data, next)
        } else {
            let name = self.shown();
            let function = name.trim_start_matches("Access.");
            Err(cx.function_clause(atoms::MODULE_ACCESS, &format!("-{function}-fun-0-"), 3))
        }
    }
}

/// What is no list, tuple or map, as the accessor wants one.
#[cold]
fn wrong_data<'a>(cx: &mut Context<'a>, accessor: Accessor, data: Value<'a>) -> Exc {
    let data = match shown(cx, data) {
        Ok(data) => data,
        Err(limit) => return limit,
    };
    let what = match accessor {
        Accessor::Elem => "a tuple",
        Accessor::KeyOrRaise => "a map/struct",
        Accessor::Values => "a map or a keyword list",
        _ => "a list",
    };
    let message = format!("{} expected {what}, got: {data}", accessor.shown());
    if accessor == Accessor::Slice { cx.argument_error(&message) } else { cx.runtime_error(&message) }
}

fn map_of<'a>(cx: &mut Context<'a>, accessor: Accessor, data: Value<'a>) -> Result<&'a Map<'a>, Exc> {
    match (accessor, data.term()) {
        (_, Term::Map(map)) => Ok(map),
        (Accessor::KeyOrRaise, _) => Err(wrong_data(cx, accessor, data)),
        _ => Err(cx.bad_map(data)),
    }
}

fn element_of<'a>(cx: &mut Context<'a>, data: Value<'a>, index: Value<'a>) -> Result<(&'a [Value<'a>], usize), Exc> {
    let Term::Tuple(elements) = data.term() else { return Err(wrong_data(cx, Accessor::Elem, data)) };
    match index_argument(cx, index)? {
        Some(at) if at < elements.len() => Ok((elements, at)),
        _ => Err(cx.bad_argument(1, "out of range")),
    }
}

fn holds<'a>(cx: &mut Context<'a>, predicate: Value<'a>, element: Value<'a>) -> Result<bool, Exc> {
    Ok(cx.scratch(|cx| cx.call(predicate, &[element]))?.truthy())
}

fn get<'a>(
    cx: &mut Context<'a>,
    accessor: Accessor,
    own: Value<'a>,
    second: Value<'a>,
    data: Value<'a>,
    next: Value<'a>,
) -> R<'a> {
    let found = match accessor {
        Accessor::Key => map_of(cx, accessor, data)?.get(cx, own)?.unwrap_or(second),
        Accessor::KeyOrRaise => match map_of(cx, accessor, data)?.get(cx, own)? {
            Some(value) => value,
            None => return Err(cx.key_error(own, data)),
        },
        Accessor::Field => field(cx, data, own)?,
        Accessor::Elem => {
            let (elements, at) = element_of(cx, data, own)?;
            elements[at]
        }
        _ if accessor == Accessor::Values => return values(cx, data, next),
        _ if !is_list(data) => return Err(wrong_data(cx, accessor, data)),
        Accessor::At | Accessor::AtOrRaise => {
            let at = index_in(cx, data, own, accessor)?;
            let mut walk = Walk::over(data);
            let found = match at {
                Some(at) => {
                    cx.charge_elements(at.min(walk_length(data)))?;
                    walk.nth(at)
                }
                None => None,
            };
            match found {
                Some(value) => value,
                None if accessor == Accessor::AtOrRaise => return Err(cx.out_of_bounds(data, own)),
                None if at.is_some() && !walk.end().is_empty_list() => {
                    return Err(cx.function_clause(atoms::MODULE_ENUM, "take_list", 2));
                }
                None => Value::NIL,
            }
        }
        Accessor::Find => {
            let mut walk = Walk::over(data);
            loop {
                cx.tick()?;
                let Some(element) = walk.next() else { break };
                if holds(cx, own, element)? {
                    return cx.call(next, &[element]);
                }
            }
            require_proper(cx, walk.end(), |cx| cx.function_clause(atoms::MODULE_ENUM, "find_list", 3))?;
            Value::NIL
        }
        _ => return get_many(cx, accessor, own, data, next),
    };
    cx.call(next, &[found])
}

/// The field of a map in the path of `get_in(data.key)`.
///
/// # Errors
/// `KeyError`, also of what is no map.
pub(crate) fn field<'a>(cx: &mut Context<'a>, data: Value<'a>, key: Value<'a>) -> R<'a> {
    let Term::Map(map) = data.term() else {
        let (k, d) = (shown(cx, key)?, shown(cx, data)?);
        return Err(cx.key_error_with_message(
            key,
            data,
            &format!(
                "key {k} not found in: {d}\n\nIf you are using the dot syntax, such as map.field, make sure the \
                 left-hand side of the dot is a map"
            ),
        ));
    };
    match map.get(cx, key)? {
        Some(value) => Ok(value),
        None => Err(cx.key_error(key, data)),
    }
}

/// What the rest of the path gives for each chosen element of a list.
fn get_many<'a>(cx: &mut Context<'a>, accessor: Accessor, own: Value<'a>, data: Value<'a>, next: Value<'a>) -> R<'a> {
    let chosen = Chosen::of(cx, accessor, own, data)?;
    let mut walk = Walk::over(data);
    let mut found = cx.list_builder(8)?;
    for (index, element) in walk.by_ref().enumerate() {
        cx.tick()?;
        if chosen.has(cx, index, element)? {
            let value = cx.call(next, &[element])?;
            found.push(&mut cx.bump, value)?;
        }
    }
    require_proper(cx, walk.end(), |cx| match accessor {
        Accessor::All => Clause::MAP.raise(cx),
        Accessor::Slice => cx.function_clause(atoms::MODULE_ENUM, "take_list", 2),
        _ => Clause::REDUCE.raise(cx),
    })?;
    Ok(found.finish(&mut cx.bump))
}

/// Which elements of a list an accessor chooses.
enum Chosen<'a> {
    All,
    Holding(Value<'a>),
    /// From an index to an index, by a step.
    Slice(usize, usize, usize),
}

impl<'a> Chosen<'a> {
    fn of(cx: &mut Context<'a>, accessor: Accessor, own: Value<'a>, data: Value<'a>) -> Result<Self, Exc> {
        match accessor {
            Accessor::Filter => Ok(Chosen::Holding(own)),
            Accessor::Slice => slice(cx, own, data),
            _ => Ok(Chosen::All),
        }
    }

    fn has(&self, cx: &mut Context<'a>, index: usize, element: Value<'a>) -> Result<bool, Exc> {
        match *self {
            Chosen::All => Ok(true),
            Chosen::Holding(predicate) => holds(cx, predicate, element),
            Chosen::Slice(first, last, step) => {
                Ok(index >= first && index <= last && (index - first).is_multiple_of(step))
            }
        }
    }
}

/// The indexes of a range over a list; negative ones count from its end.
fn slice<'a>(cx: &mut Context<'a>, range: Value<'a>, list: Value<'a>) -> Result<Chosen<'a>, Exc> {
    const NOTHING: Chosen<'static> = Chosen::Slice(1, 0, 1);
    let length = walk_length(list) as i64;
    cx.charge_elements(length as usize)?;
    let Some(ends) = Range::of_value(range) else { return Ok(NOTHING) };
    let Some((first, last, step)) = ends.small() else { return Ok(NOTHING) };
    let first = if first < 0 { first.saturating_add(length).max(0) } else { first };
    let last = if last < 0 { last.saturating_add(length) } else { last.min(length) };
    let (Ok(first), Ok(last), Ok(step @ 1..)) = (usize::try_from(first), usize::try_from(last), usize::try_from(step))
    else {
        return Ok(NOTHING);
    };
    Ok(Chosen::Slice(first, last, step))
}

/// How many elements a list has, its improper end left aside.
fn walk_length(list: Value<'_>) -> usize {
    let mut count = 0;
    let mut rest = list;
    while let Term::List(list) = rest.term() {
        count += list.block().len();
        rest = list.rest();
    }
    count
}

/// An index that counts from the start; nothing where it lies before it.
fn index_in<'a>(
    cx: &mut Context<'a>,
    list: Value<'a>,
    index: Value<'a>,
    accessor: Accessor,
) -> Result<Option<usize>, Exc> {
    let _ = accessor;
    let index = match index.term() {
        Term::Int(index) => index,
        Term::Big(big) if big.is_negative() => i64::MIN,
        _ => i64::MAX,
    };
    if index >= 0 {
        return Ok(Some(index as usize));
    }
    crate::row::charge_elements_of(cx, list)?;
    match proper_length(list) {
        Ok(length) => Ok(usize::try_from(index.saturating_add(length as i64)).ok()),
        Err(_) => Err(cx.bad_argument(1, "not a list")),
    }
}

fn get_and_update<'a>(
    cx: &mut Context<'a>,
    accessor: Accessor,
    own: Value<'a>,
    second: Value<'a>,
    data: Value<'a>,
    next: Value<'a>,
) -> R<'a> {
    match accessor {
        Accessor::Key | Accessor::KeyOrRaise | Accessor::Field => {
            let map = map_of(cx, accessor, data)?;
            let current = match (map.get(cx, own)?, accessor) {
                (Some(value), _) => value,
                (None, Accessor::Key) => second,
                (None, _) => return Err(cx.key_error(own, data)),
            };
            let answer = cx.call(next, &[current])?;
            if accessor == Accessor::Field {
                return super::map::finish_get_and_update(cx, map, own, current, answer);
            }
            let (get, map) = match update_or_clause(cx, answer)? {
                Update::Put(get, new) => (get, map.put(cx, own, new)?),
                Update::Pop => (current, map.remove(cx, own)?),
            };
            cx.tuple(&[get, map.value()])
        }
        Accessor::Elem => {
            let (elements, at) = element_of(cx, data, own)?;
            let answer = cx.call(next, &[elements[at]])?;
            match update_or_clause(cx, answer)? {
                Update::Put(get, new) => {
                    cx.charge_elements(elements.len())?;
                    let elements =
                        cx.bump.values_with::<Exc>(elements.len(), |i| Ok(if i == at { new } else { elements[i] }))?;
                    cx.tuple(&[get, Value::tuple(elements)])
                }
                Update::Pop => Err(cx.runtime_error("cannot pop data from a tuple")),
            }
        }
        Accessor::Values => update_values(cx, data, next),
        _ if !is_list(data) => Err(wrong_data(cx, accessor, data)),
        Accessor::At | Accessor::AtOrRaise | Accessor::Find => update_one(cx, accessor, own, data, next),
        Accessor::All | Accessor::Filter | Accessor::Slice => update_many(cx, accessor, own, data, next),
    }
}

/// Changes one element of a list.
fn update_one<'a>(cx: &mut Context<'a>, accessor: Accessor, own: Value<'a>, data: Value<'a>, next: Value<'a>) -> R<'a> {
    let at = if accessor == Accessor::Find { None } else { index_in(cx, data, own, accessor)? };
    let mut walk = Walk::over(data);
    let mut before = cx.list_builder(8)?;
    if at.is_some() || accessor == Accessor::Find {
        while let Some(element) = walk.next() {
            cx.tick()?;
            let is_it = match at {
                Some(at) => at == before.len(),
                None => holds(cx, own, element)?,
            };
            if !is_it {
                before.push(&mut cx.bump, element)?;
                continue;
            }
            let answer = cx.call(next, &[element])?;
            let (get, rest) = match update_or_clause(cx, answer)? {
                Update::Put(get, new) => (get, cx.cons(new, walk.left())?),
                Update::Pop => (element, walk.left()),
            };
            let list = before.finish_with_tail(&mut cx.bump, rest);
            return cx.tuple(&[get, list]);
        }
        require_proper(cx, walk.end(), |cx| match accessor {
            Accessor::Find => cx.function_clause(atoms::MODULE_ACCESS, "get_and_update_find", 4),
            _ => cx.function_clause(atoms::MODULE_ACCESS, "get_and_update_at", 5),
        })?;
    }
    if accessor == Accessor::AtOrRaise {
        return Err(cx.out_of_bounds(data, own));
    }
    cx.tuple(&[Value::NIL, data])
}

/// Changes the chosen elements of a list.
fn update_many<'a>(
    cx: &mut Context<'a>,
    accessor: Accessor,
    own: Value<'a>,
    data: Value<'a>,
    next: Value<'a>,
) -> R<'a> {
    let chosen = Chosen::of(cx, accessor, own, data)?;
    let mut walk = Walk::over(data);
    let mut gets = cx.list_builder(8)?;
    let mut list = cx.list_builder(8)?;
    for (index, element) in walk.by_ref().enumerate() {
        cx.tick()?;
        if !chosen.has(cx, index, element)? {
            list.push(&mut cx.bump, element)?;
            continue;
        }
        let answer = cx.call(next, &[element])?;
        match update_or_clause(cx, answer)? {
            Update::Put(get, new) => {
                gets.push(&mut cx.bump, get)?;
                list.push(&mut cx.bump, new)?;
            }
            Update::Pop => gets.push(&mut cx.bump, element)?,
        }
    }
    require_proper(cx, walk.end(), |cx| match accessor {
        Accessor::All => cx.function_clause(atoms::MODULE_ACCESS, "all", 4),
        Accessor::Filter => cx.function_clause(atoms::MODULE_ACCESS, "get_and_update_filter", 5),
        _ => cx.function_clause(atoms::MODULE_ACCESS, "get_and_update_slice", 6),
    })?;
    let gets = gets.finish(&mut cx.bump);
    let list = list.finish(&mut cx.bump);
    cx.tuple(&[gets, list])
}

/// Whether a list begins as a keyword list does.
fn begins_with_key(list: Value<'_>) -> bool {
    match list.term() {
        Term::EmptyList => true,
        Term::List(list) => as_pair(list.head()).is_some_and(|(key, _)| as_key(key).is_some()),
        _ => false,
    }
}

/// What the rest of the path gives for each value.
fn values<'a>(cx: &mut Context<'a>, data: Value<'a>, next: Value<'a>) -> R<'a> {
    let keywords = !matches!(data.term(), Term::Map(_));
    if keywords && !begins_with_key(data) {
        return Err(wrong_data(cx, Accessor::Values, data));
    }
    let mut found = cx.list_builder(8)?;
    enumerable::each(cx, data, &Clause::MAP, |cx, pair| {
        let value = value_of(cx, pair, keywords)?;
        let value = cx.call(next, &[value])?;
        Ok(found.push(&mut cx.bump, value)?)
    })?;
    Ok(found.finish(&mut cx.bump))
}

/// The value of a map's entry, or of a keyword list's.
fn value_of<'a>(cx: &mut Context<'a>, pair: Value<'a>, keywords: bool) -> R<'a> {
    match as_pair(pair) {
        Some((key, value)) if !keywords || as_key(key).is_some() => Ok(value),
        _ => Err(cx.function_clause(atoms::MODULE_ACCESS, "-values_keyword/3-fun-0-", 1)),
    }
}

fn update_values<'a>(cx: &mut Context<'a>, data: Value<'a>, next: Value<'a>) -> R<'a> {
    if let Term::Map(map) = data.term() {
        if map.may_be_struct() {
            return Err(enumerable::undefined(cx, data));
        }
        let mut gets = cx.list_builder(map.len())?;
        let mut kept = SortedBuilder::new(&mut cx.bump, map.len())?;
        for (key, value) in map.iter() {
            cx.tick()?;
            let answer = cx.call(next, &[value])?;
            match update_or_clause(cx, answer)? {
                Update::Put(get, new) => {
                    gets.push(&mut cx.bump, get)?;
                    kept.push(&mut cx.bump, key, new)?;
                }
                Update::Pop => gets.push(&mut cx.bump, value)?,
            }
        }
        let kept = kept.finish(&mut cx.bump)?.value();
        let gets = gets.finish(&mut cx.bump);
        return cx.tuple(&[gets, kept]);
    }
    if !begins_with_key(data) {
        return Err(wrong_data(cx, Accessor::Values, data));
    }
    let mut gets = cx.list_builder(8)?;
    let mut list = cx.list_builder(8)?;
    enumerable::each(cx, data, &Clause::REDUCE, |cx, pair| {
        let Some((key, value)) = as_pair(pair).filter(|(key, _)| as_key(*key).is_some()) else {
            return Err(cx.function_clause(atoms::MODULE_ACCESS, "-values_keyword/3-fun-1-", 2));
        };
        let answer = cx.call(next, &[value])?;
        match update_or_clause(cx, answer)? {
            Update::Put(get, new) => {
                gets.push(&mut cx.bump, get)?;
                let pair = cx.tuple(&[key, new])?;
                list.push(&mut cx.bump, pair)?;
            }
            Update::Pop => gets.push(&mut cx.bump, value)?,
        }
        Ok(())
    })?;
    let list = list.finish(&mut cx.bump);
    let gets = gets.finish(&mut cx.bump);
    cx.tuple(&[gets, list])
}

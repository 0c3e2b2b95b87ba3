//! `Map`: keys and values. Every walk is in term order.

use super::keyed::{self, Update, Walk, map_of};
use crate::callback::{Fn0, Fn1, Fn3};
use crate::context::Context;
use crate::enumerable;
use crate::error::{Exc, R};
use crate::term::compare::{compare_keys, identical};
use crate::term::map::{Kept, MapBuilder, SortedBuilder};
use crate::term::{Map, Term, Value, atoms};
use philtre_library::library;
use std::cmp::Ordering;

/// Functions for maps, structs among them. A map is walked in the order of its keys.
#[library("Map", units = 3)]
pub mod functions {
    use super::*;

    /// Removes a key and its value; a map without the key comes back as it is.
    ///
    /// ```elixir
    /// iex> Map.delete(%{id: 7, draft: true}, :draft)
    /// %{id: 7}
    /// iex> Map.delete(%{id: 7}, :draft)
    /// %{id: 7}
    /// ```
    #[row(cost = unit)]
    pub fn delete<'a>(cx: &mut Context<'a>, map: Value<'a>, key: Value<'a>) -> R<'a> {
        Ok(map_of(cx, map)?.remove(cx, key)?.value())
    }

    /// Removes all given keys; those that the map does not have are passed over.
    ///
    /// ```elixir
    /// iex> Map.drop(%{id: 7, name: "Ann", email: "ann@example.org"}, [:name, :email, :age])
    /// %{id: 7}
    /// ```
    #[row(cost = inside)]
    pub fn drop<'a>(cx: &mut Context<'a>, map: Value<'a>, keys: Value<'a>) -> R<'a> {
        let map = map_of(cx, map)?;
        let keys = keys_of(cx, keys)?;
        without(cx, map, keys, |cx| cx.function_clause(atoms::MODULE_MAP, "drop_keys", 2))
    }

    /// Whether two maps are the same: `===` of keys and values.
    ///
    /// ```elixir
    /// iex> Map.equal?(%{a: 1}, %{a: 1})
    /// true
    /// iex> Map.equal?(%{a: 1}, %{a: 1.0})
    /// false
    /// ```
    #[row(cost = inside, name = "equal?")]
    pub fn equal<'a>(cx: &mut Context<'a>, map1: Value<'a>, map2: Value<'a>) -> R<'a> {
        match (map1.term(), map2.term()) {
            (Term::Map(_), Term::Map(_)) => Ok(Value::bool(identical(cx, map1, map2)?)),
            _ => Err(cx.function_clause(atoms::MODULE_MAP, "equal?", 2)),
        }
    }

    /// The value of a key as `{:ok, value}`, or `:error`.
    ///
    /// ```elixir
    /// iex> Map.fetch(%{"id" => 7}, "id")
    /// {:ok, 7}
    /// iex> Map.fetch(%{"id" => 7}, :id)
    /// :error
    /// ```
    #[row(cost = unit)]
    pub fn fetch<'a>(cx: &mut Context<'a>, map: Value<'a>, key: Value<'a>) -> R<'a> {
        match map_of(cx, map)?.get(cx, key)? {
            Some(value) => cx.ok(value),
            None => Ok(atoms::ERROR),
        }
    }

    /// The value of a key; a missing one raises `KeyError`.
    ///
    /// ```elixir
    /// iex> Map.fetch!(%{"id" => 7}, "id")
    /// 7
    /// ```
    #[row(cost = unit, name = "fetch!")]
    pub fn fetch_bang<'a>(cx: &mut Context<'a>, map: Value<'a>, key: Value<'a>) -> R<'a> {
        match map_of(cx, map)?.get(cx, key)? {
            Some(value) => Ok(value),
            None => Err(cx.key_error(key, map)),
        }
    }

    /// Keeps the entries for which the function gives something truthy; it is called with `{key, value}`.
    ///
    /// ```elixir
    /// iex> Map.filter(%{apples: 3, pears: 0}, fn {_fruit, count} -> count > 0 end)
    /// %{apples: 3}
    /// ```
    #[row(cost = inside)]
    pub fn filter<'a>(cx: &mut Context<'a>, map: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        let Some(map) = as_map(map).filter(|_| fun.is_function()) else {
            return Err(cx.function_clause(atoms::MODULE_MAP, "filter", 2));
        };
        Ok(partition(cx, map, &mut fun, Parts::True)?.0)
    }

    /// A map with the given keys, all with the same value.
    ///
    /// ```elixir
    /// iex> Map.from_keys(["red", "blue"], 0)
    /// %{"blue" => 0, "red" => 0}
    /// ```
    #[row(cost = elements(keys))]
    pub fn from_keys<'a>(cx: &mut Context<'a>, keys: Value<'a>, value: Value<'a>) -> R<'a> {
        if !keyed::is_list(keys) {
            return Err(cx.bad_argument(1, "not a list"));
        }
        let Ok(count) = keyed::proper_length(keys) else {
            return Err(cx.bad_argument(1, "not a proper list"));
        };
        let mut map = MapBuilder::new(&mut cx.bump, count)?;
        for key in Walk::over(keys) {
            map.push(cx, key, value)?;
        }
        Ok(map.finish(cx)?.value())
    }

    /// The fields of a struct as a map without `__struct__`.
    ///
    /// ```elixir
    /// iex> Map.from_struct(1..3)
    /// %{first: 1, last: 3, step: 1}
    /// ```
    #[row(cost = unit, name = "from_struct")]
    pub fn from_struct<'a>(cx: &mut Context<'a>, structure: Value<'a>) -> R<'a> {
        match structure.term() {
            Term::Map(map) if map.struct_name().is_some() => Ok(map.remove(cx, atoms::STRUCT)?.value()),
            Term::Atom(_) => match crate::structs::find(structure) {
                Some(info) => {
                    let fields = info.default(cx)?;
                    Ok(map_of(cx, fields)?.remove(cx, atoms::STRUCT)?.value())
                }
                None => Err(cx.undefined_function(structure, "__struct__", 0)),
            },
            _ => Err(cx.function_clause(atoms::MODULE_MAP, "from_struct", 1)),
        }
    }

    /// The value of a key, or a default.
    ///
    /// ```elixir
    /// iex> Map.get(%{lang: "en"}, :lang)
    /// "en"
    /// iex> Map.get(%{lang: "en"}, :theme, "dark")
    /// "dark"
    /// ```
    #[row(cost = unit, default(default = nil))]
    pub fn get<'a>(cx: &mut Context<'a>, map: Value<'a>, key: Value<'a>, default: Value<'a>) -> R<'a> {
        Ok(map_of(cx, map)?.get(cx, key)?.unwrap_or(default))
    }

    /// Gets something from the value of a key and sets the value, in one step. The function is given the value, or `nil`,
    /// and answers `{what_to_get, new_value}`, or `:pop` to remove the key.
    ///
    /// ```elixir
    /// iex> Map.get_and_update(%{hits: 4}, :hits, fn hits -> {hits, hits + 1} end)
    /// {4, %{hits: 5}}
    /// iex> Map.get_and_update(%{hits: 4}, :hits, fn _ -> :pop end)
    /// {4, %{}}
    /// ```
    #[row(cost = unit)]
    pub fn get_and_update<'a>(cx: &mut Context<'a>, map: Value<'a>, key: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        if !fun.is_function() {
            return Err(cx.function_clause(atoms::MODULE_MAP, "get_and_update", 3));
        }
        let map = map_of(cx, map)?;
        let current = map.get(cx, key)?.unwrap_or(Value::NIL);
        let answer = fun.call(cx, current)?;
        finish_get_and_update(cx, map, key, current, answer)
    }

    /// Like `get_and_update/3`, but a missing key raises `KeyError`.
    ///
    /// ```elixir
    /// iex> Map.get_and_update!(%{hits: 4}, :hits, fn hits -> {hits, 0} end)
    /// {4, %{hits: 0}}
    /// ```
    #[row(cost = unit, name = "get_and_update!")]
    pub fn get_and_update_bang<'a>(
        cx: &mut Context<'a>,
        map: Value<'a>,
        key: Value<'a>,
        mut fun: impl Fn1<'a>,
    ) -> R<'a> {
        if !fun.is_function() {
            return Err(cx.function_clause(atoms::MODULE_MAP, "get_and_update!", 3));
        }
        let entries = map_of(cx, map)?;
        let Some(current) = entries.get(cx, key)? else { return Err(cx.key_error(key, map)) };
        let answer = fun.call(cx, current)?;
        finish_get_and_update(cx, entries, key, current, answer)
    }

    /// The value of a key, or what the function gives; it is called for a missing key only.
    ///
    /// ```elixir
    /// iex> Map.get_lazy(%{}, :total, fn -> Enum.sum([1, 2, 3]) end)
    /// 6
    /// ```
    #[row(cost = unit)]
    pub fn get_lazy<'a>(cx: &mut Context<'a>, map: Value<'a>, key: Value<'a>, mut fun: impl Fn0<'a>) -> R<'a> {
        if !fun.is_function() {
            return Err(cx.function_clause(atoms::MODULE_MAP, "get_lazy", 3));
        }
        match map_of(cx, map)?.get(cx, key)? {
            Some(value) => Ok(value),
            None => fun.call(cx),
        }
    }

    /// Whether the map has a key.
    ///
    /// ```elixir
    /// iex> Map.has_key?(%{a: nil}, :a)
    /// true
    /// iex> Map.has_key?(%{a: nil}, "a")
    /// false
    /// ```
    #[row(cost = unit, name = "has_key?")]
    pub fn has_key<'a>(cx: &mut Context<'a>, map: Value<'a>, key: Value<'a>) -> R<'a> {
        Ok(Value::bool(map_of(cx, map)?.contains(cx, key)?))
    }

    /// The entries of the second map whose keys the first has too.
    ///
    /// ```elixir
    /// iex> Map.intersect(%{a: 1, b: 2}, %{b: 20, c: 30})
    /// %{b: 20}
    /// ```
    #[row(cost = inside)]
    pub fn intersect<'a>(cx: &mut Context<'a>, map1: Value<'a>, map2: Value<'a>) -> R<'a> {
        let (map1, map2) = (map_of(cx, map1)?, map_of(cx, map2)?);
        common(cx, map1, map2, |_, _, _, value| Ok(value))
    }

    /// The entries whose keys both maps have, with the values that the function makes of key, first and second value.
    ///
    /// ```elixir
    /// iex> Map.intersect(%{a: 1, b: 2}, %{b: 20, c: 30}, fn _key, x, y -> x + y end)
    /// %{b: 22}
    /// ```
    #[row(cost = inside, name = "intersect")]
    pub fn intersect_with<'a>(cx: &mut Context<'a>, map1: Value<'a>, map2: Value<'a>, mut fun: impl Fn3<'a>) -> R<'a> {
        if !fun.is_function() {
            return Err(cx.function_clause(atoms::MODULE_MAP, "intersect", 3));
        }
        let (map1, map2) = (map_of(cx, map1)?, map_of(cx, map2)?);
        common(cx, map1, map2, |cx, key, x, y| fun.call(cx, key, x, y))
    }

    /// All keys.
    ///
    /// ```elixir
    /// iex> Map.keys(%{"b" => 1, "a" => 2})
    /// ["a", "b"]
    /// ```
    #[row(cost = elements(map))]
    pub fn keys<'a>(cx: &mut Context<'a>, map: Value<'a>) -> R<'a> {
        let map = map_of(cx, map)?;
        match map.as_flat() {
            Some((keys, _)) => cx.list(keys),
            None => collect(cx, map, |_, key, _| Ok(key)),
        }
    }

    /// The entries of both maps; of equal keys those of the second count.
    ///
    /// ```elixir
    /// iex> Map.merge(%{a: 1, b: 2}, %{b: 3, c: 4})
    /// %{a: 1, b: 3, c: 4}
    /// ```
    #[row(cost = inside)]
    pub fn merge<'a>(cx: &mut Context<'a>, map1: Value<'a>, map2: Value<'a>) -> R<'a> {
        let (map1, map2) = (map_of(cx, map1)?, map_of(cx, map2)?);
        Ok(map1.merge(cx, map2)?.value())
    }

    /// The entries of both maps; of equal keys the function makes the value, from key, first and second value.
    ///
    /// ```elixir
    /// iex> Map.merge(%{a: 1, b: 2}, %{b: 3, c: 4}, fn _key, x, y -> x * y end)
    /// %{a: 1, b: 6, c: 4}
    /// ```
    #[row(cost = inside, name = "merge")]
    pub fn merge_with<'a>(cx: &mut Context<'a>, map1: Value<'a>, map2: Value<'a>, mut fun: impl Fn3<'a>) -> R<'a> {
        if !fun.is_function() {
            return Err(cx.function_clause(atoms::MODULE_MAP, "merge", 3));
        }
        let (map1, map2) = (map_of(cx, map1)?, map_of(cx, map2)?);
        // What both have is made first; what is left comes from one of the two.
        let both = common(cx, map1, map2, |cx, key, x, y| fun.call(cx, key, x, y))?;
        let all = map1.merge(cx, map2)?;
        let both = map_of(cx, both)?;
        Ok(all.merge(cx, both)?.value())
    }

    /// An empty map.
    ///
    /// ```elixir
    /// iex> Map.new()
    /// %{}
    /// ```
    #[row(cost = unit)]
    pub fn new<'a>(cx: &mut Context<'a>) -> R<'a> {
        Ok(Value::map(&Map::EMPTY))
    }

    /// A map of an enumerable's `{key, value}` pairs; of equal keys the last counts.
    ///
    /// ```elixir
    /// iex> Map.new([{"x", 1}, {"y", 2}, {"x", 3}])
    /// %{"x" => 3, "y" => 2}
    /// ```
    #[row(cost = inside, name = "new")]
    #[inline]
    pub fn new_from<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
        if enumerable.is_empty_list() {
            return Ok(Value::map(&Map::EMPTY));
        }
        if let Term::Map(map) = enumerable.term()
            && !map.may_be_struct()
        {
            return Ok(enumerable);
        }
        new_from_pairs(cx, enumerable)
    }

    /// A map of the `{key, value}` pairs that the function makes of an enumerable's elements; of equal keys the last counts.
    ///
    /// ```elixir
    /// iex> Map.new(["ab", "cde"], fn word -> {word, String.length(word)} end)
    /// %{"ab" => 2, "cde" => 3}
    /// ```
    #[row(cost = inside, name = "new")]
    pub fn new_with<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut transform: impl Fn1<'a>) -> R<'a> {
        if !transform.is_function() {
            return Err(cx.function_clause(atoms::MODULE_MAP, "new_from_enum", 2));
        }
        let list = enumerable::to_list(cx, enumerable)?;
        let mut walk = Walk::over(list);
        let mut map = MapBuilder::new(&mut cx.bump, 8)?;
        for element in &mut walk {
            cx.step()?;
            let pair = transform.call(cx, element)?;
            let Term::Tuple([key, value]) = pair.term() else { return Err(cx.argument_error("argument error")) };
            map.push(cx, *key, *value)?;
        }
        keyed::require_proper(cx, walk.end(), |cx| cx.function_clause(atoms::MODULE_MAP, "new_from_enum", 2))?;
        Ok(map.finish(cx)?.value())
    }

    /// Takes a key out: `{value, rest}`, or `{default, map}` where the map does not have it.
    ///
    /// ```elixir
    /// iex> Map.pop(%{id: 7, name: "Ann"}, :id)
    /// {7, %{name: "Ann"}}
    /// iex> Map.pop(%{name: "Ann"}, :id, 0)
    /// {0, %{name: "Ann"}}
    /// ```
    #[row(cost = unit, default(default = nil))]
    pub fn pop<'a>(cx: &mut Context<'a>, map: Value<'a>, key: Value<'a>, default: Value<'a>) -> R<'a> {
        let entries = map_of(cx, map)?;
        match entries.get(cx, key)? {
            Some(value) => popped(cx, entries, key, value),
            None => cx.tuple(&[default, map]),
        }
    }

    /// Takes a key out: `{value, rest}`; a missing key raises `KeyError`.
    ///
    /// ```elixir
    /// iex> Map.pop!(%{id: 7, name: "Ann"}, :id)
    /// {7, %{name: "Ann"}}
    /// ```
    #[row(cost = unit, name = "pop!")]
    pub fn pop_bang<'a>(cx: &mut Context<'a>, map: Value<'a>, key: Value<'a>) -> R<'a> {
        let entries = map_of(cx, map)?;
        match entries.get(cx, key)? {
            Some(value) => popped(cx, entries, key, value),
            None => Err(cx.key_error(key, map)),
        }
    }

    /// Takes a key out: `{value, rest}`; for a missing key the function is called for the value.
    ///
    /// ```elixir
    /// iex> Map.pop_lazy(%{name: "Ann"}, :id, fn -> 40 + 2 end)
    /// {42, %{name: "Ann"}}
    /// ```
    #[row(cost = unit)]
    pub fn pop_lazy<'a>(cx: &mut Context<'a>, map: Value<'a>, key: Value<'a>, mut fun: impl Fn0<'a>) -> R<'a> {
        if !fun.is_function() {
            return Err(cx.function_clause(atoms::MODULE_MAP, "pop_lazy", 3));
        }
        let entries = map_of(cx, map)?;
        match entries.get(cx, key)? {
            Some(value) => popped(cx, entries, key, value),
            None => {
                let value = fun.call(cx)?;
                cx.tuple(&[value, map])
            }
        }
    }

    /// Sets a key, whether the map has it or not.
    ///
    /// ```elixir
    /// iex> Map.put(%{id: 7}, :name, "Ann")
    /// %{id: 7, name: "Ann"}
    /// iex> Map.put(%{id: 7}, :id, 8)
    /// %{id: 8}
    /// ```
    #[row(cost = unit)]
    pub fn put<'a>(cx: &mut Context<'a>, map: Value<'a>, key: Value<'a>, value: Value<'a>) -> R<'a> {
        Ok(map_of(cx, map)?.put(cx, key, value)?.value())
    }

    /// Sets a key that the map does not have yet.
    ///
    /// ```elixir
    /// iex> Map.put_new(%{id: 7}, :id, 8)
    /// %{id: 7}
    /// iex> Map.put_new(%{id: 7}, :name, "Ann")
    /// %{id: 7, name: "Ann"}
    /// ```
    #[row(cost = unit)]
    pub fn put_new<'a>(cx: &mut Context<'a>, map: Value<'a>, key: Value<'a>, value: Value<'a>) -> R<'a> {
        let entries = map_of(cx, map)?;
        if entries.contains(cx, key)? { Ok(map) } else { Ok(entries.put(cx, key, value)?.value()) }
    }

    /// Sets a key that the map does not have yet to what the function gives; it is called only then.
    ///
    /// ```elixir
    /// iex> Map.put_new_lazy(%{id: 7}, :name, fn -> String.upcase("ann") end)
    /// %{id: 7, name: "ANN"}
    /// ```
    #[row(cost = unit)]
    pub fn put_new_lazy<'a>(cx: &mut Context<'a>, map: Value<'a>, key: Value<'a>, mut fun: impl Fn0<'a>) -> R<'a> {
        if !fun.is_function() {
            return Err(cx.function_clause(atoms::MODULE_MAP, "put_new_lazy", 3));
        }
        let entries = map_of(cx, map)?;
        if entries.contains(cx, key)? {
            return Ok(map);
        }
        let value = fun.call(cx)?;
        Ok(entries.put(cx, key, value)?.value())
    }

    /// Removes the entries for which the function gives something truthy; it is called with `{key, value}`.
    ///
    /// ```elixir
    /// iex> Map.reject(%{apples: 3, pears: 0}, fn {_fruit, count} -> count > 0 end)
    /// %{pears: 0}
    /// ```
    #[row(cost = inside)]
    pub fn reject<'a>(cx: &mut Context<'a>, map: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        let Some(map) = as_map(map).filter(|_| fun.is_function()) else {
            return Err(cx.function_clause(atoms::MODULE_MAP, "reject", 2));
        };
        Ok(partition(cx, map, &mut fun, Parts::False)?.1)
    }

    /// Sets a key that the map has; a map without the key comes back as it is.
    ///
    /// ```elixir
    /// iex> Map.replace(%{id: 7}, :id, 8)
    /// %{id: 8}
    /// iex> Map.replace(%{id: 7}, :name, "Ann")
    /// %{id: 7}
    /// ```
    #[row(cost = unit)]
    pub fn replace<'a>(cx: &mut Context<'a>, map: Value<'a>, key: Value<'a>, value: Value<'a>) -> R<'a> {
        let entries = map_of(cx, map)?;
        match entries.find(cx, key)? {
            Some(found) => Ok(entries.replace(cx, found, key, value)?.value()),
            None => Ok(map),
        }
    }

    /// Sets a key that the map has; a missing key raises `KeyError`.
    ///
    /// ```elixir
    /// iex> Map.replace!(%{id: 7}, :id, 8)
    /// %{id: 8}
    /// ```
    #[row(cost = unit, name = "replace!")]
    pub fn replace_bang<'a>(cx: &mut Context<'a>, map: Value<'a>, key: Value<'a>, value: Value<'a>) -> R<'a> {
        let entries = map_of(cx, map)?;
        match entries.find(cx, key)? {
            Some(found) => Ok(entries.replace(cx, found, key, value)?.value()),
            None => Err(cx.key_error(key, map)),
        }
    }

    /// Sets a key that the map has to what the function makes of its value.
    ///
    /// ```elixir
    /// iex> Map.replace_lazy(%{id: 7}, :id, fn id -> id * 10 end)
    /// %{id: 70}
    /// iex> Map.replace_lazy(%{id: 7}, :name, fn name -> name <> "!" end)
    /// %{id: 7}
    /// ```
    #[row(cost = unit)]
    pub fn replace_lazy<'a>(cx: &mut Context<'a>, map: Value<'a>, key: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        let Some(entries) = as_map(map).filter(|_| fun.is_function()) else {
            return Err(cx.function_clause(atoms::MODULE_MAP, "replace_lazy", 3));
        };
        match entries.find(cx, key)? {
            Some(found) => {
                let value = fun.call(cx, found.value)?;
                Ok(entries.replace(cx, found, key, value)?.value())
            }
            None => Ok(map),
        }
    }

    /// Splits in two: the entries with the given keys, and the others.
    ///
    /// ```elixir
    /// iex> Map.split(%{a: 1, b: 2, c: 3}, [:a, :c, :z])
    /// {%{a: 1, c: 3}, %{b: 2}}
    /// ```
    #[row(cost = inside)]
    pub fn split<'a>(cx: &mut Context<'a>, map: Value<'a>, keys: Value<'a>) -> R<'a> {
        let map = map_of(cx, map)?;
        let keys = keys_of(cx, keys)?;
        let failed = |cx: &mut Context<'a>| cx.function_clause(atoms::MODULE_MAP, "split", 3);
        let taken = with_keys(cx, map, keys, failed)?;
        let rest = without(cx, map, keys, failed)?;
        cx.tuple(&[taken, rest])
    }

    /// Splits in two: the entries for which the function gives something truthy, and the others.
    ///
    /// ```elixir
    /// iex> Map.split_with(%{a: 1, b: 2, c: 3}, fn {_key, value} -> rem(value, 2) == 1 end)
    /// {%{a: 1, c: 3}, %{b: 2}}
    /// ```
    #[row(cost = inside)]
    pub fn split_with<'a>(cx: &mut Context<'a>, map: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        let Some(map) = as_map(map).filter(|_| fun.is_function()) else {
            return Err(cx.function_clause(atoms::MODULE_MAP, "split_with", 2));
        };
        let (kept, rest) = partition(cx, map, &mut fun, Parts::Both)?;
        cx.tuple(&[kept, rest])
    }

    /// The entries with the given keys; those that the map does not have are passed over.
    ///
    /// ```elixir
    /// iex> Map.take(%{id: 7, name: "Ann", email: "ann@example.org"}, [:id, :name, :age])
    /// %{id: 7, name: "Ann"}
    /// ```
    #[row(cost = inside)]
    pub fn take<'a>(cx: &mut Context<'a>, map: Value<'a>, keys: Value<'a>) -> R<'a> {
        let map = map_of(cx, map)?;
        let keys = keys_of(cx, keys)?;
        with_keys(cx, map, keys, |cx| cx.function_clause(atoms::MODULE_MAP, "take", 3))
    }

    /// All entries as `{key, value}` pairs.
    ///
    /// ```elixir
    /// iex> Map.to_list(%{"b" => 1, "a" => 2})
    /// [{"a", 2}, {"b", 1}]
    /// ```
    #[row(cost = elements(map))]
    pub fn to_list<'a>(cx: &mut Context<'a>, map: Value<'a>) -> R<'a> {
        let map = map_of(cx, map)?;
        collect(cx, map, |cx, key, value| cx.tuple(&[key, value]))
    }

    /// Changes the value of a key with the function, or sets it to the default where the map does not have it.
    ///
    /// ```elixir
    /// iex> Map.update(%{hits: 4}, :hits, 1, fn hits -> hits + 1 end)
    /// %{hits: 5}
    /// iex> Map.update(%{}, :hits, 1, fn hits -> hits + 1 end)
    /// %{hits: 1}
    /// ```
    #[row(cost = unit)]
    pub fn update<'a>(
        cx: &mut Context<'a>,
        map: Value<'a>,
        key: Value<'a>,
        default: Value<'a>,
        mut fun: impl Fn1<'a>,
    ) -> R<'a> {
        if !fun.is_function() {
            return Err(cx.function_clause(atoms::MODULE_MAP, "update", 4));
        }
        let entries = map_of(cx, map)?;
        match entries.find(cx, key)? {
            Some(found) => {
                let value = fun.call(cx, found.value)?;
                Ok(entries.replace(cx, found, key, value)?.value())
            }
            None => Ok(entries.put(cx, key, default)?.value()),
        }
    }

    /// Changes the value of a key with the function; a missing key raises `KeyError`.
    ///
    /// ```elixir
    /// iex> Map.update!(%{hits: 4}, :hits, fn hits -> hits + 1 end)
    /// %{hits: 5}
    /// ```
    #[row(cost = unit, name = "update!")]
    pub fn update_bang<'a>(cx: &mut Context<'a>, map: Value<'a>, key: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        if !fun.is_function() {
            return Err(cx.function_clause(atoms::MODULE_MAP, "update!", 3));
        }
        let entries = map_of(cx, map)?;
        match entries.find(cx, key)? {
            Some(found) => {
                let value = fun.call(cx, found.value)?;
                Ok(entries.replace(cx, found, key, value)?.value())
            }
            None => Err(cx.key_error(key, map)),
        }
    }

    /// All values, in the order of their keys.
    ///
    /// ```elixir
    /// iex> Map.values(%{"b" => 1, "a" => 2})
    /// [2, 1]
    /// ```
    #[row(cost = elements(map))]
    pub fn values<'a>(cx: &mut Context<'a>, map: Value<'a>) -> R<'a> {
        let map = map_of(cx, map)?;
        match map.as_flat() {
            Some((_, values)) => cx.list(values),
            None => collect(cx, map, |_, _, value| Ok(value)),
        }
    }
}

#[inline(never)]
fn new_from_pairs<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
    let list = enumerable::to_list(cx, enumerable)?;
    let Ok(count) = keyed::proper_length(list) else {
        return Err(cx.bad_argument(1, "not a proper list"));
    };
    let mut map = MapBuilder::new(&mut cx.bump, count)?;
    for pair in Walk::over(list) {
        cx.step()?;
        let Term::Tuple([key, value]) = pair.term() else { return Err(cx.argument_error("argument error")) };
        map.push(cx, *key, *value)?;
    }
    Ok(map.finish(cx)?.value())
}

fn as_map(value: Value<'_>) -> Option<&Map<'_>> {
    match value.term() {
        Term::Map(map) => Some(map),
        _ => None,
    }
}

/// The keys that an enumerable gives, as a list; a list may be improper.
fn keys_of<'a>(cx: &mut Context<'a>, keys: Value<'a>) -> R<'a> {
    if keyed::is_list(keys) { Ok(keys) } else { enumerable::to_list(cx, keys) }
}

fn collect<'a>(
    cx: &mut Context<'a>,
    map: &'a Map<'a>,
    mut element: impl FnMut(&mut Context<'a>, Value<'a>, Value<'a>) -> R<'a>,
) -> R<'a> {
    let mut list = cx.list_builder(map.len())?;
    for (key, value) in map.iter() {
        let element = element(cx, key, value)?;
        list.push(&mut cx.bump, element)?;
    }
    Ok(list.finish(&mut cx.bump))
}

fn popped<'a>(cx: &mut Context<'a>, map: &'a Map<'a>, key: Value<'a>, value: Value<'a>) -> R<'a> {
    let rest = map.remove(cx, key)?.value();
    cx.tuple(&[value, rest])
}

/// The end of `Map.get_and_update/3`: what the function answered is done.
///
/// # Errors
/// `RuntimeError` for an answer that is neither a pair nor `:pop`.
pub(crate) fn finish_get_and_update<'a>(
    cx: &mut Context<'a>,
    map: &'a Map<'a>,
    key: Value<'a>,
    current: Value<'a>,
    answer: Value<'a>,
) -> R<'a> {
    match keyed::update(cx, answer)? {
        Update::Put(get, new) => {
            let map = map.put(cx, key, new)?.value();
            cx.tuple(&[get, map])
        }
        Update::Pop => popped(cx, map, key, current),
    }
}

/// Which halves of a partition are wanted.
#[derive(Clone, Copy, PartialEq)]
enum Parts {
    True,
    False,
    Both,
}

/// The entries for which the function gives something truthy, and the others; empty where it is not wanted.
fn partition<'a>(
    cx: &mut Context<'a>,
    map: &'a Map<'a>,
    fun: &mut impl Fn1<'a>,
    parts: Parts,
) -> Result<(Value<'a>, Value<'a>), Exc> {
    let room = |wanted: bool| if wanted { map.len() } else { 0 };
    let mut yes = SortedBuilder::new(&mut cx.bump, room(parts != Parts::False))?;
    let mut no = SortedBuilder::new(&mut cx.bump, room(parts != Parts::True))?;
    for (key, value) in map.iter() {
        cx.step()?;
        // The pair and what the function makes are given back where it answers with a boolean.
        let answer = cx.scratch(|cx| {
            let pair = cx.tuple(&[key, value])?;
            fun.call(cx, pair)
        })?;
        if answer.truthy() {
            if parts != Parts::False {
                yes.push(&mut cx.bump, key, value)?;
            }
        } else if parts != Parts::True {
            no.push(&mut cx.bump, key, value)?;
        }
    }
    let no = no.finish(&mut cx.bump)?.value();
    Ok((yes.finish(&mut cx.bump)?.value(), no))
}

/// The entries that both have, with the values that `make` makes of key, first and second value.
fn common<'a>(
    cx: &mut Context<'a>,
    map1: &'a Map<'a>,
    map2: &'a Map<'a>,
    mut make: impl FnMut(&mut Context<'a>, Value<'a>, Value<'a>, Value<'a>) -> R<'a>,
) -> R<'a> {
    let (mut lefts, mut rights) = (map1.iter(), map2.iter());
    let (mut l, mut r) = (lefts.next(), rights.next());
    let mut both = SortedBuilder::new(&mut cx.bump, map1.len().min(map2.len()))?;
    while let (Some((x, left)), Some((y, right))) = (l, r) {
        cx.step()?;
        let order = compare_keys(cx, x, y)?;
        if order == Ordering::Equal {
            let value = make(cx, x, left, right)?;
            both.push(&mut cx.bump, x, value)?;
        }
        if order != Ordering::Greater {
            l = lefts.next();
        }
        if order != Ordering::Less {
            r = rights.next();
        }
    }
    Ok(both.finish(&mut cx.bump)?.value())
}

/// The entries with keys of a list.
fn with_keys<'a>(
    cx: &mut Context<'a>,
    map: &'a Map<'a>,
    keys: Value<'a>,
    improper: impl Fn(&mut Context<'a>) -> Exc,
) -> R<'a> {
    let mut taken = MapBuilder::new(&mut cx.bump, 8)?;
    let mut walk = Walk::over(keys);
    for key in &mut walk {
        // A search, and room for the entry.
        cx.charge(10)?;
        if let Some(value) = map.get(cx, key)? {
            taken.push(cx, key, value)?;
        }
    }
    keyed::require_proper(cx, walk.end(), improper)?;
    Ok(taken.finish(cx)?.value())
}

/// The map without the keys of a list.
fn without<'a>(
    cx: &mut Context<'a>,
    map: &'a Map<'a>,
    keys: Value<'a>,
    improper: impl Fn(&mut Context<'a>) -> Exc,
) -> R<'a> {
    let mut walk = Walk::over(keys);
    let rest = match map.as_flat() {
        // All at once: a bit for each entry that stays.
        Some((map_keys, _)) if map_keys.len() <= Kept::MAX => {
            let mut kept = Kept::all(map_keys.len());
            for key in &mut walk {
                cx.step()?;
                if let Some(at) = map.position(cx, key)? {
                    kept.remove(at);
                }
            }
            map.only(cx, kept)?
        }
        _ => {
            let mut map = map;
            for key in &mut walk {
                cx.step()?;
                map = map.remove(cx, key)?;
            }
            map
        }
    };
    keyed::require_proper(cx, walk.end(), improper)?;
    Ok(rest.value())
}

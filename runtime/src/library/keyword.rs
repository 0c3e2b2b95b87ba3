//! `Keyword`: lists of pairs whose keys are atoms.
//!
//! Elixir checks little of what it is given; what it raises on lists that are no keyword lists names the function that
//! gave up, which is often a private one. So it is here.

use super::keyed::{self, Update, Walk, as_key, as_pair, is_list, proper_length};
use crate::access::{find_in_keywords, find_tuple, shown};
use crate::callback::{Fn0, Fn1, Fn3};
use crate::context::Context;
use crate::enumerable::{self, Clause as End};
use crate::error::{Exc, R};
use crate::term::compare::{compare, identical};
use crate::term::{Term, Value, atoms};
use philtre_library::library;

/// Functions for keyword lists: lists of `{atom, value}` pairs, in which a key may come more than once.
#[library("Keyword")]
pub mod functions {
    use super::*;

    /// Removes all entries of a key.
    ///
    /// ```elixir
    /// iex> Keyword.delete([a: 1, b: 2, a: 3], :a)
    /// [b: 2]
    /// ```
    #[row(cost = inside)]
    pub fn delete<'a>(cx: &mut Context<'a>, keywords: Value<'a>, key: Value<'a>) -> R<'a> {
        check(cx, keywords, key, "delete", 2)?;
        without(cx, keywords, key)
    }

    /// Removes the first entry of a key.
    ///
    /// ```elixir
    /// iex> Keyword.delete_first([a: 1, b: 2, a: 3], :a)
    /// [b: 2, a: 3]
    /// ```
    #[row(cost = inside)]
    pub fn delete_first<'a>(cx: &mut Context<'a>, keywords: Value<'a>, key: Value<'a>) -> R<'a> {
        check(cx, keywords, key, "delete_first", 2)?;
        if find_tuple(cx, keywords, key)?.is_none() {
            return Ok(keywords);
        }
        let (before, _, rest) = split_at_key(cx, keywords, key, ("delete_first_key", 2))?;
        cx.list_with_tail(before, rest)
    }

    /// Removes all entries of the given keys.
    ///
    /// ```elixir
    /// iex> Keyword.drop([a: 1, b: 2, c: 3, a: 4], [:a, :c])
    /// [b: 2]
    /// ```
    #[row(cost = inside)]
    pub fn drop<'a>(cx: &mut Context<'a>, keywords: Value<'a>, keys: Value<'a>) -> R<'a> {
        check_lists(cx, keywords, keys, "drop", 2)?;
        select(cx, keywords, ("-drop/2-fun-0-", 1), ("-drop/2-lists^filter/1-1-", 2), |cx, key, _| {
            Ok(!is_member(cx, key, keys)?)
        })
    }

    /// Whether two keyword lists have the same entries, in whatever order.
    ///
    /// ```elixir
    /// iex> Keyword.equal?([a: 1, b: 2], [b: 2, a: 1])
    /// true
    /// iex> Keyword.equal?([a: 1], [a: 1.0])
    /// false
    /// ```
    #[row(cost = inside, name = "equal?")]
    pub fn equal<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        check_lists(cx, left, right, "equal?", 2)?;
        let left = sorted(cx, left)?;
        let right = sorted(cx, right)?;
        Ok(Value::bool(identical(cx, left, right)?))
    }

    /// The first value of a key as `{:ok, value}`, or `:error`.
    ///
    /// ```elixir
    /// iex> Keyword.fetch([a: 1, a: 2], :a)
    /// {:ok, 1}
    /// iex> Keyword.fetch([a: 1], :b)
    /// :error
    /// ```
    #[row(cost = inside)]
    pub fn fetch<'a>(cx: &mut Context<'a>, keywords: Value<'a>, key: Value<'a>) -> R<'a> {
        check(cx, keywords, key, "fetch", 2)?;
        match find_in_keywords(cx, keywords, key)? {
            Some(value) => cx.ok(value),
            None => Ok(atoms::ERROR),
        }
    }

    /// The first value of a key; a missing one raises `KeyError`.
    ///
    /// ```elixir
    /// iex> Keyword.fetch!([a: 1], :a)
    /// 1
    /// ```
    #[row(cost = inside, name = "fetch!")]
    pub fn fetch_bang<'a>(cx: &mut Context<'a>, keywords: Value<'a>, key: Value<'a>) -> R<'a> {
        check(cx, keywords, key, "fetch!", 2)?;
        match find_in_keywords(cx, keywords, key)? {
            Some(value) => Ok(value),
            None => Err(cx.key_error(key, keywords)),
        }
    }

    /// Keeps the entries for which the function gives something truthy; it is called with `{key, value}`.
    ///
    /// ```elixir
    /// iex> Keyword.filter([a: 1, b: 2, a: 3], fn {_key, value} -> value > 1 end)
    /// [b: 2, a: 3]
    /// ```
    #[row(cost = inside)]
    pub fn filter<'a>(cx: &mut Context<'a>, keywords: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        if !is_list(keywords) || !fun.is_function() {
            return Err(failed(cx, "filter", 2));
        }
        select(cx, keywords, ("do_filter", 2), ("do_filter", 2), |cx, _, pair| {
            Ok(cx.scratch(|cx| fun.call(cx, pair))?.truthy())
        })
    }

    /// A keyword list of the given keys, all with the same value.
    ///
    /// ```elixir
    /// iex> Keyword.from_keys([:x, :y], 0)
    /// [x: 0, y: 0]
    /// ```
    #[row(cost = elements(keys))]
    pub fn from_keys<'a>(cx: &mut Context<'a>, keys: Value<'a>, value: Value<'a>) -> R<'a> {
        if !is_list(keys) {
            return Err(failed(cx, "from_keys", 2));
        }
        let mut walk = Walk::over(keys);
        let mut list = cx.list_builder(enumerable::room_for(keys))?;
        for key in &mut walk {
            if as_key(key).is_none() {
                let key = shown(cx, key)?;
                return Err(cx.argument_error(&format!("expected a list of atoms as keys, got: {key}")));
            }
            let pair = cx.tuple(&[key, value])?;
            list.push(&mut cx.bump, pair)?;
        }
        require_end(cx, &walk, ("-from_keys/2-lists^map/1-0-", 2))?;
        Ok(list.finish(&mut cx.bump))
    }

    /// The first value of a key, or a default.
    ///
    /// ```elixir
    /// iex> Keyword.get([limit: 10], :limit)
    /// 10
    /// iex> Keyword.get([limit: 10], :offset, 0)
    /// 0
    /// ```
    #[row(cost = inside, default(default = nil))]
    pub fn get<'a>(cx: &mut Context<'a>, keywords: Value<'a>, key: Value<'a>, default: Value<'a>) -> R<'a> {
        check(cx, keywords, key, "get", 3)?;
        Ok(find_in_keywords(cx, keywords, key)?.unwrap_or(default))
    }

    /// Gets something from the first value of a key and sets it, in one step; further entries of the key are removed. The
    /// function is given the value, or `nil`, and answers `{what_to_get, new_value}`, or `:pop` to remove the entry.
    ///
    /// ```elixir
    /// iex> Keyword.get_and_update([hits: 4], :hits, fn hits -> {hits, hits + 1} end)
    /// {4, [hits: 5]}
    /// ```
    #[row(cost = inside)]
    pub fn get_and_update<'a>(
        cx: &mut Context<'a>,
        keywords: Value<'a>,
        key: Value<'a>,
        mut fun: impl Fn1<'a>,
    ) -> R<'a> {
        check(cx, keywords, key, "get_and_update", 3)?;
        get_and_update_in_list(cx, keywords, key, |cx, value| fun.call(cx, value))
    }

    /// Like `get_and_update/3`, but a missing key raises `KeyError`.
    ///
    /// ```elixir
    /// iex> Keyword.get_and_update!([hits: 4], :hits, fn hits -> {hits, 0} end)
    /// {4, [hits: 0]}
    /// ```
    #[row(cost = inside, name = "get_and_update!")]
    pub fn get_and_update_bang<'a>(
        cx: &mut Context<'a>,
        keywords: Value<'a>,
        key: Value<'a>,
        mut fun: impl Fn1<'a>,
    ) -> R<'a> {
        let (before, found, rest) = split_at_any_key(cx, keywords, key, ("get_and_update!", 4))?;
        let Some(current) = found else {
            return Err(if as_key(key).is_some() {
                cx.key_error(key, keywords)
            } else {
                failed(cx, "get_and_update!", 4)
            });
        };
        let answer = fun.call(cx, current)?;
        finish_get_and_update(cx, before, key, current, rest, answer)
    }

    /// The first value of a key, or what the function gives; it is called for a missing key only.
    ///
    /// ```elixir
    /// iex> Keyword.get_lazy([], :size, fn -> 2 * 8 end)
    /// 16
    /// ```
    #[row(cost = inside)]
    pub fn get_lazy<'a>(cx: &mut Context<'a>, keywords: Value<'a>, key: Value<'a>, mut fun: impl Fn0<'a>) -> R<'a> {
        check_with(cx, keywords, key, fun.is_function(), "get_lazy", 3)?;
        match find_in_keywords(cx, keywords, key)? {
            Some(value) => Ok(value),
            None => fun.call(cx),
        }
    }

    /// All values of a key.
    ///
    /// ```elixir
    /// iex> Keyword.get_values([a: 1, b: 2, a: 3], :a)
    /// [1, 3]
    /// ```
    #[row(cost = elements(keywords))]
    pub fn get_values<'a>(cx: &mut Context<'a>, keywords: Value<'a>, key: Value<'a>) -> R<'a> {
        check(cx, keywords, key, "get_values", 2)?;
        let mut walk = Walk::over(keywords);
        let mut values = cx.list_builder(4)?;
        for entry in &mut walk {
            let Some((k, value)) = as_pair(entry) else { return Err(failed(cx, "get_values", 3)) };
            if k.identical_flat(key) == Some(true) {
                values.push(&mut cx.bump, value)?;
            }
        }
        require_end(cx, &walk, ("get_values", 3))?;
        Ok(values.finish(&mut cx.bump))
    }

    /// Whether there is an entry of a key.
    ///
    /// ```elixir
    /// iex> Keyword.has_key?([a: nil], :a)
    /// true
    /// iex> Keyword.has_key?([a: nil], :b)
    /// false
    /// ```
    #[row(cost = inside, name = "has_key?")]
    pub fn has_key<'a>(cx: &mut Context<'a>, keywords: Value<'a>, key: Value<'a>) -> R<'a> {
        check(cx, keywords, key, "has_key?", 2)?;
        Ok(Value::bool(find_tuple(cx, keywords, key)?.is_some()))
    }

    /// The entries of the first list whose keys the second has too, with the values of the second.
    ///
    /// ```elixir
    /// iex> Keyword.intersect([a: 1, b: 2], [b: 20, c: 30])
    /// [b: 20]
    /// ```
    #[row(cost = inside)]
    pub fn intersect<'a>(cx: &mut Context<'a>, keywords1: Value<'a>, keywords2: Value<'a>) -> R<'a> {
        common(cx, keywords1, keywords2, |_, _, _, value| Ok(value))
    }

    /// The entries of the first list whose keys the second has too, with the values that the function makes of key, first
    /// and second value.
    ///
    /// ```elixir
    /// iex> Keyword.intersect([a: 1, b: 2], [b: 20, c: 30], fn _key, x, y -> x + y end)
    /// [b: 22]
    /// ```
    #[row(cost = inside, name = "intersect")]
    pub fn intersect_with<'a>(
        cx: &mut Context<'a>,
        keywords1: Value<'a>,
        keywords2: Value<'a>,
        mut fun: impl Fn3<'a>,
    ) -> R<'a> {
        common(cx, keywords1, keywords2, |cx, key, x, y| fun.call(cx, key, x, y))
    }

    /// All keys, as often as they come.
    ///
    /// ```elixir
    /// iex> Keyword.keys([a: 1, b: 2, a: 3])
    /// [:a, :b, :a]
    /// ```
    #[row(cost = elements(keywords))]
    pub fn keys<'a>(cx: &mut Context<'a>, keywords: Value<'a>) -> R<'a> {
        if !is_list(keywords) {
            return Err(failed(cx, "keys", 1));
        }
        let mut walk = Walk::over(keywords);
        let mut keys = cx.list_builder(enumerable::room_for(keywords))?;
        for entry in &mut walk {
            let Some((key, _)) = as_pair(entry).filter(|(key, _)| as_key(*key).is_some()) else {
                let entry = shown(cx, entry)?;
                return Err(cx.argument_error(&format!(
                    "expected a keyword list, but an entry in the list is not a two-element tuple with an atom as its \
                     first element, got: {entry}"
                )));
            };
            keys.push(&mut cx.bump, key)?;
        }
        require_end(cx, &walk, ("-keys/1-lists^map/1-0-", 2))?;
        Ok(keys.finish(&mut cx.bump))
    }

    /// Whether a term is a keyword list.
    ///
    /// ```elixir
    /// iex> Keyword.keyword?([a: 1])
    /// true
    /// iex> Keyword.keyword?([{"a", 1}])
    /// false
    /// ```
    #[row(cost = elements(term), name = "keyword?")]
    pub fn is_keyword<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
        Ok(Value::bool(is_keyword_list(term)))
    }

    /// The entries of both lists; of the first those whose keys the second does not have.
    ///
    /// ```elixir
    /// iex> Keyword.merge([a: 1, b: 2], [b: 3, c: 4])
    /// [a: 1, b: 3, c: 4]
    /// ```
    #[row(cost = inside)]
    pub fn merge<'a>(cx: &mut Context<'a>, keywords1: Value<'a>, keywords2: Value<'a>) -> R<'a> {
        check_lists(cx, keywords1, keywords2, "merge", 2)?;
        if keywords2.is_empty_list() {
            return Ok(keywords1);
        }
        if keywords1.is_empty_list() {
            return Ok(keywords2);
        }
        charge_walk(cx, keywords2)?;
        if !is_keyword_list(keywords2) {
            return Err(no_keywords(cx, "second", keywords2));
        }
        let mut walk = Walk::over(keywords1);
        let mut all = cx.list_builder(8)?;
        for entry in &mut walk {
            cx.tick()?;
            let Some((key, _)) = as_pair(entry).filter(|(key, _)| as_key(*key).is_some()) else {
                return Err(no_keywords(cx, "first", keywords1));
            };
            if find_tuple(cx, keywords2, key)?.is_none() {
                all.push(&mut cx.bump, entry)?;
            }
        }
        require_end(cx, &walk, ("-merge/2-lists^filter/1-0-", 2))?;
        Ok(all.finish_with_tail(&mut cx.bump, keywords2))
    }

    /// The entries of both lists; of those with equal keys, the function makes one value from key, first and second value.
    ///
    /// ```elixir
    /// iex> Keyword.merge([a: 1, b: 2], [b: 3, c: 4], fn _key, x, y -> x * y end)
    /// [a: 1, b: 6, c: 4]
    /// ```
    #[row(cost = inside, name = "merge")]
    pub fn merge_with<'a>(
        cx: &mut Context<'a>,
        keywords1: Value<'a>,
        keywords2: Value<'a>,
        mut fun: impl Fn3<'a>,
    ) -> R<'a> {
        if !is_list(keywords1) || !is_list(keywords2) || !fun.is_function() {
            return Err(failed(cx, "merge", 3));
        }
        charge_walk(cx, keywords1)?;
        if !is_keyword_list(keywords1) {
            return Err(no_keywords(cx, "first", keywords1));
        }
        // Entries of the first list: whether one was merged already, and whether its key is in the second at all.
        let first: Vec<(Value<'a>, Value<'a>)> = Walk::over(keywords1).filter_map(as_pair).collect();
        let mut merged = vec![false; first.len()];
        let mut dropped = vec![false; first.len()];
        let mut second = cx.list_builder(8)?;
        let mut walk = Walk::over(keywords2);
        for entry in &mut walk {
            cx.charge(1 + first.len())?;
            let Some((key, value2)) = as_pair(entry).filter(|(key, _)| as_key(*key).is_some()) else {
                return Err(no_keywords(cx, "second", keywords2));
            };
            let mut value1 = None;
            for (i, (k, value)) in first.iter().enumerate() {
                if k.identical_flat(key) == Some(true) {
                    dropped[i] = true;
                    if value1.is_none() && !merged[i] {
                        merged[i] = true;
                        value1 = Some(*value);
                    }
                }
            }
            let pair = match value1 {
                Some(value1) => {
                    let value = fun.call(cx, key, value1, value2)?;
                    cx.tuple(&[key, value])?
                }
                None => entry,
            };
            second.push(&mut cx.bump, pair)?;
        }
        if !walk.end().is_empty_list() {
            return Err(no_keywords(cx, "second", keywords2));
        }
        let second = second.finish(&mut cx.bump);
        let mut all = cx.list_builder(first.len())?;
        for (entry, dropped) in Walk::over(keywords1).zip(dropped) {
            if !dropped {
                all.push(&mut cx.bump, entry)?;
            }
        }
        Ok(all.finish_with_tail(&mut cx.bump, second))
    }

    /// An empty keyword list.
    ///
    /// ```elixir
    /// iex> Keyword.new()
    /// []
    /// ```
    #[row(cost = unit)]
    pub fn new<'a>(cx: &mut Context<'a>) -> R<'a> {
        Ok(Value::EMPTY_LIST)
    }

    /// A keyword list of an enumerable's pairs; of those with equal keys the last stays.
    ///
    /// ```elixir
    /// iex> Keyword.new([a: 1, b: 2, a: 3])
    /// [b: 2, a: 3]
    /// ```
    #[row(cost = inside, name = "new")]
    pub fn new_from<'a>(cx: &mut Context<'a>, pairs: Value<'a>) -> R<'a> {
        last_of_each(cx, pairs, |_, pair| Ok(pair))
    }

    /// A keyword list of the pairs that the function makes of an enumerable's elements, from the last one to the first; of
    /// those with equal keys the last stays.
    ///
    /// ```elixir
    /// iex> Keyword.new([:a, :b], fn key -> {key, key} end)
    /// [a: :a, b: :b]
    /// ```
    #[row(cost = inside, name = "new")]
    pub fn new_with<'a>(cx: &mut Context<'a>, pairs: Value<'a>, mut transform: impl Fn1<'a>) -> R<'a> {
        if !transform.is_function() {
            return Err(failed(cx, "new", 2));
        }
        last_of_each(cx, pairs, |cx, element| transform.call(cx, element))
    }

    /// Takes a key out: `{first_value, rest}`, the rest without any entry of the key; `{default, keywords}` without one.
    ///
    /// ```elixir
    /// iex> Keyword.pop([a: 1, b: 2, a: 3], :a)
    /// {1, [b: 2]}
    /// iex> Keyword.pop([b: 2], :a, 0)
    /// {0, [b: 2]}
    /// ```
    #[row(cost = inside, default(default = nil))]
    pub fn pop<'a>(cx: &mut Context<'a>, keywords: Value<'a>, key: Value<'a>, default: Value<'a>) -> R<'a> {
        check(cx, keywords, key, "pop", 3)?;
        popped(cx, keywords, key, |_| Ok(default))
    }

    /// Takes a key out: `{first_value, rest}`; a missing key raises `KeyError`.
    ///
    /// ```elixir
    /// iex> Keyword.pop!([a: 1, b: 2], :a)
    /// {1, [b: 2]}
    /// ```
    #[row(cost = inside, name = "pop!")]
    pub fn pop_bang<'a>(cx: &mut Context<'a>, keywords: Value<'a>, key: Value<'a>) -> R<'a> {
        check(cx, keywords, key, "pop!", 2)?;
        popped(cx, keywords, key, |cx| Err(cx.key_error(key, keywords)))
    }

    /// Takes the first entry of a key out: `{value, rest}`, or `{default, keywords}` without one.
    ///
    /// ```elixir
    /// iex> Keyword.pop_first([a: 1, b: 2, a: 3], :a)
    /// {1, [b: 2, a: 3]}
    /// ```
    #[row(cost = inside, default(default = nil))]
    pub fn pop_first<'a>(cx: &mut Context<'a>, keywords: Value<'a>, key: Value<'a>, default: Value<'a>) -> R<'a> {
        check(cx, keywords, key, "pop_first", 3)?;
        let mut walk = Walk::over(keywords);
        let mut before = cx.list_builder(4)?;
        while let Some(entry) = walk.next() {
            cx.tick()?;
            if let Term::Tuple([k, fields @ ..]) = entry.term()
                && k.identical_flat(key) == Some(true)
            {
                let rest = walk.left();
                let rest = before.finish_with_tail(&mut cx.bump, rest);
                let [value] = fields else {
                    let found = cx.tuple(&[atoms::VALUE, entry, rest])?;
                    return Err(cx.term_error(atoms::CASE_CLAUSE_ERROR, found));
                };
                return cx.tuple(&[*value, rest]);
            }
            before.push(&mut cx.bump, entry)?;
        }
        if !walk.end().is_empty_list() {
            return Err(cx.function_clause(atoms::LISTS, "keytake", 4));
        }
        cx.tuple(&[default, keywords])
    }

    /// Takes a key out: `{first_value, rest}`; for a missing key the function is called for the value.
    ///
    /// ```elixir
    /// iex> Keyword.pop_lazy([a: 1], :b, fn -> 40 + 2 end)
    /// {42, [a: 1]}
    /// ```
    #[row(cost = inside)]
    pub fn pop_lazy<'a>(cx: &mut Context<'a>, keywords: Value<'a>, key: Value<'a>, mut fun: impl Fn0<'a>) -> R<'a> {
        check_with(cx, keywords, key, fun.is_function(), "pop_lazy", 3)?;
        popped(cx, keywords, key, |cx| fun.call(cx))
    }

    /// Takes a key out: `{values, rest}` with all values of the key.
    ///
    /// ```elixir
    /// iex> Keyword.pop_values([a: 1, b: 2, a: 3], :a)
    /// {[1, 3], [b: 2]}
    /// ```
    #[row(cost = elements(keywords))]
    pub fn pop_values<'a>(cx: &mut Context<'a>, keywords: Value<'a>, key: Value<'a>) -> R<'a> {
        check(cx, keywords, key, "pop_values", 2)?;
        let mut walk = Walk::over(keywords);
        let mut values = cx.list_builder(4)?;
        let mut rest = cx.list_builder(enumerable::room_for(keywords))?;
        for entry in &mut walk {
            let Some((k, value)) = as_pair(entry) else { return Err(failed(cx, "pop_values", 4)) };
            if k.identical_flat(key) == Some(true) {
                values.push(&mut cx.bump, value)?;
            } else {
                rest.push(&mut cx.bump, entry)?;
            }
        }
        if !walk.end().is_empty_list() {
            return Err(cx.function_clause(atoms::LISTS, "reverse", 1));
        }
        let rest = rest.finish(&mut cx.bump);
        let values = values.finish(&mut cx.bump);
        cx.tuple(&[values, rest])
    }

    /// Sets a key: its entries are removed, and the new one comes first.
    ///
    /// ```elixir
    /// iex> Keyword.put([a: 1, b: 2], :b, 3)
    /// [b: 3, a: 1]
    /// ```
    #[row(cost = inside)]
    pub fn put<'a>(cx: &mut Context<'a>, keywords: Value<'a>, key: Value<'a>, value: Value<'a>) -> R<'a> {
        check(cx, keywords, key, "put", 3)?;
        let rest = without(cx, keywords, key)?;
        let pair = cx.tuple(&[key, value])?;
        cx.cons(pair, rest)
    }

    /// Sets a key that has no entry yet.
    ///
    /// ```elixir
    /// iex> Keyword.put_new([a: 1], :a, 2)
    /// [a: 1]
    /// iex> Keyword.put_new([a: 1], :b, 2)
    /// [b: 2, a: 1]
    /// ```
    #[row(cost = inside)]
    pub fn put_new<'a>(cx: &mut Context<'a>, keywords: Value<'a>, key: Value<'a>, value: Value<'a>) -> R<'a> {
        check(cx, keywords, key, "put_new", 3)?;
        match find_in_keywords(cx, keywords, key)? {
            Some(_) => Ok(keywords),
            None => {
                let pair = cx.tuple(&[key, value])?;
                cx.cons(pair, keywords)
            }
        }
    }

    /// Sets a key that has no entry yet to what the function gives; it is called only then.
    ///
    /// ```elixir
    /// iex> Keyword.put_new_lazy([a: 1], :b, fn -> 1 + 1 end)
    /// [b: 2, a: 1]
    /// ```
    #[row(cost = inside)]
    pub fn put_new_lazy<'a>(cx: &mut Context<'a>, keywords: Value<'a>, key: Value<'a>, mut fun: impl Fn0<'a>) -> R<'a> {
        check_with(cx, keywords, key, fun.is_function(), "put_new_lazy", 3)?;
        match find_in_keywords(cx, keywords, key)? {
            Some(_) => Ok(keywords),
            None => {
                let value = fun.call(cx)?;
                let pair = cx.tuple(&[key, value])?;
                cx.cons(pair, keywords)
            }
        }
    }

    /// Removes the entries for which the function gives something truthy; it is called with `{key, value}`.
    ///
    /// ```elixir
    /// iex> Keyword.reject([a: 1, b: 2, a: 3], fn {_key, value} -> value > 1 end)
    /// [a: 1]
    /// ```
    #[row(cost = inside)]
    pub fn reject<'a>(cx: &mut Context<'a>, keywords: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        if !is_list(keywords) || !fun.is_function() {
            return Err(failed(cx, "reject", 2));
        }
        select(cx, keywords, ("do_reject", 2), ("do_reject", 2), |cx, _, pair| {
            Ok(!cx.scratch(|cx| fun.call(cx, pair))?.truthy())
        })
    }

    /// Sets the first entry of a key and removes its others; without one the list comes back as it is.
    ///
    /// ```elixir
    /// iex> Keyword.replace([a: 1, b: 2, a: 3], :a, 9)
    /// [a: 9, b: 2]
    /// iex> Keyword.replace([b: 2], :a, 9)
    /// [b: 2]
    /// ```
    #[row(cost = inside)]
    pub fn replace<'a>(cx: &mut Context<'a>, keywords: Value<'a>, key: Value<'a>, value: Value<'a>) -> R<'a> {
        check(cx, keywords, key, "replace", 3)?;
        changed(cx, keywords, key, ("do_replace", 3), |_, _| Ok(value), |_| Ok(keywords))
    }

    /// Sets the first entry of a key and removes its others; a missing key raises `KeyError`.
    ///
    /// ```elixir
    /// iex> Keyword.replace!([a: 1, b: 2, a: 3], :a, 9)
    /// [a: 9, b: 2]
    /// ```
    #[row(cost = inside, name = "replace!")]
    pub fn replace_bang<'a>(cx: &mut Context<'a>, keywords: Value<'a>, key: Value<'a>, value: Value<'a>) -> R<'a> {
        check(cx, keywords, key, "replace!", 3)?;
        changed(cx, keywords, key, ("replace!", 4), |_, _| Ok(value), |cx| Err(cx.key_error(key, keywords)))
    }

    /// Changes the first value of a key with the function and removes its other entries; without one the list comes back as
    /// it is.
    ///
    /// ```elixir
    /// iex> Keyword.replace_lazy([a: 1, b: 2], :a, fn value -> value * 10 end)
    /// [a: 10, b: 2]
    /// ```
    #[row(cost = inside)]
    pub fn replace_lazy<'a>(cx: &mut Context<'a>, keywords: Value<'a>, key: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        check_with(cx, keywords, key, fun.is_function(), "replace_lazy", 3)?;
        changed(cx, keywords, key, ("do_replace_lazy", 3), |cx, value| fun.call(cx, value), |_| Ok(keywords))
    }

    /// Splits in two: the entries of the given keys, and the others.
    ///
    /// ```elixir
    /// iex> Keyword.split([a: 1, b: 2, c: 3, a: 4], [:a, :c])
    /// {[a: 1, c: 3, a: 4], [b: 2]}
    /// ```
    #[row(cost = inside)]
    pub fn split<'a>(cx: &mut Context<'a>, keywords: Value<'a>, keys: Value<'a>) -> R<'a> {
        check_lists(cx, keywords, keys, "split", 2)?;
        partition(cx, keywords, ("-split/2-lists^foldl/2-1-", 3), |cx, entry| match as_pair(entry) {
            Some((key, _)) => is_member(cx, key, keys),
            None => Err(failed(cx, "-split/2-fun-0-", 2)),
        })
    }

    /// Splits in two: the entries for which the function gives something truthy, and the others.
    ///
    /// ```elixir
    /// iex> Keyword.split_with([a: 1, b: 2, c: 3], fn {_key, value} -> rem(value, 2) == 1 end)
    /// {[a: 1, c: 3], [b: 2]}
    /// ```
    #[row(cost = inside)]
    pub fn split_with<'a>(cx: &mut Context<'a>, keywords: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        if !is_list(keywords) || !fun.is_function() {
            return Err(failed(cx, "split_with", 2));
        }
        partition(cx, keywords, ("-split_with/2-lists^foldr/2-1-", 3), |cx, entry| {
            Ok(cx.scratch(|cx| fun.call(cx, entry))?.truthy())
        })
    }

    /// The entries of the given keys.
    ///
    /// ```elixir
    /// iex> Keyword.take([a: 1, b: 2, c: 3, a: 4], [:a, :c])
    /// [a: 1, c: 3, a: 4]
    /// ```
    #[row(cost = inside)]
    pub fn take<'a>(cx: &mut Context<'a>, keywords: Value<'a>, keys: Value<'a>) -> R<'a> {
        check_lists(cx, keywords, keys, "take", 2)?;
        select(cx, keywords, ("-take/2-fun-0-", 1), ("-take/2-lists^filter/1-1-", 2), |cx, key, _| {
            is_member(cx, key, keys)
        })
    }

    /// The list itself.
    ///
    /// ```elixir
    /// iex> Keyword.to_list([a: 1])
    /// [a: 1]
    /// ```
    #[row(cost = unit)]
    pub fn to_list<'a>(cx: &mut Context<'a>, keywords: Value<'a>) -> R<'a> {
        if is_list(keywords) { Ok(keywords) } else { Err(failed(cx, "to_list", 1)) }
    }

    /// Changes the first value of a key with the function and removes its other entries; without one the default is put at
    /// the end.
    ///
    /// ```elixir
    /// iex> Keyword.update([a: 1, b: 2], :a, 0, fn value -> value + 10 end)
    /// [a: 11, b: 2]
    /// iex> Keyword.update([b: 2], :a, 0, fn value -> value + 10 end)
    /// [b: 2, a: 0]
    /// ```
    #[row(cost = inside)]
    pub fn update<'a>(
        cx: &mut Context<'a>,
        keywords: Value<'a>,
        key: Value<'a>,
        default: Value<'a>,
        mut fun: impl Fn1<'a>,
    ) -> R<'a> {
        check_with(cx, keywords, key, fun.is_function(), "update", 4)?;
        changed(
            cx,
            keywords,
            key,
            ("update_guarded", 4),
            |cx, value| fun.call(cx, value),
            |cx| {
                let pair = cx.tuple(&[key, default])?;
                let end = cx.list(&[pair])?;
                let mut all = cx.list_builder(8)?;
                for entry in Walk::over(keywords) {
                    all.push(&mut cx.bump, entry)?;
                }
                Ok(all.finish_with_tail(&mut cx.bump, end))
            },
        )
    }

    /// Changes the first value of a key with the function and removes its other entries; a missing key raises `KeyError`.
    ///
    /// ```elixir
    /// iex> Keyword.update!([a: 1, b: 2], :a, fn value -> value + 10 end)
    /// [a: 11, b: 2]
    /// ```
    #[row(cost = inside, name = "update!")]
    pub fn update_bang<'a>(cx: &mut Context<'a>, keywords: Value<'a>, key: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        check_with(cx, keywords, key, fun.is_function(), "update!", 3)?;
        changed(
            cx,
            keywords,
            key,
            ("update!", 4),
            |cx, value| fun.call(cx, value),
            |cx| Err(cx.key_error(key, keywords)),
        )
    }

    /// Checks the keys against those that are allowed: atoms, or pairs with a default for what is missing. Gives
    /// `{:ok, keywords}` with defaults, or `{:error, keys}` with those that are unknown or come twice.
    ///
    /// ```elixir
    /// iex> Keyword.validate([limit: 10], [:limit, offset: 0])
    /// {:ok, [offset: 0, limit: 10]}
    /// iex> Keyword.validate([colour: 1], [:limit])
    /// {:error, [:colour]}
    /// ```
    #[row(cost = inside)]
    pub fn validate<'a>(cx: &mut Context<'a>, keywords: Value<'a>, values: Value<'a>) -> R<'a> {
        match validated(cx, keywords, values)? {
            Ok(keywords) => cx.ok(keywords),
            Err(bad) => cx.error(bad),
        }
    }

    /// Like `validate/2`, but gives the keyword list, or raises `ArgumentError`.
    ///
    /// ```elixir
    /// iex> Keyword.validate!([limit: 10], [:limit, offset: 0])
    /// [offset: 0, limit: 10]
    /// ```
    #[row(cost = inside, name = "validate!")]
    pub fn validate_bang<'a>(cx: &mut Context<'a>, keywords: Value<'a>, values: Value<'a>) -> R<'a> {
        match validated(cx, keywords, values)? {
            Ok(keywords) => Ok(keywords),
            Err(bad) => Err(validation_failed(cx, keywords, values, bad)?),
        }
    }

    /// All values.
    ///
    /// ```elixir
    /// iex> Keyword.values([a: 1, b: 2, a: 3])
    /// [1, 2, 3]
    /// ```
    #[row(cost = elements(keywords))]
    pub fn values<'a>(cx: &mut Context<'a>, keywords: Value<'a>) -> R<'a> {
        if !is_list(keywords) {
            return Err(failed(cx, "values", 1));
        }
        let mut walk = Walk::over(keywords);
        let mut values = cx.list_builder(enumerable::room_for(keywords))?;
        for entry in &mut walk {
            let Some((_, value)) = as_pair(entry) else { return Err(failed(cx, "-values/1-fun-0-", 1)) };
            values.push(&mut cx.bump, value)?;
        }
        require_end(cx, &walk, ("-values/1-lists^map/1-1-", 2))?;
        Ok(values.finish(&mut cx.bump))
    }
}

/// What `Enum.reverse/1` says to the tail of an improper list.
static REVERSE: End = End::new("-reverse/1-lists^foldl/2-0-", 3);

/// A function's name and arity, as a `FunctionClauseError` shows it.
type Clause = (&'static str, usize);

/// `FunctionClauseError` of a function of this module.
#[cold]
fn failed(cx: &mut Context<'_>, function: &str, arity: usize) -> Exc {
    cx.function_clause(atoms::MODULE_KEYWORD, function, arity)
}

/// A list and an atom, or `FunctionClauseError`.
#[inline]
fn check<'a>(
    cx: &mut Context<'a>,
    keywords: Value<'a>,
    key: Value<'a>,
    function: &str,
    arity: usize,
) -> Result<(), Exc> {
    check_with(cx, keywords, key, true, function, arity)
}

/// A list, an atom and something else that was looked at already, or `FunctionClauseError`.
#[inline]
fn check_with<'a>(
    cx: &mut Context<'a>,
    keywords: Value<'a>,
    key: Value<'a>,
    others: bool,
    function: &str,
    arity: usize,
) -> Result<(), Exc> {
    if others && is_list(keywords) && as_key(key).is_some() { Ok(()) } else { Err(failed(cx, function, arity)) }
}

fn check_lists<'a>(
    cx: &mut Context<'a>,
    left: Value<'a>,
    right: Value<'a>,
    function: &str,
    arity: usize,
) -> Result<(), Exc> {
    if is_list(left) && is_list(right) { Ok(()) } else { Err(failed(cx, function, arity)) }
}

fn require_end(cx: &mut Context<'_>, walk: &Walk<'_>, clause: Clause) -> Result<(), Exc> {
    if walk.end().is_empty_list() { Ok(()) } else { Err(failed(cx, clause.0, clause.1)) }
}

fn charge_walk<'a>(cx: &mut Context<'a>, list: Value<'a>) -> Result<(), Exc> {
    crate::row::charge_elements_of(cx, list)
}

fn is_keyword_list(value: Value<'_>) -> bool {
    let mut walk = Walk::over(value);
    walk.all(|entry| as_pair(entry).is_some_and(|(key, _)| as_key(key).is_some())) && walk.end().is_empty_list()
}

#[cold]
fn no_keywords<'a>(cx: &mut Context<'a>, which: &str, list: Value<'a>) -> Exc {
    match shown(cx, list) {
        Ok(list) => cx.argument_error(&format!("expected a keyword list as the {which} argument, got: {list}")),
        Err(limit) => limit,
    }
}

/// Whether a list has that element.
///
/// # Errors
/// `ArgumentError` where it ends improperly before.
fn is_member<'a>(cx: &mut Context<'a>, element: Value<'a>, list: Value<'a>) -> Result<bool, Exc> {
    let mut walk = Walk::over(list);
    for other in &mut walk {
        cx.tick()?;
        if identical(cx, other, element)? {
            return Ok(true);
        }
    }
    keyed::require_proper(cx, walk.end(), |cx| cx.bad_argument(2, "not a proper list"))?;
    Ok(false)
}

/// The list without the entries of a key; the list itself where there is none.
fn without<'a>(cx: &mut Context<'a>, keywords: Value<'a>, key: Value<'a>) -> R<'a> {
    if find_tuple(cx, keywords, key)?.is_none() {
        return Ok(keywords);
    }
    select(cx, keywords, ("delete_key", 2), ("delete_key", 2), |_, k, _| Ok(k.identical_flat(key) != Some(true)))
}

/// [`without`] as it is compiled into the functions that change an entry.
fn without_inlined<'a>(cx: &mut Context<'a>, rest: Value<'a>, key: Value<'a>) -> R<'a> {
    if !is_list(rest) || as_key(key).is_none() {
        return Err(failed(cx, "-inlined-delete/2-", 2));
    }
    without(cx, rest, key)
}

/// The entries that `keep` keeps, given their key and themselves.
fn select<'a>(
    cx: &mut Context<'a>,
    keywords: Value<'a>,
    no_pair: Clause,
    improper: Clause,
    mut keep: impl FnMut(&mut Context<'a>, Value<'a>, Value<'a>) -> Result<bool, Exc>,
) -> R<'a> {
    let mut walk = Walk::over(keywords);
    let mut kept = cx.list_builder(8)?;
    for entry in &mut walk {
        cx.tick()?;
        let Some((key, _)) = as_pair(entry) else { return Err(failed(cx, no_pair.0, no_pair.1)) };
        if keep(cx, key, entry)? {
            kept.push(&mut cx.bump, entry)?;
        }
    }
    require_end(cx, &walk, improper)?;
    Ok(kept.finish(&mut cx.bump))
}

fn partition<'a>(
    cx: &mut Context<'a>,
    list: Value<'a>,
    improper: Clause,
    mut first: impl FnMut(&mut Context<'a>, Value<'a>) -> Result<bool, Exc>,
) -> R<'a> {
    let mut walk = Walk::over(list);
    let mut yes = cx.list_builder(8)?;
    let mut no = cx.list_builder(8)?;
    for entry in &mut walk {
        cx.tick()?;
        let half = if first(cx, entry)? { &mut yes } else { &mut no };
        half.push(&mut cx.bump, entry)?;
    }
    require_end(cx, &walk, improper)?;
    let no = no.finish(&mut cx.bump);
    let yes = yes.finish(&mut cx.bump);
    cx.tuple(&[yes, no])
}

/// What a list has before the first entry of a key, the value of that entry, and what comes after it.
type AtKey<'a> = (&'a [Value<'a>], Option<Value<'a>>, Value<'a>);

/// Splits at the first entry of a flat key.
fn split_at_key<'a>(
    cx: &mut Context<'a>,
    keywords: Value<'a>,
    key: Value<'a>,
    clause: Clause,
) -> Result<AtKey<'a>, Exc> {
    split_at_any_key(cx, keywords, key, clause)
}

/// Splits at the first entry of a key. Everything on the way must be a pair, and the list proper up to there.
fn split_at_any_key<'a>(
    cx: &mut Context<'a>,
    keywords: Value<'a>,
    key: Value<'a>,
    clause: Clause,
) -> Result<AtKey<'a>, Exc> {
    let mut walk = Walk::over(keywords);
    let mut before = cx.list_builder(8)?;
    while let Some(entry) = walk.next() {
        cx.tick()?;
        let Some((k, value)) = as_pair(entry) else { return Err(failed(cx, clause.0, clause.1)) };
        if identical(cx, k, key)? {
            let rest = walk.left();
            return Ok((before.finish_slice(&mut cx.bump), Some(value), rest));
        }
        before.push(&mut cx.bump, entry)?;
    }
    require_end(cx, &walk, clause)?;
    Ok((before.finish_slice(&mut cx.bump), None, Value::EMPTY_LIST))
}

/// The list with the first value of a key changed and its other entries removed, or what `missing` gives.
fn changed<'a>(
    cx: &mut Context<'a>,
    keywords: Value<'a>,
    key: Value<'a>,
    clause: Clause,
    change: impl FnOnce(&mut Context<'a>, Value<'a>) -> R<'a>,
    missing: impl FnOnce(&mut Context<'a>) -> R<'a>,
) -> R<'a> {
    let (before, found, rest) = split_at_key(cx, keywords, key, clause)?;
    let Some(value) = found else { return missing(cx) };
    let value = change(cx, value)?;
    put_between(cx, before, key, value, rest)
}

fn put_between<'a>(
    cx: &mut Context<'a>,
    before: &[Value<'a>],
    key: Value<'a>,
    value: Value<'a>,
    rest: Value<'a>,
) -> R<'a> {
    let rest = without_inlined(cx, rest, key)?;
    let pair = cx.tuple(&[key, value])?;
    let rest = cx.cons(pair, rest)?;
    cx.list_with_tail(before, rest)
}

/// `Keyword.get_and_update/3` with a function of Rust.
///
/// # Errors
/// As that function's.
pub(crate) fn get_and_update_in_list<'a>(
    cx: &mut Context<'a>,
    keywords: Value<'a>,
    key: Value<'a>,
    change: impl FnOnce(&mut Context<'a>, Value<'a>) -> R<'a>,
) -> R<'a> {
    let (before, found, rest) = split_at_key(cx, keywords, key, ("get_and_update", 4))?;
    let Some(current) = found else {
        let answer = change(cx, Value::NIL)?;
        let (get, keywords) = match keyed::update(cx, answer)? {
            Update::Put(get, new) => {
                let pair = cx.tuple(&[key, new])?;
                (get, cx.cons(pair, keywords)?)
            }
            Update::Pop => (Value::NIL, keywords),
        };
        return cx.tuple(&[get, keywords]);
    };
    let answer = change(cx, current)?;
    finish_get_and_update(cx, before, key, current, rest, answer)
}

fn finish_get_and_update<'a>(
    cx: &mut Context<'a>,
    before: &[Value<'a>],
    key: Value<'a>,
    current: Value<'a>,
    rest: Value<'a>,
    answer: Value<'a>,
) -> R<'a> {
    let (get, keywords) = match keyed::update(cx, answer)? {
        Update::Put(get, new) => (get, put_between(cx, before, key, new, rest)?),
        Update::Pop => (current, cx.list_with_tail(before, rest)?),
    };
    cx.tuple(&[get, keywords])
}

/// `{value, rest}` for the first value of a key, or `{missing, keywords}`.
fn popped<'a>(
    cx: &mut Context<'a>,
    keywords: Value<'a>,
    key: Value<'a>,
    missing: impl FnOnce(&mut Context<'a>) -> R<'a>,
) -> R<'a> {
    let (value, rest) = match find_in_keywords(cx, keywords, key)? {
        Some(value) => (value, without(cx, keywords, key)?),
        None => (missing(cx)?, keywords),
    };
    cx.tuple(&[value, rest])
}

/// `Keyword.pop/2`
///
/// # Errors
/// As that function's.
pub(crate) fn pop_from_list<'a>(cx: &mut Context<'a>, keywords: Value<'a>, key: Value<'a>) -> R<'a> {
    functions::pop(cx, keywords, key, Value::NIL)
}

/// The entries of `left` whose keys `right` has, with the values that `make` makes.
fn common<'a>(
    cx: &mut Context<'a>,
    left: Value<'a>,
    right: Value<'a>,
    mut make: impl FnMut(&mut Context<'a>, Value<'a>, Value<'a>, Value<'a>) -> R<'a>,
) -> R<'a> {
    let mut walk = Walk::over(left);
    let mut both = cx.list_builder(8)?;
    for entry in &mut walk {
        cx.tick()?;
        let Some((key, value)) = as_pair(entry) else { return Err(failed(cx, "intersect", 3)) };
        if !is_list(right) {
            return Err(cx.bad_argument(3, "not a list"));
        }
        match keyed::find_by_key(cx, right, key, 0)? {
            None => {}
            Some((_, Term::Tuple([_, other]))) => {
                let value = make(cx, key, value, *other)?;
                let pair = cx.tuple(&[key, value])?;
                both.push(&mut cx.bump, pair)?;
            }
            Some((found, _)) => return Err(cx.term_error(atoms::CASE_CLAUSE_ERROR, found)),
        }
    }
    require_end(cx, &walk, ("intersect", 3))?;
    Ok(both.finish(&mut cx.bump))
}

/// A keyword list of pairs, made from the last to the first; of those with equal keys the last stays.
fn last_of_each<'a>(
    cx: &mut Context<'a>,
    enumerable: Value<'a>,
    mut make: impl FnMut(&mut Context<'a>, Value<'a>) -> R<'a>,
) -> R<'a> {
    let elements = enumerable::elements(cx, enumerable, &REVERSE)?;
    let mut pairs = cx.list_builder(elements.len())?;
    for element in elements.iter().rev() {
        cx.charge(1 + pairs.len())?;
        let pair = make(cx, *element)?;
        let Some((key, _)) = as_pair(pair) else { return Err(cx.match_error(pair)) };
        if as_key(key).is_none() {
            return Err(failed(cx, "put_new", 3));
        }
        let is_new = pairs.as_slice().iter().all(|other| match as_pair(*other) {
            Some((k, _)) => k.identical_flat(key) != Some(true),
            None => true,
        });
        if is_new {
            pairs.push(&mut cx.bump, pair)?;
        }
    }
    pairs.as_mut_slice().reverse();
    Ok(pairs.finish(&mut cx.bump))
}

/// A list in term order.
fn sorted<'a>(cx: &mut Context<'a>, list: Value<'a>) -> R<'a> {
    match proper_length(list) {
        Ok(0..=1) => return Ok(list),
        Ok(count) => cx.charge(count)?,
        Err(_) => {
            // What `:lists.sort/1` says to improper lists of one, and of more elements.
            let one = Walk::over(list).nth(1).is_none();
            let (function, arity) = if one { ("sort", 1) } else { ("split_1", 5) };
            return Err(cx.function_clause(atoms::LISTS, function, arity));
        }
    }
    let mut elements: Vec<Value<'a>> = Walk::over(list).collect();
    crate::sort::merge_sort(&mut elements, &mut |a, b| Ok(compare(cx, *a, *b)?.is_le()))?;
    cx.list(&elements)
}

/// The keys that may still come, with the two lists that Elixir keeps them in: what was passed over in a search goes from
/// one to the other, which shows in the order of the defaults.
struct Allowed<'a> {
    /// The top is the next one.
    here: Vec<Value<'a>>,
    there: Vec<Value<'a>>,
    /// What the list of allowed keys ends in, below the last of `here`.
    end: Value<'a>,
}

impl<'a> Allowed<'a> {
    /// Takes out the entry of a key, if there is one. It is looked for here first, then there.
    fn take(&mut self, cx: &mut Context<'a>, key: Value<'a>) -> Result<bool, Exc> {
        cx.charge(self.here.len() + self.there.len())?;
        let is_it = |entry: &Value<'a>| {
            entry.identical_flat(key) == Some(true)
                || as_pair(*entry).is_some_and(|(k, _)| k.identical_flat(key) == Some(true))
        };
        if let Some(at) = self.here.iter().rposition(is_it) {
            self.there.extend(self.here.drain(at + 1..).rev());
            self.here.truncate(at);
            return Ok(true);
        }
        if !self.end.is_empty_list() {
            return Err(failed(cx, "find_key!", 3));
        }
        if let Some(at) = self.there.iter().rposition(is_it) {
            self.here.extend(self.there.drain(at + 1..).rev());
            self.there.truncate(at);
            // The search began in the other list, and the two have changed places since.
            std::mem::swap(&mut self.here, &mut self.there);
            return Ok(true);
        }
        Ok(false)
    }
}

/// The keyword list with defaults, or the keys that are not allowed.
fn validated<'a>(
    cx: &mut Context<'a>,
    keywords: Value<'a>,
    values: Value<'a>,
) -> Result<Result<Value<'a>, Value<'a>>, Exc> {
    check_lists(cx, keywords, values, "validate", 2)?;
    charge_walk(cx, values)?;
    let mut walk = Walk::over(values);
    let mut here: Vec<Value<'a>> = walk.by_ref().collect();
    here.reverse();
    let mut allowed = Allowed { here, there: Vec::new(), end: walk.end() };
    let mut walk = Walk::over(keywords);
    let mut found = Value::EMPTY_LIST;
    let mut bad = Value::EMPTY_LIST;
    for entry in &mut walk {
        cx.tick()?;
        let Some((key, _)) = as_pair(entry).filter(|(key, _)| as_key(*key).is_some()) else {
            let entry = shown(cx, entry)?;
            return Err(
                cx.argument_error(&format!("expected a keyword list as first argument, got invalid entry: {entry}"))
            );
        };
        if allowed.take(cx, key)? {
            found = cx.cons(entry, found)?;
        } else {
            bad = cx.cons(key, bad)?;
        }
    }
    require_end(cx, &walk, ("validate", 5))?;
    if !bad.is_empty_list() {
        return Ok(Err(bad));
    }
    let mut all = found_in_order(cx, found)?;
    for (list, end) in [(&allowed.there, Value::EMPTY_LIST), (&allowed.here, allowed.end)] {
        for entry in list.iter().rev() {
            cx.tick()?;
            if as_key(*entry).is_some() {
                continue;
            }
            if as_pair(*entry).is_none_or(|(key, _)| as_key(key).is_none()) {
                let entry = shown(cx, *entry)?;
                return Err(cx.argument_error(&format!(
                    "expected the second argument to be a list of atoms or tuples, got: {entry}"
                )));
            }
            all = cx.cons(*entry, all)?;
        }
        if !end.is_empty_list() {
            return Err(failed(cx, "move_pairs!", 2));
        }
    }
    Ok(Ok(all))
}

/// What was found, the last first, in the order in which it came.
fn found_in_order<'a>(cx: &mut Context<'a>, found: Value<'a>) -> R<'a> {
    let mut list = cx.list_builder(8)?;
    for entry in Walk::over(found) {
        cx.tick()?;
        list.push(&mut cx.bump, entry)?;
    }
    list.as_mut_slice().reverse();
    Ok(list.finish(&mut cx.bump))
}

/// The `ArgumentError` of `validate!/2`.
#[cold]
fn validation_failed<'a>(
    cx: &mut Context<'a>,
    keywords: Value<'a>,
    values: Value<'a>,
    bad: Value<'a>,
) -> Result<Exc, Exc> {
    let mut keys = cx.list_builder(8)?;
    for entry in Walk::over(values) {
        cx.tick()?;
        let key = match entry.term() {
            Term::Atom(_) => entry,
            Term::Tuple([key, ..]) => *key,
            Term::Tuple([]) => return Err(cx.bad_argument(1, "out of range")),
            _ => return Err(cx.bad_argument(2, "not a tuple")),
        };
        keys.push(&mut cx.bump, key)?;
    }
    let keys = keys.finish(&mut cx.bump);
    let mut unknown = cx.list_builder(4)?;
    for key in Walk::over(bad) {
        if !is_member(cx, key, keys)? {
            unknown.push(&mut cx.bump, key)?;
        }
    }
    let unknown = unknown.finish(&mut cx.bump);
    let (what, which) = if unknown.is_empty_list() { ("duplicate", bad) } else { ("unknown", unknown) };
    let (which, given) = (shown(cx, which)?, shown(cx, keywords)?);
    Ok(if what == "unknown" {
        let keys = shown(cx, keys)?;
        cx.argument_error(&format!("unknown keys {which} in {given}, the allowed keys are: {keys}"))
    } else {
        cx.argument_error(&format!("duplicate keys {which} in {given}"))
    })
}

//! `Keyword`'s functions that change entries of one key.

use super::*;

/// Functions that change entries.
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
            cx.step()?;
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
        cx.step()?;
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

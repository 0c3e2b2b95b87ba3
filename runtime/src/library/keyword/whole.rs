//! `Keyword`'s functions over whole lists.

use super::*;

/// Functions over whole keyword lists.
#[library("Keyword", units = 3)]
pub mod functions {
    use super::*;

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
            cx.step()?;
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
        let _room = claim(cx, keywords1)?;
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
}

/// What `Enum.reverse/1` says to the tail of an improper list.
static REVERSE: End = End::new("-reverse/1-lists^foldl/2-0-", 3);

#[cold]
fn no_keywords<'a>(cx: &mut Context<'a>, which: &str, list: Value<'a>) -> Exc {
    match shown(cx, list) {
        Ok(list) => cx.argument_error(&format!("expected a keyword list as the {which} argument, got: {list}")),
        Err(limit) => limit,
    }
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
        cx.step()?;
        let half = if first(cx, entry)? { &mut yes } else { &mut no };
        half.push(&mut cx.bump, entry)?;
    }
    require_end(cx, &walk, improper)?;
    let no = no.finish(&mut cx.bump);
    let yes = yes.finish(&mut cx.bump);
    cx.tuple(&[yes, no])
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
        cx.step()?;
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
    let _room = claim(cx, list)?;
    let mut elements: Vec<Value<'a>> = Walk::over(list).collect();
    crate::sort::merge_sort(&mut elements, &mut |a, b| Ok(compare(cx, *a, *b)?.is_le()))?;
    cx.list(&elements)
}

//! `Keyword`: lists of pairs whose keys are atoms.
//!
//! Elixir checks little of what it is given; what it raises on lists that are no keyword lists names the function that
//! gave up, which is often a private one. So it is here.
//!
//! Here is what reads entries; [`change`] changes them, [`whole`] makes lists of lists, [`validate`] checks options.

pub mod change;
pub mod validate;
pub mod whole;

pub(crate) use change::{get_and_update_in_list, pop_from_list};

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

/// Whether a list has that element.
///
/// # Errors
/// `ArgumentError` where it ends improperly before.
fn is_member<'a>(cx: &mut Context<'a>, element: Value<'a>, list: Value<'a>) -> Result<bool, Exc> {
    let mut walk = Walk::over(list);
    for other in &mut walk {
        cx.step()?;
        if identical(cx, other, element)? {
            return Ok(true);
        }
    }
    keyed::require_proper(cx, walk.end(), |cx| cx.bad_argument(2, "not a proper list"))?;
    Ok(false)
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
        cx.step()?;
        let Some((key, _)) = as_pair(entry) else { return Err(failed(cx, no_pair.0, no_pair.1)) };
        if keep(cx, key, entry)? {
            kept.push(&mut cx.bump, entry)?;
        }
    }
    require_end(cx, &walk, improper)?;
    Ok(kept.finish(&mut cx.bump))
}

/// Room for the pairs of a list outside of the arena.
pub(super) fn claim<'a>(cx: &mut Context<'a>, list: Value<'a>) -> Result<crate::memory::Claim, Exc> {
    let mut count = 0usize;
    for _ in Walk::over(list) {
        cx.tick()?;
        count += 1;
    }
    // Twice, since room is made for more.
    cx.claim(count.saturating_mul(2 * size_of::<(Value<'_>, Value<'_>)>()))
}

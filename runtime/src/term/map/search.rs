//! Where a key stands among sorted keys.

use crate::context::Context;
use crate::error::Exc;
use crate::term::compare::{charge_long, compare_flat_key, compare_keys};
use crate::term::{Term, Value};
use std::cmp::Ordering;

/// Above this many entries a sorted array is searched by halves.
const LINEAR_MAX: usize = 32;

/// Where a flat key stands in sorted keys. A literal of a program looks first where it was found last.
#[inline]
pub(super) fn position_flat(keys: &[Value<'_>], key: Value<'_>) -> Option<usize> {
    let Some(guess) = key.guess() else { return find_flat(keys, key) };
    let at = guess.get();
    if keys.get(at).is_some_and(|k| key.is_same_flat(*k)) {
        return Some(at);
    }
    let at = find_flat(keys, key)?;
    guess.set(at);
    Some(at)
}

#[inline(never)]
fn find_flat(keys: &[Value<'_>], key: Value<'_>) -> Option<usize> {
    if keys.len() > LINEAR_MAX {
        return search_flat(keys, key).ok();
    }
    // A look at kind and length, four keys at a time, passes over nearly all others.
    let mut at = 0;
    loop {
        at += match keys.get(at..)? {
            [a, b, c, d, ..] => {
                if key.may_be_same_flat(*a) {
                    0
                } else if key.may_be_same_flat(*b) {
                    1
                } else if key.may_be_same_flat(*c) {
                    2
                } else if key.may_be_same_flat(*d) {
                    3
                } else {
                    at += 4;
                    continue;
                }
            }
            few => few.iter().position(|k| key.may_be_same_flat(*k))?,
        };
        if keys.get(at).is_some_and(|k| is_same(key, *k)) {
            return Some(at);
        }
        at += 1;
    }
}

/// Out of line, since it is asked once or twice and would otherwise be prepared for before the search.
#[inline(never)]
fn is_same(key: Value<'_>, other: Value<'_>) -> bool {
    key.is_same_flat(other)
}

#[inline(never)]
fn search_flat(keys: &[Value<'_>], key: Value<'_>) -> Result<usize, usize> {
    keys.binary_search_by(|k| compare_flat_key(*k, key))
}

/// Charges for a long key, which may be compared with several of the same length.
#[inline(always)]
pub(crate) fn charge_key<'a>(cx: &mut Context<'a>, key: Value<'a>) -> Result<(), Exc> {
    match key.term() {
        Term::Binary(binary) => charge_long(cx, binary),
        _ => Ok(()),
    }
}

/// Where a key stands in sorted keys, or where it would.
pub(super) fn search<'a>(
    cx: &mut Context<'a>,
    keys: &[Value<'a>],
    key: Value<'a>,
) -> Result<Result<usize, usize>, Exc> {
    if key.is_flat() {
        charge_key(cx, key)?;
        if (keys.len() <= LINEAR_MAX || key.guess().is_some())
            && let Some(at) = position_flat(keys, key)
        {
            return Ok(Ok(at));
        }
        return Ok(search_flat(keys, key));
    }
    let (mut low, mut high) = (0, keys.len());
    while low < high {
        let middle = low + (high - low) / 2;
        match compare_keys(cx, keys[middle], key)? {
            Ordering::Less => low = middle + 1,
            Ordering::Equal => return Ok(Ok(middle)),
            Ordering::Greater => high = middle,
        }
    }
    Ok(Err(low))
}

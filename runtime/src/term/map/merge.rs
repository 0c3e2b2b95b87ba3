//! Two maps made one.

use super::{Map, SortedBuilder};
use crate::context::Context;
use crate::error::Exc;
use crate::term::compare::compare_keys;
use std::cmp::Ordering;

/// Where one map is this much smaller than the other, its entries are put into the other one by one.
const MUCH_SMALLER: usize = 8;

/// The entries of both; of equal keys the right one's count.
pub(super) fn merge<'a>(cx: &mut Context<'a>, left: &'a Map<'a>, right: &'a Map<'a>) -> Result<&'a Map<'a>, Exc> {
    if right.is_empty() || std::ptr::eq(left, right) {
        return Ok(left);
    }
    if left.is_empty() {
        return Ok(right);
    }
    // Small maps take the loop at the end: putting copies a whole array each time.
    if left.len() > super::FLAT_MAX && right.len() < left.len() / MUCH_SMALLER {
        let mut all = left;
        for (key, value) in right.iter() {
            all = all.put(cx, key, value)?;
        }
        return Ok(all);
    }
    if right.len() > super::FLAT_MAX && left.len() < right.len() / MUCH_SMALLER {
        let mut all = right;
        for (key, value) in left.iter() {
            if !right.contains(cx, key)? {
                all = all.put(cx, key, value)?;
            }
        }
        return Ok(all);
    }
    if let (Some((l, _)), Some((r, _))) = (left.as_flat(), right.as_flat())
        && std::ptr::eq(l, r)
    {
        return Ok(right);
    }
    cx.charge_elements(left.len() + right.len())?;
    let mut all = SortedBuilder::new(&mut cx.bump, left.len() + right.len())?;
    let (mut lefts, mut rights) = (left.iter(), right.iter());
    let (mut l, mut r) = (lefts.next(), rights.next());
    loop {
        let order = match (l, r) {
            (Some((x, _)), Some((y, _))) => compare_keys(cx, x, y)?,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => break,
        };
        let entry = if order == Ordering::Less { l } else { r };
        if let Some((key, value)) = entry {
            all.push(&mut cx.bump, key, value)?;
        }
        if order != Ordering::Greater {
            l = lefts.next();
        }
        if order != Ordering::Less {
            r = rights.next();
        }
    }
    // Where one has all keys of the other, its array is shared: later lookups and comparisons profit.
    for side in [left, right] {
        if let Some((keys, _)) = side.as_flat()
            && keys.len() == all.len()
        {
            return Ok(all.finish_with_keys(&mut cx.bump, keys)?);
        }
    }
    Ok(all.finish(&mut cx.bump)?)
}

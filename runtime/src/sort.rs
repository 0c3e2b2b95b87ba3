//! Our own merge sort: stable, never confused by an order that contradicts itself, and stopped by the first error.

use crate::error::Exc;

/// Runs this short are sorted by insertion.
const RUN: usize = 8;

/// Up to this many items the sort needs no memory but the stack.
const ON_STACK: usize = 32;

/// Sorts by `in_order(a, b)`, which says whether `a` may stand before `b`.
///
/// # Errors
/// The first that `in_order` gives; the order is then unspecified.
pub fn merge_sort<T: Copy>(items: &mut [T], in_order: &mut impl FnMut(&T, &T) -> Result<bool, Exc>) -> Result<(), Exc> {
    let n = items.len();
    for run in items.chunks_mut(RUN) {
        for i in 1..run.len() {
            let item = run[i];
            let mut at = i;
            while at > 0 && !in_order(&run[at - 1], &item)? {
                run[at] = run[at - 1];
                at -= 1;
            }
            run[at] = item;
        }
    }
    if n <= RUN {
        return Ok(());
    }
    let (mut few, mut many);
    let other: &mut [T] = if n <= ON_STACK {
        few = [items[0]; ON_STACK];
        &mut few[..n]
    } else {
        many = items.to_vec();
        &mut many
    };
    let mut width = RUN;
    let mut in_other = false;
    while width < n {
        let (from, to): (&[T], &mut [T]) = if in_other { (&*other, &mut *items) } else { (&*items, &mut *other) };
        let mut start = 0;
        while start < n {
            let middle = (start + width).min(n);
            let end = (start + 2 * width).min(n);
            merge(&from[start..middle], &from[middle..end], &mut to[start..end], in_order)?;
            start = end;
        }
        in_other = !in_other;
        width *= 2;
    }
    if in_other {
        items.copy_from_slice(other);
    }
    Ok(())
}

fn merge<T: Copy>(
    left: &[T],
    right: &[T],
    to: &mut [T],
    in_order: &mut impl FnMut(&T, &T) -> Result<bool, Exc>,
) -> Result<(), Exc> {
    let (mut l, mut r) = (0, 0);
    for slot in to {
        let take_left = match (left.get(l), right.get(r)) {
            (Some(a), Some(b)) => in_order(a, b)?,
            (Some(_), None) => true,
            (None, _) => false,
        };
        if take_left {
            *slot = left[l];
            l += 1;
        } else {
            *slot = right[r];
            r += 1;
        }
    }
    Ok(())
}

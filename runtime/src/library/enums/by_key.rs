//! Elements sorted by keys: what is under `Enum.sort_by`.
//!
//! What is sorted are indices. Values are large to move about, and mostly written by halves, which a processor reads back as
//! a whole only after a while.

use super::order::Order;
use crate::context::Context;
use crate::error::Exc;
use crate::sort::merge_sort;
use crate::term::Value;
use crate::term::compare::compare;
use smallvec::SmallVec;
use std::cmp::Ordering;

/// Up to this many elements are sorted by insertion where their keys are numbers.
const FEW: usize = 16;

/// Sorts elements by their keys and writes them over the keys; those with equal keys keep their order. There are as many
/// keys as elements.
#[inline(always)]
pub(super) fn sort<'a>(
    cx: &mut Context<'a>,
    keys: &mut [Value<'a>],
    elements: &[Value<'a>],
    order: Order<'a>,
) -> Result<(), Exc> {
    match order.natural_descending() {
        Some(descending) => sort_by_terms(cx, keys, elements, descending),
        None => sort_by_order(cx, keys, elements, order),
    }
}

#[inline(never)]
fn sort_by_terms<'a>(
    cx: &mut Context<'a>,
    keys: &mut [Value<'a>],
    elements: &[Value<'a>],
    descending: bool,
) -> Result<(), Exc> {
    if sort_by_numbers(keys, elements, descending) {
        return Ok(());
    }
    sort_indices(keys, elements, |a, b| {
        cx.step()?;
        let order = compare_out_of_line(cx, a, b)?;
        Ok(if descending { order.is_ge() } else { order.is_le() })
    })
}

#[inline(never)]
fn sort_by_order<'a>(
    cx: &mut Context<'a>,
    keys: &mut [Value<'a>],
    elements: &[Value<'a>],
    order: Order<'a>,
) -> Result<(), Exc> {
    sort_indices(keys, elements, |a, b| {
        cx.step()?;
        order.decide(cx, a, b)
    })
}

fn sort_indices<'a>(
    keys: &mut [Value<'a>],
    elements: &[Value<'a>],
    mut in_order: impl FnMut(Value<'a>, Value<'a>) -> Result<bool, Exc>,
) -> Result<(), Exc> {
    let mut order: SmallVec<[u32; 32]> = (0..keys.len() as u32).collect();
    merge_sort(&mut order, &mut |a, b| in_order(keys[*a as usize], keys[*b as usize]))?;
    place(keys, elements, order.into_iter());
    Ok(())
}

/// Writes the elements over the keys, in the order of their indices.
#[inline(always)]
fn place<'a>(keys: &mut [Value<'a>], elements: &[Value<'a>], order: impl Iterator<Item = u32>) {
    for (place, index) in keys.iter_mut().zip(order) {
        *place = elements[index as usize];
    }
}

/// As [`compare`], so that code around a quicker case needs no frame for it.
#[inline(never)]
fn compare_out_of_line<'a>(cx: &mut Context<'a>, a: Value<'a>, b: Value<'a>) -> Result<Ordering, Exc> {
    compare(cx, a, b)
}

/// [`sort`] where all keys are integers of 64 bits, or all are floats; `false` elsewhere, with nothing done.
fn sort_by_numbers<'a>(keys: &mut [Value<'a>], elements: &[Value<'a>], descending: bool) -> bool {
    let turned = if descending { u64::MAX } else { 0 };
    match keys {
        [] => true,
        [first, ..] if first.as_float().is_some() => {
            sort_by_number(keys, elements, |key| key.as_float().map(|float| float_in_order(float) ^ turned))
        }
        _ => sort_by_number(keys, elements, |key| key.as_int().map(|integer| integer as u64 ^ SIGN ^ turned)),
    }
}

#[inline(always)]
fn sort_by_number<'a>(
    keys: &mut [Value<'a>],
    elements: &[Value<'a>],
    number: impl Fn(Value<'a>) -> Option<u64>,
) -> bool {
    if keys.len() > FEW {
        return sort_many(keys, elements, number);
    }
    let (mut numbers, mut order) = ([0; FEW], [0; FEW]);
    for (index, key) in keys.iter().enumerate() {
        let Some(number) = number(*key) else { return false };
        let mut at = index;
        while at > 0 && numbers[at - 1] > number {
            (numbers[at], order[at]) = (numbers[at - 1], order[at - 1]);
            at -= 1;
        }
        (numbers[at], order[at]) = (number, index as u8);
    }
    place(keys, elements, order.iter().map(|index| u32::from(*index)));
    true
}

#[inline(never)]
fn sort_many<'a>(keys: &mut [Value<'a>], elements: &[Value<'a>], number: impl Fn(Value<'a>) -> Option<u64>) -> bool {
    let mut order = Vec::with_capacity(keys.len());
    for (index, key) in keys.iter().enumerate() {
        let Some(number) = number(*key) else { return false };
        order.push((number, index as u32));
    }
    order.sort_unstable();
    place(keys, elements, order.into_iter().map(|(_, index)| index));
    true
}

/// The highest bit.
const SIGN: u64 = 1 << 63;

/// A number that is less where the float is less, and the same for both zeros.
fn float_in_order(float: f64) -> u64 {
    // -0.0 + 0.0 is 0.0.
    let bits = (float + 0.0).to_bits();
    if bits & SIGN == 0 { bits | SIGN } else { !bits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_the_order_of_floats() {
        let floats = [f64::MIN, -1.5, -1.0, -f64::MIN_POSITIVE, -0.0, f64::MIN_POSITIVE, 1.0, 1.5, f64::MAX];
        assert!(floats.is_sorted_by_key(|float| float_in_order(*float)));
        assert_eq!(float_in_order(-0.0), float_in_order(0.0));
    }

    #[test]
    fn equal_keys_keep_the_order_of_their_elements() {
        for n in [FEW as i64, 100] {
            for descending in [false, true] {
                let mut keys: Vec<Value<'_>> = (0..n).map(|i| Value::int(i % 7 - 3)).collect();
                let elements: Vec<Value<'_>> = (0..n).map(Value::int).collect();
                assert!(sort_by_numbers(&mut keys, &elements, descending));
                let mut expected: Vec<i64> = (0..n).collect();
                expected.sort_by_key(|i| if descending { -(i % 7) } else { i % 7 });
                let sorted: Vec<i64> = keys.iter().filter_map(|element| element.as_int()).collect();
                assert_eq!(sorted, expected);
            }
        }
    }

    #[test]
    fn other_keys_are_left_alone() {
        let mut keys = [Value::int(2), Value::float(1.0)];
        assert!(!sort_by_numbers(&mut keys, &[Value::NIL; 2], false));
        assert_eq!(keys[0].as_int(), Some(2));
    }
}

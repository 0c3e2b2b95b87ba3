//! Entries of objects in order, and key arrays that objects of one shape share.

use crate::term::Value;
use crate::text::byte;
use std::cmp::Ordering;

/// An entry of an object that is being read.
#[derive(Clone, Copy)]
pub(super) struct Field<'a> {
    /// The first eight bytes of the key as a number in the order of bytes.
    pub(super) prefix: u64,
    pub(super) key: &'a str,
    pub(super) value: Value<'a>,
    /// The key as it goes into the map.
    pub(super) key_value: Value<'a>,
}

/// Objects with no more entries are sorted in place on the stack, and their keys may be shared.
pub(super) const SMALL: usize = 32;

/// The keys of an object that was read, for the next object with the same keys in the same order.
#[derive(Clone, Copy)]
pub(super) struct Shape<'a> {
    pub(super) hash: u64,
    /// Sorted.
    pub(super) keys: &'a [Value<'a>],
    /// For each of them, where it stood in the object.
    pub(super) order: [u8; SMALL],
}

/// How many shapes are remembered.
pub(super) const SHAPES: usize = 4;

impl Field<'_> {
    #[inline(always)]
    pub(super) fn order(&self, other: &Self) -> Ordering {
        match self.prefix.cmp(&other.prefix) {
            Ordering::Equal => self.key.cmp(other.key),
            order => order,
        }
    }
}

impl Shape<'_> {
    /// Whether an object with these fields has its keys, in the order that it knows.
    #[inline]
    pub(super) fn describes(&self, fields: &[Field<'_>]) -> bool {
        self.keys.len() == fields.len()
            && self.keys.iter().zip(self.order).all(|(key, at)| {
                let field = fields.get(at as usize);
                field.is_some_and(|field| key.identical_flat(field.key_value) == Some(true))
            })
    }
}

/// Writes the order of at most [`SMALL`] fields by key, the first of equal ones alone; says how many are left.
pub(super) fn sort_small(fields: &[Field<'_>], order: &mut [u8; SMALL]) -> usize {
    let mut n = 0_usize;
    for (i, field) in fields.iter().enumerate() {
        // Most often keys come sorted, or nearly so.
        let mut at = n;
        let duplicate = loop {
            let Some(before) = at.checked_sub(1) else { break false };
            match fields[order[before] as usize].order(field) {
                Ordering::Less => break false,
                Ordering::Equal => break true,
                Ordering::Greater => order[at] = order[before],
            }
            at = before;
        };
        if duplicate {
            // Those behind it go back to where they were.
            order.copy_within(at + 1..n + 1, at);
        } else {
            order[at] = i as u8;
            n += 1;
        }
    }
    n
}

/// The first eight bytes as a number in the order of bytes; zeros stand for what is missing.
#[inline(always)]
pub(super) fn prefix(key: &[u8]) -> u64 {
    byte::word(key).swap_bytes()
}

#[cfg(test)]
mod tests {
    use super::prefix;

    #[test]
    fn prefixes_are_in_the_order_of_bytes() {
        let keys = ["", "\0", "a", "a\0", "ab", "abcdefg", "abcdefgh", "abcdefghi", "b", "é"];
        for (a, b) in keys.iter().flat_map(|a| keys.iter().map(move |b| (a, b))) {
            let padded = |key: &str| key.bytes().chain([0; 8]).take(8).collect::<Vec<u8>>();
            assert_eq!(prefix(a.as_bytes()).cmp(&prefix(b.as_bytes())), padded(a).cmp(&padded(b)), "{a:?} {b:?}");
        }
    }
}

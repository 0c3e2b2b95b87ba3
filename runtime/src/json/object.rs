//! Entries of objects in order, and key arrays that objects of one shape share.

use crate::term::Value;
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
    let mut n = 0;
    for (i, field) in fields.iter().enumerate() {
        // Most often keys come sorted, or nearly so.
        let mut at = n;
        let mut duplicate = false;
        while at > 0 {
            match fields[order[at - 1] as usize].order(field) {
                Ordering::Less => break,
                Ordering::Equal => {
                    duplicate = true;
                    break;
                }
                Ordering::Greater => at -= 1,
            }
        }
        if !duplicate {
            order.copy_within(at..n, at + 1);
            order[at] = i as u8;
            n += 1;
        }
    }
    n
}

/// The first eight bytes as a number in the order of bytes; zeros stand for what is missing.
#[inline(always)]
pub(super) fn prefix(key: &[u8]) -> u64 {
    if let Some(first) = key.first_chunk::<8>() {
        return u64::from_be_bytes(*first);
    }
    let mut bytes = [0; 8];
    for (to, from) in bytes.iter_mut().zip(key) {
        *to = *from;
    }
    u64::from_be_bytes(bytes)
}

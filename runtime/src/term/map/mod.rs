//! Maps, walked in term order always.
//!
//! Small maps are two arrays, sorted by key, of which the keys may be shared with a literal or with the map it was made
//! from: a linear search beats everything else up to about a hundred keys. A map that grows past [`FLAT_MAX`] entries one
//! by one becomes a persistent tree, so that each step costs the logarithm, in time and in memory.

mod build;
mod cached;
mod kept;
#[allow(unsafe_code)]
mod layout;
mod merge;
mod search;
#[cfg(test)]
mod tests;
mod tree;

pub use build::{MapBuilder, SortedBuilder};
pub use cached::{CachedKey, Guess, Key};
pub use kept::Kept;
pub use layout::Map;
pub(crate) use search::charge_key;

use super::compare::compare_keys;
use super::{Value, atoms};
use crate::context::Context;
use crate::error::Exc;
use crate::memory::{Full, ListBuilder};
use layout::Repr;
use search::{position_flat, search};
use std::cmp::Ordering;

/// Above this many entries, a map that grows or shrinks entry by entry is a tree.
pub const FLAT_MAX: usize = 96;

impl<'a> Map<'a> {
    /// `%{}`
    pub const EMPTY: Map<'static> = Map::from_sorted(&[], &[]);

    /// Whether it has none.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Keys and values side by side, where the map is two arrays.
    #[inline(always)]
    pub fn as_flat(&self) -> Option<(&'a [Value<'a>], &'a [Value<'a>])> {
        match self.repr() {
            Repr::Flat { keys, values } => Some((keys, values)),
            Repr::Tree(_) => None,
        }
    }

    /// The value of a key that is flat: an atom, a number, a binary. Nothing for other keys: see [`Map::get`].
    #[inline(always)]
    pub fn get_flat(&self, key: Value<'_>) -> Option<Value<'a>> {
        match self.repr() {
            Repr::Flat { keys, values } => {
                let at = position_flat(keys, key)?;
                values.get(at).copied()
            }
            Repr::Tree(tree) => tree.get_flat(key),
        }
    }

    /// The value of a key.
    ///
    /// # Errors
    /// A limit, where the key is so large that comparing it passes one.
    #[inline]
    pub fn get(&self, cx: &mut Context<'a>, key: Value<'a>) -> Result<Option<Value<'a>>, Exc> {
        if key.is_flat() {
            charge_key(cx, key)?;
            return Ok(self.get_flat(key));
        }
        match self.repr() {
            Repr::Flat { keys, values } => Ok(match search(cx, keys, key)? {
                Ok(at) => values.get(at).copied(),
                Err(_) => None,
            }),
            Repr::Tree(tree) => tree.get(cx, key),
        }
    }

    /// Whether it has the key.
    #[inline]
    pub fn contains(&self, cx: &mut Context<'a>, key: Value<'a>) -> Result<bool, Exc> {
        Ok(self.get(cx, key)?.is_some())
    }

    /// Whether it has the key `__struct__` with an atom: a struct. At once for nearly every map that is none.
    #[inline(always)]
    pub fn is_struct(&self) -> bool {
        !self.starts_behind_struct() && self.struct_name().is_some()
    }

    /// Whether the least key comes after `__struct__` in the order of keys: a binary does, and an atom whose name begins with
    /// a lower-case letter.
    #[inline(always)]
    fn starts_behind_struct(&self) -> bool {
        match self.repr() {
            Repr::Flat { keys: [first, ..], .. } if first.is_binary() => true,
            Repr::Flat { keys: [first, ..], .. } => match first.term() {
                super::Term::Atom(atom) => atom.name().as_bytes().first().is_some_and(|byte| *byte > b'_'),
                _ => false,
            },
            Repr::Flat { keys: [], .. } => true,
            Repr::Tree(_) => false,
        }
    }

    /// The name in `__struct__`, where that is an atom.
    #[inline]
    pub fn struct_name(&self) -> Option<super::Atom<'a>> {
        match self.struct_field()?.term() {
            super::Term::Atom(name) => Some(name),
            _ => None,
        }
    }

    /// What is in `__struct__`: in a struct that is the first entry, in an exception the second.
    #[inline]
    pub fn struct_field(&self) -> Option<Value<'a>> {
        if let Repr::Flat { keys: [key, ..], values: [value, ..] } = self.repr()
            && key.is(atoms::STRUCT)
        {
            return Some(*value);
        }
        if self.starts_behind_struct() {
            return None;
        }
        self.get_flat(atoms::STRUCT)
    }

    /// Whether it has a `__struct__`, whatever that holds. At once for nearly every map that has none.
    #[inline(always)]
    pub fn may_be_struct(&self) -> bool {
        self.struct_field().is_some()
    }

    /// Entries in the order of keys.
    #[inline]
    pub fn iter(&self) -> Entries<'a> {
        match self.repr() {
            Repr::Flat { keys, values } => Entries::Flat { keys, values, at: 0 },
            Repr::Tree(tree) => Entries::Tree(tree.iter()),
        }
    }

    /// The map with a key set. Shares what it can.
    ///
    /// # Errors
    /// Memory, fuel or depth run out.
    pub fn put(&self, cx: &mut Context<'a>, key: Value<'a>, value: Value<'a>) -> Result<&'a Map<'a>, Exc> {
        match self.repr() {
            Repr::Flat { keys, values } => match search(cx, keys, key)? {
                Ok(at) => {
                    cx.charge_elements(values.len())?;
                    let values =
                        cx.bump.values_with::<Exc>(values.len(), |i| Ok(if i == at { value } else { values[i] }))?;
                    Ok(cx.bump.alloc(Map::from_sorted(keys, values))?)
                }
                Err(at) if keys.len() < FLAT_MAX => {
                    cx.charge_elements(keys.len())?;
                    let insert = |old: &'a [Value<'a>], new: Value<'a>| {
                        move |i: usize| {
                            Ok(match i.cmp(&at) {
                                Ordering::Less => old[i],
                                Ordering::Equal => new,
                                Ordering::Greater => old[i - 1],
                            })
                        }
                    };
                    let new_keys = cx.bump.values_with::<Exc>(keys.len() + 1, insert(keys, key))?;
                    let new_values = cx.bump.values_with::<Exc>(keys.len() + 1, insert(values, value))?;
                    Ok(cx.bump.alloc(Map::from_sorted(new_keys, new_values))?)
                }
                Err(_) => {
                    cx.charge(keys.len())?;
                    let tree = tree::Tree::from_sorted(&mut cx.bump, keys, values)?.put(cx, key, value)?;
                    Ok(cx.bump.alloc(Map::from_tree(tree))?)
                }
            },
            Repr::Tree(tree) => {
                let tree = tree.put(cx, key, value)?;
                Ok(cx.bump.alloc(Map::from_tree(tree))?)
            }
        }
    }

    /// The map with other values for keys that it has; of equal keys the last counts. Where it does not have them all, the
    /// least of those that it lacks.
    ///
    /// # Errors
    /// Memory, fuel or depth run out.
    pub fn replace_all(
        &'a self,
        cx: &mut Context<'a>,
        entries: &[(Value<'a>, Value<'a>)],
    ) -> Result<Result<&'a Map<'a>, Value<'a>>, Exc> {
        let Repr::Flat { keys, values } = self.repr() else {
            let mut map = self;
            for (key, value) in entries {
                if !self.contains(cx, *key)? {
                    return Ok(Err(self.least_missing(cx, entries)?));
                }
                map = map.put(cx, *key, *value)?;
            }
            return Ok(Ok(map));
        };
        cx.charge_elements(values.len())?;
        let mut new = ListBuilder::new(&mut cx.bump, values.len())?;
        new.extend_from_slice(&mut cx.bump, values)?;
        for (key, value) in entries {
            match search(cx, keys, *key)? {
                Ok(at) => new.as_mut_slice()[at] = *value,
                Err(_) => return Ok(Err(self.least_missing(cx, entries)?)),
            }
        }
        let values = new.finish_slice(&mut cx.bump);
        Ok(Ok(cx.bump.alloc(Map::from_sorted(keys, values))?))
    }

    #[cold]
    fn least_missing(&self, cx: &mut Context<'a>, entries: &[(Value<'a>, Value<'a>)]) -> Result<Value<'a>, Exc> {
        let mut least = None;
        for (key, _) in entries {
            if !self.contains(cx, *key)? {
                least = match least {
                    Some(other) if compare_keys(cx, other, *key)? == Ordering::Less => Some(other),
                    _ => Some(*key),
                };
            }
        }
        Ok(least.unwrap_or(Value::NIL))
    }

    /// The map without a key; itself where it has none such.
    ///
    /// # Errors
    /// Memory, fuel or depth run out.
    pub fn remove(&'a self, cx: &mut Context<'a>, key: Value<'a>) -> Result<&'a Map<'a>, Exc> {
        match self.repr() {
            Repr::Flat { keys, values } => match search(cx, keys, key)? {
                Err(_) => Ok(self),
                Ok(at) if keys.len() <= FLAT_MAX => {
                    cx.charge_elements(keys.len())?;
                    let without = |old: &'a [Value<'a>]| move |i: usize| Ok(old[if i < at { i } else { i + 1 }]);
                    let new_keys = cx.bump.values_with::<Exc>(keys.len() - 1, without(keys))?;
                    let new_values = cx.bump.values_with::<Exc>(keys.len() - 1, without(values))?;
                    Ok(cx.bump.alloc(Map::from_sorted(new_keys, new_values))?)
                }
                Ok(_) => {
                    cx.charge(keys.len())?;
                    let tree = tree::Tree::from_sorted(&mut cx.bump, keys, values)?.remove(cx, key)?;
                    Ok(cx.bump.alloc(Map::from_tree(tree))?)
                }
            },
            Repr::Tree(tree) => {
                let tree = tree.remove(cx, key)?;
                Ok(cx.bump.alloc(Map::from_tree(tree))?)
            }
        }
    }

    /// The index of a key in the arrays of a flat map.
    ///
    /// # Errors
    /// A limit, where the key is so large that comparing it passes one.
    #[inline]
    pub fn position(&self, cx: &mut Context<'a>, key: Value<'a>) -> Result<Option<usize>, Exc> {
        match self.repr() {
            Repr::Flat { keys, .. } if key.is_flat() => {
                charge_key(cx, key)?;
                Ok(position_flat(keys, key))
            }
            Repr::Flat { keys, .. } => Ok(search(cx, keys, key)?.ok()),
            Repr::Tree(_) => Ok(None),
        }
    }

    /// The map with those entries alone, by their indexes in the arrays of a flat map.
    ///
    /// # Errors
    /// Memory, fuel.
    pub fn only(&'a self, cx: &mut Context<'a>, kept: Kept) -> Result<&'a Map<'a>, Exc> {
        let Repr::Flat { keys, values } = self.repr() else { return Ok(self) };
        if kept.len() == keys.len() {
            return Ok(self);
        }
        cx.charge_elements(keys.len())?;
        let mut new_keys = ListBuilder::new(&mut cx.bump, kept.len())?;
        let mut new_values = ListBuilder::new(&mut cx.bump, kept.len())?;
        for run in kept {
            if let (Some(keys), Some(values)) = (keys.get(run.clone()), values.get(run)) {
                new_keys.extend_from_slice(&mut cx.bump, keys)?;
                new_values.extend_from_slice(&mut cx.bump, values)?;
            }
        }
        let (values, keys) = (new_values.finish_slice(&mut cx.bump), new_keys.finish_slice(&mut cx.bump));
        Ok(cx.bump.alloc(Map::from_sorted(keys, values))?)
    }

    /// The entry of a key.
    ///
    /// # Errors
    /// A limit, where the key is so large that comparing it passes one.
    #[inline]
    pub fn find(&self, cx: &mut Context<'a>, key: Value<'a>) -> Result<Option<Found<'a>>, Exc> {
        match self.repr() {
            Repr::Flat { values, .. } => Ok(match self.position(cx, key)? {
                Some(at) => values.get(at).map(|value| Found { value: *value, at }),
                None => None,
            }),
            Repr::Tree(tree) => Ok(tree.get(cx, key)?.map(|value| Found { value, at: usize::MAX })),
        }
    }

    /// The map with another value for an entry that [`Map::find`] gave for that key.
    ///
    /// # Errors
    /// Memory, fuel or depth run out.
    #[inline]
    pub fn replace(
        &self,
        cx: &mut Context<'a>,
        found: Found<'a>,
        key: Value<'a>,
        value: Value<'a>,
    ) -> Result<&'a Map<'a>, Exc> {
        let Repr::Flat { keys, values } = self.repr() else { return self.put(cx, key, value) };
        cx.charge_elements(values.len())?;
        let mut changed = ListBuilder::new(&mut cx.bump, values.len())?;
        changed.extend_from_slice(&mut cx.bump, values)?;
        if let Some(slot) = changed.as_mut_slice().get_mut(found.at) {
            *slot = value;
        }
        let values = changed.finish_slice(&mut cx.bump);
        Ok(cx.bump.alloc(Map::from_sorted(keys, values))?)
    }

    /// The entries of both; of equal keys the other's count.
    ///
    /// # Errors
    /// Memory, fuel or depth run out.
    pub fn merge(&'a self, cx: &mut Context<'a>, other: &'a Map<'a>) -> Result<&'a Map<'a>, Exc> {
        merge::merge(cx, self, other)
    }

    /// As a value.
    #[inline(always)]
    pub fn value(&'a self) -> Value<'a> {
        Value::map(self)
    }
}

/// An entry of a map, to be replaced perhaps.
#[derive(Clone, Copy)]
pub struct Found<'a> {
    /// Its value.
    pub value: Value<'a>,
    /// Its index, in a map of two arrays.
    at: usize,
}

/// Entries of a map, in the order of keys.
pub enum Entries<'a> {
    /// Of two arrays.
    #[doc(hidden)]
    Flat {
        /// Keys.
        keys: &'a [Value<'a>],
        /// Values.
        values: &'a [Value<'a>],
        /// The next.
        at: usize,
    },
    /// Of a tree.
    #[doc(hidden)]
    Tree(tree::Entries<'a>),
}

impl<'a> Iterator for Entries<'a> {
    type Item = (Value<'a>, Value<'a>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Entries::Flat { keys, values, at } => {
                let entry = (*keys.get(*at)?, *values.get(*at)?);
                *at += 1;
                Some(entry)
            }
            Entries::Tree(entries) => entries.next(),
        }
    }
}

impl From<Full> for Exc {
    #[cold]
    fn from(_: Full) -> Self {
        Exc::memory()
    }
}

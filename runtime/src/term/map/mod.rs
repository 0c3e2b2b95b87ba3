//! Maps, walked in term order always.
//!
//! Small maps are two arrays, sorted by key, of which the keys may be shared with a literal or with the map it was made
//! from: a linear search beats everything else up to about a hundred keys. A map that grows past [`FLAT_MAX`] entries one
//! by one becomes a persistent tree, so that each step costs the logarithm, in time and in memory.

mod cached;
mod merge;
#[cfg(test)]
mod tests;
mod tree;

pub use cached::{CachedKey, Guess, Key};

use super::compare::{compare_flat_key, compare_keys};
use super::{Value, atoms};
use crate::context::Context;
use crate::error::Exc;
use crate::memory::{Bump, Full, ListBuilder};
use std::cmp::Ordering;

/// Above this many entries, a map that grows or shrinks entry by entry is a tree.
pub const FLAT_MAX: usize = 96;

/// Above this many entries a sorted array is searched by halves.
const LINEAR_MAX: usize = 32;

/// A map.
#[derive(Clone, Copy)]
pub struct Map<'a> {
    repr: Repr<'a>,
}

#[derive(Clone, Copy)]
enum Repr<'a> {
    Flat { keys: &'a [Value<'a>], values: &'a [Value<'a>] },
    Tree(tree::Tree<'a>),
}

impl<'a> Map<'a> {
    /// `%{}`
    pub const EMPTY: Map<'static> = Map::from_sorted(&[], &[]);

    /// A map of keys in the order of keys, without duplicates, and as many values.
    #[inline(always)]
    pub const fn from_sorted(keys: &'a [Value<'a>], values: &'a [Value<'a>]) -> Self {
        debug_assert!(keys.len() == values.len());
        Map { repr: Repr::Flat { keys, values } }
    }

    /// How many entries it has.
    #[inline(always)]
    pub fn len(&self) -> usize {
        match self.repr {
            Repr::Flat { keys, .. } => keys.len(),
            Repr::Tree(tree) => tree.len(),
        }
    }

    /// Whether it has none.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Keys and values side by side, where the map is two arrays.
    #[inline(always)]
    pub fn as_flat(&self) -> Option<(&'a [Value<'a>], &'a [Value<'a>])> {
        match self.repr {
            Repr::Flat { keys, values } => Some((keys, values)),
            Repr::Tree(_) => None,
        }
    }

    /// The value of a key that is flat: an atom, a number, a binary. Nothing for other keys: see [`Map::get`].
    #[inline(always)]
    pub fn get_flat(&self, key: Value<'_>) -> Option<Value<'a>> {
        match self.repr {
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
        match self.repr {
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
        match self.repr {
            Repr::Flat { keys: [first, ..], .. } if first.is_binary() => true,
            Repr::Flat { keys: [first, ..], .. } => match first.term() {
                super::Term::Atom(atom) => atom.name().as_bytes().first().is_some_and(|byte| *byte > b'_'),
                _ => false,
            },
            Repr::Flat { keys: [], .. } => true,
            Repr::Tree(_) => false,
        }
    }

    /// Whether the least key is a binary: no key is an atom then, and the map no struct.
    #[inline(always)]
    fn starts_with_text(&self) -> bool {
        matches!(self.repr, Repr::Flat { keys, .. } if keys.first().is_some_and(|first| first.is_binary()))
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
        if let Repr::Flat { keys: [key, ..], values: [value, ..] } = self.repr
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
        match self.repr {
            Repr::Flat { keys, values } => Entries::Flat { keys, values, at: 0 },
            Repr::Tree(tree) => Entries::Tree(tree.iter()),
        }
    }

    /// The map with a key set. Shares what it can.
    ///
    /// # Errors
    /// Memory, fuel or depth run out.
    pub fn put(&self, cx: &mut Context<'a>, key: Value<'a>, value: Value<'a>) -> Result<&'a Map<'a>, Exc> {
        match self.repr {
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
                    Ok(cx.bump.alloc(Map { repr: Repr::Tree(tree) })?)
                }
            },
            Repr::Tree(tree) => {
                let tree = tree.put(cx, key, value)?;
                Ok(cx.bump.alloc(Map { repr: Repr::Tree(tree) })?)
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
        let Repr::Flat { keys, values } = self.repr else {
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
        match self.repr {
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
                    Ok(cx.bump.alloc(Map { repr: Repr::Tree(tree) })?)
                }
            },
            Repr::Tree(tree) => {
                let tree = tree.remove(cx, key)?;
                Ok(cx.bump.alloc(Map { repr: Repr::Tree(tree) })?)
            }
        }
    }

    /// The index of a key in the arrays of a flat map.
    ///
    /// # Errors
    /// A limit, where the key is so large that comparing it passes one.
    #[inline]
    pub fn position(&self, cx: &mut Context<'a>, key: Value<'a>) -> Result<Option<usize>, Exc> {
        match self.repr {
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
        let Repr::Flat { keys, values } = self.repr else { return Ok(self) };
        if kept.len() == keys.len() {
            return Ok(self);
        }
        cx.charge_elements(keys.len())?;
        let mut entries = SortedBuilder::new(&mut cx.bump, keys.len())?;
        for ((keys, values), word) in keys.chunks(64).zip(values.chunks(64)).zip(kept.words) {
            let mut word = word;
            for (key, value) in keys.iter().zip(values) {
                entries.push_if(&mut cx.bump, word & 1 != 0, *key, *value)?;
                word >>= 1;
            }
        }
        Ok(entries.finish(&mut cx.bump)?)
    }

    /// The entry of a key.
    ///
    /// # Errors
    /// A limit, where the key is so large that comparing it passes one.
    #[inline]
    pub fn find(&self, cx: &mut Context<'a>, key: Value<'a>) -> Result<Option<Found<'a>>, Exc> {
        match self.repr {
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
        let Repr::Flat { keys, values } = self.repr else { return self.put(cx, key, value) };
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

/// Which entries are to be kept: a bit for each index.
pub struct Kept {
    words: [u64; Kept::MAX / 64],
}

impl Kept {
    /// No index is as large.
    pub const MAX: usize = 128;

    /// All indexes below `n`, which is [`Kept::MAX`] at most.
    pub fn all(n: usize) -> Self {
        let mut words = [u64::MAX; Kept::MAX / 64];
        for (i, word) in words.iter_mut().enumerate() {
            let bits = n.saturating_sub(64 * i);
            if bits < 64 {
                *word = (1 << bits) - 1;
            }
        }
        Kept { words }
    }

    /// Not that one.
    #[inline]
    pub fn remove(&mut self, index: usize) {
        if let Some(word) = self.words.get_mut(index / 64) {
            *word &= !(1 << (index % 64));
        }
    }

    /// How many there are.
    fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
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

/// Where a flat key stands in sorted keys. A literal of a program looks first where it was found last.
#[inline]
fn position_flat(keys: &[Value<'_>], key: Value<'_>) -> Option<usize> {
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
        super::Term::Binary(binary) => super::compare::charge_long(cx, binary),
        _ => Ok(()),
    }
}

/// Where a key stands in sorted keys, or where it would.
fn search<'a>(cx: &mut Context<'a>, keys: &[Value<'a>], key: Value<'a>) -> Result<Result<usize, usize>, Exc> {
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

impl<'a> MapBuilder<'a> {
    /// A map of constant entries in any order, outside of a run.
    ///
    /// # Errors
    /// Memory.
    pub fn constant(bump: &mut Bump<'a>, entries: &[(Value<'a>, Value<'a>)]) -> Result<Value<'a>, Exc> {
        let (keys, values): (Vec<_>, Vec<_>) = entries.iter().copied().unzip();
        let keys = bump.values(&keys)?;
        let values = bump.values(&values)?;
        let order = if keys.iter().all(|key| key.is_flat()) {
            last_of_equal(keys, &mut |a, b| Ok(compare_flat_key(a, b)))?
        } else {
            let mut arena = crate::memory::Arena::new();
            let regexes = crate::regex::Regexes::default();
            let limits = crate::limits::Limits::default();
            let mut cx = Context::new(&mut arena, &regexes, &crate::host::Host::PURE, &limits);
            last_of_equal(keys, &mut |a, b| compare_keys(&mut cx, a, b))?
        };
        let keys = bump.values_with::<Exc>(order.len(), |i| Ok(keys[order[i]]))?;
        let values = bump.values_with::<Exc>(order.len(), |i| Ok(values[order[i]]))?;
        Ok(Value::map(bump.alloc(Map::from_sorted(keys, values))?))
    }
}

/// The indexes of keys in their order; of equal keys the last.
fn last_of_equal<'a>(
    keys: &'a [Value<'a>],
    compare: &mut impl FnMut(Value<'a>, Value<'a>) -> Result<Ordering, Exc>,
) -> Result<Vec<usize>, Exc> {
    let mut order: Vec<usize> = (0..keys.len()).collect();
    crate::sort::merge_sort(&mut order, &mut |a, b| {
        compare(keys[*a], keys[*b]).map(|order| order != Ordering::Greater)
    })?;
    let mut kept: Vec<usize> = Vec::with_capacity(order.len());
    for at in order {
        match kept.last_mut() {
            // The sort is stable: the later of two equal keys comes second.
            Some(last) if compare(keys[*last], keys[at])? == Ordering::Equal => *last = at,
            _ => kept.push(at),
        }
    }
    Ok(kept)
}

/// Makes a map of entries in any order; of equal keys the last counts.
pub struct MapBuilder<'a> {
    keys: ListBuilder<'a>,
    values: ListBuilder<'a>,
    sorted: bool,
}

impl<'a> MapBuilder<'a> {
    /// With room for `capacity` entries; it may grow.
    pub fn new(bump: &mut Bump<'a>, capacity: usize) -> Result<Self, Exc> {
        Ok(MapBuilder {
            keys: ListBuilder::new(bump, capacity)?,
            values: ListBuilder::new(bump, capacity)?,
            sorted: true,
        })
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// Memory, or a limit on comparing keys.
    pub fn push(&mut self, cx: &mut Context<'a>, key: Value<'a>, value: Value<'a>) -> Result<(), Exc> {
        if self.sorted
            && let Some(last) = self.keys.as_slice().last()
        {
            self.sorted = compare_keys(cx, *last, key)? == Ordering::Less;
        }
        self.keys.push(&mut cx.bump, key)?;
        self.values.push(&mut cx.bump, value)?;
        Ok(())
    }

    /// How many entries were added.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The map.
    ///
    /// # Errors
    /// Memory, or a limit on comparing keys.
    pub fn finish(self, cx: &mut Context<'a>) -> Result<&'a Map<'a>, Exc> {
        if self.sorted {
            let values = self.values.finish_slice(&mut cx.bump);
            let keys = self.keys.finish_slice(&mut cx.bump);
            return Ok(cx.bump.alloc(Map::from_sorted(keys, values))?);
        }
        let n = self.keys.len();
        cx.charge(n)?;
        let (keys, values) = (self.keys.finish_slice(&mut cx.bump), self.values.finish_slice(&mut cx.bump));
        let kept = last_of_equal(keys, &mut |a, b| compare_keys(cx, a, b))?;
        let new_keys = cx.bump.values_with::<Exc>(kept.len(), |i| Ok(keys[kept[i]]))?;
        let new_values = cx.bump.values_with::<Exc>(kept.len(), |i| Ok(values[kept[i]]))?;
        Ok(cx.bump.alloc(Map::from_sorted(new_keys, new_values))?)
    }
}

/// Makes a map of entries that come in the order of keys, without duplicates.
pub struct SortedBuilder<'a> {
    keys: ListBuilder<'a>,
    values: ListBuilder<'a>,
}

impl<'a> SortedBuilder<'a> {
    /// With room for `capacity` entries; it may grow.
    pub fn new(bump: &mut Bump<'a>, capacity: usize) -> Result<Self, Exc> {
        // The keys come last, so that their room can be given back where they are not needed.
        let values = ListBuilder::new(bump, capacity)?;
        Ok(SortedBuilder { values, keys: ListBuilder::new(bump, capacity)? })
    }

    /// Adds an entry, whose key comes after those of all before it.
    #[inline]
    pub fn push(&mut self, bump: &mut Bump<'a>, key: Value<'a>, value: Value<'a>) -> Result<(), Full> {
        self.keys.push(bump, key)?;
        self.values.push(bump, value)
    }

    /// As [`SortedBuilder::push`] where `wanted`. Without a branch, for what is wanted now and then.
    #[inline(always)]
    fn push_if(&mut self, bump: &mut Bump<'a>, wanted: bool, key: Value<'a>, value: Value<'a>) -> Result<(), Full> {
        self.keys.push_if(bump, wanted, key)?;
        self.values.push_if(bump, wanted, value)
    }

    /// How many entries were added.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The map.
    pub fn finish(self, bump: &mut Bump<'a>) -> Result<&'a Map<'a>, Full> {
        let keys = self.keys.finish_slice(bump);
        let values = self.values.finish_slice(bump);
        bump.alloc(Map::from_sorted(keys, values))
    }

    /// The map, with a key array that exists and holds just the keys that were added.
    pub(super) fn finish_with_keys(self, bump: &mut Bump<'a>, keys: &'a [Value<'a>]) -> Result<&'a Map<'a>, Full> {
        let mut own = self.keys;
        debug_assert!(own.len() == keys.len());
        own.truncate(0);
        own.finish(bump);
        let values = self.values.finish_slice(bump);
        bump.alloc(Map::from_sorted(keys, values))
    }
}

impl From<Full> for Exc {
    #[cold]
    fn from(_: Full) -> Self {
        Exc::memory()
    }
}

//! Maps made of entries that come one after the other.

use super::Map;
use crate::context::Context;
use crate::error::Exc;
use crate::memory::{Bump, Full, ListBuilder};
use crate::term::Value;
use crate::term::compare::{compare_flat_key, compare_keys};
use std::cmp::Ordering;

/// Makes a map of entries in any order; of equal keys the last counts.
pub struct MapBuilder<'a> {
    keys: ListBuilder<'a>,
    values: ListBuilder<'a>,
    sorted: bool,
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

//! A constant key that remembers where it was found.

use super::Map;
use super::layout::Repr;
use crate::memory::Constant;
use crate::term::Value;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// A flat key of a program, with the index at which it was found last: maps of one table have the same keys, so the next
/// look is one compare. The index is a guess that is checked each time; threads may overwrite each other's.
pub struct CachedKey {
    key: Constant,
    at: Guess,
}

impl CachedKey {
    /// For a key that is flat: text, an atom, a number.
    pub const fn new(key: Constant) -> Self {
        CachedKey { key, at: Guess::new() }
    }

    /// The key.
    #[inline(always)]
    pub fn value(&self) -> Value<'_> {
        self.key.get()
    }

    /// Its value in a map.
    #[inline(always)]
    pub fn find<'a>(&self, map: &Map<'a>) -> Option<Value<'a>> {
        match self.guess(map) {
            Some(value) => Some(value),
            None => self.search(map),
        }
    }

    /// Its value in a map that has it where the map before had it.
    #[inline(always)]
    fn guess<'a>(&self, map: &Map<'a>) -> Option<Value<'a>> {
        guess(self.key.get(), &self.at, map)
    }

    #[inline(never)]
    fn search<'a>(&self, map: &Map<'a>) -> Option<Value<'a>> {
        search(self.key.get(), &self.at, map)
    }

    /// `container[key]` where the container is a map that has no atom among its keys, and has the key where the map before
    /// had it. Nothing otherwise: the answer is then [`CachedKey::get`]'s.
    #[inline(always)]
    pub fn get_quickly<'a>(&self, container: Value<'a>) -> Option<Value<'a>> {
        guess_in_texts(self.key.get(), &self.at, container)
    }

    /// `map.key` where the map has the key where the map before had it. Nothing otherwise.
    #[inline(always)]
    pub fn get_existing_quickly<'a>(&self, container: Value<'a>) -> Option<Value<'a>> {
        self.guess(container.as_map()?)
    }

    /// `container[key]` for a map that is no struct, and for `nil`; nothing for other containers.
    #[inline]
    pub fn get<'a>(&self, container: Value<'a>) -> Option<Value<'a>> {
        get(container, self.key.get(), &self.at)
    }

    /// `map.key` where the map has the key; nothing elsewhere.
    #[inline]
    pub fn get_existing<'a>(&self, container: Value<'a>) -> Option<Value<'a>> {
        self.find(container.as_map()?)
    }
}

#[inline(always)]
fn guess<'a>(key: Value<'_>, at: &Guess, map: &Map<'a>) -> Option<Value<'a>> {
    let (found, value) = map.entry(at.get())?;
    if key.is_same_flat(*found) { Some(*value) } else { None }
}

/// `container[key]` of a map whose least key is a binary, which is no struct then.
#[inline(always)]
fn guess_in_texts<'a>(key: Value<'_>, at: &Guess, container: Value<'a>) -> Option<Value<'a>> {
    let (found, value) = container.as_map()?.entry_of_texts(at.get())?;
    if key.is_same_flat(*found) { Some(*value) } else { None }
}

#[inline(never)]
fn search<'a>(key: Value<'_>, at: &Guess, map: &Map<'a>) -> Option<Value<'a>> {
    let Repr::Flat { keys, values } = map.repr() else { return map.get_flat(key) };
    let place = super::position_flat(keys, key)?;
    at.set(place);
    values.get(place).copied()
}

#[inline(always)]
fn get<'a>(container: Value<'a>, key: Value<'_>, at: &Guess) -> Option<Value<'a>> {
    match guess_in_texts(key, at, container) {
        Some(value) => Some(value),
        None if container.is_nil() => Some(Value::NIL),
        None => get_further(container, key, at),
    }
}

#[inline(never)]
fn get_further<'a>(container: Value<'a>, key: Value<'_>, at: &Guess) -> Option<Value<'a>> {
    match container.as_map() {
        Some(map) if map.is_struct() => None,
        Some(map) => match guess(key, at, map) {
            Some(value) => Some(value),
            None => Some(search(key, at, map).unwrap_or(Value::NIL)),
        },
        None if container.is_nil() => Some(Value::NIL),
        None => None,
    }
}

/// A [`CachedKey`] of native code: the key itself is known when the code is compiled, so that a look at the place where it
/// was found last is a compare with a constant.
#[derive(Clone, Copy)]
pub struct Key {
    key: Value<'static>,
    at: &'static Guess,
}

/// Where a key was found last.
#[repr(transparent)]
pub struct Guess(AtomicU32);

impl Guess {
    /// At first it is looked for at the first place.
    #[expect(clippy::new_without_default, reason = "for statics")]
    pub const fn new() -> Self {
        Guess(AtomicU32::new(0))
    }

    #[inline(always)]
    pub(super) fn get(&self) -> usize {
        self.0.load(Relaxed) as usize
    }

    #[inline(always)]
    pub(super) fn set(&self, place: usize) {
        self.0.store(place as u32, Relaxed);
    }
}

impl Key {
    /// Of a key that is flat: text, an atom, a number.
    pub const fn new(key: Value<'static>, at: &'static Guess) -> Self {
        Key { key, at }
    }

    /// The key.
    #[inline(always)]
    pub fn value(self) -> Value<'static> {
        self.key
    }

    /// Its value in a map.
    #[inline(always)]
    pub fn find<'a>(self, map: &Map<'a>) -> Option<Value<'a>> {
        match guess(self.key, self.at, map) {
            Some(value) => Some(value),
            None => search(self.key, self.at, map),
        }
    }

    /// `container[key]` for a map that is no struct, and for `nil`; nothing for other containers.
    #[inline(always)]
    pub fn get<'a>(self, container: Value<'a>) -> Option<Value<'a>> {
        get(container, self.key, self.at)
    }

    /// `map.key` where the map has the key; nothing elsewhere.
    #[inline(always)]
    pub fn get_existing<'a>(self, container: Value<'a>) -> Option<Value<'a>> {
        self.find(container.as_map()?)
    }
}

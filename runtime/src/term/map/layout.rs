//! How a map lies in memory: three words, made so that a look at a key that was found before takes few instructions.

use super::tree::{Node, Tree};
use crate::term::Value;
use std::marker::PhantomData;
use std::ptr;

/// A map.
#[derive(Clone, Copy)]
pub struct Map<'a> {
    /// Of two arrays, the first of `len` keys; of a tree, its root.
    keys: *const Value<'a>,
    /// Of two arrays, the first of `len` values; null of a tree.
    values: *const Value<'a>,
    /// How many entries two arrays have. None of a tree.
    len: u32,
    /// As many, where the least key is a binary: no key is an atom then, and the map no struct. None elsewhere.
    len_of_texts: u32,
    _arena: PhantomData<&'a [Value<'a>]>,
}

// SAFETY: shared references to values, or to nodes of values, that nobody writes to; those are Send and Sync.
unsafe impl Send for Map<'_> {}
// SAFETY: as above.
unsafe impl Sync for Map<'_> {}

/// What is in it.
#[derive(Clone, Copy)]
pub(super) enum Repr<'a> {
    Flat { keys: &'a [Value<'a>], values: &'a [Value<'a>] },
    Tree(Tree<'a>),
}

impl<'a> Map<'a> {
    /// A map of keys in the order of keys, without duplicates, and as many values.
    ///
    /// # Panics
    /// Where there are not as many.
    #[inline(always)]
    pub const fn from_sorted(keys: &'a [Value<'a>], values: &'a [Value<'a>]) -> Self {
        assert!(keys.len() == values.len());
        // Entries are 32 bytes, and no arena holds more than 4 GiB.
        debug_assert!(keys.len() <= u32::MAX as usize);
        let len = keys.len() as u32;
        let len_of_texts = match keys {
            [first, ..] if first.is_binary() => len,
            _ => 0,
        };
        Map { keys: keys.as_ptr(), values: values.as_ptr(), len, len_of_texts, _arena: PhantomData }
    }

    #[inline(always)]
    pub(super) fn from_tree(tree: Tree<'a>) -> Self {
        let root = tree.root().map_or(ptr::null(), ptr::from_ref);
        Map { keys: root.cast(), values: ptr::null(), len: 0, len_of_texts: 0, _arena: PhantomData }
    }

    #[inline(always)]
    pub(super) fn repr(&self) -> Repr<'a> {
        let len = self.len as usize;
        // SAFETY: only the constructors above make maps, so a null pointer to values tells which one: pointers to slices are
        // never null. The pointers come from slices of that length, or from a tree, that live for 'a.
        unsafe {
            if self.values.is_null() {
                return Repr::Tree(Tree::of_root(self.keys.cast::<Node<'a>>().as_ref()));
            }
            Repr::Flat {
                keys: std::slice::from_raw_parts(self.keys, len),
                values: std::slice::from_raw_parts(self.values, len),
            }
        }
    }

    /// Key and value at an index, where the map is two arrays that have it.
    #[inline(always)]
    pub(super) fn entry(&self, index: usize) -> Option<(&'a Value<'a>, &'a Value<'a>)> {
        // SAFETY: the index is below the length of both arrays; of a tree that is none.
        (index < self.len as usize).then(|| unsafe { (&*self.keys.add(index), &*self.values.add(index)) })
    }

    /// As [`Map::entry`], where the least key is a binary.
    #[inline(always)]
    pub(super) fn entry_of_texts(&self, index: usize) -> Option<(&'a Value<'a>, &'a Value<'a>)> {
        // SAFETY: as above; the length is the same or none.
        (index < self.len_of_texts as usize).then(|| unsafe { (&*self.keys.add(index), &*self.values.add(index)) })
    }

    /// The value at a place, where the map was made with the very same array of keys.
    #[inline(always)]
    pub(crate) fn value_of_shape(&self, keys: &[Value<'_>], place: usize) -> Option<Value<'a>> {
        if !ptr::addr_eq(self.keys, keys.as_ptr()) {
            return None;
        }
        self.entry(place).map(|(_, value)| *value)
    }

    /// How many entries it has.
    #[inline(always)]
    pub fn len(&self) -> usize {
        if self.values.is_null() { self.len_of_tree() } else { self.len as usize }
    }

    #[inline(never)]
    fn len_of_tree(&self) -> usize {
        match self.repr() {
            Repr::Tree(tree) => tree.len(),
            Repr::Flat { keys, .. } => keys.len(),
        }
    }
}

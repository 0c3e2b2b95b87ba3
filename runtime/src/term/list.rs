//! Lists as blocks: some elements in a row and, after them, the tail.
//!
//! The tail is `[]`, another list, or anything in an improper list. A block takes half the memory of cons cells, and most
//! walks go over a slice (measured in the prototype: better on everything but `[x | acc]` followed by a walk).

use super::Value;
use std::marker::PhantomData;
use std::ptr::NonNull;

/// A list with at least one element.
#[derive(Clone, Copy)]
pub struct List<'a> {
    len: u32,
    first: NonNull<Value<'a>>,
    _block: PhantomData<&'a [Value<'a>]>,
}

impl<'a> List<'a> {
    /// # Safety
    /// `first` points at `len` elements and a tail that live for 'a; `len` is at least 1.
    #[inline(always)]
    pub(super) unsafe fn from_raw(len: u32, first: NonNull<Value<'a>>) -> Self {
        List { len, first, _block: PhantomData }
    }

    /// `hd`
    #[inline(always)]
    pub fn head(self) -> Value<'a> {
        // SAFETY: a block holds at least one element.
        unsafe { *self.first.as_ptr() }
    }

    /// `tl`
    #[inline(always)]
    pub fn tail(self) -> Value<'a> {
        if self.len > 1 {
            // SAFETY: a block of `len - 1` elements and the tail begins one further on.
            Value::list_block(unsafe { std::slice::from_raw_parts(self.first.as_ptr().add(1), self.len as usize) })
        } else {
            self.rest()
        }
    }

    /// The elements of the first block.
    #[inline(always)]
    pub fn block(self) -> &'a [Value<'a>] {
        // SAFETY: see `from_raw`.
        unsafe { std::slice::from_raw_parts(self.first.as_ptr(), self.len as usize) }
    }

    /// What follows the first block: `[]`, a list, or the tail of an improper list.
    #[inline(always)]
    pub fn rest(self) -> Value<'a> {
        // SAFETY: see `from_raw`.
        unsafe { *self.first.as_ptr().add(self.len as usize) }
    }

    /// The list without its first `n` elements, where the first block holds more than `n`.
    #[inline(always)]
    pub fn skip_in_block(self, n: usize) -> Option<List<'a>> {
        if n >= self.len as usize {
            return None;
        }
        // SAFETY: at least one element is left of the block, and its tail.
        unsafe { Some(List::from_raw(self.len - n as u32, self.first.add(n))) }
    }

    /// As a value.
    #[inline(always)]
    pub fn value(self) -> Value<'a> {
        // SAFETY: see `from_raw`.
        Value::list_block(unsafe { std::slice::from_raw_parts(self.first.as_ptr(), self.len as usize + 1) })
    }
}

//! Lists that grow in the arena.

use super::{Bump, Full};
use crate::error::Exc;
use crate::term::Value;
use std::marker::PhantomData;

/// A list of values that grows at the open end of the arena until something else is made, and moves then.
///
/// Made for results whose size is not known before (filters, splits). Values made between two pushes are fine: the list
/// then goes on in a larger room.
pub struct ListBuilder<'a> {
    start: *mut Value<'a>,
    len: usize,
    room: usize,
    _values: PhantomData<&'a [Value<'a>]>,
}

impl<'a> ListBuilder<'a> {
    /// With room for `capacity` elements; it may grow.
    #[inline(always)]
    pub fn new(bump: &mut Bump<'a>, capacity: usize) -> Result<Self, Exc>
    where
        Exc: From<Full>,
    {
        // One more for the tail.
        let room = bump.room(capacity.checked_add(1).ok_or(Full)?)?;
        Ok(ListBuilder { start: room.as_mut_ptr().cast(), len: 0, room: capacity, _values: PhantomData })
    }

    /// Adds an element.
    #[inline(always)]
    pub fn push(&mut self, bump: &mut Bump<'a>, value: Value<'a>) -> Result<(), Full> {
        if self.len == self.room {
            self.grow(bump)?;
        }
        // SAFETY: len < room.
        unsafe { self.start.add(self.len).write(value) };
        self.len += 1;
        Ok(())
    }

    /// Adds elements.
    #[inline]
    pub fn extend_from_slice(&mut self, bump: &mut Bump<'a>, values: &[Value<'a>]) -> Result<(), Full> {
        while self.room - self.len < values.len() {
            self.grow(bump)?;
        }
        // SAFETY: there is room for them, and they lie elsewhere: what is added to is the builder's own.
        unsafe { std::ptr::copy_nonoverlapping(values.as_ptr(), self.start.add(self.len), values.len()) };
        self.len += values.len();
        Ok(())
    }

    #[inline(always)]
    fn grow(&mut self, bump: &mut Bump<'a>) -> Result<(), Full> {
        (self.start, self.room) = Self::larger(self.start, self.len, self.room, bump)?;
        Ok(())
    }

    /// A copy in a larger room, and its size. Its parts come and go by value, so that a builder can stay in registers.
    #[cold]
    #[inline(never)]
    fn larger(
        start: *mut Value<'a>,
        len: usize,
        room: usize,
        bump: &mut Bump<'a>,
    ) -> Result<(*mut Value<'a>, usize), Full> {
        let room = room.saturating_mul(2).max(8);
        let new = bump.room(room + 1)?.as_mut_ptr().cast();
        // SAFETY: the new room is larger and fresh.
        unsafe { std::ptr::copy_nonoverlapping(start, new, len) };
        Ok((new, room))
    }

    /// How many elements there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The elements so far.
    #[inline]
    pub fn as_slice(&self) -> &[Value<'a>] {
        // SAFETY: the first `len` were written.
        unsafe { std::slice::from_raw_parts(self.start, self.len) }
    }

    /// The elements so far, to be sorted or changed.
    #[inline]
    pub fn as_mut_slice(&mut self) -> &mut [Value<'a>] {
        // SAFETY: the first `len` were written, and the builder owns them.
        unsafe { std::slice::from_raw_parts_mut(self.start, self.len) }
    }

    /// Forgets all but the first `n` elements.
    pub fn truncate(&mut self, n: usize) {
        self.len = self.len.min(n);
    }

    /// The elements, closed.
    #[inline(always)]
    pub fn finish_slice(self, bump: &mut Bump<'a>) -> &'a [Value<'a>] {
        self.give_back(bump, self.len);
        // SAFETY: the first `len` were written, and nobody writes to them any more.
        unsafe { std::slice::from_raw_parts(self.start, self.len) }
    }

    /// The list with the tail `[]`.
    #[inline(always)]
    pub fn finish(self, bump: &mut Bump<'a>) -> Value<'a> {
        self.finish_with_tail(bump, Value::EMPTY_LIST)
    }

    /// The list with another tail.
    #[inline(always)]
    pub fn finish_with_tail(self, bump: &mut Bump<'a>, tail: Value<'a>) -> Value<'a> {
        if self.len == 0 {
            self.give_back(bump, 0);
            return tail;
        }
        self.give_back(bump, self.len + 1);
        // SAFETY: the room has one place more than `room` for the tail.
        unsafe {
            self.start.add(self.len).write(tail);
            Value::list_block(std::slice::from_raw_parts(self.start, self.len + 1))
        }
    }

    #[inline(always)]
    fn give_back(&self, bump: &mut Bump<'a>, used: usize) {
        // SAFETY: the end pointers lie within, or one past, the room; only the last piece handed out is shortened.
        unsafe {
            if self.start.add(self.room + 1).cast::<u8>() == bump.ptr() {
                bump.shrink_to(self.start.add(used).cast());
            }
        }
    }
}

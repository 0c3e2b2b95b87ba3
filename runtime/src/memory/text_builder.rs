//! Text that grows in the arena while other things are made there.

use super::{Bump, Full};
use std::marker::PhantomData;

/// A text under construction. Unlike a `TextWriter` it does not hold the arena, so its maker may charge, raise and make
/// other values in between; it then goes on in a larger room, as a `ListBuilder` does.
pub struct TextBuilder<'a> {
    start: *mut u8,
    len: usize,
    /// A multiple of 8.
    room: usize,
    _bytes: PhantomData<&'a [u8]>,
}

impl<'a> TextBuilder<'a> {
    /// With room for `capacity` bytes; it may grow.
    pub fn new(bump: &mut Bump<'a>, capacity: usize) -> Result<Self, Full> {
        let room = capacity.checked_add(7).ok_or(Full)? & !7;
        Ok(TextBuilder { start: bump.raw(room)?, len: 0, room, _bytes: PhantomData })
    }

    /// Adds text.
    #[inline]
    pub fn push(&mut self, bump: &mut Bump<'a>, text: &str) -> Result<(), Full> {
        if text.len() > self.room - self.len {
            self.grow(bump, text.len())?;
        }
        // SAFETY: the room was checked, and is written by this builder alone.
        unsafe { std::ptr::copy_nonoverlapping(text.as_ptr(), self.start.add(self.len), text.len()) };
        self.len += text.len();
        Ok(())
    }

    /// Adds a character.
    #[inline]
    pub fn push_char(&mut self, bump: &mut Bump<'a>, c: char) -> Result<(), Full> {
        self.push(bump, c.encode_utf8(&mut [0; 4]))
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, bump: &mut Bump<'a>, more: usize) -> Result<(), Full> {
        let needed = self.len.checked_add(more).and_then(|n| n.checked_add(7)).ok_or(Full)? & !7;
        let wanted = needed.max(self.room.saturating_mul(2)).max(64);
        // SAFETY: the end of the room is within, or one past, what was handed out.
        let end = unsafe { self.start.add(self.room) };
        if end == bump.ptr() {
            // The room is the last piece: it is extended where the chunk has place.
            let at = bump.raw(wanted - self.room).or_else(|Full| bump.raw(needed - self.room))?;
            if at == end {
                self.room += bump.ptr() as usize - end as usize;
                return Ok(());
            }
            // SAFETY: `at` is the piece that was just handed out, and nobody uses it.
            unsafe { bump.shrink_to(at) };
        }
        let (new, room) = match bump.raw(wanted) {
            Ok(new) => (new, wanted),
            Err(Full) => (bump.raw(needed)?, needed),
        };
        // SAFETY: the new room holds at least `needed` bytes, is fresh, and `len` bytes of the old were written.
        unsafe { std::ptr::copy_nonoverlapping(self.start, new, self.len) };
        self.start = new;
        self.room = room;
        Ok(())
    }

    /// How many bytes there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing was added.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The text so far.
    #[inline]
    pub fn as_str(&self) -> &str {
        // SAFETY: whole texts and characters were written, `len` bytes of them.
        unsafe { std::str::from_utf8_unchecked(std::slice::from_raw_parts(self.start, self.len)) }
    }

    /// The text, closed; room that was not used is given back where nothing lies behind it.
    pub fn finish(self, bump: &mut Bump<'a>) -> &'a str {
        // SAFETY: both ends lie within, or one past, the room; only the last piece handed out is shortened. The text
        // was written as in `as_str`, and nobody writes to it any more.
        unsafe {
            if self.start.add(self.room) == bump.ptr() {
                bump.shrink_to(self.start.add((self.len + 7) & !7));
            }
            std::str::from_utf8_unchecked(std::slice::from_raw_parts(self.start, self.len))
        }
    }
}

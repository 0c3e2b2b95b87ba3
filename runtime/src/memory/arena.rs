//! The arena of one message: memory that is handed out by moving a pointer and given back all at once.
//!
//! A byte cap bounds all that is made. Chunks grow as they are needed and are kept for the next message, so a small
//! transform touches the same few pages again and again. The fast path is one subtraction and one compare; the cap is
//! looked at only when a chunk is full.

use crate::term::{Guess, Map, Value};
use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::mem::MaybeUninit;
use std::ptr::NonNull;

const FIRST_CHUNK: usize = 256 << 10;
const ALIGN: usize = 16;

/// A block of memory of its own.
struct Chunk {
    base: NonNull<u8>,
    size: usize,
    /// Bytes of the chunks before it, when it was begun.
    before: usize,
}

impl Chunk {
    fn new(size: usize) -> Self {
        let layout = Self::layout(size);
        // SAFETY: the layout's size is not zero, `size` being at least 256 or a request's size.
        let base = unsafe { alloc(layout) };
        let Some(base) = NonNull::new(base) else { handle_alloc_error(layout) };
        Chunk { base, size, before: 0 }
    }

    fn layout(size: usize) -> Layout {
        // A size above isize::MAX cannot be reached: the cap of an arena is checked before.
        Layout::from_size_align(size, ALIGN).unwrap_or(Layout::new::<u128>())
    }
}

impl Drop for Chunk {
    fn drop(&mut self) {
        // SAFETY: made by `alloc` with this layout, and dropped once.
        unsafe { dealloc(self.base.as_ptr(), Self::layout(self.size)) }
    }
}

/// Memory for one message at a time, kept and reused by its owner.
///
/// `Send`, not `Sync`: one per worker.
pub struct Arena {
    chunks: Vec<Chunk>,
    first: usize,
}

// SAFETY: an arena owns its chunks; nothing else points into them while no `Bump` borrows it.
unsafe impl Send for Arena {}

impl Default for Arena {
    fn default() -> Self {
        Self::new()
    }
}

impl Arena {
    /// Memory above this many bytes is given back to the system after a message.
    pub const KEEP: usize = 4 << 20;

    /// An empty arena; memory is taken at first use.
    pub fn new() -> Self {
        Arena { chunks: Vec::new(), first: FIRST_CHUNK }
    }

    /// An empty arena for a single small term.
    pub(crate) fn small() -> Self {
        Arena { chunks: Vec::new(), first: 256 }
    }

    /// Starts a message that may make at most `cap` bytes. All values of the message before are gone, which the
    /// borrow proves.
    #[inline]
    pub fn bump(&mut self, cap: usize) -> Bump<'_> {
        self.bump_behind(0, cap).0
    }

    /// As [`Arena::bump`], behind room for `n` values, which must fit a first chunk.
    #[inline(always)]
    pub(crate) fn bump_behind<'a>(&'a mut self, n: usize, cap: usize) -> (Bump<'a>, &'a mut [MaybeUninit<Value<'a>>]) {
        let room = n * size_of::<Value<'_>>();
        assert!(room <= self.first);
        if self.chunks.len() != 1 {
            self.trim();
        }
        let first = &self.chunks[0];
        let (base, size) = (first.base.as_ptr(), first.size);
        let cap = cap.saturating_add(room);
        // SAFETY: the room lies within the chunk, every chunk being as large as a first one at least, and `end` behind it.
        let (region, start, end) = unsafe {
            let region = std::slice::from_raw_parts_mut(base.cast(), n);
            (region, base.add(room), base.add(size.min(cap) & !(ALIGN - 1)))
        };
        (Bump { ptr: start, end, base, size, chunk: 0, before: 0, cap, arena: self }, region)
    }

    /// Gives back what is beyond [`Arena::KEEP`], and sees to a first chunk.
    #[cold]
    #[inline(never)]
    fn trim(&mut self) {
        let mut kept = 0usize;
        self.chunks.retain(|chunk| {
            kept = kept.saturating_add(chunk.size);
            kept <= Self::KEEP
        });
        if self.chunks.is_empty() {
            self.chunks.push(Chunk::new(self.first));
        }
    }
}

/// The open end of an arena during one message.
pub struct Bump<'a> {
    ptr: *mut u8,
    /// Where the cap or the chunk ends.
    end: *mut u8,
    /// The chunk that is being filled: its start, its size, which it is.
    base: *mut u8,
    size: usize,
    chunk: usize,
    /// Bytes of the chunks before this one.
    before: usize,
    cap: usize,
    arena: &'a mut Arena,
}

/// A place to which a [`Bump`] can be set back.
#[derive(Clone, Copy)]
pub struct Mark(*mut u8);

impl Mark {
    /// Whether a place in the arena was behind its end when the mark was made, of those in the chunk that is filled now.
    #[inline(always)]
    pub(crate) fn is_before<T>(self, place: *const T) -> bool {
        place.addr() >= self.0.addr()
    }
}

/// The cap would be passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

impl<'a> Bump<'a> {
    /// Bytes made so far, with what was lost at the ends of chunks.
    #[inline]
    pub fn used(&self) -> usize {
        self.before + (self.ptr as usize - self.base as usize)
    }

    /// Bytes that may still be made.
    pub fn left(&self) -> usize {
        self.cap.saturating_sub(self.used())
    }

    /// From now on `more` bytes may be made.
    #[inline]
    pub fn set_budget(&mut self, more: usize) {
        self.cap = self.used().saturating_add(more);
        let room = (self.base as usize + self.size) - self.ptr as usize;
        // SAFETY: what is added is at most what is left of the chunk.
        self.end = unsafe { self.ptr.add(room.min(more) & !(ALIGN - 1)) };
    }

    /// `size` bytes, aligned to 8.
    #[inline(always)]
    pub(crate) fn raw(&mut self, size: usize) -> Result<*mut u8, Full> {
        let rounded = size.wrapping_add(7) & !7;
        if rounded > self.end as usize - self.ptr as usize || rounded < size {
            return self.grow(size);
        }
        let at = self.ptr;
        // SAFETY: `rounded` bytes are left in the chunk.
        self.ptr = unsafe { at.add(rounded) };
        Ok(at)
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, size: usize) -> Result<*mut u8, Full> {
        let rounded = size.checked_add(7).ok_or(Full)? & !7;
        let filled = self.used();
        let left = self.cap.saturating_sub(filled);
        if rounded > left {
            return Err(Full);
        }
        let next = self.chunk + 1;
        let fits = self.arena.chunks.get(next).is_some_and(|chunk| chunk.size >= rounded);
        if !fits {
            let last = self.arena.chunks.last().map_or(FIRST_CHUNK, |chunk| chunk.size);
            let wanted = rounded.max((last * 2).min(64 << 20).min(left)).max(ALIGN);
            let size = wanted.checked_add(ALIGN - 1).ok_or(Full)? & !(ALIGN - 1);
            // What was kept but is too small makes room.
            self.arena.chunks.truncate(next);
            self.arena.chunks.push(Chunk::new(size));
        }
        self.before = filled;
        self.chunk = next;
        let chunk = &mut self.arena.chunks[next];
        chunk.before = filled;
        let start = chunk.base.as_ptr();
        self.base = start;
        self.size = chunk.size;
        // SAFETY: `rounded` is at most the chunk's size and at most `left`, both multiples of 8 or rounded down to one.
        unsafe {
            self.end = start.add(chunk.size.min(left) & !7);
            self.ptr = start.add(rounded);
        }
        Ok(start)
    }

    /// Where the arena's end is now.
    #[inline(always)]
    pub fn mark(&self) -> Mark {
        Mark(self.ptr)
    }

    /// Whether nothing was made since `mark`, or it was given back.
    #[inline(always)]
    pub(crate) fn is_at(&self, mark: Mark) -> bool {
        self.ptr == mark.0
    }

    /// Whether `mark` lies in the chunk that is filled now.
    #[inline(always)]
    pub(crate) fn is_in_chunk(&self, mark: Mark) -> bool {
        mark.0.addr().wrapping_sub(self.base.addr()) <= self.size
    }

    /// Gives back all that was made since `mark`.
    ///
    /// # Safety
    /// No value that was made since may be used again.
    #[inline(always)]
    pub(crate) unsafe fn reset_to(&mut self, mark: Mark) {
        if !self.is_in_chunk(mark) {
            self.back_to_chunk(mark);
        }
        // Where one chunk ends as another begins, the mark may have been made in the one before.
        self.ptr = self.base.with_addr(mark.0.addr());
    }

    /// Goes back to the chunk in which `mark` lies.
    #[cold]
    #[inline(never)]
    fn back_to_chunk(&mut self, mark: Mark) {
        let chunks = self.arena.chunks.iter().enumerate().take(self.chunk);
        // Where one chunk ends as another begins, the later one will do: all of it was made since.
        let found = chunks.rev().find(|(_, chunk)| mark.0.addr().wrapping_sub(chunk.base.addr().get()) <= chunk.size);
        let Some((at, chunk)) = found else { return };
        self.chunk = at;
        self.before = chunk.before;
        self.base = chunk.base.as_ptr();
        self.size = chunk.size;
        let size = self.size.min(self.cap.saturating_sub(self.before)) & !7;
        // SAFETY: within the chunk.
        self.end = unsafe { self.base.add(size) };
    }

    /// Moves a plain value into the arena.
    #[inline(always)]
    pub fn alloc<T: Copy + 'a>(&mut self, value: T) -> Result<&'a T, Full> {
        const { assert!(align_of::<T>() <= 8) };
        let at = self.raw(size_of::<T>())? as *mut T;
        // SAFETY: fresh, aligned memory of that size which lives as long as 'a.
        unsafe {
            at.write(value);
            Ok(&*at)
        }
    }

    /// Room for `n` values.
    #[inline(always)]
    pub(crate) fn room(&mut self, n: usize) -> Result<&'a mut [MaybeUninit<Value<'a>>], Full> {
        let size = n.checked_mul(size_of::<Value<'_>>()).ok_or(Full)?;
        let at = self.raw(size)?;
        // SAFETY: fresh, aligned memory for n values.
        unsafe { Ok(std::slice::from_raw_parts_mut(at.cast(), n)) }
    }

    /// A copy of values.
    #[inline(always)]
    pub fn values(&mut self, values: &[Value<'a>]) -> Result<&'a [Value<'a>], Full> {
        let at = self.raw(size_of_val(values))? as *mut Value<'a>;
        // SAFETY: fresh memory of the same size; `Value` is Copy.
        unsafe {
            std::ptr::copy_nonoverlapping(values.as_ptr(), at, values.len());
            Ok(std::slice::from_raw_parts(at, values.len()))
        }
    }

    /// A map of sorted keys and a copy of as many values, in one piece.
    #[inline(always)]
    pub(crate) fn map(&mut self, keys: &'a [Value<'a>], values: &[Value<'a>]) -> Result<&'a Map<'a>, Full> {
        const { assert!(align_of::<Map<'_>>() <= 8) };
        assert!(keys.len() == values.len());
        let at = self.raw(size_of::<Map<'_>>() + size_of_val(values))?.cast::<Map<'a>>();
        // SAFETY: fresh, aligned memory for the map and the values behind it; `Value` is Copy.
        unsafe {
            let copy = at.add(1).cast::<Value<'a>>();
            std::ptr::copy_nonoverlapping(values.as_ptr(), copy, values.len());
            at.write(Map::from_sorted(keys, std::slice::from_raw_parts(copy, values.len())));
            Ok(&*at)
        }
    }

    /// `n` values that `fill` makes one after the other.
    #[inline(always)]
    pub fn values_with<E: From<Full>>(
        &mut self,
        n: usize,
        mut fill: impl FnMut(usize) -> Result<Value<'a>, E>,
    ) -> Result<&'a [Value<'a>], E> {
        let room = self.room(n)?;
        for (i, slot) in room.iter_mut().enumerate() {
            slot.write(fill(i)?);
        }
        // SAFETY: every slot was written.
        Ok(unsafe { &*(room as *const [MaybeUninit<Value<'a>>] as *const [Value<'a>]) })
    }

    /// A copy of bytes.
    #[inline(always)]
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<&'a [u8], Full> {
        let at = self.raw(bytes.len())?;
        // SAFETY: fresh memory of that size.
        unsafe {
            copy_short(bytes.as_ptr(), at, bytes.len());
            Ok(std::slice::from_raw_parts(at, bytes.len()))
        }
    }

    /// `n` zero bytes to be filled.
    pub fn zeroed(&mut self, n: usize) -> Result<&'a mut [u8], Full> {
        let at = self.raw(n)?;
        // SAFETY: fresh memory of that size, initialised here.
        unsafe {
            at.write_bytes(0, n);
            Ok(std::slice::from_raw_parts_mut(at, n))
        }
    }

    /// `n` words, all zero, to be filled.
    pub fn words(&mut self, n: usize) -> Result<&'a mut [u64], Full> {
        let at = self.raw(n.checked_mul(8).ok_or(Full)?)? as *mut u64;
        // SAFETY: fresh memory of that size, aligned to 8, initialised here.
        unsafe {
            at.write_bytes(0, n);
            Ok(std::slice::from_raw_parts_mut(at, n))
        }
    }

    /// A copy of text.
    #[inline(always)]
    pub fn text(&mut self, text: &str) -> Result<&'a str, Full> {
        let bytes = self.bytes(text.as_bytes())?;
        // SAFETY: a copy of valid UTF-8.
        Ok(unsafe { std::str::from_utf8_unchecked(bytes) })
    }

    /// A copy of a literal text, behind room for where it was found last as a key.
    pub fn key_text(&mut self, text: &str) -> Result<Value<'a>, Full> {
        let at = self.raw(size_of::<Guess>() + text.len())?.cast::<Guess>();
        // SAFETY: fresh memory of that size, aligned for the guess, which the text follows at once.
        unsafe {
            at.write(Guess::new());
            copy_short(text.as_ptr(), at.add(1).cast(), text.len());
            Ok(Value::key_text(at, text.len()))
        }
    }

    /// Opens a buffer of bytes at the end of the arena; nothing else is made before it is finished.
    #[inline(always)]
    pub fn writer(&mut self) -> Writer<'_, 'a> {
        let start = self.ptr;
        Writer { bump: self, start, at: start }
    }

    /// Opens a buffer of text at the end of the arena; nothing else is made before it is finished.
    #[inline(always)]
    pub fn text_writer(&mut self) -> TextWriter<'_, 'a> {
        TextWriter(self.writer())
    }

    /// Where the next piece will be.
    #[inline(always)]
    pub(crate) fn ptr(&self) -> *mut u8 {
        self.ptr
    }

    /// Gives back the end of the last request, from `at` on, which must lie in it and be a multiple of 8.
    ///
    /// # Safety
    /// `at` lies within the last piece that was handed out, and nothing at or behind it is in use.
    pub(crate) unsafe fn shrink_to(&mut self, at: *mut u8) {
        debug_assert!(at as usize <= self.ptr as usize);
        self.ptr = at;
    }
}

/// Bytes that grow at the open end of an arena.
pub struct Writer<'b, 'a> {
    bump: &'b mut Bump<'a>,
    start: *mut u8,
    at: *mut u8,
}

impl<'a> Writer<'_, 'a> {
    /// Adds bytes.
    #[inline(always)]
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Full> {
        if bytes.len() > self.bump.end as usize - self.at as usize {
            self.move_to_new_chunk(bytes.len())?;
        }
        // SAFETY: the room was checked; the source is not the room.
        unsafe {
            copy_short(bytes.as_ptr(), self.at, bytes.len());
            self.at = self.at.add(bytes.len());
        }
        Ok(())
    }

    /// Adds one byte.
    #[inline(always)]
    pub fn push_byte(&mut self, byte: u8) -> Result<(), Full> {
        if self.at == self.bump.end {
            self.move_to_new_chunk(1)?;
        }
        // SAFETY: one byte of room.
        unsafe {
            self.at.write(byte);
            self.at = self.at.add(1);
        }
        Ok(())
    }

    /// Adds a character as UTF-8.
    #[inline]
    pub fn push_char(&mut self, c: char) -> Result<(), Full> {
        self.push(c.encode_utf8(&mut [0; 4]).as_bytes())
    }

    /// Adds `n` times a byte.
    pub fn fill(&mut self, byte: u8, n: usize) -> Result<(), Full> {
        if n > self.bump.end as usize - self.at as usize {
            self.move_to_new_chunk(n)?;
        }
        // SAFETY: the room was checked.
        unsafe {
            self.at.write_bytes(byte, n);
            self.at = self.at.add(n);
        }
        Ok(())
    }

    /// How many bytes there are.
    pub fn len(&self) -> usize {
        self.at as usize - self.start as usize
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.at == self.start
    }

    /// What was added so far.
    pub fn written(&self) -> &[u8] {
        // SAFETY: written by the methods above.
        unsafe { std::slice::from_raw_parts(self.start, self.len()) }
    }

    /// Forgets all but the first `n` bytes.
    pub fn truncate(&mut self, n: usize) {
        if n < self.len() {
            // SAFETY: within what was written.
            self.at = unsafe { self.start.add(n) };
        }
    }

    #[cold]
    #[inline(never)]
    fn move_to_new_chunk(&mut self, more: usize) -> Result<(), Full> {
        let len = self.len();
        let total = len.checked_add(more).ok_or(Full)?;
        let room = len.saturating_mul(2).max(total);
        let from = self.start;
        let to = self.bump.raw(room).or_else(|Full| self.bump.raw(total))?;
        // SAFETY: the new room holds at least `total` bytes. The two do not overlap: `raw` took the new piece either
        // from another chunk, or, the open end being unclaimed, at the very same start.
        unsafe {
            if to != self.start {
                std::ptr::copy_nonoverlapping(self.start, to, len);
            }
            self.start = to;
            self.at = to.add(len);
        }
        // The room is open again: it is claimed when the writer is finished.
        self.bump.ptr = to;
        if to != from {
            // SAFETY: what was written there was moved away, and nothing else lies behind the writer's start.
            unsafe { give_back_pages(from, len) };
        }
        Ok(())
    }

    /// Closes the buffer.
    #[inline(always)]
    pub fn finish(self) -> &'a [u8] {
        let len = self.len();
        let end = (self.at as usize).wrapping_add(7) & !7;
        // The chunk's end is a multiple of 8, so rounding up stays within it.
        self.bump.ptr = self.start.with_addr(end.min(self.bump.end as usize));
        // SAFETY: written by the methods above, and claimed just now.
        unsafe { std::slice::from_raw_parts(self.start, len) }
    }
}

/// Text that grows at the open end of an arena.
pub struct TextWriter<'b, 'a>(Writer<'b, 'a>);

impl<'a> TextWriter<'_, 'a> {
    /// Adds text.
    #[inline(always)]
    pub fn push(&mut self, text: &str) -> Result<(), Full> {
        self.0.push(text.as_bytes())
    }

    /// Adds the `n` lowest bytes of a word, at most eight, each without its highest bit: ASCII whatever they are.
    #[inline]
    pub fn push_ascii(&mut self, word: u64, n: usize) -> Result<(), Full> {
        let bytes = (word & 0x7f7f_7f7f_7f7f_7f7f).to_le_bytes();
        self.0.push(bytes.get(..n).unwrap_or(&bytes))
    }

    /// Adds text `n` times.
    pub fn repeat(&mut self, text: &str, n: usize) -> Result<(), Full> {
        if let [byte] = text.as_bytes() {
            return self.0.fill(*byte, n);
        }
        for _ in 0..n {
            self.0.push(text.as_bytes())?;
        }
        Ok(())
    }

    /// Adds a character.
    #[inline]
    pub fn push_char(&mut self, c: char) -> Result<(), Full> {
        self.0.push_char(c)
    }

    /// How many bytes there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Closes the text.
    #[inline(always)]
    pub fn finish(self) -> &'a str {
        // SAFETY: only whole texts and characters were added.
        unsafe { std::str::from_utf8_unchecked(self.0.finish()) }
    }
}

/// Gives the pages of memory that is not in use back to the system, where that is worth a call; they come back when they are
/// written to again.
///
/// # Safety
/// The bytes are allocated, and nothing in them is in use.
#[cfg(unix)]
unsafe fn give_back_pages(at: *mut u8, len: usize) {
    /// Larger than pages are anywhere.
    const PAGE: usize = 64 << 10;
    let skip = at.align_offset(PAGE);
    let whole = len.saturating_sub(skip) & !(PAGE - 1);
    if skip < len && whole >= 4 * PAGE {
        // SAFETY: whole pages within the bytes, which nobody reads before they are written again.
        unsafe { libc::madvise(at.add(skip).cast(), whole, libc::MADV_DONTNEED) };
    }
}

#[cfg(not(unix))]
unsafe fn give_back_pages(_at: *mut u8, _len: usize) {}

/// Copies `n` bytes; short copies, which are most, need no call.
///
/// # Safety
/// As for `copy_nonoverlapping`.
#[inline(always)]
unsafe fn copy_short(from: *const u8, to: *mut u8, n: usize) {
    // SAFETY: every access below lies within the first or the last bytes of the n.
    unsafe {
        if n > 16 {
            std::ptr::copy_nonoverlapping(from, to, n);
        } else if n >= 8 {
            let (a, b) = (from.cast::<u64>().read_unaligned(), from.add(n - 8).cast::<u64>().read_unaligned());
            to.cast::<u64>().write_unaligned(a);
            to.add(n - 8).cast::<u64>().write_unaligned(b);
        } else if n >= 4 {
            let (a, b) = (from.cast::<u32>().read_unaligned(), from.add(n - 4).cast::<u32>().read_unaligned());
            to.cast::<u32>().write_unaligned(a);
            to.add(n - 4).cast::<u32>().write_unaligned(b);
        } else if n > 0 {
            let (a, m, b) = (*from, *from.add(n / 2), *from.add(n - 1));
            *to = a;
            *to.add(n / 2) = m;
            *to.add(n - 1) = b;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_since_a_mark_is_given_back_across_chunks() {
        let mut arena = Arena::new();
        let mut bump = arena.bump(64 << 20);
        let kept = bump.text("kept").unwrap();
        let mark = bump.mark();
        let used = bump.used();
        for round in 0..200 {
            // Within the chunk, in the next one, and in several.
            let pieces = [1, FIRST_CHUNK / 100, 3][round % 3];
            let size = [64, 150, FIRST_CHUNK][round % 3];
            for _ in 0..pieces {
                bump.zeroed(size).unwrap().fill(0xff);
            }
            assert!(bump.used() > used);
            // SAFETY: nothing of it is used any more.
            unsafe { bump.reset_to(mark) };
            assert!(bump.is_at(mark) && bump.used() == used);
        }
        assert_eq!(bump.text("next").unwrap(), "next");
        assert_eq!(kept, "kept");
        // The cap counts what lies before the chunk that was gone back to.
        let left = bump.left();
        assert!(bump.zeroed(left + 8).is_err());
        assert!(bump.zeroed(left - 64).is_ok());
    }

    #[test]
    fn a_literal_lies_behind_its_guess() {
        let mut arena = Arena::new();
        let mut bump = arena.bump(1 << 20);
        for text in ["", "k", "a longer key, of more than sixteen bytes"] {
            let key = bump.key_text(text).unwrap();
            assert_eq!(key.as_binary().and_then(|key| key.known_text()), Some(text));
            assert!(key.is_same_flat(Value::str(text)) && Value::str(text).is_same_flat(key));
            assert!(Value::bytes(text.as_bytes()).identical_flat(key) == Some(true));
        }
    }
}

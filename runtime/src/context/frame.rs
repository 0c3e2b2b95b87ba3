//! Frames: the slots of the functions that are running, in a row.
//!
//! Slots are read and written through a pointer and a length; every access is checked against the length, which costs a
//! predicted compare. A frame that does not fit the region goes into a further one, which is kept for the next time.

use crate::error::Exc;
use crate::memory::{Arena, Bump};
use crate::term::Value;
use std::marker::PhantomData;

/// Values in the first region.
const FIRST: usize = 1 << 10;
/// Values in further ones.
const FURTHER: usize = 1 << 13;

/// A region's start and how many values it holds.
type Region<'a> = (*mut Value<'a>, usize);

/// The frames of a run.
pub(super) struct Frames<'a> {
    frame: *mut Value<'a>,
    len: usize,
    /// One past the last value of the region.
    end: *mut Value<'a>,
    /// A region that was left and can be taken again.
    spare: Option<Region<'a>>,
    _values: PhantomData<&'a mut [Value<'a>]>,
}

/// The frame below, to go back to.
pub struct Saved<'a> {
    frame: *mut Value<'a>,
    len: usize,
    end: *mut Value<'a>,
}

impl<'a> Frames<'a> {
    /// No frame yet, and a region for the first ones at the begin of an arena that may then take `cap` bytes.
    #[inline(always)]
    pub(super) fn first(arena: &'a mut Arena, cap: usize) -> (Bump<'a>, Self) {
        let (bump, region) = arena.bump_behind(FIRST, cap);
        let start = region.as_mut_ptr().cast::<Value<'a>>();
        // SAFETY: one past the region.
        let end = unsafe { start.add(FIRST) };
        (bump, Frames { frame: start, len: 0, end, spare: None, _values: PhantomData })
    }

    #[inline(always)]
    pub(super) fn get(&self, slot: u16) -> Value<'a> {
        if (slot as usize) < self.len {
            // SAFETY: a frame's first `len` values are initialised when it is opened.
            unsafe { *self.frame.add(slot as usize) }
        } else {
            Value::NIL
        }
    }

    #[inline(always)]
    pub(super) fn set(&mut self, slot: u16, value: Value<'a>) {
        if (slot as usize) < self.len {
            // SAFETY: within the frame.
            unsafe { *self.frame.add(slot as usize) = value }
        }
    }

    #[inline(always)]
    pub(super) fn enter(
        &mut self,
        bump: &mut Bump<'a>,
        slots: u16,
        arguments: &[Value<'a>],
        captured: &[Value<'a>],
    ) -> Result<Saved<'a>, Exc> {
        let saved = Saved { frame: self.frame, len: self.len, end: self.end };
        // SAFETY: one past the frame at most, which lies in the region.
        let start = unsafe { self.frame.add(self.len) };
        self.open(bump, start, slots, arguments, captured)?;
        Ok(saved)
    }

    /// Opens a frame in the place of the current one, for a call in tail position.
    #[inline]
    pub(super) fn replace(
        &mut self,
        bump: &mut Bump<'a>,
        slots: u16,
        arguments: &[Value<'a>],
        captured: &[Value<'a>],
    ) -> Result<(), Exc> {
        self.open(bump, self.frame, slots, arguments, captured)
    }

    #[inline(always)]
    fn open(
        &mut self,
        bump: &mut Bump<'a>,
        start: *mut Value<'a>,
        slots: u16,
        arguments: &[Value<'a>],
        captured: &[Value<'a>],
    ) -> Result<(), Exc> {
        let slots = (slots as usize).max(arguments.len() + captured.len());
        let mut start = start;
        if (self.end as usize - start as usize) / size_of::<Value<'_>>() < slots {
            start = self.new_region(bump, slots)?;
        }
        // SAFETY: `slots` values fit the region from `start` on, and the arguments are fewer. Arguments and captured
        // values lie elsewhere: in the caller's Rust frame, in the arena or in the program.
        unsafe {
            let mut at = start;
            for value in arguments {
                at.write(value.by_words());
                at = at.add(1);
            }
            for value in captured {
                at.write(*value);
                at = at.add(1);
            }
            let end = start.add(slots);
            while at < end {
                at.write(Value::NIL);
                at = at.add(1);
            }
        }
        self.frame = start;
        self.len = slots;
        Ok(())
    }

    #[cold]
    #[inline(never)]
    fn new_region(&mut self, bump: &mut Bump<'a>, slots: usize) -> Result<*mut Value<'a>, Exc> {
        let (start, len) = match self.spare.take() {
            Some((start, len)) if len >= slots => (start, len),
            _ => {
                let len = slots.max(FURTHER);
                let room = bump.room(len)?;
                (room.as_mut_ptr().cast(), len)
            }
        };
        // SAFETY: one past the region.
        self.end = unsafe { start.add(len) };
        Ok(start)
    }

    /// Forgets the region that would be taken next if it lies in memory that is given back: in any case, or where `is_given_back`
    /// says so of its start.
    #[inline(always)]
    pub(super) fn forget_spare(&mut self, any: bool, is_given_back: impl FnOnce(*const Value<'a>) -> bool) {
        if let Some((start, _)) = self.spare
            && (any || is_given_back(start))
        {
            self.spare = None;
        }
    }

    #[inline(always)]
    pub(super) fn leave(&mut self, saved: Saved<'a>) {
        if self.end != saved.end {
            self.keep_region(&saved);
        }
        self.frame = saved.frame;
        self.len = saved.len;
        self.end = saved.end;
    }

    #[cold]
    fn keep_region(&mut self, saved: &Saved<'a>) {
        if saved.len == 0 {
            return;
        }
        // The frame that is left is the first of its region, or the region would not change.
        let len = (self.end as usize - self.frame as usize) / size_of::<Value<'_>>();
        if self.spare.is_none_or(|(_, spare)| spare < len) {
            self.spare = Some((self.frame, len));
        }
    }
}

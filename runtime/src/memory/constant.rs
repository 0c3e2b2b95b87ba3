//! Terms that a program owns: literals, built when it is loaded and lent to every message.

use super::{Arena, Bump};
use crate::error::Exc;
use crate::term::Value;

/// A term with the memory it lies in.
pub struct Constant {
    /// Never handed out with this lifetime: see `get`.
    value: Value<'static>,
    _arena: Option<Box<Arena>>,
}

// SAFETY: the arena is never touched again after the term was built; the term is plain data that is only read,
// but for guesses, which are atomic.
unsafe impl Sync for Constant {}

impl Constant {
    /// The most bytes a constant may take.
    const CAP: usize = 16 << 20;

    /// A constant that needs no memory of its own.
    pub const fn immediate(value: Value<'static>) -> Self {
        Constant { value, _arena: None }
    }

    /// Builds a term in memory of its own.
    ///
    /// # Errors
    /// Those of `build`, and one when the term is larger than 16 MiB.
    pub fn build(build: impl for<'a> FnOnce(&mut Bump<'a>) -> Result<Value<'a>, Exc>) -> Result<Self, Exc> {
        let mut arena = Box::new(Arena::small());
        let value = build(&mut arena.bump(Self::CAP))?;
        // SAFETY: the term lies in `arena`, which is boxed, never reset and dropped with the constant; `get` shortens
        // the lifetime to a borrow of it.
        let value = unsafe { std::mem::transmute::<Value<'_>, Value<'static>>(value) };
        Ok(Constant { value, _arena: Some(arena) })
    }

    /// The term, where it holds no pointer.
    pub fn as_immediate(&self) -> Option<Value<'static>> {
        self.value.is_immediate().then_some(self.value)
    }

    /// The term.
    #[inline(always)]
    pub fn get(&self) -> Value<'_> {
        self.value
    }
}

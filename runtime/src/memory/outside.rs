//! Memory outside of the arena that a run holds while it works: walks over streams, which are no terms.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;

/// The bytes that a run holds outside of its arena; counted from the first claim on, which most runs never make.
#[derive(Default)]
pub(crate) struct Outside(OnceCell<Rc<Cell<usize>>>);

/// Bytes that are held until this is dropped.
pub(crate) struct Claim {
    held: Rc<Cell<usize>>,
    bytes: usize,
}

impl Outside {
    /// As many bytes as all claims of a run may hold.
    const MOST: usize = 4 << 20;

    /// A claim of bytes; nothing where that is too much.
    pub(crate) fn claim(&self, bytes: usize) -> Option<Claim> {
        let held = Rc::clone(self.0.get_or_init(Rc::default));
        let mut claim = Claim { held, bytes: 0 };
        claim.add(bytes).then_some(claim)
    }
}

impl Claim {
    /// Claims more. False where that is too much.
    #[must_use]
    pub(crate) fn add(&mut self, bytes: usize) -> bool {
        let held = self.held.get().saturating_add(bytes);
        if held > Outside::MOST {
            return false;
        }
        self.held.set(held);
        self.bytes += bytes;
        true
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.held.set(self.held.get().saturating_sub(self.bytes));
    }
}

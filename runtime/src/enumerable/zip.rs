//! Several enumerables walked side by side, until one of them ends.

use super::{Clause, Iter};
use crate::context::Context;
use crate::error::Exc;
use crate::memory::Claim;
use crate::term::{Value, atoms};

/// The walk.
pub struct Zip<'a> {
    sides: Vec<Iter<'a>>,
    done: bool,
    _room: Claim,
}

impl<'a> Zip<'a> {
    /// Where lists alone are walked.
    pub const LISTS: Clause = Clause { module: atoms::STREAM_REDUCERS, function: "zip_list_heads_tails", arity: 3 };

    /// A walk over enumerables.
    ///
    /// # Errors
    /// Fuel, charged for the room that they take; what is not enumerable.
    pub fn new(cx: &mut Context<'a>, enumerables: &[Value<'a>], end: &'static Clause) -> Result<Self, Exc> {
        cx.charge(enumerables.len().saturating_mul(8))?;
        let room = cx.claim(enumerables.len().saturating_mul(size_of::<Iter<'_>>()))?;
        let mut sides = Vec::with_capacity(enumerables.len());
        for enumerable in enumerables {
            sides.push(Iter::with_end(cx, *enumerable, end)?);
        }
        Ok(Zip { done: sides.is_empty(), sides, _room: room })
    }

    /// An element of each, or nothing once one of them has none.
    ///
    /// # Errors
    /// Those of the walks.
    pub fn next(&mut self, cx: &mut Context<'a>) -> Result<Option<&'a [Value<'a>]>, Exc> {
        if self.done {
            return Ok(None);
        }
        let mut elements = cx.list_builder(self.sides.len())?;
        for side in &mut self.sides {
            match side.next(cx) {
                Ok(Some(element)) => elements.push(&mut cx.bump, element)?,
                Ok(None) => {
                    self.close(cx)?;
                    return Ok(None);
                }
                Err(exc) => return Err(self.close_after(cx, exc)),
            }
        }
        Ok(Some(elements.finish_slice(&mut cx.bump)))
    }

    /// The walks that it consists of.
    pub(super) fn into_sides(self) -> Vec<Iter<'a>> {
        self.sides
    }

    /// Ends all walks.
    ///
    /// # Errors
    /// What that raises.
    pub fn close(&mut self, cx: &mut Context<'a>) -> Result<(), Exc> {
        self.done = true;
        for side in &mut self.sides {
            side.close(cx)?;
        }
        Ok(())
    }

    /// Ends all walks because of an exception.
    #[cold]
    pub fn close_after(&mut self, cx: &mut Context<'a>, exc: Exc) -> Exc {
        self.done = true;
        let mut exc = exc;
        for side in &mut self.sides {
            exc = side.close_after(cx, exc);
        }
        exc
    }
}

//! Several enumerables walked side by side, until one of them ends.

use super::{Clause, Iter};
use crate::context::Context;
use crate::error::Exc;
use crate::term::{Value, atoms};

/// The walk. An enumerable is not looked at before its first element is wanted.
pub struct Zip<'a> {
    sides: Vec<Side<'a>>,
    end: &'static Clause,
    done: bool,
}

enum Side<'a> {
    Waiting(Value<'a>),
    Open(Iter<'a>),
}

impl<'a> Zip<'a> {
    /// Where lists alone are walked.
    pub const LISTS: Clause = Clause { module: atoms::STREAM_REDUCERS, function: "zip_list_heads_tails", arity: 3 };

    /// A walk over enumerables.
    ///
    /// # Errors
    /// Fuel, charged for the room that they take.
    pub fn new(cx: &mut Context<'a>, enumerables: &[Value<'a>], end: &'static Clause) -> Result<Self, Exc> {
        cx.charge(enumerables.len().saturating_mul(2))?;
        let sides = enumerables.iter().map(|enumerable| Side::Waiting(*enumerable)).collect();
        Ok(Zip { sides, end, done: enumerables.is_empty() })
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
        for i in 0..self.sides.len() {
            match Self::pull(cx, &mut self.sides[i], self.end) {
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

    fn pull(cx: &mut Context<'a>, side: &mut Side<'a>, end: &'static Clause) -> Result<Option<Value<'a>>, Exc> {
        if let Side::Waiting(enumerable) = side {
            *side = Side::Open(Iter::with_end(cx, *enumerable, end)?);
        }
        match side {
            Side::Open(iter) => iter.next(cx),
            Side::Waiting(_) => Ok(None),
        }
    }

    /// Ends all walks.
    ///
    /// # Errors
    /// What that raises.
    pub fn close(&mut self, cx: &mut Context<'a>) -> Result<(), Exc> {
        self.done = true;
        for side in &mut self.sides {
            if let Side::Open(iter) = side {
                iter.close(cx)?;
            }
        }
        Ok(())
    }

    /// Ends all walks because of an exception.
    #[cold]
    pub fn close_after(&mut self, cx: &mut Context<'a>, exc: Exc) -> Exc {
        self.done = true;
        let mut exc = exc;
        for side in &mut self.sides {
            if let Side::Open(iter) = side {
                exc = iter.close_after(cx, exc);
            }
        }
        exc
    }
}

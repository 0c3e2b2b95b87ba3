//! Chunks of so many elements, for `Enum.chunk_every` and `Stream.chunk_every`.

use crate::context::Context;
use crate::error::{Exc, R};
use crate::memory::ListBuilder;
use crate::term::{Term, Value, atoms};

/// The state of a walk that makes chunks.
pub struct Chunks<'a> {
    count: i64,
    step: i64,
    leftover: Value<'a>,
    buffer: ListBuilder<'a>,
    /// How many elements the current chunk was offered; more than it holds where the step is larger.
    seen: i64,
}

impl<'a> Chunks<'a> {
    /// Chunks of `count` elements that begin `step` elements apart, both positive. The last is filled up from `leftover`,
    /// or left out where that is `:discard`.
    ///
    /// # Errors
    /// Memory.
    pub fn new(cx: &mut Context<'a>, count: i64, step: i64, leftover: Value<'a>) -> Result<Self, Exc> {
        let buffer = cx.list_builder(usize::try_from(count).unwrap_or(8).min(64))?;
        Ok(Chunks { count, step, leftover, buffer, seen: 0 })
    }

    /// Takes an element; gives the chunk that it completes.
    ///
    /// # Errors
    /// Limits.
    pub fn push(&mut self, cx: &mut Context<'a>, element: Value<'a>) -> Result<Option<Value<'a>>, Exc> {
        if self.seen < self.count {
            self.buffer.push(&mut cx.bump, element)?;
        }
        self.seen += 1;
        let mut chunk = None;
        if self.seen == self.count {
            cx.charge_elements(self.buffer.len())?;
            chunk = Some(cx.list(self.buffer.as_slice())?);
        }
        if self.seen >= self.count.max(self.step) {
            let keep = (self.seen - self.step).max(0);
            let gone = self.buffer.len().saturating_sub(usize::try_from(keep).unwrap_or(0));
            self.buffer.as_mut_slice().copy_within(gone.., 0);
            let left = self.buffer.len() - gone;
            self.buffer.truncate(left);
            self.seen = keep;
        }
        Ok(chunk)
    }

    /// The last chunk, if there is one that was not complete.
    ///
    /// # Errors
    /// `Protocol.UndefinedError` of what is left over; limits.
    pub fn finish(self, cx: &mut Context<'a>) -> Result<Option<Value<'a>>, Exc> {
        if self.seen == 0 || self.seen >= self.count || self.leftover.is(atoms::DISCARD) {
            return Ok(None);
        }
        let tail = take(cx, self.leftover, self.count - self.seen)?;
        Ok(Some(cx.list_with_tail(self.buffer.as_slice(), tail)?))
    }
}

/// `Enum.take/2` of a positive number.
fn take<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, n: i64) -> R<'a> {
    let n = usize::try_from(n).unwrap_or(0);
    if let Term::List(_) | Term::EmptyList = enumerable.term() {
        return super::list::take(cx, enumerable, n, super::clause!("take_list" / 2));
    }
    let mut taken = cx.list_builder(8)?;
    let _ = super::visit(cx, enumerable, &super::Clause::PROTOCOL, |cx, element| {
        taken.push(&mut cx.bump, element)?;
        Ok(if taken.len() == n { super::STOP } else { super::GO_ON })
    })?;
    Ok(taken.finish(&mut cx.bump))
}

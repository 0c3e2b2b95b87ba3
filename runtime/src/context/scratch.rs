//! Memory given back in the middle of a message: what stands in for a garbage collector.

use super::Context;
use crate::error::R;

impl<'a> Context<'a> {
    /// Runs one round of a loop and gives back all memory that it made, where its result holds no pointer (a number, an
    /// atom, `[]`). A loop of any length then runs in little memory.
    ///
    /// `work` must keep nothing but its result: no value made in it may be stored outside of it. Calling a function of the
    /// user and returning its result keeps to that, since variables are set once and functions copy what they capture.
    #[inline(always)]
    pub(crate) fn scratch(&mut self, work: impl FnOnce(&mut Context<'a>) -> R<'a>) -> R<'a> {
        let mark = self.bump.mark();
        let result = work(self)?;
        if !self.bump.is_at(mark) && result.is_immediate() {
            self.frames.forget_spare(!self.bump.is_in_chunk(mark), |spare| mark.is_before(spare));
            // SAFETY: the result points nowhere, `work` kept nothing else, and a region for frames that was taken from
            // the arena since the mark is forgotten just above; the frames that are open lie below the mark.
            unsafe { self.bump.reset_to(mark) };
        }
        Ok(result)
    }
}

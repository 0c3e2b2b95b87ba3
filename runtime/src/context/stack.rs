//! A further stack: where a run goes on when the stack of its thread runs out.
//!
//! It is made once for a run, at first need, and kept until its end: a recursion that goes up and down across the end of the
//! thread's stack then pays for a switch of stacks each time, not for memory from the system.

#[cfg(unix)]
pub(super) use unix::FurtherStack;

#[cfg(not(unix))]
pub(super) use portable::FurtherStack;

#[cfg(unix)]
mod unix {
    use std::any::Any;
    use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

    /// Pages of the system, with one at the lower end that nothing may touch.
    pub(in crate::context) struct FurtherStack {
        mapping: *mut libc::c_void,
        len: usize,
        guard: usize,
    }

    // SAFETY: it owns its mapping, which any thread may use and give back.
    unsafe impl Send for FurtherStack {}

    impl FurtherStack {
        /// A stack of so many bytes; nothing where the system has no memory.
        pub(in crate::context) fn new(bytes: usize) -> Option<Self> {
            // SAFETY: a plain question.
            let page = usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).ok()?;
            let len = bytes.checked_next_multiple_of(page)?.checked_add(page)?;
            // SAFETY: a fresh private mapping; the address is the system's choice.
            let mapping = unsafe {
                let flags = libc::MAP_PRIVATE | libc::MAP_ANON;
                libc::mmap(std::ptr::null_mut(), len, libc::PROT_READ | libc::PROT_WRITE, flags, -1, 0)
            };
            if mapping == libc::MAP_FAILED {
                return None;
            }
            let stack = FurtherStack { mapping, len, guard: page };
            // SAFETY: the first page of the mapping just made.
            let guarded = unsafe { libc::mprotect(mapping, page, libc::PROT_NONE) };
            (guarded == 0).then_some(stack)
        }

        /// Runs on it. Nothing else may be running on it.
        pub(in crate::context) fn run<T>(&mut self, work: impl FnOnce() -> T) -> T {
            match self.switch(work) {
                Ok(result) => result,
                Err(panic) => resume_unwind(panic),
            }
        }

        fn switch<T>(&mut self, work: impl FnOnce() -> T) -> Result<T, Box<dyn Any + Send>> {
            let work = || catch_unwind(AssertUnwindSafe(work));
            psm::psm_stack_manipulation! {
                yes {
                    // SAFETY: the memory behind the guard is ours alone, whole pages, and outlives the call; the borrow keeps a
                    // second run from starting on it; nothing unwinds out of `work`.
                    unsafe { psm::on_stack(self.mapping.cast::<u8>().add(self.guard), self.len - self.guard, work) }
                }
                no {
                    stacker::grow(self.len - self.guard, work)
                }
            }
        }
    }

    impl Drop for FurtherStack {
        fn drop(&mut self) {
            // SAFETY: the mapping is ours, and nothing runs on it.
            unsafe { libc::munmap(self.mapping, self.len) };
        }
    }
}

#[cfg(not(unix))]
mod portable {
    /// A stack that is made anew each time.
    pub(in crate::context) struct FurtherStack(usize);

    impl FurtherStack {
        pub(in crate::context) fn new(bytes: usize) -> Option<Self> {
            Some(FurtherStack(bytes))
        }

        pub(in crate::context) fn run<T>(&mut self, work: impl FnOnce() -> T) -> T {
            stacker::grow(self.0, work)
        }
    }
}

//! Code as the runtime sees it: something that runs in a frame.

use crate::context::Context;
use crate::error::R;

/// A piece of a compiled program: data and what is done with it.
///
/// It is lent for as long as the message's values live, so that what it returns may borrow from it.
pub trait Code: Send + Sync {
    /// Runs in the current frame.
    ///
    /// # Errors
    /// What it raises; limits.
    fn run<'a>(&'a self, cx: &mut Context<'a>) -> R<'a>;
}

/// Code that wants a frame of its own: a named function or a lambda.
pub struct FrameCode {
    /// How many arguments it takes.
    pub arity: u16,
    /// Slots of its frame: arguments, captured values, variables.
    pub slots: u16,
    /// Units of fuel for running the body once, beyond those of a call.
    pub units: u32,
    /// What runs in it.
    pub body: Box<dyn Code>,
}

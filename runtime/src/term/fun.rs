//! Functions as values: code and what it captured. Opaque terms.

use super::Value;
use crate::code::FrameCode;
use crate::context::Context;
use crate::error::R;
use crate::regex::CompiledRegex;

/// What a function value runs: a compiled lambda, a native one, or a captured library function.
pub trait Callable: Send + Sync {
    /// How many arguments it takes.
    fn arity(&self) -> usize;

    /// Runs it. There are as many arguments as it takes.
    fn call<'a>(&'a self, context: &mut Context<'a>, captured: &'a [Value<'a>], arguments: &[Value<'a>]) -> R<'a>;

    /// What runs in a frame of its own, where it is such code: lets a call in tail position replace the frame.
    fn frame(&self) -> Option<&FrameCode> {
        None
    }

    /// Runs it up to a call in tail position, which may be signalled instead of made: see [`Context::finish_tail_calls`].
    fn step<'a>(&'a self, context: &mut Context<'a>, captured: &'a [Value<'a>], arguments: &[Value<'a>]) -> R<'a> {
        self.call(context, captured, arguments)
    }

    /// Whether a call of it in tail position takes the place of its caller.
    fn signals(&self) -> bool {
        self.frame().is_some()
    }

    /// `&String.upcase/1` for a captured library function; `None` for anonymous ones.
    fn name(&self) -> Option<(&'static str, &'static str)> {
        None
    }

    /// What it does inside of a stream, for functions that `Stream` makes.
    fn stream(&self) -> Option<&crate::enumerable::stream::Code> {
        None
    }
}

/// A function.
#[derive(Clone, Copy)]
pub struct Fun<'a> {
    /// What it runs.
    pub code: &'a dyn Callable,
    /// What it captured when it was made.
    pub captured: &'a [Value<'a>],
}

impl Fun<'_> {
    /// Whether the two are the same function with the same captured memory.
    pub fn same(&self, other: &Fun<'_>) -> bool {
        if self.code.name().is_some() {
            return self.code.name() == other.code.name() && self.code.arity() == other.code.arity();
        }
        std::ptr::addr_eq(self.code as *const dyn Callable, other.code as *const dyn Callable)
            && self.captured.len() == other.captured.len()
            && self.captured.iter().zip(other.captured).all(|(a, b)| a.same(*b))
    }
}

/// An opaque term: the compiled form inside a `%Regex{}`. Equal by number alone.
#[derive(Clone, Copy)]
pub struct Reference<'a> {
    /// Different for each time that a regex is made.
    pub id: u32,
    /// The compiled regex.
    pub regex: &'a CompiledRegex,
}

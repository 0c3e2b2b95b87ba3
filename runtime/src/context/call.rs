//! Calls of functions with a frame of their own, and the loop that stands in for nesting where a call is the last thing
//! that a function does.

use super::Context;
use crate::code::FrameCode;
use crate::error::{Exc, R, Raised};
use crate::term::{Term, Value, atoms};

/// More arguments than this, and a call in tail position nests as any other.
pub const MAX_TAIL_ARGUMENTS: usize = 8;

/// A call that is to be made instead of returning.
#[derive(Clone, Copy)]
pub(super) struct TailCall<'a> {
    target: TailTarget<'a>,
    count: usize,
    arguments: [Value<'a>; MAX_TAIL_ARGUMENTS],
}

#[derive(Clone, Copy)]
enum TailTarget<'a> {
    Function(u32),
    Value(Value<'a>),
}

impl<'a> Context<'a> {
    /// `fun.(arguments…)`
    ///
    /// # Errors
    /// `BadFunctionError`, `BadArityError`, what the function raises, limits.
    #[inline]
    pub fn call(&mut self, function: Value<'a>, arguments: &[Value<'a>]) -> R<'a> {
        let Term::Fun(fun) = function.term() else {
            return Err(self.term_error(atoms::BAD_FUNCTION_ERROR, function));
        };
        if fun.code.arity() != arguments.len() {
            return Err(self.bad_arity(function, arguments));
        }
        self.charge_call()?;
        if self.is_stack_low() {
            return self.on_further_stack(|cx| fun.code.call(cx, fun.captured, arguments));
        }
        fun.code.call(self, fun.captured, arguments)
    }

    /// Calls a named function of the program.
    ///
    /// # Errors
    /// What it raises; limits.
    #[inline]
    pub fn call_function(&mut self, function: u32, arguments: &[Value<'a>]) -> R<'a> {
        self.charge_call()?;
        let functions = self.functions;
        match functions.get(function as usize) {
            Some(code) => self.run_frame(code, arguments, &[]),
            // The resolver numbers functions as the program lists them.
            None => Err(self.runtime_error("no such function")),
        }
    }

    /// Runs code in a frame of its own, and after it all calls that are made in tail position.
    ///
    /// # Errors
    /// What it raises; limits.
    #[inline]
    pub fn run_frame(&mut self, code: &'a FrameCode, arguments: &[Value<'a>], captured: &[Value<'a>]) -> R<'a> {
        if self.is_stack_low() {
            return self.on_further_stack(|cx| cx.run_frame(code, arguments, captured));
        }
        self.spend(code.units);
        let saved = self.enter(code.slots, arguments, captured)?;
        let mut result = code.body.run(self);
        while result.is_err() && matches!(self.raised, Some(Raised::TailCall)) {
            result = self.next_tail_call();
        }
        self.leave(saved);
        result
    }

    /// Makes all calls that were signalled from tail position: for code without a frame.
    ///
    /// # Errors
    /// What they raise; limits.
    #[inline(always)]
    pub fn finish_tail_calls(&mut self, result: R<'a>) -> R<'a> {
        let mut result = result;
        while result.is_err() && matches!(self.raised, Some(Raised::TailCall)) {
            result = self.next_tail_call();
        }
        result
    }

    #[inline(never)]
    fn next_tail_call(&mut self) -> R<'a> {
        self.raised = None;
        self.charge_call()?;
        // Its place is empty while the frame is opened from it, and is put back before anything can ask for it.
        let Some(call) = self.tail_call.take() else { return Err(self.runtime_error("no tail call")) };
        let arguments = call.arguments.get(..call.count).unwrap_or_default();
        let code = match call.target {
            TailTarget::Function(function) => {
                let functions = self.functions;
                match functions.get(function as usize) {
                    Some(code) => {
                        self.spend(code.units);
                        self.frames.replace(&mut self.bump, code.slots, arguments, &[])?;
                        code
                    }
                    None => return Err(self.runtime_error("no such function")),
                }
            }
            TailTarget::Value(function) => {
                let Term::Fun(fun) = function.term() else {
                    return Err(self.term_error(atoms::BAD_FUNCTION_ERROR, function));
                };
                if fun.code.arity() != call.count {
                    return Err(self.bad_arity(function, arguments));
                }
                let Some(code) = fun.code.frame() else { return fun.code.step(self, fun.captured, arguments) };
                self.spend(code.units);
                self.frames.replace(&mut self.bump, code.slots, arguments, fun.captured)?;
                code
            }
        };
        self.tail_call = Some(call);
        code.body.run(self)
    }

    /// Says that a named function is to be called instead of returning; the `Exc` is to be returned.
    /// With more than [`MAX_TAIL_ARGUMENTS`] arguments it is called at once.
    ///
    /// # Errors
    /// Always, unless it is called at once.
    #[inline]
    pub fn tail_call_function(&mut self, function: u32, arguments: &[Value<'a>]) -> R<'a> {
        if arguments.len() > MAX_TAIL_ARGUMENTS {
            return self.call_function(function, arguments);
        }
        Err(self.set_tail_call(TailTarget::Function(function), arguments))
    }

    /// As [`Context::tail_call_function`], for a function value.
    ///
    /// # Errors
    /// Always, unless it is called at once.
    #[inline]
    pub fn tail_call(&mut self, function: Value<'a>, arguments: &[Value<'a>]) -> R<'a> {
        match function.term() {
            Term::Fun(fun) if fun.code.signals() && arguments.len() <= MAX_TAIL_ARGUMENTS => {
                Err(self.set_tail_call(TailTarget::Value(function), arguments))
            }
            _ => self.call(function, arguments),
        }
    }

    fn set_tail_call(&mut self, target: TailTarget<'a>, arguments: &[Value<'a>]) -> Exc {
        let call = self.tail_call.get_or_insert_with(|| {
            Box::new(TailCall { target, count: 0, arguments: [Value::NIL; MAX_TAIL_ARGUMENTS] })
        });
        call.target = target;
        call.count = arguments.len();
        for (slot, value) in call.arguments.iter_mut().zip(arguments) {
            *slot = *value;
        }
        self.raised = Some(Raised::TailCall);
        self.place = None;
        Exc::signal()
    }
}

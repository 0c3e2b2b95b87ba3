//! Functions that a library function calls while it runs.
//!
//! A library function takes `impl Fn0<'a>`, `Fn1`, `Fn2` or `Fn3`. The closure backend passes a [`Callback`]: a function value, or
//! a lambda written in place, whose parameters are slots of the frame around it, since it cannot outlive the call. Native
//! code passes a Rust closure, which is compiled into the loop.

use crate::context::Context;
use crate::error::R;
use crate::term::{Term, Value};

/// A lambda written where it is passed: it runs in the frame around it.
pub trait Inline: Send + Sync {
    /// How many parameters it has.
    fn arity(&self) -> usize;

    /// Runs it. There are as many arguments as parameters.
    fn call<'a>(&'a self, cx: &mut Context<'a>, arguments: &[Value<'a>]) -> R<'a>;
}

/// What stands for a function in the table's calls, or for any other argument.
#[derive(Clone, Copy)]
pub enum Callback<'a> {
    /// A value: a function, if it is to be called.
    Value(Value<'a>),
    /// A lambda written in place, with the arity that the parameter asks for.
    Inline(&'a dyn Inline),
}

impl<'a> Callback<'a> {
    /// The value of an argument that is no callback.
    #[inline(always)]
    pub fn value(self) -> Value<'a> {
        match self {
            Callback::Value(value) => value,
            // The backends pass lambdas in place for callback parameters alone.
            Callback::Inline(_) => Value::NIL,
        }
    }
}

macro_rules! callback_trait {
    ($(#[$doc:meta])* $name:ident $arity:literal ($($arg:ident)*)) => {
        $(#[$doc])*
        pub trait $name<'a> {
            /// Calls it.
            ///
            /// # Errors
            /// What it raises; `BadFunctionError` or `BadArityError` where it is no such function.
            fn call(&mut self, cx: &mut Context<'a>, $($arg: Value<'a>),*) -> R<'a>;

            /// Whether it is a function of that many parameters.
            fn is_function(&self) -> bool {
                true
            }

            /// The value that was passed, unless it is a lambda written in place.
            fn as_value(&self) -> Option<Value<'a>> {
                None
            }
        }

        impl<'a, F: FnMut(&mut Context<'a>, $(callback_trait!(@value $arg)),*) -> R<'a>> $name<'a> for F {
            #[inline(always)]
            fn call(&mut self, cx: &mut Context<'a>, $($arg: Value<'a>),*) -> R<'a> {
                self(cx, $($arg),*)
            }
        }

        impl<'a> $name<'a> for Callback<'a> {
            #[inline(always)]
            fn call(&mut self, cx: &mut Context<'a>, $($arg: Value<'a>),*) -> R<'a> {
                match self {
                    Callback::Inline(lambda) => lambda.call(cx, &[$($arg),*]),
                    Callback::Value(function) => cx.call(*function, &[$($arg),*]),
                }
            }

            fn is_function(&self) -> bool {
                match self {
                    Callback::Inline(_) => true,
                    Callback::Value(value) => matches!(value.term(), Term::Fun(fun) if fun.code.arity() == $arity),
                }
            }

            fn as_value(&self) -> Option<Value<'a>> {
                match self {
                    Callback::Inline(_) => None,
                    Callback::Value(value) => Some(*value),
                }
            }
        }
    };
    (@value $arg:ident) => { Value<'a> };
}

callback_trait! {
    /// A callback without arguments.
    Fn0 0 ()
}
callback_trait! {
    /// A callback of one argument.
    Fn1 1 (a)
}
callback_trait! {
    /// A callback of two arguments.
    Fn2 2 (a b)
}
callback_trait! {
    /// A callback of three arguments.
    Fn3 3 (a b c)
}

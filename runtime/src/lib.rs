//! Values, arena, limits, semantics and standard library of Philtre. Knows no source text: no parser, no IR.
//!
//! The parts, from the ground up: [`memory`] (arena), [`term`] (values, equality and order), [`error`], [`context`] (the state
//! of one run: fuel, frames, what was raised), [`row`] (the function table) and [`library`] (the functions).
#![deny(unsafe_code)]

pub mod access;
pub mod bitstring;
pub mod build;
pub mod calendar;
pub mod callback;
pub mod catch;
pub mod code;
pub mod collectable;
pub mod context;
pub mod decimal;
pub mod enumerable;
pub mod error;
pub mod exception;
pub mod float;
pub mod host;
pub mod inspect;
pub mod integer;
pub mod json;
pub mod library;
pub mod limits;
pub mod memory;
pub mod message;
#[doc(hidden)]
pub mod native;
pub mod ops;
pub mod program;
pub mod regex;
pub mod row;
pub mod runner;
pub mod sort;
pub mod structs;
pub mod term;
pub mod text;
pub mod uri;

extern crate self as philtre_runtime;

pub use callback::{Callback, Fn0, Fn1, Fn2, Fn3, Inline};
pub use context::Context;
pub use error::{Exc, Place, R, Raised};
pub use limits::{Limit, Limits};
pub use native::Native;
pub use term::{Term, Value, atoms};

//! `Kernel`: what every program can call without naming a module, as far as it is a function of its arguments.
//!
//! Forms that decide what is evaluated (`if`, `case`, `&&`, `|>`) are no functions: the resolver knows them.

pub mod collections;
pub mod control;
pub mod numbers;
pub mod operators;
pub mod structs;
pub mod text;
pub mod types;

//! From the text of a function to something that runs: source → syntax tree → IR → closures or Rust.
#![forbid(unsafe_code)]

pub mod ast;
pub mod closures;
pub mod demand;
pub mod diagnostic;
pub mod ir;
#[cfg(feature = "native")]
pub mod native;
pub mod parse;
pub mod render;
pub mod resolve;
pub mod span;
mod weight;

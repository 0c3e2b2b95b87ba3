//! Cases and their answers: runs code, says what came of it in the words of the recorded cases, and compares.
//!
//! - [`case`]: what a case asks, and what real Elixir answered;
//! - [`answer`]: what we answer;
//! - [`check`]: whole folders of recorded cases, with the known differences;
//! - [`attacks`]: hostile programs and messages;
//! - [`corpus`]: the reference transforms;
//! - [`fuzz`]: bytes made by chance.
//!
//! The program `conformance` and the test `recorded` are thin layers over this.

pub mod answer;
pub mod attacks;
pub mod case;
pub mod check;
pub mod corpus;
pub mod fuzz;
pub mod lines;
mod terms;

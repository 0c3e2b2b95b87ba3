//! Compiled regexes.

/// A compiled regex: linear-time where that can do it, backtracking under a step limit elsewhere.
pub struct CompiledRegex {}

/// Regexes that runs compile, kept for the thread in a bounded number.
#[derive(Default)]
pub struct Regexes {}

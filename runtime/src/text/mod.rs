//! Text as Elixir sees it: grapheme clusters, case, patterns, distances. Semantics shared by the library's rows.
//!
//! Everything here works on bytes that need not be UTF-8: a byte that starts no character counts as one of its own, as in
//! Elixir. Nothing here knows of rows or raises for wrong arguments.

pub mod case;
pub mod distance;
pub mod grapheme;
pub mod normal;
pub mod pattern;

//! Philtre.

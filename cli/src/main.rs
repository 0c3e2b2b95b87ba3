//! The `philtre` program.

fn main() {}

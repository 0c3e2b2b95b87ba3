//! `compile_transform!`.

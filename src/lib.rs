//! Philtre runs small Elixir functions over streams of messages: fast, safely, inside your process.
//!
//! Users of a data platform write functions such as
//!
//! ```elixir
//! def transform(action, record, changes, metadata) do
//!   %{id: record["id"], table: metadata.table_name}
//! end
//! ```
//!
//! and the platform runs them on every message. A function is compiled when it is loaded (some ten microseconds), checked
//! with all its errors at once, and runs in well under a microsecond. It computes and nothing else: no I/O, no processes,
//! no clock unless the host grants one; and it cannot crash the host, hang it, or use more memory than it is given.
//!
//! # Example
//!
//! ```
//! use philtre::{Program as _, Runner};
//!
//! let source = r#"
//!     def transform(action, record, changes, metadata) do
//!       %{id: record["id"], table: metadata.table_name, new: action == "insert"}
//!     end
//! "#;
//! let program = philtre::load(source).expect("the source is right");
//! assert_eq!(program.entry(), "transform");
//!
//! let message = br#"{"action": "insert", "record": {"id": 7}, "changes": null, "metadata": {"table_name": "orders"}}"#;
//! let mut runner = Runner::new();
//! let mut out = Vec::new();
//! runner.run_json(&program, message, &mut out).expect("it runs");
//! assert_eq!(out, br#"{"id":7,"new":true,"table":"orders"}"#);
//! ```
//!
//! # What to use when
//!
//! - [`load`] compiles a source with the default [`Limits`]; a [`Loader`] sets limits, entry points and grants.
//! - A [`Runner`] runs programs on one thread and reuses its memory: keep one per worker.
//! - [`batch`] runs many messages on all cores, in order, with a result or an error for each.
//! - [`compile_transform!`] compiles a source into the host instead; [`transforms`] is a library of them.
//! - [`RunError`] says what went wrong with one message, [`LoadError`] what is wrong with a source.
#![forbid(unsafe_code)]

pub mod batch;
mod load;
#[cfg(feature = "macros")]
mod macros;
#[cfg(feature = "transforms")]
pub mod transforms;

/// What expanded code names.
#[doc(hidden)]
pub mod __native {
    #[cfg(feature = "macros")]
    pub use philtre_macros::compile_transform;
    pub use philtre_runtime as runtime;
    pub use philtre_runtime::native::*;
    pub use philtre_runtime::{Native, host::Host, limits::Limits, program::Parameter, program::Parameters};
}

pub use load::{EntryPoint, LoadError, Loaded, Loader, load};
pub use philtre_runtime::host::Host;
pub use philtre_runtime::limits::{Limit, Limits};
pub use philtre_runtime::program::{Field, Keys, Parameter, Parameters, Program};
pub use philtre_runtime::runner::{Arguments, RunError, Runner, Stats};
pub use philtre_runtime::term::{Term, Value};
pub use philtre_runtime::{Context, Exc, Native};
pub use philtre_transpile::diagnostic::{Diagnostic, Severity};

/// The Rust in the documents for hosts, as tests.
#[cfg(all(doctest, feature = "macros"))]
mod documents {
    #[doc = include_str!("../README.md")]
    struct Readme;
    #[doc = include_str!("../docs/embedding.md")]
    struct Embedding;
    #[doc = include_str!("../docs/limits.md")]
    struct LimitsChapter;
    #[doc = include_str!("../docs/native.md")]
    struct NativeChapter;
}

//! `compile_transform!`: hands the crate's own path to the procedural macro, so that a renamed dependency works.

/// Compiles a transform into the host: to native Rust, when the host is compiled.
///
/// It gives a [`Native`](crate::Native), which is a [`Program`](crate::Program) as a loaded one is: a host can keep both in one
/// registry and run them in one batch. Errors of the source are errors of the compiler, all at once, at their place.
///
/// The source is a file, by its path from the directory of the crate's `Cargo.toml` (one line that ends with `.ex` or
/// `.exs`), or text. A change of the file compiles the crate anew.
///
/// ```
/// use philtre::{Program, Runner, compile_transform};
///
/// compile_transform! {
///     /// Masks the e-mail address.
///     pub static MASK = r#"
///         def transform(_action, record, _changes, _metadata) do
///           Map.replace(record, "email", "***")
///         end
///     "#;
/// }
///
/// # fn main() {
/// let doubled = compile_transform!(
///     r#"def score(user), do: user["points"] * 2"#,
///     entry = score(user),
/// );
///
/// let programs: Vec<&dyn Program> = vec![&MASK, &doubled];
/// let mut out = Vec::new();
/// Runner::new().run_json(programs[1], br#"{"user": {"points": 21}}"#, &mut out).unwrap();
/// assert_eq!(out, b"42");
/// # }
/// ```
///
/// # Options
///
/// After the source, in any order, each `name = value` with commas between:
///
/// - `entry = name(parameter, …)`: the function to run. Without it the source defines `transform`, `route` or `filter` over
///   `action, record, changes, metadata`.
/// - `parameters = expression`: a `Vec<Parameter>` that says how the parameters are read from a message; objects have string
///   keys otherwise, those of change messages the keys that these have.
/// - `limits = expression`: the [`Limits`](crate::Limits) of a run; the default ones otherwise. See also
///   [`Native::with_limits`](crate::Native::with_limits).
/// - `clock = expression`: a `fn() -> i64` that gives microseconds since 1970; grants the function a clock.
/// - `seed = expression`: a `u64`; grants the function random numbers.
#[macro_export]
macro_rules! compile_transform {
    ($($input:tt)*) => {
        $crate::__native::compile_transform! { ($crate) $($input)* }
    };
}

//! Generated code must not lean on the crate around it.
#![no_implicit_prelude]
#![deny(warnings, unsafe_code, missing_docs, unreachable_pub, unused_qualifications, rust_2018_idioms)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery)]

::elixir::compile_transform! {
    /// From a file.
    pub static MASKED = "transforms/masked.ex";
}

/// Names that are not what they seem, beside inline source and a private transform.
pub mod shadowed {
    #![allow(dead_code, non_camel_case_types, clippy::module_inception)]

    struct Value;
    struct Result;
    struct Option;
    struct Context;
    struct Term;
    struct R;
    struct Key;
    struct Native;
    struct philtre;
    struct Ok;
    struct Err;
    struct Some;
    struct None;
    mod core {}
    mod std {}
    mod code {}
    mod runtime {}
    const fn take() {}
    const fn access() {}
    const fn run() {}

    macro_rules! include_bytes {
        () => {};
    }
    macro_rules! vec {
        () => {};
    }

    ::elixir::compile_transform! {
        static INLINE = r#"
            def transform(_action, record, _changes, _metadata) do
              with %{"name" => name} when is_binary(name) <- record, do: {:ok, String.upcase(name)} |> elem(1)
            end
        "#;
    }

    /// What is private is run from here.
    #[must_use]
    pub fn inline() -> &'static dyn ::elixir::Program {
        &INLINE
    }

    /// As an expression.
    #[must_use]
    pub fn scored() -> ::elixir::Native {
        ::elixir::compile_transform!(r#"def score(user), do: user["points"] * 2"#, entry = score(user))
    }

    include_bytes!();
    vec![];
}

//! One registry of programs, native and loaded mixed, and one parallel batch over all of them.
//!
//! `cargo run --release --example registry --features transforms`

use philtre::{Loaded, Program, batch, compile_transform, transforms};
use std::collections::BTreeMap;

compile_transform! {
    /// Written by the host's own people, and compiled with the host.
    static TOTAL = r#"
        def transform(_action, record, _changes, _metadata), do: record["price"] * record["quantity"]
    "#;
}

/// Written by a user, and loaded while the host runs.
const SHOUT: &str = r#"def transform(_action, record, _changes, _metadata), do: String.upcase(record["name"])"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let shout: Loaded = philtre::load(SHOUT)?;

    // Whoever runs a program does not see which kind it is.
    let mut registry: BTreeMap<&str, &dyn Program> =
        BTreeMap::from([("total", &TOTAL as &dyn Program), ("shout", &shout)]);
    registry.extend(transforms::all().iter().map(|builtin| (builtin.name(), builtin.program() as &dyn Program)));

    let jobs = [
        ("total", r#"{"record": {"price": 2.5, "quantity": 4}}"#),
        ("shout", r#"{"record": {"name": "ada"}}"#),
        ("mask_email", r#"{"record": {"contact": "ada@example.com"}}"#),
        ("flatten", r#"{"record": {"address": {"city": "Arrakeen"}}}"#),
        ("total", r#"{"record": {"price": "free"}}"#),
    ];
    // In parallel and in order, with a result or an error for each.
    let results = batch::map(&jobs, |runner, (name, message)| {
        let mut out = Vec::new();
        runner.run_json(registry[name], message.as_bytes(), &mut out).map(|_| out)
    });
    for ((name, message), result) in jobs.iter().zip(results) {
        match result {
            Ok(bytes) => println!("{name:10} {message:48} {}", String::from_utf8_lossy(&bytes)),
            Err(error) => println!("{name:10} {message:48} {error}"),
        }
    }
    Ok(())
}

//! What the resolver says about sources: the cases of `tests/resolve/*.jsonl`.
//!
//! A line is `{"code": source, "codes": [codes of the diagnostics, in order], "says": [texts that they hold]}`; with
//! `"bindings"`, the source is a body of expressions over these variables. Lines with `"after"` wait for library rows.

use philtre_transpile::diagnostic::Diagnostic;
use philtre_transpile::parse::{ParseOptions, parse};
use philtre_transpile::resolve::{ResolveOptions, resolve, resolve_expression};
use serde_json::Value;

/// The diagnostics of parser and resolver, and whether there is a program.
fn run(case: &Value) -> (bool, Vec<Diagnostic>) {
    let code = case["code"].as_str().expect("code");
    let parsed = parse(code.as_bytes(), &ParseOptions::default());
    if !parsed.diagnostics.is_empty() {
        return (false, parsed.diagnostics);
    }
    let options = ResolveOptions::default();
    let (program, diagnostics) = match case["bindings"].as_array() {
        Some(names) => {
            let names: Vec<String> = names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect();
            resolve_expression(&parsed.root, code, &names, &options)
        }
        None => resolve(&parsed.root, code, &options),
    };
    (program.is_some(), diagnostics)
}

fn check(file: &str, text: &str) {
    let mut failures = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let case: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{file}: {error}: {line}"));
        // A small stack: nothing may depend on a large one.
        let (accepted, diagnostics) = std::thread::Builder::new()
            .stack_size(512 << 10)
            .spawn({
                let case = case.clone();
                move || run(&case)
            })
            .and_then(|thread| thread.join().map_err(|_| std::io::Error::other("panicked")))
            .unwrap_or_else(|error| panic!("{file}: {error}: {line}"));
        let codes: Vec<&str> = diagnostics.iter().map(|found| found.code).collect();
        let wanted: Vec<&str> =
            case["codes"].as_array().map_or(Vec::new(), |codes| codes.iter().filter_map(Value::as_str).collect());
        let texts: String = diagnostics
            .iter()
            .map(|found| format!("{}: {} ({})\n", found.code, found.message, found.help.as_deref().unwrap_or("")))
            .collect();
        let says = case["says"]
            .as_array()
            .is_none_or(|says| says.iter().filter_map(Value::as_str).all(|say| texts.contains(say)));
        let sound = accepted != codes.iter().any(|code| code.starts_with('E'));
        if codes != wanted || !says || !sound {
            failures.push(format!("{line}\n  wanted {wanted:?}, got {codes:?}\n{texts}"));
        }
    }
    assert!(failures.is_empty(), "{file}: {} cases failed\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn cases() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/resolve");
    for entry in std::fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        let text = std::fs::read_to_string(&path).expect("file");
        check(&path.display().to_string(), &text);
    }
}

/// Prints what is said about the sources of a file of cases: `RESOLVE_CASES=file cargo test --test resolve print -- --nocapture`.
#[test]
fn print() {
    let Ok(path) = std::env::var("RESOLVE_CASES") else { return };
    let text = std::fs::read_to_string(path).expect("file");
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).expect("case");
        let (accepted, diagnostics) = run(&case);
        println!(
            "{} {}",
            if accepted { "ok " } else { "NO " },
            case["id"].as_str().unwrap_or(case["code"].as_str().unwrap_or(""))
        );
        for found in diagnostics {
            println!("      {} {} | {}", found.code, found.message, found.help.unwrap_or_default());
        }
    }
}

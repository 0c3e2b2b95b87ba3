//! Our trees against those of real Elixir, recorded in `grammar/*.jsonl` by `grammar/record`.
//!
//! A case is `{"id", "code", "tree"}` or `{"id", "code", "error": true}`; `"stricter"` says why we refuse what Elixir
//! parses (and never compiles), `"looser"` why we take what it refuses.

#[path = "support/quoted.rs"]
mod quoted;

use philtre_transpile::diagnostic::Severity;
use philtre_transpile::parse::{ParseOptions, parse};
use serde_json::Value;
use std::path::Path;

/// The tree of a source, or its errors.
fn answer(code: &[u8]) -> Result<String, String> {
    let parsed = parse(code, &ParseOptions::default());
    let errors: Vec<String> = parsed
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .map(|d| format!("{} at {}..{}: {}", d.code, d.span.start, d.span.end, d.message))
        .collect();
    if errors.is_empty() { Ok(quoted::quoted(&parsed.root)) } else { Err(errors.join("; ")) }
}

/// Why a case fails, if it does.
fn check(case: &Value) -> Option<String> {
    let code = case["code"].as_str()?;
    let shown: String = code.chars().take(400).collect();
    let ours = answer(code.as_bytes());
    let refused = case["error"] == Value::Bool(true) && !case["looser"].is_string() || case["stricter"].is_string();
    let wanted = case["tree"].as_str().unwrap_or("an error");
    match ours {
        Err(_) if refused => None,
        Ok(_) if case["looser"].is_string() => None,
        Ok(tree) if !refused && tree == wanted => None,
        Ok(tree) => Some(format!(
            "{}\n  code: {shown:?}\n  want: {}\n  ours: {tree}",
            case["id"],
            if refused { "an error" } else { wanted }
        )),
        Err(errors) => Some(format!("{}\n  code: {shown:?}\n  want: {wanted}\n  ours: {errors}", case["id"])),
    }
}

#[test]
fn grammar_as_in_elixir() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/grammar");
    // GRAMMAR=FILE looks at other cases.
    let files: Vec<_> = match std::env::var("GRAMMAR") {
        Ok(file) => vec![file.into()],
        Err(_) => std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect(),
    };
    let mut count = 0;
    let mut failures = Vec::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "jsonl")) {
        for line in std::fs::read_to_string(file).unwrap().lines() {
            let case: Value = serde_json::from_str(line).unwrap();
            count += 1;
            failures.extend(check(&case));
        }
    }
    assert!(failures.is_empty(), "{} of {count} cases fail:\n{}", failures.len(), failures.join("\n"));
}

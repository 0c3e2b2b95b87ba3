//! What the resolver says about sources: the cases of `tests/resolve/*.jsonl`.
//!
//! A line is `{"code": source, "codes": [codes of the diagnostics, in order], "says": [texts that they hold]}`; with
//! `"bindings"`, the source is a body of expressions over these variables. Lines with `"after"` wait for library rows.

use philtre_transpile::diagnostic::Diagnostic;
use philtre_transpile::parse::{ParseOptions, parse};
use philtre_transpile::resolve::{ParameterDeclaration, ResolveOptions, resolve, resolve_expression};
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
            let names = names.iter().filter_map(|name| name.as_str());
            let names: Vec<_> = names.map(ParameterDeclaration::with_string_keys).collect();
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

/// Prints what is said about the sources of a file of cases, as JSON lines: `RESOLVE_CASES=file cargo test --test resolve print -- --nocapture`.
#[test]
fn print() {
    let Ok(path) = std::env::var("RESOLVE_CASES") else { return };
    let text = std::fs::read_to_string(path).expect("file");
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).expect("case");
        let (accepted, diagnostics) = run(&case);
        let said: Vec<Value> =
            diagnostics.iter().map(|found| serde_json::json!([found.code, found.message, found.help])).collect();
        println!("{}", serde_json::json!({"code": case["code"], "accepted": accepted, "said": said}));
    }
}

/// Long chains and deep nesting end in an answer on a small stack, never in an abort.
#[test]
fn depth() {
    let sources = [
        format!("1{}", " + 1".repeat(12_000)),
        format!("1{}", " |> then(& &1)".repeat(3_500)),
        format!("action{}", " <> action".repeat(5_000)),
        format!("record{}", "[\"a\"]".repeat(8_000)),
        format!("metadata{}", ".a".repeat(20_000)),
        format!("true{}", " and true".repeat(6_000)),
        format!("{}1{}", "[".repeat(100), "]".repeat(100)),
        format!("{}1{}", "fn -> ".repeat(60), " end".repeat(60)),
        format!("{}x{} = record", "{".repeat(100), "}".repeat(100)),
        format!("{}{}", "x".repeat(50_000), " + 1"),
        (0..4_000).map(|i| format!("v{i} = v{}\n", i + 1)).collect(),
    ];
    for body in sources {
        let source = format!("def transform(action, record, changes, metadata) do\n  {body}\nend\n");
        let case = serde_json::json!({ "code": source });
        let thread = std::thread::Builder::new().stack_size(512 << 10).spawn(move || run(&case)).expect("thread");
        let (accepted, diagnostics) = thread.join().expect("no panic");
        assert!(accepted || !diagnostics.is_empty());
    }
}

/// What is read of the parameters of a function.
#[test]
fn demand() {
    use philtre_transpile::demand::{Demand, Exceptions, Key, demand};
    use std::collections::BTreeMap;

    fn show(demand: &Demand) -> String {
        match demand {
            Demand::Whole => "*".to_owned(),
            Demand::Keys(keys) => {
                let show_key = |key: &Key| match key {
                    Key::Text(text) => String::from_utf8_lossy(text).into_owned(),
                    Key::Atom(name) => format!(":{name}"),
                };
                let keys: BTreeMap<String, String> =
                    keys.iter().map(|(key, demand)| (show_key(key), show(demand))).collect();
                let parts: Vec<String> = keys.into_iter().map(|(key, demand)| format!("{key}{demand}")).collect();
                format!("{{{}}}", parts.join(" "))
            }
        }
    }

    let cases = [
        ("1", ["{}", "{}"]),
        ("record", ["*", "{}"]),
        ("record[\"a\"][\"b\"]", ["{a{b*}}", "{}"]),
        ("%{id: record[\"id\"], t: metadata.table_name}", ["{id*}", "{:table_name*}"]),
        ("case record do\n  %{\"a\" => %{\"b\" => x}} -> x\n  _ -> nil\nend", ["{a{b*}}", "{}"]),
        ("r = record\nif r[\"a\"], do: r[\"b\"]", ["{a{} b*}", "{}"]),
        ("x = record[\"a\"] || record\nx[\"c\"]", ["{a{c*} c*}", "{}"]),
        ("Enum.map(record[\"items\"], fn i -> i[record[\"k\"]] end)", ["{items* k*}", "{}"]),
        ("Map.get(record, \"a\") |> is_nil()", ["{a{}}", "{}"]),
        ("f = fn -> record[\"z\"] end\nf.()", ["{z*}", "{}"]),
        ("get_in(record, [\"a\", \"b\"])", ["{a{b*}}", "{}"]),
        ("Map.put(record, \"a\", 1)", ["*", "{}"]),
        ("with %{\"a\" => a} <- record, do: a", ["*", "{}"]),
        ("for {k, _} <- record, do: k", ["*", "{}"]),
        ("helper(record)", ["{h*}", "{}"]),
        ("%{record | \"a\" => 1}", ["*", "{}"]),
        ("record == 1", ["*", "{}"]),
        ("record[metadata.key]", ["*", "{:key*}"]),
    ];
    for (body, wanted) in cases {
        let source = format!(
            "def transform(_action, record, _changes, metadata) do\n{body}\nend\ndefp helper(r), do: r[\"h\"]\n"
        );
        let parsed = parse(source.as_bytes(), &ParseOptions::default());
        let (program, diagnostics) = resolve(&parsed.root, &source, &ResolveOptions::default());
        let program = program.unwrap_or_else(|| panic!("{body}: {diagnostics:?}"));
        let function = program.entries.first().expect("entry").function;
        let read = demand(&program, function, Exceptions::RunAgain);
        let shown: Vec<String> = [1, 3].iter().filter_map(|i| read.get(*i)).map(show).collect();
        assert_eq!(shown, wanted, "{body}");
    }
}

//! The examples in the documentation give what they say.

use philtre::{Loader, RunError, Runner};
use philtre_runtime::inspect;
use philtre_runtime::library::MODULES;
use std::fmt::Write as _;

/// An expression after `iex>` and what is printed below it.
struct Example {
    /// The expressions of the same block before it, whose variables and imports it sees.
    before: String,
    code: String,
    expected: String,
}

/// The examples in the blocks of code of a text, where each `iex>` goes on to the value; a value is what stands at the end.
/// Lines after `...>` continue the expression.
fn examples(markdown: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut in_code = false;
    let mut open = false;
    let mut before = String::new();
    for line in markdown.lines().map(str::trim_end) {
        let text = line.trim_start();
        if text.starts_with("```") {
            in_code = !in_code;
            open = false;
            before.clear();
        } else if !in_code || text.is_empty() {
            open = false;
        } else if let Some(code) = text.strip_prefix("iex> ") {
            if let (true, Some(last)) = (!examples.is_empty() && open, examples.last())
                && !last.expected.starts_with("** (")
            {
                before.push_str(&last.code);
                before.push('\n');
            }
            examples.push(Example { before: before.clone(), code: code.to_owned(), expected: String::new() });
            open = true;
        } else if let (true, Some(example)) = (open, examples.last_mut()) {
            if let Some(code) = text.strip_prefix("...>") {
                example.code.push('\n');
                example.code.push_str(code);
                continue;
            }
            if !example.expected.is_empty() {
                example.expected.push('\n');
            }
            example.expected.push_str(text);
        }
    }
    // What has no value below it prepares the next one.
    examples.retain(|example| !example.expected.is_empty());
    examples
}

/// What `iex` would print, without line breaks of its own.
fn printed(code: &str) -> String {
    let loader = Loader::new().allow_clock(|| 1_700_000_000_000_000).allow_random(7).undefined_at_run_time(true);
    let program = match loader.load_expression(code, Vec::new()) {
        Ok(program) => program,
        Err(error) => return error.to_string(),
    };
    let mut runner = Runner::new();
    let result = runner.run_message(&program, b"{}", |cx, value| {
        inspect::to_text(cx, value, &inspect::Options::default()).map(str::to_owned)
    });
    match result {
        Ok((text, _)) => text,
        Err(RunError::Exception { module, message, .. }) => format!("** ({module}) {message}"),
        Err(error) => error.to_string(),
    }
}

/// Line breaks and indentation in what is printed are the reader's comfort.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

fn check(place: &str, markdown: &str, failures: &mut String) -> usize {
    let examples = examples(markdown);
    for example in &examples {
        let got = printed(&format!("{}{}", example.before, example.code));
        if squeezed(&got) != squeezed(&example.expected) {
            let _ = writeln!(failures, "{place}\n  iex> {}\n  want {}\n  got  {got}\n", example.code, example.expected);
        }
    }
    examples.len()
}

#[test]
fn guide() {
    let mut failures = String::new();
    let count = check("docs/guide.md", include_str!("../../../docs/guide.md"), &mut failures);
    assert!(failures.is_empty(), "\n{failures}");
    assert!(count > 40);
}

#[test]
fn library() {
    let mut failures = String::new();
    for row in MODULES.iter().flat_map(|module| module.rows) {
        let count = check(&format!("{row:?}"), row.doc, &mut failures);
        if count == 0 {
            let _ = writeln!(failures, "{row:?} has no example\n");
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

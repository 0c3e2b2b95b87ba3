//! What can go wrong, and what a host gets to show for it.
//!
//! `cargo run --example errors`

use philtre::{Diagnostic, RunError, Runner};

fn main() {
    // 1. A source with mistakes: all of them at once.
    let source = r#"def transform(action, record, _changes, metadata) do
  total = record["price"] * quantty
  name = Strng.upcase(record.name)
  File.write("out", total)
end
"#;
    let error = philtre::load(source).expect_err("it has mistakes");
    // For people …
    println!("{}", error.render("transform.ex", false));
    // … and for programs: stable codes and places.
    for Diagnostic { code, message, span, .. } in error.diagnostics() {
        println!("{code} bytes {}..{}: {message}", span.start, span.end);
    }

    // 2. A source that is right, with warnings.
    let source = "def transform(_action, record, _changes, _metadata) do\n  unused = 1\n  record[\"a\"] + 1\nend\n";
    let program = match philtre::load(source) {
        Ok(program) => program,
        Err(error) => return println!("{error}"),
    };
    for warning in program.warnings() {
        let (line, column) = warning.line_column(program.source());
        println!("\nwarning {} at {line}:{column}: {}", warning.code, warning.message);
    }

    // 3. Messages that fail. Each says why; the runner goes on.
    let mut runner = Runner::new();
    println!();
    for message in [r#"{"record": {"a": 1}}"#, r#"{"record": {"a": "one"}}"#, r#"{"record": "#, "[1]"] {
        let mut out = Vec::new();
        match runner.run_json(&program, message.as_bytes(), &mut out) {
            Ok(_) => println!("{message:28} {}", String::from_utf8_lossy(&out)),
            // Elixir's exception: its module, its message, and where it was raised.
            Err(RunError::Exception { module, message: text, place }) => {
                println!("{message:28} {module}: {text}, line and column {place:?}");
            }
            // A value that was thrown, a limit, or a message that is no JSON object.
            Err(error) => println!("{message:28} {error}"),
        }
    }
}

//! Functions that try to harm their host, and what becomes of them.
//!
//! `cargo run --release --example limits`

use philtre::{Limit, Limits, Loader, RunError, Runner};
use std::time::{Duration, Instant};

const HOSTILE: [(&str, &str); 6] = [
    ("an endless loop", "spin(0)\nend\ndefp spin(n) do\n  spin(n + 1)"),
    ("endless recursion", "1 + deep(0)\nend\ndefp deep(n) do\n  1 + deep(n + 1)"),
    ("a string that doubles", "Enum.reduce(1..60, \"x\", fn _, text -> text <> text end)"),
    ("a large integer", "Enum.reduce(1..40, 10, fn _, n -> n * n end)"),
    ("a large result", "List.duplicate(String.duplicate(\"x\", 1000), 100_000)"),
    (
        "a limit that is to be rescued",
        "try do\n    Enum.map(1..1_000_000_000, & &1)\n  rescue\n    _ -> :escaped\n  catch\n    _, _ -> :escaped\n  end",
    ),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // All limits are on by default. A host that knows its functions sets them closer.
    let limits = Limits {
        fuel: 1_000_000,
        memory: 4 << 20,
        output: 64 << 10,
        deadline: Some(Duration::from_millis(50)),
        ..Limits::default()
    };
    let loader = Loader::new().limits(limits);
    let mut runner = Runner::new();
    for (name, body) in HOSTILE {
        let source = format!("def transform(_action, _record, _changes, _metadata) do\n  {body}\nend\n");
        let program = loader.load(source)?;
        let mut out = Vec::new();
        let start = Instant::now();
        let result = runner.run_json(&program, b"{}", &mut out);
        let time = start.elapsed();
        match result {
            // No code of the user can catch a limit.
            Err(RunError::Limit { limit, figure, place }) => {
                let unit = match limit {
                    Limit::Fuel => "units",
                    Limit::Deadline => "ms",
                    _ => "bytes",
                };
                println!("{name}: stopped by {} ({figure} {unit}) at {place:?} after {time:.1?}", limit.name());
            }
            Err(error) => println!("{name}: {error}"),
            Ok(_) => println!("{name}: {} bytes of result", out.len()),
        }
    }

    // What a run cost, to set limits by.
    let program = philtre::load("def transform(_action, record, _changes, _metadata), do: Enum.sum(record[\"n\"])")?;
    let mut out = Vec::new();
    let stats = runner.run_json(&program, br#"{"record": {"n": [1, 2, 3]}}"#, &mut out)?;
    println!("\na sum of three numbers costs {} units of fuel and {} bytes", stats.fuel, stats.memory);
    Ok(())
}

//! Many messages on all cores, in order, with several programs at once.
//!
//! `cargo run --release --example batch`

use philtre::{Loaded, batch};
use std::collections::BTreeMap;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let double = philtre::load(r#"def transform(_action, record, _changes, _metadata), do: record["n"] * 2"#)?;
    let messages: Vec<String> = (0..200_000).map(|n| format!(r#"{{"record": {{"n": {n}}}}}"#)).collect();

    // One program: a result or an error for each message, in the order of the messages.
    let start = Instant::now();
    let results = batch::run_json(&double, &messages);
    let rate = messages.len() as f64 / start.elapsed().as_secs_f64();
    println!("{} messages, {rate:.0} a second; the last is {}", results.len(), text(results.last()));

    // Several programs: `map` hands each item to a worker with a runner of its own.
    let mut programs: BTreeMap<&str, Loaded> = BTreeMap::new();
    for (table, body) in [("orders", r#"record["total"]"#), ("users", r#"String.upcase(record["name"])"#)] {
        let source = format!("def transform(_action, record, _changes, _metadata), do: {body}");
        programs.insert(table, philtre::load(source)?);
    }
    let jobs = [
        ("orders", r#"{"record": {"total": 12.5}}"#),
        ("users", r#"{"record": {"name": "ada"}}"#),
        ("users", r#"{"record": {"name": null}}"#),
        ("orders", r#"{"record": {}}"#),
    ];
    let results = batch::map(&jobs, |runner, (table, message)| {
        let mut out = Vec::new();
        runner.run_json(&programs[table], message.as_bytes(), &mut out).map(|_| out)
    });
    for ((table, message), result) in jobs.iter().zip(&results) {
        println!("{table:7} {message:33} {}", text(Some(result)));
    }
    Ok(())
}

fn text(result: Option<&Result<Vec<u8>, philtre::RunError>>) -> String {
    match result {
        Some(Ok(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
        Some(Err(error)) => error.to_string(),
        None => "nothing".to_owned(),
    }
}

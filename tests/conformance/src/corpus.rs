//! The reference transforms: functions on messages, with what Elixir returns for each pair.

use crate::answer::{self, Answer};
use crate::lines;
use serde::Deserialize;
use std::path::Path;
use std::{fs, io};

#[derive(Deserialize)]
struct Expected {
    transform: String,
    message: usize,
    inspect: String,
    json: serde_json::Value,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Report {
    /// Pairs that gave what is expected.
    pub passed: usize,
    /// What went wrong with the others.
    pub failures: Vec<String>,
}

/// Runs `DIR/*.ex` on the lines of `DIR/messages.jsonl` and compares with `DIR/expected.jsonl`, text and JSON.
///
/// # Errors
/// A file cannot be read, or a line is not as it should be.
pub fn run(folder: &Path) -> io::Result<Report> {
    let messages = lines::read(&folder.join("messages.jsonl"))?;
    let mut report = Report::default();
    for (number, line) in lines::read(&folder.join("expected.jsonl"))? {
        let expected: Expected = serde_json::from_str(&line)?;
        let name = format!("{}.ex on message {}", expected.transform, expected.message);
        let path = folder.join(&expected.transform).with_extension("ex");
        let source = fs::read_to_string(&path).map_err(|error| lines::with_path(&path, &error))?;
        let Some((_, message)) = messages.get(expected.message) else {
            let text = format!("expected.jsonl:{number}: there is no message {}", expected.message);
            return Err(io::Error::new(io::ErrorKind::InvalidData, text));
        };
        match compare(&expected, &answer::of_function(&source, message)) {
            Ok(()) => report.passed += 1,
            Err(difference) => report.failures.push(format!("{name}\n{difference}")),
        }
    }
    Ok(report)
}

fn compare(expected: &Expected, answer: &Answer) -> Result<(), String> {
    let differs = |want: &str, got: &str| Err(format!("    want {want}\n    got  {got}"));
    let Answer::Ok { ok, json } = answer else { return differs(&expected.inspect, &answer.to_string()) };
    if *ok != expected.inspect {
        return differs(&expected.inspect, ok);
    }
    let got = json.as_deref().map(|json| serde_json::from_str::<serde_json::Value>(json.get()));
    match got {
        Some(Ok(got)) if got == expected.json => Ok(()),
        _ => differs(&expected.json.to_string(), json.as_deref().map_or("no JSON", |json| json.get())),
    }
}

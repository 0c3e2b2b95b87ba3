//! `conformance`: answers cases, for comparison with real Elixir. Reads and writes JSON lines.

use clap::{Parser, Subcommand};
use philtre_conformance::answer::{self, Row};
use philtre_conformance::case::Case;
use philtre_conformance::check::{self, Known};
use philtre_conformance::{attacks, corpus, fuzz, lines};
use rayon::prelude::*;
use serde_json::json;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Answers cases, for comparison with real Elixir.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs bodies of expressions: {"id", "code", "bindings"?} gives {"id", "ok"} or {"id", "raise", "message"} or
    /// {"id", "throw"} or {"id", "compile_error"} or {"id", "limit"}
    Answer {
        /// A file of JSON lines.
        cases: PathBuf,
    },
    /// Runs whole functions: {"id", "code", "message"} gives {"id", "ok", "json"} or as above
    ///
    /// In a message {"$type": "datetime", "value": "2024-01-02T03:04:05Z"} stands for such a term; so with naive_datetime,
    /// date, time and decimal.
    Functions {
        /// A file of JSON lines.
        jobs: PathBuf,
    },
    /// Checks whole functions: {"id", "code"} gives {"id", "verdict", "message"}
    Verdicts {
        /// A file of JSON lines.
        file: PathBuf,
    },
    /// Runs the transforms DIR/*.ex on DIR/messages.jsonl and compares with DIR/expected.jsonl
    Corpus {
        /// A folder.
        dir: PathBuf,
    },
    /// Runs hostile programs and messages, each in a process of its own, and prints those that are not survived
    ///
    /// Survived means: an answer that the line allows, loaded and run in 110 ms of processor time each, in 48 MiB beside the
    /// message, on a thread of 512 KiB of stack, and the next message is answered as it should be. The times are those of a
    /// release build.
    Attacks {
        /// The catalogue: {"id", "class", "expect", "or"?, "value"?, "exception"?, "output"?} on each line.
        catalogue: PathBuf,
        /// DIR/ID/code.ex and DIR/ID/message.json of each.
        dir: PathBuf,
        /// Ids or classes to run; all, if none.
        only: Vec<String>,
    },
    /// Runs inputs made by chance through what reads such, and prints those that panic, take long or are answered otherwise
    /// when they are read again
    Fuzz {
        /// What reads them.
        target: fuzz::Target,
        /// Each seed makes other inputs.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many.
        #[arg(long, default_value_t = 100_000)]
        runs: u64,
        /// The number of the first.
        #[arg(long, default_value_t = 0)]
        from: u64,
    },
    /// Runs the attack in a folder, in this process
    #[command(hide = true)]
    Attack {
        dir: PathBuf,
        #[arg(long)]
        term: bool,
    },
    /// Runs recorded cases and prints those that are answered otherwise
    Check {
        /// Files of recorded cases, or folders of them.
        #[arg(required = true)]
        cases: Vec<PathBuf>,
        /// A list of differences that are meant: a file, an id and a reason on each line.
        #[arg(long, value_name = "FILE")]
        known: Option<PathBuf>,
        /// Print the table alone.
        #[arg(long, short)]
        quiet: bool,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if matches!(arguments.command, Command::Answer { .. } | Command::Functions { .. } | Command::Verdicts { .. }) {
        // A panic becomes a line of the output.
        std::panic::set_hook(Box::new(|_| ()));
    }
    let result = match arguments.command {
        Command::Answer { cases } => answer_lines(&cases, |line| {
            let case = Case::parse(line)?;
            let bindings = case.bindings.as_deref().map_or("{}", |bindings| bindings.get());
            row(&case.id, answer::of_expression(&case.code, bindings))
        }),
        Command::Functions { jobs } => answer_lines(&jobs, |line| {
            let case = Case::parse(line)?;
            row(&case.id, answer::of_function(&case.code, case.function_message().unwrap_or("{}")))
        }),
        Command::Verdicts { file } => answer_lines(&file, |line| {
            let case = Case::parse(line)?;
            let (verdict, message) = match answer::verdict(&case.code) {
                Ok(()) => ("ok", None),
                Err(message) => ("error", Some(message)),
            };
            Ok(json!({"id": case.id, "verdict": verdict, "message": message}).to_string())
        }),
        Command::Corpus { dir } => run_corpus(&dir),
        Command::Attacks { catalogue, dir, only } => run_attacks(&catalogue, &dir, &only),
        Command::Fuzz { target, seed, runs, from } => run_fuzz(target, seed, runs, from),
        Command::Attack { dir, term } => run_attack(&dir, term),
        Command::Check { cases, known, quiet } => run_check(&cases, known.as_deref(), quiet),
    };
    match result {
        Ok(code) => code,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}

fn row(id: &str, answer: answer::Answer) -> serde_json::Result<String> {
    serde_json::to_string(&Row { id, answer })
}

/// A line of output for each line of a file, in order; what is no case is answered with what is wrong with it.
fn answer_lines(path: &Path, answer: impl Fn(&str) -> serde_json::Result<String> + Sync) -> io::Result<ExitCode> {
    let mut out = BufWriter::new(io::stdout().lock());
    for chunk in lines::read(path)?.chunks(1024) {
        let rows: Vec<String> = chunk
            .par_iter()
            .map(|(number, line)| {
                answer(line)
                    .unwrap_or_else(|error| json!({"line": number, "invalid_case": error.to_string()}).to_string())
            })
            .collect();
        for row in rows {
            writeln!(out, "{row}")?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn run_corpus(folder: &Path) -> io::Result<ExitCode> {
    let report = corpus::run(folder)?;
    let mut out = io::stdout().lock();
    for failure in &report.failures {
        writeln!(out, "{failure}\n")?;
    }
    writeln!(out, "{} passed, {} failed", report.passed, report.failures.len())?;
    Ok(if report.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn run_check(cases: &[PathBuf], known: Option<&Path>, quiet: bool) -> io::Result<ExitCode> {
    let known = known.map_or_else(|| Ok(Known::default()), Known::read)?;
    let report = check::run(cases, &known)?;
    let mut out = BufWriter::new(io::stdout().lock());
    if !quiet {
        for failure in report.failures() {
            writeln!(out, "{failure}\n")?;
        }
    }
    write!(out, "{}", report.table())?;
    out.flush()?;
    Ok(if report.failures().next().is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn run_attacks(catalogue: &Path, folder: &Path, only: &[String]) -> io::Result<ExitCode> {
    let judged = attacks::run(catalogue, folder, only)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let mut survived = true;
    for failure in judged.iter().filter_map(|(_, failure)| failure.as_ref()) {
        survived = false;
        writeln!(out, "{} {}", failure.id, failure.why.replace('\n', "\n    "))?;
    }
    write!(out, "{}", attacks::table(&judged))?;
    out.flush()?;
    Ok(if survived { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn run_fuzz(target: fuzz::Target, seed: u64, runs: u64, from: u64) -> io::Result<ExitCode> {
    // A panic is a line of the report; what ends the process at once is found by the last number.
    std::panic::set_hook(Box::new(|_| ()));
    let findings = fuzz::run(target, seed, from, runs, move |number| {
        if number % 10_000 == 0 || runs <= 100 {
            let _ = writeln!(io::stderr(), "{target:?} {number}");
        }
    })?;
    let mut out = BufWriter::new(io::stdout().lock());
    for finding in &findings {
        let what = finding.what.replace('\n', "\n    ");
        writeln!(out, "{}: {what}\n    {:?}", finding.number, String::from_utf8_lossy(&finding.input))?;
    }
    writeln!(out, "{runs} inputs, {} findings", findings.len())?;
    out.flush()?;
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn run_attack(folder: &Path, term: bool) -> io::Result<ExitCode> {
    let ending = attacks::run_one(folder, term)?;
    lines::write(&mut io::stdout().lock(), &ending)?;
    Ok(ExitCode::SUCCESS)
}

//! Hostile programs and messages: each must end in an answer that its line allows, in time and in memory, and leave the
//! process and its runner as they were.
//!
//! Each attack runs in a process of its own, on a thread of 512 KiB of stack, so that a crash is a line of the report.

use crate::{answer, lines};
use philtre::{Limit, RunError, Runner};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, io, thread};

/// A line of the catalogue. The code and the message lie expanded in a folder named by the id.
#[derive(Debug, Deserialize)]
pub struct Attack {
    /// Unique.
    pub id: String,
    /// What it attacks.
    pub class: String,
    expect: Outcome,
    #[serde(default, rename = "or")]
    others: Vec<Outcome>,
    value: Option<String>,
    exception: Option<String>,
    output: Option<String>,
}

/// How an attack ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The source is refused.
    Reject,
    /// A limit ends the run.
    Limit,
    /// An exception; also a message or a result that has no other form.
    Raise,
    /// A result.
    OkFast,
}

/// What one attack led to, as its process writes it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Ending {
    outcome: Outcome,
    /// The value, the exception's message, the limit or the errors of the source.
    text: String,
    /// The exception's module.
    exception: Option<String>,
    load_ms: u64,
    run_ms: u64,
    fuel: u64,
    peak_kib: u64,
    /// Whether the same runner answers the next message as it should.
    next_answers: bool,
}

impl Ending {
    fn is_slow(&self) -> bool {
        self.load_ms > MAX_MS || self.run_ms > MAX_MS
    }
}

const STACK: usize = 512 << 10;
const PATIENCE: Duration = Duration::from_secs(20);
/// The deadline of a run or a load, and the grace that the catalogue gives.
const MAX_MS: u64 = 110;
/// The memory limit and what a process may take beyond it and its message.
const MAX_KIB: u64 = (32 + 16) << 10;
const MAX_TEXT: usize = 8192;
/// How often an attack that seems slow is run.
const TIMES: usize = 4;

/// Runs the attack in a folder, on this process, and says how it ended.
///
/// # Errors
/// The files cannot be read, or the attack's thread panicked.
pub fn run_one(folder: &Path, term: bool) -> io::Result<Ending> {
    let code = fs::read(folder.join("code.ex"))?;
    let message = fs::read(folder.join("message.json"))?;
    let attack = thread::Builder::new().stack_size(STACK).spawn(move || attack(&code, &message, term))?;
    attack.join().map_err(|_| io::Error::other("panicked"))
}

fn attack(code: &[u8], message: &[u8], term: bool) -> Ending {
    let mut ending = Ending {
        outcome: Outcome::Reject,
        text: String::new(),
        exception: None,
        load_ms: 0,
        run_ms: 0,
        fuel: 0,
        peak_kib: 0,
        next_answers: true,
    };
    let mut runner = Runner::new();
    let start = cpu_ms();
    match philtre::load(code) {
        Ok(program) => {
            ending.load_ms = cpu_ms() - start;
            let start = cpu_ms();
            let mut out = Vec::new();
            let stats = if term {
                runner.run_message(&program, message, |_, _| Ok(())).map(|((), stats)| stats)
            } else {
                runner.run_json(&program, message, &mut out)
            };
            ending.run_ms = cpu_ms() - start;
            drop(out);
            // Before the value is printed for the report.
            ending.peak_kib = peak_kib();
            match stats {
                Ok(stats) => {
                    ending.outcome = Outcome::OkFast;
                    ending.fuel = stats.fuel;
                    ending.text = match runner.run_message(&program, message, answer::inspected) {
                        Ok((text, _)) => text,
                        Err(error) => error.to_string(),
                    };
                }
                Err(error) => {
                    ending.outcome =
                        if matches!(error, RunError::Limit { .. }) { Outcome::Limit } else { Outcome::Raise };
                    ending.text = error.to_string();
                    if let RunError::Exception { module, .. } = error {
                        ending.exception = Some(module);
                    } else if let RunError::Limit { limit: Limit::Fuel, figure, .. } = error {
                        ending.fuel = figure;
                    }
                }
            }
        }
        Err(error) => {
            ending.load_ms = cpu_ms() - start;
            ending.text = error.to_string();
            ending.peak_kib = peak_kib();
        }
    }
    ending.next_answers = next_answers(&mut runner);
    ending
}

fn next_answers(runner: &mut Runner) -> bool {
    let source =
        "def transform(action, record, changes, metadata), do: {:ok, Enum.map(record[\"l\"], & &1 * 2)} |> elem(1)";
    let message = br#"{"action": "insert", "record": {"l": [1, 2, 3]}, "changes": null, "metadata": {}}"#;
    let mut out = Vec::new();
    philtre::load(source).is_ok_and(|program| runner.run_json(&program, message, &mut out).is_ok()) && out == b"[2,4,6]"
}

/// Processor time of this thread: it does not count what other processes take. Zero where the system does not tell.
fn cpu_ms() -> u64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|nanoseconds| nanoseconds.parse::<u64>().ok()).unwrap_or(0) / 1_000_000
}

fn peak_kib() -> u64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

/// An attack that was not survived.
#[derive(Debug)]
pub struct Failure {
    /// Its id.
    pub id: String,
    /// Its class.
    pub class: String,
    /// What went wrong, the gravest first.
    pub why: String,
}

/// Runs all attacks of a catalogue that lie expanded in a folder; `None` for those that were survived.
///
/// # Errors
/// The catalogue cannot be read.
pub fn run(catalogue: &Path, folder: &Path, only: &[String]) -> io::Result<Vec<(Attack, Option<Failure>)>> {
    let mut attacks = Vec::new();
    for (number, line) in lines::read(catalogue)? {
        let attack: Attack = serde_json::from_str(&line)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, format!("line {number}: {error}")))?;
        if only.is_empty() || only.iter().any(|only| attack.id == *only || attack.class == *only) {
            attacks.push(attack);
        }
    }
    let judged = attacks.into_par_iter().map(|attack| {
        let failure = judge(&attack, &folder.join(&attack.id));
        (attack, failure)
    });
    Ok(judged.collect())
}

fn judge(attack: &Attack, folder: &Path) -> Option<Failure> {
    let term = attack.output.as_deref() == Some("term");
    let failed = |why: String| Some(Failure { id: attack.id.clone(), class: attack.class.clone(), why });
    let mut ending = match in_child(folder, term) {
        Ok(ending) => ending,
        Err(error) => return failed(error.to_string()),
    };
    // Other processes take caches and frequency from ours: the best of several times counts.
    for _ in 1..TIMES {
        if ending.is_slow()
            && let Ok(again) = in_child(folder, term)
        {
            ending.load_ms = ending.load_ms.min(again.load_ms);
            ending.run_ms = ending.run_ms.min(again.run_ms);
        }
    }
    let message_kib = fs::metadata(folder.join("message.json")).map_or(0, |file| file.len() >> 10);
    let mut why = Vec::new();
    if !ending.next_answers {
        why.push("the next message is not answered".to_owned());
    }
    if ending.peak_kib > MAX_KIB + message_kib {
        why.push(format!("memory: {} KiB, the message {message_kib} KiB", ending.peak_kib));
    }
    if ending.is_slow() {
        why.push(format!("slow: load {} ms, run {} ms, fuel {}", ending.load_ms, ending.run_ms, ending.fuel));
    }
    let short = |text: &str| text.chars().take(300).collect::<String>();
    if ending.outcome != attack.expect && !attack.others.contains(&ending.outcome) {
        let expected = (attack.expect, &attack.others);
        why.push(format!("answer: {:?}, expected {expected:?}: {}", ending.outcome, short(&ending.text)));
    }
    match (ending.outcome, &attack.value, &attack.exception) {
        (Outcome::OkFast, Some(value), _) if *value != ending.text => {
            why.push(format!("value: {}, expected {}", short(&ending.text), short(value)));
        }
        (Outcome::Raise, _, Some(exception)) if ending.exception.as_ref().is_some_and(|ours| ours != exception) => {
            why.push(format!("exception: {}, expected {exception}", short(&ending.text)));
        }
        // Beside the message stand the exception's module and its place.
        (Outcome::Raise, ..) if ending.text.len() > MAX_TEXT + 256 => {
            why.push(format!("error message of {} bytes", ending.text.len()));
        }
        _ => {}
    }
    if why.is_empty() { None } else { failed(why.join("; ")) }
}

fn in_child(folder: &Path, term: bool) -> io::Result<Ending> {
    let mut command = Command::new(env::current_exe()?);
    command.arg("attack").arg(folder).stdout(Stdio::piped()).stderr(Stdio::piped());
    if term {
        command.arg("--term");
    }
    let child = command.spawn()?;
    let output = within(child, PATIENCE)?;
    let text = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(io::Error::other(format!("{}: {}", output.status, said.chars().take(300).collect::<String>())));
    }
    serde_json::from_str(&text).map_err(io::Error::other)
}

/// The output of a process, which is ended after some time.
fn within(mut child: Child, patience: Duration) -> io::Result<std::process::Output> {
    // Its pipes are read at once: it would wait for us where they fill up.
    let (mut stdout, mut stderr) = (child.stdout.take(), child.stderr.take());
    thread::scope(|scope| {
        let stdout = scope.spawn(move || read(stdout.as_mut()));
        let stderr = scope.spawn(move || read(stderr.as_mut()));
        let start = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if start.elapsed() > patience {
                child.kill()?;
                child.wait()?;
                return Err(io::Error::other("hangs"));
            }
            thread::sleep(Duration::from_millis(5));
        };
        let join = |thread: thread::ScopedJoinHandle<'_, Vec<u8>>| thread.join().unwrap_or_default();
        Ok(std::process::Output { status, stdout: join(stdout), stderr: join(stderr) })
    })
}

fn read(pipe: Option<&mut impl io::Read>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        // What was read before an error is what there is.
        let _ = pipe.read_to_end(&mut bytes);
    }
    bytes
}

/// A line for each class, and one for all.
pub fn table(judged: &[(Attack, Option<Failure>)]) -> String {
    let mut classes = std::collections::BTreeMap::<&str, (usize, usize)>::new();
    for (attack, failure) in judged {
        for class in [attack.class.as_str(), "total"] {
            let (survived, total) = classes.entry(class).or_default();
            *survived += usize::from(failure.is_none());
            *total += 1;
        }
    }
    let mut table = String::new();
    let row = |table: &mut String, class: &str, (survived, total): (usize, usize)| {
        let _ = writeln!(table, "{class:16} {survived:>5} of {total:>5}");
    };
    let total = classes.remove("total").unwrap_or_default();
    for (class, counts) in classes {
        row(&mut table, class, counts);
    }
    row(&mut table, "total", total);
    table
}

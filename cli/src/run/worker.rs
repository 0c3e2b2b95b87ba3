//! What a thread does with a chunk of messages.

use super::OnError;
use crate::eval::without_place;
use crate::input::{Chunk, Message};
use crate::stats::Histogram;
use philtre::{Program, RunError, Runner};
use philtre_runtime::runner::escape_control;
use philtre_runtime::{Context, Exc, Value, inspect};
use std::io::Write as _;
use std::time::Instant;

/// Bytes of results after which they are handed on: what a worker holds is bounded, however much comes of a chunk.
const PART: usize = 1 << 20;

/// What is to be done with each message.
pub(super) struct Job {
    pub(super) program: Box<dyn Program>,
    /// The file of the function, for errors.
    pub(super) function: String,
    pub(super) is_filter: bool,
    pub(super) results: bool,
    pub(super) on_error: OnError,
    pub(super) timed: bool,
}

/// Some results of a chunk.
#[derive(Default)]
pub(super) struct Part {
    /// Lines of results.
    pub(super) output: Vec<u8>,
    /// What is said on stderr.
    pub(super) errors: Vec<u8>,
    /// Messages that were worked on.
    pub(super) messages: u64,
    pub(super) failed: u64,
    pub(super) kept: u64,
    pub(super) bytes: u64,
    /// What ends the chunk.
    pub(super) end: Option<End>,
}

/// How a chunk ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// All messages were worked on.
    Done,
    /// A message failed, and that is to end all.
    Stop,
}

/// A thread's own state.
pub(super) struct Worker {
    runner: Runner,
    pub(super) latency: Option<Histogram>,
}

/// What a filter returned.
enum Verdict {
    Keep,
    Drop,
    Wrong(String),
}

impl Worker {
    pub(super) fn new(job: &Job) -> Self {
        Worker { runner: Runner::new(), latency: job.timed.then(Histogram::new) }
    }

    /// Works through a chunk and hands on results until `send` says that nobody wants them.
    pub(super) fn work(&mut self, job: &Job, chunk: &Chunk, mut send: impl FnMut(Part) -> bool) {
        let mut part = Part::default();
        let mut end = End::Done;
        let mut wanted = true;
        chunk.each(|number, message| {
            part.messages += 1;
            if let Err(error) = self.message(job, &message, &mut part) {
                part.failed += 1;
                if job.on_error != OnError::Skip {
                    report(&mut part.errors, job, &chunk.input, number, error);
                }
                if job.on_error == OnError::Stop {
                    end = End::Stop;
                    return false;
                }
            }
            if part.output.len() + part.errors.len() >= PART {
                wanted = send(std::mem::take(&mut part));
            }
            wanted
        });
        if wanted {
            part.end = Some(end);
            send(part);
        }
    }

    /// Runs the function on a message.
    fn message(&mut self, job: &Job, message: &Message<'_>, part: &mut Part) -> Result<(), Error> {
        let text = match message {
            Message::Text(text) => *text,
            Message::TooLong => return Err(Error::Other("the message is longer than the limit".to_owned())),
            Message::Broken(why) => return Err(Error::Other((*why).to_owned())),
        };
        part.bytes += text.len() as u64;
        let start = self.latency.is_some().then(Instant::now);
        let result = if job.is_filter {
            self.filter(job, text, part)
        } else {
            let result = self.runner.run_json(&*job.program, text, &mut part.output);
            result.map(|_| part.output.push(b'\n')).map_err(Error::Run)
        };
        if let (Some(latency), Some(start)) = (&mut self.latency, start) {
            latency.record(start.elapsed());
        }
        result
    }

    fn filter(&mut self, job: &Job, text: &[u8], part: &mut Part) -> Result<(), Error> {
        let (verdict, _) = self.runner.run_message(&*job.program, text, verdict).map_err(Error::Run)?;
        let keep = match verdict {
            Verdict::Keep => true,
            Verdict::Drop => false,
            Verdict::Wrong(value) => {
                return Err(Error::Other(format!("Filter functions must return true or false, got: {value}")));
            }
        };
        part.kept += u64::from(keep);
        if job.results {
            part.output.extend_from_slice(if keep { b"true\n" } else { b"false\n" });
        } else if keep {
            part.output.extend_from_slice(text);
            part.output.push(b'\n');
        }
        Ok(())
    }
}

fn verdict<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Result<Verdict, Exc> {
    if value.is_true() {
        Ok(Verdict::Keep)
    } else if value.is_false() {
        Ok(Verdict::Drop)
    } else {
        Ok(Verdict::Wrong(inspect::short(cx, value)?.to_owned()))
    }
}

/// Why a message failed.
enum Error {
    Run(RunError),
    Other(String),
}

/// `messages.jsonl:7: ** (KeyError) key "x" not found …`, and below it the place in the function.
fn report(out: &mut Vec<u8>, job: &Job, input: &str, number: u64, error: Error) {
    let (text, place) = match error {
        Error::Other(text) => (escape_control(&text), None),
        Error::Run(error) => {
            let place = match error {
                RunError::Exception { place, .. } | RunError::Throw { place, .. } | RunError::Limit { place, .. } => {
                    place
                }
                RunError::Message { .. } => None,
            };
            (without_place(error).to_string(), place)
        }
    };
    let _ = writeln!(out, "{input}:{number}: {text}");
    if let Some((line, column)) = place {
        let _ = writeln!(out, "    at {}:{line}:{column}", job.function);
    }
}

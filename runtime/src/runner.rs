//! Running a program on messages: decode, run, encode, with one arena for one message after the other.

use crate::context::Context;
use crate::error::{Exc, Place, Raised};
use crate::json;
use crate::limits::{Limit, Limits};
use crate::memory::Arena;
use crate::program::Program;
use crate::regex::Regexes;
use crate::term::{Term, Value};
use crate::{exception, inspect, message};
use std::fmt;

/// Runs programs, one message at a time, on one thread. Keep one per worker: its memory is reused.
#[derive(Default)]
pub struct Runner {
    arena: Arena,
    regexes: Regexes,
}

/// What a run cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Units of fuel.
    pub fuel: u64,
    /// Bytes that the function made in the arena, its result among them.
    pub memory: u64,
}

/// Why a run gave no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunError {
    /// An exception that the function did not rescue.
    Exception {
        /// `KeyError`
        module: String,
        /// What `Exception.message/1` says, at most 8 KiB.
        message: String,
        /// Line and column, both from 1.
        place: Option<(u32, u32)>,
    },
    /// A value that the function threw and did not catch, inspected.
    Throw {
        /// The value, as `inspect/1` prints it, at most 8 KiB.
        value: String,
        /// Line and column, both from 1.
        place: Option<(u32, u32)>,
    },
    /// A limit was passed, also one on the message.
    Limit {
        /// Which.
        limit: Limit,
        /// Its figure, in its own unit; for the depth, bytes of stack.
        figure: u64,
        /// Line and column, both from 1.
        place: Option<(u32, u32)>,
    },
    /// The message is not what it should be: no JSON, or not an object.
    Message {
        /// What is wrong.
        message: String,
        /// The byte where it is wrong.
        offset: usize,
    },
}

/// The most bytes of an error's text.
const MAX_TEXT: usize = 8 << 10;

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = match self {
            RunError::Exception { module, message, place } => {
                write!(f, "** ({module}) {}", escape_control(message))?;
                place
            }
            RunError::Throw { value, place } => {
                write!(f, "** (throw) {}", escape_control(value))?;
                place
            }
            RunError::Limit { limit, figure, place } => {
                let unit = match limit {
                    Limit::Fuel => "units",
                    Limit::Deadline => "ms",
                    Limit::MessageDepth => "levels",
                    _ => "bytes",
                };
                write!(f, "limit exceeded: {} ({figure} {unit})", limit.name())?;
                place
            }
            RunError::Message { message, offset } => {
                return write!(f, "invalid message: {message} at byte {offset}");
            }
        };
        match place {
            Some((line, column)) => write!(f, " (line {line}, column {column})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for RunError {}

/// Control characters but line ends and tabs as escapes, so that a message cannot play tricks on a terminal.
pub fn escape_control(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() && c != '\n' && c != '\t' {
            escaped.extend(c.escape_default());
        } else {
            escaped.push(c);
        }
    }
    escaped
}

impl Runner {
    /// A runner; memory is taken at first use.
    pub fn new() -> Self {
        Runner::default()
    }

    /// Runs a program on arguments that `arguments` makes, and hands the result to `finish`.
    ///
    /// This is the general form: the arguments are made in the arena, or come from elsewhere and live as long. Making
    /// them is not charged against the memory limit; the message limit bounds what is decoded.
    ///
    /// # Errors
    /// What the program raises, limits, and what `arguments` or `finish` give.
    pub fn run_with<'r, T, A: AsRef<[Value<'r>]>>(
        &'r mut self,
        program: &'r dyn Program,
        arguments: impl FnOnce(&mut Context<'r>) -> Result<A, RunError>,
        finish: impl FnOnce(&mut Context<'r>, Value<'r>) -> Result<T, Exc>,
    ) -> Result<(T, Stats), RunError> {
        self.regexes.trim();
        let limits = program.limits();
        let mut cx = Context::new(&mut self.arena, &self.regexes, program.host(), limits);
        let arguments = arguments(&mut cx)?;
        cx.functions = program.functions();
        let before = cx.bump.used();
        cx.start(limits);
        let result = program.run(&mut cx, arguments.as_ref()).and_then(|value| finish(&mut cx, value));
        match result {
            Ok(result) => {
                let stats = Stats { fuel: cx.fuel_used(), memory: (cx.bump.used() - before) as u64 };
                Ok((result, stats))
            }
            Err(exc) => Err(describe(&mut cx, program, exc)),
        }
    }

    /// Runs a program on an encoded message and encodes the result, behind what `out` holds.
    ///
    /// # Errors
    /// Those of [`Runner::run_with`]; a message that is no JSON object; a result that has no encoding, as the exception
    /// that Elixir raises. `out` is as it was then.
    pub fn run_json(&mut self, program: &dyn Program, message: &[u8], out: &mut Vec<u8>) -> Result<Stats, RunError> {
        let start = out.len();
        let output = program.limits().output;
        let result =
            self.run_message(program, message, |cx, value| json::write(cx, value, out, output, json::Full::Output));
        if result.is_err() {
            out.truncate(start);
        }
        result.map(|((), stats)| stats)
    }

    /// Runs a program on an encoded message and hands the result to `finish`.
    ///
    /// # Errors
    /// Those of [`Runner::run_with`]; a message that is no JSON object.
    pub fn run_message<'r, T>(
        &'r mut self,
        program: &'r dyn Program,
        message: &'r [u8],
        finish: impl FnOnce(&mut Context<'r>, Value<'r>) -> Result<T, Exc>,
    ) -> Result<(T, Stats), RunError> {
        self.run_with(program, |cx| message::arguments(cx, message, program.parameters(), program.limits()), finish)
    }
}

/// An argument for each parameter.
pub type Arguments<'a> = smallvec::SmallVec<[Value<'a>; 4]>;

/// What was raised, in the host's terms.
#[cold]
fn describe<'a>(cx: &mut Context<'a>, program: &dyn Program, exc: Exc) -> RunError {
    let limits = program.limits();
    let (raised, place) = cx.take_raised(exc);
    let place = place.map(|place: Place| program.line_column(place));
    match raised {
        Raised::Limit(limit) => RunError::Limit { limit, figure: limits.figure(limit), place },
        Raised::TailCall => RunError::Limit { limit: Limit::Depth, figure: limits.figure(Limit::Depth), place },
        Raised::Throw(value) => {
            // What the text costs is not the function's: fresh limits, small ones.
            cx.start(&error_limits(limits));
            let value = match inspect::inspect(cx, value, &inspect::Options::default()) {
                Ok(text) => text_of(text),
                Err(exc) => return unprintable(cx, limits, exc, place),
            };
            RunError::Throw { value, place }
        }
        Raised::Error(exception) => {
            cx.start(&error_limits(limits));
            let module = match exception.term() {
                Term::Map(map) => map.struct_name().map_or("", |name| name.name()),
                _ => "",
            };
            let module = module.strip_prefix("Elixir.").unwrap_or(module).to_owned();
            match exception::message(cx, exception) {
                Ok(text) => RunError::Exception { module, message: text_of(text), place },
                Err(exc) => unprintable(cx, limits, exc, place),
            }
        }
    }
}

/// Limits for describing an error.
fn error_limits(limits: &Limits) -> Limits {
    Limits { fuel: limits.fuel.min(1 << 20), memory: limits.memory.min(4 << 20), deadline: None, ..limits.clone() }
}

fn unprintable(cx: &mut Context<'_>, limits: &Limits, exc: Exc, place: Option<(u32, u32)>) -> RunError {
    let (raised, _) = cx.take_raised(exc);
    let limit = if let Raised::Limit(limit) = raised { limit } else { Limit::Output };
    RunError::Limit { limit, figure: limits.figure(limit), place }
}

/// A binary as text of at most [`MAX_TEXT`] bytes.
fn text_of(value: Value<'_>) -> String {
    let Term::Binary(binary) = value.term() else { return String::new() };
    let bytes = binary.bytes();
    let text = String::from_utf8_lossy(bytes.get(..MAX_TEXT).unwrap_or(bytes));
    let mut text = text.into_owned();
    while text.len() > MAX_TEXT {
        text.pop();
    }
    text
}

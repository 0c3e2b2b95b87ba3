//! What we answer to a case.

use crate::case::{Case, Expected};
use crate::terms;
use philtre::{Context, Exc, Loaded, Loader, Parameter, Program as _, RunError, Runner, Severity, Value};
use philtre_runtime::{inspect, json};
use serde::Serialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What came of running a case. It is written as the members of a JSON object, beside the case's id.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// A value.
    Ok {
        /// As `inspect/2` prints it with all limits off.
        ok: String,
        /// As `JSON.encode!/1` writes it; absent for bodies of expressions, and where the value has no JSON form.
        #[serde(skip_serializing_if = "Option::is_none")]
        json: Option<Box<RawValue>>,
    },
    /// An exception.
    Raise {
        /// Its module.
        raise: String,
        /// Its message.
        message: String,
    },
    /// A thrown value.
    Throw {
        /// Inspected.
        throw: String,
    },
    /// The code was refused.
    CompileError {
        /// All errors, a line each.
        compile_error: String,
    },
    /// A limit was passed.
    Limit {
        /// Its name, figure and place.
        limit: String,
    },
    /// The message or the bindings were refused.
    Message {
        /// Why.
        invalid_message: String,
    },
    /// A defect of ours.
    Panic {
        /// What was said.
        panic: String,
    },
}

/// An answer with the id of its case.
#[derive(Debug, Serialize)]
pub struct Row<'a> {
    /// The case's.
    pub id: &'a str,
    /// The answer.
    #[serde(flatten)]
    pub answer: Answer,
}

impl Answer {
    /// Whether it is what real Elixir answered.
    pub fn is(&self, expected: &Expected) -> bool {
        match (self, expected) {
            (Answer::Ok { ok, .. }, Expected::Ok(want)) => ok == want,
            (Answer::Raise { raise, message }, Expected::Raise(module, want)) => {
                raise == module && want.as_ref().is_none_or(|want| want == message)
            }
            (Answer::Throw { throw }, Expected::Throw(want)) => throw == want,
            (Answer::CompileError { .. }, Expected::CompileError) => true,
            _ => false,
        }
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Answer::Ok { ok, .. } => f.write_str(ok),
            Answer::Raise { raise, message } => write!(f, "** ({raise}) {message}"),
            Answer::Throw { throw } => write!(f, "** (throw) {throw}"),
            Answer::CompileError { compile_error } => write!(f, "a compile error: {compile_error}"),
            Answer::Limit { limit } => write!(f, "{limit}"),
            Answer::Message { invalid_message } => write!(f, "{invalid_message}"),
            Answer::Panic { panic } => write!(f, "PANIC: {panic}"),
        }
    }
}

impl From<RunError> for Answer {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Exception { module, message, .. } => Answer::Raise { raise: module, message },
            RunError::Throw { value, .. } => Answer::Throw { throw: value },
            RunError::Limit { .. } => Answer::Limit { limit: error.to_string() },
            RunError::Message { .. } => Answer::Message { invalid_message: error.to_string() },
        }
    }
}

impl From<philtre::LoadError> for Answer {
    fn from(error: philtre::LoadError) -> Self {
        Answer::CompileError { compile_error: errors(&error) }
    }
}

/// The messages of all errors, a line each.
fn errors(error: &philtre::LoadError) -> String {
    let errors = error.diagnostics().iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    errors.map(|diagnostic| diagnostic.message.as_str()).collect::<Vec<_>>().join("\n")
}

/// Answers a case, of whichever kind it is.
pub fn of_case(case: &Case) -> Answer {
    match case.function_message() {
        Some(message) => of_function(&case.code, message),
        None => of_expression(&case.code, case.bindings.as_deref().map_or("{}", RawValue::get)),
    }
}

/// Runs a body of expressions over variables, the members of a JSON object.
pub fn of_expression(code: &str, bindings: &str) -> Answer {
    guarded(|runner| {
        let names: BTreeMap<String, IgnoredAny> = match serde_json::from_str(bindings) {
            Ok(names) => names,
            Err(error) => return Answer::Message { invalid_message: format!("bindings: {error}") },
        };
        let variables = names.into_keys().map(Parameter::with_string_keys).collect();
        let program = match Loader::new().undefined_at_run_time(true).load_expression(code, variables) {
            Ok(program) => program,
            Err(error) => return error.into(),
        };
        match runner.run_message(&program, bindings.as_bytes(), inspected) {
            Ok((ok, _)) => Answer::Ok { ok, json: None },
            Err(error) => error.into(),
        }
    })
}

/// Runs a whole function on a message, a JSON object in which some terms may be written as `{"$type", "value"}`.
pub fn of_function(code: &str, message: &str) -> Answer {
    guarded(|runner| {
        // Functions of users who know Elixir match in the head of the function: a host may allow it, and here it does.
        let program = match Loader::new().entry_patterns(true).load(code) {
            Ok(program) => program,
            Err(error) => return error.into(),
        };
        let ok = match run(runner, &program, message, inspected) {
            Ok(ok) => ok,
            Err(error) => return error.into(),
        };
        let encoded = run(runner, &program, message, |cx, value| {
            let mut out = Vec::new();
            json::write(cx, value, &mut out, usize::MAX, json::Full::Output)?;
            Ok(out)
        });
        // A tuple, for one, has no JSON form; the value counts all the same.
        let json = encoded.ok().and_then(|bytes| RawValue::from_string(String::from_utf8(bytes).ok()?).ok());
        Answer::Ok { ok, json }
    })
}

fn run<'r, T>(
    runner: &'r mut Runner,
    program: &'r Loaded,
    message: &'r str,
    finish: impl FnOnce(&mut Context<'r>, Value<'r>) -> Result<T, Exc>,
) -> Result<T, RunError> {
    let result = if terms::has_typed(message) {
        runner.run_with(program, |cx| terms::arguments(cx, message, program.parameters(), program.limits()), finish)
    } else {
        runner.run_message(program, message.as_bytes(), finish)
    };
    result.map(|(result, _)| result)
}

/// The value as the recorded answers have it: all limits of `inspect/2` off, maps in term order.
pub(crate) fn inspected<'r>(cx: &mut Context<'r>, value: Value<'r>) -> Result<String, Exc> {
    let options = inspect::Options {
        limit: inspect::INFINITY,
        printable_limit: inspect::INFINITY,
        ..inspect::Options::default()
    };
    inspect::to_text(cx, value, &options).map(str::to_owned)
}

/// Whether a source is accepted: nothing, or the messages of its errors.
///
/// # Errors
/// The messages of its errors, a line each.
pub fn verdict(code: &str) -> Result<(), String> {
    let verdict = catch_unwind(|| philtre::load(code).map(drop).map_err(|error| errors(&error)));
    verdict.unwrap_or_else(|panic| Err(format!("PANIC: {}", panic_text(&*panic))))
}

thread_local! {
    static RUNNER: RefCell<Runner> = RefCell::new(Runner::new());
}

/// Runs with this thread's runner; a panic is an answer too, so that one defect hides no other.
fn guarded(work: impl FnOnce(&mut Runner) -> Answer) -> Answer {
    let result = catch_unwind(AssertUnwindSafe(|| RUNNER.with_borrow_mut(work)));
    result.unwrap_or_else(|panic| Answer::Panic { panic: panic_text(&*panic) })
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}

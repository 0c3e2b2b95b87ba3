//! Runs programs through both backends and compares all that can be seen: values, exceptions with their messages and
//! places, fuel.

mod calls;
pub mod generate;

use philtre::__native::Run;
use philtre::{
    Context, Exc, Host, Limit, Limits, Loader, Parameter, Parameters, Program, RunError, Runner, Stats, Value,
};
use philtre_runtime::error::{Place, R};
use philtre_runtime::inspect;

/// A program that the build compiled.
#[derive(Debug)]
pub struct Entry {
    /// Which it is.
    pub id: &'static str,
    /// Its source.
    pub source: &'static str,
    /// Variables of a body of expressions; nothing for a whole function.
    pub variables: Option<&'static [&'static str]>,
    /// What it is run on.
    pub messages: &'static [&'static str],
    /// The code, and its far places; nothing where the source was refused.
    pub code: Option<(Run, &'static [(u32, u32)])>,
}

/// Native code as a program, with parameters that are known at run time only.
struct Compiled {
    run: Run,
    parameters: Parameters,
    limits: Limits,
    /// Turns places to lines and columns.
    places: philtre::Native,
}

impl Program for Compiled {
    fn entry(&self) -> &str {
        "run"
    }

    fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    fn limits(&self) -> &Limits {
        &self.limits
    }

    fn host(&self) -> &Host {
        &Host::PURE
    }

    fn run<'a>(&'a self, cx: &mut Context<'a>, arguments: &[Value<'a>]) -> R<'a> {
        (self.run)(cx, arguments)
    }

    fn line_column(&self, place: Place) -> (u32, u32) {
        self.places.line_column(place)
    }
}

/// The tests of a part of what the build wrote.
#[macro_export]
macro_rules! part {
    ($part:literal) => {
        #[allow(warnings, clippy::all)]
        mod cases {
            include!(concat!(env!("OUT_DIR"), "/cases_", $part, ".rs"));
        }

        #[allow(warnings, clippy::all)]
        mod generated {
            include!(concat!(env!("OUT_DIR"), "/generated_", $part, ".rs"));
        }

        #[test]
        fn recorded_cases() {
            println!("{:?}", $crate::compare(cases::PROGRAMS));
        }

        #[test]
        fn generated_programs() {
            println!("{:?}", $crate::compare(generated::PROGRAMS));
        }
    };
}

/// What came of a run: the value, inspected, and the fuel; or the error.
type Outcome = Result<(String, u64), RunError>;

fn outcome(runner: &mut Runner, program: &dyn Program, message: &str) -> Outcome {
    let result: Result<(String, Stats), RunError> = runner.run_message(program, message.as_bytes(), inspected);
    result.map(|(text, stats)| (text, stats.fuel))
}

fn inspected<'r>(cx: &mut Context<'r>, value: Value<'r>) -> Result<String, Exc> {
    let options = inspect::Options {
        limit: inspect::INFINITY,
        printable_limit: inspect::INFINITY,
        ..inspect::Options::default()
    };
    inspect::to_text(cx, value, &options).map(str::to_owned)
}

/// What was counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    /// Runs that gave the same value.
    pub values: usize,
    /// Values that native code gave for less fuel.
    pub cheaper: usize,
    /// Values that native code gave for more fuel, where exceptions were rescued.
    pub dearer: usize,
    /// Runs that raised the same.
    pub raised: usize,
    /// Sources that both refuse.
    pub refused: usize,
}

/// Runs all programs through both backends.
///
/// # Panics
/// Where one differs, with all that do.
pub fn compare(programs: &[Entry]) -> Count {
    let mut count = Count::default();
    let mut differences = Vec::new();
    for entry in programs {
        // A run may take as much as it likes, but not for ever.
        let limits = Limits { fuel: 1_000_000, ..Limits::default() };
        let loader = Loader::new().limits(limits.clone());
        let parameters = match entry.variables {
            None => Parameter::of_changes(),
            Some(names) => names.iter().map(|name| Parameter::with_string_keys(*name)).collect(),
        };
        let loaded = match entry.variables {
            None => loader.load(entry.source),
            Some(_) => loader.undefined_at_run_time(true).load_expression(entry.source, parameters.clone()),
        };
        let (loaded, (run, far)) = match (loaded, entry.code) {
            (Ok(loaded), Some(code)) => (loaded, code),
            (Err(_), None) => {
                count.refused += 1;
                continue;
            }
            (loaded, code) => {
                let (loaded, native) = (loaded.is_ok(), code.is_some());
                differences.push(format!("{}\nloaded: {loaded}, native: {native}\n{}", entry.id, entry.source));
                continue;
            }
        };
        let places = philtre::Native::new("run", || Parameters::new(Vec::new()), run, far);
        let native = Compiled { run, parameters: Parameters::new(parameters), limits, places };
        for message in entry.messages {
            // Each with a runner of its own: a regex that a runner compiled before costs nothing.
            let a = outcome(&mut Runner::new(), &loaded, message);
            let b = outcome(&mut Runner::new(), &native, message);
            let is_same = match (&a, &b) {
                (Ok((a, fuel)), Ok((b, native))) => {
                    // Equal literals are one in native code: comparing them costs less, and nothing else does.
                    count.cheaper += usize::from(native < fuel);
                    // Functions in a row whose exception is rescued may have been charged for elements that come to them
                    // no more in closures.
                    let rescues = ["rescue", "catch", "after"].iter().any(|word| entry.source.contains(word));
                    count.dearer += usize::from(native > fuel);
                    a == b && (native <= fuel || rescues)
                }
                // Closures keep variables in the arena, native code on the stack: which limit is met first may differ.
                (Err(RunError::Limit { limit: a, .. }), Err(RunError::Limit { limit: b, .. })) if a != b => {
                    *a == Limit::Memory || *b == Limit::Memory
                }
                (a, b) => a == b,
            };
            if is_same {
                match a {
                    Ok(_) => count.values += 1,
                    Err(_) => count.raised += 1,
                }
            } else {
                differences
                    .push(format!("{}\nclosures: {a:?}\nnative:   {b:?}\non {message}\n{}", entry.id, entry.source));
            }
        }
    }
    assert!(
        differences.is_empty(),
        "{} differences; the first:\n\n{}",
        differences.len(),
        differences.iter().take(12).cloned().collect::<Vec<_>>().join("\n\n")
    );
    assert!(count.cheaper * 50 <= count.values, "native code is cheaper too often: {count:?}");
    assert!(count.dearer * 50 <= count.values, "native code is dearer too often: {count:?}");
    count
}

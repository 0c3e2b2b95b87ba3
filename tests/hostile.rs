//! Programs and messages that mean harm: each ends in an answer that its line allows, on a thread with a small stack, and the
//! runner then answers the next message as if nothing had been.
//!
//! `hostile/cases.jsonl` holds them: `{"id", "code" | "source", "record"? | "message"?, "expect"}`. `code` is the body of a
//! transform, `source` the whole text; a long text is `{"before"?, "repeat", "n", "then"?, "then_repeat"?}`, and so are parts
//! of a record, with `{"nested_arrays": n}`, `{"nested_objects": n}`, `{"ints": n}`, `{"distinct_keys": n}`, `{"raw": json}`.
//! What `expect` lists: `ok`, `raise` (an exception or a throw, also of reading and of writing), `limit`, `reject`. Ids that
//! begin with `encode` write their result as JSON; of the others the value is enough.
//!
//! How much time and memory they take is seen with `conformance attacks`, in a release build.

use philtre::{Limit, Limits, Loader, RunError, Runner};
use serde::Deserialize;
use serde_json::Value as Json;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;
use std::{iter, thread};

#[derive(Deserialize)]
struct Case {
    id: String,
    code: Option<String>,
    source: Option<Json>,
    record: Option<Json>,
    message: Option<String>,
    expect: Vec<Outcome>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Ok,
    Raise,
    Limit,
    Reject,
}

const STACK: usize = 512 << 10;

/// A build for tests is slow: a fifth of the default.
fn limits() -> Limits {
    Limits { fuel: 2_000_000, ..Limits::default() }
}

fn cases() -> Vec<Case> {
    include_str!("hostile/cases.jsonl").lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

/// A text, or what makes a long one.
fn text(json: &Json) -> String {
    if let Some(text) = json.as_str() {
        return text.to_owned();
    }
    let part = |name: &str| json[name].as_str().unwrap_or_default();
    let n = json["n"].as_u64().unwrap_or(0) as usize;
    [part("before"), &part("repeat").repeat(n), part("then"), &part("then_repeat").repeat(n)].concat()
}

/// JSON with the long parts made.
fn expanded(json: &Json) -> String {
    let count = |name: &str| json[name].as_u64().map(|n| n as usize);
    let numbered = |n: usize, make: &dyn Fn(usize) -> String| (0..n).map(make).collect::<Vec<_>>().join(",");
    if let Some(raw) = json["raw"].as_str() {
        raw.to_owned()
    } else if json["repeat"].is_string() {
        Json::String(text(json)).to_string()
    } else if let Some(n) = count("nested_arrays") {
        format!("{}1{}", "[".repeat(n), "]".repeat(n))
    } else if let Some(n) = count("nested_objects") {
        format!("{}1{}", "{\"a\":".repeat(n), "}".repeat(n))
    } else if let Some(n) = count("ints") {
        format!("[{}]", numbered(n, &|i| i.to_string()))
    } else if let Some(n) = count("distinct_keys") {
        format!("{{{}}}", numbered(n, &|i| format!("\"k{i}\":{i}")))
    } else if let Some(members) = json.as_object() {
        let members = members.iter().map(|(key, value)| format!("{}:{}", Json::from(key.as_str()), expanded(value)));
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    } else {
        json.to_string()
    }
}

impl Case {
    fn source(&self) -> String {
        match (&self.source, &self.code) {
            (Some(source), _) => text(source),
            (None, Some(code)) => format!("def transform(action, record, changes, metadata) do\n{code}\nend\n"),
            (None, None) => String::new(),
        }
    }

    fn message(&self) -> String {
        let record = || self.record.as_ref().map_or_else(|| "{}".to_owned(), expanded);
        self.message.clone().unwrap_or_else(|| {
            format!(r#"{{"action": "insert", "record": {}, "changes": null, "metadata": {{"a": 1}}}}"#, record())
        })
    }

    fn run(&self, runner: &mut Runner) -> (Outcome, String) {
        let program = match Loader::new().limits(limits()).load(self.source()) {
            Ok(program) => program,
            Err(error) => return (Outcome::Reject, error.to_string()),
        };
        let message = self.message();
        let result = if self.id.starts_with("encode") {
            runner.run_json(&program, message.as_bytes(), &mut Vec::new())
        } else {
            runner.run_message(&program, message.as_bytes(), |_, _| Ok(())).map(|((), stats)| stats)
        };
        match result {
            Ok(stats) => (Outcome::Ok, format!("{} units", stats.fuel)),
            Err(error @ RunError::Limit { .. }) => (Outcome::Limit, error.to_string()),
            Err(error) => (Outcome::Raise, error.to_string()),
        }
    }

    /// What is wrong with how it ended.
    fn failure(&self, runner: &mut Runner) -> Option<String> {
        let fails = |what: &str| Some(format!("{}: {what}", self.id));
        let Ok((outcome, said)) = catch_unwind(AssertUnwindSafe(|| self.run(runner))) else { return fails("panics") };
        if !self.expect.contains(&outcome) {
            return fails(&format!(
                "{outcome:?}, expected {:?}: {}",
                self.expect,
                said.chars().take(300).collect::<String>()
            ));
        }
        // Beside a message of 8 KiB stand module and place; of a source, all that is wrong is said.
        if said.len() > if outcome == Outcome::Reject { 256 << 10 } else { 9 << 10 } {
            return fails("the error is too long");
        }
        (!answers(runner)).then(|| format!("{}: the next message is not answered", self.id))
    }
}

/// Whether a runner answers an ordinary message.
fn answers(runner: &mut Runner) -> bool {
    let source = r#"def transform(_action, record, _changes, _metadata) do
        %{sum: Enum.sum(record["l"]), text: Regex.replace(~r/(b+)/, record["s"], "<\\1>")}
    end"#;
    let message = br#"{"record": {"l": [1, 2, 3], "s": "abbc"}}"#;
    let mut out = Vec::new();
    let program = philtre::load(source).expect("a right source");
    runner.run_json(&program, message, &mut out).is_ok() && out == br#"{"sum":6,"text":"a<bb>c"}"#
}

#[test]
fn cases_end_as_they_may() {
    let cases = cases();
    let threads = thread::available_parallelism().map_or(2, |n| n.get().min(4));
    let failures: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|worker| {
                let mine = cases.iter().skip(worker).step_by(threads);
                thread::Builder::new()
                    .stack_size(STACK)
                    .spawn_scoped(scope, move || {
                        let mut runner = Runner::new();
                        mine.filter_map(|case| case.failure(&mut runner)).collect::<Vec<_>>()
                    })
                    .expect("a thread")
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no panic")).collect()
    });
    assert!(failures.is_empty(), "{} of {} cases:\n{}", failures.len(), cases.len(), failures.join("\n"));
}

fn limit_of(limits: Limits, body: &str, message: &str) -> Option<Limit> {
    let source = format!("def transform(_action, record, _changes, _metadata) do\n{body}\nend");
    let program = Loader::new().limits(limits).load(source).expect("a right source");
    let mut runner = Runner::new();
    let mut out = b"kept".to_vec();
    let result = runner.run_json(&program, message.as_bytes(), &mut out);
    assert_eq!(out, b"kept", "what was there before stays, and nothing else");
    assert!(answers(&mut runner));
    match result {
        Err(RunError::Limit { limit, .. }) => Some(limit),
        _ => None,
    }
}

#[test]
fn each_limit_has_its_name() {
    let default = Limits::default;
    let empty = r#"{"record": {}}"#;
    let nested = |n: usize| format!(r#"{{"record": {}1{}}}"#, "[".repeat(n), "]".repeat(n));
    let endless = "Enum.sum(Stream.cycle([1]))";
    assert_eq!(limit_of(Limits { fuel: 10_000, ..default() }, endless, empty), Some(Limit::Fuel));
    let deadline = Limits { fuel: u64::MAX, deadline: Some(Duration::from_millis(20)), ..default() };
    assert_eq!(limit_of(deadline, endless, empty), Some(Limit::Deadline));
    let memory = Limits { memory: 1 << 20, ..default() };
    assert_eq!(limit_of(memory, "Enum.to_list(1..100_000) |> length()", empty), Some(Limit::Memory));
    let output = Limits { output: 100, ..default() };
    assert_eq!(limit_of(output, r#"String.duplicate("a", 99)"#, empty), Some(Limit::Output));
    let recursion = "f = fn f -> 1 + f.(f) end\nf.(f)";
    assert_eq!(limit_of(Limits { depth: 64 << 10, ..default() }, recursion, empty), Some(Limit::Depth));
    let long = format!(r#"{{"record": "{}"}}"#, "a".repeat(1000));
    assert_eq!(limit_of(Limits { message: 1000, ..default() }, "1", &long), Some(Limit::Message));
    assert_eq!(limit_of(default(), "1", &nested(200)), Some(Limit::MessageDepth));
}

#[test]
fn a_message_deeper_than_the_stack_is_a_matter_of_depth() {
    let limits = Limits { message_depth: usize::MAX, ..Limits::default() };
    let deep = format!(r#"{{"record": {}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    let limit = thread::Builder::new().stack_size(STACK).spawn(move || limit_of(limits, "1", &deep)).unwrap().join();
    assert_eq!(limit.unwrap(), Some(Limit::Depth));
}

#[test]
fn fuel_does_not_depend_on_what_ran_before() {
    let sources = [
        r#"Regex.replace(Regex.compile!("(a|b)+" <> record["s"]), record["s"], "x")"#,
        r#"Enum.map(1..50, fn i -> Regex.match?(Regex.compile!("x#{i}"), record["s"]) end)"#,
        r#"f = fn f, n -> if n == 0, do: 0, else: 1 + f.(f, n - 1) end
           f.(f, 3_000)"#,
        r#"Enum.reduce(1..5_000, %{}, fn i, m -> Map.put(m, i, [i]) end) |> map_size()"#,
        r#"Stream.cycle([1, 2]) |> Stream.map(& &1 * 2) |> Enum.take(100) |> inspect()"#,
    ];
    let programs = sources.map(|body| {
        philtre::load(format!("def transform(_action, record, _changes, _metadata) do\n{body}\nend")).unwrap()
    });
    let message = br#"{"record": {"s": "abab"}}"#;
    let fuel = |runner: &mut Runner, i: usize| runner.run_json(&programs[i], message, &mut Vec::new()).unwrap().fuel;
    let alone: Vec<u64> = (0..programs.len()).map(|i| fuel(&mut Runner::new(), i)).collect();
    let mut runner = Runner::new();
    for i in (0..programs.len()).chain((0..programs.len()).rev()) {
        assert_eq!(fuel(&mut runner, i), alone[i], "{}", sources[i]);
    }
}

#[test]
fn deep_results_are_dropped_and_read_again() {
    // Both ways through JSON, as deep as a message may be.
    let program = philtre::load("def transform(_action, record, _changes, _metadata), do: [record]").unwrap();
    let deepest = Limits::default().message_depth - 1;
    let nested: String = iter::repeat_n("[", deepest).chain(["1"]).chain(iter::repeat_n("]", deepest)).collect();
    let message = format!(r#"{{"record": {nested}}}"#);
    let mut out = Vec::new();
    Runner::new().run_json(&program, message.as_bytes(), &mut out).unwrap();
    assert_eq!(out, format!("[{nested}]").into_bytes());
}

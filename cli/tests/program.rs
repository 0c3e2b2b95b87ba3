//! The program as a user meets it: arguments, files, output, exit codes.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder for one test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        fs::write(self.0.join(name), content).unwrap();
        self
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, b"")
    }

    fn run_with(&self, arguments: &[&str], input: &[u8]) -> Run {
        let mut child = Command::new(env!("CARGO_BIN_EXE_philtre"))
            .args(arguments)
            .current_dir(&self.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        // A run that ends early does not read everything.
        let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Run(output)
    }
}

struct Run(Output);

impl Run {
    #[track_caller]
    fn is(&self, code: i32, out: &str) -> &Self {
        assert_eq!((self.0.status.code(), self.out().as_str()), (Some(code), out), "{}", self.err());
        self
    }

    #[track_caller]
    fn says(&self, text: &str) -> &Self {
        assert!(self.err().contains(text), "{text:?} is not in {:?}", self.err());
        self
    }

    fn out(&self) -> String {
        String::from_utf8_lossy(&self.0.stdout).into_owned()
    }

    fn err(&self) -> String {
        String::from_utf8_lossy(&self.0.stderr).into_owned()
    }
}

const PLUS_ONE: &str = "def transform(_action, record, _changes, _metadata) do\n  record[\"n\"] + 1\nend\n";
const KEEP: &str = "def filter(_action, record, _changes, _metadata), do: record[\"n\"]\n";
const MIXED: &str = "{\"record\":{\"n\":1}}\n{\"record\":{\"n\":\"x\"}}\nbroken\n\n{\"record\":{\"n\":2}}\r\n[1]\n";

#[test]
fn errors_are_reported_and_passed_over() {
    let folder = Folder::new("errors").file("inc.ex", PLUS_ONE).file("m.jsonl", MIXED);
    folder
        .run(&["run", "inc.ex", "m.jsonl"])
        .is(1, "2\n3\n")
        .says("m.jsonl:2: ** (ArithmeticError) bad argument in arithmetic expression\n    at inc.ex:2:15\n")
        .says("m.jsonl:3: invalid message: ")
        .says("m.jsonl:6: invalid message: expected an object")
        .says("3 of 5 messages failed");
    let skipped = folder.run(&["run", "inc.ex", "m.jsonl", "--on-error", "skip"]);
    assert_eq!(skipped.is(1, "2\n3\n").err(), "3 of 5 messages failed\n");
    folder.run(&["run", "inc.ex", "m.jsonl", "--on-error", "stop"]).is(1, "2\n").says("m.jsonl:2: ");
}

#[test]
fn bundled_transforms_are_listed_shown_and_run() {
    let message = "{\"record\":{\"mail\":\"ada@example.com\"}}\n";
    let folder = Folder::new("builtins").file("m.jsonl", message);
    folder.run(&["run", "builtin:mask_email", "m.jsonl"]).is(0, "{\"mail\":\"a***@example.com\"}\n");
    let source = include_str!("../../transforms/mask_email.ex");
    folder.run(&["builtins", "mask_email"]).is(0, source);
    let listed = folder.run(&["builtins"]);
    assert!(listed.out().lines().any(|line| line.starts_with("mask_email ")), "{}", listed.out());
    folder.run(&["run", "builtin:mask_email", "m.jsonl", "--fuel", "3"]).says("limit exceeded: fuel (3 units)");
    folder.run(&["run", "builtin:nothing", "m.jsonl"]).says("no bundled transform nothing");
}

#[test]
fn order_is_kept() {
    let lines: String = (0..20_000).map(|n| format!("{{\"record\":{{\"n\":{n}}}}}\n")).collect();
    let expected: String = (1..=20_000).map(|n| format!("{n}\n")).collect();
    let array = format!("[{}]", lines.trim_end().replace('\n', ",\n"));
    let folder = Folder::new("order").file("inc.ex", PLUS_ONE).file("array.json", &array).file("m.jsonl", &lines);
    folder.run(&["run", "inc.ex", "m.jsonl", "--jobs", "3"]).is(0, &expected);
    folder.run_with(&["run", "inc.ex"], lines.as_bytes()).is(0, &expected);
    folder.run(&["run", "inc.ex", "array.json"]).is(0, &expected);
    folder.run_with(&["run", "inc.ex", "m.jsonl", "-"], lines.as_bytes()).is(0, &expected.repeat(2));
}

#[test]
fn filters_pass_on_the_very_bytes() {
    let messages = "{\"record\":  {\"n\": true}}\n{\"record\":{\"n\":false}}\n{ \"record\":{\"n\":true},\"x\":1.50}\n";
    let folder = Folder::new("filter").file("keep.ex", KEEP).file("m.jsonl", messages);
    folder
        .run(&["run", "keep.ex", "m.jsonl"])
        .is(0, "{\"record\":  {\"n\": true}}\n{ \"record\":{\"n\":true},\"x\":1.50}\n");
    folder.run(&["run", "keep.ex", "m.jsonl", "--results"]).is(0, "true\nfalse\ntrue\n");
    folder
        .run_with(&["run", "keep.ex"], b"{\"record\":{\"n\":[1]}}")
        .is(1, "")
        .says("stdin:1: Filter functions must return true or false, got: [1]");
    folder.run_with(&["run", "keep.ex"], b"[{\"record\":\n{\"n\":true}}\n]").is(0, "{\"record\":{\"n\":true}}\n");
}

#[test]
fn compressed_files() {
    let folder = Folder::new("compressed").file("inc.ex", PLUS_ONE).file("m.jsonl", "{\"record\":{\"n\":1}}\n");
    // Written and read again by the program: the result of one run is no message, hence the filter.
    let folder = folder.file("all.ex", "def filter(_action, _record, _changes, _metadata), do: true");
    for name in ["m.jsonl.gz", "m.jsonl.zst"] {
        folder.run(&["run", "all.ex", "m.jsonl", "-o", name]).is(0, "");
        assert_ne!(fs::read(folder.0.join(name)).unwrap().first(), Some(&b'{'));
        folder.run(&["run", "inc.ex", name]).is(0, "2\n");
    }
}

#[test]
fn limits_and_grants() {
    let source = "def transform(_action, _record, _changes, _metadata), do: Enum.sum(1..1_000_000//1)\n";
    let clock = "def transform(_action, _record, _changes, _metadata), do: DateTime.utc_now().year > 2000\n";
    let folder = Folder::new("limits").file("f.ex", source).file("clock.ex", clock);
    folder.run_with(&["run", "f.ex"], b"{}").is(0, "500000500000\n");
    let long = "def transform(_action, _record, _changes, _metadata), do: Enum.reduce(1..100_000, 0, &(&1 + &2))\n";
    let folder = folder.file("long.ex", long);
    folder.run_with(&["run", "long.ex", "--fuel", "1000"], b"{}").is(1, "").says("limit exceeded: fuel (1000 units)");
    folder.run_with(&["run", "clock.ex"], b"{}").is(1, "").says("clock.ex");
    folder.run_with(&["run", "clock.ex", "--allow", "clock"], b"{}").is(0, "true\n");
    folder.run_with(&["run", "f.ex", "--message-size", "10"], b"{\"record\": {}}").is(1, "").says("stdin:1: ");
    folder.run(&["run", "f.ex", "--fuel", "many"]).is(2, "").says("expected a number");
}

#[test]
fn files_that_are_not_as_they_should_be() {
    let many: String = (0..40).map(|i| format!("  x{i} = undefined_{i} + 1\n")).collect();
    let many = format!("def transform(action, record, changes, metadata) do\n{many}end\n");
    let large =
        format!("def transform(action, record, changes, metadata) do\n{}end\n", "  \"aaaaaaa\"\n".repeat(1 << 20));
    let deep = format!("{{\"record\":{}{}}}\n{{\"record\":{{\"n\":1}}}}\n", "[".repeat(10_000), "]".repeat(10_000));
    let folder = Folder::new("files")
        .file("inc.ex", PLUS_ONE)
        .file("empty.ex", "")
        .file("latin1.ex", b"# gr\xfc\xdfe\ndef transform(action, record, changes, metadata), do: 1\n")
        .file("windows.ex", format!("\u{feff}{}", PLUS_ONE.replace('\n', "\r\n")))
        .file("many.ex", many)
        .file("large.ex", large)
        .file("empty.jsonl", "")
        .file("deep.jsonl", deep);
    folder.run(&["run", "none.ex"]).is(1, "").says("none.ex: no such file");
    folder.run(&["run", "inc.ex", "none.jsonl"]).is(1, "").says("none.jsonl: no such file");
    folder.run(&["run", "inc.ex", "."]).is(1, "").says(".: it is a directory");
    folder.run(&["run", "empty.ex"]).is(1, "").says("no function to run");
    folder.run(&["run", "latin1.ex"]).is(1, "").says("UTF-8");
    folder.run_with(&["run", "windows.ex"], b"\xef\xbb\xbf{\"record\":{\"n\":1}}\r\n").is(0, "2\n");
    folder.run(&["run", "large.ex"]).is(1, "").says("allowed are 65536");
    folder.run(&["run", "inc.ex", "empty.jsonl"]).is(0, "");
    folder
        .run(&["run", "inc.ex", "deep.jsonl"])
        .is(1, "2\n")
        .says("deep.jsonl:1: limit exceeded: message depth (128 levels)");
    let many = folder.run(&["check", "many.ex"]);
    assert_eq!(many.out().matches("error[E0201]").count(), 40);
    assert!(many.out().ends_with("many.ex: 40 errors\n"));
    folder.run(&["run", "inc.ex", "deep.jsonl", "-o", "deep.jsonl"]).is(2, "").says("it cannot be the output too");
    folder.run(&["run"]).is(2, "").says("Usage");
}

#[test]
fn check() {
    let source =
        "def transform(action, record, _changes, metadata), do: {action, record[\"a\"][\"b\"], metadata.table_name}\n";
    let folder = Folder::new("check").file("f.ex", source).file("wrong.ex", "def transform(record), do: x\n");
    folder
        .run(&["check", "f.ex", "--reads"])
        .is(0, "f.ex: ok, transform\n  action\n  record[\"a\"][\"b\"]\n  changes: nothing\n  metadata.table_name\n");
    let json = folder.run(&["check", "f.ex", "wrong.ex", "--format", "json", "--reads"]);
    assert_eq!(json.0.status.code(), Some(1));
    let rows: Vec<serde_json::Value> = json.out().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows[0]["reads"]["record"]["a"]["b"], "all");
    assert_eq!(rows[0]["ok"], true);
    assert_eq!(rows[1]["ok"], false);
    assert_eq!(rows[1]["diagnostics"][0]["severity"], "error");
    assert_eq!(rows[1]["diagnostics"][0]["place"]["line"], 1);
}

#[test]
fn eval() {
    let folder = Folder::new("eval");
    folder.run(&["eval", "1 + 2 * 3"]).is(0, "7\n");
    folder.run(&["eval", "String.upcase(name)", "-b", "name=\"ada\""]).is(0, "\"ADA\"\n");
    folder.run(&["eval", "{a, b}", "-b", "a={\"x\": [1]}", "-b", "b=null"]).is(0, "{%{\"x\" => [1]}, nil}\n");
    let raised = folder.run(&["eval", "Map.fetch!(%{a: 1}, :b)"]);
    assert_eq!(raised.is(1, "").err(), "** (KeyError) key :b not found in:\n\n    %{a: 1}\n\n");
    folder.run(&["eval", "throw(:x)"]).is(1, "").says("** (throw) :x");
    folder.run(&["eval", "x + "]).is(1, "").says("error[");
    folder.run(&["eval", "x", "-b", "x=abc"]).is(2, "").says("no JSON");
}

#[test]
fn docs_completions_and_man() {
    let folder = Folder::new("docs");
    assert!(folder.run(&["docs"]).out().contains("Enum"));
    assert!(folder.run(&["docs", "Enum.map"]).out().contains("iex>"));
    folder.run(&["docs", "Enum.mapp"]).is(1, "").says("did you mean Enum.map");
    assert!(folder.run(&["completions", "bash"]).out().contains("philtre"));
    assert!(folder.run(&["man", "run"]).out().contains(".TH"));
    folder.run(&["man", "nothing"]).is(2, "").says("no command");
}

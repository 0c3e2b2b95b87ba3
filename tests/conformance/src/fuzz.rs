//! What reads bytes that nobody vouches for, on bytes made by chance: sources, messages, patterns, dates, numbers.
//!
//! An input is made of a seed and a number alone, so that each can be made again: `--seed S --from N --runs 1`. Known inputs
//! are changed here and there; what changes them knows the words of the language in question.

use philtre::{Limits, Loader, RunError, Runner};
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;
use std::{io, thread};

/// What is fuzzed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Target {
    /// Parser, resolver, closures: what loads is run.
    Source,
    /// Messages and results; what is written is read as the same.
    Json,
    /// Patterns and texts.
    Regex,
    /// ISO 8601, with what is written read as the same.
    Dates,
    /// Integers, floats and decimals in text.
    Decimal,
    /// Encodings of binaries: `Base`, `URI`, `String`.
    Encodings,
}

/// An input that was not survived.
#[derive(Debug)]
pub struct Finding {
    /// Its number.
    pub number: u64,
    /// What happened.
    pub what: String,
    /// The bytes.
    pub input: Vec<u8>,
}

const STACK: usize = 512 << 10;
/// Milliseconds that are worth a word: fuel and memory are small here.
const SLOW: u128 = 250;

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { (self.next() % n as u64) as usize }
    }

    fn of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts.get(self.below(texts.len())).copied().unwrap_or_default()
    }
}

/// The input of a number.
fn input(target: Target, seed: u64, number: u64) -> Vec<u8> {
    let mut random = Random(seed ^ number.wrapping_mul(0xD134_2543_DE82_EF95));
    let (seeds, words) = material(target);
    let mut bytes = random.of(seeds).as_bytes().to_vec();
    for _ in 0..random.below(8) {
        change(&mut bytes, &mut random, seeds, words);
    }
    bytes
}

fn change(bytes: &mut Vec<u8>, random: &mut Random, seeds: &[&str], words: &[&str]) {
    let at = random.below(bytes.len() + 1);
    let to = (at + random.below(12)).min(bytes.len());
    match random.below(9) {
        0 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        }
        1 => drop(bytes.drain(at..to)),
        2 => {
            let again = bytes.get(at..to).unwrap_or_default().repeat(1 + random.below(64));
            bytes.splice(at..at, again);
        }
        3 => bytes.insert(at, random.next() as u8),
        4 => bytes.truncate(at),
        5 => {
            let other = random.of(seeds).as_bytes();
            let from = random.below(other.len() + 1);
            bytes.splice(at..to, other.get(from..).unwrap_or_default().iter().copied());
        }
        // Words are what gets furthest.
        _ => drop(bytes.splice(at..to, random.of(words).bytes())),
    }
    bytes.truncate(8 << 10);
}

fn material(target: Target) -> (&'static [&'static str], &'static [&'static str]) {
    match target {
        Target::Source => (
            &[
                include_str!("../../../examples/transforms/mask_pii.ex"),
                include_str!("../../../examples/transforms/order_totals.ex"),
                include_str!("../../../examples/transforms/diff_audit.ex"),
                "def transform(action, record, changes, metadata) do\n  with {:ok, a} <- record, [h | t] when h > 1 <- a do\n    h\n  else\n    {:error, e} -> e\n    _ -> t\n  end\nend",
                "def transform(_action, record, _c, _m), do: for(<<a::4, b::bitstring-size(2) <- \"ab\">>, into: %{}, do: {a, b})",
                "defmodule A do\n  @doc \"a\"\n  @x %{a: ~D[2024-01-01], b: ~w(a b)a}\n  def transform(a, b, c, d) do\n    try do\n      f(a, b) |> then(&(&1 + 1))\n    rescue\n      e in [ArgumentError] -> e.message\n    catch\n      :throw, x -> x\n    after\n      1\n    end\n  end\n  defp f(a, b \\\\ 1) when is_map(a) or b in [1, 2], do: \"x#{a}y\" <> ~s(\\x41)\nend",
                "def transform(a, r, c, m) do\n  fn x, ^a -> %{x | \"k\" => 1} end.(1, cond do\n    true -> <<1::size(8)-unit(2)-little, \"é\"::utf16>>\n  end)\nend",
            ],
            &[
                "do",
                "end",
                "fn ",
                "->",
                "<-",
                "|>",
                "&1",
                "&",
                "\"#{",
                "}",
                "\"\"\"\n",
                "~r/",
                "~w(",
                ")",
                "[",
                "]",
                "{",
                "%{",
                "<<",
                ">>",
                "::",
                "|",
                "when ",
                "case ",
                "cond do ",
                "if ",
                "else",
                "try do ",
                "rescue ",
                "catch ",
                "after ",
                "with ",
                "for ",
                "into: ",
                "reduce: ",
                "uniq: true",
                "def ",
                "defp ",
                "defmodule A do ",
                "@a ",
                "\\\\ ",
                "^",
                "!",
                "not ",
                " in ",
                "..",
                "//",
                "...",
                ":\"a b\"",
                "?\\n",
                "0x1F",
                "1.5e308",
                "1_000",
                "nil",
                "Enum.map(",
                "record",
                "binary-size(",
                "#",
                ";",
                "\n",
                "\t",
                "é",
                "\u{202e}",
                "\u{feff}",
                "\0",
                "\\",
                "'",
                "+++",
                "~~~",
                "<>",
                ".",
                ",",
            ],
        ),
        Target::Json => (
            &[
                r#"{"record": {"a": [1, -2.5e-3, "x\u00e9\n", null, true], "b": {"c": {}}}, "metadata": {"table_name": "t"}}"#,
                r#"{"action": "insert", "record": {"n": 123456789012345678901234567890, "f": 1.0, "s": "😀 \ud83d\ude00"}}"#,
                r#"{"record": {"k": 1, "k": 2, "": [], "a": [[[]]]}, "changes": null}"#,
            ],
            &[
                "\"",
                "\\",
                "\\u",
                "\\ud800",
                "\\u0000",
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                "null",
                "true",
                "false",
                "-",
                "0",
                "1e400",
                "1e-400",
                "0.1",
                "\"k\":",
                "é",
                "😀",
                "\u{0}",
                "9999999999999999999",
                "[[",
                " ",
                "\n",
                "\t",
            ],
        ),
        Target::Regex => (
            &[
                r"^(\w+)@(\w+)\.com$",
                r"(?<year>\d{4})-(?<month>\d\d)",
                r"(a|b)*?c{2,5}+",
                r"(?i:x)(?=y)(?<!z)\b",
                r"[[:alpha:]\d\-\]]+",
                r"(?:(a)|b)\1?",
                r"\p{Lu}\X\R\h",
                r"(?(1)a|b)(?R)?",
                r"(?>a+)b|c*+",
                r"\Qa.b\E\x{1F600}",
            ],
            &[
                "(",
                ")",
                "(?:",
                "(?=",
                "(?<!",
                "(?<n>",
                "(?P=n)",
                "(?R)",
                "(?1)",
                "(?>",
                "(?|",
                "(?#",
                "(?i)",
                "[",
                "]",
                "[^",
                "[:alpha:]",
                "\\d",
                "\\w",
                "\\b",
                "\\1",
                "\\k<n>",
                "\\p{L}",
                "\\P{Nd}",
                "\\x{",
                "\\Q",
                "\\E",
                "\\K",
                "\\G",
                "\\R",
                "\\X",
                "\\C",
                "*",
                "+",
                "?",
                "{2}",
                "{0,}",
                "{1000}",
                "{,3}",
                "|",
                "^",
                "$",
                ".",
                "\\",
                "é",
                "-",
                "(*COMMIT)",
                "(*SKIP)",
                "a",
                "b",
                "\n",
            ],
        ),
        Target::Dates => (
            &[
                "2024-02-29",
                "2024-02-29T23:59:59.123456Z",
                "-0001-12-31 00:00:00+02:30",
                "T23:59:60,5",
                "P1Y2M3DT4H5M6.7S",
                "20240229T235959Z",
                "9999-12-31T24:00:00-23:59",
                "+2024-01-01",
            ],
            &[
                "-",
                ":",
                "T",
                "Z",
                "+",
                ".",
                ",",
                "P",
                "W",
                "Y",
                "0",
                "9",
                "00",
                "24",
                "60",
                "9999999999",
                "é",
                " ",
                "-0",
                "1e5",
                "\0",
            ],
        ),
        Target::Decimal => (
            &[
                "123.456",
                "-1.5E+10",
                "1_000",
                "0x1F",
                "NaN",
                "-Infinity",
                "+.5",
                "1e-1000000000",
                "00.00",
                "99999999999999999999",
            ],
            &[
                "-",
                "+",
                ".",
                "e",
                "E",
                "_",
                "0",
                "9",
                "999999999999",
                "inf",
                "nan",
                "1",
                "é",
                " ",
                "E-9999999999",
                "\0",
                "z",
            ],
        ),
        Target::Encodings => (
            &[
                "aGVsbG8gd29ybGQ=",
                "68656C6C6F",
                "NBSWY3DP",
                "a%20b+c%C3%A9",
                "http://u:p@h.com:80/a/b?c=d&e#f",
                "é😀 text\r\n",
                "====",
                "%%%",
            ],
            &[
                "=", "==", "%", "%C3", "%ff", "+", "/", "_", "-", "?", "#", "&", ":", "//", "@", "[::1]", "é",
                "\u{301}", "\r\n", "\0", "a", "Z",
            ],
        ),
    }
}

/// The body that is run on the bytes in `record["a"]` and `record["b"]`; what raises there is found out as an answer.
fn body(target: Target) -> &'static str {
    match target {
        Target::Source | Target::Json => "record",
        Target::Regex => {
            r#"[m | _] = ["", "u", "i", "sx", "m", "U", "ui"] |> Enum.drop(rem(byte_size(a), 7))
            case Regex.compile(a, m) do
              {:ok, r} ->
                runs = for t <- [b, a, "aXb", String.duplicate("ab", 20)] do
                  [Regex.match?(r, t), Regex.run(r, t, return: :index), Regex.scan(r, t), Regex.split(r, t),
                   Regex.replace(r, t, "<\\0\\1>"), Regex.named_captures(r, t)]
                end
                inspect([runs, r])
              {:error, e} -> inspect(e)
            end"#
        }
        Target::Dates => {
            r#"same = fn
              {:ok, x}, m ->
                # A year of five digits is written and not read.
                case m.(x) do
                  {:ok, y} when y != x -> throw(:differs)
                  _ -> nil
                end
              _, _ -> nil
            end
            same.(Date.from_iso8601(a), fn x -> Date.from_iso8601(Date.to_iso8601(x)) end)
            same.(Time.from_iso8601(a), fn x -> Time.from_iso8601(Time.to_iso8601(x)) end)
            same.(NaiveDateTime.from_iso8601(a), fn x -> NaiveDateTime.from_iso8601(NaiveDateTime.to_iso8601(x)) end)
            case DateTime.from_iso8601(a) do
              {:ok, x, _} -> same.({:ok, x}, fn x ->
                case DateTime.from_iso8601(DateTime.to_iso8601(x)) do
                  {:ok, x, 0} -> {:ok, x}
                  other -> other
                end
              end)
              _ -> nil
            end
            inspect([Date.from_iso8601(a, Calendar.ISO), DURATION, Time.from_iso8601(b)])"#
        }
        Target::Decimal => {
            r#"same = fn x, m -> if m.(x) != x, do: throw(:differs) end
            case Integer.parse(a) do
              {i, _} -> same.(i, fn i -> String.to_integer(Integer.to_string(i)) end)
              :error -> nil
            end
            case Float.parse(a) do
              {f, _} -> same.(f, fn f -> String.to_float(Float.to_string(f)) end)
              :error -> nil
            end
            inspect([Integer.parse(a, 16), Integer.parse(b, 36), DECIMAL])"#
        }
        Target::Encodings => {
            r#"inspect([String.normalize(a, :nfkc), String.graphemes(a), String.upcase(a), String.to_charlist(b), ENCODINGS])"#
        }
    }
}

/// Calls of modules that a build may lack.
const OPTIONAL: [(&str, &str, &str); 3] = [
    ("DURATION", "Duration", "Duration.from_iso8601(a)"),
    (
        "DECIMAL",
        "Decimal",
        r#"Decimal.parse(a), (case Decimal.parse(a) do
              {d, _} -> [Decimal.to_string(d), Decimal.add(d, 1), Decimal.round(d, 2), Decimal.compare(d, 0)]
              _ -> nil
            end)"#,
    ),
    (
        "ENCODINGS",
        "Base",
        r#"Base.decode64(a), Base.decode32(a), Base.decode16(a, case: :mixed), Base.url_decode64(a, padding: false),
            Base.encode64(a)"#,
    ),
];

fn program_text(target: Target) -> String {
    let mut body = body(target).to_owned();
    for (place, module, calls) in OPTIONAL {
        let exists = philtre_runtime::library::MODULES.iter().any(|known| known.name == module);
        body = body.replace(place, if exists { calls } else { "nil" });
    }
    if matches!(target, Target::Source | Target::Json) {
        return "def transform(action, record, changes, metadata), do: [action, record, changes, metadata]".to_owned();
    }
    format!(
        "def transform(_action, record, _changes, _metadata) do
            a = for i <- record[\"a\"], into: \"\", do: <<i>>
            b = for i <- record[\"b\"], into: \"\", do: <<i>>
            try do
              {body}
            rescue
              e -> inspect(e)
            end
        end"
    )
}

/// Runs so many inputs from one on; `progress` is told each number.
///
/// # Errors
/// A thread cannot be had; the target's own program does not load.
pub fn run(
    target: Target,
    seed: u64,
    from: u64,
    runs: u64,
    progress: impl Fn(u64) + Send + 'static,
) -> io::Result<Vec<Finding>> {
    let limits = Limits { fuel: 300_000, memory: 8 << 20, ..Limits::default() };
    let loader = Loader::new().limits(limits);
    let program = loader.load(program_text(target)).map_err(io::Error::other)?;
    let work = move || {
        let mut runner = Runner::new();
        let mut findings = Vec::new();
        for number in from..from.saturating_add(runs) {
            progress(number);
            let bytes = input(target, seed, number);
            let start = Instant::now();
            let what = catch_unwind(AssertUnwindSafe(|| one(target, &loader, &program, &mut runner, &bytes)));
            let what = match what {
                Ok(None) if start.elapsed().as_millis() > SLOW => format!("slow: {} ms", start.elapsed().as_millis()),
                Ok(None) => continue,
                Ok(Some(what)) => what,
                Err(_) => {
                    runner = Runner::new();
                    "panics".to_owned()
                }
            };
            findings.push(Finding { number, what, input: bytes });
        }
        findings
    };
    let thread = thread::Builder::new().stack_size(STACK).spawn(work)?;
    thread.join().map_err(|_| io::Error::other("panicked"))
}

/// What is wrong with the answer to an input.
fn one(
    target: Target,
    loader: &Loader,
    program: &philtre::Loaded,
    runner: &mut Runner,
    bytes: &[u8],
) -> Option<String> {
    let mut out = Vec::new();
    match target {
        Target::Source => {
            let program = loader.load(bytes).ok()?;
            // Whatever comes of it.
            let _ = runner.run_json(&program, br#"{"record": {"a": [1, "b"]}, "changes": {}}"#, &mut out);
            None
        }
        Target::Json => {
            runner.run_json(program, bytes, &mut out).ok()?;
            let again = [b"{\"record\":", out.as_slice(), b"}"].concat();
            let mut second = Vec::new();
            match runner.run_json(program, &again, &mut second) {
                // A level more may be one too many.
                Err(RunError::Limit { .. }) => None,
                Err(error) => Some(format!("what was written is not read: {error}")),
                Ok(_) => {
                    let expected = [b"[null,", out.as_slice(), b",null,"].concat();
                    (!second.starts_with(&expected)).then(|| "what is read is written otherwise".to_owned())
                }
            }
        }
        _ => {
            let other: Vec<u8> = bytes.iter().rev().copied().collect();
            let mut message = "{\"record\": {\"a\": ".to_owned();
            let _ = write!(message, "{bytes:?}, \"b\": {other:?}}}}}");
            match runner.run_message(program, message.as_bytes(), |_, _| Ok(())) {
                Err(RunError::Throw { value, .. }) => Some(format!("throws {value}")),
                Err(error @ (RunError::Exception { .. } | RunError::Message { .. })) => Some(error.to_string()),
                Ok(_) | Err(RunError::Limit { .. }) => None,
            }
        }
    }
}

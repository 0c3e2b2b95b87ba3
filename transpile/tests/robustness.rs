//! Whatever the source: an answer, on any thread. No panic, no overflow of a 512 KiB stack, no hang.

use philtre_transpile::ast::{Expr, ExprKind};
use philtre_transpile::parse::{MAX_TREE_DEPTH, ParseOptions, Parsed, parse};
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// Runs on a thread with a small stack.
fn small<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(512 * 1024).spawn(work).unwrap().join().unwrap()
}

fn parsed(source: impl AsRef<[u8]>) -> Parsed {
    parse(source.as_ref(), &ParseOptions::default())
}

/// Parses, walks and drops on a small stack; answers the codes of what was found.
fn codes(source: String) -> Vec<&'static str> {
    small(move || {
        let start = Instant::now();
        let parsed = parsed(&source);
        assert!(start.elapsed() < Duration::from_secs(2), "slow: {:?}…", source.get(..60));
        assert!(parsed.diagnostics.len() <= 51);
        for diagnostic in &parsed.diagnostics {
            assert!(diagnostic.span.start <= diagnostic.span.end && diagnostic.span.end as usize <= source.len());
        }
        parsed.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
    })
}

/// Every way to nest: what opens, what stands innermost, what closes.
const NESTS: &[(&str, &str, &str)] = &[
    ("(", "1", ")"),
    ("[", "1", "]"),
    ("{", "1", "}"),
    ("<< ", "1", ">>"),
    ("%{a: ", "1", "}"),
    ("%{1 => ", "1", "}"),
    ("%{x | a: ", "1", "}"),
    ("%A{a: ", "1", "}"),
    ("f(", "1", ")"),
    ("f(a: ", "1", ")"),
    ("f.(", "1", ")"),
    ("A.f(", "1", ")"),
    ("a[", "1", "]"),
    ("A.{", "1", "}"),
    ("if a do\n", "1", "\nend"),
    ("case 1 do _ -> ", "1", " end"),
    ("f do 1 else ", "1", " end"),
    ("fn -> ", "1", " end"),
    ("fn x when ", "1", " -> 1 end"),
    ("(fn -> ", "1", " end).()"),
    ("(a -> ", "1", ")"),
    ("((a, ", "1", ") -> 1)"),
    ("(1; ", "2", ")"),
    ("\"#{", "1", "}\""),
    ("\"a#{\"b#{", "1", "}c\"}d\""),
    ("'#{", "1", "}'"),
    ("~s(#{", "1", "})"),
    ("~r/#{", "1", "}/"),
    (":\"#{", "1", "}\""),
    ("[\"#{", "1", "}\": 1]"),
    ("with x <- (", "1", "), do: x"),
    ("f ", "1", ""),
    ("a.f ", "1", ""),
    ("f a: ", "1", ""),
    ("f 1, a: ", "1", ""),
    ("f [", "1", "]"),
    ("f (", "1", ")"),
    ("f %{a: ", "1", "}"),
    ("not ", "true", ""),
    ("!", "true", ""),
    ("- ", "1", ""),
    ("^", "a", ""),
    ("@", "a", ""),
    ("& ", "a", ""),
    ("... ", "a", ""),
    ("~~~", "a", ""),
    ("%^", "a", "{}"),
    ("%@", "a", "{}"),
    ("a = f ", "1", ""),
    ("a + -", "1", ""),
    ("a |> f ", "1", ""),
    ("a when ", "1", ""),
    ("if a do\nx = -[f(", "1", ")]\nend"),
    ("&//", "1", ""),
];

#[test]
fn nesting_within_the_limit_parses() {
    for (open, inner, close) in NESTS {
        if matches!(*open, "!" | "@" | "%^" | "%@" | "^" | "//" | "a + -" | "f " | "a |> f ") {
            continue;
        }
        let levels = if open.contains("\"b#{") || open.contains("[f(") { 30 } else { 60 };
        let found = codes(format!("{}{inner}{}", open.repeat(levels), close.repeat(levels)));
        assert!(found.iter().all(|code| !matches!(*code, "E0102" | "E0103")), "{open}: {found:?}");
    }
}

#[test]
fn nesting_at_the_limit_fits_a_small_stack() {
    for (open, inner, close) in NESTS {
        for levels in [100, 126, 127, 128, 129, 130, 200] {
            codes(format!("{}{inner}{}", open.repeat(levels), close.repeat(levels)));
        }
    }
}

#[test]
fn deep_nesting_is_refused() {
    for (open, inner, close) in NESTS {
        let levels = 60_000 / (open.len() + close.len());
        let found = codes(format!("{}{inner}{}", open.repeat(levels), close.repeat(levels)));
        // A right-leaning chain of operators counts as a chain.
        let expected = if matches!(*open, "a when " | "a + -") { "E0103" } else { "E0102" };
        assert!(found.contains(&expected) || found.len() >= 50, "{open}: {found:?}");
        // Unclosed, and closed without opening.
        codes(open.repeat(levels));
        codes(close.repeat(levels));
        codes(format!("{}{inner}", open.repeat(levels)));
    }
}

/// Chains that make the tree deep without nesting.
const CHAINS: &[(&str, &str)] = &[
    ("1", " + 1"),
    ("1", " - 1"),
    ("[]", " ++ []"),
    ("\"\"", " <> \"\""),
    ("true", " and true"),
    ("nil", " || nil"),
    ("1", " |> f()"),
    ("1", " |> then(& &1)"),
    ("a", " = a"),
    ("a", " when a"),
    ("a", " | a"),
    ("a", " :: a"),
    ("a", " <- a"),
    ("a", ".b"),
    ("a", ".b()"),
    ("a", ".()"),
    ("a", "[1]"),
    ("A.b", ".c[1]"),
    ("a", " in a"),
    ("a", " not in a"),
];

#[test]
fn chains_are_long() {
    for (first, next) in CHAINS {
        // The first operand and the innermost argument take up some of the depth.
        let levels = MAX_TREE_DEPTH / if *next == ".c[1]" || *next == " not in a" { 2 } else { 1 } - 6;
        let source = format!("{first}{}", next.repeat(levels));
        let found = codes(source);
        assert!(found.is_empty(), "{next}: {found:?}");
        let found = codes(format!("{first}{}", next.repeat(60_000 / next.len())));
        assert_eq!(found, ["E0103"], "{next}");
    }
}

#[test]
fn the_deepest_tree_is_dropped_on_a_small_stack() {
    let source = format!("({}){}", vec!["1"; 900].join(" <> "), " + 1".repeat(MAX_TREE_DEPTH - 910));
    small(move || {
        let tree = parsed(&source);
        assert!(tree.diagnostics.is_empty());
        drop(tree);
    });
}

#[test]
fn long_names_of_modules_are_no_chains() {
    let found = codes(format!("A{}", ".B".repeat(20_000)));
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn sizes_and_bytes() {
    let code = |source: &[u8]| parsed(source).diagnostics.first().map(|found| found.code);
    assert_eq!(code(&vec![b' '; 65_537]), Some("E0100"));
    assert_eq!(code(&vec![b' '; 65_536]), None);
    assert_eq!(code(b"\"\xFF\""), Some("E0101"));
    assert_eq!(code(b"a \xC3"), Some("E0101"));
    assert_eq!(code("\u{FEFF}a + b".as_bytes()), None);
    assert_eq!(code(b""), None);
    assert_eq!(parsed("\u{FEFF}ab").root.span.start, 3);
}

#[test]
fn errors_are_bounded() {
    for piece in [
        "] ", "a b\n", "$", "\" ", "~s( ", "1a\n", "end\n", "( ", "fn ", "do ", "#{", "\\x", "a, ", "=> ", "?", ": ",
        "“",
    ] {
        codes(piece.repeat(60_000 / piece.len()));
    }
}

/// Spans of children lie within the source, and every node can be reached.
fn walk(expr: &Expr, length: u32) {
    assert!(expr.span.start <= expr.span.end && expr.span.end <= length, "{:?}", expr.span);
    if let ExprKind::Block(list) | ExprKind::List(list) | ExprKind::Tuple(list) = &expr.kind {
        list.iter().for_each(|item| walk(item, length));
    }
}

/// Pieces of sources, to be put together at random.
const PIECES: &[&str] = &[
    "a",
    "b",
    "f",
    "A",
    "f(",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<<",
    ">>",
    "%{",
    "%A{",
    "%",
    "do",
    " do ",
    "end",
    "\nend\n",
    "fn ",
    "->",
    "else",
    "rescue",
    "after",
    " ",
    " ",
    "\n",
    "\n",
    ";",
    ",",
    ", ",
    ".",
    "..",
    "...",
    "//",
    "|",
    "||",
    "|>",
    "=",
    "==",
    "=>",
    "<-",
    "\\\\",
    "::",
    ":",
    ":a",
    "a: ",
    "\"a\": ",
    "+",
    "-",
    " -",
    "*",
    "/",
    "**",
    "not ",
    " not in ",
    " in ",
    " and ",
    " when ",
    "!",
    "^",
    "&",
    "&1",
    "@",
    "~~~",
    "\"",
    "'",
    "\"\"\"\n",
    "\n\"\"\"",
    "#{",
    "#",
    "~s(",
    "~r/",
    "~S\"\"\"\n",
    "?",
    "?a",
    "1",
    "1.5",
    "0x1F",
    "1a",
    "nil",
    "true",
    "_",
    "é",
    "“",
    "\u{202e}",
    "\\",
    "\r\n",
    "\\\n",
    "\t",
    "\u{0}",
    "$",
    "if x do 1 end",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let found = parsed(&bytes);
        walk(&found.root, bytes.len() as u32);
    }

    #[test]
    fn any_text(text in "\\PC{0,200}") {
        let found = parsed(&text);
        walk(&found.root, text.len() as u32);
    }

    #[test]
    fn any_pieces(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..80)) {
        let text = pieces.concat();
        let found = parsed(&text);
        walk(&found.root, text.len() as u32);
        for diagnostic in &found.diagnostics {
            prop_assert!(diagnostic.span.end as usize <= text.len() && diagnostic.span.start <= diagnostic.span.end);
            prop_assert!(!diagnostic.message.is_empty());
        }
        // A tree with an error node comes with an error.
        prop_assert!(!found.diagnostics.is_empty() || !format!("{:?}", found.root).contains("kind: Error"), "{:?}", text);
    }
}

//! What is said of wrong sources: code and place of every error, all of them at once, none too many.

use philtre_transpile::parse::{ParseOptions, parse};

/// The codes of a source's errors, each with the text that it points at.
fn errors(source: &str) -> Vec<(&'static str, String)> {
    let parsed = parse(source.as_bytes(), &ParseOptions::default());
    parsed.diagnostics.iter().map(|found| (found.code, source[found.span.range()].to_owned())).collect()
}

/// Checks a source against its errors.
#[track_caller]
fn check(source: &str, wanted: &[(&str, &str)]) {
    let found = errors(source);
    let found: Vec<(&str, &str)> = found.iter().map(|(code, text)| (*code, text.as_str())).collect();
    assert_eq!(found, wanted, "{source}");
}

/// The help for the only error of a source.
#[track_caller]
fn help(source: &str, wanted: &str) {
    let parsed = parse(source.as_bytes(), &ParseOptions::default());
    let help = parsed.diagnostics.first().and_then(|found| found.help.clone()).unwrap_or_default();
    assert!(help.contains(wanted), "{source}\n{help}");
}

#[test]
fn what_is_not_closed() {
    check("f(1", &[("E0110", "")]);
    check("[1, 2\nx = 3", &[("E0110", "")]);
    check("if a do\n  1", &[("E0111", "")]);
    check("f = fn -> ", &[("E0111", "")]);
    check("def f do\n  x = [1, 2\n  z = foo(1\nend", &[("E0110", "end"), ("E0110", "end")]);
    check("map(list, fn x -> x + 1)", &[("E0111", ")")]);
    check("<<1, 2>", &[("E0110", "")]);
    check("\"a #{x", &[("E0110", "")]);
    check("\"abc\ndef", &[("E0114", "\"")]);
    check("~s(abc", &[("E0114", "~s(")]);
    check("\"\"\"\nabc", &[("E0114", "\"\"\"")]);
}

#[test]
fn where_it_opened() {
    let source = "def f(x) do\n  case x do\n    1 -> 2\nend\n";
    let parsed = parse(source.as_bytes(), &ParseOptions::default());
    let related: Vec<u32> = parsed.diagnostics[0].related.iter().map(|(span, _)| span.start).collect();
    assert_eq!(related, [9, 21], "the `do` left open, and the one that by its indentation lacks its `end`");
    let parsed = parse(b"x = (1 + 2]", &ParseOptions::default());
    assert_eq!(parsed.diagnostics[0].code, "E0113");
    assert_eq!(parsed.diagnostics[0].related[0].0.start, 4);
}

#[test]
fn what_closes_nothing() {
    check("end", &[("E0112", "end")]);
    check("f(1))", &[("E0112", ")")]);
    check("def f do x end end", &[("E0112", "end")]);
    check("x = (1 + 2]", &[("E0113", "]")]);
}

#[test]
fn habits_of_other_languages() {
    check("x += 1", &[("E0130", "=")]);
    check("a &&= b", &[("E0130", "=")]);
    check("a ||= b", &[("E0130", "=")]);
    check("a ? b : c", &[("E0131", "? ")]);
    check("x = a > 1 ? \"y\" : \"n\"", &[("E0131", "? ")]);
    check("// a comment\nx", &[("E0132", "//")]);
    check("/* a\ncomment */\nx", &[("E0132", "/*")]);
    check("x = 1 // a comment", &[("E0126", "//")]);
    check("i++", &[("E0121", "")]);
    check("x = “hello”", &[("E0140", "“")]);
    check("{\"a\": 1}", &[("E0125", "\"a\": 1")]);
    check("case y do\n  1 => 2\nend", &[("E0143", "=>")]);
    check("if (a) {\n  b\n}", &[("E0120", "{")]);
    check("`ls`", &[("E0104", "`"), ("E0104", "`")]);
    help("x += 1", "x = x + value");
    help("if a do\n 1\nelsif b do\n 2\nend", "cond do");
    help("if a do\n 1\nelse if b do\n 2\nend", "cond do");
    help("fn x do x end", "no `do`");
    help("if a[1] then\n 1\nend", "`if` has no `then`");
    help("a ?? 1", "write `a || b`");
    help("a[1] ?? \"b\"", "write `a || b`");
    help("if a do 1 elsif b do 2 end", "write `cond do");
    help("map(list, x => x)", "`fn x -> … end`");
    help("map(list, x -> x)", "`fn x -> … end`");
    help("def f(a):\n  a", "between `do` and `end`");
    help("a[1] =~ /x/", "`~r/…/`");
    check("1 + / 2", &[("E0121", "+")]);
    help("x = 1 // a comment", "`#`");
    for legal in ["null", "undefined", "return x", "x === y", "x !== y", "if x = 1 do 2 end", "let x = 1"] {
        check(legal, &[]);
    }
}

#[test]
fn calls_and_containers() {
    check("foo (1, 2)", &[("E0123", " (")]);
    check("foo 1, bar 2, 3", &[("E0122", "bar 2, 3")]);
    check("[foo 1, 2]", &[("E0122", "foo 1, 2")]);
    check("f(1,)", &[("E0138", ",")]);
    check("%{a: 1, 2}", &[("E0124", "2")]);
    check("if a, do: 1, else 2", &[("E0124", "else")]);
    check("%{a}", &[("E0129", "a")]);
    check("%{a => }", &[("E0121", "}")]);
    check("[1 2 3]", &[("E0120", "2")]);
    check("[1,\n 2\n ,3]", &[("E0120", "")]);
    check("(a, b)", &[("E0120", "a, b")]);
    check("Foo(1)", &[("E0134", "Foo")]);
    check("foo[1, 2]", &[("E0137", "2")]);
    check("foo[]", &[("E0137", "[]")]);
    check(":foo.Bar", &[("E0135", "Bar")]);
    check("f()()", &[("E0136", "(")]);
    check("%Foo", &[("E0139", "%Foo")]);
    check("% {a: 1}", &[("E0139", "% {")]);
    check("a:b", &[("E0109", "a:")]);
    check("if true do: 1", &[("E0120", "do:")]);
    check("if x, do\n  1\nend", &[("E0133", "do")]);
    check("fn x end", &[("E0127", "fn")]);
    check("case x do\n  foo\n  1 -> 2\nend", &[("E0128", "->")]);
    check("a -> b", &[("E0128", "a -> b")]);
    check("1 // 2", &[("E0126", "//")]);
}

#[test]
fn tokens() {
    let numbers = [("E0107", "1e5"), ("E0107", "1_"), ("E0107", "0x"), ("E0107", "12abc")];
    check("1e5 + 1_ + 0x + 12abc", &numbers);
    check("1.0e400", &[("E0107", "1.0e400")]);
    check("\"\\x4\"", &[("E0116", "\\x")]);
    check("\"\\u{110000}\"", &[("E0116", "\\u{110000}")]);
    check("~s", &[("E0118", "~s")]);
    check("~foo(bar)", &[("E0117", "~foo")]);
    check("\"\u{202e}\"", &[("E0105", "\u{202e}")]);
    check("# \u{202e}", &[("E0105", "\u{202e}")]);
    check("\u{202e}", &[("E0105", "\u{202e}")]);
    check("аb", &[("E0106", "аb")]);
    check("__block__", &[("E0142", "__block__")]);
    check("<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> b\n", &[("E0141", "<<<<<<< HEAD")]);
    check("\"\"\"a\n\"\"\"", &[("E0115", "\"\"\"")]);
}

#[test]
fn all_at_once() {
    let source = "def transform(a) do\n  x += 1\n  y = [1 2]\n  z = 1e5\n  foo (1, 2)\n  w = %{b}\n  ok = 1\nend\n";
    let codes: Vec<&str> = errors(source).iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ["E0130", "E0120", "E0107", "E0123", "E0129"]);
}

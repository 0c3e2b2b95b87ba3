//! JSON in and out.

use philtre_runtime::host::Host;
use philtre_runtime::json::{Full, JsonError, JsonErrorKind, KeyStyle, ReadOptions, read, write};
use philtre_runtime::limits::Limits;
use philtre_runtime::memory::Arena;
use philtre_runtime::regex::Regexes;
use philtre_runtime::{Context, Raised, Term, Value};

fn with_context<T>(work: impl for<'a> FnOnce(&mut Context<'a>) -> T) -> T {
    let (regexes, host) = (Regexes::default(), Host::PURE);
    let mut arena = Arena::new();
    let mut cx = Context::new(&mut arena, &regexes, &host, &Limits::default());
    work(&mut cx)
}

fn round(text: &[u8], options: &ReadOptions<'_>) -> Result<String, JsonError> {
    with_context(|cx| {
        let bytes = cx.bump.bytes(text).unwrap();
        let value = read(cx, bytes, options)?;
        let mut out = Vec::new();
        write(cx, value, &mut out, 1 << 20, Full::Output).unwrap();
        Ok(String::from_utf8(out).unwrap())
    })
}

#[track_caller]
fn ok(text: &str, expected: &str) {
    assert_eq!(round(text.as_bytes(), &ReadOptions::default()).as_deref(), Ok(expected), "{text}");
}

#[track_caller]
fn fails(text: impl AsRef<[u8]>, offset: usize, kind: JsonErrorKind) {
    assert_eq!(round(text.as_ref(), &ReadOptions::default()), Err(JsonError { offset, kind }));
}

#[test]
fn values() {
    ok(" null ", "null");
    ok("[true,false]", "[true,false]");
    ok("[]", "[]");
    ok("{}", "{}");
    ok(r#"{"b":1,"a":[{}, "x"]}"#, r#"{"a":[{},"x"],"b":1}"#);
    ok(r#"{"a":1,"b":2,"a":3}"#, r#"{"a":1,"b":2}"#);
    ok(r#""a\"\\\/\b\f\n\r\té\u00e9\ud83d\ude00""#, "\"a\\\"\\\\/\\b\\f\\n\\r\\téé😀\"");
    ok("\"\u{7f}\u{2028}/\"", "\"\u{7f}\u{2028}/\"");
    ok(r#""\u0000\u001f""#, r#""\u0000\u001F""#);
}

#[test]
fn numbers() {
    ok("1e2", "100.0");
    ok("-0", "0");
    ok("-0.0", "-0.0");
    ok("123456789012345678901234567890", "123456789012345678901234567890");
    ok("-9223372036854775808", "-9223372036854775808");
    ok("9223372036854775808", "9223372036854775808");
    ok("199.99", "199.99");
    ok("1e-400", "0.0");
    ok("1.7976931348623157e308", "1.7976931348623157e308");
    ok("12345678901234567890.5", "1.2345678901234567e19");
    fails("1e400", 0, JsonErrorKind::UnexpectedSequence(5));
}

#[test]
fn many_keys() {
    let keys: Vec<String> = (0..100).rev().map(|i| format!("\"k{i:03}\":{i}")).collect();
    let sorted: Vec<String> = (0..100).map(|i| format!("\"k{i:03}\":{i}")).collect();
    ok(&format!("{{{},\"k007\":0}}", keys.join(",")), &format!("{{{}}}", sorted.join(",")));
}

#[test]
fn shapes_are_shared() {
    with_context(|cx| {
        let text = br#"[{"b":1,"a":2},{"b":3,"a":4},{"a":5,"b":6}]"#;
        let bytes = cx.bump.bytes(text).unwrap();
        let value = read(cx, bytes, &ReadOptions::default()).unwrap();
        let Term::List(list) = value.term() else { panic!() };
        let keys: Vec<_> = list
            .block()
            .iter()
            .map(|map| match map.term() {
                Term::Map(map) => map.as_flat().unwrap().0.as_ptr(),
                _ => panic!(),
            })
            .collect();
        assert_eq!(keys[0], keys[1]);
        assert_ne!(keys[0], keys[2]);
    });
}

fn at<'a>(value: Value<'a>, key: &str) -> Value<'a> {
    let Term::Map(map) = value.term() else { panic!("no map") };
    let is_key = |k: &Value<'_>| match k.term() {
        Term::Atom(a) => a.name() == key,
        Term::Binary(b) => b.text() == Some(key),
        _ => false,
    };
    map.iter().find(|(k, _)| is_key(k)).unwrap().1
}

#[test]
fn atom_keys() {
    with_context(|cx| {
        let text = br#"{"record":{"id":1},"metadata":{"consumer":{"id":2},"enrichment":{"id":3},"zz":4}}"#;
        let bytes = cx.bump.bytes(text).unwrap();
        let style = KeyStyle::STRINGS.within("metadata", KeyStyle::metadata());
        let value = read(cx, bytes, &ReadOptions { keys: &style, ..ReadOptions::default() }).unwrap();
        let get = |value: Value<'_>, key: &str| match value.term() {
            Term::Map(map) => map.iter().any(|(k, _)| matches!(k.term(), Term::Atom(a) if a.name() == key)),
            _ => false,
        };
        let metadata = at(value, "metadata");
        assert!(!get(value, "metadata"));
        assert!(get(metadata, "zz"));
        assert!(get(at(metadata, "consumer"), "id"));
        assert!(!get(at(metadata, "enrichment"), "id"));
        assert!(!get(at(value, "record"), "id"));
    });
}

#[test]
fn errors() {
    use JsonErrorKind::{InvalidByte, TooDeep, UnexpectedEnd, UnexpectedSequence};
    fails("", 0, UnexpectedEnd);
    fails("[1,]", 3, InvalidByte(b']'));
    fails("tru", 3, UnexpectedEnd);
    fails("\"a\nb\"", 2, InvalidByte(b'\n'));
    fails("01", 1, InvalidByte(b'1'));
    fails(r#"["\ud800"]"#, 10, UnexpectedEnd);
    fails(r#"["\ud800\u0041"]"#, 2, UnexpectedSequence(12));
    fails(b"\"ab\xff\"", 3, InvalidByte(0xff));
    fails(b"\"ab\xe2\x28\"", 4, InvalidByte(0x28));
    fails(b"[1]\xff", 3, InvalidByte(0xff));
    fails(b"[x\xff", 1, InvalidByte(b'x'));
    let deep = "[".repeat(200) + &"]".repeat(200);
    let options = ReadOptions { depth: 128, ..ReadOptions::default() };
    assert_eq!(round(deep.as_bytes(), &options), Err(JsonError { offset: 128, kind: TooDeep }));
    let Err(error) = round("[".repeat(1_000_000).as_bytes(), &ReadOptions::default()) else { panic!() };
    assert!(matches!(error.kind, JsonErrorKind::Stopped(_)));
}

#[test]
fn output_limit() {
    with_context(|cx| {
        let text = cx.string(&"x".repeat(100)).unwrap();
        let mut out = Vec::new();
        let exc = write(cx, text, &mut out, 50, Full::Output).unwrap_err();
        assert!(matches!(cx.take_raised(exc).0, Raised::Limit(philtre_runtime::Limit::Output)));
        assert!(out.len() <= 50);
    });
}

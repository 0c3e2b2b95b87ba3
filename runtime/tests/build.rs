//! Terms that hosts own, and `serde_json` both ways.

use philtre_runtime::build::OwnedTerm;
use philtre_runtime::calendar::iso::{Date, Time};
use philtre_runtime::host::Host;
use philtre_runtime::inspect::{Options, to_text};
use philtre_runtime::json::{KeyStyle, serde};
use philtre_runtime::limits::Limits;
use philtre_runtime::memory::Arena;
use philtre_runtime::regex::Regexes;
use philtre_runtime::{Context, Value};
use serde_json::json;
use std::collections::BTreeMap;

fn with_context<T>(work: impl for<'a> FnOnce(&mut Context<'a>) -> T) -> T {
    let (regexes, host) = (Regexes::default(), Host::PURE);
    let mut arena = Arena::new();
    let mut cx = Context::new(&mut arena, &regexes, &host, &Limits::default());
    work(&mut cx)
}

fn inspected<'a>(cx: &mut Context<'a>, value: Value<'a>) -> String {
    to_text(cx, value, &Options::default()).unwrap().to_owned()
}

#[track_caller]
fn there_and_back(term: impl Into<OwnedTerm>, shown: &str) {
    let term = term.into();
    with_context(|cx| {
        let value = term.to_value(cx).unwrap();
        assert_eq!(inspected(cx, value), shown);
        assert_eq!(OwnedTerm::from_value(cx, value).unwrap(), term);
    });
}

const DAY: Date = Date { year: 2024, month: 5, day: 2 };
const NOON: Time = Time { hour: 12, minute: 0, second: 0, microsecond: 500_000, precision: 1 };

#[test]
fn owned_terms() {
    there_and_back((), "nil");
    there_and_back(true, "true");
    there_and_back(7u8, "7");
    there_and_back(u64::MAX, "18446744073709551615");
    there_and_back(1.5, "1.5");
    there_and_back("é", "\"é\"");
    there_and_back(OwnedTerm::Bytes(vec![255]), "<<255>>");
    there_and_back(OwnedTerm::Atom("ok".into()), ":ok");
    there_and_back(vec![Some(1), None], "[1, nil]");
    there_and_back(("a", 1), "{\"a\", 1}");
    there_and_back(BTreeMap::from([("a", 1), ("b", 2)]), "%{\"a\" => 1, \"b\" => 2}");
    there_and_back(DAY, "~D[2024-05-02]");
    there_and_back(NOON, "~T[12:00:00.5]");
    there_and_back(OwnedTerm::NaiveDateTime(DAY, NOON), "~N[2024-05-02 12:00:00.5]");
    there_and_back(OwnedTerm::DateTime(DAY, NOON), "~U[2024-05-02 12:00:00.5Z]");
}

#[test]
fn to_rust() {
    assert_eq!(i64::try_from(OwnedTerm::Int(3)), Ok(3));
    assert_eq!(String::try_from(OwnedTerm::from("a")).as_deref(), Ok("a"));
    let wrong = bool::try_from(OwnedTerm::Nil).unwrap_err();
    assert_eq!(wrong.to_string(), "expected a boolean, got Nil");
}

#[test]
fn serde_of_owned_terms() {
    let term = OwnedTerm::from_iter([("day", OwnedTerm::Date(DAY)), ("at", OwnedTerm::DateTime(DAY, NOON))]);
    let json = json!({"day": "2024-05-02", "at": "2024-05-02T12:00:00.5Z"});
    assert_eq!(serde_json::to_value(&term).unwrap(), json);
    let read: OwnedTerm = serde_json::from_value(json!([1, null, "x", {"a": 2.5}])).unwrap();
    let map = OwnedTerm::from_iter([("a", 2.5)]);
    assert_eq!(read, OwnedTerm::List(vec![1.into(), OwnedTerm::Nil, "x".into(), map]));
}

#[test]
fn serde_json_values() {
    with_context(|cx| {
        let json = json!({
            "id": 1,
            "big": u64::MAX,
            "day": {"$type": "date", "value": "2024-05-02"},
            "at": {"$type": "datetime", "value": "2024-05-02T10:00:00+02:00"},
            "no": {"$type": "date", "value": "x"},
            "inner": {"a": [1.5, true]},
        });
        let keys = KeyStyle::ATOMS;
        let value = serde::to_value(cx, &json, &keys, true).unwrap();
        assert_eq!(
            inspected(cx, value),
            "%{at: ~U[2024-05-02 08:00:00Z], big: 18446744073709551615, day: ~D[2024-05-02], id: 1, inner: %{\"a\" => [1.5, \
             true]}, no: %{\"$type\" => \"date\", \"value\" => \"x\"}}"
        );
        let back = serde::from_value(cx, value).unwrap();
        assert_eq!(back["day"], json!("2024-05-02"));
        assert_eq!(back["inner"], json["inner"]);
    });
}

#[test]
fn decimals() {
    with_context(|cx| {
        let json = json!([{"$type": "decimal", "value": "-12.50"}, {"$type": "decimal", "value": "1.2.3"}]);
        let value = serde::to_value(cx, &json, &KeyStyle::STRINGS, true).unwrap();
        let OwnedTerm::List(terms) = OwnedTerm::from_value(cx, value).unwrap() else { panic!("no list") };
        let decimal = OwnedTerm::Decimal { sign: -1, coefficient: 1250.into(), exponent: -2 };
        assert_eq!(terms.first(), Some(&decimal));
        assert!(matches!(terms.get(1), Some(OwnedTerm::Map(_))));
    });
}

#[test]
fn what_cannot_be() {
    with_context(|cx| {
        assert!(OwnedTerm::Float(f64::NAN).to_value(cx).is_err());
        let improper = cx.cons(Value::int(1), Value::int(2)).unwrap();
        assert!(OwnedTerm::from_value(cx, improper).is_err());
        // A small term that is large once it is copied.
        let mut value = cx.string(&"x".repeat(1000)).unwrap();
        for _ in 0..40 {
            value = cx.list(&[value, value]).unwrap();
        }
        assert!(OwnedTerm::from_value(cx, value).is_err());
    });
}

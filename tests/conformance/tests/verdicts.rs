//! Each program that we judge otherwise than the original validator is listed in docs/differences.md, and no other.

use philtre_conformance::answer;
use serde_json::Value;

#[test]
fn differences_are_documented() {
    let documented = include_str!("../../../docs/differences.md");
    let mut wrong = Vec::new();
    for line in include_str!("../../verdicts/original.jsonl").lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default();
        let ours = answer::verdict(text("code"));
        let verdict = if ours.is_ok() { "ok" } else { "error" };
        let listed = documented.contains(&format!("| {} |", text("id")));
        if listed != (verdict != text("verdict")) {
            wrong.push(format!("{}: ours {ours:?}, the original's {}, listed: {listed}", text("id"), text("verdict")));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

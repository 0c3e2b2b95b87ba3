//! The eight reference transforms: loaded and compiled into the host, both must give what Elixir gives.

use philtre::{Native, Program, Runner, compile_transform};
use serde_json::Value as Json;

fn transforms() -> Vec<(&'static str, &'static str, Native)> {
    macro_rules! transform {
        ($name:literal $path:literal) => {
            ($name, include_str!(concat!("../", $path)), compile_transform!($path))
        };
    }
    vec![
        transform!("approved_filter" "examples/transforms/approved_filter.ex"),
        transform!("cache_entry" "examples/transforms/cache_entry.ex"),
        transform!("diff_audit" "examples/transforms/diff_audit.ex"),
        transform!("extract_id" "examples/transforms/extract_id.ex"),
        transform!("mask_pii" "examples/transforms/mask_pii.ex"),
        transform!("order_totals" "examples/transforms/order_totals.ex"),
        transform!("rest_route" "examples/transforms/rest_route.ex"),
        transform!("search_document" "examples/transforms/search_document.ex"),
    ]
}

#[test]
fn both_backends_give_what_elixir_gives() {
    let messages: Vec<&str> = include_str!("../examples/transforms/messages.jsonl").lines().collect();
    let expected: Vec<Json> = include_str!("../examples/transforms/expected.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let mut runner = Runner::new();
    for (name, source, native) in &transforms() {
        let loaded = philtre::load(source).unwrap_or_else(|error| panic!("{name}: {error}"));
        for (i, message) in messages.iter().enumerate() {
            let mut run = |program: &dyn Program| {
                let mut out = Vec::new();
                let result = runner.run_json(program, message.as_bytes(), &mut out);
                (result.map(|stats| stats.fuel), String::from_utf8(out).unwrap())
            };
            let (a, b) = (run(&loaded), run(native));
            assert_eq!(a, b, "{name} on message {i}");
            let wanted = expected.iter().find(|case| case["transform"] == *name && case["message"] == i).unwrap();
            let got: Json = serde_json::from_str(&b.1).unwrap();
            assert_eq!(got, wanted["json"], "{name} on message {i}");
        }
    }
}

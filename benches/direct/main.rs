//! The reference transforms three times, side by side: native (`compile_transform!`), loaded (closures), and written by hand.
//!
//! As `values` of the bench `transforms`: arguments are decoded once, the result stays a value. `cargo bench --bench direct`;
//! `-- order_totals` runs one of them.
#![allow(missing_docs, reason = "criterion's macros make public functions")]

mod hand;

use criterion::{Criterion, criterion_group, criterion_main};
use philtre::{Context, Host, Native, Program, Runner, compile_transform};
use philtre_runtime::memory::Arena;
use philtre_runtime::message;
use philtre_runtime::regex::Regexes;
use std::hint::black_box;

fn transforms() -> [(&'static str, &'static str, Native); 8] {
    macro_rules! transforms {
        ($($name:literal $path:literal)*) => {
            [$(($name, include_str!(concat!("../../", $path)), compile_transform!($path))),*]
        };
    }
    transforms! {
        "approved_filter" "examples/transforms/approved_filter.ex"
        "cache_entry" "examples/transforms/cache_entry.ex"
        "diff_audit" "examples/transforms/diff_audit.ex"
        "extract_id" "examples/transforms/extract_id.ex"
        "mask_pii" "examples/transforms/mask_pii.ex"
        "order_totals" "examples/transforms/order_totals.ex"
        "rest_route" "examples/transforms/rest_route.ex"
        "search_document" "examples/transforms/search_document.ex"
    }
}

/// Whoever writes by hand must give the same.
fn check(name: &str, programs: [&dyn Program; 3], message: &str) {
    let mut runner = Runner::new();
    let mut results = programs.iter().map(|program| {
        let mut out = Vec::new();
        runner.run_json(*program, message.as_bytes(), &mut out).unwrap_or_else(|error| panic!("{name}: {error}"));
        String::from_utf8(out).expect("JSON is text")
    });
    let first = results.next();
    results.for_each(|other| assert_eq!(first.as_ref(), Some(&other), "{name}"));
}

fn direct(criterion: &mut Criterion) {
    let messages: Vec<&str> = include_str!("../../examples/transforms/messages.jsonl").lines().collect();
    for (name, source, native) in &transforms() {
        let loaded = philtre::load(source).expect("the source is right");
        let hand = hand::named(name).expect("all are written");
        let programs: [(&str, &dyn Program); 3] = [("native", native), ("loaded", &loaded), ("hand", &hand)];
        for message in &messages {
            check(name, programs.map(|(_, program)| program), message);
        }
        let mut group = criterion.benchmark_group(*name);
        for (kind, program) in programs {
            let (mut arena, regexes, host) = (Arena::new(), Regexes::default(), Host::PURE);
            let mut cx = Context::new(&mut arena, &regexes, &host, program.limits());
            let arguments = message::arguments(&mut cx, messages[0].as_bytes(), program.parameters(), program.limits())
                .expect("the message is right");
            let mut runner = Runner::new();
            group.bench_function(kind, |bencher| {
                bencher.iter(|| {
                    let result = runner.run_with(
                        program,
                        |_| Ok(&arguments[..]),
                        |_, value| {
                            black_box(value);
                            Ok(())
                        },
                    );
                    result.expect("it runs")
                });
            });
        }
    }
}

criterion_group!(benches, direct);
criterion_main!(benches);

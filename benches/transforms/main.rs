//! What it costs to parse, load and run the reference transforms.
//!
//! - `parse`: source to syntax tree;
//! - `load`: source to a program that runs;
//! - `values` (V): arguments that are decoded once, result left as a value: what the engine itself costs;
//! - `json` (J): a message's bytes in, the result's bytes out;
//! - `batch`: many different messages on all cores.
//!
//! `cargo bench -- values/order_totals` runs one of them.
#![allow(missing_docs, reason = "criterion's macros make public functions")]

mod support;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use philtre::{Context, Host, Limits, Program as _, Runner, batch};
use philtre_runtime::memory::Arena;
use philtre_runtime::message;
use philtre_runtime::regex::Regexes;
use philtre_transpile::parse::{ParseOptions, parse};
use std::hint::black_box;

fn parsing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parse");
    let limits = Limits::default();
    let options = ParseOptions { max_bytes: limits.source, max_nesting: limits.nesting };
    for transform in support::transforms() {
        group.throughput(Throughput::Bytes(transform.source.len() as u64));
        group.bench_function(&transform.name, |bencher| bencher.iter(|| parse(transform.source.as_bytes(), &options)));
    }
}

fn loading(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("load");
    for transform in support::transforms() {
        // Dropping a program is not loading it.
        group.bench_function(&transform.name, |bencher| {
            bencher.iter_batched(|| (), |()| philtre::load(&transform.source), BatchSize::SmallInput);
        });
    }
}

fn values(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("values");
    let messages = support::messages();
    for transform in support::transforms() {
        let program = &transform.program;
        // Memory that outlives the runs: their arguments lie in it.
        let (mut arena, regexes, host) = (Arena::new(), Regexes::default(), Host::PURE);
        let mut cx = Context::new(&mut arena, &regexes, &host, program.limits());
        let arguments = message::arguments(&mut cx, &messages[0], program.parameters(), program.limits())
            .expect("the message is right");
        let mut runner = Runner::new();
        group.bench_function(&transform.name, |bencher| {
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

fn json(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("json");
    let messages = support::messages();
    for transform in support::transforms() {
        let mut runner = Runner::new();
        let mut out = Vec::new();
        group.throughput(Throughput::Bytes(messages[0].len() as u64));
        group.bench_function(&transform.name, |bencher| {
            bencher.iter(|| {
                out.clear();
                runner.run_json(&transform.program, black_box(&messages[0]), &mut out).expect("it runs")
            });
        });
    }
}

fn batches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("batch");
    let messages = support::varied(20_000);
    group.throughput(Throughput::Elements(messages.len() as u64));
    group.sample_size(20);
    for transform in support::transforms() {
        group.bench_function(&transform.name, |bencher| {
            bencher.iter(|| batch::run_json(&transform.program, &messages));
        });
    }
}

criterion_group!(benches, parsing, loading, values, json, batches);
criterion_main!(benches);

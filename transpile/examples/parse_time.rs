//! How long parsing takes: `cargo run --release -p philtre-transpile --example parse_time FILE…`

use philtre_transpile::parse::{ParseOptions, parse};
use std::time::Instant;

fn main() {
    let options = ParseOptions::default();
    for file in std::env::args().skip(1) {
        let source = std::fs::read(&file).unwrap_or_default();
        let mut best = f64::INFINITY;
        for _ in 0..200 {
            let start = Instant::now();
            for _ in 0..20 {
                std::hint::black_box(parse(std::hint::black_box(&source), &options));
            }
            best = best.min(start.elapsed().as_secs_f64() / 20.0);
        }
        println!("{:>8.2} µs {:>6} bytes  {file}", best * 1e6, source.len());
    }
}

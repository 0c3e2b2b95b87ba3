//! Times the resolver on the sources that are named.

use philtre_transpile::parse::{ParseOptions, parse};
use philtre_transpile::resolve::{ResolveOptions, resolve};
use std::time::Instant;

fn main() {
    for path in std::env::args().skip(1) {
        let Ok(source) = std::fs::read_to_string(&path) else { continue };
        let options = ResolveOptions::default();
        let parsed = parse(source.as_bytes(), &ParseOptions::default());
        let rounds = 2_000;
        let start = Instant::now();
        for _ in 0..rounds {
            std::hint::black_box(resolve(&parsed.root, &source, &options));
        }
        println!("{:8.1} µs  {path}", start.elapsed().as_secs_f64() * 1e6 / f64::from(rounds));
    }
}

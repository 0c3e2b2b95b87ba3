//! All recorded cases and the reference transforms give what real Elixir gives.

use philtre_conformance::check::{self, Known};
use philtre_conformance::corpus;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn cases() {
    let folder = repository().join("tests/cases");
    let known = Known::read(&folder.join("known_differences.txt")).unwrap();
    let report = check::run(&[folder], &known).unwrap();
    let failures = report.failures().fold(String::new(), |mut text, failure| {
        let _ = writeln!(text, "{failure}\n");
        text
    });
    assert!(failures.is_empty(), "\n{failures}{}", report.table());
}

#[test]
fn reference_transforms() {
    let report = corpus::run(&repository().join("examples/transforms")).unwrap();
    assert!(report.failures.is_empty(), "\n{}", report.failures.join("\n\n"));
    assert!(report.passed > 0);
}

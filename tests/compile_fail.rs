//! What `compile_transform!` says of sources that are wrong: all errors at once, each with its place and its line.
//!
//! `TRYBUILD=overwrite cargo test --test compile_fail` writes what is expected anew.

use std::path::Path;

#[test]
fn errors_of_sources_are_errors_of_the_compiler() {
    // Paths are from the manifest of the crate that trybuild makes, in the target directory.
    let executable = std::env::current_exe().expect("tests are files");
    let target = executable.ancestors().nth(3).expect("they lie in target/debug/deps");
    let folder = target.join("tests/trybuild/philtre");
    std::fs::create_dir_all(&folder).expect("the target directory can be written");
    for name in ["wrong.ex", "latin1.ex"] {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compile_fail").join(name);
        std::fs::copy(source, folder.join(name)).expect("it can be copied");
    }

    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}

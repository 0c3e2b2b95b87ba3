//! A quarter of the recorded cases and of the generated programs.

#[allow(unused, nonstandard_style, irrefutable_let_patterns, unreachable_code, clippy::all)]
mod cases {
    include!(concat!(env!("OUT_DIR"), "/cases_0.rs"));
}

#[allow(unused, nonstandard_style, irrefutable_let_patterns, unreachable_code, clippy::all)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/generated_0.rs"));
}

#[test]
fn recorded_cases() {
    println!("{:?}", philtre_native_tests::compare(cases::PROGRAMS));
}

#[test]
fn generated_programs() {
    println!("{:?}", philtre_native_tests::compare(generated::PROGRAMS));
}

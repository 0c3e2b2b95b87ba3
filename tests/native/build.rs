//! Writes native Rust for all recorded cases, for programs with a verdict and for generated programs, in as many parts as
//! there are tests to hold them.
//!
//! `PHILTRE_NATIVE_SEED` and `PHILTRE_NATIVE_PROGRAMS` say which programs are generated, and how many;
//! `PHILTRE_NATIVE_CASES=0` leaves out the cases.

#[path = "src/calls.rs"]
mod calls;
#[path = "src/generate.rs"]
#[allow(dead_code, unreachable_pub)]
mod generate;

use philtre_transpile::native::{Options, emit};
use philtre_transpile::parse::{ParseOptions, parse};
use philtre_transpile::resolve::{
    EntryDeclaration, ParameterDeclaration, ResolveOptions, Undefined, resolve, resolve_expression,
};
use quote::quote;
use serde_json::Value as Json;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Parts; each is a test of its own. They are compiled side by side, with less than a gigabyte for each.
const PARTS: usize = 12;

/// A program to be compiled, and what it is run on.
struct Program {
    id: String,
    code: String,
    /// Variables of a body of expressions; nothing for a whole function.
    variables: Option<Vec<String>>,
    messages: Vec<String>,
}

fn main() {
    for name in ["PHILTRE_NATIVE_SEED", "PHILTRE_NATIVE_PROGRAMS", "PHILTRE_NATIVE_CASES"] {
        println!("cargo::rerun-if-env-changed={name}");
    }
    for path in ["../cases", "../verdicts", "build.rs", "src/generate.rs", "src/calls.rs"] {
        println!("cargo::rerun-if-changed={path}");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let (seed, count) = (number("PHILTRE_NATIVE_SEED", 1), number("PHILTRE_NATIVE_PROGRAMS", 2_000));
    let mut programs = Vec::new();
    if number("PHILTRE_NATIVE_CASES", 1) > 0 {
        programs.extend(recorded(Path::new("../cases")));
        programs.extend(verdicts(Path::new("../verdicts/original.jsonl")));
    }
    write(&out, "cases", &programs);
    let programs = (0..count).map(|i| {
        let code = generate::function(seed.wrapping_mul(1_000_003).wrapping_add(i));
        Program { id: format!("generated-{seed}-{i}"), code, variables: None, messages: messages() }
    });
    write(&out, "generated", &programs.collect::<Vec<_>>());
}

fn number(name: &str, otherwise: u64) -> u64 {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

fn messages() -> Vec<String> {
    generate::MESSAGES.iter().map(|&message| message.to_owned()).collect()
}

/// Programs that the original validator judged, whatever its verdict.
fn verdicts(file: &Path) -> Vec<Program> {
    let text = fs::read_to_string(file).expect("verdicts are text");
    let rows = text.lines().filter_map(|line| serde_json::from_str::<Json>(line).ok());
    rows.filter_map(|row| {
        let (id, code) = (row["id"].as_str()?.to_owned(), row["code"].as_str()?.to_owned());
        Some(Program { id, code, variables: None, messages: messages() })
    })
    .collect()
}

/// The recorded cases.
fn recorded(folder: &Path) -> Vec<Program> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("cases can be read") {
            let path = entry.expect("its entries too").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "jsonl") {
                files.push(path);
            }
        }
    }
    files.sort();
    let mut programs = Vec::new();
    for file in files {
        let name = file.strip_prefix(folder).unwrap_or(&file).display().to_string();
        let text = fs::read_to_string(&file).expect("cases are text");
        let rows = text.lines().filter_map(|line| serde_json::from_str::<Json>(line).ok());
        programs.extend(rows.filter_map(|case| {
            let code = case["code"].as_str()?.to_owned();
            let id = format!("{name} {}", case["id"].as_str().unwrap_or("?"));
            let whole = case["message"].is_object();
            let message = if whole { &case["message"] } else { &case["bindings"] };
            let message = if message.is_object() { message.clone() } else { Json::Object(Default::default()) };
            let variables = (!whole).then(|| {
                let mut names: Vec<String> =
                    message.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
                names.sort();
                names
            });
            Some(Program { id, code, variables, messages: vec![message.to_string()] })
        }));
    }
    programs
}

/// Writes programs in parts, each with a table of them.
fn write(out: &Path, name: &str, programs: &[Program]) {
    for part in 0..PARTS {
        let mut text = String::new();
        let mut table = String::from("pub static PROGRAMS: &[philtre_native_tests::Entry] = &[\n");
        for (i, program) in programs.iter().enumerate().filter(|(i, _)| i % PARTS == part) {
            let compiled = compile(program);
            let code = match &compiled {
                Some((items, far)) => {
                    let _ = writeln!(text, "mod p{i} {{ {items} }}");
                    format!("Some((p{i}::run, {far}))")
                }
                None => "None".to_owned(),
            };
            let Program { id, code: source, variables, messages } = program;
            let variables = match variables {
                Some(variables) => format!("Some(&{variables:?})"),
                None => "None".to_owned(),
            };
            let messages = match name {
                "generated" => "philtre_native_tests::generate::MESSAGES".to_owned(),
                _ => format!("&{messages:?}"),
            };
            let _ = writeln!(
                table,
                "philtre_native_tests::Entry {{ id: {id:?}, source: {source:?}, variables: {variables}, \
                 messages: {messages}, code: {code} }},"
            );
        }
        table.push_str("];\n");
        fs::write(out.join(format!("{name}_{part}.rs")), text + &table).expect("the output folder can be written");
    }
}

/// The code of a program, and its far places; nothing where it is refused.
fn compile(program: &Program) -> Option<(String, String)> {
    let parsed = parse(program.code.as_bytes(), &ParseOptions::default());
    let mut options = ResolveOptions::default();
    let (ir, more) = match &program.variables {
        None => resolve(&parsed.root, &program.code, &options),
        Some(variables) => {
            options.undefined = Undefined::RaiseAtRuntime;
            let variables: Vec<_> = variables.iter().map(ParameterDeclaration::with_string_keys).collect();
            options.entries = vec![EntryDeclaration { name: "run".to_owned(), parameters: variables.clone() }];
            resolve_expression(&parsed.root, &program.code, &variables, &options)
        }
    };
    let failed = parsed
        .diagnostics
        .iter()
        .chain(&more)
        .any(|diagnostic| diagnostic.severity == philtre_transpile::diagnostic::Severity::Error);
    let ir = ir.filter(|_| !failed)?;
    let emitted = emit(&ir, &program.code, &Options { root: quote!(::philtre::__native) }).ok()?;
    Some((emitted.items.to_string(), emitted.far.to_string()))
}

//! What holds for every row of the library: documented with an example, unique, and a function that Elixir has.

use philtre_runtime::library::MODULES;
use philtre_runtime::row::{MAX_PARAMS, Row};
use std::collections::{BTreeMap, BTreeSet};

/// `Module.name/arity` of all public functions and macros of the standard library, one in a line.
const FUNCTIONS: &str = include_str!("data/functions.txt");

fn rows() -> impl Iterator<Item = &'static Row> {
    MODULES.iter().flat_map(|module| module.rows)
}

/// What a row answers to: one name for each number of arguments.
fn names(row: &Row) -> impl Iterator<Item = String> {
    row.arities().map(move |arity| format!("{}.{}/{arity}", row.module, row.name))
}

/// Rows that the compiler makes calls of and nobody writes.
fn is_internal(row: &Row) -> bool {
    row.name.starts_with("__")
}

#[test]
fn every_row_has_docs_with_an_example() {
    let bare: Vec<_> = rows().filter(|row| !row.doc.contains("iex> ")).map(|row| format!("{row:?}")).collect();
    assert!(bare.is_empty(), "without `iex>` example: {bare:#?}");
}

#[test]
fn every_function_has_one_row() {
    let mut seen = BTreeSet::new();
    let twice: Vec<_> = rows().flat_map(names).filter(|name| !seen.insert(name.clone())).collect();
    assert!(twice.is_empty(), "more than one row answers to: {twice:#?}");
}

#[test]
fn no_row_has_too_many_parameters() {
    for row in rows() {
        assert!(row.params.len() <= MAX_PARAMS, "{row:?}");
    }
}

#[test]
fn every_row_is_a_function_of_elixir() {
    let known: BTreeSet<_> = FUNCTIONS.lines().collect();
    let unknown: Vec<_> =
        rows().filter(|row| !is_internal(row)).flat_map(names).filter(|name| !known.contains(name.as_str())).collect();
    assert!(unknown.is_empty(), "not in the standard library: {unknown:#?}");
}

/// Prints how much of each module there is; run with `--nocapture` to see it, and what is missing.
#[test]
fn coverage() {
    let ours: BTreeSet<_> = rows().flat_map(names).collect();
    let mut modules: BTreeMap<&str, (usize, Vec<&str>)> = BTreeMap::new();
    for name in FUNCTIONS.lines() {
        let module = name.rsplit_once('/').and_then(|(path, _)| module_of(path)).unwrap_or(name);
        let (there, missing) = modules.entry(module).or_default();
        if ours.contains(name) { *there += 1 } else { missing.push(name) }
    }
    for (module, (there, missing)) in modules {
        println!("{module}: {there} of {}", there + missing.len());
        if there > 0 && !missing.is_empty() {
            println!("    missing: {}", missing.join(" "));
        }
    }
}

/// The module of `Module.Sub.name`; the name may hold dots itself, as `Kernel...` does.
fn module_of(path: &str) -> Option<&str> {
    let mut end = 0;
    for part in path.split('.') {
        if !part.starts_with(|c: char| c.is_ascii_uppercase()) {
            break;
        }
        end += part.len() + 1;
    }
    path.get(..end.checked_sub(1)?)
}

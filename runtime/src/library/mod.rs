//! The standard library: one file per module, one function per row.

pub mod access;
mod accessors;
pub mod base;
pub mod bitwise;
pub mod calendar;
pub mod decimal;
pub mod enums;
pub mod exception;
pub mod float;
pub mod forms;
pub mod function;
pub mod integer;
pub mod json;
pub mod kernel;
mod keyed;
pub mod keyword;
pub mod list;
pub mod map;
pub mod map_set;
pub mod paths;
pub mod range;
pub mod regex;
pub mod stream;
pub mod string;
pub mod structs;
pub mod tuple;
pub mod uri;
pub mod uuid;

use crate::row::{Module, Row};
use std::collections::HashMap;
use std::sync::LazyLock;

/// All modules, by name.
pub static MODULES: &[&Module] = &[
    &regex::functions::MODULE,
    &string::change::functions::MODULE,
    &string::compare::functions::MODULE,
    &string::convert::functions::MODULE,
    &string::parts::functions::MODULE,
    &string::search::functions::MODULE,
    &string::trim::functions::MODULE,
    &calendar::date::functions::MODULE,
    &calendar::date_time::functions::MODULE,
    &calendar::naive_date_time::functions::MODULE,
    &calendar::time::functions::MODULE,
    &calendar::strftime::functions::MODULE,
    &decimal::functions::MODULE,
    &decimal::compare::functions::MODULE,
    &decimal::convert::functions::MODULE,
    &enums::transform::functions::MODULE,
    &enums::reduce::functions::MODULE,
    &enums::sort::functions::MODULE,
    &enums::join::functions::MODULE,
    &enums::access::functions::MODULE,
    &enums::group::functions::MODULE,
    &enums::zip::functions::MODULE,
    &enums::random::functions::MODULE,
    &access::functions::MODULE,
    &keyword::functions::MODULE,
    &keyword::change::functions::MODULE,
    &keyword::validate::functions::MODULE,
    &keyword::whole::functions::MODULE,
    &list::functions::MODULE,
    &list::convert::functions::MODULE,
    &list::difference::functions::MODULE,
    &list::keys::functions::MODULE,
    &paths::functions::MODULE,
    &base::functions::MODULE,
    &bitwise::functions::MODULE,
    &exception::functions::MODULE,
    &function::functions::MODULE,
    &float::functions::MODULE,
    &integer::functions::MODULE,
    &kernel::collections::functions::MODULE,
    &kernel::control::functions::MODULE,
    &kernel::numbers::functions::MODULE,
    &kernel::operators::functions::MODULE,
    &kernel::structs::functions::MODULE,
    &kernel::text::functions::MODULE,
    &kernel::types::functions::MODULE,
    &json::functions::MODULE,
    &map::functions::MODULE,
    &map_set::functions::MODULE,
    &range::functions::MODULE,
    &stream::functions::MODULE,
    &tuple::functions::MODULE,
    &uri::functions::MODULE,
    &uuid::functions::MODULE,
];

type Names = HashMap<&'static str, Vec<&'static Row>>;

static INDEX: LazyLock<HashMap<&'static str, Names>> = LazyLock::new(|| {
    let mut index: HashMap<_, Names> = HashMap::new();
    for row in MODULES.iter().flat_map(|module| module.rows) {
        index.entry(row.module).or_default().entry(row.name).or_default().push(row);
    }
    index
});

/// The function of a module that takes that many arguments.
pub fn find(module: &str, name: &str, arity: usize) -> Option<&'static Row> {
    overloads(module, name).iter().copied().find(|row| row.arities().contains(&arity))
}

/// The functions of a module with that name, of any arity.
pub fn overloads(module: &str, name: &str) -> &'static [&'static Row] {
    let index: &'static HashMap<_, Names> = &INDEX;
    index.get(module).and_then(|names| names.get(name)).map_or(&[], |rows| rows)
}

/// The module of that name.
pub fn module(name: &str) -> Option<&'static Module> {
    MODULES.iter().copied().find(|module| module.name == name)
}

//! Which parts of a message a function reads.

use crate::limits::GrantFlags;
use philtre::Limits;
use philtre_transpile::demand::{Demand, Exceptions, Key, demand};
use philtre_transpile::parse::{ParseOptions, parse};
use philtre_transpile::resolve::resolve;
use serde_json::{Value, json};

/// What is read of a parameter.
pub(super) struct Parameter {
    pub(super) name: String,
    demand: Demand,
}

/// For each parameter of a function that has no errors.
pub(super) fn of(source: &str, limits: &Limits, grants: &GrantFlags) -> Vec<Parameter> {
    let parsed = parse(source.as_bytes(), &ParseOptions { max_bytes: limits.source, max_nesting: limits.nesting });
    let (Some(program), _) = resolve(&parsed.root, source, &grants.resolve_options()) else { return Vec::new() };
    let Some(entry) = program.entries.first() else { return Vec::new() };
    let demands = demand(&program, entry.function, Exceptions::RunAgain);
    entry.parameters.iter().cloned().zip(demands).map(|(name, demand)| Parameter { name, demand }).collect()
}

impl Parameter {
    /// A line for each path.
    pub(super) fn human(&self) -> String {
        let mut paths = Vec::new();
        collect(&self.demand, self.name.clone(), &mut paths);
        if paths.is_empty() {
            return format!("  {}: nothing\n", self.name);
        }
        paths.iter().map(|path| format!("  {path}\n")).collect()
    }

    /// `"all"`, `"nothing"`, or an object of keys with what is read below each.
    pub(super) fn json(&self) -> Value {
        as_json(&self.demand)
    }
}

fn collect(demand: &Demand, path: String, paths: &mut Vec<String>) {
    match demand {
        Demand::Whole => paths.push(path),
        Demand::Keys(keys) => {
            for (key, below) in keys {
                let path = match key {
                    Key::Text(text) => format!("{path}[{:?}]", String::from_utf8_lossy(text)),
                    Key::Atom(name) => format!("{path}.{name}"),
                };
                match below {
                    // Only whether it is there is looked at.
                    Demand::Keys(keys) if keys.is_empty() => paths.push(format!("{path} (its presence)")),
                    _ => collect(below, path, paths),
                }
            }
        }
    }
}

fn as_json(demand: &Demand) -> Value {
    match demand {
        Demand::Whole => json!("all"),
        Demand::Keys(keys) if keys.is_empty() => json!("nothing"),
        Demand::Keys(keys) => Value::Object(
            keys.iter()
                .map(|(key, below)| {
                    let name = match key {
                        Key::Text(text) => String::from_utf8_lossy(text).into_owned(),
                        Key::Atom(name) => name.clone(),
                    };
                    (name, as_json(below))
                })
                .collect(),
        ),
    }
}

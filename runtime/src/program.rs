//! What a host runs: a function with its parameters, from a source loaded at run time or compiled into the host.

use crate::code::FrameCode;
use crate::context::Context;
use crate::error::{Place, R};
use crate::host::Host;
use crate::json::KeyStyle;
use crate::limits::Limits;
use crate::term::Value;

/// A function that a host runs on messages. Programs loaded at run time and those of `compile_transform!` are both one, so
/// that a host can hold them in one registry and run them in one batch.
pub trait Program: Send + Sync {
    /// The name of the function that it runs: `transform`, `filter`, `route`, or what the host declared.
    fn entry(&self) -> &str;

    /// The function's parameters, in order.
    fn parameters(&self) -> &Parameters;

    /// What a run may cost.
    fn limits(&self) -> &Limits;

    /// What the host grants beyond pure computation.
    fn host(&self) -> &Host;

    /// The named functions that its code calls by number; native code calls them by name.
    fn functions(&self) -> &[FrameCode] {
        &[]
    }

    /// Runs it on an argument for each parameter.
    ///
    /// # Errors
    /// What it raises; limits.
    fn run<'a>(&'a self, cx: &mut Context<'a>, arguments: &[Value<'a>]) -> R<'a>;

    /// Line and column, both from 1, of a place that an error carries.
    fn line_column(&self, place: Place) -> (u32, u32);
}

/// A function's parameters, in order, with what is needed to read them from a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameters {
    list: Vec<Parameter>,
    style: KeyStyle,
}

impl Parameters {
    /// From a list. Declared fields are put in the order of their names, of equal ones the first counts.
    pub fn new(mut list: Vec<Parameter>) -> Self {
        list.iter_mut().for_each(|parameter| parameter.keys.sort());
        let style = list
            .iter()
            .fold(KeyStyle::STRINGS, |style, parameter| style.within(parameter.name.clone(), parameter.keys.style()));
        Parameters { list, style }
    }

    /// The parameters.
    pub fn list(&self) -> &[Parameter] {
        &self.list
    }

    /// How the keys of a whole message are read.
    pub(crate) fn style(&self) -> &KeyStyle {
        &self.style
    }
}

/// A parameter: the member of the message with the same name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name, without an underscore.
    pub name: String,
    /// How the keys of its objects become keys of maps.
    pub keys: Keys,
}

impl Parameter {
    /// A parameter whose objects have string keys.
    pub fn with_string_keys(name: impl Into<String>) -> Self {
        Parameter { name: name.into(), keys: Keys::Strings }
    }

    /// A parameter whose object has atom keys: all of `fields` always, `nil` where they are absent.
    pub fn with_atom_keys(name: impl Into<String>, fields: Vec<Field>) -> Self {
        Parameter { name: name.into(), keys: Keys::Atoms(fields) }
    }

    /// `action, record, changes, metadata`, as change messages have them.
    pub fn of_changes() -> Vec<Parameter> {
        let strings = |name: &str| Field { name: name.to_owned(), keys: Keys::Strings };
        let atoms = |name: &str, fields: &[&str]| Field {
            name: name.to_owned(),
            keys: Keys::Atoms(fields.iter().map(|name| strings(name)).collect()),
        };
        let metadata = vec![
            strings("table_schema"),
            strings("table_name"),
            strings("commit_timestamp"),
            strings("commit_lsn"),
            strings("commit_idx"),
            strings("database_name"),
            strings("transaction_annotations"),
            strings("idempotency_key"),
            strings("record_pks"),
            strings("enrichment"),
            atoms("consumer", &["id", "name", "annotations"]),
            atoms("database", &["id", "name", "annotations", "database", "hostname"]),
        ];
        vec![
            Parameter::with_string_keys("action"),
            Parameter::with_string_keys("record"),
            Parameter::with_string_keys("changes"),
            Parameter::with_atom_keys("metadata", metadata),
        ]
    }
}

/// How the keys of a JSON object become keys of a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keys {
    /// As strings, at every level.
    Strings,
    /// As atoms, at this level: the fields named here are always there, `nil` where the message lacks them. Other members
    /// become atoms too, which live as long as the message.
    Atoms(Vec<Field>),
}

impl Keys {
    /// Fields in the order of their names at every level, which is the order of the atoms.
    fn sort(&mut self) {
        if let Keys::Atoms(fields) = self {
            fields.sort_by(|a, b| a.name.cmp(&b.name));
            fields.dedup_by(|later, first| later.name == first.name);
            fields.iter_mut().for_each(|field| field.keys.sort());
        }
    }

    fn style(&self) -> KeyStyle {
        match self {
            Keys::Strings => KeyStyle::STRINGS,
            Keys::Atoms(fields) => fields.iter().fold(KeyStyle::ATOMS, |style, field| match &field.keys {
                Keys::Strings => style,
                keys => style.within(field.name.clone(), keys.style()),
            }),
        }
    }
}

/// A member of an object with atom keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// The keys of its own objects.
    pub keys: Keys,
}

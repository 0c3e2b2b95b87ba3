//! The structs that programs may use, exceptions among them, as values: see [`crate::library::structs`] for the table.

use crate::context::Context;
use crate::error::R;
use crate::library::structs::{FieldDefault, STRUCTS};
use crate::term::{Atom, Map, Term, Value, atoms};
use std::sync::LazyLock;

/// A struct's definition.
pub struct StructInfo {
    /// Its module.
    pub module: Value<'static>,
    /// Its fields in the order of definition, without `__struct__`; exceptions begin with `__exception__`.
    pub fields: Vec<(Value<'static>, Value<'static>)>,
    /// Keys in order, `__struct__` among them.
    keys: Vec<Value<'static>>,
    /// What they hold by default.
    values: Vec<Value<'static>>,
}

impl StructInfo {
    fn new(module: Value<'static>, fields: Vec<(Value<'static>, Value<'static>)>) -> Self {
        let mut entries = fields.clone();
        entries.push((atoms::STRUCT, module));
        entries.sort_by_key(|(key, _)| match key.term() {
            Term::Atom(atom) => atom.name(),
            _ => "",
        });
        let (keys, values) = entries.into_iter().unzip();
        StructInfo { module, fields, keys, values }
    }

    /// Whether it is an exception.
    pub fn is_exception(&self) -> bool {
        self.fields.first().is_some_and(|(key, _)| key.is(atoms::EXCEPTION))
    }

    /// Whether it has such a field, `__struct__` left aside.
    pub fn has_field(&self, key: Value<'_>) -> bool {
        self.fields.iter().any(|(field, _)| field.identical_flat(key) == Some(true))
    }

    /// Whether a map has its fields and no others.
    pub fn describes(&self, map: &Map<'_>) -> bool {
        map.len() == self.fields.len() + 1 && self.fields.iter().all(|(key, _)| map.get_flat(*key).is_some())
    }

    /// `%Name{}`
    ///
    /// # Errors
    /// Memory.
    pub fn default<'a>(&'static self, cx: &mut Context<'a>) -> R<'a> {
        cx.map_from_sorted(&self.keys, &self.values)
    }
}

/// The struct that a module defines.
pub fn find(module: Value<'_>) -> Option<&'static StructInfo> {
    let Term::Atom(_) = module.term() else { return None };
    let infos: &'static [StructInfo] = &INFOS;
    infos.iter().find(|info| info.module.identical_flat(module) == Some(true))
}

static INFOS: LazyLock<Vec<StructInfo>> = LazyLock::new(|| {
    let mut infos: Vec<StructInfo> = STRUCTS
        .iter()
        .map(|known| {
            // Names live as long as the program: there are a few dozen.
            let name: &'static str = format!("Elixir.{}", known.name).leak();
            let fields = known.fields.iter().map(|(field, default)| (Atom::new(field).value(), value(*default)));
            let exception = known.exception && !known.has("__exception__");
            let first = exception.then_some((atoms::EXCEPTION, Value::TRUE));
            StructInfo::new(Atom::new(name).value(), first.into_iter().chain(fields).collect())
        })
        .collect();
    // What inspecting raises, though no source can name it.
    let fields = [atoms::EXCEPTION_MODULE, atoms::EXCEPTION_MESSAGE, atoms::STACKTRACE, atoms::INSPECTED_STRUCT];
    let fields = fields.map(|key| (key, Value::NIL)).into_iter();
    infos.push(StructInfo::new(
        atoms::INSPECT_ERROR,
        [(atoms::EXCEPTION, Value::TRUE)].into_iter().chain(fields).collect(),
    ));
    infos
});

fn value(default: FieldDefault) -> Value<'static> {
    const ZEROS: Value<'static> = Value::tuple(&[Value::int(0), Value::int(0)]);
    match default {
        FieldDefault::Nil => Value::NIL,
        FieldDefault::True => Value::TRUE,
        FieldDefault::Int(i) => Value::int(i),
        FieldDefault::Text(text) => Value::str(text),
        FieldDefault::Atom(name) => Atom::new(name).value(),
        FieldDefault::EmptyList => Value::EMPTY_LIST,
        FieldDefault::EmptyMap => Value::map(&Map::EMPTY),
        FieldDefault::NoMicrosecond => ZEROS,
    }
}

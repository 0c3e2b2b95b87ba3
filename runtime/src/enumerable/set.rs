//! `MapSet`: a map from elements to `[]`, inside a struct.

use crate::context::Context;
use crate::error::R;
use crate::term::{Map, Term, Value, atoms};

static SHAPE: &[Value<'static>] = &[atoms::STRUCT, atoms::MAP];

/// The map inside of a `%MapSet{}`.
#[inline]
pub fn of<'a>(map: &Map<'a>) -> Option<&'a Map<'a>> {
    if !map.struct_name()?.value().is(atoms::MODULE_MAP_SET) {
        return None;
    }
    match map.get_flat(atoms::MAP)?.term() {
        Term::Map(elements) => Some(elements),
        _ => None,
    }
}

/// The map inside of a value that is a `%MapSet{}`.
#[inline]
pub fn of_value<'a>(value: Value<'a>) -> Option<&'a Map<'a>> {
    match value.term() {
        Term::Map(map) => of(map),
        _ => None,
    }
}

/// The set of a map's keys; the values are `[]`.
pub fn make<'a>(cx: &mut Context<'a>, elements: &'a Map<'a>) -> R<'a> {
    cx.struct_from_shape(SHAPE, &[atoms::MODULE_MAP_SET, elements.value()])
}

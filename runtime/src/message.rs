//! From an encoded message to the arguments of a function.

use crate::context::Context;
use crate::error::{Exc, Raised};
use crate::json::{self, JsonErrorKind, ReadOptions};
use crate::limits::{Limit, Limits};
use crate::program::{Field, Keys, Parameter, Parameters};
use crate::runner::{Arguments, RunError};
use crate::term::map::SortedBuilder;
use crate::term::{Atom, Map, Term, Value};
use std::cmp::Ordering;

/// Reads a message, a JSON object with a member for each parameter; a missing member is `nil`.
///
/// # Errors
/// What is no JSON object; a message beyond the limits.
pub fn arguments<'a>(
    cx: &mut Context<'a>,
    message: &'a [u8],
    parameters: &'a Parameters,
    limits: &Limits,
) -> Result<Arguments<'a>, RunError> {
    if message.len() > limits.message {
        return Err(too_large(limits));
    }
    // Values take more room than their text: two bytes of it, as in `[0,0]`, may become a value of 16, and five, as in
    // `"":0,`, an entry of 64 while its object is open.
    cx.bump.set_budget(message.len().saturating_mul(16).saturating_add(64 << 10));
    let options = ReadOptions { depth: limits.message_depth, keys: parameters.style(), demand: None };
    let message = json::read(cx, message, &options).map_err(|error| match error.kind {
        JsonErrorKind::TooDeep => {
            RunError::Limit { limit: Limit::MessageDepth, figure: limits.message_depth as u64, place: None }
        }
        JsonErrorKind::Stopped(exc) => stopped(cx, limits, exc),
        kind => RunError::Message { message: describe(kind), offset: error.offset },
    })?;
    let Term::Map(members) = message.term() else {
        return Err(RunError::Message { message: "expected an object".to_owned(), offset: 0 });
    };
    parameters
        .list()
        .iter()
        .map(|parameter| argument(cx, members, parameter).map_err(|exc| stopped(cx, limits, exc)))
        .collect()
}

fn describe(kind: JsonErrorKind) -> String {
    let text = json::JsonError { offset: 0, kind }.to_string();
    text.strip_suffix(" at byte 0 of the JSON").unwrap_or(&text).to_owned()
}

fn argument<'a>(cx: &mut Context<'a>, members: &Map<'a>, parameter: &'a Parameter) -> Result<Value<'a>, Exc> {
    match members.get_flat(Value::str(&parameter.name)) {
        // What is null is nil; what is left out has all its fields, and each of them is nil.
        Some(value) if value.is_nil() => Ok(value),
        value => complete(cx, value.unwrap_or(Value::NIL), &parameter.keys),
    }
}

/// Adds the declared fields that an object lacks, as `nil`. Recursion is as deep as the declaration.
fn complete<'a>(cx: &mut Context<'a>, value: Value<'a>, keys: &'a Keys) -> Result<Value<'a>, Exc> {
    let Keys::Atoms(fields) = keys else { return Ok(value) };
    let map = match value.term() {
        Term::Map(map) => map,
        // An object that is absent or null below the parameter stays nil: its fields belong to it, not to the message.
        _ if value.is_nil() => &Map::EMPTY,
        _ => return Ok(value),
    };
    if is_complete(map, fields) {
        return Ok(value);
    }
    // Both come in the order of names.
    let mut completed = SortedBuilder::new(&mut cx.bump, map.len() + fields.len())?;
    let mut fields = fields.iter().peekable();
    for (key, value) in map.iter() {
        while let Some(field) = fields.next_if(|field| order(key, field) == Ordering::Greater) {
            completed.push(&mut cx.bump, Atom::new(&field.name).value(), Value::NIL)?;
        }
        let value = match fields.next_if(|field| order(key, field) == Ordering::Equal) {
            Some(field) if !value.is_nil() => complete(cx, value, &field.keys)?,
            _ => value,
        };
        completed.push(&mut cx.bump, key, value)?;
    }
    for field in fields {
        completed.push(&mut cx.bump, Atom::new(&field.name).value(), Value::NIL)?;
    }
    Ok(completed.finish(&mut cx.bump)?.value())
}

/// Whether all fields are there, also in the objects below.
fn is_complete(map: &Map<'_>, fields: &[Field]) -> bool {
    let mut entries = map.iter();
    fields.iter().all(|field| {
        entries.by_ref().find(|(key, _)| order(*key, field) != Ordering::Less).is_some_and(|(key, value)| {
            order(key, field) == Ordering::Equal
                && match (&field.keys, value.term()) {
                    (Keys::Atoms(fields), Term::Map(map)) => is_complete(map, fields),
                    _ => true,
                }
        })
    })
}

/// How a key of an object with atom keys stands to that of a field.
#[inline]
fn order(key: Value<'_>, field: &Field) -> Ordering {
    match key.term() {
        Term::Atom(key) => key.name().cmp(&field.name),
        // The reader makes no others there.
        _ => Ordering::Greater,
    }
}

fn too_large(limits: &Limits) -> RunError {
    RunError::Limit { limit: Limit::Message, figure: limits.message as u64, place: None }
}

#[cold]
fn stopped(cx: &mut Context<'_>, limits: &Limits, exc: Exc) -> RunError {
    match cx.take_raised(exc).0 {
        // The memory is what a message of the largest size would take.
        Raised::Limit(limit) if limit != Limit::Memory => {
            RunError::Limit { limit, figure: limits.figure(limit), place: None }
        }
        _ => too_large(limits),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::Host;
    use crate::memory::Arena;
    use crate::regex::Regexes;

    fn field(name: &str, keys: Keys) -> Field {
        Field { name: name.to_owned(), keys }
    }

    /// What becomes of a member of a message, as JSON.
    fn read(member: &str) -> String {
        // Neither in order nor without doubles.
        let below = Keys::Atoms(vec![field("y", Keys::Strings), field("x", Keys::Strings)]);
        let fields = vec![
            field("m", below.clone()),
            field("zz", Keys::Strings),
            field("b", Keys::Strings),
            field("m", Keys::Strings),
        ];
        let parameters = Parameters::new(vec![Parameter::with_atom_keys("it", fields)]);
        let (mut arena, regexes, limits) = (Arena::new(), Regexes::default(), Limits::default());
        let mut cx = Context::new(&mut arena, &regexes, &Host::PURE, &limits);
        let message = format!("{{{member}}}");
        let arguments = arguments(&mut cx, message.as_bytes(), &parameters, &limits).expect("it is read");
        let mut out = Vec::new();
        json::write(&mut cx, arguments[0], &mut out, usize::MAX, json::Full::Output).expect("it is written");
        String::from_utf8(out).expect("it is text")
    }

    #[test]
    fn declared_fields_are_there() {
        for (member, expected) in [
            (r#""it":null"#, r#"null"#),
            (r#""it":7"#, r#"7"#),
            (r#""other":1"#, r#"{"b":null,"m":null,"zz":null}"#),
            (r#""it":{}"#, r#"{"b":null,"m":null,"zz":null}"#),
            (r#""it":{"m":{}}"#, r#"{"b":null,"m":{"x":null,"y":null},"zz":null}"#),
            (r#""it":{"zz":1,"m":{"y":2},"b":3}"#, r#"{"b":3,"m":{"x":null,"y":2},"zz":1}"#),
            (
                r#""it":{"a":0,"c":1,"m":"text","n":2,"zzz":3}"#,
                r#"{"a":0,"b":null,"c":1,"m":"text","n":2,"zz":null,"zzz":3}"#,
            ),
            (
                r#""it":{"a":0,"b":1,"c":2,"m":{"w":3,"x":4,"y":5},"zz":6}"#,
                r#"{"a":0,"b":1,"c":2,"m":{"w":3,"x":4,"y":5},"zz":6}"#,
            ),
        ] {
            assert_eq!(read(member), expected, "{member}");
        }
    }
}

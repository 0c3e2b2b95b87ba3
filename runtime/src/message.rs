//! From an encoded message to the arguments of a function.

use crate::context::Context;
use crate::error::{Exc, Raised};
use crate::json::{self, JsonErrorKind, ReadOptions};
use crate::limits::{Limit, Limits};
use crate::program::{Field, Keys, Parameter, Parameters};
use crate::runner::{Arguments, RunError};
use crate::term::map::MapBuilder;
use crate::term::{Atom, Map, Term, Value};

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
pub fn complete<'a>(cx: &mut Context<'a>, value: Value<'a>, keys: &'a Keys) -> Result<Value<'a>, Exc> {
    let Keys::Atoms(fields) = keys else { return Ok(value) };
    let map = match value.term() {
        Term::Map(map) => map,
        _ if value.is_nil() => &Map::EMPTY,
        _ => return Ok(value),
    };
    if is_complete(map, fields) {
        return Ok(value);
    }
    let mut builder = MapBuilder::new(&mut cx.bump, map.len() + fields.len())?;
    for (key, value) in map.iter() {
        builder.push(cx, key, value)?;
    }
    for field in fields {
        let key = Atom::new(&field.name).value();
        let value = map.get_flat(key).unwrap_or(Value::NIL);
        // An object that is absent or null stays nil: its fields belong to it, not to the message.
        let value = if value.is_nil() { value } else { complete(cx, value, &field.keys)? };
        builder.push(cx, key, value)?;
    }
    Ok(builder.finish(cx)?.value())
}

fn is_complete(map: &Map<'_>, fields: &[Field]) -> bool {
    fields.iter().all(|field| {
        map.get_flat(Atom::new(&field.name).value()).is_some_and(|value| match (&field.keys, value.term()) {
            (Keys::Strings, _) => true,
            (Keys::Atoms(inner), Term::Map(map)) => is_complete(map, inner),
            (Keys::Atoms(_), _) => true,
        })
    })
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

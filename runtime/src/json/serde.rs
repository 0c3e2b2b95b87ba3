//! `serde_json::Value` into values of a run and back, for hosts that hold one already. Bytes are faster: see
//! [`read`](super::read()) and [`write`](super::write()).

use super::{Full, KeyStyle, revive, write};
use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::map::MapBuilder;
use crate::term::{Atom, Value};
use num_bigint::BigInt;
use serde_json::{Number, Value as Json};

/// A value of a run from one of `serde_json`. With `typed`, objects such as `{"$type": "date", "value": "2024-01-31"}` become
/// what they stand for.
///
/// # Errors
/// Limits.
pub fn to_value<'a>(cx: &mut Context<'a>, json: &Json, keys: &KeyStyle, typed: bool) -> R<'a> {
    let value = convert(cx, json, keys)?;
    if typed { revive(cx, value) } else { Ok(value) }
}

fn convert<'a>(cx: &mut Context<'a>, json: &Json, keys: &KeyStyle) -> R<'a> {
    cx.guard_stack()?;
    match json {
        Json::Null => Ok(Value::NIL),
        Json::Bool(b) => Ok(Value::bool(*b)),
        Json::Number(number) => convert_number(cx, number),
        Json::String(text) => cx.string(text),
        Json::Array(elements) => {
            let mut list = cx.list_builder(elements.len())?;
            for element in elements {
                let element = convert(cx, element, &KeyStyle::STRINGS)?;
                list.push(&mut cx.bump, element)?;
            }
            Ok(list.finish(&mut cx.bump))
        }
        Json::Object(members) => {
            let mut map = MapBuilder::new(&mut cx.bump, members.len())?;
            for (name, member) in members {
                let member = convert(cx, member, keys.of(name))?;
                let name = cx.bump.text(name)?;
                let key = if keys.has_atoms() { Atom::new(name).value() } else { Value::str(name) };
                map.push(cx, key, member)?;
            }
            Ok(map.finish(cx)?.value())
        }
    }
}

fn convert_number<'a>(cx: &mut Context<'a>, number: &Number) -> R<'a> {
    if let Some(integer) = number.as_i64() {
        return Ok(Value::int(integer));
    }
    if let Some(integer) = number.as_u64() {
        return cx.integer(&BigInt::from(integer));
    }
    cx.finite(number.as_f64().unwrap_or(f64::INFINITY))
}

/// A value of `serde_json` from one of a run: what `JSON.encode!/1` writes. Integers beyond 64 bits become floats, as that
/// crate has no others.
///
/// # Errors
/// What `JSON.encode!/1` raises; the output limit.
pub fn from_value<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Result<Json, Exc> {
    let mut bytes = Vec::new();
    let limit = cx.output_limit();
    write(cx, value, &mut bytes, limit, Full::Output)?;
    match serde_json::from_slice(&bytes) {
        Ok(json) => Ok(json),
        // Nested deeper than that crate takes.
        Err(_) => Err(cx.limit(crate::limits::Limit::Depth)),
    }
}

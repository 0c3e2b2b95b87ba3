//! A reference put onto a base, by section 5.2 of RFC 3986.

use super::{as_uri, field, with};
use crate::context::Context;
use crate::error::{Exc, R};
use crate::memory::ListBuilder;
use crate::term::{Map, Term, Value, atoms};
use crate::text::join::text_or_bytes;

/// A reference put onto a base that is absolute: both are `%URI{}`.
///
/// # Errors
/// `ArgumentError` where the base has no scheme; `KeyError`, `FunctionClauseError` for structs that lack fields or hold
/// what is no text; limits. Nothing where one is no URI.
pub fn merge<'a>(cx: &mut Context<'a>, base: Value<'a>, rel: Value<'a>) -> Result<Option<Value<'a>>, Exc> {
    cx.charge(super::URI)?;
    let (base, rel) = (as_uri(base), as_uri(rel));
    let is = |uri: &'a Map<'a>, key: Value<'static>, nil: bool| uri.get_flat(key).is_some_and(|v| v.is_nil() == nil);
    if base.is_some_and(|base| is(base, atoms::SCHEME, true)) {
        return Err(cx.argument_error("you must merge onto an absolute URI"));
    }
    let Some(rel) = rel else { return Ok(None) };
    if is(rel, atoms::SCHEME, false) {
        let path = field(cx, rel, atoms::PATH)?;
        let path = without_dot_segments(cx, path)?;
        return with(cx, rel, &[(atoms::PATH, path)]).map(Some);
    }
    let Some(base) = base else { return Ok(None) };
    if is(rel, atoms::HOST, false) {
        let scheme = field(cx, base, atoms::SCHEME)?;
        let path = field(cx, rel, atoms::PATH)?;
        let path = without_dot_segments(cx, path)?;
        return with(cx, rel, &[(atoms::SCHEME, scheme), (atoms::PATH, path)]).map(Some);
    }
    if is(rel, atoms::PATH, true) {
        let mut query = field(cx, rel, atoms::QUERY)?;
        if !query.truthy() {
            query = field(cx, base, atoms::QUERY)?;
        }
        let fragment = field(cx, rel, atoms::FRAGMENT)?;
        return with(cx, base, &[(atoms::QUERY, query), (atoms::FRAGMENT, fragment)]).map(Some);
    }
    let path = if is(base, atoms::HOST, true) && is(base, atoms::PATH, true) {
        let path = field(cx, rel, atoms::PATH)?;
        without_dot_segments(cx, path)?
    } else {
        let (base, rel) = (field(cx, base, atoms::PATH)?, field(cx, rel, atoms::PATH)?);
        merge_paths(cx, base, rel)?
    };
    let (query, fragment) = (field(cx, rel, atoms::QUERY)?, field(cx, rel, atoms::FRAGMENT)?);
    with(cx, base, &[(atoms::PATH, path), (atoms::QUERY, query), (atoms::FRAGMENT, fragment)]).map(Some)
}

// The pieces of a path lie in the arena, so they are values: texts, and two that are none.

/// What stands before a leading slash; within a path it is written as a slash, as Elixir's atom for it is.
const ROOT: Value<'static> = Value::TRUE;
/// Between base and reference: the segment before it is dropped.
const SEAM: Value<'static> = Value::FALSE;

fn merge_paths<'a>(cx: &mut Context<'a>, base: Value<'a>, rel: Value<'a>) -> R<'a> {
    if matches!(rel.term(), Term::Binary(rel) if rel.bytes().first() == Some(&b'/')) {
        return without_dot_segments(cx, rel);
    }
    let is_empty = base.is_nil() || base.as_binary().is_some_and(|base| base.is_empty());
    let base = if is_empty { Value::str("/") } else { base };
    let mut segments = cx.list_builder(8)?;
    split(cx, base, &mut segments)?;
    segments.push(&mut cx.bump, SEAM)?;
    split(cx, rel, &mut segments)?;
    resolve(cx, segments)
}

/// A path without `.` and `..`; `nil` as it is.
///
/// # Errors
/// `FunctionClauseError` for what is no text; limits.
pub fn without_dot_segments<'a>(cx: &mut Context<'a>, path: Value<'a>) -> R<'a> {
    if path.is_nil() {
        return Ok(path);
    }
    let mut segments = cx.list_builder(8)?;
    split(cx, path, &mut segments)?;
    resolve(cx, segments)
}

/// Adds the segments of a path.
fn split<'a>(cx: &mut Context<'a>, path: Value<'a>, segments: &mut ListBuilder<'a>) -> Result<(), Exc> {
    let Term::Binary(path) = path.term() else {
        return Err(cx.function_clause(atoms::MODULE_STRING, "split", 3));
    };
    cx.charge(path.len() / super::BYTES_FOR_A_UNIT)?;
    let mut from = 0;
    for text in path.bytes().split(|byte| *byte == b'/') {
        cx.charge(2)?;
        let end = from + text.len();
        let segment = if end == 0 { ROOT } else { path.slice(from, end) };
        segments.push(&mut cx.bump, segment)?;
        from = end + 1;
    }
    Ok(())
}

/// Follows `.`, `..` and the seam, and writes what is left.
fn resolve<'a>(cx: &mut Context<'a>, segments: ListBuilder<'a>) -> R<'a> {
    let mut rest = segments.finish_slice(&mut cx.bump);
    let mut left = cx.list_builder(rest.len())?;
    while let [segment, behind @ ..] = rest {
        rest = behind;
        let text = segment.as_binary().map(|text| text.bytes());
        if segment.is(ROOT) {
            left.push(&mut cx.bump, ROOT)?;
        } else if let [seam, behind @ ..] = behind
            && seam.is(SEAM)
        {
            rest = behind;
        } else if text == Some(b".") {
            if behind.is_empty() {
                left.push(&mut cx.bump, Value::EMPTY_STRING)?;
            }
        } else if text == Some(b"..") && !left.is_empty() {
            if !matches!(left.as_slice(), [root] if root.is(ROOT)) {
                left.truncate(left.len() - 1);
                if behind.is_empty() {
                    left.push(&mut cx.bump, Value::EMPTY_STRING)?;
                }
            }
        } else {
            left.push(&mut cx.bump, *segment)?;
        }
    }
    let left = left.finish_slice(&mut cx.bump);
    if matches!(left, [root] if root.is(ROOT)) {
        return Ok(Value::str("/"));
    }
    let mut writer = cx.bump.writer();
    for (at, segment) in left.iter().enumerate() {
        if at > 0 {
            writer.push_byte(b'/')?;
        }
        match segment.term() {
            Term::Binary(text) => writer.push(text.bytes())?,
            _ if at > 0 => writer.push_byte(b'/')?,
            _ => {}
        }
    }
    Ok(text_or_bytes(writer.finish(), true))
}

//! `Regex`
use crate::context::Context;
use crate::error::{Exc, R};
use crate::regex::CompiledRegex;
use crate::term::{Term, Value, atoms};
use crate::text::join;

/// Whether it is a `%Regex{}`.
pub(crate) fn is_regex(value: Value<'_>) -> bool {
    matches!(value.term(), Term::Map(map) if map.get_flat(atoms::STRUCT).is_some_and(|name| name.is(atoms::MODULE_REGEX)))
}

fn compiled<'a>(
    cx: &mut Context<'a>,
    regex: Value<'a>,
    function: &str,
    arity: usize,
) -> Result<&'a CompiledRegex, Exc> {
    match regex.term() {
        Term::Map(map) if is_regex(regex) => match map.get_flat(atoms::RE_PATTERN).map(Value::term) {
            Some(Term::Reference(reference)) => Ok(reference.regex),
            _ => Err(cx.argument_error("argument error")),
        },
        _ => Err(cx.function_clause(atoms::MODULE_REGEX, function, arity)),
    }
}

pub(crate) fn count<'a>(cx: &mut Context<'a>, regex: Value<'a>, string: Value<'a>) -> R<'a> {
    let _ = (regex, string);
    Err(cx.argument_error("todo"))
}
pub(crate) fn split<'a>(cx: &mut Context<'a>, regex: Value<'a>, string: Value<'a>, options: Value<'a>) -> R<'a> {
    let _ = (regex, string, options);
    Err(cx.argument_error("todo"))
}
pub(crate) fn is_match<'a>(cx: &mut Context<'a>, regex: Value<'a>, string: Value<'a>) -> R<'a> {
    let compiled = compiled(cx, regex, "match?", 2)?;
    let Term::Binary(string) = string.term() else {
        return Err(cx.function_clause(atoms::MODULE_REGEX, "match?", 2));
    };
    Ok(Value::bool(compiled.find(cx, string.bytes(), 0)?.is_some()))
}
pub(crate) fn replace<'a>(
    cx: &mut Context<'a>,
    regex: Value<'a>,
    string: Value<'a>,
    new: Value<'a>,
    options: Value<'a>,
) -> R<'a> {
    let _ = options;
    let compiled = compiled(cx, regex, "replace", 4)?;
    let Term::Binary(text) = string.term() else {
        return Err(cx.function_clause(atoms::MODULE_REGEX, "replace", 4));
    };
    let mut pieces = cx.list_builder(8)?;
    let mut at = 0;
    while let Some((from, to)) = compiled.find(cx, text.bytes(), at)? {
        cx.tick()?;
        pieces.push(&mut cx.bump, text.slice(at, from))?;
        pieces.push(&mut cx.bump, new)?;
        at = to;
    }
    if pieces.is_empty() {
        return Ok(string);
    }
    pieces.push(&mut cx.bump, text.slice(at, text.len()))?;
    let pieces = pieces.finish_slice(&mut cx.bump);
    join::join_iodata(cx, pieces, 1)
}

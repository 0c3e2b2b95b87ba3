//! The options of `inspect/2` as users write them.

use super::{Base, Binaries, Charlists, INFINITY, Options};
use crate::context::Context;
use crate::enumerable;
use crate::error::Exc;
use crate::term::{Term, Value, atoms};

/// Options from a keyword list: unknown ones are ignored, the last of equal ones counts.
///
/// # Errors
/// `FunctionClauseError` for what is no keyword list; the exceptions that Elixir meets when it uses a bad value.
pub fn parse<'a>(cx: &mut Context<'a>, options: Value<'a>) -> Result<Options, Exc> {
    let mut parsed = Options::default();
    if !matches!(options.term(), Term::EmptyList | Term::List(_)) {
        return Err(cx.function_clause(atoms::MODULE_KERNEL, "inspect", 2));
    }
    enumerable::each(cx, options, &enumerable::Clause::REDUCE, |cx: &mut Context<'a>, entry: Value<'a>| {
        let Term::Tuple([key, value]) = entry.term() else {
            return Err(cx.function_clause(atoms::MODULE_KERNEL, "-struct/2-fun-0-", 2));
        };
        set(cx, &mut parsed, *key, *value)
    })?;
    if parsed.pretty && parsed.width < 0 {
        return Err(cx.function_clause(atoms::INSPECT_ALGEBRA, "format", 2));
    }
    Ok(parsed)
}

fn set<'a>(cx: &mut Context<'a>, options: &mut Options, key: Value<'a>, value: Value<'a>) -> Result<(), Exc> {
    let name = match value.term() {
        Term::Atom(name) => name.name(),
        _ => "",
    };
    if key.is(atoms::LIMIT) {
        options.limit = bound(value).ok_or(()).map_err(|()| cx.arithmetic_error())?;
    } else if key.is(atoms::PRINTABLE_LIMIT) {
        let limit = bound(value).filter(|limit| *limit >= 0);
        options.printable_limit =
            limit.ok_or(()).map_err(|()| cx.function_clause(atoms::MODULE_STRING, "printable?", 2))?;
    } else if key.is(atoms::WIDTH) {
        // What is no width is an error only where there are lines.
        options.width = bound(value).unwrap_or(-1);
    } else if key.is(atoms::PRETTY) {
        options.pretty = boolean(value).ok_or(()).map_err(|()| cx.term_error(atoms::CASE_CLAUSE_ERROR, value))?;
    } else if key.is(atoms::STRUCTS) {
        options.structs = boolean(value).ok_or(()).map_err(|()| cx.bad_boolean(atoms::AND, value))?;
    } else if key.is(atoms::SAFE) {
        options.safe = value.truthy();
    } else if key.is(atoms::BINARIES) {
        options.binaries = match name {
            "infer" => Binaries::Infer,
            "as_strings" => Binaries::AsStrings,
            _ => Binaries::AsBinaries,
        };
    } else if key.is(atoms::CHARLISTS) {
        options.charlists = match name {
            "infer" => Charlists::Infer,
            "as_charlists" => Charlists::AsCharlists,
            _ => Charlists::AsLists,
        };
    } else if key.is(atoms::BASE) {
        options.base = match name {
            "decimal" => Base::Decimal,
            "binary" => Base::Binary,
            "octal" => Base::Octal,
            "hex" => Base::Hex,
            _ => return Err(cx.term_error(atoms::CASE_CLAUSE_ERROR, value)),
        };
    }
    Ok(())
}

fn boolean(value: Value<'_>) -> Option<bool> {
    match value.term() {
        Term::Atom(name) => name.as_bool(),
        _ => None,
    }
}

/// A number, or `:infinity`.
fn bound(value: Value<'_>) -> Option<i64> {
    match value.term() {
        Term::Int(i) => Some(i.min(INFINITY - 1)),
        Term::Big(big) => Some(if big.is_negative() { i64::MIN } else { INFINITY - 1 }),
        _ if value.is(atoms::INFINITY) => Some(INFINITY),
        _ => None,
    }
}

//! What `rescue` and `catch` see of what was raised.

use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::{Term, Value, atoms};

/// Whether an exception is of that module: `rescue e in Module`.
pub fn is_a(exception: Value<'_>, module: Value<'_>) -> bool {
    match exception.term() {
        Term::Map(map) => map.struct_field().is_some_and(|name| name.is_same_flat(module)),
        _ => false,
    }
}

/// The value that `catch :error, value` sees. Errors of the virtual machine are plain terms there, such as `:badarith` or
/// `{:badmatch, value}`; `rescue` alone makes exceptions of them.
///
/// # Errors
/// Memory.
pub fn caught<'a>(cx: &mut Context<'a>, exception: Value<'a>) -> R<'a> {
    let Term::Map(map) = exception.term() else { return Ok(exception) };
    let Some(name) = map.struct_name() else { return Ok(exception) };
    let name = name.value();
    let field = |key: Value<'static>| map.get_flat(key).unwrap_or(Value::NIL);
    let is_default = |text: &str| matches!(field(atoms::MESSAGE).term(), Term::Binary(message) if message.bytes().starts_with(text.as_bytes()));
    let tagged: [(Value<'static>, Value<'static>); 6] = [
        (atoms::MATCH_ERROR, atoms::BADMATCH),
        (atoms::CASE_CLAUSE_ERROR, atoms::CASE_CLAUSE),
        (atoms::TRY_CLAUSE_ERROR, atoms::TRY_CLAUSE),
        (atoms::WITH_CLAUSE_ERROR, atoms::ELSE_CLAUSE),
        (atoms::BAD_MAP_ERROR, atoms::BADMAP),
        (atoms::BAD_FUNCTION_ERROR, atoms::BADFUN),
    ];
    if let Some((_, tag)) = tagged.iter().find(|(module, _)| name.is(*module)) {
        return cx.tuple(&[*tag, field(atoms::TERM)]);
    }
    if name.is(atoms::ARITHMETIC_ERROR) && is_default("bad argument in arithmetic expression") {
        return Ok(atoms::BADARITH);
    }
    if name.is(atoms::ARGUMENT_ERROR)
        && (is_default("argument error")
            || is_default("errors were found at the given arguments")
            || is_default("construction of binary failed"))
    {
        return Ok(atoms::BADARG);
    }
    if name.is(atoms::COND_CLAUSE_ERROR) {
        return Ok(atoms::COND_CLAUSE);
    }
    if name.is(atoms::FUNCTION_CLAUSE_ERROR) {
        return Ok(atoms::FUNCTION_CLAUSE);
    }
    if name.is(atoms::UNDEFINED_FUNCTION_ERROR) {
        return Ok(atoms::UNDEF);
    }
    if name.is(atoms::SYSTEM_LIMIT_ERROR) {
        return Ok(atoms::SYSTEM_LIMIT);
    }
    if name.is(atoms::ERLANG_ERROR) {
        return Ok(field(atoms::ORIGINAL));
    }
    if name.is(atoms::KEY_ERROR) && field(atoms::MESSAGE).is_nil() {
        return cx.tuple(&[atoms::BADKEY, field(atoms::KEY), field(atoms::TERM)]);
    }
    if name.is(atoms::BAD_BOOLEAN_ERROR) {
        return cx.tuple(&[atoms::BADBOOL, field(atoms::OPERATOR), field(atoms::TERM)]);
    }
    if name.is(atoms::BAD_ARITY_ERROR) {
        let call = cx.tuple(&[field(atoms::FUNCTION), field(atoms::ARGS)])?;
        return cx.tuple(&[atoms::BADARITY, call]);
    }
    Ok(exception)
}

/// The kind and the value that `catch kind, value` sees.
///
/// # Errors
/// Memory; the limit itself, which nobody catches.
pub fn kind_and_value<'a>(
    cx: &mut Context<'a>,
    raised: crate::error::Raised<'a>,
    place: Option<crate::error::Place>,
) -> Result<(Value<'a>, Value<'a>), Exc> {
    use crate::error::Raised;
    match raised {
        Raised::Error(exception) => Ok((atoms::ERROR, caught(cx, exception)?)),
        Raised::Throw(value) => Ok((atoms::THROW, value)),
        Raised::Limit(_) | Raised::TailCall => Err(cx.raise_again(raised, place)),
    }
}

//! What Elixir's macros become: rows that the resolver calls and that no source can name.

use super::structs::{self, FieldDefault};
use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::map::MapBuilder;
use crate::term::{Atom, Term, Value, atoms};
use philtre_library::library;

/// `raise`, `throw`, `destructure`, and calls of functions that do not exist.
#[library("Philtre.Forms")]
pub mod functions {
    use super::*;

    /// `raise value`: a text, an exception's name or an exception.
    #[row(cost = unit)]
    pub fn raise<'a>(cx: &mut Context<'a>, value: Value<'a>) -> R<'a> {
        match value.term() {
            Term::Binary(_) => {
                let exception = exception(cx, atoms::RUNTIME_ERROR, value)?;
                Err(cx.raise(exception))
            }
            Term::Atom(_) => raise_with(cx, value, Value::EMPTY_LIST),
            Term::Map(map)
                if map.get_flat(atoms::EXCEPTION).is_some_and(Value::is_true) && map.struct_name().is_some() =>
            {
                Err(cx.raise(value))
            }
            _ => {
                let text = inspected(cx, value)?;
                let message = format!(
                    "raise/1 and reraise/2 expect a module name, string or exception as the first argument, got: {text}"
                );
                Err(cx.argument_error(&message))
            }
        }
    }

    /// `raise module, options`
    #[row(cost = unit)]
    pub fn raise_with<'a>(cx: &mut Context<'a>, module: Value<'a>, options: Value<'a>) -> R<'a> {
        if !matches!(module.term(), Term::Atom(_)) {
            let text = inspected(cx, module)?;
            let message = format!(
                "you attempted to apply a function on {text}. Modules (the first argument of apply) must always be an atom"
            );
            return Err(cx.argument_error(&message));
        }
        let exception = exception(cx, module, options)?;
        Err(cx.raise(exception))
    }

    /// `throw value`
    #[row(cost = unit)]
    pub fn throw<'a>(cx: &mut Context<'a>, value: Value<'a>) -> R<'a> {
        Err(cx.throw(value))
    }

    /// A call of a function that its module does not have.
    #[row(cost = unit)]
    pub fn undefined<'a>(cx: &mut Context<'a>, module: Value<'a>, function: Value<'a>, arity: Value<'a>) -> R<'a> {
        match (function.term(), arity.term()) {
            (Term::Atom(function), Term::Int(arity)) => {
                Err(cx.undefined_function(module, function.name(), usize::try_from(arity).unwrap_or(0)))
            }
            _ => Err(cx.argument_error("argument error")),
        }
    }

    /// `destructure`: a list of exactly `count` elements, cut or filled with `nil`.
    #[row(cost = inside)]
    pub fn destructure<'a>(cx: &mut Context<'a>, list: Value<'a>, count: Value<'a>) -> R<'a> {
        let count = match count.term() {
            Term::Int(count) => usize::try_from(count).unwrap_or(0).min(u16::MAX as usize),
            _ => 0,
        };
        cx.charge(count)?;
        let mut elements = Vec::with_capacity(count);
        let mut rest = list;
        loop {
            match rest.term() {
                _ if elements.len() == count => break,
                Term::List(list) => {
                    elements.push(list.head());
                    rest = list.tail();
                }
                Term::EmptyList => break,
                // `destructure([a], nil)`
                Term::Atom(_) if rest.is_nil() && elements.is_empty() => break,
                _ => {
                    let module = cx.atom("Elixir.Kernel.Utils")?;
                    return Err(cx.function_clause(module, "destructure", 2));
                }
            }
        }
        elements.resize(count, Value::NIL);
        cx.list(&elements)
    }
}

/// A value as `inspect/1` prints it.
fn inspected<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Result<String, Exc> {
    let Some(row) = super::find("Kernel", "inspect", 1) else { return Ok("a value".to_owned()) };
    let mut arguments = vec![value];
    arguments
        .extend(row.params.iter().skip(1).map(|param| param.default.map_or(Value::NIL, |default| default.value())));
    let text = row.invoke(cx, &arguments)?;
    Ok(match text.term() {
        Term::Binary(text) => String::from_utf8_lossy(text.bytes()).into_owned(),
        _ => String::new(),
    })
}

/// `module.exception(options)`
///
/// # Errors
/// `UndefinedFunctionError` where it is no exception, `KeyError` for unknown fields, `FunctionClauseError` for options that
/// are no list (or text, where there is a message).
pub fn exception<'a>(cx: &mut Context<'a>, module: Value<'a>, options: Value<'a>) -> R<'a> {
    let name = match module.term() {
        Term::Atom(name) => name.name(),
        _ => "",
    };
    let known = name.strip_prefix("Elixir.").and_then(structs::find).filter(|known| known.exception);
    let Some(known) = known else { return Err(cx.undefined_function(module, "exception", 1)) };
    let mut given: Vec<(Atom<'a>, Value<'a>)> = Vec::new();
    match options.term() {
        Term::Binary(_) if known.has("message") && known.name != "UnicodeConversionError" => {
            given.push((Atom::new("message"), options));
        }
        Term::EmptyList => {}
        Term::List(_) => {
            let mut rest = options;
            while let Term::List(list) = rest.term() {
                cx.tick()?;
                let pair = match list.head().term() {
                    Term::Tuple([key, value]) => match key.term() {
                        Term::Atom(key) => Some((key, *value)),
                        _ => None,
                    },
                    _ => None,
                };
                let Some((key, value)) = pair else { return Err(cx.function_clause(module, "exception", 1)) };
                if !known.has(key.name()) {
                    let message = format!("key {} not found", inspected(cx, key.value())?);
                    return Err(cx.key_error_with_message(key.value(), Value::NIL, &message));
                }
                // A source or a message holds few fields: each is set once or replaced.
                match given.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, before)) => *before = value,
                    None => given.push((key, value)),
                }
                rest = list.tail();
            }
        }
        _ => return Err(cx.function_clause(module, "exception", 1)),
    }
    let mut map = MapBuilder::new(&mut cx.bump, known.fields.len() + 1)?;
    map.push(cx, atoms::STRUCT, module)?;
    for (field, default) in known.fields {
        let field = Atom::new(field);
        let value = match given.iter().find(|(key, _)| *key == field) {
            Some((_, value)) => *value,
            None => default_value(cx, *default)?,
        };
        map.push(cx, field.value(), value)?;
    }
    Ok(map.finish(cx)?.value())
}

fn default_value<'a>(cx: &mut Context<'a>, default: FieldDefault) -> R<'a> {
    Ok(match default {
        FieldDefault::Nil => Value::NIL,
        FieldDefault::True => Value::TRUE,
        FieldDefault::Int(i) => Value::int(i),
        FieldDefault::Text(text) => Value::str(text),
        FieldDefault::Atom(name) => Atom::new(name).value(),
        FieldDefault::EmptyList => Value::EMPTY_LIST,
        FieldDefault::EmptyMap => Value::map(&crate::term::Map::EMPTY),
        FieldDefault::NoMicrosecond => return cx.tuple(&[Value::int(0), Value::int(0)]),
    })
}

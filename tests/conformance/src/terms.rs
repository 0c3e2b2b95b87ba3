//! Messages in which terms that JSON lacks are written as `{"$type": "date", "value": "2024-01-02"}`.

use philtre::{Arguments, Context, Exc, Limits, Parameters, RunError, Term, Value};
use philtre_runtime::term::map::MapBuilder;
use philtre_runtime::{library, message};

/// Whether a message holds any.
pub(crate) fn has_typed(message: &str) -> bool {
    message.contains("\"$type\"")
}

/// The arguments of a function, made of such a message.
pub(crate) fn arguments<'a>(
    cx: &mut Context<'a>,
    message: &'a str,
    parameters: &'a Parameters,
    limits: &Limits,
) -> Result<Arguments<'a>, RunError> {
    let mut arguments = message::arguments(cx, message.as_bytes(), parameters, limits)?;
    for argument in &mut arguments {
        *argument = replaced(cx, *argument).map_err(|exc| {
            let _ = cx.take_raised(exc);
            RunError::Message { message: "a term is not written as its `$type` wants it".to_owned(), offset: 0 }
        })?;
    }
    Ok(arguments)
}

/// The same with all such terms in place.
fn replaced<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Result<Value<'a>, Exc> {
    match value.term() {
        Term::List(_) => {
            let mut elements = Vec::new();
            let mut rest = value;
            while let Term::List(list) = rest.term() {
                for element in list.block() {
                    elements.push(replaced(cx, *element)?);
                }
                rest = list.rest();
            }
            cx.list(&elements)
        }
        Term::Map(map) => {
            let text = |key: &str| {
                let found =
                    map.iter().find(|(name, _)| matches!(name.term(), Term::Binary(name) if name.text() == Some(key)));
                found.and_then(|(_, value)| match value.term() {
                    Term::Binary(text) => text.text(),
                    _ => None,
                })
            };
            if let (Some(kind), Some(text)) = (text("$type"), text("value")) {
                return term(cx, kind, text);
            }
            let mut builder = MapBuilder::new(&mut cx.bump, map.len())?;
            for (key, value) in map.iter() {
                let value = replaced(cx, value)?;
                builder.push(cx, key, value)?;
            }
            Ok(builder.finish(cx)?.value())
        }
        _ => Ok(value),
    }
}

/// The term of a kind with that text.
fn term<'a>(cx: &mut Context<'a>, kind: &str, text: &'a str) -> Result<Value<'a>, Exc> {
    let (module, function) = match kind {
        "datetime" => ("DateTime", "from_iso8601"),
        "naive_datetime" => ("NaiveDateTime", "from_iso8601!"),
        "date" => ("Date", "from_iso8601!"),
        "time" => ("Time", "from_iso8601!"),
        "decimal" => ("Decimal", "new"),
        _ => return Err(cx.argument_error("unknown $type")),
    };
    let mut arguments = vec![Value::str(text)];
    let Some(row) = library::find(module, function, 1) else { return Err(cx.argument_error("no such type yet")) };
    arguments.extend(row.params.iter().skip(1).filter_map(|param| param.default).map(|default| default.value()));
    let value = row.invoke(cx, &arguments)?;
    match value.term() {
        // `{:ok, datetime, offset}`
        Term::Tuple([_, value, _]) => Ok(*value),
        Term::Tuple(_) => Err(cx.argument_error("no such time")),
        _ => Ok(value),
    }
}

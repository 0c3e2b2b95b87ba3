//! Exceptions: their messages, and how `raise` makes them.

use crate::context::Context;
use crate::enumerable;
use crate::error::{Exc, R, Raised};
use crate::inspect::{self, Options, atom_literal, atom_remote_call};
use crate::structs::{self, StructInfo};
use crate::term::{Map, Term, Value, atoms};
use crate::{library, text};

/// The most bytes of a message that is shown.
pub const MESSAGE_LIMIT: usize = 8192;

/// `Exception.message(exception)`, cut off after 8 KiB.
///
/// # Errors
/// Limits.
pub fn message<'a>(cx: &mut Context<'a>, exception: Value<'a>) -> R<'a> {
    let Term::Map(map) = exception.term() else {
        return Err(cx.function_clause(atoms::EXCEPTION_MODULE_NAME, "message", 1));
    };
    let text = match message_of(cx, map) {
        Ok(message) => match message.term() {
            Term::Binary(text) if text.len() <= MESSAGE_LIMIT => return Ok(message),
            Term::Binary(text) => {
                // Bytes of a character that was cut in two go as well.
                let cut = text.bytes().get(..MESSAGE_LIMIT).unwrap_or_default();
                let end = cut.utf8_chunks().next().map_or(0, |chunk| chunk.valid().len());
                let end = if cut.len() - end < 4 { end } else { cut.len() };
                return Ok(text.slice(0, end));
            }
            _ => {
                let (message, exception) = (inspect::short(cx, message)?, inspect::short(cx, exception)?);
                format!("got {message} while retrieving Exception.message/1 for {exception} (expected a string)")
            }
        },
        Err(exc) => {
            let (raised, place) = cx.take_raised(exc);
            let Raised::Error(inner) = raised else { return Err(cx.raise_again(raised, place)) };
            cx.guard_stack()?;
            let name = name(cx, inner)?;
            let inner = message(cx, inner)?;
            let (inner, exception) = (inspect::short(cx, inner)?, inspect::short(cx, exception)?);
            format!("got {name} with message {inner} while retrieving Exception.message/1 for {exception}")
        }
    };
    let end = (0..=text.len().min(MESSAGE_LIMIT)).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    cx.string(text.get(..end).unwrap_or_default())
}

/// `** (KeyError) key :a not found`: an exception as Elixir shows it.
///
/// # Errors
/// Limits.
pub fn banner<'a>(cx: &mut Context<'a>, exception: Value<'a>) -> R<'a> {
    let name = name(cx, exception)?;
    let message = message(cx, exception)?;
    let before = cx.string(&format!("** ({name}) "))?;
    text::interpolate(cx, &[before, message])
}

/// `** (throw) value`
///
/// # Errors
/// Limits.
pub fn throw_banner<'a>(cx: &mut Context<'a>, value: Value<'a>) -> R<'a> {
    let value = inspect::inspect(cx, value, &Options::default())?;
    text::interpolate(cx, &[Value::str("** (throw) "), value])
}

/// The name of an exception: `KeyError`.
///
/// # Errors
/// Limits.
pub fn name<'a>(cx: &mut Context<'a>, exception: Value<'a>) -> Result<&'a str, Exc> {
    let module = match exception.term() {
        Term::Map(map) => field(map, atoms::STRUCT),
        _ => Value::NIL,
    };
    inspect::short(cx, module)
}

/// Whether a value is an exception: a struct with `__exception__`.
pub fn is_exception(value: Value<'_>) -> bool {
    matches!(value.term(), Term::Map(map) if map.struct_name().is_some() && map.get_flat(atoms::EXCEPTION).is_some())
}

fn field<'a>(map: &'a Map<'a>, key: Value<'static>) -> Value<'a> {
    map.get_flat(key).unwrap_or(Value::NIL)
}

/// A field that a forged exception may lack.
fn need<'a>(cx: &mut Context<'a>, map: &'a Map<'a>, key: Value<'static>) -> R<'a> {
    match map.get_flat(key) {
        Some(value) => Ok(value),
        None => Err(cx.key_error(key, map.value())),
    }
}

fn message_of<'a>(cx: &mut Context<'a>, map: &'a Map<'a>) -> R<'a> {
    let module = field(map, atoms::STRUCT);
    let term = |before: &'static str| (before, field(map, atoms::TERM));
    let (before, term) = if module.is(atoms::KEY_ERROR) {
        return key_error(cx, map);
    } else if module.is(atoms::MATCH_ERROR) {
        term("no match of right hand side value:")
    } else if module.is(atoms::CASE_CLAUSE_ERROR) {
        term("no case clause matching:")
    } else if module.is(atoms::WITH_CLAUSE_ERROR) {
        term("no with clause matching:")
    } else if module.is(atoms::TRY_CLAUSE_ERROR) {
        term("no try clause matching:")
    } else if module.is(atoms::BAD_MAP_ERROR) {
        term("expected a map, got:")
    } else if module.is(atoms::COND_CLAUSE_ERROR) {
        return Ok(Value::str("no cond clause evaluated to a truthy value"));
    } else if module.is(atoms::BAD_BOOLEAN_ERROR) {
        let operator = need(cx, map, atoms::OPERATOR)?;
        let operator = plain(cx, operator)?;
        let before = format!("expected a boolean on left-side of \"{operator}\", got:");
        return with_term(cx, &before, field(map, atoms::TERM));
    } else if module.is(atoms::BAD_FUNCTION_ERROR) {
        let term = need(cx, map, atoms::TERM)?;
        let is_function = matches!(term.term(), Term::Fun(_));
        let term = inspect::short(cx, term)?;
        return cx.string(&if is_function {
            format!("function {term} is invalid, likely because it points to an old version of the code")
        } else {
            format!("expected a function, got: {term}")
        });
    } else if module.is(atoms::BAD_ARITY_ERROR) {
        return bad_arity(cx, map);
    } else if module.is(atoms::ERLANG_ERROR) {
        return erlang_error(cx, map);
    } else if module.is(atoms::FUNCTION_CLAUSE_ERROR) {
        return function_clause(cx, map);
    } else if module.is(atoms::UNDEFINED_FUNCTION_ERROR) {
        return undefined_function(cx, map);
    } else if module.is(atoms::PROTOCOL_UNDEFINED_ERROR) {
        return protocol_undefined(cx, map);
    } else if module.is(atoms::ENUM_OUT_OF_BOUNDS_ERROR) {
        return out_of_bounds(cx, map);
    } else if module.is(atoms::URI_ERROR) {
        let [action, reason, part] = [atoms::ACTION, atoms::REASON, atoms::PART].map(|key| field(map, key));
        let (action, reason, part) = (plain(cx, action)?, plain(cx, reason)?, inspect::short(cx, part)?);
        return cx.string(&format!("cannot {action} due to reason {reason}: {part}"));
    } else if module.is(atoms::DECIMAL_ERROR) {
        let (signal, reason) = (field(map, atoms::SIGNAL), field(map, atoms::REASON));
        let parts = [signal, if reason.truthy() { Value::str(": ") } else { Value::NIL }, reason];
        return text::interpolate(cx, &parts);
    } else if module.is(atoms::INSPECT_ERROR) {
        return inspect_error(cx, map);
    } else if structs::find(module).is_some_and(StructInfo::is_exception) {
        return need(cx, map, atoms::MESSAGE);
    } else {
        return Err(cx.undefined_function(module, "message", 1));
    };
    if map.get_flat(atoms::TERM).is_none() {
        return Err(cx.key_error(atoms::TERM, map.value()));
    }
    with_term(cx, before, term)
}

/// `to_string(value)` for a message.
fn plain<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Result<String, Exc> {
    let text = text::to_string(cx, value)?;
    Ok(match text.term() {
        Term::Binary(text) => String::from_utf8_lossy(text.bytes()).into_owned(),
        _ => String::new(),
    })
}

/// A message with a term below it, in lines of its own.
fn with_term<'a>(cx: &mut Context<'a>, before: &str, term: Value<'a>) -> R<'a> {
    let options = Options { pretty: true, ..Options::default() };
    let inspected = inspect::to_text(cx, term, &options)?;
    cx.charge_bytes(inspected.len())?;
    let mut text = String::with_capacity(before.len() + inspected.len() + 16);
    text.push_str(before);
    text.push_str("\n\n");
    indent_into(inspected, &mut text);
    text.push('\n');
    cx.string(&text)
}

/// Four blanks before each line that is not empty.
fn indent_into(lines: &str, text: &mut String) {
    for (i, line) in lines.split('\n').enumerate() {
        if i > 0 {
            text.push('\n');
        }
        if !line.is_empty() {
            text.push_str("    ");
            text.push_str(line);
        }
    }
}

fn key_error<'a>(cx: &mut Context<'a>, map: &'a Map<'a>) -> R<'a> {
    let own = need(cx, map, atoms::MESSAGE)?;
    if !own.is_nil() {
        return Ok(own);
    }
    let (key, term) = (need(cx, map, atoms::KEY)?, need(cx, map, atoms::TERM)?);
    let text = format!("key {} not found", inspect::short(cx, key)?);
    match (term.term(), key.term()) {
        _ if term.is_nil() => cx.string(&text),
        (Term::Atom(_), Term::Atom(key)) => {
            let term = inspect::short(cx, term)?;
            cx.string(&format!(
                "{text} in: {term} (if instead you want to invoke {term}.{}(), make sure to add parentheses after the \
                 function name)",
                key.name()
            ))
        }
        _ => with_term(cx, &format!("{text} in:"), term),
    }
}

fn bad_arity<'a>(cx: &mut Context<'a>, map: &'a Map<'a>) -> R<'a> {
    let (function, arguments) = (need(cx, map, atoms::FUNCTION)?, need(cx, map, atoms::ARGS)?);
    let mut inspected = Vec::new();
    let mut rest = arguments;
    while let Term::List(list) = rest.term() {
        inspected.push(inspect::short(cx, list.head())?);
        rest = list.tail();
    }
    if !rest.is_empty_list() {
        return Err(cx.protocol_undefined(atoms::ENUMERABLE_PROTOCOL, arguments, ""));
    }
    let Term::Fun(fun) = function.term() else {
        return Err(cx.argument_error("errors were found at the given arguments:\n\n  * 1st argument: not a fun\n"));
    };
    let arity = fun.code.arity();
    let function = inspect::short(cx, function)?;
    let arguments = match inspected.len() {
        0 => "no arguments".to_owned(),
        1 => format!("1 argument ({})", inspected.join(", ")),
        n => format!("{n} arguments ({})", inspected.join(", ")),
    };
    cx.string(&format!("{function} with arity {arity} called with {arguments}"))
}

fn erlang_error<'a>(cx: &mut Context<'a>, map: &'a Map<'a>) -> R<'a> {
    let (original, reason) = (need(cx, map, atoms::ORIGINAL)?, need(cx, map, atoms::REASON)?);
    let original = inspect::inspect(cx, original, &Options::default())?;
    let before = Value::str("Erlang error: ");
    text::interpolate(cx, &[before, original, reason])
}

/// `String.split/2`, `anonymous fn/1 in String.split/2`; `arity` may be a list of arguments.
fn format_mfa<'a>(
    cx: &mut Context<'a>,
    module: Value<'a>,
    function: Value<'a>,
    arity: Value<'a>,
) -> Result<String, Exc> {
    let (Term::Atom(module), Term::Atom(function)) = (module.term(), function.term()) else {
        return Err(cx.function_clause(atoms::EXCEPTION_MODULE_NAME, "format_mfa", 3));
    };
    let arity = match arity.term() {
        Term::Int(_) | Term::Big(_) => format!("/{}", inspect::short(cx, arity)?),
        Term::List(_) | Term::EmptyList => {
            let mut inspected = Vec::new();
            let mut rest = arity;
            while let Term::List(list) = rest.term() {
                inspected.push(inspect::short(cx, list.head())?);
                rest = list.tail();
            }
            format!("({})", inspected.join(", "))
        }
        _ => return Err(cx.function_clause(atoms::EXCEPTION_MODULE_NAME, "format_arity", 1)),
    };
    let mut text = String::new();
    match anonymous_parent(function.name()) {
        Some((parent, parent_arity)) => {
            text.push_str("anonymous fn");
            text.push_str(&arity);
            text.push_str(" in ");
            atom_literal(module.name(), &mut text);
            text.push('.');
            atom_remote_call(parent, &mut text);
            text.push('/');
            text.push_str(parent_arity);
        }
        None => {
            atom_literal(module.name(), &mut text);
            text.push('.');
            atom_remote_call(function.name(), &mut text);
            text.push_str(&arity);
        }
    }
    Ok(text)
}

/// The function in which an anonymous one stands, and its arity: `-split/2-fun-0-`.
fn anonymous_parent(name: &str) -> Option<(&str, &str)> {
    let (parent, trailing) = name.strip_prefix('-')?.rsplit_once('/')?;
    let mut parts = trailing.split('-');
    let arity = parts.next()?;
    (parts.next().is_some() && parts.next().is_some() && parts.next() == Some("") && parts.next().is_none())
        .then_some((parent, arity))
}

fn function_clause<'a>(cx: &mut Context<'a>, map: &'a Map<'a>) -> R<'a> {
    let function = field(map, atoms::FUNCTION);
    if function.is_nil() {
        return Ok(Value::str("no function clause matches"));
    }
    let (module, arity, arguments) = (field(map, atoms::MODULE), field(map, atoms::ARITY), field(map, atoms::ARGS));
    let mfa = format_mfa(cx, module, function, arity)?;
    let mut text = format!("no function clause matching in {mfa}");
    if !arguments.is_nil() {
        text.push_str(&format!("\n\nThe following arguments were given to {mfa}:\n"));
        let mut rest = arguments;
        let mut number = 1;
        while let Term::List(list) = rest.term() {
            let argument = inspect::short(cx, list.head())?;
            text.push_str(&format!("\n    # {number}\n    {}\n", argument.replace('\n', "\n    ")));
            number += 1;
            rest = list.tail();
        }
    }
    cx.string(&text)
}

fn undefined_function<'a>(cx: &mut Context<'a>, map: &'a Map<'a>) -> R<'a> {
    let own = need(cx, map, atoms::MESSAGE)?;
    if !own.is_nil() {
        return Ok(own);
    }
    let [module, function, arity, reason] =
        [atoms::MODULE, atoms::FUNCTION, atoms::ARITY, atoms::REASON].map(|key| field(map, key));
    if reason.is_nil() && (function.is_nil() || arity.is_nil()) {
        let hint = missing_alias(module);
        return cx.string(&format!("undefined function{hint}"));
    }
    let mfa = format_mfa(cx, module, function, arity)?;
    if !reason.is_nil() {
        let reason = plain(cx, reason)?;
        if reason == "function not exported" {
            return cx.string(&format!("function {mfa} is undefined or private"));
        }
        let hint = missing_alias(module);
        return cx.string(&format!("function {mfa} is undefined ({reason}){hint}"));
    }
    if module.is_nil() {
        return cx.string(&format!("function {mfa} is undefined"));
    }
    if is_known_module(module) {
        return cx.string(&format!("function {mfa} is undefined or private"));
    }
    let hint = missing_alias(module);
    let module = inspect::short(cx, module)?;
    cx.string(&format!("function {mfa} is undefined (module {module} is not available){hint}"))
}

/// Modules that exist, by name.
fn is_known_module(module: Value<'_>) -> bool {
    let Term::Atom(name) = module.term() else { return false };
    let Some(name) = name.name().strip_prefix("Elixir.") else { return false };
    library::module(name).is_some()
        || structs::find(module).is_some()
        || matches!(
            name,
            "Kernel" | "Exception" | "Calendar.ISO" | "Macro" | "Process" | "System" | "File" | "IO" | "Code"
        )
}

/// A hint for a module without dots that does not exist.
fn missing_alias(module: Value<'_>) -> &'static str {
    match module.term() {
        Term::Atom(name) if name.name().strip_prefix("Elixir.").is_some_and(|rest| !rest.contains('.')) => {
            ". Make sure the module name is correct and has been specified in full (or that an alias has been defined)"
        }
        _ => "",
    }
}

fn protocol_undefined<'a>(cx: &mut Context<'a>, map: &'a Map<'a>) -> R<'a> {
    let [protocol, value, description] = [atoms::PROTOCOL, atoms::VALUE, atoms::DESCRIPTION].map(|key| field(map, key));
    let options = Options { pretty: true, ..Options::default() };
    let inspected = inspect::to_text(cx, value, &options)?;
    let kind = match value.term() {
        Term::Map(map) => match map.struct_field() {
            Some(name) => format!("{} (a struct)", inspect::short(cx, name)?),
            None => "Map".to_owned(),
        },
        Term::Atom(_) => "Atom".to_owned(),
        Term::Binary(_) | Term::Bits(_) => "BitString".to_owned(),
        Term::Float(_) => "Float".to_owned(),
        Term::Fun(_) => "Function".to_owned(),
        Term::Int(_) | Term::Big(_) => "Integer".to_owned(),
        Term::List(_) | Term::EmptyList => "List".to_owned(),
        Term::Reference(_) => "Reference".to_owned(),
        Term::Tuple(_) => "Tuple".to_owned(),
    };
    let description = plain(cx, description)?;
    let protocol = inspect::short(cx, protocol)?;
    cx.charge_bytes(inspected.len())?;
    let mut text = format!("protocol {protocol} not implemented for {kind}");
    if !description.is_empty() {
        text.push_str(", ");
        text.push_str(&description);
    }
    text.push_str("\n\nGot value:\n\n");
    indent_into(inspected, &mut text);
    text.push('\n');
    cx.string(&text)
}

fn out_of_bounds<'a>(cx: &mut Context<'a>, map: &'a Map<'a>) -> R<'a> {
    let own = need(cx, map, atoms::MESSAGE)?;
    if !own.is_nil() {
        return Ok(own);
    }
    let (index, enumerable) = (need(cx, map, atoms::INDEX)?, need(cx, map, atoms::ENUMERABLE)?);
    let mut text = "out of bounds error".to_owned();
    if index.truthy() {
        text.push_str(&format!(" at position {}", plain(cx, index)?));
    }
    if enumerable.truthy() {
        text.push_str(&format!(" when traversing enumerable {}", inspect::short(cx, enumerable)?));
    }
    cx.string(&text)
}

fn inspect_error<'a>(cx: &mut Context<'a>, map: &'a Map<'a>) -> R<'a> {
    let [module, message, inspected] =
        [atoms::EXCEPTION_MODULE, atoms::EXCEPTION_MESSAGE, atoms::INSPECTED_STRUCT].map(|key| field(map, key));
    let module = inspect::short(cx, module)?;
    let (message, inspected) = (plain(cx, message)?, plain(cx, inspected)?);
    let message = inspect::indent(message.trim_end_matches('\n'), 4);
    let inspected = inspect::indent(&inspected, 4);
    cx.string(&format!(
        "got {module} with message:\n\n    \"\"\"\n{message}\n    \"\"\"\n\nwhile inspecting:\n\n{inspected}\n"
    ))
}

// ----- raise -----

/// `raise value`: of a text, an exception or an exception's module.
///
/// # Errors
/// The value to return as an error, always.
#[cold]
pub fn raise_1<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Exc {
    match value.term() {
        Term::Binary(_) => match cx.exception_with_message(atoms::RUNTIME_ERROR, value) {
            Ok(exception) => cx.raise(exception),
            Err(exc) => exc,
        },
        Term::Atom(_) => raise_2(cx, value, Value::EMPTY_LIST),
        _ if is_exception(value) => cx.raise(value),
        _ => match inspect::short(cx, value) {
            Ok(text) => cx.argument_error(&format!(
                "raise/1 and reraise/2 expect a module name, string or exception as the first argument, got: {text}"
            )),
            Err(exc) => exc,
        },
    }
}

/// `raise module, arguments`: what `module.exception(arguments)` makes.
///
/// # Errors
/// The value to return as an error, always.
#[cold]
pub fn raise_2<'a>(cx: &mut Context<'a>, module: Value<'a>, arguments: Value<'a>) -> Exc {
    match exception(cx, module, arguments) {
        Ok(exception) => cx.raise(exception),
        Err(exc) => exc,
    }
}

/// `module.exception(arguments)`
///
/// # Errors
/// `FunctionClauseError` for other arguments than a message or fields, `KeyError` for a field that there is not,
/// `UndefinedFunctionError` for a module that is no exception.
pub fn exception<'a>(cx: &mut Context<'a>, module: Value<'a>, arguments: Value<'a>) -> R<'a> {
    let Some(info) = structs::find(module).filter(|info| info.is_exception()) else {
        return Err(match module.term() {
            Term::Atom(_) => cx.undefined_function(module, "exception", 1),
            _ => match inspect::short(cx, module) {
                Ok(module) => cx.argument_error(&format!(
                    "you attempted to apply a function on {module}. Modules (the first argument of apply) must always \
                     be an atom"
                )),
                Err(exc) => exc,
            },
        });
    };
    if info.module.is(atoms::UNICODE_CONVERSION_ERROR) {
        return unicode_conversion(cx, arguments);
    }
    match arguments.term() {
        Term::Binary(_) if info.has_field(atoms::MESSAGE) => {
            let exception = info.default(cx)?;
            put(cx, exception, atoms::MESSAGE, arguments)
        }
        Term::EmptyList => info.default(cx),
        Term::List(_) => {
            let exception = info.default(cx)?;
            with_fields(cx, info, exception, arguments)
        }
        _ => Err(cx.function_clause(info.module, "exception", 1)),
    }
}

fn put<'a>(cx: &mut Context<'a>, map: Value<'a>, key: Value<'a>, value: Value<'a>) -> R<'a> {
    match map.term() {
        Term::Map(map) => Ok(map.put(cx, key, value)?.value()),
        _ => Ok(map),
    }
}

/// `module.__struct__(fields)`: each field must be one of the struct.
///
/// # Errors
/// `KeyError`, `FunctionClauseError` for what is no pair; those of walking the fields.
pub fn with_fields<'a>(cx: &mut Context<'a>, info: &'static StructInfo, base: Value<'a>, fields: Value<'a>) -> R<'a> {
    let mut result = base;
    enumerable::each(cx, fields, &enumerable::Clause::REDUCE, |cx: &mut Context<'a>, entry: Value<'a>| {
        let Term::Tuple([key, value]) = entry.term() else {
            return Err(cx.function_clause(info.module, "-__struct__/1-fun-0-", 2));
        };
        if !info.has_field(*key) && !key.is(atoms::STRUCT) {
            return Err(cx.key_error(*key, Value::NIL));
        }
        result = put(cx, result, *key, *value)?;
        Ok(())
    })?;
    Ok(result)
}

/// `UnicodeConversionError.exception(encoded: …, kind: …, rest: …)`
fn unicode_conversion<'a>(cx: &mut Context<'a>, arguments: Value<'a>) -> R<'a> {
    let [encoded, kind, rest] = [atoms::ENCODED, atoms::KIND, atoms::REST];
    let encoded = fetch(cx, arguments, encoded)?;
    let kind = fetch(cx, arguments, kind)?;
    let kind = plain(cx, kind)?;
    let mut rest = fetch(cx, arguments, rest)?;
    while let Term::List(list) = rest.term() {
        cx.tick()?;
        if let Term::Int(code) = list.head().term() {
            return cx.unicode_conversion(encoded, &format!("{kind} code point {code}"));
        }
        rest = list.head();
    }
    match rest.term() {
        Term::Binary(_) => {
            let rest = inspect::short(cx, rest)?;
            cx.unicode_conversion(encoded, &format!("{kind} encoding starting at {rest}"))
        }
        _ => Err(cx.function_clause(atoms::UNICODE_CONVERSION_ERROR, "detail", 1)),
    }
}

/// `Keyword.fetch!(keywords, key)`
fn fetch<'a>(cx: &mut Context<'a>, keywords: Value<'a>, key: Value<'static>) -> R<'a> {
    let mut rest = keywords;
    loop {
        match rest.term() {
            Term::EmptyList => return Err(cx.key_error(key, keywords)),
            Term::List(list) => {
                cx.tick()?;
                if let Term::Tuple([name, value]) = list.head().term()
                    && name.is(key)
                {
                    return Ok(*value);
                }
                rest = list.tail();
            }
            _ => return Err(cx.function_clause(atoms::MODULE_KEYWORD, "fetch!", 2)),
        }
    }
}

/// `Exception.normalize(:error, value)`: an exception stays what it is, anything else becomes one.
///
/// # Errors
/// Memory.
pub fn normalize<'a>(cx: &mut Context<'a>, value: Value<'a>) -> R<'a> {
    if is_exception(value) {
        return Ok(value);
    }
    let exc = cx.erlang_error(value);
    match cx.take_raised(exc) {
        (Raised::Error(exception), _) => Ok(exception),
        (raised, place) => Err(cx.raise_again(raised, place)),
    }
}

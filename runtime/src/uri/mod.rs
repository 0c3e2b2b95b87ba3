//! URIs: their parts, read from texts in two ways and written back.

mod merge;
mod parse;
pub mod percent;
mod strict;

pub use merge::{merge, without_dot_segments};

use crate::context::Context;
use crate::error::{Exc, R};
use crate::inspect;
use crate::term::{Binary, Map, Term, Value, atoms};
use crate::text::{integer_to_string, join::join_iodata, parse_integer};
use std::ops::Range;

/// Bytes of a URI that are read for one unit of fuel.
const BYTES_FOR_A_UNIT: usize = 4;
/// Units of fuel for a URI, however short it is.
const URI: usize = 12;

static SHAPE: &[Value<'static>] = &[
    atoms::STRUCT,
    atoms::AUTHORITY,
    atoms::FRAGMENT,
    atoms::HOST,
    atoms::PATH,
    atoms::PORT,
    atoms::QUERY,
    atoms::SCHEME,
    atoms::USERINFO,
];

/// Where the parts of a URI lie in its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Parts {
    scheme: Option<Range<usize>>,
    authority: Option<Range<usize>>,
    userinfo: Option<Range<usize>>,
    host: Option<Range<usize>>,
    /// Digits, perhaps none.
    port: Option<Range<usize>>,
    path: Option<Range<usize>>,
    query: Option<Range<usize>>,
    fragment: Option<Range<usize>>,
}

impl Parts {
    /// `%URI{}` of these parts of a text, which are shared with it.
    fn make<'a>(&self, cx: &mut Context<'a>, text: Binary<'a>) -> R<'a> {
        let part = |range: &Option<Range<usize>>| match range {
            Some(range) => text.slice(range.start, range.end),
            None => Value::NIL,
        };
        let scheme = match &self.scheme {
            Some(range) => {
                let mut writer = cx.bump.text_writer();
                for byte in text.bytes().get(range.clone()).unwrap_or_default() {
                    writer.push_char(char::from(byte.to_ascii_lowercase()))?;
                }
                Value::str(writer.finish())
            }
            None => Value::NIL,
        };
        let digits = self.port.clone().filter(|range| !range.is_empty());
        let port = match digits.and_then(|range| text.bytes().get(range)) {
            Some(digits) => parse_integer(cx, digits, 10)?.map_or(Value::NIL, |(port, _)| port),
            None => default_port_of(scheme),
        };
        let path = self.path.clone().filter(|range| !range.is_empty());
        let values = [
            atoms::MODULE_URI,
            part(&self.authority),
            part(&self.fragment),
            part(&self.host),
            part(&path),
            port,
            part(&self.query),
            scheme,
            part(&self.userinfo),
        ];
        cx.struct_from_shape(SHAPE, &values)
    }
}

/// The parts of any text, as `URI.parse/1` sees them.
///
/// # Errors
/// Fuel, memory; `SystemLimitError` for an endless port.
pub fn parse<'a>(cx: &mut Context<'a>, text: Binary<'a>) -> R<'a> {
    cx.charge(URI + text.len() / BYTES_FOR_A_UNIT)?;
    parse::parts(text.bytes()).make(cx, text)
}

/// The parts of a text that is a URI, as `URI.new/1` sees them; the part that is wrong where it is none.
///
/// # Errors
/// Fuel, memory; `FunctionClauseError` for what is not UTF-8.
pub fn parse_strictly<'a>(cx: &mut Context<'a>, text: Binary<'a>) -> Result<Result<Value<'a>, Value<'a>>, Exc> {
    // A part may be read twice.
    cx.charge(URI + 2 * text.len() / BYTES_FOR_A_UNIT)?;
    match strict::parts(text.bytes()) {
        Ok(parts) => parts.make(cx, text).map(Ok),
        Err(strict::Fault::Part(range)) => Ok(Err(text.slice(range.start, range.end))),
        Err(strict::Fault::Clause(function, arity)) => {
            Err(cx.function_clause(crate::term::atom_constant("uri_string"), function, arity))
        }
    }
}

/// Whether a value is a `%URI{}`, whatever it holds.
pub fn is_uri(value: Value<'_>) -> bool {
    as_uri(value).is_some()
}

/// The map that a `%URI{}` is.
pub fn as_uri<'a>(value: Value<'a>) -> Option<&'a Map<'a>> {
    value.as_map().filter(|map| map.struct_name().is_some_and(|name| name.value().is(atoms::MODULE_URI)))
}

/// The port that a scheme has where none is given.
pub fn default_port(scheme: &[u8]) -> Option<i64> {
    Some(match scheme {
        b"ftp" => 21,
        b"http" | b"ws" => 80,
        b"https" | b"wss" => 443,
        b"ldap" => 389,
        b"sftp" => 22,
        b"tftp" => 69,
        _ => return None,
    })
}

fn default_port_of(scheme: Value<'_>) -> Value<'static> {
    let port = scheme.as_binary().and_then(|scheme| default_port(scheme.bytes()));
    port.map_or(Value::NIL, Value::int)
}

/// A map with other values of some keys: `%{uri | path: path}`.
///
/// # Errors
/// `KeyError` where it lacks one; limits.
pub fn with<'a>(cx: &mut Context<'a>, uri: &'a Map<'a>, entries: &[(Value<'a>, Value<'a>)]) -> R<'a> {
    match uri.replace_all(cx, entries)? {
        Ok(map) => Ok(map.value()),
        Err(missing) => Err(cx.key_error(missing, uri.value())),
    }
}

/// `uri.key`
///
/// # Errors
/// `KeyError` where it lacks the key.
pub fn field<'a>(cx: &mut Context<'a>, uri: &'a Map<'a>, key: Value<'static>) -> R<'a> {
    match uri.get_flat(key) {
        Some(value) => Ok(value),
        None => Err(cx.key_error(key, uri.value())),
    }
}

/// The text of a map with the fields of a URI, as `String.Chars.URI.to_string/1` writes it.
///
/// # Errors
/// `ArgumentError`, `FunctionClauseError` for fields that cannot be written; limits.
pub fn to_text<'a>(cx: &mut Context<'a>, uri: Value<'a>) -> R<'a> {
    cx.charge(2 * URI)?;
    let no_clause = |cx: &mut Context<'a>, function, arity| {
        Err(cx.function_clause(crate::term::atom_constant("Elixir.String.Chars.URI"), function, arity))
    };
    let Some(map) = uri.as_map() else { return no_clause(cx, "to_string", 1) };
    let get = |key: Value<'static>| map.get_flat(key);
    if let (Some(host), Some(path)) = (get(atoms::HOST), get(atoms::PATH))
        && !host.is_nil()
        && let Term::Binary(path) = path.term()
        && path.bytes().first().is_some_and(|first| *first != b'/')
    {
        let uri = inspect::short(cx, uri)?;
        return Err(cx.argument_error(&format!(
            ":path in URI must be empty or an absolute path if URL has a :host, got: {uri}"
        )));
    }
    let (Some(scheme), Some(mut port), Some(path), Some(query), Some(fragment)) =
        (get(atoms::SCHEME), get(atoms::PORT), get(atoms::PATH), get(atoms::QUERY), get(atoms::FRAGMENT))
    else {
        return no_clause(cx, "to_string", 1);
    };
    if scheme.truthy() {
        if !scheme.is_binary() {
            return Err(cx.function_clause(atoms::MODULE_URI, "default_port", 1));
        }
        if default_port_of(scheme).identical_flat(port) == Some(true) {
            port = Value::NIL;
        }
    }
    let mut parts: Vec<Value<'a>> = Vec::with_capacity(16);
    if scheme.truthy() {
        parts.extend([scheme, Value::str(":")]);
    }
    match (get(atoms::HOST), get(atoms::AUTHORITY), get(atoms::USERINFO)) {
        (Some(host), Some(authority), _) if host.is_nil() => {
            if authority.truthy() {
                parts.extend([Value::str("//"), tail(cx, authority)?]);
            }
        }
        (Some(host), _, Some(userinfo)) => {
            parts.push(Value::str("//"));
            if userinfo.truthy() {
                parts.extend([userinfo, Value::str("@")]);
            }
            match host.term() {
                Term::Binary(name) if name.bytes().contains(&b':') => {
                    parts.extend([Value::str("["), host, Value::str("]")]);
                }
                Term::Binary(_) => parts.push(host),
                _ => return Err(cx.function_clause(atoms::MODULE_STRING, "contains?", 2)),
            }
            if port.truthy() {
                let Some(digits) = integer_to_string(cx, port, 10)? else {
                    return Err(cx.bad_argument(1, "not an integer"));
                };
                parts.extend([Value::str(":"), cx.string(&digits)?]);
            }
        }
        _ => return no_clause(cx, "extract_authority", 1),
    }
    if path.truthy() {
        parts.push(path);
    }
    for (before, part) in [("?", query), ("#", fragment)] {
        if part.truthy() {
            parts.extend([Value::str(before), tail(cx, part)?]);
        }
    }
    join_iodata(cx, &parts, 1)
}

/// What stands at the end of a list of iodata, where a byte cannot.
fn tail<'a>(cx: &mut Context<'a>, part: Value<'a>) -> R<'a> {
    match part.term() {
        Term::Int(_) => Err(cx.bad_argument(1, "not an iodata term")),
        _ => Ok(part),
    }
}

//! `URI`: the parts of URIs, and escapes.

use super::enums::join;
use crate::callback::Fn1;
use crate::context::Context;
use crate::enumerable::stream::{self, Kind};
use crate::error::{Exc, R};
use crate::inspect;
use crate::term::map::MapBuilder;
use crate::term::{Binary, Callable, Fun, Term, Value, atom_constant as atom, atoms};
use crate::text;
use crate::uri::percent::{self, Spaces};
use crate::uri::{self, as_uri};
use philtre_library::library;

/// Units of fuel for a pair of a query, however short it is.
const PAIR: usize = 12;

/// URIs: read into their parts, put together, escaped.
#[library("URI")]
pub mod functions {
    use super::*;

    /// A URI with more path. It begins with one slash.
    ///
    /// Raises `ArgumentError` for other paths.
    ///
    /// ```elixir
    /// iex> URI.parse("http://example.com/a/?q") |> URI.append_path("/b") |> to_string()
    /// "http://example.com/a/b?q"
    /// ```
    #[row(cost = bytes(path))]
    pub fn append_path<'a>(cx: &mut Context<'a>, uri: Value<'a>, path: Value<'a>) -> R<'a> {
        let (Some(uri), Term::Binary(more)) = (as_uri(uri), path.term()) else {
            return Err(no_clause(cx, "append_path", 2));
        };
        let own = uri.get_flat(atoms::PATH);
        let fault = match more.bytes() {
            [b'/', b'/', ..] => Some("path cannot start with \"//\""),
            [b'/', ..] if own.is_some() => None,
            _ => Some("path must start with \"/\""),
        };
        if let Some(fault) = fault {
            let path = inspect::short(cx, path)?;
            return Err(cx.argument_error(&format!("{fault}, got: {path}")));
        }
        let own = own.unwrap_or(Value::NIL);
        let path = match own.term() {
            _ if own.is_nil() => path,
            Term::Binary(own) if own.bytes().last() == Some(&b'/') => {
                text::interpolate(cx, &[own.value(), more.slice(1, more.len())])?
            }
            Term::Binary(_) => text::interpolate(cx, &[own, path])?,
            _ => return Err(cx.bad_argument(1, "not a binary")),
        };
        uri::with(cx, uri, &[(atoms::PATH, path)])
    }

    /// A URI with more of a query, as it stands.
    ///
    /// ```elixir
    /// iex> URI.parse("http://example.com/?a=1") |> URI.append_query("b=2") |> to_string()
    /// "http://example.com/?a=1&b=2"
    /// ```
    #[row(cost = bytes(query))]
    pub fn append_query<'a>(cx: &mut Context<'a>, uri: Value<'a>, query: Value<'a>) -> R<'a> {
        let (Some(uri), Term::Binary(_)) = (as_uri(uri), query.term()) else {
            return Err(no_clause(cx, "append_query", 2));
        };
        let own = uri.get_flat(atoms::QUERY);
        let query = match own.map(Value::term) {
            Some(Term::Binary(own)) if own.is_empty() => query,
            Some(Term::Binary(own)) if own.bytes().last() == Some(&b'&') => {
                text::interpolate(cx, &[own.value(), query])?
            }
            Some(Term::Binary(own)) => text::interpolate(cx, &[own.value(), Value::str("&"), query])?,
            Some(_) if own.is_some_and(Value::is_nil) => query,
            Some(_) => return Err(cx.function_clause(atoms::MODULE_STRING, "ends_with?", 2)),
            None => return Err(cx.key_error(atoms::QUERY, uri.value())),
        };
        uri::with(cx, uri, &[(atoms::QUERY, query)])
    }

    /// Whether a byte has a meaning in URIs.
    ///
    /// ```elixir
    /// iex> URI.char_reserved?(?/)
    /// true
    /// iex> URI.char_reserved?(?a)
    /// false
    /// ```
    #[row(cost = unit, name = "char_reserved?")]
    pub fn is_char_reserved<'a>(cx: &mut Context<'a>, character: Value<'a>) -> R<'a> {
        Ok(is_byte(character, percent::is_reserved))
    }

    /// Whether a byte stands for itself in URIs, reserved or not.
    ///
    /// ```elixir
    /// iex> Enum.filter(~c"a/ {", &URI.char_unescaped?/1)
    /// ~c"a/"
    /// ```
    #[row(cost = unit, name = "char_unescaped?")]
    pub fn is_char_unescaped<'a>(cx: &mut Context<'a>, character: Value<'a>) -> R<'a> {
        Ok(is_byte(character, is_unescaped))
    }

    /// Whether a byte is a letter, a digit, `~`, `_`, `-` or `.`.
    ///
    /// ```elixir
    /// iex> Enum.filter(~c"a/ 1", &URI.char_unreserved?/1)
    /// ~c"a1"
    /// ```
    #[row(cost = unit, name = "char_unreserved?")]
    pub fn is_char_unreserved<'a>(cx: &mut Context<'a>, character: Value<'a>) -> R<'a> {
        Ok(is_byte(character, percent::is_unreserved))
    }

    /// A text with the bytes that its escapes stand for. What is no escape stays.
    ///
    /// ```elixir
    /// iex> URI.decode("a%20b+c%zz")
    /// "a b+c%zz"
    /// ```
    #[row(cost = inside)]
    pub fn decode<'a>(cx: &mut Context<'a>, uri: Value<'a>) -> R<'a> {
        match uri.term() {
            Term::Binary(text) => percent::decode(cx, text, Spaces::Percent),
            _ => Err(no_clause(cx, "unpercent", 3)),
        }
    }

    /// The pairs of a query put into a map of texts. The encoding is `:www_form`, where `+` is a space, or `:rfc3986`.
    ///
    /// ```elixir
    /// iex> URI.decode_query("a=1&b=x+y&c")
    /// %{"a" => "1", "b" => "x y", "c" => ""}
    /// iex> URI.decode_query("a=x+y", %{"b" => "0"}, :rfc3986)
    /// %{"a" => "x+y", "b" => "0"}
    /// ```
    #[row(cost = inside, default(map = map, encoding = atom("www_form")))]
    pub fn decode_query<'a>(cx: &mut Context<'a>, query: Value<'a>, map: Value<'a>, encoding: Value<'a>) -> R<'a> {
        let Term::Binary(mut query) = query.term() else { return Err(no_clause(cx, "decode_query", 3)) };
        if query.is_empty() {
            return Ok(map);
        }
        let into = map.as_map().filter(|map| map.struct_name().is_none());
        let Some(into) = into else {
            next_pair(cx, query, encoding)?;
            return Err(cx.undefined_function(atom("Dict"), "put", 3));
        };
        let mut pairs = MapBuilder::new(&mut cx.bump, into.len() + 8)?;
        for (key, value) in into.iter() {
            cx.tick()?;
            pairs.push(cx, key, value)?;
        }
        while !query.is_empty() {
            let (key, value, rest) = next_pair(cx, query, encoding)?;
            pairs.push(cx, key, value)?;
            query = rest;
        }
        Ok(pairs.finish(cx)?.value())
    }

    /// As `decode/1`, with `+` for a space: forms of the web.
    ///
    /// ```elixir
    /// iex> URI.decode_www_form("a+b%21")
    /// "a b!"
    /// ```
    #[row(cost = inside)]
    pub fn decode_www_form<'a>(cx: &mut Context<'a>, string: Value<'a>) -> R<'a> {
        match string.term() {
            Term::Binary(text) => percent::decode(cx, text, Spaces::Plus),
            _ => Err(no_clause(cx, "decode_www_form", 1)),
        }
    }

    /// The port that a scheme has where none is given, or `nil`.
    ///
    /// ```elixir
    /// iex> URI.default_port("https")
    /// 443
    /// iex> URI.default_port("gopher")
    /// nil
    /// ```
    #[row(cost = unit)]
    pub fn default_port<'a>(cx: &mut Context<'a>, scheme: Value<'a>) -> R<'a> {
        match scheme.term() {
            Term::Binary(scheme) => Ok(uri::default_port(scheme.bytes()).map_or(Value::NIL, Value::int)),
            _ => Err(no_clause(cx, "default_port", 1)),
        }
    }

    /// A text with escapes for all bytes that cannot stand in a URI.
    ///
    /// ```elixir
    /// iex> URI.encode("/a b?c=ä")
    /// "/a%20b?c=%C3%A4"
    /// ```
    #[row(cost = inside, name = "encode")]
    pub fn encode_unescaped<'a>(cx: &mut Context<'a>, string: Value<'a>) -> R<'a> {
        match string.term() {
            Term::Binary(text) => percent::encode(cx, text, Spaces::Percent, is_unescaped),
            _ => Err(no_clause(cx, "encode", 2)),
        }
    }

    /// A text with escapes for all bytes but those of which a function is true.
    ///
    /// ```elixir
    /// iex> URI.encode("a/b", &URI.char_unreserved?/1)
    /// "a%2Fb"
    /// ```
    #[row(cost = inside)]
    pub fn encode<'a>(cx: &mut Context<'a>, string: Value<'a>, mut predicate: impl Fn1<'a>) -> R<'a> {
        match string.term() {
            Term::Binary(text) if predicate.is_function() => percent::encode_with(cx, text, &mut predicate),
            _ => Err(no_clause(cx, "encode", 2)),
        }
    }

    /// Pairs as a query. The encoding is `:www_form`, where a space is `+`, or `:rfc3986`.
    ///
    /// Raises `ArgumentError` for keys or values that are lists.
    ///
    /// ```elixir
    /// iex> URI.encode_query(a: 1, b: "x y")
    /// "a=1&b=x+y"
    /// iex> URI.encode_query(%{"b" => "x y"}, :rfc3986)
    /// "b=x%20y"
    /// ```
    #[row(cost = inside, default(encoding = atom("www_form")))]
    pub fn encode_query<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, encoding: Value<'a>) -> R<'a> {
        let pair = |cx: &mut Context<'a>, pair: Value<'a>| encode_pair(cx, pair, encoding);
        join::functions::map_join(cx, enumerable, Value::str("&"), pair)
    }

    /// A text with escapes for all but letters, digits, `~`, `_`, `-` and `.`, and `+` for spaces: forms of the web.
    ///
    /// ```elixir
    /// iex> URI.encode_www_form("a b&c")
    /// "a+b%26c"
    /// ```
    #[row(cost = inside)]
    pub fn encode_www_form<'a>(cx: &mut Context<'a>, string: Value<'a>) -> R<'a> {
        match string.term() {
            Term::Binary(text) => percent::encode(cx, text, Spaces::Plus, percent::is_unreserved),
            _ => Err(no_clause(cx, "encode_www_form", 1)),
        }
    }

    /// What a reference means on a page with an address. Both are texts or URIs.
    ///
    /// Raises `ArgumentError` where the first has no scheme.
    ///
    /// ```elixir
    /// iex> URI.merge("http://example.com/a/b?q", "../c") |> to_string()
    /// "http://example.com/c"
    /// ```
    #[row(cost = inside)]
    pub fn merge<'a>(cx: &mut Context<'a>, uri: Value<'a>, rel: Value<'a>) -> R<'a> {
        if let Some(merged) = uri::merge(cx, uri, rel)? {
            return Ok(merged);
        }
        let (uri, rel) = (parse(cx, uri)?, parse(cx, rel)?);
        Ok(uri::merge(cx, uri, rel)?.unwrap_or(Value::NIL))
    }

    /// The parts of a URI as `{:ok, uri}`, or `{:error, part}` with what is wrong by RFC 3986.
    ///
    /// ```elixir
    /// iex> {:ok, uri} = URI.new("https://example.com/a?b#c")
    /// iex> {uri.host, uri.port, uri.path, uri.query, uri.fragment}
    /// {"example.com", 443, "/a", "b", "c"}
    /// iex> URI.new("/a>b")
    /// {:error, ">"}
    /// ```
    #[row(cost = inside)]
    pub fn new<'a>(cx: &mut Context<'a>, uri: Value<'a>) -> R<'a> {
        match uri.term() {
            Term::Binary(text) => match uri::parse_strictly(cx, text)? {
                Ok(uri) => cx.ok(uri),
                Err(part) => cx.error(part),
            },
            _ if uri::is_uri(uri) => cx.ok(uri),
            _ => Err(no_clause(cx, "new", 1)),
        }
    }

    /// The parts of a URI; one that is wrong raises `URI.Error`.
    ///
    /// ```elixir
    /// iex> URI.new!("//example.com:8080/").port
    /// 8080
    /// ```
    #[row(cost = inside, name = "new!")]
    pub fn new_or_raise<'a>(cx: &mut Context<'a>, uri: Value<'a>) -> R<'a> {
        match uri.term() {
            Term::Binary(text) => match uri::parse_strictly(cx, text)? {
                Ok(uri) => Ok(uri),
                Err(part) => Err(cx.invalid_uri(part)),
            },
            _ if uri::is_uri(uri) => Ok(uri),
            _ => Err(no_clause(cx, "new!", 1)),
        }
    }

    /// The parts of any text, whether it is right or not. Schemes come in lower case, and bring their ports.
    ///
    /// ```elixir
    /// iex> uri = URI.parse("HTTP://user@example.com/a b")
    /// iex> {uri.scheme, uri.userinfo, uri.host, uri.port, uri.path}
    /// {"http", "user", "example.com", 80, "/a b"}
    /// ```
    #[row(cost = inside)]
    pub fn parse<'a>(cx: &mut Context<'a>, uri: Value<'a>) -> R<'a> {
        match uri.term() {
            Term::Binary(text) => uri::parse(cx, text),
            _ if uri::is_uri(uri) => Ok(uri),
            _ => Err(no_clause(cx, "parse", 1)),
        }
    }

    /// The pairs of a query, one after the other: an enumerable. Encodings are those of `decode_query/3`.
    ///
    /// ```elixir
    /// iex> URI.query_decoder("a=1&a=2") |> Enum.to_list()
    /// [{"a", "1"}, {"a", "2"}]
    /// ```
    #[row(cost = unit, default(encoding = atom("www_form")))]
    pub fn query_decoder<'a>(cx: &mut Context<'a>, query: Value<'a>, encoding: Value<'a>) -> R<'a> {
        if !query.is_binary() {
            return Err(no_clause(cx, "query_decoder", 2));
        }
        let captured = cx.bump.values(&[encoding])?;
        let next = Value::fun(cx.bump.alloc(Fun { code: &QueryDecoder, captured })?);
        stream::source(cx, Kind::Unfold, &[query, next])
    }

    /// The text of a URI. A port that its scheme brings is left out.
    ///
    /// Raises `ArgumentError` for a path without a slash behind a host.
    ///
    /// ```elixir
    /// iex> URI.to_string(%URI{scheme: "https", host: "::1", port: 443, query: "q"})
    /// "https://[::1]?q"
    /// ```
    #[row(cost = inside)]
    pub fn to_string<'a>(cx: &mut Context<'a>, uri: Value<'a>) -> R<'a> {
        uri::to_text(cx, uri)
    }
}

#[cold]
fn no_clause(cx: &mut Context<'_>, function: &str, arity: usize) -> Exc {
    cx.function_clause(atoms::MODULE_URI, function, arity)
}

fn is_unescaped(byte: u8) -> bool {
    percent::is_reserved(byte) || percent::is_unreserved(byte)
}

fn is_byte(character: Value<'_>, is: fn(u8) -> bool) -> Value<'static> {
    Value::bool(matches!(character.term(), Term::Int(c) if u8::try_from(c).is_ok_and(is)))
}

/// `key=value`
fn encode_pair<'a>(cx: &mut Context<'a>, pair: Value<'a>, encoding: Value<'a>) -> R<'a> {
    cx.charge(PAIR)?;
    let Term::Tuple([key, value]) = pair.term() else { return Err(no_clause(cx, "encode_kv_pair", 2)) };
    for (what, part) in [("keys", key), ("values", value)] {
        if matches!(part.term(), Term::List(_) | Term::EmptyList) {
            let part = inspect::short(cx, *part)?;
            return Err(cx.argument_error(&format!("encode_query/2 {what} cannot be lists, got: {part}")));
        }
    }
    let Some(spaces) = spaces(encoding) else { return Err(no_clause(cx, "encode_kv_pair", 2)) };
    let mut encode = |part: Value<'a>| match text::to_string(cx, part)?.term() {
        Term::Binary(text) => percent::encode(cx, text, spaces, percent::is_unreserved),
        _ => Ok(part),
    };
    let (key, value) = (encode(*key)?, encode(*value)?);
    text::interpolate(cx, &[key, Value::str("="), value])
}

fn spaces(encoding: Value<'_>) -> Option<Spaces> {
    match encoding.term() {
        Term::Atom(name) if name.name() == "www_form" => Some(Spaces::Plus),
        Term::Atom(name) if name.name() == "rfc3986" => Some(Spaces::Percent),
        _ => None,
    }
}

/// The first key and value of a query that is not empty, and what follows them.
fn next_pair<'a>(
    cx: &mut Context<'a>,
    query: Binary<'a>,
    encoding: Value<'a>,
) -> Result<(Value<'a>, Value<'a>, Binary<'a>), Exc> {
    cx.charge(PAIR)?;
    let bytes = query.bytes();
    let find = |from: usize, to: usize, sign: u8| {
        bytes.get(from..to).and_then(|part| part.iter().position(|byte| *byte == sign)).map(|at| from + at)
    };
    let end = find(0, bytes.len(), b'&');
    let rest = end.map_or(Value::EMPTY_STRING, |end| query.slice(end + 1, bytes.len()));
    let end = end.unwrap_or(bytes.len());
    let (key, value) = match find(0, end, b'=') {
        Some(at) => (query.slice(0, at), Some(query.slice(at + 1, end))),
        None => (query.slice(0, end), None),
    };
    let Some(spaces) = spaces(encoding) else { return Err(no_clause(cx, "decode_with_encoding", 2)) };
    let mut decode = |part: Value<'a>| match part.term() {
        Term::Binary(text) => percent::decode(cx, text, spaces),
        _ => Ok(part),
    };
    let key = decode(key)?;
    let value = value.map_or(Ok(Value::EMPTY_STRING), decode)?;
    let Some(rest) = rest.as_binary() else { return Err(no_clause(cx, "decode_next_query_pair", 2)) };
    Ok((key, value, rest))
}

/// What `query_decoder/2` calls for each pair: a query gives a pair and what is left; the empty one ends.
struct QueryDecoder;

impl Callable for QueryDecoder {
    fn arity(&self) -> usize {
        1
    }

    fn call<'a>(&'a self, cx: &mut Context<'a>, captured: &'a [Value<'a>], arguments: &[Value<'a>]) -> R<'a> {
        let query = arguments.first().and_then(|query| query.as_binary());
        let (Some(query), Some(encoding)) = (query, captured.first()) else {
            return Err(no_clause(cx, "decode_next_query_pair", 2));
        };
        if query.is_empty() {
            return Ok(Value::NIL);
        }
        let (key, value, rest) = next_pair(cx, query, *encoding)?;
        let pair = cx.tuple(&[key, value])?;
        cx.tuple(&[pair, rest.value()])
    }
}

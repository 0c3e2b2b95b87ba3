//! `JSON`: texts of JSON into terms and back.

use crate::context::Context;
use crate::error::{Exc, R};
use crate::inspect;
use crate::json::{self, Full, JsonError, JsonErrorKind, ReadOptions, iodata, sequence};
use crate::structs;
use crate::term::{Term, Value, atoms};
use crate::text::join::join_iodata;
use philtre_library::library;

const JSON: Value<'static> = atoms::MODULE_JSON;

/// The value of a text, or what is wrong with it. The work grows with the text: a value for each few bytes.
fn decoded<'a>(
    cx: &mut Context<'a>,
    binary: Value<'a>,
    function: &str,
) -> Result<Result<Value<'a>, (JsonError, &'a [u8])>, Exc> {
    let Term::Binary(binary) = binary.term() else { return Err(cx.function_clause(JSON, function, 1)) };
    cx.charge(binary.len() >> 1)?;
    let bytes = binary.bytes();
    let result = match binary.known_text() {
        Some(text) => json::read_text(cx, text, &ReadOptions::default()),
        None => json::read(cx, bytes, &ReadOptions::default()),
    };
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(JsonError { kind: JsonErrorKind::Stopped(exc), .. }) => Err(exc),
        Err(JsonError { kind: JsonErrorKind::IntegerTooLarge, .. }) => Err(cx.system_limit_error()),
        Err(error) => Ok(Err((error, bytes))),
    }
}

/// What is wrong, as a tuple.
fn reason<'a>(cx: &mut Context<'a>, error: JsonError, bytes: &[u8]) -> R<'a> {
    let offset = Value::int(error.offset as i64);
    match error.kind {
        JsonErrorKind::InvalidByte(byte) => cx.tuple(&[atoms::INVALID_BYTE, offset, Value::int(i64::from(byte))]),
        JsonErrorKind::UnexpectedSequence(len) => {
            let wrong = cx.binary(&sequence(bytes, error.offset, len))?;
            cx.tuple(&[atoms::UNEXPECTED_SEQUENCE, offset, wrong])
        }
        _ => cx.tuple(&[atoms::UNEXPECTED_END, offset]),
    }
}

/// `JSON.DecodeError`
#[cold]
fn raise<'a>(cx: &mut Context<'a>, error: JsonError, bytes: &[u8], data: Value<'a>) -> Result<Exc, Exc> {
    let what = match error.kind {
        JsonErrorKind::InvalidByte(byte) => format!("invalid byte {byte}"),
        JsonErrorKind::UnexpectedSequence(len) => {
            let wrong = cx.binary(&sequence(bytes, error.offset, len))?;
            format!("unexpected sequence {}", inspect::to_text(cx, wrong, &inspect::Options::default())?)
        }
        _ => "unexpected end of JSON binary".to_owned(),
    };
    let message = cx.string(&format!("{what} at position (byte offset) {}", error.offset))?;
    let Some(shape) = structs::find(atoms::JSON_DECODE_ERROR) else { return Ok(cx.argument_error("invalid JSON")) };
    let Term::Map(exception) = shape.default(cx)?.term() else { return Ok(cx.argument_error("invalid JSON")) };
    let exception = exception.put(cx, atoms::MESSAGE, message)?;
    let exception = exception.put(cx, atoms::OFFSET, Value::int(error.offset as i64))?;
    let exception = exception.put(cx, atoms::DATA, data)?;
    Ok(cx.raise(exception.value()))
}

/// Functions that read and write JSON.
#[library("JSON", units = 12)]
pub mod functions {
    use super::*;

    /// Reads JSON: `{:ok, term}` or `{:error, reason}` with the offset in bytes. Of equal keys the first counts.
    ///
    /// ```elixir
    /// iex> JSON.decode(~S({"a": [1, 2.5, null]}))
    /// {:ok, %{"a" => [1, 2.5, nil]}}
    /// iex> JSON.decode("[1,]")
    /// {:error, {:invalid_byte, 3, 93}}
    /// ```
    #[row(cost = inside)]
    pub fn decode<'a>(cx: &mut Context<'a>, binary: Value<'a>) -> R<'a> {
        match decoded(cx, binary, "decode")? {
            Ok(value) => cx.ok(value),
            Err((error, bytes)) => {
                let reason = reason(cx, error, bytes)?;
                cx.error(reason)
            }
        }
    }

    /// Reads JSON with functions of one's own for its parts, and an accumulator: `{term, acc, rest}` or
    /// `{:error, reason}`.
    ///
    /// ```elixir
    /// iex> JSON.decode("[1, 2] x", :acc, integer: fn text -> {:int, text} end)
    /// {[int: "1", int: "2"], :acc, " x"}
    /// ```
    #[row(cost = inside, name = "decode")]
    pub fn decode_with<'a>(cx: &mut Context<'a>, binary: Value<'a>, acc: Value<'a>, decoders: Value<'a>) -> R<'a> {
        let (Term::Binary(text), Term::EmptyList | Term::List(_)) = (binary.term(), decoders.term()) else {
            return Err(cx.function_clause(JSON, "decode", 3));
        };
        match json::decode_with(cx, text.bytes(), acc, decoders)? {
            Ok(result) => Ok(result),
            Err(error) => {
                let reason = reason(cx, error, text.bytes())?;
                cx.error(reason)
            }
        }
    }

    /// Reads JSON, or `JSON.DecodeError`.
    ///
    /// ```elixir
    /// iex> JSON.decode!(~S({"id": 7}))
    /// %{"id" => 7}
    /// ```
    #[row(cost = inside, name = "decode!")]
    pub fn decode_bang<'a>(cx: &mut Context<'a>, binary: Value<'a>) -> R<'a> {
        match decoded(cx, binary, "decode!")? {
            Ok(value) => Ok(value),
            Err((error, bytes)) => Err(raise(cx, error, bytes, binary)?),
        }
    }

    /// The JSON of a term: maps, lists, strings, numbers, atoms, dates and times, decimals. Keys come in order.
    ///
    /// ```elixir
    /// iex> JSON.encode!(%{id: 7, tags: ["a", nil], on: ~D[2024-05-02]})
    /// "{\"id\":7,\"on\":\"2024-05-02\",\"tags\":[\"a\",null]}"
    /// ```
    #[row(cost = inside, name = "encode!")]
    pub fn encode_bang<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
        let mut text = Vec::new();
        // The text is made beside the arena and then copied into it.
        let limit = cx.bump.left() / 2;
        json::write(cx, term, &mut text, limit, Full::Memory)?;
        match simdutf8::basic::from_utf8(&text) {
            Ok(text) => cx.string(text),
            Err(_) => cx.binary(&text),
        }
    }

    /// The JSON of a term by an encoder, a function of a term and of itself that gives iodata.
    ///
    /// ```elixir
    /// iex> JSON.encode!([{1, 2}], fn
    /// ...>   {a, b}, encoder -> encoder.([a, b], encoder)
    /// ...>   other, encoder -> JSON.protocol_encode(other, encoder)
    /// ...> end)
    /// "[[1,2]]"
    /// ```
    #[row(cost = inside, name = "encode!")]
    pub fn encode_with<'a>(cx: &mut Context<'a>, term: Value<'a>, encoder: Value<'a>) -> R<'a> {
        let data = cx.call(encoder, &[term, encoder])?;
        if !matches!(data.term(), Term::Binary(_) | Term::EmptyList | Term::List(_)) {
            return Err(cx.bad_argument(1, "not an iodata term"));
        }
        join_iodata(cx, &[data], 1)
    }

    /// The JSON of a term as iodata: nested lists of its parts.
    ///
    /// ```elixir
    /// iex> JSON.encode_to_iodata!([1, true])
    /// [91, "1", 44, "true", 93]
    /// ```
    #[row(cost = inside, name = "encode_to_iodata!")]
    pub fn encode_to_iodata<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
        iodata(cx, term, None)
    }

    /// The JSON of a term by an encoder, as that gives it.
    ///
    /// ```elixir
    /// iex> JSON.encode_to_iodata!({1, 2}, fn pair, _encoder -> inspect(pair) end)
    /// "{1, 2}"
    /// ```
    #[row(cost = inside, name = "encode_to_iodata!")]
    pub fn encode_to_iodata_with<'a>(cx: &mut Context<'a>, term: Value<'a>, encoder: Value<'a>) -> R<'a> {
        cx.call(encoder, &[term, encoder])
    }

    /// What encoders of one's own call for all terms that they do not treat themselves.
    ///
    /// ```elixir
    /// iex> JSON.protocol_encode(1.5, &JSON.protocol_encode/2)
    /// "1.5"
    /// ```
    #[row(cost = inside)]
    pub fn protocol_encode<'a>(cx: &mut Context<'a>, value: Value<'a>, encoder: Value<'a>) -> R<'a> {
        iodata(cx, value, Some(encoder))
    }
}

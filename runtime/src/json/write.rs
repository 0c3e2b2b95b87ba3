//! Values into JSON text, byte for byte as Elixir's `JSON.encode!/1` writes them.

use super::{encode, string};
use crate::context::Context;
use crate::error::Exc;
use crate::limits::Limit;
use crate::term::{Big, Binary, List, Map, Term, Value, atoms};
use crate::text::{self, float};

/// What it means that the text grows too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// The result of a run is too large.
    Output,
    /// The memory of a run is used up.
    Memory,
}

/// Appends the JSON of a value to `out`, at most `limit` bytes. `full` says which limit that is.
///
/// # Errors
/// What `JSON.encode!/1` raises for terms without a JSON form; limits. What was appended by then stays.
pub fn write<'a>(
    cx: &mut Context<'a>,
    value: Value<'a>,
    out: &mut Vec<u8>,
    limit: usize,
    full: Full,
) -> Result<(), Exc> {
    let end = out.len().saturating_add(limit);
    Writer { out, end, full }.value(cx, value)
}

struct Writer<'o> {
    out: &'o mut Vec<u8>,
    end: usize,
    full: Full,
}

impl Writer<'_> {
    /// Makes sure that so many bytes may be added.
    #[inline(always)]
    fn room(&mut self, cx: &mut Context<'_>, bytes: usize) -> Result<(), Exc> {
        if bytes > self.end.saturating_sub(self.out.len()) {
            return Err(match self.full {
                Full::Output => cx.limit(Limit::Output),
                Full::Memory => cx.limit(Limit::Memory),
            });
        }
        Ok(())
    }

    #[inline(always)]
    fn push(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Result<(), Exc> {
        self.room(cx, bytes.len())?;
        self.out.extend_from_slice(bytes);
        Ok(())
    }

    fn value<'a>(&mut self, cx: &mut Context<'a>, value: Value<'a>) -> Result<(), Exc> {
        cx.step()?;
        match value.term() {
            Term::Binary(binary) => self.string(cx, binary),
            Term::Int(i) => self.push(cx, itoa::Buffer::new().format(i).as_bytes()),
            Term::Float(f) => self.push(cx, float::write(f, &mut float::Buffer::default()).as_bytes()),
            Term::Big(big) => self.big(cx, big),
            Term::Atom(_) if value.is_nil() => self.push(cx, b"null"),
            Term::Atom(atom) if atom.as_bool().is_some() => self.push(cx, atom.name().as_bytes()),
            Term::Atom(atom) => self.text(cx, atom.name()),
            Term::EmptyList => self.push(cx, b"[]"),
            Term::List(list) => self.list(cx, list),
            Term::Map(map) => match map.struct_name() {
                None => self.map(cx, map),
                Some(_) => self.structure(cx, value),
            },
            Term::Bits(_) => Err(cx.function_clause(atoms::MODULE_ERLANG_JSON, "encode_binary", 1)),
            _ => Err(undefined(cx, value)),
        }
    }

    fn string(&mut self, cx: &mut Context<'_>, binary: Binary<'_>) -> Result<(), Exc> {
        cx.charge(1 + (binary.len() >> 5))?;
        match binary.text() {
            Some(text) => self.text(cx, text),
            None => Err(invalid_utf8(cx, binary.bytes())),
        }
    }

    /// A string with quotes around it.
    fn text(&mut self, cx: &mut Context<'_>, text: &str) -> Result<(), Exc> {
        let bytes = text.as_bytes();
        self.room(cx, bytes.len().saturating_add(2))?;
        self.out.push(b'"');
        let mut from = 0;
        loop {
            let at = string::next_special(bytes, from);
            self.out.extend_from_slice(bytes.get(from..at).unwrap_or_default());
            let Some(byte) = bytes.get(at) else { break };
            cx.tick()?;
            // What is left, the escape and the last quote.
            self.room(cx, bytes.len() - at + 7)?;
            string::push_escape(self.out, *byte);
            from = at + 1;
        }
        self.out.push(b'"');
        Ok(())
    }

    #[cold]
    fn big(&mut self, cx: &mut Context<'_>, big: Big<'_>) -> Result<(), Exc> {
        // Twenty bytes for each word at most.
        self.room(cx, big.digits().len().saturating_mul(20).saturating_add(1))?;
        let text = text::big_to_string(cx, big, 10)?;
        self.push(cx, text.as_bytes())
    }

    fn list<'a>(&mut self, cx: &mut Context<'a>, list: List<'a>) -> Result<(), Exc> {
        cx.guard_stack()?;
        self.push(cx, b"[")?;
        let mut list = list;
        loop {
            for (i, value) in list.block().iter().enumerate() {
                if i > 0 {
                    self.push(cx, b",")?;
                }
                self.value(cx, *value)?;
            }
            match list.rest().term() {
                Term::EmptyList => return self.push(cx, b"]"),
                Term::List(rest) => {
                    self.push(cx, b",")?;
                    list = rest;
                }
                _ => return Err(cx.function_clause(atoms::MODULE_ERLANG_JSON, "list_loop", 2)),
            }
        }
    }

    fn map<'a>(&mut self, cx: &mut Context<'a>, map: &'a Map<'a>) -> Result<(), Exc> {
        cx.guard_stack()?;
        let mut before = b'{';
        if map.is_empty() {
            return self.push(cx, b"{}");
        }
        for (key, value) in map.iter() {
            self.push(cx, &[before])?;
            before = b',';
            self.key(cx, key)?;
            self.push(cx, b":")?;
            self.value(cx, value)?;
        }
        self.push(cx, b"}")
    }

    /// A key: the text that `to_string/1` makes of it.
    fn key<'a>(&mut self, cx: &mut Context<'a>, key: Value<'a>) -> Result<(), Exc> {
        match key.term() {
            Term::Binary(binary) => self.string(cx, binary),
            Term::Atom(atom) => self.text(cx, atom.name()),
            Term::Int(_) | Term::Float(_) | Term::Big(_) => {
                self.push(cx, b"\"")?;
                self.value(cx, key)?;
                self.push(cx, b"\"")
            }
            _ => {
                let text = text::to_string(cx, key)?;
                self.value(cx, text)
            }
        }
    }

    fn structure<'a>(&mut self, cx: &mut Context<'a>, value: Value<'a>) -> Result<(), Exc> {
        match encode::struct_text(cx, value) {
            // Dates, times, decimals and durations need no escapes.
            Some(text) => self.text(cx, &text?),
            None => Err(undefined(cx, value)),
        }
    }
}

/// The text of `Protocol.UndefinedError` for terms that have no JSON form.
const DESCRIPTION: &str = "the protocol must be explicitly implemented.

If you have a struct, you can derive the implementation specifying which fields should be encoded to JSON:

    @derive {JSON.Encoder, only: [....]}
    defstruct ...

It is also possible to encode all fields, although this should be used carefully to avoid accidentally leaking private information when new fields are added:

    @derive JSON.Encoder
    defstruct ...

Finally, if you don't own the struct you want to encode to JSON, you may use Protocol.derive/3 placed outside of any module:

    Protocol.derive(JSON.Encoder, NameOfTheStruct, only: [...])
    Protocol.derive(JSON.Encoder, NameOfTheStruct)";

#[cold]
pub(super) fn undefined<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Exc {
    cx.protocol_undefined(atoms::JSON_ENCODER_PROTOCOL, value, DESCRIPTION)
}

/// `ErlangError` as Erlang's encoder raises it: of the byte that does not continue its character, or of the end.
#[cold]
pub(super) fn invalid_utf8(cx: &mut Context<'_>, bytes: &[u8]) -> Exc {
    let valid_up_to = std::str::from_utf8(bytes).err().map_or(0, |error| error.valid_up_to());
    let original = match string::utf8_stop(bytes, valid_up_to) {
        Some((_, byte)) => match cx.tuple(&[atoms::INVALID_BYTE, Value::int(i64::from(byte))]) {
            Ok(original) => original,
            Err(full) => return full,
        },
        None => atoms::UNEXPECTED_END,
    };
    cx.erlang_error(original)
}

//! JSON text into values of the arena.
//!
//! One pass, by recursive descent; the text is checked to be UTF-8 once, before it. Strings without escapes are slices of
//! the input. Objects come out with sorted keys, of equal ones the first counts, and objects of the same shape that
//! stand near each other share their keys.

use super::error::{JsonError, JsonErrorKind};
use super::object::{Field, SHAPES, SMALL, Shape, prefix, sort_small};
use super::options::{Demand, KeyStyle, ReadOptions, STRINGS};
use super::{number, string};
use crate::context::Context;
use crate::error::Exc;
use crate::memory::Full;
use crate::term::{Atom, Map, Value};
use num_bigint::BigInt;
use std::cmp::Ordering;

/// Reads one JSON value, with whitespace around it.
///
/// # Errors
/// What is not JSON, is nested too deep, or passes a limit of the run.
pub fn read<'a>(cx: &mut Context<'a>, bytes: &'a [u8], options: &ReadOptions<'_>) -> Result<Value<'a>, JsonError> {
    match simdutf8::basic::from_utf8(bytes) {
        Ok(text) => read_text(cx, text, options),
        Err(_) => read_invalid(cx, bytes, options),
    }
}

/// As [`read`], from what is known to be UTF-8.
///
/// # Errors
/// As those of [`read`].
pub fn read_text<'a>(cx: &mut Context<'a>, text: &'a str, options: &ReadOptions<'_>) -> Result<Value<'a>, JsonError> {
    if text.len() > u32::MAX as usize {
        return Err(JsonError { offset: 0, kind: JsonErrorKind::TooLong });
    }
    let mut reader = Reader::new(cx, text, options.depth);
    match reader.document(options) {
        Ok(value) => Ok(value),
        Err(Fail) => Err(reader.error),
    }
}

/// Text that is no UTF-8: what is wrong first, in the order of reading.
#[cold]
fn read_invalid<'a>(cx: &mut Context<'a>, bytes: &'a [u8], options: &ReadOptions<'_>) -> Result<Value<'a>, JsonError> {
    let valid_up_to = match std::str::from_utf8(bytes) {
        Ok(text) => return read_text(cx, text, options),
        Err(error) => error.valid_up_to(),
    };
    let valid = std::str::from_utf8(bytes.get(..valid_up_to).unwrap_or_default()).unwrap_or_default();
    let mut reader = Reader::new(cx, valid, options.depth);
    let result = reader.document(options);
    let error = reader.error;
    if result.is_err() && error.kind != JsonErrorKind::UnexpectedEnd {
        return Err(error);
    }
    Err(invalid_at(bytes, valid_up_to, reader.ended_in))
}

/// What is wrong with text whose valid part ended too early.
pub(super) fn invalid_at(bytes: &[u8], valid_up_to: usize, ended_in: EndedIn) -> JsonError {
    // All before the wrong byte is a part of JSON. Within a string the decoder goes on to the byte that does not continue
    // its character; elsewhere no character beyond ASCII can stand.
    let invalid = |offset: usize| {
        let byte = bytes.get(offset).copied().unwrap_or_default();
        JsonError { offset, kind: JsonErrorKind::InvalidByte(byte) }
    };
    let end = JsonError { offset: bytes.len(), kind: JsonErrorKind::UnexpectedEnd };
    match ended_in {
        EndedIn::Structure => invalid(valid_up_to),
        EndedIn::Nothing(end_of_value) => invalid(end_of_value),
        EndedIn::String => string::utf8_stop(bytes, valid_up_to).map_or(end, |(offset, _)| invalid(offset)),
        EndedIn::Escape(at) => match string::escape(bytes, at) {
            Ok(_) => invalid(valid_up_to),
            Err((offset, kind)) => JsonError { offset, kind },
        },
        EndedIn::Word(at, len) if bytes.len() <= at + len => end,
        EndedIn::Word(at, _) => invalid(at + 1),
    }
}

/// What the reader was in when the text ended.
#[derive(Clone, Copy)]
pub(super) enum EndedIn {
    Structure,
    String,
    /// An escape with its backslash there.
    Escape(usize),
    /// `true`, `false` or `null` from there on, and its length.
    Word(usize, usize),
    /// After the whole value, which ended there.
    Nothing(usize),
}

/// Reading failed; the reader knows why. It has no size, so that results come back in registers.
pub(super) struct Fail;

pub(super) struct Reader<'c, 'a> {
    cx: &'c mut Context<'a>,
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Levels that are left.
    depth: usize,
    /// Elements of the arrays that are open.
    elements: Vec<Value<'a>>,
    /// Entries of the objects that are open.
    fields: Vec<Field<'a>>,
    shapes: [Shape<'a>; SHAPES],
    /// How many shapes were seen.
    shapes_seen: usize,
    ended_in: EndedIn,
    error: JsonError,
}

impl<'c, 'a> Reader<'c, 'a> {
    pub(super) fn new(cx: &'c mut Context<'a>, text: &'a str, depth: usize) -> Self {
        Reader {
            cx,
            text,
            bytes: text.as_bytes(),
            at: 0,
            depth,
            elements: Vec::new(),
            fields: Vec::new(),
            shapes: [Shape { hash: 0, keys: &[], order: [0; SMALL] }; SHAPES],
            shapes_seen: 0,
            ended_in: EndedIn::Structure,
            error: JsonError { offset: 0, kind: JsonErrorKind::UnexpectedEnd },
        }
    }

    fn document(&mut self, options: &ReadOptions<'_>) -> Result<Value<'a>, Fail> {
        let value = self.value(options.keys, options.demand)?;
        let end = self.at;
        if self.next_token().is_none() {
            self.ended_in = EndedIn::Nothing(end);
            return Ok(value);
        }
        // Elixir names the byte behind the value, be it a space.
        self.at = end;
        Err(self.unexpected())
    }

    // ----- errors -----

    #[cold]
    #[inline(never)]
    pub(super) fn fail(&mut self, offset: usize, kind: JsonErrorKind) -> Fail {
        self.error = JsonError { offset, kind };
        Fail
    }

    /// The byte at hand cannot stand there, or is missing.
    #[cold]
    #[inline(never)]
    fn unexpected(&mut self) -> Fail {
        match self.bytes.get(self.at) {
            Some(byte) => self.fail(self.at, JsonErrorKind::InvalidByte(*byte)),
            None => self.fail(self.bytes.len(), JsonErrorKind::UnexpectedEnd),
        }
    }

    #[cold]
    pub(super) fn stopped(&mut self, exc: Exc) -> Fail {
        self.fail(self.at, JsonErrorKind::Stopped(exc))
    }

    #[cold]
    fn full(&mut self, full: Full) -> Fail {
        self.stopped(full.into())
    }

    // ----- for decoding with functions of a caller -----

    pub(super) fn context(&mut self) -> &mut Context<'a> {
        self.cx
    }

    pub(super) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Why it failed, and where the text ended then.
    pub(super) fn failure(&self) -> (JsonError, EndedIn) {
        (self.error, self.ended_in)
    }

    /// A value that holds no others.
    pub(super) fn scalar(&mut self) -> Result<Value<'a>, Fail> {
        self.value(&STRINGS, None)
    }

    /// Some token must follow.
    pub(super) fn some_token(&mut self) -> Result<(), Fail> {
        if self.next_token().is_some() { Ok(()) } else { Err(self.unexpected()) }
    }

    /// A string must follow.
    pub(super) fn quote(&mut self) -> Result<(), Fail> {
        if self.next_token() == Some(b'"') { Ok(()) } else { Err(self.unexpected()) }
    }

    /// A colon, which is taken.
    pub(super) fn colon(&mut self) -> Result<(), Fail> {
        if self.next_token() != Some(b':') {
            return Err(self.unexpected());
        }
        self.at += 1;
        Ok(())
    }

    /// A comma, which is taken, or the end of what is open, which is not.
    pub(super) fn separator(&mut self, end: u8) -> Result<u8, Fail> {
        match self.next_token() {
            Some(b',') => {
                self.at += 1;
                Ok(b',')
            }
            Some(byte) if byte == end => Ok(end),
            _ => Err(self.unexpected()),
        }
    }

    /// Takes the end of what is open, and goes one level up.
    pub(super) fn close(&mut self) {
        self.at += 1;
        self.depth += 1;
    }

    // ----- tokens -----

    /// The next byte that is no whitespace, not taken.
    #[inline(always)]
    pub(super) fn next_token(&mut self) -> Option<u8> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    fn value(&mut self, keys: &KeyStyle, demand: Option<&Demand>) -> Result<Value<'a>, Fail> {
        match self.next_token() {
            Some(b'"') => {
                let text = self.string()?;
                Ok(Value::str(text))
            }
            Some(b'{') => self.object(keys, demand),
            Some(b'[') => self.array(),
            Some(b'0'..=b'9' | b'-') => self.number(),
            Some(b't') => self.word(b"true", Value::TRUE),
            Some(b'f') => self.word(b"false", Value::FALSE),
            Some(b'n') => self.word(b"null", Value::NIL),
            _ => Err(self.unexpected()),
        }
    }

    #[inline]
    fn word(&mut self, word: &[u8], value: Value<'a>) -> Result<Value<'a>, Fail> {
        if self.bytes.get(self.at..self.at + word.len()) == Some(word) {
            self.at += word.len();
            return Ok(value);
        }
        Err(self.no_word(word.len()))
    }

    /// As Elixir has it: the second byte is named, whichever is wrong, where there are more bytes than the word has.
    #[cold]
    #[inline(never)]
    fn no_word(&mut self, len: usize) -> Fail {
        self.ended_in = EndedIn::Word(self.at, len);
        if self.bytes.len() <= self.at + len {
            return self.fail(self.bytes.len(), JsonErrorKind::UnexpectedEnd);
        }
        self.at += 1;
        self.unexpected()
    }

    // ----- strings -----

    /// A string, at its first quote.
    #[inline(always)]
    pub(super) fn string(&mut self) -> Result<&'a str, Fail> {
        let start = self.at + 1;
        let end = string::next_special(self.bytes, start);
        if self.bytes.get(end) == Some(&b'"') {
            self.at = end + 1;
            // Quotes are ends of characters.
            return Ok(self.text.get(start..end).unwrap_or_default());
        }
        self.string_with_escapes(start, end)
    }

    #[inline(never)]
    fn string_with_escapes(&mut self, start: usize, mut end: usize) -> Result<&'a str, Fail> {
        let bytes = self.bytes;
        let text = self.text;
        let mut from = start;
        let mut writer = self.cx.bump.text_writer();
        let (at, kind) = loop {
            if let Err(full) = writer.push(text.get(from..end).unwrap_or_default()) {
                return Err(self.full(full));
            }
            match bytes.get(end) {
                Some(b'"') => {
                    self.at = end + 1;
                    return Ok(writer.finish());
                }
                Some(b'\\') => {}
                Some(byte) => break (end, JsonErrorKind::InvalidByte(*byte)),
                None => {
                    self.ended_in = EndedIn::String;
                    break (end, JsonErrorKind::UnexpectedEnd);
                }
            }
            let (c, len) = match string::escape(bytes, end) {
                Ok(escape) => escape,
                Err(wrong) => {
                    self.ended_in = EndedIn::Escape(end);
                    break wrong;
                }
            };
            if let Err(full) = writer.push_char(c) {
                return Err(self.full(full));
            }
            from = end + len;
            end = string::next_special(bytes, from);
        };
        Err(self.fail(at, kind))
    }

    // ----- numbers -----

    fn number(&mut self) -> Result<Value<'a>, Fail> {
        let start = self.at;
        let negative = self.bytes.get(start) == Some(&b'-');
        let first = start + usize::from(negative);
        self.at = first;
        let mut mantissa = 0u64;
        match self.bytes.get(first) {
            // No zeros before other digits: those would be the next token.
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => mantissa = self.digits(0),
            _ => return Err(self.unexpected()),
        }
        let whole_digits = self.at - first;
        if !matches!(self.bytes.get(self.at), Some(b'.' | b'e' | b'E')) {
            if whole_digits > 18 {
                return self.big_integer(first, negative);
            }
            let integer = mantissa as i64;
            return Ok(Value::int(if negative { -integer } else { integer }));
        }
        let mut digits = whole_digits;
        let mut exponent = 0i32;
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            let from = self.at;
            mantissa = self.digits(mantissa);
            let count = self.at - from;
            if count == 0 {
                return Err(self.unexpected());
            }
            digits += count;
            exponent = -i32::try_from(count).unwrap_or(i32::MAX);
        }
        // Elixir loses the sign of `-0e1`.
        let negative = negative && !(exponent == 0 && mantissa == 0 && whole_digits == 1);
        if matches!(self.bytes.get(self.at), Some(b'e' | b'E')) {
            self.at += 1;
            let mut minus = false;
            if let Some(sign @ (b'-' | b'+')) = self.bytes.get(self.at) {
                minus = *sign == b'-';
                self.at += 1;
            }
            let from = self.at;
            let power = self.digits(0);
            let count = self.at - from;
            if count == 0 {
                return Err(self.unexpected());
            }
            let power = if count > 8 { 100_000_000 } else { power as i32 };
            exponent = exponent.saturating_add(if minus { -power } else { power });
        }
        let float = match number::exact_float(mantissa, exponent) {
            Some(float) if digits <= 19 => {
                if negative {
                    -float
                } else {
                    float
                }
            }
            _ => self.text.get(start..self.at).and_then(|text| text.parse().ok()).unwrap_or(f64::INFINITY),
        };
        if float.is_finite() {
            Ok(Value::float(float))
        } else {
            Err(self.fail(start, JsonErrorKind::UnexpectedSequence(self.at - start)))
        }
    }

    /// Takes digits, which are added behind those of `value`; it is of no use where there are more than 19 in all.
    #[inline(always)]
    fn digits(&mut self, mut value: u64) -> u64 {
        while let Some(digit @ b'0'..=b'9') = self.bytes.get(self.at) {
            value = value.wrapping_mul(10).wrapping_add(u64::from(digit & 15));
            self.at += 1;
        }
        value
    }

    #[cold]
    fn big_integer(&mut self, first: usize, negative: bool) -> Result<Value<'a>, Fail> {
        let digits = self.bytes.get(first..self.at).unwrap_or_default();
        if digits.len() > number::MAX_DIGITS {
            return Err(self.fail(first, JsonErrorKind::IntegerTooLarge));
        }
        if let Err(exc) = self.cx.charge(number::cost(digits.len())) {
            return Err(self.stopped(exc));
        }
        let integer: BigInt = number::integer(digits);
        let integer = if negative { -integer } else { integer };
        if integer.bits() > crate::ops::MAX_INTEGER_BITS {
            return Err(self.fail(first, JsonErrorKind::IntegerTooLarge));
        }
        self.cx.integer(&integer).map_err(|exc| self.stopped(exc))
    }

    // ----- arrays and objects -----

    /// Goes one level down.
    #[inline(always)]
    pub(super) fn open(&mut self) -> Result<(), Fail> {
        if self.depth == 0 {
            return Err(self.fail(self.at, JsonErrorKind::TooDeep));
        }
        self.depth -= 1;
        if let Err(exc) = self.cx.guard_stack() {
            return Err(self.stopped(exc));
        }
        self.at += 1;
        Ok(())
    }

    fn array(&mut self) -> Result<Value<'a>, Fail> {
        self.open()?;
        let base = self.elements.len();
        if self.next_token() == Some(b']') {
            self.at += 1;
            self.depth += 1;
            return Ok(Value::EMPTY_LIST);
        }
        loop {
            let value = self.value(&STRINGS, None)?;
            self.push_element(value)?;
            match self.next_token() {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                _ => return Err(self.unexpected()),
            }
        }
        self.at += 1;
        self.depth += 1;
        self.push_element(Value::EMPTY_LIST)?;
        let block = match self.cx.bump.values(self.elements.get(base..).unwrap_or_default()) {
            Ok(block) => block,
            Err(full) => return Err(self.full(full)),
        };
        self.elements.truncate(base);
        Ok(Value::block(block))
    }

    #[inline(always)]
    fn push_element(&mut self, value: Value<'a>) -> Result<(), Fail> {
        if self.elements.len() == self.elements.capacity() {
            // No more than the text that is left can hold.
            let more = self.elements.len().max(32).min((self.bytes.len().saturating_sub(self.at)) / 2 + 2);
            self.afford(more * size_of::<Value<'_>>())?;
            self.elements.reserve_exact(more);
        }
        self.elements.push(value);
        Ok(())
    }

    #[inline(always)]
    fn push_field(&mut self, field: Field<'a>) -> Result<(), Fail> {
        if self.fields.len() == self.fields.capacity() {
            let more = self.fields.len().max(64).min((self.bytes.len().saturating_sub(self.at)) / 5 + 2);
            self.afford(more * size_of::<Field<'_>>())?;
            self.fields.reserve_exact(more);
        }
        self.fields.push(field);
        Ok(())
    }

    /// What is open takes no more memory than the arena has left: most of it goes there anyway.
    #[inline]
    fn afford(&mut self, bytes: usize) -> Result<(), Fail> {
        const SMALL: usize = 64 << 10;
        if bytes > SMALL && bytes > self.cx.bump.left() {
            return Err(self.stopped(Exc::memory()));
        }
        Ok(())
    }

    fn object(&mut self, keys: &KeyStyle, demand: Option<&Demand>) -> Result<Value<'a>, Fail> {
        self.open()?;
        let base = self.fields.len();
        let mut hash = 0u64;
        if self.next_token() == Some(b'}') {
            self.at += 1;
            self.depth += 1;
            return Ok(Value::map(&Map::EMPTY));
        }
        loop {
            if self.next_token() != Some(b'"') {
                return Err(self.unexpected());
            }
            let key = self.string()?;
            if self.next_token() != Some(b':') {
                return Err(self.unexpected());
            }
            self.at += 1;
            let wanted = match demand {
                None => Some(None),
                Some(demand) => demand.keys.iter().find(|(name, _)| name == key).map(|(_, below)| below.as_ref()),
            };
            let value = self.value(keys.of(key), wanted.flatten())?;
            if wanted.is_some() {
                let prefix = prefix(key.as_bytes());
                hash = (hash.rotate_left(5) ^ prefix ^ key.len() as u64).wrapping_mul(0x517c_c1b7_2722_0a95);
                let key_value = if keys.has_atoms() { Atom::new(key).value() } else { Value::str(key) };
                self.push_field(Field { prefix, key, value, key_value })?;
            }
            match self.next_token() {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                _ => return Err(self.unexpected()),
            }
        }
        self.at += 1;
        self.depth += 1;
        let map = self.close_object(base, hash).map_err(|full| self.full(full))?;
        self.fields.truncate(base);
        Ok(map)
    }

    /// The map of the fields from `base` on.
    #[inline(always)]
    fn close_object(&mut self, base: usize, hash: u64) -> Result<Value<'a>, Full> {
        let fields = self.fields.get(base..).unwrap_or_default();
        let n = fields.len();
        if n > SMALL {
            return self.close_large_object(base);
        }
        let known = self.shapes.iter().find(|shape| shape.hash == hash && shape.describes(fields));
        if let Some(shape) = known {
            let values = self.cx.bump.values_with::<Full>(n, |i| Ok(fields[shape.order[i] as usize].value))?;
            return Ok(Value::map(self.cx.bump.alloc(Map::from_sorted(shape.keys, values))?));
        }
        let mut order = [0u8; SMALL];
        let n = sort_small(fields, &mut order);
        let keys = self.cx.bump.values_with::<Full>(n, |i| Ok(fields[order[i] as usize].key_value))?;
        let values = self.cx.bump.values_with::<Full>(n, |i| Ok(fields[order[i] as usize].value))?;
        if n == fields.len() {
            self.shapes[self.shapes_seen % SHAPES] = Shape { hash, keys, order };
            self.shapes_seen += 1;
        }
        Ok(Value::map(self.cx.bump.alloc(Map::from_sorted(keys, values))?))
    }

    #[inline(never)]
    fn close_large_object(&mut self, base: usize) -> Result<Value<'a>, Full> {
        let fields = self.fields.get_mut(base..).unwrap_or_default();
        let in_order = fields.windows(2).all(|pair| pair[0].order(&pair[1]) == Ordering::Less);
        let n = if in_order {
            fields.len()
        } else {
            // Stable, so that the first of equal keys stays the first. The order is that of bytes and never
            // contradicts itself.
            fields.sort_by(Field::order);
            let mut kept = 0;
            for i in 0..fields.len() {
                if i == 0 || fields[kept - 1].key != fields[i].key {
                    fields[kept] = fields[i];
                    kept += 1;
                }
            }
            kept
        };
        let keys = self.cx.bump.values_with::<Full>(n, |i| Ok(fields[i].key_value))?;
        let values = self.cx.bump.values_with::<Full>(n, |i| Ok(fields[i].value))?;
        Ok(Value::map(self.cx.bump.alloc(Map::from_sorted(keys, values))?))
    }
}

//! Parts of a text: length, characters, slices.

use super::{binary, integer, known, no_clause};
use crate::context::Context;
use crate::error::{Exc, R};
use crate::inspect::is_printable_char;
use crate::term::{Binary, Term, Value, atoms};
use crate::text::grapheme::{self, Graphemes, charge_walk, is_plain};
use philtre_library::library;

/// Text as UTF-8, walked by graphemes.
#[library("String", units = 3)]
pub mod functions {
    use super::*;

    /// Counts the graphemes.
    ///
    /// ```elixir
    /// iex> String.length("naïve")
    /// 5
    /// iex> String.length("")
    /// 0
    /// ```
    #[row(cost = inside)]
    pub fn length<'a>(cx: &mut Context<'a>, string: Value<'a>) -> R<'a> {
        let string = binary(cx, string, "length", 1)?;
        Ok(Value::int(count(cx, string)? as i64))
    }

    /// Gives the grapheme at a position, counted from the end where it is negative; `nil` where there is none.
    ///
    /// ```elixir
    /// iex> String.at("crème", 2)
    /// "è"
    /// iex> String.at("crème", -1)
    /// "e"
    /// iex> String.at("crème", 9)
    /// nil
    /// ```
    #[row(cost = inside)]
    pub fn at<'a>(cx: &mut Context<'a>, string: Value<'a>, position: Value<'a>) -> R<'a> {
        let (Term::Binary(string), Some(position)) = (string.term(), integer(position)) else {
            return Err(no_clause(cx, "at", 2));
        };
        let position = if position < 0 { count(cx, string)? as i64 + position } else { position };
        if position < 0 {
            return Ok(Value::NIL);
        }
        let from = offset(cx, string, position)?;
        let rest = string.bytes().get(from..).unwrap_or_default();
        Ok(match Graphemes::new(rest, known(string)).next() {
            Some(first) => string.slice(from, from + first.len()),
            None => Value::NIL,
        })
    }

    /// Gives the first grapheme, or `nil`.
    ///
    /// ```elixir
    /// iex> String.first("été")
    /// "é"
    /// iex> String.first("")
    /// nil
    /// ```
    #[row(cost = bytes(string))]
    pub fn first<'a>(cx: &mut Context<'a>, string: Value<'a>) -> R<'a> {
        let string = binary(cx, string, "first", 1)?;
        Ok(match Graphemes::new(string.bytes(), known(string)).next() {
            Some(first) => {
                cx.charge(first.len())?;
                string.slice(0, first.len())
            }
            None => Value::NIL,
        })
    }

    /// Gives the last grapheme, or `nil`.
    ///
    /// ```elixir
    /// iex> String.last("blé")
    /// "é"
    /// ```
    #[row(cost = bytes(string))]
    pub fn last<'a>(cx: &mut Context<'a>, string: Value<'a>) -> R<'a> {
        let string = binary(cx, string, "last", 1)?;
        Ok(match grapheme::last(string.bytes()) {
            Some(last) => string.slice(string.len() - last.len(), string.len()),
            None => Value::NIL,
        })
    }

    /// Gives the graphemes in a range; negative ends count from the end of the text.
    ///
    /// ```elixir
    /// iex> String.slice("philtre", 2..4)
    /// "ilt"
    /// iex> String.slice("philtre", -3..-1//1)
    /// "tre"
    /// iex> String.slice("philtre", 0..-1//3)
    /// "ple"
    /// ```
    #[row(cost = inside, name = "slice")]
    pub fn slice_range<'a>(cx: &mut Context<'a>, string: Value<'a>, range: Value<'a>) -> R<'a> {
        let (Term::Binary(string), Some((first, last, step))) = (string.term(), range_fields(range)) else {
            return Err(no_clause(cx, "slice", 2));
        };
        let step = match step {
            1.. => step,
            -1 if first > last => 1,
            _ => {
                let message =
                    format!("String.slice/2 does not accept ranges with negative steps, got: {first}..{last}//{step}");
                return Err(cx.argument_error(&message));
            }
        };
        if string.is_empty() || (first >= 0 && last >= 0 && first > last) {
            return Ok(Value::EMPTY_STRING);
        }
        let (from, to) = if first >= 0 && (last >= 0 || last == -1) {
            let from = offset(cx, string, first)?;
            if last == -1 {
                (from, string.len())
            } else {
                let rest = part(string, from, string.len());
                (from, from + offset(cx, rest, last.saturating_sub(first).saturating_add(1))?)
            }
        } else {
            let length = count(cx, string)? as i64;
            let low = if first < 0 { first.saturating_add(length).max(0) } else { first };
            let high = if last < 0 { last.saturating_add(length) } else { last };
            if low > high || low > length {
                return Ok(Value::EMPTY_STRING);
            }
            let from = offset(cx, string, low)?;
            let rest = part(string, from, string.len());
            (from, from + offset(cx, rest, high.saturating_add(1).min(length).saturating_sub(low))?)
        };
        let wanted = part(string, from, to);
        if step == 1 {
            return Ok(wanted.value());
        }
        charge_walk(cx, wanted.bytes())?;
        let step = usize::try_from(step).unwrap_or(usize::MAX);
        let mut out = cx.bump.writer();
        for piece in Graphemes::new(wanted.bytes(), known(wanted)).step_by(step) {
            out.push(piece)?;
        }
        let bytes = out.finish();
        Ok(same_kind(wanted, bytes))
    }

    /// Gives `length` graphemes from a position on; a negative position counts from the end.
    ///
    /// ```elixir
    /// iex> String.slice("philtre", 0, 3)
    /// "phi"
    /// iex> String.slice("philtre", -2, 5)
    /// "re"
    /// iex> String.slice("philtre", 9, 1)
    /// ""
    /// ```
    #[row(cost = inside)]
    pub fn slice<'a>(cx: &mut Context<'a>, string: Value<'a>, start: Value<'a>, length: Value<'a>) -> R<'a> {
        let wanted = match integer(length) {
            Some(0) => return Ok(Value::EMPTY_STRING),
            Some(length @ 1..) => length,
            _ => return Err(no_clause(cx, "slice", 3)),
        };
        let (Term::Binary(string), Some(start)) = (string.term(), integer(start)) else {
            return Err(no_clause(cx, "slice", 3));
        };
        let start = if start < 0 { (count(cx, string)? as i64).saturating_add(start).max(0) } else { start };
        let from = offset(cx, string, start)?;
        let rest = part(string, from, string.len());
        let length = offset(cx, rest, wanted)?;
        Ok(string.slice(from, from + length))
    }

    /// Cuts the text in two before a position.
    ///
    /// ```elixir
    /// iex> String.split_at("philtre", 4)
    /// {"phil", "tre"}
    /// iex> String.split_at("philtre", -1)
    /// {"philtr", "e"}
    /// ```
    #[row(cost = inside)]
    pub fn split_at<'a>(cx: &mut Context<'a>, string: Value<'a>, position: Value<'a>) -> R<'a> {
        let (Term::Binary(string), Some(position)) = (string.term(), integer(position)) else {
            return Err(no_clause(cx, "split_at", 2));
        };
        let position = if position < 0 { (count(cx, string)? as i64).saturating_add(position) } else { position };
        let at = if position < 0 { 0 } else { offset(cx, string, position)? };
        cx.tuple(&[string.slice(0, at), string.slice(at, string.len())])
    }

    /// Gives at most `size_bytes` bytes from a byte on, without cutting a character.
    ///
    /// ```elixir
    /// iex> String.byte_slice("été", 0, 3)
    /// "ét"
    /// iex> String.byte_slice("été", 1, 3)
    /// "té"
    /// ```
    #[row(cost = inside)]
    pub fn byte_slice<'a>(
        cx: &mut Context<'a>,
        string: Value<'a>,
        start_bytes: Value<'a>,
        size_bytes: Value<'a>,
    ) -> R<'a> {
        let (Term::Binary(string), Some(start), Some(size @ 0..)) =
            (string.term(), integer(start_bytes), integer(size_bytes))
        else {
            return Err(no_clause(cx, "byte_slice", 3));
        };
        let total = string.len();
        let start = if start < 0 {
            total.saturating_sub(usize::try_from(start.unsigned_abs()).unwrap_or(usize::MAX))
        } else {
            usize::try_from(start).unwrap_or(usize::MAX)
        };
        if start >= total {
            return Ok(Value::EMPTY_STRING);
        }
        cx.charge_bytes(total)?;
        let rest = string.bytes().get(start..).unwrap_or_default();
        let from = start + rest.iter().take_while(|byte| **byte & 0xc0 == 0x80).count();
        let rest = string.bytes().get(from..).unwrap_or_default();
        let size = usize::try_from(size).unwrap_or(usize::MAX).min(rest.len());
        Ok(string.slice(from, from + whole_characters(rest, size)))
    }

    /// Lists the code points.
    ///
    /// ```elixir
    /// iex> String.codepoints("aé😀")
    /// ["a", "é", "😀"]
    /// ```
    #[row(cost = bytes(string))]
    pub fn codepoints<'a>(cx: &mut Context<'a>, string: Value<'a>) -> R<'a> {
        let string = binary(cx, string, "codepoints", 1)?;
        cx.charge(string.len())?;
        let mut list = cx.list_builder(string.len().min(64))?;
        let mut at = 0;
        for chunk in string.bytes().utf8_chunks() {
            for length in chunk.valid().chars().map(char::len_utf8).chain(chunk.invalid().iter().map(|_| 1)) {
                list.push(&mut cx.bump, string.slice(at, at + length))?;
                at += length;
            }
        }
        Ok(list.finish(&mut cx.bump))
    }

    /// Lists the graphemes.
    ///
    /// ```elixir
    /// iex> String.graphemes("mañana")
    /// ["m", "a", "ñ", "a", "n", "a"]
    /// ```
    #[row(cost = inside)]
    pub fn graphemes<'a>(cx: &mut Context<'a>, string: Value<'a>) -> R<'a> {
        let string = binary(cx, string, "graphemes", 1)?;
        list_graphemes(cx, string)
    }

    /// Gives the first code point and the rest, or `nil`.
    ///
    /// ```elixir
    /// iex> String.next_codepoint("né")
    /// {"n", "é"}
    /// ```
    #[row(cost = unit)]
    pub fn next_codepoint<'a>(cx: &mut Context<'a>, string: Value<'a>) -> R<'a> {
        let string = binary(cx, string, "next_codepoint", 1)?;
        let head = string.bytes().get(..4.min(string.len())).unwrap_or_default();
        let length = match head.utf8_chunks().next() {
            None => return Ok(Value::NIL),
            Some(chunk) => chunk.valid().chars().next().map_or(1, char::len_utf8),
        };
        cx.tuple(&[string.slice(0, length), string.slice(length, string.len())])
    }

    /// Gives the first grapheme and the rest, or `nil`.
    ///
    /// ```elixir
    /// iex> String.next_grapheme("été")
    /// {"é", "té"}
    /// ```
    #[row(cost = bytes(string))]
    pub fn next_grapheme<'a>(cx: &mut Context<'a>, string: Value<'a>) -> R<'a> {
        let string = binary(cx, string, "next_grapheme", 1)?;
        match Graphemes::new(string.bytes(), known(string)).next().map(<[u8]>::len) {
            Some(length) => {
                cx.charge(length)?;
                cx.tuple(&[string.slice(0, length), string.slice(length, string.len())])
            }
            None => Ok(Value::NIL),
        }
    }

    /// Gives the bytes of the first grapheme and the rest, or `nil`.
    ///
    /// ```elixir
    /// iex> String.next_grapheme_size("été")
    /// {2, "té"}
    /// ```
    #[row(cost = bytes(string))]
    pub fn next_grapheme_size<'a>(cx: &mut Context<'a>, string: Value<'a>) -> R<'a> {
        let string = binary(cx, string, "next_grapheme_size", 1)?;
        match Graphemes::new(string.bytes(), known(string)).next().map(<[u8]>::len) {
            Some(length) => {
                cx.charge(length)?;
                cx.tuple(&[Value::int(length as i64), string.slice(length, string.len())])
            }
            None => Ok(Value::NIL),
        }
    }

    /// Cuts the text into runs of characters that share a trait, `:valid` or `:printable`, and of such that do not.
    ///
    /// ```elixir
    /// iex> String.chunk(<<?a, ?b, 0, ?c>>, :printable)
    /// ["ab", <<0>>, "c"]
    /// ```
    #[row(cost = inside, name = "chunk")]
    pub fn chunk<'a>(cx: &mut Context<'a>, string: Value<'a>, r#trait: Value<'a>) -> R<'a> {
        let Term::Binary(string) = string.term() else { return Err(no_clause(cx, "chunk", 2)) };
        if string.is_empty() {
            return Ok(Value::EMPTY_LIST);
        }
        let printable = r#trait.is(atoms::PRINTABLE);
        if !printable && !r#trait.is(atoms::VALID) {
            return Err(no_clause(cx, "chunk", 2));
        }
        cx.charge(string.len())?;
        let mut list = cx.list_builder(4)?;
        let (mut from, mut at, mut current) = (0, 0, None);
        for chunk in string.bytes().utf8_chunks() {
            let valid = chunk.valid().chars().map(|c| (c.len_utf8(), !printable || is_printable_char(c)));
            for (length, flag) in valid.chain(chunk.invalid().iter().map(|_| (1, false))) {
                if current.is_some_and(|current| current != flag) {
                    list.push(&mut cx.bump, string.slice(from, at))?;
                    from = at;
                }
                current = Some(flag);
                at += length;
            }
        }
        list.push(&mut cx.bump, string.slice(from, at))?;
        Ok(list.finish(&mut cx.bump))
    }
}

/// Charges for a walk and counts.
#[inline]
pub(super) fn count<'a>(cx: &mut Context<'a>, string: Binary<'a>) -> Result<usize, Exc> {
    let bytes = string.bytes();
    cx.charge_bytes(bytes.len())?;
    if is_plain(bytes) {
        return Ok(bytes.len());
    }
    charge_walk(cx, bytes)?;
    Ok(grapheme::count(bytes, known(string)))
}

/// Where the grapheme of that number begins.
#[inline]
fn offset<'a>(cx: &mut Context<'a>, string: Binary<'a>, n: i64) -> Result<usize, Exc> {
    let n = usize::try_from(n).unwrap_or(usize::MAX);
    if n == 0 {
        return Ok(0);
    }
    // Most graphemes are one byte; a walk that goes further is charged by what it may touch. One byte more is looked at: it
    // could extend the last.
    let near = string.bytes().get(..n.saturating_add(1).min(string.len())).unwrap_or_default();
    cx.charge_bytes(near.len())?;
    if is_plain(near) {
        return Ok(n.min(string.len()));
    }
    charge_walk(cx, string.bytes())?;
    Ok(grapheme::offset(string.bytes(), known(string), n))
}

/// Bytes `from..to` as a binary.
#[inline]
fn part<'a>(string: Binary<'a>, from: usize, to: usize) -> Binary<'a> {
    match string.slice(from, to).term() {
        Term::Binary(part) => part,
        _ => string,
    }
}

/// Bytes gathered from whole graphemes of a source: text where that is.
pub(super) fn same_kind<'a>(source: Binary<'a>, bytes: &'a [u8]) -> Value<'a> {
    if known(source)
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return Value::str(text);
    }
    Value::bytes(bytes)
}

/// The list of a text's graphemes.
pub(super) fn list_graphemes<'a>(cx: &mut Context<'a>, string: Binary<'a>) -> R<'a> {
    charge_walk(cx, string.bytes())?;
    let mut list = cx.list_builder(string.len().min(64))?;
    let mut at = 0;
    for piece in Graphemes::new(string.bytes(), known(string)) {
        cx.tick()?;
        list.push(&mut cx.bump, string.slice(at, at + piece.len()))?;
        at += piece.len();
    }
    Ok(list.finish(&mut cx.bump))
}

/// How many of the first `size` bytes are left when a character that is cut at the end is left out.
fn whole_characters(bytes: &[u8], size: usize) -> usize {
    let mut last = size;
    let mut continuations = 0;
    while let Some(byte) = last.checked_sub(1).and_then(|at| bytes.get(at)) {
        let begins = match byte {
            0..=0x7f => return last,
            0x80..=0xbf => {
                last -= 1;
                continuations += 1;
                continue;
            }
            0xc0..=0xdf => 1,
            0xe0..=0xef => 2,
            0xf0..=0xf7 => 3,
            _ => return last,
        };
        return if continuations == begins { last + continuations } else { last - 1 };
    }
    0
}

/// `first`, `last` and `step` of a range.
fn range_fields(range: Value<'_>) -> Option<(i64, i64, i64)> {
    let Term::Map(map) = range.term() else { return None };
    if !map.struct_field()?.is(atoms::MODULE_RANGE) {
        return None;
    }
    let field = |key| map.get_flat(key).and_then(integer);
    let (first, last) = (field(atoms::FIRST)?, field(atoms::LAST)?);
    let step = match map.get_flat(atoms::STEP) {
        Some(step) => integer(step)?,
        None if first <= last => 1,
        None => -1,
    };
    Some((first, last, step))
}

//! What is at the ends of a text: white space, padding, prefixes and suffixes.

use super::{binary, no_clause, parts};
use crate::bitstring;
use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::{Binary, List, Term, Value};
use philtre_library::library;

/// Text as UTF-8, walked by graphemes.
#[library("String", units = 4)]
pub mod functions {
    use super::*;

    /// Removes white space at both ends.
    ///
    /// ```elixir
    /// iex> String.trim("  still \n")
    /// "still"
    /// ```
    #[row(cost = bytes(string), name = "trim")]
    pub fn trim<'a>(cx: &mut Context<'a>, string: Value<'a>) -> R<'a> {
        let string = binary(cx, string, "trim", 1)?;
        let from = leading(string.bytes());
        let to = trailing(string.bytes().get(from..).unwrap_or_default());
        charge_removed(cx, string.len() - to)?;
        Ok(string.slice(from, from + to))
    }

    /// Removes a text from both ends, as often as it stands there.
    ///
    /// ```elixir
    /// iex> String.trim("--slug-", "-")
    /// "slug"
    /// ```
    #[row(cost = bytes(string), name = "trim")]
    pub fn trim_text<'a>(cx: &mut Context<'a>, string: Value<'a>, to_trim: Value<'a>) -> R<'a> {
        let (Term::Binary(string), Term::Binary(text)) = (string.term(), to_trim.term()) else {
            return Err(no_clause(cx, "trim", 2));
        };
        not_empty(cx, text)?;
        let from = repeated_prefix(string.bytes(), text.bytes());
        let to = string.len() - repeated_suffix(string.bytes().get(from..).unwrap_or_default(), text.bytes());
        charge_removed(cx, string.len().saturating_sub(to - from))?;
        Ok(string.slice(from, to))
    }

    /// Removes white space at the start.
    ///
    /// ```elixir
    /// iex> String.trim_leading("\t left ")
    /// "left "
    /// ```
    #[row(cost = bytes(string), name = "trim_leading")]
    pub fn trim_leading<'a>(cx: &mut Context<'a>, string: Value<'a>) -> R<'a> {
        let Term::Binary(string) = string.term() else { return Err(no_break_clause(cx, "trim_leading")) };
        let from = leading(string.bytes());
        charge_removed(cx, from)?;
        Ok(string.slice(from, string.len()))
    }

    /// Removes a text from the start, as often as it stands there.
    ///
    /// ```elixir
    /// iex> String.trim_leading("000420", "0")
    /// "420"
    /// ```
    #[row(cost = bytes(string), name = "trim_leading")]
    pub fn trim_leading_text<'a>(cx: &mut Context<'a>, string: Value<'a>, to_trim: Value<'a>) -> R<'a> {
        let (Term::Binary(string), Term::Binary(text)) = (string.term(), to_trim.term()) else {
            return Err(no_clause(cx, "trim_leading", 2));
        };
        not_empty(cx, text)?;
        let from = repeated_prefix(string.bytes(), text.bytes());
        charge_removed(cx, from)?;
        Ok(string.slice(from, string.len()))
    }

    /// Removes white space at the end.
    ///
    /// ```elixir
    /// iex> String.trim_trailing(" right \n")
    /// " right"
    /// ```
    #[row(cost = bytes(string), name = "trim_trailing")]
    pub fn trim_trailing<'a>(cx: &mut Context<'a>, string: Value<'a>) -> R<'a> {
        let Term::Binary(string) = string.term() else { return Err(no_break_clause(cx, "trim_trailing")) };
        let to = trailing(string.bytes());
        charge_removed(cx, string.len() - to)?;
        Ok(string.slice(0, to))
    }

    /// Removes a text from the end, as often as it stands there.
    ///
    /// ```elixir
    /// iex> String.trim_trailing("1.500", "0")
    /// "1.5"
    /// ```
    #[row(cost = bytes(string), name = "trim_trailing")]
    pub fn trim_trailing_text<'a>(cx: &mut Context<'a>, string: Value<'a>, to_trim: Value<'a>) -> R<'a> {
        let (Term::Binary(string), Term::Binary(text)) = (string.term(), to_trim.term()) else {
            return Err(no_clause(cx, "trim_trailing", 2));
        };
        not_empty(cx, text)?;
        let behind = repeated_suffix(string.bytes(), text.bytes());
        charge_removed(cx, behind)?;
        Ok(string.slice(0, string.len() - behind))
    }

    /// Fills the start up to a number of graphemes, with spaces, a text or a list of texts.
    ///
    /// ```elixir
    /// iex> String.pad_leading("42", 5, "0")
    /// "00042"
    /// iex> String.pad_leading("42", 3)
    /// " 42"
    /// iex> String.pad_leading("x", 4, ["a", "b"])
    /// "abax"
    /// ```
    #[row(cost = inside, default(padding = " "))]
    pub fn pad_leading<'a>(cx: &mut Context<'a>, string: Value<'a>, count: Value<'a>, padding: Value<'a>) -> R<'a> {
        pad(cx, string, count, padding, true)
    }

    /// Fills the end up to a number of graphemes, with spaces, a text or a list of texts.
    ///
    /// ```elixir
    /// iex> String.pad_trailing("ab", 4, ".")
    /// "ab.."
    /// ```
    #[row(cost = inside, default(padding = " "))]
    pub fn pad_trailing<'a>(cx: &mut Context<'a>, string: Value<'a>, count: Value<'a>, padding: Value<'a>) -> R<'a> {
        pad(cx, string, count, padding, false)
    }

    /// Replaces a text at the start, as often as it stands there.
    ///
    /// ```elixir
    /// iex> String.replace_leading("//a/b", "/", "~")
    /// "~~a/b"
    /// ```
    #[row(cost = bytes(string))]
    pub fn replace_leading<'a>(
        cx: &mut Context<'a>,
        string: Value<'a>,
        r#match: Value<'a>,
        replacement: Value<'a>,
    ) -> R<'a> {
        let (string, text, new) = three(cx, string, r#match, replacement, "replace_leading")?;
        not_empty(cx, text)?;
        let end = repeated_prefix(string.bytes(), text.bytes());
        let times = end / text.len().max(1);
        let head = duplicate(cx, new, times)?;
        bitstring::concat(cx, &[head, string.slice(end, string.len())])
    }

    /// Replaces a text at the end, as often as it stands there.
    ///
    /// ```elixir
    /// iex> String.replace_trailing("wait...", ".", "!")
    /// "wait!!!"
    /// ```
    #[row(cost = bytes(string))]
    pub fn replace_trailing<'a>(
        cx: &mut Context<'a>,
        string: Value<'a>,
        r#match: Value<'a>,
        replacement: Value<'a>,
    ) -> R<'a> {
        let (string, text, new) = three(cx, string, r#match, replacement, "replace_trailing")?;
        not_empty(cx, text)?;
        let length = repeated_suffix(string.bytes(), text.bytes());
        let times = length / text.len().max(1);
        let tail = duplicate(cx, new, times)?;
        bitstring::concat(cx, &[string.slice(0, string.len() - length), tail])
    }

    /// Replaces a text at the start, once.
    ///
    /// ```elixir
    /// iex> String.replace_prefix("http://x", "http:", "https:")
    /// "https://x"
    /// ```
    #[row(cost = bytes(string))]
    pub fn replace_prefix<'a>(
        cx: &mut Context<'a>,
        string: Value<'a>,
        r#match: Value<'a>,
        replacement: Value<'a>,
    ) -> R<'a> {
        let (string, text, new) = three(cx, string, r#match, replacement, "replace_prefix")?;
        if !string.bytes().starts_with(text.bytes()) {
            return Ok(string.value());
        }
        bitstring::concat(cx, &[new.value(), string.slice(text.len(), string.len())])
    }

    /// Replaces a text at the end, once.
    ///
    /// ```elixir
    /// iex> String.replace_suffix("notes.txt", ".txt", ".md")
    /// "notes.md"
    /// ```
    #[row(cost = bytes(string))]
    pub fn replace_suffix<'a>(
        cx: &mut Context<'a>,
        string: Value<'a>,
        r#match: Value<'a>,
        replacement: Value<'a>,
    ) -> R<'a> {
        let (string, text, new) = three(cx, string, r#match, replacement, "replace_suffix")?;
        if !string.bytes().ends_with(text.bytes()) {
            return Ok(string.value());
        }
        bitstring::concat(cx, &[string.slice(0, string.len() - text.len()), new.value()])
    }

    /// Repeats the text.
    ///
    /// ```elixir
    /// iex> String.duplicate("ab", 3)
    /// "ababab"
    /// ```
    #[row(cost = inside, name = "duplicate")]
    pub fn duplicate_text<'a>(cx: &mut Context<'a>, subject: Value<'a>, n: Value<'a>) -> R<'a> {
        let Term::Binary(text) = subject.term() else {
            let negative = super::super::integer(n).is_some_and(|n| n < 0);
            let also = if negative { Some("out of range") } else { None };
            return Err(super::super::bad_arguments(cx, "not a binary", also));
        };
        match n.term() {
            Term::Int(n @ 0..) => duplicate(cx, text, usize::try_from(n).unwrap_or(usize::MAX)),
            Term::Big(big) if !big.is_negative() => Err(cx.argument_error("argument error")),
            Term::Int(_) | Term::Big(_) => Err(cx.bad_argument(2, "out of range")),
            _ => Err(cx.bad_argument(2, "not an integer")),
        }
    }
}

#[cold]
fn no_break_clause(cx: &mut Context<'_>, function: &str) -> Exc {
    match cx.atom("Elixir.String.Break") {
        Ok(module) => cx.function_clause(module, function, 1),
        Err(full) => full,
    }
}

fn not_empty(cx: &mut Context<'_>, text: Binary<'_>) -> Result<(), Exc> {
    if text.is_empty() {
        return Err(cx.argument_error("cannot use an empty string as the match to replace"));
    }
    Ok(())
}

fn three<'a>(
    cx: &mut Context<'a>,
    a: Value<'a>,
    b: Value<'a>,
    c: Value<'a>,
    function: &str,
) -> Result<(Binary<'a>, Binary<'a>, Binary<'a>), Exc> {
    match (a.term(), b.term(), c.term()) {
        (Term::Binary(a), Term::Binary(b), Term::Binary(c)) => Ok((a, b, c)),
        _ => Err(no_clause(cx, function, 3)),
    }
}

/// How many bytes of white space the bytes begin with.
fn leading(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += match byte {
            b' ' | b'\t'..=b'\r' => 1,
            0xc2.. => match leading_space(bytes.get(at..).unwrap_or_default(), true) {
                0 => break,
                n => n,
            },
            _ => break,
        };
    }
    at
}

/// How many bytes are left without white space at the end.
fn trailing(bytes: &[u8]) -> usize {
    let mut bytes = bytes;
    loop {
        bytes = match bytes {
            [rest @ .., b' ' | b'\t'..=b'\r'] => rest,
            [rest @ .., a, b] if leading_space(&[*a, *b], true) == 2 => rest,
            [rest @ .., a, b, c] if leading_space(&[*a, *b, *c], true) == 3 => rest,
            _ => return bytes.len(),
        };
    }
}

/// The length of the white space beyond ASCII that the bytes begin with; spaces that do not break where `no_break` says so.
pub(super) fn leading_space(bytes: &[u8], no_break: bool) -> usize {
    match bytes {
        [0xc2, 0x85, ..] => 2,
        [0xc2, 0xa0, ..] if no_break => 2,
        [0xe1, 0x9a, 0x80, ..] | [0xe2, 0x81, 0x9f, ..] | [0xe3, 0x80, 0x80, ..] => 3,
        [0xe2, 0x80, 0x87 | 0xaf, ..] if !no_break => 0,
        [0xe2, 0x80, 0x80..=0x8a | 0xa8 | 0xa9 | 0xaf, ..] => 3,
        _ => 0,
    }
}

fn repeated_prefix(bytes: &[u8], text: &[u8]) -> usize {
    let mut rest = bytes;
    while let Some(after) = rest.strip_prefix(text) {
        rest = after;
    }
    bytes.len() - rest.len()
}

fn repeated_suffix(bytes: &[u8], text: &[u8]) -> usize {
    let mut rest = bytes;
    while let Some(before) = rest.strip_suffix(text) {
        rest = before;
    }
    bytes.len() - rest.len()
}

/// The text, `n` times.
fn duplicate<'a>(cx: &mut Context<'a>, text: Binary<'a>, n: usize) -> R<'a> {
    match n {
        _ if text.is_empty() => return Ok(Value::EMPTY_STRING),
        0 => return Ok(Value::EMPTY_STRING),
        1 => return Ok(text.value()),
        _ => {}
    }
    let Some(total) = text.len().checked_mul(n).filter(|total| *total <= u32::MAX as usize) else {
        return Err(cx.limit(crate::limits::Limit::Memory));
    };
    cx.charge_bytes(total)?;
    match text.known_text() {
        Some(text) => {
            let mut out = cx.bump.text_writer();
            out.repeat(text, n)?;
            Ok(Value::str(out.finish()))
        }
        None => {
            let bytes = cx.bump.zeroed(total)?;
            for place in bytes.chunks_exact_mut(text.len().max(1)) {
                place.copy_from_slice(text.bytes());
            }
            Ok(Value::bytes(bytes))
        }
    }
}

fn pad<'a>(cx: &mut Context<'a>, string: Value<'a>, count: Value<'a>, padding: Value<'a>, leading: bool) -> R<'a> {
    let function = if leading { "pad_leading" } else { "pad_trailing" };
    let padding = match padding.term() {
        Term::Binary(text) => match parts::list_graphemes(cx, text)?.term() {
            Term::List(list) => list,
            _ => return Err(no_clause(cx, function, 3)),
        },
        Term::List(list) => list,
        _ => return Err(no_clause(cx, function, 3)),
    };
    let (Term::Binary(string), Some(count @ 0..)) = (string.term(), super::integer(count)) else {
        return Err(no_clause(cx, function, 3));
    };
    let length = parts::count(cx, string)? as i64;
    if length >= count {
        return Ok(string.value());
    }
    let filler = fill(cx, padding, usize::try_from(count - length).unwrap_or(usize::MAX))?;
    let pieces = if leading { [filler, string.value()] } else { [string.value(), filler] };
    bitstring::concat(cx, &pieces)
}

/// `count` elements of the padding, from its start again and again. Elements beyond the count are not looked at.
fn fill<'a>(cx: &mut Context<'a>, padding: List<'a>, count: usize) -> R<'a> {
    let mut elements = cx.list_builder(padding.block().len())?;
    let mut rest = padding.value();
    while elements.len() < count {
        match rest.term() {
            Term::List(list) => {
                cx.tick()?;
                match list.head().term() {
                    Term::Binary(element) => {
                        elements.push(&mut cx.bump, element.value())?;
                    }
                    _ => {
                        let shown = crate::access::shown(cx, list.head())?;
                        return Err(cx.argument_error(&format!("expected a string padding element, got: {shown}")));
                    }
                }
                rest = list.tail();
            }
            Term::EmptyList => break,
            _ => return Err(no_clause(cx, "build_filler", 5)),
        }
    }
    let elements = elements.finish_slice(&mut cx.bump);
    let once = bitstring::concat(cx, elements)?;
    if elements.len() >= count {
        return Ok(once);
    }
    let Term::Binary(once) = once.term() else { return Ok(once) };
    let n = elements.len().max(1);
    let whole = duplicate(cx, once, count / n)?;
    let part = bitstring::concat(cx, elements.get(..count % n).unwrap_or_default())?;
    bitstring::concat(cx, &[whole, part])
}

/// Charges for bytes that were looked at one by one, a bounded number of times.
fn charge_removed(cx: &mut Context<'_>, bytes: usize) -> Result<(), Exc> {
    cx.charge(bytes >> 1)
}

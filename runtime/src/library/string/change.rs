//! Case, order, normal forms, repair.

use super::{binary, known, no_clause};
use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::{Binary, Term, Value, atoms};
use crate::text::case::{self, AsciiCase, Mode};
use crate::text::grapheme::{Graphemes, charge_walk};
use crate::text::join::text_or_bytes;
use crate::text::normal;
use philtre_library::library;

/// Text as UTF-8, walked by graphemes.
#[library("String", units = 5)]
pub mod functions {
    use super::*;

    /// Converts to lower case; the mode is `:default`, `:ascii`, `:greek` (final sigma) or `:turkic` (dotless i).
    ///
    /// ```elixir
    /// iex> String.downcase("ÉTÉ 42")
    /// "été 42"
    /// iex> String.downcase("ÀB", :ascii)
    /// "Àb"
    /// iex> String.downcase("ΟΔΟΣ", :greek)
    /// "οδος"
    /// ```
    #[row(cost = inside, default(mode = atom("default")))]
    pub fn downcase<'a>(cx: &mut Context<'a>, string: Value<'a>, mode: Value<'a>) -> R<'a> {
        let Term::Binary(string) = string.term() else { return Err(no_clause(cx, "downcase", 2)) };
        if string.is_empty() {
            return Ok(Value::EMPTY_STRING);
        }
        let Some(mode) = case_mode(mode) else { return Err(no_clause(cx, "downcase", 2)) };
        lower(cx, string, mode, false)
    }

    /// Converts to upper case; the mode is `:default`, `:ascii`, `:greek` or `:turkic`.
    ///
    /// ```elixir
    /// iex> String.upcase("straße")
    /// "STRASSE"
    /// iex> String.upcase("dil", :turkic)
    /// "DİL"
    /// ```
    #[row(cost = inside, default(mode = atom("default")))]
    pub fn upcase<'a>(cx: &mut Context<'a>, string: Value<'a>, mode: Value<'a>) -> R<'a> {
        let Term::Binary(string) = string.term() else { return Err(no_clause(cx, "upcase", 2)) };
        if string.is_empty() {
            return Ok(Value::EMPTY_STRING);
        }
        let Some(mode) = case_mode(mode) else { return Err(no_clause(cx, "upcase", 2)) };
        let bytes = string.bytes();
        cx.charge_bytes(bytes.len())?;
        if mode != Mode::Turkic {
            match case::ascii_upper(&mut cx.bump, bytes)? {
                AsciiCase::Changed(upper) => return Ok(Value::str(upper)),
                AsciiCase::Same => return Ok(string.value()),
                AsciiCase::Other => {}
            }
        }
        cx.charge(bytes.len())?;
        let mut out = cx.bump.writer();
        case::write_upper(&mut out, bytes, mode)?;
        let out = out.finish();
        Ok(text_or_bytes(out, known(string)))
    }

    /// Puts the first grapheme in title case and the rest in lower case.
    ///
    /// ```elixir
    /// iex> String.capitalize("éLIXIR")
    /// "Élixir"
    /// ```
    #[row(cost = inside, default(mode = atom("default")))]
    pub fn capitalize<'a>(cx: &mut Context<'a>, string: Value<'a>, mode: Value<'a>) -> R<'a> {
        let Term::Binary(string) = string.term() else { return Err(no_clause(cx, "capitalize", 2)) };
        if string.is_empty() {
            return Ok(Value::EMPTY_STRING);
        }
        charge_walk(cx, string.bytes())?;
        let ascii = mode.is(atoms::ASCII);
        // A small i stands for itself, whatever marks follow.
        let alone = ascii || string.bytes().first() == Some(&b'i');
        let first = if alone { 1 } else { Graphemes::new(string.bytes(), known(string)).next().map_or(1, <[u8]>::len) };
        let (head, rest) = string.bytes().split_at_checked(first).unwrap_or_default();
        if !rest.is_empty() && case_mode(mode).is_none() {
            return Err(no_clause(cx, "downcase", 2));
        }
        let mode = case_mode(mode).unwrap_or(Mode::Default);
        let mut out = cx.bump.writer();
        match (head, mode) {
            ([byte], Mode::Ascii) => out.push_byte(byte.to_ascii_uppercase())?,
            (b"i", Mode::Turkic) => out.push_char('İ')?,
            _ => match std::str::from_utf8(head) {
                Ok(head) => case::write_title(&mut out, head)?,
                Err(_) => out.push(head)?,
            },
        }
        let after_letter = mode == Mode::Greek && case::ends_cased(head);
        case::write_lower(&mut out, rest, mode, after_letter)?;
        let out = out.finish();
        Ok(text_or_bytes(out, known(string)))
    }

    /// Reverses the order of graphemes.
    ///
    /// ```elixir
    /// iex> String.reverse("naïf")
    /// "fïan"
    /// ```
    #[row(cost = inside)]
    pub fn reverse<'a>(cx: &mut Context<'a>, string: Value<'a>) -> R<'a> {
        let string = binary(cx, string, "reverse", 1)?;
        let bytes = string.bytes();
        charge_walk(cx, bytes)?;
        cx.charge(bytes.len())?;
        let out = cx.bump.zeroed(bytes.len())?;
        // Filled from the end; a byte that is no text stays where it is, between the pieces around it.
        let mut start = 0;
        for chunk in bytes.utf8_chunks() {
            let valid = chunk.valid().as_bytes();
            let mut end = start + valid.len();
            for piece in Graphemes::new(valid, true) {
                if let Some(place) = out.get_mut(end - piece.len()..end) {
                    place.copy_from_slice(piece);
                }
                end -= piece.len();
            }
            start += valid.len();
            if let Some(place) = out.get_mut(start..start + chunk.invalid().len()) {
                place.copy_from_slice(chunk.invalid());
            }
            start += chunk.invalid().len();
        }
        Ok(text_or_bytes(out, known(string)))
    }

    /// Converts to a normal form: `:nfc`, `:nfd`, `:nfkc` or `:nfkd`.
    ///
    /// ```elixir
    /// iex> String.normalize("é", :nfd) |> String.codepoints() |> length()
    /// 2
    /// ```
    #[row(cost = inside)]
    pub fn normalize<'a>(cx: &mut Context<'a>, string: Value<'a>, form: Value<'a>) -> R<'a> {
        let (Term::Binary(string), Some(form)) = (string.term(), normal_form(form)) else {
            return Err(no_clause(cx, "normalize", 2));
        };
        normal::normalize(cx, string, form)
    }

    /// Replaces each sequence of bytes that is no character by U+FFFD or another text.
    ///
    /// ```elixir
    /// iex> String.replace_invalid(<<"ab", 255, "c">>)
    /// "ab�c"
    /// iex> String.replace_invalid(<<"ab", 255>>, "?")
    /// "ab?"
    /// ```
    #[row(cost = bytes(bytes), default(replacement = "�"))]
    pub fn replace_invalid<'a>(cx: &mut Context<'a>, bytes: Value<'a>, replacement: Value<'a>) -> R<'a> {
        let (Term::Binary(bytes), Term::Binary(replacement)) = (bytes.term(), replacement.term()) else {
            return Err(no_clause(cx, "replace_invalid", 2));
        };
        if bytes.text().is_some() {
            return Ok(bytes.value());
        }
        let invalid = bytes.bytes().utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
        cx.charge_bytes(invalid.saturating_mul(replacement.len().max(64)))?;
        let mut out = cx.bump.writer();
        for chunk in bytes.bytes().utf8_chunks() {
            out.push(chunk.valid().as_bytes())?;
            if !chunk.invalid().is_empty() {
                out.push(replacement.bytes())?;
            }
        }
        let out = out.finish();
        Ok(text_or_bytes(out, known(replacement)))
    }
}

fn case_mode(mode: Value<'_>) -> Option<Mode> {
    Some(match mode {
        _ if mode.is(atoms::DEFAULT) => Mode::Default,
        _ if mode.is(atoms::ASCII) => Mode::Ascii,
        _ if mode.is(atoms::GREEK) => Mode::Greek,
        _ if mode.is(atoms::TURKIC) => Mode::Turkic,
        _ => return None,
    })
}

fn normal_form(form: Value<'_>) -> Option<normal::Form> {
    Some(match form {
        _ if form.is(atoms::NFC) => normal::Form::C,
        _ if form.is(atoms::NFD) => normal::Form::D,
        _ if form.is(atoms::NFKC) => normal::Form::Kc,
        _ if form.is(atoms::NFKD) => normal::Form::Kd,
        _ => return None,
    })
}

fn lower<'a>(cx: &mut Context<'a>, string: Binary<'a>, mode: Mode, after_letter: bool) -> Result<Value<'a>, Exc> {
    let bytes = string.bytes();
    cx.charge_bytes(bytes.len())?;
    if mode != Mode::Turkic {
        match case::ascii_lower(&mut cx.bump, bytes)? {
            AsciiCase::Changed(lower) => return Ok(Value::str(lower)),
            AsciiCase::Same => return Ok(string.value()),
            AsciiCase::Other => {}
        }
    }
    cx.charge(bytes.len())?;
    let mut out = cx.bump.writer();
    case::write_lower(&mut out, bytes, mode, after_letter)?;
    let out = out.finish();
    Ok(text_or_bytes(out, known(string)))
}

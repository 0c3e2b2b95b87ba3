//! Unicode normal forms of bytes that may not be UTF-8.

use crate::context::Context;
use crate::error::R;
use crate::limits::Limit;
use crate::memory::{Full, Writer};
use crate::term::Binary;
use crate::text::join::text_or_bytes;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick, is_nfd_quick};

/// A normal form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Composed.
    C,
    /// Decomposed.
    D,
    /// Compatible, composed.
    Kc,
    /// Compatible, decomposed.
    Kd,
}

/// So many marks may follow a character; ten are a wonder.
const MOST_MARKS: usize = 1 << 16;

/// The text in a normal form; bytes that are no text stay, and nothing is composed over them.
///
/// # Errors
/// Fuel, memory.
pub fn normalize<'a>(cx: &mut Context<'a>, string: Binary<'a>, form: Form) -> R<'a> {
    let bytes = string.bytes();
    cx.charge_bytes(bytes.len())?;
    if bytes.is_ascii() {
        return Ok(string.value());
    }
    // A character may become eighteen of its compatible form.
    cx.charge(bytes.len().saturating_mul(if matches!(form, Form::Kc | Form::Kd) { 8 } else { 2 }))?;
    if let Some(text) = string.text() {
        let quick = match form {
            Form::C => is_nfc_quick(text.chars()),
            Form::D => is_nfd_quick(text.chars()),
            Form::Kc | Form::Kd => IsNormalized::Maybe,
        };
        if quick == IsNormalized::Yes {
            return Ok(string.value());
        }
    }
    for chunk in bytes.utf8_chunks() {
        let mut marks = 0;
        for c in chunk.valid().chars() {
            marks = if canonical_combining_class(c) == 0 { 0 } else { marks + 1 };
            // They are sorted outside of the arena.
            if marks > MOST_MARKS {
                return Err(cx.limit(Limit::Memory));
            }
        }
    }
    let known = string.known_text().is_some();
    let mut out = cx.bump.writer();
    for chunk in bytes.utf8_chunks() {
        match form {
            Form::C => write(&mut out, chunk.valid().nfc())?,
            Form::D => write(&mut out, chunk.valid().nfd())?,
            Form::Kc => write(&mut out, chunk.valid().nfkc())?,
            Form::Kd => write(&mut out, chunk.valid().nfkd())?,
        }
        out.push(chunk.invalid())?;
    }
    let out = out.finish();
    Ok(text_or_bytes(out, known))
}

fn write(out: &mut Writer<'_, '_>, mut chars: impl Iterator<Item = char>) -> Result<(), Full> {
    chars.try_for_each(|c| out.push_char(c))
}

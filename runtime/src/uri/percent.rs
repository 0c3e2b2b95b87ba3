//! Bytes behind percent signs, and back.

use super::BYTES_FOR_A_UNIT;
use crate::callback::Fn1;
use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::{Binary, Value};
use crate::text::join::text_or_bytes;

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// How spaces are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spaces {
    /// As `+`: forms of the web.
    Plus,
    /// As any other byte: RFC 3986.
    Percent,
}

/// Letters, digits, `~`, `_`, `-` and `.`: never escaped.
pub fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'~' | b'_' | b'-' | b'.')
}

/// What has a meaning between parts or within them.
pub fn is_reserved(byte: u8) -> bool {
    matches!(
        byte,
        b':' | b'/'
            | b'?'
            | b'#'
            | b'['
            | b']'
            | b'@'
            | b'!'
            | b'$'
            | b'&'
            | b'\''
            | b'('
            | b')'
            | b'*'
            | b'+'
            | b','
            | b';'
            | b'='
    )
}

/// A text with escapes for the bytes that are not to be kept.
///
/// # Errors
/// Fuel, memory.
pub fn encode<'a>(cx: &mut Context<'a>, text: Binary<'a>, spaces: Spaces, keep: fn(u8) -> bool) -> R<'a> {
    cx.charge(text.len() / BYTES_FOR_A_UNIT)?;
    if text.bytes().iter().all(|byte| keep(*byte)) {
        return Ok(text.value());
    }
    write(cx, text.bytes().iter().map(|byte| (*byte, keep(*byte))), spaces)
}

/// A text with escapes for the bytes of which a function says so.
///
/// # Errors
/// Those of the function; fuel, memory.
pub fn encode_with<'a>(cx: &mut Context<'a>, text: Binary<'a>, keep: &mut impl Fn1<'a>) -> R<'a> {
    let kept = cx.bump.zeroed(text.len())?;
    for (slot, byte) in kept.iter_mut().zip(text.bytes()) {
        cx.tick()?;
        let byte = Value::int(i64::from(*byte));
        *slot = u8::from(cx.scratch(|cx| Ok(Value::bool(keep.call(cx, byte)?.truthy())))?.is_true());
    }
    let kept = &*kept;
    write(cx, text.bytes().iter().zip(kept).map(|(byte, keep)| (*byte, *keep != 0)), Spaces::Percent)
}

fn write<'a>(cx: &mut Context<'a>, bytes: impl Iterator<Item = (u8, bool)>, spaces: Spaces) -> R<'a> {
    let mut writer = cx.bump.writer();
    for (byte, keep) in bytes {
        if keep {
            writer.push_byte(byte)?;
        } else if byte == b' ' && spaces == Spaces::Plus {
            writer.push_byte(b'+')?;
        } else {
            let digit = |half: u8| HEX.get(usize::from(half)).copied().unwrap_or_default();
            writer.push(&[b'%', digit(byte >> 4), digit(byte & 15)])?;
        }
    }
    Ok(text_or_bytes(writer.finish(), true))
}

/// A text with the bytes that its escapes stand for; what is no escape stays as it is.
///
/// # Errors
/// Fuel, memory.
pub fn decode<'a>(cx: &mut Context<'a>, text: Binary<'a>, spaces: Spaces) -> R<'a> {
    cx.charge(text.len() / BYTES_FOR_A_UNIT)?;
    let is_escape = |byte: &u8| *byte == b'%' || *byte == b'+' && spaces == Spaces::Plus;
    if !text.bytes().iter().any(is_escape) {
        return Ok(text.value());
    }
    let bytes = decode_bytes(cx, text.bytes(), spaces)?;
    Ok(text_or_bytes(bytes, true))
}

fn decode_bytes<'a>(cx: &mut Context<'a>, text: &[u8], spaces: Spaces) -> Result<&'a [u8], Exc> {
    let mut writer = cx.bump.writer();
    let mut rest = text;
    while let [first, behind @ ..] = rest {
        rest = behind;
        if *first == b'+' && spaces == Spaces::Plus {
            writer.push_byte(b' ')?;
        } else if *first == b'%'
            && let [high, low, behind @ ..] = behind
            && let (Some(high), Some(low)) = (worth(*high), worth(*low))
        {
            writer.push_byte(high << 4 | low)?;
            rest = behind;
        } else {
            writer.push_byte(*first)?;
        }
    }
    Ok(writer.finish())
}

fn worth(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|digit| digit as u8)
}

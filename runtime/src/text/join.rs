//! Iodata and chardata: nested lists of binaries and bytes, or of texts and code points, as one binary.

use crate::bitstring::concat;
use crate::context::Context;
use crate::error::{Exc, R};
use crate::limits::Limit;
use crate::memory::Writer;
use crate::term::{Term, Value};

/// Bytes as a value; `known` where they were made of text alone, which is checked all the same.
#[inline]
pub fn text_or_bytes<'a>(bytes: &'a [u8], known: bool) -> Value<'a> {
    if known && let Ok(text) = simdutf8::basic::from_utf8(bytes) { Value::str(text) } else { Value::bytes(bytes) }
}

/// Charges for a binary of that length before it is made.
fn check_total(cx: &mut Context<'_>, total: usize) -> Result<(), Exc> {
    if total > u32::MAX as usize {
        return Err(cx.limit(Limit::Memory));
    }
    cx.charge_bytes(total)
}

/// Pieces of iodata (binaries, bytes, nested lists) as one binary; what is not iodata is an argument error that names the
/// argument's position.
///
/// # Errors
/// `ArgumentError`, limits.
pub fn join_iodata<'a>(cx: &mut Context<'a>, pieces: &[Value<'a>], position: usize) -> R<'a> {
    if pieces.iter().all(|piece| matches!(piece.term(), Term::Binary(_))) {
        return concat(cx, pieces);
    }
    let mut flat = Flat { bytes: 0, characters: false };
    for piece in pieces {
        // A byte may stand among the pieces of a list.
        if !flat.measure(cx, *piece, true)? {
            return Err(cx.bad_argument(position, "not an iodata term"));
        }
    }
    flat.write(cx, pieces)
}

/// Pieces of chardata (texts, code points, nested lists) as one text.
///
/// # Errors
/// `ArgumentError`, limits.
pub fn join_chardata<'a>(cx: &mut Context<'a>, pieces: &[Value<'a>]) -> R<'a> {
    if pieces.iter().all(|piece| matches!(piece.term(), Term::Binary(_))) {
        return concat(cx, pieces);
    }
    let mut flat = Flat { bytes: 0, characters: true };
    for piece in pieces {
        if !flat.measure(cx, *piece, true)? {
            return Err(cx.bad_argument(1, "not valid character data (an iodata term)"));
        }
    }
    flat.write(cx, pieces)
}

/// A walk over nested lists of bytes or code points and binaries.
struct Flat {
    bytes: usize,
    characters: bool,
}

impl Flat {
    /// Adds the bytes of a piece; false where it is none.
    fn measure<'a>(&mut self, cx: &mut Context<'a>, piece: Value<'a>, integers: bool) -> Result<bool, Exc> {
        cx.guard_stack()?;
        let mut piece = piece;
        let mut first = true;
        loop {
            cx.tick()?;
            match piece.term() {
                Term::Binary(binary) => self.bytes = self.bytes.saturating_add(binary.len()),
                Term::Int(i) if integers && first => match self.size(i) {
                    Some(size) => self.bytes = self.bytes.saturating_add(size),
                    None => return Ok(false),
                },
                Term::EmptyList => {}
                Term::List(list) => {
                    cx.charge(list.block().len())?;
                    for element in list.block() {
                        if !self.measure(cx, *element, true)? {
                            return Ok(false);
                        }
                    }
                    piece = list.rest();
                    first = false;
                    continue;
                }
                _ => return Ok(false),
            }
            return Ok(true);
        }
    }

    fn size(&self, i: i64) -> Option<usize> {
        if self.characters {
            u32::try_from(i).ok().and_then(char::from_u32).map(char::len_utf8)
        } else {
            u8::try_from(i).ok().map(|_| 1)
        }
    }

    fn write<'a>(&self, cx: &mut Context<'a>, pieces: &[Value<'a>]) -> R<'a> {
        check_total(cx, self.bytes)?;
        let mut out = cx.bump.writer();
        for piece in pieces {
            self.push(&mut out, *piece)?;
        }
        let bytes = out.finish();
        Ok(text_or_bytes(bytes, true))
    }

    /// Writes a measured piece: no deeper than the stack allows, by then.
    fn push(&self, out: &mut Writer<'_, '_>, piece: Value<'_>) -> Result<(), Exc> {
        let mut piece = piece;
        loop {
            match piece.term() {
                Term::Binary(binary) => out.push(binary.bytes())?,
                Term::Int(i) if self.characters => {
                    out.push_char(u32::try_from(i).ok().and_then(char::from_u32).unwrap_or_default())?;
                }
                Term::Int(i) => out.push_byte(i as u8)?,
                Term::List(list) => {
                    for element in list.block() {
                        self.push(out, *element)?;
                    }
                    piece = list.rest();
                    continue;
                }
                _ => {}
            }
            return Ok(());
        }
    }
}

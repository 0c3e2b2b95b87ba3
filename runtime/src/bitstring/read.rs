//! Bitstrings read piece by piece, for a match.

use super::{SegmentType, bits_of};
use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::{Bits, Term, Value};
use num_bigint::BigInt;

/// A bitstring that is read from its start.
#[derive(Clone)]
pub struct Reader<'a> {
    source: Value<'a>,
    bytes: &'a [u8],
    at: u64,
    end: u64,
}

impl<'a> Reader<'a> {
    /// A reader of a bitstring; nothing for other terms.
    pub fn new(value: Value<'a>) -> Option<Self> {
        let (bytes, end) = bits_of(value)?;
        Some(Reader { source: value, bytes, at: 0, end })
    }

    /// Whether all was read.
    pub fn is_at_end(&self) -> bool {
        self.at == self.end
    }

    /// Bits that are left.
    pub fn left(&self) -> u64 {
        self.end - self.at
    }

    /// Reads a segment; nothing where it does not match: too short, no valid size, no valid character, no finite float.
    ///
    /// # Errors
    /// Limits.
    pub fn read(
        &mut self,
        cx: &mut Context<'a>,
        kind: SegmentType,
        size: Option<Value<'a>>,
        unit: u16,
    ) -> Result<Option<Value<'a>>, Exc> {
        let bits = match size {
            None => None,
            Some(size) => match size.term() {
                Term::Int(n) if n >= 0 => Some((n as u64).saturating_mul(unit as u64)),
                _ => return Ok(None),
            },
        };
        match kind {
            SegmentType::Integer { signed, little } => {
                let bits = bits.unwrap_or(8);
                if bits > self.left() {
                    return Ok(None);
                }
                cx.charge((bits / 32) as usize)?;
                self.integer(cx, bits, signed, little).map(Some)
            }
            SegmentType::Float { little } => {
                let bits = bits.unwrap_or(64);
                if bits > self.left() || !matches!(bits, 16 | 32 | 64) {
                    return Ok(None);
                }
                let raw = self.unsigned(bits, little);
                let float = match bits {
                    16 => half_to_f64(raw as u16),
                    32 => f32::from_bits(raw as u32) as f64,
                    _ => f64::from_bits(raw),
                };
                Ok(float.is_finite().then(|| Value::float(float)))
            }
            SegmentType::Binary | SegmentType::Bitstring => {
                let bits = match bits {
                    Some(bits) => bits,
                    None if self.left().is_multiple_of(unit.max(1) as u64) => self.left(),
                    None => return Ok(None),
                };
                if bits > self.left() {
                    return Ok(None);
                }
                self.take(cx, bits).map(Some)
            }
            SegmentType::Utf8 => Ok(self.utf8()),
            SegmentType::Utf16 { little } => Ok(self.utf16(little)),
            SegmentType::Utf32 { little } => {
                if self.left() < 32 {
                    return Ok(None);
                }
                let code = self.unsigned(32, little);
                Ok(char::from_u32(code as u32).map(|c| Value::int(c as i64)))
            }
        }
    }

    /// The byte at a position of bits, which may lie between two bytes.
    #[inline]
    fn byte_at(&self, at: u64) -> u8 {
        let (index, offset) = ((at / 8) as usize, (at % 8) as u32);
        let first = self.bytes.get(index).copied().unwrap_or(0);
        if offset == 0 {
            return first;
        }
        let second = self.bytes.get(index + 1).copied().unwrap_or(0);
        (first << offset) | (second >> (8 - offset))
    }

    /// At most 64 bits that are there, as an unsigned number.
    fn unsigned(&mut self, bits: u64, little: bool) -> u64 {
        let mut value = 0u64;
        let (whole, rest) = (bits / 8, (bits % 8) as u32);
        if little {
            for i in 0..whole {
                value |= (self.byte_at(self.at + i * 8) as u64) << (i * 8);
            }
            if rest > 0 {
                value |= ((self.byte_at(self.at + whole * 8) >> (8 - rest)) as u64) << (whole * 8);
            }
        } else {
            for i in 0..whole {
                value = value << 8 | self.byte_at(self.at + i * 8) as u64;
            }
            if rest > 0 {
                value = value << rest | (self.byte_at(self.at + whole * 8) >> (8 - rest)) as u64;
            }
        }
        self.at += bits;
        value
    }

    fn integer(&mut self, cx: &mut Context<'a>, bits: u64, signed: bool, little: bool) -> R<'a> {
        if bits <= 64 {
            let raw = self.unsigned(bits, little);
            if bits == 0 {
                return Ok(Value::int(0));
            }
            if signed {
                let unused = 64 - bits as u32;
                return Ok(Value::int((raw << unused) as i64 >> unused));
            }
            return cx.integer_128(raw as i128);
        }
        // Highest byte first; where the bits are no whole bytes, the first is partly used.
        let (whole, rest) = (bits / 8, (bits % 8) as u32);
        let mut high_first = Vec::with_capacity(whole as usize + 1);
        if little {
            for i in 0..whole {
                high_first.push(self.byte_at(self.at + i * 8));
            }
            if rest > 0 {
                high_first.push(self.byte_at(self.at + whole * 8) >> (8 - rest));
            }
            high_first.reverse();
        } else {
            if rest > 0 {
                high_first.push(self.byte_at(self.at) >> (8 - rest));
            }
            for i in 0..whole {
                high_first.push(self.byte_at(self.at + rest as u64 + i * 8));
            }
        }
        self.at += bits;
        let unsigned = BigInt::from_bytes_be(num_bigint::Sign::Plus, &high_first);
        let negative = signed && unsigned.bit(bits - 1);
        let value = if negative { unsigned - (BigInt::from(1) << bits) } else { unsigned };
        cx.integer(&value)
    }

    /// The next `bits` bits, which are there: shared where they begin and end at bytes.
    fn take(&mut self, cx: &mut Context<'a>, bits: u64) -> R<'a> {
        let start = self.at;
        self.at += bits;
        if start.is_multiple_of(8) {
            let from = (start / 8) as usize;
            if bits.is_multiple_of(8) {
                let to = from + (bits / 8) as usize;
                return Ok(match self.source.term() {
                    Term::Binary(binary) => binary.slice(from, to),
                    _ => Value::bytes(self.bytes.get(from..to).unwrap_or_default()),
                });
            }
            if self.at == self.end {
                let rest = self.bytes.get(from..).unwrap_or_default();
                return Ok(Bits::value(&mut cx.bump, rest, bits)?);
            }
        }
        cx.charge((bits / 32) as usize)?;
        let count = bits.div_ceil(8) as usize;
        let bytes = cx.bump.zeroed(count)?;
        for (i, slot) in bytes.iter_mut().enumerate() {
            *slot = self.byte_at(start + i as u64 * 8);
        }
        if !bits.is_multiple_of(8)
            && let Some(last) = bytes.last_mut()
        {
            *last &= 0xFFu8 << (8 - bits % 8);
        }
        Ok(Bits::value(&mut cx.bump, bytes, bits)?)
    }

    fn utf8(&mut self) -> Option<Value<'a>> {
        let left = (self.left() / 8).min(4);
        let mut bytes = [0u8; 4];
        for (i, slot) in bytes.iter_mut().enumerate().take(left as usize) {
            *slot = self.byte_at(self.at + i as u64 * 8);
        }
        let bytes = bytes.get(..left as usize)?;
        let valid = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(bytes.get(..error.valid_up_to())?).ok()?,
        };
        let c = valid.chars().next()?;
        self.at += c.len_utf8() as u64 * 8;
        Some(Value::int(c as i64))
    }

    fn utf16(&mut self, little: bool) -> Option<Value<'a>> {
        if self.left() < 16 {
            return None;
        }
        let first = self.unsigned(16, little) as u16;
        let second = if (0xD800..0xDC00).contains(&first) {
            if self.left() < 16 {
                return None;
            }
            Some(self.unsigned(16, little) as u16)
        } else {
            None
        };
        let c = char::decode_utf16([first].into_iter().chain(second)).next()?.ok()?;
        Some(Value::int(c as i64))
    }
}

fn half_to_f64(half: u16) -> f64 {
    let sign = if half & 0x8000 != 0 { -1.0 } else { 1.0 };
    let exponent = ((half >> 10) & 0x1F) as i32;
    let fraction = (half & 0x3FF) as f64;
    match exponent {
        0 => sign * fraction * 2f64.powi(-24),
        31 => f64::NAN,
        _ => sign * (1.0 + fraction / 1024.0) * 2f64.powi(exponent - 15),
    }
}

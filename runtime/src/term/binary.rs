//! Binaries, which hold whole bytes, and bitstrings, which do not.

use super::Value;
use crate::memory::{Bump, Full};

/// A binary.
#[derive(Clone, Copy)]
pub struct Binary<'a>(pub(super) Value<'a>);

impl<'a> Binary<'a> {
    /// Its text, where it is UTF-8.
    #[inline(always)]
    pub fn text(self) -> Option<&'a str> {
        match self.known_text() {
            Some(text) => Some(text),
            None => simdutf8::basic::from_utf8(self.bytes()).ok(),
        }
    }

    /// As a value.
    #[inline(always)]
    pub fn value(self) -> Value<'a> {
        self.0
    }

    /// How many bytes it holds.
    #[inline(always)]
    pub fn len(self) -> usize {
        self.bytes().len()
    }

    /// Whether it is `""`.
    #[inline(always)]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Bytes `from..to` of it, shared; the mark for UTF-8 is kept where the ends allow.
    #[inline]
    pub fn slice(self, from: usize, to: usize) -> Value<'a> {
        if let Some(text) = self.known_text()
            && let Some(part) = text.get(from..to)
        {
            return Value::str(part);
        }
        Value::bytes(self.bytes().get(from..to).unwrap_or_default())
    }
}

/// A bitstring with a number of bits that is not a multiple of eight.
#[derive(Clone, Copy)]
pub struct Bits<'a> {
    bytes: &'a [u8],
    bits: u64,
}

impl<'a> Bits<'a> {
    /// The first `bits` bits of `bytes` as a value: a binary where they are whole bytes. Unused bits of the last byte are zero.
    pub fn value(bump: &mut Bump<'a>, bytes: &'a [u8], bits: u64) -> Result<Value<'a>, Full> {
        let whole = (bits / 8) as usize;
        if bits.is_multiple_of(8) {
            return Ok(Value::bytes(bytes.get(..whole).unwrap_or_default()));
        }
        let bytes = bytes.get(..=whole).unwrap_or_default();
        Ok(Value::bits(bump.alloc(Bits { bytes, bits })?))
    }

    /// For a constant of native code: `bits` is no multiple of eight, and what is unused of the last byte is zero.
    pub(crate) const fn constant(bytes: &'static [u8], bits: u64) -> Bits<'static> {
        Bits { bytes, bits }
    }

    /// As a value, where it is a constant.
    pub(crate) const fn constant_value(bits: &'static Bits<'static>) -> Value<'static> {
        Value::bits(bits)
    }

    /// Its bytes, the last of which is partly used, from its highest bit on; what is unused is zero.
    #[inline]
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// How many bits it holds.
    #[inline]
    pub fn bit_len(&self) -> u64 {
        self.bits
    }
}

//! Bytes as digits.

use super::BYTES_FOR_A_UNIT;
use crate::context::Context;
use crate::error::R;
use crate::term::{Value, atoms};

pub(super) const UPPER_HEX: &[u8; 16] = b"0123456789ABCDEF";
pub(super) const LOWER_HEX: &[u8; 16] = b"0123456789abcdef";
pub(super) const UPPER_32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
pub(super) const LOWER_32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
pub(super) const UPPER_HEX32: &[u8; 32] = b"0123456789ABCDEFGHIJKLMNOPQRSTUV";
pub(super) const LOWER_HEX32: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";
pub(super) const STANDARD_64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
pub(super) const URL_64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Writes bytes in digits of `BITS` bits; `DIGITS` of them hold `BYTES` bytes. The value of the option `padding`, where
/// there is one, is looked at only when something is to be filled up.
pub(super) fn encode<'a, const BITS: u32, const BYTES: usize, const DIGITS: usize>(
    cx: &mut Context<'a>,
    digits: &'static [u8],
    data: &[u8],
    padding: Option<Value<'a>>,
) -> R<'a> {
    // The digits are more than the bytes.
    cx.charge(4 + 3 * data.len() / BYTES_FOR_A_UNIT)?;
    let (blocks, rest) = data.as_chunks::<BYTES>();
    let rest_digits = (rest.len() * 8).div_ceil(BITS as usize);
    let filled = match padding {
        _ if rest.is_empty() => 0,
        Some(padding) if padding.is_true() => DIGITS - rest_digits,
        Some(padding) if !padding.is_false() => {
            return Err(cx.function_clause(atoms::MODULE_BASE, "maybe_pad", 3));
        }
        _ => 0,
    };
    let text = cx.bump.zeroed(blocks.len() * DIGITS + rest_digits + filled)?;
    let (whole, tail) = text.split_at_mut(blocks.len() * DIGITS);
    for (block, slots) in blocks.iter().zip(whole.as_chunks_mut::<DIGITS>().0) {
        *slots = write_block::<BITS, BYTES, DIGITS>(digits, block);
    }
    let mut last = [0; BYTES];
    for (slot, byte) in last.iter_mut().zip(rest) {
        *slot = *byte;
    }
    let last = write_block::<BITS, BYTES, DIGITS>(digits, &last);
    for (at, slot) in tail.iter_mut().enumerate() {
        *slot = if at < rest_digits { last[at] } else { b'=' };
    }
    Ok(match std::str::from_utf8(text) {
        Ok(text) => Value::str(text),
        Err(_) => Value::bytes(text),
    })
}

#[inline(always)]
fn write_block<const BITS: u32, const BYTES: usize, const DIGITS: usize>(
    digits: &'static [u8],
    block: &[u8; BYTES],
) -> [u8; DIGITS] {
    let number = block.iter().fold(0u64, |number, byte| number << 8 | u64::from(*byte));
    let mask = (1 << BITS) - 1;
    std::array::from_fn(|at| {
        let digit = number >> (BITS * (DIGITS - 1 - at) as u32) & mask;
        digits.get(digit as usize).copied().unwrap_or_default()
    })
}

//! Bitstrings: building them; reading them piece by piece for a match is in [`Reader`].
//!
//! Sizes are counted, checked and charged before the first byte is made. Whole binaries that begin at a byte are shared,
//! not copied.

mod read;

pub use read::Reader;

use crate::access::shown;
use crate::context::Context;
use crate::error::{Exc, R};
use crate::ops;
use crate::term::{Bits, Term, Value, atoms};

/// The type of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SegmentType {
    /// `integer`
    Integer {
        /// `signed`
        signed: bool,
        /// `little`
        little: bool,
    },
    /// `float`
    Float {
        /// `little`
        little: bool,
    },
    /// `binary`: whole units of bytes.
    Binary,
    /// `bitstring`
    Bitstring,
    /// `utf8`
    Utf8,
    /// `utf16`
    Utf16 {
        /// `little`
        little: bool,
    },
    /// `utf32`
    Utf32 {
        /// `little`
        little: bool,
    },
}

impl SegmentType {
    /// As messages call it.
    fn name(self) -> &'static str {
        match self {
            SegmentType::Integer { .. } => "integer",
            SegmentType::Float { .. } => "float",
            SegmentType::Binary | SegmentType::Bitstring => "binary",
            SegmentType::Utf8 => "utf8",
            SegmentType::Utf16 { .. } => "utf16",
            SegmentType::Utf32 { .. } => "utf32",
        }
    }
}

/// A segment to be built: `value::kind-size(size)-unit(unit)`.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    /// Its type.
    pub kind: SegmentType,
    /// Its value.
    pub value: Value<'a>,
    /// Its size in units; the type's own where there is none.
    pub size: Option<Value<'a>>,
    /// Bits of a unit.
    pub unit: u16,
}

/// The most bits of a bitstring: what a binary's length can say.
const MAX_BITS: u64 = (u32::MAX as u64) << 3;

/// `<<part, …>>`
///
/// # Errors
/// `ArgumentError` for values that do not fit their type or size; limits.
pub fn build<'a>(cx: &mut Context<'a>, parts: &[Part<'a>]) -> R<'a> {
    let mut total = 0u64;
    for (index, part) in parts.iter().enumerate() {
        let bits = match part_bits(cx, index, part) {
            Ok(bits) => bits,
            Err(exc) => return Err(named_failure(cx, parts, exc)),
        };
        total = total.saturating_add(bits);
        if total > MAX_BITS {
            return Err(cx.limit(crate::limits::Limit::Memory));
        }
    }
    cx.charge_bytes((total / 8) as usize)?;
    let bytes = cx.bump.zeroed(total.div_ceil(8) as usize)?;
    let mut out = BitWriter { bytes, at: 0 };
    for (index, part) in parts.iter().enumerate() {
        put_part(cx, &mut out, index, part)?;
    }
    let BitWriter { bytes, .. } = out;
    Ok(Bits::value(&mut cx.bump, bytes, total)?)
}

/// Of several segments that do not fit, the one that Erlang names: first those that are measured, by a size that is computed
/// or by their value, but for a binary at the start, to which the others are appended.
#[cold]
fn named_failure<'a>(cx: &mut Context<'a>, parts: &[Part<'a>], exc: Exc) -> Exc {
    if !cx.is_catchable() {
        return exc;
    }
    let (raised, place) = cx.take_raised(exc);
    for (index, part) in parts.iter().enumerate() {
        let is_measured = match part.kind {
            SegmentType::Integer { .. } | SegmentType::Float { .. } => false,
            SegmentType::Binary | SegmentType::Bitstring => index > 0 && part.size.is_none(),
            _ => true,
        };
        let measured =
            if is_measured { part_bits(cx, index, part).map(drop) } else { units(cx, index, part).map(drop) };
        if let Err(exc) = measured {
            return exc;
        }
    }
    cx.raise_again(raised, place)
}

/// What a bitstring generator raises of something else; `is_erlang` as in [`Collector::of_binary`].
///
/// [`Collector::of_binary`]: crate::collectable::Collector::of_binary
#[cold]
#[inline(never)]
pub fn no_generator<'a>(cx: &mut Context<'a>, value: Value<'a>, is_erlang: bool) -> Exc {
    if !is_erlang {
        return cx.argument_error_of(value);
    }
    match cx.tuple(&[atoms::BAD_GENERATOR, value]) {
        Ok(reason) => cx.erlang_error(reason),
        Err(exc) => exc,
    }
}

#[cold]
fn failed<'a>(cx: &mut Context<'a>, index: usize, kind: SegmentType, what: &str) -> Exc {
    cx.argument_error(&format!(
        "construction of binary failed: segment {} of type '{}': {what}",
        index + 1,
        kind.name()
    ))
}

#[cold]
pub(crate) fn expected<'a>(cx: &mut Context<'a>, index: usize, kind: SegmentType, what: &str, value: Value<'a>) -> Exc {
    match shown(cx, value) {
        Ok(text) => failed(cx, index, kind, &format!("expected {what} but got: {text}")),
        Err(exc) => exc,
    }
}

/// The number of units that a segment asks for.
fn units<'a>(cx: &mut Context<'a>, index: usize, part: &Part<'a>) -> Result<Option<u64>, Exc> {
    let Some(size) = part.size else { return Ok(None) };
    match size.term() {
        Term::Int(n) if n >= 0 => Ok(Some(n as u64)),
        Term::Big(big) if !big.is_negative() => {
            let text = shown(cx, size)?;
            let message = format!(
                "construction of binary failed: segment {} of type '{}': the size {text} is too large",
                index + 1,
                part.kind.name()
            );
            Err(cx.error_with_message(atoms::SYSTEM_LIMIT_ERROR, &message))
        }
        // What Erlang says where its compiler knows the size; it says more where it does not.
        _ => Err(cx.argument_error("argument error")),
    }
}

/// How many bits a segment will take; its value is checked as far as that needs.
fn part_bits<'a>(cx: &mut Context<'a>, index: usize, part: &Part<'a>) -> Result<u64, Exc> {
    let kind = part.kind;
    let units = units(cx, index, part)?;
    let asked = units.map(|units| units.saturating_mul(part.unit as u64));
    match kind {
        SegmentType::Integer { .. } => match part.value.term() {
            Term::Int(_) | Term::Big(_) => Ok(asked.unwrap_or(8)),
            _ => Err(expected(cx, index, kind, "an integer", part.value)),
        },
        SegmentType::Float { .. } => {
            let bits = asked.unwrap_or(64);
            match part.value.term() {
                Term::Float(_) | Term::Int(_) | Term::Big(_) => {}
                _ => return Err(expected(cx, index, kind, "a float or an integer", part.value)),
            }
            if !matches!(bits, 16 | 32 | 64) {
                let text = shown(cx, part.size.unwrap_or(Value::NIL))?;
                let what = format!("expected one of the supported sizes 16, 32, or 64 but got: {text}");
                return Err(failed(cx, index, kind, &what));
            }
            Ok(bits)
        }
        SegmentType::Binary | SegmentType::Bitstring => {
            let has = match bits_of(part.value) {
                Some((_, bits)) => bits,
                None => return Err(expected(cx, index, kind, "a binary", part.value)),
            };
            match asked {
                None if has.is_multiple_of(part.unit.max(1) as u64) => Ok(has),
                None => {
                    let text = shown(cx, part.value)?;
                    let what = format!("the size of the value {text} is not a multiple of the unit for the segment");
                    Err(failed(cx, index, kind, &what))
                }
                Some(asked) if asked <= has => Ok(asked),
                Some(_) => {
                    let text = shown(cx, part.value)?;
                    let what = format!("the value {text} is shorter than the size of the segment");
                    Err(failed(cx, index, kind, &what))
                }
            }
        }
        SegmentType::Utf8 | SegmentType::Utf16 { .. } | SegmentType::Utf32 { .. } => {
            let c = character(part.value);
            let Some(c) = c else {
                let what = format!("a non-negative integer encodable as {}", kind.name());
                return Err(expected(cx, index, kind, &what, part.value));
            };
            Ok(8 * match kind {
                SegmentType::Utf8 => c.len_utf8() as u64,
                SegmentType::Utf16 { .. } => c.len_utf16() as u64 * 2,
                _ => 4,
            })
        }
    }
}

fn character(value: Value<'_>) -> Option<char> {
    match value.term() {
        Term::Int(i) => u32::try_from(i).ok().and_then(char::from_u32),
        _ => None,
    }
}

/// The bytes and bits of a bitstring.
fn bits_of<'a>(value: Value<'a>) -> Option<(&'a [u8], u64)> {
    match value.term() {
        Term::Binary(binary) => Some((binary.bytes(), binary.len() as u64 * 8)),
        Term::Bits(bits) => Some((bits.bytes(), bits.bit_len())),
        _ => None,
    }
}

struct BitWriter<'b> {
    bytes: &'b mut [u8],
    at: u64,
}

impl BitWriter<'_> {
    /// Adds the highest `count` bits of a byte.
    #[inline]
    fn put_high(&mut self, byte: u8, count: u32) {
        if count == 0 {
            return;
        }
        let byte = byte & (0xFFu16 << (8 - count)) as u8;
        let (index, offset) = ((self.at / 8) as usize, (self.at % 8) as u32);
        if let Some(slot) = self.bytes.get_mut(index) {
            *slot |= byte >> offset;
        }
        if offset + count > 8
            && let Some(slot) = self.bytes.get_mut(index + 1)
        {
            *slot |= byte << (8 - offset);
        }
        self.at += count as u64;
    }

    /// Adds the lowest `count` bits of a byte.
    #[inline]
    fn put_low(&mut self, byte: u8, count: u32) {
        if count > 0 {
            self.put_high(byte << (8 - count), count);
        }
    }

    /// Adds the first `bits` bits of bytes.
    fn put_bits(&mut self, bytes: &[u8], bits: u64) {
        let whole = (bits / 8) as usize;
        if self.at.is_multiple_of(8) {
            let at = (self.at / 8) as usize;
            if let (Some(to), Some(from)) = (self.bytes.get_mut(at..at + whole), bytes.get(..whole)) {
                to.copy_from_slice(from);
                self.at += whole as u64 * 8;
            }
        } else {
            for byte in bytes.iter().take(whole) {
                self.put_high(*byte, 8);
            }
        }
        if !bits.is_multiple_of(8)
            && let Some(last) = bytes.get(whole)
        {
            self.put_high(*last, (bits % 8) as u32);
        }
    }

    /// Adds an integer of `bits` bits from its bytes in two's complement, lowest first, repeated by `sign` at the end.
    fn put_integer(&mut self, low_first: &[u8], sign: u8, bits: u64, little: bool) {
        let byte = |i: u64| low_first.get(i as usize).copied().unwrap_or(sign);
        let (whole, rest) = (bits / 8, (bits % 8) as u32);
        if little {
            for i in 0..whole {
                self.put_high(byte(i), 8);
            }
            self.put_low(byte(whole), rest);
        } else {
            self.put_low(byte(whole), rest);
            for i in (0..whole).rev() {
                self.put_high(byte(i), 8);
            }
        }
    }
}

fn put_part<'a>(cx: &mut Context<'a>, out: &mut BitWriter<'_>, index: usize, part: &Part<'a>) -> Result<(), Exc> {
    match part.kind {
        SegmentType::Integer { little, .. } => {
            let bits = match units(cx, index, part)? {
                Some(units) => units.saturating_mul(part.unit as u64),
                None => 8,
            };
            match part.value.term() {
                Term::Int(i) => {
                    let sign = if i < 0 { 0xFF } else { 0 };
                    out.put_integer(&i.to_le_bytes(), sign, bits, little);
                }
                Term::Big(big) => {
                    cx.charge(10 * big.digits().len())?;
                    let bytes = big.to_bigint().to_signed_bytes_le();
                    out.put_integer(&bytes, if big.is_negative() { 0xFF } else { 0 }, bits, little);
                }
                _ => {}
            }
        }
        SegmentType::Float { little } => {
            let Some(float) = ops::to_float(part.value) else {
                let text = shown(cx, part.value)?;
                let what = format!("the value {text} is outside the range expressible as a float");
                return Err(failed(cx, index, part.kind, &what));
            };
            let bits = match units(cx, index, part)? {
                Some(units) => units.saturating_mul(part.unit as u64),
                None => 64,
            };
            let (bytes, count): ([u8; 8], usize) = match bits {
                16 => {
                    let [a, b] = half_from_f64(float).to_be_bytes();
                    ([a, b, 0, 0, 0, 0, 0, 0], 2)
                }
                32 => {
                    let [a, b, c, d] = (float as f32).to_be_bytes();
                    ([a, b, c, d, 0, 0, 0, 0], 4)
                }
                _ => (float.to_be_bytes(), 8),
            };
            let mut ordered = bytes;
            if little && let Some(used) = ordered.get_mut(..count) {
                used.reverse();
            }
            out.put_bits(&ordered, count as u64 * 8);
        }
        SegmentType::Binary | SegmentType::Bitstring => {
            let Some((bytes, has)) = bits_of(part.value) else { return Ok(()) };
            let bits = match units(cx, index, part)? {
                Some(units) => units.saturating_mul(part.unit as u64),
                None => has,
            };
            out.put_bits(bytes, bits);
        }
        SegmentType::Utf8 => {
            if let Some(c) = character(part.value) {
                out.put_bits(c.encode_utf8(&mut [0; 4]).as_bytes(), c.len_utf8() as u64 * 8);
            }
        }
        SegmentType::Utf16 { little } => {
            if let Some(c) = character(part.value) {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let bytes = if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
                    out.put_bits(&bytes, 16);
                }
            }
        }
        SegmentType::Utf32 { little } => {
            if let Some(c) = character(part.value) {
                let code = c as u32;
                let bytes = if little { code.to_le_bytes() } else { code.to_be_bytes() };
                out.put_bits(&bytes, 32);
            }
        }
    }
    Ok(())
}

/// Rounds to the nearest half float, ties to even; beyond its range, infinity.
fn half_from_f64(value: f64) -> u16 {
    let bits = value.to_bits();
    let sign = ((bits >> 48) & 0x8000) as u16;
    let exponent = ((bits >> 52) & 0x7FF) as i32 - 1023;
    let fraction = bits & 0x000F_FFFF_FFFF_FFFF;
    if exponent > 15 {
        return sign | 0x7C00;
    }
    // With the hidden bit; a normal half keeps 10 bits behind it, a subnormal fewer.
    let significand = fraction | if exponent == -1023 { 0 } else { 1 << 52 };
    let (shift, biased) = if exponent >= -14 { (42, (exponent + 15) as u64) } else { (42 + (-14 - exponent), 0) };
    if shift > 63 {
        return sign;
    }
    let kept = significand >> shift;
    let rest = significand & ((1 << shift) - 1);
    let half = 1u64 << (shift - 1);
    let rounded = kept + u64::from(rest > half || (rest == half && kept & 1 == 1));
    // For normal halves `rounded` holds the hidden bit, which the exponent counts once too often.
    let result = if biased > 0 { (biased << 10) + rounded - (1 << 10) } else { rounded };
    sign | (result.min(0x7C00) as u16)
}

/// `a <> b <> …`
///
/// # Errors
/// `ArgumentError` where one is no binary; memory.
#[inline]
pub fn concat<'a>(cx: &mut Context<'a>, parts: &[Value<'a>]) -> R<'a> {
    let mut total = 0usize;
    let mut text = true;
    for (index, part) in parts.iter().enumerate() {
        match part.term() {
            Term::Binary(binary) => {
                total = total.saturating_add(binary.len());
                text &= binary.known_text().is_some();
            }
            _ => {
                // As for `build`: the first is looked at last.
                let is_bad = |(_, part): &(usize, &Value<'a>)| !part.is_binary();
                let (index, part) = parts.iter().enumerate().skip(1).find(is_bad).unwrap_or((index, part));
                return Err(not_a_binary(cx, index, *part));
            }
        }
    }
    cx.charge_bytes(total)?;
    if text {
        let mut writer = cx.bump.text_writer();
        for part in parts {
            if let Term::Binary(binary) = part.term() {
                writer.push(binary.known_text().unwrap_or_default())?;
            }
        }
        return Ok(Value::str(writer.finish()));
    }
    let mut writer = cx.bump.writer();
    for part in parts {
        if let Term::Binary(binary) = part.term() {
            writer.push(binary.bytes())?;
        }
    }
    Ok(Value::bytes(writer.finish()))
}

#[cold]
fn not_a_binary<'a>(cx: &mut Context<'a>, index: usize, value: Value<'a>) -> Exc {
    let kind = SegmentType::Binary;
    match value.term() {
        Term::Bits(_) => match shown(cx, value) {
            Ok(text) => {
                let what = format!("the size of the value {text} is not a multiple of the unit for the segment");
                failed(cx, index, kind, &what)
            }
            Err(exc) => exc,
        },
        _ => expected(cx, index, kind, "a binary", value),
    }
}

//! Text: what `to_string/1` and interpolation make of terms, and what texts are made of (graphemes, case, normal forms).

pub mod byte;
pub mod case;
mod chardata;
pub mod distance;
pub mod float;
pub mod grapheme;
pub mod join;
pub mod normal;
pub mod number;
pub mod pattern;
mod structs;

pub use chardata::{binary_to_charlist, chardata, list_to_string, not_chardata};
pub use number::{parse_float, parse_integer};

use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::{Big, Term, Value, atoms};

/// `to_string(value)`: the protocol `String.Chars`.
///
/// # Errors
/// `Protocol.UndefinedError` for maps, tuples, functions; those of [`list_to_string`] and of structs that do not hold
/// what they should; limits.
pub fn to_string<'a>(cx: &mut Context<'a>, value: Value<'a>) -> R<'a> {
    match value.term() {
        Term::Binary(_) => Ok(value),
        Term::Int(i) => cx.string(itoa::Buffer::new().format(i)),
        Term::Float(f) => cx.string(float::write(f, &mut float::Buffer::default())),
        Term::Atom(_) if value.is_nil() => Ok(Value::EMPTY_STRING),
        // An atom's name lives as long as the value, so it is shared.
        Term::Atom(atom) => Ok(Value::str(atom.name())),
        Term::Big(big) => {
            let text = big_to_string(cx, big, 10)?;
            cx.string(&text)
        }
        Term::EmptyList => Ok(Value::EMPTY_STRING),
        Term::List(_) => list_to_string(cx, value),
        Term::Map(map) => match structs::to_string(cx, map) {
            Some(result) => result,
            None => Err(cx.protocol_undefined(atoms::STRING_CHARS_PROTOCOL, value, "")),
        },
        Term::Bits(_) => {
            Err(cx.protocol_undefined(atoms::STRING_CHARS_PROTOCOL, value, "cannot convert a bitstring to a string"))
        }
        Term::Tuple(_) | Term::Fun(_) | Term::Reference(_) => {
            Err(cx.protocol_undefined(atoms::STRING_CHARS_PROTOCOL, value, ""))
        }
    }
}

/// Whether the text of a struct is known to `String.Chars`.
pub fn is_printable_struct(name: &str) -> bool {
    structs::NAMES.contains(&name)
}

/// What interpolation finds out about its parts before it writes.
enum Plan {
    /// All parts are known texts, numbers or atoms; the sum of the bytes of the texts.
    Text(usize),
    /// The same, with binaries among them that are not known to be text.
    Bytes(usize),
    /// Some part needs `to_string` first.
    Convert,
}

/// `"a#{b}c"`: the texts of all parts in a row, in one piece.
///
/// # Errors
/// Those of [`to_string`] for the first part that raises.
#[inline]
pub fn interpolate<'a>(cx: &mut Context<'a>, parts: &[Value<'a>]) -> R<'a> {
    match plan(parts) {
        Plan::Text(bytes) => {
            cx.charge_bytes(bytes)?;
            let mut writer = cx.bump.text_writer();
            for part in parts {
                match part.term() {
                    Term::Binary(binary) => writer.push(binary.known_text().unwrap_or_default())?,
                    Term::Int(i) => writer.push(itoa::Buffer::new().format(i))?,
                    Term::Atom(_) if part.is_nil() => {}
                    Term::Atom(atom) => writer.push(atom.name())?,
                    Term::Float(f) => writer.push(float::write(f, &mut float::Buffer::default()))?,
                    _ => {}
                }
            }
            Ok(Value::str(writer.finish()))
        }
        Plan::Bytes(bytes) => {
            cx.charge_bytes(bytes)?;
            let mut writer = cx.bump.writer();
            for part in parts {
                match part.term() {
                    Term::Binary(binary) => writer.push(binary.bytes())?,
                    Term::Int(i) => writer.push(itoa::Buffer::new().format(i).as_bytes())?,
                    Term::Atom(_) if part.is_nil() => {}
                    Term::Atom(atom) => writer.push(atom.name().as_bytes())?,
                    Term::Float(f) => writer.push(float::write(f, &mut float::Buffer::default()).as_bytes())?,
                    _ => {}
                }
            }
            Ok(Value::bytes(writer.finish()))
        }
        Plan::Convert => convert(cx, parts),
    }
}

#[inline]
fn plan(parts: &[Value<'_>]) -> Plan {
    let mut bytes = 0usize;
    let mut text = true;
    for part in parts {
        match part.term() {
            Term::Binary(binary) => {
                bytes += binary.len();
                text &= binary.known_text().is_some();
            }
            Term::Int(_) | Term::Atom(_) | Term::Float(_) => {}
            _ => return Plan::Convert,
        }
    }
    if text { Plan::Text(bytes) } else { Plan::Bytes(bytes) }
}

#[cold]
fn convert<'a>(cx: &mut Context<'a>, parts: &[Value<'a>]) -> R<'a> {
    let mut texts = cx.list_builder(parts.len())?;
    for part in parts {
        let text = to_string(cx, *part)?;
        texts.push(&mut cx.bump, text)?;
    }
    let texts = texts.finish_slice(&mut cx.bump);
    interpolate(cx, texts)
}

/// `to_charlist(value)`: the protocol `List.Chars`.
///
/// # Errors
/// `Protocol.UndefinedError`; `UnicodeConversionError` for binaries that are not UTF-8; limits.
pub fn to_charlist<'a>(cx: &mut Context<'a>, value: Value<'a>) -> R<'a> {
    match value.term() {
        Term::EmptyList | Term::List(_) => Ok(value),
        Term::Binary(_) => chardata::binary_to_charlist(cx, value),
        Term::Atom(_) | Term::Int(_) | Term::Float(_) | Term::Big(_) => {
            let text = to_string(cx, value)?;
            chardata::binary_to_charlist(cx, text)
        }
        Term::Bits(_) => {
            Err(cx.protocol_undefined(atoms::LIST_CHARS_PROTOCOL, value, "cannot convert a bitstring to a charlist"))
        }
        _ => Err(cx.protocol_undefined(atoms::LIST_CHARS_PROTOCOL, value, "")),
    }
}

/// The digits of a large integer to a base from 2 to 36, in upper case.
///
/// # Errors
/// Fuel: the work grows with the square of the length.
pub fn big_to_string(cx: &mut Context<'_>, big: Big<'_>, base: u32) -> Result<String, Exc> {
    charge_radix(cx, big.digits().len())?;
    let mut text = big.to_bigint().to_str_radix(base);
    if base > 10 {
        text.make_ascii_uppercase();
    }
    Ok(text)
}

/// Charges for turning digits of one base into another, for an integer of so many 64-bit words.
pub(crate) fn charge_radix(cx: &mut Context<'_>, words: usize) -> Result<(), Exc> {
    cx.charge(words.saturating_mul(words) / 4 + words.saturating_mul(4))
}

/// The digits of any integer to a base from 2 to 36, in upper case.
///
/// # Errors
/// Fuel, for large ones.
pub fn integer_to_string<'a>(cx: &mut Context<'a>, value: Value<'a>, base: u32) -> Result<Option<String>, Exc> {
    match value.term() {
        Term::Int(i) if base == 10 => Ok(Some(i.to_string())),
        Term::Int(i) => {
            let mut digits = [0u8; 65];
            let mut at = digits.len();
            let mut left = i.unsigned_abs();
            let base = u64::from(base.clamp(2, 36));
            loop {
                at -= 1;
                let digit = (left % base) as u8;
                digits[at] = if digit < 10 { b'0' + digit } else { b'A' + digit - 10 };
                left /= base;
                if left == 0 {
                    break;
                }
            }
            let sign = if i < 0 { "-" } else { "" };
            Ok(Some(format!("{sign}{}", std::str::from_utf8(&digits[at..]).unwrap_or_default())))
        }
        Term::Big(big) => big_to_string(cx, big, base).map(Some),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::float;

    /// Elixir's answers to floats of all magnitudes: bits, `to_string`, `inspect`.
    #[test]
    fn floats_print_as_in_elixir() {
        for line in include_str!("../../tests/floats.txt").lines() {
            let mut parts = line.split(' ');
            let (Some(bits), Some(text), Some(inspected)) = (parts.next(), parts.next(), parts.next()) else {
                continue;
            };
            let f = f64::from_bits(bits.parse().unwrap());
            assert_eq!(float::write(f, &mut Default::default()), text, "{f:e}");
            assert_eq!(float::write_inspected(f, &mut Default::default()), inspected);
        }
    }
}

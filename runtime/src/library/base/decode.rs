//! Digits as bytes.

use super::{BYTES_FOR_A_UNIT, Case, encode};
use crate::context::Context;
use crate::error::{Exc, R};
use crate::inspect::{self, Binaries, Options};
use crate::term::{Binary, Value};

/// What stands for a byte that is no digit.
const NONE: u8 = 0xff;

/// What each byte is worth as a digit.
type Digits = [u8; 256];

/// An alphabet: how many bits a digit holds, and what bytes are digits, by case.
pub(super) struct Alphabet {
    bits: u32,
    upper: Digits,
    lower: Digits,
    mixed: Digits,
    /// How many signs at the end may be padding, the longest first.
    paddings: &'static [usize],
    /// How many digits the last block may have where padding may be left out.
    unpadded: &'static [usize],
}

pub(super) static HEX: Alphabet = Alphabet::with_cases(4, encode::UPPER_HEX, encode::LOWER_HEX, &[], &[2, 4, 6]);
pub(super) static BASE32: Alphabet =
    Alphabet::with_cases(5, encode::UPPER_32, encode::LOWER_32, &[6, 4, 3, 1], &[2, 4, 5, 7]);
pub(super) static HEX32: Alphabet =
    Alphabet::with_cases(5, encode::UPPER_HEX32, encode::LOWER_HEX32, &[6, 4, 3, 1], &[2, 4, 5, 7]);
pub(super) static BASE64: Alphabet =
    Alphabet::with_cases(6, encode::STANDARD_64, encode::STANDARD_64, &[2, 1], &[2, 3, 6, 7]);
pub(super) static URL64: Alphabet = Alphabet::with_cases(6, encode::URL_64, encode::URL_64, &[2, 1], &[2, 3, 6, 7]);

impl Alphabet {
    const fn with_cases(
        bits: u32,
        upper: &[u8],
        lower: &[u8],
        paddings: &'static [usize],
        unpadded: &'static [usize],
    ) -> Self {
        let none = [NONE; 256];
        Alphabet {
            bits,
            upper: worth(upper, none),
            lower: worth(lower, none),
            mixed: worth(lower, worth(upper, none)),
            paddings,
            unpadded,
        }
    }

    fn digits(&self, case: Case) -> &Digits {
        match case {
            Case::Upper => &self.upper,
            Case::Lower => &self.lower,
            Case::Mixed => &self.mixed,
        }
    }
}

/// A table with what the digits of an alphabet are worth, in their order.
const fn worth(alphabet: &[u8], mut table: Digits) -> Digits {
    let mut at = 0;
    while at < alphabet.len() {
        table[alphabet[at] as usize] = at as u8;
        at += 1;
    }
    table
}

/// Why a text has no bytes.
#[derive(Debug, PartialEq, Eq)]
enum Fault {
    /// A byte that is no digit.
    Digit(u8),
    /// Padding that does not fill up the last block.
    Padding,
}

/// The digits of a text without its padding, in two parts: whole blocks of eight, and the last one. The last one is
/// judged after the others, whatever is wrong with it.
fn split<'t>(alphabet: &Alphabet, text: &'t [u8], bare: bool) -> (&'t [u8], Result<&'t [u8], Fault>) {
    let (main, last) = text.split_at(text.len().saturating_sub(1) / 8 * 8);
    // Two digits to the base 16 are a block; four to the base 64; eight to the base 32.
    let whole = match alphabet.bits {
        4 => last.len().is_multiple_of(2),
        5 => last.is_empty() || last.len() == 8,
        _ => last.len().is_multiple_of(4),
    };
    let digits = if whole {
        let padding = alphabet
            .paddings
            .iter()
            .find(|count| last.len() > **count && last.iter().rev().take(**count).all(|byte| *byte == b'='));
        Ok(last.split_at(last.len() - padding.copied().unwrap_or_default()).0)
    } else if bare && alphabet.unpadded.contains(&last.len()) {
        Ok(last)
    } else {
        Err(Fault::Padding)
    };
    (main, digits)
}

/// Looks at all digits, in their order.
fn check(alphabet: &Alphabet, case: Case, text: &[u8], bare: bool) -> Result<(), Fault> {
    let table = alphabet.digits(case);
    let all = |digits: &[u8]| match digits.iter().find(|byte| table[usize::from(**byte)] == NONE) {
        Some(byte) => Err(Fault::Digit(*byte)),
        None => Ok(()),
    };
    let (main, last) = split(alphabet, text, bare);
    all(main)?;
    all(last?)
}

/// The bytes that a text stands for. `bare` says that padding may be left out.
pub(super) fn decode<'a>(
    cx: &mut Context<'a>,
    alphabet: &'static Alphabet,
    case: Case,
    text: &[u8],
    bare: bool,
) -> R<'a> {
    cx.charge(4 + text.len() / BYTES_FOR_A_UNIT)?;
    if let Err(fault) = check(alphabet, case, text, bare) {
        return Err(raise(cx, fault));
    }
    let table = alphabet.digits(case);
    let (main, last) = split(alphabet, text, bare);
    let last = last.unwrap_or_default();
    let bits = alphabet.bits as usize;
    // Eight digits hold as many bytes as one digit holds bits.
    let bytes = cx.bump.zeroed(main.len() / 8 * bits + last.len() * bits / 8)?;
    let (whole, rest) = bytes.split_at_mut(main.len() / 8 * bits);
    for (block, slots) in main.as_chunks::<8>().0.iter().zip(whole.chunks_exact_mut(bits)) {
        write_block(table, alphabet.bits, block, slots);
    }
    let mut padded = [0; 8];
    for (slot, byte) in padded.iter_mut().zip(last) {
        *slot = *byte;
    }
    write_block(table, alphabet.bits, &padded, rest);
    let value = Value::bytes(bytes);
    Ok(value.as_binary().and_then(Binary::text).map_or(value, Value::str))
}

/// The bytes of eight digits, as many of them as there are places. What is no digit counts as all ones and is not among
/// the bytes that are asked for.
#[inline(always)]
fn write_block(table: &Digits, bits: u32, block: &[u8; 8], slots: &mut [u8]) {
    let mask = (1u64 << bits) - 1;
    let number = block.iter().fold(0u64, |number, byte| number << bits | u64::from(table[usize::from(*byte)]) & mask);
    let bytes = (number << (64 - 8 * bits)).to_be_bytes();
    for (slot, byte) in slots.iter_mut().zip(bytes) {
        *slot = byte;
    }
}

/// Whether [`decode`] would give bytes.
pub(super) fn is_valid<'a>(
    cx: &mut Context<'a>,
    alphabet: &'static Alphabet,
    case: Case,
    text: &[u8],
    bare: bool,
) -> R<'a> {
    cx.charge(text.len() / BYTES_FOR_A_UNIT)?;
    Ok(Value::bool(check(alphabet, case, text, bare).is_ok()))
}

#[cold]
fn raise(cx: &mut Context<'_>, fault: Fault) -> Exc {
    match fault {
        Fault::Padding => cx.argument_error("incorrect padding"),
        Fault::Digit(byte) => {
            let options = Options { binaries: Binaries::AsStrings, ..Options::default() };
            let shown = match cx.binary(&[byte]) {
                Ok(binary) => inspect::to_text(cx, binary, &options),
                Err(exc) => Err(exc),
            };
            match shown {
                Ok(shown) => cx.argument_error(&format!("non-alphabet character found: {shown} (byte {byte})")),
                Err(exc) => exc,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever the bytes, there is an answer; and what was judged as valid has digits only.
        #[test]
        fn any_bytes(text in proptest::collection::vec(any::<u8>(), 0..40), bare: bool) {
            for alphabet in [&HEX, &BASE32, &HEX32, &BASE64, &URL64] {
                for case in [Case::Upper, Case::Lower, Case::Mixed] {
                    let _ = check(alphabet, case, &text, bare);
                }
            }
        }
    }

    #[test]
    fn faults() {
        let check = |text: &str, bare| check(&BASE64, Case::Upper, text.as_bytes(), bare);
        assert_eq!(check("YQ==", false), Ok(()));
        assert_eq!(check("YQ", false), Err(Fault::Padding));
        assert_eq!(check("YQ", true), Ok(()));
        assert_eq!(check("Y===", false), Err(Fault::Digit(b'=')));
        assert_eq!(check("A*AAAAAAA", false), Err(Fault::Digit(b'*')));
        assert_eq!(check("AAAAAAAA*", false), Err(Fault::Padding));
    }
}

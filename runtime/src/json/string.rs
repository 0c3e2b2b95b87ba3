//! Bytes within JSON strings.

use super::error::JsonErrorKind;
use crate::text::byte;

/// The first byte at or after `at` that is a quote, a backslash or a control character; the length where there is none.
#[inline(always)]
pub(super) fn next_special(bytes: &[u8], mut at: usize) -> usize {
    while let Some(word) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        match special_in_word(u64::from_le_bytes(*word)) {
            Some(place) => return at + place,
            None => at += 8,
        }
    }
    let rest = bytes.get(at..).unwrap_or_default();
    if rest.is_empty() {
        return bytes.len();
    }
    // Zeros stand behind the end, and are found where nothing is before it.
    let word = match bytes.last_chunk::<8>() {
        Some(last) => u64::from_le_bytes(*last) >> (8 * (8 - rest.len())),
        None => byte::word(rest),
    };
    special_in_word(word).map_or(bytes.len(), |place| at + place)
}

/// Which byte of a word, from the lowest, is the first special one.
#[inline(always)]
fn special_in_word(word: u64) -> Option<usize> {
    byte::first_mark(byte::equal(word, b'"') | byte::equal(word, b'\\') | byte::below(word, 0x20))
}

/// Appends the escape of a byte that cannot stand for itself.
#[inline(never)]
pub(super) fn push_escape(out: &mut Vec<u8>, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let short = match byte {
        b'"' => b'"',
        b'\\' => b'\\',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x08 => b'b',
        0x0c => b'f',
        _ => {
            let digits = [HEX[(byte >> 4) as usize], HEX[(byte & 15) as usize]];
            out.extend_from_slice(b"\\u00");
            out.extend_from_slice(&digits);
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

/// The four hexadecimal digits at the start of `bytes`.
fn hex4(bytes: &[u8]) -> Option<u32> {
    let mut code = 0;
    for byte in bytes.get(..4)? {
        code = code * 16 + (*byte as char).to_digit(16)?;
    }
    Some(code)
}

/// The character of the escape that begins with the backslash at `at`, and how many bytes it takes.
pub(super) fn escape(bytes: &[u8], at: usize) -> Result<(char, usize), (usize, JsonErrorKind)> {
    let end = |_| (bytes.len(), JsonErrorKind::UnexpectedEnd);
    let c = match bytes.get(at + 1) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode_escape(bytes, at),
        Some(byte) => return Err((at + 1, JsonErrorKind::InvalidByte(*byte))),
        None => return Err(end(())),
    };
    Ok((c, 2))
}

fn unicode_escape(bytes: &[u8], at: usize) -> Result<(char, usize), (usize, JsonErrorKind)> {
    let rest = |from: usize| bytes.get(from..).unwrap_or_default();
    let sequence = |len: usize| Err((at, JsonErrorKind::UnexpectedSequence(len)));
    if rest(at).len() < 6 {
        return Err((bytes.len(), JsonErrorKind::UnexpectedEnd));
    }
    let Some(unit) = hex4(rest(at + 2)) else { return sequence(6) };
    if let Some(c) = char::from_u32(unit) {
        return Ok((c, 6));
    }
    if unit >= 0xDC00 {
        return sequence(6);
    }
    let tail = rest(at + 6);
    if tail.len() < 6 {
        return Err((bytes.len(), JsonErrorKind::UnexpectedEnd));
    }
    if !tail.starts_with(b"\\u") {
        return Err((at + 6, JsonErrorKind::InvalidByte(tail[0])));
    }
    match hex4(tail.get(2..).unwrap_or_default()) {
        Some(low @ 0xDC00..0xE000) => {
            let code = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
            char::from_u32(code).map_or(sequence(12), |c| Ok((c, 12)))
        }
        _ => sequence(12),
    }
}

/// Where, in bytes that are no UTF-8, a decoder that goes byte by byte stops, and whether it stops for want of more.
pub(super) fn utf8_stop(bytes: &[u8], valid_up_to: usize) -> Option<(usize, u8)> {
    let rest = bytes.get(valid_up_to..).unwrap_or_default();
    let wrong = std::str::from_utf8(rest).err()?.error_len()?;
    let lead_is_fine = matches!(rest.first(), Some(0xC2..=0xF4));
    let at = if lead_is_fine { wrong } else { 0 };
    rest.get(at).map(|byte| (valid_up_to + at, *byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_bytes() {
        for (text, at) in [("", 0), ("abc", 3), ("a\"", 1), ("0123456789\\", 10), ("ééééé\u{1f}", 10), ("\u{7f}!#", 3)]
        {
            assert_eq!(next_special(text.as_bytes(), 0), at, "{text:?}");
        }
        assert_eq!(next_special(b"\"\"abcdefgh\"", 2), 10);
        // In every place of every length, from every start, with neighbours of what is looked for around it.
        for (special, other) in [(b'"', b'#'), (b'"', b'!'), (b'\\', b']'), (0, b' '), (0x1f, b' '), (b'"', 0xff)] {
            for length in 0..20 {
                let mut bytes = vec![other; length];
                for from in 0..=length {
                    assert_eq!(next_special(&bytes, from), length);
                }
                for at in 0..length {
                    bytes[at] = special;
                    for from in 0..=length {
                        assert_eq!(next_special(&bytes, from), if from <= at { at } else { length });
                    }
                    bytes[at] = other;
                }
            }
        }
    }

    #[test]
    fn utf8() {
        assert_eq!(utf8_stop(b"a\xff", 1), Some((1, 0xff)));
        assert_eq!(utf8_stop(b"\xe2\x28", 0), Some((1, 0x28)));
        assert_eq!(utf8_stop(b"\xf0\x9f\x98!", 0), Some((3, b'!')));
        assert_eq!(utf8_stop(b"\xf0\x9f", 0), None);
    }
}

//! Bytes within JSON strings.

/// The first byte at or after `at` that is a quote, a backslash or a control character; the length where there is none.
#[inline(always)]
pub(super) fn next_special(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    while let Some(word) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*word);
        // In each, the lowest high bit marks the first hit; those above it may be wrong.
        let zero = |x: u64| x.wrapping_sub(ONES) & !x;
        let control = word.wrapping_sub(ONES * 0x20) & !word;
        let hits = (zero(word ^ (ONES * b'"' as u64)) | zero(word ^ (ONES * b'\\' as u64)) | control) & HIGHS;
        if hits != 0 {
            return at + (hits.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while let Some(byte) = bytes.get(at)
        && !matches!(byte, b'"' | b'\\' | 0..0x20)
    {
        at += 1;
    }
    at
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
pub(super) fn hex4(bytes: &[u8]) -> Option<u32> {
    let mut code = 0;
    for byte in bytes.get(..4)? {
        code = code * 16 + (*byte as char).to_digit(16)?;
    }
    Some(code)
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
    }

    #[test]
    fn utf8() {
        assert_eq!(utf8_stop(b"a\xff", 1), Some((1, 0xff)));
        assert_eq!(utf8_stop(b"\xe2\x28", 0), Some((1, 0x28)));
        assert_eq!(utf8_stop(b"\xf0\x9f\x98!", 0), Some((3, b'!')));
        assert_eq!(utf8_stop(b"\xf0\x9f", 0), None);
    }
}

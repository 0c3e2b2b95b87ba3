//! Bytes of short texts, by words.

/// Below so many bytes a search by words is done before one with vectors has begun.
const SHORT: usize = 32;

/// Where a byte is met first.
#[inline]
pub fn find(byte: u8, bytes: &[u8]) -> Option<usize> {
    if bytes.len() < SHORT { find_by_words(byte, bytes) } else { memchr::memchr(byte, bytes) }
}

/// Where a byte is met first, eight bytes at a time.
#[inline(always)]
fn find_by_words(byte: u8, bytes: &[u8]) -> Option<usize> {
    let (words, rest) = bytes.as_chunks::<8>();
    for (i, word) in words.iter().enumerate() {
        if let Some(at) = first_mark(equal(u64::from_le_bytes(*word), byte)) {
            return Some(8 * i + at);
        }
    }
    rest.iter().position(|found| *found == byte).map(|at| 8 * words.len() + at)
}

/// In a word of eight bytes, a mark in the lowest one that equals `byte`; there may be wrong marks above it.
#[inline(always)]
pub fn equal(word: u64, byte: u8) -> u64 {
    // Equal bytes are zero then.
    below(word ^ (ONES * u64::from(byte)), 1)
}

/// As [`equal`], of bytes below a `bound` of 128 at most.
#[inline(always)]
pub fn below(word: u64, bound: u8) -> u64 {
    word.wrapping_sub(ONES * u64::from(bound)) & !word & HIGHS
}

/// The byte of the lowest mark, counted from the lowest byte.
#[inline(always)]
pub fn first_mark(marks: u64) -> Option<usize> {
    (marks != 0).then(|| marks.trailing_zeros() as usize / 8)
}

const ONES: u64 = u64::from_ne_bytes([0x01; 8]);
const HIGHS: u64 = u64::from_ne_bytes([0x80; 8]);

/// Fewer than eight bytes as a number, the first one lowest; of more, the first eight.
///
/// Made of loads that overlap: a loop over the bytes takes longer than what is done with them.
#[inline(always)]
pub fn word(bytes: &[u8]) -> u64 {
    if let Some(first) = bytes.first_chunk::<8>() {
        return u64::from_le_bytes(*first);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let last = u64::from(u32::from_le_bytes(*last)) << (8 * (bytes.len() - 4));
        return u64::from(u32::from_le_bytes(*first)) | last;
    }
    match *bytes {
        [a, b, c] => u64::from_le_bytes([a, b, c, 0, 0, 0, 0, 0]),
        [a, b] => u64::from_le_bytes([a, b, 0, 0, 0, 0, 0, 0]),
        [a] => u64::from(a),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_is_found_wherever_it_is() {
        // Neighbours of the byte, which a borrow between bytes could take for it.
        for byte in [0, 1, b'@', 0x7f, 0x80, 0xff] {
            for length in 0..32 {
                let mut bytes = vec![byte.wrapping_add(1); length];
                assert_eq!(find_by_words(byte, &bytes), None);
                for at in (0..length).rev() {
                    bytes[at] = byte;
                    assert_eq!(find_by_words(byte, &bytes), Some(at), "{byte} in {length} at {at}");
                }
            }
        }
    }

    #[test]
    fn words_of_few_bytes() {
        let bytes: Vec<u8> = (0xf1..=0xfa).collect();
        for length in 0..=bytes.len() {
            let expected = bytes[..length].iter().take(8).rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
            assert_eq!(word(&bytes[..length]), expected, "{length} bytes");
        }
    }
}

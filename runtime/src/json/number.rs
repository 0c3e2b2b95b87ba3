//! Numbers in JSON.

use num_bigint::BigInt;

/// More digits than this are more than 2²² bits, the most that an integer of Elixir may have.
pub(super) const MAX_DIGITS: usize = 1_262_612;

/// Powers of ten that floats hold exactly.
const EXACT_POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// `mantissa` × 10^`exponent`, where one multiplication or division gives the nearest float.
#[inline]
pub(super) fn exact_float(mantissa: u64, exponent: i32) -> Option<f64> {
    if mantissa > 1 << 53 {
        return None;
    }
    let power = *EXACT_POWERS.get(exponent.unsigned_abs() as usize)?;
    let mantissa = mantissa as f64;
    Some(if exponent < 0 { mantissa / power } else { mantissa * power })
}

/// Units of fuel for reading an integer of that many digits: it takes more than linear time.
pub(super) fn cost(digits: usize) -> usize {
    let words = digits / 19 + 1;
    words.saturating_mul(words) / 32
}

/// The integer of a run of ASCII digits. Halves are read apart and put together by one multiplication, which is far
/// from the square of the length. The recursion is as deep as the logarithm of it.
pub(super) fn integer(digits: &[u8]) -> BigInt {
    const CHUNK: usize = 18;
    if digits.len() <= CHUNK {
        return BigInt::from(digits.iter().fold(0u64, |value, digit| value * 10 + u64::from(digit & 15)));
    }
    let (high, low) = digits.split_at(digits.len() / 2);
    integer(high) * BigInt::from(10).pow(low.len() as u32) + integer(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_integers() {
        let text = "1234567890".repeat(50);
        assert_eq!(integer(text.as_bytes()), text.parse::<BigInt>().unwrap());
        assert_eq!(integer(b"0"), BigInt::from(0));
    }

    #[test]
    fn exact_floats() {
        assert_eq!(exact_float(19999, -2), Some(199.99));
        assert_eq!(exact_float(1, 22), Some(1e22));
        assert_eq!(exact_float(1, 23), None);
        assert_eq!(exact_float(1 << 60, 0), None);
    }
}

//! Floats: rounding to decimals, exactly as Elixir does it.
//!
//! A float is an integer times a power of two. Rounding multiplies that integer with the power of ten, divides by the
//! power of two, rounds the exact quotient half away from zero, and divides once more: no error of a multiplication of
//! floats gets in.

use num_bigint::BigUint;
use num_traits::{ToPrimitive, Zero};

/// Which way to round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// `Float.round/2`: to the nearest, half away from zero.
    HalfUp,
    /// `Float.floor/2`
    Floor,
    /// `Float.ceil/2`
    Ceil,
}

/// No more decimals can be asked for.
pub const MAX_PRECISION: u32 = 15;

/// Powers of ten.
const POWERS: [u64; MAX_PRECISION as usize + 1] = {
    let mut powers = [1; MAX_PRECISION as usize + 1];
    let mut i = 1;
    while i < powers.len() {
        powers[i] = 10 * powers[i - 1];
        i += 1;
    }
    powers
};

/// [`round`] half up to 1 to 15 decimals, where arithmetic on floats tells for sure; nothing elsewhere.
#[inline]
pub fn round_half_up_quickly(f: f64, precision: i64) -> Option<f64> {
    /// Below this, the product with a power of ten is off by less than 2⁻¹³.
    const SMALL: f64 = (1u64 << 40) as f64;
    const DOUBT: f64 = 1.0 / (1 << 12) as f64;
    /// From here on, floats below twice as much are integers.
    const INTEGERS: f64 = (1u64 << 52) as f64;
    let power = match usize::try_from(precision) {
        Ok(precision @ 1..) => *POWERS.get(precision)? as f64,
        _ => return None,
    };
    let scaled = f.abs() * power;
    if scaled >= SMALL {
        return None;
    }
    // The nearest integer: what is added leaves no bits for a fraction. Its difference is exact, since it is half at most.
    let whole = (scaled + INTEGERS) - INTEGERS;
    let rest = (scaled - whole).abs();
    if 0.5 - rest < DOUBT {
        return None;
    }
    let rounded = whole / power;
    Some(rounded.copysign(f))
}

/// A finite float rounded to so many decimals, 15 at most.
pub fn round(f: f64, precision: u32, mode: Mode) -> f64 {
    let power = POWERS[precision.min(MAX_PRECISION) as usize];
    let bits = f.to_bits();
    let exponent = (bits >> 52 & 0x7FF) as i64;
    let negative = f.is_sign_negative();
    let signed = |magnitude: f64| if negative { -magnitude } else { magnitude };
    if f == 0.0 || exponent >= 1075 {
        return f;
    }
    let shift = 1075 - exponent;
    if exponent == 0 || shift >= 104 {
        // Less than any decimal.
        let up = matches!((mode, negative), (Mode::Ceil, false) | (Mode::Floor, true));
        return signed(if up { 1.0 / power as f64 } else { 0.0 });
    }
    let mantissa = 1 << 52 | (bits & ((1 << 52) - 1));
    // 53 bits times 50: they fit 128.
    let product = u128::from(mantissa) * u128::from(power);
    let quotient = product >> shift;
    let rest = product - (quotient << shift);
    let up = match mode {
        Mode::HalfUp => rest >= 1 << (shift - 1),
        Mode::Floor => negative && rest > 0,
        Mode::Ceil => !negative && rest > 0,
    };
    let rounded = quotient + u128::from(up);
    signed(match u64::try_from(rounded) {
        // Both are exact as floats, so one division rounds correctly.
        Ok(rounded) if rounded < 1 << 53 => rounded as f64 / power as f64,
        _ => divide(rounded, power),
    })
}

/// The float nearest to a quotient.
fn divide(dividend: u128, divisor: u64) -> f64 {
    let divisor = u128::from(divisor);
    // The quotient has 54 bits at least, once the dividend is that much longer than the divisor.
    let shift = (54 + (128 - divisor.leading_zeros()) as i32 - (128 - dividend.leading_zeros()) as i32).max(0);
    let dividend = BigUint::from(dividend) << shift;
    let divisor = BigUint::from(divisor);
    let quotient = &dividend / &divisor;
    let inexact = !(dividend - &quotient * divisor).is_zero();
    // What is lost is kept as a last bit that breaks ties: the conversion to a float then rounds to even correctly.
    let sticky = (quotient << 2u32) | BigUint::from(u8::from(inexact));
    sticky.to_f64().unwrap_or(f64::MAX) * 0.5f64.powi(shift + 2)
}

/// Numerator, exponent of two: a float other than zero as an odd integer times a power of two.
pub fn odd_and_exponent(f: f64) -> (i64, i32) {
    let bits = f.to_bits();
    let exponent = (bits >> 52 & 0x7FF) as i32;
    let fraction = bits & ((1 << 52) - 1);
    let (mantissa, exponent) = if exponent == 0 { (fraction, -1074) } else { (1 << 52 | fraction, exponent - 1075) };
    if mantissa == 0 {
        return (0, 0);
    }
    let zeros = mantissa.trailing_zeros();
    let odd = (mantissa >> zeros) as i64;
    (if f < 0.0 { -odd } else { odd }, exponent + zeros as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers by chance, the same ones each time.
    fn numbers() -> impl Iterator<Item = u64> {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        std::iter::repeat_with(move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        })
    }

    #[test]
    fn the_quick_way_rounds_as_the_exact_one() {
        let mut sure = 0;
        for (i, bits) in numbers().take(200_000).enumerate() {
            let precision = 1 + (i % 15) as u32;
            let power = POWERS[precision as usize] as f64;
            let whole = (bits >> 24) as f64;
            // Halves and their neighbours, where the two could part; amounts of money; all kinds of floats.
            let half = (((bits >> 34) as f64) + 0.5) / power;
            let candidates = [half, half.next_up(), half.next_down(), whole / 1e4, whole / power, f64::from_bits(bits)];
            for f in candidates.into_iter().flat_map(|f| [f, -f]).filter(|f| f.is_finite()) {
                if let Some(rounded) = round_half_up_quickly(f, precision.into()) {
                    sure += 1;
                    let exact = round(f, precision, Mode::HalfUp);
                    assert_eq!(rounded.to_bits(), exact.to_bits(), "{f:?} to {precision} decimals");
                }
            }
        }
        assert!(sure > 500_000, "{sure} only");
        for (f, precision) in [(0.0, 2), (-0.0, 2), (5e-324, 15), (-1e-9, 3), (0.004, 2), (99.994, 2)] {
            let exact = round(f, precision, Mode::HalfUp);
            let quick = round_half_up_quickly(f, precision.into()).map(f64::to_bits);
            assert_eq!(quick, Some(exact.to_bits()), "{f:?}");
        }
        for (f, precision) in [(1.5, 0), (1.5, 16), (1.5, -1), (1e20, 2), (0.125, 2)] {
            assert_eq!(round_half_up_quickly(f, precision), None, "{f:?}");
        }
    }
}

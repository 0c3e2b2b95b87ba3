//! Integers beyond 64 bits: their digits lie in the arena; `num-bigint` computes.

use super::{Term, Value};
use crate::memory::{Bump, Full};
use num_bigint::{BigInt, BigUint, Sign};
use num_traits::ToPrimitive;

/// An integer that does not fit 64 bits.
#[derive(Clone, Copy)]
pub struct Big<'a> {
    negative: bool,
    digits: &'a [u64],
}

impl<'a> Big<'a> {
    #[inline(always)]
    pub(super) fn from_raw(negative: bool, digits: &'a [u64]) -> Self {
        Big { negative, digits }
    }

    /// An integer of any size as a value.
    pub fn value(bump: &mut Bump<'a>, integer: &BigInt) -> Result<Value<'a>, Full> {
        if let Some(small) = integer.to_i64() {
            return Ok(Value::int(small));
        }
        let count = integer.magnitude().iter_u64_digits().len();
        let digits = bump.words(count)?;
        for (digit, slot) in integer.magnitude().iter_u64_digits().zip(digits.iter_mut()) {
            *slot = digit;
        }
        Ok(Value::big(integer.sign() == Sign::Minus, digits))
    }

    /// A constant of native code: the last digit is not zero, and the integer does not fit 64 bits.
    pub(crate) const fn constant(negative: bool, digits: &'static [u64]) -> Value<'static> {
        Value::big(negative, digits)
    }

    /// Whether it is below zero.
    #[inline]
    pub fn is_negative(self) -> bool {
        self.negative
    }

    /// The digits of its magnitude to the base 2⁶⁴, lowest first; the last is not zero.
    #[inline]
    pub fn digits(self) -> &'a [u64] {
        self.digits
    }

    /// As an integer of the crate that computes.
    pub fn to_bigint(self) -> BigInt {
        let mut halves = Vec::with_capacity(self.digits.len() * 2);
        for digit in self.digits {
            halves.push(*digit as u32);
            halves.push((*digit >> 32) as u32);
        }
        let sign = if self.negative { Sign::Minus } else { Sign::Plus };
        BigInt::from_biguint(sign, BigUint::new(halves))
    }

    /// Order of two big integers.
    pub fn compare(self, other: Big<'_>) -> std::cmp::Ordering {
        match (self.negative, other.negative) {
            (false, true) => std::cmp::Ordering::Greater,
            (true, false) => std::cmp::Ordering::Less,
            (negative, _) => {
                let order = (self.digits.len().cmp(&other.digits.len()))
                    .then_with(|| self.digits.iter().rev().cmp(other.digits.iter().rev()));
                if negative { order.reverse() } else { order }
            }
        }
    }
}

/// Any integer as one of the crate that computes.
pub fn to_bigint(value: Value<'_>) -> Option<BigInt> {
    match value.term() {
        Term::Int(i) => Some(BigInt::from(i)),
        Term::Big(big) => Some(big.to_bigint()),
        _ => None,
    }
}

//! Rounding to places.

use super::words;
use super::{
    Coef, Decimal, PRECISION, charge_product, digit_count, in_context, no_clause, normalize, one, power_of_ten,
};
use crate::context::Context;
use crate::error::Exc;
use num_bigint::BigUint;
use num_integer::Integer;
use num_traits::Zero;
use std::cmp::Ordering;

/// What becomes of the digits that are cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Toward zero.
    Down,
    /// Away from zero.
    Up,
    /// Toward infinity.
    Ceiling,
    /// Toward minus infinity.
    Floor,
    /// To the nearest, a half away from zero.
    HalfUp,
    /// To the nearest, a half toward zero.
    HalfDown,
    /// To the nearest, a half to the even digit.
    HalfEven,
}

impl Mode {
    /// The mode of a name.
    pub fn named(name: &str) -> Option<Mode> {
        Some(match name {
            "down" => Mode::Down,
            "up" => Mode::Up,
            "ceiling" => Mode::Ceiling,
            "floor" => Mode::Floor,
            "half_up" => Mode::HalfUp,
            "half_down" => Mode::HalfDown,
            "half_even" => Mode::HalfEven,
            _ => return None,
        })
    }

    /// Whether the digits that are left are counted up: by how what was cut off compares with a half, whether it is zero,
    /// and the last digit that is left.
    fn increments(self, negative: bool, half: Ordering, is_zero: bool, odd: bool) -> bool {
        match self {
            Mode::Down => false,
            // As the library has it: also where only zeros are cut off.
            Mode::Up => true,
            Mode::Ceiling => !negative && !is_zero,
            Mode::Floor => negative && !is_zero,
            Mode::HalfUp => half.is_ge(),
            Mode::HalfDown => half.is_gt(),
            Mode::HalfEven => half.is_gt() || half.is_eq() && odd,
        }
    }
}

/// A number with so many places after the point, which may be fewer than none. No mode is one that the library does not
/// know: it is found out when digits are to be cut off.
///
/// # Errors
/// `FunctionClauseError` for no mode; `ArgumentError` for numbers beyond the range; fuel.
pub fn round(cx: &mut Context<'_>, number: Decimal, places: i128, mode: Option<Mode>) -> Result<Decimal, Exc> {
    if !matches!(number.coef, Coef::Finite(_)) {
        return Ok(number);
    }
    let number = normalize(cx, number)?;
    let Decimal { negative, coef: Coef::Finite(coef), exp } = number else {
        // It became infinite.
        return Err(cx.bad_argument(1, "not an integer"));
    };
    cx.charge(super::ROUNDED)?;
    let target = -places;
    let count = i128::from(digit_count(cx, &coef)?);
    let rounded = match exp.cmp(&target) {
        Ordering::Equal => Decimal::finite(negative, coef, exp),
        Ordering::Greater => {
            // Zeros beyond the precision would be cut off again.
            let zeros = (exp - target).min((PRECISION as i128 - count).max(0));
            let coef = super::shift_up(cx, coef, u64::try_from(zeros).unwrap_or(0))?;
            let zero = coef.is_zero();
            // Of zero there is one digit, whatever follows it.
            Decimal::finite(negative, coef, if zero { target } else { exp - zeros })
        }
        Ordering::Less => {
            let Some(mode) = mode else { return Err(no_clause(cx, "increment?", 5)) };
            let drop = target - exp;
            let coef = if drop > count {
                // Nothing is left, and what was cut off is less than a half.
                let up = mode.increments(negative, Ordering::Less, coef.is_zero(), false);
                if up { one() } else { BigUint::zero() }
            } else {
                let power = power_of_ten(cx, u64::try_from(drop).unwrap_or(u64::MAX))?;
                charge_product(cx, words(&coef), words(&power))?;
                let (left, rest) = coef.div_rem(&power);
                let half = (&rest * 2u32).cmp(&power);
                let up = mode.increments(negative, half, rest.is_zero(), left.is_odd());
                if up { left + 1u32 } else { left }
            };
            Decimal::finite(negative, coef, target)
        }
    };
    in_context(cx, rounded)
}

//! Units of time: seconds and their parts, and any number of parts of a second.

use super::show;
use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::{Term, Value, atoms, to_bigint};
use num_bigint::BigInt;
use num_integer::Integer;

/// A unit, as parts of a second.
#[derive(Clone, Debug)]
pub enum Unit {
    /// That many.
    Parts(i64),
    /// More than fit 64 bits.
    Many(BigInt),
}

/// What stands for the smallest unit in `:native`.
const NATIVE: i64 = 1_000_000_000;

impl Unit {
    /// `:second`
    pub const SECOND: Unit = Unit::Parts(1);
    /// `:microsecond`
    pub const MICROSECOND: Unit = Unit::Parts(1_000_000);

    /// The unit that a value names.
    ///
    /// # Errors
    /// `ArgumentError` as `System.convert_time_unit/3` raises it.
    #[inline]
    pub fn of<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Result<Unit, Exc> {
        if value.is(atoms::SECOND) { Ok(Unit::SECOND) } else { Unit::other(cx, value) }
    }

    #[inline(never)]
    fn other<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Result<Unit, Exc> {
        match value.term() {
            Term::Int(parts) if parts > 0 => return Ok(Unit::Parts(parts)),
            Term::Big(big) if !big.is_negative() => return Ok(Unit::Many(big.to_bigint())),
            Term::Atom(atom) => match atom.name() {
                "second" | "seconds" => return Ok(Unit::SECOND),
                "millisecond" | "milliseconds" | "milli_seconds" => return Ok(Unit::Parts(1000)),
                "microsecond" | "microseconds" | "micro_seconds" => return Ok(Unit::MICROSECOND),
                "nanosecond" | "nanoseconds" | "nano_seconds" => return Ok(Unit::Parts(1_000_000_000)),
                "native" => return Ok(Unit::Parts(NATIVE)),
                _ => {}
            },
            _ => {}
        }
        let shown = show(cx, value)?;
        Err(cx.argument_error(&format!(
            "unsupported time unit. Expected :second, :millisecond, :microsecond, :nanosecond, or a positive integer, got \
             {shown}"
        )))
    }

    /// Whether it is one of the units that `add` and `diff` take, of which integers are not looked at further.
    pub fn is_plain(value: Value<'_>) -> bool {
        matches!(value.term(), Term::Int(_) | Term::Big(_))
            || [atoms::SECOND, atoms::MILLISECOND, atoms::MICROSECOND, atoms::NANOSECOND]
                .iter()
                .any(|unit| value.is(*unit))
    }

    /// How many digits of a second's fraction times in this unit show, for `add`.
    pub fn precision_of(value: Value<'_>) -> i64 {
        if value.is(atoms::SECOND) {
            0
        } else if value.is(atoms::MILLISECOND) {
            3
        } else {
            6
        }
    }

    /// How many digits Unix times in this unit have.
    pub fn unix_precision(&self) -> i64 {
        match self {
            Unit::Parts(1) => 0,
            Unit::Parts(10) => 1,
            Unit::Parts(100) => 2,
            Unit::Parts(1000) => 3,
            Unit::Parts(10_000) => 4,
            Unit::Parts(100_000) => 5,
            _ => 6,
        }
    }

    fn parts(&self) -> BigInt {
        match self {
            Unit::Parts(parts) => BigInt::from(*parts),
            Unit::Many(parts) => parts.clone(),
        }
    }
}

/// An amount of microseconds in a unit, rounded down.
///
/// # Errors
/// Memory.
pub fn from_microseconds<'a>(cx: &mut Context<'a>, amount: i128, unit: &Unit) -> R<'a> {
    convert_parts(cx, amount, 1_000_000, unit)
}

/// An amount of seconds in a unit.
///
/// # Errors
/// Memory.
pub fn from_seconds<'a>(cx: &mut Context<'a>, amount: i128, unit: &Unit) -> R<'a> {
    convert_parts(cx, amount, 1, unit)
}

fn convert_parts<'a>(cx: &mut Context<'a>, amount: i128, parts: i64, unit: &Unit) -> R<'a> {
    if let Unit::Parts(to) = unit {
        // Division of 128 bits takes several times as long.
        if let Ok(amount) = i64::try_from(amount)
            && let Some(product) = amount.checked_mul(*to)
        {
            return Ok(Value::int(product.div_euclid(parts)));
        }
        let (from, to) = (i128::from(parts), i128::from(*to));
        if from == to {
            return cx.integer_128(amount);
        }
        if let Some(product) = amount.checked_mul(to) {
            return cx.integer_128(product.div_euclid(from));
        }
    }
    let product = BigInt::from(amount) * unit.parts();
    let result = product.div_floor(&BigInt::from(parts));
    crate::ops::big_result(cx, &result)
}

/// An amount in a unit as microseconds, rounded down; nothing where that passes 128 bits.
///
/// # Errors
/// Fuel, for large amounts.
pub fn to_microseconds<'a>(cx: &mut Context<'a>, amount: Value<'a>, unit: &Unit) -> Result<Option<i128>, Exc> {
    if let (Term::Int(amount), Unit::Parts(parts)) = (amount.term(), unit) {
        return Ok(Some((i128::from(amount) * 1_000_000).div_euclid(i128::from(*parts))));
    }
    if let Term::Big(big) = amount.term() {
        cx.charge(big.digits().len())?;
    }
    let Some(amount) = to_bigint(amount) else { return Ok(None) };
    let result = (amount * BigInt::from(1_000_000)).div_floor(&unit.parts());
    Ok(i128::try_from(result).ok())
}

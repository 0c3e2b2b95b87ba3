//! Decimal numbers: sign, coefficient and exponent, as the library decimal 3.1 has them.
//!
//! Numbers are exact; the results of operations are rounded half up to [`PRECISION`] digits, and what leaves the range of
//! exponents becomes infinite or zero. A compact number may stand for an endless one, `1E+1000000000`: nothing here is as
//! large as an exponent says, but where a function must write it out, and then that is charged before.

mod arithmetic;
mod compare;
mod convert;
mod format;
mod parse;
mod round;

pub use arithmetic::{add, div, div_int, div_rem, mult, rem, sqrt};
pub use compare::{compare, compare_within, extreme};
pub use convert::{from_float, is_integer, to_float, to_integer};
pub use format::{Format, MAX_TEXT_DIGITS, check_digits, write};
pub use parse::{Limits, parse};
pub use round::{Mode, round};

use crate::calendar::fields;
use crate::context::Context;
use crate::error::{Exc, R};
use crate::integer::is_integer as is_integer_term;
use crate::ops;
use crate::term::{Term, Value, atom_constant as atom, atoms, to_bigint};
use crate::text::charge_radix;
use num_bigint::{BigInt, BigUint};
use num_traits::{One, ToPrimitive, Zero};

/// Digits of a result.
pub const PRECISION: u64 = 34;
/// The largest exponent of a result's first digit.
const E_MAX: i128 = 6_144;
/// The least.
const E_MIN: i128 = -6_143;

/// Units of fuel for taking a `%Decimal{}` apart.
const READ: usize = 8;
/// Units of fuel for making one.
const MADE: usize = 6;
/// Units of fuel for rounding a result, however short it is.
const ROUNDED: usize = 8;
/// Units of fuel for making a text, or a number of one, however short it is.
const TEXT: usize = 24;

/// More digits than this are more than the largest integer of Erlang has.
const MAX_DIGITS: u64 = 1_262_612;

/// `:invalid_operation`
pub const INVALID_OPERATION: Value<'static> = atom("invalid_operation");
/// `:division_by_zero`
pub const DIVISION_BY_ZERO: Value<'static> = atom("division_by_zero");

/// Keys of `%Decimal{}`.
pub(crate) static SHAPE: fields::Keys = &[atoms::STRUCT, atoms::COEF, atoms::EXP, atoms::SIGN];

/// A `%Decimal{}` that holds what it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    /// Whether the sign is -1.
    pub negative: bool,
    /// What is multiplied with a power of ten.
    pub coef: Coef,
    /// The power.
    pub exp: i128,
}

/// A coefficient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coef {
    /// Not a number.
    NaN,
    /// Beyond all numbers.
    Infinity,
    /// A number.
    Finite(BigUint),
}

impl Decimal {
    /// A number.
    pub fn finite(negative: bool, coef: BigUint, exp: i128) -> Self {
        Decimal { negative, coef: Coef::Finite(coef), exp }
    }

    /// An infinite one.
    pub fn infinity(negative: bool, exp: i128) -> Self {
        Decimal { negative, coef: Coef::Infinity, exp }
    }

    /// Whether it is not a number.
    pub fn is_nan(&self) -> bool {
        self.coef == Coef::NaN
    }

    /// Whether it is infinite.
    pub fn is_infinite(&self) -> bool {
        self.coef == Coef::Infinity
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        matches!(&self.coef, Coef::Finite(coef) if coef.is_zero())
    }

    /// With another sign.
    pub fn with_sign(self, negative: bool) -> Self {
        Decimal { negative, ..self }
    }

    /// What a `%Decimal{}` holds; nothing for what is none.
    ///
    /// # Errors
    /// `FunctionClauseError` of a function where its fields are not what they should be; `SystemLimitError` for exponents
    /// beyond 2¹⁰⁰; fuel.
    pub fn of<'a>(
        cx: &mut Context<'a>,
        value: Value<'a>,
        function: &str,
        arity: usize,
    ) -> Result<Option<Decimal>, Exc> {
        if !is_decimal(value) {
            return Ok(None);
        }
        match Decimal::read(cx, value)? {
            Some(decimal) => Ok(Some(decimal)),
            None => Err(no_clause(cx, function, arity)),
        }
    }

    /// What a map with the right fields holds.
    fn read<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Result<Option<Decimal>, Exc> {
        let Some([sign, coef, exp]) = fields::fields(value, [atoms::SIGN, atoms::COEF, atoms::EXP]) else {
            return Ok(None);
        };
        Decimal::from_terms(cx, sign, coef, exp)
    }

    /// A number of what its fields are to be; nothing where they cannot be that.
    ///
    /// # Errors
    /// `SystemLimitError` for exponents beyond 2¹⁰⁰; fuel.
    pub fn from_terms<'a>(
        cx: &mut Context<'a>,
        sign: Value<'a>,
        coef: Value<'a>,
        exp: Value<'a>,
    ) -> Result<Option<Decimal>, Exc> {
        cx.charge(READ)?;
        let negative = match sign.term() {
            Term::Int(1) => false,
            Term::Int(-1) => true,
            _ => return Ok(None),
        };
        let coef = match coef.term() {
            Term::Int(i) if i >= 0 => Coef::Finite(BigUint::from(i.unsigned_abs())),
            Term::Big(big) if !big.is_negative() => {
                cx.charge(big.digits().len() / 4)?;
                Coef::Finite(big.to_bigint().into_parts().1)
            }
            Term::Atom(_) if coef.is(atoms::INF) => Coef::Infinity,
            Term::Atom(_) if coef.is(atoms::NAN_COEF) => Coef::NaN,
            _ => return Ok(None),
        };
        if !is_integer_term(exp) {
            return Ok(None);
        }
        let exp = match exp.term() {
            Term::Int(exp) => i128::from(exp),
            Term::Big(big) if big.digits().len() <= 2 => big.to_bigint().to_i128().unwrap_or(i128::MAX),
            _ => i128::MAX,
        };
        if exp.unsigned_abs() > 1 << 100 {
            return Err(cx.system_limit_error());
        }
        Ok(Some(Decimal { negative, coef, exp }))
    }

    /// As a `%Decimal{}`.
    ///
    /// # Errors
    /// Memory.
    pub fn value<'a>(&self, cx: &mut Context<'a>) -> R<'a> {
        cx.charge(MADE)?;
        let coef = match &self.coef {
            Coef::NaN => atoms::NAN_COEF,
            Coef::Infinity => atoms::INF,
            Coef::Finite(coef) => match coef.to_i64() {
                Some(small) => Value::int(small),
                None => ops::big_result(cx, &BigInt::from(coef.clone()))?,
            },
        };
        let exp = cx.integer_128(self.exp)?;
        let sign = Value::int(if self.negative { -1 } else { 1 });
        cx.struct_from_shape(SHAPE, &[atoms::MODULE_DECIMAL, coef, exp, sign])
    }
}

/// Whether a value is a `%Decimal{}`, whatever it holds.
pub fn is_decimal(value: Value<'_>) -> bool {
    fields::is_struct(value, atoms::MODULE_DECIMAL)
}

/// An operand: a `%Decimal{}`, an integer or a text.
///
/// # Errors
/// `ArgumentError` for floats, `Decimal.Error` for texts that are no numbers, `FunctionClauseError` for others.
pub fn operand<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Result<Decimal, Exc> {
    match value.term() {
        Term::Int(_) | Term::Big(_) => from_integer(cx, value),
        Term::Binary(_) => parse::whole(cx, value, &Limits::DEFAULT),
        Term::Float(_) => {
            let float = crate::inspect::short(cx, value)?;
            Err(cx.argument_error(&format!(
                "implicit conversion of {float} to Decimal is not allowed. Use Decimal.from_float/1"
            )))
        }
        _ => match Decimal::of(cx, value, "decimal", 1)? {
            Some(decimal) => Ok(decimal),
            None => Err(no_clause(cx, "decimal", 1)),
        },
    }
}

/// An integer as it is.
///
/// # Errors
/// Fuel; `FunctionClauseError` for what is no integer.
pub fn from_integer<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Result<Decimal, Exc> {
    if let Term::Big(big) = value.term() {
        cx.charge(big.digits().len() / 4)?;
    }
    match to_bigint(value) {
        Some(integer) => {
            let negative = integer.sign() == num_bigint::Sign::Minus;
            Ok(Decimal::finite(negative, integer.into_parts().1, 0))
        }
        None => Err(no_clause(cx, "new", 2)),
    }
}

/// A text as a number, with all of its digits.
///
/// # Errors
/// `Decimal.Error` where it is none.
pub fn from_text<'a>(cx: &mut Context<'a>, text: Value<'a>, limits: &Limits) -> Result<Decimal, Exc> {
    parse::whole(cx, text, limits)
}

/// `FunctionClauseError` of a function of `Decimal`.
#[cold]
pub fn no_clause(cx: &mut Context<'_>, function: &str, arity: usize) -> Exc {
    cx.function_clause(atoms::MODULE_DECIMAL, function, arity)
}

/// `Decimal.Error` with a reason.
#[cold]
pub fn error(cx: &mut Context<'_>, signal: Value<'static>, reason: &str) -> Exc {
    match cx.string(reason) {
        Ok(reason) => cx.decimal_error(signal, reason),
        Err(exc) => exc,
    }
}

// ----- what is charged -----

fn words(x: &BigUint) -> usize {
    (x.bits() / 64 + 1) as usize
}

/// Charges for a multiplication or division of numbers of so many words.
fn charge_product(cx: &mut Context<'_>, a: usize, b: usize) -> Result<(), Exc> {
    cx.charge(4 + a.saturating_mul(b) / 4)
}

/// 10^`n`
///
/// # Errors
/// `SystemLimitError` where that is no integer of Erlang; fuel.
fn power_of_ten(cx: &mut Context<'_>, n: u64) -> Result<BigUint, Exc> {
    if n > MAX_DIGITS {
        return Err(cx.system_limit_error());
    }
    if n < 20 {
        return Ok(BigUint::from(10u64.pow(n as u32)));
    }
    let words = n as usize / 19 + 1;
    cx.charge(words.saturating_mul(words) / 8 + words + 4)?;
    Ok(BigUint::from(10u32).pow(n as u32))
}

/// `x` × 10^`n`
fn shift_up(cx: &mut Context<'_>, x: BigUint, n: u64) -> Result<BigUint, Exc> {
    if n == 0 || x.is_zero() {
        return Ok(x);
    }
    let power = power_of_ten(cx, n)?;
    charge_product(cx, words(&x), words(&power))?;
    Ok(x * power)
}

/// How many digits a number has; one for zero.
fn digit_count(cx: &mut Context<'_>, x: &BigUint) -> Result<u64, Exc> {
    if let Some(small) = x.to_u128() {
        return Ok(u64::from(small.checked_ilog10().unwrap_or(0)) + 1);
    }
    // Never too many, and too few by one at most: log10(2) is a little more than this.
    let places = u128::from(x.bits().saturating_sub(1)) * 30_102_999_566 / 100_000_000_000;
    let mut count = u64::try_from(places).unwrap_or(u64::MAX - 1) + 1;
    while *x >= power_of_ten(cx, count)? {
        count += 1;
    }
    Ok(count)
}

/// Its digits, in a row.
fn digits(cx: &mut Context<'_>, x: &BigUint) -> Result<String, Exc> {
    cx.charge(TEXT)?;
    charge_radix(cx, words(x))?;
    Ok(x.to_string())
}

/// A number without the zeros that it ends in, and how many they are; zero as it is, with none.
fn strip_zeros(cx: &mut Context<'_>, x: BigUint) -> Result<(BigUint, u64), Exc> {
    // No number has more of them than it has factors of two.
    match x.trailing_zeros() {
        None | Some(0) => return Ok((x, 0)),
        Some(_) => {}
    }
    if let Some(mut small) = x.to_u128() {
        let mut count = 0;
        while small.is_multiple_of(10) {
            small /= 10;
            count += 1;
        }
        return Ok((BigUint::from(small), count));
    }
    let text = digits(cx, &x)?;
    let kept = text.trim_end_matches('0').len();
    let count = (text.len() - kept) as u64;
    let power = power_of_ten(cx, count)?;
    charge_product(cx, words(&x), words(&power))?;
    Ok((x / power, count))
}

// ----- the context -----

/// The exponent of the first digit.
fn adjusted(cx: &mut Context<'_>, coef: &BigUint, exp: i128) -> Result<i128, Exc> {
    Ok(exp + i128::from(digit_count(cx, coef)?) - 1)
}

/// A result as it comes out of an operation: rounded half up to the precision, in the range of exponents.
///
/// # Errors
/// Fuel.
pub fn in_context(cx: &mut Context<'_>, number: Decimal) -> Result<Decimal, Exc> {
    let Decimal { negative, coef: Coef::Finite(mut coef), mut exp } = number else { return Ok(number) };
    cx.charge(ROUNDED)?;
    let count = digit_count(cx, &coef)?;
    if let Some(drop) = count.checked_sub(PRECISION).filter(|drop| *drop > 0) {
        let power = power_of_ten(cx, drop)?;
        charge_product(cx, words(&coef), words(&power))?;
        let half = &power / 2u32;
        let rest = &coef % &power;
        coef /= power;
        if rest >= half {
            // All nines become one digit more, which stays.
            coef += 1u32;
        }
        exp += i128::from(drop);
    }
    if coef.is_zero() {
        return Ok(Decimal::finite(negative, coef, exp));
    }
    let adjusted = adjusted(cx, &coef, exp)?;
    Ok(if adjusted > E_MAX {
        Decimal::infinity(negative, 0)
    } else if adjusted < E_MIN {
        Decimal::finite(negative, BigUint::zero(), 0)
    } else {
        Decimal::finite(negative, coef, exp)
    })
}

/// Without the zeros at the end of the coefficient, in the context.
///
/// # Errors
/// Fuel.
pub fn normalize(cx: &mut Context<'_>, number: Decimal) -> Result<Decimal, Exc> {
    match number.coef {
        Coef::NaN => Ok(number),
        Coef::Infinity => Ok(Decimal { exp: 0, ..number }),
        Coef::Finite(coef) if coef.is_zero() => Ok(Decimal::finite(number.negative, coef, 0)),
        Coef::Finite(coef) => {
            let (coef, zeros) = strip_zeros(cx, coef)?;
            in_context(cx, Decimal::finite(number.negative, coef, number.exp + i128::from(zeros)))
        }
    }
}

/// One, for counting.
fn one() -> BigUint {
    BigUint::one()
}

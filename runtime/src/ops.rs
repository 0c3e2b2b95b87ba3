//! Operators: what `+`, `<` and `++` mean.
//!
//! The case of two small integers or two floats is decided inline; everything else is out of line.

use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::{Big, Term, Value, atoms, compare, to_bigint};
use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};
use std::cmp::Ordering;

/// Bits of the largest integer that arithmetic makes: Erlang's own bound, 65,535 words, above which it raises
/// `SystemLimitError`.
pub const MAX_INTEGER_BITS: u64 = 65_535 * 64;

macro_rules! arithmetic {
    ($(#[$doc:meta])* $name:ident $slow:ident $checked:ident $op:tt) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// `ArithmeticError` for what is no number or a float beyond its range.
        #[inline(always)]
        pub fn $name<'a>(cx: &mut Context<'a>, a: Value<'a>, b: Value<'a>) -> R<'a> {
            let (x, y) = match (a.as_float(), b.as_float()) {
                (Some(x), Some(y)) => (x, y),
                (Some(x), None) if let Some(y) = b.as_int() => (x, y as f64),
                (None, Some(y)) if let Some(x) = a.as_int() => (x as f64, y),
                _ => {
                    if let (Some(x), Some(y)) = (a.as_int(), b.as_int())
                        && let Some(result) = x.$checked(y)
                    {
                        return Ok(Value::int(result));
                    }
                    return $slow(cx, a, b);
                }
            };
            let result = x $op y;
            // Finite, by a compare that needs no integer register.
            if result.abs() <= f64::MAX { Ok(Value::float(result)) } else { $slow(cx, a, b) }
        }

        #[cold]
        #[inline(never)]
        fn $slow<'a>(cx: &mut Context<'a>, a: Value<'a>, b: Value<'a>) -> R<'a> {
            match number_pair(cx, a, b)? {
                Pair::Floats(x, y) => cx.finite(x $op y),
                Pair::Integers(x, y) => {
                    charge_big(cx, &x, &y, stringify!($op) == "*")?;
                    let result = x $op y;
                    big_result(cx, &result)
                }
            }
        }
    };
}

arithmetic! {
    /// `a + b`
    add add_slow checked_add +
}
arithmetic! {
    /// `a - b`
    sub sub_slow checked_sub -
}
arithmetic! {
    /// `a * b`
    mul mul_slow checked_mul *
}

enum Pair {
    Integers(BigInt, BigInt),
    Floats(f64, f64),
}

/// Two numbers made alike.
fn number_pair<'a>(cx: &mut Context<'a>, a: Value<'a>, b: Value<'a>) -> Result<Pair, Exc> {
    for side in [a, b] {
        if let Term::Big(big) = side.term() {
            cx.charge(big.digits().len())?;
        }
    }
    match (a.term(), b.term()) {
        (Term::Float(x), Term::Float(y)) => Ok(Pair::Floats(x, y)),
        (Term::Float(x), _) => match to_float(b) {
            Some(y) => Ok(Pair::Floats(x, y)),
            None => Err(cx.arithmetic_error()),
        },
        (_, Term::Float(y)) => match to_float(a) {
            Some(x) => Ok(Pair::Floats(x, y)),
            None => Err(cx.arithmetic_error()),
        },
        _ => match (to_bigint(a), to_bigint(b)) {
            (Some(x), Some(y)) => Ok(Pair::Integers(x, y)),
            _ => Err(cx.arithmetic_error()),
        },
    }
}

/// A number as a float, where it is a number and within the range of floats.
pub fn to_float(value: Value<'_>) -> Option<f64> {
    match value.term() {
        Term::Int(i) => Some(i as f64),
        Term::Float(f) => Some(f),
        Term::Big(big) if big.digits().len() <= 16 => big.to_bigint().to_f64().filter(|f| f.is_finite()),
        _ => None,
    }
}

/// Charges for arithmetic on large integers, before it is done.
///
/// # Errors
/// Fuel; `SystemLimitError` where the result would pass the largest integer.
fn charge_big(cx: &mut Context<'_>, x: &BigInt, y: &BigInt, product: bool) -> Result<(), Exc> {
    let (m, n) = (x.bits(), y.bits());
    let bits = if product { m + n } else { m.max(n) + 1 };
    let (m, n) = ((m / 64 + 1) as usize, (n / 64 + 1) as usize);
    cx.charge(if product { m.saturating_mul(n) / 8 } else { m.max(n) / 8 })?;
    if bits > MAX_INTEGER_BITS + 1 {
        return Err(cx.system_limit_error());
    }
    Ok(())
}

/// The result of arithmetic as a value.
///
/// # Errors
/// `SystemLimitError` above 2²² bits; memory.
pub fn big_result<'a>(cx: &mut Context<'a>, result: &BigInt) -> R<'a> {
    if result.bits() > MAX_INTEGER_BITS {
        return Err(cx.system_limit_error());
    }
    cx.integer(result)
}

/// `a / b`: a float always.
///
/// # Errors
/// `ArithmeticError` for zero, what is no number, a result beyond the range of floats.
#[inline]
pub fn div<'a>(cx: &mut Context<'a>, a: Value<'a>, b: Value<'a>) -> R<'a> {
    // Where both are integers that floats hold exactly, or one is a float, one division is exact.
    const EXACT: u64 = 1 << 53;
    if let (Term::Int(x), Term::Int(y)) = (a.term(), b.term())
        && x.unsigned_abs() <= EXACT
        && y.unsigned_abs() <= EXACT
        && y != 0
    {
        return Ok(Value::float(x as f64 / y as f64));
    }
    div_slow(cx, a, b)
}

#[inline(never)]
fn div_slow<'a>(cx: &mut Context<'a>, a: Value<'a>, b: Value<'a>) -> R<'a> {
    cx.charge(24)?;
    if let (Some(x), Some(y)) = (to_float(a), to_float(b)) {
        if y == 0.0 {
            return Err(cx.arithmetic_error());
        }
        return cx.finite(x / y);
    }
    // What is no number, and integers beyond floats: both sides become floats first.
    Err(cx.arithmetic_error())
}

/// `-a`
///
/// # Errors
/// `ArithmeticError`
pub fn negate<'a>(cx: &mut Context<'a>, a: Value<'a>) -> R<'a> {
    match a.term() {
        Term::Float(f) => Ok(Value::float(-f)),
        Term::Int(i) => match i.checked_neg() {
            Some(result) => Ok(Value::int(result)),
            None => sub_slow(cx, Value::int(0), a),
        },
        _ => sub_slow(cx, Value::int(0), a),
    }
}

/// `+a`
///
/// # Errors
/// `ArithmeticError`
pub fn plus<'a>(cx: &mut Context<'a>, a: Value<'a>) -> R<'a> {
    match a.term() {
        Term::Int(_) | Term::Float(_) | Term::Big(_) => Ok(a),
        _ => Err(cx.arithmetic_error()),
    }
}

/// `not a`
///
/// # Errors
/// `ArgumentError` where it is no boolean.
#[inline]
pub fn not<'a>(cx: &mut Context<'a>, a: Value<'a>) -> R<'a> {
    if a.is_true() {
        Ok(Value::FALSE)
    } else if a.is_false() {
        Ok(Value::TRUE)
    } else {
        Err(cx.argument_error("argument error"))
    }
}

/// `!a`
#[inline]
pub fn bang(a: Value<'_>) -> Value<'static> {
    Value::bool(!a.truthy())
}

macro_rules! comparison {
    ($(#[$doc:meta])* $name:ident $method:ident $op:tt) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// Limits, for terms so large that comparing them passes one.
        #[inline(always)]
        pub fn $name<'a>(cx: &mut Context<'a>, a: Value<'a>, b: Value<'a>) -> Result<bool, Exc> {
            if let (Some(x), Some(y)) = (a.as_int(), b.as_int()) {
                return Ok(x $op y);
            }
            if let (Some(x), Some(y)) = (a.as_float(), b.as_float()) {
                return Ok(x $op y);
            }
            Ok(compare::compare(cx, a, b)?.$method())
        }
    };
}

comparison! {
    /// `a < b`
    less is_lt <
}
comparison! {
    /// `a <= b`
    less_equal is_le <=
}
comparison! {
    /// `a > b`
    greater is_gt >
}
comparison! {
    /// `a >= b`
    greater_equal is_ge >=
}

pub use compare::{equal, identical};

/// `a ++ b`
///
/// # Errors
/// `ArgumentError` where `a` is no proper list.
pub fn concat_lists<'a>(cx: &mut Context<'a>, a: Value<'a>, b: Value<'a>) -> R<'a> {
    let mut left = a;
    let mut builder = None;
    loop {
        match left.term() {
            Term::EmptyList => {
                return Ok(match builder {
                    None => b,
                    Some(builder) => crate::memory::ListBuilder::finish_with_tail(builder, &mut cx.bump, b),
                });
            }
            Term::List(list) => {
                let block = list.block();
                cx.charge_elements(block.len())?;
                left = list.rest();
                if builder.is_none() && left.is_empty_list() {
                    return cx.list_with_tail(block, b);
                }
                let builder = match &mut builder {
                    Some(builder) => builder,
                    none => none.insert(cx.list_builder(block.len())?),
                };
                for value in block {
                    builder.push(&mut cx.bump, *value)?;
                }
            }
            _ => return Err(cx.argument_error(NOT_A_LIST)),
        }
    }
}

/// Erlang says no more of its list operators.
const NOT_A_LIST: &str = "argument error";

/// `a -- b`: the first of equal (`===`) elements goes, for each in `b`.
///
/// # Errors
/// `ArgumentError` where one is no proper list; fuel, for each comparison.
pub fn subtract_lists<'a>(cx: &mut Context<'a>, a: Value<'a>, b: Value<'a>) -> R<'a> {
    let (left, right) = (proper(a), proper(b));
    let Some(left) = left else { return Err(cx.argument_error(NOT_A_LIST)) };
    let Some(mut right) = right else { return Err(cx.argument_error(NOT_A_LIST)) };
    cx.charge(left.len() + right.len())?;
    if right.is_empty() {
        return Ok(a);
    }
    // Elements that may be removed in order of terms: each step is a binary search, as the logarithm that Erlang takes.
    crate::sort::merge_sort(&mut right, &mut |x, y| {
        cx.tick()?;
        Ok(compare::compare_keys(cx, *x, *y)? != Ordering::Greater)
    })?;
    let mut left_over: Vec<bool> = vec![true; right.len()];
    let mut result = cx.list_builder(0)?;
    for value in left {
        cx.tick()?;
        let mut at = lower_bound(cx, &right, value)?;
        let mut removed = false;
        while let Some(candidate) = right.get(at) {
            if !compare::identical(cx, *candidate, value)? {
                break;
            }
            if let Some(free) = left_over.get_mut(at)
                && *free
            {
                *free = false;
                removed = true;
                break;
            }
            cx.tick()?;
            at += 1;
        }
        if !removed {
            result.push(&mut cx.bump, value)?;
        }
    }
    Ok(result.finish(&mut cx.bump))
}

fn lower_bound<'a>(cx: &mut Context<'a>, sorted: &[Value<'a>], value: Value<'a>) -> Result<usize, Exc> {
    let (mut low, mut high) = (0, sorted.len());
    while low < high {
        let middle = low + (high - low) / 2;
        if compare::compare_keys(cx, sorted[middle], value)? == Ordering::Less {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

fn proper<'a>(list: Value<'a>) -> Option<Vec<Value<'a>>> {
    let mut values = Vec::new();
    let mut rest = list;
    loop {
        match rest.term() {
            Term::EmptyList => return Some(values),
            Term::List(list) => {
                values.extend_from_slice(list.block());
                rest = list.rest();
            }
            _ => return None,
        }
    }
}

/// `base ** exponent`
///
/// # Errors
/// `ArithmeticError`; `SystemLimitError` and fuel for large results.
pub fn power<'a>(cx: &mut Context<'a>, base: Value<'a>, exponent: Value<'a>) -> R<'a> {
    match (base.term(), exponent.term()) {
        (Term::Int(_) | Term::Big(_), Term::Int(n)) if n >= 0 => integer_power(cx, base, n as u64),
        (Term::Int(_) | Term::Big(_), Term::Big(n)) if !n.is_negative() => {
            // All that large is alike but for the sign of a power of -1.
            let odd = n.digits().first().is_some_and(|digit| digit % 2 == 1);
            integer_power(cx, base, if odd { u64::MAX } else { u64::MAX - 1 })
        }
        _ => match (to_float(base), to_float(exponent)) {
            (Some(x), Some(y)) => {
                let result = x.powf(y);
                if result.is_finite() { Ok(Value::float(result)) } else { Err(cx.arithmetic_error()) }
            }
            _ => Err(cx.arithmetic_error()),
        },
    }
}

/// An integer to a power that is not negative. `u64::MAX` and the number before it stand for all that is larger.
///
/// # Errors
/// `SystemLimitError` and fuel for large results.
pub fn integer_power<'a>(cx: &mut Context<'a>, base: Value<'a>, exponent: u64) -> R<'a> {
    if let Term::Int(b) = base.term() {
        match b {
            0 => return Ok(Value::int(i64::from(exponent == 0))),
            1 => return Ok(Value::int(1)),
            -1 => return Ok(Value::int(if exponent.is_multiple_of(2) { 1 } else { -1 })),
            _ => {}
        }
        if let Ok(n) = u32::try_from(exponent)
            && let Some(result) = b.checked_pow(n)
        {
            return Ok(Value::int(result));
        }
    }
    let Some(base) = to_bigint(base) else { return Err(cx.arithmetic_error()) };
    if exponent == 0 {
        return Ok(Value::int(1));
    }
    let bits = base.abs().bits().saturating_sub(1).saturating_mul(exponent);
    if bits > MAX_INTEGER_BITS {
        return Err(cx.system_limit_error());
    }
    let digits = (bits / 64 + 1) as usize;
    cx.charge(digits.saturating_mul(digits) / 16)?;
    let result = base.pow(exponent as u32);
    big_result(cx, &result)
}

/// The negative of a big integer, as a value.
pub fn negate_big<'a>(cx: &mut Context<'a>, big: Big<'a>) -> R<'a> {
    cx.charge(big.digits().len())?;
    let result = -big.to_bigint();
    cx.integer(&result)
}

/// `a in list` for a list known when the program is loaded.
///
/// # Errors
/// Limits, for terms so large that comparing them passes one.
pub fn in_values<'a>(cx: &mut Context<'a>, value: Value<'a>, list: &[Value<'a>]) -> Result<bool, Exc> {
    for element in list {
        if compare::identical(cx, value, *element)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The boolean that `and` or `or` needs on its left.
///
/// # Errors
/// `BadBooleanError`
#[inline(always)]
pub fn boolean<'a>(cx: &mut Context<'a>, operator: Value<'static>, value: Value<'a>) -> Result<bool, Exc> {
    if value.is_true() {
        Ok(true)
    } else if value.is_false() {
        Ok(false)
    } else {
        Err(cx.bad_boolean(operator, value))
    }
}

/// An atom of an operator, for [`boolean`].
pub const AND: Value<'static> = atoms::AND;
/// An atom of an operator, for [`boolean`].
pub const OR: Value<'static> = atoms::OR;

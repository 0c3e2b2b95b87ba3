//! Equality and order of terms.
//!
//! Elixir has three notions: `==` takes 1 and 1.0 for equal, also deep inside; `===` does not; and map keys are ordered
//! so that all integers come before all floats and -0.0 before 0.0, also deep inside. The flat cases are decided at once;
//! what descends charges one unit of fuel per element and guards the stack, and long binaries are charged for by length.

use super::{Big, Binary, Term, Value};
use crate::context::Context;
use crate::error::Exc;
use num_bigint::BigInt;
use std::cmp::Ordering;

/// How numbers of different kinds compare.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// As `==` and `<` do.
    Loose,
    /// As map keys do.
    Keys,
}

/// `==`
#[inline(always)]
pub fn equal<'a>(cx: &mut Context<'a>, x: Value<'a>, y: Value<'a>) -> Result<bool, Exc> {
    if let (Some(a), Some(b)) = (x.as_int(), y.as_int()) {
        return Ok(a == b);
    }
    if let Some(a) = x.as_binary() {
        charge_long(cx, a)?;
        return Ok(x.is_same_flat(y));
    }
    match x.term() {
        Term::Atom(_) => Ok(x.is_same_flat(y)),
        _ => Ok(compare(cx, x, y)? == Ordering::Equal),
    }
}

/// `===`
#[inline(always)]
pub fn identical<'a>(cx: &mut Context<'a>, x: Value<'a>, y: Value<'a>) -> Result<bool, Exc> {
    if let Term::Binary(a) = x.term() {
        charge_long(cx, a)?;
    }
    match x.identical_flat(y) {
        Some(answer) => Ok(answer),
        None => Ok(descend(cx, x, y, Mode::Keys)? == Ordering::Equal),
    }
}

/// The order of terms, as `<` and `Enum.sort/1` see it.
#[inline(always)]
pub fn compare<'a>(cx: &mut Context<'a>, x: Value<'a>, y: Value<'a>) -> Result<Ordering, Exc> {
    if let (Some(a), Some(b)) = (x.as_int(), y.as_int()) {
        return Ok(a.cmp(&b));
    }
    if let (Some(a), Some(b)) = (x.as_float(), y.as_float()) {
        return Ok(a.partial_cmp(&b).unwrap_or(Ordering::Equal));
    }
    if let (Some(a), Some(b)) = (x.as_binary(), y.as_binary()) {
        charge_long(cx, a)?;
        return Ok(a.bytes().cmp(b.bytes()));
    }
    descend(cx, x, y, Mode::Loose)
}

/// The order of map keys: total, and `Equal` for identical terms alone.
#[inline(always)]
pub fn compare_keys<'a>(cx: &mut Context<'a>, x: Value<'a>, y: Value<'a>) -> Result<Ordering, Exc> {
    if let (Some(a), Some(b)) = (x.as_int(), y.as_int()) {
        return Ok(a.cmp(&b));
    }
    if let (Some(a), Some(b)) = (x.as_binary(), y.as_binary()) {
        charge_long(cx, a)?;
        return Ok(a.bytes().cmp(b.bytes()));
    }
    descend(cx, x, y, Mode::Keys)
}

/// Charges for a binary that is about to be compared, where it is long.
///
/// # Errors
/// Fuel.
#[inline(always)]
pub(crate) fn charge_long(cx: &mut Context<'_>, binary: Binary<'_>) -> Result<(), Exc> {
    /// Shorter ones are part of the unit that every comparison costs anyway.
    const LONG: usize = 256;
    if binary.len() > LONG { cx.charge_bytes(binary.len()) } else { Ok(()) }
}

/// The order of keys where one at least is flat.
pub(crate) fn compare_flat_key(x: Value<'_>, y: Value<'_>) -> Ordering {
    flat(x, y, Mode::Keys).unwrap_or_else(|| rank(x).cmp(&rank(y)))
}

fn rank(value: Value<'_>) -> u8 {
    match value.term() {
        Term::Int(_) | Term::Float(_) | Term::Big(_) => 0,
        Term::Atom(_) => 1,
        Term::Reference(_) => 2,
        Term::Fun(_) => 3,
        Term::Tuple(_) => 4,
        Term::Map(_) => 5,
        Term::EmptyList | Term::List(_) => 6,
        Term::Binary(_) | Term::Bits(_) => 7,
    }
}

/// The order of two terms of one flat rank.
#[inline]
fn flat(x: Value<'_>, y: Value<'_>, mode: Mode) -> Option<Ordering> {
    let keys = mode == Mode::Keys;
    Some(match (x.term(), y.term()) {
        (Term::Int(a), Term::Int(b)) => a.cmp(&b),
        (Term::Float(a), Term::Float(b)) => {
            let order = a.partial_cmp(&b).unwrap_or(Ordering::Equal);
            // 0.0 and -0.0 are different keys.
            if keys && order == Ordering::Equal { b.is_sign_negative().cmp(&a.is_sign_negative()) } else { order }
        }
        // As keys, all integers come before all floats.
        (Term::Int(_) | Term::Big(_), Term::Float(_)) if keys => Ordering::Less,
        (Term::Float(_), Term::Int(_) | Term::Big(_)) if keys => Ordering::Greater,
        (Term::Int(a), Term::Float(b)) => int_and_float(a, b),
        (Term::Float(a), Term::Int(b)) => int_and_float(b, a).reverse(),
        (Term::Big(a), Term::Big(b)) => a.compare(b),
        (Term::Big(a), Term::Int(_)) => sign_order(a),
        (Term::Int(_), Term::Big(b)) => sign_order(b).reverse(),
        (Term::Big(a), Term::Float(b)) => big_and_float(a, b),
        (Term::Float(a), Term::Big(b)) => big_and_float(b, a).reverse(),
        (Term::Atom(a), Term::Atom(b)) => {
            if x.same(y) {
                Ordering::Equal
            } else {
                a.cmp(&b)
            }
        }
        (Term::Binary(a), Term::Binary(b)) => a.bytes().cmp(b.bytes()),
        (Term::Reference(a), Term::Reference(b)) => a.id.cmp(&b.id),
        (Term::EmptyList, Term::EmptyList) => Ordering::Equal,
        (Term::EmptyList, Term::List(_)) => Ordering::Less,
        (Term::List(_), Term::EmptyList) => Ordering::Greater,
        _ => return None,
    })
}

fn sign_order(big: Big<'_>) -> Ordering {
    if big.is_negative() { Ordering::Less } else { Ordering::Greater }
}

/// Exact: no rounding of the integer.
fn int_and_float(i: i64, f: f64) -> Ordering {
    if i.unsigned_abs() < 1 << 53 {
        return (i as f64).partial_cmp(&f).unwrap_or(Ordering::Equal);
    }
    if f >= 9_223_372_036_854_775_808.0 {
        return Ordering::Less;
    }
    if f < -9_223_372_036_854_775_808.0 {
        return Ordering::Greater;
    }
    // Within the range of i64: the cast drops the fraction alone.
    i.cmp(&(f as i64)).then_with(|| 0f64.partial_cmp(&f.fract()).unwrap_or(Ordering::Equal))
}

fn big_and_float(big: Big<'_>, f: f64) -> Ordering {
    // A float has at most 1,024 bits.
    if big.digits().len() > 17 {
        return sign_order(big);
    }
    match <BigInt as num_traits::FromPrimitive>::from_f64(f.trunc()) {
        Some(whole) => {
            big.to_bigint().cmp(&whole).then_with(|| 0f64.partial_cmp(&f.fract()).unwrap_or(Ordering::Equal))
        }
        None => sign_order(big),
    }
}

#[inline(never)]
fn descend<'a>(cx: &mut Context<'a>, x: Value<'a>, y: Value<'a>, mode: Mode) -> Result<Ordering, Exc> {
    match x.term() {
        Term::Binary(a) => charge_long(cx, a)?,
        Term::Big(a) => cx.charge(a.digits().len() >> 3)?,
        _ => {}
    }
    if let Some(order) = flat(x, y, mode) {
        return Ok(order);
    }
    match (x.term(), y.term()) {
        (Term::List(_), Term::List(_)) => {
            cx.guard_stack()?;
            let (mut x, mut y) = (x, y);
            loop {
                match (x.term(), y.term()) {
                    (Term::List(a), Term::List(b)) => {
                        // The same memory is equal; nothing in it needs a look.
                        if x.same(y) {
                            return Ok(Ordering::Equal);
                        }
                        // Two elements are looked at.
                        cx.step()?;
                        let order = descend(cx, a.head(), b.head(), mode)?;
                        if order != Ordering::Equal {
                            return Ok(order);
                        }
                        x = a.tail();
                        y = b.tail();
                    }
                    _ => return descend(cx, x, y, mode),
                }
            }
        }
        (Term::Tuple(a), Term::Tuple(b)) => {
            if a.len() != b.len() {
                return Ok(a.len().cmp(&b.len()));
            }
            if x.same(y) {
                return Ok(Ordering::Equal);
            }
            cx.guard_stack()?;
            each(cx, a.iter().copied().zip(b.iter().copied()), mode)
        }
        (Term::Map(a), Term::Map(b)) => {
            if a.len() != b.len() {
                return Ok(a.len().cmp(&b.len()));
            }
            if std::ptr::eq(a, b) {
                return Ok(Ordering::Equal);
            }
            cx.guard_stack()?;
            // Keys first, always as keys; then the values.
            let shared = matches!((a.as_flat(), b.as_flat()), (Some((k, _)), Some((l, _))) if std::ptr::eq(k, l));
            if !shared {
                let order = match (a.as_flat(), b.as_flat()) {
                    (Some((k, _)), Some((l, _))) => each(cx, k.iter().copied().zip(l.iter().copied()), Mode::Keys)?,
                    _ => each(cx, a.iter().zip(b.iter()).map(|(p, q)| (p.0, q.0)), Mode::Keys)?,
                };
                if order != Ordering::Equal {
                    return Ok(order);
                }
            }
            match (a.as_flat(), b.as_flat()) {
                (Some((_, v)), Some((_, w))) => each(cx, v.iter().copied().zip(w.iter().copied()), mode),
                _ => each(cx, a.iter().zip(b.iter()).map(|(p, q)| (p.1, q.1)), mode),
            }
        }
        (Term::Fun(a), Term::Fun(b)) => {
            if a.same(b) {
                return Ok(Ordering::Equal);
            }
            let address = |fun: &super::Fun<'_>| (fun.code as *const dyn super::Callable).cast::<()>().addr();
            let order = address(a).cmp(&address(b)).then(a.captured.len().cmp(&b.captured.len()));
            if order != Ordering::Equal {
                return Ok(order);
            }
            cx.guard_stack()?;
            each(cx, a.captured.iter().copied().zip(b.captured.iter().copied()), Mode::Keys)
        }
        (Term::Bits(a), Term::Bits(_) | Term::Binary(_)) => {
            cx.charge_bytes(a.bytes().len())?;
            Ok(bits(x, y))
        }
        // A binary was charged for above.
        (Term::Binary(_), Term::Bits(_)) => Ok(bits(x, y)),
        _ => Ok(rank(x).cmp(&rank(y))),
    }
}

fn each<'a>(
    cx: &mut Context<'a>,
    pairs: impl Iterator<Item = (Value<'a>, Value<'a>)>,
    mode: Mode,
) -> Result<Ordering, Exc> {
    for (x, y) in pairs {
        cx.step()?;
        let order = descend(cx, x, y, mode)?;
        if order != Ordering::Equal {
            return Ok(order);
        }
    }
    Ok(Ordering::Equal)
}

/// Bit by bit; the shorter comes first where one begins the other.
fn bits(x: Value<'_>, y: Value<'_>) -> Ordering {
    fn parts<'a>(value: Value<'a>) -> (&'a [u8], u64) {
        match value.term() {
            Term::Binary(binary) => (binary.bytes(), binary.len() as u64 * 8),
            Term::Bits(bits) => (bits.bytes(), bits.bit_len()),
            _ => (&[], 0),
        }
    }
    let ((a, a_bits), (b, b_bits)) = (parts(x), parts(y));
    let common = a_bits.min(b_bits);
    // Whole bytes that both have, then the bits that both have of the next.
    let whole = (common / 8) as usize;
    let order = a.get(..whole).unwrap_or_default().cmp(b.get(..whole).unwrap_or_default());
    let mask = !(0xFFu32 >> (common % 8)) as u8;
    let next = |bytes: &[u8]| bytes.get(whole).copied().unwrap_or(0) & mask;
    order.then_with(|| next(a).cmp(&next(b))).then(a_bits.cmp(&b_bits))
}

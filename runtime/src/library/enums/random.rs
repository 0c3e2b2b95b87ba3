//! `Enum`: chance, as far as the host grants it. The same seed gives the same numbers.

use super::access::index;
use super::reduce::empty_error;
use crate::context::Context;
use crate::enumerable::range::Range;
use crate::enumerable::{self, Clause};
use crate::error::{Exc, R};
use crate::term::{Term, Value, atoms};
use num_bigint::BigInt;
use philtre_library::library;

/// A number below `bound`, which is not zero.
fn below(cx: &mut Context<'_>, bound: u64) -> Result<u64, Exc> {
    // The high half of a product is as evenly spread as 64 bits allow.
    Ok(((u128::from(cx.random()?) * u128::from(bound)) >> 64) as u64)
}

/// `n` of the elements, or all, in an order of chance.
fn sample<'a>(cx: &mut Context<'a>, elements: &[Value<'a>], n: usize) -> R<'a> {
    let mut all = cx.list_builder(elements.len())?;
    for element in elements {
        all.push(&mut cx.bump, *element)?;
    }
    let n = n.min(elements.len());
    for i in 0..n {
        cx.step()?;
        let other = i + below(cx, (elements.len() - i) as u64)? as usize;
        all.as_mut_slice().swap(i, other);
    }
    all.truncate(n);
    Ok(all.finish(&mut cx.bump))
}

/// Functions that need randomness.
#[library("Enum")]
pub mod functions {
    use super::*;

    /// Gives an element by chance.
    ///
    /// Raises `Enum.EmptyError` where there is none.
    ///
    /// ```elixir
    /// iex> Enum.random([:a])
    /// :a
    /// ```
    #[row(cost = inside, impure = random)]
    pub fn random<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
        if let Some(range) = Range::of_value(enumerable) {
            let size = range.numbers(cx)?.into_big().size();
            if size == BigInt::from(0) {
                return Err(empty_error(cx));
            }
            let mut digits = Vec::new();
            cx.charge(size.iter_u64_digits().len())?;
            for _ in 0..size.iter_u64_digits().len() * 2 + 2 {
                digits.push(cx.random()? as u32);
            }
            let index = BigInt::from(num_bigint::BigUint::new(digits)) % size;
            let index = cx.integer(&index)?;
            return Ok(range.at(cx, index)?.unwrap_or(Value::NIL));
        }
        if let Term::List(_) = enumerable.term()
            && enumerable::list::length(cx, enumerable)?.is_none()
        {
            return Err(cx.argument_error(super::super::access::NOT_A_LIST));
        }
        let elements = enumerable::elements(cx, enumerable, &Clause::REDUCE)?;
        if elements.is_empty() {
            return Err(empty_error(cx));
        }
        let at = below(cx, elements.len() as u64)? as usize;
        Ok(elements.get(at).copied().unwrap_or(Value::NIL))
    }

    /// Gives the elements in an order of chance.
    ///
    /// ```elixir
    /// iex> Enum.shuffle([:a])
    /// [:a]
    /// ```
    #[row(cost = inside, impure = random)]
    pub fn shuffle<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
        let elements = enumerable::elements(cx, enumerable, &Clause::REDUCE)?;
        sample(cx, elements, elements.len())
    }

    /// Gives `count` elements by chance, each at most once.
    ///
    /// ```elixir
    /// iex> Enum.take_random([:a], 3)
    /// [:a]
    /// ```
    #[row(cost = inside, impure = random)]
    pub fn take_random<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, count: Value<'a>) -> R<'a> {
        if matches!(count.term(), Term::Int(0)) || enumerable.is_empty_list() {
            return Ok(Value::EMPTY_LIST);
        }
        let Some(count @ 0..) = index(count) else {
            return Err(cx.function_clause(atoms::MODULE_ENUM, "take_random", 2));
        };
        let elements = enumerable::elements(cx, enumerable, &Clause::REDUCE)?;
        sample(cx, elements, usize::try_from(count).unwrap_or(usize::MAX))
    }
}

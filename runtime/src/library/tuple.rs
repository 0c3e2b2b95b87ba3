//! `Tuple`: fixed numbers of terms.

use super::keyed::index_argument;
use crate::context::Context;
use crate::error::{Exc, R};
use crate::ops;
use crate::term::{Term, Value};
use philtre_library::library;

/// The largest tuple that Erlang makes.
const MAX_SIZE: usize = (1 << 24) - 1;

/// Functions for tuples.
#[library("Tuple")]
pub mod functions {
    use super::*;

    /// Removes the element at an index.
    ///
    /// ```elixir
    /// iex> Tuple.delete_at({:a, :b, :c}, 1)
    /// {:a, :c}
    /// ```
    #[row(cost = elements(tuple))]
    pub fn delete_at<'a>(cx: &mut Context<'a>, tuple: Value<'a>, index: Value<'a>) -> R<'a> {
        let index = index_argument(cx, index)?;
        let elements = elements_of(cx, tuple, 2)?;
        let Some(index) = index.filter(|index| *index < elements.len()) else {
            return Err(cx.bad_argument(1, "out of range"));
        };
        let elements = cx.bump.values_with::<Exc>(elements.len() - 1, |i| Ok(elements[i + usize::from(i >= index)]))?;
        Ok(Value::tuple(elements))
    }

    /// A tuple with the same element some times.
    ///
    /// ```elixir
    /// iex> Tuple.duplicate(0, 3)
    /// {0, 0, 0}
    /// ```
    #[row(cost = inside)]
    pub fn duplicate<'a>(cx: &mut Context<'a>, data: Value<'a>, size: Value<'a>) -> R<'a> {
        let size = match size.term() {
            Term::Int(size) if (0..=MAX_SIZE as i64).contains(&size) => size as usize,
            _ => return Err(cx.bad_argument(1, "out of range")),
        };
        cx.charge_elements(size)?;
        Ok(Value::tuple(cx.bump.values_with::<Exc>(size, |_| Ok(data))?))
    }

    /// Inserts an element before an index, or at the end where the index is the size.
    ///
    /// ```elixir
    /// iex> Tuple.insert_at({:a, :c}, 1, :b)
    /// {:a, :b, :c}
    /// ```
    #[row(cost = elements(tuple))]
    pub fn insert_at<'a>(cx: &mut Context<'a>, tuple: Value<'a>, index: Value<'a>, value: Value<'a>) -> R<'a> {
        let index = index_argument(cx, index)?;
        let elements = elements_of(cx, tuple, 2)?;
        let Some(index) = index.filter(|index| *index <= elements.len()) else {
            return Err(cx.bad_argument(1, "out of range"));
        };
        let elements = cx.bump.values_with::<Exc>(elements.len() + 1, |i| {
            Ok(match i.cmp(&index) {
                std::cmp::Ordering::Less => elements[i],
                std::cmp::Ordering::Equal => value,
                std::cmp::Ordering::Greater => elements[i - 1],
            })
        })?;
        Ok(Value::tuple(elements))
    }

    /// The product of the elements; 1 for `{}`.
    ///
    /// ```elixir
    /// iex> Tuple.product({2, 3, 4})
    /// 24
    /// ```
    #[row(cost = elements(tuple))]
    pub fn product<'a>(cx: &mut Context<'a>, tuple: Value<'a>) -> R<'a> {
        let mut product = Value::int(1);
        for element in elements_of(cx, tuple, 1)? {
            product = ops::mul(cx, *element, product)?;
        }
        Ok(product)
    }

    /// The sum of the elements; 0 for `{}`.
    ///
    /// ```elixir
    /// iex> Tuple.sum({1, 2, 3})
    /// 6
    /// ```
    #[row(cost = elements(tuple))]
    pub fn sum<'a>(cx: &mut Context<'a>, tuple: Value<'a>) -> R<'a> {
        let mut sum = Value::int(0);
        for element in elements_of(cx, tuple, 1)? {
            sum = ops::add(cx, *element, sum)?;
        }
        Ok(sum)
    }

    /// A list of the elements.
    ///
    /// ```elixir
    /// iex> Tuple.to_list({:foo, :bar, :baz})
    /// [:foo, :bar, :baz]
    /// ```
    #[row(cost = elements(tuple))]
    pub fn to_list<'a>(cx: &mut Context<'a>, tuple: Value<'a>) -> R<'a> {
        let elements = elements_of(cx, tuple, 1)?;
        cx.list(elements)
    }
}

/// The elements of the tuple that is an Erlang function's argument at that position.
fn elements_of<'a>(cx: &mut Context<'a>, tuple: Value<'a>, position: usize) -> Result<&'a [Value<'a>], Exc> {
    match tuple.term() {
        Term::Tuple(elements) => Ok(elements),
        _ => Err(cx.bad_argument(position, "not a tuple")),
    }
}

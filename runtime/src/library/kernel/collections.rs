//! Sizes and parts of tuples, lists, maps and binaries.

use crate::context::Context;
use crate::enumerable::list;
use crate::error::{Exc, R};
use crate::integer;
use crate::term::{Binary, Term, Value, atoms};
use crate::{inspect, ops};
use num_bigint::BigInt;
use num_traits::{ToPrimitive, Zero};
use philtre_library::library;

/// The place in a tuple that an index means, or what Erlang says of the index plus one and the tuple.
fn element_at<'a>(cx: &mut Context<'a>, tuple: Value<'a>, index: Value<'a>) -> Result<(usize, &'a [Value<'a>]), Exc> {
    if let (Term::Tuple(elements), Term::Int(i)) = (tuple.term(), index.term())
        && let Ok(i) = usize::try_from(i)
        && i < elements.len()
    {
        return Ok((i, elements));
    }
    let is_integer = integer::is_integer(index);
    if !is_integer && !matches!(index.term(), Term::Float(_)) {
        return Err(cx.arithmetic_error());
    }
    let is_tuple = matches!(tuple.term(), Term::Tuple(_));
    Err(match (is_integer, is_tuple) {
        (true, true) => cx.bad_argument(1, "out of range"),
        (true, false) => cx.bad_argument(2, "not a tuple"),
        (false, true) => cx.bad_argument(1, "not an integer"),
        (false, false) => cx.argument_error(
            "errors were found at the given arguments:\n\n  * 1st argument: not an integer\n  * 2nd argument: not a \
             tuple\n",
        ),
    })
}

/// Sizes and parts.
#[library("Kernel")]
pub mod functions {
    use super::*;

    /// Part of a binary: from a byte on, so many bytes; a negative number takes those before.
    ///
    /// Raises `ArgumentError` if that is not within the binary.
    ///
    /// ```elixir
    /// iex> binary_part("elixir", 2, 3)
    /// "ixi"
    /// iex> binary_part("elixir", 6, -2)
    /// "ir"
    /// ```
    #[row(cost = unit, guard)]
    pub fn binary_part<'a>(cx: &mut Context<'a>, binary: Value<'a>, start: Value<'a>, size: Value<'a>) -> R<'a> {
        let Term::Binary(bytes) = binary.term() else {
            return Err(bad_part(cx, false, start, size));
        };
        if !integer::is_integer(start) || !integer::is_integer(size) {
            return Err(bad_part(cx, true, start, size));
        }
        let total = bytes.len() as i128;
        let number = |value: Value<'a>| match value.term() {
            Term::Int(i) => i128::from(i),
            _ if integer::is_negative(value) => i128::from(i64::MIN),
            _ => i128::from(i64::MAX),
        };
        let (start, size) = (number(start), number(size));
        if !(0..=total).contains(&start) {
            return Err(cx.bad_argument(2, "out of range"));
        }
        let end = start + size;
        if !(0..=total).contains(&end) {
            return Err(cx.bad_argument(3, "out of range"));
        }
        Ok(bytes.slice(start.min(end) as usize, start.max(end) as usize))
    }

    /// The bytes of a binary at a range of places; places below zero count from the end.
    ///
    /// Raises `ArgumentError` for a range that goes down.
    ///
    /// ```elixir
    /// iex> binary_slice("elixir", 1..3)
    /// "lix"
    /// iex> binary_slice("elixir", -3..-1)
    /// "xir"
    /// iex> binary_slice("elixir", 0..-1//2)
    /// "eii"
    /// ```
    #[row(cost = bytes(binary), units = 6, name = "binary_slice")]
    pub fn binary_slice_range<'a>(cx: &mut Context<'a>, binary: Value<'a>, range: Value<'a>) -> R<'a> {
        let (Term::Binary(bytes), Term::Map(map)) = (binary.term(), range.term()) else {
            return Err(cx.function_clause(atoms::MODULE_KERNEL, "binary_slice", 2));
        };
        let is_range = map.struct_field().is_some_and(|name| name.is(atoms::MODULE_RANGE));
        let [first, last, step] = [atoms::FIRST, atoms::LAST, atoms::STEP].map(|key| map.get_flat(key));
        let (true, Some(first), Some(last), Some(step)) = (is_range, first, last, step) else {
            return Err(cx.function_clause(atoms::MODULE_KERNEL, "binary_slice", 2));
        };
        if !ops::greater(cx, step, Value::int(0))? {
            let range = inspect::short(cx, range)?;
            return Err(
                cx.argument_error(&format!("binary_slice/2 does not accept ranges with negative steps, got: {range}"))
            );
        }
        let (first, last) = integer::pair(cx, first, last)?;
        let (step, _) = integer::pair(cx, step, Value::int(0))?;
        let total = BigInt::from(bytes.len());
        let from_end = |place: BigInt| if place < BigInt::zero() { place + &total } else { place };
        let first = from_end(first).max(BigInt::zero());
        let last = from_end(last).min(&total - 1);
        let (Some(first), Some(last)) = (first.to_usize(), last.to_usize()) else {
            return Ok(Value::EMPTY_STRING);
        };
        if first > last {
            return Ok(Value::EMPTY_STRING);
        }
        let part = bytes.slice(first, last + 1);
        match (step.to_usize(), part.term()) {
            (Some(1), _) => Ok(part),
            (step, Term::Binary(part)) => every(cx, part, step.unwrap_or(usize::MAX)),
            _ => Ok(part),
        }
    }

    /// Part of a binary: from a byte on, at most so many bytes; a place below zero counts from the end.
    ///
    /// ```elixir
    /// iex> binary_slice("elixir", -3, 2)
    /// "xi"
    /// iex> binary_slice("elixir", 10, 2)
    /// ""
    /// ```
    #[row(cost = unit)]
    pub fn binary_slice<'a>(cx: &mut Context<'a>, binary: Value<'a>, start: Value<'a>, size: Value<'a>) -> R<'a> {
        let Term::Binary(bytes) = binary.term() else {
            return Err(cx.function_clause(atoms::MODULE_KERNEL, "binary_slice", 3));
        };
        if !integer::is_integer(start) || !integer::is_integer(size) || integer::is_negative(size) {
            return Err(cx.function_clause(atoms::MODULE_KERNEL, "binary_slice", 3));
        }
        let total = bytes.len();
        let start = match start.term() {
            Term::Int(i) if i < 0 => total.saturating_sub(usize::try_from(i.unsigned_abs()).unwrap_or(usize::MAX)),
            Term::Int(i) => usize::try_from(i).unwrap_or(usize::MAX),
            _ if integer::is_negative(start) => 0,
            _ => usize::MAX,
        };
        let size = match size.term() {
            Term::Int(i) => usize::try_from(i).unwrap_or(usize::MAX),
            _ => usize::MAX,
        };
        if start >= total {
            return Ok(Value::EMPTY_STRING);
        }
        Ok(bytes.slice(start, start.saturating_add(size).min(total)))
    }

    /// How many bits a bitstring holds.
    ///
    /// ```elixir
    /// iex> bit_size(<<1::3>>)
    /// 3
    /// iex> bit_size("ab")
    /// 16
    /// ```
    #[row(cost = unit, guard)]
    pub fn bit_size<'a>(cx: &mut Context<'a>, bitstring: Value<'a>) -> R<'a> {
        match bitstring.term() {
            Term::Binary(binary) => Ok(Value::int(binary.len() as i64 * 8)),
            Term::Bits(bits) => Ok(Value::int(bits.bit_len() as i64)),
            _ => Err(cx.bad_argument(1, "not a bitstring")),
        }
    }

    /// How many bytes a bitstring takes, a part of one counted as one.
    ///
    /// ```elixir
    /// iex> byte_size("é")
    /// 2
    /// ```
    #[row(cost = unit, guard)]
    pub fn byte_size<'a>(cx: &mut Context<'a>, bitstring: Value<'a>) -> R<'a> {
        match bitstring.term() {
            Term::Binary(binary) => Ok(Value::int(binary.len() as i64)),
            Term::Bits(bits) => Ok(Value::int(bits.bit_len().div_ceil(8) as i64)),
            _ => Err(cx.bad_argument(1, "not a bitstring")),
        }
    }

    /// The element of a tuple at a place, counted from zero.
    ///
    /// Raises `ArgumentError` if there is none.
    ///
    /// ```elixir
    /// iex> elem({:ok, 5}, 1)
    /// 5
    /// ```
    #[row(cost = unit, guard)]
    pub fn elem<'a>(cx: &mut Context<'a>, tuple: Value<'a>, index: Value<'a>) -> R<'a> {
        let (at, elements) = element_at(cx, tuple, index)?;
        Ok(elements.get(at).copied().unwrap_or(Value::NIL))
    }

    /// The first element of a list.
    ///
    /// Raises `ArgumentError` for `[]`.
    ///
    /// ```elixir
    /// iex> hd([1, 2])
    /// 1
    /// ```
    #[row(cost = unit, guard)]
    pub fn hd<'a>(cx: &mut Context<'a>, list: Value<'a>) -> R<'a> {
        match list.term() {
            Term::List(list) => Ok(list.head()),
            _ => Err(cx.bad_argument(1, "not a nonempty list")),
        }
    }

    /// How many elements a list has.
    ///
    /// Raises `ArgumentError` for an improper list.
    ///
    /// ```elixir
    /// iex> length([1, 2, 3])
    /// 3
    /// ```
    #[row(cost = inside, guard)]
    pub fn length<'a>(cx: &mut Context<'a>, list: Value<'a>) -> R<'a> {
        let count = match list.term() {
            Term::EmptyList => Some(0),
            Term::List(_) => list::length(cx, list)?,
            _ => None,
        };
        match count {
            Some(count) => Ok(Value::int(count as i64)),
            None => Err(cx.bad_argument(1, "not a list")),
        }
    }

    /// How many entries a map has.
    ///
    /// ```elixir
    /// iex> map_size(%{a: 1, b: 2})
    /// 2
    /// ```
    #[row(cost = unit, guard)]
    pub fn map_size<'a>(cx: &mut Context<'a>, map: Value<'a>) -> R<'a> {
        match map.term() {
            Term::Map(map) => Ok(Value::int(map.len() as i64)),
            _ => Err(cx.bad_map(map)),
        }
    }

    /// A tuple with another element at a place, counted from zero.
    ///
    /// Raises `ArgumentError` if there is no such place.
    ///
    /// ```elixir
    /// iex> put_elem({:a, :b}, 1, :c)
    /// {:a, :c}
    /// ```
    #[row(cost = elements(tuple))]
    pub fn put_elem<'a>(cx: &mut Context<'a>, tuple: Value<'a>, index: Value<'a>, value: Value<'a>) -> R<'a> {
        let (at, elements) = element_at(cx, tuple, index)?;
        let elements = cx.bump.values_with::<Exc>(elements.len(), |i| {
            Ok(if i == at { value } else { elements.get(i).copied().unwrap_or(Value::NIL) })
        })?;
        Ok(Value::tuple(elements))
    }

    /// A list without its first element.
    ///
    /// Raises `ArgumentError` for `[]`.
    ///
    /// ```elixir
    /// iex> tl([1, 2, 3])
    /// [2, 3]
    /// ```
    #[row(cost = unit, guard)]
    pub fn tl<'a>(cx: &mut Context<'a>, list: Value<'a>) -> R<'a> {
        match list.term() {
            Term::List(list) => Ok(list.tail()),
            _ => Err(cx.bad_argument(1, "not a nonempty list")),
        }
    }

    /// How many elements a tuple has.
    ///
    /// ```elixir
    /// iex> tuple_size({:a, :b})
    /// 2
    /// ```
    #[row(cost = unit, guard)]
    pub fn tuple_size<'a>(cx: &mut Context<'a>, tuple: Value<'a>) -> R<'a> {
        match tuple.term() {
            Term::Tuple(elements) => Ok(Value::int(elements.len() as i64)),
            _ => Err(cx.bad_argument(1, "not a tuple")),
        }
    }
}

#[cold]
fn bad_part<'a>(cx: &mut Context<'a>, is_binary: bool, start: Value<'a>, size: Value<'a>) -> Exc {
    let mut message = String::from("errors were found at the given arguments:\n\n");
    if !is_binary {
        message.push_str("  * 1st argument: not a binary\n");
    }
    if !integer::is_integer(start) {
        message.push_str("  * 2nd argument: not an integer\n");
    }
    if !integer::is_integer(size) {
        message.push_str("  * 3rd argument: not an integer\n");
    }
    cx.argument_error(&message)
}

/// Every so manieth byte, the first among them.
fn every<'a>(cx: &mut Context<'a>, bytes: Binary<'a>, step: usize) -> R<'a> {
    let mut writer = cx.bump.writer();
    for byte in bytes.bytes().iter().step_by(step.max(1)) {
        writer.push_byte(*byte)?;
    }
    Ok(Value::bytes(writer.finish()))
}

//! `Enum`: many elements in, one value out.

use crate::callback::{Fn1, Fn2};
use crate::context::Context;
use crate::enumerable::range::Range;
use crate::enumerable::{self, Clause, GO_ON, Known, STOP, clause, list, set, test};
use crate::error::{Exc, R};
use crate::ops;
use crate::term::compare::identical;
use crate::term::{Term, Value, atoms};
use philtre_library::library;

/// `Enum.EmptyError`
#[cold]
pub(super) fn empty_error(cx: &mut Context<'_>) -> Exc {
    cx.error_with_message(atoms::ENUM_EMPTY_ERROR, "empty error")
}

const NOT_A_LIST: &str = "errors were found at the given arguments:\n\n  * 1st argument: not a list\n";

/// What `Enum.count/1` gives.
pub(super) fn count_of<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
    if let Term::List(_) | Term::EmptyList = enumerable.term() {
        return match list::length(cx, enumerable)? {
            Some(length) => Ok(Value::int(length as i64)),
            None => Err(cx.argument_error(NOT_A_LIST)),
        };
    }
    match enumerable::known_count(cx, enumerable)? {
        Known::Count(count) => Ok(count),
        Known::Unknown => {
            let mut count = 0;
            enumerable::each(cx, enumerable, &Clause::PROTOCOL, |_, _| {
                count += 1;
                Ok(())
            })?;
            Ok(Value::int(count))
        }
    }
}

/// `Enum.member?/2`, and `in` where the right side is no literal list.
///
/// # Errors
/// `Protocol.UndefinedError`, limits.
pub fn contains<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, element: Value<'a>) -> Result<bool, Exc> {
    match enumerable.term() {
        Term::EmptyList => return Ok(false),
        Term::List(_) => {
            let mut rest = enumerable;
            loop {
                match rest.term() {
                    Term::List(list) => {
                        for candidate in list.block() {
                            cx.step()?;
                            if identical(cx, *candidate, element)? {
                                return Ok(true);
                            }
                        }
                        rest = list.rest();
                    }
                    Term::EmptyList => return Ok(false),
                    _ => {
                        return Err(cx.argument_error(
                            "errors were found at the given arguments:\n\n  * 2nd argument: not a proper list\n",
                        ));
                    }
                }
            }
        }
        Term::Map(map) => {
            if let Some(range) = Range::of(map) {
                return range.contains(cx, element);
            }
            if let Some(set) = set::of(map) {
                return set.contains(cx, element);
            }
            if map.struct_name().is_none() {
                let Term::Tuple([key, value]) = element.term() else { return Ok(false) };
                return match map.get(cx, *key)? {
                    Some(found) => identical(cx, found, *value),
                    None => Ok(false),
                };
            }
        }
        _ => {}
    }
    let mut found = false;
    let _ = enumerable::visit(cx, enumerable, &Clause::PROTOCOL, |cx, candidate| {
        found = identical(cx, candidate, element)?;
        Ok(if found { STOP } else { GO_ON })
    })?;
    Ok(found)
}

/// The positive limit of `count_until`.
fn limit<'a>(cx: &mut Context<'a>, limit: Value<'a>, arity: usize) -> Result<i64, Exc> {
    match limit.term() {
        Term::Int(limit @ 1..) => Ok(limit),
        Term::Big(big) if !big.is_negative() => Ok(i64::MAX),
        Term::Int(_) | Term::Big(_) => {
            let shown = crate::text::to_string(cx, limit)?;
            let Term::Binary(shown) = shown.term() else { return Err(cx.argument_error("argument error")) };
            let message = format!("expected limit to be greater than 0, got: {}", shown.text().unwrap_or_default());
            Err(cx.argument_error(&message))
        }
        _ => Err(cx.function_clause(atoms::MODULE_ENUM, "count_until", arity)),
    }
}

/// What a walk raises that is told neither to go on nor to halt.
#[cold]
fn bad_command<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, command: Value<'a>) -> Exc {
    match enumerable.term() {
        Term::Map(map) if Range::of(map).is_some() => cx.function_clause(atoms::ENUMERABLE_RANGE, "reduce", 5),
        Term::Map(map) if map.struct_name().is_some_and(|name| name.value().is(atoms::MODULE_STREAM)) => {
            cx.match_error(command)
        }
        _ => Clause::PROTOCOL.raise(cx),
    }
}

/// Sums of numbers, kept in registers as long as they fit.
pub(super) enum Sum<'a> {
    Int(i64),
    Other(Value<'a>),
}

impl Default for Sum<'_> {
    fn default() -> Self {
        Sum::Int(0)
    }
}

impl<'a> Sum<'a> {
    #[inline(always)]
    pub(super) fn add(&mut self, cx: &mut Context<'a>, number: Value<'a>) -> Result<(), Exc> {
        if let (Sum::Int(sum), Term::Int(i)) = (&*self, number.term())
            && let Some(sum) = sum.checked_add(i)
        {
            *self = Sum::Int(sum);
            return Ok(());
        }
        let sum = ops::add(cx, self.value(), number)?;
        *self = Sum::Other(sum);
        Ok(())
    }

    #[inline(always)]
    pub(super) fn value(&self) -> Value<'a> {
        match self {
            Sum::Int(sum) => Value::int(*sum),
            Sum::Other(sum) => *sum,
        }
    }
}

/// Functions that make one value of an enumerable.
#[library("Enum")]
pub mod functions {
    use super::*;

    /// Calls `fun` with each element and an accumulator, which is what it gave before; the last one is the result.
    ///
    /// ```elixir
    /// iex> Enum.reduce([1, 2, 3], 10, fn x, sum -> x + sum end)
    /// 16
    /// ```
    #[row(cost = inside)]
    pub fn reduce<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, acc: Value<'a>, mut fun: impl Fn2<'a>) -> R<'a> {
        if enumerable.is_empty_list() && !fun.is_function() {
            return Err(Clause::REDUCE.raise(cx));
        }
        let mut acc = acc;
        enumerable::each(cx, enumerable, &Clause::REDUCE, |cx, element| {
            acc = cx.scratch(|cx| fun.call(cx, element, acc))?;
            Ok(())
        })?;
        Ok(acc)
    }

    /// As `reduce/3`, with the first element as the first accumulator.
    ///
    /// Raises `Enum.EmptyError` where there is none.
    ///
    /// ```elixir
    /// iex> Enum.reduce([2, 3, 4], fn x, product -> x * product end)
    /// 24
    /// ```
    #[row(name = "reduce", cost = inside)]
    pub fn reduce_from_first<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut fun: impl Fn2<'a>) -> R<'a> {
        if let Term::List(first) = enumerable.term() {
            let mut acc = first.head();
            enumerable::each(cx, first.tail(), clause!("-reduce/2-lists^foldl/2-1-" / 3), |cx, element| {
                acc = cx.scratch(|cx| fun.call(cx, element, acc))?;
                Ok(())
            })?;
            return Ok(acc);
        }
        let mut acc = None;
        enumerable::each(cx, enumerable, &Clause::REDUCE, |cx, element| {
            acc = Some(match acc {
                None => element,
                Some(acc) => cx.scratch(|cx| fun.call(cx, element, acc))?,
            });
            Ok(())
        })?;
        match acc {
            Some(acc) => Ok(acc),
            None => Err(empty_error(cx)),
        }
    }

    /// As `reduce/3`, where `fun` gives `{:cont, accumulator}` to go on and `{:halt, accumulator}` to end.
    ///
    /// ```elixir
    /// iex> Enum.reduce_while(1..100, 0, fn x, sum -> if x > 3, do: {:halt, sum}, else: {:cont, sum + x} end)
    /// 6
    /// ```
    #[row(cost = inside)]
    pub fn reduce_while<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        acc: Value<'a>,
        mut fun: impl Fn2<'a>,
    ) -> R<'a> {
        let mut acc = acc;
        let _ = enumerable::visit(cx, enumerable, &Clause::PROTOCOL, |cx, element| {
            let mut flow = GO_ON;
            let mut bad = None;
            acc = cx.scratch(|cx| {
                let result = fun.call(cx, element, acc)?;
                match result.term() {
                    Term::Tuple([what, acc]) if what.is(atoms::CONT) => Ok(*acc),
                    Term::Tuple([what, acc]) if what.is(atoms::HALT) || what.is(atoms::SUSPEND) => {
                        flow = STOP;
                        Ok(*acc)
                    }
                    _ => {
                        bad = Some(());
                        Ok(result)
                    }
                }
            })?;
            match bad {
                None => Ok(flow),
                Some(()) => Err(bad_command(cx, enumerable, acc)),
            }
        })?;
        Ok(acc)
    }

    /// Adds up the elements; a range in closed form.
    ///
    /// Raises `ArithmeticError` for what is no number.
    ///
    /// ```elixir
    /// iex> Enum.sum([1, 2, 3.5])
    /// 6.5
    /// iex> Enum.sum(1..1_000_000_000_000)
    /// 500000000000500000000000
    /// ```
    #[row(cost = inside)]
    pub fn sum<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
        if let Some(range) = Range::of_value(enumerable) {
            return range.sum(cx);
        }
        let mut sum = Sum::default();
        enumerable::each(cx, enumerable, clause!("-sum/1-lists^foldl/2-0-" / 3), |cx, number| sum.add(cx, number))?;
        Ok(sum.value())
    }

    /// Adds up what `mapper` gives for each element.
    ///
    /// ```elixir
    /// iex> Enum.sum_by([%{n: 2}, %{n: 5}], & &1.n)
    /// 7
    /// ```
    #[row(cost = inside)]
    pub fn sum_by<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut mapper: impl Fn1<'a>) -> R<'a> {
        if !mapper.is_function() {
            return Err(cx.function_clause(atoms::MODULE_ENUM, "sum_by", 2));
        }
        let mut sum = Sum::default();
        enumerable::each(cx, enumerable, clause!("sum_by_list" / 3), |cx, element| {
            let number = cx.scratch(|cx| mapper.call(cx, element))?;
            sum.add(cx, number)
        })?;
        Ok(sum.value())
    }

    /// Multiplies all elements.
    ///
    /// ```elixir
    /// iex> Enum.product([2, 3, 4])
    /// 24
    /// ```
    #[row(cost = inside)]
    pub fn product<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
        let mut product = Value::int(1);
        enumerable::each(cx, enumerable, clause!("-product/1-lists^foldl/2-0-" / 3), |cx, number| {
            product = ops::mul(cx, number, product)?;
            Ok(())
        })?;
        Ok(product)
    }

    /// Multiplies what `mapper` gives for each element.
    ///
    /// ```elixir
    /// iex> Enum.product_by([%{n: 2}, %{n: 5}], & &1.n)
    /// 10
    /// ```
    #[row(cost = inside)]
    pub fn product_by<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut mapper: impl Fn1<'a>) -> R<'a> {
        if !mapper.is_function() {
            return Err(cx.function_clause(atoms::MODULE_ENUM, "product_by", 2));
        }
        let mut product = Value::int(1);
        enumerable::each(cx, enumerable, clause!("product_by_list" / 3), |cx, element| {
            let number = cx.scratch(|cx| mapper.call(cx, element))?;
            product = ops::mul(cx, product, number)?;
            Ok(())
        })?;
        Ok(product)
    }

    /// Counts the elements: at once for maps, ranges and sets.
    ///
    /// ```elixir
    /// iex> Enum.count([:a, :b])
    /// 2
    /// ```
    #[row(name = "count", cost = inside)]
    pub fn count_all<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
        count_of(cx, enumerable)
    }

    /// Counts the elements for which `fun` gives neither `nil` nor `false`.
    ///
    /// ```elixir
    /// iex> Enum.count([1, 5, 9], &(&1 > 3))
    /// 2
    /// ```
    #[row(cost = inside)]
    pub fn count<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        let mut count = 0;
        enumerable::each(cx, enumerable, clause!("-count/2-lists^foldl/2-0-" / 3), |cx, element| {
            count += i64::from(test(cx, &mut fun, element)?);
            Ok(())
        })?;
        Ok(Value::int(count))
    }

    /// Counts the elements, up to a limit and no further.
    ///
    /// ```elixir
    /// iex> Enum.count_until([1, 2, 3], 2)
    /// 2
    /// ```
    #[row(name = "count_until", cost = inside)]
    pub fn count_all_until<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, limit: Value<'a>) -> R<'a> {
        let limit = super::limit(cx, limit, 2)?;
        if !matches!(enumerable.term(), Term::List(_) | Term::EmptyList)
            && let Known::Count(count) = enumerable::known_count(cx, enumerable)?
        {
            return Ok(match count.term() {
                Term::Int(count) => Value::int(count.min(limit)),
                _ => Value::int(limit),
            });
        }
        let mut count = 0;
        let _ = enumerable::visit(cx, enumerable, clause!("count_until_list" / 3), |_, _| {
            count += 1;
            Ok(if count == limit { STOP } else { GO_ON })
        })?;
        Ok(Value::int(count))
    }

    /// Counts the elements for which `fun` gives neither `nil` nor `false`, up to a limit and no further.
    ///
    /// ```elixir
    /// iex> Enum.count_until([1, 5, 9], &(&1 > 3), 10)
    /// 2
    /// ```
    #[row(cost = inside)]
    pub fn count_until<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        mut fun: impl Fn1<'a>,
        limit: Value<'a>,
    ) -> R<'a> {
        let limit = super::limit(cx, limit, 3)?;
        let mut count = 0;
        let _ = enumerable::visit(cx, enumerable, clause!("count_until_list" / 4), |cx, element| {
            count += i64::from(test(cx, &mut fun, element)?);
            Ok(if count == limit { STOP } else { GO_ON })
        })?;
        Ok(Value::int(count))
    }

    /// Whether no element is `nil` or `false`.
    ///
    /// ```elixir
    /// iex> Enum.all?([1, nil])
    /// false
    /// ```
    #[row(name = "all?", cost = inside)]
    pub fn all_truthy<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
        let flow = enumerable::visit(cx, enumerable, clause!("all_list" / 1), |_, element| {
            Ok(if element.truthy() { GO_ON } else { STOP })
        })?;
        Ok(Value::bool(flow.is_continue()))
    }

    /// Whether `fun` gives neither `nil` nor `false` for every element; it is called up to the first for which it does.
    ///
    /// ```elixir
    /// iex> Enum.all?([2, 4], &(&1 > 1))
    /// true
    /// ```
    #[row(name = "all?", cost = inside)]
    pub fn all<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        let flow = enumerable::visit(cx, enumerable, clause!("predicate_list" / 3), |cx, element| {
            Ok(if test(cx, &mut fun, element)? { GO_ON } else { STOP })
        })?;
        Ok(Value::bool(flow.is_continue()))
    }

    /// Whether some element is neither `nil` nor `false`.
    ///
    /// ```elixir
    /// iex> Enum.any?([nil, false, 0])
    /// true
    /// ```
    #[row(name = "any?", cost = inside)]
    pub fn any_truthy<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
        let flow = enumerable::visit(cx, enumerable, clause!("any_list" / 1), |_, element| {
            Ok(if element.truthy() { STOP } else { GO_ON })
        })?;
        Ok(Value::bool(flow.is_break()))
    }

    /// Whether `fun` gives something other than `nil` and `false` for some element; it is called up to that one.
    ///
    /// ```elixir
    /// iex> Enum.any?([2, 4], &(&1 > 3))
    /// true
    /// ```
    #[row(name = "any?", cost = inside)]
    pub fn any<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        let flow = enumerable::visit(cx, enumerable, clause!("predicate_list" / 3), |cx, element| {
            Ok(if test(cx, &mut fun, element)? { STOP } else { GO_ON })
        })?;
        Ok(Value::bool(flow.is_break()))
    }

    /// Whether an element is there, strictly (`===`); at once for maps, ranges and sets.
    ///
    /// ```elixir
    /// iex> Enum.member?([1, 2], 2)
    /// true
    /// iex> Enum.member?(1..10, 2.0)
    /// false
    /// ```
    #[row(name = "member?", cost = inside)]
    pub fn member<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, element: Value<'a>) -> R<'a> {
        Ok(Value::bool(contains(cx, enumerable, element)?))
    }

    /// Whether there is no element.
    ///
    /// ```elixir
    /// iex> Enum.empty?(%{})
    /// true
    /// ```
    #[row(name = "empty?", cost = inside)]
    pub fn empty<'a>(cx: &mut Context<'a>, enumerable: Value<'a>) -> R<'a> {
        match enumerable.term() {
            Term::List(_) => return Ok(Value::FALSE),
            Term::EmptyList => return Ok(Value::TRUE),
            _ => {}
        }
        if let Known::Count(count) = enumerable::known_count(cx, enumerable)? {
            return Ok(Value::bool(matches!(count.term(), Term::Int(0))));
        }
        let flow = enumerable::visit(cx, enumerable, &Clause::PROTOCOL, |_, _| Ok(STOP))?;
        Ok(Value::bool(flow.is_continue()))
    }

    /// Gives the first element for which `fun` gives neither `nil` nor `false`, or the default.
    ///
    /// ```elixir
    /// iex> Enum.find([1, 5, 9], &(&1 > 3))
    /// 5
    /// iex> Enum.find([1, 5, 9], :none, &(&1 > 30))
    /// :none
    /// ```
    #[row(cost = inside, default(default = nil))]
    pub fn find<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, default: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        let mut found = default;
        let _ = enumerable::visit(cx, enumerable, clause!("find_list" / 3), |cx, element| {
            if test(cx, &mut fun, element)? {
                found = element;
                return Ok(STOP);
            }
            Ok(GO_ON)
        })?;
        Ok(found)
    }

    /// Gives the index of the first element for which `fun` gives neither `nil` nor `false`, or `nil`.
    ///
    /// ```elixir
    /// iex> Enum.find_index([1, 5, 9], &(&1 > 3))
    /// 1
    /// ```
    #[row(cost = inside)]
    pub fn find_index<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        let mut index = 0;
        let flow = enumerable::visit(cx, enumerable, clause!("find_index_list" / 3), |cx, element| {
            if test(cx, &mut fun, element)? {
                return Ok(STOP);
            }
            index += 1;
            Ok(GO_ON)
        })?;
        Ok(if flow.is_break() { Value::int(index) } else { Value::NIL })
    }

    /// Gives the first that `fun` gives that is neither `nil` nor `false`, or the default.
    ///
    /// ```elixir
    /// iex> Enum.find_value([%{}, %{id: 7}], fn map -> map[:id] end)
    /// 7
    /// ```
    #[row(cost = inside, default(default = nil))]
    pub fn find_value<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        default: Value<'a>,
        mut fun: impl Fn1<'a>,
    ) -> R<'a> {
        let mut found = default;
        let _ = enumerable::visit(cx, enumerable, clause!("find_value_list" / 3), |cx, element| {
            let value = cx.scratch(|cx| fun.call(cx, element))?;
            if value.truthy() {
                found = value;
                return Ok(STOP);
            }
            Ok(GO_ON)
        })?;
        Ok(found)
    }
}

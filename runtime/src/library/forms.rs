//! What Elixir's macros become: rows that the resolver calls and that no source can name.

use crate::access;
use crate::context::Context;
use crate::enumerable::range;
use crate::error::R;
use crate::exception;
use crate::term::{Term, Value};
use philtre_library::library;

/// `raise`, `throw`, `destructure`, `in` over ranges in guards, and calls of functions that do not exist.
#[library("Philtre.Forms")]
pub mod functions {
    use super::*;

    /// `raise value`: a text, an exception's name or an exception.
    #[row(cost = unit)]
    pub fn raise<'a>(cx: &mut Context<'a>, value: Value<'a>) -> R<'a> {
        Err(exception::raise_1(cx, value))
    }

    /// `raise module, options`
    #[row(cost = unit)]
    pub fn raise_with<'a>(cx: &mut Context<'a>, module: Value<'a>, options: Value<'a>) -> R<'a> {
        Err(exception::raise_2(cx, module, options))
    }

    /// `throw value`
    #[row(cost = unit)]
    pub fn throw<'a>(cx: &mut Context<'a>, value: Value<'a>) -> R<'a> {
        Err(cx.throw(value))
    }

    /// What `and` and `or` raise for a left side that is no boolean, where they are a guard's but not in a guard.
    #[row(cost = unit)]
    pub fn bad_argument<'a>(cx: &mut Context<'a>, value: Value<'a>) -> R<'a> {
        let shown = access::shown(cx, value)?;
        Err(cx.argument_error(&format!("argument error: {shown}")))
    }

    /// `map.key` of a guard, where it is not in a guard: atoms are no maps either.
    #[row(cost = unit)]
    pub fn map_field<'a>(cx: &mut Context<'a>, map: Value<'a>, key: Value<'a>) -> R<'a> {
        match map.term() {
            Term::Map(_) => access::dot(cx, map, key),
            _ => Err(cx.bad_map(map)),
        }
    }

    /// A call of a function that its module does not have.
    #[row(cost = unit)]
    pub fn undefined<'a>(cx: &mut Context<'a>, module: Value<'a>, function: Value<'a>, arity: Value<'a>) -> R<'a> {
        match (function.term(), arity.term()) {
            (Term::Atom(function), Term::Int(arity)) => {
                Err(cx.undefined_function(module, function.name(), usize::try_from(arity).unwrap_or(0)))
            }
            _ => Err(cx.argument_error("argument error")),
        }
    }

    /// `value in first..last` in a guard.
    #[row(cost = unit, guard)]
    pub fn is_in_range<'a>(cx: &mut Context<'a>, value: Value<'a>, first: Value<'a>, last: Value<'a>) -> R<'a> {
        Ok(Value::bool(range::holds(cx, value, first, last, None)?))
    }

    /// `value in first..last//step` in a guard.
    #[row(cost = unit, guard)]
    pub fn is_in_stepped_range<'a>(
        cx: &mut Context<'a>,
        value: Value<'a>,
        first: Value<'a>,
        last: Value<'a>,
        step: Value<'a>,
    ) -> R<'a> {
        Ok(Value::bool(range::holds(cx, value, first, last, Some(step))?))
    }

    /// `destructure`: a list of exactly `count` elements, cut or filled with `nil`.
    #[row(cost = inside)]
    pub fn destructure<'a>(cx: &mut Context<'a>, list: Value<'a>, count: Value<'a>) -> R<'a> {
        let count = match count.term() {
            Term::Int(count) => usize::try_from(count).unwrap_or(0).min(u16::MAX as usize),
            _ => 0,
        };
        cx.charge(count)?;
        let mut elements = Vec::with_capacity(count);
        let mut rest = list;
        loop {
            match rest.term() {
                _ if elements.len() == count => break,
                Term::List(list) => {
                    elements.push(list.head());
                    rest = list.tail();
                }
                Term::EmptyList => break,
                // `destructure([a], nil)`
                Term::Atom(_) if rest.is_nil() && elements.is_empty() => break,
                _ => {
                    let module = cx.atom("Elixir.Kernel.Utils")?;
                    return Err(cx.function_clause(module, "destructure", 2));
                }
            }
        }
        elements.resize(count, Value::NIL);
        cx.list(&elements)
    }
}

//! Walks over lists that need no function: length, dropping, taking, appending.

use super::Clause;
use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::{Term, Value};

/// The length of a proper list; nothing for anything else.
///
/// # Errors
/// Fuel.
pub fn length<'a>(cx: &mut Context<'a>, list: Value<'a>) -> Result<Option<usize>, Exc> {
    let mut rest = list;
    let mut length = 0;
    loop {
        match rest.term() {
            Term::List(list) => {
                cx.tick()?;
                cx.charge_elements(list.block().len())?;
                length += list.block().len();
                rest = list.rest();
            }
            Term::EmptyList => return Ok(Some(length)),
            _ => return Ok(None),
        }
    }
}

/// The list without its first `n` elements, shared; `[]` where it has fewer.
///
/// # Errors
/// `end` where an improper tail is met before that; fuel.
pub fn drop<'a>(cx: &mut Context<'a>, list: Value<'a>, n: usize, end: &'static Clause) -> R<'a> {
    let mut left = n;
    let mut rest = list;
    while left > 0 {
        match rest.term() {
            Term::List(list) => {
                cx.tick()?;
                if let Some(shorter) = list.skip_in_block(left) {
                    return Ok(shorter.value());
                }
                left -= list.block().len();
                rest = list.rest();
            }
            Term::EmptyList => return Ok(rest),
            _ => return Err(end.raise(cx)),
        }
    }
    Ok(rest)
}

/// The first `n` elements, or all.
///
/// # Errors
/// `end` where an improper tail is met before that; limits.
pub fn take<'a>(cx: &mut Context<'a>, list: Value<'a>, n: usize, end: &'static Clause) -> R<'a> {
    let (taken, _) = split(cx, list, n, end)?;
    Ok(taken)
}

/// The first `n` elements, or all, and the rest of the list, shared.
///
/// # Errors
/// As for [`take`].
pub fn split<'a>(
    cx: &mut Context<'a>,
    list: Value<'a>,
    n: usize,
    end: &'static Clause,
) -> Result<(Value<'a>, Value<'a>), Exc> {
    if n == 0 {
        return Ok((Value::EMPTY_LIST, list));
    }
    if let Term::List(first) = list.term() {
        if let Some(head) = first.block().get(..n) {
            cx.charge(n)?;
            let rest = match first.skip_in_block(n) {
                Some(rest) => rest.value(),
                None => first.rest(),
            };
            return Ok((cx.list(head)?, rest));
        }
        if first.rest().is_empty_list() {
            return Ok((list, Value::EMPTY_LIST));
        }
    }
    let mut taken = cx.list_builder(super::room_for(list).min(n))?;
    let mut rest = list;
    loop {
        match rest.term() {
            Term::List(list) => {
                let left = n - taken.len();
                let block = list.block().get(..left).unwrap_or(list.block());
                cx.charge(1 + block.len())?;
                for element in block {
                    taken.push(&mut cx.bump, *element)?;
                }
                rest = match list.skip_in_block(left) {
                    Some(rest) => rest.value(),
                    None => list.rest(),
                };
            }
            Term::EmptyList => break,
            _ if taken.len() == n => break,
            _ => return Err(end.raise(cx)),
        }
        if taken.len() == n {
            break;
        }
    }
    Ok((taken.finish(&mut cx.bump), rest))
}

const NOT_A_LIST: &str = "errors were found at the given arguments:\n\n  * 1st argument: not a list\n";

/// [`super::elements`] of what is reversed first: a list of two elements or more with an improper tail is no list to
/// Erlang's `lists:reverse/2`.
///
/// # Errors
/// As for [`super::visit`]; `ArgumentError` there.
pub fn to_reverse<'a>(
    cx: &mut Context<'a>,
    enumerable: Value<'a>,
    end: &'static Clause,
) -> Result<&'a [Value<'a>], Exc> {
    if let Term::List(list) = enumerable.term()
        && !list.rest().is_empty_list()
        && length(cx, enumerable)?.is_none()
        && matches!(list.tail().term(), Term::List(_))
    {
        return Err(cx.argument_error(NOT_A_LIST));
    }
    super::elements(cx, enumerable, end)
}

/// A list of elements in reverse, before a tail.
///
/// # Errors
/// Limits.
pub fn reversed<'a>(cx: &mut Context<'a>, elements: &[Value<'a>], tail: Value<'a>) -> R<'a> {
    let n = elements.len();
    if n == 0 {
        return Ok(tail);
    }
    cx.charge_elements(n)?;
    let block = cx.bump.values_with::<Exc>(n + 1, |i| {
        Ok(match n.checked_sub(i + 1) {
            Some(at) => elements.get(at).copied().unwrap_or(tail),
            None => tail,
        })
    })?;
    Ok(Value::block(block))
}

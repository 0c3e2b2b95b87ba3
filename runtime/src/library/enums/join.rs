//! `Enum`: elements as one text.

use crate::callback::Fn1;
use crate::context::Context;
use crate::enumerable::{self, Clause, clause};
use crate::error::R;
use crate::memory::ListBuilder;
use crate::term::{Binary, Term, Value, atoms};
use crate::text;
use philtre_library::library;

/// Adds an element that is to be joined: integers are written out by [`joined`].
#[inline]
fn push<'a>(cx: &mut Context<'a>, parts: &mut ListBuilder<'a>, value: Value<'a>) -> Result<(), crate::error::Exc> {
    let part = match value.term() {
        Term::Binary(_) | Term::Int(_) => value,
        _ => text::to_string(cx, value)?,
    };
    Ok(parts.push(&mut cx.bump, part)?)
}

/// Binaries and integers as one text, with a joiner between them.
fn joined<'a>(cx: &mut Context<'a>, parts: &[Value<'a>], joiner: Binary<'a>) -> R<'a> {
    let mut bytes = joiner.len().saturating_mul(parts.len());
    let mut is_text = joiner.known_text().is_some();
    for part in parts {
        if let Term::Binary(binary) = part.term() {
            bytes = bytes.saturating_add(binary.len());
            is_text &= binary.known_text().is_some();
        }
    }
    cx.charge_bytes(bytes)?;
    if let ([part], Term::Binary(_)) = (parts, parts.first().map_or(Term::EmptyList, |part| part.term())) {
        return Ok(*part);
    }
    if is_text && let Some(joiner) = joiner.known_text() {
        let mut writer = cx.bump.text_writer();
        for (i, part) in parts.iter().enumerate() {
            if i > 0 {
                writer.push(joiner)?;
            }
            match part.term() {
                Term::Binary(binary) => writer.push(binary.known_text().unwrap_or_default())?,
                Term::Int(i) => writer.push(itoa::Buffer::new().format(i))?,
                _ => {}
            }
        }
        return Ok(Value::str(writer.finish()));
    }
    let mut writer = cx.bump.writer();
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            writer.push(joiner.bytes())?;
        }
        match part.term() {
            Term::Binary(binary) => writer.push(binary.bytes())?,
            Term::Int(i) => writer.push(itoa::Buffer::new().format(i).as_bytes())?,
            _ => {}
        }
    }
    Ok(Value::bytes(writer.finish()))
}

#[inline(never)]
fn join_elements<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, joiner: Value<'a>) -> R<'a> {
    let Term::Binary(joiner) = joiner.term() else {
        return Err(cx.function_clause(atoms::MODULE_ENUM, "join", 2));
    };
    let end = if joiner.is_empty() { &Clause::MAP } else { clause!("join_non_empty_list" / 3) };
    if let Term::List(list) = enumerable.term()
        && list.rest().is_empty_list()
        && list.block().iter().all(|part| matches!(part.term(), Term::Binary(_) | Term::Int(_)))
    {
        cx.charge(list.block().len())?;
        return joined(cx, list.block(), joiner);
    }
    let mut parts = cx.list_builder(enumerable::room_for(enumerable))?;
    enumerable::each(cx, enumerable, end, |cx, element| push(cx, &mut parts, element))?;
    let parts = parts.finish_slice(&mut cx.bump);
    joined(cx, parts, joiner)
}

/// Functions that make a text of an enumerable.
#[library("Enum")]
pub mod functions {
    use super::*;

    /// Joins the elements, as `to_string/1` writes them, with a joiner between them.
    ///
    /// ```elixir
    /// iex> Enum.join([1, :b, "c"], "-")
    /// "1-b-c"
    /// ```
    #[row(cost = inside, default(joiner = ""))]
    #[inline]
    pub fn join<'a>(cx: &mut Context<'a>, enumerable: Value<'a>, joiner: Value<'a>) -> R<'a> {
        if enumerable.is_empty_list() && joiner.is_binary() {
            return Ok(Value::EMPTY_STRING);
        }
        join_elements(cx, enumerable, joiner)
    }

    /// Joins what `mapper` makes of the elements, as `to_string/1` writes it, with a joiner between.
    ///
    /// ```elixir
    /// iex> Enum.map_join([1, 2, 3], "+", &(&1 * 2))
    /// "2+4+6"
    /// ```
    #[row(cost = inside, default(joiner = ""))]
    pub fn map_join<'a>(
        cx: &mut Context<'a>,
        enumerable: Value<'a>,
        joiner: Value<'a>,
        mut mapper: impl Fn1<'a>,
    ) -> R<'a> {
        let Term::Binary(joiner) = joiner.term() else {
            return Err(cx.function_clause(atoms::MODULE_ENUM, "map_join", 3));
        };
        let mut parts = cx.list_builder(enumerable::room_for(enumerable))?;
        enumerable::each(cx, enumerable, clause!("map_intersperse_list" / 3), |cx, element| {
            let element = mapper.call(cx, element)?;
            push(cx, &mut parts, element)
        })?;
        let parts = parts.finish_slice(&mut cx.bump);
        joined(cx, parts, joiner)
    }
}

//! Questions about texts, and distances between them.

use super::{binary, known, no_clause};
use crate::access;
use crate::context::Context;
use crate::error::{Exc, R};
use crate::inspect::is_printable;
use crate::term::{Binary, Term, Value, atoms};
use crate::text::distance;
use crate::text::grapheme::{Graphemes, charge_walk};
use crate::text::normal;
use philtre_library::library;

/// Text as UTF-8, walked by graphemes.
#[library("String", units = 6)]
pub mod functions {
    use super::*;

    /// Says whether the bytes are UTF-8; `:fast_ascii` as second argument changes nothing but the way.
    ///
    /// ```elixir
    /// iex> String.valid?("été")
    /// true
    /// iex> String.valid?(<<255>>)
    /// false
    /// ```
    #[row(cost = bytes(string), name = "valid?", default(algorithm = atom("default")))]
    pub fn valid<'a>(cx: &mut Context<'a>, string: Value<'a>, algorithm: Value<'a>) -> R<'a> {
        let Term::Binary(string) = string.term() else { return Err(no_clause(cx, "valid?", 2)) };
        if !algorithm.is(atoms::DEFAULT) && !algorithm.is(atoms::FAST_ASCII) {
            return Err(no_clause(cx, "valid?", 2));
        }
        Ok(Value::bool(string.text().is_some()))
    }

    /// Says whether all characters, or the first so many, stand for themselves when printed.
    ///
    /// ```elixir
    /// iex> String.printable?("tab\t")
    /// true
    /// iex> String.printable?("a" <> <<0>>)
    /// false
    /// iex> String.printable?("a" <> <<0>>, 1)
    /// true
    /// ```
    #[row(cost = bytes(string), name = "printable?", default(character_limit = atom("infinity")))]
    pub fn printable<'a>(cx: &mut Context<'a>, string: Value<'a>, character_limit: Value<'a>) -> R<'a> {
        let limit = match super::super::integer(character_limit) {
            Some(limit @ 0..) => limit,
            None if character_limit.is(atoms::INFINITY) => i64::MAX,
            _ => return Err(no_clause(cx, "printable?", 2)),
        };
        let string = binary(cx, string, "printable?", 2)?;
        cx.charge(string.len() >> 2)?;
        Ok(Value::bool(is_printable(string.bytes(), limit)))
    }

    /// Says whether two texts are equal once both are in normal form.
    ///
    /// ```elixir
    /// iex> String.equivalent?("é", "e\u0301")
    /// true
    /// ```
    #[row(cost = inside, name = "equivalent?")]
    pub fn equivalent<'a>(cx: &mut Context<'a>, string1: Value<'a>, string2: Value<'a>) -> R<'a> {
        let (Term::Binary(a), Term::Binary(b)) = (string1.term(), string2.term()) else {
            return Err(no_clause(cx, "equivalent?", 2));
        };
        let a = normal::normalize(cx, a, normal::Form::D)?;
        let b = normal::normalize(cx, b, normal::Form::D)?;
        Ok(Value::bool(match (a.term(), b.term()) {
            (Term::Binary(a), Term::Binary(b)) => a.bytes() == b.bytes(),
            _ => false,
        }))
    }

    /// Says how alike two texts are by the graphemes they hold, whatever their order: 0.0 to 1.0.
    ///
    /// ```elixir
    /// iex> String.bag_distance("abc", "cba")
    /// 1.0
    /// iex> String.bag_distance("abcd", "ab")
    /// 0.5
    /// ```
    #[row(cost = inside)]
    pub fn bag_distance<'a>(cx: &mut Context<'a>, string1: Value<'a>, string2: Value<'a>) -> R<'a> {
        if is_empty(string1) || is_empty(string2) {
            return Ok(Value::float(0.0));
        }
        let (Term::Binary(a), Term::Binary(b)) = (string1.term(), string2.term()) else {
            return Err(no_clause(cx, "bag_distance", 2));
        };
        let (a, b) = (pieces(cx, a)?, pieces(cx, b)?);
        Ok(Value::float(distance::bag(cx, a, b)?))
    }

    /// Says how alike two texts are by Jaro's measure: 0.0 to 1.0. Costs the square of their length.
    ///
    /// ```elixir
    /// iex> String.jaro_distance("same", "same")
    /// 1.0
    /// iex> String.jaro_distance("ab", "cd")
    /// 0.0
    /// ```
    #[row(cost = inside)]
    pub fn jaro_distance<'a>(cx: &mut Context<'a>, string1: Value<'a>, string2: Value<'a>) -> R<'a> {
        if let (Term::Binary(a), Term::Binary(b)) = (string1.term(), string2.term()) {
            cx.charge_bytes(a.len())?;
            if a.bytes() == b.bytes() {
                return Ok(Value::float(1.0));
            }
        }
        if is_empty(string1) || is_empty(string2) {
            return Ok(Value::float(0.0));
        }
        let (Term::Binary(a), Term::Binary(b)) = (string1.term(), string2.term()) else {
            return Err(no_clause(cx, "jaro_distance", 2));
        };
        for text in [a, b] {
            if let Err(error) = std::str::from_utf8(text.bytes()) {
                let rest = access::shown(cx, text.slice(error.valid_up_to(), text.len()))?;
                return Err(cx.argument_error(&format!("argument error: {rest}")));
            }
        }
        let (a, b) = (pieces(cx, a)?, pieces(cx, b)?);
        Ok(Value::float(distance::jaro(cx, &a, &b)?))
    }

    /// Lists what to keep, delete and insert to turn one text into the other, grapheme by grapheme. Costs the product of
    /// their length and their difference.
    ///
    /// ```elixir
    /// iex> String.myers_difference("cat", "cart")
    /// [eq: "ca", ins: "r", eq: "t"]
    /// ```
    #[row(cost = inside)]
    pub fn myers_difference<'a>(cx: &mut Context<'a>, string1: Value<'a>, string2: Value<'a>) -> R<'a> {
        let (Term::Binary(a), Term::Binary(b)) = (string1.term(), string2.term()) else {
            return Err(no_clause(cx, "myers_difference", 2));
        };
        let (one, two) = (pieces(cx, a)?, pieces(cx, b)?);
        let edits = distance::myers(cx, &one, &two)?;
        let mut list = cx.list_builder(edits.len())?;
        let (mut at, mut to) = (0, 0);
        for edit in edits {
            cx.tick()?;
            let (kind, part) = match edit.kind {
                distance::Kind::Keep => {
                    let length: usize = bytes_of(&one, at, edit.count);
                    (atoms::EQ, a.slice(start(&one, a, at), start(&one, a, at) + length))
                }
                distance::Kind::Delete => {
                    let length: usize = bytes_of(&one, at, edit.count);
                    (atoms::DEL, a.slice(start(&one, a, at), start(&one, a, at) + length))
                }
                distance::Kind::Insert => {
                    let length: usize = bytes_of(&two, to, edit.count);
                    (atoms::INS, b.slice(start(&two, b, to), start(&two, b, to) + length))
                }
            };
            if edit.kind != distance::Kind::Insert {
                at += edit.count;
            }
            if edit.kind != distance::Kind::Delete {
                to += edit.count;
            }
            let pair = cx.tuple(&[kind, part])?;
            list.push(&mut cx.bump, pair)?;
        }
        Ok(list.finish(&mut cx.bump))
    }
}

fn is_empty(value: Value<'_>) -> bool {
    matches!(value.term(), Term::Binary(text) if text.is_empty())
}

/// The graphemes; they lie outside of the arena, where there is little room.
fn pieces<'a>(cx: &mut Context<'a>, string: Binary<'a>) -> Result<Vec<&'a [u8]>, Exc> {
    cx.claim(string.len().saturating_mul(size_of::<&[u8]>()))?;
    charge_walk(cx, string.bytes())?;
    cx.charge(string.len() >> 1)?;
    Ok(Graphemes::new(string.bytes(), known(string)).collect())
}

fn bytes_of(pieces: &[&[u8]], from: usize, count: usize) -> usize {
    pieces.iter().skip(from).take(count).map(|piece| piece.len()).sum()
}

/// Where a piece begins in the text that it was cut from.
fn start(pieces: &[&[u8]], text: Binary<'_>, at: usize) -> usize {
    match pieces.get(at) {
        Some(piece) => piece.as_ptr().addr().saturating_sub(text.bytes().as_ptr().addr()),
        None => text.len(),
    }
}

//! Collectables: what `Enum.into/2,3` and `for … into:` put elements into.
//!
//! A [`Collector`] takes elements one by one and gives the result at the end. Lists, maps, sets, binaries and bitstrings
//! are collectable; all else raises `Protocol.UndefinedError`.

use crate::bitstring::{self, SegmentType};
use crate::context::Context;
use crate::enumerable::set;
use crate::error::{Exc, R};
use crate::inspect;
use crate::memory::ListBuilder;
use crate::term::map::MapBuilder;
use crate::term::{Map, Term, Value, atoms};

/// Something that elements are put into.
pub struct Collector<'a> {
    kind: Kind<'a>,
}

enum Kind<'a> {
    /// Elements, and the list that they come after.
    List(ListBuilder<'a>, Value<'a>),
    /// A new map, or one of few entries; whether it is the literal.
    Map(MapBuilder<'a>, bool),
    /// A large map, put into one by one.
    Large(&'a Map<'a>),
    /// Elements of a set and the set's own.
    Set(ListBuilder<'a>, &'a Map<'a>),
    /// Parts of a binary or bitstring, itself the first.
    Bits { parts: ListBuilder<'a>, refusal: Refusal },
}

/// What is said of an element that is no bitstring.
#[derive(Clone, Copy)]
enum Refusal {
    Binary,
    Bitstring,
    Erlang,
    Walk,
}

impl<'a> Collector<'a> {
    /// What a `for` puts into that says `into: ""`: Elixir asks no protocol for it. `is_erlang` where it makes a
    /// comprehension of Erlang of the `for`.
    ///
    /// # Errors
    /// Memory.
    pub fn of_binary(cx: &mut Context<'a>, is_erlang: bool) -> Result<Self, Exc> {
        let refusal = if is_erlang { Refusal::Erlang } else { Refusal::Walk };
        Self::bits(cx, Value::str(""), refusal)
    }

    /// What a `for` puts into that says `into: %{}`.
    ///
    /// # Errors
    /// Memory.
    pub fn of_map(cx: &mut Context<'a>) -> Result<Self, Exc> {
        Ok(Collector { kind: Kind::Map(MapBuilder::new(&mut cx.bump, 8)?, true) })
    }

    fn bits(cx: &mut Context<'a>, first: Value<'a>, refusal: Refusal) -> Result<Self, Exc> {
        let mut parts = cx.list_builder(8)?;
        parts.push(&mut cx.bump, first)?;
        Ok(Collector { kind: Kind::Bits { parts, refusal } })
    }

    /// Puts into a value.
    ///
    /// # Errors
    /// `Protocol.UndefinedError` where it is not collectable; memory.
    pub fn new(cx: &mut Context<'a>, into: Value<'a>) -> Result<Self, Exc> {
        let kind = match into.term() {
            Term::EmptyList | Term::List(_) => Kind::List(cx.list_builder(8)?, into),
            Term::Map(map) => {
                if let Some(elements) = set::of(map) {
                    Kind::Set(cx.list_builder(8)?, elements)
                } else if map.struct_name().is_some() {
                    return Err(undefined(cx, into));
                } else {
                    match map.as_flat() {
                        Some((keys, values)) => {
                            cx.charge_elements(keys.len())?;
                            let mut entries = MapBuilder::new(&mut cx.bump, keys.len().saturating_add(8))?;
                            for (key, value) in keys.iter().zip(values) {
                                entries.push(cx, *key, *value)?;
                            }
                            Kind::Map(entries, false)
                        }
                        None => Kind::Large(map),
                    }
                }
            }
            Term::Binary(_) => return Self::bits(cx, into, Refusal::Binary),
            Term::Bits(_) => return Self::bits(cx, into, Refusal::Bitstring),
            _ => return Err(undefined(cx, into)),
        };
        Ok(Collector { kind })
    }

    /// Puts an element.
    ///
    /// # Errors
    /// `ArgumentError` where it does not fit; limits.
    #[inline]
    pub fn push(&mut self, cx: &mut Context<'a>, element: Value<'a>) -> Result<(), Exc> {
        match &mut self.kind {
            Kind::List(elements, _) | Kind::Set(elements, _) => Ok(elements.push(&mut cx.bump, element)?),
            Kind::Map(entries, is_literal) => match element.term() {
                Term::Tuple([key, value]) => entries.push(cx, *key, *value),
                // Elixir asks no protocol here, and Erlang does not say what it was.
                _ if *is_literal => Err(cx.argument_error("argument error")),
                _ => Err(no_pair(cx, element)),
            },
            Kind::Large(map) => match element.term() {
                Term::Tuple([key, value]) => {
                    *map = map.put(cx, *key, *value)?;
                    Ok(())
                }
                _ => Err(no_pair(cx, element)),
            },
            Kind::Bits { parts, refusal } => match element.term() {
                Term::Binary(_) | Term::Bits(_) => Ok(parts.push(&mut cx.bump, element)?),
                _ => Err(no_bitstring(cx, element, *refusal)),
            },
        }
    }

    /// The result.
    ///
    /// # Errors
    /// Limits; `ArgumentError` where elements were put after an improper list.
    pub fn finish(self, cx: &mut Context<'a>) -> R<'a> {
        match self.kind {
            Kind::List(elements, before) => {
                let elements = elements.finish(&mut cx.bump);
                if before.is_empty_list() { Ok(elements) } else { crate::ops::concat_lists(cx, before, elements) }
            }
            Kind::Map(entries, _) => Ok(entries.finish(cx)?.value()),
            Kind::Large(map) => Ok(map.value()),
            Kind::Set(elements, old) => {
                let new = set::from_elements(cx, elements.as_slice())?;
                let all = set::union(cx, old, new)?;
                set::make(cx, all)
            }
            Kind::Bits { parts, .. } => concat_bits(cx, parts.as_slice()),
        }
    }
}

/// `Protocol.UndefinedError` for `Collectable`.
#[cold]
fn undefined<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Exc {
    cx.protocol_undefined(atoms::COLLECTABLE_PROTOCOL, value, "")
}

#[cold]
fn no_pair<'a>(cx: &mut Context<'a>, element: Value<'a>) -> Exc {
    match inspect::short(cx, element) {
        Ok(shown) => cx.argument_error(&format!("collecting into a map requires {{key, value}} tuples, got: {shown}")),
        Err(exc) => exc,
    }
}

#[cold]
fn no_bitstring<'a>(cx: &mut Context<'a>, element: Value<'a>, refusal: Refusal) -> Exc {
    let into = match refusal {
        Refusal::Walk => return cx.argument_error_of(element),
        // Erlang appends each element to what there is, the first segment.
        Refusal::Erlang => return bitstring::expected(cx, 1, SegmentType::Binary, "a binary", element),
        Refusal::Binary => "binary",
        Refusal::Bitstring => "bitstring",
    };
    match inspect::short(cx, element) {
        Ok(shown) => cx.argument_error(&format!("collecting into a {into} requires a bitstring, got: {shown}")),
        Err(exc) => exc,
    }
}

/// Binaries and bitstrings in a row.
fn concat_bits<'a>(cx: &mut Context<'a>, parts: &[Value<'a>]) -> R<'a> {
    let pieces = |part: &Value<'a>| match part.term() {
        Term::Binary(binary) => (binary.bytes(), binary.len() as u64 * 8),
        Term::Bits(part) => (part.bytes(), part.bit_len()),
        _ => (&[][..], 0),
    };
    if parts.iter().all(|part| matches!(part.term(), Term::Binary(_))) {
        return bitstring::concat(cx, parts);
    }
    let bits: u64 = parts.iter().map(|part| pieces(part).1).sum();
    let bytes = usize::try_from(bits.div_ceil(8)).unwrap_or(usize::MAX);
    cx.charge_bytes(bytes)?;
    let room = cx.bump.zeroed(bytes)?;
    let mut at = 0u64;
    for part in parts {
        let (from, bits) = pieces(part);
        let (start, shift) = ((at / 8) as usize, (at % 8) as u32);
        for (i, byte) in from.iter().enumerate() {
            if let Some(slot) = room.get_mut(start + i) {
                *slot |= byte >> shift;
            }
            if shift > 0
                && let Some(slot) = room.get_mut(start + i + 1)
            {
                *slot |= byte << (8 - shift);
            }
        }
        at += bits;
    }
    let room: &'a [u8] = room;
    cx.bitstring(room, bits)
}

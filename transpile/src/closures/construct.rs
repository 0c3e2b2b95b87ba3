//! Terms put together: tuples, lists, maps, text, bitstrings, regexes.

use super::matching::segment_type;
use super::operand::Operand;
use super::{CompileError, Compiled, Compiler, literal, located, node, place};
use crate::ir::{Expr, ExprKind, Literal, Segment};
use crate::span::Span;
use philtre_runtime::bitstring::{self, SegmentType};
use philtre_runtime::memory::Constant;
use philtre_runtime::regex::{Options, Parsed, RegexError};
use philtre_runtime::term::map::MapBuilder;
use philtre_runtime::{Context, Exc, Value, access, text};

/// Values that are gathered before they are used: on the stack where they are few.
type Values<'a> = smallvec::SmallVec<[Value<'a>; 8]>;

#[inline(always)]
fn gather<'a>(cx: &mut Context<'a>, operands: &'a [Operand]) -> Result<Values<'a>, Exc> {
    let mut values = Values::new();
    for operand in operands {
        values.push(operand.value(cx)?);
    }
    Ok(values)
}

/// A copy of gathered values in the arena.
#[inline(always)]
fn stored<'a>(cx: &mut Context<'a>, values: &[Value<'a>]) -> Result<&'a [Value<'a>], Exc> {
    cx.bump.values_with(values.len(), |i| Ok(values[i].by_words()))
}

/// A node that gathers the values of operands and does something with them: on the stack and without a count where they
/// are few, since their number is known when the node is built.
macro_rules! gathering {
    ($operands:expr, $data:expr, |$data_name:pat_param, $cx:ident, $values:ident| $body:expr) => {{
        let operands: Box<[Operand]> = $operands;
        let data = $data;
        match operands.len() {
            1 => gathering!(@array 1, operands, data, |$data_name, $cx, $values| $body),
            2 => gathering!(@array 2, operands, data, |$data_name, $cx, $values| $body),
            3 => gathering!(@array 3, operands, data, |$data_name, $cx, $values| $body),
            4 => gathering!(@array 4, operands, data, |$data_name, $cx, $values| $body),
            5 => gathering!(@array 5, operands, data, |$data_name, $cx, $values| $body),
            6 => gathering!(@array 6, operands, data, |$data_name, $cx, $values| $body),
            7 => gathering!(@array 7, operands, data, |$data_name, $cx, $values| $body),
            8 => gathering!(@array 8, operands, data, |$data_name, $cx, $values| $body),
            _ => gathering!(@many operands, data, |$data_name, $cx, $values| $body),
        }
    }};
    (@array $n:literal, $operands:ident, $data:ident, |$data_name:pat_param, $cx:ident, $values:ident| $body:expr) => {
        match <Box<[Operand; $n]>>::try_from($operands) {
            Ok(operands) => node((operands, $data), |(operands, $data_name), $cx| {
                let mut array = [Value::NIL; $n];
                for (slot, operand) in array.iter_mut().zip(operands.iter()) {
                    *slot = operand.value($cx)?;
                }
                let $values: &[Value<'_>] = &array;
                $body
            }),
            Err(operands) => gathering!(@many operands, $data, |$data_name, $cx, $values| $body),
        }
    };
    (@many $operands:ident, $data:ident, |$data_name:pat_param, $cx:ident, $values:ident| $body:expr) => {
        node(($operands, $data), |(operands, $data_name), $cx| {
            let gathered = gather($cx, operands)?;
            let $values: &[Value<'_>] = &gathered;
            $body
        })
    };
}

struct SegmentCode {
    kind: SegmentType,
    value: Operand,
    size: Option<Operand>,
    unit: u16,
}

impl Compiler<'_> {
    /// `{a, b}`
    pub(super) fn tuple(self, elements: &[Expr]) -> Compiled {
        let operands = self.operands(elements)?;
        Ok(gathering!(operands, (), |(), cx, values| Ok(Value::tuple(stored(cx, values)?))))
    }

    /// `[a, b | tail]`
    pub(super) fn list(self, elements: &[Expr], tail: Option<&Expr>) -> Compiled {
        let operands = self.operands(elements)?;
        let tail = match tail {
            Some(tail) => self.operand(tail)?,
            None => Operand::Constant(Constant::immediate(Value::EMPTY_LIST)),
        };
        Ok(gathering!(operands, tail, |tail, cx, values| {
            let tail = tail.value(cx)?;
            cx.list_with_tail(values, tail)
        }))
    }

    /// `%{a => b}`
    pub(super) fn map(self, pairs: &[(Expr, Expr)], span: Span) -> Compiled {
        if let Some(code) = self.map_of_constant_keys(pairs, span)? {
            return Ok(code);
        }
        let operands = self.pairs(pairs)?;
        Ok(node(operands, |operands, cx| {
            let mut entries = smallvec::SmallVec::<[(Value<'_>, Value<'_>); 8]>::new();
            for (key, value) in operands {
                let key = key.value(cx)?;
                entries.push((key, value.value(cx)?));
            }
            let mut map = MapBuilder::new(&mut cx.bump, entries.len())?;
            for (key, value) in entries {
                map.push(cx, key, value)?;
            }
            Ok(map.finish(cx)?.value())
        }))
    }

    /// A map whose keys are known: their sorted array is shared by all maps that it makes.
    fn map_of_constant_keys(self, pairs: &[(Expr, Expr)], span: Span) -> Result<Option<super::Boxed>, CompileError> {
        let keys: Option<Vec<Literal>> = pairs
            .iter()
            .map(|(key, _)| match &key.kind {
                ExprKind::Literal(key @ (Literal::Atom(_) | Literal::Binary(_) | Literal::Int(_))) => Some(key.clone()),
                _ => None,
            })
            .collect();
        let Some(keys) = keys else { return Ok(None) };
        // A map of each key to its index tells the order.
        let indexes = keys.iter().enumerate().map(|(i, key)| (key.clone(), Literal::Int(i as i64))).collect();
        let shape = literal::constant(&Literal::Map(indexes), span)?;
        let philtre_runtime::Term::Map(map) = shape.get().term() else { return Ok(None) };
        if map.len() != keys.len() || keys.len() > 64 {
            return Ok(None);
        }
        // For each key in order: which pair of the source it is.
        let places: Vec<u16> = map.iter().map(|(_, index)| index.as_int().unwrap_or_default() as u16).collect();
        let sorted = places.iter().enumerate().all(|(i, place)| i == *place as usize);
        let operands = self.operands(pairs.iter().map(|(_, value)| value))?;
        if sorted {
            return Ok(Some(gathering!(operands, shape, |shape, cx, values| {
                let values = stored(cx, values)?;
                from_shape(cx, shape, values)
            })));
        }
        let data = (shape, Box::<[u16]>::from(places));
        Ok(Some(gathering!(operands, data, |(shape, places), cx, values| {
            let sorted = cx.bump.values_with::<Exc>(values.len(), |i| {
                let from = places.get(i).copied().unwrap_or_default();
                Ok(values.get(from as usize).map_or(Value::NIL, Value::by_words))
            })?;
            from_shape(cx, shape, sorted)
        })))
    }

    fn pairs(self, pairs: &[(Expr, Expr)]) -> Result<Box<[(Operand, Operand)]>, CompileError> {
        pairs.iter().map(|(key, value)| Ok((self.operand(key)?, self.operand(value)?))).collect()
    }

    /// `%{map | a => b}`, and `%Name{map | a: b}`, of which Elixir leaves the check of the name to its type checker.
    pub(super) fn map_update(self, base: &Expr, pairs: &[(Expr, Expr)], span: Span) -> Compiled {
        let base = self.operand(base)?;
        let operands = self.pairs(pairs)?;
        let place = place(span);
        Ok(node((base, operands, place), |(base, operands, place), cx| {
            let base = base.value(cx)?;
            let mut entries = smallvec::SmallVec::<[(Value<'_>, Value<'_>); 8]>::new();
            for (key, value) in operands {
                let key = key.value(cx)?;
                entries.push((key, value.value(cx)?));
            }
            let result = access::map_update(cx, base, &entries);
            located(cx, result, *place)
        }))
    }

    /// `"a#{b}c"`
    pub(super) fn interpolation(self, parts: &[Expr], span: Span) -> Compiled {
        let operands = self.operands(parts)?;
        let place = place(span);
        Ok(gathering!(operands, place, |place, cx, values| {
            let result = text::interpolate(cx, values);
            located(cx, result, *place)
        }))
    }

    /// `a <> b`
    pub(super) fn binary_concat(self, parts: &[Expr], span: Span) -> Compiled {
        let operands = self.operands(parts)?;
        let place = place(span);
        Ok(gathering!(operands, place, |place, cx, values| {
            let result = bitstring::concat(cx, values);
            located(cx, result, *place)
        }))
    }

    /// `<<a, b::size(4)>>`
    pub(super) fn bitstring(self, segments: &[Segment<Expr>], span: Span) -> Compiled {
        let segments: Box<[SegmentCode]> = segments
            .iter()
            .map(|segment| {
                Ok(SegmentCode {
                    kind: segment_type(segment),
                    value: self.operand(&segment.value)?,
                    size: segment.size.as_ref().map(|size| self.operand(size)).transpose()?,
                    unit: segment.unit,
                })
            })
            .collect::<Result<_, CompileError>>()?;
        let place = place(span);
        Ok(node((segments, place), |(segments, place), cx| {
            let mut evaluated = smallvec::SmallVec::<[bitstring::Part<'_>; 4]>::new();
            for segment in segments {
                let value = segment.value.value(cx)?;
                let size = match &segment.size {
                    Some(size) => Some(size.value(cx)?),
                    None => None,
                };
                evaluated.push(bitstring::Part { kind: segment.kind, value, size, unit: segment.unit });
            }
            let result = bitstring::build(cx, &evaluated);
            located(cx, result, *place)
        }))
    }

    /// `~r/source/modifiers`
    pub(super) fn regex(self, source: &str, modifiers: &str, span: Span) -> Compiled {
        let refused = |error: RegexError| CompileError {
            span,
            message: format!("{} at position {}", error.message, error.position),
        };
        let parsed = Parsed::with_modifiers(source.as_bytes(), modifiers).map_err(refused)?;
        let Some(left) = self.regexes.get().checked_sub(parsed.cost()) else {
            return Err(CompileError { span, message: "the regexes of this source are too large together".to_owned() });
        };
        self.regexes.set(left);
        let compiled = parsed.compile().map_err(refused)?;
        let text = literal::constant(&Literal::Binary(source.as_bytes().to_vec()), span)?;
        Ok(node((compiled, text, modifiers.to_owned()), |(compiled, text, modifiers), cx| {
            let options = Options::list(cx, modifiers)?;
            philtre_runtime::regex::value(cx, compiled, text.get(), options)
        }))
    }
}

/// A map with the keys of a shape.
#[inline(always)]
fn from_shape<'a>(cx: &mut Context<'a>, shape: &'a Constant, values: &'a [Value<'a>]) -> philtre_runtime::R<'a> {
    match shape.get().term() {
        philtre_runtime::Term::Map(map) => match map.as_flat() {
            Some((keys, _)) => cx.map_from_sorted(keys, values),
            None => Ok(Value::NIL),
        },
        _ => Ok(Value::NIL),
    }
}

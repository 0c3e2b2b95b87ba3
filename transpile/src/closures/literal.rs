//! Literals as constants that the program owns.

use super::CompileError;
use crate::ir::Literal;
use crate::span::Span;
use philtre_runtime::memory::{Bump, Constant, ListBuilder};
use philtre_runtime::term::{Atom, Big, Bits, known_atom, map::MapBuilder};
use philtre_runtime::{Exc, Value};

/// Any text up to this many bytes may be meant as a key of maps.
const LONGEST_KEY: usize = 64;

/// Builds a literal in memory of its own.
pub(crate) fn constant(literal: &Literal, span: Span) -> Result<Constant, CompileError> {
    match literal {
        Literal::Int(i) => Ok(Constant::immediate(Value::int(*i))),
        Literal::Float(f) => Ok(Constant::immediate(Value::float(*f))),
        Literal::Atom(name) if known_atom(name).is_some() => {
            Ok(Constant::immediate(known_atom(name).unwrap_or(Value::NIL)))
        }
        Literal::List(elements, None) if elements.is_empty() => Ok(Constant::immediate(Value::EMPTY_LIST)),
        _ => Constant::build(|bump| build(bump, literal))
            .map_err(|_| CompileError { span, message: "this literal is too large".to_owned() }),
    }
}

/// The depth of a literal is bounded by the nesting of the source.
fn build<'a>(bump: &mut Bump<'a>, literal: &Literal) -> Result<Value<'a>, Exc> {
    Ok(match literal {
        Literal::Int(i) => Value::int(*i),
        Literal::Float(f) => Value::float(*f),
        Literal::Big(integer) => Big::value(bump, integer)?,
        Literal::Atom(name) => match known_atom(name) {
            Some(known) => known,
            None => Atom::new(bump.text(name)?).value(),
        },
        Literal::Binary(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) if text.len() <= LONGEST_KEY => bump.key_text(text)?,
            Ok(text) => Value::str(bump.text(text)?),
            Err(_) => Value::bytes(bump.bytes(bytes)?),
        },
        Literal::Bits(bytes, bits) => {
            let bytes = bump.bytes(bytes)?;
            Bits::value(bump, bytes, *bits)?
        }
        Literal::List(elements, tail) => {
            let mut list = ListBuilder::new(bump, elements.len())?;
            for element in elements {
                let value = build(bump, element)?;
                list.push(bump, value)?;
            }
            let tail = match tail {
                Some(tail) => build(bump, tail)?,
                None => Value::EMPTY_LIST,
            };
            list.finish_with_tail(bump, tail)
        }
        Literal::Tuple(elements) => {
            let mut built = Vec::with_capacity(elements.len());
            for element in elements {
                built.push(build(bump, element)?);
            }
            Value::tuple(bump.values(&built)?)
        }
        Literal::Map(pairs) => {
            let mut entries = Vec::with_capacity(pairs.len());
            for (key, value) in pairs {
                let key = build(bump, key)?;
                entries.push((key, build(bump, value)?));
            }
            MapBuilder::constant(bump, &entries)?
        }
    })
}

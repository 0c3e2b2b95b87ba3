//! Structs with other fields.

use crate::context::Context;
use crate::enumerable::{self, Clause};
use crate::error::R;
use crate::exception;
use crate::structs;
use crate::term::{Term, Value, atoms};
use philtre_library::library;

/// The struct that `struct/2` begins with: one that is given, or a module's own.
fn base<'a>(cx: &mut Context<'a>, value: Value<'a>) -> R<'a> {
    match value.term() {
        Term::Map(map) if map.struct_name().is_some() => Ok(value),
        Term::Atom(_) => match structs::find(value) {
            Some(info) => info.default(cx),
            None => Err(cx.undefined_function(value, "__struct__", 0)),
        },
        _ => Err(cx.function_clause(atoms::MODULE_KERNEL, "struct", 3)),
    }
}

/// Structs.
#[library("Kernel")]
pub mod functions {
    use super::*;

    /// A struct with other fields; those that it does not have are ignored.
    ///
    /// ```elixir
    /// iex> struct(1..5, first: 2, color: :red)
    /// 2..5
    /// ```
    #[row(cost = inside, name = "struct", default(fields = []))]
    pub fn make_struct<'a>(cx: &mut Context<'a>, source: Value<'a>, fields: Value<'a>) -> R<'a> {
        let mut result = base(cx, source)?;
        enumerable::each(cx, fields, &Clause::REDUCE, |cx, entry| {
            let Term::Tuple([key, value]) = entry.term() else {
                return Err(cx.function_clause(atoms::MODULE_KERNEL, "-struct/2-fun-0-", 2));
            };
            if let Term::Map(map) = result.term()
                && !key.is(atoms::STRUCT)
                && map.contains(cx, *key)?
            {
                result = map.put(cx, *key, *value)?.value();
            }
            Ok(())
        })?;
        Ok(result)
    }

    /// A struct with other fields.
    ///
    /// Raises `KeyError` for a field that it does not have.
    ///
    /// ```elixir
    /// iex> struct!(1..5, last: 9)
    /// 1..9
    /// ```
    #[row(cost = inside, name = "struct!", default(fields = []))]
    pub fn make_struct_strictly<'a>(cx: &mut Context<'a>, source: Value<'a>, fields: Value<'a>) -> R<'a> {
        match source.term() {
            Term::Atom(_) => match structs::find(source) {
                Some(info) => {
                    let default = info.default(cx)?;
                    exception::with_fields(cx, info, default, fields)
                }
                None => Err(cx.undefined_function(source, "__struct__", 1)),
            },
            Term::Map(map) if map.struct_name().is_some() => {
                let mut result = source;
                enumerable::each(cx, fields, &Clause::REDUCE, |cx, entry| {
                    let Term::Tuple([key, value]) = entry.term() else {
                        return Err(cx.function_clause(atoms::MODULE_KERNEL, "-struct!/2-fun-0-", 2));
                    };
                    let Term::Map(map) = result.term() else { return Ok(()) };
                    if key.is(atoms::STRUCT) {
                        return Ok(());
                    }
                    if !map.contains(cx, *key)? {
                        return Err(cx.key_error(*key, result));
                    }
                    result = map.put(cx, *key, *value)?.value();
                    Ok(())
                })?;
                Ok(result)
            }
            Term::Map(_) => Err(cx.function_clause(atoms::MODULE_KERNEL, "struct", 3)),
            _ => Err(cx.function_clause(atoms::MODULE_KERNEL, "struct!", 2)),
        }
    }
}

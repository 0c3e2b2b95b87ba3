//! What a value is: guards.

use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::{Term, Value};
use crate::{exception, integer};
use philtre_library::library;

/// Whether a struct has that name, which must be an atom.
fn has_name<'a>(cx: &mut Context<'a>, term: Value<'a>, name: Value<'a>) -> Result<bool, Exc> {
    if !matches!(name.term(), Term::Atom(_)) {
        return Err(cx.argument_error("argument error"));
    }
    Ok(matches!(term.term(), Term::Map(map)
        if map.struct_field().is_some_and(|module| module.identical_flat(name) == Some(true))))
}

/// What a value is.
#[library("Kernel")]
pub mod functions {
    use super::*;

    /// Whether a value is an atom; `nil`, `true` and `false` are.
    ///
    /// ```elixir
    /// iex> is_atom(:ok)
    /// true
    /// ```
    #[row(cost = unit, guard)]
    pub fn is_atom<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
        Ok(Value::bool(matches!(term.term(), Term::Atom(_))))
    }

    /// Whether a value is a binary.
    ///
    /// ```elixir
    /// iex> is_binary("text")
    /// true
    /// ```
    #[row(cost = unit, guard)]
    pub fn is_binary<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
        Ok(Value::bool(matches!(term.term(), Term::Binary(_))))
    }

    /// Whether a value is a bitstring; every binary is.
    ///
    /// ```elixir
    /// iex> is_bitstring(<<1::3>>)
    /// true
    /// ```
    #[row(cost = unit, guard)]
    pub fn is_bitstring<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
        Ok(Value::bool(matches!(term.term(), Term::Binary(_) | Term::Bits(_))))
    }

    /// Whether a value is `true` or `false`.
    ///
    /// ```elixir
    /// iex> is_boolean(nil)
    /// false
    /// ```
    #[row(cost = unit, guard)]
    pub fn is_boolean<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
        Ok(Value::bool(term.is_true() || term.is_false()))
    }

    /// Whether a value is an exception.
    ///
    /// ```elixir
    /// iex> is_exception(%RuntimeError{})
    /// true
    /// ```
    #[row(cost = unit, guard)]
    pub fn is_exception<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
        Ok(Value::bool(exception::is_exception(term)))
    }

    /// Whether a value is a float.
    ///
    /// ```elixir
    /// iex> is_float(1.0)
    /// true
    /// ```
    #[row(cost = unit, guard)]
    pub fn is_float<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
        Ok(Value::bool(matches!(term.term(), Term::Float(_))))
    }

    /// Whether a value is a function.
    ///
    /// ```elixir
    /// iex> is_function(&String.upcase/1)
    /// true
    /// ```
    #[row(cost = unit, guard)]
    pub fn is_function<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
        Ok(Value::bool(matches!(term.term(), Term::Fun(_))))
    }

    /// Whether a value is an integer.
    ///
    /// ```elixir
    /// iex> is_integer(1.0)
    /// false
    /// ```
    #[row(cost = unit, guard)]
    pub fn is_integer<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
        Ok(Value::bool(integer::is_integer(term)))
    }

    /// Whether a value is a list, proper or not.
    ///
    /// ```elixir
    /// iex> is_list([])
    /// true
    /// ```
    #[row(cost = unit, guard)]
    pub fn is_list<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
        Ok(Value::bool(matches!(term.term(), Term::EmptyList | Term::List(_))))
    }

    /// Whether a value is a map; every struct is.
    ///
    /// ```elixir
    /// iex> is_map(%{})
    /// true
    /// ```
    #[row(cost = unit, guard)]
    pub fn is_map<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
        Ok(Value::bool(matches!(term.term(), Term::Map(_))))
    }

    /// Whether a value is `nil`.
    ///
    /// ```elixir
    /// iex> is_nil(false)
    /// false
    /// ```
    #[row(cost = unit, guard)]
    pub fn is_nil<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
        Ok(Value::bool(term.is_nil()))
    }

    /// Whether a value is a map but no struct.
    ///
    /// ```elixir
    /// iex> is_non_struct_map(1..2)
    /// false
    /// ```
    #[row(cost = unit, guard)]
    pub fn is_non_struct_map<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
        Ok(Value::bool(matches!(term.term(), Term::Map(map) if map.struct_name().is_none())))
    }

    /// Whether a value is an integer or a float.
    ///
    /// ```elixir
    /// iex> is_number(1)
    /// true
    /// ```
    #[row(cost = unit, guard)]
    pub fn is_number<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
        Ok(Value::bool(integer::is_integer(term) || matches!(term.term(), Term::Float(_))))
    }

    /// Whether a value is a process: there are none.
    ///
    /// ```elixir
    /// iex> is_pid(1)
    /// false
    /// ```
    #[row(cost = unit, guard)]
    pub fn is_pid<'a>(cx: &mut Context<'a>, _term: Value<'a>) -> R<'a> {
        Ok(Value::bool(false))
    }

    /// Whether a value is a port: there are none.
    ///
    /// ```elixir
    /// iex> is_port(1)
    /// false
    /// ```
    #[row(cost = unit, guard)]
    pub fn is_port<'a>(cx: &mut Context<'a>, _term: Value<'a>) -> R<'a> {
        Ok(Value::bool(false))
    }

    /// Whether a value is a reference.
    ///
    /// ```elixir
    /// iex> is_reference(1)
    /// false
    /// ```
    #[row(cost = unit, guard)]
    pub fn is_reference<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
        Ok(Value::bool(matches!(term.term(), Term::Reference(_))))
    }

    /// Whether a value is a struct.
    ///
    /// ```elixir
    /// iex> is_struct(1..2)
    /// true
    /// ```
    #[row(cost = unit, guard)]
    pub fn is_struct<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
        Ok(Value::bool(matches!(term.term(), Term::Map(map) if map.struct_name().is_some())))
    }

    /// Whether a value is a tuple.
    ///
    /// ```elixir
    /// iex> is_tuple({})
    /// true
    /// ```
    #[row(cost = unit, guard)]
    pub fn is_tuple<'a>(cx: &mut Context<'a>, term: Value<'a>) -> R<'a> {
        Ok(Value::bool(matches!(term.term(), Term::Tuple(_))))
    }

    /// Whether a value is a function of so many arguments.
    ///
    /// Raises `ArgumentError` if the number is no integer or negative.
    ///
    /// ```elixir
    /// iex> is_function(fn a, b -> a + b end, 2)
    /// true
    /// ```
    #[row(cost = unit, name = "is_function", guard)]
    pub fn is_function_of<'a>(cx: &mut Context<'a>, term: Value<'a>, arity: Value<'a>) -> R<'a> {
        if !integer::is_integer(arity) {
            return Err(cx.bad_argument(2, "not an integer"));
        }
        if integer::is_negative(arity) {
            return Err(cx.bad_argument(2, "out of range"));
        }
        Ok(Value::bool(match (term.term(), arity.term()) {
            (Term::Fun(fun), Term::Int(arity)) => usize::try_from(arity) == Ok(fun.code.arity()),
            _ => false,
        }))
    }

    /// Whether a value is a struct of a module.
    ///
    /// ```elixir
    /// iex> is_struct(1..2, Range)
    /// true
    /// ```
    #[row(cost = unit, name = "is_struct", guard)]
    pub fn is_struct_of<'a>(cx: &mut Context<'a>, term: Value<'a>, name: Value<'a>) -> R<'a> {
        has_name(cx, term, name).map(Value::bool)
    }

    /// Whether a value is an exception of a module.
    ///
    /// ```elixir
    /// iex> is_exception(%ArgumentError{}, ArgumentError)
    /// true
    /// ```
    #[row(cost = unit, name = "is_exception", guard)]
    pub fn is_exception_of<'a>(cx: &mut Context<'a>, term: Value<'a>, name: Value<'a>) -> R<'a> {
        let named = has_name(cx, term, name)?;
        Ok(Value::bool(named && exception::is_exception(term)))
    }

    /// Whether a map has a key.
    ///
    /// Raises `BadMapError` for what is no map.
    ///
    /// ```elixir
    /// iex> is_map_key(%{"id" => 1}, "id")
    /// true
    /// ```
    #[row(cost = inside, units = 4, guard)]
    pub fn is_map_key<'a>(cx: &mut Context<'a>, map: Value<'a>, key: Value<'a>) -> R<'a> {
        match map.term() {
            Term::Map(map) => map.contains(cx, key).map(Value::bool),
            _ => Err(cx.bad_map(map)),
        }
    }
}

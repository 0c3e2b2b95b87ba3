//! Calls, exceptions, throws, timeouts.

use crate::callback::Fn1;
use crate::context::Context;
use crate::error::{Exc, R};
use crate::exception;
use crate::integer;
use crate::ops;
use crate::term::{Map, Term, Value, atoms};
use crate::{enumerable, inspect};
use philtre_library::library;

/// How a value is passed on, or not.
#[library("Kernel")]
pub mod functions {
    use super::*;

    /// Calls a function with a list of arguments.
    ///
    /// ```elixir
    /// iex> apply(&max/2, [3, 7])
    /// 7
    /// ```
    #[row(cost = elements(args))]
    pub fn apply<'a>(cx: &mut Context<'a>, fun: Value<'a>, args: Value<'a>) -> R<'a> {
        let Some(_) = proper_length(cx, args)? else { return Err(cx.argument_error("argument error")) };
        let args = enumerable::elements(cx, args, &enumerable::Clause::REDUCE)?;
        cx.call(fun, args)
    }

    /// Raises an exception: one that is given, a `RuntimeError` of a text, or one of a module with its defaults.
    ///
    /// ```elixir
    /// iex> try do
    /// iex>   raise "no such item"
    /// iex> rescue
    /// iex>   e in RuntimeError -> e.message
    /// iex> end
    /// "no such item"
    /// ```
    #[row(cost = unit)]
    pub fn raise<'a>(cx: &mut Context<'a>, exception: Value<'a>) -> R<'a> {
        Err(exception::raise_1(cx, exception))
    }

    /// Raises an exception of a module with a message or fields.
    ///
    /// ```elixir
    /// iex> try do
    /// iex>   raise ArgumentError, message: "not a price"
    /// iex> rescue
    /// iex>   e -> e.message
    /// iex> end
    /// "not a price"
    /// ```
    #[row(cost = unit, name = "raise")]
    pub fn raise_with<'a>(cx: &mut Context<'a>, exception: Value<'a>, attributes: Value<'a>) -> R<'a> {
        Err(exception::raise_2(cx, exception, attributes))
    }

    /// Raises an exception again. Of the stacktrace nothing is kept.
    ///
    /// ```elixir
    /// iex> try do
    /// iex>   reraise("again", [])
    /// iex> rescue
    /// iex>   e -> e.message
    /// iex> end
    /// "again"
    /// ```
    #[row(cost = unit)]
    pub fn reraise<'a>(cx: &mut Context<'a>, exception: Value<'a>, stacktrace: Value<'a>) -> R<'a> {
        again(cx, stacktrace, |cx| exception::raise_1(cx, exception))
    }

    /// Raises an exception of a module again, with a message or fields. Of the stacktrace nothing is kept.
    ///
    /// ```elixir
    /// iex> try do
    /// iex>   reraise(ArgumentError, [message: "again"], [])
    /// iex> rescue
    /// iex>   e -> e.message
    /// iex> end
    /// "again"
    /// ```
    #[row(cost = unit, name = "reraise")]
    pub fn reraise_with<'a>(
        cx: &mut Context<'a>,
        exception: Value<'a>,
        attributes: Value<'a>,
        stacktrace: Value<'a>,
    ) -> R<'a> {
        again(cx, stacktrace, |cx| exception::raise_2(cx, exception, attributes))
    }

    /// Gives a value to a function and then goes on with the value.
    ///
    /// ```elixir
    /// iex> tap(5, fn x -> x * 2 end)
    /// 5
    /// ```
    #[row(cost = unit)]
    pub fn tap<'a>(cx: &mut Context<'a>, value: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        fun.call(cx, value)?;
        Ok(value)
    }

    /// Gives a value to a function.
    ///
    /// ```elixir
    /// iex> then(5, fn x -> x * 2 end)
    /// 10
    /// ```
    #[row(cost = unit)]
    pub fn then<'a>(cx: &mut Context<'a>, value: Value<'a>, mut fun: impl Fn1<'a>) -> R<'a> {
        fun.call(cx, value)
    }

    /// Leaves all calls up to the next `catch`.
    ///
    /// ```elixir
    /// iex> try do
    /// iex>   throw(:found)
    /// iex> catch
    /// iex>   value -> value
    /// iex> end
    /// :found
    /// ```
    #[row(cost = unit)]
    pub fn throw<'a>(cx: &mut Context<'a>, value: Value<'a>) -> R<'a> {
        Err(cx.throw(value))
    }

    /// Milliseconds: of a number of them, a duration, or units such as `[hour: 1, minute: 30]`.
    ///
    /// Raises `ArgumentError` for what is negative, unknown or given twice.
    ///
    /// ```elixir
    /// iex> to_timeout(hour: 1, minute: 30)
    /// 5400000
    /// iex> to_timeout(:infinity)
    /// :infinity
    /// ```
    #[row(cost = inside)]
    pub fn to_timeout<'a>(cx: &mut Context<'a>, duration: Value<'a>) -> R<'a> {
        match duration.term() {
            Term::Atom(_) if duration.is(atoms::INFINITY) => Ok(duration),
            Term::Int(_) | Term::Big(_) if !integer::is_negative(duration) => Ok(duration),
            Term::Map(map) if map.struct_field().is_some_and(|name| name.is(atoms::MODULE_DURATION)) => {
                of_duration(cx, map)
            }
            Term::EmptyList | Term::List(_) => of_units(cx, duration),
            _ => Err(cx.function_clause(atoms::MODULE_KERNEL, "to_timeout", 1)),
        }
    }
}

/// Erlang's `raise/3`: where the stacktrace is none, its answer is `:badarg`, and nothing is raised.
fn again<'a>(cx: &mut Context<'a>, stacktrace: Value<'a>, raise: impl FnOnce(&mut Context<'a>) -> Exc) -> R<'a> {
    match stacktrace.term() {
        Term::EmptyList | Term::List(_) => Err(raise(cx)),
        _ => cx.atom("badarg"),
    }
}

/// The length of a proper list.
fn proper_length<'a>(cx: &mut Context<'a>, list: Value<'a>) -> Result<Option<usize>, Exc> {
    match list.term() {
        Term::EmptyList => Ok(Some(0)),
        Term::List(_) => enumerable::list::length(cx, list),
        _ => Ok(None),
    }
}

/// Milliseconds of each unit.
const UNITS: [(Value<'static>, i64); 6] = [
    (atoms::WEEK, 604_800_000),
    (atoms::DAY, 86_400_000),
    (atoms::HOUR, 3_600_000),
    (atoms::MINUTE, 60_000),
    (atoms::SECOND, 1_000),
    (atoms::MILLISECOND, 1),
];

fn of_duration<'a>(cx: &mut Context<'a>, map: &'a Map<'a>) -> R<'a> {
    for (key, name) in [(atoms::YEAR, "year"), (atoms::MONTH, "month")] {
        if let Some(value) = map.get_flat(key)
            && !ops::equal(cx, value, Value::int(0))?
        {
            return Err(
                cx.argument_error(&format!("duration with a non-zero {name} cannot be reliably converted to timeouts"))
            );
        }
    }
    let microsecond = match map.get_flat(atoms::MICROSECOND).map(|pair| pair.term()) {
        Some(Term::Tuple([microsecond, _])) => *microsecond,
        _ => return Err(cx.match_error(map.get_flat(atoms::MICROSECOND).unwrap_or(Value::NIL))),
    };
    let mut total = integer::quotient(cx, microsecond, Value::int(1000), integer::Rounding::Floor)?;
    for (key, factor) in UNITS.iter().take(5) {
        let Some(value) = map.get_flat(*key) else { return Err(cx.key_error(*key, map.value())) };
        let part = ops::mul(cx, value, Value::int(*factor))?;
        total = ops::add(cx, total, part)?;
    }
    if integer::is_negative(total) {
        let duration = inspect::short(cx, map.value())?;
        return Err(cx.argument_error(&format!("duration must be positive, got: {duration}")));
    }
    Ok(total)
}

fn of_units<'a>(cx: &mut Context<'a>, units: Value<'a>) -> R<'a> {
    let mut total = Value::int(0);
    let mut seen = [false; UNITS.len()];
    let mut rest = units;
    loop {
        let list = match rest.term() {
            Term::EmptyList => return Ok(total),
            Term::List(list) => list,
            _ => return Err(cx.function_clause(atoms::LISTS, "foldl_1", 3)),
        };
        cx.tick()?;
        let Term::Tuple([key, value]) = list.head().term() else {
            return Err(cx.function_clause(atoms::MODULE_KERNEL, "-to_timeout/1-fun-0-", 2));
        };
        if !integer::is_integer(*value) || integer::is_negative(*value) {
            let (key, value) = (inspect::short(cx, *key)?, inspect::short(cx, *value)?);
            return Err(
                cx.argument_error(&format!("timeout component {key} must be a non-negative integer, got: {value}"))
            );
        }
        let Some(at) = UNITS.iter().position(|(unit, _)| key.is(*unit)) else {
            let key = inspect::short(cx, *key)?;
            return Err(cx.argument_error(&format!(
                "timeout component {key} is not a valid timeout component, valid values are: :week, :day, :hour, \
                 :minute, :second, :millisecond"
            )));
        };
        if std::mem::replace(&mut seen[at], true) {
            let key = inspect::short(cx, *key)?;
            return Err(cx.argument_error(&format!("timeout component {key} is duplicated")));
        }
        let part = ops::mul(cx, *value, Value::int(UNITS[at].1))?;
        total = ops::add(cx, total, part)?;
        rest = list.tail();
    }
}

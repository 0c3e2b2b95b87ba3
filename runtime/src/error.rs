//! What ends an evaluation: exceptions, throws, limits.
//!
//! [`Exc`] has no size, so that `Result<Value, Exc>` comes back in two registers; what was raised lies in the
//! [`Context`]. An `Err` with nothing there means that the arena is full: running out of memory must not need memory.

use crate::context::Context;
use crate::inspect;
use crate::limits::Limit;
use crate::term::{Map, Value, atoms};

/// Something ended the evaluation: see [`Context::raised`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Exc(());

impl Exc {
    /// The arena is full.
    #[cold]
    #[inline(never)]
    pub(crate) fn memory() -> Self {
        Exc(())
    }

    /// The signal of a tail call.
    #[inline(always)]
    pub(crate) fn signal() -> Self {
        Exc(())
    }
}

/// The answer of everything that can raise.
pub type R<'a> = Result<Value<'a>, Exc>;

/// A place in a source: what it means is the program's business, see `Program::line_column`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place(pub u32);

/// What was raised.
#[derive(Clone, Copy)]
pub enum Raised<'a> {
    /// An exception: a map with `__struct__` and `__exception__`.
    Error(Value<'a>),
    /// `throw value`
    Throw(Value<'a>),
    /// A limit was passed; no code of the user sees it.
    Limit(Limit),
    /// A backend's own signal: the call in tail position that is to be made. Never seen outside a backend.
    TailCall,
}

/// The sorted keys of an exception's struct.
macro_rules! shape {
    ($name:ident: $($key:ident)*) => {
        pub(crate) static $name: &[Value<'static>] = &[atoms::EXCEPTION, atoms::STRUCT, $(atoms::$key),*];
    };
}

shape!(MESSAGE_SHAPE: MESSAGE);
shape!(TERM_SHAPE: TERM);
shape!(EMPTY_SHAPE:);
shape!(KEY_SHAPE: KEY MESSAGE TERM);
shape!(BAD_ARITY_SHAPE: ARGS FUNCTION);
shape!(BAD_BOOLEAN_SHAPE: OPERATOR TERM);
shape!(FUNCTION_CLAUSE_SHAPE: ARGS ARITY CLAUSES FUNCTION KIND MODULE);
shape!(UNDEFINED_FUNCTION_SHAPE: ARITY FUNCTION MESSAGE MODULE REASON);
shape!(PROTOCOL_SHAPE: DESCRIPTION PROTOCOL VALUE);
shape!(ERLANG_SHAPE: ORIGINAL REASON);
shape!(OUT_OF_BOUNDS_SHAPE: ENUMERABLE INDEX MESSAGE);
shape!(UNICODE_CONVERSION_SHAPE: ENCODED MESSAGE);
shape!(URI_SHAPE: ACTION PART REASON);
shape!(DECIMAL_SHAPE: REASON SIGNAL);
shape!(INSPECT_ERROR_SHAPE: EXCEPTION_MESSAGE EXCEPTION_MODULE INSPECTED_STRUCT STACKTRACE);

/// Each raises an exception and gives the [`Exc`] to return: `return Err(cx.arithmetic_error())`.
impl<'a> Context<'a> {
    /// Raises a value that is an exception's struct.
    #[cold]
    #[inline(never)]
    pub fn raise(&mut self, exception: Value<'a>) -> Exc {
        self.set_raised(Raised::Error(exception))
    }

    /// `throw value`
    #[cold]
    pub fn throw(&mut self, value: Value<'a>) -> Exc {
        self.set_raised(Raised::Throw(value))
    }

    /// A limit was passed.
    #[cold]
    #[inline(never)]
    pub fn limit(&mut self, limit: Limit) -> Exc {
        self.set_raised(Raised::Limit(limit))
    }

    #[cold]
    #[inline(never)]
    fn raise_shape(&mut self, module: Value<'static>, keys: &'static [Value<'static>], fields: &[Value<'a>]) -> Exc {
        match self.exception(module, keys, fields) {
            Ok(value) => self.raise(value),
            Err(full) => full,
        }
    }

    /// The struct of an exception; `keys` as in the shapes above, `fields` for all but the first two.
    pub(crate) fn exception(
        &mut self,
        module: Value<'static>,
        keys: &'static [Value<'static>],
        fields: &[Value<'a>],
    ) -> Result<Value<'a>, Exc> {
        let values = self.bump.values_with::<Exc>(fields.len() + 2, |i| {
            Ok(match i {
                0 => Value::TRUE,
                1 => module,
                i => fields[i - 2],
            })
        })?;
        Ok(Value::map(self.bump.alloc(Map::from_sorted(keys, values))?))
    }

    #[cold]
    #[inline(never)]
    fn raise_message(&mut self, module: Value<'static>, message: &str) -> Exc {
        match self.bump.text(message) {
            Ok(text) => self.raise_shape(module, MESSAGE_SHAPE, &[Value::str(text)]),
            Err(full) => full.into(),
        }
    }

    /// `ArgumentError` with a message.
    #[cold]
    pub fn argument_error(&mut self, message: &str) -> Exc {
        self.raise_message(atoms::ARGUMENT_ERROR, message)
    }

    /// `ArgumentError` with a message that is a value already, of bytes that may be anything.
    #[cold]
    pub fn argument_error_with(&mut self, message: Value<'a>) -> Exc {
        self.raise_shape(atoms::ARGUMENT_ERROR, MESSAGE_SHAPE, &[message])
    }

    /// `RuntimeError` with a message.
    #[cold]
    pub fn runtime_error(&mut self, message: &str) -> Exc {
        self.raise_message(atoms::RUNTIME_ERROR, message)
    }

    /// `SystemLimitError`
    #[cold]
    pub fn system_limit_error(&mut self) -> Exc {
        self.raise_message(atoms::SYSTEM_LIMIT_ERROR, "a system limit has been reached")
    }

    /// `ArithmeticError`: "bad argument in arithmetic expression".
    #[cold]
    pub fn arithmetic_error(&mut self) -> Exc {
        self.raise_message(atoms::ARITHMETIC_ERROR, "bad argument in arithmetic expression")
    }

    /// Any other exception whose one field is a message: `Enum.EmptyError`, `Regex.CompileError`.
    #[cold]
    pub fn error_with_message(&mut self, module: Value<'static>, message: &str) -> Exc {
        self.raise_message(module, message)
    }

    /// `KeyError` of a key in a term, with the message that Elixir makes of them.
    #[cold]
    pub fn key_error(&mut self, key: Value<'a>, term: Value<'a>) -> Exc {
        self.raise_shape(atoms::KEY_ERROR, KEY_SHAPE, &[key, Value::NIL, term])
    }

    /// `KeyError` with a message of its own.
    #[cold]
    pub fn key_error_with_message(&mut self, key: Value<'a>, term: Value<'a>, message: &str) -> Exc {
        match self.bump.text(message) {
            Ok(text) => self.raise_shape(atoms::KEY_ERROR, KEY_SHAPE, &[key, Value::str(text), term]),
            Err(full) => full.into(),
        }
    }

    /// An exception whose one field is a term: `MatchError`, `CaseClauseError`, `BadMapError`, `BadFunctionError`, …
    #[cold]
    pub fn term_error(&mut self, module: Value<'static>, term: Value<'a>) -> Exc {
        self.raise_shape(module, TERM_SHAPE, &[term])
    }

    /// `MatchError`
    #[cold]
    pub fn match_error(&mut self, term: Value<'a>) -> Exc {
        self.term_error(atoms::MATCH_ERROR, term)
    }

    /// `BadMapError`
    #[cold]
    pub fn bad_map(&mut self, term: Value<'a>) -> Exc {
        self.term_error(atoms::BAD_MAP_ERROR, term)
    }

    /// `CondClauseError`
    #[cold]
    pub fn cond_clause(&mut self) -> Exc {
        self.raise_shape(atoms::COND_CLAUSE_ERROR, EMPTY_SHAPE, &[])
    }

    /// `BadBooleanError` of `and`, `or` or `not`.
    #[cold]
    pub fn bad_boolean(&mut self, operator: Value<'static>, term: Value<'a>) -> Exc {
        self.raise_shape(atoms::BAD_BOOLEAN_ERROR, BAD_BOOLEAN_SHAPE, &[operator, term])
    }

    /// `BadArityError` of a function and its arguments.
    #[cold]
    pub fn bad_arity(&mut self, function: Value<'a>, arguments: &[Value<'a>]) -> Exc {
        match self.list(arguments) {
            Ok(list) => self.raise_shape(atoms::BAD_ARITY_ERROR, BAD_ARITY_SHAPE, &[list, function]),
            Err(full) => full,
        }
    }

    /// `FunctionClauseError`: `cx.function_clause(atoms::MODULE_STRING, "split", 3)`.
    #[cold]
    pub fn function_clause(&mut self, module: Value<'a>, function: &str, arity: usize) -> Exc {
        let function = match self.atom(function) {
            Ok(function) => function,
            Err(full) => return full,
        };
        self.raise_shape(
            atoms::FUNCTION_CLAUSE_ERROR,
            FUNCTION_CLAUSE_SHAPE,
            &[Value::NIL, Value::int(arity as i64), Value::NIL, function, Value::NIL, module],
        )
    }

    /// `UndefinedFunctionError` of a module's function.
    #[cold]
    pub fn undefined_function(&mut self, module: Value<'a>, function: &str, arity: usize) -> Exc {
        let function = match self.atom(function) {
            Ok(function) => function,
            Err(full) => return full,
        };
        self.raise_shape(
            atoms::UNDEFINED_FUNCTION_ERROR,
            UNDEFINED_FUNCTION_SHAPE,
            &[Value::int(arity as i64), function, Value::NIL, module, Value::NIL],
        )
    }

    /// `Protocol.UndefinedError`: `cx.protocol_undefined(atoms::ENUMERABLE_PROTOCOL, value, "")`.
    #[cold]
    pub fn protocol_undefined(&mut self, protocol: Value<'static>, value: Value<'a>, description: &str) -> Exc {
        match self.bump.text(description) {
            Ok(text) => {
                self.raise_shape(atoms::PROTOCOL_UNDEFINED_ERROR, PROTOCOL_SHAPE, &[Value::str(text), protocol, value])
            }
            Err(full) => full.into(),
        }
    }

    /// `ErlangError` of a term.
    #[cold]
    pub fn erlang_error(&mut self, original: Value<'a>) -> Exc {
        self.raise_shape(atoms::ERLANG_ERROR, ERLANG_SHAPE, &[original, Value::NIL])
    }

    /// `UndefinedFunctionError` with a reason.
    #[cold]
    pub fn undefined_function_because(&mut self, module: Value<'a>, function: &str, arity: usize, reason: &str) -> Exc {
        let (Ok(function), Ok(reason)) = (self.atom(function), self.string(reason)) else { return Exc::memory() };
        self.raise_shape(
            atoms::UNDEFINED_FUNCTION_ERROR,
            UNDEFINED_FUNCTION_SHAPE,
            &[Value::int(arity as i64), function, Value::NIL, module, reason],
        )
    }

    /// `ArgumentError` of a value, as Erlang's `{badarg, value}` becomes.
    #[cold]
    pub fn argument_error_of(&mut self, value: Value<'a>) -> Exc {
        match inspect::short(self, value) {
            Ok(shown) => self.argument_error(&format!("argument error: {shown}")),
            Err(exc) => exc,
        }
    }

    /// `ArgumentError` as Erlang's own functions raise it: `cx.bad_argument(1, "not a list")`.
    #[cold]
    pub fn bad_argument(&mut self, position: usize, what: &str) -> Exc {
        let ordinal = match position {
            1 => "1st",
            2 => "2nd",
            3 => "3rd",
            _ => {
                return self.argument_error(&format!(
                    "errors were found at the given arguments:\n\n  * {position}th argument: {what}\n"
                ));
            }
        };
        self.argument_error(&format!("errors were found at the given arguments:\n\n  * {ordinal} argument: {what}\n"))
    }

    /// `Enum.OutOfBoundsError`
    #[cold]
    pub fn out_of_bounds(&mut self, enumerable: Value<'a>, index: Value<'a>) -> Exc {
        self.raise_shape(atoms::ENUM_OUT_OF_BOUNDS_ERROR, OUT_OF_BOUNDS_SHAPE, &[enumerable, index, Value::NIL])
    }

    /// `URI.Error` of a part that is wrong.
    #[cold]
    pub(crate) fn invalid_uri(&mut self, part: Value<'a>) -> Exc {
        const PARSE: Value<'static> = crate::term::atom_constant("parse");
        const INVALID_URI: Value<'static> = crate::term::atom_constant("invalid_uri");
        self.raise_shape(atoms::URI_ERROR, URI_SHAPE, &[PARSE, part, INVALID_URI])
    }

    /// `Decimal.Error` of a signal, or `nil`, and a reason, or `nil`.
    #[cold]
    pub(crate) fn decimal_error(&mut self, signal: Value<'static>, reason: Value<'a>) -> Exc {
        self.raise_shape(atoms::DECIMAL_ERROR, DECIMAL_SHAPE, &[reason, signal])
    }

    /// The struct of an exception whose one field is a message that is there already.
    pub(crate) fn exception_with_message(&mut self, module: Value<'static>, message: Value<'a>) -> R<'a> {
        self.exception(module, MESSAGE_SHAPE, &[message])
    }

    /// The struct `UnicodeConversionError`.
    pub(crate) fn unicode_conversion(&mut self, encoded: Value<'a>, message: &str) -> R<'a> {
        let message = self.string(message)?;
        self.exception(atoms::UNICODE_CONVERSION_ERROR, UNICODE_CONVERSION_SHAPE, &[encoded, message])
    }

    /// `UnicodeConversionError`: what was converted before, and what is wrong.
    #[cold]
    pub fn unicode_conversion_error(&mut self, encoded: Value<'a>, message: &str) -> Exc {
        match self.unicode_conversion(encoded, message) {
            Ok(exception) => self.raise(exception),
            Err(exc) => exc,
        }
    }

    /// The struct `Inspect.Error`: the exception that inspecting a struct raised.
    pub(crate) fn inspect_error(&mut self, module: Value<'a>, message: Value<'a>, inspected: &'a str) -> R<'a> {
        let fields = [message, module, Value::str(inspected), Value::EMPTY_LIST];
        self.exception(atoms::INSPECT_ERROR, INSPECT_ERROR_SHAPE, &fields)
    }
}

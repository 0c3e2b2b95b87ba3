//! What generated Rust names: see `compile_transform!`. Not meant to be called by hand, and free to change.
//!
//! The code of a transform brings in [`prelude`] and nothing else, so that it reads like code of a person and is
//! independent of the crate it is expanded in, which may have no prelude of its own.

use crate::callback::Fn2;
use crate::context::Context;
use crate::enumerable::{Clause, Iter};
use crate::error::{Exc, Place, R};
use crate::host::Host;
use crate::library::enums::pipeline::{self, Calling, Reducing, Step, Summing};
use crate::limits::Limits;
use crate::program::{Parameters, Program};
use crate::regex::{CompiledRegex, Options};
use crate::row::{Captured, Row};
use crate::term::{Big, Bits, Callable, Fun, Key, Term, Value, atoms};
use crate::{access, bitstring};
use std::sync::{LazyLock, OnceLock};

/// The names that generated code uses.
pub mod prelude {
    pub use super::{
        At, Lambda, Regex, access, after_prefix, atom, attempt, big, bits, bits_of, bytes_of, captured, dot, dot_of,
        filtering, finally, fn0, fn1, fn2, fn3, function, holds, is_text, lambda, map_of, map_with, mapping, no_case,
        no_clause, no_try, no_with, part, reducing, rejecting, row, size_of, summing, take, tried, uncons, walk,
    };
    pub use crate::access::{get, map_update as update_map};
    pub use crate::bitstring::{Part, Reader, SegmentType, build, concat, no_generator};
    pub use crate::callback::Callback;
    pub use crate::catch::{is_a, kind_and_value};
    pub use crate::collectable::Collector;
    pub use crate::context::Context;
    pub use crate::enumerable::Clause;
    pub use crate::enumerable::set::Seen;
    pub use crate::error::{Exc, R, Raised};
    pub use crate::key_text;
    pub use crate::library::enums::pipeline::{collecting, counting, run as pipeline};
    pub use crate::ops::{
        AND, OR, add, bang, boolean, concat_lists, div, equal, greater, greater_equal, identical, in_values, less,
        less_equal, mul, negate, not, plus, sub, subtract_lists,
    };
    pub use crate::row::Captured;
    pub use crate::term::{Guess, Key, Map, Term, Value};
    pub use crate::text::interpolate;
    pub use core::option::Option::{self, None, Some};
    pub use core::result::Result::{self, Err, Ok};
}

/// `key_text!("email")`: a literal that is meant as a key of maps, and remembers where it was found last.
#[doc(hidden)]
#[macro_export]
macro_rules! key_text {
    ($text:literal) => {{
        static TEXT: $crate::term::KeyText<{ $text.len() }> = $crate::term::KeyText::new($text);
        TEXT.value()
    }};
}

/// The parameters that a host gives for those that a transform was compiled with.
///
/// # Panics
/// If they have other names.
pub fn parameters(list: Vec<crate::program::Parameter>, names: &[&str]) -> Parameters {
    let given: Vec<&str> = list.iter().map(|parameter| parameter.name.as_str()).collect();
    // Otherwise the function would be given `nil`, message by message.
    assert!(given == names, "compile_transform!: `parameters` are {given:?}, but the function takes {names:?}");
    Parameters::new(list)
}

/// What generated code runs: an argument for each parameter.
pub type Run = for<'a> fn(&mut Context<'a>, &[Value<'a>]) -> R<'a>;

/// A transform that `compile_transform!` compiled into the host: a [`Program`] as one that was loaded.
pub struct Native {
    entry: &'static str,
    make_parameters: fn() -> Parameters,
    parameters: LazyLock<Parameters>,
    limits: OnceLock<Limits>,
    default_limits: fn() -> Limits,
    host: Host,
    run: Run,
    far: &'static [(u32, u32)],
}

impl Native {
    /// From generated code.
    #[doc(hidden)]
    pub const fn new(
        entry: &'static str,
        parameters: fn() -> Parameters,
        run: Run,
        far: &'static [(u32, u32)],
    ) -> Self {
        Native {
            entry,
            make_parameters: parameters,
            parameters: LazyLock::new(parameters),
            limits: OnceLock::new(),
            default_limits: Limits::default,
            host: Host::PURE,
            run,
            far,
        }
    }

    /// The same with limits that are made when they are needed first.
    #[doc(hidden)]
    pub const fn limits_from(mut self, limits: fn() -> Limits) -> Self {
        self.default_limits = limits;
        self
    }

    /// The same with grants of the host.
    #[doc(hidden)]
    pub const fn with_host(mut self, host: Host) -> Self {
        self.host = host;
        self
    }

    /// The same with other limits.
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = OnceLock::from(limits);
        self
    }
}

impl Clone for Native {
    /// The same program, of which limits can then be changed: `MASK.clone().with_limits(limits)`.
    fn clone(&self) -> Self {
        Native {
            entry: self.entry,
            make_parameters: self.make_parameters,
            parameters: LazyLock::new(self.make_parameters),
            limits: self.limits.clone(),
            default_limits: self.default_limits,
            host: self.host,
            run: self.run,
            far: self.far,
        }
    }
}

impl std::fmt::Debug for Native {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Native").field("entry", &self.entry).finish_non_exhaustive()
    }
}

impl Program for Native {
    fn entry(&self) -> &str {
        self.entry
    }

    fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    fn limits(&self) -> &Limits {
        self.limits.get_or_init(self.default_limits)
    }

    fn host(&self) -> &Host {
        &self.host
    }

    fn run<'a>(&'a self, cx: &mut Context<'a>, arguments: &[Value<'a>]) -> R<'a> {
        (self.run)(cx, arguments)
    }

    fn line_column(&self, place: Place) -> (u32, u32) {
        let (line, column) = (place.0 >> COLUMN_BITS, place.0 & COLUMN_MASK);
        if line > 0 {
            return (line, column);
        }
        self.far.get(column as usize).copied().unwrap_or((1, 1))
    }
}

/// A place of native code is its line and its column; one too far away is line 0 and an index.
pub const COLUMN_BITS: u32 = 12;
const COLUMN_MASK: u32 = (1 << COLUMN_BITS) - 1;

#[inline(always)]
const fn packed((line, column): (u32, u32)) -> Place {
    Place(line << COLUMN_BITS | column)
}

/// Says where something was raised.
pub trait At {
    /// At that line and column.
    fn at(self, cx: &mut Context<'_>, line: u32, column: u32) -> Self;
}

impl At for Exc {
    #[inline(always)]
    fn at(self, cx: &mut Context<'_>, line: u32, column: u32) -> Self {
        cx.at(self, packed((line, column)))
    }
}

impl<T> At for Result<T, Exc> {
    #[inline(always)]
    fn at(self, cx: &mut Context<'_>, line: u32, column: u32) -> Self {
        match self {
            Ok(value) => Ok(value),
            Err(exc) => Err(exc.at(cx, line, column)),
        }
    }
}

// ----- constants -----

/// An atom.
pub const fn atom(name: &'static str) -> Value<'static> {
    crate::term::atom_constant(name)
}

/// An integer beyond 64 bits, by its digits, lowest first.
pub const fn big(negative: bool, digits: &'static [u64]) -> Value<'static> {
    Big::constant(negative, digits)
}

/// A bitstring that is no binary.
pub const fn bits(bits: &'static Bits<'static>) -> Value<'static> {
    Bits::constant_value(bits)
}

/// The bits of one.
pub const fn bits_of(bytes: &'static [u8], count: u64) -> Bits<'static> {
    Bits::constant(bytes, count)
}

/// A function of the library, for a static.
pub const fn captured(rows: &'static [Row], name: &str, parameters: usize, arity: usize) -> Captured {
    let mut at = 0;
    while at < rows.len() {
        if rows[at].params.len() == parameters && same_text(rows[at].name, name) {
            return Captured { row: &rows[at], arity };
        }
        at += 1;
    }
    panic!("no such function in the library")
}

const fn same_text(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// A regex literal, compiled when it is met first.
pub struct Regex {
    source: &'static str,
    modifiers: &'static str,
    compiled: OnceLock<Option<CompiledRegex>>,
}

impl Regex {
    /// Of a source that the compiler has checked.
    pub const fn new(source: &'static str, modifiers: &'static str) -> Self {
        Regex { source, modifiers, compiled: OnceLock::new() }
    }

    /// `%Regex{}`
    ///
    /// # Errors
    /// Memory.
    pub fn value<'a>(&'static self, cx: &mut Context<'a>) -> R<'a> {
        let compiled =
            self.compiled.get_or_init(|| CompiledRegex::new(self.source.as_bytes(), self.modifiers).ok()).as_ref();
        let Some(compiled) = compiled else { return Err(cx.argument_error("invalid regex")) };
        let options = Options::list(cx, self.modifiers)?;
        crate::regex::value(cx, compiled, Value::str(self.source), options)
    }
}

// ----- arguments and functions -----

/// Arguments by place; there are as many as the callee wants.
#[inline(always)]
pub fn take<'a, const N: usize>(given: &[Value<'a>]) -> [Value<'a>; N] {
    match given.try_into() {
        Ok(arguments) => arguments,
        Err(_) => [Value::NIL; N],
    }
}

macro_rules! typed_closure {
    ($(#[$doc:meta])* $name:ident $($argument:ident)*) => {
        $(#[$doc])*
        #[inline(always)]
        pub fn $name<'a, F: FnMut(&mut Context<'a>, $(typed_closure!(@value $argument)),*) -> R<'a>>(callback: F) -> F {
            callback
        }
    };
    (@value $argument:ident) => { Value<'a> };
}

typed_closure! {
    /// A callback without arguments: gives the closure its type.
    fn0
}
typed_closure! {
    /// A callback of one argument.
    fn1 a
}
typed_closure! {
    /// A callback of two arguments.
    fn2 a b
}
typed_closure! {
    /// A callback of three arguments.
    fn3 a b c
}

/// The body of a lambda: captured values, arguments.
type Body = for<'a> fn(&mut Context<'a>, &'a [Value<'a>], &[Value<'a>]) -> R<'a>;

/// The code of a function that outlives the call it is passed to.
pub struct Lambda {
    arity: usize,
    body: Body,
}

impl Lambda {
    /// `fn … end`, `&helper/2`
    pub const fn new(arity: usize, body: Body) -> Self {
        Lambda { arity, body }
    }
}

impl Callable for Lambda {
    fn arity(&self) -> usize {
        self.arity
    }

    fn call<'a>(&'a self, cx: &mut Context<'a>, captured: &'a [Value<'a>], arguments: &[Value<'a>]) -> R<'a> {
        let result = (self.body)(cx, captured, arguments);
        cx.finish_tail_calls(result)
    }

    fn step<'a>(&'a self, cx: &mut Context<'a>, captured: &'a [Value<'a>], arguments: &[Value<'a>]) -> R<'a> {
        (self.body)(cx, captured, arguments)
    }

    fn signals(&self) -> bool {
        true
    }
}

/// A function value that captures.
#[inline(always)]
pub fn lambda<'a>(cx: &mut Context<'a>, code: &'static Lambda, captured: &[Value<'a>]) -> R<'a> {
    let captured = cx.bump.values(captured)?;
    Ok(Value::fun(cx.bump.alloc(Fun { code, captured })?))
}

/// A function value of a named function.
#[inline(always)]
pub fn function<'a>(cx: &mut Context<'a>, code: &'static Lambda) -> R<'a> {
    Ok(Value::fun(cx.bump.alloc(Fun { code, captured: &[] })?))
}

/// A function value of a function of the library.
#[inline(always)]
pub fn row<'a>(cx: &mut Context<'a>, code: &'static Captured) -> R<'a> {
    Ok(Value::fun(cx.bump.alloc(Fun { code, captured: &[] })?))
}

/// `FunctionClauseError` of a function of the program.
#[cold]
#[inline(never)]
pub fn no_clause(cx: &mut Context<'_>, module: Option<&'static str>, name: &str, arity: usize) -> Exc {
    let module = module.map_or(Value::NIL, |module| crate::term::Atom::new(module).value());
    cx.function_clause(module, name, arity)
}

/// `CaseClauseError`
#[cold]
#[inline(never)]
pub fn no_case<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Exc {
    cx.term_error(atoms::CASE_CLAUSE_ERROR, value)
}

/// `WithClauseError`
#[cold]
#[inline(never)]
pub fn no_with<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Exc {
    cx.term_error(atoms::WITH_CLAUSE_ERROR, value)
}

/// `TryClauseError`
#[cold]
#[inline(never)]
pub fn no_try<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Exc {
    cx.term_error(atoms::TRY_CLAUSE_ERROR, value)
}

// ----- terms -----

/// `container[key]`
#[inline(always)]
pub fn access<'a>(cx: &mut Context<'a>, container: Value<'a>, key: Key) -> R<'a> {
    match key.get(container) {
        Some(value) => Ok(value),
        None => access::get(cx, container, key.value()),
    }
}

/// `map.key`
#[inline(always)]
pub fn dot<'a>(cx: &mut Context<'a>, map: Value<'a>, key: Key) -> R<'a> {
    match key.get_existing(map) {
        Some(value) => Ok(value),
        None => access::dot(cx, map, key.value()),
    }
}

/// `map.key` of a map that is likely made with those keys, of which the key is one.
#[inline(always)]
pub fn dot_of<'a>(
    cx: &mut Context<'a>,
    map: Value<'a>,
    keys: &'static [Value<'static>],
    place: usize,
    key: Key,
) -> R<'a> {
    match map.as_map().and_then(|map| map.value_of_shape(keys, place)) {
        Some(value) => Ok(value),
        None => dot(cx, map, key),
    }
}

/// A map of keys that are known, in their order.
#[inline(always)]
pub fn map_of<'a>(cx: &mut Context<'a>, keys: &'static [Value<'static>], values: &[Value<'a>]) -> R<'a> {
    cx.struct_from_shape(keys, values)
}

/// A map of any entries; of equal keys the last counts.
pub fn map_with<'a>(cx: &mut Context<'a>, entries: &[(Value<'a>, Value<'a>)]) -> R<'a> {
    let mut map = crate::term::map::MapBuilder::new(&mut cx.bump, entries.len())?;
    for (key, value) in entries {
        map.push(cx, *key, *value)?;
    }
    Ok(map.finish(cx)?.value())
}

/// Head and tail of a list that is not empty.
#[inline(always)]
pub fn uncons(value: Value<'_>) -> Option<(Value<'_>, Value<'_>)> {
    match value.term() {
        Term::List(list) => Some((list.head(), list.tail())),
        _ => None,
    }
}

/// Whether it is that text.
#[inline(always)]
pub fn is_text(value: Value<'_>, text: &'static str) -> bool {
    Value::str(text).is_same_flat(value)
}

/// The bytes of a binary.
#[inline(always)]
pub fn bytes_of(value: Value<'_>) -> Option<&[u8]> {
    match value.term() {
        Term::Binary(binary) => Some(binary.bytes()),
        _ => None,
    }
}

/// What comes after a prefix.
#[inline(always)]
pub fn after_prefix<'a>(value: Value<'a>, prefix: &[u8]) -> Option<Value<'a>> {
    match value.term() {
        Term::Binary(binary) if binary.bytes().starts_with(prefix) => Some(binary.slice(prefix.len(), binary.len())),
        _ => None,
    }
}

/// A segment of a bitstring that is built.
#[inline(always)]
pub fn part<'a>(
    kind: bitstring::SegmentType,
    value: Value<'a>,
    size: Option<Value<'a>>,
    unit: u16,
) -> bitstring::Part<'a> {
    bitstring::Part { kind, value, size, unit }
}

// ----- stages of pipelines -----

/// `Enum.map/2` before another stage.
#[inline(always)]
pub fn mapping<F, N>(fun: F, place: (u32, u32), next: N) -> Calling<F, N> {
    pipeline::calling(Step::Map, fun, packed(place), next)
}

/// `Enum.filter/2` before another stage.
#[inline(always)]
pub fn filtering<F, N>(fun: F, place: (u32, u32), next: N) -> Calling<F, N> {
    pipeline::calling(Step::Filter, fun, packed(place), next)
}

/// `Enum.reject/2` before another stage.
#[inline(always)]
pub fn rejecting<F, N>(fun: F, place: (u32, u32), next: N) -> Calling<F, N> {
    pipeline::calling(Step::Reject, fun, packed(place), next)
}

/// `Enum.sum/1` as the last stage.
#[inline(always)]
pub fn summing<'a>(place: (u32, u32)) -> Summing<'a> {
    pipeline::summing(packed(place))
}

/// `Enum.reduce/3` as the last stage.
#[inline(always)]
pub fn reducing<'a, F: Fn2<'a>>(acc: Value<'a>, fun: F, place: (u32, u32)) -> Reducing<'a, F> {
    pipeline::reducing(acc, fun, packed(place))
}

// ----- control -----

/// Whether a guard holds: what raises in it is `false`.
#[inline(always)]
pub fn holds<'a>(cx: &mut Context<'a>, guard: impl FnOnce(&mut Context<'a>) -> R<'a>) -> Result<bool, Exc> {
    match guard(cx) {
        Ok(value) => Ok(value.is_true()),
        Err(exc) => {
            cx.guard_failed(exc)?;
            Ok(false)
        }
    }
}

/// The size of a segment in a pattern; nothing where it raises.
#[inline(always)]
pub fn size_of<'a>(
    cx: &mut Context<'a>,
    size: impl FnOnce(&mut Context<'a>) -> R<'a>,
) -> Result<Option<Value<'a>>, Exc> {
    match size(cx) {
        Ok(value) => Ok(Some(value)),
        Err(exc) => {
            cx.guard_failed(exc)?;
            Ok(None)
        }
    }
}

/// Runs code whose errors do not leave the function.
#[inline(always)]
pub fn attempt<'a>(cx: &mut Context<'a>, body: impl FnOnce(&mut Context<'a>) -> R<'a>) -> R<'a> {
    body(cx)
}

/// What came of `try` with its clauses: gives it its type.
#[inline(always)]
pub fn tried(result: R<'_>) -> R<'_> {
    result
}

/// A generator of `for`: one round for each element.
///
/// # Errors
/// What the rounds raise; what is no enumerable, at that line and column.
#[inline(always)]
pub fn walk<'a>(
    cx: &mut Context<'a>,
    enumerable: Value<'a>,
    end: &'static Clause,
    (line, column): (u32, u32),
    mut round: impl FnMut(&mut Context<'a>, Value<'a>) -> Result<(), Exc>,
) -> Result<(), Exc> {
    let mut iter = Iter::with_end(cx, enumerable, end).at(cx, line, column)?;
    loop {
        let done = match iter.next(cx).at(cx, line, column) {
            Ok(Some(element)) => round(cx, element),
            Ok(None) => return Ok(()),
            Err(exc) => Err(exc),
        };
        if let Err(exc) = done {
            // A stream may want something to be done after it.
            return Err(iter.close_after(cx, exc));
        }
    }
}

/// What comes after `try`, whatever its result; a limit ends everything, `after` too.
pub fn finally<'a>(cx: &mut Context<'a>, result: R<'a>, after: impl FnOnce(&mut Context<'a>) -> R<'a>) -> R<'a> {
    match result {
        Ok(value) => {
            after(cx)?;
            Ok(value)
        }
        Err(exc) if !cx.is_catchable() => Err(exc),
        Err(exc) => {
            let (raised, place) = cx.take_raised(exc);
            after(cx)?;
            Err(cx.raise_again(raised, place))
        }
    }
}

/// Parameters in a row.
pub fn list<const N: usize>(parameters: [crate::program::Parameter; N]) -> Vec<crate::program::Parameter> {
    parameters.into()
}

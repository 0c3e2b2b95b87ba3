//! The resolved program: what both backends read.
//!
//! Every name is a slot, a function or a row of the library by now; macros are gone (pipes, captures, `if`, sigils,
//! struct literals, `unless`, `in` over a list); what is left says what happens, in Elixir's order of evaluation.
//! Each variant names the source form that it stands for.

use crate::span::Span;
use philtre_runtime::row::Row;

/// A variable's place in its function's frame.
pub type Slot = u16;

/// The index of a function in [`Program::functions`].
pub type FunctionId = u32;

/// A resolved source.
#[derive(Debug, Default)]
pub struct Program {
    /// `def`, `defp`: one for each arity that a call may use; those that fill in defaults call the full one.
    pub functions: Vec<Function>,
    /// The functions that a host may run.
    pub entries: Vec<Entry>,
    /// The module's name where the source has one `defmodule`; used in messages.
    pub module: Option<String>,
    /// Larger terms that are named more than once, such as module attributes: see [`ExprKind::Constant`].
    pub constants: Vec<Literal>,
    /// Whether any function has a `try`: it could see the message of an exception.
    pub uses_try: bool,
    /// Whether any function of the library is named that needs the time or random numbers.
    pub has_effects: bool,
}

/// A function that a host may run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// `transform`
    pub name: String,
    /// Its parameters' names, without the underscore.
    pub parameters: Vec<String>,
    /// Which function it is.
    pub function: FunctionId,
}

/// A named function.
#[derive(Debug)]
pub struct Function {
    /// `transform`
    pub name: String,
    /// Arguments lie in the slots `0..arity`.
    pub arity: u16,
    /// Slots of its frame.
    pub slots: u16,
    /// Its clauses, tried in order.
    pub clauses: Vec<Clause>,
    /// Where its variables are named; each clause has slots of its own behind the arguments.
    pub names: Vec<(Slot, Span)>,
    /// Its name in the source.
    pub span: Span,
}

/// `patterns when guard -> body`
#[derive(Debug)]
pub struct Clause {
    /// As many as the construct has subjects.
    pub patterns: Vec<Pattern>,
    /// A failing guard, or one that raises, rejects the clause.
    pub guard: Option<Expr>,
    /// What is done.
    pub body: Expr,
    /// The whole clause.
    pub span: Span,
}

/// An expression.
#[derive(Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands: for calls, the name; for operators, the operator.
    pub span: Span,
}

impl Expr {
    /// Whether it is the literal `""`.
    pub fn is_empty_binary(&self) -> bool {
        matches!(&self.kind, ExprKind::Literal(Literal::Binary(bytes)) if bytes.is_empty())
    }

    /// Whether it is the literal `%{}`.
    pub fn is_empty_map(&self) -> bool {
        match &self.kind {
            ExprKind::Literal(Literal::Map(entries)) => entries.is_empty(),
            ExprKind::Map(entries) => entries.is_empty(),
            _ => false,
        }
    }

    /// Whether it is the literal `[]`.
    pub fn is_empty_list(&self) -> bool {
        matches!(&self.kind, ExprKind::Literal(Literal::List(elements, None)) if elements.is_empty())
    }
}

/// Forms of expressions.
#[derive(Debug)]
pub enum ExprKind {
    /// A term known when the program is loaded.
    Literal(Literal),
    /// `@attribute`: a term of [`Program::constants`], built once.
    Constant(u32),
    /// `~r/source/options` without interpolation: compiled when the program is loaded.
    Regex {
        /// The pattern.
        source: String,
        /// Its modifiers.
        modifiers: String,
    },
    /// A variable.
    Slot(Slot),
    /// `pattern = expression`: the value of the expression, or `MatchError`.
    Match(Box<Pattern>, Box<Expr>),
    /// `a; b; c`: the last value. At least one.
    Block(Vec<Expr>),
    /// `{a, b}`
    Tuple(Vec<Expr>),
    /// `[a, b]`, `[a, b | tail]`
    List(Vec<Expr>, Option<Box<Expr>>),
    /// `%{a => b}`; of equal keys the last counts. Struct literals too.
    Map(Vec<(Expr, Expr)>),
    /// `%{map | a => b}`: the keys must be there (`KeyError`), the base a map (`BadMapError`).
    MapUpdate(Box<Expr>, Vec<(Expr, Expr)>),
    /// `%Name{base | a: b}`: the base must be that struct (`BadStructError`, `MatchError`), the keys are known to exist.
    StructUpdate(String, Box<Expr>, Vec<(Expr, Expr)>),
    /// `"a#{b}c"`: each part by `to_string`.
    Interpolation(Vec<Expr>),
    /// `a <> b <> c`: each part must be a binary.
    BinaryConcat(Vec<Expr>),
    /// `<<a, b::size(4)>>`
    Bitstring(Vec<Segment<Expr>>),
    /// `a + b`
    Binary(BinaryOperator, Box<Expr>, Box<Expr>),
    /// `-a`
    Unary(UnaryOperator, Box<Expr>),
    /// `a and b`: `BadBooleanError` where `a` is no boolean.
    And(Box<Expr>, Box<Expr>),
    /// `a or b`
    Or(Box<Expr>, Box<Expr>),
    /// `a && b`
    AndAlso(Box<Expr>, Box<Expr>),
    /// `a || b`
    OrElse(Box<Expr>, Box<Expr>),
    /// `when a when b`: `true` if one of them is; one that raises is not. In guards only.
    GuardAny(Vec<Expr>),
    /// `a in [b, c]`: strict equality with one of the elements; all are evaluated first.
    InList(Box<Expr>, Vec<Expr>),
    /// `Module.function(a, b)`, an import or an operator function: an argument for each parameter of the row.
    Call(&'static Row, Vec<Argument>),
    /// `helper(a, b)`
    Local(FunctionId, Vec<Expr>),
    /// `fun.(a, b)`
    Apply(Box<Expr>, Vec<Expr>),
    /// `map.key`: `KeyError` or `BadMapError`.
    Dot(Box<Expr>, String),
    /// `container[key]`: `Access.get/2`.
    Access(Box<Expr>, Box<Expr>),
    /// `fn …`, `&(…)` that may outlive the call that it is passed to: a frame of its own, what it captures copied.
    Lambda(Box<Lambda>),
    /// `&Module.function/2`
    CaptureRow(&'static Row, usize),
    /// `&helper/2`
    CaptureLocal(FunctionId),
    /// `if condition, do: a, else: b`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `case subject do … end`: `CaseClauseError`.
    Case(Box<Expr>, Vec<Clause>),
    /// `match?(pattern when guard, expression)`
    MatchTest(Box<Expr>, Box<Clause>),
    /// `cond do … end`: `CondClauseError`.
    Cond(Vec<(Expr, Expr)>),
    /// `with …`
    With(Box<With>),
    /// `for …`
    For(Box<For>),
    /// `try …`
    Try(Box<Try>),
}

/// An argument of a library function.
#[derive(Debug)]
pub enum Argument {
    /// A value.
    Value(Expr),
    /// A lambda written in place for a callback parameter of the same arity: its parameters and variables are slots of
    /// the frame around it. It captures nothing; it sees.
    Inline(Box<InlineLambda>),
}

/// A lambda that runs in the frame around it.
#[derive(Debug)]
pub struct InlineLambda {
    /// Where the arguments go before the clauses are tried.
    pub parameters: Vec<Slot>,
    /// Tried in order; `FunctionClauseError` after the last.
    pub clauses: Vec<Clause>,
    /// The whole lambda.
    pub span: Span,
}

/// A lambda with a frame of its own: arguments in the slots `0..arity`, captured values in the slots after them.
#[derive(Debug)]
pub struct Lambda {
    /// How many arguments it takes.
    pub arity: u16,
    /// Slots of the frame around it whose values it captures, in order.
    pub captures: Vec<Slot>,
    /// Slots of its own frame.
    pub slots: u16,
    /// Tried in order; `FunctionClauseError` after the last.
    pub clauses: Vec<Clause>,
    /// Where its variables are named.
    pub names: Vec<(Slot, Span)>,
    /// The whole lambda.
    pub span: Span,
}

/// `with steps do body else clauses end`
#[derive(Debug)]
pub struct With {
    /// In order.
    pub steps: Vec<WithStep>,
    /// When all matched.
    pub body: Expr,
    /// `WithClauseError` where none matches; without any, the value that did not match is the result.
    pub otherwise: Vec<Clause>,
    /// Whether `else` was written.
    pub has_else: bool,
}

/// A step of `with`.
#[derive(Debug)]
pub enum WithStep {
    /// `pattern when guard <- expression`
    Match(Pattern, Option<Expr>, Expr),
    /// Anything else, for its effect on variables.
    Do(Expr),
}

/// `for qualifiers, options do body end`
#[derive(Debug)]
pub struct For {
    /// In order; the first is a generator.
    pub qualifiers: Vec<Qualifier>,
    /// What becomes of the values.
    pub collect: Collect,
}

impl For {
    /// Whether Elixir makes a comprehension of Erlang of it, which raises other errors than a walk: all generators read
    /// bitstrings, and an empty list or binary is collected into.
    pub fn is_erlang(&self) -> bool {
        let is_empty = match &self.collect {
            Collect::Into { uniq: true, .. } | Collect::Reduce { .. } => false,
            Collect::Into { into: None, .. } => true,
            Collect::Into { into: Some(into), .. } => into.is_empty_binary() || into.is_empty_list(),
        };
        is_empty && !self.qualifiers.iter().any(|qualifier| matches!(qualifier, Qualifier::Generator(..)))
    }
}

/// Part of a `for` before its body.
#[derive(Debug)]
pub enum Qualifier {
    /// `pattern <- enumerable`: what does not match is left out. A guard of it is a filter behind it.
    Generator(Pattern, Expr),
    /// `<<segments <- bitstring>>`
    Bits(Vec<Segment<Pattern>>, Expr),
    /// A filter.
    Filter(Expr),
}

/// What becomes of the values of a `for`.
#[derive(Debug)]
pub enum Collect {
    /// A list, or what `into:` names; `uniq: true` leaves repeated values out.
    Into {
        /// The value of each round.
        body: Expr,
        /// `into:`
        into: Option<Expr>,
        /// `uniq:`
        uniq: bool,
    },
    /// `reduce: initial do acc -> … end`
    Reduce {
        /// The first accumulator.
        initial: Expr,
        /// Each with one pattern for the accumulator; `CaseClauseError`.
        clauses: Vec<Clause>,
    },
}

/// `try do body rescue … catch … else … after … end`
#[derive(Debug)]
pub struct Try {
    /// What is tried.
    pub body: Expr,
    /// `rescue`
    pub rescue: Vec<Rescue>,
    /// `catch`: each with two patterns, for the kind (`:throw`, `:error`) and the value.
    pub catch: Vec<Clause>,
    /// `else`: clauses on the value of the body; `TryClauseError`. What they raise is not rescued here.
    pub otherwise: Option<Vec<Clause>>,
    /// `after`: always done, its value dropped.
    pub after: Option<Expr>,
}

/// `name in [A, B] -> body`
#[derive(Debug)]
pub struct Rescue {
    /// Where the exception goes.
    pub slot: Option<Slot>,
    /// The exceptions' atoms (`"Elixir.KeyError"`); none means all.
    pub modules: Option<Vec<String>>,
    /// What is done.
    pub body: Expr,
}

/// A pattern. Variables are written to their slots as the match goes; after a failed match they hold anything.
#[derive(Debug)]
pub enum Pattern {
    /// `_`
    Any,
    /// A variable met for the first time.
    Bind(Slot),
    /// `^x`, or a variable met again: `===`.
    Equal(Slot),
    /// A flat or nested term known when the program is loaded: `===`.
    Literal(Literal),
    /// `{a, b}`
    Tuple(Vec<Pattern>),
    /// `[a, b]`, `[a, b | tail]`
    List(Vec<Pattern>, Option<Box<Pattern>>),
    /// `%{key => a}`, `%Name{}`, `%name{}` (with the key `__struct__`).
    Map(Vec<(Key, Pattern)>),
    /// A struct's name must be an atom: `%name{}`.
    IsAtom(Box<Pattern>),
    /// `a = b`: both.
    Both(Box<Pattern>, Box<Pattern>),
    /// `"prefix" <> rest`
    Prefix(Vec<u8>, Box<Pattern>),
    /// `<<a, b::binary>>`
    Bitstring(Vec<Segment<Pattern>>),
}

/// A key in a map pattern.
#[derive(Debug)]
pub enum Key {
    /// A constant.
    Literal(Literal),
    /// `^x`
    Slot(Slot),
}

/// A part of a bitstring: `value::type-size-unit-sign-endian`.
#[derive(Debug)]
pub struct Segment<T> {
    /// The value to write, or the pattern for what is read.
    pub value: T,
    /// What it holds.
    pub kind: SegmentKind,
    /// `size(n)`: a literal, a variable bound before, or an expression over them (guard functions only).
    pub size: Option<Expr>,
    /// `unit(n)`, or the type's own.
    pub unit: u16,
    /// `signed`
    pub signed: bool,
    /// `little` (`native` too: we are little on every machine)
    pub little: bool,
    /// Where it stands.
    pub span: Span,
}

/// The type of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SegmentKind {
    /// `integer`: 8 bits unless `size` says else.
    Integer,
    /// `float`: 64 bits unless `size` says else.
    Float,
    /// `binary`, `bytes`: all that is left unless `size` says else.
    Binary,
    /// `bitstring`, `bits`
    Bitstring,
    /// `utf8`
    Utf8,
    /// `utf16`
    Utf16,
    /// `utf32`
    Utf32,
}

/// Operators of two operands that are no short cuts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOperator {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `===`
    StrictEqual,
    /// `!==`
    StrictNotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `++`
    Concat,
    /// `--`
    Subtract,
}

/// Operators of one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOperator {
    /// `-a`
    Minus,
    /// `+a`
    Plus,
    /// `not a`: `ArgumentError` where it is no boolean.
    Not,
    /// `!a`
    Bang,
}

/// A term known when the program is loaded.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// An integer.
    Int(i64),
    /// A larger one.
    Big(num_bigint::BigInt),
    /// A float.
    Float(f64),
    /// An atom by its name: `nil`, `true`, `Elixir.String`.
    Atom(String),
    /// A binary.
    Binary(Vec<u8>),
    /// A bitstring of that many bits.
    Bits(Vec<u8>, u64),
    /// A list and its tail; `None` is `[]`.
    List(Vec<Literal>, Option<Box<Literal>>),
    /// A tuple.
    Tuple(Vec<Literal>),
    /// A map; of equal keys the last counts.
    Map(Vec<(Literal, Literal)>),
}

impl Literal {
    /// `nil`
    pub fn nil() -> Self {
        Literal::Atom("nil".to_owned())
    }

    /// `true` or `false`
    pub fn bool(b: bool) -> Self {
        Literal::Atom(if b { "true" } else { "false" }.to_owned())
    }
}

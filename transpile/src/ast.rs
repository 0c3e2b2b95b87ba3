//! The syntax tree: what was written, with a span on every node, and no meaning yet.
//!
//! The tree is general, as Elixir's own quoted form is: `case`, `if`, `for` and the like are calls with a `do` block.
//! What they mean is decided by the resolver alone.

use crate::span::Span;

/// An expression or pattern with its place in the source.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// A name with its place in the source.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// The text of the identifier, `?` or `!` included.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// Forms of the grammar.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `42`, `0x1F`, `1_000`, `?a`: a number that fits 64 bits.
    Integer(i64),
    /// A larger integer literal.
    BigInteger(num_bigint::BigInt),
    /// `1.5e3`
    Float(f64),
    /// `"text #{expression}"` and heredocs.
    String(Vec<StringPart>),
    /// `'text'`, `'''`: a charlist.
    Charlist(Vec<StringPart>),
    /// `:name`, `:"quoted"`, `:+`, `nil`, `true`, `false`.
    Atom(String),
    /// `:"with #{interpolation}"`; also the key of such a keyword pair.
    DynamicAtom(Vec<StringPart>),
    /// `Foo.Bar`: the segments.
    Alias(Vec<Name>),
    /// `name` without arguments or parentheses: a variable, or a call of arity 0. Also `__MODULE__`, `_`, `...`.
    Identifier(String),
    /// `name(a, b)`, `name a, b`, `name do … end`.
    Call(Box<Call>),
    /// `target.name`, `target.name(a)`, `Module.name a do … end`.
    Remote(Box<Remote>),
    /// `fun.(a, b)`
    Apply(Box<Expr>, Vec<Expr>),
    /// `container[key]`
    Access(Box<Expr>, Box<Expr>),
    /// `-x`, `not x`, `^x`, `@x`, `!x`, `&x`, `+x`, `~~~x`: see [`UnaryOp`].
    Unary(UnaryOp, Box<Expr>),
    /// `left op right`: see [`BinaryOp`]. The operator's own span is kept for messages.
    Binary(BinaryOp, Span, Box<Expr>, Box<Expr>),
    /// `first..last//step`
    SteppedRange(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `..` alone: the full range.
    FullRange,
    /// `&1`
    CaptureArgument(u32),
    /// `{a, b}`
    Tuple(Vec<Expr>),
    /// `[a, b]`, `[a: 1]`, `[a | tail]`: the last element may be [`ExprKind::Keywords`] or a [`BinaryOp::Bar`].
    List(Vec<Expr>),
    /// Pairs `key: value` at the end of a list, a call or a tuple, without brackets of their own.
    Keywords(Vec<Pair>),
    /// `%{a: 1, "b" => 2}`, `%{base | a: 1}`
    Map(Option<Box<Expr>>, Vec<Pair>),
    /// `%Name{a: 1}`, `%Name{base | a: 1}`; the name is an alias, a variable, a pin or `_`.
    Struct(Box<Expr>, Option<Box<Expr>>, Vec<Pair>),
    /// `<<a, b::size(4)>>`: segments; a specification is a [`BinaryOp::Type`].
    Bitstring(Vec<Expr>),
    /// `fn a -> b; c -> d end`
    Fn(Vec<Clause>),
    /// `~r/text/iu`
    Sigil(Box<Sigil>),
    /// `(a; b)`, a `do` block or a clause's body with any number of expressions but one; `()` and empty bodies hold none.
    Block(Vec<Expr>),
    /// `a -> b` clauses inside parentheses or a `do` block.
    Clauses(Vec<Clause>),
    /// Stands where a syntax error was reported.
    Error,
}

/// A piece of a string, charlist, sigil or quoted atom.
#[derive(Clone, Debug, PartialEq)]
pub enum StringPart {
    /// Text with its escapes resolved (raw in upper-case sigils). Bytes, since `"\xFF"` is allowed.
    Text(Vec<u8>),
    /// `#{expression}`; a [`ExprKind::Block`] of none is the empty string.
    Interpolation(Expr),
}

/// `key: value` or `key => value`.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The key: an atom for `key:`, any expression for `=>`.
    pub key: Expr,
    /// The value.
    pub value: Expr,
}

/// A call of a local function, an import or a special form.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Its name.
    pub name: Name,
    /// Arguments; trailing keywords are one [`ExprKind::Keywords`].
    pub arguments: Vec<Expr>,
    /// `do … end` with its further sections, in order.
    pub sections: Vec<Section>,
    /// Whether parentheses were written.
    pub parens: bool,
}

/// A call on a module or the value of a key.
#[derive(Clone, Debug, PartialEq)]
pub struct Remote {
    /// What stands before the dot.
    pub target: Expr,
    /// What stands after it.
    pub name: Name,
    /// Arguments; trailing keywords are one [`ExprKind::Keywords`].
    pub arguments: Vec<Expr>,
    /// `do … end` with its further sections.
    pub sections: Vec<Section>,
    /// Whether parentheses were written: `a.b` is a key, `a.b()` a call.
    pub parens: bool,
}

/// One part of a `do` block.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Which part.
    pub kind: SectionKind,
    /// Its keyword's place.
    pub span: Span,
    /// Its body: an expression, a [`ExprKind::Block`] or [`ExprKind::Clauses`].
    pub body: Expr,
}

/// The keyword that opens a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SectionKind {
    /// `do`
    Do,
    /// `else`
    Else,
    /// `rescue`
    Rescue,
    /// `catch`
    Catch,
    /// `after`
    After,
}

/// `parameters when guard -> body`
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// Patterns before the arrow; trailing keywords are one [`ExprKind::Keywords`].
    pub parameters: Vec<Expr>,
    /// The guard.
    pub guard: Option<Expr>,
    /// What is done; [`ExprKind::Block`] of none where nothing is written.
    pub body: Expr,
    /// The whole clause.
    pub span: Span,
}

/// A sigil with its content.
#[derive(Clone, Debug, PartialEq)]
pub struct Sigil {
    /// `r` in `~r/…/`; upper-case sigils may have several letters.
    pub name: String,
    /// Content. Escapes of lower-case sigils are resolved for `s w c`; for `r` only `\/` (the delimiter) is, the rest stays.
    pub parts: Vec<StringPart>,
    /// Letters behind the closing delimiter.
    pub modifiers: String,
    /// The opening delimiter (`"""` counts as `"`).
    pub delimiter: char,
}

/// Operators before an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    /// `+x`
    Plus,
    /// `-x`
    Minus,
    /// `!x`
    Bang,
    /// `not x`
    Not,
    /// `^x`
    Pin,
    /// `&x`
    Capture,
    /// `@x`
    At,
    /// `~~~x`
    BitNot,
    /// `...x`
    Ellipsis,
}

/// Operators between two operands, in the order of Elixir's table from loose to tight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `<-`
    Arrow,
    /// `\\`
    Default,
    /// `when`
    When,
    /// `::`
    Type,
    /// `|`
    Bar,
    /// `=>` outside maps is an error; kept for recovery.
    FatArrow,
    /// `=`
    Match,
    /// `||`
    OrElse,
    /// `or`
    Or,
    /// `&&`
    AndAlso,
    /// `and`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `=~`
    MatchOp,
    /// `===`
    StrictEqual,
    /// `!==`
    StrictNotEqual,
    /// `<`
    Less,
    /// `>`
    Greater,
    /// `<=`
    LessEqual,
    /// `>=`
    GreaterEqual,
    /// `|>`
    Pipe,
    /// `<<<`
    ShiftLeft,
    /// `>>>`
    ShiftRight,
    /// `in`
    In,
    /// `not in`
    NotIn,
    /// `++`
    Concat,
    /// `--`
    Subtract,
    /// `<>`
    BinaryConcat,
    /// `..`
    Range,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `**`
    Power,
    /// `&&&`
    BitAnd,
    /// `|||`
    BitOr,
    /// `^^^`, `<~>`, `~>>` and the others that Elixir parses but gives no meaning: the text.
    Custom(&'static str),
}

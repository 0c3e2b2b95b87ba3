//! Tokens: what the lexer hands to the parser. A token is its kind and its place; its text is read from the source.

use crate::ast::{SectionKind, UnaryOp};
use crate::parse::operators::Op;
use crate::span::Span;

/// A token: 20 bytes, no allocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) span: Span,
    /// Of an opening token the index of its closing one and the other way round, else 0. The lexer balances the stream:
    /// every opener has a closer.
    pub(crate) link: u32,
}

/// The kinds of tokens. Identifiers come in the five kinds that Elixir's own tokenizer knows, for what follows them
/// decides how a call is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The end of the source; the last token.
    Eof,
    /// One or more line ends.
    Eol,
    Semicolon,
    /// A comma, with the line ends after it.
    Comma,
    Int,
    Float,
    /// `?a`, `?\n`
    Char,
    Identifier,
    /// Directly followed by `(`.
    ParenIdentifier,
    /// Directly followed by `[`.
    BracketIdentifier,
    /// Followed by `do`.
    DoIdentifier,
    /// Followed by a sign that belongs to an argument: `a -1`.
    OpIdentifier,
    /// `name:` before a space; the span holds the colon.
    Keyword,
    Alias,
    /// `:name`, `:+`; the span holds the colon.
    Atom,
    /// Opens a string, sigil, quoted atom and the like; what follows are `Text` and interpolations up to `QuoteClose`.
    QuoteOpen(Quote),
    Text,
    InterpolationOpen,
    InterpolationClose,
    /// Closes a quote; of a sigil the span holds the modifiers.
    QuoteClose,
    True,
    False,
    Nil,
    Fn,
    Do,
    End,
    /// `else`, `rescue`, `catch`, `after`
    Section(SectionKind),
    At,
    Capture,
    /// `&` directly before a digit.
    CaptureInt,
    /// `!`, `^`, `not`, `~~~`
    Unary(UnaryOp),
    /// `+` and `-`: one or two operands.
    Dual(Op),
    /// `...`
    Ellipsis,
    Binary(Op),
    /// `->`
    Stab,
    /// `=>`
    FatArrow,
    Dot,
    /// The dot of `f.(x)`.
    DotCall,
    Open(Delimiter),
    Close(Delimiter),
    /// `%` of a struct.
    Percent,
    /// `%` directly before `{`.
    MapPercent,
    /// Stands where the lexer reported an error: an operand.
    Error,
}

/// Brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Delimiter {
    Paren,
    Bracket,
    Brace,
    Bit,
}

/// What a quote makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quote {
    String,
    Charlist,
    /// `"""`
    StringHeredoc,
    /// `'''`
    CharlistHeredoc,
    /// `:"…"`
    Atom,
    /// `"…": value`
    Key,
    /// `value."…"`: an identifier of the kind that its surroundings make it.
    Name(NameKind),
    /// `~x/…/`; the span of the opening token holds the name and the delimiter.
    Sigil,
    /// `~x"""`
    SigilHeredoc,
}

/// Which kind of identifier a quoted name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameKind {
    Plain,
    Paren,
    Bracket,
    Do,
    Op,
}

impl Quote {
    /// Whether the text is a heredoc.
    pub(crate) fn is_heredoc(self) -> bool {
        matches!(self, Quote::StringHeredoc | Quote::CharlistHeredoc | Quote::SigilHeredoc)
    }
}

impl Delimiter {
    /// How it opens.
    pub(crate) fn open(self) -> &'static str {
        match self {
            Delimiter::Paren => "(",
            Delimiter::Bracket => "[",
            Delimiter::Brace => "{",
            Delimiter::Bit => "<<",
        }
    }

    /// How it closes.
    pub(crate) fn close(self) -> &'static str {
        match self {
            Delimiter::Paren => ")",
            Delimiter::Bracket => "]",
            Delimiter::Brace => "}",
            Delimiter::Bit => ">>",
        }
    }
}

//! Source text to tokens. Newlines matter as in Elixir: a line end before a binary operator, a dot or `do` vanishes, and
//! so does one after a comma. Brackets, `do`, `fn` and interpolations are balanced here, so that the parser only ever sees
//! a well-nested stream; what was missing or in excess is reported once, with the place where it opened.

mod balance;
mod identifier;
mod number;
mod operator;
mod quote;
mod space;
mod unicode;

use crate::diagnostic::Diagnostic;
use crate::parse::operators::Op;
use crate::parse::report::Report;
use crate::parse::token::{Kind, NameKind, Quote, Token};
use crate::span::Span;
use balance::{Line, Open};
pub(crate) use unicode::normal_form;

/// Lexes a source that is valid UTF-8. The last token is always [`Kind::Eof`].
pub(crate) fn lex(source: &str, start: usize, report: &mut Report) -> Vec<Token> {
    let mut lexer = Lexer {
        source,
        bytes: source.as_bytes(),
        position: start,
        tokens: Vec::with_capacity(source.len() / 3 + 8),
        open: Vec::new(),
        line: Line::default(),
        conflict: false,
        suspect: None,
        report,
    };
    lexer.run();
    lexer.tokens
}

/// The state of the lexer.
struct Lexer<'s, 'r> {
    source: &'s str,
    bytes: &'s [u8],
    position: usize,
    tokens: Vec<Token>,
    /// What is open: brackets, blocks, interpolations.
    open: Vec<Open>,
    line: Line,
    /// Whether a merge left its markers.
    conflict: bool,
    /// A `do` that by its indentation may be the one that lacks an `end`.
    suspect: Option<Span>,
    report: &'r mut Report,
}

/// A byte of an ASCII letter, digit or underscore.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// What Elixir counts as space after `name:`.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

impl<'s> Lexer<'s, '_> {
    fn run(&mut self) {
        self.conflict_marker();
        while self.position < self.bytes.len() && !self.report.full() {
            self.token();
        }
        self.close_all();
        let end = self.bytes.len();
        self.tokens.push(Token { kind: Kind::Eof, span: Span::new(end, end), link: 0 });
    }

    /// The byte at a distance, 0 behind the end. (A NUL byte in a source is an unexpected character everywhere.)
    #[inline]
    fn peek(&self, distance: usize) -> u8 {
        self.bytes.get(self.position + distance).copied().unwrap_or(0)
    }

    /// What is left of the source.
    #[inline]
    fn rest(&self) -> &'s [u8] {
        self.bytes.get(self.position..).unwrap_or(&[])
    }

    /// The character at the position.
    fn character(&self) -> Option<char> {
        self.source.get(self.position..).and_then(|rest| rest.chars().next())
    }

    #[inline]
    fn push(&mut self, kind: Kind, length: usize) {
        let span = Span::new(self.position, self.position + length);
        self.tokens.push(Token { kind, span, link: 0 });
        self.position += length;
    }

    /// A token of an operator, a dot or `do`: the line end before it does not count.
    #[inline]
    fn push_joining(&mut self, kind: Kind, length: usize) {
        self.pop_eol();
        self.push(kind, length);
    }

    #[inline]
    fn last_kind(&self) -> Option<Kind> {
        self.tokens.last().map(|token| token.kind)
    }

    #[inline]
    fn pop_eol(&mut self) {
        if self.last_kind() == Some(Kind::Eol) {
            self.tokens.pop();
        }
    }

    fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(code, span, message)
    }

    /// Turns the identifier that ends the tokens, if there is one, into one of another kind.
    fn retype_identifier(&mut self, kind: Kind, name: NameKind) {
        match self.tokens.last_mut() {
            Some(last) if last.kind == Kind::Identifier => last.kind = kind,
            Some(Token { kind: Kind::QuoteClose, link, .. }) => {
                let link = *link as usize;
                if let Some(Token { kind: Kind::QuoteOpen(Quote::Name(plain @ NameKind::Plain)), .. }) =
                    self.tokens.get_mut(link)
                {
                    *plain = name;
                }
            }
            _ => {}
        }
    }

    /// Whether the last token is an identifier that could take an argument.
    fn after_identifier(&self) -> bool {
        match self.tokens.last() {
            Some(Token { kind: Kind::Identifier, .. }) => true,
            Some(Token { kind: Kind::QuoteClose, link, .. }) => matches!(
                self.tokens.get(*link as usize),
                Some(Token { kind: Kind::QuoteOpen(Quote::Name(NameKind::Plain)), .. })
            ),
            _ => false,
        }
    }

    /// One token, or some white space.
    fn token(&mut self) {
        match self.peek(0) {
            b' ' | b'\t' => self.blank(),
            b'\n' => self.line_end(1),
            b'\r' if self.peek(1) == b'\n' => self.line_end(2),
            b'\\' if self.continuation() > 0 => self.skip_horizontal(),
            b'#' => self.comment(),
            b'a'..=b'z' | b'_' => self.identifier(),
            b'A'..=b'Z' => self.identifier(),
            b'0'..=b'9' => self.number(),
            b'"' | b'\'' => self.quote(),
            b'~' if self.peek(1).is_ascii_alphabetic() => self.sigil(),
            b'?' => self.char_literal(),
            b':' => self.colon(),
            b'.' => self.dot(),
            b';' => self.semicolon(),
            byte if byte.is_ascii() => self.operator(byte),
            _ => self.identifier(),
        }
    }

    fn semicolon(&mut self) {
        if self.last_kind() == Some(Kind::Semicolon) {
            let span = Span::new(self.position, self.position + 1);
            let error = self
                .error("E0104", span, "unexpected `;`")
                .label("a second `;`")
                .help("one `;` or line end separates two expressions");
            self.report.add(error);
            self.position += 1;
        } else {
            self.push(Kind::Semicolon, 1);
        }
    }

    /// `+` or `-` behind spaces and an identifier, directly before its operand: `a -1` is a call.
    fn sign_of_argument(&mut self) {
        let sign = self.peek(0);
        let next = self.peek(1);
        if !matches!(sign, b'+' | b'-') || !self.after_identifier() || self.position + 1 >= self.bytes.len() {
            return;
        }
        let keyword = next == b':' && is_space(self.peek(2));
        if keyword || is_space(next) || next == sign || matches!(next, b'/' | b'>' | b'\\') {
            return;
        }
        self.retype_identifier(Kind::OpIdentifier, NameKind::Op);
        self.push(Kind::Dual(if sign == b'+' { Op::Add } else { Op::Sub }), 1);
    }
}

//! Literals: numbers, atoms, aliases, and everything between quotes.

use super::{Node, Parser};
use crate::ast::{ExprKind, Name, Sigil, StringPart};
use crate::parse::text::{self, Escapes, Layout};
use crate::parse::token::{Kind, Quote, Token};
use crate::span::Span;

/// What the bytes of a quote must be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Any,
    /// Valid UTF-8, as in charlists.
    Text,
    /// Valid UTF-8 of at most 255 bytes.
    Atom,
}

impl Parser<'_, '_> {
    /// A literal of one token (or two: `&1`).
    pub(super) fn literal(&mut self) -> Node {
        let token = self.bump();
        let span = token.span;
        let source = self.text(span);
        let kind = match token.kind {
            Kind::Int => text::integer(source),
            Kind::Float => match text::float(source) {
                Some(value) => ExprKind::Float(value),
                None => {
                    self.report_at(
                        "E0107",
                        span,
                        "a float that is too large",
                        "beyond 1.8e308",
                        "floats have 64 bits; write a smaller number",
                    );
                    ExprKind::Error
                }
            },
            Kind::Char => ExprKind::Integer(character(source)),
            Kind::Alias => ExprKind::Alias(vec![Name { text: source.to_owned(), span }]),
            Kind::Atom => ExprKind::Atom(self.name_text(Span { start: span.start + 1, end: span.end })),
            Kind::True => ExprKind::Atom("true".to_owned()),
            Kind::False => ExprKind::Atom("false".to_owned()),
            Kind::Nil => ExprKind::Atom("nil".to_owned()),
            _ => return self.capture_argument(span),
        };
        Node::accessible(kind, span)
    }

    /// `&1`
    fn capture_argument(&mut self, ampersand: Span) -> Node {
        if self.kind() != Kind::Int {
            return self.expected_expression();
        }
        let digits = self.bump().span;
        let span = ampersand.to(digits);
        let kind = match text::integer(self.text(digits)) {
            ExprKind::Integer(number) => u32::try_from(number).ok(),
            _ => None,
        };
        match kind {
            Some(number) => Node::accessible(ExprKind::CaptureArgument(number), span),
            None => {
                self.report_at(
                    "E0107",
                    span,
                    "the number of a capture argument is too large",
                    "no function has so many parameters",
                    "captures go from &1 to &255",
                );
                Node::accessible(ExprKind::Error, span)
            }
        }
    }

    /// Anything between quotes that is an operand.
    pub(super) fn quoted(&mut self, quote: Quote) -> Node {
        let open = self.token();
        let encoding = match quote {
            Quote::String | Quote::StringHeredoc | Quote::Sigil | Quote::SigilHeredoc => Encoding::Any,
            Quote::Charlist | Quote::CharlistHeredoc => Encoding::Text,
            Quote::Atom => Encoding::Atom,
            Quote::Key | Quote::Name(_) => return self.expected_expression(),
        };
        if matches!(quote, Quote::Sigil | Quote::SigilHeredoc) {
            return self.sigil(open);
        }
        let (parts, span, depth) = self.parts(open, Escapes::All, encoding);
        let kind = match quote {
            Quote::Charlist | Quote::CharlistHeredoc => ExprKind::Charlist(parts),
            Quote::Atom => atom(parts),
            _ => ExprKind::String(parts),
        };
        Node::accessible(kind, span).over(depth)
    }

    /// `"key": `
    pub(super) fn quoted_key(&mut self) -> Node {
        let open = self.token();
        let (parts, span, depth) = self.parts(open, Escapes::All, Encoding::Atom);
        Node::new(atom(parts), span).over(depth)
    }

    /// `value."name"`
    pub(super) fn quoted_name(&mut self) -> (String, Span) {
        let open = self.token();
        let (parts, span, _) = self.parts(open, Escapes::All, Encoding::Atom);
        match atom(parts) {
            ExprKind::Atom(name) => (name, span),
            _ => {
                self.report_at(
                    "E0119",
                    span,
                    "no interpolation in the name of a call",
                    "the name must be known",
                    "use Map.get/2 to read a key that is computed",
                );
                (String::new(), span)
            }
        }
    }

    fn sigil(&mut self, open: Token) -> Node {
        let opening = self.text(open.span);
        let heredoc = matches!(open.kind, Kind::QuoteOpen(Quote::SigilHeredoc));
        let behind = opening.len().saturating_sub(if heredoc { 3 } else { 1 });
        let name = opening.get(1..behind).unwrap_or("");
        let delimiter = opening.chars().next_back().unwrap_or('"');
        let terminator = match delimiter {
            '(' => b')',
            '[' => b']',
            '{' => b'}',
            '<' => b'>',
            other => u8::try_from(other).unwrap_or(b'"'),
        };
        let escapes = match name {
            "s" | "w" | "c" => Escapes::All,
            _ => Escapes::Delimiter { terminator, newline: name == "r" },
        };
        let closing = open.link as usize;
        let encoding = if matches!(name, "c" | "C") { Encoding::Text } else { Encoding::Any };
        let (parts, span, depth) = self.parts(open, escapes, encoding);
        let modifiers = match self.tokens.get(closing) {
            Some(token) if token.kind == Kind::QuoteClose => self.text(token.span),
            _ => "",
        };
        // A sigil that never ended has no modifiers.
        let modifiers = modifiers.chars().filter(char::is_ascii_alphanumeric).collect();
        let sigil = Sigil { name: name.to_owned(), parts, modifiers, delimiter };
        Node::accessible(ExprKind::Sigil(Box::new(sigil)), span).over(depth)
    }

    /// The parts of the quote that opens at the position, its extent and the depth of its interpolations.
    fn parts(&mut self, open: Token, escapes: Escapes, encoding: Encoding) -> (Vec<StringPart>, Span, usize) {
        let Kind::QuoteOpen(quote) = open.kind else { return (Vec::new(), open.span, 0) };
        let closing = (open.link as usize).max(self.position);
        let end = self.tokens.get(closing).map_or(open.span, |token| token.span);
        let indentation = if quote.is_heredoc() { self.indentation(end, closing) } else { 0 };
        let mut parts = Vec::new();
        let mut depth = 0;
        let mut begins_line = quote.is_heredoc();
        self.position += 1;
        while self.position < closing {
            let token = self.token();
            match token.kind {
                Kind::Text => {
                    self.position += 1;
                    let layout = Layout { indentation, begins_line, heredoc: quote.is_heredoc() };
                    let bytes = self.resolve(token.span, escapes, layout);
                    if !bytes.is_empty() {
                        parts.push(StringPart::Text(bytes));
                    }
                }
                Kind::InterpolationOpen => {
                    let node = self.interpolation();
                    depth = depth.max(node.depth);
                    parts.push(StringPart::Interpolation(node.expr));
                }
                _ => self.position += 1,
            }
            begins_line = false;
        }
        self.position = self.position.max(closing + 1);
        let span = open.span.to(end);
        self.check_encoding(&parts, span, encoding);
        (parts, span, depth)
    }

    /// How far the closing quotes of a heredoc are indented.
    fn indentation(&self, end: Span, closing: usize) -> usize {
        // The modifiers of a sigil stand behind its quotes; the quotes are what the line begins with.
        let start = self.tokens.get(closing).map_or(end.start, |token| token.span.start) as usize;
        let before = self.source.as_bytes().get(..start).unwrap_or(&[]);
        let line = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        before.get(line..).unwrap_or(&[]).iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
    }

    fn resolve(&mut self, span: Span, escapes: Escapes, layout: Layout) -> Vec<u8> {
        let raw = self.text(span).as_bytes();
        match text::resolve(raw, escapes, layout) {
            Ok(bytes) => bytes,
            Err(bad) => {
                let start = span.start as usize;
                self.report_at(
                    "E0116",
                    Span::new(start + bad.start, start + bad.end),
                    bad.message,
                    "this escape",
                    bad.help,
                );
                Vec::new()
            }
        }
    }

    /// `#{…}`
    fn interpolation(&mut self) -> Node {
        let open = self.bump();
        let closing = (open.link as usize).max(self.position);
        let end = self.tokens.get(closing).map_or(open.span, |token| token.span);
        if !self.enter() {
            self.leave();
            return Node::new(ExprKind::Error, open.span);
        }
        let node = self.sequence(Span { start: open.span.end, end: end.start.max(open.span.end) });
        self.leave();
        self.position = self.position.max(closing + 1);
        node
    }

    fn check_encoding(&mut self, parts: &[StringPart], span: Span, encoding: Encoding) {
        if encoding == Encoding::Any {
            return;
        }
        let mut length = 0;
        let mut fixed = true;
        for part in parts {
            match part {
                StringPart::Text(bytes) if std::str::from_utf8(bytes).is_err() => {
                    let what = if encoding == Encoding::Atom { "an atom" } else { "a charlist" };
                    self.report_at(
                        "E0108",
                        span,
                        &format!("{what} that is not valid UTF-8"),
                        "holds a byte escape",
                        "write characters as \\uHHHH; bytes belong into strings and <<…>>",
                    );
                    return;
                }
                StringPart::Text(bytes) => length += bytes.len(),
                StringPart::Interpolation(_) => fixed = false,
            }
        }
        if encoding == Encoding::Atom && fixed && length > 255 {
            self.report_at("E0108", span, "an atom of more than 255 bytes", "too long", "shorten it, or use a string");
        }
    }
}

/// The parts of a quoted atom as an atom: one that is known, or one that interpolates.
fn atom(parts: Vec<StringPart>) -> ExprKind {
    match parts.as_slice() {
        [] => ExprKind::Atom(String::new()),
        [StringPart::Text(bytes)] => ExprKind::Atom(String::from_utf8_lossy(bytes).into_owned()),
        _ => ExprKind::DynamicAtom(parts),
    }
}

/// The code point of `?a` or `?\n`.
fn character(source: &str) -> i64 {
    let mut characters = source.chars().skip(1);
    let code = match (characters.next(), characters.next()) {
        (Some('\\'), Some(escaped)) => match u8::try_from(escaped) {
            Ok(byte) if byte.is_ascii() => u32::from(text::simple(byte)),
            _ => escaped as u32,
        },
        (Some(plain), _) => plain as u32,
        (None, _) => 0,
    };
    i64::from(code)
}

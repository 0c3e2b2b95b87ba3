//! Operators, brackets and the other punctuation; also operators as atoms, as keys and as names.

use super::{Lexer, is_space};
use crate::ast::UnaryOp;
use crate::parse::operators::Op;
use crate::parse::token::{Delimiter, Kind, Token};
use crate::span::Span;
use nom::branch::alt;
use nom::bytes::complete::tag;
use nom::combinator::value;
use nom::{IResult, Parser};

/// The operator with the longest text at the start. Those of two meanings are told apart by the caller.
fn operator(input: &[u8]) -> IResult<&[u8], Kind, ()> {
    use Kind::{Binary, Dual, Unary};
    let first = input.first().copied().unwrap_or(0);
    let second = input.get(1).copied().unwrap_or(0);
    // Most operators are one character: try the long ones only where a second operator character follows.
    let long = matches!(
        second,
        b'=' | b'>' | b'<' | b'&' | b'|' | b'~' | b'+' | b'-' | b'*' | b'/' | b'.' | b'^' | b'\\' | b':'
    );
    match first {
        b'=' if long => alt((
            value(Binary(Op::StrictEqual), tag("===")),
            value(Kind::FatArrow, tag("=>")),
            value(Binary(Op::Equal), tag("==")),
            value(Binary(Op::TextMatch), tag("=~")),
            value(Binary(Op::Match), tag("=")),
        ))
        .parse(input),
        b'=' => value(Binary(Op::Match), tag("=")).parse(input),
        b'|' if long => alt((
            value(Binary(Op::BitOr), tag("|||")),
            value(Binary(Op::OrElse), tag("||")),
            value(Binary(Op::Pipe), tag("|>")),
            value(Binary(Op::Bar), tag("|")),
        ))
        .parse(input),
        b'|' => value(Binary(Op::Bar), tag("|")).parse(input),
        b'<' if long => alt((
            value(Binary(Op::ShiftLeft), tag("<<<")),
            value(Binary(Op::ArrowLeftLeft), tag("<<~")),
            value(Binary(Op::ArrowBoth), tag("<~>")),
            value(Binary(Op::ArrowBar), tag("<|>")),
            value(Binary(Op::ArrowLeft), tag("<~")),
            value(Binary(Op::BinaryConcat), tag("<>")),
            value(Binary(Op::LessEqual), tag("<=")),
            value(Binary(Op::Arrow), tag("<-")),
            value(Binary(Op::Less), tag("<")),
        ))
        .parse(input),
        b'<' => value(Binary(Op::Less), tag("<")).parse(input),
        b'>' => alt((
            value(Binary(Op::ShiftRight), tag(">>>")),
            value(Binary(Op::GreaterEqual), tag(">=")),
            value(Binary(Op::Greater), tag(">")),
        ))
        .parse(input),
        b'+' => alt((
            value(Binary(Op::Concat3), tag("+++")),
            value(Binary(Op::Concat), tag("++")),
            value(Dual(Op::Add), tag("+")),
        ))
        .parse(input),
        b'-' => alt((
            value(Binary(Op::Subtract3), tag("---")),
            value(Binary(Op::Subtract), tag("--")),
            value(Kind::Stab, tag("->")),
            value(Dual(Op::Sub), tag("-")),
        ))
        .parse(input),
        b'*' => alt((value(Binary(Op::Power), tag("**")), value(Binary(Op::Mul), tag("*")))).parse(input),
        b'/' => alt((value(Binary(Op::Step), tag("//")), value(Binary(Op::Div), tag("/")))).parse(input),
        b'&' => alt((
            value(Binary(Op::BitAnd), tag("&&&")),
            value(Binary(Op::AndAlso), tag("&&")),
            value(Kind::Capture, tag("&")),
        ))
        .parse(input),
        b'!' => alt((
            value(Binary(Op::StrictNotEqual), tag("!==")),
            value(Binary(Op::NotEqual), tag("!=")),
            value(Unary(UnaryOp::Bang), tag("!")),
        ))
        .parse(input),
        b'^' => alt((value(Binary(Op::Xor), tag("^^^")), value(Unary(UnaryOp::Pin), tag("^")))).parse(input),
        b'~' => alt((
            value(Unary(UnaryOp::BitNot), tag("~~~")),
            value(Binary(Op::ArrowRightRight), tag("~>>")),
            value(Binary(Op::ArrowRight), tag("~>")),
        ))
        .parse(input),
        b'.' => alt((value(Kind::Ellipsis, tag("...")), value(Binary(Op::Range), tag("..")))).parse(input),
        b'\\' => value(Binary(Op::Default), tag("\\\\")).parse(input),
        b':' => value(Binary(Op::Type), tag("::")).parse(input),
        b'@' => value(Kind::At, tag("@")).parse(input),
        _ => Err(nom::Err::Error(())),
    }
}

/// Texts that are atoms and keys although they are no operators.
fn container_name(input: &[u8]) -> IResult<&[u8], &[u8], ()> {
    alt((tag("<<>>"), tag("%{}"), tag("%"), tag("{}"), tag("..//"))).parse(input)
}

impl Lexer<'_, '_> {
    /// Any ASCII character that begins neither a name nor a number nor a quote.
    pub(super) fn operator(&mut self, byte: u8) {
        match byte {
            b',' => return self.push(Kind::Comma, 1),
            b'(' => return self.open_bracket(Delimiter::Paren, 1),
            b'[' => return self.open_bracket(Delimiter::Bracket, 1),
            b')' => return self.close_bracket(Delimiter::Paren, 1),
            b']' => return self.close_bracket(Delimiter::Bracket, 1),
            b'}' => return self.close_bracket(Delimiter::Brace, 1),
            _ => {}
        }
        if matches!(byte, b'<' | b'%' | b'{' | b'&') && self.container_key() {
            return;
        }
        match byte {
            b'{' => self.open_brace(),
            b'%' => self.percent(),
            b'<' if self.peek(1) == b'<' && !matches!(self.peek(2), b'<' | b'~') => {
                self.open_bracket(Delimiter::Bit, 2);
            }
            b'>' if self.peek(1) == b'>' && self.peek(2) != b'>' => self.close_bracket(Delimiter::Bit, 2),
            b'&' if self.peek(1) != b'&' => self.capture(),
            _ => self.plain_operator(),
        }
    }

    fn plain_operator(&mut self) {
        if self.rest().starts_with(b"/*") {
            return self.block_comment();
        }
        let Ok((rest, kind)) = operator(self.rest()) else { return self.unexpected_character() };
        let length = self.bytes.len() - rest.len() - self.position;
        let named = !matches!(kind, Kind::FatArrow | Kind::Binary(Op::Step));
        if named && self.peek(length) == b':' && is_space(self.peek(length + 1)) {
            return self.push(Kind::Keyword, length + 1);
        }
        if named && self.slash_follows(length) {
            return self.push(Kind::Identifier, length);
        }
        match kind {
            Kind::Binary(_) | Kind::Stab | Kind::FatArrow => self.push_joining(kind, length),
            _ => self.push(kind, length),
        }
        // The spaces behind an operator never make a call of the name before it.
        self.skip_horizontal();
    }

    /// `/* … */`, which no expression holds.
    fn block_comment(&mut self) {
        let start = self.position;
        let rest = self.source.get(start..).unwrap_or("");
        let length = rest.find("*/").map_or(rest.len(), |at| at + 2);
        let error = self
            .error("E0132", Span::new(start, start + 2), "Elixir has no `/* … */`")
            .label("a comment of other languages")
            .help("a comment begins with `#` and ends with its line");
        self.report.add(error);
        self.position += length;
    }

    /// Whether a `/` stands behind, as in `&+/2`: then the operator is a name.
    fn slash_follows(&self, length: usize) -> bool {
        matches!(self.peek(length), b'/' | b' ' | b'\t' | b'\\') && self.byte_after_spaces(length).0 == b'/'
    }

    fn capture(&mut self) {
        let kind = match self.byte_after_spaces(1) {
            (digit, false) if digit.is_ascii_digit() => Kind::CaptureInt,
            (b'/', _) => {
                let rest = self.rest().iter().skip(1).skip_while(|byte| matches!(byte, b' ' | b'\t')).skip(1);
                match rest.copied().find(|byte| !matches!(byte, b' ' | b'\t')) {
                    Some(b'/') => Kind::Capture,
                    _ => Kind::Identifier,
                }
            }
            _ => Kind::Capture,
        };
        self.push(kind, 1);
    }

    /// `{}: value`, `%{}: value`, `<<>>: value`, `&: value`.
    fn container_key(&mut self) -> bool {
        let rest = self.rest();
        let length = match container_name(rest) {
            Ok((left, _)) => rest.len() - left.len(),
            Err(_) if rest.starts_with(b"&:") => 1,
            Err(_) => return false,
        };
        let found = self.peek(length) == b':' && is_space(self.peek(length + 1));
        if found {
            self.push(Kind::Keyword, length + 1);
        }
        found
    }

    fn open_brace(&mut self) {
        if self.last_kind() == Some(Kind::Percent) {
            let percent = self.tokens.pop().map_or(self.position, |token| token.span.start as usize);
            let error = self
                .error("E0139", Span::new(percent, self.position + 1), "unexpected space between `%` and `{`")
                .help("a map is written `%{…}`, a struct `%Name{…}`");
            self.report.add(error);
            self.tokens.push(Token { kind: Kind::MapPercent, span: Span::new(percent, percent + 1), link: 0 });
        }
        self.open_bracket(Delimiter::Brace, 1);
    }

    fn percent(&mut self) {
        match self.peek(1) {
            b'{' => {
                self.push(Kind::MapPercent, 1);
                self.open_bracket(Delimiter::Brace, 1);
            }
            next @ (b'(' | b'[') => {
                let span = Span::new(self.position, self.position + 2);
                let error = self
                    .error("E0139", span, format!("unexpected `%{}`", next as char))
                    .help("a map is written `%{…}` with braces");
                self.report.add(error);
                self.position += 1;
            }
            _ => {
                self.push(Kind::Percent, 1);
                self.skip_horizontal();
            }
        }
    }

    /// Everything that begins with a colon.
    pub(super) fn colon(&mut self) {
        let after = self.bytes.get(self.position + 1..).unwrap_or(&[]);
        if let Ok((left, _)) = container_name(after) {
            return self.push(Kind::Atom, 1 + after.len() - left.len());
        }
        match after.first() {
            Some(b'"' | b'\'') => return self.quoted_atom(),
            // `a::b` is the type operator, `:::` the atom `::`.
            Some(b':') if after.get(1) == Some(&b':') => return self.push(Kind::Atom, 3),
            Some(b':') => return self.plain_operator(),
            Some(b'.') if !after.starts_with(b"..") => return self.push(Kind::Atom, 2),
            _ => {}
        }
        match operator(after) {
            Ok((left, kind)) if !matches!(kind, Kind::FatArrow | Kind::Binary(Op::Step)) => {
                self.push(Kind::Atom, 1 + after.len() - left.len());
            }
            // `:=>` and `://` are the atoms `:=` and `:/` before something else.
            Ok(_) => self.push(Kind::Atom, 2),
            Err(_) => self.plain_atom(),
        }
    }

    /// A colon that begins nothing.
    pub(super) fn lonely_colon(&mut self) {
        let span = Span::new(self.position, self.position + 1);
        // `?` and the space behind it are a character literal.
        let on_line = self.tokens.iter().rev().take_while(|token| token.kind != Kind::Eol);
        let mut question = on_line.filter(|token| token.kind == Kind::Char).map(|token| token.span);
        let question = question.find(|span| self.source.get(span.range()) == Some("? "));
        let error = if let Some(span) = question {
            self.error("E0131", span, "Elixir has no `condition ? a : b`")
                .label("`?` writes a character, as in ?a")
                .help("write `if condition, do: a, else: b`")
        } else if self
            .source
            .get(span.end as usize..)
            .is_some_and(|rest| rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n'))
        {
            self.error("E0104", span, "unexpected `:`")
                .label("begins no block")
                .help("a block stands between `do` and `end`")
        } else {
            self.error("E0104", span, "unexpected `:`")
                .label("begins no atom and ends no key")
                .help("an atom is written `:name`, a key `name: value` without a space before the colon")
        };
        self.report.add(error);
        self.push(Kind::Error, 1);
    }

    /// Everything that begins with a dot.
    pub(super) fn dot(&mut self) {
        if self.rest().starts_with(b"..//") {
            return self.range_step_name();
        }
        if self.peek(1) == b'.' {
            return self.plain_operator();
        }
        if self.peek(1) == b':' && is_space(self.peek(2)) {
            return self.push(Kind::Keyword, 2);
        }
        let dot = Span::new(self.position, self.position + 1);
        self.position += 1;
        self.skip_behind_dot();
        self.pop_eol();
        if self.peek(0) == b'(' {
            return self.tokens.push(Token { kind: Kind::DotCall, span: dot, link: 0 });
        }
        self.tokens.push(Token { kind: Kind::Dot, span: dot, link: 0 });
        if matches!(self.peek(0), b'"' | b'\'') {
            return self.quoted_name();
        }
        // `Kernel.+`: an operator as a name. `<<` and the like are not operators.
        if let Ok((left, kind)) = operator(self.rest()) {
            let length = self.rest().len() - left.len();
            let name = match kind {
                // `a./b` is division named, whatever follows; dots never are names.
                Kind::Binary(Op::Step) | Kind::Stab | Kind::FatArrow => 1,
                Kind::Binary(Op::Range) | Kind::Ellipsis => 0,
                _ => length,
            };
            if name > 0 {
                let kind = match self.peek(name) {
                    b'(' => Kind::ParenIdentifier,
                    b'[' => Kind::BracketIdentifier,
                    _ => Kind::Identifier,
                };
                self.push(kind, name);
            }
        }
    }

    /// Spaces, line ends and comments between a dot and the name behind it.
    fn skip_behind_dot(&mut self) {
        loop {
            self.skip_horizontal();
            match self.peek(0) {
                b'\n' => self.position += 1,
                b'\r' if self.peek(1) == b'\n' => self.position += 2,
                b'#' => self.comment(),
                _ => return,
            }
        }
    }

    /// `..//`: the name of the step operator, as in `&..///3`, or a key.
    fn range_step_name(&mut self) {
        if self.peek(4) == b':' && is_space(self.peek(5)) {
            return self.push(Kind::Keyword, 5);
        }
        if self.byte_after_spaces(4).0 == b'/' {
            return self.push(Kind::Identifier, 4);
        }
        let span = Span::new(self.position, self.position + 4);
        let error = self
            .error("E0126", span, "a range needs its last number before `//`")
            .label("`..//` is no operator")
            .help("write `first..last//step`");
        self.report.add(error);
        self.push(Kind::Error, 4);
    }
}

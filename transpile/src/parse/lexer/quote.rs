//! Strings, charlists, heredocs, sigils, quoted atoms, keys and names: their extent and their interpolations. What the
//! text means, escapes and indentation, is worked out by the parser. Interpolations are lexed by the main loop, which
//! comes back here at their closing brace; so no depth of nesting makes the lexer recurse.

use super::{Lexer, is_space};
use crate::parse::token::{Kind, NameKind, Quote, Token};
use crate::span::Span;
use nom::branch::alt;
use nom::bytes::complete::{tag, take_while, take_while_m_n};
use nom::character::complete::line_ending;
use nom::combinator::recognize;
use nom::sequence::pair;
use nom::{IResult, Parser};

/// A quote whose text is being read.
#[derive(Clone, Copy)]
pub(super) struct Quoted {
    /// Its opening token.
    pub(super) token: usize,
    terminator: u8,
    heredoc: bool,
    interpolates: bool,
}

/// `r` or `REGEX2`: one small letter, or a capital and more capitals and digits.
fn sigil_name(input: &[u8]) -> IResult<&[u8], &[u8], ()> {
    alt((
        recognize(pair(
            take_while_m_n(1, 1, |byte: u8| byte.is_ascii_uppercase()),
            take_while(|byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit()),
        )),
        take_while_m_n(1, 1, |byte: u8| byte.is_ascii_lowercase()),
    ))
    .parse(input)
}

/// What may stand between `"""` and the end of its line.
fn heredoc_head(input: &[u8]) -> IResult<&[u8], &[u8], ()> {
    recognize(pair(take_while(|byte| byte == b' ' || byte == b'\t'), line_ending)).parse(input)
}

/// Three quotes of one kind.
fn triple(input: &[u8]) -> IResult<&[u8], &[u8], ()> {
    alt((tag("\"\"\""), tag("'''"))).parse(input)
}

impl Lexer<'_, '_> {
    /// `"` or `'`.
    pub(super) fn quote(&mut self) {
        let byte = self.peek(0);
        if triple(self.rest()).is_ok() {
            let kind = if byte == b'"' { Quote::StringHeredoc } else { Quote::CharlistHeredoc };
            return self.open_quote(kind, 3, byte, true);
        }
        let kind = if byte == b'"' { Quote::String } else { Quote::Charlist };
        self.open_quote(kind, 1, byte, true);
    }

    /// `:"` or `:'`.
    pub(super) fn quoted_atom(&mut self) {
        let terminator = self.peek(1);
        self.open_quote(Quote::Atom, 2, terminator, true);
    }

    /// `value."`.
    pub(super) fn quoted_name(&mut self) {
        let terminator = self.peek(0);
        self.open_quote(Quote::Name(NameKind::Plain), 1, terminator, true);
    }

    /// `~`
    pub(super) fn sigil(&mut self) {
        let rest = self.bytes.get(self.position + 1..).unwrap_or(&[]);
        let (behind, name) = sigil_name(rest).unwrap_or((rest, &[]));
        let interpolates = name.first().is_some_and(u8::is_ascii_lowercase);
        if behind.first().is_some_and(u8::is_ascii_lowercase)
            || interpolates && behind.first().is_some_and(u8::is_ascii_alphanumeric)
        {
            let length = 1 + rest.iter().take_while(|byte| super::is_word(**byte)).count();
            let span = Span::new(self.position, self.position + length);
            let error = self
                .error("E0117", span, "invalid name of a sigil")
                .label("either one small letter, or a capital letter and more capitals and digits")
                .help("write ~s(…), ~r/…/, ~w[…] and the like");
            self.report.add(error);
            return self.push(Kind::Error, length);
        }
        let length = 1 + name.len();
        if triple(behind).is_ok() {
            let terminator = behind.first().copied().unwrap_or(b'"');
            return self.open_quote(Quote::SigilHeredoc, length + 3, terminator, interpolates);
        }
        let terminator = match behind.first() {
            Some(b'(') => b')',
            Some(b'[') => b']',
            Some(b'{') => b'}',
            Some(b'<') => b'>',
            Some(same @ (b'/' | b'|' | b'"' | b'\'')) => *same,
            _ => {
                let span = Span::new(self.position, self.position + length);
                let error = self
                    .error("E0118", span, "a sigil without a delimiter")
                    .label("must be followed by its text")
                    .help("the delimiters are // || \"\" '' () [] {} <>");
                self.report.add(error);
                return self.push(Kind::Error, length);
            }
        };
        self.open_quote(Quote::Sigil, length + 1, terminator, interpolates);
    }

    fn open_quote(&mut self, kind: Quote, length: usize, terminator: u8, interpolates: bool) {
        let quoted = Quoted { token: self.tokens.len(), terminator, heredoc: kind.is_heredoc(), interpolates };
        self.push(Kind::QuoteOpen(kind), length);
        if quoted.heredoc {
            let Ok((_, head)) = heredoc_head(self.rest()) else {
                let opening = Span::new(self.position.saturating_sub(3), self.position);
                let error = self
                    .error("E0115", opening, "the text of a heredoc begins on the line after its opening quotes")
                    .label("only spaces may stand behind these")
                    .help("break the line here, or write the text between single quotes of the same kind");
                self.report.add(error);
                return self.abandon_quote(quoted);
            };
            self.position += head.len();
            if let Some(indentation) = self.heredoc_end(quoted) {
                return self.close_heredoc(quoted, indentation);
            }
        }
        self.quote_text(quoted);
    }

    /// Whether the closing quotes of a heredoc stand on the line that begins here, and how far they are indented.
    fn heredoc_end(&self, quoted: Quoted) -> Option<usize> {
        let (first, _) = self.byte_after_spaces(0);
        if first != quoted.terminator {
            return None;
        }
        let indentation = self.rest().iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let closing = self.rest().get(indentation..indentation + 3)?;
        closing.iter().all(|byte| *byte == quoted.terminator).then_some(indentation)
    }

    fn close_heredoc(&mut self, quoted: Quoted, indentation: usize) {
        self.position += indentation;
        self.close_quote(quoted, 3);
    }

    /// Reads text up to the end of the quote or its next interpolation.
    pub(super) fn quote_text(&mut self, quoted: Quoted) {
        let start = self.position;
        let mut at = start;
        loop {
            let Some(byte) = self.bytes.get(at).copied() else { return self.unterminated(quoted, start) };
            let mut line_begins = false;
            match byte {
                _ if byte == quoted.terminator && !quoted.heredoc => {
                    self.text(start, at);
                    return self.close_quote(quoted, 1);
                }
                b'\\' => {
                    at += 1;
                    match self.bytes.get(at).copied() {
                        Some(b'\n') => line_begins = true,
                        Some(b'\r') if self.bytes.get(at + 1) == Some(&b'\n') => {
                            at += 1;
                            line_begins = true;
                        }
                        Some(escaped) => self.check_byte(escaped, at),
                        None => return self.unterminated(quoted, start),
                    }
                }
                b'\n' => line_begins = true,
                b'#' if quoted.interpolates && self.bytes.get(at + 1) == Some(&b'{') => {
                    self.text(start, at);
                    return self.open_interpolation(quoted);
                }
                // Bytes inside a character never equal one that means something here.
                _ => self.check_byte(byte, at),
            }
            at += 1;
            if line_begins && quoted.heredoc {
                self.position = at;
                if let Some(indentation) = self.heredoc_end(quoted) {
                    self.text(start, at);
                    return self.close_heredoc(quoted, indentation);
                }
            }
        }
    }

    /// Checks a character that begins with a byte of those that must not stand in strings.
    #[inline]
    fn check_byte(&mut self, byte: u8, at: usize) {
        if matches!(byte, 0xB | 0xC | 0xC2 | 0xE2) || byte == b'\r' && self.bytes.get(at + 1) != Some(&b'\n') {
            self.check_character(at, "string");
        }
    }

    /// A token of text, if there is any; the position moves behind it.
    fn text(&mut self, start: usize, end: usize) {
        self.position = start;
        if start < end {
            self.push(Kind::Text, end - start);
        }
    }

    /// The closing delimiter, with the modifiers of a sigil or the colon of a key behind it.
    fn close_quote(&mut self, quoted: Quoted, length: usize) {
        self.position += length;
        let mut span = Span::new(self.position - length, self.position);
        let closing = self.tokens.len() as u32;
        let (after, behind) = (self.peek(0), self.peek(1));
        let modifiers = self.rest().iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let Some(token) = self.tokens.get_mut(quoted.token) else { return };
        token.link = closing;
        match &mut token.kind {
            Kind::QuoteOpen(kind @ (Quote::String | Quote::Charlist)) if after == b':' && is_space(behind) => {
                *kind = Quote::Key;
                self.position += 1;
            }
            Kind::QuoteOpen(Quote::Name(name)) => {
                *name = match after {
                    b'(' => NameKind::Paren,
                    b'[' => NameKind::Bracket,
                    _ => NameKind::Plain,
                };
            }
            Kind::QuoteOpen(Quote::Sigil | Quote::SigilHeredoc) => {
                span = Span::new(self.position, self.position + modifiers);
                self.position += modifiers;
            }
            _ => {}
        }
        self.tokens.push(Token { kind: Kind::QuoteClose, span, link: quoted.token as u32 });
    }

    /// The source ends inside a quote. It is taken to end with its line.
    fn unterminated(&mut self, quoted: Quoted, start: usize) {
        let opening = self.tokens.get(quoted.token).map_or(Span::default(), |token| token.span);
        let terminator = quoted.terminator as char;
        let terminator: String = std::iter::repeat_n(terminator, if quoted.heredoc { 3 } else { 1 }).collect();
        let what = match self.tokens.get(quoted.token).map(|token| token.kind) {
            Some(Kind::QuoteOpen(Quote::Sigil | Quote::SigilHeredoc)) => "sigil",
            Some(Kind::QuoteOpen(Quote::StringHeredoc | Quote::CharlistHeredoc)) => "heredoc",
            Some(Kind::QuoteOpen(Quote::Atom)) => "quoted atom",
            _ => "string",
        };
        let help = if quoted.heredoc {
            format!("write `{terminator}` alone at the start of a line")
        } else {
            format!("write the missing `{terminator}`")
        };
        let error = self
            .error("E0114", opening, format!("unterminated {what}: no closing `{terminator}`"))
            .label(format!("this {what} never ends"))
            .help(help);
        self.report.add(error);
        self.position = start;
        self.abandon_quote(quoted);
    }

    /// Ends a quote that has been reported with its line; a heredoc with the source.
    fn abandon_quote(&mut self, quoted: Quoted) {
        if quoted.heredoc && self.rest().contains(&b'\n') {
            self.position = self.bytes.len();
        } else {
            self.skip_line();
        }
        let closing = self.tokens.len() as u32;
        if let Some(token) = self.tokens.get_mut(quoted.token) {
            token.link = closing;
        }
        let span = Span::new(self.position, self.position);
        self.tokens.push(Token { kind: Kind::QuoteClose, span, link: quoted.token as u32 });
    }
}

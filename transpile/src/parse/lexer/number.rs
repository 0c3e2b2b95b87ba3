//! Numbers and character literals. Their values are computed by the parser; here only their extent counts.

use super::Lexer;
use crate::parse::token::Kind;
use crate::span::Span;
use nom::branch::alt;
use nom::bytes::complete::{tag, take_while1};
use nom::character::complete::one_of;
use nom::combinator::{opt, recognize};
use nom::multi::many0_count;
use nom::sequence::{pair, preceded};
use nom::{IResult, Parser};

/// Digits with single underscores between them.
fn digits<'a>(is_digit: fn(u8) -> bool) -> impl Parser<&'a [u8], Output = &'a [u8], Error = ()> {
    recognize(pair(take_while1(is_digit), many0_count(preceded(tag("_"), take_while1(is_digit)))))
}

fn is_decimal(byte: u8) -> bool {
    byte.is_ascii_digit()
}

/// `0x1F`, `0b1`, `0o7`
fn based(input: &[u8]) -> IResult<&[u8], &[u8], ()> {
    alt((
        preceded(tag("0x"), digits(|byte| byte.is_ascii_hexdigit())),
        preceded(tag("0b"), digits(|byte| matches!(byte, b'0' | b'1'))),
        preceded(tag("0o"), digits(|byte| matches!(byte, b'0'..=b'7'))),
    ))
    .parse(input)
}

/// `.5`, `.5e-3`
fn fraction(input: &[u8]) -> IResult<&[u8], &[u8], ()> {
    recognize((tag("."), digits(is_decimal), opt((one_of("eE"), opt(one_of("+-")), digits(is_decimal))))).parse(input)
}

impl Lexer<'_, '_> {
    pub(super) fn number(&mut self) {
        let rest = self.rest();
        let (rest, kind) = match based(rest) {
            Ok((rest, _)) => (rest, Kind::Int),
            Err(_) => match digits(is_decimal).parse(rest) {
                Ok((rest, _)) => match fraction(rest) {
                    Ok((rest, _)) => (rest, Kind::Float),
                    Err(_) => (rest, Kind::Int),
                },
                Err(_) => return self.unexpected_character(),
            },
        };
        let length = self.bytes.len() - rest.len() - self.position;
        if rest.first().is_some_and(|byte| super::is_word(*byte)) {
            return self.number_with_tail(length);
        }
        self.push(kind, length);
    }

    /// `1a`, `1e5`, `1_`, `0x`: a number that runs into a word.
    fn number_with_tail(&mut self, number: usize) {
        let start = self.position;
        let tail = self.bytes.get(start + number..).unwrap_or(&[]);
        let length = number + tail.iter().take_while(|byte| super::is_word(**byte)).count();
        let text = self.source.get(start..start + length).unwrap_or("");
        let (first, tail) = text.split_at_checked(number).unwrap_or((text, ""));
        let help = match tail.as_bytes() {
            [b'e' | b'E', digit, ..] if digit.is_ascii_digit() && !first.contains('.') => {
                format!("an exponent needs a fraction: `{first}.0{tail}`")
            }
            [b'X' | b'B' | b'O', ..] if first == "0" => format!("write `0{}`", tail.to_ascii_lowercase()),
            [b'x' | b'b' | b'o', ..] if first == "0" => "digits must follow: `0x1F`, `0b101`, `0o17`".to_owned(),
            [b'_', ..] => "an underscore stands between two digits only".to_owned(),
            [b'n' | b'f' | b'u' | b'L' | b'l'] => format!("numbers have no suffix: `{first}`"),
            _ => "names do not begin with a digit; put an operator or a comma between the two".to_owned(),
        };
        let error = self
            .error("E0107", Span::new(start, start + length), format!("invalid number `{text}`"))
            .label("a number directly followed by letters")
            .help(help);
        self.report.add(error);
        self.push(Kind::Error, length);
    }

    /// `?a`, `?\n`
    pub(super) fn char_literal(&mut self) {
        let escape = usize::from(self.peek(1) == b'\\' && self.position + 2 < self.bytes.len());
        let at = self.position + 1 + escape;
        match self.source.get(at..).and_then(|rest| rest.chars().next()) {
            Some('\r') => {
                let span = Span::new(self.position, at + 1);
                let error = self.error("E0105", span, "a bare carriage return behind `?`").help("write `?\\r`");
                self.report.add(error);
                self.push(Kind::Error, 2 + escape);
            }
            Some(character) => self.push(Kind::Char, 1 + escape + character.len_utf8()),
            None => self.unexpected_character(),
        }
    }
}

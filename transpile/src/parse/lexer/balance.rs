//! Brackets, blocks and interpolations: who closes whom, and what to say where someone does not.

use super::Lexer;
use super::quote::Quoted;
use crate::parse::token::{Delimiter, Kind, Token};
use crate::span::Span;

/// Something open.
#[derive(Clone, Copy)]
pub(super) struct Open {
    pub(super) what: Opener,
    /// Its token.
    token: usize,
    /// The indentation of its line.
    indentation: usize,
}

/// The line that the lexer has come to, as far as it has been measured.
#[derive(Default)]
pub(super) struct Line {
    seen: usize,
    indentation: usize,
}

/// What can be open.
#[derive(Clone, Copy)]
pub(super) enum Opener {
    Bracket(Delimiter),
    Do,
    Fn,
    Interpolation(Quoted),
}

impl Opener {
    fn open(self) -> &'static str {
        match self {
            Opener::Bracket(delimiter) => delimiter.open(),
            Opener::Do => "do",
            Opener::Fn => "fn",
            Opener::Interpolation(_) => "#{",
        }
    }

    fn close(self) -> &'static str {
        match self {
            Opener::Bracket(delimiter) => delimiter.close(),
            Opener::Do | Opener::Fn => "end",
            Opener::Interpolation(_) => "}",
        }
    }

    fn closing_kind(self) -> Kind {
        match self {
            Opener::Bracket(delimiter) => Kind::Close(delimiter),
            Opener::Do | Opener::Fn => Kind::End,
            Opener::Interpolation(_) => Kind::InterpolationClose,
        }
    }
}

impl Lexer<'_, '_> {
    /// The column of the first character of the line that the position stands in. Looks at no byte twice.
    fn indentation(&mut self) -> usize {
        let new = self.bytes.get(self.line.seen..self.position).unwrap_or(&[]);
        if let Some(at) = new.iter().rposition(|byte| *byte == b'\n') {
            let start = self.line.seen + at + 1;
            let line = self.bytes.get(start..self.position).unwrap_or(&[]);
            self.line.indentation = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        } else if self.line.seen == 0 {
            self.line.indentation = new.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        }
        self.line.seen = self.position;
        self.line.indentation
    }

    /// Whether nothing but spaces stands before the position on its line.
    fn begins_line(&self) -> bool {
        let before = self.bytes.get(..self.position).unwrap_or(&[]);
        before.iter().rev().find(|byte| !matches!(byte, b' ' | b'\t')).is_none_or(|byte| *byte == b'\n')
    }

    pub(super) fn open_bracket(&mut self, delimiter: Delimiter, length: usize) {
        // Indentation only matters for blocks.
        self.open.push(Open { what: Opener::Bracket(delimiter), token: self.tokens.len(), indentation: 0 });
        self.push(Kind::Open(delimiter), length);
    }

    pub(super) fn open_block(&mut self, kind: Kind, length: usize) {
        let what = if kind == Kind::Fn { Opener::Fn } else { Opener::Do };
        let indentation = self.indentation();
        self.open.push(Open { what, token: self.tokens.len(), indentation });
        self.push(kind, length);
    }

    /// `#{`
    pub(super) fn open_interpolation(&mut self, quoted: Quoted) {
        self.open.push(Open { what: Opener::Interpolation(quoted), token: self.tokens.len(), indentation: 0 });
        self.push(Kind::InterpolationOpen, 2);
    }

    pub(super) fn close_bracket(&mut self, delimiter: Delimiter, length: usize) {
        if delimiter == Delimiter::Brace
            && let Some(Open { what: Opener::Interpolation(quoted), token, .. }) = self.open.last().copied()
        {
            return self.close_interpolation(quoted, token);
        }
        self.close(delimiter.close(), length);
    }

    pub(super) fn close_block(&mut self, length: usize) {
        if let Some(Open { what: Opener::Do, token, indentation }) = self.open.last().copied() {
            let own = self.indentation();
            if indentation > own && self.begins_line() && self.suspect.is_none() {
                self.suspect = self.tokens.get(token).map(|token| token.span);
            }
        }
        self.close("end", length);
    }

    /// Links the opening token to the closing one that comes next.
    fn link(&mut self, opening: usize) {
        let closing = self.tokens.len() as u32;
        if let Some(token) = self.tokens.get_mut(opening) {
            token.link = closing;
        }
    }

    /// The closing token, linked with the opening one both ways.
    fn push_closing(&mut self, opening: usize, kind: Kind, length: usize) {
        self.link(opening);
        let span = Span::new(self.position, self.position + length);
        self.tokens.push(Token { kind, span, link: opening as u32 });
        self.position += length;
    }

    fn close_interpolation(&mut self, quoted: Quoted, token: usize) {
        self.open.pop();
        self.push_closing(token, Kind::InterpolationClose, 1);
        self.quote_text(quoted);
    }

    /// Closes the innermost opener that fits; whatever is open inside it lacks its own closer.
    fn close(&mut self, text: &'static str, length: usize) {
        if let Some(top) = self.open.last().copied()
            && top.what.close() == text
            && !matches!(top.what, Opener::Interpolation(_))
        {
            self.open.pop();
            return self.push_closing(top.token, top.what.closing_kind(), length);
        }
        let span = Span::new(self.position, self.position + length);
        // An interpolation is a wall: nothing inside it closes anything outside, but for its own brace.
        let wall = self.open.iter().rposition(|open| matches!(open.what, Opener::Interpolation(_)));
        let inner = wall.map_or(0, |wall| wall + usize::from(text != "}"));
        let fits = |open: &Open| open.what.close() == text;
        let found = self.open.iter().skip(inner).rposition(fits).map(|at| at + inner);
        if let Some(found) = found {
            while self.open.len() > found + 1 {
                self.close_missing(Some((text, span)));
            }
            return match self.open.last().copied() {
                Some(Open { what: Opener::Interpolation(quoted), token, .. }) => {
                    self.close_interpolation(quoted, token)
                }
                _ => self.close(text, length),
            };
        }
        match self.open.last().copied() {
            // `(1]`: the wrong one closes, if it stands where the right one should.
            Some(top) if matches!(top.what, Opener::Bracket(_)) && text != "end" => {
                let opening = self.tokens.get(top.token).map_or(span, |token| token.span);
                let (open, close) = (top.what.open(), top.what.close());
                let error = self
                    .error("E0113", span, format!("expected `{close}`, found `{text}`"))
                    .label(format!("does not close `{open}`"))
                    .related(opening, format!("`{open}` opened here"))
                    .help(format!("write `{close}`"));
                self.report.add(error);
                self.open.pop();
                self.push_closing(top.token, top.what.closing_kind(), length);
            }
            _ => {
                let mut error = self
                    .error("E0112", span, format!("unexpected `{text}`"))
                    .label("nothing is open that it could close");
                error.help = Some(match text {
                    "end" => "every `end` closes a `do` or `fn`; delete it, or write the missing `do`".to_owned(),
                    _ => format!("delete it, or write the missing `{}`", opening_of(text)),
                });
                self.report.add(error);
                self.position += length;
            }
        }
    }

    /// Reports the innermost opener as unclosed and closes it here.
    fn close_missing(&mut self, found: Option<(&'static str, Span)>) {
        let Some(open) = self.open.pop() else { return };
        let place = found.map_or(self.bytes.len(), |(_, span)| span.start as usize);
        if !self.report.full() {
            self.report_missing(open, found);
        }
        self.link(open.token);
        let span = Span::new(place, place);
        self.tokens.push(Token { kind: open.what.closing_kind(), span, link: open.token as u32 });
        if let Opener::Interpolation(quoted) = open.what {
            self.link(quoted.token);
            self.tokens.push(Token { kind: Kind::QuoteClose, span, link: quoted.token as u32 });
        }
    }

    fn report_missing(&mut self, open: Open, found: Option<(&'static str, Span)>) {
        let opening = self.tokens.get(open.token).map_or(Span::default(), |token| token.span);
        let (what, close) = (open.what.open(), open.what.close());
        let (place, seen) = match found {
            Some((text, span)) => (span, format!("`{text}`")),
            None => (Span::new(self.bytes.len(), self.bytes.len()), "the end of the source".to_owned()),
        };
        let block = matches!(open.what, Opener::Do | Opener::Fn);
        let code = if block { "E0111" } else { "E0110" };
        let mut error = self
            .error(code, place, format!("missing `{close}`: found {seen}"))
            .label(format!("expected `{close}`"))
            .related(opening, format!("this `{what}` is not closed"));
        error.help = Some(self.missing_help(open, close));
        if let (Some(suspect), Opener::Do) = (self.suspect.take(), open.what)
            && suspect != opening
        {
            error = error.related(suspect, "by its indentation this `do` may be the one without an `end`");
        }
        self.report.add(error);
    }

    /// What to write instead: a word on `else if` and `elsif`, which open more blocks than they seem to.
    fn missing_help(&self, open: Open, close: &str) -> String {
        let inside = self.tokens.get(open.token..).unwrap_or(&[]);
        let text = |token: &Token| self.source.get(token.span.range()).unwrap_or("");
        let chained = inside.windows(2).any(|pair| match pair {
            [first, second] => {
                matches!(text(first), "elsif" | "elseif" | "elif") || text(first) == "else" && text(second) == "if"
            }
            _ => false,
        });
        let function = matches!(open.what, Opener::Fn)
            && inside
                .iter()
                .find(|token| matches!(token.kind, Kind::Do | Kind::Stab))
                .is_some_and(|t| t.kind == Kind::Do);
        if function {
            "anonymous functions have no `do`: write `fn parameter -> expression end`".to_owned()
        } else if chained && close == "end" {
            "Elixir has no `else if` or `elsif`: write `cond do condition -> …; true -> … end`".to_owned()
        } else {
            format!("write the missing `{close}`")
        }
    }

    /// Closes what is open at the end of the source.
    pub(super) fn close_all(&mut self) {
        while !self.open.is_empty() {
            self.close_missing(None);
        }
    }
}

fn opening_of(close: &str) -> &'static str {
    match close {
        ")" => "(",
        "]" => "[",
        "}" => "{",
        _ => "<<",
    }
}

//! White space, line ends, comments, and characters that belong nowhere.

use super::Lexer;
use crate::parse::token::Kind;
use crate::span::Span;
use nom::bytes::complete::take_while;
use nom::{IResult, Parser};

/// Spaces and tabs.
fn horizontal(input: &[u8]) -> IResult<&[u8], &[u8], ()> {
    take_while(|byte| byte == b' ' || byte == b'\t').parse(input)
}

/// Control characters that reorder the text on the screen: a source could be other than it looks.
fn is_bidirectional(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Line breaks of Unicode that do not end a line of Elixir.
fn is_odd_break(character: char) -> bool {
    matches!(character, '\u{B}' | '\u{C}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

impl Lexer<'_, '_> {
    /// The length of `\` and the line end behind it, which together count as a space, or 0.
    pub(super) fn continuation(&self) -> usize {
        let length = match (self.peek(0), self.peek(1), self.peek(2)) {
            (b'\\', b'\n', _) => 2,
            (b'\\', b'\r', b'\n') => 3,
            _ => 0,
        };
        // At the very end of the source nothing is continued.
        if self.position + length < self.bytes.len() { length } else { 0 }
    }

    /// Skips spaces, tabs and continued lines.
    pub(super) fn skip_horizontal(&mut self) {
        loop {
            if let Ok((rest, _)) = horizontal(self.rest()) {
                self.position = self.bytes.len() - rest.len();
            }
            match self.continuation() {
                0 => return,
                length => self.position += length,
            }
        }
    }

    /// The first byte behind spaces from a distance on, and whether there were any.
    pub(super) fn byte_after_spaces(&self, distance: usize) -> (u8, bool) {
        let rest = self.bytes.get(self.position + distance..).unwrap_or(&[]);
        match horizontal(rest) {
            Ok((rest, spaces)) => (rest.first().copied().unwrap_or(0), !spaces.is_empty()),
            Err(_) => (0, false),
        }
    }

    pub(super) fn blank(&mut self) {
        self.skip_horizontal();
        self.sign_of_argument();
    }

    pub(super) fn line_end(&mut self, length: usize) {
        match self.last_kind() {
            Some(Kind::Eol | Kind::Comma | Kind::Semicolon) => self.position += length,
            _ => self.push(Kind::Eol, length),
        }
        self.conflict_marker();
        self.skip_horizontal();
    }

    /// At the start of a line: a marker that a merge left. The two that follow the first are passed in silence.
    pub(super) fn conflict_marker(&mut self) {
        let rest = self.rest();
        if self.conflict && (rest.starts_with(b"=======") || rest.starts_with(b">>>>>>>")) {
            return self.skip_line();
        }
        if !rest.starts_with(b"<<<<<<<") {
            return;
        }
        self.conflict = true;
        let start = self.position;
        self.skip_line();
        let error = self
            .error("E0141", Span::new(start, self.position), "a version control marker stands in the source")
            .label("left by a merge")
            .help("resolve the conflict and delete the marker lines");
        self.report.add(error);
    }

    /// Moves to the end of the line.
    pub(super) fn skip_line(&mut self) {
        let length = self.rest().iter().position(|byte| *byte == b'\n').unwrap_or(self.rest().len());
        self.position += length;
    }

    pub(super) fn comment(&mut self) {
        let start = self.position;
        self.skip_line();
        let text = self.source.get(start..self.position).unwrap_or("");
        let text = if self.peek(0) == b'\n' { text.strip_suffix('\r').unwrap_or(text) } else { text };
        if !text.is_ascii() || text.bytes().any(|byte| matches!(byte, 0xB | 0xC | b'\r')) {
            for offset in text.char_indices().map(|(offset, _)| offset) {
                self.check_character(start + offset, "comment");
            }
        }
    }

    /// Refuses bidirectional controls and odd line breaks in comments and strings.
    pub(super) fn check_character(&mut self, at: usize, place: &str) {
        let Some(character) = self.source.get(at..).and_then(|rest| rest.chars().next()) else { return };
        let span = Span::new(at, at + character.len_utf8());
        if is_bidirectional(character) {
            self.bidirectional(span, character, place);
        } else if is_odd_break(character) {
            let code = character as u32;
            let error = self
                .error("E0105", span, format!("invalid line break character in a {place}"))
                .label(format!("U+{code:04X}"))
                .help(format!("delete it; lines end with a line feed, and a string holds it as \\u{code:04X}"));
            self.report.add(error);
        }
    }

    pub(super) fn bidirectional(&mut self, span: Span, character: char, place: &str) {
        let code = character as u32;
        let error = self
            .error("E0105", span, format!("invalid bidirectional formatting character in a {place}"))
            .label(format!("U+{code:04X}, invisible"))
            .help(format!("the text would not be what it looks like; write \\u{code:04X} in a string"));
        self.report.add(error);
    }

    /// A character that begins no token. Leaves an error token, so that the parser sees an operand.
    pub(super) fn unexpected_character(&mut self) {
        let Some(character) = self.character() else {
            self.position = self.bytes.len();
            return;
        };
        let span = Span::new(self.position, self.position + character.len_utf8());
        if is_bidirectional(character) {
            self.bidirectional(span, character, "source");
            self.position = span.end as usize;
            return;
        }
        if let Some(closing) = closing_quote(character) {
            return self.typographic_quote(span, character, closing);
        }
        let shown = if character.is_control() { String::new() } else { format!(" `{character}`") };
        let mut error = self
            .error("E0104", span, format!("unexpected character{shown}"))
            .label(format!("U+{:04X}", character as u32));
        error.help = help_for(character).map(str::to_owned);
        self.report.add(error);
        self.push(Kind::Error, character.len_utf8());
        // A run of them is one error.
        while let Some(next) = self.character() {
            if next != character {
                break;
            }
            self.position += next.len_utf8();
        }
    }

    /// `“text”`: as a word processor writes quotes. The whole of it stands for one operand.
    fn typographic_quote(&mut self, span: Span, opening: char, closing: char) {
        let rest = self.source.get(span.end as usize..).unwrap_or("");
        let line = rest.split('\n').next().unwrap_or("");
        let length = line.find(closing).map(|at| at + closing.len_utf8());
        let plain = if matches!(opening, '“' | '”' | '„' | '«') { '"' } else { '\'' };
        let error = self
            .error("E0140", span, format!("typographic quote `{opening}`"))
            .label("not a quote of the language")
            .help(format!("write `{plain}`"));
        self.report.add(error);
        self.push(Kind::Error, span.end as usize - span.start as usize + length.unwrap_or(0));
    }
}

/// The closing partner of a typographic quote.
fn closing_quote(character: char) -> Option<char> {
    match character {
        '“' | '”' | '„' => Some('”'),
        '‘' | '’' | '‚' => Some('’'),
        '«' => Some('»'),
        _ => None,
    }
}

fn help_for(character: char) -> Option<&'static str> {
    Some(match character {
        '`' => "strings stand between double quotes: \"text\"",
        '$' => "inside a string an expression is written #{expression}; names begin with a letter or `_`",
        '\u{A0}' | '\u{2007}' | '\u{202F}' | '\u{3000}' => "a space that is not ASCII: write a plain space",
        '\u{FEFF}' | '\u{200B}'..='\u{200D}' | '\u{2060}' => "invisible: delete it",
        '–' | '—' | '−' => "write `-`",
        '…' => "write `...`",
        '×' => "write `*`",
        '÷' => "write `/`",
        '≤' => "write `<=`",
        '≥' => "write `>=`",
        '≠' => "write `!=`",
        '→' => "write `->`",
        '?' => "a character literal needs a character: ?a",
        '\\' => "`\\` continues a line only at its end; a default is written `\\\\`",
        _ => return None,
    })
}

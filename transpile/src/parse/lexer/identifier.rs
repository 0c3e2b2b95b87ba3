//! Names: identifiers, aliases, keywords, keyword keys, and atoms without quotes.

use super::unicode::{continues_name, mixes_scripts, starts_name};
use super::{Lexer, is_space, is_word};
use crate::ast::{SectionKind, UnaryOp};
use crate::parse::operators::Op;
use crate::parse::token::{Kind, NameKind};
use crate::span::Span;
use nom::bytes::complete::take_while;
use nom::{IResult, Parser};

/// The longest name, in characters, that Elixir makes an atom of.
const LONGEST: usize = 255;

/// ASCII letters, digits, underscores.
fn word(input: &[u8]) -> IResult<&[u8], &[u8], ()> {
    take_while(is_word).parse(input)
}

/// What a name can be by its first character.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Identifier,
    Alias,
    /// Begins with an upper-case letter beyond ASCII: good for an atom only.
    AtomOnly,
}

/// The extent of a name.
struct Name {
    class: Class,
    length: usize,
    ascii: bool,
    /// Holds an `@`.
    at: bool,
    /// Ends in `?` or `!`.
    mark: bool,
}

impl Lexer<'_, '_> {
    /// Measures the name at a distance from the position.
    fn scan_name(&self, distance: usize) -> Option<Name> {
        let start = self.position + distance;
        let rest = self.bytes.get(start..)?;
        let first = *rest.first()?;
        let mut name = Name { class: Class::Identifier, length: 0, ascii: true, at: false, mark: false };
        match first {
            b'A'..=b'Z' => name.class = Class::Alias,
            b'a'..=b'z' | b'_' => {}
            0x80.. => {
                let character = self.source.get(start..)?.chars().next()?;
                if !starts_name(character) {
                    return None;
                }
                if character.is_uppercase() {
                    name.class = Class::AtomOnly;
                }
                name.ascii = false;
                name.length = character.len_utf8();
            }
            _ => return None,
        }
        loop {
            if let Ok((_, part)) = word(rest.get(name.length..)?) {
                name.length += part.len();
            }
            match rest.get(name.length) {
                Some(b'?' | b'!') => {
                    name.length += 1;
                    name.mark = true;
                    return Some(name);
                }
                Some(b'@') => {
                    name.length += 1;
                    name.at = true;
                }
                Some(0x80..) => {
                    let character = self.source.get(start + name.length..)?.chars().next()?;
                    if !continues_name(character) {
                        return Some(name);
                    }
                    name.ascii = false;
                    name.length += character.len_utf8();
                }
                _ => return Some(name),
            }
        }
    }

    /// Reports a name that mixes scripts, or is too long for an atom.
    fn check_name(&mut self, name: &Name, distance: usize) {
        let start = self.position + distance;
        let span = Span::new(start, start + name.length);
        let text = self.source.get(span.range()).unwrap_or("");
        if !name.ascii && mixes_scripts(text) {
            let error = self
                .error("E0106", span, format!("the name `{text}` mixes scripts"))
                .label("may look like another name")
                .help("write a name in the letters of one script; underscores separate scripts");
            self.report.add(error);
        } else if name.length > LONGEST && text.chars().count() > LONGEST {
            let error = self
                .error("E0108", span, "a name of more than 255 characters")
                .label("too long for an atom")
                .help("shorten it");
            self.report.add(error);
        }
    }

    pub(super) fn identifier(&mut self) {
        let Some(name) = self.scan_name(0) else { return self.unexpected_character() };
        let start = self.position;
        let span = Span::new(start, start + name.length);
        let text = self.source.get(span.range()).unwrap_or("");
        let next = self.peek(name.length);
        let after = self.peek(name.length + 1);
        let behind = self.bytes.len() > start + name.length + 1;
        let is_key = next == b':' && after != b':' && behind;
        if !name.ascii || name.length > LONGEST {
            self.check_name(&name, 0);
        }
        if is_key {
            if is_space(after) {
                return self.push(Kind::Keyword, name.length + 1);
            }
            let error = self
                .error(
                    "E0109",
                    Span::new(start, start + name.length + 1),
                    format!("`{text}:` must be followed by a space"),
                )
                .label("a key directly followed by its value")
                .help(format!("write `{text}: value`; an atom is written `:{text}`"));
            self.report.add(error);
            return self.push(Kind::Keyword, name.length + 1);
        }
        let after_dot = self.last_kind() == Some(Kind::Dot);
        if !after_dot && (next != b':' || after == b':') && self.keyword(text) {
            return;
        }
        match name.class {
            _ if name.at => self.bad_name(span, '@'),
            Class::Identifier if matches!(text, "__aliases__" | "__block__") => {
                let error = self.error("E0142", span, format!("`{text}` is reserved")).help("choose another name");
                self.report.add(error);
                self.push(Kind::Error, name.length);
            }
            Class::Identifier => {
                let kind = match next {
                    b'(' => Kind::ParenIdentifier,
                    b'[' => Kind::BracketIdentifier,
                    _ => Kind::Identifier,
                };
                self.push(kind, name.length);
            }
            Class::Alias if name.mark || !name.ascii => {
                let odd = text.chars().find(|c| !c.is_ascii_alphanumeric() && *c != '_').unwrap_or('?');
                self.bad_name(span, odd);
            }
            Class::Alias => {
                if next == b'(' {
                    let lower = text.to_ascii_lowercase();
                    let error = self
                        .error("E0134", span, format!("`{text}` is a module name and cannot be called"))
                        .label("begins with a capital letter")
                        .help(format!("names of functions begin with a small letter: `{lower}(…)`"));
                    self.report.add(error);
                    return self.push(Kind::ParenIdentifier, name.length);
                }
                self.push(Kind::Alias, name.length);
            }
            Class::AtomOnly => {
                let first = text.chars().next().unwrap_or('?');
                self.bad_name(span, first);
            }
        }
    }

    /// A name with a character that its kind does not allow.
    fn bad_name(&mut self, span: Span, character: char) {
        let help = match character {
            '@' => "`@` belongs to atoms (`:a@b`) and before a name (`@attribute`)",
            '?' | '!' => "module names hold letters, digits and underscores only",
            _ => "names of variables begin with a small letter; module names are ASCII",
        };
        let error = self
            .error("E0106", span, format!("invalid character `{character}` in a name"))
            .label(format!("U+{:04X} is not allowed here", character as u32))
            .help(help);
        self.report.add(error);
        self.push(Kind::Error, span.end as usize - span.start as usize);
    }

    /// `:name`
    pub(super) fn plain_atom(&mut self) {
        match self.scan_name(1) {
            Some(name) => {
                self.check_name(&name, 1);
                self.push(Kind::Atom, name.length + 1);
            }
            None => self.lonely_colon(),
        }
    }

    /// A reserved word; answers whether it was one.
    fn keyword(&mut self, text: &str) -> bool {
        let length = text.len();
        match text {
            "true" => self.push(Kind::True, length),
            "false" => self.push(Kind::False, length),
            "nil" => self.push(Kind::Nil, length),
            "fn" => self.open_block(Kind::Fn, length),
            "do" => self.open_do(length),
            "end" => self.close_block(length),
            "else" => self.push(Kind::Section(SectionKind::Else), length),
            "rescue" => self.push(Kind::Section(SectionKind::Rescue), length),
            "catch" => self.push(Kind::Section(SectionKind::Catch), length),
            "after" => self.push(Kind::Section(SectionKind::After), length),
            "not" | "and" | "or" | "when" | "in" => {
                // `&and/2` names the operator.
                if self.byte_after_spaces(length).0 == b'/' {
                    self.push(Kind::Identifier, length);
                    return true;
                }
                match text {
                    "not" => self.push(Kind::Unary(UnaryOp::Not), length),
                    "and" => self.push_joining(Kind::Binary(Op::And), length),
                    "or" => self.push_joining(Kind::Binary(Op::Or), length),
                    "when" => self.push_joining(Kind::Binary(Op::When), length),
                    _ => self.in_operator(length),
                }
                self.skip_horizontal();
            }
            _ => return false,
        }
        true
    }

    /// `in`, or `not in` where `not` stands directly before it.
    fn in_operator(&mut self, length: usize) {
        match self.tokens.last().copied() {
            Some(not) if not.kind == Kind::Unary(UnaryOp::Not) => {
                self.tokens.pop();
                self.push_joining(Kind::Binary(Op::NotIn), length);
                if let Some(last) = self.tokens.last_mut() {
                    last.span = not.span.to(last.span);
                }
            }
            _ => self.push_joining(Kind::Binary(Op::In), length),
        }
    }

    /// `do`: attaches to the name before it, and must not follow `,` and the like.
    fn open_do(&mut self, length: usize) {
        let span = Span::new(self.position, self.position + length);
        let bad = match self.last_kind() {
            Some(Kind::Fn) => Some("anonymous functions have no `do`: `fn pattern -> expression end`"),
            Some(Kind::Comma) => Some("write `if condition do … end`, or `if condition, do: value` with a colon"),
            Some(Kind::Semicolon) => Some("`do` stands on the line of its call, or begins the next line"),
            _ => None,
        };
        if let Some(help) = bad {
            let error = self.error("E0133", span, "unexpected `do`").label("begins no block here").help(help);
            self.report.add(error);
            if self.last_kind() == Some(Kind::Comma) {
                // `if a, do` … `end` is meant as a block.
                self.tokens.pop();
            }
            if self.last_kind() == Some(Kind::Fn) {
                self.position += length;
                return;
            }
        }
        self.retype_identifier(Kind::DoIdentifier, NameKind::Do);
        self.pop_eol();
        self.open_block(Kind::Do, length);
    }
}

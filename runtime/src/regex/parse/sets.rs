//! Sets of characters in brackets.

use super::{Parse, Parser, error};
use crate::regex::ast::{Assert, Node};
use crate::regex::class;
use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

impl Parser<'_> {
    /// `[…]`; the bracket was read.
    pub(super) fn class(&mut self) -> Parse<Node> {
        const UNTERMINATED: &str = "missing terminating ] for character class";
        if let Some(bound) = [(&b"[:<:]]"[..], Assert::WordStart), (b"[:>:]]", Assert::WordEnd)]
            .into_iter()
            .find(|(text, _)| self.rest().starts_with(text))
        {
            self.at += bound.0.len();
            return Ok(Node::Assert(bound.1));
        }
        if let Some(b':' | b'.' | b'=') = self.peek()
            && let Some(end) = self.posix_end()
        {
            return error("POSIX named classes are supported only within a class", end + 2);
        }
        let negative = self.eat(b"^");
        let mut set = ClassUnicode::empty();
        let mut first = true;
        let mut quoted = false;
        loop {
            let Some(byte) = self.peek() else { return error(UNTERMINATED, self.at) };
            if quoted {
                if self.eat(b"\\E") {
                    quoted = false;
                    continue;
                }
            } else {
                if self.eat(b"\\Q") {
                    quoted = true;
                    continue;
                }
                if self.eat(b"\\E") {
                    continue;
                }
                if byte == b']' && !first {
                    self.at += 1;
                    break;
                }
                if self.flags.extended_more && matches!(byte, b' ' | b'\t') {
                    self.at += 1;
                    continue;
                }
            }
            first = false;
            let item = if quoted { Item::Char(self.next_char().unwrap_or('\0')) } else { self.class_item()? };
            let low = match item {
                Item::Set(more) => {
                    set.union(&more);
                    // A hyphen behind a set stands for itself at the end alone.
                    if self.peek() == Some(b'-')
                        && !matches!(self.source.get(self.at + 1), None | Some(b']'))
                        && !quoted
                    {
                        return error("invalid range in character class", self.at + 1);
                    }
                    continue;
                }
                Item::Char(c) => c,
            };
            let mut high = low;
            let skip_empty_quotes = self.rest().starts_with(b"\\E-") && quoted;
            if skip_empty_quotes {
                self.at += 2;
                quoted = false;
            }
            if !quoted && self.peek() == Some(b'-') && !matches!(self.source.get(self.at + 1), None | Some(b']')) {
                self.at += 1;
                if self.eat(b"\\Q") {
                    quoted = true;
                }
                high = match if quoted { Item::Char(self.next_char().unwrap_or('\0')) } else { self.class_item()? } {
                    Item::Char(c) => c,
                    Item::Set(_) => {
                        return error("invalid range in character class", self.at);
                    }
                };
                if high < low {
                    return error("range out of order in character class", self.at);
                }
            }
            set.push(ClassUnicodeRange::new(low, high));
        }
        if self.flags.caseless {
            class::fold(&mut set, self.unicode);
        }
        Ok(Node::Class(if negative { class::negate(&set, self.unicode) } else { set }))
    }

    /// Where `:]` stands behind `[:`, where only letters are between.
    fn posix_end(&self) -> Option<usize> {
        let kind = self.peek()?;
        let mut at = self.at + 1;
        if self.source.get(at) == Some(&b'^') {
            at += 1;
        }
        while self.source.get(at).is_some_and(u8::is_ascii_alphabetic) {
            at += 1;
        }
        (self.source.get(at) == Some(&kind) && self.source.get(at + 1) == Some(&b']')).then_some(at)
    }

    fn class_item(&mut self) -> Parse<Item> {
        let byte = self.peek().unwrap_or(0);
        if byte == b'[' {
            self.at += 1;
            if let Some(kind @ (b':' | b'.' | b'=')) = self.peek()
                && let Some(end) = self.posix_end()
            {
                if kind != b':' {
                    return error("POSIX collating elements are not supported", end + 2);
                }
                self.at += 1;
                let negative = self.eat(b"^");
                let mut name = self.source.get(self.at..end).unwrap_or_default();
                if self.flags.caseless && matches!(name, b"upper" | b"lower") {
                    name = b"alpha";
                }
                self.at = end + 2;
                let Some(set) = class::posix(name, self.properties, self.unicode) else {
                    return error("unknown POSIX class name", end + 2);
                };
                return Ok(Item::Set(if negative { class::negate(&set, self.unicode) } else { set }));
            }
            return Ok(Item::Char('['));
        }
        if byte != b'\\' {
            return Ok(Item::Char(self.next_char().unwrap_or('\0')));
        }
        self.at += 1;
        let Some(byte) = self.peek() else { return error("\\ at end of pattern", self.at) };
        Ok(match byte {
            b'b' => {
                self.at += 1;
                Item::Char('\u{8}')
            }
            b'd' | b'D' | b's' | b'S' | b'w' | b'W' | b'h' | b'H' | b'v' | b'V' => {
                self.at += 1;
                Item::Set(class::escape(byte, self.properties, self.unicode).unwrap_or_else(ClassUnicode::empty))
            }
            b'p' | b'P' => Item::Set(self.property()?),
            b'N' if self.source.get(self.at + 1) != Some(&b'{') => {
                return error("\\N is not supported in a class", self.at + 1);
            }
            b'B' | b'R' | b'X' => return error("escape sequence is invalid in character class", self.at + 1),
            b'8' | b'9' => {
                self.at += 1;
                Item::Char(byte as char)
            }
            _ => Item::Char(self.escaped_char()?),
        })
    }
}

/// An item of a class.
enum Item {
    Char(char),
    Set(ClassUnicode),
}

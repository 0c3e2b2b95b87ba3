//! What a backslash begins.

use super::{NO_SUCH_GROUP, Parse, Parser, error};
use crate::regex::ast::{Assert, Node};
use crate::regex::class;
use regex_syntax::hir::ClassUnicode;

impl Parser<'_> {
    /// What follows a backslash outside of a class.
    pub(super) fn escape(&mut self) -> Parse<Node> {
        let start = self.at;
        let Some(byte) = self.peek() else { return error("\\ at end of pattern", self.at) };
        match byte {
            b'd' | b'D' | b's' | b'S' | b'w' | b'W' | b'h' | b'H' | b'v' | b'V' => {
                self.at += 1;
                let set = class::escape(byte, self.properties, self.unicode).unwrap_or_else(ClassUnicode::empty);
                return Ok(Node::Class(set));
            }
            b'p' | b'P' => {
                let set = self.property()?;
                return Ok(self.class_node(set));
            }
            b'N' if self.source.get(self.at + 1) != Some(&b'{') => {
                self.at += 1;
                return Ok(self.not_newline());
            }
            b'1'..=b'9' => {
                let number = self.number().unwrap_or(0);
                if number < 10 || matches!(byte, b'8' | b'9') || number <= self.groups {
                    self.pending_numbers.push((number, self.at));
                    return Ok(Node::Backreference(vec![number], self.flags.caseless));
                }
                self.at = start;
            }
            b'g' => return self.group_reference(),
            b'k' => {
                self.at += 1;
                let end = match self.peek() {
                    Some(b'{') => b'}',
                    Some(b'<') => b'>',
                    Some(b'\'') => b'\'',
                    _ => return error("\\k is not followed by a braced, angle-bracketed, or quoted name", self.at),
                };
                self.at += 1;
                let name = self.name(end)?;
                return Ok(Node::Backreference(vec![name], self.flags.caseless));
            }
            _ => {}
        }
        let assert = match byte {
            b'A' => Some(Assert::Start),
            b'z' => Some(Assert::End),
            b'Z' => Some(Assert::EndOrNewline),
            b'G' => Some(Assert::SearchStart),
            b'b' => Some(Assert::Word),
            b'B' => Some(Assert::NotWord),
            _ => None,
        };
        if let Some(assert) = assert {
            self.at += 1;
            return Ok(Node::Assert(assert));
        }
        match byte {
            b'R' => {
                self.at += 1;
                let mut set = class::vertical();
                set.intersect(&class::all(self.unicode));
                Ok(Node::Newline(set))
            }
            b'X' => {
                self.at += 1;
                Ok(Node::Grapheme)
            }
            b'C' => {
                self.at += 1;
                Ok(Node::Class(class::all(self.unicode)))
            }
            b'K' => {
                self.at += 1;
                if self.in_look > 0 {
                    return error(
                        "\\K is not allowed in lookarounds (but see PCRE2_EXTRA_ALLOW_LOOKAROUND_BSK)",
                        self.at + 1,
                    );
                }
                Ok(Node::Keep)
            }
            _ => {
                let c = self.escaped_char()?;
                Ok(self.literal(c))
            }
        }
    }

    /// `\g1`, `\g{-1}`, `\g{name}`, and calls: `\g<1>`, `\g'name'`.
    pub(super) fn group_reference(&mut self) -> Parse<Node> {
        self.at += 1;
        let start = self.at;
        const WHAT: &str =
            "\\g is not followed by a braced, angle-bracketed, or quoted name/number or by a plain number";
        let end = match self.peek() {
            Some(b'{') => Some(b'}'),
            Some(b'<') => Some(b'>'),
            Some(b'\'') => Some(b'\''),
            Some(b'+' | b'-' | b'0'..=b'9') => None,
            _ => return error(WHAT, self.at),
        };
        self.at += usize::from(end.is_some());
        let sign = self.peek().filter(|byte| matches!(byte, b'+' | b'-'));
        self.at += usize::from(sign.is_some());
        let calls = matches!(end, Some(b'>' | b'\''));
        let group = match self.number() {
            Some(number) => {
                let group = match sign {
                    Some(b'+') => self.groups.saturating_add(number),
                    Some(_) => match (self.groups + 1).checked_sub(number) {
                        Some(group @ 1..) => group,
                        _ => return error(NO_SUCH_GROUP, start),
                    },
                    None => number,
                };
                if let Some(end) = end
                    && !self.eat(&[end])
                {
                    return error("syntax error in subpattern number (missing terminator?)", self.at);
                }
                let wanted = if group == 0 && !calls { u32::MAX } else { group };
                self.pending_numbers.push((wanted, self.at));
                group
            }
            None if sign.is_some() => return error(WHAT, self.at),
            None => match end {
                Some(end) => self.name(end)?,
                None => return error(WHAT, self.at),
            },
        };
        Ok(if calls { Node::Call(group) } else { Node::Backreference(vec![group], self.flags.caseless) })
    }

    /// `p{name}` behind a backslash.
    pub(super) fn property(&mut self) -> Parse<ClassUnicode> {
        const MALFORMED: &str = "malformed \\P or \\p sequence";
        let mut negative = self.peek() == Some(b'P');
        self.at += 1;
        let name = match self.peek() {
            Some(b'{') => {
                self.at += 1;
                if self.eat(b"^") {
                    negative = !negative;
                }
                let from = self.at;
                while self.peek().is_some_and(|b| b.is_ascii_alphanumeric() || b" _-&:=".contains(&b)) {
                    self.at += 1;
                }
                let name = self.source.get(from..self.at).unwrap_or_default();
                if !self.eat(b"}") {
                    return error(MALFORMED, self.at);
                }
                name
            }
            Some(byte) if byte.is_ascii_alphabetic() => {
                self.at += 1;
                self.source.get(self.at - 1..self.at).unwrap_or_default()
            }
            _ => return error(MALFORMED, self.at),
        };
        let name = std::str::from_utf8(name).unwrap_or("");
        // Without regard to case, a category of letters is all of them.
        let name = if self.flags.caseless && matches!(name, "Lu" | "Ll" | "Lt") { "L&" } else { name };
        let Some(mut set) = class::property(name) else {
            return error("unknown property after \\P or \\p", self.at);
        };
        set.intersect(&class::all(self.unicode));
        Ok(if negative { class::negate(&set, self.unicode) } else { set })
    }

    /// A character written with a backslash, in a class or out of it; the backslash was read.
    pub(super) fn escaped_char(&mut self) -> Parse<char> {
        let Some(byte) = self.peek() else { return error("\\ at end of pattern", self.at) };
        if !byte.is_ascii_alphanumeric() {
            return Ok(self.next_char().unwrap_or('\\'));
        }
        self.at += 1;
        Ok(match byte {
            b'a' => '\u{7}',
            b'e' => '\u{1b}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'0'..=b'7' => {
                let mut code = (byte - b'0') as u32;
                let most = 3;
                let mut count = 1;
                while count < most
                    && let Some(digit @ b'0'..=b'7') = self.peek()
                {
                    code = code * 8 + (digit - b'0') as u32;
                    self.at += 1;
                    count += 1;
                }
                if code > 255 && !self.unicode {
                    return error("octal value is greater than \\377 in 8-bit non-UTF-8 mode", self.at);
                }
                char::from_u32(code).unwrap_or('\0')
            }
            b'o' => {
                if !self.eat(b"{") {
                    return error("missing opening brace after \\o", self.at);
                }
                self.braced(8, "non-octal character in \\o{} (closing brace missing?)")?
            }
            b'x' if self.eat(b"{") => self.braced(16, "non-hex character in \\x{} (closing brace missing?)")?,
            b'x' => {
                let mut code = 0;
                let mut count = 0;
                while count < 2
                    && let Some(digit) = self.peek().and_then(|byte| (byte as char).to_digit(16))
                {
                    code = code * 16 + digit;
                    self.at += 1;
                    count += 1;
                }
                if count == 0 {
                    return error("digits missing after \\x or in \\x{} or \\o{} or \\N{U+}", self.at);
                }
                char::from_u32(code).unwrap_or('\0')
            }
            b'c' => match self.peek() {
                None => return error("\\c at end of pattern", self.at),
                Some(byte @ 0x20..=0x7e) => {
                    self.at += 1;
                    (byte.to_ascii_uppercase() ^ 0x40) as char
                }
                Some(_) => return error("\\c must be followed by a printable ASCII character", self.at + 1),
            },
            b'N' => {
                if !self.eat(b"{U+") {
                    return error("PCRE2 does not support \\F, \\L, \\l, \\N{name}, \\U, or \\u", self.at + 1);
                }
                if !self.unicode {
                    let end = self.rest().iter().position(|byte| *byte == b'}').unwrap_or(0);
                    return error("\\N{U+dddd} is supported only in Unicode (UTF) mode", self.at + end + 1);
                }
                self.braced(16, "non-hex character in \\x{} (closing brace missing?)")?
            }
            b'F' | b'L' | b'l' | b'U' | b'u' => {
                return error("PCRE2 does not support \\F, \\L, \\l, \\N{name}, \\U, or \\u", self.at);
            }
            _ => return error("unrecognized character follows \\", self.at),
        })
    }

    /// `1f600}`
    pub(super) fn braced(&mut self, base: u32, bad: &str) -> Parse<char> {
        const TOO_LARGE: &str = "character code point value in \\x{} or \\o{} is too large";
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
        if self.peek() == Some(b'}') || self.peek().is_none() {
            return error(
                "digits missing after \\x or in \\x{} or \\o{} or \\N{U+}",
                self.at + usize::from(self.peek().is_some()),
            );
        }
        let most = if self.unicode { 0x10ffff } else { 0xff };
        let mut code = 0u32;
        while let Some(digit) = self.peek().and_then(|byte| (byte as char).to_digit(base)) {
            code = code.saturating_mul(base).saturating_add(digit);
            self.at += 1;
        }
        if code > most {
            return error(TOO_LARGE, self.at);
        }
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
        if !self.eat(b"}") {
            return error(bad, self.at + 1);
        }
        match char::from_u32(code) {
            Some(c) => Ok(c),
            None => error("disallowed Unicode code point (>= 0xd800 && <= 0xdfff)", self.at - 1),
        }
    }
}

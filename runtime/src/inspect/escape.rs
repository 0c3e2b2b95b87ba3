//! Strings as source: which characters are printed as they are, and how the others.

use std::fmt::Write;

/// What is escaped between two delimiters.
pub(super) struct Escapes {
    /// The delimiter.
    quote: char,
    /// In regexes, a backslash is a backslash, and fewer letters name control characters.
    regex: bool,
}

impl Escapes {
    /// Between double quotes.
    pub(super) const STRING: Escapes = Escapes { quote: '"', regex: false };
    /// Between slashes.
    pub(super) const REGEX: Escapes = Escapes { quote: '/', regex: true };

    fn named(&self, c: char) -> Option<&'static str> {
        Some(match c {
            '\x07' => "\\a",
            '\x0C' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\x0B' => "\\v",
            _ if self.regex => return None,
            '\x08' => "\\b",
            '\x7F' => "\\d",
            '\x1B' => "\\e",
            '\\' => "\\\\",
            _ => return None,
        })
    }
}

/// Whether a character is printed as it is, or as an escape with a letter, in a string that is inferred to be text.
#[inline]
pub fn is_printable_char(c: char) -> bool {
    matches!(
        c,
        ' '..='~' | '\x07'..='\x0D' | '\x1B' | '\x7F'
        | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}'
    )
}

/// `String.printable?(bytes, limit)`: whether the first `limit` characters are.
pub fn is_printable(bytes: &[u8], limit: i64) -> bool {
    let mut left = limit;
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if left == 0 {
                return true;
            }
            if !is_printable_char(c) {
                return false;
            }
            left = left.saturating_sub(1);
        }
        if !chunk.invalid().is_empty() {
            return left == 0;
        }
    }
    true
}

/// Characters that would not be seen, or would turn others around: printed as `\uXXXX`.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{FEFF}' | '\u{2061}'..='\u{2064}' | '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}' | '\u{FFF9}'..='\u{FFFC}' | '\u{200C}' | '\u{200D}' | '\u{34F}' | '\u{A0}'
        | '\u{200B}' | '\u{2060}' | '\u{2028}' | '\u{2029}' | '\u{2000}'..='\u{200A}' | '\u{205F}'
    )
}

/// Escapes a whole text.
pub(super) fn escape_into(text: &str, escapes: &Escapes, out: &mut String) {
    escape(text.as_bytes(), escapes, &mut { super::INFINITY }, out);
}

/// Escapes the first `left` characters; whether that is all.
pub(super) fn escape(bytes: &[u8], escapes: &Escapes, left: &mut i64, out: &mut String) -> bool {
    for chunk in bytes.utf8_chunks() {
        let mut chars = chunk.valid().chars().peekable();
        while let Some(c) = chars.next() {
            if *left == 0 {
                return false;
            }
            *left = left.saturating_sub(1);
            if c == escapes.quote {
                out.push('\\');
                out.push(c);
            } else if c == '#' && chars.peek() == Some(&'{') {
                chars.next();
                out.push_str("\\#{");
            } else if let Some(name) = escapes.named(c) {
                out.push_str(name);
            } else {
                escape_char(c, out);
            }
        }
        for byte in chunk.invalid() {
            if *left == 0 {
                return false;
            }
            *left = left.saturating_sub(1);
            let _ = write!(out, "\\x{byte:02X}");
        }
    }
    true
}

fn escape_char(c: char, out: &mut String) {
    let code = u32::from(c);
    let _ = match c {
        '\0' => write!(out, "\\0"),
        _ if is_invisible(c) => write!(out, "\\u{code:04X}"),
        ' '..='~' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'.. => {
            out.push(c);
            Ok(())
        }
        _ if code < 0x100 => write!(out, "\\x{code:02X}"),
        _ => write!(out, "\\x{{{code:04X}}}"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        let mut out = String::new();
        assert!(escape(b"a\"\\#{x}\n\x01\xFF\xC3\xA9", &Escapes::STRING, &mut 100, &mut out));
        assert_eq!(out, "a\\\"\\\\\\#{x}\\n\\x01\\xFFé");
        out.clear();
        assert!(!escape(b"abc", &Escapes::STRING, &mut 2, &mut out));
        assert_eq!(out, "ab");
    }
}

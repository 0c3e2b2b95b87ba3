//! What the text of a quote means: escapes resolved, the indentation of heredocs stripped. Also the values of numbers.

use crate::ast::ExprKind;
use num_bigint::BigInt;

/// How the text of a quote is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escapes {
    /// All escapes are resolved.
    All,
    /// Only the escaped delimiter and the escaped line end: `~r` and small sigils without a meaning of their own.
    Delimiter { terminator: u8, newline: bool },
}

/// Why an escape is wrong: its place in the raw text and what to say.
#[derive(Debug)]
pub(super) struct BadEscape {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) message: &'static str,
    pub(super) help: &'static str,
}

/// The layout of a heredoc's text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    /// How many spaces are taken from the start of each line.
    pub(super) indentation: usize,
    /// Whether the text begins a line.
    pub(super) begins_line: bool,
    pub(super) heredoc: bool,
}

/// Resolves a raw text.
pub(super) fn resolve(raw: &[u8], escapes: Escapes, layout: Layout) -> Result<Vec<u8>, BadEscape> {
    if layout.indentation == 0 && !raw.contains(&b'\\') {
        return Ok(raw.to_vec());
    }
    let mut out = Vec::with_capacity(raw.len());
    let mut at = if layout.begins_line { strip(raw, 0, layout.indentation) } else { 0 };
    while let Some(byte) = raw.get(at).copied() {
        at += 1;
        match byte {
            b'\n' => {
                out.push(byte);
                at = strip(raw, at, layout.indentation);
            }
            b'\\' => {
                let line_end = match (raw.get(at), raw.get(at + 1)) {
                    (Some(b'\n'), _) => 1,
                    (Some(b'\r'), Some(b'\n')) => 2,
                    _ => 0,
                };
                if line_end > 0 {
                    let keep = matches!(escapes, Escapes::Delimiter { newline: false, .. });
                    if keep {
                        out.extend_from_slice(raw.get(at - 1..at + line_end).unwrap_or(&[]));
                    }
                    at = strip(raw, at + line_end, layout.indentation);
                    continue;
                }
                at = match escapes {
                    Escapes::All => escape(raw, at, &mut out)?,
                    Escapes::Delimiter { terminator, .. } => {
                        let escaped = if layout.heredoc {
                            raw.get(at..at + 3).is_some_and(|next| next.iter().all(|byte| *byte == terminator))
                        } else {
                            raw.get(at) == Some(&terminator)
                        };
                        if !escaped {
                            out.push(b'\\');
                        }
                        // A byte of its own, so that a backslash behind a backslash escapes nothing.
                        out.extend(raw.get(at));
                        at + 1
                    }
                };
            }
            _ => out.push(byte),
        }
    }
    Ok(out)
}

/// Skips at most `indentation` spaces and tabs.
fn strip(raw: &[u8], at: usize, indentation: usize) -> usize {
    let line = raw.get(at..).unwrap_or(&[]);
    at + line.iter().take(indentation).take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// Resolves the escape whose backslash stands before `at`; answers where it ends.
fn escape(raw: &[u8], at: usize, out: &mut Vec<u8>) -> Result<usize, BadEscape> {
    match raw.get(at).copied() {
        Some(b'x') => hexadecimal(raw, at, out),
        Some(b'u') => unicode(raw, at, out),
        Some(byte) => {
            out.push(simple(byte));
            Ok(at + 1)
        }
        None => Ok(at),
    }
}

/// What a letter behind a backslash stands for.
pub(super) fn simple(byte: u8) -> u8 {
    match byte {
        b'0' => 0,
        b'a' => 7,
        b'b' => 8,
        b'd' => 127,
        b'e' => 27,
        b'f' => 12,
        b'n' => b'\n',
        b'r' => b'\r',
        b's' => b' ',
        b't' => b'\t',
        b'v' => 11,
        other => other,
    }
}

/// Hexadecimal digits at a place: at most `most` of them, as a number and their count.
fn digits(raw: &[u8], at: usize, most: usize) -> (u32, usize) {
    let rest = raw.get(at..).unwrap_or(&[]);
    let digits = rest.iter().map_while(|byte| (*byte as char).to_digit(16)).take(most);
    digits.fold((0, 0), |(value, count), digit| (value * 16 + digit, count + 1))
}

/// `{H…}` with one to six digits: the number and the place behind.
fn braced(raw: &[u8], at: usize) -> Option<(u32, usize)> {
    if raw.get(at) != Some(&b'{') {
        return None;
    }
    let (value, count) = digits(raw, at + 1, 6);
    (count > 0 && raw.get(at + 1 + count) == Some(&b'}')).then_some((value, at + count + 2))
}

fn hexadecimal(raw: &[u8], at: usize, out: &mut Vec<u8>) -> Result<usize, BadEscape> {
    let (value, count) = digits(raw, at + 1, 2);
    if count < 2 {
        return Err(BadEscape {
            start: at - 1,
            end: at + 1,
            message: "invalid escape `\\x`",
            help: "write `\\xHH` with two hexadecimal digits, or a character as `\\u{H…}`",
        });
    }
    out.push(value as u8);
    Ok(at + 3)
}

fn unicode(raw: &[u8], at: usize, out: &mut Vec<u8>) -> Result<usize, BadEscape> {
    let (value, count) = digits(raw, at + 1, 4);
    if count == 4 {
        return code_point(value, at, at + 5, out);
    }
    match braced(raw, at + 1) {
        Some((value, end)) => code_point(value, at, end, out),
        None => Err(BadEscape {
            start: at - 1,
            end: at + 1,
            message: "invalid escape `\\u`",
            help: "write `\\uHHHH` with four hexadecimal digits, or `\\u{H…}` with one to six",
        }),
    }
}

fn code_point(value: u32, at: usize, end: usize, out: &mut Vec<u8>) -> Result<usize, BadEscape> {
    match char::from_u32(value) {
        Some(character) => {
            out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            Ok(end)
        }
        None => Err(BadEscape {
            start: at - 1,
            end,
            message: "no such Unicode code point",
            help: "code points go up to 10FFFF, without D800 to DFFF",
        }),
    }
}

/// The value of an integer literal.
pub(super) fn integer(text: &str) -> ExprKind {
    let (radix, digits) = match text.as_bytes() {
        [b'0', b'x', ..] => (16, 2),
        [b'0', b'b', ..] => (2, 2),
        [b'0', b'o', ..] => (8, 2),
        _ => (10, 0),
    };
    let digits = text.get(digits..).unwrap_or("");
    if !digits.contains('_')
        && let Ok(value) = i64::from_str_radix(digits, radix)
    {
        return ExprKind::Integer(value);
    }
    let plain: Vec<u8> = digits.bytes().filter(|byte| *byte != b'_').collect();
    let small = std::str::from_utf8(&plain).ok().and_then(|plain| i64::from_str_radix(plain, radix).ok());
    match small {
        Some(value) => ExprKind::Integer(value),
        None => BigInt::parse_bytes(&plain, radix).map_or(ExprKind::Error, ExprKind::BigInteger),
    }
}

/// The value of a float literal, unless it is too large.
pub(super) fn float(text: &str) -> Option<f64> {
    let value: f64 = if text.contains('_') { text.replace('_', "").parse().ok()? } else { text.parse().ok()? };
    value.is_finite().then_some(value)
}

//! Where lines break: the layout of Elixir's `Inspect.Algebra`, over a flat row of tokens instead of nested documents.
//!
//! A group that fits the line is printed on it. In one that does not, every strict break is a new line, and a flex break
//! is one where what comes before the next break would not fit. Widths count bytes, as Elixir's do.

use crate::context::Context;
use crate::error::Exc;
use crate::memory::TextBuilder;

/// What the printer notes beside the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// So many bytes of the text.
    Text(u32),
    /// A place to break, whose kind is decided when its container is closed; the place before it in the same one.
    Undecided(u32),
    /// A new line wherever the group does not fit; a blank or nothing where it does.
    Strict { blank: bool },
    /// A new line where the next piece does not fit; a blank elsewhere.
    Flex,
    /// A place that turned out to be none.
    Nothing,
    /// Lines are indented by so much more.
    Nest(u8),
    /// As before the last [`Token::Nest`].
    Unnest,
    /// A group begins.
    Open,
    /// A group ends.
    Close,
}

impl Token {
    /// No place before.
    pub(super) const FIRST: u32 = u32::MAX;
}

/// Breaks a text into lines.
///
/// # Errors
/// Fuel, memory.
pub(super) fn format<'a>(cx: &mut Context<'a>, text: &str, tokens: &[Token], width: i64) -> Result<&'a str, Exc> {
    let mut out = TextBuilder::new(&mut cx.bump, text.len())?;
    let mut broken: Vec<bool> = Vec::new();
    let mut indents: Vec<i64> = Vec::new();
    let mut rest = text;
    let (mut column, mut indent) = (0i64, 0i64);
    for (i, token) in tokens.iter().enumerate() {
        cx.tick()?;
        let breaks = broken.last().copied().unwrap_or(false);
        match *token {
            Token::Text(len) => {
                let (piece, after) = rest.split_at_checked(len as usize).unwrap_or((rest, ""));
                cx.charge_bytes(piece.len())?;
                out.push(&mut cx.bump, piece)?;
                column += piece.len() as i64;
                rest = after;
            }
            Token::Open => broken.push(!group_fits(cx, tokens.get(i + 1..).unwrap_or_default(), column, width)?),
            Token::Close => {
                broken.pop();
            }
            Token::Nest(by) => {
                indents.push(indent);
                indent += i64::from(by);
            }
            Token::Unnest => indent = indents.pop().unwrap_or(0),
            Token::Strict { .. } if breaks => new_line(cx, &mut out, &mut column, indent)?,
            Token::Flex if breaks && !piece_fits(cx, tokens.get(i + 1..).unwrap_or_default(), column + 1, width)? => {
                new_line(cx, &mut out, &mut column, indent)?;
            }
            Token::Strict { blank: true } | Token::Flex => {
                out.push(&mut cx.bump, " ")?;
                column += 1;
            }
            Token::Strict { blank: false } | Token::Nothing | Token::Undecided(_) => {}
        }
    }
    Ok(out.finish(&mut cx.bump))
}

fn new_line<'a>(cx: &mut Context<'a>, out: &mut TextBuilder<'a>, column: &mut i64, indent: i64) -> Result<(), Exc> {
    const BLANKS: &str = "                                                                ";
    out.push(&mut cx.bump, "\n")?;
    let mut left = indent.max(0) as usize;
    cx.charge_bytes(left)?;
    while left > 0 {
        let piece = BLANKS.get(..left).unwrap_or(BLANKS);
        out.push(&mut cx.bump, piece)?;
        left -= piece.len();
    }
    *column = indent;
    Ok(())
}

/// Whether all up to the end of the group fits the line. A text without any break before it fits always: there is no
/// other way to print it.
fn group_fits(cx: &mut Context<'_>, tokens: &[Token], column: i64, width: i64) -> Result<bool, Exc> {
    fits(cx, tokens, column, width, false)
}

/// Whether all up to the next break of the same group fits the line.
fn piece_fits(cx: &mut Context<'_>, tokens: &[Token], column: i64, width: i64) -> Result<bool, Exc> {
    fits(cx, tokens, column, width, true)
}

fn fits(cx: &mut Context<'_>, tokens: &[Token], mut column: i64, width: i64, piece: bool) -> Result<bool, Exc> {
    // Whether a break was met in the group so far; of the groups around it too, innermost last.
    let mut may_break = piece;
    let mut around: Vec<bool> = Vec::new();
    for token in tokens {
        cx.tick()?;
        if column > width && may_break {
            return Ok(false);
        }
        match *token {
            Token::Text(len) => column += i64::from(len),
            Token::Open => around.push(may_break),
            Token::Close => match around.pop() {
                Some(before) => may_break = before,
                None => return Ok(true),
            },
            Token::Strict { .. } | Token::Flex if piece && around.is_empty() => return Ok(true),
            Token::Strict { blank } => {
                column += i64::from(blank);
                may_break = true;
            }
            Token::Flex => {
                column += 1;
                may_break = true;
            }
            Token::Nest(_) | Token::Unnest | Token::Nothing | Token::Undecided(_) => {}
        }
    }
    Ok(!(column > width && may_break))
}

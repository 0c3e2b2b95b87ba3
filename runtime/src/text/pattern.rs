//! Search for one of several texts, as `:binary.match/2` does: leftmost, and of those that begin there the longest.

use crate::context::Context;
use crate::error::Exc;
use crate::term::{Binary, Term, Value};
use crate::text::byte;
use memchr::memmem;

/// What is searched for: at least one text, none empty.
pub enum Pattern<'a> {
    /// One byte.
    Byte(u8),
    /// One text.
    One(memmem::Finder<'a>),
    /// Several.
    Many {
        /// The texts, all binaries.
        texts: &'a [Value<'a>],
        /// Bytes that one of them begins with.
        first: [bool; 256],
        /// What a look at all of them costs; 0 where they are single bytes.
        cost: usize,
    },
}

impl<'a> Pattern<'a> {
    /// A pattern from a binary or a list of binaries; nothing where it is none.
    ///
    /// # Errors
    /// Fuel, memory.
    pub fn new(cx: &mut Context<'a>, pattern: Value<'a>) -> Result<Option<Pattern<'a>>, Exc> {
        match pattern.term() {
            Term::Binary(text) => Ok(Pattern::one(cx, text.bytes())?),
            Term::List(list) => {
                let mut texts = cx.list_builder(list.block().len())?;
                let mut list = list;
                loop {
                    cx.charge(list.block().len())?;
                    for text in list.block() {
                        match text.term() {
                            Term::Binary(text) if !text.is_empty() => texts.push(&mut cx.bump, text.value())?,
                            _ => return Ok(None),
                        }
                    }
                    match list.rest().term() {
                        Term::EmptyList => break,
                        Term::List(rest) => list = rest,
                        _ => return Ok(None),
                    }
                }
                let texts = texts.finish_slice(&mut cx.bump);
                if let [text] = texts
                    && let Term::Binary(text) = text.term()
                {
                    return Pattern::one(cx, text.bytes());
                }
                let mut first = [false; 256];
                let (mut bytes, mut longest) = (0usize, 0);
                for text in texts {
                    let text = bytes_of(*text);
                    if let Some(byte) = text.first().and_then(|byte| first.get_mut(*byte as usize)) {
                        *byte = true;
                    }
                    bytes += text.len();
                    longest = longest.max(text.len());
                }
                let cost = if longest <= 1 { 0 } else { 2 + texts.len() / 2 + bytes / 64 };
                Ok(Some(Pattern::Many { texts, first, cost }))
            }
            _ => Ok(None),
        }
    }

    fn one(cx: &mut Context<'a>, text: &'a [u8]) -> Result<Option<Pattern<'a>>, Exc> {
        match text {
            [] => Ok(None),
            [byte] => Ok(Some(Pattern::Byte(*byte))),
            text => {
                cx.charge(4 + (text.len() >> 3))?;
                Ok(Some(Pattern::One(memmem::Finder::new(text))))
            }
        }
    }

    /// The first match at or after `from`, as its start and end. The bytes searched are to be charged before; what a list
    /// costs beyond that is charged here.
    ///
    /// # Errors
    /// Fuel.
    #[inline]
    pub fn find(&self, cx: &mut Context<'_>, bytes: &[u8], from: usize) -> Result<Option<(usize, usize)>, Exc> {
        let rest = bytes.get(from..).unwrap_or_default();
        match self {
            Pattern::Byte(byte) => Ok(byte::find(*byte, rest).map(|at| (from + at, from + at + 1))),
            Pattern::One(finder) => Ok(finder.find(rest).map(|at| (from + at, from + at + finder.needle().len()))),
            Pattern::Many { texts, first, cost } => {
                for (at, byte) in rest.iter().enumerate() {
                    if !first.get(*byte as usize).copied().unwrap_or(false) {
                        continue;
                    }
                    if *cost == 0 {
                        return Ok(Some((from + at, from + at + 1)));
                    }
                    cx.charge(*cost)?;
                    let here = rest.get(at..).unwrap_or_default();
                    let longest = texts
                        .iter()
                        .map(|text| bytes_of(*text))
                        .filter(|text| here.starts_with(text))
                        .map(<[u8]>::len)
                        .max();
                    if let Some(length) = longest {
                        return Ok(Some((from + at, from + at + length)));
                    }
                }
                Ok(None)
            }
        }
    }
}

#[inline]
fn bytes_of<'a>(text: Value<'a>) -> &'a [u8] {
    match text.term() {
        Term::Binary(text) => Binary::bytes(text),
        _ => &[],
    }
}

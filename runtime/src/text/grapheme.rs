//! Grapheme clusters of bytes that may not be UTF-8.

use crate::context::Context;
use crate::error::Exc;
use unicode_segmentation::UnicodeSegmentation;

/// Charges for a walk over the graphemes of bytes: little for ASCII, more for text whose tables are consulted.
#[inline]
pub fn charge_walk(cx: &mut Context<'_>, bytes: &[u8]) -> Result<(), Exc> {
    cx.charge_bytes(bytes.len())?;
    if bytes.is_ascii() { Ok(()) } else { cx.charge(bytes.len().saturating_mul(4)) }
}

/// The graphemes of bytes, in order, as lengths in bytes; a byte that belongs to no character is one of its own.
#[derive(Clone)]
pub struct Graphemes<'t> {
    rest: &'t [u8],
    /// How many bytes at the start of `rest` are known to be UTF-8, and how many behind them not to be.
    valid: usize,
    invalid: usize,
}

impl<'t> Graphemes<'t> {
    /// Of bytes; `known` where they are known to be UTF-8.
    #[inline]
    pub fn new(bytes: &'t [u8], known: bool) -> Self {
        Graphemes { rest: bytes, valid: if known { bytes.len() } else { 0 }, invalid: 0 }
    }

    /// What was not walked over yet.
    #[inline]
    pub fn rest(&self) -> &'t [u8] {
        self.rest
    }

    #[cold]
    fn look(&mut self) {
        match std::str::from_utf8(self.rest) {
            Ok(_) => self.valid = self.rest.len(),
            Err(error) => {
                self.valid = error.valid_up_to();
                self.invalid = error.error_len().unwrap_or(self.rest.len() - self.valid);
            }
        }
    }

    #[inline]
    fn advance(&mut self, n: usize) -> &'t [u8] {
        let n = n.min(self.rest.len());
        let (first, rest) = self.rest.split_at(n);
        self.rest = rest;
        first
    }
}

/// How many bytes are looked at first for the end of a grapheme.
const WINDOW: usize = 64;

impl<'t> Iterator for Graphemes<'t> {
    type Item = &'t [u8];

    #[inline]
    fn next(&mut self) -> Option<&'t [u8]> {
        match self.rest {
            [] => return None,
            // Neither extends the other, unless they are CR and LF.
            [a, b, ..] if *a < 0x80 && *b < 0x80 && *a != b'\r' => {
                self.valid = self.valid.saturating_sub(1);
                return Some(self.advance(1));
            }
            _ => {}
        }
        if self.valid == 0 {
            if self.invalid == 0 {
                self.look();
            }
            if self.valid == 0 {
                self.invalid = self.invalid.saturating_sub(1);
                return Some(self.advance(1));
            }
        }
        let n = self.first_length();
        self.valid -= n.min(self.valid);
        Some(self.advance(n))
    }
}

impl Graphemes<'_> {
    /// The length of the first grapheme of the text, which is not empty.
    fn first_length(&self) -> usize {
        // Almost all graphemes are short: only where one fills a window is more of the text looked at.
        let mut size = WINDOW;
        loop {
            let bytes = self.rest.get(..self.valid.min(size)).unwrap_or_default();
            let window = match std::str::from_utf8(bytes) {
                Ok(text) => text,
                Err(error) => std::str::from_utf8(bytes.get(..error.valid_up_to()).unwrap_or_default()).unwrap_or(""),
            };
            let first = window.graphemes(true).next().map_or(1, str::len);
            if first < window.len() || size >= self.valid {
                return first;
            }
            size = size.saturating_mul(4);
        }
    }
}

/// Whether no two bytes form a cluster: ASCII without CR.
#[inline]
pub fn is_plain(bytes: &[u8]) -> bool {
    bytes.iter().fold(true, |plain, byte| plain & (*byte < 0x80) & (*byte != b'\r'))
}

/// How many graphemes there are.
pub fn count(bytes: &[u8], known: bool) -> usize {
    if is_plain(bytes) { bytes.len() } else { Graphemes::new(bytes, known).count() }
}

/// Where the grapheme of that number begins; the end where there are fewer.
#[inline]
pub fn offset(bytes: &[u8], known: bool, n: usize) -> usize {
    if n == 0 {
        return 0;
    }
    // One byte more is looked at: it could extend the last.
    let end = n.saturating_add(1).min(bytes.len());
    if is_plain(bytes.get(..end).unwrap_or_default()) {
        return n.min(bytes.len());
    }
    let mut graphemes = Graphemes::new(bytes, known);
    let mut left = n;
    while left > 0 && graphemes.next().is_some() {
        left -= 1;
    }
    bytes.len() - graphemes.rest().len()
}

/// The last grapheme.
pub fn last(bytes: &[u8]) -> Option<&[u8]> {
    match bytes {
        [] => None,
        [.., a, b] if *a < 0x80 && *b < 0x80 && *b != b'\n' => bytes.get(bytes.len() - 1..),
        _ => {
            if let Ok(text) = std::str::from_utf8(bytes) {
                return text.graphemes(true).next_back().map(str::as_bytes);
            }
            Graphemes::new(bytes, false).last()
        }
    }
}

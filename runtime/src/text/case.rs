//! Upper, lower and title case, as Elixir's `String` does them.

use crate::memory::{Bump, Full, Writer};

/// How letters are mapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// By the Unicode standard, without conditions.
    Default,
    /// `a` to `z` alone.
    Ascii,
    /// With the final sigma.
    Greek,
    /// With the dotless i.
    Turkic,
}

/// What changing the case of ASCII text comes to.
pub enum AsciiCase<'a> {
    /// The text in the other case.
    Changed(&'a str),
    /// It was in that case.
    Same,
    /// It is not ASCII.
    Other,
}

/// ASCII text in upper case.
///
/// # Errors
/// Memory.
pub fn ascii_upper<'a>(bump: &mut Bump<'a>, bytes: &[u8]) -> Result<AsciiCase<'a>, Full> {
    ascii_case::<b'a'>(bump, bytes)
}

/// ASCII text in lower case.
///
/// # Errors
/// Memory.
pub fn ascii_lower<'a>(bump: &mut Bump<'a>, bytes: &[u8]) -> Result<AsciiCase<'a>, Full> {
    ascii_case::<b'A'>(bump, bytes)
}

/// One to seven bytes as the lowest of a word, read in at most three pieces that overlap.
#[inline(always)]
fn short_word(bytes: &[u8]) -> u64 {
    let n = bytes.len();
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << (8 * (n - 4));
    }
    let at = |i: usize| u64::from(bytes.get(i).copied().unwrap_or_default()) << (8 * i);
    at(0) | at(n / 2) | at(n - 1)
}

/// Flips the case of the 26 letters from `FIRST` on, eight bytes at a time: most texts are short.
fn ascii_case<'a, const FIRST: u8>(bump: &mut Bump<'a>, bytes: &[u8]) -> Result<AsciiCase<'a>, Full> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * EACH;
    let (mut changed, mut not_ascii) = (0, 0);
    let mut out = bump.text_writer();
    let mut flip = |word: u64| {
        not_ascii |= word & HIGH;
        let low = word & !HIGH;
        // The high bit of a byte says whether it is at least `FIRST`, and whether it is behind the last letter.
        let from = low + EACH * const { (0x80 - FIRST) as u64 };
        let behind = low + EACH * const { (0x80 - (FIRST + 26)) as u64 };
        let letters = (from ^ behind) & HIGH;
        changed |= letters;
        word ^ (letters >> 2)
    };
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        out.push_ascii(flip(u64::from_le_bytes(*word)), 8)?;
    }
    if !rest.is_empty() {
        out.push_ascii(flip(short_word(rest)), rest.len())?;
    }
    // What was written and is not wanted is dropped with the writer.
    Ok(match (not_ascii, changed) {
        (0, 0) => AsciiCase::Same,
        (0, _) => AsciiCase::Changed(out.finish()),
        _ => AsciiCase::Other,
    })
}

/// Writes a piece of text in lower case. Bytes that are no text stay as they are. A final sigma is one behind a letter;
/// `after_letter` says whether one stands before the bytes.
///
/// # Errors
/// Memory.
pub fn write_lower(out: &mut Writer<'_, '_>, bytes: &[u8], mode: Mode, after_letter: bool) -> Result<(), Full> {
    if mode == Mode::Ascii {
        return bytes.iter().try_for_each(|byte| out.push_byte(byte.to_ascii_lowercase()));
    }
    let mut previous_cased = after_letter;
    for chunk in bytes.utf8_chunks() {
        let text = chunk.valid();
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            match c {
                'I' if mode == Mode::Turkic => {
                    // A dot above is taken into the i.
                    if chars.next_if(|(_, next)| *next == '\u{307}').is_some() {
                        out.push_byte(b'i')?;
                    } else {
                        out.push_char('ı')?;
                    }
                }
                'İ' if mode == Mode::Turkic => out.push_byte(b'i')?,
                'Σ' if mode == Mode::Greek => {
                    let after = text.get(at + c.len_utf8()..).unwrap_or("");
                    let last = previous_cased && !begins_cased(after);
                    out.push_char(if last { 'ς' } else { 'σ' })?;
                }
                c if c.is_ascii() => out.push_byte(c.to_ascii_lowercase() as u8)?,
                c => c.to_lowercase().try_for_each(|c| out.push_char(c))?,
            }
            if mode == Mode::Greek {
                previous_cased = context_after(c, previous_cased);
            }
        }
        if !chunk.invalid().is_empty() {
            out.push(chunk.invalid())?;
            previous_cased = false;
        }
    }
    Ok(())
}

/// Writes a piece of text in upper case.
pub fn write_upper(out: &mut Writer<'_, '_>, bytes: &[u8], mode: Mode) -> Result<(), Full> {
    if mode == Mode::Ascii {
        return bytes.iter().try_for_each(|byte| out.push_byte(byte.to_ascii_uppercase()));
    }
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                'i' if mode == Mode::Turkic => out.push_char('İ')?,
                c if c.is_ascii() => out.push_byte(c.to_ascii_uppercase() as u8)?,
                c => c.to_uppercase().try_for_each(|c| out.push_char(c))?,
            }
        }
        out.push(chunk.invalid())?;
    }
    Ok(())
}

/// Whether a sigma behind these bytes stands behind a letter.
pub fn ends_cased(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).unwrap_or("").chars().fold(false, |cased, c| context_after(c, cased))
}

/// Whether a sigma before this text is inside a word: a cased letter follows, apostrophes and marks aside.
fn begins_cased(text: &str) -> bool {
    for c in text.chars() {
        if is_case_ignorable(c) {
            continue;
        }
        return is_cased(c);
    }
    false
}

fn context_after(c: char, cased_before: bool) -> bool {
    if is_case_ignorable(c) { cased_before } else { is_cased(c) }
}

fn is_cased(c: char) -> bool {
    c.is_lowercase() || c.is_uppercase() || is_title(c)
}

fn is_title(c: char) -> bool {
    use unicode_general_category::{GeneralCategory, get_general_category};
    get_general_category(c) == GeneralCategory::TitlecaseLetter
}

/// Marks, modifiers, format characters and the punctuation that may stand inside a word.
fn is_case_ignorable(c: char) -> bool {
    use unicode_general_category::{GeneralCategory as G, get_general_category};
    matches!(
        c,
        '\'' | '.'
            | ':'
            | '\u{b7}'
            | '\u{387}'
            | '\u{55f}'
            | '\u{5f4}'
            | '\u{2018}'
            | '\u{2019}'
            | '\u{2024}'
            | '\u{2027}'
            | '\u{fe13}'
            | '\u{fe52}'
            | '\u{fe55}'
            | '\u{ff07}'
            | '\u{ff0e}'
            | '\u{ff1a}'
            | '^'
            | '`'
            | '\u{a8}'
    ) || matches!(
        get_general_category(c),
        G::NonspacingMark | G::EnclosingMark | G::Format | G::ModifierLetter | G::ModifierSymbol
    )
}

/// Writes one grapheme in title case: its first letter, the others as they are.
pub fn write_title(out: &mut Writer<'_, '_>, grapheme: &str) -> Result<(), Full> {
    let mut chars = grapheme.chars();
    let Some(first) = chars.next() else { return Ok(()) };
    match first {
        // Georgian letters stand for themselves.
        'ა'..='ჺ' | 'ჽ'..='ჿ' => out.push_char(first)?,
        // Greek letters with an iota below keep it there.
        '\u{1f80}'..='\u{1faf}' => out.push_char(char::from_u32(u32::from(first) | 8).unwrap_or(first))?,
        _ => match title_exception(first) {
            Some(text) => out.push(text.as_bytes())?,
            None => first.to_uppercase().try_for_each(|c| out.push_char(c))?,
        },
    }
    out.push(chars.as_str().as_bytes())
}

/// Further letters whose title case is not their upper case.
fn title_exception(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "Ss",
        'Ǆ' | 'ǅ' | 'ǆ' => "ǅ",
        'Ǉ' | 'ǈ' | 'ǉ' => "ǈ",
        'Ǌ' | 'ǋ' | 'ǌ' => "ǋ",
        'Ǳ' | 'ǲ' | 'ǳ' => "ǲ",
        'և' => "Եւ",
        '\u{1fb2}' => "\u{1fba}\u{345}",
        '\u{1fb3}' | '\u{1fbc}' => "\u{1fbc}",
        '\u{1fb4}' => "\u{386}\u{345}",
        '\u{1fb7}' => "\u{391}\u{342}\u{345}",
        '\u{1fc2}' => "\u{1fca}\u{345}",
        '\u{1fc3}' | '\u{1fcc}' => "\u{1fcc}",
        '\u{1fc4}' => "\u{389}\u{345}",
        '\u{1fc7}' => "\u{397}\u{342}\u{345}",
        '\u{1ff2}' => "\u{1ffa}\u{345}",
        '\u{1ff3}' | '\u{1ffc}' => "\u{1ffc}",
        '\u{1ff4}' => "\u{38f}\u{345}",
        '\u{1ff7}' => "\u{3a9}\u{342}\u{345}",
        'ﬀ' => "Ff",
        'ﬁ' => "Fi",
        'ﬂ' => "Fl",
        'ﬃ' => "Ffi",
        'ﬄ' => "Ffl",
        'ﬅ' | 'ﬆ' => "St",
        'ﬓ' => "Մն",
        'ﬔ' => "Մե",
        'ﬕ' => "Մի",
        'ﬖ' => "Վն",
        'ﬗ' => "Մխ",
        _ => return None,
    })
}

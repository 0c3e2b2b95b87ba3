//! Which characters beyond ASCII a name may hold: identifier characters of Unicode (UAX 31) of the scripts in everyday
//! use, in a form that compatibility decomposition leaves alone, and of one script between two underscores, against names
//! that look alike. Elixir reads the scripts from the tables of UTS 39; ranges of blocks do here.

use std::borrow::Cow;
use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Whether a name may begin with the character.
pub(super) fn starts_name(character: char) -> bool {
    unicode_ident::is_xid_start(character) && is_recommended(character) && is_compatible(character)
}

/// Whether a name may go on with the character.
pub(super) fn continues_name(character: char) -> bool {
    character == '·'
        || unicode_ident::is_xid_continue(character) && is_recommended(character) && is_compatible(character)
}

/// Not a variant of another character, but for the micro sign.
fn is_compatible(character: char) -> bool {
    character == 'µ' || std::iter::once(character).nfkc().eq(std::iter::once(character).nfc())
}

/// Scripts that Unicode recommends for identifiers.
fn is_recommended(character: char) -> bool {
    matches!(u32::from(character),
        0xAA..=0x131 | 0x134..=0x137 | 0x139..=0x148 | 0x14A..=0x24F | 0x2BB..=0x2BC | 0x300..=0x36F
        | 0x370..=0x52F | 0x531..=0x6FF | 0x750..=0x7BF | 0x8A0..=0x109F | 0x10D0..=0x10FF
        | 0x1200..=0x139F | 0x1780..=0x17FF | 0x1E00..=0x1FFF | 0x2D80..=0x2DDF
        | 0x3005..=0x3007 | 0x3041..=0x30FF | 0x3105..=0x312F | 0x31A0..=0x31BF | 0x3400..=0x9FFF
        | 0xA9E0..=0xA9FF | 0xAA60..=0xAA7F | 0xAB00..=0xAB2F | 0xAC00..=0xD7A3 | 0x20000..=0x323AF)
}

/// A number for the script of a character; none for what all scripts share.
fn script(character: char) -> Option<u32> {
    let code = u32::from(character);
    match code {
        _ if character.is_ascii_alphabetic() => Some(0),
        0xB5 | 0x3BC | 0xB7 | 0x300..=0x36F => None,
        0x80..=0x24F | 0x1E00..=0x1EFF => Some(0),
        0x370..=0x3FF | 0x1F00..=0x1FFF => Some(1),
        0x400..=0x52F => Some(2),
        0x531..=0x58F => Some(3),
        0x590..=0x5FF => Some(4),
        0x600..=0x6FF | 0x750..=0x77F | 0x8A0..=0x8FF => Some(5),
        // The scripts of South Asia take a block of 128 each.
        0x780..=0xEFF => Some(16 + code / 128),
        0xF00..=0xFFF => Some(6),
        0x1000..=0x109F | 0xA9E0..=0xA9FF | 0xAA60..=0xAA7F => Some(7),
        0x10A0..=0x10FF => Some(8),
        0x1200..=0x139F | 0x2D80..=0x2DDF | 0xAB00..=0xAB2F => Some(9),
        0x1780..=0x17FF => Some(10),
        // Han, the kana, Hangul and Bopomofo are written together.
        0x2E80.. => Some(11),
        _ => None,
    }
}

/// Whether a part of the name between underscores mixes scripts.
pub(super) fn mixes_scripts(name: &str) -> bool {
    name.split('_').any(|part| {
        let mut scripts = part.chars().filter(|character| !is_combining_mark(*character)).filter_map(script);
        match scripts.next() {
            Some(first) => scripts.any(|other| other != first),
            None => false,
        }
    })
}

/// A name as it counts: composed characters, and one letter mu.
pub(crate) fn normal_form(name: &str) -> Cow<'_, str> {
    if name.is_ascii() || is_nfc(name) && !name.contains('µ') {
        return Cow::Borrowed(name);
    }
    Cow::Owned(name.nfc().map(|character| if character == 'µ' { 'μ' } else { character }).collect())
}

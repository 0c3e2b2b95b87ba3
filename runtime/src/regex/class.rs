//! Sets of characters by name: escapes, POSIX classes, Unicode properties.

use super::ast::class;
use regex_syntax::hir::{ClassUnicode, HirKind};

/// All characters, of bytes or of Unicode.
pub(super) fn all(unicode: bool) -> ClassUnicode {
    class(&[('\0', if unicode { char::MAX } else { '\u{ff}' })])
}

/// The others.
pub(super) fn negate(set: &ClassUnicode, unicode: bool) -> ClassUnicode {
    let mut others = all(unicode);
    others.difference(set);
    others
}

/// With the other cases of its letters: those of ASCII alone where the regex is of bytes.
pub(super) fn fold(set: &mut ClassUnicode, unicode: bool) {
    if unicode {
        // Fails only where the tables of Unicode are left out.
        let _ = set.try_case_fold_simple();
        return;
    }
    let mut ascii = class(&[('A', 'Z'), ('a', 'z')]);
    ascii.intersect(set);
    let _ = ascii.try_case_fold_simple();
    ascii.intersect(&class(&[('\0', '\u{7f}')]));
    set.union(&ascii);
}

/// `\d`, `\s`, `\w`, `\h`, `\v` and their opposites in capitals; by Unicode's properties where `properties` says so.
pub(super) fn escape(letter: u8, properties: bool, unicode: bool) -> Option<ClassUnicode> {
    let lower = letter.to_ascii_lowercase();
    let mut set = match lower {
        b'd' if properties => property("Nd")?,
        b'd' => class(&[('0', '9')]),
        b's' if properties => space(),
        b's' => class(&[('\t', '\r'), (' ', ' ')]),
        b'w' if properties => word()?,
        b'w' => class(&[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]),
        b'h' => class(&[
            ('\t', '\t'),
            (' ', ' '),
            ('\u{a0}', '\u{a0}'),
            ('\u{1680}', '\u{1680}'),
            ('\u{180e}', '\u{180e}'),
            ('\u{2000}', '\u{200a}'),
            ('\u{202f}', '\u{202f}'),
            ('\u{205f}', '\u{205f}'),
            ('\u{3000}', '\u{3000}'),
        ]),
        b'v' => vertical(),
        _ => return None,
    };
    set.intersect(&all(unicode));
    Some(if letter == lower { set } else { negate(&set, unicode) })
}

/// What ends a line for `\R`, CRLF aside.
pub(super) fn vertical() -> ClassUnicode {
    class(&[('\n', '\r'), ('\u{85}', '\u{85}'), ('\u{2028}', '\u{2029}')])
}

fn space() -> ClassUnicode {
    class(&[
        ('\t', '\r'),
        (' ', ' '),
        ('\u{85}', '\u{85}'),
        ('\u{a0}', '\u{a0}'),
        ('\u{1680}', '\u{1680}'),
        ('\u{180e}', '\u{180e}'),
        ('\u{2000}', '\u{200a}'),
        ('\u{2028}', '\u{2029}'),
        ('\u{202f}', '\u{202f}'),
        ('\u{205f}', '\u{205f}'),
        ('\u{3000}', '\u{3000}'),
    ])
}

fn word() -> Option<ClassUnicode> {
    union(&["L", "N", "Mn", "Pc"])
}

fn union(names: &[&str]) -> Option<ClassUnicode> {
    let mut set = ClassUnicode::empty();
    for name in names {
        set.union(&property(name)?);
    }
    Some(set)
}

/// `[:name:]`
pub(super) fn posix(name: &[u8], properties: bool, unicode: bool) -> Option<ClassUnicode> {
    let mut set = match name {
        b"alpha" if properties => property("L")?,
        b"lower" if properties => property("Ll")?,
        b"upper" if properties => property("Lu")?,
        b"alnum" if properties => union(&["L", "N"])?,
        b"digit" if properties => property("Nd")?,
        b"space" if properties => space(),
        b"word" if properties => word()?,
        b"cntrl" if properties => property("Cc")?,
        b"blank" if properties => escape(b'h', true, true)?,
        b"xdigit" if properties => class(&[
            ('0', '9'),
            ('A', 'F'),
            ('a', 'f'),
            ('\u{ff10}', '\u{ff19}'),
            ('\u{ff21}', '\u{ff26}'),
            ('\u{ff41}', '\u{ff46}'),
        ]),
        b"punct" if properties => {
            let mut set = union(&["P"])?;
            let mut symbols = property("S")?;
            symbols.intersect(&class(&[('\0', '\u{7f}')]));
            set.union(&symbols);
            set
        }
        b"graph" | b"print" if properties => {
            let mut set = union(&["L", "M", "N", "P", "S", "Cf"])?;
            set.difference(&class(&[('\u{61c}', '\u{61c}'), ('\u{180e}', '\u{180e}'), ('\u{2066}', '\u{2069}')]));
            if name == b"print" {
                set.union(&property("Zs")?);
            }
            set
        }
        b"alpha" => class(&[('A', 'Z'), ('a', 'z')]),
        b"lower" => class(&[('a', 'z')]),
        b"upper" => class(&[('A', 'Z')]),
        b"alnum" => class(&[('0', '9'), ('A', 'Z'), ('a', 'z')]),
        b"ascii" => class(&[('\0', '\u{7f}')]),
        b"blank" => class(&[('\t', '\t'), (' ', ' ')]),
        b"cntrl" => class(&[('\0', '\u{1f}'), ('\u{7f}', '\u{7f}')]),
        b"digit" => class(&[('0', '9')]),
        b"graph" => class(&[('!', '~')]),
        b"print" => class(&[(' ', '~')]),
        b"punct" => class(&[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]),
        b"space" => class(&[('\t', '\r'), (' ', ' ')]),
        b"word" => class(&[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]),
        b"xdigit" => class(&[('0', '9'), ('A', 'F'), ('a', 'f')]),
        _ => return None,
    };
    set.intersect(&all(unicode));
    Some(set)
}

/// `\p{name}`
pub(super) fn property(name: &str) -> Option<ClassUnicode> {
    let name: String = name.chars().filter(|c| !matches!(c, ' ' | '_' | '-')).collect();
    let lower = name.to_ascii_lowercase();
    match lower.as_str() {
        "any" => return Some(all(true)),
        "l&" | "lc" => return union(&["Lu", "Ll", "Lt"]),
        "xan" => return union(&["L", "N"]),
        "xsp" | "xps" => return Some(space()),
        "xwd" => return word(),
        "xuc" => {
            return Some(class(&[('$', '$'), ('@', '@'), ('`', '`'), ('\u{a0}', '\u{d7ff}'), ('\u{e000}', char::MAX)]));
        }
        _ => {}
    }
    if let Some((kind, value)) = lower.split_once([':', '=']) {
        return match kind {
            "sc" | "script" => parsed(&format!("sc={value}")),
            "scx" | "scriptextensions" => parsed(&format!("scx={value}")),
            _ => None,
        };
    }
    if lower.is_empty() || !lower.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    // A name of one or two letters is a category; a script means its extensions.
    if lower.len() <= 2
        && let Some(set) = parsed(&format!("gc={lower}"))
    {
        return Some(set);
    }
    parsed(&format!("scx={lower}")).or_else(|| parsed(&lower))
}

fn parsed(name: &str) -> Option<ClassUnicode> {
    let hir = regex_syntax::parse(&format!("\\p{{{name}}}")).ok()?;
    match hir.into_kind() {
        HirKind::Class(regex_syntax::hir::Class::Unicode(set)) => Some(set),
        HirKind::Class(regex_syntax::hir::Class::Bytes(set)) => Some(ClassUnicode::new(
            set.iter().map(|r| regex_syntax::hir::ClassUnicodeRange::new(r.start() as char, r.end() as char)),
        )),
        HirKind::Literal(literal) => {
            let c = std::str::from_utf8(&literal.0).ok()?.chars().next()?;
            Some(class(&[(c, c)]))
        }
        _ => None,
    }
}

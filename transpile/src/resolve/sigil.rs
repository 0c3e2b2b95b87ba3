//! Sigils: texts, word lists, regexes, and the dates and times that are read when the source is loaded.

use super::fold::Folded;
use super::{Resolver, codes, expr, literal, make};
use crate::ast::Sigil;
use crate::ir::{self, ExprKind, Literal};
use crate::span::Span;
use philtre_runtime::library;

impl<'a> Resolver<'a> {
    pub(super) fn sigil(&mut self, sigil: &'a Sigil, span: Span) -> ir::Expr {
        match sigil.name.as_str() {
            name @ ("s" | "S" | "c" | "C") if !sigil.modifiers.is_empty() => {
                self.error(codes::INVALID_SIGIL, span, format!("~{name} takes no modifiers"))
            }
            "s" | "S" => self.string(&sigil.parts, span),
            "c" | "C" => self.charlist(&sigil.parts, span),
            "w" | "W" => self.words(sigil, span),
            "r" | "R" => self.regex(sigil, span),
            "D" => self.calendar(sigil, "Date", span),
            "T" => self.calendar(sigil, "Time", span),
            "N" => self.calendar(sigil, "NaiveDateTime", span),
            "U" => self.calendar(sigil, "DateTime", span),
            name => self.error_with_help(
                codes::INVALID_SIGIL,
                span,
                format!("undefined function sigil_{name}/2"),
                "the sigils are ~s ~S ~c ~C ~w ~W ~r ~R ~D ~T ~N ~U",
            ),
        }
    }

    /// `~w(a b)`, with `a` for atoms, `c` for charlists, `s` for strings.
    fn words(&mut self, sigil: &'a Sigil, span: Span) -> ir::Expr {
        let modifier = match sigil.modifiers.as_str() {
            "" | "s" => 's',
            "a" => 'a',
            "c" => 'c',
            _ => {
                return self.error(codes::INVALID_SIGIL, span, "modifier must be one of: s, a, c");
            }
        };
        let Some(bytes) = Self::plain(&sigil.parts) else {
            if modifier == 'a' {
                return self.error_with_help(
                    codes::DYNAMIC_ATOM,
                    span,
                    "atoms cannot be made at run time",
                    "leave out the modifier `a` and work with strings",
                );
            }
            let text = self.string(&sigil.parts, span);
            let words = self.library_call("String", "split", vec![text], span);
            if modifier == 's' {
                return words;
            }
            return match library::find("String", "to_charlist", 1) {
                Some(row) => {
                    let function = make(ExprKind::CaptureRow(row, 1), span);
                    self.library_call("Enum", "map", vec![words, function], span)
                }
                None => words,
            };
        };
        let Ok(text) = String::from_utf8(bytes) else {
            return self.error(codes::INVALID_SIGIL, span, "the words must be valid UTF-8");
        };
        let mut words = Vec::new();
        for word in text.split(is_space).filter(|word| !word.is_empty()) {
            words.push(match modifier {
                'a' => {
                    if word.chars().count() > 255 {
                        return self.error(codes::INVALID_SIGIL, span, "an atom's name has at most 255 characters");
                    }
                    Literal::Atom(word.to_owned())
                }
                'c' => match expr::charlist_literal(word.as_bytes()) {
                    Some(list) => list,
                    None => Literal::nil(),
                },
                _ => Literal::Binary(word.as_bytes().to_vec()),
            });
        }
        literal(Literal::List(words, None), span)
    }

    fn regex(&mut self, sigil: &'a Sigil, span: Span) -> ir::Expr {
        if let Some(wrong) = sigil.modifiers.chars().find(|c| !"uismxfUrE".contains(*c)) {
            return self.error_with_help(
                codes::INVALID_SIGIL,
                span,
                format!("invalid regex modifier {wrong:?}"),
                "the modifiers are u i s m x f U",
            );
        }
        match Self::plain(&sigil.parts).map(String::from_utf8) {
            Some(Ok(source)) => make(ExprKind::Regex { source, modifiers: sigil.modifiers.clone() }, span),
            Some(Err(_)) => self.error(codes::INVALID_SIGIL, span, "a regex must be valid UTF-8"),
            None => {
                let source = self.string(&sigil.parts, span);
                let modifiers = literal(Literal::Binary(sigil.modifiers.clone().into_bytes()), span);
                self.library_call("Regex", "compile!", vec![source, modifiers], span)
            }
        }
    }

    /// `~D[2024-01-31]`: the text is read now; what is no date is an error.
    fn calendar(&mut self, sigil: &'a Sigil, module: &'static str, span: Span) -> ir::Expr {
        let name = &sigil.name;
        if !sigil.modifiers.is_empty() {
            return self.error(codes::INVALID_SIGIL, span, format!("~{name} takes no modifiers"));
        }
        let text = Self::plain(&sigil.parts).and_then(|bytes| String::from_utf8(bytes).ok());
        let Some(text) = text else {
            return self.error(codes::INVALID_SIGIL, span, format!("~{name} takes no interpolation"));
        };
        // `~D[2024-01-31 Calendar.ISO]` names the one calendar that there is.
        let text = text.strip_suffix(" Calendar.ISO").unwrap_or(&text);
        let Some(row) = library::find(module, "from_iso8601", 1) else {
            return self.error(codes::INVALID_SIGIL, span, format!("~{name} is not part of this build"));
        };
        let mut reason = ":invalid_format".to_owned();
        if let Folded::Value(Literal::Tuple(parts)) = self.folder.run(row, &[Literal::Binary(text.into())], true) {
            match parts.as_slice() {
                [Literal::Atom(ok), value] if ok == "ok" => return literal(value.clone(), span),
                [Literal::Atom(ok), value, Literal::Int(0)] if ok == "ok" => return literal(value.clone(), span),
                [Literal::Atom(ok), _, Literal::Int(_)] if ok == "ok" => reason = ":non_utc_offset".to_owned(),
                [_, Literal::Atom(why)] => reason = format!(":{why}"),
                _ => {}
            }
        }
        self.error(
            codes::INVALID_SIGIL,
            span,
            format!("cannot parse {text:?} as {module} for sigil ~{name}, reason: {reason}"),
        )
    }
}

/// What `String.split/1` splits at: Unicode space that may be broken.
fn is_space(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

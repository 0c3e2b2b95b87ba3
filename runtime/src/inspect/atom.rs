//! Atoms as source: when they need quotes.

use super::escape::{Escapes, escape_into};
use unicode_ident::{is_xid_continue, is_xid_start};

/// What an atom's name is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// `Elixir.Foo.Bar`
    Alias,
    /// `foo`, `foo?`
    Identifier,
    /// `+`
    Operator,
    /// `::`: an operator that needs quotes as an atom.
    QuotedOperator,
    /// `Foo`, `%{}`: fine after a colon, but no name of a function.
    NotCallable,
    /// `foo bar`
    Other,
}

/// Most atoms: lower-case letters, digits and underscores, which need no look at what else an atom may be.
fn is_plain(name: &str) -> bool {
    matches!(name.as_bytes(), [b'a'..=b'z' | b'_', rest @ ..]
        if rest.iter().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_')))
}

/// `:foo`, `nil`, `Foo.Bar`, `:"foo bar"`: into the end of a text.
pub fn literal(name: &str, out: &mut String) {
    match name {
        "nil" | "true" | "false" => out.push_str(name),
        _ if is_plain(name) => {
            out.push(':');
            out.push_str(name);
        }
        _ => match classify(name) {
            Class::Alias if name == "Elixir" || name == "Elixir.Elixir" || name.starts_with("Elixir.Elixir.") => {
                out.push_str(name)
            }
            Class::Alias => out.push_str(name.strip_prefix("Elixir.").unwrap_or(name)),
            Class::QuotedOperator | Class::Other => {
                out.push_str(":\"");
                escape_into(name, &Escapes::STRING, out);
                out.push('"');
            }
            _ => {
                out.push(':');
                out.push_str(name);
            }
        },
    }
}

/// `foo:`, `"foo bar":`: as a key, into the end of a text.
pub fn key(name: &str, out: &mut String) {
    if is_plain(name) {
        out.push_str(name);
        out.push(':');
        return;
    }
    match classify(name) {
        Class::Alias => {
            out.push('"');
            out.push_str(name);
            out.push('"');
        }
        Class::QuotedOperator | Class::Other => {
            out.push('"');
            escape_into(name, &Escapes::STRING, out);
            out.push('"');
        }
        _ => out.push_str(name),
    }
    out.push(':');
}

/// `foo`, `"foo bar"`: as the name of a function after a dot, into the end of a text.
pub fn remote_call(name: &str, out: &mut String) {
    match classify(name) {
        Class::Identifier | Class::Operator | Class::QuotedOperator => out.push_str(name),
        class => {
            out.push('"');
            if matches!(class, Class::NotCallable | Class::Alias) {
                out.push_str(name);
            } else {
                escape_into(name, &Escapes::STRING, out);
            }
            out.push('"');
        }
    }
}

fn classify(name: &str) -> Class {
    match name {
        "%" | "%{}" | "{}" | "<<>>" | "..." | ".." | "." | "..//" | "->" => Class::NotCallable,
        "::" | "^^^" | "~~~" | "<|>" => Class::QuotedOperator,
        "&" | "!" | "^" | "not" | "+" | "-" | "@" | "<-" | "\\\\" | "when" | "|" | "=" | "||" | "|||" | "or" | "&&"
        | "&&&" | "and" | "==" | "!=" | "=~" | "===" | "!==" | "<" | "<=" | ">=" | ">" | "|>" | "<<<" | ">>>"
        | "<~" | "~>" | "<<~" | "~>>" | "<~>" | "in" | "++" | "--" | "<>" | "+++" | "---" | "*" | "/" | "**" => {
            Class::Operator
        }
        _ if is_alias(name) => Class::Alias,
        _ => identifier(name),
    }
}

/// `Elixir` and segments that begin with a capital letter.
fn is_alias(name: &str) -> bool {
    let Some(rest) = name.strip_prefix("Elixir") else { return false };
    rest.is_empty()
        || rest.strip_prefix('.').is_some_and(|rest| {
            rest.split('.').all(|segment| {
                segment.as_bytes().first().is_some_and(u8::is_ascii_uppercase)
                    && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            })
        })
}

/// As Elixir's tokenizer sees a name: letters, digits, `_` and `@`, with one `?` or `!` at the end.
fn identifier(name: &str) -> Class {
    let mut chars = name.chars();
    let Some(first) = chars.next() else { return Class::Other };
    let starts_low = first == '_' || (is_xid_start(first) && !first.is_uppercase());
    if first != '_' && !is_xid_start(first) {
        return Class::Other;
    }
    let mut has_at = false;
    let body = name.strip_suffix(['?', '!']).unwrap_or(name);
    for c in body.chars().skip(1) {
        if c == '@' {
            has_at = true;
        } else if !is_xid_continue(c) {
            return Class::Other;
        }
    }
    // Names that look like others are written with care.
    if !name.is_ascii() && !unicode_normalization::is_nfkc(name) {
        return Class::Other;
    }
    if starts_low && !has_at { Class::Identifier } else { Class::NotCallable }
}

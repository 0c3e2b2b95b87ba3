//! Names of the generated code: what a person might have chosen, made different where they would clash.

use philtre_runtime::row::Row;
use proc_macro2::{Ident, Span};
use std::collections::HashSet;
use std::sync::LazyLock;

/// Names that locals must not take: keywords and what the prelude of generated code brings in.
const RESERVED: &[&str] = &[
    "abstract",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "const",
    "continue",
    "crate",
    "do",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "pub",
    "raw",
    "ref",
    "return",
    "safe",
    "self",
    "static",
    "struct",
    "super",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "union",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
    "_",
    "cx",
    "access",
    "add",
    "after_prefix",
    "atom",
    "attempt",
    "bang",
    "big",
    "bits",
    "bits_of",
    "boolean",
    "build",
    "bytes_of",
    "captured",
    "collecting",
    "concat",
    "concat_lists",
    "counting",
    "div",
    "dot",
    "dot_of",
    "equal",
    "errors",
    "filtering",
    "fn0",
    "fn1",
    "fn2",
    "fn3",
    "function",
    "get",
    "greater",
    "greater_equal",
    "holds",
    "identical",
    "in_values",
    "interpolate",
    "is_a",
    "is_text",
    "kind_and_value",
    "lambda",
    "less",
    "less_equal",
    "library",
    "map_of",
    "map_with",
    "mapping",
    "mul",
    "negate",
    "no_case",
    "no_clause",
    "no_generator",
    "no_try",
    "no_with",
    "finally",
    "exc",
    "not",
    "part",
    "pipeline",
    "plus",
    "reducing",
    "rejecting",
    "row",
    "run",
    "size_of",
    "summing",
    "sub",
    "subtract_lists",
    "take",
    "tried",
    "uncons",
    "update_map",
    "walk",
    "core",
    "std",
    "alloc",
];

/// Names that are taken.
#[derive(Clone, Default)]
pub(super) struct Names {
    taken: HashSet<String>,
    /// The same in order, so that those of an inner scope can be freed at its end.
    log: Vec<String>,
}

impl Names {
    /// A name that is not taken, and is now.
    pub(super) fn fresh(&mut self, wanted: &str) -> String {
        let wanted = sanitize(wanted);
        if self.is_free(&wanted) {
            self.take(&wanted);
            return wanted;
        }
        let mut number = 2;
        loop {
            let name = format!("{wanted}_{number}");
            if self.is_free(&name) {
                self.take(&name);
                return name;
            }
            number += 1;
        }
    }

    fn is_free(&self, name: &str) -> bool {
        !self.taken.contains(name) && !RESERVED.contains(&name) && !aliases().contains(name)
    }

    pub(super) fn take(&mut self, name: &str) {
        if self.taken.insert(name.to_owned()) {
            self.log.push(name.to_owned());
        }
    }

    /// Where a scope begins.
    pub(super) fn mark(&self) -> usize {
        self.log.len()
    }

    /// Frees the names of a scope that ends.
    pub(super) fn reset(&mut self, mark: usize) {
        for name in self.log.drain(mark.min(self.log.len())..) {
            self.taken.remove(&name);
        }
    }
}

pub(super) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// The name by which generated code calls a function of the library: `string_trim`, `map_update_bang`.
pub(super) fn alias(row: &Row) -> String {
    let (module, function) = (row.module, row.path.rsplit("::").next().unwrap_or(row.name));
    let mut alias = String::new();
    for (i, c) in module.chars().enumerate() {
        if c.is_uppercase() && i > 0 && !alias.ends_with('_') && !alias.ends_with(|c: char| c.is_ascii_digit()) {
            let after_upper = module.chars().nth(i - 1).is_some_and(char::is_uppercase);
            if !after_upper {
                alias.push('_');
            }
        }
        if c.is_ascii_alphanumeric() {
            alias.extend(c.to_lowercase());
        } else if !alias.ends_with('_') && !alias.is_empty() {
            alias.push('_');
        }
    }
    if !alias.is_empty() && !alias.ends_with('_') {
        alias.push('_');
    }
    alias + &words(function.trim_start_matches("r#"))
}

/// The aliases of all functions of the library.
fn aliases() -> &'static HashSet<String> {
    static ALIASES: LazyLock<HashSet<String>> = LazyLock::new(|| {
        let rows = philtre_runtime::library::MODULES.iter().flat_map(|module| module.rows);
        rows.map(alias).collect()
    });
    &ALIASES
}

/// A Rust name like a name of Elixir: `valid?` becomes `valid`, `update!` `update_bang`, an operator its words.
fn words(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        match c {
            '!' => text.push_str("_bang"),
            '?' => {}
            '+' => text.push_str("plus"),
            '-' => text.push_str("minus"),
            '*' => text.push_str("times"),
            '/' => text.push_str("over"),
            '<' => text.push_str("less"),
            '>' => text.push_str("greater"),
            '=' => text.push_str("equal"),
            '|' => text.push_str("bar"),
            '&' => text.push_str("and"),
            '@' => text.push_str("at_"),
            c if c == '_' || unicode_ident::is_xid_continue(c) => text.push(c),
            _ => text.push('_'),
        }
    }
    text
}

fn sanitize(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let name: String = words(name).nfc().collect();
    let starts = name.chars().next().is_some_and(|c| c == '_' || unicode_ident::is_xid_start(c));
    if starts && name.chars().any(|c| c != '_') { name } else { format!("v{name}") }
}

/// A name of a constant for a text: `table_name` becomes `TABLE_NAME`.
pub(super) fn upper(text: &str) -> String {
    let mut name = String::new();
    let mut after_lower = false;
    for c in text.chars().take(60) {
        if c.is_ascii_uppercase() && after_lower {
            name.push('_');
        }
        after_lower = c.is_ascii_lowercase();
        if c.is_ascii_alphanumeric() {
            name.push(c.to_ascii_uppercase());
        } else if !name.ends_with('_') && !name.is_empty() {
            name.push('_');
        }
    }
    let name = name.trim_end_matches('_');
    if name.is_empty() {
        "CONSTANT".to_owned()
    } else if name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("N{name}")
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_function_of_the_library_takes_a_name_of_the_prelude() {
        let taken: Vec<_> = RESERVED.iter().filter(|name| aliases().contains(**name)).collect();
        assert!(taken.is_empty(), "{taken:?}");
    }
}

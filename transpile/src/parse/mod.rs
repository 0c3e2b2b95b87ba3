//! Source text to syntax tree: exactly Elixir's grammar, all errors at once.
//!
//! `lexer` makes tokens of bytes and balances what opens and closes; `parser` makes a tree of tokens with the precedences
//! of `operators`. Neither knows what a name means. Both are total: any input gives a tree, with
//! [`ExprKind::Error`](crate::ast::ExprKind::Error) where something was wrong, and diagnostics; none panics, loops or
//! overflows the stack, whatever it nests.
//!
//! ```
//! use philtre_transpile::parse::{ParseOptions, parse};
//!
//! let parsed = parse(b"def transform(action, record, changes, metadata), do: record", &ParseOptions::default());
//! assert!(parsed.diagnostics.is_empty());
//! ```

mod lexer;
mod operators;
mod parser;
mod report;
mod text;
mod token;

use crate::ast::{Expr, ExprKind};
use crate::diagnostic::Diagnostic;
use crate::span::Span;
use report::Report;

/// Bounds of what is parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseOptions {
    /// The longest source in bytes. At most 4 GiB count.
    pub max_bytes: usize,
    /// How deep brackets, blocks, calls without parentheses and unary operators may nest.
    pub max_nesting: usize,
}

impl Default for ParseOptions {
    fn default() -> Self {
        ParseOptions { max_bytes: 64 * 1024, max_nesting: 128 }
    }
}

/// A parsed source.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The only expression of the source, or an [`ExprKind::Block`] of all of them.
    pub root: Expr,
    /// What was found, in the order of the source.
    pub diagnostics: Vec<Diagnostic>,
}

/// How deep a tree may become through chains of operators, calls and accesses, which do not count as nesting:
/// `a + b + c + …`, `a |> b() |> c() |> …`, `a.b.c…`
pub const MAX_TREE_DEPTH: usize = 2_000;

/// Parses a source.
pub fn parse(source: &[u8], options: &ParseOptions) -> Parsed {
    let mut report = Report::default();
    let root = parse_into(source, options, &mut report);
    let mut diagnostics = report.diagnostics;
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
    // Lexer and parser may have come upon the same.
    diagnostics.dedup_by(|second, first| {
        second.span == first.span && second.code == first.code && second.related == first.related
    });
    Parsed { root, diagnostics }
}

fn parse_into(source: &[u8], options: &ParseOptions, report: &mut Report) -> Expr {
    let longest = options.max_bytes.min(u32::MAX as usize);
    if source.len() > longest {
        let place = Span::new(longest, longest);
        let message = format!("the source has {} bytes, allowed are {longest}", source.len());
        report.add(Diagnostic::error("E0100", place, message).help("split it, or raise the limit of the host"));
        return Expr { kind: ExprKind::Error, span: place };
    }
    let text = match std::str::from_utf8(source) {
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            let place = Span::new(at, at + error.error_len().unwrap_or(source.len() - at));
            let byte = source.get(at).copied().unwrap_or(0);
            report.add(
                Diagnostic::error("E0101", place, "the source is not valid UTF-8")
                    .label(format!("byte 0x{byte:02X}"))
                    .help("save the file as UTF-8; in a string write a byte as \\xHH"),
            );
            return Expr { kind: ExprKind::Error, span: place };
        }
    };
    let start = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    let tokens = lexer::lex(text, start, report);
    parser::parse(text, &tokens, options.max_nesting, report)
}

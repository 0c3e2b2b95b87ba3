//! Diagnostics of the checker as errors of the compiler.
//!
//! A procedural macro cannot point into a literal on stable Rust: the compiler's own arrow shows the whole literal. So each
//! error says file, line and column itself and shows the line of the source, as the compiler would: those of the file that
//! is named, or for inline source those inside the literal, in the file of Rust that it stands in.

use crate::input::{Source, failure};
use philtre_transpile::diagnostic::Diagnostic;
use philtre_transpile::render::render;
use philtre_transpile::span::Span;
use proc_macro2::TokenStream;
use quote::quote;
use syn::LitStr;

/// Where errors are reported.
pub(crate) struct Report<'a> {
    pub(crate) source: &'a Source,
    pub(crate) literal: &'a LitStr,
    /// Whether an item is wanted, not an expression.
    pub(crate) item: bool,
}

/// A text in a file, with as much before it as puts each character at its line and column.
struct Placed {
    file: String,
    text: String,
    /// How many bytes were put before.
    before: u32,
}

impl Report<'_> {
    /// All of them, each an error of its own.
    pub(crate) fn errors(&self, diagnostics: &[Diagnostic]) -> TokenStream {
        let placed = self.placed();
        let errors: Vec<TokenStream> = if diagnostics.is_empty() {
            vec![failure(self.literal.span(), "the source cannot be compiled")]
        } else {
            diagnostics.iter().map(|diagnostic| self.error(diagnostic, &placed)).collect()
        };
        if self.item { quote!(#(#errors)*) } else { quote!({ #(#errors;)* loop {} }) }
    }

    fn error(&self, diagnostic: &Diagnostic, placed: &Placed) -> TokenStream {
        let moved = |span: Span| Span { start: span.start + placed.before, end: span.end + placed.before };
        let mut diagnostic = diagnostic.clone();
        diagnostic.span = moved(diagnostic.span);
        for (span, _) in &mut diagnostic.related {
            *span = moved(*span);
        }
        let Placed { file, text, .. } = placed;
        let (line, column) = diagnostic.line_column(text);
        let rendered = render(text, file, std::slice::from_ref(&diagnostic), false);
        let text = format!("{file}:{line}:{column}: {}\n\n{}", diagnostic.message, rendered.trim_end());
        failure(self.literal.span(), &text)
    }

    fn placed(&self) -> Placed {
        let plain = |file: &str| Placed { file: file.to_owned(), text: self.source.text.clone(), before: 0 };
        if let Some(file) = &self.source.written {
            return plain(file);
        }
        // In a literal with escapes, lines and columns are not those of the text.
        let written = self.literal.token().to_string();
        let quote = written.find('"').unwrap_or(0);
        if !written.starts_with('r') && written.contains('\\') {
            return plain("source");
        }
        let start = self.literal.span().start();
        let (lines, columns) = (start.line.saturating_sub(1), start.column + quote + 1);
        let before = "\n".repeat(lines) + &" ".repeat(columns);
        match u32::try_from(before.len() + self.source.text.len()) {
            Ok(_) => Placed {
                file: self.literal.span().file(),
                before: before.len() as u32,
                text: before + &self.source.text,
            },
            Err(_) => plain("source"),
        }
    }
}

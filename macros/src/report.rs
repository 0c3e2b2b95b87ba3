//! Diagnostics of the checker as errors of the compiler.

use crate::input::{Source, failure};
use philtre_transpile::diagnostic::Diagnostic;
use philtre_transpile::render::render;
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

impl Report<'_> {
    /// All of them, each an error of its own.
    pub(crate) fn errors(&self, diagnostics: &[Diagnostic]) -> TokenStream {
        let errors: Vec<TokenStream> = if diagnostics.is_empty() {
            vec![failure(self.literal.span(), "the source cannot be compiled")]
        } else {
            diagnostics.iter().map(|diagnostic| self.error(diagnostic)).collect()
        };
        if self.item { quote!(#(#errors)*) } else { quote!({ #(#errors;)* loop {} }) }
    }

    fn error(&self, diagnostic: &Diagnostic) -> TokenStream {
        let (line, column) = diagnostic.line_column(&self.source.text);
        let name = self.source.written.as_deref().unwrap_or("source");
        let rendered = render(&self.source.text, name, std::slice::from_ref(diagnostic), false);
        let text = format!("{name}:{line}:{column}: {}\n\n{}", diagnostic.message, rendered.trim_end());
        failure(self.literal.span(), &text)
    }
}

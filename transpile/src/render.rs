//! Diagnostics for people: source lines with carets under what is meant, as cargo shows them.

use crate::diagnostic::{Diagnostic, Severity};
use crate::span::Span;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// Renders diagnostics one after the other. `name` is shown as the file's; `color` uses escape codes of a terminal.
pub fn render(source: &str, name: &str, diagnostics: &[Diagnostic], color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for diagnostic in diagnostics {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let place = |span: Span| {
            let start = floor(source, span.start as usize);
            start..floor(source, span.end as usize).max(start)
        };
        let main = AnnotationKind::Primary.span(place(diagnostic.span)).label(label(&diagnostic.label));
        let others =
            diagnostic.related.iter().map(|(span, text)| AnnotationKind::Context.span(place(*span)).label(label(text)));
        let snippet = Snippet::source(source).path(name).annotation(main).annotations(others);
        let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code);
        let mut group = Group::with_title(title).element(snippet);
        if let Some(help) = &diagnostic.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        text.push_str(&renderer.render(&[group]));
        text.push_str("\n\n");
    }
    text
}

fn label(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// The start of the character at a byte, within the source.
fn floor(source: &str, at: usize) -> usize {
    let mut at = at.min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    at
}

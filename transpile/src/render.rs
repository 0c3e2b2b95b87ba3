//! Diagnostics for a terminal: source lines with carets, as cargo prints them.

use crate::diagnostic::{Diagnostic, Severity};
use crate::span::Span;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use std::ops::Range;

/// Lines shown around a place.
const AROUND: usize = 1;
/// Places further apart than this many lines are shown apart.
const TOGETHER: usize = 12;

/// Nobody reads more bytes than these.
const ENOUGH: usize = 64 << 10;

/// All diagnostics, one after the other, with an empty line between them.
pub fn render(source: &str, file_name: &str, diagnostics: &[Diagnostic], color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let lines = Lines::new(source);
    let mut text = String::new();
    for (shown, diagnostic) in diagnostics.iter().enumerate() {
        if !text.is_empty() {
            text.push('\n');
        }
        if text.len() > ENOUGH {
            let more = diagnostics.len() - shown;
            text.push_str(&format!("… and {more} more\n"));
            break;
        }
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let message = printable(&diagnostic.message);
        let place = lines.clamp(diagnostic.span);
        let mut window = lines.window(&place);
        let related: Vec<(Range<usize>, String)> =
            (diagnostic.related.iter()).map(|(span, text)| (lines.clamp(*span), printable(text))).collect();
        for (other, _) in &related {
            let near = lines.window(other);
            if near.first.abs_diff(window.first) <= TOGETHER {
                window = window.with(near);
            }
        }
        let mut snippet = lines
            .snippet(&window, file_name)
            .annotation(AnnotationKind::Primary.span(window.inside(&place)).label(printable(&diagnostic.label)));
        let mut apart = Vec::new();
        for (other, label) in &related {
            if window.holds(other) {
                snippet = snippet.annotation(AnnotationKind::Context.span(window.inside(other)).label(label.as_str()));
            } else {
                let window = lines.window(other);
                apart.push(
                    lines
                        .snippet(&window, file_name)
                        .annotation(AnnotationKind::Context.span(window.inside(other)).label(label.as_str())),
                );
            }
        }
        let mut group = level.primary_title(message).id(diagnostic.code).element(snippet);
        for snippet in apart {
            group = group.element(snippet);
        }
        if let Some(help) = &diagnostic.help {
            group = group.element(Level::HELP.message(printable(help)));
        }
        text.push_str(&renderer.render(&[group]));
        text.push('\n');
    }
    text
}

/// Control characters as escapes: a source cannot write to the terminal's state through a message.
fn printable(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\n' || c == '\t' || !(c.is_control() || is_direction(c)) {
            clean.push(c);
        } else {
            clean.extend(c.escape_default());
        }
    }
    clean
}

/// Characters that change the direction of the text around them.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

/// A source and where its lines begin.
struct Lines<'s> {
    source: &'s str,
    starts: Vec<usize>,
}

/// A few whole lines of the source.
struct Window {
    /// Bytes.
    range: Range<usize>,
    /// The number of its first line, from 1.
    first: usize,
}

impl<'s> Lines<'s> {
    fn new(source: &'s str) -> Self {
        let mut starts = vec![0];
        starts.extend(source.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1));
        Lines { source, starts }
    }

    /// A span as a range inside the source that cuts no character.
    fn clamp(&self, span: Span) -> Range<usize> {
        let start = self.boundary((span.start as usize).min(self.source.len()));
        let end = self.boundary((span.end as usize).clamp(start, self.source.len()));
        start..end.max(start)
    }

    fn boundary(&self, mut at: usize) -> usize {
        while at > 0 && !self.source.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    fn window(&self, place: &Range<usize>) -> Window {
        let line_of = |at: usize| self.starts.partition_point(|start| *start <= at).saturating_sub(1);
        let first = line_of(place.start).saturating_sub(AROUND);
        let last = line_of(place.end.saturating_sub(1).max(place.start)).saturating_add(AROUND);
        let start = self.starts.get(first).copied().unwrap_or(0);
        let end = self.starts.get(last + 1).copied().unwrap_or(self.source.len());
        Window { range: start..end.max(place.end), first: first + 1 }
    }

    fn snippet(&self, window: &Window, file_name: &str) -> Snippet<'s, annotate_snippets::Annotation<'s>> {
        let text = self.source.get(window.range.clone()).unwrap_or("");
        Snippet::source(text).line_start(window.first).path(file_name.to_owned())
    }
}

impl Window {
    fn with(self, other: Window) -> Window {
        Window {
            range: self.range.start.min(other.range.start)..self.range.end.max(other.range.end),
            first: self.first.min(other.first),
        }
    }

    fn holds(&self, place: &Range<usize>) -> bool {
        self.range.start <= place.start && place.end <= self.range.end
    }

    fn inside(&self, place: &Range<usize>) -> Range<usize> {
        place.start.saturating_sub(self.range.start)..place.end.saturating_sub(self.range.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_places() {
        let source = "def f do\n  recrod[\"é\"]\nend\n";
        let diagnostic = Diagnostic::error("E0201", Span::new(11, 17), "undefined variable \"recrod\"")
            .label("not bound here")
            .related(Span::new(0, 3), "in this function")
            .help("did you mean `record`?");
        let text = render(source, "a.ex", &[diagnostic], false);
        assert!(text.contains("error[E0201]: undefined variable \"recrod\""), "{text}");
        assert!(text.contains("a.ex:2:3"), "{text}");
        assert!(text.contains("not bound here") && text.contains("did you mean"), "{text}");
    }

    #[test]
    fn bears_any_span() {
        for (start, end) in [(0, 0), (0, 100), (50, 3), (1, 2), (4, 4), (3, 4)] {
            for source in ["", "é\né", "\n\n", "ab\r\ncd"] {
                let diagnostic = Diagnostic::warning("W0201", Span { start, end }, "x\u{1b}[2J");
                let text = render(source, "a.ex", &[diagnostic], false);
                assert!(!text.contains('\u{1b}'));
            }
        }
    }
}

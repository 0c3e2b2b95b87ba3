//! Collects diagnostics up to a bound.

use crate::diagnostic::Diagnostic;

/// No source is told more than this many errors.
const MOST: usize = 50;

/// What has been found so far.
#[derive(Default)]
pub(crate) struct Report {
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Adds a finding, unless there are enough or the same place has been reported.
    pub(crate) fn add(&mut self, diagnostic: Diagnostic) {
        let repeated = self
            .diagnostics
            .last()
            .is_some_and(|last| last.span == diagnostic.span && last.related == diagnostic.related);
        if !self.full() && !repeated {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Whether there are enough.
    pub(crate) fn full(&self) -> bool {
        self.diagnostics.len() >= MOST
    }
}

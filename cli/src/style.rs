//! Colours on terminals.

use std::io::{self, IsTerminal};

/// Whether text is coloured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    /// Whether escape sequences are written.
    pub(crate) color: bool,
}

/// The style of standard output.
pub(crate) fn for_stdout() -> Style {
    Style { color: io::stdout().is_terminal() && wanted() }
}

/// The style of standard error.
pub(crate) fn for_stderr() -> Style {
    Style { color: io::stderr().is_terminal() && wanted() }
}

/// See <https://no-color.org>.
fn wanted() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

impl Style {
    fn paint(self, code: &str, text: &str) -> String {
        if self.color { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    pub(crate) fn error(self, text: &str) -> String {
        self.paint("1;31", text)
    }

    pub(crate) fn warning(self, text: &str) -> String {
        self.paint("1;33", text)
    }

    pub(crate) fn good(self, text: &str) -> String {
        self.paint("32", text)
    }

    pub(crate) fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    pub(crate) fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }

    pub(crate) fn code(self, text: &str) -> String {
        self.paint("36", text)
    }
}

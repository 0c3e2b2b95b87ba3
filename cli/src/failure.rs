//! What ends the program early.

use crate::style::Style;
use std::process::ExitCode;
use std::{fmt, io};

/// Why the program ends.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The reader of our output has gone: no error.
    BrokenPipe,
    /// Something failed, in words.
    Failed(String),
    /// It was called wrongly, in words.
    Usage(String),
    /// Errors of a source, rendered.
    Source(String),
}

impl Failure {
    /// For a file that cannot be read or written.
    pub(crate) fn io(name: impl fmt::Display, error: &io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::BrokenPipe,
            _ => Failure::Failed(format!("{name}: {}", describe(error))),
        }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Failure::BrokenPipe => ExitCode::SUCCESS,
            Failure::Failed(_) | Failure::Source(_) => ExitCode::from(1),
            Failure::Usage(_) => ExitCode::from(2),
        }
    }

    /// As it is shown.
    pub(crate) fn styled(&self, style: Style) -> String {
        match self {
            Failure::BrokenPipe => String::new(),
            Failure::Source(text) => text.trim_end().to_owned(),
            Failure::Failed(text) | Failure::Usage(text) => format!("{} {text}", style.error("error:")),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::io("output", &error)
    }
}

/// An I/O error without the number that the system gives it.
pub(crate) fn describe(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
        _ => error.to_string(),
    }
}

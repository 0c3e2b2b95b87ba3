//! A bar on stderr for long inputs, where a person looks at it.

use super::{Arguments, is_watched};
use crate::stats::thousands;
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What takes less is not worth a bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// The bar, once it is there.
pub(super) struct Progress {
    watched: bool,
    start: Instant,
    bytes_read: Arc<AtomicU64>,
    /// Bytes of all files; unknown with standard input.
    bytes: Option<u64>,
    messages: u64,
    bar: Option<ProgressBar>,
}

impl Progress {
    pub(super) fn new(arguments: &Arguments, bytes_read: Arc<AtomicU64>) -> Self {
        let size = |path: &std::path::PathBuf| {
            path.metadata().ok().filter(std::fs::Metadata::is_file).map(|metadata| metadata.len())
        };
        let bytes: Option<u64> = arguments.inputs.iter().map(size).sum();
        Progress {
            watched: is_watched(arguments),
            start: Instant::now(),
            bytes_read,
            bytes: bytes.filter(|bytes| *bytes > 0),
            messages: 0,
            bar: None,
        }
    }

    /// Messages were written.
    pub(super) fn update(&mut self, messages: u64) {
        self.messages += messages;
        if !self.watched {
            return;
        }
        if self.bar.is_none() && self.start.elapsed() >= PATIENCE {
            self.bar = Some(bar(self.bytes));
        }
        if let Some(bar) = &self.bar {
            bar.set_position(self.bytes_read.load(Ordering::Relaxed));
            bar.set_message(format!("{} messages", thousands(self.messages)));
        }
    }

    /// Writes to stderr without disturbing the bar.
    pub(super) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    pub(super) fn finish(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

fn bar(bytes: Option<u64>) -> ProgressBar {
    let (bar, template) = match bytes {
        Some(bytes) => (ProgressBar::new(bytes), "{bar:30} {percent:>3}%  {msg}  {bytes_per_sec}  {eta} left"),
        None => (ProgressBar::new_spinner(), "{spinner} {bytes}  {msg}  {bytes_per_sec}"),
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

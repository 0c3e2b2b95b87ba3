//! Positions in a source: byte ranges, and their translation to lines and columns.

/// A half-open range of bytes of the source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range from `start` up to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Span { start: start as u32, end: end as u32 }
    }

    /// The smallest span that holds both.
    pub fn to(self, other: Span) -> Self {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same as a range of `usize`, for slicing the source.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Starts of lines, to turn byte positions into lines and columns.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Scans a source for its line ends.
    pub fn new(source: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(source.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i as u32 + 1));
        LineIndex { starts }
    }

    /// Line and column, both from 1, of a byte position; the column counts characters, as Elixir's does.
    pub fn line_column(&self, source: &str, position: u32) -> (u32, u32) {
        let line = self.starts.partition_point(|start| *start <= position).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0) as usize;
        let text = source.get(start..position as usize).unwrap_or("");
        (line as u32 + 1, text.chars().count() as u32 + 1)
    }
}

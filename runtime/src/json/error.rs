//! Why bytes are no JSON.

use crate::error::Exc;
use std::fmt;

/// Bytes that are no JSON, or more than the limits allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// Where, in bytes from the start of the text.
    pub offset: usize,
    /// What.
    pub kind: JsonErrorKind,
}

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonErrorKind {
    /// The text ends too early.
    UnexpectedEnd,
    /// A byte that cannot stand there.
    InvalidByte(u8),
    /// As many bytes from the offset on that mean nothing: half a surrogate pair, a number beyond floats.
    UnexpectedSequence(usize),
    /// An integer with more digits than Elixir takes.
    IntegerTooLarge,
    /// Arrays and objects are nested too deep.
    TooDeep,
    /// Text of 4 GiB or more.
    TooLong,
    /// A limit of the run was passed; the context knows which.
    Stopped(Exc),
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            JsonErrorKind::UnexpectedEnd => write!(f, "unexpected end"),
            JsonErrorKind::InvalidByte(byte @ 0x20..0x7f) => write!(f, "invalid byte {byte} ({:?})", byte as char),
            JsonErrorKind::InvalidByte(byte) => write!(f, "invalid byte {byte}"),
            JsonErrorKind::UnexpectedSequence(bytes) => write!(f, "unexpected sequence of {bytes} bytes"),
            JsonErrorKind::IntegerTooLarge => write!(f, "integer too large"),
            JsonErrorKind::TooDeep => write!(f, "nested too deep"),
            JsonErrorKind::TooLong => return write!(f, "JSON of 4 GiB or more"),
            JsonErrorKind::Stopped(_) => write!(f, "stopped by a limit"),
        }?;
        write!(f, " at byte {} of the JSON", self.offset)
    }
}

impl std::error::Error for JsonError {}

/// The sequence that an error names, as Elixir shows it: a float without a fraction has one by then.
pub fn sequence(bytes: &[u8], offset: usize, len: usize) -> Vec<u8> {
    let mut sequence = bytes.get(offset..offset.saturating_add(len)).unwrap_or_default().to_vec();
    if sequence.first() != Some(&b'\\')
        && !sequence.contains(&b'.')
        && let Some(at) = sequence.iter().position(|byte| matches!(byte, b'e' | b'E'))
    {
        sequence.splice(at..=at, *b".0e");
    }
    sequence
}

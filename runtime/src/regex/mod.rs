//! Regexes with the syntax and the answers of PCRE, in linear time where that can do it.

mod options;
mod store;

pub use options::Options;
pub use store::Regexes;

use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::{Reference, Value, atoms};

/// Why a source is no regex: PCRE's words, and the byte where it found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegexError {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub position: usize,
}

/// A compiled regex.
pub struct CompiledRegex {
    linear: regex::bytes::Regex,
    options: Options,
}

impl CompiledRegex {
    /// Compiles a source with modifiers, as in `~r/source/modifiers`.
    ///
    /// # Errors
    /// What PCRE says of the source; a modifier that is none is "invalid_option".
    pub fn new(source: &[u8], modifiers: &str) -> Result<Self, RegexError> {
        let options = Options::from_modifiers(modifiers)
            .map_err(|_| RegexError { message: "invalid_option".to_owned(), position: 0 })?;
        Self::with_options(source, options)
    }

    /// Compiles a source with options.
    ///
    /// # Errors
    /// What PCRE says of the source.
    pub fn with_options(source: &[u8], options: Options) -> Result<Self, RegexError> {
        let error = |message: String| RegexError { message, position: 0 };
        let source = std::str::from_utf8(source).map_err(|e| error(e.to_string()))?;
        let linear = regex::bytes::RegexBuilder::new(source)
            .unicode(options.unicode)
            .case_insensitive(options.caseless)
            .multi_line(options.multiline)
            .dot_matches_new_line(options.dotall)
            .ignore_whitespace(options.extended)
            .swap_greed(options.ungreedy)
            .build()
            .map_err(|e| error(e.to_string()))?;
        Ok(CompiledRegex { linear, options })
    }

    /// Its options.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The first match at or after a byte, as start and end.
    ///
    /// # Errors
    /// Limits.
    pub fn find(&self, cx: &mut Context<'_>, subject: &[u8], from: usize) -> Result<Option<(usize, usize)>, Exc> {
        cx.charge_bytes(subject.len().saturating_sub(from))?;
        if from > subject.len() {
            return Ok(None);
        }
        Ok(self.linear.find_at(subject, from).map(|m| (m.start(), m.end())))
    }
}

/// The keys of `%Regex{}`, in their order.
static SHAPE: &[Value<'static>] = &[atoms::STRUCT, atoms::OPTS, atoms::RE_PATTERN, atoms::SOURCE];

/// `%Regex{}` of a compiled regex, its source and its options as a list of atoms: a new reference each time.
///
/// # Errors
/// Memory.
pub fn value<'a>(cx: &mut Context<'a>, regex: &'a CompiledRegex, source: Value<'a>, options: Value<'a>) -> R<'a> {
    let id = cx.next_reference();
    let reference = Value::reference(Reference { id, regex });
    cx.struct_from_shape(SHAPE, &[atoms::MODULE_REGEX, options, reference, source])
}

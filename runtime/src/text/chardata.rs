//! Chardata: lists of code points, UTF-8 binaries and further lists. A character may be split over binaries.

use crate::context::Context;
use crate::error::{Exc, R};
use crate::inspect::{self, Charlists, Options};
use crate::memory::TextBuilder;
use crate::term::{Term, Value};

/// Why a conversion stopped.
enum Fault<'a> {
    /// An integer that is no code point.
    CodePoint(Value<'a>),
    /// Bytes that are no UTF-8, or not yet: the binary they begin.
    Bytes(Value<'a>, Kind),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Invalid,
    Incomplete,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Invalid => "invalid",
            Kind::Incomplete => "incomplete",
        }
    }
}

struct Conversion<'a> {
    text: TextBuilder<'a>,
    /// The beginning of a character that goes on in the next binary.
    pending: [u8; 4],
    pending_len: usize,
    fault: Option<Fault<'a>>,
}

/// `List.to_string(list)`
///
/// # Errors
/// `ArgumentError` where something in the list is no chardata, `UnicodeConversionError` where it is no text; limits.
pub fn list_to_string<'a>(cx: &mut Context<'a>, list: Value<'a>) -> R<'a> {
    const BEFORE: &str = "cannot convert the given list to a string.\n\nTo be converted to a string, a list must either be \
         empty or only\ncontain the following elements:\n\n  * strings\n  * integers representing Unicode code points\n  \
         * a list containing one of these three elements\n\nPlease check the given list or call inspect/1 to get the \
         list representation, got:\n\n";
    match chardata(cx, list)? {
        Some(text) => Ok(text),
        None => Err(not_chardata(cx, list, BEFORE)),
    }
}

/// The text of chardata; nothing where it is none, of which [`not_chardata`] makes the exception.
///
/// # Errors
/// `UnicodeConversionError`; limits.
pub fn chardata<'a>(cx: &mut Context<'a>, list: Value<'a>) -> Result<Option<Value<'a>>, Exc> {
    let text = TextBuilder::new(&mut cx.bump, 64)?;
    let mut conversion = Conversion { text, pending: [0; 4], pending_len: 0, fault: None };
    if !conversion.list(cx, list)? {
        return Ok(None);
    }
    let fault = match conversion.fault {
        None if conversion.pending_len == 0 => {
            return Ok(Some(Value::str(conversion.text.finish(&mut cx.bump))));
        }
        None => {
            let kind = conversion.pending_kind();
            Fault::Bytes(conversion.pending_value(cx)?, kind)
        }
        Some(fault) => fault,
    };
    let encoded = Value::str(conversion.text.finish(&mut cx.bump));
    Err(raise(cx, encoded, fault))
}

/// `ArgumentError` for a list that is no chardata.
#[cold]
pub fn not_chardata<'a>(cx: &mut Context<'a>, list: Value<'a>, before: &str) -> Exc {
    let options = Options { charlists: Charlists::AsLists, ..Options::default() };
    match inspect::to_text(cx, list, &options) {
        Ok(text) => cx.argument_error(&format!("{before}{text}\n")),
        Err(exc) => exc,
    }
}

fn raise<'a>(cx: &mut Context<'a>, encoded: Value<'a>, fault: Fault<'a>) -> Exc {
    let message = match fault {
        Fault::CodePoint(code) => {
            inspect::to_text(cx, code, &Options::default()).map(|code| format!("invalid code point {code}"))
        }
        Fault::Bytes(rest, kind) => inspect::to_text(cx, rest, &Options::default())
            .map(|rest| format!("{} encoding starting at {rest}", kind.name())),
    };
    match message {
        Ok(message) => cx.unicode_conversion_error(encoded, &message),
        Err(exc) => exc,
    }
}

impl<'a> Conversion<'a> {
    /// Takes a list, or the binary that may stand for its tail. `false` where something is no chardata; what is wrong
    /// as text is found after that.
    fn list(&mut self, cx: &mut Context<'a>, list: Value<'a>) -> Result<bool, Exc> {
        cx.guard_stack()?;
        let mut rest = list;
        loop {
            match rest.term() {
                Term::EmptyList => return Ok(true),
                Term::Binary(_) => {
                    self.bytes(cx, rest)?;
                    return Ok(true);
                }
                Term::List(list) => {
                    cx.charge(list.block().len())?;
                    for element in list.block() {
                        let fine = match element.term() {
                            Term::Int(_) | Term::Big(_) => {
                                self.code_point(cx, *element)?;
                                true
                            }
                            Term::Binary(_) => {
                                self.bytes(cx, *element)?;
                                true
                            }
                            Term::EmptyList => true,
                            Term::List(_) => self.list(cx, *element)?,
                            _ => false,
                        };
                        if !fine {
                            return Ok(false);
                        }
                    }
                    rest = list.rest();
                }
                _ => return Ok(false),
            }
        }
    }

    fn code_point(&mut self, cx: &mut Context<'a>, code: Value<'a>) -> Result<(), Exc> {
        if self.fault.is_some() {
            return Ok(());
        }
        if self.pending_len > 0 {
            let rest = self.pending_value(cx)?;
            self.fault = Some(Fault::Bytes(rest, Kind::Invalid));
            return Ok(());
        }
        let c = match code.term() {
            Term::Int(i) => u32::try_from(i).ok().and_then(char::from_u32),
            _ => None,
        };
        match c {
            Some(c) => self.text.push_char(&mut cx.bump, c)?,
            None => self.fault = Some(Fault::CodePoint(code)),
        }
        Ok(())
    }

    fn bytes(&mut self, cx: &mut Context<'a>, value: Value<'a>) -> Result<(), Exc> {
        let Term::Binary(binary) = value.term() else { return Ok(()) };
        if self.fault.is_some() {
            return Ok(());
        }
        cx.charge_bytes(binary.len())?;
        if self.pending_len == 0
            && let Some(text) = binary.known_text()
        {
            self.text.push(&mut cx.bump, text)?;
            return Ok(());
        }
        let mut from = 0;
        if self.pending_len > 0 {
            let wanted = char_len(self.pending[0]);
            let before = self.pending_len;
            while self.pending_len < wanted
                && let Some(byte) = binary.bytes().get(from)
            {
                self.pending[self.pending_len] = *byte;
                self.pending_len += 1;
                from += 1;
            }
            if self.pending_len < wanted {
                return Ok(());
            }
            let pending = self.pending;
            match std::str::from_utf8(&pending[..wanted]) {
                Ok(c) => self.text.push(&mut cx.bump, c)?,
                Err(_) => {
                    self.pending_len = before;
                    let rest = self.pending_value(cx)?;
                    self.fault = Some(Fault::Bytes(rest, Kind::Invalid));
                    return Ok(());
                }
            }
            self.pending_len = 0;
        }
        let rest = binary.bytes().get(from..).unwrap_or_default();
        let valid = match simdutf8::compat::from_utf8(rest) {
            Ok(text) => return Ok(self.text.push(&mut cx.bump, text)?),
            Err(error) => {
                let (valid, bad) = rest.split_at(error.valid_up_to());
                match error.error_len() {
                    None if bad.len() < self.pending.len() => {
                        self.pending[..bad.len()].copy_from_slice(bad);
                        self.pending_len = bad.len();
                    }
                    _ => {
                        let at = from + error.valid_up_to();
                        self.fault = Some(Fault::Bytes(binary.slice(at, binary.len()), Kind::Invalid));
                    }
                }
                valid
            }
        };
        let valid = std::str::from_utf8(valid).unwrap_or_default();
        Ok(self.text.push(&mut cx.bump, valid)?)
    }

    fn pending_value(&self, cx: &mut Context<'a>) -> R<'a> {
        cx.binary(&self.pending[..self.pending_len])
    }

    /// Whether more bytes could make a character of what is pending.
    fn pending_kind(&self) -> Kind {
        match std::str::from_utf8(&self.pending[..self.pending_len]) {
            Err(error) if error.error_len().is_none() => Kind::Incomplete,
            _ => Kind::Invalid,
        }
    }
}

/// How many bytes a character takes that begins with this byte.
fn char_len(first: u8) -> usize {
    match first {
        0xF0.. => 4,
        0xE0.. => 3,
        0xC0.. => 2,
        _ => 1,
    }
}

/// `String.to_charlist(binary)`
///
/// # Errors
/// `UnicodeConversionError` where it is not UTF-8; limits.
pub fn binary_to_charlist<'a>(cx: &mut Context<'a>, value: Value<'a>) -> R<'a> {
    let Term::Binary(binary) = value.term() else { return Ok(Value::EMPTY_LIST) };
    cx.charge(binary.len())?;
    let valid = match binary.known_text() {
        Some(text) => text,
        None => match simdutf8::compat::from_utf8(binary.bytes()) {
            Ok(text) => text,
            Err(error) => {
                let at = error.valid_up_to();
                let kind = if error.error_len().is_none() { Kind::Incomplete } else { Kind::Invalid };
                let text = std::str::from_utf8(&binary.bytes()[..at]).unwrap_or_default();
                let encoded = binary_to_charlist(cx, Value::str(text))?;
                return Err(raise(cx, encoded, Fault::Bytes(binary.slice(at, binary.len()), kind)));
            }
        },
    };
    let mut list = cx.list_builder(valid.len())?;
    for c in valid.chars() {
        list.push(&mut cx.bump, Value::int(i64::from(u32::from(c))))?;
    }
    Ok(list.finish(&mut cx.bump))
}

//! A text as a URI by the grammar of RFC 3986, with the slips of Erlang's `uri_string:parse/1`, on which `URI.new/1` is
//! built: percent signs need no digits behind them, and an address in brackets may be followed by digits of its kind.

use super::Parts;
use std::net::Ipv6Addr;
use std::ops::Range;
use std::str::FromStr;

/// Longer ports are refused.
const PORT_DIGITS: usize = 5;

/// Why a text is no URI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// That part is wrong: a character, an address, a port, or the end.
    Part(Range<usize>),
    /// It is not UTF-8, on which that function of Erlang gives up.
    Clause(&'static str, usize),
}

/// A function that reads on: its name and arity, for messages.
type Reader = (&'static str, usize);

const HOST: Reader = ("parse_host", 2);
const IPV4: Reader = ("parse_ipv4_bin", 3);
const IPV6: Reader = ("parse_ipv6_bin", 3);
const IPV6_END: Reader = ("parse_ipv6_bin_end", 2);
const NO_SCHEME: Reader = ("parse_segment_nz_nc", 2);
const PORT: Reader = ("parse_port", 2);
const REG_NAME: Reader = ("parse_reg_name", 2);
const SEGMENT: Reader = ("parse_segment", 2);
const USERINFO: Reader = ("parse_userinfo", 2);

/// The parts of a text.
pub(super) fn parts(text: &[u8]) -> Result<Parts, Fault> {
    let mut parser = Parser { text, parts: Parts::default() };
    match parser.scheme()? {
        Some(end) => {
            parser.parts.scheme = Some(0..end);
            parser.after_scheme(end + 1, is_pchar, SEGMENT, ("parse_hier", 2))?;
        }
        None => parser.after_scheme(0, is_segment_without_colon, NO_SCHEME, ("parse_relative_part", 2))?,
    }
    Ok(parser.parts)
}

struct Parser<'t> {
    text: &'t [u8],
    parts: Parts,
}

impl Parser<'_> {
    /// What is wrong with the character at a place: that it is not allowed, or that it is none.
    fn fault(&self, at: usize, reader: Reader) -> Fault {
        let rest = self.text.get(at..).unwrap_or_default();
        let is_char = |len: &usize| rest.get(..*len).is_some_and(|bytes| std::str::from_utf8(bytes).is_ok());
        match (1..=4).find(is_char) {
            _ if rest.is_empty() => Fault::Part(at..at),
            Some(len) => Fault::Part(at..at + len),
            None => Fault::Clause(reader.0, reader.1),
        }
    }

    /// Reads what is allowed up to one of the stops, or to the end.
    fn scan(&self, from: usize, stops: &[u8], allowed: fn(u8) -> bool, reader: Reader) -> Result<usize, Fault> {
        let rest = self.text.get(from..).unwrap_or_default();
        match rest.iter().position(|byte| stops.contains(byte) || !allowed(*byte)) {
            None => Ok(self.text.len()),
            Some(at) if rest.get(at).is_some_and(|byte| stops.contains(byte)) => Ok(from + at),
            Some(at) => Err(self.fault(from + at, reader)),
        }
    }

    /// Where the scheme ends, if there is one.
    fn scheme(&self) -> Result<Option<usize>, Fault> {
        let fault = match self.text.first() {
            None => return Ok(None),
            Some(first) if first.is_ascii_alphabetic() => match self.scan(1, b":", is_scheme, ("parse_scheme", 2)) {
                Ok(end) => return Ok(Some(end).filter(|end| *end < self.text.len())),
                Err(fault) => fault,
            },
            Some(_) => self.fault(0, ("parse_scheme_start", 2)),
        };
        match fault {
            Fault::Part(_) => Ok(None),
            Fault::Clause(..) => Err(fault),
        }
    }

    fn after_scheme(
        &mut self,
        at: usize,
        is_first: fn(u8) -> bool,
        segment: Reader,
        reader: Reader,
    ) -> Result<(), Fault> {
        match self.text.get(at..).unwrap_or_default() {
            [] => Ok(()),
            [b'/', b'/', ..] => self.authority(at + 2),
            [b'/' | b'?' | b'#', ..] => self.path(at, at, SEGMENT),
            [first, ..] if is_first(*first) => self.path(at, at + 1, segment),
            _ => Err(self.fault(at, reader)),
        }
    }

    /// The path that begins at `start`, of which what stands before `from` was read; then query and fragment.
    fn path(&mut self, start: usize, from: usize, reader: Reader) -> Result<(), Fault> {
        let mut at = from;
        if reader == NO_SCHEME {
            at = self.scan(at, b"/?#", is_segment_without_colon, reader)?;
        }
        at = self.scan(at, b"?#", |byte| byte == b'/' || is_pchar(byte), SEGMENT)?;
        self.parts.path = Some(start..at);
        if self.text.get(at) == Some(&b'?') {
            let end = self.scan(at + 1, b"#", is_query, ("parse_query", 2))?;
            self.parts.query = Some(at + 1..end);
            at = end;
        }
        if self.text.get(at) == Some(&b'#') {
            let end = self.scan(at + 1, b"", is_query, ("parse_fragment", 2))?;
            self.parts.fragment = Some(at + 1..end);
        }
        Ok(())
    }

    /// `userinfo@host:port` and what follows it. What is wrong behind the sign is taken as if there were no userinfo.
    fn authority(&mut self, at: usize) -> Result<(), Fault> {
        match self.scan(at, b"@", is_userinfo, USERINFO) {
            Ok(sign) if sign < self.text.len() => match self.host(sign + 1) {
                Ok(()) => {
                    self.parts.userinfo = Some(at..sign);
                    Ok(())
                }
                Err(Fault::Part(_)) => self.host(at),
                Err(clause) => Err(clause),
            },
            Ok(_) | Err(Fault::Part(_)) => self.host(at),
            Err(clause) => Err(clause),
        }
    }

    fn host(&mut self, at: usize) -> Result<(), Fault> {
        const STOPS: &[u8] = b":/?#";
        let end = match self.text.get(at) {
            Some(b'[') => return self.address(at + 1),
            Some(first) if first.is_ascii_digit() => {
                let digits = self.scan(at, STOPS, |byte| byte.is_ascii_digit() || byte == b'.', IPV4);
                if let Err(Fault::Clause(..)) = digits {
                    return digits.map(drop);
                }
                self.scan(at, STOPS, is_reg_name, REG_NAME)?
            }
            Some(first) if !STOPS.contains(first) => {
                if let clause @ Fault::Clause(..) = self.fault(at, HOST) {
                    return Err(clause);
                }
                self.scan(at, STOPS, is_reg_name, REG_NAME)?
            }
            _ => at,
        };
        self.parts.host = Some(at..end);
        self.after_host(end)
    }

    /// An address of version 6, behind its bracket.
    fn address(&mut self, at: usize) -> Result<(), Fault> {
        let close = self.scan(at, b"]", is_address, IPV6)?;
        let address = self.text.get(at..close).unwrap_or_default();
        if close == self.text.len() {
            return Err(Fault::Part(close..close));
        }
        if std::str::from_utf8(address).ok().and_then(|text| Ipv6Addr::from_str(text).ok()).is_none() {
            return Err(Fault::Part(at..close));
        }
        let end = self.scan(close + 1, b":/?#", is_address, IPV6_END)?;
        self.parts.host = Some(at..if end == close + 1 { close } else { end });
        self.after_host(end)
    }

    fn after_host(&mut self, at: usize) -> Result<(), Fault> {
        if self.text.get(at) != Some(&b':') {
            return self.path(at, at, SEGMENT);
        }
        let end = self.scan(at + 1, b"/?#", |byte| byte.is_ascii_digit(), PORT)?;
        self.path(end, end, SEGMENT)?;
        if end - at - 1 > PORT_DIGITS {
            return Err(Fault::Part(at + 1..end));
        }
        self.parts.port = Some(at + 1..end);
        Ok(())
    }
}

fn is_scheme(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
}

/// Unreserved, a delimiter within parts, or the sign of an escape.
fn is_reg_name(byte: u8) -> bool {
    super::percent::is_unreserved(byte)
        || matches!(byte, b'%' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=')
}

fn is_userinfo(byte: u8) -> bool {
    byte == b':' || is_reg_name(byte)
}

fn is_segment_without_colon(byte: u8) -> bool {
    byte == b'@' || is_reg_name(byte)
}

fn is_pchar(byte: u8) -> bool {
    byte == b'@' || is_userinfo(byte)
}

fn is_query(byte: u8) -> bool {
    matches!(byte, b'/' | b'?') || is_pchar(byte)
}

fn is_address(byte: u8) -> bool {
    byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever the bytes, there is an answer, and it lies within them.
        #[test]
        fn any_bytes(text in proptest::collection::vec(prop_oneof![
            any::<u8>(),
            proptest::sample::select(b"a1:/?#@[].%f".to_vec()),
        ], 0..24)) {
            match parts(&text) {
                Ok(Parts { scheme, authority, userinfo, host, port, path, query, fragment }) => {
                    for range in [scheme, authority, userinfo, host, port, path, query, fragment].into_iter().flatten() {
                        prop_assert!(text.get(range).is_some());
                    }
                }
                Err(Fault::Part(range)) => prop_assert!(text.get(range).is_some()),
                Err(Fault::Clause(..)) => prop_assert!(std::str::from_utf8(&text).is_err()),
            }
        }
    }
}

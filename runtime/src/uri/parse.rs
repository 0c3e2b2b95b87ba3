//! Any text as a URI, by appendix B of RFC 3986: nothing is wrong, it only falls into parts.

use super::Parts;

/// The parts of a text.
pub(super) fn parts(text: &[u8]) -> Parts {
    let mut parts = Parts::default();
    let mut at = 0;
    let find = |from: usize, stops: &[u8]| {
        let rest = text.get(from..).unwrap_or_default();
        rest.iter().position(|byte| stops.contains(byte)).map_or(text.len(), |found| from + found)
    };
    if text.first().is_some_and(u8::is_ascii_alphabetic) {
        let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        let end = text.iter().take_while(is_part).count();
        if text.get(end) == Some(&b':') {
            parts.scheme = Some(0..end);
            at = end + 1;
        }
    }
    if text.get(at..).is_some_and(|rest| rest.starts_with(b"//")) {
        let end = find(at + 2, b"/?#");
        split_authority(text, at + 2, end, &mut parts);
        at = end;
    }
    let end = find(at, b"?#");
    parts.path = Some(at..end);
    at = end;
    if text.get(at) == Some(&b'?') {
        let end = find(at, b"#");
        parts.query = Some(at + 1..end);
        at = end;
    }
    if text.get(at) == Some(&b'#') {
        // A fragment ends with its line, and what follows is dropped.
        parts.fragment = Some(at + 1..find(at, b"\n"));
    }
    parts
}

/// `userinfo@host:port`, from `start` to `end`. What follows the port is dropped.
fn split_authority(text: &[u8], start: usize, end: usize, parts: &mut Parts) {
    parts.authority = Some(start..end);
    let authority = text.get(start..end).unwrap_or_default();
    let mut at = 0;
    // The last sign on the first line ends it.
    let line = authority.iter().position(|byte| *byte == b'\n').unwrap_or(authority.len());
    if let Some(sign) = authority.iter().take(line).rposition(|byte| *byte == b'@') {
        if sign > 0 {
            parts.userinfo = Some(start..start + sign);
        }
        at = sign + 1;
    }
    let rest = authority.get(at..).unwrap_or_default();
    let len = bracketed(rest).unwrap_or_else(|| rest.iter().position(|byte| *byte == b':').unwrap_or(rest.len()));
    let host = rest.get(..len).unwrap_or_default();
    if !host.is_empty() || authority.is_empty() {
        let open = host.iter().take_while(|byte| **byte == b'[').count();
        let close = host.iter().skip(open).rev().take_while(|byte| **byte == b']').count();
        parts.host = Some(start + at + open..start + at + len - close);
    }
    if rest.get(len) == Some(&b':') {
        let digits = rest.iter().skip(len + 1).take_while(|byte| byte.is_ascii_digit()).count();
        parts.port = Some(start + at + len + 1..start + at + len + 1 + digits);
    }
}

/// The length of an address in brackets that a text begins with.
fn bracketed(text: &[u8]) -> Option<usize> {
    let inner = text.strip_prefix(b"[")?;
    let len = inner.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'.')).count();
    (inner.get(len) == Some(&b']')).then_some(len + 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever the bytes, all parts lie within them.
        #[test]
        fn any_bytes(text in r"[\x00a1:/?#@\[\]\n%é.]{0,24}") {
            let parts = parts(text.as_bytes());
            let Parts { scheme, authority, userinfo, host, port, path, query, fragment } = parts;
            for range in [scheme, authority, userinfo, host, port, path, query, fragment].into_iter().flatten() {
                prop_assert!(text.as_bytes().get(range).is_some());
            }
        }
    }

    #[test]
    fn brackets_alone_leave_an_empty_host() {
        assert_eq!(parts(b"//[[]]:1").host, Some(4..4));
        assert_eq!(parts(b"//:1").host, None);
    }
}

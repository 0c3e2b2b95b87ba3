//! The syntax of PCRE, with its errors.

use super::ast::{Assert, Condition, Greed, Node};
use super::class;
use super::{Options, RegexError};
use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

/// PCRE's own bound on nested groups.
const NESTING: usize = 250;

/// A parsed regex.
pub(super) struct Parsed {
    pub(super) node: Node,
    /// How many groups capture.
    pub(super) groups: u32,
    /// Names and their groups, in the order of the source.
    pub(super) names: Vec<(String, u32)>,
}

/// What options say at a place of the source.
#[derive(Clone, Copy)]
struct Flags {
    caseless: bool,
    multiline: bool,
    dotall: bool,
    extended: bool,
    extended_more: bool,
    ungreedy: bool,
    no_capture: bool,
}

pub(super) struct Parser<'s> {
    source: &'s [u8],
    at: usize,
    unicode: bool,
    properties: bool,
    any_newline: bool,
    dollar_end_only: bool,
    duplicate_names: bool,
    flags: Flags,
    groups: u32,
    names: Vec<(String, u32)>,
    /// Groups that were named before they were met, and where.
    pending_numbers: Vec<(u32, usize)>,
    pending_names: Vec<(String, usize)>,
    depth: usize,
    in_look: usize,
    /// What is wrong, unless something else is that PCRE finds first.
    late: Option<RegexError>,
}

mod escapes;
mod groups;
mod sets;

type Parse<T> = Result<T, RegexError>;

fn error<T>(message: &str, position: usize) -> Parse<T> {
    Err(RegexError { message: message.to_owned(), position })
}

const NOT_REPEATABLE: &str = "quantifier does not follow a repeatable item";
const NO_SUCH_GROUP: &str = "reference to non-existent subpattern";
const MISSING_PAREN: &str = "missing closing parenthesis";

/// Parses a source; what it says of itself at its start becomes a part of the options.
pub(super) fn parse(source: &[u8], options: &mut Options) -> Parse<Parsed> {
    if options.unicode
        && let Err(bad) = std::str::from_utf8(source)
    {
        return utf8_error(source, bad);
    }
    let flags = Flags {
        caseless: options.caseless,
        multiline: options.multiline,
        dotall: options.dotall,
        extended: options.extended,
        extended_more: false,
        ungreedy: options.ungreedy,
        no_capture: options.no_auto_capture,
    };
    let mut parser = Parser {
        source,
        at: 0,
        unicode: options.unicode,
        properties: options.properties,
        any_newline: options.any_newline,
        dollar_end_only: options.dollar_end_only,
        duplicate_names: options.duplicate_names,
        flags,
        groups: 0,
        names: Vec::new(),
        pending_numbers: Vec::new(),
        pending_names: Vec::new(),
        depth: 0,
        in_look: 0,
        late: None,
    };
    parser.start_verbs();
    let mut node = parser.alternation(false)?;
    if parser.at < source.len() {
        return error("unmatched closing parenthesis", parser.at + 1);
    }
    for (number, at) in &parser.pending_numbers {
        if *number > parser.groups {
            return error(NO_SUCH_GROUP, *at);
        }
    }
    resolve(&mut node, &parser.names, &parser.pending_names)?;
    if let Some(error) = parser.late {
        return Err(error);
    }
    (options.unicode, options.properties, options.any_newline) =
        (parser.unicode, parser.properties, parser.any_newline);
    Ok(Parsed { node, groups: parser.groups, names: parser.names })
}

/// PCRE's words for bytes that are not UTF-8.
fn utf8_error<T>(source: &[u8], bad: std::str::Utf8Error) -> Parse<T> {
    let at = bad.valid_up_to();
    let first = source.get(at).copied().unwrap_or(0);
    let needed = match first {
        0xc0..=0xdf => 1,
        0xe0..=0xef => 2,
        0xf0..=0xf7 => 3,
        _ => 0,
    };
    let have = source.get(at + 1..).unwrap_or_default().iter().take(needed).take_while(|b| **b & 0xc0 == 0x80).count();
    let message = match first {
        0xfe | 0xff => "UTF-8 error: illegal byte (0xfe or 0xff)".to_owned(),
        0x80..=0xbf => "UTF-8 error: isolated byte with 0x80 bit set".to_owned(),
        _ if at + 1 + have >= source.len() && have < needed => {
            let missing = needed - have;
            format!("UTF-8 error: {missing} byte{} missing at end", if missing == 1 { "" } else { "s" })
        }
        0xf8..=0xfb => "UTF-8 error: 5-byte character is not allowed (RFC 3629)".to_owned(),
        0xfc..=0xfd => "UTF-8 error: 6-byte character is not allowed (RFC 3629)".to_owned(),
        0xc0 | 0xc1 => "UTF-8 error: overlong 2-byte sequence".to_owned(),
        _ if have < needed => format!("UTF-8 error: byte {} top bits not 0x80", have + 2),
        0xe0 => "UTF-8 error: overlong 3-byte sequence".to_owned(),
        0xf0 => "UTF-8 error: overlong 4-byte sequence".to_owned(),
        0xed => "UTF-8 error: code points 0xd800-0xdfff are not defined".to_owned(),
        _ => "UTF-8 error: code points greater than 0x10ffff are not defined".to_owned(),
    };
    error(&message, at)
}

/// Puts numbers where the source uses names.
fn resolve(node: &mut Node, names: &[(String, u32)], pending: &[(String, usize)]) -> Parse<()> {
    let numbers = |index: u32| -> Parse<Vec<u32>> {
        let Some((name, at)) = pending.get(index as usize) else { return Ok(Vec::new()) };
        let found: Vec<u32> = names.iter().filter(|(n, _)| n == name).map(|(_, number)| *number).collect();
        if found.is_empty() { error(NO_SUCH_GROUP, *at) } else { Ok(found) }
    };
    match node {
        Node::Backreference(groups, _) => {
            if let [single] = groups.as_slice()
                && *single >= BY_NAME
            {
                *groups = numbers(*single - BY_NAME)?;
            }
        }
        Node::Call(group) if *group >= BY_NAME => *group = numbers(*group - BY_NAME)?.first().copied().unwrap_or(0),
        Node::Conditional(condition, yes, no) => {
            match &mut **condition {
                Condition::Group(groups) => {
                    if let [single] = groups.as_slice()
                        && *single >= BY_NAME
                    {
                        *groups = numbers(*single - BY_NAME)?;
                    }
                }
                Condition::Recursion(Some(group)) if *group >= BY_NAME => {
                    *group = numbers(*group - BY_NAME)?.first().copied().unwrap_or(0);
                }
                Condition::Look(look) => resolve(&mut look.node, names, pending)?,
                _ => {}
            }
            resolve(yes, names, pending)?;
            resolve(no, names, pending)?;
        }
        Node::Concat(nodes) | Node::Alternate(nodes) => {
            for node in nodes {
                resolve(node, names, pending)?;
            }
        }
        Node::Repeat(node, ..) | Node::Capture(node, _) | Node::Atomic(node) => resolve(node, names, pending)?,
        Node::Look(look) => resolve(&mut look.node, names, pending)?,
        _ => {}
    }
    Ok(())
}

/// Numbers from here on stand for names until all groups are known.
const BY_NAME: u32 = 1 << 24;

impl<'s> Parser<'s> {
    fn peek(&self) -> Option<u8> {
        self.source.get(self.at).copied()
    }

    fn rest(&self) -> &'s [u8] {
        self.source.get(self.at..).unwrap_or_default()
    }

    fn eat(&mut self, text: &[u8]) -> bool {
        let is = self.rest().starts_with(text);
        if is {
            self.at += text.len();
        }
        is
    }

    /// The next character, or byte where the regex is of bytes.
    fn next_char(&mut self) -> Option<char> {
        let first = self.peek()?;
        if !self.unicode || first < 0x80 {
            self.at += 1;
            return Some(first as char);
        }
        let c = std::str::from_utf8(self.rest()).ok()?.chars().next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// `(*UTF)` and the like, which may stand at the start alone. Limits in a pattern change nothing here.
    fn start_verbs(&mut self) {
        loop {
            let verbs: [(&[u8], fn(&mut Self)); 12] = [
                (b"(*UTF8)", |p| p.unicode = true),
                (b"(*UTF)", |p| p.unicode = true),
                (b"(*UCP)", |p| p.properties = true),
                (b"(*ANYCRLF)", |p| p.any_newline = true),
                (b"(*LF)", |p| p.any_newline = false),
                (b"(*NO_AUTO_POSSESS)", |_| ()),
                (b"(*NO_START_OPT)", |_| ()),
                (b"(*NO_JIT)", |_| ()),
                (b"(*NO_DOTSTAR_ANCHOR)", |_| ()),
                (b"(*NOTEMPTY)", |_| ()),
                (b"(*BSR_ANYCRLF)", |_| ()),
                (b"(*BSR_UNICODE)", |_| ()),
            ];
            if let Some((text, set)) = verbs.iter().find(|(text, _)| self.rest().starts_with(text)) {
                // Characters in a source that is not of them are not to be had.
                if !(text.starts_with(b"(*UTF") && std::str::from_utf8(self.source).is_err()) {
                    set(self);
                }
                self.at += text.len();
                continue;
            }
            let rest = self.rest();
            if rest.starts_with(b"(*LIMIT_")
                && let Some(end) = rest.iter().position(|byte| *byte == b')')
                && rest.get(..end).is_some_and(|verb| verb.contains(&b'='))
            {
                self.at += end + 1;
                continue;
            }
            return;
        }
    }

    /// `a|b|c`, up to `)` or the end. With `reset`, each alternative counts groups anew.
    fn alternation(&mut self, reset: bool) -> Parse<Node> {
        let first_group = self.groups;
        let mut most = first_group;
        let mut alternatives = Vec::new();
        loop {
            alternatives.push(self.concatenation()?);
            most = most.max(self.groups);
            if self.peek() != Some(b'|') {
                break;
            }
            self.at += 1;
            if reset {
                self.groups = first_group;
            }
        }
        self.groups = most;
        Ok(if alternatives.len() == 1 {
            alternatives.pop().unwrap_or(Node::Empty)
        } else {
            Node::Alternate(alternatives)
        })
    }

    fn concatenation(&mut self) -> Parse<Node> {
        let mut nodes = Vec::new();
        let mut repeatable = false;
        loop {
            if self.flags.extended && self.skip_space() {
                continue;
            }
            let Some(byte) = self.peek() else { break };
            match byte {
                b'|' | b')' => break,
                b'*' | b'+' | b'?' => {
                    self.at += 1;
                    let (min, max) = match byte {
                        b'*' => (0, None),
                        b'+' => (1, None),
                        _ => (0, Some(1)),
                    };
                    self.repeat(&mut nodes, &mut repeatable, min, max)?;
                }
                b'{' => match self.braces()? {
                    Some((min, max)) => self.repeat(&mut nodes, &mut repeatable, min, max)?,
                    None => {
                        self.at += 1;
                        nodes.push(self.literal('{'));
                        repeatable = true;
                    }
                },
                _ if self.rest().starts_with(b"(?#") => self.comment()?,
                _ if self.rest().starts_with(b"\\E") => self.at += 2,
                _ if self.eat(b"\\Q") => {
                    while self.at < self.source.len() && !self.eat(b"\\E") {
                        if let Some(c) = self.next_char() {
                            nodes.push(self.literal(c));
                            repeatable = true;
                        }
                    }
                }
                _ => {
                    if let Some(node) = self.atom()? {
                        repeatable =
                            !matches!(node, Node::Assert(_) | Node::Keep | Node::Commit | Node::Prune | Node::Skip);
                        nodes.push(node);
                    }
                }
            }
        }
        Ok(match nodes.len() {
            0 => Node::Empty,
            1 => nodes.pop().unwrap_or(Node::Empty),
            _ => Node::Concat(nodes),
        })
    }

    fn repeat(&mut self, nodes: &mut Vec<Node>, repeatable: &mut bool, min: u32, max: Option<u32>) -> Parse<()> {
        let node = match nodes.pop() {
            Some(node) if *repeatable => node,
            _ => return error(NOT_REPEATABLE, self.at),
        };
        *repeatable = false;
        let greed = match self.peek() {
            Some(b'?') => {
                self.at += 1;
                if self.flags.ungreedy { Greed::Greedy } else { Greed::Lazy }
            }
            Some(b'+') => {
                self.at += 1;
                Greed::Possessive
            }
            _ if self.flags.ungreedy => Greed::Lazy,
            _ => Greed::Greedy,
        };
        // A look around is seen once at most, however often it is asked for.
        let max = if matches!(node, Node::Look(_)) { Some(max.unwrap_or(1).min(1)) } else { max };
        nodes.push(Node::Repeat(Box::new(node), min.min(max.unwrap_or(min)), max, greed));
        Ok(())
    }

    /// `{2}`, `{2,}`, `{,3}`, `{2,3}`; nothing where the brace stands for itself.
    fn braces(&mut self) -> Parse<Option<(u32, Option<u32>)>> {
        let start = self.at;
        let mut at = start + 1;
        let blank = |at: &mut usize| {
            while matches!(self.source.get(*at), Some(b' ' | b'\t')) {
                *at += 1
            }
        };
        let digits = |at: &mut usize| {
            let from = *at;
            while self.source.get(*at).is_some_and(u8::is_ascii_digit) {
                *at += 1;
            }
            self.source.get(from..*at).unwrap_or_default()
        };
        blank(&mut at);
        let low = (digits(&mut at), at);
        blank(&mut at);
        let mut high = None;
        if self.source.get(at) == Some(&b',') {
            at += 1;
            blank(&mut at);
            high = Some((digits(&mut at), at));
            blank(&mut at);
        }
        let valid =
            self.source.get(at) == Some(&b'}') && (!low.0.is_empty() || high.is_some_and(|high| !high.0.is_empty()));
        if !valid {
            return Ok(None);
        }
        let number = |(text, end): (&[u8], usize)| -> Parse<u32> {
            let value = text.iter().try_fold(0u32, |n, digit| n.checked_mul(10)?.checked_add((digit - b'0') as u32));
            match value {
                Some(value) if value <= 65535 => Ok(value),
                _ => {
                    // PCRE stops at the digit that is too much.
                    let from = end - text.len();
                    error("number too big in {} quantifier", (from + 5).min(end))
                }
            }
        };
        let min = if low.0.is_empty() { 0 } else { number(low)? };
        let max = match high {
            None => Some(min),
            Some((b"", _)) => None,
            Some(high) => Some(number(high)?),
        };
        self.at = at + 1;
        if max.is_some_and(|max| max < min) {
            return error("numbers out of order in {} quantifier", at);
        }
        Ok(Some((min, max)))
    }

    /// Skips a space or comment of extended syntax.
    fn skip_space(&mut self) -> bool {
        match self.peek() {
            Some(b' ' | b'\t'..=b'\r') => self.at += 1,
            Some(0x85) if !self.unicode => self.at += 1,
            Some(b'#') => {
                while let Some(byte) = self.peek() {
                    self.at += 1;
                    if byte == b'\n' || (self.any_newline && byte == b'\r') {
                        break;
                    }
                }
            }
            _ if self.unicode
                && [&b"\xc2\x85"[..], b"\xe2\x80\x8e", b"\xe2\x80\x8f", b"\xe2\x80\xa8", b"\xe2\x80\xa9"]
                    .into_iter()
                    .any(|space| self.eat(space)) => {}
            _ => return false,
        }
        true
    }

    fn comment(&mut self) -> Parse<()> {
        match self.rest().iter().position(|byte| *byte == b')') {
            Some(end) => {
                self.at += end + 1;
                Ok(())
            }
            None => error("missing ) after (?# comment", self.source.len()),
        }
    }

    /// A character that stands for itself, and for its other cases where they do not count.
    fn literal(&self, c: char) -> Node {
        if self.flags.caseless {
            let mut set = ClassUnicode::new([ClassUnicodeRange::new(c, c)]);
            class::fold(&mut set, self.unicode);
            if set.ranges().len() > 1 {
                return Node::Class(set);
            }
        }
        Node::Literal(c)
    }

    fn class_node(&self, mut set: ClassUnicode) -> Node {
        if self.flags.caseless {
            class::fold(&mut set, self.unicode);
        }
        Node::Class(set)
    }

    fn not_newline(&self) -> Node {
        let mut set = class::all(self.unicode);
        let mut ends = super::ast::class(&[('\n', '\n')]);
        if self.any_newline {
            ends.push(ClassUnicodeRange::new('\r', '\r'));
        }
        set.difference(&ends);
        Node::Class(set)
    }

    /// One item, which is not there where only options change.
    fn atom(&mut self) -> Parse<Option<Node>> {
        let Some(c) = self.next_char() else { return Ok(None) };
        Ok(Some(match c {
            '.' if self.flags.dotall => Node::Class(class::all(self.unicode)),
            '.' => self.not_newline(),
            '^' if self.flags.multiline => Node::Assert(Assert::LineStart),
            '^' => Node::Assert(Assert::Start),
            '$' if self.flags.multiline => Node::Assert(Assert::LineEnd),
            '$' if self.dollar_end_only => Node::Assert(Assert::End),
            '$' => Node::Assert(Assert::EndOrNewline),
            '[' => return self.class().map(Some),
            '\\' => return self.escape().map(Some),
            '(' => {
                self.depth += 1;
                if self.depth > NESTING {
                    return error("parentheses are too deeply nested", self.at);
                }
                let flags = self.flags;
                let node = self.group();
                self.depth -= 1;
                if let Ok(Some(_)) = node {
                    self.flags = flags;
                }
                return node;
            }
            c => self.literal(c),
        }))
    }
}

//! The syntax of PCRE, with its errors.

use super::ast::{Assert, Condition, Greed, Look, Node};
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

    /// What follows `(`.
    fn group(&mut self) -> Parse<Option<Node>> {
        let open = self.at - 1;
        if self.peek() == Some(b'*') && !matches!(self.source.get(self.at + 1), None | Some(b')')) {
            return self.verb(open);
        }
        if self.peek() == Some(b'*') {
            return error(NOT_REPEATABLE, self.at + 1);
        }
        if !self.eat(b"?") {
            if self.flags.no_capture {
                return self.body(false).map(Some);
            }
            self.groups += 1;
            let number = self.groups;
            let node = self.body(false)?;
            return Ok(Some(Node::Capture(Box::new(node), number)));
        }
        let Some(byte) = self.peek() else { return error(MISSING_PAREN, self.at) };
        self.at += 1;
        match byte {
            b':' => self.body(false).map(Some),
            b'|' => self.body(true).map(Some),
            b'>' => Ok(Some(Node::Atomic(Box::new(self.body(false)?)))),
            b'=' => self.look(None, false).map(Some),
            b'!' => self.look(None, true).map(Some),
            b'*' => self.look(None, false).map(Some),
            b'<' if matches!(self.peek(), Some(b'=' | b'!' | b'*')) => {
                let negative = self.peek() == Some(b'!');
                self.at += 1;
                self.look(Some(open), negative).map(Some)
            }
            b'<' => self.named_group(b'>').map(Some),
            b'\'' => self.named_group(b'\'').map(Some),
            b'P' => match self.peek() {
                Some(b'<') => {
                    self.at += 1;
                    self.named_group(b'>').map(Some)
                }
                Some(b'=') => {
                    self.at += 1;
                    let name = self.name(b')')?;
                    Ok(Some(Node::Backreference(vec![name], self.flags.caseless)))
                }
                Some(b'>') => {
                    self.at += 1;
                    Ok(Some(Node::Call(self.name(b')')?)))
                }
                Some(_) => error("unrecognized character after (?P", self.at + 1),
                None => error(MISSING_PAREN, self.at),
            },
            b'&' => Ok(Some(Node::Call(self.name(b')')?))),
            b'R' => {
                if self.eat(b")") {
                    return Ok(Some(Node::Call(0)));
                }
                error("(?R (recursive pattern call) must be followed by a closing parenthesis", self.at)
            }
            b'0'..=b'9' => {
                self.at -= 1;
                self.call().map(Some)
            }
            b'+' => self.call().map(Some),
            b'-' if self.peek().is_some_and(|byte| byte.is_ascii_digit()) => self.call().map(Some),
            b'(' => self.conditional().map(Some),
            b'C' => {
                let from = self.at;
                let n = self.number().unwrap_or(0);
                if n > 255 {
                    return error("number after (?C is greater than 255", (from + 3).min(self.at));
                }
                if self.eat(b")") {
                    Ok(Some(Node::Empty))
                } else {
                    error("(?C must be followed by a closing parenthesis", self.at)
                }
            }
            b'[' => error("unexpected character in (?[...]) extended character class", self.at + 1),
            _ => {
                self.at -= 1;
                self.option_letters()
            }
        }
    }

    /// The inside of a group and its `)`.
    fn body(&mut self, reset: bool) -> Parse<Node> {
        let node = self.alternation(reset)?;
        if self.eat(b")") { Ok(node) } else { error(MISSING_PAREN, self.at) }
    }

    fn look(&mut self, behind: Option<usize>, negative: bool) -> Parse<Node> {
        self.in_look += 1;
        let node = self.body(false)?;
        self.in_look -= 1;
        let behind = match behind {
            None => None,
            Some(open) => match node.length() {
                (least, Some(most)) if most <= 65535 => Some((least, most)),
                _ => return error("length of lookbehind assertion is not limited", open),
            },
        };
        Ok(Node::Look(Box::new(Look { behind, negative, node })))
    }

    fn named_group(&mut self, end: u8) -> Parse<Node> {
        let from = self.at;
        let name = self.name_text(end)?;
        let known = self.names.iter().find(|(known, _)| *known == name).map(|(_, number)| *number);
        if let Some(number) = known
            && !self.duplicate_names
            && number != self.groups + 1
        {
            let at = from + name.len();
            return error("two named subpatterns have the same name (PCRE2_DUPNAMES not set)", at + 1);
        }
        self.groups += 1;
        let number = self.groups;
        if known != Some(number) {
            self.names.push((name, number));
        }
        let node = self.body(false)?;
        Ok(Node::Capture(Box::new(node), number))
    }

    /// A name and what ends it.
    fn name_text(&mut self, end: u8) -> Parse<String> {
        let from = self.at;
        if self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return error("subpattern name must start with a non-digit", self.at + 1);
        }
        loop {
            let before = self.at;
            match self.next_char() {
                Some(c) if c == '_' || c.is_ascii_alphanumeric() => {}
                Some(c) if self.unicode && c.is_alphanumeric() => {}
                _ => {
                    self.at = before;
                    break;
                }
            }
        }
        let text = self.source.get(from..self.at).unwrap_or_default();
        if text.is_empty() {
            return error("subpattern name expected", self.at);
        }
        if text.len() > 128 {
            return error("subpattern name is too long (maximum 128 code units)", from + 129);
        }
        if self.peek() != Some(end) {
            return error("syntax error in subpattern name (missing terminator?)", self.at);
        }
        self.at += 1;
        Ok(String::from_utf8_lossy(text).into_owned())
    }

    /// A group by its name, to be found when all are known.
    fn name(&mut self, end: u8) -> Parse<u32> {
        let from = self.at;
        let name = self.name_text(end)?;
        self.pending_names.push((name, from));
        Ok(BY_NAME + self.pending_names.len() as u32 - 1)
    }

    fn number(&mut self) -> Option<u32> {
        let mut number: Option<u32> = None;
        while let Some(byte) = self.peek().filter(u8::is_ascii_digit) {
            number = Some(number.unwrap_or(0).saturating_mul(10).saturating_add((byte - b'0') as u32).min(BY_NAME - 1));
            self.at += 1;
        }
        number
    }

    /// `1)`, `+1)` or `-1)` of a call; the sign was read.
    fn call(&mut self) -> Parse<Node> {
        let sign = self.source.get(self.at - 1).copied();
        let number = self.number().unwrap_or(0);
        let group = match sign {
            Some(b'+') => self.groups.saturating_add(number),
            Some(b'-') => match (self.groups + 1).checked_sub(number) {
                Some(group @ 1..) => group,
                _ => return error(NO_SUCH_GROUP, self.at),
            },
            _ => number,
        };
        if !self.eat(b")") {
            return error(MISSING_PAREN, self.at);
        }
        self.pending_numbers.push((group, self.at - 1));
        Ok(Node::Call(group))
    }

    fn conditional(&mut self) -> Parse<Node> {
        // The inner parenthesis was read.
        let from = self.at;
        let condition = if self.rest().starts_with(b"?") || self.rest().starts_with(b"*") {
            match self.group()? {
                Some(Node::Look(look)) => Condition::Look(*look),
                _ => return error("assertion expected after (?( or (?(?C)", from + 1),
            }
        } else {
            self.condition(from)?
        };
        let mut node = self.alternation(false)?;
        if !self.eat(b")") {
            return error(MISSING_PAREN, self.at);
        }
        let (yes, no) = match &mut node {
            Node::Alternate(nodes) if nodes.len() > 2 => {
                self.late.get_or_insert(RegexError {
                    message: "conditional subpattern contains more than two branches".to_owned(),
                    position: from.saturating_sub(3),
                });
                (Node::Empty, Node::Empty)
            }
            Node::Alternate(nodes) => {
                let no = nodes.pop().unwrap_or(Node::Empty);
                (nodes.pop().unwrap_or(Node::Empty), no)
            }
            _ => (node, Node::Empty),
        };
        Ok(Node::Conditional(Box::new(condition), Box::new(yes), Box::new(no)))
    }

    fn condition(&mut self, from: usize) -> Parse<Condition> {
        let relative = match self.peek() {
            Some(b'+' | b'-') => {
                self.at += 1;
                self.source.get(self.at - 1).copied()
            }
            None => return error(MISSING_PAREN, self.at),
            _ => None,
        };
        if let Some(number) = self.number() {
            let group = match relative {
                Some(b'+') => self.groups.saturating_add(number),
                Some(_) => (self.groups + 1).saturating_sub(number),
                None => number,
            };
            self.pending_numbers.push((if group == 0 { u32::MAX } else { group }, from - 1));
            return if self.eat(b")") {
                Ok(Condition::Group(vec![group]))
            } else {
                error("missing closing parenthesis for condition", self.at)
            };
        }
        if self.eat(b"DEFINE)") {
            return Ok(Condition::Never);
        }
        if self.eat(b"R)") {
            return Ok(Condition::Recursion(None));
        }
        if self.eat(b"R&") {
            return Ok(Condition::Recursion(Some(self.name(b')')?)));
        }
        if self.rest().starts_with(b"R") && self.source.get(self.at + 1).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
            let group = self.number().unwrap_or(0);
            self.pending_numbers.push((group, self.at));
            return if self.eat(b")") {
                Ok(Condition::Recursion(Some(group)))
            } else {
                error("missing closing parenthesis for condition", self.at)
            };
        }
        if self.rest().starts_with(b"VERSION") {
            let end = self.rest().iter().position(|byte| *byte == b')');
            self.at += end.map_or(self.rest().len(), |end| end + 1);
            return Ok(Condition::Group(vec![0]));
        }
        let name = if self.eat(b"<") {
            self.name(b'>')
        } else if self.eat(b"'") {
            self.name(b'\'')
        } else {
            let name = self.name(b')')?;
            return Ok(Condition::Group(vec![name]));
        }?;
        let _ = from;
        if self.eat(b")") {
            Ok(Condition::Group(vec![name]))
        } else {
            error("missing closing parenthesis for condition", self.at)
        }
    }

    /// `i`, `-s`, `^x` and what they hold for.
    fn option_letters(&mut self) -> Parse<Option<Node>> {
        let before = self.flags;
        let mut flags = before;
        let mut on = true;
        let mut hyphen = false;
        if self.eat(b"^") {
            flags = Flags {
                caseless: false,
                multiline: false,
                dotall: false,
                extended: false,
                extended_more: false,
                no_capture: false,
                ..flags
            };
            hyphen = true;
        }
        loop {
            let Some(byte) = self.peek() else { return error(MISSING_PAREN, self.at) };
            self.at += 1;
            match byte {
                b')' => {
                    self.flags = flags;
                    return Ok(None);
                }
                b':' => {
                    self.flags = flags;
                    let node = self.body(false)?;
                    self.flags = before;
                    return Ok(Some(node));
                }
                b'-' if !hyphen => (hyphen, on) = (true, false),
                b'-' => return error("invalid hyphen in option setting", self.at),
                b'i' => flags.caseless = on,
                b'm' => flags.multiline = on,
                b's' => flags.dotall = on,
                b'n' => flags.no_capture = on,
                b'U' => flags.ungreedy = on,
                b'J' => self.duplicate_names = on,
                b'x' => {
                    flags.extended = on;
                    flags.extended_more = on && self.eat(b"x");
                }
                // How ASCII digits, spaces and words are is decided for the whole regex.
                b'a' => {
                    while self.peek().is_some_and(|byte| b"DSWPT".contains(&byte)) {
                        self.at += 1;
                    }
                }
                b'r' => {}
                _ => return error("unrecognized character after (? or (?-", self.at),
            }
        }
    }

    /// `(*VERB)`, `(*pla:…)`; the parenthesis was read.
    fn verb(&mut self, open: usize) -> Parse<Option<Node>> {
        self.at += 1;
        let from = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_') {
            self.at += 1;
        }
        let name = self.source.get(from..self.at).unwrap_or_default();
        if self.peek() == Some(b':') && name.first().is_some_and(u8::is_ascii_lowercase) {
            self.at += 1;
            return match name {
                b"pla" | b"positive_lookahead" | b"napla" | b"non_atomic_positive_lookahead" => self.look(None, false),
                b"nla" | b"negative_lookahead" => self.look(None, true),
                b"plb" | b"positive_lookbehind" | b"naplb" | b"non_atomic_positive_lookbehind" => {
                    self.look(Some(open), false)
                }
                b"nlb" | b"negative_lookbehind" => self.look(Some(open), true),
                b"atomic" => self.body(false).map(|node| Node::Atomic(Box::new(node))),
                _ => error("(*alpha_assertion) not recognized", self.at - 1),
            }
            .map(Some);
        }
        let argument = self.peek() == Some(b':');
        if argument {
            while self.peek().is_some_and(|byte| byte != b')') {
                self.at += 1;
            }
        }
        let node = match name {
            b"" | b"MARK" if argument => Node::Empty,
            b"F" | b"FAIL" => Node::Fail,
            b"ACCEPT" => Node::Accept,
            b"COMMIT" => Node::Commit,
            b"PRUNE" => Node::Prune,
            b"SKIP" => Node::Skip,
            b"THEN" => Node::Empty,
            _ => return error("(*VERB) not recognized or malformed", self.at),
        };
        if self.eat(b")") { Ok(Some(node)) } else { error("(*VERB) not recognized or malformed", self.at) }
    }

    /// What follows a backslash outside of a class.
    fn escape(&mut self) -> Parse<Node> {
        let start = self.at;
        let Some(byte) = self.peek() else { return error("\\ at end of pattern", self.at) };
        match byte {
            b'd' | b'D' | b's' | b'S' | b'w' | b'W' | b'h' | b'H' | b'v' | b'V' => {
                self.at += 1;
                let set = class::escape(byte, self.properties, self.unicode).unwrap_or_else(ClassUnicode::empty);
                return Ok(Node::Class(set));
            }
            b'p' | b'P' => {
                let set = self.property()?;
                return Ok(self.class_node(set));
            }
            b'N' if self.source.get(self.at + 1) != Some(&b'{') => {
                self.at += 1;
                return Ok(self.not_newline());
            }
            b'1'..=b'9' => {
                let number = self.number().unwrap_or(0);
                if number < 10 || matches!(byte, b'8' | b'9') || number <= self.groups {
                    self.pending_numbers.push((number, self.at));
                    return Ok(Node::Backreference(vec![number], self.flags.caseless));
                }
                self.at = start;
            }
            b'g' => return self.group_reference(),
            b'k' => {
                self.at += 1;
                let end = match self.peek() {
                    Some(b'{') => b'}',
                    Some(b'<') => b'>',
                    Some(b'\'') => b'\'',
                    _ => return error("\\k is not followed by a braced, angle-bracketed, or quoted name", self.at),
                };
                self.at += 1;
                let name = self.name(end)?;
                return Ok(Node::Backreference(vec![name], self.flags.caseless));
            }
            _ => {}
        }
        let assert = match byte {
            b'A' => Some(Assert::Start),
            b'z' => Some(Assert::End),
            b'Z' => Some(Assert::EndOrNewline),
            b'G' => Some(Assert::SearchStart),
            b'b' => Some(Assert::Word),
            b'B' => Some(Assert::NotWord),
            _ => None,
        };
        if let Some(assert) = assert {
            self.at += 1;
            return Ok(Node::Assert(assert));
        }
        match byte {
            b'R' => {
                self.at += 1;
                let mut set = class::vertical();
                set.intersect(&class::all(self.unicode));
                Ok(Node::Newline(set))
            }
            b'X' => {
                self.at += 1;
                Ok(Node::Grapheme)
            }
            b'C' => {
                self.at += 1;
                Ok(Node::Class(class::all(self.unicode)))
            }
            b'K' => {
                self.at += 1;
                if self.in_look > 0 {
                    return error(
                        "\\K is not allowed in lookarounds (but see PCRE2_EXTRA_ALLOW_LOOKAROUND_BSK)",
                        self.at + 1,
                    );
                }
                Ok(Node::Keep)
            }
            _ => {
                let c = self.escaped_char()?;
                Ok(self.literal(c))
            }
        }
    }

    /// `\g1`, `\g{-1}`, `\g{name}`, and calls: `\g<1>`, `\g'name'`.
    fn group_reference(&mut self) -> Parse<Node> {
        self.at += 1;
        let start = self.at;
        const WHAT: &str =
            "\\g is not followed by a braced, angle-bracketed, or quoted name/number or by a plain number";
        let end = match self.peek() {
            Some(b'{') => Some(b'}'),
            Some(b'<') => Some(b'>'),
            Some(b'\'') => Some(b'\''),
            Some(b'+' | b'-' | b'0'..=b'9') => None,
            _ => return error(WHAT, self.at),
        };
        self.at += usize::from(end.is_some());
        let sign = self.peek().filter(|byte| matches!(byte, b'+' | b'-'));
        self.at += usize::from(sign.is_some());
        let calls = matches!(end, Some(b'>' | b'\''));
        let group = match self.number() {
            Some(number) => {
                let group = match sign {
                    Some(b'+') => self.groups.saturating_add(number),
                    Some(_) => match (self.groups + 1).checked_sub(number) {
                        Some(group @ 1..) => group,
                        _ => return error(NO_SUCH_GROUP, start),
                    },
                    None => number,
                };
                if let Some(end) = end
                    && !self.eat(&[end])
                {
                    return error("syntax error in subpattern number (missing terminator?)", self.at);
                }
                let wanted = if group == 0 && !calls { u32::MAX } else { group };
                self.pending_numbers.push((wanted, self.at));
                group
            }
            None if sign.is_some() => return error(WHAT, self.at),
            None => match end {
                Some(end) => self.name(end)?,
                None => return error(WHAT, self.at),
            },
        };
        Ok(if calls { Node::Call(group) } else { Node::Backreference(vec![group], self.flags.caseless) })
    }

    /// `p{name}` behind a backslash.
    fn property(&mut self) -> Parse<ClassUnicode> {
        const MALFORMED: &str = "malformed \\P or \\p sequence";
        let mut negative = self.peek() == Some(b'P');
        self.at += 1;
        let name = match self.peek() {
            Some(b'{') => {
                self.at += 1;
                if self.eat(b"^") {
                    negative = !negative;
                }
                let from = self.at;
                while self.peek().is_some_and(|b| b.is_ascii_alphanumeric() || b" _-&:=".contains(&b)) {
                    self.at += 1;
                }
                let name = self.source.get(from..self.at).unwrap_or_default();
                if !self.eat(b"}") {
                    return error(MALFORMED, self.at);
                }
                name
            }
            Some(byte) if byte.is_ascii_alphabetic() => {
                self.at += 1;
                self.source.get(self.at - 1..self.at).unwrap_or_default()
            }
            _ => return error(MALFORMED, self.at),
        };
        let name = std::str::from_utf8(name).unwrap_or("");
        // Without regard to case, a category of letters is all of them.
        let name = if self.flags.caseless && matches!(name, "Lu" | "Ll" | "Lt") { "L&" } else { name };
        let Some(mut set) = class::property(name) else {
            return error("unknown property after \\P or \\p", self.at);
        };
        set.intersect(&class::all(self.unicode));
        Ok(if negative { class::negate(&set, self.unicode) } else { set })
    }

    /// A character written with a backslash, in a class or out of it; the backslash was read.
    fn escaped_char(&mut self) -> Parse<char> {
        let Some(byte) = self.peek() else { return error("\\ at end of pattern", self.at) };
        if !byte.is_ascii_alphanumeric() {
            return Ok(self.next_char().unwrap_or('\\'));
        }
        self.at += 1;
        Ok(match byte {
            b'a' => '\u{7}',
            b'e' => '\u{1b}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'0'..=b'7' => {
                let mut code = (byte - b'0') as u32;
                let most = 3;
                let mut count = 1;
                while count < most
                    && let Some(digit @ b'0'..=b'7') = self.peek()
                {
                    code = code * 8 + (digit - b'0') as u32;
                    self.at += 1;
                    count += 1;
                }
                if code > 255 && !self.unicode {
                    return error("octal value is greater than \\377 in 8-bit non-UTF-8 mode", self.at);
                }
                char::from_u32(code).unwrap_or('\0')
            }
            b'o' => {
                if !self.eat(b"{") {
                    return error("missing opening brace after \\o", self.at);
                }
                self.braced(8, "non-octal character in \\o{} (closing brace missing?)")?
            }
            b'x' if self.eat(b"{") => self.braced(16, "non-hex character in \\x{} (closing brace missing?)")?,
            b'x' => {
                let mut code = 0;
                let mut count = 0;
                while count < 2
                    && let Some(digit) = self.peek().and_then(|byte| (byte as char).to_digit(16))
                {
                    code = code * 16 + digit;
                    self.at += 1;
                    count += 1;
                }
                if count == 0 {
                    return error("digits missing after \\x or in \\x{} or \\o{} or \\N{U+}", self.at);
                }
                char::from_u32(code).unwrap_or('\0')
            }
            b'c' => match self.peek() {
                None => return error("\\c at end of pattern", self.at),
                Some(byte @ 0x20..=0x7e) => {
                    self.at += 1;
                    (byte.to_ascii_uppercase() ^ 0x40) as char
                }
                Some(_) => return error("\\c must be followed by a printable ASCII character", self.at + 1),
            },
            b'N' => {
                if !self.eat(b"{U+") {
                    return error("PCRE2 does not support \\F, \\L, \\l, \\N{name}, \\U, or \\u", self.at + 1);
                }
                if !self.unicode {
                    let end = self.rest().iter().position(|byte| *byte == b'}').unwrap_or(0);
                    return error("\\N{U+dddd} is supported only in Unicode (UTF) mode", self.at + end + 1);
                }
                self.braced(16, "non-hex character in \\x{} (closing brace missing?)")?
            }
            b'F' | b'L' | b'l' | b'U' | b'u' => {
                return error("PCRE2 does not support \\F, \\L, \\l, \\N{name}, \\U, or \\u", self.at);
            }
            _ => return error("unrecognized character follows \\", self.at),
        })
    }

    /// `1f600}`
    fn braced(&mut self, base: u32, bad: &str) -> Parse<char> {
        const TOO_LARGE: &str = "character code point value in \\x{} or \\o{} is too large";
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
        if self.peek() == Some(b'}') || self.peek().is_none() {
            return error(
                "digits missing after \\x or in \\x{} or \\o{} or \\N{U+}",
                self.at + usize::from(self.peek().is_some()),
            );
        }
        let most = if self.unicode { 0x10ffff } else { 0xff };
        let mut code = 0u32;
        while let Some(digit) = self.peek().and_then(|byte| (byte as char).to_digit(base)) {
            code = code.saturating_mul(base).saturating_add(digit);
            self.at += 1;
        }
        if code > most {
            return error(TOO_LARGE, self.at);
        }
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
        if !self.eat(b"}") {
            return error(bad, self.at + 1);
        }
        match char::from_u32(code) {
            Some(c) => Ok(c),
            None => error("disallowed Unicode code point (>= 0xd800 && <= 0xdfff)", self.at - 1),
        }
    }

    /// `[…]`; the bracket was read.
    fn class(&mut self) -> Parse<Node> {
        const UNTERMINATED: &str = "missing terminating ] for character class";
        if let Some(bound) = [(&b"[:<:]]"[..], Assert::WordStart), (b"[:>:]]", Assert::WordEnd)]
            .into_iter()
            .find(|(text, _)| self.rest().starts_with(text))
        {
            self.at += bound.0.len();
            return Ok(Node::Assert(bound.1));
        }
        if let Some(b':' | b'.' | b'=') = self.peek()
            && let Some(end) = self.posix_end()
        {
            return error("POSIX named classes are supported only within a class", end + 2);
        }
        let negative = self.eat(b"^");
        let mut set = ClassUnicode::empty();
        let mut first = true;
        let mut quoted = false;
        loop {
            let Some(byte) = self.peek() else { return error(UNTERMINATED, self.at) };
            if quoted {
                if self.eat(b"\\E") {
                    quoted = false;
                    continue;
                }
            } else {
                if self.eat(b"\\Q") {
                    quoted = true;
                    continue;
                }
                if self.eat(b"\\E") {
                    continue;
                }
                if byte == b']' && !first {
                    self.at += 1;
                    break;
                }
                if self.flags.extended_more && matches!(byte, b' ' | b'\t') {
                    self.at += 1;
                    continue;
                }
            }
            first = false;
            let item = if quoted { Item::Char(self.next_char().unwrap_or('\0')) } else { self.class_item()? };
            let low = match item {
                Item::Set(more) => {
                    set.union(&more);
                    // A hyphen behind a set stands for itself at the end alone.
                    if self.peek() == Some(b'-')
                        && !matches!(self.source.get(self.at + 1), None | Some(b']'))
                        && !quoted
                    {
                        return error("invalid range in character class", self.at + 1);
                    }
                    continue;
                }
                Item::Char(c) => c,
            };
            let mut high = low;
            let skip_empty_quotes = self.rest().starts_with(b"\\E-") && quoted;
            if skip_empty_quotes {
                self.at += 2;
                quoted = false;
            }
            if !quoted && self.peek() == Some(b'-') && !matches!(self.source.get(self.at + 1), None | Some(b']')) {
                self.at += 1;
                if self.eat(b"\\Q") {
                    quoted = true;
                }
                high = match if quoted { Item::Char(self.next_char().unwrap_or('\0')) } else { self.class_item()? } {
                    Item::Char(c) => c,
                    Item::Set(_) => {
                        return error("invalid range in character class", self.at);
                    }
                };
                if high < low {
                    return error("range out of order in character class", self.at);
                }
            }
            set.push(ClassUnicodeRange::new(low, high));
        }
        if self.flags.caseless {
            class::fold(&mut set, self.unicode);
        }
        Ok(Node::Class(if negative { class::negate(&set, self.unicode) } else { set }))
    }

    /// Where `:]` stands behind `[:`, where only letters are between.
    fn posix_end(&self) -> Option<usize> {
        let kind = self.peek()?;
        let mut at = self.at + 1;
        if self.source.get(at) == Some(&b'^') {
            at += 1;
        }
        while self.source.get(at).is_some_and(u8::is_ascii_alphabetic) {
            at += 1;
        }
        (self.source.get(at) == Some(&kind) && self.source.get(at + 1) == Some(&b']')).then_some(at)
    }

    fn class_item(&mut self) -> Parse<Item> {
        let byte = self.peek().unwrap_or(0);
        if byte == b'[' {
            self.at += 1;
            if let Some(kind @ (b':' | b'.' | b'=')) = self.peek()
                && let Some(end) = self.posix_end()
            {
                if kind != b':' {
                    return error("POSIX collating elements are not supported", end + 2);
                }
                self.at += 1;
                let negative = self.eat(b"^");
                let mut name = self.source.get(self.at..end).unwrap_or_default();
                if self.flags.caseless && matches!(name, b"upper" | b"lower") {
                    name = b"alpha";
                }
                self.at = end + 2;
                let Some(set) = class::posix(name, self.properties, self.unicode) else {
                    return error("unknown POSIX class name", end + 2);
                };
                return Ok(Item::Set(if negative { class::negate(&set, self.unicode) } else { set }));
            }
            return Ok(Item::Char('['));
        }
        if byte != b'\\' {
            return Ok(Item::Char(self.next_char().unwrap_or('\0')));
        }
        self.at += 1;
        let Some(byte) = self.peek() else { return error("\\ at end of pattern", self.at) };
        Ok(match byte {
            b'b' => {
                self.at += 1;
                Item::Char('\u{8}')
            }
            b'd' | b'D' | b's' | b'S' | b'w' | b'W' | b'h' | b'H' | b'v' | b'V' => {
                self.at += 1;
                Item::Set(class::escape(byte, self.properties, self.unicode).unwrap_or_else(ClassUnicode::empty))
            }
            b'p' | b'P' => Item::Set(self.property()?),
            b'N' if self.source.get(self.at + 1) != Some(&b'{') => {
                return error("\\N is not supported in a class", self.at + 1);
            }
            b'B' | b'R' | b'X' => return error("escape sequence is invalid in character class", self.at + 1),
            b'8' | b'9' => {
                self.at += 1;
                Item::Char(byte as char)
            }
            _ => Item::Char(self.escaped_char()?),
        })
    }
}

/// An item of a class.
enum Item {
    Char(char),
    Set(ClassUnicode),
}

//! What parentheses hold: groups, looks around, conditions, calls, options, verbs.

use super::{BY_NAME, Flags, MISSING_PAREN, NO_SUCH_GROUP, NOT_REPEATABLE, Parse, Parser, error};
use crate::regex::RegexError;
use crate::regex::ast::{Condition, Look, Node};

impl Parser<'_> {
    /// What follows `(`.
    pub(super) fn group(&mut self) -> Parse<Option<Node>> {
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
    pub(super) fn body(&mut self, reset: bool) -> Parse<Node> {
        let node = self.alternation(reset)?;
        if self.eat(b")") { Ok(node) } else { error(MISSING_PAREN, self.at) }
    }

    pub(super) fn look(&mut self, behind: Option<usize>, negative: bool) -> Parse<Node> {
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

    pub(super) fn named_group(&mut self, end: u8) -> Parse<Node> {
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
    pub(super) fn name_text(&mut self, end: u8) -> Parse<String> {
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
    pub(super) fn name(&mut self, end: u8) -> Parse<u32> {
        let from = self.at;
        let name = self.name_text(end)?;
        self.pending_names.push((name, from));
        Ok(BY_NAME + self.pending_names.len() as u32 - 1)
    }

    pub(super) fn number(&mut self) -> Option<u32> {
        let mut number: Option<u32> = None;
        while let Some(byte) = self.peek().filter(u8::is_ascii_digit) {
            number = Some(number.unwrap_or(0).saturating_mul(10).saturating_add((byte - b'0') as u32).min(BY_NAME - 1));
            self.at += 1;
        }
        number
    }

    /// `1)`, `+1)` or `-1)` of a call; the sign was read.
    pub(super) fn call(&mut self) -> Parse<Node> {
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

    pub(super) fn conditional(&mut self) -> Parse<Node> {
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

    pub(super) fn condition(&mut self, from: usize) -> Parse<Condition> {
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
    pub(super) fn option_letters(&mut self) -> Parse<Option<Node>> {
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
    pub(super) fn verb(&mut self, open: usize) -> Parse<Option<Node>> {
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
}

//! The walk over a term that writes its text.

use super::escape::{Escapes, escape};
use super::layout::{Token, format};
use super::{Base, Binaries, Charlists, INFINITY, Options, atom, escape as escapes, function, structs};
use crate::context::Context;
use crate::error::Exc;
use crate::limits::Limit;
use crate::memory::TextBuilder;
use crate::term::{List, Map, Term, Value};
use crate::text::{self, float};

/// Tokens of the layout lie outside the arena, 8 bytes each: as if they were this many steps.
const TOKEN_UNITS: usize = 2;

/// The text of a term.
pub(super) fn print<'a>(cx: &mut Context<'a>, value: Value<'a>, options: &Options) -> Result<&'a str, Exc> {
    let mut printer = Printer::new(cx, options)?;
    if !options.pretty || options.width == INFINITY {
        printer.term(cx, value)?;
        return Ok(printer.text.finish(&mut cx.bump));
    }
    printer.tokens = Some(Vec::new());
    printer.token(cx, Token::Open)?;
    printer.term(cx, value)?;
    printer.token(cx, Token::Close)?;
    let text = printer.text.finish(&mut cx.bump);
    format(cx, text, &printer.tokens.unwrap_or_default(), options.width)
}

/// And no more of them than this.
const MOST_TOKENS: usize = 1 << 19;

/// How many bytes of a text to escape at once: whole characters, and no `#` without a `{` that follows it.
fn piece_of_text(bytes: &[u8]) -> usize {
    const PIECE: usize = 16 << 10;
    let mut at = PIECE;
    while let (Some(before), Some(byte)) = (bytes.get(at - 1), bytes.get(at)) {
        let inside = byte & 0xC0 == 0x80 && at < PIECE + 4;
        if !inside && (*before, *byte) != (b'#', b'{') {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

/// What a term costs.
const TERM_UNITS: usize = 3;

/// What opening and closing a container costs, beside its elements.
const CONTAINER_UNITS: usize = 4;

pub(super) struct Printer<'a, 'o> {
    pub(super) options: &'o Options,
    text: TextBuilder<'a>,
    /// Where lines are to be broken: what is known about it.
    tokens: Option<Vec<Token>>,
    /// Bytes of the text that tokens stand for.
    noted: usize,
    /// How many elements may still be printed.
    pub(super) limit: i64,
    pub(super) charlists: Charlists,
    /// Room for one piece of text, used again and again.
    scratch: String,
    /// Already inside a struct that could not be printed as such.
    pub(super) in_error: bool,
}

/// How the elements of a container are put on lines.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// One a line, if not all fit one.
    Strict,
    /// As many a line as fit.
    Flex,
    /// Flex where all elements are simple, strict elsewhere.
    Maybe,
}

/// A container that is being printed.
pub(super) struct Container {
    style: Style,
    simple: bool,
    /// The place of its `Nest`.
    nest: usize,
    last_break: u32,
    started: bool,
}

/// Whether what was printed is a plain piece of text, without groups.
pub(super) type Simple = bool;

impl<'a, 'o> Printer<'a, 'o> {
    fn new(cx: &mut Context<'a>, options: &'o Options) -> Result<Self, Exc> {
        Ok(Printer {
            options,
            text: TextBuilder::new(&mut cx.bump, 64)?,
            tokens: None,
            noted: 0,
            limit: options.limit,
            charlists: options.charlists,
            scratch: String::new(),
            in_error: false,
        })
    }

    /// Adds text.
    pub(super) fn push(&mut self, cx: &mut Context<'a>, text: &str) -> Result<(), Exc> {
        Ok(self.text.push(&mut cx.bump, text)?)
    }

    /// Adds text that is made in a scratch of its own.
    fn push_made(&mut self, cx: &mut Context<'a>, make: impl FnOnce(&mut String)) -> Result<(), Exc> {
        self.scratch.clear();
        make(&mut self.scratch);
        Ok(self.text.push(&mut cx.bump, &self.scratch)?)
    }

    fn token(&mut self, cx: &mut Context<'a>, token: Token) -> Result<(), Exc> {
        let Some(tokens) = &mut self.tokens else { return Ok(()) };
        cx.charge(2 * TOKEN_UNITS)?;
        if tokens.len() > MOST_TOKENS {
            return Err(cx.limit(Limit::Memory));
        }
        let len = self.text.len();
        if len > self.noted {
            tokens.push(Token::Text((len - self.noted) as u32));
            self.noted = len;
        }
        tokens.push(token);
        Ok(())
    }

    /// Prints a term.
    pub(super) fn term(&mut self, cx: &mut Context<'a>, value: Value<'a>) -> Result<Simple, Exc> {
        cx.charge(TERM_UNITS)?;
        match value.term() {
            Term::Atom(name) => {
                let name = name.name();
                cx.charge_bytes(name.len())?;
                self.push_made(cx, |out| atom::literal(name, out))?;
            }
            Term::Int(i) if self.options.base == Base::Decimal => {
                self.push(cx, itoa::Buffer::new().format(i))?;
            }
            Term::Int(_) | Term::Big(_) => self.integer(cx, value)?,
            Term::Float(f) => self.push(cx, float::write_inspected(f, &mut float::Buffer::default()))?,
            Term::Binary(binary) => return self.binary(cx, binary.bytes()),
            Term::Bits(bits) => return self.bits(cx, bits.bytes(), bits.bit_len()),
            Term::EmptyList => self.push(cx, "[]")?,
            Term::List(list) => {
                cx.guard_stack()?;
                return self.list(cx, list);
            }
            Term::Tuple(elements) => {
                cx.guard_stack()?;
                return self.tuple(cx, elements);
            }
            Term::Map(map) => {
                cx.guard_stack()?;
                return structs::print(self, cx, map);
            }
            Term::Fun(fun) => {
                let text = function::print(fun);
                self.push(cx, &text)?;
            }
            Term::Reference(reference) => self.push(cx, &format!("#Reference<0.0.0.{}>", reference.id))?,
        }
        Ok(true)
    }

    fn integer(&mut self, cx: &mut Context<'a>, value: Value<'a>) -> Result<(), Exc> {
        let (base, prefix) = match self.options.base {
            Base::Decimal => (10, ""),
            Base::Binary => (2, "0b"),
            Base::Octal => (8, "0o"),
            Base::Hex => (16, "0x"),
        };
        let digits = text::integer_to_string(cx, value, base)?.unwrap_or_default();
        cx.charge_bytes(digits.len())?;
        let (sign, digits) = match digits.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None => ("", digits.as_str()),
        };
        self.push(cx, sign)?;
        self.push(cx, prefix)?;
        self.push(cx, digits)
    }

    fn binary(&mut self, cx: &mut Context<'a>, bytes: &[u8]) -> Result<Simple, Exc> {
        let limit = self.options.printable_limit;
        // No character takes more than four bytes: what lies beyond the limit is not looked at.
        let visible = usize::try_from(limit).unwrap_or(usize::MAX).saturating_mul(4).min(bytes.len());
        cx.charge_bytes(visible)?;
        let as_string = match self.options.binaries {
            Binaries::AsStrings => true,
            Binaries::AsBinaries => false,
            Binaries::Infer => self.options.base == Base::Decimal && escapes::is_printable(bytes, limit),
        };
        if !as_string {
            return self.bits(cx, bytes, bytes.len() as u64 * 8);
        }
        cx.charge(2 * TERM_UNITS + (visible >> 2))?;
        self.push(cx, "\"")?;
        // Piece by piece: an escaped character takes ten bytes at most, outside of the arena.
        let (mut left, mut rest, mut all) = (limit, bytes, true);
        while all && !rest.is_empty() {
            let (piece, behind) = rest.split_at(piece_of_text(rest));
            self.push_made(cx, |out| all = escape(piece, &Escapes::STRING, &mut left, out))?;
            rest = behind;
        }
        self.push(cx, if all { "\"" } else { "\" <> ..." })?;
        Ok(true)
    }

    /// `<<1, 2, 3::size(4)>>`
    fn bits(&mut self, cx: &mut Context<'a>, bytes: &[u8], bit_len: u64) -> Result<Simple, Exc> {
        if bit_len == 0 {
            self.push(cx, "<<>>")?;
            return Ok(true);
        }
        let limit = self.limit;
        let (whole, last_bits) = ((bit_len / 8) as usize, (bit_len % 8) as u8);
        self.token(cx, Token::Open)?;
        self.push(cx, "<<")?;
        self.token(cx, Token::Nest(2))?;
        let mut left = limit;
        let mut first = true;
        for (i, byte) in bytes.iter().enumerate() {
            if !first {
                self.push(cx, ",")?;
                self.token(cx, Token::Flex)?;
                if self.tokens.is_none() {
                    self.push(cx, " ")?;
                }
            }
            first = false;
            if left == 0 {
                break;
            }
            cx.charge(2 * TERM_UNITS)?;
            left = if left == INFINITY { left } else { left.saturating_sub(1) };
            if i < whole {
                self.integer(cx, Value::int(i64::from(*byte)))?;
            } else {
                let value = byte >> (8 - last_bits);
                self.integer(cx, Value::int(i64::from(value)))?;
                self.push(cx, &format!("::size({last_bits})"))?;
            }
        }
        let printed = whole as i64 + i64::from(last_bits > 0);
        if limit == 0 || (limit > 0 && limit < printed) {
            self.push(cx, "...")?;
        }
        self.token(cx, Token::Unnest)?;
        self.push(cx, ">>")?;
        self.token(cx, Token::Close)?;
        if limit != INFINITY {
            self.limit = limit.saturating_sub(bit_len.div_ceil(8) as i64).max(0);
        }
        Ok(false)
    }

    fn list(&mut self, cx: &mut Context<'a>, list: List<'a>) -> Result<Simple, Exc> {
        match self.charlists {
            Charlists::Infer if is_charlist(cx, list, self.options.printable_limit, is_ascii_printable)? => {
                return self.charlist(cx, list);
            }
            Charlists::AsCharlists if is_charlist(cx, list, self.options.printable_limit, is_code_point)? => {
                return self.charlist(cx, list);
            }
            _ => {}
        }
        let keywords = is_keyword_list(cx, list)?;
        let style = if keywords { Style::Strict } else { Style::Maybe };
        let mut container = self.open(cx, "[", style)?;
        let mut rest = list.value();
        'all: while let Term::List(list) = rest.term() {
            let proper = matches!(list.rest().term(), Term::List(_) | Term::EmptyList);
            for (i, element) in list.block().iter().enumerate() {
                if !self.next(cx, &mut container)? {
                    break 'all;
                }
                match element.term() {
                    Term::Tuple([key, value]) if keywords => {
                        self.element(cx, &mut container, |printer, cx| printer.pair(cx, *key, *value))?;
                    }
                    _ => self.element(cx, &mut container, |printer, cx| printer.term(cx, *element))?,
                }
                if !proper && i + 1 == list.block().len() {
                    self.push(cx, " |")?;
                    self.place_to_break(cx, &mut container)?;
                    // The limit is that after the head; what the tail takes of it does not count.
                    let limit = self.limit;
                    self.element(cx, &mut container, |printer, cx| printer.term(cx, list.rest()))?;
                    self.limit = limit;
                    break 'all;
                }
            }
            rest = list.rest();
        }
        self.close(cx, container, "]")?;
        Ok(false)
    }

    fn charlist(&mut self, cx: &mut Context<'a>, list: List<'a>) -> Result<Simple, Exc> {
        let limit = self.options.printable_limit;
        let mut out = String::from("~c\"");
        let mut chars = String::new();
        let mut left = limit;
        let mut rest = list.value();
        let mut all = true;
        'all: while let Term::List(list) = rest.term() {
            cx.charge(list.block().len().min(usize::try_from(left).unwrap_or(usize::MAX)))?;
            for element in list.block() {
                if left == 0 {
                    all = false;
                    break 'all;
                }
                left = if left == INFINITY { left } else { left - 1 };
                if let Term::Int(code) = element.term() {
                    chars.extend(u32::try_from(code).ok().and_then(char::from_u32));
                }
            }
            rest = list.rest();
            if left == 0 && !rest.is_empty_list() {
                all = false;
                break;
            }
        }
        escape(chars.as_bytes(), &Escapes::STRING, &mut { INFINITY }, &mut out);
        out.push_str(if all { "\"" } else { "\" ++ ..." });
        self.push(cx, &out)?;
        Ok(true)
    }

    fn tuple(&mut self, cx: &mut Context<'a>, elements: &'a [Value<'a>]) -> Result<Simple, Exc> {
        if elements.is_empty() {
            self.push(cx, "{}")?;
            return Ok(true);
        }
        let mut container = self.open(cx, "{", Style::Flex)?;
        for element in elements {
            if !self.next(cx, &mut container)? {
                break;
            }
            self.element(cx, &mut container, |printer, cx| printer.term(cx, *element))?;
        }
        self.close(cx, container, "}")?;
        Ok(false)
    }

    /// `%{a: 1}`, or `%{"a" => 1}` where not all keys are atoms.
    pub(super) fn map(&mut self, cx: &mut Context<'a>, map: &'a Map<'a>) -> Result<Simple, Exc> {
        if map.is_empty() {
            self.push(cx, "%{}")?;
            return Ok(true);
        }
        cx.charge_elements(map.len())?;
        let keywords = map.iter().all(|(key, _)| is_keyword_key(key));
        let mut container = self.open(cx, "%{", Style::Strict)?;
        for (key, value) in map.iter() {
            if !self.next(cx, &mut container)? {
                break;
            }
            self.element(cx, &mut container, |printer, cx| {
                if keywords {
                    return printer.pair(cx, key, value);
                }
                let simple = printer.term(cx, key)?;
                printer.push(cx, " => ")?;
                Ok(printer.term(cx, value)? && simple)
            })?;
        }
        self.close(cx, container, "}")?;
        Ok(false)
    }

    /// `key: value`
    pub(super) fn pair(&mut self, cx: &mut Context<'a>, key: Value<'a>, value: Value<'a>) -> Result<Simple, Exc> {
        if let Term::Atom(name) = key.term() {
            cx.charge_bytes(name.name().len())?;
            self.push_made(cx, |out| {
                atom::key(name.name(), out);
                out.push(' ');
            })?;
        }
        self.term(cx, value)
    }

    // ----- containers -----

    /// Opens a container that has elements.
    pub(super) fn open(&mut self, cx: &mut Context<'a>, open: &str, style: Style) -> Result<Container, Exc> {
        cx.charge(CONTAINER_UNITS)?;
        self.token(cx, Token::Open)?;
        self.push(cx, open)?;
        self.token(cx, Token::Nest(if style == Style::Flex { 1 } else { 2 }))?;
        let nest = self.tokens.as_ref().map_or(0, |tokens| tokens.len() - 1);
        self.token(cx, if style == Style::Flex { Token::Nothing } else { Token::Strict { blank: false } })?;
        Ok(Container { style, simple: true, nest, last_break: Token::FIRST, started: false })
    }

    /// Goes on to the next element; `false` where the limit is reached, with `...` in its place.
    pub(super) fn next(&mut self, cx: &mut Context<'a>, container: &mut Container) -> Result<bool, Exc> {
        if container.started {
            self.push(cx, ",")?;
            self.place_to_break(cx, container)?;
        }
        container.started = true;
        if self.limit <= 0 {
            self.push(cx, "...")?;
            return Ok(false);
        }
        Ok(true)
    }

    /// Prints an element: it takes one of the limit, and what is in it takes more.
    pub(super) fn element(
        &mut self,
        cx: &mut Context<'a>,
        container: &mut Container,
        print: impl FnOnce(&mut Self, &mut Context<'a>) -> Result<Simple, Exc>,
    ) -> Result<(), Exc> {
        if self.limit > 0 && self.limit != INFINITY {
            self.limit -= 1;
        }
        container.simple &= print(self, cx)?;
        Ok(())
    }

    /// Where the line may break between two elements.
    fn place_to_break(&mut self, cx: &mut Context<'a>, container: &mut Container) -> Result<(), Exc> {
        if self.tokens.is_none() {
            return self.push(cx, " ");
        }
        match container.style {
            Style::Strict => self.token(cx, Token::Strict { blank: true }),
            Style::Flex => self.token(cx, Token::Flex),
            Style::Maybe => {
                self.token(cx, Token::Undecided(container.last_break))?;
                let at = self.tokens.as_ref().map_or(0, |tokens| tokens.len() - 1);
                container.last_break = at as u32;
                Ok(())
            }
        }
    }

    /// Closes a container.
    pub(super) fn close(&mut self, cx: &mut Context<'a>, container: Container, close: &str) -> Result<(), Exc> {
        let flex = match container.style {
            Style::Flex => true,
            Style::Strict => false,
            Style::Maybe => container.simple,
        };
        self.token(cx, Token::Unnest)?;
        self.token(cx, if flex { Token::Nothing } else { Token::Strict { blank: false } })?;
        self.push(cx, close)?;
        self.token(cx, Token::Close)?;
        if container.style == Style::Maybe
            && let Some(tokens) = &mut self.tokens
        {
            decide(tokens, &container, flex);
        }
        Ok(())
    }
}

/// Once all elements are known: how the places between them break.
fn decide(tokens: &mut [Token], container: &Container, flex: bool) {
    let mut at = container.last_break;
    while let Some(token) = tokens.get_mut(at as usize) {
        let Token::Undecided(before) = *token else { break };
        *token = if flex { Token::Flex } else { Token::Strict { blank: true } };
        at = before;
    }
    if flex {
        if let Some(nest) = tokens.get_mut(container.nest) {
            *nest = Token::Nest(1);
        }
        if let Some(first) = tokens.get_mut(container.nest + 1) {
            *first = Token::Nothing;
        }
    }
}

/// Whether all of a list, or its first `limit` elements, are such characters.
fn is_charlist<'a>(cx: &mut Context<'a>, list: List<'a>, limit: i64, is_char: fn(i64) -> bool) -> Result<bool, Exc> {
    let mut left = limit;
    let mut rest = list.value();
    loop {
        match rest.term() {
            _ if left == 0 => return Ok(true),
            Term::EmptyList => return Ok(true),
            Term::List(list) => {
                for element in list.block() {
                    if left == 0 {
                        return Ok(true);
                    }
                    cx.tick()?;
                    left = if left == INFINITY { left } else { left.saturating_sub(1) };
                    match element.term() {
                        Term::Int(code) if is_char(code) => {}
                        _ => return Ok(false),
                    }
                }
                rest = list.rest();
            }
            _ => return Ok(false),
        }
    }
}

fn is_ascii_printable(code: i64) -> bool {
    matches!(code, 7..=13 | 27 | 32..=126)
}

fn is_code_point(code: i64) -> bool {
    matches!(code, 0..=0xD7FF | 0xE000..=0x10FFFF)
}

/// An atom that is no module's name.
fn is_keyword_key(key: Value<'_>) -> bool {
    matches!(key.term(), Term::Atom(name) if !name.name().starts_with("Elixir."))
}

fn is_keyword_list<'a>(cx: &mut Context<'a>, list: List<'a>) -> Result<bool, Exc> {
    let mut rest = list.value();
    loop {
        match rest.term() {
            Term::EmptyList => return Ok(true),
            Term::List(list) => {
                for element in list.block() {
                    match element.term() {
                        Term::Tuple([key, _]) if is_keyword_key(*key) => {}
                        _ => return Ok(false),
                    }
                }
                cx.charge_elements(list.block().len())?;
                rest = list.rest();
            }
            _ => return Ok(false),
        }
    }
}

/// What a struct is called in text: `Date`, `Enum.EmptyError`.
pub(super) fn struct_label(name: &str) -> String {
    let mut label = String::new();
    atom::literal(name, &mut label);
    label
}

//! Search, split and replace.

use super::{binary, known, no_clause, parts};
use crate::context::Context;
use crate::enumerable::stream::{self, Kind};
use crate::error::{Exc, R};
use crate::library::regex;
use crate::memory::ListBuilder;
use crate::term::{Binary, List, Term, Value, atoms};
use crate::text::grapheme::{Graphemes, charge_walk};
use crate::text::pattern::Pattern;
use crate::text::{byte, join};
use philtre_library::library;

/// Text as UTF-8, walked by graphemes.
#[library("String", units = 4)]
pub mod functions {
    use super::*;

    /// Says whether the text contains a text, or one of a list.
    ///
    /// ```elixir
    /// iex> String.contains?("copper still", "still")
    /// true
    /// iex> String.contains?("copper still", ["tin", "zinc"])
    /// false
    /// ```
    #[row(cost = bytes(string), name = "contains?")]
    pub fn contains<'a>(cx: &mut Context<'a>, string: Value<'a>, contents: Value<'a>) -> R<'a> {
        let string = binary(cx, string, "contains?", 2)?;
        match contents.term() {
            Term::Binary(text) if text.is_empty() => Ok(Value::TRUE),
            Term::EmptyList => Ok(Value::FALSE),
            Term::List(list) => contains_any(cx, string, list),
            _ => {
                let pattern = valid_pattern(cx, contents, 2)?;
                Ok(Value::bool(pattern.find(cx, string.bytes(), 0)?.is_some()))
            }
        }
    }

    /// Says whether the text begins with a text, or with one of a list.
    ///
    /// ```elixir
    /// iex> String.starts_with?("distil", ["re", "dis"])
    /// true
    /// iex> String.starts_with?("distil", "til")
    /// false
    /// ```
    #[row(cost = unit, name = "starts_with?")]
    pub fn starts_with<'a>(cx: &mut Context<'a>, string: Value<'a>, prefix: Value<'a>) -> R<'a> {
        let string = binary(cx, string, "starts_with?", 2)?;
        match prefix.term() {
            Term::Binary(prefix) => {
                cx.charge_bytes(prefix.len())?;
                Ok(Value::bool(string.bytes().starts_with(prefix.bytes())))
            }
            Term::List(_) | Term::EmptyList => {
                any_affix(cx, prefix, "-inlined-starts_with_string?/3-", |affix| string.bytes().starts_with(affix))
            }
            _ => {
                let pattern = valid_pattern(cx, prefix, 2)?;
                Ok(Value::bool(matches!(pattern.find(cx, string.bytes(), 0)?, Some((0, _)))))
            }
        }
    }

    /// Says whether the text ends with a text, or with one of a list.
    ///
    /// ```elixir
    /// iex> String.ends_with?("report.csv", [".csv", ".tsv"])
    /// true
    /// ```
    #[row(cost = unit, name = "ends_with?")]
    pub fn ends_with<'a>(cx: &mut Context<'a>, string: Value<'a>, suffix: Value<'a>) -> R<'a> {
        let Term::Binary(string) = string.term() else { return Err(no_clause(cx, "ends_with?", 2)) };
        match suffix.term() {
            Term::Binary(suffix) => {
                cx.charge_bytes(suffix.len())?;
                Ok(Value::bool(string.bytes().ends_with(suffix.bytes())))
            }
            Term::List(_) | Term::EmptyList => {
                any_affix(cx, suffix, "-inlined-ends_with_string?/3-", |affix| string.bytes().ends_with(affix))
            }
            _ => Err(no_clause(cx, "ends_with?", 2)),
        }
    }

    /// Counts how often a pattern occurs, without overlaps: a text, a list of texts or a regex.
    ///
    /// ```elixir
    /// iex> String.count("banana", "an")
    /// 2
    /// iex> String.count("banana", ~r/[bn]/)
    /// 3
    /// ```
    #[row(cost = bytes(string))]
    pub fn count<'a>(cx: &mut Context<'a>, string: Value<'a>, pattern: Value<'a>) -> R<'a> {
        match pattern.term() {
            Term::Binary(text) if text.is_empty() => {
                let string = binary(cx, string, "length", 1)?;
                return Ok(Value::int(parts::count(cx, string)? as i64 + 1));
            }
            Term::EmptyList => return Ok(Value::int(0)),
            Term::Map(_) if regex::is_regex(pattern) => return regex::count(cx, pattern, string),
            _ => {}
        }
        let Term::Binary(string) = string.term() else { return Err(cx.bad_argument(1, "not a binary")) };
        let pattern = valid_pattern(cx, pattern, 2)?;
        let (mut n, mut at) = (0, 0);
        while let Some((_, end)) = pattern.find(cx, string.bytes(), at)? {
            cx.tick()?;
            n += 1;
            at = end;
        }
        Ok(Value::int(n))
    }

    /// Says whether the text matches a regex.
    ///
    /// ```elixir
    /// iex> String.match?("lot 42", ~r/\d+/)
    /// true
    /// ```
    #[row(cost = inside, name = "match?")]
    pub fn r#match<'a>(cx: &mut Context<'a>, string: Value<'a>, regex: Value<'a>) -> R<'a> {
        binary(cx, string, "match?", 2)?;
        regex::is_match(cx, regex, string)
    }

    /// Splits at white space, without empty parts.
    ///
    /// ```elixir
    /// iex> String.split("  first  second\nthird ")
    /// ["first", "second", "third"]
    /// ```
    #[row(cost = bytes(binary), name = "split")]
    pub fn split_words<'a>(cx: &mut Context<'a>, binary: Value<'a>) -> R<'a> {
        let Term::Binary(string) = binary.term() else { return Err(cx.bad_argument(1, "not a binary")) };
        let bytes = string.bytes();
        let mut list = cx.list_builder(8)?;
        let (mut from, mut at) = (0, 0);
        while let Some(byte) = bytes.get(at) {
            let space = match byte {
                b' ' | b'\t'..=b'\r' => 1,
                0xc2.. => super::super::trim::leading_space(bytes.get(at..).unwrap_or_default(), false),
                _ => 0,
            };
            if space == 0 {
                at += 1;
                continue;
            }
            if at > from {
                cx.tick()?;
                list.push(&mut cx.bump, string.slice(from, at))?;
            }
            at += space;
            from = at;
        }
        if at > from {
            list.push(&mut cx.bump, string.slice(from, at))?;
        }
        Ok(list.finish(&mut cx.bump))
    }

    /// Splits at each occurrence of a pattern: a text, a list of texts or a regex; at `""` between all graphemes.
    ///
    /// Options: `parts: n` for at most n parts, `trim: true` to leave out empty parts; for regexes those of
    /// `Regex.split/3`.
    ///
    /// ```elixir
    /// iex> String.split("a-b-c", "-")
    /// ["a", "b", "c"]
    /// iex> String.split("2024-05-06", "-", parts: 2)
    /// ["2024", "05-06"]
    /// iex> String.split(",a;b,", [",", ";"], trim: true)
    /// ["a", "b"]
    /// iex> String.split("abc", "")
    /// ["", "a", "b", "c", ""]
    /// ```
    #[row(cost = bytes(string), default(options = []))]
    pub fn split<'a>(cx: &mut Context<'a>, string: Value<'a>, pattern: Value<'a>, options: Value<'a>) -> R<'a> {
        let Term::Binary(text) = string.term() else { return Err(no_clause(cx, "split", 3)) };
        if !is_list(options) {
            return Err(no_clause(cx, "split", 3));
        }
        match pattern.term() {
            Term::Map(_) if regex::is_regex(pattern) => return regex::split(cx, pattern, string, options),
            Term::Binary(pattern) => match pattern.bytes() {
                [] => return split_graphemes(cx, text, options),
                [byte] if options.is_empty_list() => return split_at_byte(cx, text, *byte),
                _ => {}
            },
            Term::EmptyList => {
                let trimmed = text.is_empty() && option(options, atoms::TRIM).is_some_and(Value::truthy);
                return if trimmed { Ok(Value::EMPTY_LIST) } else { cx.list(&[string]) };
            }
            _ => {}
        }
        if options.is_empty_list() {
            let pattern = valid_pattern(cx, pattern, 2)?;
            return split_all(cx, text, &pattern, false);
        }
        let parts = option(options, atoms::PARTS).unwrap_or(atoms::INFINITY);
        let trim = option(options, atoms::TRIM).unwrap_or(Value::FALSE);
        let whole = parts.is(atoms::INFINITY);
        if whole && (trim.is_true() || trim.is_false()) {
            let pattern = valid_pattern(cx, pattern, 2)?;
            return split_all(cx, text, &pattern, trim.is_true());
        }
        let position = if matches!(parts.term(), Term::Int(2)) && trim.is_false() { 2 } else { 1 };
        let pattern = valid_pattern(cx, pattern, position)?;
        if whole {
            return split_all(cx, text, &pattern, false);
        }
        let parts = parts_to_index(cx, parts)?;
        split_parts(cx, text, &pattern, trim.is_true(), parts)
    }

    /// Replaces a pattern, a text, a list of texts or a regex, by a text or by what a function makes of each match.
    ///
    /// Option `global: false` replaces the first match only. With a regex the replacement may name groups: see
    /// `Regex.replace/4`.
    ///
    /// ```elixir
    /// iex> String.replace("one, two", ", ", "/")
    /// "one/two"
    /// iex> String.replace("a b c", " ", "", global: false)
    /// "ab c"
    /// iex> String.replace("tea", ["t", "a"], &String.upcase/1)
    /// "TeA"
    /// ```
    #[row(cost = inside, default(options = []))]
    pub fn replace<'a>(
        cx: &mut Context<'a>,
        subject: Value<'a>,
        pattern: Value<'a>,
        replacement: Value<'a>,
        options: Value<'a>,
    ) -> R<'a> {
        let replaces = match replacement.term() {
            Term::Binary(_) => true,
            Term::Fun(fun) => fun.code.arity() == 1,
            _ => false,
        };
        let Term::Binary(text) = subject.term() else { return Err(no_clause(cx, "replace", 4)) };
        if !replaces || !is_list(options) {
            return Err(no_clause(cx, "replace", 4));
        }
        if regex::is_regex(pattern) {
            return regex::replace(cx, pattern, subject, replacement, options);
        }
        cx.charge_bytes(text.len())?;
        let global = option(options, atoms::GLOBAL).is_none_or(Value::truthy);
        match pattern.term() {
            Term::EmptyList => return Ok(subject),
            Term::Binary(pattern) if pattern.is_empty() => return intersperse(cx, text, replacement, global),
            _ => {}
        }
        let insert = option(options, atoms::INSERT_REPLACED).filter(|insert| insert.truthy());
        let pattern = valid_pattern(cx, pattern, 2)?;
        let global =
            if insert.is_some() { option(options, atoms::GLOBAL).is_none_or(|g| !g.is_false()) } else { global };
        let mut pieces = cx.list_builder(8)?;
        let mut at = 0;
        while let Some((from, to)) = pattern.find(cx, text.bytes(), at)? {
            cx.tick()?;
            if from > at {
                pieces.push(&mut cx.bump, text.slice(at, from))?;
            }
            let matched = text.slice(from, to);
            let new = match (replacement.term(), insert) {
                (Term::Binary(new), Some(insert)) => insert_replaced(cx, new, matched, insert)?,
                (Term::Binary(_), None) => replacement,
                _ => cx.call(replacement, &[matched])?,
            };
            pieces.push(&mut cx.bump, new)?;
            at = to;
            if !global {
                break;
            }
        }
        if pieces.is_empty() {
            return Ok(subject);
        }
        pieces.push(&mut cx.bump, text.slice(at, text.len()))?;
        let pieces = pieces.finish_slice(&mut cx.bump);
        join::join_iodata(cx, pieces, 1)
    }

    /// Splits lazily: a stream of the parts that `split/3` gives. Option `trim: true` leaves out empty parts.
    ///
    /// ```elixir
    /// iex> String.splitter("a|b|c", "|") |> Enum.take(2)
    /// ["a", "b"]
    /// ```
    #[row(cost = unit, default(options = []))]
    pub fn splitter<'a>(cx: &mut Context<'a>, string: Value<'a>, pattern: Value<'a>, options: Value<'a>) -> R<'a> {
        let Term::Binary(text) = string.term() else { return Err(no_clause(cx, "splitter", 3)) };
        if !is_list(options) {
            return Err(no_clause(cx, "splitter", 3));
        }
        let trim = option(options, atoms::TRIM).unwrap_or(Value::FALSE);
        match pattern.term() {
            Term::Binary(pattern) if pattern.is_empty() => {}
            Term::EmptyList => {}
            _ => {
                valid_pattern(cx, pattern, 1)?;
            }
        }
        stream::source(cx, Kind::Split, &[text.value(), pattern, trim])
    }
}

/// What `String.splitter/3` walks.
#[expect(clippy::large_enum_variant, reason = "taken apart where it is made")]
pub(crate) enum Split<'a> {
    /// Parts that are looked for one by one.
    Lazy(Splitter<'a>),
    /// Parts that are there.
    List(Value<'a>),
}

/// The parts of a text, looked for one by one.
pub(crate) struct Splitter<'a> {
    text: Binary<'a>,
    pattern: Pattern<'a>,
    trim: bool,
    /// Where the next part begins; nothing behind the last.
    at: Option<usize>,
}

/// A walk over the parts of a text.
///
/// # Errors
/// A pattern that is none; limits.
pub(crate) fn splitter_of<'a>(
    cx: &mut Context<'a>,
    string: Value<'a>,
    pattern: Value<'a>,
    trim: Value<'a>,
) -> Result<Split<'a>, Exc> {
    let Term::Binary(text) = string.term() else { return Err(no_clause(cx, "splitter", 3)) };
    Ok(match pattern.term() {
        Term::Binary(pattern) if pattern.is_empty() => Split::List(if trim.truthy() {
            parts::list_graphemes(cx, text)?
        } else {
            split_graphemes(cx, text, Value::EMPTY_LIST)?
        }),
        Term::EmptyList if text.is_empty() && trim.truthy() => Split::List(Value::EMPTY_LIST),
        Term::EmptyList => Split::List(cx.list(&[string])?),
        _ => {
            let pattern = valid_pattern(cx, pattern, 1)?;
            Split::Lazy(Splitter { text, pattern, trim: trim.is_true(), at: Some(0) })
        }
    })
}

impl<'a> Splitter<'a> {
    /// The next part.
    ///
    /// # Errors
    /// Limits.
    pub(crate) fn next(&mut self, cx: &mut Context<'a>) -> Result<Option<Value<'a>>, Exc> {
        while let Some(from) = self.at {
            let found = self.pattern.find(cx, self.text.bytes(), from)?;
            let (to, next) = match found {
                Some((to, next)) => (to, Some(next)),
                None => (self.text.len(), None),
            };
            self.at = next;
            // The search went that far, and no further.
            cx.charge(1 + ((to - from) >> 6))?;
            if to > from || !self.trim {
                return Ok(Some(self.text.slice(from, to)));
            }
        }
        Ok(None)
    }
}

/// The value of an option in a keyword list.
pub(crate) fn option<'a>(options: Value<'a>, key: Value<'static>) -> Option<Value<'a>> {
    let mut options = options;
    while let Term::List(list) = options.term() {
        for element in list.block() {
            if let Term::Tuple([name, value]) = element.term()
                && name.is(key)
            {
                return Some(*value);
            }
        }
        options = list.rest();
    }
    None
}

pub(crate) fn is_list(value: Value<'_>) -> bool {
    matches!(value.term(), Term::List(_) | Term::EmptyList)
}

fn valid_pattern<'a>(cx: &mut Context<'a>, pattern: Value<'a>, position: usize) -> Result<Pattern<'a>, Exc> {
    match Pattern::new(cx, pattern)? {
        Some(pattern) => Ok(pattern),
        None => Err(cx.bad_argument(position, "not a valid pattern")),
    }
}

/// The number in `parts:`.
fn parts_to_index(cx: &mut Context<'_>, parts: Value<'_>) -> Result<usize, Exc> {
    match super::integer(parts) {
        Some(n @ 1..) => Ok(usize::try_from(n).unwrap_or(usize::MAX)),
        _ => Err(no_clause(cx, "parts_to_index", 1)),
    }
}

/// All parts between single bytes of one kind.
fn split_at_byte<'a>(cx: &mut Context<'a>, text: Binary<'a>, separator: u8) -> R<'a> {
    let mut list = cx.list_builder(8)?;
    let mut at = 0;
    loop {
        let found = byte::find(separator, text.bytes().get(at..).unwrap_or_default());
        let Some(length) = found else { break };
        cx.tick()?;
        list.push(&mut cx.bump, text.slice(at, at + length))?;
        at += length + 1;
    }
    list.push(&mut cx.bump, text.slice(at, text.len()))?;
    Ok(list.finish(&mut cx.bump))
}

fn split_all<'a>(cx: &mut Context<'a>, text: Binary<'a>, pattern: &Pattern<'a>, trim: bool) -> R<'a> {
    let mut list = cx.list_builder(8)?;
    let mut at = 0;
    while let Some((from, to)) = pattern.find(cx, text.bytes(), at)? {
        cx.tick()?;
        if from > at || !trim {
            list.push(&mut cx.bump, text.slice(at, from))?;
        }
        at = to;
    }
    if at < text.len() || !trim {
        list.push(&mut cx.bump, text.slice(at, text.len()))?;
    }
    Ok(list.finish(&mut cx.bump))
}

/// At most `parts` parts; of trimmed ones, those before the last.
fn split_parts<'a>(cx: &mut Context<'a>, text: Binary<'a>, pattern: &Pattern<'a>, trim: bool, parts: usize) -> R<'a> {
    let mut list = cx.list_builder(parts.min(16))?;
    let mut at = 0;
    while list.len() + 1 < parts {
        let Some((from, to)) = pattern.find(cx, text.bytes(), at)? else {
            break;
        };
        cx.tick()?;
        if from > at || !trim {
            list.push(&mut cx.bump, text.slice(at, from))?;
        }
        at = to;
    }
    if at < text.len() || !trim {
        list.push(&mut cx.bump, text.slice(at, text.len()))?;
    }
    Ok(list.finish(&mut cx.bump))
}

/// `split(text, "", options)`: `""` before and behind the graphemes, unless they are trimmed.
fn split_graphemes<'a>(cx: &mut Context<'a>, text: Binary<'a>, options: Value<'a>) -> R<'a> {
    let parts = match option(options, atoms::PARTS) {
        None => usize::MAX,
        Some(parts) if parts.is(atoms::INFINITY) => usize::MAX,
        Some(parts) => parts_to_index(cx, parts)?,
    };
    let trim = option(options, atoms::TRIM).unwrap_or(Value::FALSE);
    charge_walk(cx, text.bytes())?;
    let mut list = cx.list_builder(parts.min(text.len().saturating_add(2)).min(64))?;
    if trim.is_false() && parts > 1 {
        list.push(&mut cx.bump, Value::EMPTY_STRING)?;
    }
    let mut at = 0;
    let mut graphemes = Graphemes::new(text.bytes(), known(text));
    while list.len() + 1 < parts {
        let Some(piece) = graphemes.next() else { break };
        cx.tick()?;
        list.push(&mut cx.bump, text.slice(at, at + piece.len()))?;
        at += piece.len();
    }
    if at < text.len() || !trim.is_true() {
        list.push(&mut cx.bump, text.slice(at, text.len()))?;
    }
    Ok(list.finish(&mut cx.bump))
}

/// `contains?` of a list: of all its texts, those that are longer than the text left aside.
fn contains_any<'a>(cx: &mut Context<'a>, string: Binary<'a>, list: List<'a>) -> R<'a> {
    let mut kept: ListBuilder<'a> = cx.list_builder(list.block().len())?;
    let mut list = list;
    loop {
        cx.charge(list.block().len())?;
        for text in list.block() {
            match text.term() {
                Term::Binary(text) if text.is_empty() => return Ok(Value::TRUE),
                Term::Binary(text) if text.len() > string.len() => {}
                Term::Binary(_) => kept.push(&mut cx.bump, *text)?,
                _ => return Err(cx.bad_argument(1, "not a bitstring")),
            }
        }
        match list.rest().term() {
            Term::EmptyList => break,
            Term::List(rest) => list = rest,
            _ => return Err(no_clause(cx, "list_contains?", 4)),
        }
    }
    let kept = kept.finish(&mut cx.bump);
    Ok(match Pattern::new(cx, kept)? {
        Some(pattern) => Value::bool(pattern.find(cx, string.bytes(), 0)?.is_some()),
        None => Value::FALSE,
    })
}

/// Whether one of a list of texts is a prefix, or a suffix, as `test` says.
fn any_affix<'a>(cx: &mut Context<'a>, list: Value<'a>, function: &str, test: impl Fn(&[u8]) -> bool) -> R<'a> {
    let mut list = list;
    loop {
        match list.term() {
            Term::List(block) => {
                for affix in block.block() {
                    cx.tick()?;
                    let Term::Binary(affix) = affix.term() else { return Err(no_clause(cx, function, 3)) };
                    cx.charge_bytes(affix.len())?;
                    if test(affix.bytes()) {
                        return Ok(Value::TRUE);
                    }
                }
                list = block.rest();
            }
            Term::EmptyList => return Ok(Value::FALSE),
            _ => return Err(cx.function_clause(atoms::MODULE_ENUM, "predicate_list", 3)),
        }
    }
}

/// `replace(text, "", replacement)`: around every grapheme.
fn intersperse<'a>(cx: &mut Context<'a>, text: Binary<'a>, replacement: Value<'a>, global: bool) -> R<'a> {
    let constant = match replacement.term() {
        Term::Binary(new) if new.is_empty() => return Ok(text.value()),
        Term::Binary(_) => true,
        _ => false,
    };
    let new = |cx: &mut Context<'a>| {
        if constant { Ok(replacement) } else { cx.call(replacement, &[Value::EMPTY_STRING]) }
    };
    let mut pieces = cx.list_builder(8)?;
    let first = new(cx)?;
    pieces.push(&mut cx.bump, first)?;
    if !global {
        pieces.push(&mut cx.bump, text.value())?;
        let pieces = pieces.finish_slice(&mut cx.bump);
        return join::join_iodata(cx, pieces, 1);
    }
    charge_walk(cx, text.bytes())?;
    let mut at = 0;
    for piece in Graphemes::new(text.bytes(), known(text)) {
        cx.tick()?;
        pieces.push(&mut cx.bump, text.slice(at, at + piece.len()))?;
        let next = new(cx)?;
        pieces.push(&mut cx.bump, next)?;
        at += piece.len();
    }
    let pieces = pieces.finish_slice(&mut cx.bump);
    join::join_chardata(cx, pieces)
}

/// The replacement with what it replaces put in at a byte, or at several.
fn insert_replaced<'a>(cx: &mut Context<'a>, new: Binary<'a>, matched: Value<'a>, places: Value<'a>) -> R<'a> {
    let mut pieces = cx.list_builder(4)?;
    let mut at = 0;
    let mut places = match places.term() {
        Term::Int(_) => cx.list(&[places])?,
        _ => places,
    };
    while let Term::List(list) = places.term() {
        let to = super::integer(list.head()).and_then(|place| usize::try_from(place).ok());
        match to {
            Some(to) if to >= at && to <= new.len() => {
                pieces.push(&mut cx.bump, new.slice(at, to))?;
                pieces.push(&mut cx.bump, matched)?;
                at = to;
            }
            _ => return Err(cx.argument_error("argument error")),
        }
        places = list.tail();
    }
    pieces.push(&mut cx.bump, new.slice(at, new.len()))?;
    let pieces = pieces.finish_slice(&mut cx.bump);
    join::join_iodata(cx, pieces, 1)
}

//! `Regex`: regular expressions, with the syntax of PCRE.

use super::string::search::{is_list, option};
use crate::access;
use crate::context::Context;
use crate::error::{Exc, R};
use crate::limits::Limit;
use crate::regex::{self, CompiledRegex, Options, RegexError};
use crate::term::{Binary, Map, Term, Value, atoms};
use crate::text::join;
use philtre_library::library;

mod captures;
mod replacement;
mod splitting;

use captures::{Capture, Shape};

/// Regular expressions with the syntax of PCRE.
#[library("Regex", units = 8)]
pub mod functions {
    use super::*;

    /// Compiles a source; options are modifiers as a text, or a list of options of `:re`.
    ///
    /// A message may compile a bounded number of regexes, each at the cost of some thousand units of fuel.
    ///
    /// ```elixir
    /// iex> Regex.compile("a+", "i") |> elem(0)
    /// :ok
    /// iex> Regex.compile("a(")
    /// {:error, {~c"missing closing parenthesis", 2}}
    /// ```
    #[row(cost = bytes(source), default(options = ""))]
    pub fn compile<'a>(cx: &mut Context<'a>, source: Value<'a>, options: Value<'a>) -> R<'a> {
        let Term::Binary(text) = source.term() else { return Err(no_clause(cx, "compile", 2)) };
        match compile_with(cx, text, options)? {
            Ok(regex) => cx.ok(regex),
            Err(Refused::Option(rest)) => {
                let reason = cx.tuple(&[atoms::INVALID_OPTION, rest])?;
                cx.error(reason)
            }
            Err(Refused::Source(error)) => {
                let message = charlist(cx, &error.message)?;
                let reason = cx.tuple(&[message, Value::int(error.position as i64)])?;
                cx.error(reason)
            }
        }
    }

    /// Compiles a source as `compile/2` does, or raises `Regex.CompileError`.
    ///
    /// ```elixir
    /// iex> Regex.match?(Regex.compile!("^a", "i"), "Abc")
    /// true
    /// ```
    #[row(cost = bytes(source), name = "compile!", default(options = ""))]
    pub fn compile_or_raise<'a>(cx: &mut Context<'a>, source: Value<'a>, options: Value<'a>) -> R<'a> {
        let Term::Binary(text) = source.term() else { return Err(no_clause(cx, "compile!", 2)) };
        let message = match compile_with(cx, text, options)? {
            Ok(regex) => return Ok(regex),
            Err(Refused::Option(rest)) => match rest.term() {
                Term::Binary(rest) => format!("invalid_option at position {}", String::from_utf8_lossy(rest.bytes())),
                _ => String::new(),
            },
            Err(Refused::Source(error)) => format!("{} at position {}", error.message, error.position),
        };
        Err(cx.error_with_message(atoms::REGEX_COMPILE_ERROR, &message))
    }

    /// Puts a backslash before each character that means something in a regex.
    ///
    /// ```elixir
    /// iex> Regex.escape("1+1 (two)")
    /// "1\\+1\\ \\(two\\)"
    /// ```
    #[row(cost = bytes(string))]
    pub fn escape<'a>(cx: &mut Context<'a>, string: Value<'a>) -> R<'a> {
        let Term::Binary(text) = string.term() else { return Err(no_clause(cx, "escape", 1)) };
        let special = |byte: &u8| b".^$*+?()[]{}|#-\\\t\n\x0b\x0c\r ".contains(byte);
        cx.charge(text.len() >> 4)?;
        if !text.bytes().iter().any(special) {
            return Ok(string);
        }
        let mut out = cx.bump.writer();
        for byte in text.bytes() {
            if special(byte) {
                out.push_byte(b'\\')?;
            }
            out.push_byte(*byte)?;
        }
        let out = out.finish();
        Ok(join::text_or_bytes(out, text.known_text().is_some()))
    }

    /// Says whether the regex matches anywhere in the text.
    ///
    /// ```elixir
    /// iex> Regex.match?(~r/\d{3}/, "room 101")
    /// true
    /// ```
    #[row(cost = unit, name = "match?")]
    pub fn matches<'a>(cx: &mut Context<'a>, regex: Value<'a>, string: Value<'a>) -> R<'a> {
        is_match(cx, regex, string)
    }

    /// Gives the groups of the first match by their names, or `nil`.
    ///
    /// ```elixir
    /// iex> Regex.named_captures(~r/(?<key>\w+)=(?<value>\w+)/, "a=1")
    /// %{"key" => "a", "value" => "1"}
    /// ```
    #[row(cost = inside, default(options = []))]
    pub fn named_captures<'a>(cx: &mut Context<'a>, regex: Value<'a>, string: Value<'a>, options: Value<'a>) -> R<'a> {
        let Term::Binary(text) = string.term() else { return Err(no_clause(cx, "named_captures", 3)) };
        let compiled = compiled(cx, regex, "names", 1)?;
        if !is_list(options) {
            return Err(cx.function_clause(atoms::MODULE_KEYWORD, "put", 3));
        }
        let mut shape = Shape::from_options(cx, compiled, options)?;
        shape.capture = Capture::Groups(compiled.names().map(|(_, groups)| groups.first().copied()).collect());
        let from = offset(cx, compiled, text, options)?;
        let Term::List(found) = captures::run(cx, compiled, text, from, &shape)?.term() else {
            // Without a name there is nothing to capture, but there is a match or none.
            return match compiled.names().next() {
                None if is_match(cx, regex, string)?.is_true() => Ok(Value::map(&Map::EMPTY)),
                _ => Ok(Value::NIL),
            };
        };
        let mut keys = cx.list_builder(compiled.groups())?;
        for (name, _) in compiled.names() {
            let name = cx.string(name)?;
            keys.push(&mut cx.bump, name)?;
        }
        let keys = keys.finish_slice(&mut cx.bump);
        cx.map_from_sorted(keys, found.block())
    }

    /// Lists the names of groups, in order.
    ///
    /// ```elixir
    /// iex> Regex.names(~r/(?<b>.)(?<a>.)/)
    /// ["a", "b"]
    /// ```
    #[row(cost = unit)]
    pub fn names<'a>(cx: &mut Context<'a>, regex: Value<'a>) -> R<'a> {
        let compiled = compiled(cx, regex, "names", 1)?;
        cx.charge(compiled.groups())?;
        let mut names = cx.list_builder(compiled.groups())?;
        for (name, _) in compiled.names() {
            let name = cx.string(name)?;
            names.push(&mut cx.bump, name)?;
        }
        Ok(names.finish(&mut cx.bump))
    }

    /// Gives the options that the regex was compiled with.
    ///
    /// ```elixir
    /// iex> Regex.opts(~r/a/i)
    /// [:caseless]
    /// ```
    #[row(cost = unit)]
    pub fn opts<'a>(cx: &mut Context<'a>, regex: Value<'a>) -> R<'a> {
        field(cx, regex, atoms::OPTS, "opts")
    }

    /// Gives the source of the regex.
    ///
    /// ```elixir
    /// iex> Regex.source(~r/a+/i)
    /// "a+"
    /// ```
    #[row(cost = unit)]
    pub fn source<'a>(cx: &mut Context<'a>, regex: Value<'a>) -> R<'a> {
        field(cx, regex, atoms::SOURCE, "source")
    }

    /// Gives the compiled form, an opaque term.
    ///
    /// ```elixir
    /// iex> regex = ~r/a/
    /// iex> Regex.re_pattern(regex) == regex.re_pattern
    /// true
    /// ```
    #[row(cost = unit)]
    pub fn re_pattern<'a>(cx: &mut Context<'a>, regex: Value<'a>) -> R<'a> {
        field(cx, regex, atoms::RE_PATTERN, "re_pattern")
    }

    /// Replaces every match, or with `global: false` the first.
    ///
    /// In a text, `\\1` or `\\g{1}` stands for what a group matched and `\\0` for the whole match. A function is given the
    /// match and as many groups as it takes arguments for.
    ///
    /// ```elixir
    /// iex> Regex.replace(~r/(\w+)@(\w+)/, "me@home", "\\2 at \\1")
    /// "home at me"
    /// iex> Regex.replace(~r/\d/, "a1b2", fn digit -> "<#{digit}>" end)
    /// "a<1>b<2>"
    /// ```
    #[row(cost = inside, default(options = []))]
    pub fn replace<'a>(
        cx: &mut Context<'a>,
        regex: Value<'a>,
        string: Value<'a>,
        replacement: Value<'a>,
        options: Value<'a>,
    ) -> R<'a> {
        super::replace(cx, regex, string, replacement, options)
    }

    /// Gives the first match and its groups, or `nil`.
    ///
    /// Options: `return: :index` for `{start, length}` in bytes, `capture:` `:all`, `:first`, `:all_but_first`, `:none`,
    /// `:all_names` or a list of numbers and names, `offset:` the byte to begin at.
    ///
    /// ```elixir
    /// iex> Regex.run(~r/(\d+)-(\d+)/, "seats 12-14")
    /// ["12-14", "12", "14"]
    /// iex> Regex.run(~r/\d+/, "seats 12", return: :index)
    /// [{6, 2}]
    /// iex> Regex.run(~r/x/, "seats")
    /// nil
    /// ```
    #[row(cost = inside, default(options = []))]
    pub fn run<'a>(cx: &mut Context<'a>, regex: Value<'a>, string: Value<'a>, options: Value<'a>) -> R<'a> {
        let (true, Term::Binary(text)) = (is_regex(regex), string.term()) else { return Err(no_clause(cx, "run", 3)) };
        let shape = shape(cx, regex, options)?;
        let compiled = compiled(cx, regex, "safe_run", 3)?;
        let from = offset(cx, compiled, text, options)?;
        captures::run(cx, compiled, text, from, &shape)
    }

    /// Lists all matches, each with its groups. Options as in `run/3`.
    ///
    /// ```elixir
    /// iex> Regex.scan(~r/(\w)\d/, "a1 b2")
    /// [["a1", "a"], ["b2", "b"]]
    /// ```
    #[row(cost = inside, default(options = []))]
    pub fn scan<'a>(cx: &mut Context<'a>, regex: Value<'a>, string: Value<'a>, options: Value<'a>) -> R<'a> {
        let (true, Term::Binary(text)) = (is_regex(regex), string.term()) else { return Err(no_clause(cx, "scan", 3)) };
        let shape = shape(cx, regex, options)?;
        let compiled = compiled(cx, regex, "safe_run", 3)?;
        // Beyond the end there is nothing to scan, where `run/3` raises.
        let beyond = option(options, atoms::OFFSET).and_then(|offset| match offset.term() {
            Term::Int(offset) => usize::try_from(offset).ok(),
            _ => None,
        });
        if beyond.is_some_and(|offset| offset > text.len()) {
            check_text(cx, compiled, text)?;
            return Ok(Value::EMPTY_LIST);
        }
        let from = offset(cx, compiled, text, options)?;
        captures::scan(cx, compiled, text, from, &shape)
    }

    /// Splits at each match. Options: `parts:`, `trim: true`, `include_captures: true` to keep what matched, `on:` to split
    /// at groups instead.
    ///
    /// ```elixir
    /// iex> Regex.split(~r/\s*,\s*/, "a , b,c")
    /// ["a", "b", "c"]
    /// iex> Regex.split(~r/[+-]/, "1+2-3", include_captures: true)
    /// ["1", "+", "2", "-", "3"]
    /// ```
    #[row(cost = inside, default(options = []))]
    pub fn split<'a>(cx: &mut Context<'a>, regex: Value<'a>, string: Value<'a>, options: Value<'a>) -> R<'a> {
        super::split(cx, regex, string, options)
    }

    /// Gives the source with its options inside, to be put into another regex. With `strict: false`, options that cannot
    /// stand there are left out.
    ///
    /// ```elixir
    /// iex> Regex.to_embed(~r/ab/i)
    /// "(?i-msx:ab)"
    /// ```
    #[row(cost = inside, default(options = []))]
    pub fn to_embed<'a>(cx: &mut Context<'a>, regex: Value<'a>, options: Value<'a>) -> R<'a> {
        let (true, Term::Map(map)) = (is_regex(regex), regex.term()) else { return Err(no_clause(cx, "to_embed", 2)) };
        let strict = option(options, atoms::STRICT).is_none_or(Value::truthy);
        let opts = map.get_flat(atoms::OPTS).unwrap_or(Value::EMPTY_LIST);
        let source = map.get_flat(atoms::SOURCE).unwrap_or(Value::EMPTY_STRING);
        embed(cx, source, opts, strict)
    }
}

#[cold]
fn no_clause(cx: &mut Context<'_>, function: &str, arity: usize) -> Exc {
    cx.function_clause(atoms::MODULE_REGEX, function, arity)
}

/// Whether it is a `%Regex{}`.
pub(crate) fn is_regex(value: Value<'_>) -> bool {
    matches!(value.term(), Term::Map(map) if map.struct_field().is_some_and(|name| name.is(atoms::MODULE_REGEX)))
}

/// The compiled form in a `%Regex{}`.
pub(crate) fn compiled<'a>(
    cx: &mut Context<'a>,
    regex: Value<'a>,
    function: &str,
    arity: usize,
) -> Result<&'a CompiledRegex, Exc> {
    match regex.term() {
        Term::Map(map) if is_regex(regex) => match map.get_flat(atoms::RE_PATTERN).map(Value::term) {
            Some(Term::Reference(reference)) => Ok(reference.regex),
            Some(_) => Err(cx.bad_argument(2, "neither an iodata term nor a compiled regular expression")),
            None => Err(no_clause(cx, "safe_run", 3)),
        },
        _ => Err(no_clause(cx, function, arity)),
    }
}

fn field<'a>(cx: &mut Context<'a>, regex: Value<'a>, key: Value<'static>, function: &str) -> R<'a> {
    match regex.term() {
        Term::Map(map) if is_regex(regex) => match map.get_flat(key) {
            Some(value) => Ok(value),
            None => Err(no_clause(cx, function, 1)),
        },
        _ => Err(no_clause(cx, function, 1)),
    }
}

/// What is wrong with what was to be compiled.
enum Refused<'a> {
    /// The modifiers from the first that is none.
    Option(Value<'a>),
    Source(RegexError),
}

fn compile_with<'a>(
    cx: &mut Context<'a>,
    source: Binary<'a>,
    options: Value<'a>,
) -> Result<Result<Value<'a>, Refused<'a>>, Exc> {
    let (parsed, list) = match options.term() {
        Term::Binary(modifiers) => {
            let text = String::from_utf8_lossy(modifiers.bytes());
            match Options::from_modifiers(&text) {
                Ok(parsed) => (parsed, Options::list(cx, &text)?),
                Err(rest) => {
                    let at = modifiers.len().saturating_sub(rest.len());
                    return Ok(Err(Refused::Option(modifiers.slice(at, modifiers.len()))));
                }
            }
        }
        _ if is_list(options) => match Options::from_list(options) {
            Some(parsed) => (parsed, options),
            None => return Err(cx.bad_argument(2, "invalid options")),
        },
        _ => return Err(no_clause(cx, "do_compile", 2)),
    };
    // Compiling takes some microseconds, and more for what is long or repeats much. It is charged also where the regex is
    // known from before: what a message costs does not depend on others.
    cx.charge(regex::cost_of(source.bytes()))?;
    let regexes = cx.regexes;
    match regexes.get(source.bytes(), &parsed, |cost| cx.charge(cost))? {
        None => Err(cx.limit(Limit::Memory)),
        Some(Ok(compiled)) => regex::value(cx, compiled, source.value(), list).map(Ok),
        Some(Err(error)) => Ok(Err(Refused::Source(error.clone()))),
    }
}

fn charlist<'a>(cx: &mut Context<'a>, text: &str) -> R<'a> {
    let mut list = cx.list_builder(text.len())?;
    for c in text.chars() {
        list.push(&mut cx.bump, Value::int(c as i64))?;
    }
    Ok(list.finish(&mut cx.bump))
}

/// `capture:` and `return:`.
fn shape<'a>(cx: &mut Context<'a>, regex: Value<'a>, options: Value<'a>) -> Result<Shape, Exc> {
    if !is_list(options) {
        return Err(cx.function_clause(atoms::MODULE_KEYWORD, "get", 3));
    }
    let compiled = compiled(cx, regex, "safe_run", 3)?;
    Shape::from_options(cx, compiled, options)
}

/// `offset:`, and whether the text is one that the regex takes.
fn offset<'a>(
    cx: &mut Context<'a>,
    compiled: &CompiledRegex,
    text: Binary<'a>,
    options: Value<'a>,
) -> Result<usize, Exc> {
    let offset = match option(options, atoms::OFFSET).map(Value::term) {
        None => 0,
        Some(Term::Int(offset @ 0..)) => usize::try_from(offset).unwrap_or(usize::MAX),
        Some(_) => return Err(cx.bad_argument(3, "invalid options")),
    };
    check_text(cx, compiled, text)?;
    let inside = compiled.options().unicode && text.bytes().get(offset).is_some_and(|byte| byte & 0xc0 == 0x80);
    if offset > text.len() || inside {
        return Err(cx.argument_error("argument error"));
    }
    Ok(offset)
}

/// A regex of characters takes no other bytes.
#[inline]
fn check_text<'a>(cx: &mut Context<'a>, compiled: &CompiledRegex, text: Binary<'a>) -> Result<(), Exc> {
    if compiled.options().unicode && text.known_text().is_none() {
        cx.charge_bytes(text.len())?;
        if text.text().is_none() {
            return Err(cx.argument_error("argument error"));
        }
    }
    Ok(())
}

/// `Regex.match?(regex, string)`
pub(crate) fn is_match<'a>(cx: &mut Context<'a>, regex: Value<'a>, string: Value<'a>) -> R<'a> {
    let (true, Term::Binary(text)) = (is_regex(regex), string.term()) else { return Err(no_clause(cx, "match?", 2)) };
    let compiled = compiled(cx, regex, "match?", 2)?;
    check_text(cx, compiled, text)?;
    Ok(Value::bool(compiled.is_match(cx, text.bytes())?))
}

/// How often the regex matches.
pub(crate) fn count<'a>(cx: &mut Context<'a>, regex: Value<'a>, string: Value<'a>) -> R<'a> {
    let Term::Binary(text) = string.term() else { return Err(no_clause(cx, "scan", 3)) };
    let compiled = compiled(cx, regex, "scan", 3)?;
    check_text(cx, compiled, text)?;
    let mut matches = compiled.matches(cx, text.bytes(), 0)?;
    let mut count = 0;
    while matches.next(cx, &mut [None; 2])? {
        count += 1;
    }
    Ok(Value::int(count))
}

/// `Regex.split(regex, string, options)`
pub(crate) fn split<'a>(cx: &mut Context<'a>, regex: Value<'a>, string: Value<'a>, options: Value<'a>) -> R<'a> {
    splitting::split(cx, regex, string, options)
}

/// `Regex.replace(regex, string, replacement, options)`
pub(crate) fn replace<'a>(
    cx: &mut Context<'a>,
    regex: Value<'a>,
    string: Value<'a>,
    replacement: Value<'a>,
    options: Value<'a>,
) -> R<'a> {
    let (true, Term::Binary(text), true) = (is_regex(regex), string.term(), is_list(options)) else {
        return Err(no_clause(cx, "replace", 4));
    };
    let compiled = compiled(cx, regex, "replace", 4)?;
    check_text(cx, compiled, text)?;
    let global = option(options, atoms::GLOBAL).is_none_or(|global| !global.is_false());
    replacement::replace(cx, compiled, text, replacement, global)
}

/// `(?i-msx:source)`
fn embed<'a>(cx: &mut Context<'a>, source: Value<'a>, opts: Value<'a>, strict: bool) -> R<'a> {
    let mut letters: Vec<char> = Vec::new();
    let mut others = Value::EMPTY_LIST;
    let mut rest = opts;
    let mut extended = false;
    while let Term::List(list) = rest.term() {
        cx.tick()?;
        let name = list.head();
        rest = list.tail();
        let newline = |value: Value<'a>| matches!(value.term(), Term::Tuple([key, value]) if key.is(atoms::NEWLINE) && value.is(atoms::ANYCRLF));
        let letter = match rest.term() {
            Term::List(next) if name.is(atoms::DOTALL) && newline(next.head()) => {
                rest = next.tail();
                Some('s')
            }
            _ if name.is(atoms::CASELESS) => Some('i'),
            _ if name.is(atoms::EXTENDED) => Some('x'),
            _ if name.is(atoms::MULTILINE) => Some('m'),
            _ => None,
        };
        extended |= letter == Some('x');
        match letter {
            Some(letter) => letters.push(letter),
            None => others = cx.cons(name, others)?,
        }
    }
    if strict && !others.is_empty_list() {
        let shown = access::shown(cx, others)?;
        return Err(cx.argument_error(&format!(
            "regex compiled with options {shown} which cannot be represented as an embedded pattern in this version of PCRE"
        )));
    }
    letters.sort_unstable();
    let off: String = "imsx".chars().filter(|letter| !letters.contains(letter)).collect();
    let hyphen = if off.is_empty() { "" } else { "-" };
    let on: String = letters.iter().collect();
    let before = cx.string(&format!("(?{on}{hyphen}{off}:"))?;
    let after = Value::str(if extended { "\n)" } else { ")" });
    crate::bitstring::concat(cx, &[before, source, after])
}

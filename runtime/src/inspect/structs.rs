//! Structs: the protocol `Inspect`.

use super::escape::{Escapes, escape};
use super::printer::{Printer, Simple, Style, struct_label};
use super::{Charlists, Options, to_text};
use crate::context::Context;
use crate::error::{Exc, Raised};
use crate::structs::{self, StructInfo};
use crate::term::{Map, Term, Value, atoms};
use crate::{exception, text};

/// Prints a map that may be a struct.
pub(super) fn print<'a>(printer: &mut Printer<'a, '_>, cx: &mut Context<'a>, map: &'a Map<'a>) -> Result<Simple, Exc> {
    let info = match map.struct_field() {
        Some(name) if printer.options.structs => structs::find(name).filter(|info| info.describes(map)),
        _ => None,
    };
    let Some(info) = info else { return printer.map(cx, map) };
    match print_struct(printer, cx, map, info) {
        Err(exc) if cx.is_catchable() => {
            if printer.in_error {
                let _ = cx.take_raised(exc);
                return printer.map(cx, map);
            }
            print_error(printer, cx, map, exc)
        }
        result => result,
    }
}

fn field<'a>(map: &'a Map<'a>, key: Value<'static>) -> Value<'a> {
    map.get_flat(key).unwrap_or(Value::NIL)
}

fn print_struct<'a>(
    printer: &mut Printer<'a, '_>,
    cx: &mut Context<'a>,
    map: &'a Map<'a>,
    info: &'static StructInfo,
) -> Result<Simple, Exc> {
    let module = info.module;
    if module.is(atoms::MODULE_RANGE) {
        range(printer, cx, map)
    } else if module.is(atoms::MODULE_MAP_SET) {
        map_set(printer, cx, map)
    } else if module.is(atoms::MODULE_REGEX) {
        regex(printer, cx, map)
    } else if module.is(atoms::MODULE_STREAM) {
        stream(printer, cx, map)
    } else if module.is(atoms::MODULE_DECIMAL) {
        let text = text::to_string(cx, map.value())?;
        surrounded(printer, cx, "Decimal.new(\"", text, "\")")
    } else if module.is(atoms::MODULE_TIME) {
        let text = text::to_string(cx, map.value())?;
        surrounded(printer, cx, "~T[", text, "]")
    } else if module.is(atoms::MODULE_DATE) {
        if let Some(text) = constructor(cx, map, "Date.new!", &[atoms::YEAR, atoms::MONTH, atoms::DAY])? {
            printer.push(cx, &text)?;
            return Ok(true);
        }
        let text = text::to_string(cx, map.value())?;
        surrounded(printer, cx, "~D[", text, "]")
    } else if module.is(atoms::MODULE_NAIVE_DATE_TIME) {
        let parts =
            [atoms::YEAR, atoms::MONTH, atoms::DAY, atoms::HOUR, atoms::MINUTE, atoms::SECOND, atoms::MICROSECOND];
        if let Some(text) = constructor(cx, map, "NaiveDateTime.new!", &parts)? {
            printer.push(cx, &text)?;
            return Ok(true);
        }
        let text = text::to_string(cx, map.value())?;
        surrounded(printer, cx, "~N[", text, "]")
    } else if module.is(atoms::MODULE_DATE_TIME) {
        let text = text::to_string(cx, map.value())?;
        let is_zero = |key| matches!(field(map, key).term(), Term::Int(0));
        let is_utc = is_zero(atoms::UTC_OFFSET)
            && is_zero(atoms::STD_OFFSET)
            && matches!(field(map, atoms::TIME_ZONE).term(), Term::Binary(zone) if zone.bytes() == b"Etc/UTC")
            && has_short_year(map);
        if is_utc {
            surrounded(printer, cx, "~U[", text, "]")
        } else {
            surrounded(printer, cx, "#DateTime<", text, ">")
        }
    } else if module.is(atoms::MODULE_DATE_RANGE) {
        date_range(printer, cx, map)
    } else {
        // Fields that say nothing are left out of some.
        let hidden: &[Value<'static>] = if module.is(atoms::MODULE_URI) {
            &[atoms::AUTHORITY]
        } else if module.is(atoms::MODULE_DURATION) {
            DURATION
        } else {
            &[]
        };
        fields(printer, cx, map, info, hidden)
    }
}

const DURATION: &[Value<'static>] = &[
    atoms::YEAR,
    atoms::MONTH,
    atoms::WEEK,
    atoms::DAY,
    atoms::HOUR,
    atoms::MINUTE,
    atoms::SECOND,
    atoms::MICROSECOND,
];

fn surrounded<'a>(
    printer: &mut Printer<'a, '_>,
    cx: &mut Context<'a>,
    before: &str,
    text: Value<'a>,
    after: &str,
) -> Result<Simple, Exc> {
    printer.push(cx, before)?;
    if let Term::Binary(text) = text.term() {
        printer.push(cx, text.text().unwrap_or_default())?;
    }
    printer.push(cx, after)?;
    Ok(true)
}

fn has_short_year(map: &Map<'_>) -> bool {
    matches!(map.get_flat(atoms::YEAR).map(|year| year.term()), Some(Term::Int(-9999..=9999)))
}

/// The call that makes a date of a year that the sigil cannot write.
fn constructor<'a>(
    cx: &mut Context<'a>,
    map: &'a Map<'a>,
    function: &str,
    keys: &[Value<'static>],
) -> Result<Option<String>, Exc> {
    if !field(map, atoms::CALENDAR).is(atoms::CALENDAR_ISO) || has_short_year(map) {
        return Ok(None);
    }
    let mut parts = Vec::new();
    for key in keys {
        let value = field(map, *key);
        if !key.is(atoms::MICROSECOND) && !matches!(value.term(), Term::Int(_) | Term::Big(_)) {
            return Err(
                cx.argument_error("errors were found at the given arguments:\n\n  * 1st argument: not an integer\n")
            );
        }
        parts.push(super::short(cx, value)?);
    }
    Ok(Some(format!("{function}({})", parts.join(", "))))
}

fn range<'a>(printer: &mut Printer<'a, '_>, cx: &mut Context<'a>, map: &'a Map<'a>) -> Result<Simple, Exc> {
    let [first, last, step] = [atoms::FIRST, atoms::LAST, atoms::STEP].map(|key| field(map, key));
    let limit = printer.limit;
    let mut simple = printer.term(cx, first)?;
    printer.limit = limit;
    printer.push(cx, "..")?;
    simple &= printer.term(cx, last)?;
    printer.limit = limit;
    let ascending = crate::ops::greater_equal(cx, last, first)?;
    if !(matches!(step.term(), Term::Int(1)) && ascending) {
        printer.push(cx, "//")?;
        simple &= printer.term(cx, step)?;
        printer.limit = limit;
    }
    Ok(simple)
}

fn map_set<'a>(printer: &mut Printer<'a, '_>, cx: &mut Context<'a>, map: &'a Map<'a>) -> Result<Simple, Exc> {
    let Some(Term::Map(members)) = map.get_flat(atoms::MAP).map(|map| map.term()) else {
        let module = cx.atom("sets")?;
        return Err(cx.function_clause(module, "to_list", 1));
    };
    cx.charge_elements(members.len())?;
    let mut keys = cx.list_builder(members.len())?;
    for (key, _) in members.iter() {
        keys.push(&mut cx.bump, key)?;
    }
    let keys = keys.finish(&mut cx.bump);
    let charlists = std::mem::replace(&mut printer.charlists, Charlists::AsLists);
    printer.push(cx, "MapSet.new(")?;
    let simple = printer.term(cx, keys);
    printer.charlists = charlists;
    printer.push(cx, ")")?;
    simple
}

/// `~r/source/modifiers`, or the call that compiles it with other options.
fn regex<'a>(printer: &mut Printer<'a, '_>, cx: &mut Context<'a>, map: &'a Map<'a>) -> Result<Simple, Exc> {
    let [source, opts] = [atoms::SOURCE, atoms::OPTS].map(|key| field(map, key));
    if !matches!(opts.term(), Term::EmptyList | Term::List(_)) {
        return Err(cx.function_clause(atoms::INSPECT_REGEX, "inspect", 2));
    }
    let Some(modifiers) = modifiers(opts) else {
        printer.push(cx, "Regex.compile!(")?;
        let limit = printer.limit;
        let mut simple = printer.term(cx, source)?;
        printer.limit = limit;
        printer.push(cx, ", ")?;
        simple &= printer.term(cx, opts)?;
        printer.limit = limit;
        printer.push(cx, ")")?;
        return Ok(simple);
    };
    let Term::Binary(source) = source.term() else {
        return Err(cx.function_clause(atoms::INSPECT_REGEX, "normalize", 2));
    };
    cx.charge_bytes(source.len() * 2)?;
    let mut plain = Vec::with_capacity(source.len());
    let mut rest = source.bytes();
    while let [first, after @ ..] = rest {
        rest = match rest {
            [b'\\', b'\\', after @ ..] => {
                plain.extend(b"\\\\");
                after
            }
            [b'\\', b'/', after @ ..] => {
                plain.push(b'/');
                after
            }
            [b'\\', b'#', b'{', after @ ..] => {
                plain.extend(b"#{");
                after
            }
            _ => {
                plain.push(*first);
                after
            }
        };
    }
    let mut out = String::from("~r/");
    escape(&plain, &Escapes::REGEX, &mut { super::INFINITY }, &mut out);
    out.push('/');
    out.push_str(&modifiers);
    printer.push(cx, &out)?;
    Ok(true)
}

fn modifiers(opts: Value<'_>) -> Option<String> {
    let mut values = Vec::new();
    let mut rest = opts;
    while let Term::List(list) = rest.term() {
        // No regex has more options.
        if values.len() + list.block().len() > 64 {
            return None;
        }
        values.extend_from_slice(list.block());
        rest = list.rest();
    }
    if !rest.is_empty_list() {
        return None;
    }
    let mut letters = Vec::new();
    let mut at = 0;
    while let Some(value) = values.get(at) {
        let Term::Atom(name) = value.term() else { return None };
        let next = values.get(at + 1).copied();
        let letter = match name.name() {
            "dotall" if next.is_some_and(is_any_newline) => 's',
            "unicode" if next.is_some_and(|next| matches!(next.term(), Term::Atom(n) if n.name() == "ucp")) => 'u',
            "caseless" => 'i',
            "extended" => 'x',
            "firstline" => 'f',
            "ungreedy" => 'U',
            "multiline" => 'm',
            "export" => 'E',
            _ => return None,
        };
        at += if matches!(letter, 's' | 'u') { 2 } else { 1 };
        letters.push(letter);
    }
    Some(letters.iter().rev().collect())
}

/// `{:newline, :anycrlf}`
fn is_any_newline(value: Value<'_>) -> bool {
    match value.term() {
        Term::Tuple([kind, newline]) => match (kind.term(), newline.term()) {
            (Term::Atom(kind), Term::Atom(newline)) => kind.name() == "newline" && newline.name() == "anycrlf",
            _ => false,
        },
        _ => false,
    }
}

fn stream<'a>(printer: &mut Printer<'a, '_>, cx: &mut Context<'a>, map: &'a Map<'a>) -> Result<Simple, Exc> {
    let [source, funs] = [atoms::ENUM, atoms::FUNS].map(|key| field(map, key));
    let mut reversed = Value::EMPTY_LIST;
    let mut rest = funs;
    while let Term::List(list) = rest.term() {
        cx.tick()?;
        reversed = cx.cons(list.head(), reversed)?;
        rest = list.tail();
    }
    if !rest.is_empty_list() {
        let module = cx.atom("lists")?;
        return Err(cx.function_clause(module, "reverse", 1));
    }
    let pairs = [cx.tuple(&[atoms::ENUM, source])?, cx.tuple(&[atoms::FUNS, reversed])?];
    let inner = cx.list(&pairs)?;
    printer.push(cx, "#Stream<")?;
    let simple = printer.term(cx, inner)?;
    printer.push(cx, ">")?;
    Ok(simple)
}

fn date_range<'a>(printer: &mut Printer<'a, '_>, cx: &mut Context<'a>, map: &'a Map<'a>) -> Result<Simple, Exc> {
    let [first, last, step] = [atoms::FIRST, atoms::LAST, atoms::STEP].map(|key| field(map, key));
    let (first, last) = (super::short(cx, first)?, super::short(cx, last)?);
    let step = match step.term() {
        Term::Int(1) => String::new(),
        _ => {
            let step = text::to_string(cx, step)?;
            format!(", {}", super::short(cx, step)?.trim_matches('"'))
        }
    };
    printer.push(cx, &format!("Date.range({first}, {last}{step})"))?;
    Ok(true)
}

/// `%Name{field: value}`; hidden fields are left out where they hold their default.
fn fields<'a>(
    printer: &mut Printer<'a, '_>,
    cx: &mut Context<'a>,
    map: &'a Map<'a>,
    info: &'static StructInfo,
    hidden: &[Value<'static>],
) -> Result<Simple, Exc> {
    let mut shown = Vec::with_capacity(info.fields.len());
    for (key, default) in &info.fields {
        let value = field(map, *key);
        let is_hidden = hidden.iter().any(|name| name.is(*key)) && crate::ops::equal(cx, *default, value)?;
        if !is_hidden && !key.is(atoms::EXCEPTION) {
            shown.push((*key, value));
        }
    }
    let name = match info.module.term() {
        Term::Atom(name) => struct_label(name.name()),
        _ => String::new(),
    };
    if shown.is_empty() {
        printer.push(cx, &format!("%{name}{{}}"))?;
        return Ok(true);
    }
    let mut container = printer.open(cx, &format!("%{name}{{"), Style::Strict)?;
    for (key, value) in shown {
        if !printer.next(cx, &mut container)? {
            break;
        }
        printer.element(cx, &mut container, |printer, cx| printer.pair(cx, key, value))?;
    }
    printer.close(cx, container, "}")?;
    Ok(false)
}

/// A struct that does not hold what it should: what went wrong, and the struct as a map.
fn print_error<'a>(
    printer: &mut Printer<'a, '_>,
    cx: &mut Context<'a>,
    map: &'a Map<'a>,
    exc: Exc,
) -> Result<Simple, Exc> {
    let (raised, place) = cx.take_raised(exc);
    let Raised::Error(exception) = raised else { return Err(cx.raise_again(raised, place)) };
    let message = exception::message(cx, exception)?;
    let module = match exception.term() {
        Term::Map(map) => field(map, atoms::STRUCT),
        _ => Value::NIL,
    };
    let options = Options { structs: false, pretty: true, ..printer.options.clone() };
    let inspected = to_text(cx, map.value(), &options)?;
    let error = cx.inspect_error(module, message, inspected)?;
    if !printer.options.safe {
        return Err(cx.raise(error));
    }
    let message = exception::message(cx, error)?;
    let Term::Binary(message) = message.term() else { return Ok(true) };
    let text = format!("#Inspect.Error<\n  {}\n>", indent(message.text().unwrap_or_default(), 2));
    cx.charge_bytes(text.len())?;
    printer.push(cx, &text)?;
    Ok(true)
}

/// Lines that are not empty, moved to the right; line ends at the end are dropped.
pub(crate) fn indent(text: &str, by: usize) -> String {
    let blanks = " ".repeat(by);
    let lines: Vec<String> =
        text.split('\n').map(|line| if line.is_empty() { String::new() } else { format!("{blanks}{line}") }).collect();
    lines.join("\n").trim_end_matches('\n').to_owned()
}

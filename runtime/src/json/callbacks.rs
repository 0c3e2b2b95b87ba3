//! `JSON.decode/3`: decoding with the caller's functions.

use super::error::sequence;
use super::read::{Fail, Reader, invalid_at};
use super::{JsonError, JsonErrorKind};
use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::map::MapBuilder;
use crate::term::{Term, Value, atoms};

/// The functions of a caller, where it gave any.
#[derive(Clone, Copy, Default)]
struct Decoders<'a> {
    array_start: Option<Value<'a>>,
    array_push: Option<Value<'a>>,
    array_finish: Option<Value<'a>>,
    object_start: Option<Value<'a>>,
    object_push: Option<Value<'a>>,
    object_finish: Option<Value<'a>>,
    float: Option<Value<'a>>,
    integer: Option<Value<'a>>,
    string: Option<Value<'a>>,
    null: Option<Value<'a>>,
}

impl<'a> Decoders<'a> {
    fn of(cx: &mut Context<'a>, list: Value<'a>) -> Result<Self, Exc> {
        let mut decoders = Decoders::default();
        let mut rest = list;
        loop {
            match rest.term() {
                Term::EmptyList => return Ok(decoders),
                Term::List(list) => {
                    for pair in list.block() {
                        cx.tick()?;
                        let Term::Tuple([key, value]) = pair.term() else {
                            return Err(cx.argument_error("argument error"));
                        };
                        if !decoders.set(*key, *value) {
                            return Err(cx.function_clause(atoms::MODULE_ERLANG_JSON, "parse_decoder", 3));
                        }
                    }
                    rest = list.rest();
                }
                _ => return Err(cx.argument_error("argument error")),
            }
        }
    }

    fn set(&mut self, key: Value<'a>, value: Value<'a>) -> bool {
        let Term::Atom(name) = key.term() else { return false };
        let (slot, arity) = match name.name() {
            "array_start" => (&mut self.array_start, 1),
            "array_push" => (&mut self.array_push, 2),
            "array_finish" => (&mut self.array_finish, 2),
            "object_start" => (&mut self.object_start, 1),
            "object_push" => (&mut self.object_push, 3),
            "object_finish" => (&mut self.object_finish, 2),
            "float" => (&mut self.float, 1),
            "integer" => (&mut self.integer, 1),
            "string" => (&mut self.string, 1),
            "null" => {
                self.null = Some(value);
                return true;
            }
            _ => return false,
        };
        *slot = Some(value);
        matches!(value.term(), Term::Fun(fun) if fun.code.arity() == arity)
    }
}

/// `{value, acc, rest}`, or why the text is no JSON.
///
/// # Errors
/// What the functions raise; limits.
pub fn decode_with<'a>(
    cx: &mut Context<'a>,
    bytes: &'a [u8],
    acc: Value<'a>,
    decoders: Value<'a>,
) -> Result<Result<Value<'a>, JsonError>, Exc> {
    let decoders = Decoders::of(cx, decoders)?;
    cx.charge(bytes.len() >> 3)?;
    let valid_up_to = match std::str::from_utf8(bytes) {
        Ok(_) => bytes.len(),
        Err(error) => error.valid_up_to(),
    };
    let valid = std::str::from_utf8(bytes.get(..valid_up_to).unwrap_or_default()).unwrap_or_default();
    let mut reader = Reader::new(cx, valid, usize::MAX);
    let decoded = Decode { reader: &mut reader, decoders }.value(acc);
    let end = reader.at();
    match decoded {
        Ok((value, acc)) => {
            let rest = bytes.get(end..).unwrap_or_default();
            let blank = rest.iter().all(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t'));
            let rest = if blank { Value::EMPTY_STRING } else { cx.binary(rest)? };
            cx.tuple(&[value, acc, rest]).map(Ok)
        }
        Err(Fail) => {
            let (error, ended_in) = reader.failure();
            match error.kind {
                JsonErrorKind::Stopped(exc) => Err(exc),
                JsonErrorKind::IntegerTooLarge => Err(cx.system_limit_error()),
                JsonErrorKind::UnexpectedEnd if valid_up_to < bytes.len() => {
                    Ok(Err(invalid_at(bytes, valid_up_to, ended_in)))
                }
                _ => Ok(Err(error)),
            }
        }
    }
}

struct Decode<'r, 'c, 'a> {
    reader: &'r mut Reader<'c, 'a>,
    decoders: Decoders<'a>,
}

/// A value and the accumulator after it.
type Step<'a> = Result<(Value<'a>, Value<'a>), Fail>;

impl<'a> Decode<'_, '_, 'a> {
    fn try_do<T>(&mut self, work: impl FnOnce(&mut Context<'a>) -> Result<T, Exc>) -> Result<T, Fail> {
        match work(self.reader.context()) {
            Ok(value) => Ok(value),
            Err(exc) => Err(self.reader.stopped(exc)),
        }
    }

    fn call(&mut self, function: Value<'a>, arguments: &[Value<'a>]) -> Result<Value<'a>, Fail> {
        self.try_do(|cx| cx.call(function, arguments))
    }

    fn value(&mut self, acc: Value<'a>) -> Step<'a> {
        match self.reader.next_token() {
            Some(b'[') => self.array(acc),
            Some(b'{') => self.object(acc),
            Some(b'"') => Ok((self.string()?, acc)),
            Some(b'n') => {
                self.reader.scalar()?;
                Ok((self.decoders.null.unwrap_or(Value::NIL), acc))
            }
            Some(b'-' | b'0'..=b'9') => Ok((self.number()?, acc)),
            _ => Ok((self.reader.scalar()?, acc)),
        }
    }

    fn string(&mut self) -> Result<Value<'a>, Fail> {
        let text = Value::str(self.reader.string()?);
        match self.decoders.string {
            None => Ok(text),
            Some(function) => self.call(function, &[text]),
        }
    }

    fn number(&mut self) -> Result<Value<'a>, Fail> {
        let start = self.reader.at();
        let number = self.reader.scalar();
        let end = self.reader.at();
        let token = self.reader.bytes().get(start..end).unwrap_or_default();
        let is_float = token.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E'));
        let beyond = matches!(self.reader.failure().0.kind, JsonErrorKind::UnexpectedSequence(_))
            && self.reader.failure().0.offset == start;
        let function = if is_float { self.decoders.float } else { self.decoders.integer };
        let Some(function) = function else { return number };
        if number.is_err() && !beyond {
            return number;
        }
        let text = sequence(token, 0, token.len());
        let text = self.try_do(|cx| cx.string(std::str::from_utf8(&text).unwrap_or_default()))?;
        if !is_float {
            return self.call(function, &[text]);
        }
        // What the function for floats raises means that there is no such float.
        match self.reader.context().call(function, &[text]) {
            Ok(value) => Ok(value),
            Err(exc) => {
                let cx = self.reader.context();
                if !cx.is_catchable() {
                    return Err(self.reader.stopped(exc));
                }
                let _ = cx.take_raised(exc);
                Err(self.reader.fail(start, JsonErrorKind::UnexpectedSequence(end - start)))
            }
        }
    }

    fn start(&mut self, function: Option<Value<'a>>, acc: Value<'a>) -> Result<Value<'a>, Fail> {
        match function {
            None => Ok(Value::EMPTY_LIST),
            Some(function) => self.call(function, &[acc]),
        }
    }

    /// `{value, acc}` of a function that ends an array or an object.
    fn finish(&mut self, function: Value<'a>, acc: Value<'a>, old: Value<'a>) -> Step<'a> {
        let pair = self.call(function, &[acc, old])?;
        match pair.term() {
            Term::Tuple([value, acc]) => Ok((*value, *acc)),
            _ => self.try_do(|cx| Err(cx.match_error(pair))),
        }
    }

    fn array(&mut self, old: Value<'a>) -> Step<'a> {
        self.reader.open()?;
        let mut acc;
        if self.reader.next_token() == Some(b']') {
            acc = self.start(self.decoders.array_start, old)?;
        } else {
            self.reader.some_token()?;
            acc = self.start(self.decoders.array_start, old)?;
            loop {
                let (value, inner) = self.value(acc)?;
                let next = self.reader.separator(b']')?;
                acc = match self.decoders.array_push {
                    None => self.try_do(|cx| cx.cons(value, inner))?,
                    Some(function) => self.call(function, &[value, inner])?,
                };
                if next == b']' {
                    break;
                }
            }
        }
        self.reader.close();
        match self.decoders.array_finish {
            None => Ok((self.try_do(|cx| reverse(cx, acc))?, old)),
            Some(function) => self.finish(function, acc, old),
        }
    }

    fn object(&mut self, old: Value<'a>) -> Step<'a> {
        self.reader.open()?;
        let mut acc;
        if self.reader.next_token() == Some(b'}') {
            acc = self.start(self.decoders.object_start, old)?;
        } else {
            self.reader.quote()?;
            acc = self.start(self.decoders.object_start, old)?;
            loop {
                self.reader.quote()?;
                let key = self.string()?;
                self.reader.colon()?;
                let (value, inner) = self.value(acc)?;
                let next = self.reader.separator(b'}')?;
                acc = match self.decoders.object_push {
                    None => self.try_do(|cx| {
                        let pair = cx.tuple(&[key, value])?;
                        cx.cons(pair, inner)
                    })?,
                    Some(function) => self.call(function, &[key, value, inner])?,
                };
                if next == b'}' {
                    break;
                }
            }
        }
        self.reader.close();
        match self.decoders.object_finish {
            None => Ok((self.try_do(|cx| from_pairs(cx, acc))?, old)),
            Some(function) => self.finish(function, acc, old),
        }
    }
}

/// `lists:reverse/1`
fn reverse<'a>(cx: &mut Context<'a>, list: Value<'a>) -> R<'a> {
    let mut elements = Vec::new();
    let mut rest = list;
    loop {
        match rest.term() {
            Term::EmptyList => break,
            Term::List(list) => {
                cx.charge(list.block().len())?;
                elements.extend_from_slice(list.block());
                rest = list.rest();
            }
            _ if elements.is_empty() => return Err(cx.function_clause(atoms::LISTS, "reverse", 1)),
            _ => return Err(cx.bad_argument(1, "not a list")),
        }
    }
    elements.reverse();
    cx.list(&elements)
}

/// `maps:from_list/1`
fn from_pairs<'a>(cx: &mut Context<'a>, list: Value<'a>) -> R<'a> {
    let mut builder = MapBuilder::new(&mut cx.bump, 8)?;
    let mut rest = list;
    let what = if matches!(list.term(), Term::List(_)) { "not a proper list" } else { "not a list" };
    loop {
        match rest.term() {
            Term::EmptyList => return Ok(builder.finish(cx)?.value()),
            Term::List(list) => {
                for pair in list.block() {
                    cx.tick()?;
                    let Term::Tuple([key, value]) = pair.term() else {
                        return Err(cx.argument_error("argument error"));
                    };
                    builder.push(cx, *key, *value)?;
                }
                rest = list.rest();
            }
            _ => return Err(cx.bad_argument(1, what)),
        }
    }
}

//! The table of functions: one row per library function, written beside its body by the `library` attribute.
//!
//! The checker, both backends, the docs, completion, suggestions and tests read rows and nothing else.

use crate::callback::Callback;
use crate::context::Context;
use crate::error::R;
use crate::term::{Callable, Term, Value};

/// A module of the library.
pub struct Module {
    /// `"Enum"`
    pub name: &'static str,
    /// What it is for.
    pub doc: &'static str,
    /// Its functions, by name.
    pub rows: &'static [Row],
}

/// A function of the library.
pub struct Row {
    /// `"Enum"`
    pub module: &'static str,
    /// `"member?"`
    pub name: &'static str,
    /// Its parameters, those with defaults among them.
    pub params: &'static [Param],
    /// Documentation in Markdown, with examples after `iex>`.
    pub doc: &'static str,
    /// What it needs of the host.
    pub purity: Purity,
    /// Whether it may stand in a guard.
    pub guard: bool,
    /// What it charges before it works.
    pub cost: Cost,
    /// How it is called.
    pub call: Call,
    /// The Rust path of its body, for native code.
    pub path: &'static str,
}

/// A parameter.
pub struct Param {
    /// `"enumerable"`
    pub name: &'static str,
    /// What it takes.
    pub kind: ParamKind,
    /// What it is when it is left out.
    pub default: Option<Default>,
}

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// Any value; functions too, where they outlive the call.
    Value,
    /// A function of that many arguments that is called during the call only.
    Callback(u8),
}

/// The value of a parameter that was left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Default {
    /// `nil`
    Nil,
    /// `true` or `false`
    Bool(bool),
    /// `[]`
    EmptyList,
    /// `%{}`
    EmptyMap,
    /// A number.
    Int(i64),
    /// `:name`
    Atom(&'static str),
    /// `"text"`
    Text(&'static str),
    /// `{0, 0}`
    NoMicrosecond,
}

impl Default {
    /// As a value.
    pub fn value(self) -> Value<'static> {
        match self {
            Default::Nil => Value::NIL,
            Default::Bool(b) => Value::bool(b),
            Default::EmptyList => Value::EMPTY_LIST,
            Default::EmptyMap => Value::map(&crate::term::Map::EMPTY),
            Default::Int(i) => Value::int(i),
            Default::Atom(name) => crate::term::Atom::new(name).value(),
            Default::Text(text) => Value::str(text),
            Default::NoMicrosecond => Value::tuple(const { &[Value::int(0), Value::int(0)] }),
        }
    }
}

/// What a function needs of the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purity {
    /// Nothing: equal arguments give equal results.
    Pure,
    /// The time.
    Clock,
    /// Random numbers.
    Random,
}

/// What a function charges before it works, beyond the one unit of every call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// Nothing more: it takes the same time whatever its arguments.
    Unit,
    /// By the bytes of the argument at that index.
    Bytes(u8),
    /// By the elements of the argument at that index.
    Elements(u8),
    /// Its body charges as it goes, for each element it visits and all it makes.
    Inside,
}

/// The body of a function, as the closure backend calls it.
#[derive(Clone, Copy)]
pub enum Call {
    /// No argument.
    F0(for<'a> fn(&mut Context<'a>) -> R<'a>),
    /// One.
    F1(for<'a> fn(&mut Context<'a>, Value<'a>) -> R<'a>),
    /// Two.
    F2(for<'a> fn(&mut Context<'a>, Value<'a>, Value<'a>) -> R<'a>),
    /// Three.
    F3(for<'a> fn(&mut Context<'a>, Value<'a>, Value<'a>, Value<'a>) -> R<'a>),
    /// More, or callbacks among them. There are as many as parameters.
    Many(for<'a> fn(&mut Context<'a>, &[Callback<'a>]) -> R<'a>),
}

impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}/{}", self.module, self.name, self.params.len())
    }
}

impl Row {
    /// The least and the most arguments it takes.
    pub fn arities(&self) -> std::ops::RangeInclusive<usize> {
        let defaults = self.params.iter().filter(|param| param.default.is_some()).count();
        self.params.len() - defaults..=self.params.len()
    }

    /// For a call with `count` arguments: for each parameter, the index of its argument, or nothing where it takes its
    /// default. As in Elixir, parameters with defaults are filled from the left.
    pub fn argument_positions(&self, count: usize) -> impl Iterator<Item = Option<usize>> + use<'_> {
        let mut spare = count.saturating_sub(*self.arities().start());
        let mut next = 0;
        self.params.iter().map(move |param| {
            if param.default.is_some() {
                if spare == 0 {
                    return None;
                }
                spare -= 1;
            }
            next += 1;
            Some(next - 1)
        })
    }

    /// Calls it with a value for each parameter.
    ///
    /// # Errors
    /// Those of the function.
    pub fn invoke<'a>(&self, cx: &mut Context<'a>, arguments: &[Value<'a>]) -> R<'a> {
        match (self.call, arguments) {
            (Call::F0(f), []) => f(cx),
            (Call::F1(f), [a]) => f(cx, *a),
            (Call::F2(f), [a, b]) => f(cx, *a, *b),
            (Call::F3(f), [a, b, c]) => f(cx, *a, *b, *c),
            (Call::Many(f), arguments) if arguments.len() == self.params.len() => {
                let mut all = [Callback::Value(Value::NIL); MAX_PARAMS];
                for (slot, value) in all.iter_mut().zip(arguments) {
                    *slot = Callback::Value(*value);
                }
                f(cx, all.get(..arguments.len()).unwrap_or_default())
            }
            _ => Err(cx.argument_error("wrong number of arguments")),
        }
    }
}

/// No row has more parameters.
pub const MAX_PARAMS: usize = 8;

/// A library function as a function value, `&String.upcase/1`: a row with a number of arguments.
pub struct Captured {
    /// The function.
    pub row: &'static Row,
    /// How many arguments it is called with.
    pub arity: usize,
}

impl Callable for Captured {
    fn arity(&self) -> usize {
        self.arity
    }

    fn call<'a>(&'a self, cx: &mut Context<'a>, _captured: &'a [Value<'a>], arguments: &[Value<'a>]) -> R<'a> {
        if arguments.len() == self.row.params.len() {
            return self.row.invoke(cx, arguments);
        }
        let mut all = [Value::NIL; MAX_PARAMS];
        let mut count = 0;
        for ((slot, param), position) in
            all.iter_mut().zip(self.row.params).zip(self.row.argument_positions(arguments.len()))
        {
            *slot = match (position, param.default) {
                (Some(at), _) => arguments.get(at).copied().unwrap_or(Value::NIL),
                (None, Some(default)) => default.value(),
                (None, None) => Value::NIL,
            };
            count += 1;
        }
        self.row.invoke(cx, all.get(..count).unwrap_or_default())
    }

    fn name(&self) -> Option<(&'static str, &'static str)> {
        Some((self.row.module, self.row.name))
    }
}

/// Charges by the bytes of a binary; nothing for other terms, on which the body raises.
#[inline(always)]
pub fn charge_bytes_of<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Result<(), crate::error::Exc> {
    match value.term() {
        Term::Binary(binary) => cx.charge_bytes(binary.len()),
        Term::Big(big) => cx.charge(big.digits().len()),
        _ => Ok(()),
    }
}

/// Charges by the elements of a list's blocks, a tuple or a map, before they are visited.
#[inline(always)]
pub fn charge_elements_of<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Result<(), crate::error::Exc> {
    match value.term() {
        Term::List(list) => {
            let mut list = list;
            loop {
                cx.charge(1 + list.block().len())?;
                match list.rest().term() {
                    Term::List(rest) => list = rest,
                    _ => return Ok(()),
                }
            }
        }
        Term::Tuple(elements) => cx.charge(elements.len()),
        Term::Map(map) => cx.charge(map.len()),
        Term::Binary(binary) => cx.charge_bytes(binary.len()),
        _ => Ok(()),
    }
}

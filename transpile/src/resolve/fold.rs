//! Constants: what can be computed when the source is loaded is.
//!
//! Library functions are called on literals in a context of their own under small limits; what raises, is large or takes
//! long is left for the run.

use super::{expr, literal, make};
use crate::ir::{self, Argument, BinaryOperator, ExprKind, Literal};
use crate::span::Span;
use philtre_runtime::R;
use philtre_runtime::context::Context;
use philtre_runtime::host::Host;
use philtre_runtime::limits::Limits;
use philtre_runtime::memory::Arena;
use philtre_runtime::regex::Regexes;
use philtre_runtime::row::{Param, ParamKind, Purity, Row};
use philtre_runtime::term::map::MapBuilder;
use philtre_runtime::term::{Atom, Term, Value};

/// Units of work that one call may take.
const FUEL: u64 = 2_000;
/// Bytes that one call may make.
const MEMORY: usize = 64 << 10;
/// Calls that are tried for one source.
const CALLS: u32 = 256;
/// Parts of a literal that a call may take or give.
const PARTS: usize = 512;
/// Bytes of a binary that a call may take or give.
const BYTES: usize = 4 << 10;
/// Nesting of a literal that a call may take or give.
const NESTING: usize = 32;

/// What a call on literals gave.
pub(super) enum Folded {
    /// A term that can be written as a literal.
    Value(Literal),
    /// An exception, a limit, or a term that no literal can be.
    Not,
}

/// The place where literals are computed with; made at first use.
#[derive(Default)]
pub(super) struct Folder {
    machine: Option<Box<Machine>>,
    calls: u32,
}

struct Machine {
    arena: Arena,
    regexes: Regexes,
    limits: Limits,
}

impl Folder {
    /// A call, or its result where it is known now.
    pub(super) fn call(&mut self, row: &'static Row, arguments: Vec<Argument>, span: Span) -> ir::Expr {
        if row.purity == Purity::Pure
            && self.calls < CALLS
            && row.params.iter().all(|param: &Param| param.kind == ParamKind::Value)
            && !arguments.is_empty()
            && arguments.iter().all(is_literal)
            && row.module != "Regex"
            && row.module != "Stream"
        {
            let literals: Vec<Literal> = arguments.iter().filter_map(as_literal).collect();
            if let Folded::Value(value) = self.run(row, &literals, false) {
                return literal(value, span);
            }
        }
        make(ExprKind::Call(row, arguments), span)
    }

    /// Calls a row on literals, filling in defaults.
    pub(super) fn run(&mut self, row: &'static Row, arguments: &[Literal], needed: bool) -> Folded {
        self.calls += 1;
        if !needed && self.calls > CALLS {
            return Folded::Not;
        }
        let mut parts = PARTS;
        if !arguments.iter().all(|argument| is_small(argument, &mut parts, NESTING)) {
            return Folded::Not;
        }
        let machine = self.machine.get_or_insert_with(|| {
            let limits = Limits { fuel: FUEL, memory: MEMORY, depth: 128 << 10, ..Limits::default() };
            Box::new(Machine { arena: Arena::new(), regexes: Regexes::default(), limits })
        });
        let mut cx = Context::new(&mut machine.arena, &machine.regexes, &Host::PURE, &machine.limits);
        let mut values = Vec::with_capacity(row.params.len());
        let positions: Vec<Option<usize>> = row.argument_positions(arguments.len()).collect();
        for (param, position) in row.params.iter().zip(positions) {
            let value = match position.and_then(|at| arguments.get(at)) {
                Some(argument) => match build(&mut cx, argument) {
                    Ok(value) => value,
                    Err(_) => return Folded::Not,
                },
                None => param.default.map_or(Value::NIL, |default| default.value()),
            };
            values.push(value);
        }
        match row.invoke(&mut cx, &values) {
            Ok(value) => {
                let mut parts = PARTS;
                match take(value, &mut parts, NESTING) {
                    Some(value) => Folded::Value(value),
                    None => Folded::Not,
                }
            }
            Err(exc) => {
                let _ = cx.take_raised(exc);
                Folded::Not
            }
        }
    }
}

fn is_literal(argument: &Argument) -> bool {
    matches!(argument, Argument::Value(ir::Expr { kind: ExprKind::Literal(_), .. }))
}

fn as_literal(argument: &Argument) -> Option<Literal> {
    match argument {
        Argument::Value(ir::Expr { kind: ExprKind::Literal(value), .. }) => Some(value.clone()),
        _ => None,
    }
}

/// Whether a literal is cheap to compute with.
pub(super) fn is_small(value: &Literal, parts: &mut usize, nesting: usize) -> bool {
    if *parts == 0 || nesting == 0 {
        return false;
    }
    *parts -= 1;
    match value {
        Literal::Int(_) | Literal::Float(_) | Literal::Atom(_) => true,
        Literal::Big(i) => i.bits() <= 4096,
        Literal::Binary(bytes) | Literal::Bits(bytes, _) => bytes.len() <= BYTES,
        Literal::List(elements, tail) => {
            elements.iter().all(|element| is_small(element, parts, nesting - 1))
                && tail.as_ref().is_none_or(|tail| is_small(tail, parts, nesting - 1))
        }
        Literal::Tuple(elements) => elements.iter().all(|element| is_small(element, parts, nesting - 1)),
        Literal::Map(entries) => {
            entries.iter().all(|(key, value)| is_small(key, parts, nesting - 1) && is_small(value, parts, nesting - 1))
        }
    }
}

/// A literal as a value.
fn build<'a>(cx: &mut Context<'a>, literal: &Literal) -> R<'a> {
    match literal {
        Literal::Int(i) => Ok(Value::int(*i)),
        Literal::Big(i) => cx.integer(i),
        Literal::Float(f) => Ok(Value::float(*f)),
        Literal::Atom(name) => cx.atom(name),
        Literal::Binary(bytes) => cx.binary(bytes),
        Literal::Bits(bytes, bits) => {
            let bytes = cx.bump.bytes(bytes)?;
            cx.bitstring(bytes, *bits)
        }
        Literal::List(elements, tail) => {
            let elements = build_all(cx, elements)?;
            let tail = match tail {
                Some(tail) => build(cx, tail)?,
                None => Value::EMPTY_LIST,
            };
            cx.list_with_tail(&elements, tail)
        }
        Literal::Tuple(elements) => {
            let elements = build_all(cx, elements)?;
            cx.tuple(&elements)
        }
        Literal::Map(entries) => {
            let mut map = MapBuilder::new(&mut cx.bump, entries.len())?;
            for (key, value) in entries {
                let key = build(cx, key)?;
                let value = build(cx, value)?;
                map.push(cx, key, value)?;
            }
            Ok(map.finish(cx)?.value())
        }
    }
}

fn build_all<'a>(cx: &mut Context<'a>, literals: &[Literal]) -> Result<Vec<Value<'a>>, philtre_runtime::Exc> {
    literals.iter().map(|literal| build(cx, literal)).collect()
}

/// A value as a literal, where it is one and small.
fn take(value: Value<'_>, parts: &mut usize, nesting: usize) -> Option<Literal> {
    if *parts == 0 || nesting == 0 {
        return None;
    }
    *parts -= 1;
    Some(match value.term() {
        Term::Atom(atom) => Literal::Atom(Atom::name(atom).to_owned()),
        Term::Int(i) => Literal::Int(i),
        Term::Big(big) => Literal::Big(big.to_bigint()),
        Term::Float(f) => Literal::Float(f),
        Term::Binary(binary) if binary.len() <= BYTES => Literal::Binary(binary.bytes().to_vec()),
        Term::EmptyList => Literal::List(Vec::new(), None),
        Term::List(list) => {
            let mut elements = Vec::new();
            let mut rest = list.value();
            while let Term::List(list) = rest.term() {
                elements.push(take(list.head(), parts, nesting - 1)?);
                rest = list.tail();
            }
            let tail = if rest.is_empty_list() { None } else { Some(Box::new(take(rest, parts, nesting - 1)?)) };
            Literal::List(elements, tail)
        }
        Term::Tuple(elements) => {
            Literal::Tuple(elements.iter().map(|element| take(*element, parts, nesting - 1)).collect::<Option<_>>()?)
        }
        Term::Map(map) => Literal::Map(
            map.iter()
                .map(|(key, value)| Some((take(key, parts, nesting - 1)?, take(value, parts, nesting - 1)?)))
                .collect::<Option<_>>()?,
        ),
        Term::Binary(_) | Term::Bits(_) | Term::Fun(_) | Term::Reference(_) => return None,
    })
}

/// `a + b`: computed here where both are integers and the result fits 64 bits.
pub(super) fn binary(operator: BinaryOperator, left: Box<ir::Expr>, right: Box<ir::Expr>, span: Span) -> ir::Expr {
    if let (Some(a), Some(b)) = (expr::int(&left), expr::int(&right)) {
        use BinaryOperator as B;
        let number = match operator {
            B::Add => a.checked_add(b),
            B::Sub => a.checked_sub(b),
            B::Mul => a.checked_mul(b),
            _ => None,
        };
        if let Some(number) = number {
            return literal(Literal::Int(number), span);
        }
        let truth = match operator {
            B::Equal | B::StrictEqual => Some(a == b),
            B::NotEqual | B::StrictNotEqual => Some(a != b),
            B::Less => Some(a < b),
            B::LessEqual => Some(a <= b),
            B::Greater => Some(a > b),
            B::GreaterEqual => Some(a >= b),
            _ => None,
        };
        if let Some(truth) = truth {
            return literal(Literal::bool(truth), span);
        }
    }
    make(ExprKind::Binary(operator, left, right), span)
}

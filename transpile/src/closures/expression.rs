//! Expressions: which node each becomes.

use super::operand::{self, Operand};
use super::{Boxed, CompileError, Compiled, Compiler, located, node, place};
use crate::ir::{BinaryOperator, Expr, ExprKind, UnaryOperator};
use crate::span::Span;
use philtre_runtime::error::R;
use philtre_runtime::term::CachedKey;
use philtre_runtime::{Context, Exc, Term, Value, access, ops};

impl Compiler<'_> {
    /// Compiles an expression, on more stack where there is little.
    pub(super) fn code(self, expr: &Expr) -> Compiled {
        stacker::maybe_grow(96 << 10, 1 << 20, || self.code_of(expr))
    }

    fn code_of(self, expr: &Expr) -> Compiled {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Literal(_) | ExprKind::Slot(_) => Ok(boxed(self.operand(expr)?)),
            ExprKind::Constant(_) => Ok(boxed(self.operand(expr)?)),
            ExprKind::GuardAny(guards) => self.guard_any(guards),
            ExprKind::Regex { source, modifiers } => self.regex(source, modifiers, span),
            ExprKind::Match(pattern, value) => self.binding(pattern, value, span),
            ExprKind::Block(exprs) => self.block(exprs),
            ExprKind::Tuple(elements) => self.tuple(elements),
            ExprKind::List(elements, tail) => self.list(elements, tail.as_deref()),
            ExprKind::Map(pairs) => self.map(pairs, span),
            ExprKind::MapUpdate(base, pairs) => self.map_update(base, pairs, span),
            ExprKind::StructUpdate(_, base, pairs) => self.map_update(base, pairs, span),
            ExprKind::Interpolation(parts) => self.interpolation(parts, span),
            ExprKind::BinaryConcat(parts) => self.binary_concat(parts, span),
            ExprKind::Bitstring(segments) => self.bitstring(segments, span),
            ExprKind::Binary(operator, left, right) => self.binary(*operator, left, right, span),
            ExprKind::Unary(operator, operand) => self.unary(*operator, operand, span),
            ExprKind::And(left, right) => self.and(left, right, span),
            ExprKind::Or(left, right) => self.or(left, right, span),
            ExprKind::AndAlso(left, right) => self.and_also(left, right),
            ExprKind::OrElse(left, right) => self.or_else(left, right),
            ExprKind::InList(value, list) => self.in_list(value, list),
            ExprKind::Call(row, arguments) => self.row_call(row, arguments, span),
            ExprKind::Local(function, arguments) => self.local_call(*function, arguments, span),
            ExprKind::Apply(function, arguments) => self.apply(function, arguments, span),
            ExprKind::Dot(container, key) => self.dot(container, key, span),
            ExprKind::Access(container, key) => self.access(container, key, span),
            ExprKind::Lambda(lambda) => self.lambda(lambda),
            ExprKind::CaptureRow(row, arity) => Ok(self.capture_row(row, *arity)),
            ExprKind::CaptureLocal(function) => Ok(self.capture_local(*function)),
            ExprKind::If(condition, then, otherwise) => self.if_(condition, then, otherwise),
            ExprKind::Case(subject, clauses) => self.case(subject, clauses, span),
            ExprKind::MatchTest(subject, clause) => self.match_test(subject, clause),
            ExprKind::Cond(clauses) => self.cond(clauses, span),
            ExprKind::With(with) => self.with(with, span),
            ExprKind::For(comprehension) => self.comprehension(comprehension, span),
            ExprKind::Try(attempt) => self.attempt(attempt, span),
        }
    }

    fn block(self, exprs: &[Expr]) -> Compiled {
        let Some((last, before)) = exprs.split_last() else {
            return Ok(node((), |(), _| Ok(Value::NIL)));
        };
        let before: Box<[Boxed]> =
            before.iter().map(|expr| self.inner().code(expr)).collect::<Result<_, CompileError>>()?;
        let last = self.result(last)?;
        Ok(match <[Boxed; 1]>::try_from(before.into_vec()) {
            Ok([first]) => node((first, last), |(first, last), cx| {
                first.run(cx)?;
                last.value(cx)
            }),
            Err(before) => node((before, last), |(before, last), cx| {
                for expr in before {
                    expr.run(cx)?;
                }
                last.value(cx)
            }),
        })
    }

    fn dot(self, container: &Expr, key: &str, span: Span) -> Compiled {
        let key = crate::ir::Literal::Atom(key.to_owned());
        let key = CachedKey::new(super::literal::constant(&key, span)?);
        let container = self.operand(container)?;
        let place = place(span);
        if let Operand::Slot(slot) = container {
            return Ok(node((slot, key, place), |(slot, key, place), cx| {
                operand::dot(cx, cx.slot(*slot), key, *place)
            }));
        }
        Ok(node((container, key, place), |(container, key, place), cx| {
            let container = container.value(cx)?;
            operand::dot(cx, container, key, *place)
        }))
    }

    fn access(self, container: &Expr, key: &Expr, span: Span) -> Compiled {
        let container = self.operand(container)?;
        let place = place(span);
        let key = self.operand(key)?;
        if let Operand::Constant(key) = key {
            if matches!(key.get().term(), Term::Binary(_) | Term::Atom(_)) {
                let key = CachedKey::new(key);
                if let Operand::Slot(slot) = container {
                    return Ok(node((slot, key, place), |(slot, key, place), cx| {
                        operand::field(cx, cx.slot(*slot), key, *place)
                    }));
                }
                return Ok(node((container, key, place), |(container, key, place), cx| {
                    let container = container.value(cx)?;
                    operand::field(cx, container, key, *place)
                }));
            }
            return Ok(node((container, key, place), |(container, key, place), cx| {
                let container = container.value(cx)?;
                let result = access::get(cx, container, key.get());
                located(cx, result, *place)
            }));
        }
        Ok(node((container, key, place), |(container, key, place), cx| {
            let container = container.value(cx)?;
            let key = key.value(cx)?;
            let result = access::get(cx, container, key);
            located(cx, result, *place)
        }))
    }

    fn unary(self, operator: UnaryOperator, operand: &Expr, span: Span) -> Compiled {
        let operand = self.operand(operand)?;
        let run: for<'a> fn(&mut Context<'a>, Value<'a>) -> R<'a> = match operator {
            UnaryOperator::Minus => ops::negate,
            UnaryOperator::Plus => ops::plus,
            UnaryOperator::Not => ops::not,
            UnaryOperator::Bang => return Ok(node(operand, |operand, cx| Ok(ops::bang(operand.value(cx)?)))),
        };
        let place = place(span);
        Ok(node((operand, run, place), |(operand, run, place), cx| {
            let value = operand.value(cx)?;
            let result = run(cx, value);
            located(cx, result, *place)
        }))
    }

    fn binary(self, operator: BinaryOperator, left: &Expr, right: &Expr, span: Span) -> Compiled {
        let left = self.operand(left)?;
        let right = self.operand(right)?;
        let place = place(span);
        macro_rules! term {
            ($op:path) => {
                Ok(node((left, right, place), |(left, right, place), cx| {
                    let a = left.value(cx)?;
                    let b = right.value(cx)?;
                    let result = $op(cx, a, b);
                    located(cx, result, *place)
                }))
            };
        }
        macro_rules! test {
            ($op:expr) => {
                Ok(node((left, right), |(left, right), cx| {
                    let a = left.value(cx)?;
                    let b = right.value(cx)?;
                    let test: Result<bool, Exc> = $op(cx, a, b);
                    Ok(Value::bool(test?))
                }))
            };
        }
        match operator {
            BinaryOperator::Add => term!(ops::add),
            BinaryOperator::Sub => term!(ops::sub),
            BinaryOperator::Mul => term!(ops::mul),
            BinaryOperator::Div => term!(ops::div),
            BinaryOperator::Concat => term!(ops::concat_lists),
            BinaryOperator::Subtract => term!(ops::subtract_lists),
            BinaryOperator::Equal | BinaryOperator::StrictEqual if is_text_or_atom(&right) => {
                let Operand::Constant(right) = right else { return test!(ops::equal) };
                Ok(node((left, right), |(left, right), cx| {
                    let value = left.value(cx)?;
                    Ok(Value::bool(right.get().is_same_flat(value)))
                }))
            }
            BinaryOperator::NotEqual | BinaryOperator::StrictNotEqual if is_text_or_atom(&right) => {
                let Operand::Constant(right) = right else { return test!(ops::equal) };
                Ok(node((left, right), |(left, right), cx| {
                    let value = left.value(cx)?;
                    Ok(Value::bool(!right.get().is_same_flat(value)))
                }))
            }
            BinaryOperator::Equal => test!(ops::equal),
            BinaryOperator::NotEqual => test!(|cx, a, b| ops::equal(cx, a, b).map(|equal| !equal)),
            BinaryOperator::StrictEqual => test!(ops::identical),
            BinaryOperator::StrictNotEqual => test!(|cx, a, b| ops::identical(cx, a, b).map(|same| !same)),
            BinaryOperator::Less => test!(ops::less),
            BinaryOperator::LessEqual => test!(ops::less_equal),
            BinaryOperator::Greater => test!(ops::greater),
            BinaryOperator::GreaterEqual => test!(ops::greater_equal),
        }
    }

    fn in_list(self, value: &Expr, list: &[Expr]) -> Compiled {
        let value = self.operand(value)?;
        let list = self.operands(list)?;
        Ok(node((value, list), |(value, list), cx| {
            let value = value.value(cx)?;
            let mut found = false;
            for element in list {
                let element = element.value(cx)?;
                found = found || ops::identical(cx, value, element)?;
            }
            Ok(Value::bool(found))
        }))
    }
}

/// An operand as code of its own.
pub(super) fn boxed(operand: Operand) -> Boxed {
    match operand {
        Operand::Code(code) => code,
        operand => node(operand, |operand, cx| operand.value(cx)),
    }
}

/// Whether `==` with it is decided by one look: text and atoms equal only themselves.
fn is_text_or_atom(operand: &Operand) -> bool {
    matches!(operand.as_constant().map(Value::term), Some(Term::Binary(_) | Term::Atom(_)))
}

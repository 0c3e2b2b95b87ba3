//! Ranges, and `in` over lists and ranges.

use super::expr::{and, int};
use super::{Resolver, codes, literal, make, nil};
use crate::ast::{self, BinaryOp};
use crate::ir::{self, BinaryOperator, ExprKind, Literal};
use crate::span::Span;

impl<'a> Resolver<'a> {
    pub(super) fn range(&mut self, first: &'a ast::Expr, last: &'a ast::Expr, span: Span) -> ir::Expr {
        let (first, last) = self.two(first, last);
        if let (Some(a), Some(b)) = (int(&first), int(&last)) {
            return literal(range_literal(a, b, if a <= b { 1 } else { -1 }), span);
        }
        if [&first, &last].into_iter().any(|end| self.is_no_end(end)) {
            return self.error(codes::MALFORMED, span, "ranges (first..last) expect both sides to be integers");
        }
        self.library_call("Range", "new", vec![*first, *last], span)
    }

    /// Whether an end of a range is seen to be no integer.
    fn is_no_end(&self, end: &ir::Expr) -> bool {
        matches!(&end.kind, ExprKind::Literal(value) if !matches!(value, Literal::Int(_) | Literal::Big(_)))
            && !self.failed_at(end.span)
    }

    pub(super) fn stepped_range(&mut self, parts: [&'a ast::Expr; 3], span: Span) -> ir::Expr {
        let parts = self.exprs(parts);
        if let [first, last, step] = parts.as_slice()
            && let (Some(first), Some(last), Some(step)) = (int(first), int(last), int(step))
        {
            if step == 0 {
                return self.step_is_zero(span);
            }
            return literal(range_literal(first, last, step), span);
        }
        self.library_call("Range", "new", parts, span)
    }

    fn step_is_zero(&mut self, span: Span) -> ir::Expr {
        self.error(codes::MALFORMED, span, "ranges (first..last//step) expect the step to be a non-zero integer")
    }

    /// `a in b`
    pub(super) fn membership(&mut self, item: &'a ast::Expr, container: &'a ast::Expr, span: Span) -> ir::Expr {
        match &container.kind {
            ast::ExprKind::List(elements)
                if !elements
                    .iter()
                    .any(|element| matches!(&element.kind, ast::ExprKind::Binary(BinaryOp::Bar, ..))) =>
            {
                for element in elements {
                    self.check_equal(item, element);
                }
                let mut values = Vec::with_capacity(elements.len());
                let mut item_value = None;
                self.side_by_side(std::iter::once(item).chain(elements), |this, part| {
                    if item_value.is_none() {
                        item_value = Some(this.expr(part));
                    } else if let ast::ExprKind::Keywords(pairs) = &part.kind {
                        values.extend(this.keyword_elements(pairs));
                    } else {
                        values.push(this.expr(part));
                    }
                });
                let item = item_value.unwrap_or_else(|| nil(span));
                make(ExprKind::InList(Box::new(item), values), span)
            }
            ast::ExprKind::Binary(BinaryOp::Range, _, first, last) if self.guard => {
                self.in_guard_range([item, first, last], None, span)
            }
            ast::ExprKind::SteppedRange(first, last, step) if self.guard => {
                self.in_guard_range([item, first, last], Some(step), span)
            }
            _ => {
                let (item, container) = self.two(item, container);
                match &container.kind {
                    ExprKind::Literal(Literal::List(elements, None)) => {
                        let elements =
                            elements.iter().map(|element| literal(element.clone(), container.span)).collect();
                        make(ExprKind::InList(item, elements), span)
                    }
                    ExprKind::Literal(range) if let Some(range) = as_range(range) => self.in_range(*item, range, span),
                    _ if self.guard => self.error_with_help(
                        codes::INVALID_GUARD,
                        span,
                        "invalid right argument for operator \"in\"",
                        "in a guard it is a list or a range written in place",
                    ),
                    _ => self.library_call("Enum", "member?", vec![*container, *item], span),
                }
            }
        }
    }

    /// `x in 1..10//3`
    fn in_range(&mut self, item: ir::Expr, (first, last, step): (i64, i64, i64), span: Span) -> ir::Expr {
        let (low, high) = if step > 0 { (first, last) } else { (last, first) };
        if low > high {
            return make(ExprKind::Block(vec![item, literal(Literal::bool(false), span)]), span);
        }
        let simple = matches!(item.kind, ExprKind::Slot(_));
        // A guard has no place for a temporary.
        if self.guard && !simple {
            let parts = [first, last, step].map(|i| literal(Literal::Int(i), span));
            return self.form_call("is_in_stepped_range", std::iter::once(item).chain(parts).collect(), span);
        }
        let slot = if let ExprKind::Slot(slot) = item.kind { slot } else { self.slot(span) };
        let value = || make(ExprKind::Slot(slot), span);
        let integer = self.library_call("Kernel", "is_integer", vec![value()], span);
        let compare = |operator, bound| {
            make(ExprKind::Binary(operator, Box::new(value()), Box::new(literal(Literal::Int(bound), span))), span)
        };
        let mut test = and(
            and(integer, compare(BinaryOperator::GreaterEqual, low), span),
            compare(BinaryOperator::LessEqual, high),
            span,
        );
        if step.unsigned_abs() != 1 {
            let offset = make(
                ExprKind::Binary(BinaryOperator::Sub, Box::new(value()), Box::new(literal(Literal::Int(first), span))),
                span,
            );
            let rest = self.library_call("Kernel", "rem", vec![offset, literal(Literal::Int(step), span)], span);
            let even = make(
                ExprKind::Binary(BinaryOperator::StrictEqual, Box::new(rest), Box::new(literal(Literal::Int(0), span))),
                span,
            );
            test = and(test, even, span);
        }
        if simple {
            return test;
        }
        let bind = make(ExprKind::Match(Box::new(ir::Pattern::Bind(slot)), Box::new(item)), span);
        make(ExprKind::Block(vec![bind, test]), span)
    }

    /// `x in a..b` and `x in a..b//c` in a guard, where no range is made.
    fn in_guard_range(&mut self, parts: [&'a ast::Expr; 3], step: Option<&'a ast::Expr>, span: Span) -> ir::Expr {
        let mut parts = self.exprs(parts.into_iter().chain(step));
        let Some((_, ends)) = parts.split_first() else { return nil(span) };
        if ends.iter().any(|end| self.is_no_end(end)) {
            return self.error(codes::MALFORMED, span, "ranges (first..last//step) expect all parts to be integers");
        }
        let range = match ends {
            [_, _, step] if int(step) == Some(0) => return self.step_is_zero(span),
            [first, last, step] => int(first).zip(int(last)).zip(int(step)).map(|((a, b), step)| (a, b, step)),
            [first, last] => int(first).zip(int(last)).map(|(a, b)| (a, b, if a <= b { 1 } else { -1 })),
            _ => None,
        };
        if let Some(range) = range {
            return self.in_range(parts.swap_remove(0), range, span);
        }
        // What is no integer is in no range, also where a part behind it would raise.
        let integer = match parts.as_slice() {
            [ir::Expr { kind: ExprKind::Slot(slot), .. }, ends @ ..] if !ends.iter().all(is_simple) => {
                Some(make(ExprKind::Slot(*slot), span))
            }
            _ => None,
        };
        let form = if step.is_some() { "is_in_stepped_range" } else { "is_in_range" };
        let test = self.form_call(form, parts, span);
        match integer {
            Some(item) => and(self.library_call("Kernel", "is_integer", vec![item], span), test, span),
            None => test,
        }
    }
}

fn is_simple(expr: &ir::Expr) -> bool {
    matches!(expr.kind, ExprKind::Slot(_) | ExprKind::Literal(_))
}

pub(super) fn range_literal(first: i64, last: i64, step: i64) -> Literal {
    let atom = |name: &str| Literal::Atom(name.to_owned());
    Literal::Map(vec![
        (atom("__struct__"), atom("Elixir.Range")),
        (atom("first"), Literal::Int(first)),
        (atom("last"), Literal::Int(last)),
        (atom("step"), Literal::Int(step)),
    ])
}

/// First, last and step of a range that `range_literal` made.
fn as_range(value: &Literal) -> Option<(i64, i64, i64)> {
    let Literal::Map(entries) = value else { return None };
    match entries.as_slice() {
        [(_, Literal::Atom(name)), (_, Literal::Int(first)), (_, Literal::Int(last)), (_, Literal::Int(step))]
            if name == "Elixir.Range" =>
        {
            Some((*first, *last, *step))
        }
        _ => None,
    }
}

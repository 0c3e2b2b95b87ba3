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
        for end in [&first, &last] {
            if let ExprKind::Literal(value) = &end.kind
                && !matches!(value, Literal::Int(_) | Literal::Big(_))
                && !self.failed_at(end.span)
            {
                return self.error(codes::MALFORMED, span, "ranges (first..last) expect both sides to be integers");
            }
        }
        self.library_call("Range", "new", vec![*first, *last], span)
    }

    pub(super) fn stepped_range(&mut self, parts: [&'a ast::Expr; 3], span: Span) -> ir::Expr {
        let parts = self.exprs(parts);
        if let [first, last, step] = parts.as_slice()
            && let (Some(first), Some(last), Some(step)) = (int(first), int(last), int(step))
        {
            if step == 0 {
                return self.error(
                    codes::MALFORMED,
                    span,
                    "ranges (first..last//step) expect the step to be a non-zero integer",
                );
            }
            return literal(range_literal(first, last, step), span);
        }
        self.library_call("Range", "new", parts, span)
    }

    /// `a in b`
    pub(super) fn membership(&mut self, item: &'a ast::Expr, container: &'a ast::Expr, span: Span) -> ir::Expr {
        match &container.kind {
            ast::ExprKind::List(elements)
                if !elements
                    .iter()
                    .any(|element| matches!(&element.kind, ast::ExprKind::Binary(BinaryOp::Bar, ..))) =>
            {
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
            _ => {
                let (item, container) = self.two(item, container);
                match &container.kind {
                    ExprKind::Literal(Literal::List(elements, None)) => {
                        let elements =
                            elements.iter().map(|element| literal(element.clone(), container.span)).collect();
                        make(ExprKind::InList(item, elements), span)
                    }
                    ExprKind::Literal(range) if let Some(range) = as_range(range) => self.in_range(*item, range, span),
                    _ if self.guard => self.in_guard_range(*item, *container, span),
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
        let slot = if let ExprKind::Slot(slot) = item.kind { slot } else { self.slot(span) };
        let value = || make(ExprKind::Slot(slot), span);
        // A guard has no place for a temporary: there the item is a variable or the test is left to the library.
        if self.guard && !simple {
            return self.error_with_help(
                codes::INVALID_GUARD,
                span,
                "`in` over a range in a guard tests a variable",
                "match the value to a variable first",
            );
        }
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

    /// `x in a..b` in a guard, where the ends are variables: the call that makes the range is taken apart.
    fn in_guard_range(&mut self, item: ir::Expr, container: ir::Expr, span: Span) -> ir::Expr {
        let ExprKind::Slot(slot) = item.kind else {
            return self.error(codes::INVALID_GUARD, span, "`in` over a range in a guard tests a variable");
        };
        let ends = match container.kind {
            ExprKind::Call(row, arguments) if row.module == "Range" && arguments.len() == 2 => arguments,
            _ => {
                return self.error_with_help(
                    codes::INVALID_GUARD,
                    span,
                    "invalid right argument for operator \"in\"",
                    "in a guard it is a list or a range written in place",
                );
            }
        };
        let mut ends = ends.into_iter().map(|end| match end {
            ir::Argument::Value(ir::Expr { kind: ExprKind::Slot(slot), .. }) => Some(Err(slot)),
            ir::Argument::Value(ir::Expr { kind: ExprKind::Literal(Literal::Int(i)), .. }) => Some(Ok(i)),
            _ => None,
        });
        let (Some(Some(first)), Some(Some(last))) = (ends.next(), ends.next()) else {
            return self.error(codes::INVALID_GUARD, span, "the ends of a range in a guard are variables or integers");
        };
        let value = |end: Result<i64, ir::Slot>| match end {
            Ok(i) => literal(Literal::Int(i), span),
            Err(slot) => make(ExprKind::Slot(slot), span),
        };
        let x = Err(slot);
        let compare = |operator, a, b| make(ExprKind::Binary(operator, Box::new(value(a)), Box::new(value(b))), span);
        let mut integers: Vec<ir::Expr> = Vec::new();
        for end in [x, first, last] {
            integers.push(self.library_call("Kernel", "is_integer", vec![value(end)], span));
        }
        let all_integers = integers.into_iter().reduce(|a, b| and(a, b, span)).unwrap_or_else(|| nil(span));
        use BinaryOperator as B;
        let up = and(
            and(compare(B::LessEqual, first, last), compare(B::GreaterEqual, x, first), span),
            compare(B::LessEqual, x, last),
            span,
        );
        let down = and(
            and(compare(B::Less, last, first), compare(B::GreaterEqual, x, last), span),
            compare(B::LessEqual, x, first),
            span,
        );
        and(all_integers, make(ExprKind::Or(Box::new(up), Box::new(down)), span), span)
    }
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

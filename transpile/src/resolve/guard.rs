//! Guards: what may stand in them.

use super::{Resolver, codes, literal, make};
use crate::ast::{self, BinaryOp, UnaryOp};
use crate::ir::{self, Argument, BinaryOperator, ExprKind, Literal, UnaryOperator};
use crate::span::Span;

impl<'a> Resolver<'a> {
    /// A guard; `when a when b` holds if one of them does, each failing on its own.
    pub(super) fn guard(&mut self, guard: &'a ast::Expr) -> ir::Expr {
        let before = std::mem::replace(&mut self.guard, true);
        let mut alternatives = Vec::new();
        let mut rest = guard;
        while let ast::ExprKind::Binary(BinaryOp::When, _, first, further) = &rest.kind {
            alternatives.push(self.expr(first));
            rest = further;
        }
        let last = self.expr(rest);
        self.guard = before;
        if alternatives.is_empty() {
            return last;
        }
        alternatives.push(last);
        ir::Expr { kind: ExprKind::GuardAny(alternatives), span: guard.span }
    }

    /// The guard of a generator as the filter that Elixir makes of it: what raises in it is not caught, and it must give a
    /// boolean (`CaseClauseError`).
    pub(super) fn generator_guard(&mut self, guard: ir::Expr) -> ir::Expr {
        let span = guard.span;
        let guard = self.outside_of_guard(guard);
        if gives_boolean(&guard) {
            return guard;
        }
        let clauses = [true, false].map(|b| clause(ir::Pattern::Literal(Literal::bool(b)), truth(b, span), span));
        make(ExprKind::Case(Box::new(guard), clauses.into()), span)
    }

    /// An expression that was resolved for a guard, for a place that is none: `and` and `or` raise an `ArgumentError` there,
    /// `map.key` a `BadMapError` for atoms too.
    fn outside_of_guard(&mut self, expr: ir::Expr) -> ir::Expr {
        let span = expr.span;
        let boxed = |this: &mut Self, expr: Box<ir::Expr>| Box::new(this.outside_of_guard(*expr));
        let kind = match expr.kind {
            ExprKind::And(left, right) => {
                let (left, right) = (boxed(self, left), boxed(self, right));
                return self.choose(*left, *right, truth(false, span), span);
            }
            ExprKind::Or(left, right) => {
                let (left, right) = (boxed(self, left), boxed(self, right));
                return self.choose(*left, truth(true, span), *right, span);
            }
            ExprKind::GuardAny(alternatives) => {
                let alternatives = alternatives.into_iter().map(|expr| self.outside_of_guard(expr)).collect::<Vec<_>>();
                let any = alternatives.into_iter().rev().reduce(|rest, first| {
                    let span = first.span;
                    self.choose(first, truth(true, span), rest, span)
                });
                return any.unwrap_or_else(|| truth(false, span));
            }
            ExprKind::Binary(operator, left, right) => {
                ExprKind::Binary(operator, boxed(self, left), boxed(self, right))
            }
            ExprKind::Unary(operator, operand) => ExprKind::Unary(operator, boxed(self, operand)),
            ExprKind::Dot(container, key) => {
                let container = self.outside_of_guard(*container);
                return self.form_call("map_field", vec![container, literal(Literal::Atom(key), span)], span);
            }
            ExprKind::InList(item, list) => {
                let list = list.into_iter().map(|expr| self.outside_of_guard(expr)).collect();
                ExprKind::InList(boxed(self, item), list)
            }
            ExprKind::Call(row, arguments) => {
                let arguments = arguments.into_iter().map(|argument| match argument {
                    Argument::Value(value) => Argument::Value(self.outside_of_guard(value)),
                    inline => inline,
                });
                ExprKind::Call(row, arguments.collect())
            }
            kind => kind,
        };
        ir::Expr { kind, span }
    }

    /// `if condition, do: then, else: otherwise` where the condition must be a boolean.
    fn choose(&mut self, condition: ir::Expr, then: ir::Expr, otherwise: ir::Expr, span: Span) -> ir::Expr {
        if gives_boolean(&condition) {
            return make(ExprKind::If(Box::new(condition), Box::new(then), Box::new(otherwise)), span);
        }
        let slot = self.slot(span);
        let other = self.form_call("bad_argument", vec![make(ExprKind::Slot(slot), span)], span);
        let clauses = vec![
            clause(ir::Pattern::Literal(Literal::bool(true)), then, span),
            clause(ir::Pattern::Literal(Literal::bool(false)), otherwise, span),
            clause(ir::Pattern::Bind(slot), other, span),
        ];
        make(ExprKind::Case(Box::new(condition), clauses), span)
    }

    /// Whether a form may stand in a guard; calls are looked at where they are resolved.
    pub(super) fn allowed_in_guard(&mut self, expr: &'a ast::Expr) -> bool {
        use ast::ExprKind as E;
        let what = match &expr.kind {
            E::Access(..) => "the access syntax `[...]`",
            E::Fn(_) | E::Unary(UnaryOp::Capture, _) => "an anonymous function",
            E::Apply(..) => "an anonymous call",
            E::Block(exprs) if exprs.len() > 1 => "a block",
            E::Unary(UnaryOp::Bang, _) => "the operator `!` (write `not`)",
            E::Binary(op, ..) => match op {
                BinaryOp::AndAlso => "the operator `&&` (write `and`)",
                BinaryOp::OrElse => "the operator `||` (write `or`)",
                BinaryOp::Match => "a match",
                BinaryOp::Pipe | BinaryOp::In | BinaryOp::NotIn => return true,
                BinaryOp::Concat => "the operator `++`",
                BinaryOp::Subtract => "the operator `--`",
                BinaryOp::MatchOp => "the operator `=~`",
                _ => return true,
            },
            E::String(parts) if Self::plain(parts).is_none() => "interpolation",
            E::Charlist(parts) if Self::plain(parts).is_none() => "interpolation",
            E::Struct(_, Some(_), _) | E::Map(Some(_), _) => "a map update",
            _ => return true,
        };
        self.error(codes::INVALID_GUARD, expr.span, format!("cannot use {what} inside a guard"));
        false
    }

    /// Reports a call that a guard may not make.
    pub(super) fn not_in_guard(&mut self, what: &str, span: crate::span::Span) -> ir::Expr {
        self.error_with_help(
            codes::INVALID_GUARD,
            span,
            format!("cannot invoke {what} inside a guard"),
            "guards allow the operators and the functions that Elixir marks for guards; use `case`, `cond` or `if` in the body",
        )
    }
}

fn truth(b: bool, span: Span) -> ir::Expr {
    literal(Literal::bool(b), span)
}

fn clause(pattern: ir::Pattern, body: ir::Expr, span: Span) -> ir::Clause {
    ir::Clause { patterns: vec![pattern], guard: None, body, span }
}

/// Whether an expression gives a boolean, if it gives a value.
fn gives_boolean(expr: &ir::Expr) -> bool {
    use BinaryOperator as B;
    match &expr.kind {
        ExprKind::Literal(literal) => *literal == Literal::bool(true) || *literal == Literal::bool(false),
        ExprKind::InList(..) | ExprKind::Unary(UnaryOperator::Not, _) => true,
        ExprKind::Binary(operator, ..) => {
            !matches!(operator, B::Add | B::Sub | B::Mul | B::Div | B::Concat | B::Subtract)
        }
        ExprKind::Call(row, _) => row.guard && row.name.starts_with("is_"),
        ExprKind::If(_, then, otherwise) => gives_boolean(then) && gives_boolean(otherwise),
        _ => false,
    }
}

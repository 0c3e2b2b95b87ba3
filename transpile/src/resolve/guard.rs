//! Guards: what may stand in them.

use super::{Resolver, codes};
use crate::ast::{self, BinaryOp, UnaryOp};
use crate::ir::{self, ExprKind};

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

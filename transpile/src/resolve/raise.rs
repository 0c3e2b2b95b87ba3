//! `raise`, `reraise`, `throw`.

use super::call::Written;
use super::{Resolver, codes, literal, module_atom, structs, suggest};
use crate::ast;
use crate::ir::{self, Literal};
use crate::span::Span;
use philtre_runtime::library;

impl<'a> Resolver<'a> {
    pub(super) fn raise_form(&mut self, call: Written<'a>) -> ir::Expr {
        let span = call.span;
        if !call.sections.is_empty() {
            return self.error(codes::MALFORMED, span, format!("`{}` takes no `do` block", call.name));
        }
        match (call.name, call.arguments.as_slice()) {
            ("throw", [value]) => {
                let value = self.expr(value);
                self.form_call("throw", vec![value], span)
            }
            ("raise", [what]) => self.raise_one(what, span),
            ("raise", [module, options]) => self.raise_two(module, options, span),
            // The stack trace of another place is nothing that anybody sees here.
            ("reraise", [what, _trace]) => self.raise_one(what, span),
            ("reraise", [module, options, _trace]) => self.raise_two(module, options, span),
            _ => self.error(codes::MALFORMED, span, format!("`{}` takes a message, an exception or both", call.name)),
        }
    }

    fn raise_one(&mut self, what: &'a ast::Expr, span: Span) -> ir::Expr {
        match &what.kind {
            ast::ExprKind::String(_) => {
                let message = self.expr(what);
                let key = |name: &str| literal(Literal::Atom(name.to_owned()), span);
                let exception = super::expr::map(
                    vec![
                        (key("__exception__"), literal(Literal::bool(true), span)),
                        (key("__struct__"), literal(module_atom("RuntimeError"), span)),
                        (key("message"), message),
                    ],
                    span,
                );
                self.form_call("raise", vec![exception], span)
            }
            ast::ExprKind::Alias(_) => {
                let module = self.exception_name(what);
                self.form_call("raise_with", vec![module, literal(Literal::List(Vec::new(), None), span)], span)
            }
            _ => {
                let value = self.expr(what);
                self.form_call("raise", vec![value], span)
            }
        }
    }

    fn raise_two(&mut self, module: &'a ast::Expr, options: &'a ast::Expr, span: Span) -> ir::Expr {
        let mut values = Vec::with_capacity(2);
        self.side_by_side([(module, true), (options, false)], |this, (part, is_module)| {
            values.push(if is_module && matches!(part.kind, ast::ExprKind::Alias(_)) {
                this.exception_name(part)
            } else {
                this.expr(part)
            });
        });
        self.form_call("raise_with", values, span)
    }

    fn exception_name(&mut self, alias: &'a ast::Expr) -> ir::Expr {
        let name = self.module_name(alias).unwrap_or_default();
        if !structs::is_exception(&name) {
            return self.unknown_exception(&name, alias.span);
        }
        literal(module_atom(&name), alias.span)
    }

    pub(super) fn unknown_exception(&mut self, name: &str, span: Span) -> ir::Expr {
        let exceptions = || library::structs::STRUCTS.iter().filter(|known| known.exception).map(|known| known.name);
        let message = if library::module(name).is_some() {
            format!("{name} is no exception")
        } else {
            format!("unknown exception {name}")
        };
        let near = if self.may_suggest() { suggest::nearest(name, exceptions()) } else { None };
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "raise a text (`raise \"…\"`) or an exception of Elixir such as ArgumentError".to_owned(),
        };
        self.error_with_help(codes::UNKNOWN_EXCEPTION, span, message, help)
    }
}

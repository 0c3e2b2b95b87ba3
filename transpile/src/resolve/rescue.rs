//! `try` with `rescue`, `catch`, `else` and `after`.

use super::special::Blocks;
use super::{Resolver, VariableKind, codes, make};
use crate::ast::{self, BinaryOp};
use crate::ir::{self, ExprKind, Literal, Rescue, Try};
use crate::span::Span;

impl<'a> Resolver<'a> {
    pub(super) fn try_form(&mut self, blocks: Blocks<'a>, span: Span) -> ir::Expr {
        self.check_blocks("try", &blocks, &["rescue", "catch", "else", "after"]);
        let Some(body) = blocks.body else { return self.missing_block("try", span) };
        let body = self.scoped(|this| this.expr(body));
        let rescue = match blocks.rescue {
            Some(block) => {
                let clauses = self.clauses_of("try", "rescue", block);
                self.rescues += 1;
                let rescue = clauses.iter().filter_map(|clause| self.rescue(clause)).collect();
                self.rescues -= 1;
                rescue
            }
            None => Vec::new(),
        };
        let catch = match blocks.catch {
            Some(block) => {
                let clauses = self.clauses_of("try", "catch", block);
                self.rescues += 1;
                let catch = clauses.iter().filter_map(|clause| self.catch(clause)).collect();
                self.rescues -= 1;
                catch
            }
            None => Vec::new(),
        };
        let otherwise = blocks.otherwise.map(|block| {
            let clauses = self.clauses_of("try", "else", block);
            self.clauses(clauses, 1, "try")
        });
        let after = blocks.after.map(|block| self.scoped(|this| this.expr(block)));
        if blocks.rescue.is_none() && blocks.catch.is_none() && otherwise.is_none() && after.is_none() {
            return self.error_with_help(
                codes::MALFORMED,
                span,
                "missing `rescue`, `catch`, `else` or `after` in `try`",
                "leave the `try` out, or say what is to be rescued",
            );
        }
        self.program.uses_try = true;
        make(ExprKind::Try(Box::new(Try { body, rescue, catch, otherwise, after })), span)
    }

    fn rescue(&mut self, clause: &'a ast::Clause) -> Option<Rescue> {
        let [head] = clause.parameters.as_slice() else {
            self.error(codes::MALFORMED, clause.span, "expected one argument for rescue clauses (->) in \"try\"");
            return None;
        };
        if let Some(guard) = &clause.guard {
            self.error(codes::MALFORMED, guard.span, "rescue clauses take no `when`");
        }
        let (name, modules) = match &head.kind {
            ast::ExprKind::Identifier(_) => (Some(head), None),
            ast::ExprKind::Binary(BinaryOp::In, _, name, modules) => {
                let all = matches!(&modules.kind, ast::ExprKind::Identifier(name) if name == "_");
                (Some(&**name), (!all).then_some(&**modules))
            }
            _ => (None, Some(head)),
        };
        let modules = match modules {
            // `e in []` rescues everything, as in Elixir.
            Some(modules) => Some(self.rescued(modules)?).filter(|modules| !modules.is_empty()),
            None => None,
        };
        let mark = self.mark();
        let slot = match name.map(|name| (&name.kind, name.span)) {
            None => None,
            Some((ast::ExprKind::Identifier(text), _)) if text == "_" => None,
            Some((ast::ExprKind::Identifier(text), span)) => {
                let slot = self.slot(span);
                let id = self.declare(text, slot, span, VariableKind::Plain);
                self.scope.bind(id);
                Some(slot)
            }
            Some((_, span)) => {
                self.invalid_rescue(span);
                None
            }
        };
        let body = self.expr(&clause.body);
        self.reset(mark);
        Some(Rescue { slot, modules, body })
    }

    #[cold]
    fn invalid_rescue(&mut self, span: Span) {
        self.error_with_help(
            codes::MALFORMED,
            span,
            "invalid \"rescue\" clause",
            "the clause should match on an alias, a variable or be in the \"var in [alias]\" format",
        );
    }

    /// The exceptions that a `rescue` names.
    fn rescued(&mut self, modules: &'a ast::Expr) -> Option<Vec<String>> {
        let named: Vec<&'a ast::Expr> = match &modules.kind {
            ast::ExprKind::List(elements) => elements.iter().collect(),
            _ => vec![modules],
        };
        let mut all = Vec::with_capacity(named.len());
        for module in named {
            match self.module_name(module) {
                Some(name) => {
                    if !super::structs::is_exception(&name) {
                        self.unknown_exception(&name, module.span);
                    }
                    all.push(format!("Elixir.{name}"));
                }
                None => {
                    self.invalid_rescue(module.span);
                    return None;
                }
            }
        }
        Some(all)
    }

    fn catch(&mut self, clause: &'a ast::Clause) -> Option<ir::Clause> {
        match clause.parameters.len() {
            2 => Some(self.clause(clause, &[])),
            1 => {
                // One pattern catches throws.
                let mut caught = self.clause(clause, &[]);
                caught.patterns.insert(0, ir::Pattern::Literal(Literal::Atom("throw".to_owned())));
                Some(caught)
            }
            _ => {
                self.error(
                    codes::MALFORMED,
                    clause.span,
                    "expected one or two arguments for catch clauses (->) in \"try\"",
                );
                None
            }
        }
    }
}

//! Module attributes: constants of the source.

use super::fold::is_small;
use super::module::Attribute;
use super::{Frame, Resolver, codes, literal, make, nil};
use crate::ast;
use crate::ir::{self, ExprKind, FunctionId};
use crate::span::Span;

impl<'a> Resolver<'a> {
    pub(super) fn set_attribute(&mut self, name: &'a str, value: &'a ast::Expr, span: Span) {
        self.open_frame(0);
        let mark = self.mark();
        let value = self.expr(value);
        self.leave(mark);
        self.unused_variables();
        let attribute = match value.kind {
            ExprKind::Literal(literal) if is_small(&literal, &mut 16, 4) => Attribute::Small(literal),
            ExprKind::Literal(literal) => {
                self.program.constants.push(literal);
                Attribute::Constant(self.program.constants.len() as u32 - 1)
            }
            _ => {
                let id = self.program.functions.len() as FunctionId;
                let slots = self.frames.last().map_or(0, Frame::slots);
                self.program.functions.push(ir::Function {
                    name: format!("@{name}"),
                    arity: 0,
                    slots,
                    clauses: vec![ir::Clause { patterns: Vec::new(), guard: None, body: value, span }],
                    names: Vec::new(),
                    span,
                });
                Attribute::Function(id)
            }
        };
        self.module.attributes.insert(name, attribute);
    }

    /// `@name` in an expression.
    pub(super) fn attribute(&mut self, operand: &'a ast::Expr, span: Span) -> ir::Expr {
        let name = match &operand.kind {
            ast::ExprKind::Identifier(name) => name.as_str(),
            ast::ExprKind::Call(call) => {
                return self.error_with_help(
                    codes::INNER_DEFINITION,
                    span,
                    format!("cannot set attribute @{} inside function/macro", call.name.text),
                    "set the attribute at the top level",
                );
            }
            ast::ExprKind::Error => return nil(span),
            _ => return self.error(codes::MALFORMED, span, "expected the name of an attribute after `@`"),
        };
        match self.module.attributes.get(name).cloned() {
            Some(Attribute::Small(value)) => literal(value, span),
            Some(Attribute::Constant(id)) => make(ExprKind::Constant(id), span),
            Some(Attribute::Function(id)) => {
                if self.guard {
                    return self.not_in_guard(&format!("the attribute @{name}, whose value is computed,"), span);
                }
                make(ExprKind::Local(id, Vec::new()), span)
            }
            None => {
                let message = format!("undefined module attribute @{name}");
                let near = if self.may_suggest() {
                    super::suggest::nearest(name, self.module.attributes.keys().copied())
                } else {
                    None
                };
                let help = match near {
                    Some(near) => format!("did you mean `@{near}`?"),
                    None => format!("set it at the top level above the function: `@{name} value`"),
                };
                self.error_with_help(codes::UNDEFINED_ATTRIBUTE, span, message, help)
            }
        }
    }
}

//! Struct literals, patterns and updates, from the library's table.

use super::pattern::struct_key;
use super::{Resolver, codes, literal, make, module_atom, nil, suggest};
use crate::ast::{self, UnaryOp};
use crate::ir::{self, ExprKind, Key, Literal, Pattern};
use crate::span::Span;
use philtre_runtime::library::structs::{self, FieldDefault, Struct};
use std::collections::HashSet;

/// Whether an exception of that name is known.
pub(super) fn is_exception(name: &str) -> bool {
    structs::find(name).is_some_and(|found| found.exception)
}

fn field_default(default: FieldDefault) -> Literal {
    match default {
        FieldDefault::Nil => Literal::nil(),
        FieldDefault::True => Literal::bool(true),
        FieldDefault::Int(i) => Literal::Int(i),
        FieldDefault::Text(text) => Literal::Binary(text.as_bytes().to_vec()),
        FieldDefault::EmptyList => Literal::List(Vec::new(), None),
        FieldDefault::EmptyMap => Literal::Map(Vec::new()),
        FieldDefault::Atom(name) => Literal::Atom(name.to_owned()),
        FieldDefault::NoMicrosecond => Literal::Tuple(vec![Literal::Int(0), Literal::Int(0)]),
    }
}

impl<'a> Resolver<'a> {
    /// `%Name{a: 1}`, `%Name{base | a: 1}`
    pub(super) fn structure(
        &mut self,
        name: &'a ast::Expr,
        base: Option<&'a ast::Expr>,
        pairs: &'a [ast::Pair],
        span: Span,
    ) -> ir::Expr {
        let Some(shape) = self.shape(name) else {
            self.exprs(base.into_iter().chain(pairs.iter().map(|pair| &pair.value)));
            return nil(span);
        };
        let mut base_value = None;
        let mut given: Vec<(&'a str, ir::Expr)> = Vec::with_capacity(pairs.len());
        let parts = base.map(|base| (None, base)).into_iter();
        self.side_by_side(parts.chain(pairs.iter().map(|pair| (Some(pair), &pair.value))), |this, (pair, value)| {
            let value = this.expr(value);
            match pair {
                None => base_value = Some(value),
                Some(pair) => {
                    if let Some(field) = this.field(shape, pair) {
                        given.push((field, value));
                    }
                }
            }
        });
        let key = |field: &str| literal(Literal::Atom(field.to_owned()), span);
        if let Some(base) = base_value {
            let entries = given.into_iter().map(|(field, value)| (key(field), value)).collect();
            return make(ExprKind::StructUpdate(format!("Elixir.{}", shape.name), Box::new(base), entries), span);
        }
        let missing: Vec<String> = (shape.enforced.iter())
            .filter(|field| !given.iter().any(|(known, _)| known == *field))
            .map(|field| format!(":{field}"))
            .collect();
        if !missing.is_empty() {
            return self.error(
                codes::STRUCT_FIELDS,
                span,
                format!(
                    "the following keys must also be given when building struct {}: [{}]",
                    shape.name,
                    missing.join(", ")
                ),
            );
        }
        let mut entries = vec![(key("__struct__"), literal(module_atom(shape.name), span))];
        for (field, default) in shape.fields {
            if !given.iter().any(|(known, _)| known == field) {
                entries.push((key(field), literal(field_default(*default), span)));
            }
        }
        entries.extend(given.into_iter().map(|(field, value)| (key(field), value)));
        super::expr::map(entries, span)
    }

    /// The struct of that name; reports an unknown one.
    fn shape(&mut self, name: &'a ast::Expr) -> Option<&'static Struct> {
        let Some(module) = self.module_name(name) else {
            if !matches!(name.kind, ast::ExprKind::Error) {
                self.error_with_help(
                    codes::UNKNOWN_STRUCT,
                    name.span,
                    format!("expected struct name to be a compile time atom or alias, got: {}", self.text(name.span)),
                    "write the struct's name",
                );
            }
            return None;
        };
        let found = structs::find(&module);
        if found.is_none() {
            let message = format!("{module}.__struct__/0 is undefined, cannot expand struct {module}");
            let near = if self.may_suggest() {
                suggest::nearest(&module, structs::STRUCTS.iter().map(|known| known.name))
            } else {
                None
            };
            match near {
                Some(near) => self.error_with_help(
                    codes::UNKNOWN_STRUCT,
                    name.span,
                    message,
                    format!("did you mean `%{near}{{}}`?"),
                ),
                None => {
                    let known: Vec<&str> =
                        structs::STRUCTS.iter().filter(|known| !known.exception).map(|known| known.name).collect();
                    self.error_with_help(
                        codes::UNKNOWN_STRUCT,
                        name.span,
                        message,
                        format!("the structs are {}, and the exceptions", known.join(", ")),
                    )
                }
            };
        }
        found
    }

    /// The field that a pair sets; reports an unknown one.
    fn field(&mut self, shape: &'static Struct, pair: &'a ast::Pair) -> Option<&'a str> {
        let ast::ExprKind::Atom(field) = &pair.key.kind else {
            self.error(codes::STRUCT_FIELDS, pair.key.span, "the fields of a struct are atoms: `name: value`");
            return None;
        };
        if shape.fields.iter().any(|(known, _)| known == field) || field == "__struct__" {
            return Some(field);
        }
        let message = format!("unknown key :{field} for struct {}", shape.name);
        let near = suggest::nearest(field, shape.fields.iter().map(|(known, _)| *known));
        let help = match near {
            Some(near) => format!("did you mean `{near}:`?"),
            None => {
                let all: Vec<&str> =
                    shape.fields.iter().map(|(known, _)| *known).filter(|known| *known != "__exception__").collect();
                format!("the fields are {}", all.join(", "))
            }
        };
        self.error_with_help(codes::STRUCT_FIELDS, pair.key.span, message, help);
        None
    }

    /// `%Name{a: pattern}`, `%name{}`, `%_{}`
    pub(super) fn struct_pattern(&mut self, name: &'a ast::Expr, pairs: &'a [ast::Pair]) -> Pattern {
        let mut entries: Vec<(Key, Pattern)> = Vec::with_capacity(pairs.len() + 1);
        let mut shape = None;
        match &name.kind {
            ast::ExprKind::Identifier(text) if text != "__MODULE__" => {
                let which = self.pattern(name, None);
                entries.push((struct_key(), Pattern::IsAtom(Box::new(which))));
            }
            ast::ExprKind::Unary(UnaryOp::Pin, operand) => {
                let which = self.pinned(operand, name.span).map_or(Pattern::Any, Pattern::Equal);
                entries.push((struct_key(), Pattern::IsAtom(Box::new(which))));
            }
            _ => {
                shape = self.shape(name);
                if let Some(shape) = shape {
                    entries.push((struct_key(), Pattern::Literal(module_atom(shape.name))));
                }
            }
        }
        let mut fields = HashSet::new();
        for pair in pairs {
            let field = match shape {
                Some(shape) => self.field(shape, pair).map(str::to_owned),
                None => match &pair.key.kind {
                    ast::ExprKind::Atom(field) => Some(field.clone()),
                    _ => {
                        self.error(
                            codes::STRUCT_FIELDS,
                            pair.key.span,
                            "the fields of a struct are atoms: `name: value`",
                        );
                        None
                    }
                },
            };
            let value = self.pattern(&pair.value, None);
            if let Some(field) = field {
                let key = Key::Literal(Literal::Atom(field));
                self.once(&mut fields, &key, pair.key.span);
                entries.push((key, value));
            }
        }
        Pattern::Map(entries)
    }
}

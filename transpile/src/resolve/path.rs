//! Paths into nested data: `put_in(data[key].field, value)` and the like, where the path is written as an access, and
//! `get_in(data, ["a", :b])`, which is one.

use super::call::Written;
use super::{Resolver, codes, literal, make, nil};
use crate::ast;
use crate::ir::{self, Argument, ExprKind, Literal};
use crate::span::Span;
use philtre_runtime::row::Row;

/// A longer path stays a list, so that no source makes expressions of any depth.
const MAX_ACCESSES: usize = 16;

/// A step of a path.
enum Step<'a> {
    Key(&'a ast::Expr),
    Field(&'a str, Span),
}

impl<'a> Resolver<'a> {
    pub(super) fn path_form(&mut self, call: Written<'a>) -> ir::Expr {
        let span = call.span;
        let Some((path, rest)) = call.arguments.split_first() else { return nil(span) };
        let (base, steps) = take_apart(path);
        if steps.is_empty() {
            self.exprs(call.arguments.iter().copied());
            return self.error_with_help(
                codes::MALFORMED,
                path.span,
                format!(
                    "{}/{} expects a path with at least one access, got: {}",
                    call.name,
                    call.arguments.len(),
                    self.text(path.span)
                ),
                "write the path as an access, such as `put_in(map[\"key\"], value)`, or give a list of keys",
            );
        }
        if let ast::ExprKind::Integer(_) | ast::ExprKind::Float(_) | ast::ExprKind::String(_) = base.kind {
            return self.error(
                codes::MALFORMED,
                base.span,
                format!("expected a map at the start of the path, got: {}", self.text(base.span)),
            );
        }
        if call.name == "get_in" {
            return self.get_path(base, steps);
        }
        if call.name == "pop_in"
            && let Some(Step::Field(name, at)) = steps.last()
        {
            let (name, at) = (*name, *at);
            self.exprs(std::iter::once(base));
            return self.error_with_help(
                codes::MALFORMED,
                at,
                format!(
                    "cannot use pop_in when the last segment is a map/struct field. This would effectively remove the \
                     field :{name} from the map/struct"
                ),
                "take a key out of a map with `pop_in(map[:key])`",
            );
        }
        let mut base_value = None;
        let mut keys = Vec::with_capacity(steps.len());
        let mut further = Vec::with_capacity(rest.len());
        enum Part<'a> {
            Base(&'a ast::Expr),
            Step(Step<'a>),
            Rest(&'a ast::Expr),
        }
        let parts = std::iter::once(Part::Base(base))
            .chain(steps.into_iter().map(Part::Step))
            .chain(rest.iter().map(|rest| Part::Rest(rest)));
        self.side_by_side(parts, |this, part| match part {
            Part::Base(base) => base_value = Some(this.expr(base)),
            Part::Step(Step::Key(key)) => keys.push(this.expr(key)),
            Part::Step(Step::Field(name, at)) => {
                let name = literal(Literal::Atom(name.to_owned()), at);
                keys.push(this.library_call("Kernel", "__field__", vec![name], at));
            }
            Part::Rest(rest) => further.push(this.expr(rest)),
        });
        let keys = super::expr::list(keys, None, path.span);
        let mut values = vec![base_value.unwrap_or_else(|| nil(span)), keys];
        values.extend(further);
        let name = if call.name == "pop_in" { "__pop_path__" } else { call.name };
        self.library_call("Kernel", name, values, span)
    }

    /// `get_in(data.a[b])`: each step of `nil` is `nil`.
    fn get_path(&mut self, base: &'a ast::Expr, steps: Vec<Step<'a>>) -> ir::Expr {
        let mut value = self.expr(base);
        for step in steps {
            value = match step {
                Step::Key(key) => {
                    let span = key.span;
                    let key = self.expr(key);
                    make(ExprKind::Access(Box::new(value), Box::new(key)), span)
                }
                Step::Field(name, span) => {
                    let name = literal(Literal::Atom(name.to_owned()), span);
                    self.library_call("Kernel", "__get_field__", vec![value, name], span)
                }
            };
        }
        value
    }
}

/// `get_in(data, ["a", :b])` as `data["a"][:b]`, which is the same and remembers where its keys were found; the arguments of
/// any other call.
pub(super) fn as_accesses(row: &Row, mut arguments: Vec<Argument>, span: Span) -> Result<ir::Expr, Vec<Argument>> {
    if (row.module, row.name) != ("Kernel", "get_in") {
        return Err(arguments);
    }
    match arguments.as_mut_slice() {
        [Argument::Value(data), Argument::Value(path)] if !matches!(data.kind, ExprKind::Literal(_)) => {
            match &mut path.kind {
                ExprKind::Literal(Literal::List(keys, None)) if (1..=MAX_ACCESSES).contains(&keys.len()) => {
                    let data = std::mem::replace(data, nil(span));
                    Ok(std::mem::take(keys).into_iter().fold(data, |data, key| {
                        make(ExprKind::Access(Box::new(data), Box::new(literal(key, path.span))), span)
                    }))
                }
                _ => Err(arguments),
            }
        }
        _ => Err(arguments),
    }
}

/// What a path starts from, and its steps from there.
fn take_apart(path: &ast::Expr) -> (&ast::Expr, Vec<Step<'_>>) {
    let mut steps = Vec::new();
    let mut base = path;
    loop {
        match &base.kind {
            ast::ExprKind::Access(container, key) => {
                steps.push(Step::Key(key));
                base = container;
            }
            ast::ExprKind::Remote(remote)
                if !remote.parens
                    && remote.arguments.is_empty()
                    && remote.sections.is_empty()
                    && !matches!(remote.target.kind, ast::ExprKind::Alias(_) | ast::ExprKind::Atom(_)) =>
            {
                steps.push(Step::Field(&remote.name.text, remote.name.span));
                base = &remote.target;
            }
            _ => break,
        }
    }
    steps.reverse();
    (base, steps)
}

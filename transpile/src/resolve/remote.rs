//! Calls on modules, reads of keys with a dot, and what is said of functions that do not exist.

use super::call::{Written, row_arities};
use super::{Resolver, Undefined, codes, literal, make, module_atom, names, suggest};
use crate::ast;
use crate::diagnostic::Diagnostic;
use crate::ir::{self, ExprKind, Literal};
use crate::span::Span;
use philtre_runtime::library;

impl<'a> Resolver<'a> {
    /// `target.name`, `target.name(a)`
    pub(super) fn remote(&mut self, remote: &'a ast::Remote, span: Span) -> ir::Expr {
        let name = remote.name.text.as_str();
        if let Some(module) = self.module_name(&remote.target) {
            let written = Written {
                name,
                span: remote.name.span,
                arguments: remote.arguments.iter().collect(),
                sections: &remote.sections,
            };
            return self.module_call(&module, remote.target.span, written);
        }
        if remote.parens || !remote.arguments.is_empty() || !remote.sections.is_empty() {
            return self.dynamic_call(remote);
        }
        if let Some(refused) = self.record_field(remote, span) {
            return refused;
        }
        if let ast::ExprKind::String(_)
        | ast::ExprKind::Charlist(_)
        | ast::ExprKind::Integer(_)
        | ast::ExprKind::BigInteger(_)
        | ast::ExprKind::Float(_)
        | ast::ExprKind::List(_)
        | ast::ExprKind::Tuple(_) = remote.target.kind
        {
            return self.error(
                codes::MALFORMED,
                span,
                format!("expected a map before .{name}, got: {}", self.text(remote.target.span)),
            );
        }
        let target = self.expr(&remote.target);
        make(ExprKind::Dot(Box::new(target), name.to_owned()), remote.name.span)
    }

    #[cold]
    pub(super) fn dynamic_call(&mut self, remote: &'a ast::Remote) -> ir::Expr {
        let name = &remote.name.text;
        let target = self.text(remote.target.span);
        let help = if remote.arguments.is_empty() && remote.sections.is_empty() {
            format!(
                "to read a key, write `{target}.{name}` without parentheses; modules are no values that can be called"
            )
        } else {
            format!(
                "modules are no values that can be called; to call a function held by a map, write `{target}.{name}.(…)`"
            )
        };
        let result = self.error_with_help(
            codes::DYNAMIC_CALL,
            remote.name.span,
            format!("cannot call `{name}` on a value"),
            help,
        );
        self.expr(&remote.target);
        self.exprs(&remote.arguments);
        result
    }

    /// `record.user.name`: the keys of a record are strings, so this is refused with what to write.
    fn record_field(&mut self, remote: &'a ast::Remote, span: Span) -> Option<ir::Expr> {
        let mut keys = vec![remote.name.text.as_str()];
        let mut target = &remote.target;
        loop {
            match &target.kind {
                ast::ExprKind::Remote(inner) if !inner.parens && inner.arguments.is_empty() => {
                    keys.push(&inner.name.text);
                    target = &inner.target;
                }
                ast::ExprKind::Identifier(name) => {
                    let id = self.visible_variable(name)?;
                    let variable = self.scope.variables.get(id as usize)?;
                    let super::VariableKind::Parameter(_) = variable.kind else { return None };
                    let plain = name.trim_start_matches('_');
                    if !matches!(plain, "record" | "changes" | "action") {
                        return None;
                    }
                    let path: String = keys.iter().rev().map(|key| format!("[\"{key}\"]")).collect();
                    if plain == "record" {
                        let result = self.error_with_help(
                            codes::RECORD_FIELD,
                            span,
                            "`record` has string keys, so the dot cannot read them",
                            format!("write `{name}{path}`"),
                        );
                        self.read(id, target.span);
                        return Some(result);
                    }
                    if keys.len() == 1 {
                        let help = if plain == "changes" {
                            format!("write `{name}{path}`")
                        } else {
                            "it is a string such as \"insert\"".to_owned()
                        };
                        self.report(
                            Diagnostic::warning(
                                codes::SUSPICIOUS_FIELD,
                                span,
                                format!("`{plain}` has no key that the dot can read"),
                            )
                            .help(help),
                        );
                    }
                    return None;
                }
                _ => return None,
            }
        }
    }

    /// The module that an expression names, aliases expanded: `Enum`, `:"Elixir.Enum"`, `__MODULE__`.
    pub(super) fn module_name(&mut self, target: &'a ast::Expr) -> Option<String> {
        match &target.kind {
            ast::ExprKind::Alias(segments) => Some(self.lexical.expand(segments)),
            ast::ExprKind::Atom(name) if !matches!(name.as_str(), "nil" | "true" | "false") => {
                Some(match name.strip_prefix("Elixir.") {
                    Some(module) => module.to_owned(),
                    None => format!(":{name}"),
                })
            }
            ast::ExprKind::Identifier(name) if name == "__MODULE__" => self.module.name.map(str::to_owned),
            _ => None,
        }
    }

    /// `Module.name(a, b)`
    pub(super) fn module_call(&mut self, module: &str, module_span: Span, call: Written<'a>) -> ir::Expr {
        let arity = call.arguments.len() + usize::from(!call.sections.is_empty());
        if module == "Kernel" {
            return match self.form(call) {
                Ok(done) => done,
                Err(call) => match self.operator_call(call) {
                    Ok(done) => done,
                    Err(call) => self.module_function(module, module_span, call, arity),
                },
            };
        }
        if self.module.name == Some(module)
            && let Some(function) = self.module.function(call.name, arity)
            && call.sections.is_empty()
        {
            if self.guard {
                return self.not_in_guard(&format!("local {}/{arity}", call.name), call.span);
            }
            let arguments = self.exprs(call.arguments);
            return make(ExprKind::Local(function, arguments), call.span);
        }
        self.module_function(module, module_span, call, arity)
    }

    fn module_function(&mut self, module: &str, module_span: Span, call: Written<'a>, arity: usize) -> ir::Expr {
        if call.sections.is_empty()
            && let Some(row) = library::find(module, call.name, arity)
        {
            return self.row_call(row, &call.arguments, call.span);
        }
        self.undefined_remote(module, module_span, call, arity)
    }

    #[cold]
    fn undefined_remote(&mut self, module: &str, module_span: Span, call: Written<'a>, arity: usize) -> ir::Expr {
        let refused = self.unknown_function(module, module_span, call.name, call.span, arity);
        let arguments = self.exprs(call.arguments);
        match refused {
            Some(refused) => refused,
            None => self.raise_undefined(module, call.name, arguments, call.span),
        }
    }

    /// Reports an unknown function of a module, unless it is to raise when it is called.
    pub(super) fn unknown_function(
        &mut self,
        module: &str,
        module_span: Span,
        name: &str,
        span: Span,
        arity: usize,
    ) -> Option<ir::Expr> {
        if let Some(erlang) = module.strip_prefix(':') {
            return Some(self.error_with_help(
                codes::FORBIDDEN,
                module_span.to(span),
                format!("the Erlang function :{erlang}.{name}/{arity} is not available"),
                "only the modules of Elixir's standard library that Philtre offers can be called",
            ));
        }
        if let Some(reason) = names::forbidden_function(module, name, arity) {
            return Some(self.error_with_help(
                codes::FORBIDDEN,
                module_span.to(span),
                format!("{module}.{name}/{arity} is not available"),
                reason,
            ));
        }
        if library::module(module).is_none() {
            return Some(self.unknown_module(module, module_span));
        }
        if self.options.undefined == Undefined::RaiseAtRuntime {
            return None;
        }
        let arities = row_arities(module, name);
        if !arities.is_empty() {
            let all: Vec<String> = arities.into_iter().map(|arity| format!("{module}.{arity}")).collect();
            return Some(self.error_with_help(
                codes::WRONG_ARITY,
                span,
                format!("{module}.{name}/{arity} is undefined or private"),
                format!("defined: {}", all.join(", ")),
            ));
        }
        let mut diagnostic = Diagnostic::error(
            codes::UNKNOWN_FUNCTION,
            span,
            format!("{module}.{name}/{arity} is undefined or private"),
        );
        if self.may_suggest() {
            if let Some(near) = suggest::nearest(name, suggest::rows_of(module).map(|row| row.name)) {
                let near = row_arities(module, near).first().cloned().unwrap_or_default();
                diagnostic = diagnostic.help(format!("did you mean `{module}.{near}`?"));
            } else if let Some(other) = suggest::elsewhere(name, arity) {
                diagnostic = diagnostic.help(format!("did you mean `{other}.{name}/{arity}`?"));
            }
        }
        Some(self.report(diagnostic))
    }

    pub(super) fn unknown_module(&mut self, module: &str, span: Span) -> ir::Expr {
        if let Some(reason) = names::forbidden_module(module) {
            return self.error_with_help(
                codes::FORBIDDEN,
                span,
                format!("the module {module} is not available"),
                reason,
            );
        }
        let near = self.nearest(module, suggest::module_names());
        let mut diagnostic = Diagnostic::error(codes::UNKNOWN_MODULE, span, format!("unknown module {module}"));
        diagnostic = match near {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => {
                let all: Vec<&str> = suggest::module_names().collect();
                diagnostic.help(format!("the modules are {}", all.join(", ")))
            }
        };
        self.report(diagnostic)
    }

    /// Evaluates the arguments and raises `UndefinedFunctionError`.
    pub(super) fn raise_undefined(
        &mut self,
        module: &str,
        name: &str,
        arguments: Vec<ir::Expr>,
        span: Span,
    ) -> ir::Expr {
        let what = vec![
            literal(module_atom(module), span),
            literal(Literal::Atom(name.to_owned()), span),
            literal(Literal::Int(arguments.len() as i64), span),
        ];
        let raise = self.form_call("undefined", what, span);
        let mut steps = arguments;
        steps.push(raise);
        make(ExprKind::Block(steps), span)
    }
}

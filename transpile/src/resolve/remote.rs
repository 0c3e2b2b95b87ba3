//! Calls on modules, reads of keys with a dot, and what is said of functions that do not exist.

use super::call::{Written, row_arities};
use super::{Resolver, Undefined, codes, literal, make, module_atom, names, suggest};
use crate::ast;
use crate::diagnostic::Diagnostic;
use crate::ir::{self, ExprKind, Literal};
use crate::span::Span;
use philtre_runtime::library;

/// Modules whose functions are methods elsewhere.
const METHODS: &[&str] = &["String", "Enum", "Map", "List", "Date", "DateTime", "Integer", "Float"];

impl<'a> Resolver<'a> {
    /// `target.name`, `target.name(a)`
    pub(super) fn remote(&mut self, remote: &'a ast::Remote, span: Span) -> ir::Expr {
        let name = remote.name.text.as_str();
        if let Some(module) = self.module_name(&remote.target) {
            if let Some(refused) = self.uncalled(&module, remote) {
                return refused;
            }
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
        if let Some(refused) = self.check_field(remote, span) {
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

    /// `Enum.map(list, String.upcase)`: what is meant is a capture.
    fn uncalled(&mut self, module: &str, remote: &'a ast::Remote) -> Option<ir::Expr> {
        let name = remote.name.text.as_str();
        let is_bare = !remote.parens && remote.arguments.is_empty() && remote.sections.is_empty();
        if !is_bare || library::find(module, name, 0).is_some() || self.options.undefined == Undefined::RaiseAtRuntime {
            return None;
        }
        let arities = row_arities(module, name);
        let first = arities.first()?;
        Some(self.error_with_help(
            codes::WRONG_ARITY,
            remote.name.span,
            format!("{module}.{name}/0 is undefined or private"),
            format!("to pass the function itself, write `&{module}.{first}`; to call it, write its arguments"),
        ))
    }

    #[cold]
    pub(super) fn dynamic_call(&mut self, remote: &'a ast::Remote) -> ir::Expr {
        let name = remote.name.text.as_str();
        let target = self.text(remote.target.span);
        if let ast::ExprKind::Identifier(variable) = &remote.target.kind
            && self.visible_variable(variable).is_none()
        {
            // That there is no such name says it all.
            self.exprs(&remote.arguments);
            return self.expr(&remote.target);
        }
        let has_arguments = !remote.arguments.is_empty() || !remote.sections.is_empty();
        let arity = remote.arguments.len() + 1;
        let module = METHODS.iter().find(|module| library::find(module, name, arity).is_some());
        let help = if let Some(habit) = names::habit(None, name) {
            format!("functions are called by their module, and the value is an argument: `{habit}`")
        } else if let Some(module) = module {
            let rest = if has_arguments { ", …" } else { "" };
            format!(
                "functions are called by their module, and the value is an argument: `{module}.{name}({target}{rest})`"
            )
        } else if has_arguments {
            format!(
                "modules are no values that can be called; to call a function held by a map, write `{target}.{name}.(…)`"
            )
        } else {
            format!(
                "to read a key, write `{target}.{name}` without parentheses; modules are no values that can be called"
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
            if let ("Map", "get" | "fetch" | "fetch!" | "has_key?", [map, key, ..]) =
                (module, call.name, call.arguments.as_slice())
            {
                self.check_key(map, key);
            }
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
                names::erlang_habit(erlang, name),
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
        if let Some(habit) = names::habit(Some(module), name) {
            diagnostic = diagnostic.help(format!("write `{habit}`"));
        } else if self.may_suggest() {
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
                let mut all: Vec<&str> = suggest::module_names().collect();
                all.sort_unstable();
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

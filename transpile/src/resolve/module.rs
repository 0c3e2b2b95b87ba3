//! The top level of a source: functions, attributes, the one module, and which function the host runs.

use super::call::Written;
use super::fast::FastMap;
use super::lambda::MAX_ARITY;
use super::special::Blocks;
use super::suggest;
use super::{Frame, ParameterDeclaration, Resolver, Scope, VariableKind, codes, make, nil};
use crate::ast::{self, BinaryOp, UnaryOp};
use crate::diagnostic::Diagnostic;
use crate::ir::{self, ExprKind, FunctionId, Literal, Pattern, Slot};
use crate::span::Span;

/// Attributes that say something about the source and nothing to it.
const IGNORED: &[&str] = &[
    "doc",
    "moduledoc",
    "typedoc",
    "spec",
    "type",
    "typep",
    "opaque",
    "impl",
    "since",
    "deprecated",
    "dialyzer",
    "compile",
    "behaviour",
    "callback",
    "external_resource",
    "vsn",
];

/// What the source defines.
#[derive(Default)]
pub(super) struct Module<'a> {
    /// The name of its `defmodule`.
    pub(super) name: Option<&'a str>,
    functions: Vec<Helper<'a>>,
    index: FastMap<(&'a str, usize), Target>,
    /// Attributes set so far.
    pub(super) attributes: FastMap<&'a str, Attribute>,
}

/// What a call reaches.
#[derive(Clone, Copy)]
struct Target {
    id: FunctionId,
    /// Which of the functions it is, or fills in defaults for.
    helper: usize,
}

/// A function of the source.
struct Helper<'a> {
    name: &'a str,
    span: Span,
    arity: usize,
    private: bool,
    /// Whether any call or the host reaches it.
    used: std::cell::Cell<bool>,
    /// For each parameter its default.
    defaults: Vec<Option<&'a ast::Expr>>,
    clauses: usize,
    /// A head without a body was written.
    head: bool,
    id: FunctionId,
    entry: Option<usize>,
}

/// The value of an attribute.
#[derive(Clone)]
pub(super) enum Attribute {
    Small(Literal),
    Constant(u32),
    /// What no literal can hold is computed by a function without parameters.
    Function(FunctionId),
}

/// A clause of `def` or `defp`.
struct Definition<'a> {
    helper: usize,
    parameters: Vec<&'a ast::Expr>,
    guard: Option<&'a ast::Expr>,
    blocks: Blocks<'a>,
    span: Span,
}

/// What the top level holds, in order.
enum Item<'a> {
    Clause(Definition<'a>),
    Attribute(&'a str, &'a ast::Expr, Span),
    Directive(&'a ast::Call),
}

impl<'a> Module<'a> {
    /// The function that a call of that name and arity reaches; it counts as used.
    pub(super) fn function(&self, name: &str, arity: usize) -> Option<FunctionId> {
        if self.index.is_empty() {
            return None;
        }
        let target = self.index.get(&(name, arity))?;
        if let Some(helper) = self.functions.get(target.helper) {
            helper.used.set(true);
        }
        Some(target.id)
    }

    pub(super) fn has_function(&self, name: &str, arity: usize) -> bool {
        self.index.contains_key(&(name, arity))
    }

    /// The arities that a name can be called with.
    pub(super) fn arities(&self, name: &str) -> impl Iterator<Item = usize> {
        let mut all: Vec<usize> =
            self.index.keys().filter(|(known, _)| *known == name).map(|(_, arity)| *arity).collect();
        all.sort_unstable();
        all.into_iter()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.functions.iter().map(|helper| helper.name)
    }
}

impl<'a> Resolver<'a> {
    /// A source that defines functions.
    pub(super) fn module(&mut self, root: &'a ast::Expr) {
        let mut exprs = statements(root);
        if let [ast::Expr { kind: ast::ExprKind::Call(call), .. }] = exprs
            && call.name.text == "defmodule"
        {
            match self.open_module(call) {
                Some(body) => exprs = statements(body),
                None => return,
            }
        }
        let mut items = Vec::with_capacity(exprs.len());
        for expr in exprs {
            self.item(expr, &mut items);
        }
        self.check_functions(root.span);
        self.number_functions();
        for item in items {
            match item {
                Item::Clause(definition) => self.definition(definition),
                Item::Attribute(name, value, span) => self.set_attribute(name, value, span),
                Item::Directive(call) => {
                    let written = Written {
                        name: &call.name.text,
                        span: call.name.span,
                        arguments: call.arguments.iter().collect(),
                        sections: &call.sections,
                    };
                    self.directive(written);
                }
            }
        }
        self.unused_functions();
    }

    /// A body of expressions over given variables.
    pub(super) fn expression(&mut self, root: &'a ast::Expr, bindings: &'a [ParameterDeclaration]) {
        self.parameters = bindings;
        self.frames = vec![Frame::new(bindings.len().min(MAX_ARITY) as u16)];
        let mut patterns = Vec::with_capacity(bindings.len());
        for (i, binding) in bindings.iter().enumerate() {
            let id = self.declare(&binding.name, i as Slot, Span::default(), VariableKind::Parameter(i as u16));
            self.scope.bind(id);
            patterns.push(Pattern::Bind(i as Slot));
        }
        let body = self.expr(root);
        self.unused_variables();
        let slots = self.frames.last().map_or(0, Frame::slots);
        let clause = ir::Clause { patterns, guard: None, body, span: root.span };
        self.program.functions.push(ir::Function {
            name: "run".to_owned(),
            arity: bindings.len() as u16,
            slots,
            clauses: vec![clause],
            names: self.frames.last_mut().map(|frame| std::mem::take(&mut frame.names)).unwrap_or_default(),
            span: root.span,
        });
        let parameters = bindings.iter().map(|binding| binding.name.clone()).collect();
        let entry = ir::Entry { name: "run".to_owned(), parameters, function: 0 };
        self.program.entries.push(entry);
    }

    // ----- the top level -----

    fn open_module(&mut self, call: &'a ast::Call) -> Option<&'a ast::Expr> {
        let mut written = Written {
            name: &call.name.text,
            span: call.name.span,
            arguments: call.arguments.iter().collect(),
            sections: &call.sections,
        };
        let blocks = Blocks::take(&mut written);
        let name = match written.arguments.as_slice() {
            [ast::Expr { kind: ast::ExprKind::Alias(_), span }] => self.text(*span),
            _ => {
                self.error(codes::TOP_LEVEL, call.name.span, "`defmodule` takes a name and a `do` block");
                return None;
            }
        };
        let Some(body) = blocks.body else {
            self.error(codes::TOP_LEVEL, call.name.span, "`defmodule` takes a name and a `do` block");
            return None;
        };
        self.module.name = Some(name);
        self.program.module = Some(name.to_owned());
        Some(body)
    }

    fn item(&mut self, expr: &'a ast::Expr, items: &mut Vec<Item<'a>>) {
        match &expr.kind {
            ast::ExprKind::Call(call) => match call.name.text.as_str() {
                "def" | "defp" => {
                    if let Some(definition) = self.head(call, expr.span) {
                        items.push(Item::Clause(definition));
                    }
                    return;
                }
                "alias" | "import" | "require" => {
                    items.push(Item::Directive(call));
                    return;
                }
                name => {
                    if name.starts_with("def") || name == "use" {
                        let reason = super::names::refused_form(name)
                            .unwrap_or("a source holds functions: `def`, `defp` and module attributes");
                        self.error_with_help(
                            codes::REFUSED_FORM,
                            call.name.span,
                            format!("`{name}` is not available"),
                            reason,
                        );
                        return;
                    }
                }
            },
            ast::ExprKind::Unary(UnaryOp::At, operand) => {
                let ignored = match &operand.kind {
                    ast::ExprKind::Call(call) => IGNORED.contains(&call.name.text.as_str()),
                    ast::ExprKind::Identifier(name) => IGNORED.contains(&name.as_str()),
                    _ => false,
                };
                match &operand.kind {
                    _ if ignored && self.module.name.is_none() => {
                        let message =
                            "docs and types belong to a module: remove them, or write `defmodule` around the functions";
                        self.error(codes::TOP_LEVEL, expr.span, message);
                    }
                    _ if ignored => {}
                    ast::ExprKind::Call(call) if call.sections.is_empty() => match call.arguments.as_slice() {
                        [value] => items.push(Item::Attribute(&call.name.text, value, expr.span)),
                        _ => {
                            self.error(codes::TOP_LEVEL, expr.span, "a module attribute takes one value");
                        }
                    },
                    _ => {
                        self.error(codes::TOP_LEVEL, expr.span, "a module attribute is set with `@name value`");
                    }
                }
                return;
            }
            ast::ExprKind::Error => return,
            _ => {}
        }
        let is_head = |call: &ast::Call| {
            matches!(call.name.text.as_str(), "function" | "func" | "fun" | "async" | "public" | "export" | "defn")
        };
        let help = match &expr.kind {
            ast::ExprKind::Call(call) if is_head(call) => "a function is written `def name(parameters) do … end`",
            _ => "move the expression into the function",
        };
        self.error_with_help(codes::TOP_LEVEL, expr.span, "only definitions may stand at the top level", help);
    }

    /// `def name(parameters) when guard` of a definition, with its blocks.
    fn head(&mut self, call: &'a ast::Call, span: Span) -> Option<Definition<'a>> {
        let mut written = Written {
            name: &call.name.text,
            span: call.name.span,
            arguments: call.arguments.iter().collect(),
            sections: &call.sections,
        };
        let private = call.name.text == "defp";
        let blocks = Blocks::take(&mut written);
        let [head] = written.arguments.as_slice() else {
            self.error(
                codes::MALFORMED,
                call.name.span,
                format!("`{}` takes a name with parameters and a `do` block", call.name.text),
            );
            return None;
        };
        let (head, guard) = match &head.kind {
            ast::ExprKind::Binary(BinaryOp::When, _, head, guard) => (&**head, Some(&**guard)),
            _ => (*head, None),
        };
        let (name, name_span, parameters): (&'a str, Span, &'a [ast::Expr]) = match &head.kind {
            ast::ExprKind::Call(head) if head.sections.is_empty() => (&head.name.text, head.name.span, &head.arguments),
            ast::ExprKind::Identifier(name) => (name, head.span, &[]),
            ast::ExprKind::Error => return None,
            _ => {
                self.error(
                    codes::MALFORMED,
                    head.span,
                    format!("invalid syntax in {} {}", call.name.text, self.text(head.span)),
                );
                return None;
            }
        };
        let mut plain = Vec::with_capacity(parameters.len());
        let mut defaults = Vec::with_capacity(parameters.len());
        for parameter in parameters {
            match &parameter.kind {
                ast::ExprKind::Binary(BinaryOp::Default, _, parameter, default) => {
                    plain.push(&**parameter);
                    defaults.push(Some(&**default));
                }
                _ => {
                    plain.push(parameter);
                    defaults.push(None);
                }
            }
        }
        if plain.len() > MAX_ARITY {
            self.error(codes::TOO_LARGE, name_span, "a function takes at most 255 parameters");
            return None;
        }
        let entry = self.entry(name, &plain, &defaults, private, name_span)?;
        let headless = blocks.body.is_none();
        let helper = self.helper(name, name_span, plain.len(), private, headless, defaults, entry)?;
        Some(Definition { helper, parameters: plain, guard, blocks, span })
    }

    /// Which function of the host a definition is. Reports wrong parameters.
    fn entry(
        &mut self,
        name: &'a str,
        parameters: &[&'a ast::Expr],
        defaults: &[Option<&'a ast::Expr>],
        private: bool,
        span: Span,
    ) -> Option<Option<usize>> {
        let options = self.options;
        let Some(at) = options.entries.iter().position(|entry| entry.name == name) else { return Some(None) };
        let Some(entry) = options.entries.get(at) else { return Some(None) };
        let wanted = format!("def {name}({})", entry.parameter_names());
        if private {
            // A helper of the same name is confusing at best.
            self.error_with_help(
                codes::NO_ENTRY,
                span,
                format!("`{name}` is run by the host, so it cannot be private"),
                format!("write `{wanted}`"),
            );
            return None;
        }
        let names = parameters.iter().zip(&entry.parameters).all(|(written, plain)| match &written.kind {
            ast::ExprKind::Identifier(text) => {
                let plain = plain.name.as_str();
                text == plain || text == "_" || text.strip_prefix('_') == Some(plain)
            }
            _ => false,
        });
        let names = names || options.entry_patterns;
        if parameters.len() != entry.parameters.len() || !names || defaults.iter().any(Option::is_some) {
            self.error_with_help(
                codes::ENTRY_PARAMETERS,
                span,
                format!("the parameter list `{}` is required", entry.parameter_names()),
                format!("write `{wanted}`; each name may start with an underscore"),
            );
            // What else is wrong in it is reported as well.
            return Some(None);
        }
        Some(Some(at))
    }

    #[allow(clippy::too_many_arguments)]
    fn helper(
        &mut self,
        name: &'a str,
        span: Span,
        arity: usize,
        private: bool,
        headless: bool,
        defaults: Vec<Option<&'a ast::Expr>>,
        entry: Option<usize>,
    ) -> Option<usize> {
        let known = self.module.functions.iter().rposition(|helper| helper.name == name && helper.arity == arity);
        let last = self.module.functions.len().wrapping_sub(1);
        if let Some(at) = known {
            let kind = if private { "defp" } else { "def" };
            let (other_private, first, clauses, head) = match self.module.functions.get(at) {
                Some(known) => (known.private, known.span, known.clauses, known.head),
                None => return None,
            };
            if other_private != private {
                let other = if other_private { "defp" } else { "def" };
                self.report(
                    Diagnostic::error(
                        codes::CONFLICT,
                        span,
                        format!("{kind} {name}/{arity} already defined as {other}"),
                    )
                    .related(first, "defined here"),
                );
                return None;
            }
            if entry.is_some() && clauses > 0 && !self.options.entry_patterns {
                self.report(
                    Diagnostic::error(codes::SEVERAL_ENTRIES, span, format!("`{name}` is defined twice"))
                        .related(first, "defined here")
                        .help("the function that the host runs has one clause; use `case` or private helpers"),
                );
                return None;
            }
            if defaults.iter().any(Option::is_some) {
                self.report(
                    Diagnostic::error(
                        codes::CONFLICT,
                        span,
                        format!("{kind} {name}/{arity} has multiple clauses and also declares default values"),
                    )
                    .help("give the defaults once, in a head without a body above the clauses"),
                );
                return None;
            }
            if clauses > 0 && at != last && !headless {
                self.report(
                    Diagnostic::warning(
                        codes::SCATTERED_CLAUSES,
                        span,
                        format!(
                            "clauses with the same name and arity (number of arguments) must be grouped together, \"{kind} {name}/{arity}\" was previously defined"
                        ),
                    )
                    .related(first, "defined here"),
                );
            }
            if let Some(known) = self.module.functions.get_mut(at) {
                known.clauses += usize::from(!headless);
                known.head = head || headless;
            }
            return Some(at);
        }
        self.module.functions.push(Helper {
            name,
            span,
            arity,
            private,
            used: std::cell::Cell::new(!private),
            defaults,
            clauses: usize::from(!headless),
            head: headless,
            id: 0,
            entry,
        });
        Some(self.module.functions.len() - 1)
    }

    /// Reports missing and repeated functions of the host, and heads without clauses.
    fn check_functions(&mut self, root: Span) {
        let mut entries: Vec<(Span, &'a str)> = Vec::new();
        let mut missing = Vec::new();
        for helper in &self.module.functions {
            if helper.entry.is_some() {
                entries.push((helper.span, helper.name));
            }
            if helper.clauses == 0 {
                missing
                    .push((helper.span, format!("implementation not provided for {}/{}", helper.name, helper.arity)));
            }
        }
        for (span, message) in missing {
            let help = "the body stands between `do` and `end`, or behind `, do:`";
            self.error_with_help(codes::MALFORMED, span, message, help);
        }
        if let Some((first, rest)) = entries.split_first() {
            for (span, name) in rest {
                self.report(
                    Diagnostic::error(
                        codes::SEVERAL_ENTRIES,
                        *span,
                        format!("`{}` and `{name}` are both functions that the host runs", first.1),
                    )
                    .related(first.0, "defined here")
                    .help("a source defines one of them"),
                );
            }
            return;
        }
        if self.diagnostics.iter().any(|found| {
            matches!(found.code, codes::ENTRY_PARAMETERS | codes::NO_ENTRY | codes::MALFORMED | codes::SEVERAL_ENTRIES)
        }) {
            return;
        }
        let wanted: Vec<String> = (self.options.entries.iter())
            .map(|entry| format!("`def {}({})`", entry.name, entry.parameter_names()))
            .collect();
        let names: Vec<&str> = self.options.entries.iter().map(|entry| entry.name.as_str()).collect();
        let span =
            self.module.functions.first().map_or(Span { start: root.start, end: root.start }, |helper| helper.span);
        let near = self.module.functions.iter().find_map(|helper| suggest::nearest(helper.name, names.iter().copied()));
        self.error_with_help(
            codes::NO_ENTRY,
            span,
            format!("no function to run: {} is missing", names.join(" or ")),
            match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write {}", wanted.join(" or ")),
            },
        );
    }

    /// Gives every function and every arity with defaults its number.
    fn number_functions(&mut self) {
        for (at, helper) in self.module.functions.iter_mut().enumerate() {
            helper.id = self.program.functions.len() as FunctionId;
            self.program.functions.push(ir::Function {
                name: helper.name.to_owned(),
                arity: helper.arity as u16,
                slots: helper.arity as u16,
                clauses: Vec::new(),
                names: Vec::new(),
                span: helper.span,
            });
            self.module.index.insert((helper.name, helper.arity), Target { id: helper.id, helper: at });
            if let Some(entry) = helper.entry.and_then(|entry| self.options.entries.get(entry)) {
                self.program.entries.push(ir::Entry {
                    name: entry.name.clone(),
                    parameters: entry.parameters.iter().map(|parameter| parameter.name.clone()).collect(),
                    function: helper.id,
                });
            }
        }
        for at in 0..self.module.functions.len() {
            self.number_defaults(at);
        }
    }

    fn number_defaults(&mut self, at: usize) {
        let Some(helper) = self.module.functions.get(at) else { return };
        let (name, span, arity) = (helper.name, helper.span, helper.arity);
        let count = helper.defaults.iter().flatten().count();
        for fewer in arity - count..arity {
            if self.module.index.contains_key(&(name, fewer)) {
                self.error(
                    codes::CONFLICT,
                    span,
                    format!("def {name}/{arity} has default values that conflict with {name}/{fewer}"),
                );
                continue;
            }
            let id = self.program.functions.len() as FunctionId;
            self.program.functions.push(ir::Function {
                name: name.to_owned(),
                arity: fewer as u16,
                slots: fewer as u16,
                clauses: Vec::new(),
                names: Vec::new(),
                span,
            });
            self.module.index.insert((name, fewer), Target { id, helper: at });
        }
    }

    // ----- bodies -----

    fn definition(&mut self, definition: Definition<'a>) {
        let Some(helper) = self.module.functions.get(definition.helper) else { return };
        let (id, arity, entry) = (helper.id, helper.arity, helper.entry);
        if definition.blocks.body.is_none() {
            self.defaults(definition.helper);
            if definition.guard.is_some() {
                self.error(codes::MALFORMED, definition.span, "a head without a body takes no guard");
            }
            return;
        }
        self.open_frame(arity);
        let mark = self.mark();
        let patterns = match entry.and_then(|entry| self.options.entries.get(entry)) {
            Some(entry) => self.entry_parameters(entry, &definition.parameters),
            None => self.parameters(&definition.parameters),
        };
        let guard = definition.guard.map(|guard| self.guard(guard));
        let name_span = self.module.functions.get(definition.helper).map_or(definition.span, |helper| helper.span);
        let Blocks { rescue, catch, otherwise, after, .. } = definition.blocks;
        let tried = rescue.is_some() || catch.is_some() || otherwise.is_some() || after.is_some();
        let body = match definition.blocks.body {
            Some(_) if tried => self.try_form(definition.blocks, name_span),
            Some(body) => self.expr(body),
            None => nil(definition.span),
        };
        self.leave(mark);
        self.unused_variables();
        let slots = self.frames.last().map_or(0, Frame::slots);
        let clause = ir::Clause { patterns, guard, body, span: definition.span };
        let mut clauses = match self.program.functions.get_mut(id as usize) {
            Some(function) => {
                function.slots = function.slots.max(slots);
                if let Some(frame) = self.frames.last_mut() {
                    function.names.append(&mut frame.names);
                }
                std::mem::take(&mut function.clauses)
            }
            None => return,
        };
        self.push_clause(&mut clauses, clause);
        if let Some(function) = self.program.functions.get_mut(id as usize) {
            function.clauses = clauses;
        }
        self.defaults(definition.helper);
    }

    /// A new function's frame; nothing of the one before is seen.
    pub(super) fn open_frame(&mut self, arity: usize) {
        self.frames.clear();
        self.frames.push(Frame::new(arity as u16));
        self.scope = Scope::default();
    }

    /// The functions that fill in defaults, resolved where the defaults are written.
    fn defaults(&mut self, at: usize) {
        let Some(helper) = self.module.functions.get(at) else { return };
        let (name, span, arity, id) = (helper.name, helper.span, helper.arity, helper.id);
        let defaults = helper.defaults.clone();
        let count = defaults.iter().flatten().count();
        for fewer in arity - count..arity {
            let Some(target) = self.module.index.get(&(name, fewer)).copied() else { continue };
            let done = self.program.functions.get(target.id as usize).is_none_or(|known| !known.clauses.is_empty());
            if target.helper != at || done {
                continue;
            }
            self.open_frame(fewer);
            let mut spare = fewer - (arity - count);
            let mut next: Slot = 0;
            let mut arguments = Vec::with_capacity(arity);
            for default in &defaults {
                let given = match default {
                    Some(_) if spare == 0 => false,
                    Some(_) => {
                        spare -= 1;
                        true
                    }
                    None => true,
                };
                match default {
                    Some(default) if !given => {
                        let value = self.scoped(|this| this.expr(default));
                        arguments.push(value);
                    }
                    _ => {
                        arguments.push(make(ExprKind::Slot(next), span));
                        next += 1;
                    }
                }
            }
            let slots = self.frames.last().map_or(0, Frame::slots);
            if let Some(function) = self.program.functions.get_mut(target.id as usize) {
                function.slots = slots;
                function.clauses.push(ir::Clause {
                    patterns: (0..fewer as Slot).map(Pattern::Bind).collect(),
                    guard: None,
                    body: make(ExprKind::Local(id, arguments), span),
                    span,
                });
            }
        }
    }

    /// The plain names of an entry's parameters, and those with underscores as they were written; other patterns bind
    /// what they bind.
    fn entry_parameters(&mut self, entry: &'a super::EntryDeclaration, written: &[&'a ast::Expr]) -> Vec<Pattern> {
        self.parameters = &entry.parameters;
        let mut patterns: Vec<Pattern> = (0..written.len() as Slot).map(Pattern::Bind).collect();
        let mut further = Vec::new();
        for (i, (declared, parameter)) in entry.parameters.iter().zip(written).enumerate() {
            let plain = declared.name.as_str();
            let slot = i as Slot;
            let kind = VariableKind::Parameter(i as u16);
            let id = self.declare(plain, slot, parameter.span, kind);
            self.scope.bind(id);
            match &parameter.kind {
                ast::ExprKind::Identifier(text) if text == plain || text == "_" => {}
                ast::ExprKind::Identifier(text) if text.strip_prefix('_') == Some(plain) => {
                    let id = self.declare(text, slot, parameter.span, kind);
                    self.scope.bind(id);
                }
                _ => further.push((i, *parameter)),
            }
        }
        let resolved = self.patterns(further.iter().map(|(i, parameter)| (*parameter, Some(*i as Slot))));
        for ((i, _), pattern) in further.iter().zip(resolved) {
            if let Some(place) = patterns.get_mut(*i) {
                *place = pattern;
            }
        }
        patterns
    }

    /// Warns of variables that are never read.
    pub(super) fn unused_variables(&mut self) {
        if self.diagnostics.iter().any(|found| found.code == codes::ENTRY_PARAMETERS) {
            // Parameters that are to be written otherwise.
            return;
        }
        let mut unused = Vec::new();
        for variable in &self.scope.variables {
            let text = self.scope.text(variable.name);
            if !variable.used && variable.kind == VariableKind::Plain && !text.starts_with('_') {
                unused.push((variable.span, text));
            }
        }
        for (span, text) in unused {
            self.report(
                Diagnostic::warning(codes::UNUSED_VARIABLE, span, format!("variable \"{text}\" is unused"))
                    .help(format!("if the variable is not meant to be used, prefix it with an underscore: `_{text}`")),
            );
        }
    }

    fn unused_functions(&mut self) {
        let unused: Vec<(Span, &'a str, usize)> = (self.module.functions.iter())
            .filter(|helper| helper.private && !helper.used.get())
            .map(|helper| (helper.span, helper.name, helper.arity))
            .collect();
        for (span, name, arity) in unused {
            self.report(Diagnostic::warning(
                codes::UNUSED_FUNCTION,
                span,
                format!("function {name}/{arity} is unused"),
            ));
        }
    }
}

/// The expressions of a block, or the one that it is.
fn statements(expr: &ast::Expr) -> &[ast::Expr] {
    match &expr.kind {
        ast::ExprKind::Block(exprs) => exprs,
        _ => std::slice::from_ref(expr),
    }
}

//! Calls: helpers of the source, imports, functions of modules, function values, pipes.

use super::{Resolver, codes, literal, make, names, nil, suggest};
use crate::ast::{self, BinaryOp, Section};
use crate::diagnostic::Diagnostic;
use crate::ir::{self, Argument, ExprKind, Literal};
use crate::span::Span;
use philtre_runtime::library;
use philtre_runtime::row::{Default, ParamKind, Purity, Row};

/// A call as it was written, or as a pipe makes it: the arguments lie where they were written.
pub(super) struct Written<'a> {
    pub(super) name: &'a str,
    /// The name's place.
    pub(super) span: Span,
    pub(super) arguments: Vec<&'a ast::Expr>,
    pub(super) sections: &'a [Section],
}

impl<'a> Resolver<'a> {
    /// `name(a, b)`
    pub(super) fn call(&mut self, call: &'a ast::Call) -> ir::Expr {
        self.local(Written {
            name: &call.name.text,
            span: call.name.span,
            arguments: call.arguments.iter().collect(),
            sections: &call.sections,
        })
    }

    /// A call without a module: special form, macro, helper, import or function of `Kernel`.
    pub(super) fn local(&mut self, call: Written<'a>) -> ir::Expr {
        let arity = call.arguments.len() + usize::from(!call.sections.is_empty());
        if let Some(function) = self.module.function(call.name, arity) {
            if self.guard {
                return self.not_in_guard(&format!("local {}/{arity}", call.name), call.span);
            }
            if call.sections.is_empty() && !super::special::is_special_form(call.name) {
                if self.lexical.kernel(call.name, arity).is_some() || super::special::is_macro(call.name, arity) {
                    return self.error_with_help(
                        codes::CONFLICT,
                        call.span,
                        format!("imported Kernel.{}/{arity} conflicts with local function", call.name),
                        "give the helper another name",
                    );
                }
                let arguments = self.exprs(call.arguments);
                return make(ExprKind::Local(function, arguments), call.span);
            }
        }
        let call = match self.form(call) {
            Ok(done) => return done,
            Err(call) => call,
        };
        let mut found: Option<&'static Row> = None;
        let mut other: Option<&'static Row> = None;
        for row in self.lexical.imported(call.name, arity).chain(self.lexical.kernel(call.name, arity)) {
            match found {
                Some(before) if !std::ptr::eq(before, row) => other = Some(row),
                _ => found = Some(row),
            }
        }
        if let (Some(row), Some(other)) = (found, other) {
            return self.error_with_help(
                codes::CONFLICT,
                call.span,
                format!(
                    "function {}/{arity} imported from both {} and {}, call is ambiguous",
                    call.name, other.module, row.module
                ),
                format!("write `{}.{}`", other.module, call.name),
            );
        }
        match found {
            Some(row) if call.sections.is_empty() => self.row_call(row, &call.arguments, call.span),
            Some(_) => self.error(codes::MALFORMED, call.span, format!("{}/{arity} takes no `do` block", call.name)),
            None => self.undefined_local(call, arity),
        }
    }

    #[cold]
    fn undefined_local(&mut self, call: Written<'a>, arity: usize) -> ir::Expr {
        let name = call.name;
        // What is wrong inside the arguments is reported as well.
        let span = call.span;
        let result = self.undefined_local_diagnostic(name, span, arity);
        self.exprs(call.arguments);
        for section in call.sections {
            if !matches!(section.body.kind, ast::ExprKind::Clauses(_)) {
                self.scoped(|this| this.expr(&section.body));
            }
        }
        result
    }

    fn undefined_local_diagnostic(&mut self, name: &'a str, span: Span, arity: usize) -> ir::Expr {
        let reason = names::refused_form(name).or_else(|| names::forbidden_function("Kernel", name, arity));
        if let Some(reason) = reason {
            return self.error_with_help(
                codes::REFUSED_FORM,
                span,
                format!("the function {name}/{arity} is not available"),
                reason,
            );
        }
        let message = format!("undefined function {name}/{arity}");
        let help = if self.scope.lookup(name).is_some() {
            Some(format!("`{name}` is a variable: to call the function that it holds, write `{name}.(…)`"))
        } else {
            match name {
                "elsif" | "elif" | "elseif" => Some("there is no `else if`: use `cond do`".to_owned()),
                "return" => Some("there is no `return`: the last expression is the result".to_owned()),
                "print" | "puts" | "log" => Some("functions do no output; return the value instead".to_owned()),
                "len" | "size" | "count" => {
                    Some("write `length(list)`, `map_size(map)`, `String.length(text)` or `Enum.count(x)`".to_owned())
                }
                "let" | "const" | "var" | "set" => {
                    Some("a variable is bound without a keyword: `name = value`".to_owned())
                }
                "switch" | "match" | "select" => {
                    Some("write `case value do pattern -> …; _ -> … end`".to_owned())
                }
                "while" | "loop" | "foreach" | "until" => Some(
                    "there are no loops that change variables: use `for`, the functions of `Enum`, or a private function \
                     that calls itself"
                        .to_owned(),
                ),
                "lambda" | "function" | "func" | "fun" => {
                    Some("an anonymous function is written `fn x -> … end`".to_owned())
                }
                "f" if arity == 1 => Some("a value is written into a string as `\"text #{value}\"`".to_owned()),
                "isinstance" | "typeof" | "type" => {
                    Some("write `is_binary(x)`, `is_integer(x)`, `is_map(x)`, `is_list(x)` or `is_nil(x)`".to_owned())
                }
                _ => match names::habit(None, name) {
                    Some(habit) if self.module.arities(name).next().is_none() => Some(format!("write `{habit}`")),
                    _ => self.similar_local(name, arity),
                },
            }
        };
        let mut diagnostic = Diagnostic::error(codes::UNDEFINED_FUNCTION, span, message);
        if let Some(help) = help {
            diagnostic = diagnostic.help(help);
        }
        self.report(diagnostic)
    }

    fn similar_local(&mut self, name: &str, arity: usize) -> Option<String> {
        let mut arities: Vec<String> = self.module.arities(name).map(|n| format!("{name}/{n}")).collect();
        if arities.is_empty() {
            arities = row_arities("Kernel", name);
        }
        if !arities.is_empty() {
            return Some(format!("defined: {}", arities.join(", ")));
        }
        if !self.may_suggest() {
            return None;
        }
        if let Some(module) = suggest::elsewhere(name, arity) {
            return Some(format!("did you mean `{module}.{name}/{arity}`?"));
        }
        // No typing error of a name is an operator.
        let kernel = suggest::rows_of("Kernel").map(|row| row.name);
        let kernel = kernel.filter(|name| name.starts_with(|first: char| first.is_ascii_lowercase()));
        let near = suggest::nearest(name, self.module.names().chain(kernel))?;
        Some(format!("did you mean `{near}`?"))
    }

    // ----- rows -----

    /// A call of a library function with arguments as they were written.
    pub(super) fn row_call(&mut self, row: &'static Row, written: &[&'a ast::Expr], span: Span) -> ir::Expr {
        if !self.permitted(row, written.len(), span) {
            self.exprs(written.iter().copied());
            return nil(span);
        }
        let mut arguments = Vec::with_capacity(row.params.len());
        let places = row.params.iter().zip(row.argument_positions(written.len()));
        self.side_by_side(places, |this, (param, position)| {
            arguments.push(match (position.and_then(|at| written.get(at)), param.default) {
                (Some(argument), _) => this.argument(param.kind, argument),
                (None, Some(default)) => Argument::Value(literal(default_literal(default), span)),
                (None, None) => Argument::Value(nil(span)),
            });
        });
        self.resolved_call(row, arguments, span)
    }

    fn argument(&mut self, kind: ParamKind, argument: &'a ast::Expr) -> Argument {
        if let ParamKind::Callback(arity) = kind
            && let Some(lambda) = self.inline_lambda(argument, arity.into())
        {
            return Argument::Inline(Box::new(lambda));
        }
        Argument::Value(self.expr(argument))
    }

    /// Whether guards and the host allow the call here; reports it if not.
    pub(super) fn permitted(&mut self, row: &'static Row, arity: usize, span: Span) -> bool {
        if self.guard && !row.guard {
            self.not_in_guard(&format!("remote function {}.{}/{arity}", row.module, row.name), span);
            return false;
        }
        let (missing, what) = match row.purity {
            Purity::Pure => return true,
            Purity::Clock => (!self.options.allow_clock, "the time"),
            Purity::Random => (!self.options.allow_random, "random numbers"),
        };
        self.program.has_effects = true;
        if missing {
            self.error_with_help(
                codes::NOT_PURE,
                span,
                format!("{}.{}/{arity} needs {what}, which the host does not grant", row.module, row.name),
                "equal messages give equal results; use a time or an identifier that comes with the message",
            );
        }
        !missing
    }

    /// A call, or what it is known to be.
    fn resolved_call(&mut self, row: &'static Row, arguments: Vec<Argument>, span: Span) -> ir::Expr {
        match super::path::as_accesses(row, arguments, span) {
            Ok(accesses) => accesses,
            Err(arguments) => self.folder.call(row, arguments, span),
        }
    }

    /// A call of a library function with arguments that are resolved already.
    pub(super) fn library_call(&mut self, module: &str, name: &str, values: Vec<ir::Expr>, span: Span) -> ir::Expr {
        let arity = values.len();
        let Some(row) = library::find(module, name, arity) else {
            return self.error(
                codes::UNKNOWN_FUNCTION,
                span,
                format!("{module}.{name}/{arity} is not part of this build"),
            );
        };
        if !self.permitted(row, arity, span) {
            return nil(span);
        }
        let arguments = fill(row, values.into_iter().map(Argument::Value).collect(), span);
        self.resolved_call(row, arguments, span)
    }

    /// A call of what a macro of Elixir expands to.
    pub(super) fn form_call(&mut self, name: &str, values: Vec<ir::Expr>, span: Span) -> ir::Expr {
        match library::forms::functions::MODULE.rows.iter().find(|row| row.name == name) {
            Some(row) if row.params.len() == values.len() => {
                make(ExprKind::Call(row, values.into_iter().map(Argument::Value).collect()), span)
            }
            _ => self.error(codes::MALFORMED, span, format!("{name} is not part of this build")),
        }
    }

    // ----- operators as functions -----

    /// `Kernel.+(1, 2)`
    pub(super) fn operator_call(&mut self, call: Written<'a>) -> Result<ir::Expr, Written<'a>> {
        if !call.sections.is_empty() {
            return Err(call);
        }
        match call.arguments.as_slice() {
            [left, right] => match binary_operator(call.name) {
                Some(op) => {
                    if self.guard && !self.operator_in_guard(op, call.span) {
                        return Ok(nil(call.span));
                    }
                    Ok(self.binary(op, call.span, left, right, call.span))
                }
                None => Err(call),
            },
            [operand] => match unary_operator(call.name) {
                Some(op) => Ok(self.unary(op, operand, call.span)),
                None => Err(call),
            },
            _ => Err(call),
        }
    }

    fn operator_in_guard(&mut self, op: BinaryOp, span: Span) -> bool {
        let refused = matches!(op, BinaryOp::AndAlso | BinaryOp::OrElse | BinaryOp::Concat | BinaryOp::Subtract);
        if refused {
            self.not_in_guard("this operator", span);
        }
        !refused
    }

    /// An operator of `Bitwise`, which must be imported.
    pub(super) fn bitwise_operator(&mut self, name: &str, operands: Vec<&'a ast::Expr>, span: Span) -> ir::Expr {
        let arity = operands.len();
        if !self.lexical.imports("Bitwise", name, arity) {
            if let Some(function) = self.module.function(name, arity) {
                let arguments = self.exprs(operands);
                return make(ExprKind::Local(function, arguments), span);
            }
            return self.error_with_help(
                codes::UNKNOWN_OPERATOR,
                span,
                format!("undefined function {name}/{arity}"),
                "write `import Bitwise` above to use the bitwise operators",
            );
        }
        let values = self.exprs(operands);
        let function = match name {
            "~~~" => "bnot",
            "<<<" => "bsl",
            ">>>" => "bsr",
            "&&&" => "band",
            _ => "bor",
        };
        self.library_call("Bitwise", function, values, span)
    }

    // ----- function values -----

    /// `fun.(a, b)`
    pub(super) fn apply(&mut self, function: &'a ast::Expr, arguments: &'a [ast::Expr], span: Span) -> ir::Expr {
        let arguments: Vec<&'a ast::Expr> = arguments.iter().collect();
        self.apply_written(function, &arguments, span)
    }

    /// Applies a function; a lambda written in place becomes matches in the frame around it, where that cannot fail.
    pub(super) fn apply_written(
        &mut self,
        function: &'a ast::Expr,
        arguments: &[&'a ast::Expr],
        span: Span,
    ) -> ir::Expr {
        if let ast::ExprKind::Fn(clauses) = &function.kind
            && let [clause] = clauses.as_slice()
            && clause.guard.is_none()
            && clause.parameters.len() == arguments.len()
            && are_distinct_variables(&clause.parameters)
        {
            let values = self.exprs(arguments.iter().copied());
            return self.scoped(|this| {
                let mut steps = Vec::with_capacity(values.len() + 1);
                let slots: Vec<ir::Slot> = values.iter().map(|_| this.slot(span)).collect();
                let patterns = this.patterns(clause.parameters.iter().zip(slots.iter().map(|slot| Some(*slot))));
                for (value, pattern) in values.into_iter().zip(patterns) {
                    steps.push(make(ExprKind::Match(Box::new(pattern), Box::new(value)), span));
                }
                steps.push(this.expr(&clause.body));
                make(ExprKind::Block(steps), span)
            });
        }
        if let ast::ExprKind::Atom(name) = &function.kind {
            self.exprs(arguments.iter().copied());
            return self.error_with_help(
                codes::MALFORMED,
                function.span,
                format!("invalid function call: the atom `{name}` is no function"),
                "a function value is called as `fun.(…)`, a function of the source as `name(…)`",
            );
        }
        let mut parts = self.exprs(std::iter::once(function).chain(arguments.iter().copied()));
        let function = if parts.is_empty() { nil(span) } else { parts.remove(0) };
        make(ExprKind::Apply(Box::new(function), parts), span)
    }

    // ----- pipes -----

    /// `left |> right`: the left side becomes the first argument of the call on the right.
    pub(super) fn pipe(&mut self, left: &'a ast::Expr, right: &'a ast::Expr) -> ir::Expr {
        let span = right.span;
        match &right.kind {
            ast::ExprKind::Call(call) => {
                let arguments = std::iter::once(left).chain(&call.arguments).collect();
                self.local(Written { name: &call.name.text, span: call.name.span, arguments, sections: &call.sections })
            }
            ast::ExprKind::Identifier(name) => {
                // `x |> to_string`: Elixir warns, and calls the function.
                self.local(Written { name, span, arguments: vec![left], sections: &[] })
            }
            ast::ExprKind::Remote(remote) => {
                let arguments: Vec<&'a ast::Expr> = std::iter::once(left).chain(&remote.arguments).collect();
                match self.module_name(&remote.target) {
                    Some(module) => self.module_call(
                        &module,
                        remote.target.span,
                        Written {
                            name: &remote.name.text,
                            span: remote.name.span,
                            arguments,
                            sections: &remote.sections,
                        },
                    ),
                    None => {
                        self.expr(left);
                        self.dynamic_call(remote)
                    }
                }
            }
            ast::ExprKind::Apply(function, arguments) => {
                let arguments: Vec<&'a ast::Expr> = std::iter::once(left).chain(arguments).collect();
                self.apply_written(function, &arguments, span)
            }
            ast::ExprKind::Unary(op, _) if let Some(name) = operator_name_unary(*op) => {
                self.expr(left);
                let message =
                    format!("cannot pipe into {}, the {name} operator can only take one argument", self.text(span));
                match op {
                    ast::UnaryOp::Capture => {
                        self.error_with_help(codes::MALFORMED, span, message, "write `|> then(&(…))`")
                    }
                    _ => self.error(codes::MALFORMED, span, message),
                }
            }
            ast::ExprKind::Fn(_) => self.error_with_help(
                codes::MALFORMED,
                span,
                "cannot pipe into an anonymous function without calling it",
                "write `|> then(fn … end)`",
            ),
            ast::ExprKind::Error => {
                self.expr(left);
                nil(span)
            }
            _ => {
                self.expr(left);
                self.error_with_help(
                    codes::MALFORMED,
                    span,
                    format!("cannot pipe into {}", self.text(span)),
                    "can only pipe into local calls foo(), remote calls Foo.bar() or anonymous function calls foo.()",
                )
            }
        }
    }
}

/// Parameters that match whatever comes: a few variables, each once.
fn are_distinct_variables(parameters: &[ast::Expr]) -> bool {
    parameters.len() <= 4
        && parameters.iter().enumerate().all(|(i, parameter)| {
            matches!(&parameter.kind, ast::ExprKind::Identifier(name)
                if !name.starts_with("__")
                    && name != "..."
                    && !parameters.iter().take(i).any(|other| other.kind == parameter.kind && name != "_"))
        })
}

fn operator_name_unary(op: ast::UnaryOp) -> Option<&'static str> {
    Some(match op {
        ast::UnaryOp::Minus => "-",
        ast::UnaryOp::Plus => "+",
        ast::UnaryOp::Not => "not",
        ast::UnaryOp::Bang => "!",
        ast::UnaryOp::Pin => "^",
        ast::UnaryOp::Capture => "&",
        ast::UnaryOp::At => "@",
        ast::UnaryOp::BitNot => "~~~",
        ast::UnaryOp::Ellipsis => return None,
    })
}

/// Operators between two operands that can be written as functions of `Kernel`; the first of them are no macros.
const OPERATORS: &[(&str, BinaryOp)] = &[
    ("+", BinaryOp::Add),
    ("-", BinaryOp::Sub),
    ("*", BinaryOp::Mul),
    ("/", BinaryOp::Div),
    ("==", BinaryOp::Equal),
    ("!=", BinaryOp::NotEqual),
    ("===", BinaryOp::StrictEqual),
    ("!==", BinaryOp::StrictNotEqual),
    ("<", BinaryOp::Less),
    (">", BinaryOp::Greater),
    ("<=", BinaryOp::LessEqual),
    (">=", BinaryOp::GreaterEqual),
    ("++", BinaryOp::Concat),
    ("--", BinaryOp::Subtract),
    ("=~", BinaryOp::MatchOp),
    ("**", BinaryOp::Power),
    ("<>", BinaryOp::BinaryConcat),
    ("and", BinaryOp::And),
    ("or", BinaryOp::Or),
    ("&&", BinaryOp::AndAlso),
    ("||", BinaryOp::OrElse),
    ("in", BinaryOp::In),
    ("..", BinaryOp::Range),
    ("|>", BinaryOp::Pipe),
];

/// How many of them are functions.
const FUNCTIONS: usize = 16;

/// The operator of that name between two operands.
pub(super) fn binary_operator(name: &str) -> Option<BinaryOp> {
    OPERATORS.iter().find(|(known, _)| *known == name).map(|(_, op)| *op)
}

/// The name of an operator that is a function.
pub(super) fn function_operator(op: BinaryOp) -> Option<&'static str> {
    OPERATORS.iter().take(FUNCTIONS).find(|(_, known)| *known == op).map(|(name, _)| *name)
}

/// The operator of that name before one operand.
pub(super) fn unary_operator(name: &str) -> Option<ast::UnaryOp> {
    Some(match name {
        "+" => ast::UnaryOp::Plus,
        "-" => ast::UnaryOp::Minus,
        "!" => ast::UnaryOp::Bang,
        "not" => ast::UnaryOp::Not,
        _ => return None,
    })
}

/// `name/1, name/2` of a module's function.
pub(super) fn row_arities(module: &str, name: &str) -> Vec<String> {
    let mut arities: Vec<usize> = library::overloads(module, name).iter().flat_map(|row| row.arities()).collect();
    arities.sort_unstable();
    arities.dedup();
    arities.into_iter().map(|arity| format!("{name}/{arity}")).collect()
}

/// An argument for each parameter: those given, and defaults.
pub(super) fn fill(row: &'static Row, given: Vec<Argument>, span: Span) -> Vec<Argument> {
    if given.len() == row.params.len() {
        return given;
    }
    let positions: Vec<Option<usize>> = row.argument_positions(given.len()).collect();
    let mut given = given.into_iter();
    (row.params.iter().zip(positions))
        .map(|(param, position)| {
            let written = position.and_then(|_| given.next());
            written.unwrap_or_else(|| {
                Argument::Value(literal(param.default.map_or_else(Literal::nil, default_literal), span))
            })
        })
        .collect()
}

fn default_literal(default: Default) -> Literal {
    match default {
        Default::Nil => Literal::nil(),
        Default::Bool(b) => Literal::bool(b),
        Default::EmptyList => Literal::List(Vec::new(), None),
        Default::EmptyMap => Literal::Map(Vec::new()),
        Default::Int(i) => Literal::Int(i),
        Default::Atom(name) => Literal::Atom(name.to_owned()),
        Default::Text(text) => Literal::Binary(text.as_bytes().to_vec()),
        Default::NoMicrosecond => Literal::Tuple(vec![Literal::Int(0), Literal::Int(0)]),
    }
}

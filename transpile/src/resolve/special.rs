//! Special forms and macros: what they mean is known here alone.

use super::call::Written;
use super::{Mark, Resolver, codes, literal, make, names, nil};
use crate::ast::{self, BinaryOp, SectionKind};
use crate::diagnostic::Diagnostic;
use crate::ir::{self, Collect, ExprKind, Literal, Qualifier, With, WithStep};
use crate::span::Span;

/// The `do` block and the options of a call, wherever they were written.
#[derive(Default)]
pub(super) struct Blocks<'a> {
    pub(super) body: Option<&'a ast::Expr>,
    pub(super) otherwise: Option<&'a ast::Expr>,
    pub(super) rescue: Option<&'a ast::Expr>,
    pub(super) catch: Option<&'a ast::Expr>,
    pub(super) after: Option<&'a ast::Expr>,
    /// Other `key: value` pairs.
    pub(super) options: Vec<(&'a str, Span, &'a ast::Expr)>,
    /// A section written twice.
    pub(super) repeated: Option<Span>,
}

impl<'a> Blocks<'a> {
    fn place(&mut self, key: &'a str, span: Span, value: &'a ast::Expr) {
        let slot = match key {
            "do" => &mut self.body,
            "else" => &mut self.otherwise,
            "rescue" => &mut self.rescue,
            "catch" => &mut self.catch,
            "after" => &mut self.after,
            _ => return self.options.push((key, span, value)),
        };
        if slot.is_some() {
            self.repeated = Some(span);
        }
        *slot = Some(value);
    }

    /// Takes the `do` block and trailing keywords from the arguments of a call.
    pub(super) fn take(call: &mut Written<'a>) -> Self {
        let mut blocks = Blocks::default();
        let pairs = match call.arguments.last().map(|last| &last.kind) {
            Some(ast::ExprKind::Keywords(pairs)) => Some(pairs),
            Some(ast::ExprKind::List(elements)) if call.arguments.len() > 1 => match elements.as_slice() {
                [ast::Expr { kind: ast::ExprKind::Keywords(pairs), .. }] => Some(pairs),
                // `[{:do, x}, {:else, y}]` is the same list.
                elements if !elements.is_empty() && elements.iter().all(is_pair) => {
                    for element in elements {
                        if let ast::ExprKind::Tuple(pair) = &element.kind
                            && let [ast::Expr { kind: ast::ExprKind::Atom(key), span }, value] = pair.as_slice()
                        {
                            blocks.place(key, *span, value);
                        }
                    }
                    call.arguments.pop();
                    None
                }
                _ => None,
            },
            _ => None,
        };
        if let Some(pairs) = pairs
            && pairs.iter().all(|pair| matches!(pair.key.kind, ast::ExprKind::Atom(_)))
        {
            for pair in pairs {
                if let ast::ExprKind::Atom(key) = &pair.key.kind {
                    blocks.place(key, pair.key.span, &pair.value);
                }
            }
            call.arguments.pop();
        }
        for section in call.sections {
            let key = match section.kind {
                SectionKind::Do => "do",
                SectionKind::Else => "else",
                SectionKind::Rescue => "rescue",
                SectionKind::Catch => "catch",
                SectionKind::After => "after",
            };
            blocks.place(key, section.span, &section.body);
        }
        blocks
    }
}

/// Forms that nothing can be named like.
pub(super) fn is_special_form(name: &str) -> bool {
    matches!(
        name,
        "case"
            | "cond"
            | "for"
            | "with"
            | "try"
            | "receive"
            | "quote"
            | "fn"
            | "alias"
            | "import"
            | "require"
            | "super"
            | "unquote"
    )
}

/// Macros of `Kernel` that are resolved here.
pub(super) fn is_macro(name: &str, arity: usize) -> bool {
    matches!(
        (name, arity),
        (
            "if" | "unless"
                | "match?"
                | "then"
                | "tap"
                | "destructure"
                | "raise"
                | "put_in"
                | "update_in"
                | "get_and_update_in"
                | "reraise",
            2
        ) | ("get_in" | "pop_in" | "raise" | "throw", 1)
            | ("reraise", 3)
    )
}

impl<'a> Resolver<'a> {
    /// Resolves a special form or macro; hands the call back if it is none.
    pub(super) fn form(&mut self, call: Written<'a>) -> Result<ir::Expr, Written<'a>> {
        let arity = call.arguments.len();
        let blocks = usize::from(!call.sections.is_empty());
        let done = match (call.name, arity + blocks) {
            ("if", 2) => self.guarded(call, |this, call| this.if_form(call, false)),
            ("unless", 2) => self.guarded(call, |this, call| this.if_form(call, true)),
            ("if" | "unless", 0 | 1 | 3..) => self.malformed(call, "a condition and a `do` block"),
            ("case", 2) => self.guarded(call, Self::case_form),
            ("case", _) => self.malformed(call, "a value and a `do` block with clauses"),
            ("cond", 1) => self.guarded(call, Self::cond_form),
            ("cond", _) => self.malformed(call, "a `do` block with clauses"),
            ("with", _) => self.guarded(call, Self::with_form),
            ("for", _) => self.guarded(call, Self::for_form),
            ("try", 1) => self.guarded(call, |this, mut call| {
                let blocks = Blocks::take(&mut call);
                this.try_form(blocks, call.span)
            }),
            ("try", _) => self.malformed(call, "a `do` block"),
            ("match?", 2) => self.guarded(call, Self::match_form),
            ("destructure", 2) => self.guarded(call, Self::destructure_form),
            ("then", 2) => self.guarded(call, Self::then_form),
            ("tap", 2) => self.guarded(call, Self::tap_form),
            ("raise", 1 | 2) | ("reraise", 2 | 3) | ("throw", 1) => self.guarded(call, Self::raise_form),
            ("get_in", 1) | ("put_in" | "update_in" | "get_and_update_in", 2) | ("pop_in", 1) => {
                self.guarded(call, Self::path_form)
            }
            ("alias" | "import" | "require", _) => self.directive(call),
            ("use", _) => self.error_with_help(
                codes::REFUSED_FORM,
                call.span,
                "`use` is not available",
                "macros are not part of the language; `import` and `alias` are",
            ),
            ("apply", 2) => match call.arguments.as_slice() {
                [function, ast::Expr { kind: ast::ExprKind::List(elements), .. }]
                    if elements.iter().all(|element| {
                        !matches!(element.kind, ast::ExprKind::Keywords(_) | ast::ExprKind::Binary(BinaryOp::Bar, ..))
                    }) =>
                {
                    if self.guard {
                        self.not_in_guard("apply/2", call.span)
                    } else {
                        self.apply(function, elements, call.span)
                    }
                }
                _ => return Err(call),
            },
            (
                "receive" | "quote" | "unquote" | "unquote_splicing" | "super" | "binding" | "dbg" | "var!" | "alias!"
                | "exit" | "defstruct" | "defexception" | "defprotocol" | "defimpl" | "defdelegate" | "defmacro"
                | "defmacrop" | "defguard" | "defguardp" | "defoverridable",
                _,
            ) => self.refused(call),
            ("def" | "defp" | "defmodule", _) => {
                let what = if call.name == "defmodule" { "modules" } else { "functions" };
                self.error_with_help(
                    codes::INNER_DEFINITION,
                    call.span,
                    format!("{what} cannot be defined inside a function"),
                    "move the definition to the top level, beside the function",
                )
            }
            _ => return Err(call),
        };
        Ok(done)
    }

    /// A form that no guard may hold.
    fn guarded(&mut self, call: Written<'a>, form: impl FnOnce(&mut Self, Written<'a>) -> ir::Expr) -> ir::Expr {
        if self.guard {
            return self.error_with_help(
                codes::INVALID_GUARD,
                call.span,
                format!("cannot use `{}` inside a guard", call.name),
                "do it in the body",
            );
        }
        form(self, call)
    }

    #[cold]
    fn refused(&mut self, call: Written<'a>) -> ir::Expr {
        let reason = names::refused_form(call.name).unwrap_or("it is not part of the language");
        self.error_with_help(codes::REFUSED_FORM, call.span, format!("`{}` is not available", call.name), reason)
    }

    #[cold]
    fn malformed(&mut self, call: Written<'a>, takes: &str) -> ir::Expr {
        self.error(codes::MALFORMED, call.span, format!("`{}` takes {takes}", call.name))
    }

    #[cold]
    pub(super) fn missing_block(&mut self, name: &str, span: Span) -> ir::Expr {
        self.error_with_help(
            codes::MALFORMED,
            span,
            format!("`{name}` needs a `do` block"),
            format!("write `{name} … do … end`"),
        )
    }

    /// Reports a repeated section and options that the form does not know.
    pub(super) fn check_blocks(&mut self, name: &str, blocks: &Blocks<'a>, allowed: &[&str]) {
        if let Some(span) = blocks.repeated {
            self.error(codes::MALFORMED, span, format!("duplicated block in `{name}`"));
        }
        let sections =
            [("else", blocks.otherwise), ("rescue", blocks.rescue), ("catch", blocks.catch), ("after", blocks.after)];
        for (key, section) in sections {
            if let Some(section) = section
                && !allowed.contains(&key)
            {
                self.error(codes::MALFORMED, section.span, format!("unexpected option `{key}` in `{name}`"));
            }
        }
        for (key, span, _) in &blocks.options {
            if !allowed.contains(key) {
                self.error(codes::MALFORMED, *span, format!("unexpected option `{key}` in `{name}`"));
            }
        }
    }

    /// The clauses of a block.
    pub(super) fn clauses_of(&mut self, name: &str, section: &str, block: &'a ast::Expr) -> &'a [ast::Clause] {
        match &block.kind {
            ast::ExprKind::Clauses(clauses) => clauses,
            ast::ExprKind::Error => &[],
            _ => {
                self.error_with_help(
                    codes::MALFORMED,
                    block.span,
                    format!("invalid \"{section}\" block in \"{name}\", it expects \"pattern -> expr\" clauses"),
                    "write each case as `pattern -> result`",
                );
                &[]
            }
        }
    }

    // ----- if, case, cond -----

    fn if_form(&mut self, mut call: Written<'a>, negated: bool) -> ir::Expr {
        let blocks = Blocks::take(&mut call);
        self.check_blocks(call.name, &blocks, &["else"]);
        let ([condition], Some(body)) = (call.arguments.as_slice(), blocks.body) else {
            self.exprs(call.arguments);
            return self.missing_block(call.name, call.span);
        };
        self.check_condition(condition);
        let condition = self.expr(condition);
        let yes = self.scoped(|this| this.expr(body));
        let no = match blocks.otherwise {
            Some(otherwise) => self.scoped(|this| this.expr(otherwise)),
            None => nil(call.span),
        };
        let (yes, no) = if negated { (no, yes) } else { (yes, no) };
        make(ExprKind::If(Box::new(condition), Box::new(yes), Box::new(no)), call.span)
    }

    fn case_form(&mut self, mut call: Written<'a>) -> ir::Expr {
        let blocks = Blocks::take(&mut call);
        self.check_blocks("case", &blocks, &[]);
        let ([subject], Some(body)) = (call.arguments.as_slice(), blocks.body) else {
            self.exprs(call.arguments);
            return self.missing_block("case", call.span);
        };
        let clauses = self.clauses_of("case", "do", body);
        for clause in clauses {
            if let [pattern] = clause.parameters.as_slice() {
                self.check_equal(subject, pattern);
            }
        }
        let subject = self.expr(subject);
        let clauses = self.clauses(clauses, 1, "case");
        make(ExprKind::Case(Box::new(subject), clauses), call.span)
    }

    /// Clauses over a number of values.
    pub(super) fn clauses(&mut self, clauses: &'a [ast::Clause], count: usize, form: &str) -> Vec<ir::Clause> {
        let mut all: Vec<ir::Clause> = Vec::with_capacity(clauses.len());
        for clause in clauses {
            if clause.parameters.len() != count {
                let span = clause.parameters.first().map_or(clause.span, |first| first.span);
                let expected = if count == 1 { "one argument".to_owned() } else { format!("{count} arguments") };
                self.error(codes::MALFORMED, span, format!("expected {expected} for clauses (->) in \"{form}\""));
                continue;
            }
            let clause = self.clause(clause, &[]);
            self.push_clause(&mut all, clause);
        }
        all
    }

    /// Adds a clause; warns where an earlier one always matches.
    pub(super) fn push_clause(&mut self, all: &mut Vec<ir::Clause>, clause: ir::Clause) {
        if let Some(before) = all.last()
            && always_matches(before)
            && !self.failed_at(before.span)
        {
            let related = before.span;
            self.report(
                Diagnostic::warning(
                    codes::UNREACHABLE_CLAUSE,
                    head(&clause, self.source),
                    "this clause cannot match because a previous clause always matches",
                )
                .related(head(before, self.source).to(Span { start: related.start, end: related.start }), "this one"),
            );
        }
        all.push(clause);
    }

    fn cond_form(&mut self, mut call: Written<'a>) -> ir::Expr {
        let blocks = Blocks::take(&mut call);
        self.check_blocks("cond", &blocks, &[]);
        let Some(body) = blocks.body else { return self.missing_block("cond", call.span) };
        let clauses = self.clauses_of("cond", "do", body);
        let mut pairs = Vec::with_capacity(clauses.len());
        for clause in clauses {
            let [condition] = clause.parameters.as_slice() else {
                self.error(codes::MALFORMED, clause.span, "expected one argument for clauses (->) in \"cond\"");
                continue;
            };
            if let Some(guard) = &clause.guard {
                self.error(codes::MALFORMED, guard.span, "a condition of `cond` takes no `when`");
            }
            if matches!(&condition.kind, ast::ExprKind::Identifier(name) if name == "_") {
                self.error_with_help(
                    codes::MALFORMED,
                    condition.span,
                    "invalid use of _ inside \"cond\"",
                    "if you want the last clause to always match, you probably meant to use: true ->",
                );
                continue;
            }
            self.check_condition(condition);
            pairs.push(self.scoped(|this| {
                let condition = this.expr(condition);
                let body = this.expr(&clause.body);
                (condition, body)
            }));
        }
        make(ExprKind::Cond(pairs), call.span)
    }

    // ----- with -----

    fn with_form(&mut self, mut call: Written<'a>) -> ir::Expr {
        let blocks = Blocks::take(&mut call);
        self.check_blocks("with", &blocks, &["else"]);
        let Some(body) = blocks.body else {
            self.scoped(|this| call.arguments.iter().for_each(|argument| drop(this.with_step(argument))));
            return self.missing_block("with", call.span);
        };
        let mark = self.mark();
        let steps: Vec<WithStep> = call.arguments.iter().map(|argument| self.with_step(argument)).collect();
        let body = self.expr(body);
        self.reset(mark);
        let mut otherwise = Vec::new();
        let has_else = blocks.otherwise.is_some();
        if let Some(block) = blocks.otherwise {
            let clauses = self.clauses_of("with", "else", block);
            otherwise = self.clauses(clauses, 1, "with");
        }
        if steps.is_empty() {
            return body;
        }
        make(ExprKind::With(Box::new(With { steps, body, otherwise, has_else })), call.span)
    }

    fn with_step(&mut self, argument: &'a ast::Expr) -> WithStep {
        match &argument.kind {
            ast::ExprKind::Binary(BinaryOp::Arrow, _, pattern, value) => {
                let value = self.expr(value);
                let (pattern, guard) = self.guarded_pattern(pattern);
                WithStep::Match(pattern, guard, value)
            }
            _ => WithStep::Do(self.expr(argument)),
        }
    }

    /// `pattern` or `pattern when guard`, bound from here on.
    fn guarded_pattern(&mut self, pattern: &'a ast::Expr) -> (ir::Pattern, Option<ir::Expr>) {
        match &pattern.kind {
            ast::ExprKind::Binary(BinaryOp::When, _, pattern, guard) => {
                let pattern = self.match_pattern(pattern);
                let guard = self.guard(guard);
                (pattern, Some(guard))
            }
            _ => (self.match_pattern(pattern), None),
        }
    }

    // ----- for -----

    fn for_form(&mut self, mut call: Written<'a>) -> ir::Expr {
        let blocks = Blocks::take(&mut call);
        self.check_blocks("for", &blocks, &["into", "uniq", "reduce"]);
        let option =
            |name: &str| blocks.options.iter().find(|(key, ..)| *key == name).map(|(_, span, value)| (*span, *value));
        // Options are seen outside of the comprehension and evaluated before it.
        let into = option("into").map(|(_, value)| self.expr(value));
        let initial = option("reduce").map(|(_, value)| self.expr(value));
        let uniq = match option("uniq") {
            None => false,
            Some((_, ast::Expr { kind: ast::ExprKind::Atom(name), .. })) if name == "true" => true,
            Some((_, ast::Expr { kind: ast::ExprKind::Atom(name), .. })) if name == "false" => false,
            Some((span, _)) => {
                self.error(codes::MALFORMED, span, ":uniq option for comprehensions only accepts a boolean");
                false
            }
        };
        if let Some((span, _)) = option("reduce")
            && (option("into").is_some() || option("uniq").is_some())
        {
            self.error(codes::MALFORMED, span, "cannot use :reduce alongside :into/:uniq in comprehension");
        }
        let mark: Mark = self.mark();
        let mut qualifiers = Vec::with_capacity(call.arguments.len());
        for argument in &call.arguments {
            let (qualifier, guard) = self.qualifier(argument);
            qualifiers.push(qualifier);
            qualifiers.extend(guard);
        }
        if let Some(Qualifier::Filter(_)) | None = qualifiers.first() {
            self.error_with_help(
                codes::MALFORMED,
                call.span,
                "for comprehensions must start with a generator",
                "write `for x <- list, do: …`",
            );
        }
        let collect = match (blocks.body, initial) {
            (None, _) => {
                self.missing_block("for", call.span);
                Collect::Into { body: nil(call.span), into, uniq }
            }
            (Some(body), Some(initial)) => {
                let clauses = match &body.kind {
                    ast::ExprKind::Clauses(clauses) => clauses.as_slice(),
                    _ => {
                        self.error_with_help(
                            codes::MALFORMED,
                            body.span,
                            "when using :reduce with comprehensions, the do block must be written using acc -> expr clauses",
                            "write `do acc -> … end`",
                        );
                        &[]
                    }
                };
                Collect::Reduce { initial, clauses: self.clauses(clauses, 1, "for") }
            }
            (Some(body), None) => {
                if let ast::ExprKind::Clauses(_) = body.kind {
                    self.error(
                        codes::MALFORMED,
                        body.span,
                        "the do block was written using acc -> expr clauses but the :reduce option was not given",
                    );
                    Collect::Into { body: nil(call.span), into, uniq }
                } else {
                    Collect::Into { body: self.expr(body), into, uniq }
                }
            }
        };
        self.reset(mark);
        make(ExprKind::For(Box::new(ir::For { qualifiers, collect })), call.span)
    }

    /// A qualifier as it is written, and the filter that a guard of it is.
    fn qualifier(&mut self, argument: &'a ast::Expr) -> (Qualifier, Option<Qualifier>) {
        let qualifier = match &argument.kind {
            ast::ExprKind::Binary(BinaryOp::Arrow, _, pattern, source) => {
                let source = self.expr(source);
                let (pattern, guard) = self.guarded_pattern(pattern);
                let generator = Qualifier::Generator(pattern, source);
                return (generator, guard.map(|guard| Qualifier::Filter(self.generator_guard(guard))));
            }
            ast::ExprKind::Bitstring(segments)
                if let Some((
                    ast::Expr { kind: ast::ExprKind::Binary(BinaryOp::Arrow, _, last, source), .. },
                    before,
                )) = segments.split_last() =>
            {
                let source = self.expr(source);
                let segments = self.bit_generator(before.iter().chain(std::iter::once(&**last)));
                Qualifier::Bits(segments, source)
            }
            _ => Qualifier::Filter(self.expr(argument)),
        };
        (qualifier, None)
    }

    // ----- match?, destructure, then, tap -----

    fn match_form(&mut self, call: Written<'a>) -> ir::Expr {
        let [pattern, value] = call.arguments.as_slice() else {
            return self.malformed(call, "a pattern and a value");
        };
        let value = self.expr(value);
        let mark = self.mark();
        let (pattern, guard) = self.guarded_pattern(pattern);
        self.reset(mark);
        let clause = ir::Clause {
            patterns: vec![pattern],
            guard,
            body: literal(Literal::bool(true), call.span),
            span: call.span,
        };
        make(ExprKind::MatchTest(Box::new(value), Box::new(clause)), call.span)
    }

    fn destructure_form(&mut self, call: Written<'a>) -> ir::Expr {
        let [pattern, value] = call.arguments.as_slice() else {
            return self.malformed(call, "a list of patterns and a value");
        };
        let ast::ExprKind::List(elements) = &pattern.kind else {
            return self.error(codes::MALFORMED, pattern.span, "destructure/2 takes a list of patterns");
        };
        let value = self.expr(value);
        let count = literal(Literal::Int(elements.len() as i64), call.span);
        let list = self.form_call("destructure", vec![value, count], call.span);
        let pattern = self.match_pattern(pattern);
        make(ExprKind::Match(Box::new(pattern), Box::new(list)), call.span)
    }

    fn then_form(&mut self, call: Written<'a>) -> ir::Expr {
        let [value, function] = call.arguments.as_slice() else {
            return self.malformed(call, "a value and a function");
        };
        self.apply_written(function, &[value], call.span)
    }

    fn tap_form(&mut self, call: Written<'a>) -> ir::Expr {
        let [value, function] = call.arguments.as_slice() else {
            return self.malformed(call, "a value and a function");
        };
        let span = call.span;
        let (value, function) = self.two(value, function);
        let slot = self.slot(span);
        let bind = make(ExprKind::Match(Box::new(ir::Pattern::Bind(slot)), value), span);
        let argument = make(ExprKind::Slot(slot), span);
        let apply = make(ExprKind::Apply(function, vec![argument]), span);
        make(ExprKind::Block(vec![bind, apply, make(ExprKind::Slot(slot), span)]), span)
    }
}

/// `{:key, value}`
fn is_pair(element: &ast::Expr) -> bool {
    matches!(&element.kind, ast::ExprKind::Tuple(pair)
        if matches!(pair.as_slice(), [ast::Expr { kind: ast::ExprKind::Atom(_), .. }, _]))
}

/// Whether a clause matches whatever comes.
fn always_matches(clause: &ir::Clause) -> bool {
    clause.guard.is_none()
        && clause.patterns.iter().all(|pattern| matches!(pattern, ir::Pattern::Any | ir::Pattern::Bind(_)))
}

/// The first line of a clause.
fn head(clause: &ir::Clause, source: &str) -> Span {
    let text = source.get(clause.span.range()).unwrap_or("");
    let end = text.find("->").map_or(text.len(), |at| at + 2);
    Span { start: clause.span.start, end: clause.span.start + end as u32 }
}

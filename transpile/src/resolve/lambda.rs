//! Functions as values: `fn` and `&`, in place where a library function calls them, with a frame of their own elsewhere.

use super::{CaptureArguments, Frame, Resolver, codes, make, nil, slots};
use crate::ast::{self, BinaryOp, StringPart, UnaryOp};
use crate::ir::{self, Argument, ExprKind, FunctionId, InlineLambda, Lambda, Pattern, Slot, UnaryOperator};
use crate::span::Span;
use philtre_runtime::library;
use philtre_runtime::row::Row;

/// No function takes more.
pub(super) const MAX_ARITY: usize = 255;

/// What `&name/arity` names.
enum Named {
    Row(&'static Row),
    Function(FunctionId),
    /// An operator or macro, by its name.
    Form(String),
    Wrong(ir::Expr),
}

/// What stands behind `&`.
enum Capture<'a> {
    Named(Named, usize, Span),
    Expression(&'a ast::Expr, usize),
    Wrong(ir::Expr),
}

impl<'a> Resolver<'a> {
    /// `patterns when guard -> body`; a variable that is a whole argument takes the slot of that argument.
    pub(super) fn clause(&mut self, clause: &'a ast::Clause, slots: &[Slot]) -> ir::Clause {
        let mark = self.mark();
        let parameters = clause.parameters.iter().enumerate();
        let patterns = self.patterns(parameters.map(|(i, parameter)| (parameter, slots.get(i).copied())));
        let guard = clause.guard.as_ref().map(|guard| self.guard(guard));
        let body = self.expr(&clause.body);
        self.reset(mark);
        ir::Clause { patterns, guard, body, span: clause.span }
    }

    fn clauses_into(&mut self, clauses: &'a [ast::Clause], slots: &[Slot]) -> Vec<ir::Clause> {
        let mut all = Vec::with_capacity(clauses.len());
        for clause in clauses {
            let clause = self.clause(clause, slots);
            self.push_clause(&mut all, clause);
        }
        all
    }

    /// Resolves clauses in a frame of their own.
    fn framed(
        &mut self,
        arity: usize,
        span: Span,
        work: impl FnOnce(&mut Self, &[Slot]) -> Vec<ir::Clause>,
    ) -> ir::Expr {
        let slots: Vec<Slot> = (0..arity as Slot).collect();
        self.frames.push(Frame::new(arity as u16));
        let mut clauses = work(self, &slots);
        let frame = self.frames.pop().unwrap_or_default();
        if !frame.captures.is_empty() {
            slots::renumber(&mut clauses, &|slot| frame.place(slot));
        }
        let slots = frame.slots();
        let names = frame.names.iter().map(|(slot, span)| (frame.place(*slot), *span)).collect();
        let (arity, captures) = (arity as u16, frame.captures);
        make(ExprKind::Lambda(Box::new(Lambda { arity, captures, slots, clauses, names, span })), span)
    }

    // ----- fn -----

    /// The number of parameters that all clauses have.
    fn arity_of(&mut self, clauses: &'a [ast::Clause], span: Span) -> Option<usize> {
        let arity = clauses.first().map_or(0, |clause| clause.parameters.len());
        if let Some(other) = clauses.iter().find(|clause| clause.parameters.len() != arity) {
            self.error(
                codes::MALFORMED,
                other.span,
                "cannot mix clauses with different arities in anonymous functions",
            );
            return None;
        }
        if arity > MAX_ARITY {
            self.error(codes::TOO_LARGE, span, "a function takes at most 255 arguments");
            return None;
        }
        if clauses.is_empty() {
            self.error(codes::MALFORMED, span, "an anonymous function needs a clause");
            return None;
        }
        Some(arity)
    }

    pub(super) fn fn_value(&mut self, clauses: &'a [ast::Clause], span: Span) -> ir::Expr {
        match self.arity_of(clauses, span) {
            Some(arity) => self.framed(arity, span, |this, slots| this.clauses_into(clauses, slots)),
            None => nil(span),
        }
    }

    /// A lambda written where a library function calls it: it runs in the frame around it.
    pub(super) fn inline_lambda(&mut self, argument: &'a ast::Expr, arity: usize) -> Option<InlineLambda> {
        let span = argument.span;
        match &argument.kind {
            ast::ExprKind::Fn(clauses)
                if !clauses.is_empty() && clauses.iter().all(|clause| clause.parameters.len() == arity) =>
            {
                if self.guard {
                    return None;
                }
                let parameters: Vec<Slot> = (0..arity).map(|_| self.slot(span)).collect();
                let clauses = self.deeper(span, |this| this.clauses_into(clauses, &parameters), Vec::new);
                Some(InlineLambda { parameters, clauses, span })
            }
            ast::ExprKind::Unary(UnaryOp::Capture, operand) => {
                if self.guard || capture_arity(operand) != Some(arity) {
                    return None;
                }
                let capture = match self.captured(operand, span) {
                    // What is no function of its own is reported once, here.
                    Capture::Wrong(wrong) => {
                        let clause = ir::Clause { patterns: Vec::new(), guard: None, body: wrong, span };
                        return Some(InlineLambda { parameters: Vec::new(), clauses: vec![clause], span });
                    }
                    capture => capture,
                };
                let parameters: Vec<Slot> = (0..arity).map(|_| self.slot(span)).collect();
                let clauses = vec![self.capture_clause(capture, &parameters, span)];
                Some(InlineLambda { parameters, clauses, span })
            }
            _ => None,
        }
    }

    // ----- & -----

    pub(super) fn capture(&mut self, operand: &'a ast::Expr, span: Span) -> ir::Expr {
        match self.captured(operand, span) {
            Capture::Wrong(wrong) => wrong,
            Capture::Named(Named::Row(row), arity, _) => make(ExprKind::CaptureRow(row, arity), span),
            Capture::Named(Named::Function(function), ..) => make(ExprKind::CaptureLocal(function), span),
            Capture::Named(Named::Wrong(wrong), ..) => wrong,
            Capture::Named(named, arity, at) => self.framed(arity, span, |this, slots| {
                vec![this.capture_clause(Capture::Named(named, arity, at), slots, span)]
            }),
            Capture::Expression(body, arity) if let Some(value) = self.forwarded(body, arity, span) => value,
            Capture::Expression(body, arity) => self.framed(arity, span, |this, slots| {
                vec![this.capture_clause(Capture::Expression(body, arity), slots, span)]
            }),
        }
    }

    /// `&f(&1, &2)` is `&f/2`, as in Elixir.
    fn forwarded(&mut self, body: &'a ast::Expr, arity: usize, span: Span) -> Option<ir::Expr> {
        let in_order = |arguments: &[&ast::Expr]| {
            arguments.len() == arity
                && (1..).zip(arguments).all(|(i, argument)| argument.kind == ast::ExprKind::CaptureArgument(i))
        };
        let row = match &body.kind {
            ast::ExprKind::Call(call)
                if call.sections.is_empty() && in_order(&call.arguments.iter().collect::<Vec<_>>()) =>
            {
                let name = call.name.text.as_str();
                if let Some(function) = self.module.function(name, arity) {
                    return Some(make(ExprKind::CaptureLocal(function), span));
                }
                let imported = self.lexical.imported(name, arity).next();
                imported.or_else(|| self.lexical.kernel(name, arity))?
            }
            ast::ExprKind::Remote(remote)
                if remote.sections.is_empty() && in_order(&remote.arguments.iter().collect::<Vec<_>>()) =>
            {
                let module = self.module_name(&remote.target)?;
                library::find(&module, &remote.name.text, arity)?
            }
            ast::ExprKind::Binary(op, _, left, right) if in_order(&[left, right]) => {
                library::find("Kernel", super::call::function_operator(*op)?, 2)?
            }
            _ => return None,
        };
        // What is not permitted is reported where the body is resolved.
        let pure = row.purity == philtre_runtime::row::Purity::Pure;
        (pure && !self.guard).then(|| make(ExprKind::CaptureRow(row, arity), span))
    }

    fn captured(&mut self, operand: &'a ast::Expr, span: Span) -> Capture<'a> {
        if !self.captures.is_empty() {
            let wrong = self.error_with_help(
                codes::INVALID_CAPTURE,
                span,
                "nested captures are not allowed",
                "you cannot define a function using the capture operator & inside another function defined via &: write `fn … end`",
            );
            return Capture::Wrong(wrong);
        }
        if let Some((target, arity)) = name_and_arity(operand) {
            let Ok(arity) = usize::try_from(arity) else { return Capture::Wrong(self.invalid_capture(span)) };
            if arity > MAX_ARITY {
                let wrong = self.error(codes::TOO_LARGE, span, "a function takes at most 255 arguments");
                return Capture::Wrong(wrong);
            }
            return match self.named(target, arity) {
                Some((Named::Wrong(wrong), _)) => Capture::Wrong(wrong),
                Some((named, at)) => Capture::Named(named, arity, at),
                None => Capture::Wrong(self.invalid_capture(span)),
            };
        }
        let mut seen = Vec::new();
        placeholders(operand, &mut seen);
        seen.sort_unstable();
        seen.dedup();
        if seen.is_empty() {
            return Capture::Wrong(self.invalid_capture(span));
        }
        if let Some((expected, number)) =
            (1..).zip(&seen).find(|(expected, number)| *expected != **number || **number as usize > MAX_ARITY)
        {
            let message = if *number == 0 || *number as usize > MAX_ARITY {
                format!("capture argument &{number} must be numbered between 1 and 255")
            } else {
                format!("capture argument &{number} cannot be defined without &{expected} (you cannot skip arguments)")
            };
            return Capture::Wrong(self.error(codes::INVALID_CAPTURE, span, message));
        }
        if let ast::ExprKind::Block(exprs) = &operand.kind
            && exprs.len() > 1
        {
            let wrong = self.error_with_help(
                codes::INVALID_CAPTURE,
                span,
                "block expressions are not allowed inside the capture operator &",
                "write `fn … end`",
            );
            return Capture::Wrong(wrong);
        }
        Capture::Expression(operand, seen.len())
    }

    #[cold]
    fn invalid_capture(&mut self, span: Span) -> ir::Expr {
        self.error_with_help(
            codes::INVALID_CAPTURE,
            span,
            format!("invalid args for &, got: {}", self.text(span)),
            "expected `&Mod.fun/arity`, `&local/arity`, or an expression with at least one argument as &1, such as `&(&1 + 1)`",
        )
    }

    /// What `&target/arity` names.
    fn named(&mut self, target: &'a ast::Expr, arity: usize) -> Option<(Named, Span)> {
        match &target.kind {
            ast::ExprKind::Identifier(name) => Some((self.named_local(name, arity, target.span), target.span)),
            ast::ExprKind::Call(call) if call.arguments.is_empty() && call.sections.is_empty() => {
                Some((self.named_local(&call.name.text, arity, call.name.span), call.name.span))
            }
            ast::ExprKind::Remote(remote) if remote.arguments.is_empty() && remote.sections.is_empty() => {
                let name = remote.name.text.as_str();
                let span = remote.name.span;
                let Some(module) = self.module_name(&remote.target) else {
                    let wrong = self.error_with_help(
                        codes::DYNAMIC_CALL,
                        span,
                        format!("cannot capture `{name}` of a value"),
                        "modules are names in the source and never values",
                    );
                    return Some((Named::Wrong(wrong), span));
                };
                if let Some(row) = library::find(&module, name, arity) {
                    return Some((self.named_row(row, arity, span), span));
                }
                if module == "Kernel"
                    && let Some(form) = self.form_name(name, arity)
                {
                    return Some((form, span));
                }
                if self.module.name == Some(&*module)
                    && let Some(function) = self.module.function(name, arity)
                {
                    return Some((Named::Function(function), span));
                }
                let named = match self.unknown_function(&module, remote.target.span, name, span, arity) {
                    Some(wrong) => Named::Wrong(wrong),
                    None => Named::Form(format!("{module}.{name}")),
                };
                Some((named, span))
            }
            _ => None,
        }
    }

    fn named_row(&mut self, row: &'static Row, arity: usize, span: Span) -> Named {
        if self.permitted(row, arity, span) { Named::Row(row) } else { Named::Wrong(nil(span)) }
    }

    fn named_local(&mut self, name: &'a str, arity: usize, span: Span) -> Named {
        if let Some(function) = self.module.function(name, arity) {
            return Named::Function(function);
        }
        let imported = self.lexical.imported(name, arity).next().or_else(|| self.lexical.kernel(name, arity));
        if let Some(row) = imported {
            return self.named_row(row, arity, span);
        }
        if let Some(form) = self.form_name(name, arity) {
            return form;
        }
        Named::Wrong(self.undefined_capture(name, arity, span))
    }

    #[cold]
    fn undefined_capture(&mut self, name: &'a str, arity: usize, span: Span) -> ir::Expr {
        let reason = super::names::refused_form(name)
            .or_else(|| super::names::forbidden_function("Kernel", name, arity))
            .map(str::to_owned);
        match reason {
            Some(reason) => self.error_with_help(
                codes::REFUSED_FORM,
                span,
                format!("the function {name}/{arity} is not available"),
                reason,
            ),
            None => {
                let near = self.nearest(name, super::suggest::rows_of("Kernel").map(|row| row.name));
                let message = format!("undefined function {name}/{arity}");
                match near {
                    Some(near) => self.error_with_help(
                        codes::UNDEFINED_FUNCTION,
                        span,
                        message,
                        format!("did you mean `&{near}/{arity}`?"),
                    ),
                    None => self.error(codes::UNDEFINED_FUNCTION, span, message),
                }
            }
        }
    }

    /// Operators and the macros that are functions in all but name.
    fn form_name(&mut self, name: &str, arity: usize) -> Option<Named> {
        let known = match arity {
            1 => super::call::unary_operator(name).is_some() || matches!(name, "raise" | "throw"),
            2 => super::call::binary_operator(name).is_some_and(|op| op != BinaryOp::Pipe) || name == "raise",
            _ => false,
        };
        known.then(|| Named::Form(name.to_owned()))
    }

    /// The one clause of a capture whose arguments lie in those slots.
    fn capture_clause(&mut self, capture: Capture<'a>, slots: &[Slot], span: Span) -> ir::Clause {
        let patterns = slots.iter().map(|slot| Pattern::Bind(*slot)).collect();
        let values = |at: Span| slots.iter().map(move |slot| make(ExprKind::Slot(*slot), at));
        let body = match capture {
            Capture::Wrong(wrong) | Capture::Named(Named::Wrong(wrong), ..) => wrong,
            // An operator is no call.
            Capture::Named(Named::Row(row), arity, at)
                if row.module == "Kernel"
                    && (arity == 2 && super::call::binary_operator(row.name).is_some()
                        || arity == 1 && super::call::unary_operator(row.name).is_some()) =>
            {
                self.form_on_values(row.name, values(at).collect(), at)
            }
            Capture::Named(Named::Row(row), _, at) => {
                let arguments = super::call::fill(row, values(at).map(Argument::Value).collect(), at);
                make(ExprKind::Call(row, arguments), at)
            }
            Capture::Named(Named::Function(function), _, at) => {
                make(ExprKind::Local(function, values(at).collect()), at)
            }
            Capture::Named(Named::Form(name), _, at) => self.form_on_values(&name, values(at).collect(), at),
            Capture::Expression(body, _) => {
                let frame = self.frame_depth();
                self.captures.push(CaptureArguments { frame, slots: slots.to_vec() });
                let body = self.scoped(|this| this.expr(body));
                self.captures.pop();
                body
            }
        };
        ir::Clause { patterns, guard: None, body, span }
    }

    /// An operator over values that are resolved already.
    fn form_on_values(&mut self, name: &str, values: Vec<ir::Expr>, span: Span) -> ir::Expr {
        use ast::BinaryOp as B;
        if let Some((module, function)) =
            name.rsplit_once('.').filter(|(module, _)| !module.is_empty() && *module != ".")
        {
            let (module, function) = (module.to_owned(), function.to_owned());
            return self.raise_undefined(&module, &function, values, span);
        }
        let mut values = values;
        match (name, values.len()) {
            ("raise", 1) => return self.form_call("raise", values, span),
            ("raise", 2) => return self.form_call("raise_with", values, span),
            ("throw", 1) => return self.form_call("throw", values, span),
            (_, 1) => {
                let operand = values.pop().unwrap_or_else(|| nil(span));
                let operator = match name {
                    "+" => UnaryOperator::Plus,
                    "-" => UnaryOperator::Minus,
                    "!" => UnaryOperator::Bang,
                    _ => UnaryOperator::Not,
                };
                return make(ExprKind::Unary(operator, Box::new(operand)), span);
            }
            _ => {}
        }
        let (Some(right), Some(left), Some(op)) = (values.pop(), values.pop(), super::call::binary_operator(name))
        else {
            return nil(span);
        };
        let (left, right) = (Box::new(left), Box::new(right));
        use ir::BinaryOperator as O;
        let operator = match op {
            B::Add => O::Add,
            B::Sub => O::Sub,
            B::Mul => O::Mul,
            B::Div => O::Div,
            B::Equal => O::Equal,
            B::NotEqual => O::NotEqual,
            B::StrictEqual => O::StrictEqual,
            B::StrictNotEqual => O::StrictNotEqual,
            B::Less => O::Less,
            B::LessEqual => O::LessEqual,
            B::Greater => O::Greater,
            B::GreaterEqual => O::GreaterEqual,
            B::Concat => O::Concat,
            B::Subtract => O::Subtract,
            B::And => return make(ExprKind::And(left, right), span),
            B::Or => return make(ExprKind::Or(left, right), span),
            B::AndAlso => return make(ExprKind::AndAlso(left, right), span),
            B::OrElse => return make(ExprKind::OrElse(left, right), span),
            B::BinaryConcat => return make(ExprKind::BinaryConcat(vec![*left, *right]), span),
            B::In => return self.library_call("Enum", "member?", vec![*right, *left], span),
            B::Range => return self.library_call("Range", "new", vec![*left, *right], span),
            B::MatchOp => return self.library_call("Kernel", "=~", vec![*left, *right], span),
            _ => return self.library_call("Kernel", "**", vec![*left, *right], span),
        };
        make(ExprKind::Binary(operator, left, right), span)
    }

    /// `&1`
    pub(super) fn capture_argument(&mut self, number: u32, span: Span) -> ir::Expr {
        let place = self.captures.last().map(|capture| {
            let slot = (number as usize).checked_sub(1).and_then(|at| capture.slots.get(at).copied());
            (capture.frame, slot)
        });
        match place {
            Some((frame, Some(slot))) => {
                let slot = self.reach(frame, slot);
                make(ExprKind::Slot(slot), span)
            }
            _ => self.error(
                codes::INVALID_CAPTURE,
                span,
                format!("capture argument &{number} must be used within the capture operator &"),
            ),
        }
    }
}

/// `name/2` as what names the function, and the number.
fn name_and_arity(operand: &ast::Expr) -> Option<(&ast::Expr, i64)> {
    let ast::ExprKind::Binary(BinaryOp::Div, _, target, arity) = &operand.kind else { return None };
    let ast::ExprKind::Integer(arity) = arity.kind else { return None };
    let names = match &target.kind {
        ast::ExprKind::Identifier(_) => true,
        ast::ExprKind::Call(call) => call.arguments.is_empty() && call.sections.is_empty() && !call.parens,
        ast::ExprKind::Remote(remote) => remote.arguments.is_empty() && remote.sections.is_empty() && !remote.parens,
        _ => false,
    };
    names.then_some((target, arity))
}

/// How many arguments the function takes that a capture makes.
fn capture_arity(operand: &ast::Expr) -> Option<usize> {
    if let Some((_, arity)) = name_and_arity(operand) {
        return usize::try_from(arity).ok();
    }
    let mut seen = Vec::new();
    placeholders(operand, &mut seen);
    seen.iter().max().map(|max| *max as usize)
}

/// The numbers of all `&1`, `&2` … in an expression.
fn placeholders(expr: &ast::Expr, seen: &mut Vec<u32>) {
    if let ast::ExprKind::CaptureArgument(number) = expr.kind {
        seen.push(number);
        return;
    }
    children(expr, &mut |child| {
        stacker::maybe_grow(super::RED_ZONE, super::SEGMENT, || placeholders(child, seen));
    });
}

/// Calls `each` for every expression directly inside another.
pub(super) fn children<'a>(expr: &'a ast::Expr, each: &mut dyn FnMut(&'a ast::Expr)) {
    use ast::ExprKind as E;
    match &expr.kind {
        E::Integer(_)
        | E::BigInteger(_)
        | E::Float(_)
        | E::Atom(_)
        | E::Alias(_)
        | E::Identifier(_)
        | E::FullRange
        | E::CaptureArgument(_)
        | E::Error => {}
        E::String(parts) | E::Charlist(parts) | E::DynamicAtom(parts) => in_parts(parts, each),
        E::Sigil(sigil) => in_parts(&sigil.parts, each),
        E::Call(call) => {
            call.arguments.iter().for_each(&mut *each);
            call.sections.iter().for_each(|section| each(&section.body));
        }
        E::Remote(remote) => {
            each(&remote.target);
            remote.arguments.iter().for_each(&mut *each);
            remote.sections.iter().for_each(|section| each(&section.body));
        }
        E::Apply(function, arguments) => {
            each(function);
            arguments.iter().for_each(each);
        }
        E::Access(a, b) | E::Binary(_, _, a, b) => {
            each(a);
            each(b);
        }
        E::Unary(_, a) => each(a),
        E::SteppedRange(a, b, c) => {
            each(a);
            each(b);
            each(c);
        }
        E::Tuple(all) | E::List(all) | E::Bitstring(all) | E::Block(all) => all.iter().for_each(each),
        E::Keywords(pairs) => in_pairs(pairs, each),
        E::Map(base, pairs) => {
            base.as_deref().into_iter().for_each(&mut *each);
            in_pairs(pairs, each);
        }
        E::Struct(name, base, pairs) => {
            each(name);
            base.as_deref().into_iter().for_each(&mut *each);
            in_pairs(pairs, each);
        }
        E::Fn(clauses) | E::Clauses(clauses) => {
            for clause in clauses {
                clause.parameters.iter().for_each(&mut *each);
                clause.guard.iter().for_each(&mut *each);
                each(&clause.body);
            }
        }
    }
}

fn in_parts<'a>(parts: &'a [StringPart], each: &mut dyn FnMut(&'a ast::Expr)) {
    for part in parts {
        if let StringPart::Interpolation(expr) = part {
            each(expr);
        }
    }
}

fn in_pairs<'a>(pairs: &'a [ast::Pair], each: &mut dyn FnMut(&'a ast::Expr)) {
    for pair in pairs {
        each(&pair.key);
        each(&pair.value);
    }
}

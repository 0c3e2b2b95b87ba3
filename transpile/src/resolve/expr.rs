//! Expressions: literals, variables, operators, data structures.

use super::{Resolver, codes, literal, make, module_atom, nil};
use crate::ast::{self, BinaryOp, StringPart, UnaryOp};
use crate::diagnostic::Diagnostic;
use crate::ir::{self, BinaryOperator, ExprKind, Literal, UnaryOperator};
use crate::span::Span;

impl<'a> Resolver<'a> {
    /// An expression.
    pub(super) fn expr(&mut self, expr: &'a ast::Expr) -> ir::Expr {
        // Leaves need no stack.
        match &expr.kind {
            ast::ExprKind::Integer(i) => return literal(Literal::Int(*i), expr.span),
            ast::ExprKind::Atom(name) => return literal(Literal::Atom(name.clone()), expr.span),
            ast::ExprKind::Identifier(name) => return self.identifier(name, expr.span),
            _ => {}
        }
        self.deeper(expr.span, |this| this.expr_deeper(expr), || nil(expr.span))
    }

    fn expr_deeper(&mut self, expr: &'a ast::Expr) -> ir::Expr {
        let span = expr.span;
        if self.guard && !self.allowed_in_guard(expr) {
            return nil(span);
        }
        match &expr.kind {
            ast::ExprKind::Integer(i) => literal(Literal::Int(*i), span),
            ast::ExprKind::BigInteger(i) => literal(Literal::Big(i.clone()), span),
            ast::ExprKind::Float(f) => literal(Literal::Float(*f), span),
            ast::ExprKind::String(parts) => self.string(parts, span),
            ast::ExprKind::Charlist(parts) => {
                self.single_quotes(span);
                self.charlist(parts, span)
            }
            ast::ExprKind::Atom(name) => literal(Literal::Atom(name.clone()), span),
            ast::ExprKind::DynamicAtom(parts) => self.dynamic_atom(parts, span),
            ast::ExprKind::Alias(segments) => self.alias_value(segments, span),
            ast::ExprKind::Identifier(name) => self.identifier(name, span),
            ast::ExprKind::Call(call) => self.call(call),
            ast::ExprKind::Remote(remote) => self.remote(remote, span),
            ast::ExprKind::Apply(function, arguments) => self.apply(function, arguments, span),
            ast::ExprKind::Access(container, key) => {
                self.check_key(container, key);
                let (container, key) = self.two(container, key);
                make(ExprKind::Access(container, key), span)
            }
            ast::ExprKind::Unary(op, operand) => self.unary(*op, operand, span),
            ast::ExprKind::Binary(op, op_span, left, right) => self.binary(*op, *op_span, left, right, span),
            ast::ExprKind::SteppedRange(first, last, step) => self.stepped_range([first, last, step], span),
            ast::ExprKind::FullRange => literal(super::range::range_literal(0, -1, 1), span),
            ast::ExprKind::CaptureArgument(number) => self.capture_argument(*number, span),
            ast::ExprKind::Tuple(elements) => {
                let elements = self.exprs(elements);
                tuple(elements, span)
            }
            ast::ExprKind::List(elements) => self.list(elements, span),
            ast::ExprKind::Keywords(pairs) => {
                let pairs = self.keyword_elements(pairs);
                list(pairs, None, span)
            }
            ast::ExprKind::Map(base, pairs) => {
                let mut base_value = None;
                let mut entries = Vec::with_capacity(pairs.len());
                let parts = base.as_deref().into_iter().chain(pairs.iter().flat_map(|pair| [&pair.key, &pair.value]));
                let mut key = None;
                let has_base = base.is_some();
                self.side_by_side(parts, |this, part| {
                    let value = this.expr(part);
                    if has_base && base_value.is_none() {
                        base_value = Some(value);
                    } else if let Some(key) = key.take() {
                        entries.push((key, value));
                    } else {
                        key = Some(value);
                    }
                });
                match base_value {
                    Some(base) => make(ExprKind::MapUpdate(Box::new(base), entries), span),
                    None => map(entries, span),
                }
            }
            ast::ExprKind::Struct(name, base, pairs) => self.structure(name, base.as_deref(), pairs, span),
            ast::ExprKind::Bitstring(segments) => self.bitstring(segments, span),
            ast::ExprKind::Fn(clauses) => self.fn_value(clauses, span),
            ast::ExprKind::Sigil(sigil) => self.sigil(sigil, span),
            ast::ExprKind::Block(exprs) => self.block(exprs, span),
            ast::ExprKind::Clauses(_) => self.error(codes::MALFORMED, span, "unexpected `->` clauses"),
            ast::ExprKind::Error => nil(span),
        }
    }

    /// Expressions side by side.
    pub(super) fn exprs(&mut self, exprs: impl IntoIterator<Item = &'a ast::Expr>) -> Vec<ir::Expr> {
        let exprs = exprs.into_iter();
        let mut values = Vec::with_capacity(exprs.size_hint().0);
        self.side_by_side(exprs, |this, expr| values.push(this.expr(expr)));
        values
    }

    pub(super) fn two(&mut self, left: &'a ast::Expr, right: &'a ast::Expr) -> (Box<ir::Expr>, Box<ir::Expr>) {
        let mark = self.scope.mark();
        let first = self.expr(left);
        let mut writes = Vec::new();
        self.scope.take_since(mark, &mut writes);
        let second = self.expr(right);
        self.scope.put(&writes);
        (Box::new(first), Box::new(second))
    }

    /// `a; b; c`
    pub(super) fn block(&mut self, exprs: &'a [ast::Expr], span: Span) -> ir::Expr {
        let mut values = Vec::with_capacity(exprs.len());
        for expr in exprs {
            values.push(self.expr(expr));
        }
        match values.len() {
            0 => nil(span),
            1 => values.pop().unwrap_or_else(|| nil(span)),
            _ => make(ExprKind::Block(values), span),
        }
    }

    fn identifier(&mut self, name: &'a str, span: Span) -> ir::Expr {
        if let Some(id) = self.visible_variable(name) {
            let slot = self.read(id, span);
            return make(ExprKind::Slot(slot), span);
        }
        match name {
            "__MODULE__" => {
                return match self.module.name {
                    Some(module) => literal(module_atom(module), span),
                    None => nil(span),
                };
            }
            "__STACKTRACE__" if self.rescues > 0 => return literal(Literal::List(Vec::new(), None), span),
            "_" => {
                return self.error_with_help(
                    codes::INVALID_PATTERN,
                    span,
                    "invalid use of _",
                    "`_` stands for what is ignored in a pattern and cannot be read",
                );
            }
            "..." => return self.error(codes::MALFORMED, span, "`...` has no meaning here"),
            _ => {}
        }
        if let Some(refused) = super::names::refused_form(name) {
            return self.error_with_help(codes::REFUSED_FORM, span, format!("`{name}` is not available"), refused);
        }
        // As in Elixir, a name that is no variable may be a call without arguments only where it is written `name()`.
        let mut diagnostic =
            Diagnostic::error(codes::UNDEFINED_VARIABLE, span, format!("undefined variable \"{name}\""))
                .label("not bound here");
        if let Some(help) = self.variable_help(name) {
            diagnostic = diagnostic.help(help);
        }
        self.report(diagnostic)
    }

    /// The variable that a name means here: of the pattern that is being resolved (in sizes), or of the scope.
    pub(super) fn visible_variable(&self, name: &str) -> Option<super::VariableId> {
        self.scope.in_pattern(name, self.pattern).or_else(|| self.scope.lookup(name))
    }

    fn variable_help(&mut self, name: &str) -> Option<String> {
        match name {
            "null" | "undefined" | "none" | "NULL" => return Some("the empty value is written `nil`".to_owned()),
            "console" | "print" | "logger" => {
                return Some("functions do no output; return the value instead".to_owned());
            }
            "this" | "self" => return Some("there are no objects; the message is in the parameters".to_owned()),
            "datetime" | "moment" => {
                return Some("use the modules `Date`, `DateTime` and `NaiveDateTime`".to_owned());
            }
            "math" => return Some("use operators, and the modules `Float` and `Integer`".to_owned()),
            // Before a slash an operator is a name, as in `&+/2`.
            name if !name.starts_with(|first: char| first.is_alphabetic() || first == '_') => {
                return Some(format!("an operand is missing behind `{name}`; a regex is written `~r/…/`"));
            }
            "re" => return Some("use the module `Regex`, or `=~`".to_owned()),
            "return" => return Some("there is no `return`: the last expression is the result".to_owned()),
            _ => {}
        }
        if self.module.has_function(name, 0) {
            return Some(format!("to call the function, write `{name}()`"));
        }
        if !self.may_suggest() {
            return None;
        }
        if let Some(module) = super::suggest::module_names().find(|module| module.eq_ignore_ascii_case(name)) {
            return Some(format!("did you mean the module `{module}`?"));
        }
        let near = super::suggest::nearest(name, self.scope.visible())?;
        Some(format!("did you mean `{near}`?"))
    }

    // ----- texts -----

    /// The text of parts that hold no interpolation.
    pub(super) fn plain(parts: &[StringPart]) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        for part in parts {
            match part {
                StringPart::Text(text) => bytes.extend_from_slice(text),
                StringPart::Interpolation(_) => return None,
            }
        }
        Some(bytes)
    }

    pub(super) fn string(&mut self, parts: &'a [StringPart], span: Span) -> ir::Expr {
        if let Some(bytes) = Self::plain(parts) {
            return literal(Literal::Binary(bytes), span);
        }
        let mut values = Vec::with_capacity(parts.len());
        self.side_by_side(parts, |this, part| {
            values.push(match part {
                StringPart::Text(text) => literal(Literal::Binary(text.clone()), span),
                StringPart::Interpolation(expr) => match &expr.kind {
                    ast::ExprKind::Block(exprs) if exprs.is_empty() => literal(Literal::Binary(Vec::new()), expr.span),
                    _ => this.expr(expr),
                },
            });
        });
        make(ExprKind::Interpolation(values), span)
    }

    #[cold]
    pub(super) fn single_quotes(&mut self, span: Span) {
        let message = "single quotes write a list of numbers";
        let help = "a string stands between double quotes; where the list is meant, write `~c\"…\"`";
        self.report(Diagnostic::warning(codes::CHARLIST, span, message).help(help));
    }

    pub(super) fn charlist(&mut self, parts: &'a [StringPart], span: Span) -> ir::Expr {
        match Self::plain(parts) {
            Some(bytes) => match charlist_literal(&bytes) {
                Some(list) => literal(list, span),
                None => self.error(codes::MALFORMED, span, "a charlist must be valid UTF-8"),
            },
            None => {
                let text = self.string(parts, span);
                self.library_call("String", "to_charlist", vec![text], span)
            }
        }
    }

    fn dynamic_atom(&mut self, parts: &'a [StringPart], span: Span) -> ir::Expr {
        let mut text = Vec::new();
        for part in parts {
            match part {
                StringPart::Text(bytes) => text.extend_from_slice(bytes),
                StringPart::Interpolation(expr) => match self.expr(expr).kind {
                    ExprKind::Literal(Literal::Binary(bytes)) => text.extend(bytes),
                    ExprKind::Literal(Literal::Int(i)) => text.extend(i.to_string().bytes()),
                    ExprKind::Literal(Literal::Atom(name)) if name != "nil" => text.extend(name.bytes()),
                    ExprKind::Literal(Literal::Atom(_)) => {}
                    _ => {
                        return self.error_with_help(
                            codes::DYNAMIC_ATOM,
                            span,
                            "an atom cannot be made at run time",
                            "atoms are never freed in Elixir, so names that come with a message stay strings: \
                             write a string instead",
                        );
                    }
                },
            }
        }
        match String::from_utf8(text) {
            Ok(name) if name.chars().count() <= 255 => literal(Literal::Atom(name), span),
            _ => self.error(codes::DYNAMIC_ATOM, span, "an atom's name is valid UTF-8 of at most 255 characters"),
        }
    }

    // ----- data structures -----

    fn list(&mut self, elements: &'a [ast::Expr], span: Span) -> ir::Expr {
        let mut values = Vec::with_capacity(elements.len());
        let mut tail = None;
        let last = elements.len().saturating_sub(1);
        self.side_by_side(elements.iter().enumerate(), |this, (i, element)| match &element.kind {
            ast::ExprKind::Keywords(pairs) => values.extend(this.keyword_elements(pairs)),
            ast::ExprKind::Binary(BinaryOp::Bar, _, head, rest) if i == last => {
                let (head, rest) = this.two(head, rest);
                values.push(*head);
                tail = Some(rest);
            }
            _ => values.push(this.expr(element)),
        });
        list(values, tail, span)
    }

    /// `key: value` pairs as tuples.
    pub(super) fn keyword_elements(&mut self, pairs: &'a [ast::Pair]) -> Vec<ir::Expr> {
        let mut values = Vec::with_capacity(pairs.len());
        self.side_by_side(pairs, |this, pair| {
            let (key, value) = this.two(&pair.key, &pair.value);
            let span = pair.key.span.to(pair.value.span);
            values.push(tuple(vec![*key, *value], span));
        });
        values
    }

    // ----- operators -----

    pub(super) fn unary(&mut self, op: UnaryOp, operand: &'a ast::Expr, span: Span) -> ir::Expr {
        let operator = match op {
            UnaryOp::Pin => {
                return self.error_with_help(
                    codes::INVALID_PIN,
                    span,
                    format!("misplaced operator {}", self.text(span)),
                    "the pin operator ^ is supported only inside matches",
                );
            }
            UnaryOp::Capture => return self.capture(operand, span),
            UnaryOp::At => return self.attribute(operand, span),
            UnaryOp::BitNot => {
                return self.bitwise_operator("~~~", vec![operand], span);
            }
            UnaryOp::Ellipsis => return self.error(codes::MALFORMED, span, "`...` has no meaning here"),
            UnaryOp::Plus => UnaryOperator::Plus,
            UnaryOp::Minus => UnaryOperator::Minus,
            UnaryOp::Bang => UnaryOperator::Bang,
            UnaryOp::Not => {
                // `not a in b` is `not(a in b)`.
                UnaryOperator::Not
            }
        };
        let value = self.expr(operand);
        negated(operator, value, span)
    }

    pub(super) fn binary(
        &mut self,
        op: BinaryOp,
        op_span: Span,
        left: &'a ast::Expr,
        right: &'a ast::Expr,
        span: Span,
    ) -> ir::Expr {
        use BinaryOp as B;
        let operator = match op {
            B::Add => BinaryOperator::Add,
            B::Sub => BinaryOperator::Sub,
            B::Mul => BinaryOperator::Mul,
            B::Div => BinaryOperator::Div,
            B::Equal => BinaryOperator::Equal,
            B::NotEqual => BinaryOperator::NotEqual,
            B::StrictEqual => BinaryOperator::StrictEqual,
            B::StrictNotEqual => BinaryOperator::StrictNotEqual,
            B::Less => BinaryOperator::Less,
            B::LessEqual => BinaryOperator::LessEqual,
            B::Greater => BinaryOperator::Greater,
            B::GreaterEqual => BinaryOperator::GreaterEqual,
            B::Concat => BinaryOperator::Concat,
            B::Subtract => BinaryOperator::Subtract,
            B::And | B::Or | B::AndAlso | B::OrElse => {
                let left = Box::new(self.expr(left));
                let right = Box::new(self.scoped(|this| this.expr(right)));
                let kind = match op {
                    B::And => ExprKind::And(left, right),
                    B::Or => ExprKind::Or(left, right),
                    B::AndAlso => ExprKind::AndAlso(left, right),
                    _ => ExprKind::OrElse(left, right),
                };
                return make(kind, op_span);
            }
            B::Match => {
                self.check_pattern(left, right);
                let value = self.expr(right);
                let pattern = self.match_pattern(left);
                return make(ExprKind::Match(Box::new(pattern), Box::new(value)), op_span);
            }
            B::Pipe => return self.pipe(left, right),
            B::BinaryConcat => return self.binary_concat(left, right, op_span),
            B::In => return self.membership(left, right, op_span),
            B::NotIn => {
                let inside = self.membership(left, right, op_span);
                return negated(UnaryOperator::Not, inside, op_span);
            }
            B::Range => return self.range(left, right, op_span),
            B::MatchOp => {
                let (left, right) = self.two(left, right);
                return self.library_call("Kernel", "=~", vec![*left, *right], op_span);
            }
            B::Power => {
                let (left, right) = self.two(left, right);
                return self.library_call("Kernel", "**", vec![*left, *right], op_span);
            }
            B::ShiftLeft => return self.bitwise_operator("<<<", vec![left, right], op_span),
            B::ShiftRight => return self.bitwise_operator(">>>", vec![left, right], op_span),
            B::BitAnd => return self.bitwise_operator("&&&", vec![left, right], op_span),
            B::BitOr => return self.bitwise_operator("|||", vec![left, right], op_span),
            B::Custom(name) => return self.custom_operator(name, left, right, op_span),
            B::Type => {
                return self.error_with_help(
                    codes::MALFORMED,
                    op_span,
                    "misplaced operator ::",
                    "`::` gives the type of a segment inside `<<` and `>>`",
                );
            }
            B::Arrow => {
                return self.error_with_help(
                    codes::MALFORMED,
                    op_span,
                    "misplaced operator <-",
                    "`<-` stands in `for` and `with`; write `=` to match",
                );
            }
            B::Default => {
                return self.error_with_help(
                    codes::MALFORMED,
                    op_span,
                    "misplaced operator \\\\",
                    "`\\\\` gives a default to a parameter in `def` and `defp`",
                );
            }
            B::When => {
                return self.error_with_help(
                    codes::MALFORMED,
                    op_span,
                    "misplaced operator when",
                    "`when` stands behind the patterns of a clause",
                );
            }
            B::Bar => {
                return self.error_with_help(
                    codes::MALFORMED,
                    op_span,
                    "misplaced operator |",
                    "`|` stands in `[head | tail]` and `%{map | key: value}`; write `||` or `or`",
                );
            }
            B::FatArrow => {
                return self.error_with_help(
                    codes::MALFORMED,
                    op_span,
                    "misplaced operator =>",
                    "`=>` stands between a key and its value in `%{}`",
                );
            }
        };
        match op {
            B::Equal | B::NotEqual | B::StrictEqual | B::StrictNotEqual => {
                self.check_equal(left, right);
                self.check_equal(right, left);
            }
            B::Add | B::Sub | B::Mul | B::Div | B::Concat | B::Subtract => {
                self.check_text(self.text(op_span), op_span, [left, right]);
            }
            _ => {}
        }
        let (left, right) = self.two(left, right);
        super::fold::binary(operator, left, right, span_of(op_span, span))
    }

    /// `a <> b <> c`: one flat list, however long.
    fn binary_concat(&mut self, left: &'a ast::Expr, right: &'a ast::Expr, span: Span) -> ir::Expr {
        let mut sources = vec![left];
        let mut rest = right;
        while let ast::ExprKind::Binary(BinaryOp::BinaryConcat, _, next, further) = &rest.kind {
            sources.push(next);
            rest = further;
        }
        sources.push(rest);
        let mut parts: Vec<ir::Expr> = Vec::with_capacity(sources.len());
        let mut bad = None;
        self.side_by_side(sources, |this, source| {
            let part = this.expr(source);
            match part.kind {
                ExprKind::BinaryConcat(inner) => parts.extend(inner),
                _ => {
                    if is_refused_in_concat(source) {
                        bad = Some(source);
                    }
                    parts.push(part);
                }
            }
        });
        if let Some(bad) = bad
            && !matches!(bad.kind, ast::ExprKind::Error)
            && !self.failed_at(bad.span)
        {
            return self.error_with_help(
                codes::MALFORMED,
                bad.span,
                format!("expected binary argument in <> operator but got: {}", self.text(bad.span)),
                "use `to_string/1` or interpolation for other values",
            );
        }
        // Literals beside others stay apart: errors name segments by their number.
        let texts = parts.iter().map(|part| match &part.kind {
            ExprKind::Literal(Literal::Binary(bytes)) => Some(bytes.as_slice()),
            _ => None,
        });
        match texts.collect::<Option<Vec<_>>>() {
            Some(texts) => literal(Literal::Binary(texts.concat()), span),
            None => make(ExprKind::BinaryConcat(parts), span),
        }
    }

    /// Whether an error was reported inside a place.
    pub(super) fn failed_at(&self, span: Span) -> bool {
        self.diagnostics.iter().rev().take(4).any(|found| {
            found.severity == crate::diagnostic::Severity::Error
                && found.span.start >= span.start
                && found.span.end <= span.end
        })
    }

    fn custom_operator(
        &mut self,
        name: &'static str,
        left: &'a ast::Expr,
        right: &'a ast::Expr,
        span: Span,
    ) -> ir::Expr {
        if name == "^^^" {
            return self.error_with_help(
                codes::UNKNOWN_OPERATOR,
                span,
                "undefined function ^^^/2",
                "write `Bitwise.bxor(a, b)`",
            );
        }
        if let Some(function) = self.module.function(name, 2) {
            let arguments = self.exprs([left, right]);
            return make(ExprKind::Local(function, arguments), span);
        }
        self.error_with_help(
            codes::UNKNOWN_OPERATOR,
            span,
            format!("undefined function {name}/2"),
            "Elixir gives this operator no meaning",
        )
    }
}

/// The operator's place, unless the parser gave none.
fn span_of(op: Span, whole: Span) -> Span {
    if op.end > op.start { op } else { whole }
}

pub(super) fn and(left: ir::Expr, right: ir::Expr, span: Span) -> ir::Expr {
    make(ExprKind::And(Box::new(left), Box::new(right)), span)
}

/// An operator before an operand; numbers are negated here.
pub(super) fn negated(operator: UnaryOperator, value: ir::Expr, span: Span) -> ir::Expr {
    match (operator, &value.kind) {
        (UnaryOperator::Minus, ExprKind::Literal(Literal::Int(i))) => {
            let negative = match i.checked_neg() {
                Some(i) => Literal::Int(i),
                None => Literal::Big(-num_bigint::BigInt::from(*i)),
            };
            literal(negative, span)
        }
        (UnaryOperator::Minus, ExprKind::Literal(Literal::Big(i))) => literal(integer(-i.clone()), span),
        (UnaryOperator::Minus, ExprKind::Literal(Literal::Float(f))) => literal(Literal::Float(-f), span),
        (UnaryOperator::Plus, ExprKind::Literal(Literal::Int(_) | Literal::Big(_) | Literal::Float(_))) => value,
        _ => make(ExprKind::Unary(operator, Box::new(value)), span),
    }
}

/// An integer literal of any size.
pub(super) fn integer(i: num_bigint::BigInt) -> Literal {
    match i64::try_from(&i) {
        Ok(small) => Literal::Int(small),
        Err(_) => Literal::Big(i),
    }
}

pub(super) fn int(expr: &ir::Expr) -> Option<i64> {
    match expr.kind {
        ExprKind::Literal(Literal::Int(i)) => Some(i),
        _ => None,
    }
}

/// All literals, or none.
fn all_literals(values: &[ir::Expr]) -> bool {
    values.iter().all(|value| matches!(value.kind, ExprKind::Literal(_)))
}

fn into_literal(value: ir::Expr) -> Literal {
    match value.kind {
        ExprKind::Literal(value) => value,
        _ => Literal::nil(),
    }
}

/// A tuple; a literal where all elements are.
pub(super) fn tuple(elements: Vec<ir::Expr>, span: Span) -> ir::Expr {
    if all_literals(&elements) {
        return literal(Literal::Tuple(elements.into_iter().map(into_literal).collect()), span);
    }
    make(ExprKind::Tuple(elements), span)
}

/// A list; a literal where all elements are.
pub(super) fn list(elements: Vec<ir::Expr>, tail: Option<Box<ir::Expr>>, span: Span) -> ir::Expr {
    let literal_tail = tail.as_ref().is_none_or(|tail| matches!(tail.kind, ExprKind::Literal(_)));
    if literal_tail && all_literals(&elements) {
        let mut values: Vec<Literal> = elements.into_iter().map(into_literal).collect();
        return match tail.map(|tail| into_literal(*tail)) {
            None => literal(Literal::List(values, None), span),
            Some(Literal::List(rest, end)) => {
                values.extend(rest);
                literal(Literal::List(values, end), span)
            }
            Some(other) => literal(Literal::List(values, Some(Box::new(other))), span),
        };
    }
    make(ExprKind::List(elements, tail), span)
}

/// A map; a literal where all keys and values are.
pub(super) fn map(entries: Vec<(ir::Expr, ir::Expr)>, span: Span) -> ir::Expr {
    let is_literal = |expr: &ir::Expr| matches!(expr.kind, ExprKind::Literal(_));
    if entries.iter().all(|(key, value)| is_literal(key) && is_literal(value)) {
        let entries = entries.into_iter().map(|(key, value)| (into_literal(key), into_literal(value))).collect();
        return literal(Literal::Map(entries), span);
    }
    make(ExprKind::Map(entries), span)
}

/// The code points of a text as a list.
pub(super) fn charlist_literal(bytes: &[u8]) -> Option<Literal> {
    let text = std::str::from_utf8(bytes).ok()?;
    Some(Literal::List(text.chars().map(|c| Literal::Int(u32::from(c).into())).collect(), None))
}

/// Whether Elixir refuses to compile `"text" <> source`: for what is a number, an atom or a list in the syntax tree itself. All
/// else that is no binary raises when it is run.
fn is_refused_in_concat(source: &ast::Expr) -> bool {
    use ast::ExprKind as E;
    match &source.kind {
        E::Integer(_) | E::BigInteger(_) | E::Float(_) | E::Atom(_) | E::List(_) | E::Charlist(_) => true,
        E::Unary(UnaryOp::Minus | UnaryOp::Plus, operand) => is_refused_in_concat(operand),
        _ => false,
    }
}

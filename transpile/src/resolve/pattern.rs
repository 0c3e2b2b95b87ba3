//! Patterns: what is matched, and which variables that binds.

use super::{Mark, Resolver, VariableKind, codes, expr, module_atom};
use crate::ast::{self, BinaryOp, UnaryOp};
use crate::ir::{ExprKind, Key, Literal, Pattern, Segment, SegmentKind, Slot};
use crate::span::Span;
use std::collections::HashSet;

impl<'a> Resolver<'a> {
    /// One pattern, whose variables are seen from here on.
    pub(super) fn match_pattern(&mut self, pattern: &'a ast::Expr) -> Pattern {
        self.patterns(std::iter::once((pattern, None))).pop().unwrap_or(Pattern::Any)
    }

    /// Patterns that are matched together; a variable that is a whole one takes the slot given with it.
    pub(super) fn patterns(&mut self, patterns: impl Iterator<Item = (&'a ast::Expr, Option<Slot>)>) -> Vec<Pattern> {
        self.patterns += 1;
        let outer = std::mem::replace(&mut self.pattern, self.patterns);
        let bound = std::mem::take(&mut self.bound);
        let all = patterns.map(|(pattern, slot)| self.pattern(pattern, slot)).collect();
        self.pattern = outer;
        let new = std::mem::replace(&mut self.bound, bound);
        for id in new {
            self.scope.bind(id);
        }
        all
    }

    /// A pattern inside of [`Resolver::patterns`].
    pub(super) fn pattern(&mut self, pattern: &'a ast::Expr, slot: Option<Slot>) -> Pattern {
        if let ast::ExprKind::Identifier(name) = &pattern.kind {
            return self.variable_pattern(name, slot, pattern.span);
        }
        self.deeper(pattern.span, |this| this.pattern_deeper(pattern, slot), || Pattern::Any)
    }

    fn variable_pattern(&mut self, name: &'a str, slot: Option<Slot>, span: Span) -> Pattern {
        match name {
            "_" => return Pattern::Any,
            "__MODULE__" => {
                return Pattern::Literal(self.module.name.map_or_else(Literal::nil, module_atom));
            }
            "..." => {
                self.error(codes::INVALID_PATTERN, span, "`...` has no meaning here");
                return Pattern::Any;
            }
            _ => {}
        }
        if let Some(id) = self.scope.in_pattern(name, self.pattern) {
            // The same variable again: both must hold the same value. That is no reading in the eyes of Elixir either.
            let Some(variable) = self.scope.variables.get_mut(id as usize) else { return Pattern::Any };
            variable.used = true;
            return Pattern::Equal(variable.slot);
        }
        let slot = match slot {
            Some(slot) => slot,
            None => self.slot(span),
        };
        let id = self.declare(name, slot, span, VariableKind::Plain);
        self.scope.note_pattern(id, self.pattern);
        self.bound.push(id);
        Pattern::Bind(slot)
    }

    fn pattern_deeper(&mut self, pattern: &'a ast::Expr, slot: Option<Slot>) -> Pattern {
        use ast::ExprKind as E;
        let span = pattern.span;
        match &pattern.kind {
            E::Integer(i) => Pattern::Literal(Literal::Int(*i)),
            E::BigInteger(i) => Pattern::Literal(Literal::Big(i.clone())),
            E::Float(f) => Pattern::Literal(Literal::Float(*f)),
            E::Atom(name) => Pattern::Literal(Literal::Atom(name.clone())),
            E::String(parts) => match Self::plain(parts) {
                Some(bytes) => Pattern::Literal(Literal::Binary(bytes)),
                None => self.invalid(span, "interpolation"),
            },
            E::Charlist(parts) => {
                self.single_quotes(span);
                match Self::plain(parts).as_deref().and_then(expr::charlist_literal) {
                    Some(list) => Pattern::Literal(list),
                    None => self.invalid(span, "interpolation"),
                }
            }
            E::Alias(_)
            | E::DynamicAtom(_)
            | E::Sigil(_)
            | E::FullRange
            | E::Unary(UnaryOp::At | UnaryOp::Minus | UnaryOp::Plus, _) => self.constant(pattern),
            E::Identifier(name) => self.variable_pattern(name, slot, span),
            E::Unary(UnaryOp::Pin, operand) => match self.pinned(operand, span) {
                Some(slot) => Pattern::Equal(slot),
                None => Pattern::Any,
            },
            E::Tuple(elements) => {
                let elements = elements.iter().map(|element| self.pattern(element, None)).collect();
                sequence(elements, Literal::Tuple, Pattern::Tuple)
            }
            E::List(elements) => self.list_pattern(elements),
            E::Keywords(pairs) => {
                let elements = pairs.iter().map(|pair| self.pair_pattern(pair)).collect();
                sequence(elements, |all| Literal::List(all, None), |all| Pattern::List(all, None))
            }
            E::Map(None, pairs) => {
                let mut keys = HashSet::new();
                let mut entries = Vec::with_capacity(pairs.len());
                for pair in pairs {
                    if let Some((key, value)) = self.entry_pattern(pair) {
                        self.once(&mut keys, &key, pair.key.span);
                        entries.push((key, value));
                    }
                }
                Pattern::Map(entries)
            }
            E::Struct(name, None, pairs) => self.struct_pattern(name, pairs),
            E::Bitstring(segments) => self.bitstring_pattern(segments),
            E::Binary(BinaryOp::Match, _, left, right) => {
                let left = self.pattern(left, slot);
                let right = self.pattern(right, slot);
                Pattern::Both(Box::new(left), Box::new(right))
            }
            E::Binary(BinaryOp::BinaryConcat, _, left, right) => self.prefix_pattern(left, right),
            E::Binary(BinaryOp::Concat, _, left, right) => self.concat_pattern(left, right),
            E::Binary(BinaryOp::Range, _, first, last) => match (&first.kind, &last.kind) {
                (E::Integer(_), E::Integer(_)) => self.constant(pattern),
                _ => self.range_pattern(&[("first", first), ("last", last)]),
            },
            E::SteppedRange(first, last, step) => {
                self.range_pattern(&[("first", first), ("last", last), ("step", step)])
            }
            E::Error => Pattern::Any,
            E::Map(Some(_), _) | E::Struct(_, Some(_), _) => self.invalid(span, "a map update"),
            E::Call(call) => {
                let what = format!("function {}/{}", call.name.text, call.arguments.len());
                self.invalid(call.name.span, &what)
            }
            E::Remote(remote) if !remote.parens && remote.arguments.is_empty() && remote.sections.is_empty() => {
                self.access_pattern(span)
            }
            E::Remote(remote) => {
                let what = format!("remote function {}/{}", self.text(pattern.span), remote.arguments.len());
                self.invalid(span, &what)
            }
            E::Block(exprs) if exprs.is_empty() => Pattern::Literal(Literal::nil()),
            E::CaptureArgument(number) => {
                self.error(
                    codes::INVALID_CAPTURE,
                    span,
                    format!("capture argument &{number} must be used within the capture operator &"),
                );
                Pattern::Any
            }
            E::Access(..) => self.access_pattern(span),
            E::Apply(..) | E::Unary(..) | E::Binary(..) | E::Fn(_) | E::Block(_) | E::Clauses(_) => {
                self.invalid(span, "this expression")
            }
        }
    }

    /// `map["key"] = value`, `if map.key = value`
    #[cold]
    fn access_pattern(&mut self, span: Span) -> Pattern {
        self.error_with_help(
            codes::INVALID_PATTERN,
            span,
            format!("cannot invoke `{}` inside a match", self.text(span)),
            "`=` binds the names on its left; to compare, write `==`; maps do not change: \
             `map = Map.put(map, key, value)` makes another one",
        );
        Pattern::Any
    }

    #[cold]
    pub(super) fn invalid(&mut self, span: Span, what: &str) -> Pattern {
        self.error_with_help(
            codes::INVALID_PATTERN,
            span,
            format!("cannot invoke {what} inside a match"),
            "a pattern holds literals, variables, pins and structures of them; test other things in a guard or in the body",
        );
        Pattern::Any
    }

    /// A pattern that is a constant: resolved as an expression.
    fn constant(&mut self, pattern: &'a ast::Expr) -> Pattern {
        let outer = std::mem::replace(&mut self.pattern, 0);
        let value = self.expr(pattern);
        self.pattern = outer;
        match value.kind {
            ExprKind::Literal(value) => Pattern::Literal(value),
            ExprKind::Constant(id) => match self.program.constants.get(id as usize) {
                Some(value) => Pattern::Literal(value.clone()),
                None => Pattern::Any,
            },
            _ if self.failed_at(pattern.span) => Pattern::Any,
            _ => self.invalid(pattern.span, "an expression that is no constant"),
        }
    }

    /// The slot of `^name`.
    pub(super) fn pinned(&mut self, operand: &'a ast::Expr, span: Span) -> Option<Slot> {
        let ast::ExprKind::Identifier(name) = &operand.kind else {
            self.error_with_help(
                codes::INVALID_PIN,
                span,
                format!(
                    "invalid argument for unary operator ^, expected an existing variable, got: ^{}",
                    self.text(operand.span)
                ),
                "bind the value to a variable first",
            );
            return None;
        };
        match self.scope.lookup(name) {
            Some(id) => Some(self.read(id, operand.span)),
            None => {
                let message = format!(
                    "undefined variable ^{name}. No variable \"{name}\" has been defined before the current pattern"
                );
                if self.may_suggest()
                    && let Some(near) = super::suggest::nearest(name, self.scope.visible())
                {
                    self.error_with_help(codes::UNDEFINED_VARIABLE, span, message, format!("did you mean `^{near}`?"));
                } else {
                    self.error(codes::UNDEFINED_VARIABLE, span, message);
                }
                None
            }
        }
    }

    // ----- lists -----

    fn list_pattern(&mut self, elements: &'a [ast::Expr]) -> Pattern {
        let mut patterns = Vec::with_capacity(elements.len());
        let mut tail = None;
        let last = elements.len().saturating_sub(1);
        for (i, element) in elements.iter().enumerate() {
            match &element.kind {
                ast::ExprKind::Keywords(pairs) => {
                    patterns.extend(pairs.iter().map(|pair| self.pair_pattern(pair)));
                }
                ast::ExprKind::Binary(BinaryOp::Bar, _, head, rest) if i == last => {
                    patterns.push(self.pattern(head, None));
                    tail = Some(self.pattern(rest, None));
                }
                _ => patterns.push(self.pattern(element, None)),
            }
        }
        with_tail(patterns, tail)
    }

    fn pair_pattern(&mut self, pair: &'a ast::Pair) -> Pattern {
        let key = self.pattern(&pair.key, None);
        let value = self.pattern(&pair.value, None);
        sequence(vec![key, value], Literal::Tuple, Pattern::Tuple)
    }

    /// `[a, b] ++ rest`
    fn concat_pattern(&mut self, left: &'a ast::Expr, right: &'a ast::Expr) -> Pattern {
        let patterns = match self.pattern(left, None) {
            Pattern::List(patterns, None) => patterns,
            Pattern::Literal(Literal::List(elements, None)) => elements.into_iter().map(Pattern::Literal).collect(),
            _ => {
                if !self.failed_at(left.span) {
                    self.error(
                        codes::INVALID_PATTERN,
                        left.span,
                        "invalid argument for ++ operator inside a match, expected a literal proper list",
                    );
                }
                return Pattern::Any;
            }
        };
        let tail = self.pattern(right, None);
        with_tail(patterns, Some(tail))
    }

    // ----- maps -----

    /// A key that is written twice is one that was meant otherwise. Elixir compares no keys that are maps.
    pub(super) fn once(&mut self, keys: &mut HashSet<String>, key: &Key, span: Span) {
        if let Key::Literal(key) = key
            && !matches!(key, Literal::Map(_))
            && !keys.insert(format!("{key:?}"))
        {
            let message = format!("key {} will be overridden in map", self.text(span));
            self.error(codes::INVALID_PATTERN, span, message);
        }
    }

    fn entry_pattern(&mut self, pair: &'a ast::Pair) -> Option<(Key, Pattern)> {
        let key = match &pair.key.kind {
            ast::ExprKind::Unary(UnaryOp::Pin, operand) => {
                let slot = self.pinned(operand, pair.key.span);
                slot.map(Key::Slot)
            }
            ast::ExprKind::Identifier(name) if name != "__MODULE__" => {
                self.error_with_help(
                    codes::INVALID_PATTERN,
                    pair.key.span,
                    format!("cannot use variable {name} as map key inside a pattern"),
                    format!(
                        "if you are attempting to match on the value of a variable, use the pin operator: `^{name}`"
                    ),
                );
                None
            }
            _ => {
                let before = self.bound.len();
                match self.pattern(&pair.key, None) {
                    Pattern::Literal(key) => Some(Key::Literal(key)),
                    other => {
                        // Keys of structs and maps are patterns only where they are constants.
                        match (pattern_literal(other), self.bound.len() == before) {
                            (Some(key), true) => Some(Key::Literal(key)),
                            _ => {
                                if !self.failed_at(pair.key.span) {
                                    self.error(
                                        codes::INVALID_PATTERN,
                                        pair.key.span,
                                        "only constants and pinned variables are allowed as map keys in a pattern",
                                    );
                                }
                                None
                            }
                        }
                    }
                }
            }
        };
        let value = self.pattern(&pair.value, None);
        key.map(|key| (key, value))
    }

    /// `first..last//step`
    fn range_pattern(&mut self, fields: &[(&str, &'a ast::Expr)]) -> Pattern {
        let mut entries = vec![(struct_key(), Pattern::Literal(module_atom("Range")))];
        for (name, field) in fields {
            let value = self.pattern(field, None);
            entries.push((Key::Literal(Literal::Atom((*name).to_owned())), value));
        }
        Pattern::Map(entries)
    }

    // ----- binaries -----

    /// `"prefix" <> rest`
    fn prefix_pattern(&mut self, left: &'a ast::Expr, right: &'a ast::Expr) -> Pattern {
        let mut prefix = match self.pattern(left, None) {
            Pattern::Literal(Literal::Binary(bytes)) => bytes,
            // `<<a, b::binary-size(2)>> <> rest`
            Pattern::Bitstring(mut segments)
                if !segments.iter().any(|segment| {
                    segment.size.is_none() && matches!(segment.kind, SegmentKind::Binary | SegmentKind::Bitstring)
                }) =>
            {
                let value = self.pattern(right, None);
                match value {
                    Pattern::Bitstring(more) => segments.extend(more),
                    value => {
                        let size = match &value {
                            Pattern::Literal(Literal::Binary(bytes)) => {
                                Some(super::literal(Literal::Int(bytes.len() as i64), right.span))
                            }
                            _ => None,
                        };
                        segments.push(Segment {
                            value,
                            kind: SegmentKind::Binary,
                            size,
                            unit: 8,
                            signed: false,
                            little: false,
                            span: right.span,
                        });
                    }
                }
                return Pattern::Bitstring(segments);
            }
            // `^prefix <> rest`
            Pattern::Equal(slot) if matches!(left.kind, ast::ExprKind::Unary(UnaryOp::Pin, _)) => {
                let first = self.pinned_binary(slot, left.span);
                let value = self.pattern(right, None);
                let rest = Segment {
                    value,
                    kind: SegmentKind::Binary,
                    size: None,
                    unit: 8,
                    signed: false,
                    little: false,
                    span: right.span,
                };
                return Pattern::Bitstring(vec![first, rest]);
            }
            _ => {
                if !self.failed_at(left.span) {
                    self.error_with_help(
                        codes::INVALID_PATTERN,
                        left.span,
                        "the left argument of <> operator inside a match should always be a literal binary because its size can't be verified",
                        "write `<<name::binary-size(3), rest::binary>>` to match a part of known length",
                    );
                }
                self.pattern(right, None);
                return Pattern::Any;
            }
        };
        match self.pattern(right, None) {
            Pattern::Literal(Literal::Binary(rest)) => {
                prefix.extend(rest);
                Pattern::Literal(Literal::Binary(prefix))
            }
            Pattern::Prefix(more, rest) => {
                prefix.extend(more);
                Pattern::Prefix(prefix, rest)
            }
            rest => Pattern::Prefix(prefix, Box::new(rest)),
        }
    }

    /// Parameters of `def`, bound to the slots of the arguments.
    pub(super) fn parameters(&mut self, parameters: &[&'a ast::Expr]) -> Vec<Pattern> {
        self.patterns(parameters.iter().enumerate().map(|(i, parameter)| (*parameter, Some(i as Slot))))
    }

    /// Leaves a scope.
    pub(super) fn leave(&mut self, mark: Mark) {
        self.reset(mark);
    }
}

/// The constant that a pattern stands for: maps and structures in the keys of maps.
fn pattern_literal(pattern: Pattern) -> Option<Literal> {
    match pattern {
        Pattern::Literal(value) => Some(value),
        Pattern::Map(entries) => entries
            .into_iter()
            .map(|(key, value)| match key {
                Key::Literal(key) => Some((key, pattern_literal(value)?)),
                Key::Slot(_) => None,
            })
            .collect::<Option<Vec<_>>>()
            .map(Literal::Map),
        _ => None,
    }
}

fn with_tail(mut patterns: Vec<Pattern>, tail: Option<Pattern>) -> Pattern {
    match tail {
        None => sequence(patterns, |all| Literal::List(all, None), |all| Pattern::List(all, None)),
        Some(Pattern::List(more, tail)) => {
            patterns.extend(more);
            Pattern::List(patterns, tail)
        }
        Some(Pattern::Literal(Literal::List(more, None))) => {
            patterns.extend(more.into_iter().map(Pattern::Literal));
            with_tail(patterns, None)
        }
        Some(tail) => Pattern::List(patterns, Some(Box::new(tail))),
    }
}

/// A structure of patterns; a literal where all are.
fn sequence(
    patterns: Vec<Pattern>,
    literal: impl FnOnce(Vec<Literal>) -> Literal,
    structure: impl FnOnce(Vec<Pattern>) -> Pattern,
) -> Pattern {
    if !patterns.iter().all(|pattern| matches!(pattern, Pattern::Literal(_))) {
        return structure(patterns);
    }
    let values = patterns.into_iter().filter_map(|pattern| match pattern {
        Pattern::Literal(value) => Some(value),
        _ => None,
    });
    Pattern::Literal(literal(values.collect()))
}

/// A key of a struct's pattern.
pub(super) fn struct_key() -> Key {
    Key::Literal(Literal::Atom("__struct__".to_owned()))
}

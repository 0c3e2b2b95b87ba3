//! Renumbers the slots of a lambda once its captures are known.

use crate::ir::{
    Argument, Clause, Collect, Expr, ExprKind, InlineLambda, Key, Pattern, Qualifier, Segment, Slot, WithStep,
};

/// Applies `place` to every slot of the frame that the clauses run in. Lambdas with frames of their own were done before:
/// only what they capture belongs to this frame.
pub(super) fn renumber(clauses: &mut [Clause], place: &dyn Fn(Slot) -> Slot) {
    Renumber { place }.clauses(clauses);
}

struct Renumber<'f> {
    place: &'f dyn Fn(Slot) -> Slot,
}

impl Renumber<'_> {
    fn slot(&self, slot: &mut Slot) {
        *slot = (self.place)(*slot);
    }

    fn clauses(&self, clauses: &mut [Clause]) {
        for clause in clauses {
            self.clause(clause);
        }
    }

    fn clause(&self, clause: &mut Clause) {
        for pattern in &mut clause.patterns {
            self.pattern(pattern);
        }
        if let Some(guard) = &mut clause.guard {
            self.expr(guard);
        }
        self.expr(&mut clause.body);
    }

    fn exprs<'e>(&self, exprs: impl IntoIterator<Item = &'e mut Expr>) {
        for expr in exprs {
            self.expr(expr);
        }
    }

    fn pairs(&self, pairs: &mut [(Expr, Expr)]) {
        for (key, value) in pairs {
            self.expr(key);
            self.expr(value);
        }
    }

    fn inline(&self, lambda: &mut InlineLambda) {
        for slot in &mut lambda.parameters {
            self.slot(slot);
        }
        self.clauses(&mut lambda.clauses);
    }

    fn expr(&self, expr: &mut Expr) {
        stacker::maybe_grow(super::RED_ZONE, super::SEGMENT, || self.kind(&mut expr.kind));
    }

    fn kind(&self, kind: &mut ExprKind) {
        match kind {
            ExprKind::Literal(_)
            | ExprKind::Constant(_)
            | ExprKind::Regex { .. }
            | ExprKind::CaptureRow(..)
            | ExprKind::CaptureLocal(_) => {}
            ExprKind::Slot(slot) => self.slot(slot),
            ExprKind::Match(pattern, value) => {
                self.expr(value);
                self.pattern(pattern);
            }
            ExprKind::Block(exprs)
            | ExprKind::Tuple(exprs)
            | ExprKind::Interpolation(exprs)
            | ExprKind::BinaryConcat(exprs)
            | ExprKind::GuardAny(exprs)
            | ExprKind::Local(_, exprs) => self.exprs(exprs),
            ExprKind::List(exprs, tail) => {
                self.exprs(exprs);
                self.exprs(tail.as_deref_mut());
            }
            ExprKind::Map(pairs) => self.pairs(pairs),
            ExprKind::MapUpdate(base, pairs) | ExprKind::StructUpdate(_, base, pairs) => {
                self.expr(base);
                self.pairs(pairs);
            }
            ExprKind::Bitstring(segments) => {
                for segment in segments {
                    self.expr(&mut segment.value);
                    self.exprs(segment.size.as_mut());
                }
            }
            ExprKind::Binary(_, left, right)
            | ExprKind::And(left, right)
            | ExprKind::Or(left, right)
            | ExprKind::AndAlso(left, right)
            | ExprKind::OrElse(left, right)
            | ExprKind::Access(left, right) => {
                self.expr(left);
                self.expr(right);
            }
            ExprKind::Unary(_, operand) | ExprKind::Dot(operand, _) => self.expr(operand),
            ExprKind::InList(item, list) => {
                self.expr(item);
                self.exprs(list);
            }
            ExprKind::Call(_, arguments) => {
                for argument in arguments {
                    match argument {
                        Argument::Value(value) => self.expr(value),
                        Argument::Inline(lambda) => self.inline(lambda),
                    }
                }
            }
            ExprKind::Apply(function, arguments) => {
                self.expr(function);
                self.exprs(arguments);
            }
            ExprKind::Lambda(lambda) => {
                for slot in &mut lambda.captures {
                    self.slot(slot);
                }
            }
            ExprKind::If(condition, yes, no) => {
                self.expr(condition);
                self.expr(yes);
                self.expr(no);
            }
            ExprKind::Case(subject, clauses) => {
                self.expr(subject);
                self.clauses(clauses);
            }
            ExprKind::MatchTest(subject, clause) => {
                self.expr(subject);
                self.clause(clause);
            }
            ExprKind::Cond(pairs) => self.pairs(pairs),
            ExprKind::With(with) => {
                for step in &mut with.steps {
                    match step {
                        WithStep::Match(pattern, guard, value) => {
                            self.expr(value);
                            self.pattern(pattern);
                            self.exprs(guard.as_mut());
                        }
                        WithStep::Do(value) => self.expr(value),
                    }
                }
                self.expr(&mut with.body);
                self.clauses(&mut with.otherwise);
            }
            ExprKind::For(comprehension) => {
                for qualifier in &mut comprehension.qualifiers {
                    match qualifier {
                        Qualifier::Generator(pattern, value) => {
                            self.expr(value);
                            self.pattern(pattern);
                        }
                        Qualifier::Bits(segments, value) => {
                            self.expr(value);
                            self.segments(segments);
                        }
                        Qualifier::Filter(value) => self.expr(value),
                    }
                }
                match &mut comprehension.collect {
                    Collect::Into { body, into, .. } => {
                        self.expr(body);
                        self.exprs(into.as_mut());
                    }
                    Collect::Reduce { initial, clauses } => {
                        self.expr(initial);
                        self.clauses(clauses);
                    }
                }
            }
            ExprKind::Try(tried) => {
                self.expr(&mut tried.body);
                for rescue in &mut tried.rescue {
                    if let Some(slot) = &mut rescue.slot {
                        self.slot(slot);
                    }
                    self.expr(&mut rescue.body);
                }
                self.clauses(&mut tried.catch);
                if let Some(clauses) = &mut tried.otherwise {
                    self.clauses(clauses);
                }
                self.exprs(tried.after.as_mut());
            }
        }
    }

    fn segments(&self, segments: &mut [Segment<Pattern>]) {
        for segment in segments {
            self.pattern(&mut segment.value);
            self.exprs(segment.size.as_mut());
        }
    }

    fn pattern(&self, pattern: &mut Pattern) {
        match pattern {
            Pattern::Any | Pattern::Literal(_) => {}
            Pattern::Bind(slot) | Pattern::Equal(slot) => self.slot(slot),
            Pattern::Tuple(patterns) => patterns.iter_mut().for_each(|pattern| self.nested(pattern)),
            Pattern::List(patterns, tail) => {
                patterns.iter_mut().for_each(|pattern| self.nested(pattern));
                if let Some(tail) = tail {
                    self.nested(tail);
                }
            }
            Pattern::Map(pairs) => {
                for (key, pattern) in pairs {
                    if let Key::Slot(slot) = key {
                        self.slot(slot);
                    }
                    self.nested(pattern);
                }
            }
            Pattern::IsAtom(pattern) | Pattern::Prefix(_, pattern) => self.nested(pattern),
            Pattern::Both(left, right) => {
                self.nested(left);
                self.nested(right);
            }
            Pattern::Bitstring(segments) => self.segments(segments),
        }
    }

    fn nested(&self, pattern: &mut Pattern) {
        stacker::maybe_grow(super::RED_ZONE, super::SEGMENT, || self.pattern(pattern));
    }
}

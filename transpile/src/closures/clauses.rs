//! Clauses: of functions, lambdas, `case` and the like.

use super::matching::Matcher;
use super::operand::Operand;
use super::{CompileError, Compiled, Compiler, node, place};
use crate::ir::{Clause, Expr, ExprKind, Literal, Pattern};
use crate::span::Span;
use philtre_runtime::error::{Place, R};
use philtre_runtime::memory::Constant;
use philtre_runtime::{Context, Exc, Value, atoms};

/// A clause of one subject.
pub(super) struct Arm {
    matcher: Matcher,
    guard: Option<Guard>,
    body: Operand,
}

/// A clause of several subjects, which lie in slots.
struct ManyArm {
    matchers: Box<[(u16, Matcher)]>,
    guard: Option<Guard>,
    body: Operand,
}

/// A guard: what raises in it is `false`.
pub(super) struct Guard(Operand);

impl Guard {
    /// Whether it holds.
    #[inline(always)]
    pub(super) fn holds<'a>(&'a self, cx: &mut Context<'a>) -> Result<bool, Exc> {
        match self.0.value(cx) {
            Ok(value) => Ok(value.is_true()),
            Err(exc) => {
                cx.guard_failed(exc)?;
                Ok(false)
            }
        }
    }
}

impl Arm {
    /// Whether it takes the value; its variables are in their slots then.
    #[inline(always)]
    pub(super) fn takes<'a>(&'a self, cx: &mut Context<'a>, value: Value<'a>) -> Result<bool, Exc> {
        if !self.matcher.matches(cx, value)? {
            return Ok(false);
        }
        match &self.guard {
            None => Ok(true),
            Some(guard) => guard.holds(cx),
        }
    }

    /// The value of its body.
    #[inline(always)]
    pub(super) fn body<'a>(&'a self, cx: &mut Context<'a>) -> R<'a> {
        self.body.value(cx)
    }
}

/// Runs the first arm that takes the value.
#[inline(always)]
pub(super) fn select<'a>(arms: &'a [Arm], cx: &mut Context<'a>, value: Value<'a>) -> Option<R<'a>> {
    for arm in arms {
        match arm.takes(cx, value) {
            Ok(true) => return Some(arm.body(cx)),
            Ok(false) => {}
            Err(exc) => return Some(Err(exc)),
        }
    }
    None
}

/// What a `FunctionClauseError` says of the function.
pub(super) enum Name {
    Function { module: Option<String>, name: String, arity: usize },
    Anonymous { arity: usize },
}

struct NoClause {
    module: Constant,
    name: String,
    arity: usize,
    place: Place,
}

impl NoClause {
    #[cold]
    fn raise<'a>(&'a self, cx: &mut Context<'a>) -> Exc {
        let exc = cx.function_clause(self.module.get(), &self.name, self.arity);
        cx.at(exc, self.place)
    }
}

impl Compiler<'_> {
    /// Compiles a guard.
    pub(super) fn guard(self, guard: &Option<Expr>) -> Result<Option<Guard>, CompileError> {
        guard.as_ref().map(|guard| Ok(Guard(self.operand(guard)?))).transpose()
    }

    /// `when a when b`: one that raises is not true.
    pub(super) fn guard_any(self, guards: &[Expr]) -> Compiled {
        let guards: Box<[Guard]> =
            guards.iter().map(|guard| Ok(Guard(self.operand(guard)?))).collect::<Result<_, CompileError>>()?;
        Ok(node(guards, |guards, cx| {
            for guard in guards {
                if guard.holds(cx)? {
                    return Ok(Value::TRUE);
                }
            }
            Ok(Value::FALSE)
        }))
    }

    /// Compiles clauses of one subject.
    pub(super) fn arms(self, clauses: &[Clause]) -> Result<Box<[Arm]>, CompileError> {
        clauses
            .iter()
            .map(|clause| {
                let pattern = clause.patterns.first().unwrap_or(&Pattern::Any);
                Ok(Arm {
                    matcher: self.matcher(pattern, clause.span)?,
                    guard: self.guard(&clause.guard)?,
                    body: self.result(&clause.body)?,
                })
            })
            .collect()
    }

    /// An operand in the position of the result: a call in it may be in tail position.
    pub(super) fn result(self, expr: &Expr) -> Result<Operand, CompileError> {
        Ok(match self.operand_without_code(expr)? {
            Some(operand) => operand,
            None => Operand::Code(self.code(expr)?),
        })
    }

    fn operand_without_code(self, expr: &Expr) -> Result<Option<Operand>, CompileError> {
        match &expr.kind {
            ExprKind::Literal(_) | ExprKind::Slot(_) => self.operand(expr).map(Some),
            ExprKind::Access(container, _) | ExprKind::Dot(container, _)
                if matches!(container.kind, ExprKind::Slot(_)) =>
            {
                self.operand(expr).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Compiles the clauses of a function whose arguments lie in the slots `parameters`.
    pub(super) fn function_clauses(self, parameters: &[u16], clauses: &[Clause], name: Name, span: Span) -> Compiled {
        // One clause whose patterns are variables, bound by their very slots, and no guard: the body alone.
        if let [clause] = clauses
            && clause.guard.is_none()
            && is_trivial(parameters, clause)
        {
            return self.code(&clause.body);
        }
        let no_clause = self.no_clause(name, span)?;
        if let [parameter] = parameters {
            let arms = self.arms(clauses)?;
            return Ok(node((*parameter, arms, no_clause), |(parameter, arms, no_clause), cx| {
                let value = cx.slot(*parameter);
                select(arms, cx, value).unwrap_or_else(|| Err(no_clause.raise(cx)))
            }));
        }
        let arms: Box<[ManyArm]> = clauses
            .iter()
            .map(|clause| {
                let mut matchers = Vec::new();
                for (slot, pattern) in parameters.iter().zip(&clause.patterns) {
                    match pattern {
                        Pattern::Any => {}
                        Pattern::Bind(bound) if bound == slot => {}
                        pattern => matchers.push((*slot, self.matcher(pattern, clause.span)?)),
                    }
                }
                Ok(ManyArm {
                    matchers: matchers.into(),
                    guard: self.guard(&clause.guard)?,
                    body: self.result(&clause.body)?,
                })
            })
            .collect::<Result<_, CompileError>>()?;
        Ok(node((arms, no_clause), |(arms, no_clause), cx| {
            'arms: for arm in arms {
                for (slot, matcher) in &arm.matchers {
                    let value = cx.slot(*slot);
                    if !matcher.matches(cx, value)? {
                        continue 'arms;
                    }
                }
                if let Some(guard) = &arm.guard
                    && !guard.holds(cx)?
                {
                    continue;
                }
                return arm.body.value(cx);
            }
            Err(no_clause.raise(cx))
        }))
    }

    fn no_clause(self, name: Name, span: Span) -> Result<NoClause, CompileError> {
        let (module, name, arity) = match name {
            Name::Function { module, name, arity } => (module, name, arity),
            Name::Anonymous { arity } => (None, "anonymous fn".to_owned(), arity),
        };
        let module = match module {
            Some(module) => super::literal::constant(&Literal::Atom(format!("Elixir.{module}")), span)?,
            None => Constant::immediate(Value::NIL),
        };
        Ok(NoClause { module, name, arity, place: place(span) })
    }

    /// `case subject do … end`
    pub(super) fn case(self, subject: &Expr, clauses: &[Clause], span: Span) -> Compiled {
        let subject = self.operand(subject)?;
        if let Some(code) = self.case_of_texts(clauses)? {
            let (texts, otherwise) = code;
            return Ok(node((subject, texts, otherwise), |(subject, texts, otherwise), cx| {
                let value = subject.value(cx)?;
                for (text, body) in texts {
                    if text.get().is_same_flat(value) {
                        return body.value(cx);
                    }
                }
                otherwise.value(cx)
            }));
        }
        let arms = self.arms(clauses)?;
        let place = place(span);
        Ok(node((subject, arms, place), |(subject, arms, place), cx| {
            let value = subject.value(cx)?;
            select(arms, cx, value).unwrap_or_else(|| Err(no_case_clause(cx, value, *place)))
        }))
    }

    /// The common case of texts and a last clause that takes everything else.
    #[expect(clippy::type_complexity, reason = "used in one place")]
    fn case_of_texts(self, clauses: &[Clause]) -> Result<Option<(Box<[(Constant, Operand)]>, Operand)>, CompileError> {
        let Some((last, texts)) = clauses.split_last() else { return Ok(None) };
        let simple = last.guard.is_none() && matches!(last.patterns.as_slice(), [Pattern::Any]);
        if !simple || texts.is_empty() {
            return Ok(None);
        }
        let mut compiled = Vec::with_capacity(texts.len());
        for clause in texts {
            let ([Pattern::Literal(text @ Literal::Binary(_))], None) = (clause.patterns.as_slice(), &clause.guard)
            else {
                return Ok(None);
            };
            compiled.push((super::literal::constant(text, clause.span)?, self.result(&clause.body)?));
        }
        Ok(Some((compiled.into(), self.result(&last.body)?)))
    }

    /// `match?(pattern when guard, expression)`
    pub(super) fn match_test(self, subject: &Expr, clause: &Clause) -> Compiled {
        let subject = self.operand(subject)?;
        let pattern = clause.patterns.first().unwrap_or(&Pattern::Any);
        let matcher = self.matcher(pattern, clause.span)?;
        let guard = self.guard(&clause.guard)?;
        Ok(node((subject, matcher, guard), |(subject, matcher, guard), cx| {
            let value = subject.value(cx)?;
            if !matcher.matches(cx, value)? {
                return Ok(Value::FALSE);
            }
            match guard {
                None => Ok(Value::TRUE),
                Some(guard) => Ok(Value::bool(guard.holds(cx)?)),
            }
        }))
    }

    /// `pattern = expression`
    pub(super) fn binding(self, pattern: &Pattern, expr: &Expr, span: Span) -> Compiled {
        let value = self.operand(expr)?;
        if let Pattern::Bind(slot) = pattern {
            let slot = *slot;
            return Ok(node((slot, value), |(slot, value), cx| {
                let value = value.value(cx)?;
                cx.set_slot(*slot, value);
                Ok(value)
            }));
        }
        let matcher = self.matcher(pattern, span)?;
        let place = place(span);
        Ok(node((matcher, value, place), |(matcher, value, place), cx| {
            let value = value.value(cx)?;
            if matcher.matches(cx, value)? {
                return Ok(value);
            }
            let exc = cx.match_error(value);
            Err(cx.at(exc, *place))
        }))
    }
}

#[cold]
#[inline(never)]
fn no_case_clause<'a>(cx: &mut Context<'a>, value: Value<'a>, place: Place) -> Exc {
    let exc = cx.term_error(atoms::CASE_CLAUSE_ERROR, value);
    cx.at(exc, place)
}

fn is_trivial(parameters: &[u16], clause: &Clause) -> bool {
    parameters.len() == clause.patterns.len()
        && parameters.iter().zip(&clause.patterns).all(|(slot, pattern)| match pattern {
            Pattern::Any => true,
            Pattern::Bind(bound) => bound == slot,
            _ => false,
        })
}

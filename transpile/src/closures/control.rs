//! Control: conditions, `with`, `for`, `try`.

use super::clauses::{Arm, Guard, select};
use super::matching::{Matcher, SegmentMatcher, read_segments};
use super::operand::Operand;
use super::{CompileError, Compiled, Compiler, located, node, place};
use crate::ir::{Collect, Expr, For, Pattern, Qualifier, Try, With, WithStep};
use crate::span::Span;
use crate::weight;
use philtre_runtime::bitstring::{Reader, no_generator};
use philtre_runtime::collectable::Collector;
use philtre_runtime::enumerable::set::Seen;
use philtre_runtime::enumerable::{Clause, Iter};
use philtre_runtime::error::{Place, R};
use philtre_runtime::memory::Constant;
use philtre_runtime::{Context, Exc, Raised, Value, atoms, catch, ops};

impl Compiler<'_> {
    /// `if condition, do: a, else: b`
    pub(super) fn if_(self, condition: &Expr, then: &Expr, otherwise: &Expr) -> Compiled {
        let parts = (self.operand(condition)?, self.result(then)?, self.result(otherwise)?);
        Ok(node(
            parts,
            |(condition, then, otherwise), cx| {
                if condition.value(cx)?.truthy() { then.value(cx) } else { otherwise.value(cx) }
            },
        ))
    }

    /// `cond do … end`
    pub(super) fn cond(self, clauses: &[(Expr, Expr)], span: Span) -> Compiled {
        let clauses: Box<[(Operand, Operand)]> = clauses
            .iter()
            .map(|(condition, body)| Ok((self.operand(condition)?, self.result(body)?)))
            .collect::<Result<_, CompileError>>()?;
        let place = place(span);
        Ok(node((clauses, place), |(clauses, place), cx| {
            for (condition, body) in clauses {
                if condition.value(cx)?.truthy() {
                    return body.value(cx);
                }
            }
            let exc = cx.cond_clause();
            Err(cx.at(exc, *place))
        }))
    }

    /// `a and b`
    pub(super) fn and(self, left: &Expr, right: &Expr, span: Span) -> Compiled {
        let parts = (self.operand(left)?, self.result(right)?, place(span));
        Ok(node(parts, |(left, right, place), cx| {
            let value = left.value(cx)?;
            let test = ops::boolean(cx, ops::AND, value);
            if located(cx, test, *place)? { right.value(cx) } else { Ok(Value::FALSE) }
        }))
    }

    /// `a or b`
    pub(super) fn or(self, left: &Expr, right: &Expr, span: Span) -> Compiled {
        let parts = (self.operand(left)?, self.result(right)?, place(span));
        Ok(node(parts, |(left, right, place), cx| {
            let value = left.value(cx)?;
            let test = ops::boolean(cx, ops::OR, value);
            if located(cx, test, *place)? { Ok(Value::TRUE) } else { right.value(cx) }
        }))
    }

    /// `a && b`
    pub(super) fn and_also(self, left: &Expr, right: &Expr) -> Compiled {
        Ok(node((self.operand(left)?, self.result(right)?), |(left, right), cx| {
            let value = left.value(cx)?;
            if value.truthy() { right.value(cx) } else { Ok(value) }
        }))
    }

    /// `a || b`
    pub(super) fn or_else(self, left: &Expr, right: &Expr) -> Compiled {
        Ok(node((self.operand(left)?, self.result(right)?), |(left, right), cx| {
            let value = left.value(cx)?;
            if value.truthy() { Ok(value) } else { right.value(cx) }
        }))
    }

    /// `with steps do body else … end`
    pub(super) fn with(self, with: &With, span: Span) -> Compiled {
        enum Step {
            Match(Matcher, Option<Guard>, Operand),
            Do(Operand),
        }
        let steps: Box<[Step]> = with
            .steps
            .iter()
            .map(|step| {
                Ok(match step {
                    WithStep::Match(pattern, guard, expr) => {
                        Step::Match(self.matcher(pattern, expr.span)?, self.guard(guard)?, self.operand(expr)?)
                    }
                    WithStep::Do(expr) => Step::Do(self.operand(expr)?),
                })
            })
            .collect::<Result<_, CompileError>>()?;
        let body = self.result(&with.body)?;
        let otherwise = self.arms(&with.otherwise)?;
        let parts = (steps, body, otherwise, with.has_else, place(span));
        Ok(node(parts, |(steps, body, otherwise, has_else, place), cx| {
            for step in steps {
                match step {
                    Step::Do(expr) => {
                        expr.value(cx)?;
                    }
                    Step::Match(matcher, guard, expr) => {
                        let value = expr.value(cx)?;
                        let matched = matcher.matches(cx, value)?
                            && match guard {
                                None => true,
                                Some(guard) => guard.holds(cx)?,
                            };
                        if matched {
                            continue;
                        }
                        if !has_else {
                            return Ok(value);
                        }
                        return select(otherwise, cx, value).unwrap_or_else(|| {
                            let exc = cx.term_error(atoms::WITH_CLAUSE_ERROR, value);
                            Err(cx.at(exc, *place))
                        });
                    }
                }
            }
            body.value(cx)
        }))
    }

    /// `for qualifiers do … end`
    pub(super) fn comprehension(self, comprehension: &For, span: Span) -> Compiled {
        let compiler = self.inner();
        let place = place(span);
        // Elixir makes a walk of `Enum.map/2` of the plainest form; the tail of an improper list raises accordingly.
        let is_map = matches!(
            (&comprehension.qualifiers[..], &comprehension.collect),
            ([Qualifier::Generator(Pattern::Any | Pattern::Bind(_), _)], Collect::Into { uniq: false, .. })
        );
        let end: &'static Clause = if is_map { &Clause::MAP } else { &Clause::REDUCE };
        let is_erlang = comprehension.is_erlang();
        let qualifiers: Box<[Step]> = comprehension
            .qualifiers
            .iter()
            .zip(weight::of_rounds(comprehension))
            .map(|(qualifier, units)| {
                Ok(match qualifier {
                    Qualifier::Generator(pattern, source) => Step::Generator {
                        matcher: compiler.matcher(pattern, source.span)?,
                        source: compiler.operand(source)?,
                        place: super::place(source.span),
                        end,
                        units,
                    },
                    Qualifier::Bits(segments, source) => Step::Bits {
                        segments: compiler.segment_matchers(segments)?,
                        source: compiler.operand(source)?,
                        place: super::place(source.span),
                        units,
                        is_erlang,
                    },
                    Qualifier::Filter(filter) => Step::Filter(compiler.operand(filter)?),
                })
            })
            .collect::<Result<_, CompileError>>()?;
        match &comprehension.collect {
            Collect::Into { body, into, uniq } => {
                let body = compiler.operand(body)?;
                let into = match into {
                    Some(into) if into.is_empty_binary() => Into::Binary { is_erlang },
                    Some(into) if into.is_empty_map() => Into::Map,
                    Some(into) => Into::Value(compiler.operand(into)?),
                    None => Into::Value(Operand::Constant(Constant::immediate(Value::EMPTY_LIST))),
                };
                let parts = (qualifiers, body, into, *uniq, place);
                Ok(node(parts, |(qualifiers, body, into, uniq, place), cx| {
                    let collector = match into {
                        Into::Value(into) => {
                            let into = into.value(cx)?;
                            Collector::new(cx, into)
                        }
                        Into::Binary { is_erlang } => Collector::of_binary(cx, *is_erlang),
                        Into::Map => Collector::of_map(cx),
                    };
                    let mut collector = located(cx, collector, *place)?;
                    let mut seen = if *uniq { Some(Seen::new(cx)?) } else { None };
                    each_round(cx, qualifiers, &mut |cx| {
                        let value = body.value(cx)?;
                        if let Some(seen) = &mut seen
                            && !seen.is_new(cx, value)?
                        {
                            return Ok(());
                        }
                        let pushed = collector.push(cx, value);
                        located(cx, pushed, *place)
                    })?;
                    let result = collector.finish(cx);
                    located(cx, result, *place)
                }))
            }
            Collect::Reduce { initial, clauses } => {
                let initial = compiler.operand(initial)?;
                let arms = compiler.arms(clauses)?;
                Ok(node((qualifiers, initial, arms, place), |(qualifiers, initial, arms, place), cx| {
                    let mut accumulator = initial.value(cx)?;
                    each_round(cx, qualifiers, &mut |cx| {
                        accumulator = next_accumulator(cx, arms, accumulator, *place)?;
                        Ok(())
                    })?;
                    Ok(accumulator)
                }))
            }
        }
    }

    /// `try do … end`
    pub(super) fn attempt(self, attempt: &Try, span: Span) -> Compiled {
        // A call in the body must come back here before the frame goes on: nothing in `try` is in tail position.
        let compiler = self.inner();
        let rescue: Box<[RescueArm]> = attempt
            .rescue
            .iter()
            .map(|rescue| {
                let modules = match &rescue.modules {
                    None => None,
                    Some(names) => Some(
                        names
                            .iter()
                            .map(|name| {
                                super::literal::constant(&crate::ir::Literal::Atom(name.clone()), rescue.body.span)
                            })
                            .collect::<Result<_, CompileError>>()?,
                    ),
                };
                Ok(RescueArm { slot: rescue.slot, modules, body: compiler.operand(&rescue.body)? })
            })
            .collect::<Result<_, CompileError>>()?;
        let catch: Box<[CatchArm]> = attempt
            .catch
            .iter()
            .map(|clause| {
                let pattern = |at: usize| clause.patterns.get(at).unwrap_or(&crate::ir::Pattern::Any);
                Ok(CatchArm {
                    kind: compiler.matcher(pattern(0), clause.span)?,
                    value: compiler.matcher(pattern(1), clause.span)?,
                    guard: compiler.guard(&clause.guard)?,
                    body: compiler.operand(&clause.body)?,
                })
            })
            .collect::<Result<_, CompileError>>()?;
        let otherwise = attempt.otherwise.as_ref().map(|clauses| compiler.arms(clauses)).transpose()?;
        let after = attempt.after.as_ref().map(|after| compiler.operand(after)).transpose()?;
        let code = Attempt { body: compiler.operand(&attempt.body)?, rescue, catch, otherwise, place: place(span) };
        Ok(match after {
            None => node(code, |code, cx| code.run(cx)),
            Some(after) => node((code, after), |(code, after), cx| {
                let result = code.run(cx);
                match result {
                    Ok(value) => {
                        after.value(cx)?;
                        Ok(value)
                    }
                    Err(exc) => {
                        // A limit ends everything, `after` too.
                        if !cx.is_catchable() {
                            return Err(exc);
                        }
                        let (raised, at) = cx.take_raised(exc);
                        after.value(cx)?;
                        Err(cx.raise_again(raised, at))
                    }
                }
            }),
        })
    }
}

/// Part of a comprehension before its body.
enum Step {
    /// `units` of fuel for what a round does beyond the element.
    Generator {
        matcher: Matcher,
        source: Operand,
        place: Place,
        end: &'static Clause,
        units: u32,
    },
    Bits {
        segments: Box<[SegmentMatcher]>,
        source: Operand,
        place: Place,
        units: u32,
        is_erlang: bool,
    },
    Filter(Operand),
}

/// What a comprehension puts into: literals are known to Elixir's compiler, and raise other errors.
enum Into {
    Value(Operand),
    Binary { is_erlang: bool },
    Map,
}

/// Runs `round` for each combination that the steps let through. Recursion is as deep as there are generators.
fn each_round<'a>(
    cx: &mut Context<'a>,
    steps: &'a [Step],
    round: &mut dyn FnMut(&mut Context<'a>) -> Result<(), Exc>,
) -> Result<(), Exc> {
    let mut steps = steps;
    let (step, rest) = loop {
        match steps.split_first() {
            None => return round(cx),
            Some((Step::Filter(filter), rest)) => {
                if !filter.value(cx)?.truthy() {
                    return Ok(());
                }
                steps = rest;
            }
            Some(generator) => break generator,
        }
    };
    cx.guard_stack()?;
    match step {
        Step::Filter(_) => Ok(()),
        Step::Generator { matcher, source, place, end, units } => {
            let source = source.value(cx)?;
            let iter = Iter::with_end(cx, source, end);
            let mut iter = located(cx, iter, *place)?;
            let mut walk = || -> Result<(), Exc> {
                loop {
                    let next = iter.next(cx);
                    let Some(value) = located(cx, next, *place)? else { return Ok(()) };
                    cx.spend(*units);
                    if !matcher.matches(cx, value)? {
                        continue;
                    }
                    each_round(cx, rest, round)?;
                }
            };
            match walk() {
                Ok(()) => Ok(()),
                // A stream may want something to be done after it.
                Err(exc) => Err(iter.close_after(cx, exc)),
            }
        }
        Step::Bits { segments, source, place, units, is_erlang } => {
            let source = source.value(cx)?;
            let Some(mut reader) = Reader::new(source) else {
                let exc = no_generator(cx, source, *is_erlang);
                return Err(cx.at(exc, *place));
            };
            while !reader.is_at_end() {
                cx.step()?;
                cx.spend(*units);
                match read_segments(cx, segments, &mut reader)? {
                    // All segments were read, and their patterns match.
                    Some(true) => each_round(cx, rest, round)?,
                    Some(false) => {}
                    // Not enough is left.
                    None => return Ok(()),
                }
            }
            Ok(())
        }
    }
}

#[inline]
fn next_accumulator<'a>(cx: &mut Context<'a>, arms: &'a [Arm], accumulator: Value<'a>, place: Place) -> R<'a> {
    select(arms, cx, accumulator).unwrap_or_else(|| {
        let exc = cx.term_error(atoms::CASE_CLAUSE_ERROR, accumulator);
        Err(cx.at(exc, place))
    })
}

struct RescueArm {
    slot: Option<u16>,
    modules: Option<Box<[Constant]>>,
    body: Operand,
}

struct CatchArm {
    kind: Matcher,
    value: Matcher,
    guard: Option<Guard>,
    body: Operand,
}

struct Attempt {
    body: Operand,
    rescue: Box<[RescueArm]>,
    catch: Box<[CatchArm]>,
    otherwise: Option<Box<[Arm]>>,
    place: Place,
}

impl Attempt {
    #[inline]
    fn run<'a>(&'a self, cx: &mut Context<'a>) -> R<'a> {
        match self.body.value(cx) {
            Ok(value) => match &self.otherwise {
                None => Ok(value),
                Some(arms) => select(arms, cx, value).unwrap_or_else(|| {
                    let exc = cx.term_error(atoms::TRY_CLAUSE_ERROR, value);
                    Err(cx.at(exc, self.place))
                }),
            },
            Err(exc) => self.recover(cx, exc),
        }
    }

    fn recover<'a>(&'a self, cx: &mut Context<'a>, exc: Exc) -> R<'a> {
        if !cx.is_catchable() {
            return Err(exc);
        }
        let (raised, at) = cx.take_raised(exc);
        if let Raised::Error(exception) = raised {
            for arm in &self.rescue {
                let rescued = match &arm.modules {
                    None => true,
                    Some(modules) => modules.iter().any(|module| catch::is_a(exception, module.get())),
                };
                if rescued {
                    if let Some(slot) = arm.slot {
                        cx.set_slot(slot, exception);
                    }
                    return arm.body.value(cx);
                }
            }
        }
        let (kind, value) = catch::kind_and_value(cx, raised, at)?;
        for arm in &self.catch {
            if !arm.kind.matches(cx, kind)? || !arm.value.matches(cx, value)? {
                continue;
            }
            if let Some(guard) = &arm.guard
                && !guard.holds(cx)?
            {
                continue;
            }
            return arm.body.value(cx);
        }
        Err(cx.raise_again(raised, at))
    }
}

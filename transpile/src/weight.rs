//! Weights: what code costs beyond the units that a call and a round of a loop are charged anyway: code without calls and loops
//! is charged by its length, once, where a function, a lambda or a round begins. So no program gets long work for little fuel,
//! and no expression needs a charge of its own.
//!
//! An expression weighs what the way through it costs in nanoseconds, roughly; where the ways part, the longest counts.
//! Bodies of lambdas and of comprehensions count where they run.

use crate::ir::{
    Argument, Clause, Collect, Expr, ExprKind, For, Literal, Pattern, Qualifier, Segment, Try, With, WithStep,
};

/// Weight that is worth a unit of fuel.
const UNIT: usize = 8;

/// Units of fuel for running clauses once, beyond those of the call: what a unit or two pay for is light.
pub(crate) fn of_clauses(clauses: &[Clause]) -> u32 {
    units(weight_of_clauses(clauses))
}

/// For each qualifier of a comprehension, the units of a round beyond the element: of its pattern, the filters behind it
/// and, behind the last generator, the body.
pub(crate) fn of_rounds(comprehension: &For) -> Vec<u32> {
    let generates = |qualifier: &Qualifier| !matches!(qualifier, Qualifier::Filter(_));
    let qualifiers = comprehension.qualifiers.as_slice();
    (0..qualifiers.len())
        .map(|at| {
            let rest = qualifiers.get(at..).unwrap_or_default();
            match rest.iter().skip(1).position(generates) {
                Some(next) => of_round(rest.get(..=next).unwrap_or(rest), None),
                None => of_round(rest, Some(&comprehension.collect)),
            }
        })
        .collect()
}

fn of_round(round: &[Qualifier], collect: Option<&Collect>) -> u32 {
    let mut weight = 0;
    for qualifier in round {
        weight += match qualifier {
            Qualifier::Generator(pattern, _) => of_pattern(pattern),
            Qualifier::Bits(segments, _) => 8 + of_segments(segments, of_pattern),
            Qualifier::Filter(filter) => 4 + of(filter),
        };
    }
    weight += match collect {
        None => 0,
        Some(Collect::Into { body, .. }) => 6 + of(body),
        Some(Collect::Reduce { clauses, .. }) => 6 + weight_of_clauses(clauses),
    };
    units(weight)
}

fn units(weight: usize) -> u32 {
    u32::try_from(weight / UNIT).unwrap_or(u32::MAX).saturating_sub(1)
}

fn weight_of_clauses(clauses: &[Clause]) -> usize {
    let choice: usize = clauses.iter().map(|clause| 2 + of_head(clause)).sum();
    choice + longest(clauses.iter().map(|clause| &clause.body))
}

fn of_head(clause: &Clause) -> usize {
    clause.patterns.iter().map(of_pattern).sum::<usize>() + clause.guard.as_ref().map_or(0, of)
}

fn longest<'e>(exprs: impl IntoIterator<Item = &'e Expr>) -> usize {
    exprs.into_iter().map(of).max().unwrap_or(0)
}

/// The weights of some expressions, with so much more for each.
fn sum<'e>(each: usize, exprs: impl IntoIterator<Item = &'e Expr>) -> usize {
    exprs.into_iter().map(|expr| each + of(expr)).sum()
}

fn of(expr: &Expr) -> usize {
    match &expr.kind {
        ExprKind::Literal(_) | ExprKind::Constant(_) | ExprKind::Slot(_) => 1,
        ExprKind::Regex { .. } => 12,
        ExprKind::Match(pattern, value) => 6 + of_pattern(pattern) + of(value),
        ExprKind::Block(exprs) => sum(4, exprs),
        ExprKind::Tuple(elements) => 8 + sum(1, elements),
        ExprKind::List(elements, tail) => 8 + sum(1, elements) + tail.as_deref().map_or(0, of),
        ExprKind::Map(pairs) => 16 + of_pairs(30, pairs),
        ExprKind::MapUpdate(base, pairs) | ExprKind::StructUpdate(_, base, pairs) => {
            16 + of(base) + of_pairs(48, pairs)
        }
        ExprKind::Interpolation(parts) | ExprKind::BinaryConcat(parts) => 12 + sum(8, parts),
        ExprKind::Bitstring(segments) => 12 + of_segments(segments, of),
        ExprKind::Binary(_, left, right) => 6 + of(left) + of(right),
        ExprKind::Unary(_, operand) => 6 + of(operand),
        ExprKind::And(left, right)
        | ExprKind::Or(left, right)
        | ExprKind::AndAlso(left, right)
        | ExprKind::OrElse(left, right) => 4 + of(left) + of(right),
        ExprKind::GuardAny(guards) => sum(2, guards),
        ExprKind::InList(value, list) => 6 + of(value) + sum(3, list),
        ExprKind::Call(_, arguments) => {
            let arguments = arguments.iter().map(|argument| match argument {
                Argument::Value(expr) => of(expr),
                Argument::Inline(_) => 1,
            });
            6 + arguments.sum::<usize>()
        }
        ExprKind::Local(_, arguments) => 6 + sum(1, arguments),
        ExprKind::Apply(function, arguments) => 6 + of(function) + sum(1, arguments),
        ExprKind::Dot(container, _) => 5 + of(container),
        ExprKind::Access(container, key) => 5 + of(container) + of(key),
        ExprKind::Lambda(lambda) => 12 + lambda.captures.len(),
        ExprKind::CaptureRow(..) | ExprKind::CaptureLocal(_) => 8,
        ExprKind::If(condition, then, otherwise) => 4 + of(condition) + of(then).max(of(otherwise)),
        ExprKind::Case(subject, clauses) => 6 + of(subject) + weight_of_clauses(clauses),
        ExprKind::MatchTest(subject, clause) => 6 + of(subject) + of_head(clause),
        ExprKind::Cond(clauses) => {
            sum(3, clauses.iter().map(|(condition, _)| condition)) + longest(clauses.iter().map(|(_, body)| body))
        }
        ExprKind::With(with) => of_with(with),
        ExprKind::For(comprehension) => of_for(comprehension),
        ExprKind::Try(attempt) => of_try(attempt),
    }
}

fn of_pairs(each: usize, pairs: &[(Expr, Expr)]) -> usize {
    pairs.iter().map(|(key, value)| each + of(key) + of(value)).sum()
}

fn of_with(with: &With) -> usize {
    let steps: usize = with
        .steps
        .iter()
        .map(|step| match step {
            WithStep::Match(pattern, guard, expr) => 4 + of_pattern(pattern) + guard.as_ref().map_or(0, of) + of(expr),
            WithStep::Do(expr) => 4 + of(expr),
        })
        .sum();
    steps + of(&with.body).max(weight_of_clauses(&with.otherwise))
}

/// Without its rounds.
fn of_for(comprehension: &For) -> usize {
    let source = match comprehension.qualifiers.first() {
        Some(Qualifier::Generator(_, source) | Qualifier::Bits(_, source)) => of(source),
        _ => 0,
    };
    let collect = match &comprehension.collect {
        Collect::Into { into, .. } => into.as_ref().map_or(0, of),
        Collect::Reduce { initial, .. } => of(initial),
    };
    24 + source + collect
}

fn of_try(attempt: &Try) -> usize {
    let rescued = longest(attempt.rescue.iter().map(|rescue| &rescue.body));
    let modules: usize = attempt.rescue.iter().map(|rescue| 4 + 4 * rescue.modules.as_ref().map_or(0, Vec::len)).sum();
    let otherwise = attempt.otherwise.as_ref().map_or(0, |clauses| weight_of_clauses(clauses));
    let handled = rescued.max(weight_of_clauses(&attempt.catch)).max(otherwise);
    12 + of(&attempt.body) + modules + handled + attempt.after.as_ref().map_or(0, of)
}

fn of_segments<T>(segments: &[Segment<T>], of_value: impl Fn(&T) -> usize) -> usize {
    segments.iter().map(|segment| 10 + of_value(&segment.value) + segment.size.as_ref().map_or(0, of)).sum()
}

fn of_pattern(pattern: &Pattern) -> usize {
    let all = |patterns: &[Pattern]| patterns.iter().map(|pattern| 2 + of_pattern(pattern)).sum::<usize>();
    match pattern {
        Pattern::Any => 0,
        Pattern::Bind(_) => 1,
        Pattern::Equal(_) => 4,
        Pattern::Literal(literal) => 2 + of_literal(literal),
        Pattern::Tuple(patterns) => 3 + all(patterns),
        Pattern::List(patterns, tail) => 3 + all(patterns) + tail.as_deref().map_or(0, of_pattern),
        Pattern::Map(pairs) => 3 + pairs.iter().map(|(_, pattern)| 5 + of_pattern(pattern)).sum::<usize>(),
        Pattern::IsAtom(inner) => 2 + of_pattern(inner),
        Pattern::Both(left, right) => of_pattern(left) + of_pattern(right),
        Pattern::Prefix(_, rest) => 6 + of_pattern(rest),
        Pattern::Bitstring(segments) => 8 + of_segments(segments, of_pattern),
    }
}

/// Comparing with nested terms charges for itself.
fn of_literal(literal: &Literal) -> usize {
    match literal {
        Literal::Int(_) | Literal::Float(_) | Literal::Atom(_) => 1,
        Literal::Binary(bytes) => 2 + bytes.len() / 64,
        _ => 4,
    }
}

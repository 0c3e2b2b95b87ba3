//! What a function reads of its arguments: the paths that a reader of messages must not leave out.
//!
//! The answer errs on the side of more. What is passed on, compared, printed or returned is read whole; what is only looked
//! into (`record["a"]["b"]`, `metadata.x`, `%{"a" => x}`) is read at those keys. A value that is looked into and turns out to
//! be no map is read whole, too.
//!
//! An exception may print a value that was matched in vain. A host that runs the function again on the whole message when
//! it raised need not read for that: see [`Exceptions`].

use crate::ir::{
    Argument, Clause, Collect, Expr, ExprKind, FunctionId, Key as PatternKey, Literal, Pattern, Program, Qualifier,
    Segment, Slot, UnaryOperator, WithStep,
};
use philtre_runtime::row::Row;
use std::collections::BTreeMap;

/// What is read of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Demand {
    /// All of it.
    Whole,
    /// If it is a map, these keys (whether they are there, and so much of their values); otherwise all of it.
    Keys(BTreeMap<Key, Demand>),
}

/// A key that is read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// `["key"]`
    Text(Vec<u8>),
    /// `.key`, `[:key]`
    Atom(String),
}

/// How exact the messages of exceptions must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exceptions {
    /// They show what they would show if everything had been read.
    Exact,
    /// The host runs the function again on the whole message when it raises. Programs with `try` are exact all the same.
    RunAgain,
}

/// Expressions that are looked at before everything counts as read.
const BUDGET: usize = 50_000;
/// Helpers are followed so deep.
const CALLS: usize = 8;
/// More values than this that an expression may be are read whole.
const ALTERNATIVES: usize = 8;

/// For each parameter of a function, what is read of it.
pub fn demand(program: &Program, function: FunctionId, exceptions: Exceptions) -> Vec<Demand> {
    let Some(entry) = program.functions.get(function as usize) else { return Vec::new() };
    let arity = entry.arity as usize;
    let mut analysis = Analysis {
        program,
        nodes: (0..arity).map(|_| Node::default()).collect(),
        budget: BUDGET,
        exact: exceptions == Exceptions::Exact || program.uses_try,
        calls: Vec::new(),
    };
    let arguments = (0..arity).map(|i| vec![i]).collect();
    let result = analysis.function(function, arguments);
    analysis.whole(&result);
    if analysis.budget == 0 {
        return vec![Demand::Whole; arity];
    }
    (0..arity).map(|i| analysis.answer(i)).collect()
}

/// What an expression may be: values of the message, by their nodes.
type Values = Vec<usize>;

#[derive(Default)]
struct Node {
    whole: bool,
    keys: BTreeMap<Key, usize>,
}

/// The values in the slots of a frame.
type Frame = Vec<Values>;

struct Analysis<'p> {
    program: &'p Program,
    nodes: Vec<Node>,
    budget: usize,
    exact: bool,
    calls: Vec<FunctionId>,
}

impl<'p> Analysis<'p> {
    fn answer(&self, node: usize) -> Demand {
        match self.nodes.get(node) {
            Some(node) if !node.whole => {
                Demand::Keys(node.keys.iter().map(|(key, child)| (key.clone(), self.answer(*child))).collect())
            }
            _ => Demand::Whole,
        }
    }

    fn whole(&mut self, values: &[usize]) {
        for value in values {
            if let Some(node) = self.nodes.get_mut(*value) {
                node.whole = true;
            }
        }
    }

    fn key(&mut self, values: &[usize], key: &Key) -> Values {
        let mut children = Vec::with_capacity(values.len());
        for value in values {
            let next = self.nodes.len();
            let Some(node) = self.nodes.get_mut(*value) else { continue };
            // A value that is read whole is not looked at any closer.
            if node.whole {
                continue;
            }
            let child = *node.keys.entry(key.clone()).or_insert(next);
            if child == next {
                self.nodes.push(Node::default());
            }
            children.push(child);
        }
        children
    }

    fn join(&mut self, mut left: Values, right: Values) -> Values {
        for value in right {
            if !left.contains(&value) {
                left.push(value);
            }
        }
        if left.len() > ALTERNATIVES {
            self.whole(&left);
            left.clear();
        }
        left
    }

    /// The result of a call.
    fn function(&mut self, id: FunctionId, arguments: Vec<Values>) -> Values {
        let Some(function) = self.program.functions.get(id as usize) else { return Vec::new() };
        if self.calls.contains(&id) || self.calls.len() >= CALLS {
            arguments.iter().for_each(|argument| self.whole(argument));
            return Vec::new();
        }
        self.calls.push(id);
        let mut frame: Frame = vec![Vec::new(); function.slots.max(function.arity) as usize];
        for (slot, argument) in frame.iter_mut().zip(&arguments) {
            slot.clone_from(argument);
        }
        let result = self.clauses(&mut frame, &function.clauses, &arguments);
        self.calls.pop();
        result
    }

    /// Clauses over values; the results of all.
    fn clauses(&mut self, frame: &mut Frame, clauses: &'p [Clause], subjects: &[Values]) -> Values {
        let mut result = Vec::new();
        for clause in clauses {
            let one = self.clause(frame, clause, subjects);
            result = self.join(result, one);
        }
        result
    }

    fn clause(&mut self, frame: &mut Frame, clause: &'p Clause, subjects: &[Values]) -> Values {
        for (i, pattern) in clause.patterns.iter().enumerate() {
            let values = subjects.get(i).cloned().unwrap_or_default();
            self.bind(frame, pattern, &values);
        }
        if let Some(guard) = &clause.guard {
            self.used(frame, guard);
        }
        self.value(frame, &clause.body)
    }

    /// Clauses whose subjects come from nowhere that is known.
    fn opaque(&mut self, frame: &mut Frame, clauses: &'p [Clause]) -> Values {
        self.clauses(frame, clauses, &[])
    }

    fn bind(&mut self, frame: &mut Frame, pattern: &'p Pattern, values: &[usize]) {
        if !self.step() {
            return;
        }
        match pattern {
            Pattern::Any => {}
            Pattern::Bind(slot) => {
                if let Some(slot) = frame.get_mut(*slot as usize) {
                    // A slot may be bound from several places (the arguments of several clauses): it is any of them.
                    for value in values {
                        if !slot.contains(value) {
                            slot.push(*value);
                        }
                    }
                }
            }
            Pattern::Equal(slot) => {
                self.whole(values);
                let other = self.slot(frame, *slot);
                self.whole(&other);
            }
            Pattern::Literal(_) => self.whole(values),
            Pattern::Both(left, right) => {
                self.bind(frame, left, values);
                self.bind(frame, right, values);
            }
            Pattern::Map(entries) => {
                for (key, pattern) in entries {
                    match key {
                        PatternKey::Literal(key) if let Some(key) = as_key(key) => {
                            let child = self.key(values, &key);
                            self.bind(frame, pattern, &child);
                        }
                        PatternKey::Literal(_) => {
                            self.whole(values);
                            self.bind(frame, pattern, &[]);
                        }
                        PatternKey::Slot(slot) => {
                            self.whole(values);
                            let key = self.slot(frame, *slot);
                            self.whole(&key);
                            self.bind(frame, pattern, &[]);
                        }
                    }
                }
            }
            Pattern::Tuple(patterns) => {
                self.whole(values);
                patterns.iter().for_each(|pattern| self.bind(frame, pattern, &[]));
            }
            Pattern::List(patterns, tail) => {
                self.whole(values);
                patterns.iter().chain(tail.as_deref()).for_each(|pattern| self.bind(frame, pattern, &[]));
            }
            Pattern::IsAtom(pattern) | Pattern::Prefix(_, pattern) => {
                self.whole(values);
                self.bind(frame, pattern, &[]);
            }
            Pattern::Bitstring(segments) => {
                self.whole(values);
                self.segments(frame, segments);
            }
        }
    }

    fn segments(&mut self, frame: &mut Frame, segments: &'p [Segment<Pattern>]) {
        for segment in segments {
            self.bind(frame, &segment.value, &[]);
            if let Some(size) = &segment.size {
                self.used(frame, size);
            }
        }
    }

    fn slot(&self, frame: &Frame, slot: Slot) -> Values {
        frame.get(slot as usize).cloned().unwrap_or_default()
    }

    /// Counts a step; `false` when there have been too many.
    fn step(&mut self) -> bool {
        self.budget = self.budget.saturating_sub(1);
        self.budget > 0
    }

    /// An expression whose value is read whole.
    fn used(&mut self, frame: &mut Frame, expr: &'p Expr) {
        let values = self.value(frame, expr);
        self.whole(&values);
    }

    fn all_used(&mut self, frame: &mut Frame, exprs: impl IntoIterator<Item = &'p Expr>) {
        exprs.into_iter().for_each(|expr| self.used(frame, expr));
    }

    /// What an expression may be. It is not read by this alone.
    fn value(&mut self, frame: &mut Frame, expr: &'p Expr) -> Values {
        if !self.step() {
            return Vec::new();
        }
        stacker::maybe_grow(96 << 10, 1 << 20, || self.kind(frame, &expr.kind))
    }

    fn kind(&mut self, frame: &mut Frame, kind: &'p ExprKind) -> Values {
        match kind {
            ExprKind::Literal(_)
            | ExprKind::Constant(_)
            | ExprKind::Regex { .. }
            | ExprKind::CaptureRow(..)
            | ExprKind::CaptureLocal(_) => {}
            ExprKind::Slot(slot) => return self.slot(frame, *slot),
            ExprKind::Match(pattern, value) => {
                let values = self.value(frame, value);
                if self.exact && !is_open(pattern) {
                    self.whole(&values);
                }
                self.bind(frame, pattern, &values);
                return values;
            }
            ExprKind::Block(exprs) => {
                let mut last = Vec::new();
                for expr in exprs {
                    last = self.value(frame, expr);
                }
                return last;
            }
            ExprKind::Access(container, key) => {
                let values = self.value(frame, container);
                if let ExprKind::Literal(key) = &key.kind
                    && let Some(key) = as_key(key)
                {
                    return self.key(&values, &key);
                }
                self.whole(&values);
                self.used(frame, key);
            }
            ExprKind::Dot(container, name) => {
                let values = self.value(frame, container);
                // Where there is no such key, the message shows the map.
                if self.exact {
                    self.whole(&values);
                }
                return self.key(&values, &Key::Atom(name.clone()));
            }
            ExprKind::Tuple(exprs)
            | ExprKind::Interpolation(exprs)
            | ExprKind::BinaryConcat(exprs)
            | ExprKind::GuardAny(exprs) => self.all_used(frame, exprs),
            ExprKind::List(exprs, tail) => self.all_used(frame, exprs.iter().chain(tail.as_deref())),
            ExprKind::Map(pairs) => {
                for (key, value) in pairs {
                    self.used(frame, key);
                    self.used(frame, value);
                }
            }
            ExprKind::MapUpdate(base, pairs) | ExprKind::StructUpdate(_, base, pairs) => {
                self.used(frame, base);
                for (key, value) in pairs {
                    self.used(frame, key);
                    self.used(frame, value);
                }
            }
            ExprKind::Bitstring(segments) => {
                for segment in segments {
                    self.used(frame, &segment.value);
                    self.all_used(frame, segment.size.as_ref());
                }
            }
            ExprKind::Binary(_, left, right) => {
                self.used(frame, left);
                self.used(frame, right);
            }
            // Only whether it is `nil` or `false` is read, which is known of whatever is looked into.
            ExprKind::Unary(UnaryOperator::Bang, operand) => drop(self.value(frame, operand)),
            ExprKind::Unary(_, operand) => self.used(frame, operand),
            ExprKind::And(left, right) | ExprKind::Or(left, right) => {
                self.used(frame, left);
                return self.value(frame, right);
            }
            ExprKind::AndAlso(left, right) | ExprKind::OrElse(left, right) => {
                let left = self.value(frame, left);
                let right = self.value(frame, right);
                return self.join(left, right);
            }
            ExprKind::InList(item, list) => {
                self.used(frame, item);
                self.all_used(frame, list);
            }
            ExprKind::Call(row, arguments) => return self.row(frame, row, arguments),
            ExprKind::Local(function, arguments) => {
                let arguments = arguments.iter().map(|argument| self.value(frame, argument)).collect();
                return self.function(*function, arguments);
            }
            ExprKind::Apply(function, arguments) => {
                self.used(frame, function);
                self.all_used(frame, arguments);
            }
            ExprKind::Lambda(lambda) => {
                let mut inner: Frame = vec![Vec::new(); lambda.slots as usize];
                for (i, captured) in lambda.captures.iter().enumerate() {
                    let values = self.slot(frame, *captured);
                    if let Some(slot) = inner.get_mut(lambda.arity as usize + i) {
                        *slot = values;
                    }
                }
                let result = self.opaque(&mut inner, &lambda.clauses);
                self.whole(&result);
            }
            ExprKind::If(condition, yes, no) => {
                self.value(frame, condition);
                let yes = self.value(frame, yes);
                let no = self.value(frame, no);
                return self.join(yes, no);
            }
            ExprKind::Case(subject, clauses) => {
                let values = self.value(frame, subject);
                let caught =
                    clauses.iter().any(|clause| clause.guard.is_none() && clause.patterns.first().is_none_or(is_open));
                if self.exact && !caught {
                    self.whole(&values);
                }
                return self.clauses(frame, clauses, std::slice::from_ref(&values));
            }
            ExprKind::MatchTest(subject, clause) => {
                let values = self.value(frame, subject);
                self.clause(frame, clause, &[values]);
            }
            ExprKind::Cond(pairs) => {
                let mut result = Vec::new();
                for (condition, body) in pairs {
                    self.value(frame, condition);
                    let body = self.value(frame, body);
                    result = self.join(result, body);
                }
                return result;
            }
            ExprKind::With(with) => {
                let mut result = Vec::new();
                for step in &with.steps {
                    match step {
                        WithStep::Match(pattern, guard, value) => {
                            let values = self.value(frame, value);
                            self.bind(frame, pattern, &values);
                            self.all_used(frame, guard.as_ref());
                            // What does not match goes to the clauses of `else`, or is the result.
                            if with.has_else && !is_open(pattern) {
                                self.whole(&values);
                            } else {
                                result = self.join(result, values);
                            }
                        }
                        WithStep::Do(value) => drop(self.value(frame, value)),
                    }
                }
                let body = self.value(frame, &with.body);
                result = self.join(result, body);
                let otherwise = self.opaque(frame, &with.otherwise);
                return self.join(result, otherwise);
            }
            ExprKind::For(comprehension) => {
                for qualifier in &comprehension.qualifiers {
                    match qualifier {
                        Qualifier::Generator(pattern, source) => {
                            self.used(frame, source);
                            self.bind(frame, pattern, &[]);
                        }
                        Qualifier::Bits(segments, source) => {
                            self.used(frame, source);
                            self.segments(frame, segments);
                        }
                        Qualifier::Filter(filter) => drop(self.value(frame, filter)),
                    }
                }
                match &comprehension.collect {
                    Collect::Into { body, into, .. } => {
                        self.all_used(frame, into.as_ref());
                        self.used(frame, body);
                    }
                    Collect::Reduce { initial, clauses } => {
                        self.used(frame, initial);
                        let result = self.opaque(frame, clauses);
                        self.whole(&result);
                    }
                }
            }
            ExprKind::Try(tried) => {
                self.used(frame, &tried.body);
                for rescue in &tried.rescue {
                    self.used(frame, &rescue.body);
                }
                for clauses in [Some(&tried.catch), tried.otherwise.as_ref()].into_iter().flatten() {
                    let result = self.opaque(frame, clauses);
                    self.whole(&result);
                }
                self.all_used(frame, tried.after.as_ref());
            }
        }
        Vec::new()
    }

    /// A library function: it reads its arguments whole, but for a few that look into maps.
    fn row(&mut self, frame: &mut Frame, row: &Row, arguments: &'p [Argument]) -> Values {
        match (row.module, row.name, arguments) {
            ("Map" | "Access", "get", [Argument::Value(map), Argument::Value(key), Argument::Value(default)])
                if let Some(key) = literal_key(key) =>
            {
                let map = self.value(frame, map);
                let found = self.key(&map, &key);
                let default = self.value(frame, default);
                return self.join(found, default);
            }
            ("Map", "fetch" | "has_key?", [Argument::Value(map), Argument::Value(key)])
                if let Some(key) = literal_key(key) =>
            {
                let map = self.value(frame, map);
                let found = self.key(&map, &key);
                if row.name == "fetch" {
                    self.whole(&found);
                }
                return Vec::new();
            }
            (
                "Kernel",
                "is_nil" | "is_map" | "is_binary" | "is_list" | "is_boolean" | "is_number",
                [Argument::Value(value)],
            ) => {
                self.value(frame, value);
                return Vec::new();
            }
            _ => {}
        }
        for argument in arguments {
            match argument {
                Argument::Value(value) => self.used(frame, value),
                Argument::Inline(lambda) => {
                    let result = self.opaque(frame, &lambda.clauses);
                    self.whole(&result);
                }
            }
        }
        Vec::new()
    }
}

/// Whether a pattern matches whatever comes.
fn is_open(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::Any | Pattern::Bind(_) => true,
        Pattern::Both(left, right) => is_open(left) && is_open(right),
        _ => false,
    }
}

fn as_key(literal: &Literal) -> Option<Key> {
    match literal {
        Literal::Binary(text) => Some(Key::Text(text.clone())),
        Literal::Atom(name) => Some(Key::Atom(name.clone())),
        _ => None,
    }
}

fn literal_key(expr: &Expr) -> Option<Key> {
    match &expr.kind {
        ExprKind::Literal(literal) => as_key(literal),
        _ => None,
    }
}

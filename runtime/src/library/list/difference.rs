//! `List.myers_difference`: the shortest way from one list to another.
//!
//! Myers' greedy algorithm: with each round one more insertion or deletion is allowed, and on each diagonal the path that
//! reaches furthest is kept. The steps of all paths form a tree in the arena.

use super::super::keyed::is_list;
use super::{failed, proper_elements};
use crate::callback::Fn2;
use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::compare::identical;
use crate::term::{Value, atoms};
use crate::text::distance;
use philtre_library::library;

/// Functions that compare lists.
#[library("List")]
pub mod functions {
    use super::*;

    /// The steps from one list to another: a keyword list of elements that stay (`:eq`), go (`:del`) and come (`:ins`).
    ///
    /// The work grows with the length of the lists times the number of differences, and fuel is charged for it.
    ///
    /// ```elixir
    /// iex> List.myers_difference([:a, :b, :c], [:a, :c, :d])
    /// [eq: [:a], del: [:b], eq: [:c], ins: [:d]]
    /// ```
    #[row(cost = inside)]
    pub fn myers_difference<'a>(cx: &mut Context<'a>, list1: Value<'a>, list2: Value<'a>) -> R<'a> {
        if !is_list(list1) || !is_list(list2) {
            return Err(failed(cx, "myers_difference", 2));
        }
        difference(cx, list1, list2, |_, _, _| Ok(None))
    }

    /// Like `myers_difference/2`, with a function that is asked for the difference of two elements that may have been
    /// changed: what it gives becomes `diff: …`; `nil` says that they have nothing to do with each other.
    ///
    /// ```elixir
    /// iex> List.myers_difference([1, 10], [1, 11], fn x, y -> if abs(x - y) == 1, do: {x, y} end)
    /// [eq: [1], diff: {10, 11}]
    /// ```
    #[row(cost = inside, name = "myers_difference")]
    pub fn myers_difference_with<'a>(
        cx: &mut Context<'a>,
        list1: Value<'a>,
        list2: Value<'a>,
        mut diff_script: impl Fn2<'a>,
    ) -> R<'a> {
        if !is_list(list1) || !is_list(list2) || !diff_script.is_function() {
            return Err(failed(cx, "myers_difference", 3));
        }
        difference(cx, list1, list2, |cx, x, y| {
            let answer = diff_script.call(cx, x, y)?;
            Ok(answer.truthy().then_some(answer))
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Equal,
    Delete,
    Insert,
    Changed,
}

/// A step, and the one before it.
#[derive(Clone, Copy)]
struct Step<'a> {
    kind: Kind,
    value: Value<'a>,
    before: Option<&'a Step<'a>>,
}

/// How far a path has come in both lists, and how.
#[derive(Clone, Copy)]
struct Path<'a> {
    /// What Elixir calls y: elements taken from the first list, and calls for more where there were none.
    reach: usize,
    first: usize,
    second: usize,
    steps: Option<&'a Step<'a>>,
}

impl<'a> Path<'a> {
    fn step(&mut self, cx: &mut Context<'a>, kind: Kind, value: Value<'a>) -> Result<(), Exc> {
        cx.tick()?;
        self.steps = Some(cx.bump.alloc(Step { kind, value, before: self.steps })?);
        if kind != Kind::Insert {
            self.reach += 1;
            self.first += 1;
        }
        if kind != Kind::Delete {
            self.second += 1;
        }
        Ok(())
    }
}

fn difference<'a>(
    cx: &mut Context<'a>,
    list1: Value<'a>,
    list2: Value<'a>,
    mut changed: impl FnMut(&mut Context<'a>, Value<'a>, Value<'a>) -> Result<Option<Value<'a>>, Exc>,
) -> R<'a> {
    let improper = |cx: &mut Context<'a>| cx.bad_argument(1, "not a list");
    let list1 = proper_elements(cx, list1, improper)?;
    let list2 = proper_elements(cx, list2, improper)?;

    // One path for each diagonal that the round before could reach.
    let mut paths = vec![Path { reach: 0, first: 0, second: 0, steps: None }];
    let mut limit = 0;
    loop {
        cx.charge(paths.len() + 1)?;
        let mut next = Vec::with_capacity(limit + 1);
        for diagonal in 0..=limit {
            // The outermost diagonals have one neighbour only.
            let (right, mut path) = match (diagonal, paths.get(diagonal.wrapping_sub(1)), paths.get(diagonal)) {
                (_, None, Some(path)) => (false, *path),
                (_, Some(path), None) => (true, *path),
                (_, Some(left), Some(above)) if left.reach > above.reach => (true, *left),
                (_, Some(_), Some(above)) => (false, *above),
                (_, None, None) => continue,
            };
            if limit > 0 {
                advance(cx, &mut path, right, list1, list2, &mut changed)?;
            }
            while let (Some(x), Some(y)) = (list1.get(path.first), list2.get(path.second)) {
                if !identical(cx, *x, *y)? {
                    break;
                }
                path.step(cx, Kind::Equal, *x)?;
            }
            if path.first >= list1.len() && path.second >= list2.len() {
                return script(cx, path.steps, list1, list2);
            }
            next.push(path);
        }
        paths = next;
        limit += 1;
    }
}

/// One step that is no equal element: right takes from the second list, down from the first; where both have one, they may
/// be a changed element.
fn advance<'a>(
    cx: &mut Context<'a>,
    path: &mut Path<'a>,
    right: bool,
    list1: &'a [Value<'a>],
    list2: &'a [Value<'a>],
    changed: &mut impl FnMut(&mut Context<'a>, Value<'a>, Value<'a>) -> Result<Option<Value<'a>>, Exc>,
) -> Result<(), Exc> {
    let (x, y) = (list1.get(path.first), list2.get(path.second));
    if let (Some(x), Some(y)) = (x, y)
        && let Some(difference) = changed(cx, *x, *y)?
    {
        return path.step(cx, Kind::Changed, difference);
    }
    match (right, x, y) {
        (true, _, Some(y)) => path.step(cx, Kind::Insert, *y),
        (false, Some(x), _) => path.step(cx, Kind::Delete, *x),
        (false, None, _) => {
            path.reach += 1;
            Ok(())
        }
        (true, _, None) => Ok(()),
    }
}

/// The steps from the first to the last, those of one kind together.
fn script<'a>(cx: &mut Context<'a>, last: Option<&'a Step<'a>>, list1: &[Value<'a>], list2: &[Value<'a>]) -> R<'a> {
    let mut script = Script { list1, list2, script: Value::EMPTY_LIST };
    // A changed element parts the runs before it from those behind.
    let mut runs = Vec::new();
    let mut to = list2.len();
    let mut step = last;
    while let Some(current) = step {
        cx.tick()?;
        let kind = match current.kind {
            Kind::Equal => distance::Kind::Keep,
            Kind::Delete => distance::Kind::Delete,
            Kind::Insert => distance::Kind::Insert,
            Kind::Changed => {
                script.prepend_runs(cx, &mut runs)?;
                script.prepend_changed(cx, current.value)?;
                to -= 1;
                step = current.before;
                continue;
            }
        };
        let rest = list2.get(to..).unwrap_or_default();
        distance::prepend(&mut runs, distance::Edit { kind, count: 1 }, |count| twice(cx, rest, count))?;
        if kind != distance::Kind::Delete {
            to -= 1;
        }
        step = current.before;
    }
    script.prepend_runs(cx, &mut runs)?;
    Ok(script.script)
}

/// Whether a list begins with so many elements twice.
fn twice<'a>(cx: &mut Context<'a>, list: &[Value<'a>], count: usize) -> Result<bool, Exc> {
    for (x, y) in list.iter().take(count).zip(list.iter().skip(count)) {
        cx.tick()?;
        if !identical(cx, *x, *y)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A script that is made from its end, and what is left of both lists.
struct Script<'a, 'l> {
    list1: &'l [Value<'a>],
    list2: &'l [Value<'a>],
    script: Value<'a>,
}

impl<'a> Script<'a, '_> {
    fn prepend(&mut self, cx: &mut Context<'a>, name: Value<'a>, value: Value<'a>) -> Result<(), Exc> {
        let pair = cx.tuple(&[name, value])?;
        self.script = cx.cons(pair, self.script)?;
        Ok(())
    }

    /// Runs, the last first.
    fn prepend_runs(&mut self, cx: &mut Context<'a>, runs: &mut Vec<distance::Edit>) -> Result<(), Exc> {
        for run in runs.drain(..) {
            cx.charge(run.count)?;
            let (name, elements) = match run.kind {
                distance::Kind::Keep => {
                    drop_last(&mut self.list2, run.count);
                    (atoms::EQ, drop_last(&mut self.list1, run.count))
                }
                distance::Kind::Delete => (atoms::DEL, drop_last(&mut self.list1, run.count)),
                distance::Kind::Insert => (atoms::INS, drop_last(&mut self.list2, run.count)),
            };
            let elements = cx.list(elements)?;
            self.prepend(cx, name, elements)?;
        }
        Ok(())
    }

    fn prepend_changed(&mut self, cx: &mut Context<'a>, difference: Value<'a>) -> Result<(), Exc> {
        drop_last(&mut self.list1, 1);
        drop_last(&mut self.list2, 1);
        self.prepend(cx, atoms::DIFF, difference)
    }
}

/// Takes elements off the end of a list.
fn drop_last<'l, T>(list: &mut &'l [T], count: usize) -> &'l [T] {
    let (rest, last) = list.split_at(list.len().saturating_sub(count));
    *list = rest;
    last
}

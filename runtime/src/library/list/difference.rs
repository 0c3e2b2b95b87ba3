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
                return script(cx, path.steps);
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
fn script<'a>(cx: &mut Context<'a>, last: Option<&'a Step<'a>>) -> R<'a> {
    let mut script = Value::EMPTY_LIST;
    let mut step = last;
    while let Some(current) = step {
        cx.tick()?;
        if current.kind == Kind::Changed {
            let pair = cx.tuple(&[atoms::DIFF, current.value])?;
            script = cx.cons(pair, script)?;
            step = current.before;
            continue;
        }
        let mut run = cx.list_builder(4)?;
        while let Some(same) = step.filter(|same| same.kind == current.kind) {
            cx.tick()?;
            run.push(&mut cx.bump, same.value)?;
            step = same.before;
        }
        run.as_mut_slice().reverse();
        let run = run.finish(&mut cx.bump);
        let name = match current.kind {
            Kind::Equal => atoms::EQ,
            Kind::Delete => atoms::DEL,
            _ => atoms::INS,
        };
        let pair = cx.tuple(&[name, run])?;
        script = cx.cons(pair, script)?;
    }
    Ok(script)
}

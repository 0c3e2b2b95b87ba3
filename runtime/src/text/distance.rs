//! How far texts are from each other, by their graphemes, and the edits that lead from one to another.

use crate::context::Context;
use crate::error::Exc;

/// One minus the share of graphemes that only one of them holds, each counted as often as it stands there.
///
/// # Errors
/// Fuel.
pub fn bag(cx: &mut Context<'_>, mut a: Vec<&[u8]>, mut b: Vec<&[u8]>) -> Result<f64, Exc> {
    let longest = a.len().max(b.len());
    cx.charge(a.len().saturating_add(b.len()).saturating_mul(2))?;
    a.sort_unstable();
    b.sort_unstable();
    let (mut i, mut j) = (0, 0);
    let (mut only_a, mut only_b) = (0usize, 0usize);
    loop {
        match (a.get(i), b.get(j)) {
            (None, None) => break,
            (Some(x), Some(y)) if x == y => (i, j) = (i + 1, j + 1),
            (Some(x), Some(y)) if x > y => (j, only_b) = (j + 1, only_b + 1),
            (Some(_), _) => (i, only_a) = (i + 1, only_a + 1),
            (None, Some(_)) => (j, only_b) = (j + 1, only_b + 1),
        }
    }
    Ok(1.0 - only_a.max(only_b) as f64 / longest.max(1) as f64)
}

/// Jaro's measure, as `:string.jaro_similarity/2` computes it.
///
/// # Errors
/// Fuel.
pub fn jaro(cx: &mut Context<'_>, a: &[&[u8]], b: &[&[u8]]) -> Result<f64, Exc> {
    if a.is_empty() || b.is_empty() {
        return Ok(if a.len() == b.len() { 1.0 } else { 0.0 });
    }
    let reach = (a.len().max(b.len()) / 2).max(1);
    // Each grapheme is looked for among those that are near.
    cx.charge(a.len().saturating_mul(reach.saturating_mul(2).min(b.len())) >> 2)?;
    let mut taken = vec![false; b.len()];
    let mut matched = Vec::new();
    for (i, x) in a.iter().enumerate() {
        let from = (i + 1).saturating_sub(reach);
        let to = i.saturating_add(reach).min(b.len());
        for j in from..to {
            if let (Some(false), Some(y)) = (taken.get(j), b.get(j))
                && x == y
            {
                if let Some(taken) = taken.get_mut(j) {
                    *taken = true;
                }
                matched.push(*x);
                break;
            }
        }
    }
    if matched.is_empty() {
        return Ok(0.0);
    }
    let in_b = b.iter().zip(&taken).filter(|(_, taken)| **taken).map(|(y, _)| *y);
    let swapped = matched.iter().zip(in_b).filter(|(x, y)| *x != y).count();
    let m = matched.len() as f64;
    Ok((m / a.len() as f64 + m / b.len() as f64 + (m - swapped as f64 / 2.0) / m) / 3.0)
}

/// What becomes of some graphemes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// They stay.
    Keep,
    /// They are only in the first.
    Delete,
    /// They are only in the second.
    Insert,
}

/// A run of edits of a kind.
#[derive(Clone, Copy, Debug)]
pub struct Edit {
    /// What is done.
    pub kind: Kind,
    /// To how many.
    pub count: usize,
}

/// The edits that turn one into the other, by Myers' algorithm.
///
/// # Errors
/// Fuel; memory is charged as fuel, since the paths lie outside of the arena.
pub fn myers(cx: &mut Context<'_>, a: &[&[u8]], b: &[&[u8]]) -> Result<Vec<Edit>, Exc> {
    /// A point that was reached: how far in the first and the second, and the step before.
    #[derive(Clone, Copy)]
    struct Path {
        y: usize,
        i: usize,
        j: usize,
        steps: u32,
    }
    /// A step: what was done, how often, and the one before.
    struct Step {
        kind: Kind,
        count: u32,
        before: u32,
    }
    const NONE: u32 = u32::MAX;
    let mut steps: Vec<Step> = Vec::new();
    let mut paths = vec![Path { y: 0, i: 0, j: 0, steps: NONE }];
    for envelope in 0..=a.len() + b.len() {
        cx.charge(4 + paths.len().saturating_mul(32))?;
        let mut next: Vec<Path> = Vec::with_capacity(paths.len() + 1);
        for k in 0..=envelope {
            let mut step = |kind, path: Path, (y, i, j): (usize, usize, usize)| {
                steps.push(Step { kind, count: 1, before: path.steps });
                Path { y, i, j, steps: (steps.len() - 1) as u32 }
            };
            let mut down = |path: Path| {
                if path.i < a.len() {
                    step(Kind::Delete, path, (path.y + 1, path.i + 1, path.j))
                } else {
                    Path { y: path.y + 1, ..path }
                }
            };
            let mut path = match (envelope, k) {
                (0, _) => paths.first().copied(),
                (_, 0) => paths.first().copied().map(&mut down),
                _ => {
                    let left = k.checked_sub(1).and_then(|k| paths.get(k)).copied();
                    let right = paths.get(k).copied();
                    match (left, right) {
                        (Some(left), Some(right)) if left.y <= right.y => Some(down(right)),
                        (Some(left), _) if left.j < b.len() => {
                            Some(step(Kind::Insert, left, (left.y, left.i, left.j + 1)))
                        }
                        (left, _) => left,
                    }
                }
            }
            .unwrap_or(Path { y: 0, i: 0, j: 0, steps: NONE });
            let from = path.i;
            while let (Some(x), Some(y)) = (a.get(path.i), b.get(path.j))
                && x == y
            {
                path = Path { y: path.y + 1, i: path.i + 1, j: path.j + 1, ..path };
            }
            if path.i > from {
                cx.charge((path.i - from) >> 2)?;
                steps.push(Step { kind: Kind::Keep, count: (path.i - from) as u32, before: path.steps });
                path.steps = (steps.len() - 1) as u32;
            }
            if path.i == a.len() && path.j == b.len() {
                let mut edits: Vec<Edit> = Vec::new();
                let (mut at, mut to) = (path.steps, b.len());
                while let Some(step) = steps.get(at as usize) {
                    let count = step.count as usize;
                    let rest = b.get(to..).unwrap_or_default();
                    prepend(&mut edits, Edit { kind: step.kind, count }, |count| {
                        Ok(rest.get(..count).is_some_and(|first| rest.get(count..count * 2) == Some(first)))
                    })?;
                    if step.kind != Kind::Delete {
                        to -= count;
                    }
                    at = step.before;
                }
                edits.reverse();
                return Ok(edits);
            }
            next.push(path);
        }
        paths = next;
    }
    Ok(Vec::new())
}

/// Puts a run of edits before those that follow, which are kept last first; `twice` tells whether these make a second side
/// that begins with so many elements twice. As in Elixir, what is kept twice around an insertion of the same is taken together.
///
/// # Errors
/// What `twice` gives.
pub fn prepend(edits: &mut Vec<Edit>, new: Edit, mut twice: impl FnMut(usize) -> Result<bool, Exc>) -> Result<(), Exc> {
    loop {
        match edits.as_mut_slice() {
            [.., last] if last.kind == new.kind => {
                last.count += new.count;
                return Ok(());
            }
            [
                ..,
                Edit { kind: Kind::Keep, count: behind },
                Edit { kind: Kind::Insert, count: inserted },
                Edit { kind: Kind::Keep, count: kept },
            ] if *kept == *inserted && twice(*kept)? => {
                *behind += *kept;
                edits.pop();
            }
            _ => break,
        }
    }
    edits.push(new);
    Ok(())
}

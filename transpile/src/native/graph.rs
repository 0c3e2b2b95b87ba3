//! Which functions call each other in tail position.

use crate::ir::{Clause, Expr, ExprKind, Function, FunctionId};

/// What a function may do last.
#[derive(Debug, Default, Clone)]
pub(super) struct Tail {
    /// Functions that are called.
    pub(super) calls: Vec<FunctionId>,
    /// Whether a function value is called.
    pub(super) applies: bool,
}

/// Whether something in it is a call in tail position, where the expression is.
pub(super) fn has_tail_call(expr: &Expr) -> bool {
    let mut tail = Tail::default();
    visit(expr, &mut tail);
    tail.applies || !tail.calls.is_empty()
}

pub(super) fn tail_of(clauses: &[Clause]) -> Tail {
    let mut tail = Tail::default();
    for clause in clauses {
        visit(&clause.body, &mut tail);
    }
    tail
}

fn visit(expr: &Expr, tail: &mut Tail) {
    stacker::maybe_grow(96 << 10, 1 << 20, || match &expr.kind {
        ExprKind::Local(function, _) => tail.calls.push(*function),
        ExprKind::Apply(..) => tail.applies = true,
        ExprKind::Block(exprs) => {
            if let Some(last) = exprs.last() {
                visit(last, tail);
            }
        }
        ExprKind::And(_, right) | ExprKind::Or(_, right) | ExprKind::AndAlso(_, right) | ExprKind::OrElse(_, right) => {
            visit(right, tail);
        }
        ExprKind::If(_, then, otherwise) => {
            visit(then, tail);
            visit(otherwise, tail);
        }
        ExprKind::Case(_, clauses) => clauses.iter().for_each(|clause| visit(&clause.body, tail)),
        ExprKind::Cond(clauses) => clauses.iter().for_each(|(_, body)| visit(body, tail)),
        ExprKind::With(with) => {
            visit(&with.body, tail);
            with.otherwise.iter().for_each(|clause| visit(&clause.body, tail));
        }
        _ => {}
    });
}

/// Groups of functions that reach each other through calls in tail position, itself included: for each function its group.
/// Functions without such a circle are in none.
pub(super) fn groups(functions: &[Function]) -> (Vec<Tail>, Vec<Vec<FunctionId>>) {
    let tails: Vec<Tail> = functions.iter().map(|function| tail_of(&function.clauses)).collect();
    // Tarjan's algorithm with an explicit stack: there may be thousands of functions in a row.
    let n = functions.len();
    let mut index = vec![usize::MAX; n];
    let mut low = vec![0; n];
    let mut on_stack = vec![false; n];
    let mut stack = Vec::new();
    let mut next = 0;
    let mut groups = Vec::new();
    for root in 0..n {
        if index[root] != usize::MAX {
            continue;
        }
        let mut work = vec![(root, 0)];
        while let Some((node, edge)) = work.last_mut() {
            let node = *node;
            if *edge == 0 {
                index[node] = next;
                low[node] = next;
                next += 1;
                stack.push(node);
                on_stack[node] = true;
            }
            if let Some(target) = tails[node].calls.get(*edge) {
                *edge += 1;
                let target = *target as usize;
                if target >= n {
                    continue;
                }
                if index[target] == usize::MAX {
                    work.push((target, 0));
                } else if on_stack[target] {
                    low[node] = low[node].min(index[target]);
                }
                continue;
            }
            work.pop();
            if let Some((parent, _)) = work.last() {
                low[*parent] = low[*parent].min(low[node]);
            }
            if low[node] == index[node] {
                let mut group = Vec::new();
                while let Some(member) = stack.pop() {
                    on_stack[member] = false;
                    group.push(member as FunctionId);
                    if member == node {
                        break;
                    }
                }
                group.sort_unstable();
                let alone = group.len() == 1 && !tails[node].calls.contains(&(node as FunctionId));
                if !alone {
                    groups.push(group);
                }
            }
        }
    }
    (tails, groups)
}

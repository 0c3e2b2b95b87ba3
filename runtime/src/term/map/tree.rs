//! A persistent map: a weight-balanced tree whose nodes lie in the arena. A change copies the path to the root.

use crate::context::Context;
use crate::error::Exc;
use crate::memory::{Bump, Full};
use crate::term::Value;
use crate::term::compare::{compare_flat_key, compare_keys};
use std::cmp::Ordering;

/// How much heavier one side may be than the other, and when a single rotation does (Adams' method).
const DELTA: usize = 3;
const GAMMA: usize = 2;

#[derive(Clone, Copy)]
pub(super) struct Node<'a> {
    key: Value<'a>,
    value: Value<'a>,
    left: Tree<'a>,
    right: Tree<'a>,
    len: u32,
}

/// A tree, perhaps empty.
#[derive(Clone, Copy)]
pub(super) struct Tree<'a>(Option<&'a Node<'a>>);

impl<'a> Tree<'a> {
    const EMPTY: Tree<'static> = Tree(None);

    pub(super) fn of_root(root: Option<&'a Node<'a>>) -> Self {
        Tree(root)
    }

    pub(super) fn root(self) -> Option<&'a Node<'a>> {
        self.0
    }

    pub(super) fn len(self) -> usize {
        self.0.map_or(0, |node| node.len as usize)
    }

    fn weight(self) -> usize {
        self.len() + 1
    }

    /// Recursion is as deep as the logarithm of the length.
    pub(super) fn from_sorted(bump: &mut Bump<'a>, keys: &[Value<'a>], values: &[Value<'a>]) -> Result<Self, Full> {
        let middle = keys.len() / 2;
        let (Some(key), Some(value)) = (keys.get(middle), values.get(middle)) else { return Ok(Tree::EMPTY) };
        let left = Tree::from_sorted(bump, &keys[..middle], &values[..middle])?;
        let right = Tree::from_sorted(bump, &keys[middle + 1..], &values[middle + 1..])?;
        Tree::node(bump, *key, *value, left, right)
    }

    fn node(
        bump: &mut Bump<'a>,
        key: Value<'a>,
        value: Value<'a>,
        left: Tree<'a>,
        right: Tree<'a>,
    ) -> Result<Self, Full> {
        let len = (left.len() + right.len() + 1) as u32;
        Ok(Tree(Some(bump.alloc(Node { key, value, left, right, len })?)))
    }

    /// A node whose sides may have come out of balance by one step.
    fn balanced(
        bump: &mut Bump<'a>,
        key: Value<'a>,
        value: Value<'a>,
        left: Tree<'a>,
        right: Tree<'a>,
    ) -> Result<Self, Full> {
        if left.len() + right.len() >= 2 {
            if right.weight() > DELTA * left.weight()
                && let Some(r) = right.0
            {
                if r.left.weight() < GAMMA * r.right.weight() {
                    let new = Tree::node(bump, key, value, left, r.left)?;
                    return Tree::node(bump, r.key, r.value, new, r.right);
                }
                if let Some(m) = r.left.0 {
                    let l = Tree::node(bump, key, value, left, m.left)?;
                    let r = Tree::node(bump, r.key, r.value, m.right, r.right)?;
                    return Tree::node(bump, m.key, m.value, l, r);
                }
            }
            if left.weight() > DELTA * right.weight()
                && let Some(l) = left.0
            {
                if l.right.weight() < GAMMA * l.left.weight() {
                    let new = Tree::node(bump, key, value, l.right, right)?;
                    return Tree::node(bump, l.key, l.value, l.left, new);
                }
                if let Some(m) = l.right.0 {
                    let l = Tree::node(bump, l.key, l.value, l.left, m.left)?;
                    let r = Tree::node(bump, key, value, m.right, right)?;
                    return Tree::node(bump, m.key, m.value, l, r);
                }
            }
        }
        Tree::node(bump, key, value, left, right)
    }

    pub(super) fn get_flat(self, key: Value<'_>) -> Option<Value<'a>> {
        let mut tree = self;
        while let Some(node) = tree.0 {
            match compare_flat_key(node.key, key) {
                Ordering::Equal => return Some(node.value),
                Ordering::Less => tree = node.right,
                Ordering::Greater => tree = node.left,
            }
        }
        None
    }

    pub(super) fn get(self, cx: &mut Context<'a>, key: Value<'a>) -> Result<Option<Value<'a>>, Exc> {
        let mut tree = self;
        while let Some(node) = tree.0 {
            match compare_keys(cx, node.key, key)? {
                Ordering::Equal => return Ok(Some(node.value)),
                Ordering::Less => tree = node.right,
                Ordering::Greater => tree = node.left,
            }
        }
        Ok(None)
    }

    pub(super) fn put(self, cx: &mut Context<'a>, key: Value<'a>, value: Value<'a>) -> Result<Self, Exc> {
        cx.charge(4)?;
        let Some(node) = self.0 else { return Ok(Tree::node(&mut cx.bump, key, value, Tree::EMPTY, Tree::EMPTY)?) };
        Ok(match compare_keys(cx, node.key, key)? {
            Ordering::Equal => Tree::node(&mut cx.bump, node.key, value, node.left, node.right)?,
            Ordering::Less => {
                let right = node.right.put(cx, key, value)?;
                Tree::balanced(&mut cx.bump, node.key, node.value, node.left, right)?
            }
            Ordering::Greater => {
                let left = node.left.put(cx, key, value)?;
                Tree::balanced(&mut cx.bump, node.key, node.value, left, node.right)?
            }
        })
    }

    /// The tree without a key that may be in it.
    pub(super) fn remove(self, cx: &mut Context<'a>, key: Value<'a>) -> Result<Self, Exc> {
        cx.charge(4)?;
        let Some(node) = self.0 else { return Ok(self) };
        Ok(match compare_keys(cx, node.key, key)? {
            Ordering::Less => {
                let right = node.right.remove(cx, key)?;
                Tree::balanced(&mut cx.bump, node.key, node.value, node.left, right)?
            }
            Ordering::Greater => {
                let left = node.left.remove(cx, key)?;
                Tree::balanced(&mut cx.bump, node.key, node.value, left, node.right)?
            }
            Ordering::Equal => match (node.left.0, node.right.0) {
                (None, _) => node.right,
                (_, None) => node.left,
                (Some(_), Some(right)) => {
                    let (key, value) = Tree::first(right);
                    let rest = Tree(Some(right)).without_first(&mut cx.bump)?;
                    Tree::balanced(&mut cx.bump, key, value, node.left, rest)?
                }
            },
        })
    }

    fn first(mut node: &'a Node<'a>) -> (Value<'a>, Value<'a>) {
        while let Some(left) = node.left.0 {
            node = left;
        }
        (node.key, node.value)
    }

    fn without_first(self, bump: &mut Bump<'a>) -> Result<Self, Full> {
        let Some(node) = self.0 else { return Ok(self) };
        if node.left.0.is_none() {
            return Ok(node.right);
        }
        let left = node.left.without_first(bump)?;
        Tree::balanced(bump, node.key, node.value, left, node.right)
    }

    pub(super) fn iter(self) -> Entries<'a> {
        let mut entries = Entries { path: Vec::with_capacity(24) };
        entries.descend(self);
        entries
    }
}

/// Entries in the order of keys.
pub struct Entries<'a> {
    path: Vec<&'a Node<'a>>,
}

impl<'a> Entries<'a> {
    fn descend(&mut self, mut tree: Tree<'a>) {
        while let Some(node) = tree.0 {
            self.path.push(node);
            tree = node.left;
        }
    }

    #[inline]
    pub(super) fn next(&mut self) -> Option<(Value<'a>, Value<'a>)> {
        let node = self.path.pop()?;
        self.descend(node.right);
        Some((node.key, node.value))
    }
}

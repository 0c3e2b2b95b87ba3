//! `MapSet`: a map from elements to `[]`, inside a struct.

use crate::context::Context;
use crate::error::{Exc, R};
use crate::memory::ListBuilder;
use crate::term::compare::{compare_keys, identical};
use crate::term::map::MapBuilder;
use crate::term::{Map, Term, Value, atoms};
use std::cmp::Ordering;

static SHAPE: &[Value<'static>] = &[atoms::STRUCT, atoms::MAP];

/// The map inside of a `%MapSet{}`.
#[inline]
pub fn of<'a>(map: &Map<'a>) -> Option<&'a Map<'a>> {
    if !map.struct_name()?.value().is(atoms::MODULE_MAP_SET) {
        return None;
    }
    match map.get_flat(atoms::MAP)?.term() {
        Term::Map(elements) => Some(elements),
        _ => None,
    }
}

/// The map inside of a value that is a `%MapSet{}`.
#[inline]
pub fn of_value<'a>(value: Value<'a>) -> Option<&'a Map<'a>> {
    match value.term() {
        Term::Map(map) => of(map),
        _ => None,
    }
}

/// The set of a map's keys; the values are `[]`.
pub fn make<'a>(cx: &mut Context<'a>, elements: &'a Map<'a>) -> R<'a> {
    cx.struct_from_shape(SHAPE, &[atoms::MODULE_MAP_SET, elements.value()])
}

/// A map of the elements as keys.
///
/// # Errors
/// Limits.
pub fn from_elements<'a>(cx: &mut Context<'a>, elements: &[Value<'a>]) -> Result<&'a Map<'a>, Exc> {
    let mut keys = MapBuilder::new(&mut cx.bump, elements.len())?;
    for element in elements {
        keys.push(cx, *element, Value::EMPTY_LIST)?;
    }
    keys.finish(cx)
}

/// What becomes of an element of one set or of both.
pub struct Keep {
    /// In the left one alone.
    pub left: bool,
    /// In both.
    pub both: bool,
    /// In the right one alone.
    pub right: bool,
}

/// Two sets side by side, walked in the order of their elements.
///
/// # Errors
/// Limits.
pub fn combine<'a>(cx: &mut Context<'a>, left: &Map<'a>, right: &Map<'a>, keep: Keep) -> Result<&'a Map<'a>, Exc> {
    cx.charge_elements(left.len().saturating_add(right.len()))?;
    let mut kept = cx.list_builder(left.len().max(right.len()))?;
    let (mut left_keys, mut right_keys) = (left.iter().map(|e| e.0), right.iter().map(|e| e.0));
    let (mut a, mut b) = (left_keys.next(), right_keys.next());
    loop {
        let order = match (a, b) {
            (Some(a), Some(b)) => {
                cx.tick()?;
                compare_keys(cx, a, b)?
            }
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => break,
        };
        let (element, wanted) = match order {
            Ordering::Less => (a, keep.left),
            Ordering::Equal => (a, keep.both),
            Ordering::Greater => (b, keep.right),
        };
        if let (Some(element), true) = (element, wanted) {
            kept.push(&mut cx.bump, element)?;
        }
        if order.is_le() {
            a = left_keys.next();
        }
        if order.is_ge() {
            b = right_keys.next();
        }
    }
    let keys = kept.finish_slice(&mut cx.bump);
    let values = cx.bump.values_with::<Exc>(keys.len(), |_| Ok(Value::EMPTY_LIST))?;
    Ok(cx.bump.alloc(Map::from_sorted(keys, values))?)
}

/// The elements of either set.
///
/// # Errors
/// Limits.
pub fn union<'a>(cx: &mut Context<'a>, left: &'a Map<'a>, right: &'a Map<'a>) -> Result<&'a Map<'a>, Exc> {
    if right.is_empty() {
        return Ok(left);
    }
    if left.is_empty() {
        return Ok(right);
    }
    combine(cx, left, right, Keep { left: true, both: true, right: true })
}

/// Elements met so far, in a walk that asks of each whether it is new: a few are searched through, more are a map.
pub struct Seen<'a> {
    few: ListBuilder<'a>,
    many: Option<&'a Map<'a>>,
}

impl<'a> Seen<'a> {
    /// How many are searched one by one.
    const FEW: usize = 24;

    /// Nothing yet.
    ///
    /// # Errors
    /// Memory.
    pub fn new(cx: &mut Context<'a>) -> Result<Self, Exc> {
        Ok(Seen { few: cx.list_builder(Self::FEW)?, many: None })
    }

    /// Whether it was not met before (`===`); from now on it was.
    ///
    /// # Errors
    /// Limits.
    pub fn is_new(&mut self, cx: &mut Context<'a>, element: Value<'a>) -> Result<bool, Exc> {
        if let Some(many) = self.many {
            if many.contains(cx, element)? {
                return Ok(false);
            }
            self.many = Some(many.put(cx, element, Value::EMPTY_LIST)?);
            return Ok(true);
        }
        cx.charge_elements(self.few.len())?;
        for seen in self.few.as_slice() {
            if identical(cx, *seen, element)? {
                return Ok(false);
            }
        }
        self.few.push(&mut cx.bump, element)?;
        if self.few.len() == Self::FEW {
            self.many = Some(from_elements(cx, self.few.as_slice())?);
        }
        Ok(true)
    }
}

//! Maps against a model: whatever is done to both, they hold the same.

use super::*;
use crate::host::Host;
use crate::limits::Limits;
use crate::memory::Arena;
use crate::regex::Regexes;
use crate::term::Term;
use crate::term::compare::{compare, identical};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn run(work: impl FnOnce(&mut Context<'_>) -> Result<(), Exc>) {
    let mut arena = Arena::new();
    let (regexes, host) = (Regexes::default(), Host::PURE);
    let limits = Limits { fuel: u64::MAX, memory: 1 << 30, ..Limits::default() };
    let mut cx = Context::new(&mut arena, &regexes, &host, &limits);
    assert!(work(&mut cx).is_ok(), "no limit is passed");
}

/// Keys that a model can order as maps do: integers, then floats, then pairs, then texts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Int(i128),
    /// By its bits, made to ascend.
    Float(i64),
    Pair(Box<(Key, Key)>),
    Text(String),
}

fn ascending(f: f64) -> i64 {
    let bits = f.to_bits() as i64;
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}

impl Key {
    fn value<'a>(&self, cx: &mut Context<'a>) -> Value<'a> {
        let value = match self {
            Key::Int(i) => cx.integer_128(*i),
            Key::Float(order) => {
                Ok(Value::float(f64::from_bits((order ^ (((order >> 63) as u64) >> 1) as i64) as u64)))
            }
            Key::Text(text) => cx.string(text),
            Key::Pair(pair) => {
                let elements = [pair.0.value(cx), pair.1.value(cx)];
                cx.tuple(&elements)
            }
        };
        value.unwrap_or(Value::NIL)
    }
}

fn flat_key() -> impl Strategy<Value = Key> {
    prop_oneof![
        6 => (0i128..300).prop_map(Key::Int),
        1 => prop::sample::select(vec![i64::MIN as i128, i64::MAX as i128, 1 << 63, -(1 << 64), 1 << 100]).prop_map(Key::Int),
        2 => prop::sample::select(vec![0.0, -0.0, 1.0, 0.5, 2.5, -1.0, 1e300, 9223372036854775808.0])
            .prop_map(|f| Key::Float(ascending(f))),
        3 => "[a-c]{0,3}".prop_map(Key::Text),
    ]
}

fn key() -> impl Strategy<Value = Key> {
    prop_oneof![
        8 => flat_key(),
        1 => (flat_key(), flat_key()).prop_map(|(a, b)| Key::Pair(Box::new((a, b)))),
    ]
}

#[derive(Clone, Debug)]
enum Step {
    Put(Key, i64),
    Remove(Key),
    Merge(Vec<(Key, i64)>),
    MergeInto(Vec<(Key, i64)>),
    Replace(Key, i64),
}

fn step() -> impl Strategy<Value = Step> {
    let entries = || prop::collection::vec((key(), any::<i64>()), 0..40);
    prop_oneof![
        20 => (key(), any::<i64>()).prop_map(|(key, value)| Step::Put(key, value)),
        10 => key().prop_map(Step::Remove),
        1 => entries().prop_map(Step::Merge),
        1 => entries().prop_map(Step::MergeInto),
        4 => (key(), any::<i64>()).prop_map(|(key, value)| Step::Replace(key, value)),
    ]
}

fn built<'a>(cx: &mut Context<'a>, entries: &[(Key, i64)]) -> Result<&'a Map<'a>, Exc> {
    let mut builder = MapBuilder::new(&mut cx.bump, 4)?;
    for (key, value) in entries {
        let key = key.value(cx);
        builder.push(cx, key, Value::int(*value))?;
    }
    builder.finish(cx)
}

fn check<'a>(cx: &mut Context<'a>, map: &'a Map<'a>, model: &BTreeMap<Key, i64>) -> Result<(), Exc> {
    assert_eq!(map.len(), model.len());
    assert_eq!(map.iter().count(), model.len());
    for ((key, value), (wanted, number)) in map.iter().zip(model) {
        let wanted = wanted.value(cx);
        assert!(identical(cx, key, wanted)?, "the order of keys");
        assert!(matches!(value.term(), Term::Int(i) if i == *number));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn behaves_as_a_sorted_map(
        start in prop::collection::vec((key(), any::<i64>()), 0..260),
        steps in prop::collection::vec(step(), 0..120),
    ) {
        run(|cx| {
            let mut map = built(cx, &start)?;
            // Of equal keys the last counts.
            let mut model: BTreeMap<Key, i64> = start.iter().cloned().collect();
            check(cx, map, &model)?;
            for step in &steps {
                match step {
                    Step::Put(key, value) => {
                        let k = key.value(cx);
                        map = map.put(cx, k, Value::int(*value))?;
                        model.insert(key.clone(), *value);
                    }
                    Step::Remove(key) => {
                        let k = key.value(cx);
                        map = map.remove(cx, k)?;
                        model.remove(key);
                    }
                    Step::Merge(entries) => {
                        let other = built(cx, entries)?;
                        map = map.merge(cx, other)?;
                        model.extend(entries.iter().cloned());
                    }
                    Step::MergeInto(entries) => {
                        let other = built(cx, entries)?;
                        map = other.merge(cx, map)?;
                        let mut all: BTreeMap<Key, i64> = entries.iter().cloned().collect();
                        all.append(&mut model);
                        model = all;
                    }
                    Step::Replace(key, value) => {
                        let k = key.value(cx);
                        let replaced = map.replace_all(cx, &[(k, Value::int(*value))])?;
                        assert_eq!(replaced.is_ok(), model.contains_key(key));
                        if let (Ok(new), Some(old)) = (replaced, model.get_mut(key)) {
                            map = new;
                            *old = *value;
                        }
                    }
                }
            }
            check(cx, map, &model)?;
            for key in steps.iter().filter_map(|step| match step {
                Step::Put(key, _) | Step::Remove(key) => Some(key),
                _ => None,
            }) {
                let k = key.value(cx);
                let found = map.get(cx, k)?.map(|value| value.term());
                assert_eq!(found.map(|value| matches!(value, Term::Int(_))), model.get(key).map(|_| true));
            }
            Ok(())
        });
    }

    #[test]
    fn orders_agree(keys in prop::collection::vec(key(), 3)) {
        run(|cx| {
            let values: Vec<_> = keys.iter().map(|key| key.value(cx)).collect();
            for (a, x) in keys.iter().zip(&values) {
                for (b, y) in keys.iter().zip(&values) {
                    assert_eq!(compare_keys(cx, *x, *y)?, a.cmp(b));
                    assert_eq!(identical(cx, *x, *y)?, a == b);
                    // The order of terms is that of numbers, and opposite when turned.
                    assert_eq!(compare(cx, *x, *y)?, compare(cx, *y, *x)?.reverse());
                }
            }
            Ok(())
        });
    }
}

/// A tree made entry by entry stays shallow and cheap: the logarithm in time and in memory.
#[test]
fn a_growing_map_costs_the_logarithm() {
    run(|cx| {
        let mut map = &Map::EMPTY;
        let before = cx.fuel_used();
        for i in 0..20_000i64 {
            // Ascending keys are the worst order for a tree that is not balanced.
            map = map.put(cx, Value::int(i), Value::int(i))?;
        }
        assert!(cx.fuel_used() - before < 20_000 * 100, "{}", cx.fuel_used() - before);
        assert!(cx.bump.used() < 20_000 * 72 * 24, "{}", cx.bump.used());
        for i in 0..20_000i64 {
            map = map.remove(cx, Value::int(i))?;
        }
        assert!(map.is_empty());
        Ok(())
    });
}

#[test]
fn one_and_one_point_zero_are_two_keys() {
    run(|cx| {
        let mut map = &Map::EMPTY;
        for (i, key) in
            [Value::int(1), Value::float(1.0), Value::float(0.0), Value::float(-0.0)].into_iter().enumerate()
        {
            map = map.put(cx, key, Value::int(i as i64))?;
        }
        assert_eq!(map.len(), 4);
        assert!(map.get_flat(Value::float(-0.0)).is_some_and(|value| value.same(Value::int(3))));
        Ok(())
    });
}

/// Entries by index, of either layout: none beyond the length, and none of texts where the least key is something else.
#[test]
fn entries_by_index() {
    run(|cx| {
        let keys = cx.bump.values(&[Value::str("a"), Value::str("b")])?;
        let values = cx.bump.values(&[Value::int(1), Value::int(2)])?;
        let texts = cx.bump.map(keys, values)?;
        let numbers = Map::from_sorted(values, keys);
        for index in 0..4 {
            let expected = values.get(index).copied().map(Value::as_int);
            assert_eq!(texts.entry(index).map(|(_, value)| value.as_int()), expected);
            assert_eq!(texts.entry_of_texts(index).map(|(_, value)| value.as_int()), expected);
            assert_eq!(numbers.entry(index).map(|(key, _)| key.as_int()), expected);
            assert!(numbers.entry_of_texts(index).is_none());
        }
        let mut large = &Map::EMPTY;
        for i in 0..2 * FLAT_MAX {
            let key = cx.string(&format!("key {i}"))?;
            large = large.put(cx, key, Value::int(i as i64))?;
        }
        assert_eq!(large.len(), 2 * FLAT_MAX);
        assert!(large.as_flat().is_none());
        assert!(large.entry(0).is_none() && large.entry_of_texts(0).is_none());
        assert!(large.get_flat(Value::str("key 7")).is_some_and(|value| value.as_int() == Some(7)));
        Ok(())
    });
}

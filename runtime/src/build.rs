//! Terms that a host owns: made without a run, and taken out of one.

use crate::calendar::fields::{self, DateFields, TimeFields, ZoneFields};
use crate::calendar::iso::{Date, Time};
use crate::context::Context;
use crate::error::{Exc, R};
use crate::json::{decimal_parts, make_decimal};
use crate::limits::Limit;
use crate::term::map::MapBuilder;
use crate::term::{Map, Term, Value, atoms};
use num_bigint::BigInt;
use num_traits::ToPrimitive;
use std::collections::{BTreeMap, HashMap};

/// A term outside of any run. Made from Rust values by `From`, and made into them by `TryFrom`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum OwnedTerm {
    /// `nil`
    Nil,
    /// `true` or `false`
    Bool(bool),
    /// An integer.
    Int(i64),
    /// An integer of any size.
    BigInt(BigInt),
    /// A float. Infinities and NaN are no terms: [`OwnedTerm::to_value`] raises on them.
    Float(f64),
    /// Text.
    String(String),
    /// A binary that is no text.
    Bytes(Vec<u8>),
    /// An atom by its name.
    Atom(String),
    /// A proper list.
    List(Vec<OwnedTerm>),
    /// A tuple.
    Tuple(Vec<OwnedTerm>),
    /// A map, structs other than those below among them. Of equal keys the last counts.
    Map(Vec<(OwnedTerm, OwnedTerm)>),
    /// `%Date{}`
    Date(Date),
    /// `%Time{}`
    Time(Time),
    /// `%NaiveDateTime{}`
    NaiveDateTime(Date, Time),
    /// `%DateTime{}` in UTC.
    DateTime(Date, Time),
    /// `%Decimal{}`: sign (1 or -1), coefficient and exponent.
    Decimal {
        /// 1 or -1.
        sign: i64,
        /// Not negative.
        coefficient: BigInt,
        /// The power of ten to multiply with.
        exponent: i64,
    },
}

impl OwnedTerm {
    /// The term as a value of a run.
    ///
    /// # Errors
    /// `ArithmeticError` for floats that are not finite; limits.
    pub fn to_value<'a>(&self, cx: &mut Context<'a>) -> R<'a> {
        cx.guard_stack()?;
        match self {
            OwnedTerm::Nil => Ok(Value::NIL),
            OwnedTerm::Bool(b) => Ok(Value::bool(*b)),
            OwnedTerm::Int(i) => Ok(Value::int(*i)),
            OwnedTerm::BigInt(i) => cx.integer(i),
            OwnedTerm::Float(f) => cx.finite(*f),
            OwnedTerm::String(text) => cx.string(text),
            OwnedTerm::Bytes(bytes) => cx.binary(bytes),
            OwnedTerm::Atom(name) => cx.atom(name),
            OwnedTerm::List(elements) => {
                let mut list = cx.list_builder(elements.len())?;
                for element in elements {
                    let element = element.to_value(cx)?;
                    list.push(&mut cx.bump, element)?;
                }
                Ok(list.finish(&mut cx.bump))
            }
            OwnedTerm::Tuple(elements) => {
                let mut tuple = cx.list_builder(elements.len())?;
                for element in elements {
                    let element = element.to_value(cx)?;
                    tuple.push(&mut cx.bump, element)?;
                }
                Ok(Value::tuple(tuple.finish_slice(&mut cx.bump)))
            }
            OwnedTerm::Map(entries) => {
                let mut map = MapBuilder::new(&mut cx.bump, entries.len())?;
                for (key, value) in entries {
                    let (key, value) = (key.to_value(cx)?, value.to_value(cx)?);
                    map.push(cx, key, value)?;
                }
                Ok(map.finish(cx)?.value())
            }
            OwnedTerm::Date(date) => fields::make_date(cx, *date),
            OwnedTerm::Time(time) => fields::make_time(cx, *time),
            OwnedTerm::NaiveDateTime(date, time) => fields::make_naive_of(cx, *date, *time),
            OwnedTerm::DateTime(date, time) => fields::make_utc(cx, *date, *time),
            OwnedTerm::Decimal { sign, coefficient, exponent } => {
                let coefficient = cx.integer(coefficient)?;
                make_decimal(cx, *sign, coefficient, *exponent)
            }
        }
    }

    /// A value of a run as a term of its own. What is shared in the run is copied each time that it occurs, so the copy is
    /// held to the output limit.
    ///
    /// # Errors
    /// `ArgumentError` for functions, opaque terms, improper lists and bitstrings that are no binaries; limits.
    pub fn from_value<'a>(cx: &mut Context<'a>, value: Value<'a>) -> Result<OwnedTerm, Exc> {
        let mut left = cx.output_limit();
        copy(cx, value, &mut left)
    }
}

fn copy<'a>(cx: &mut Context<'a>, value: Value<'a>, left: &mut usize) -> Result<OwnedTerm, Exc> {
    cx.guard_stack()?;
    cx.tick()?;
    spend(cx, left, size_of::<OwnedTerm>())?;
    Ok(match value.term() {
        Term::Atom(_) if value.is_nil() => OwnedTerm::Nil,
        Term::Atom(atom) => match atom.as_bool() {
            Some(b) => OwnedTerm::Bool(b),
            None => OwnedTerm::Atom(atom.name().to_owned()),
        },
        Term::Int(i) => OwnedTerm::Int(i),
        Term::Big(big) => {
            spend(cx, left, big.digits().len() * 8)?;
            OwnedTerm::BigInt(big.to_bigint())
        }
        Term::Float(f) => OwnedTerm::Float(f),
        Term::Binary(binary) => {
            spend(cx, left, binary.len())?;
            cx.charge_bytes(binary.len())?;
            match binary.text() {
                Some(text) => OwnedTerm::String(text.to_owned()),
                None => OwnedTerm::Bytes(binary.bytes().to_vec()),
            }
        }
        Term::EmptyList => OwnedTerm::List(Vec::new()),
        Term::List(_) => {
            let mut elements = Vec::new();
            let mut rest = value;
            while let Term::List(list) = rest.term() {
                for element in list.block() {
                    elements.push(copy(cx, *element, left)?);
                }
                rest = list.rest();
            }
            if !rest.is_empty_list() {
                return Err(cx.argument_error("an improper list cannot leave a run"));
            }
            OwnedTerm::List(elements)
        }
        Term::Tuple(elements) => {
            let mut copies = Vec::new();
            for element in elements {
                copies.push(copy(cx, *element, left)?);
            }
            OwnedTerm::Tuple(copies)
        }
        Term::Map(map) => match structure(value, map) {
            Some(term) => term,
            None => {
                let mut entries = Vec::new();
                for (key, value) in map.iter() {
                    entries.push((copy(cx, key, left)?, copy(cx, value, left)?));
                }
                OwnedTerm::Map(entries)
            }
        },
        Term::Bits(_) | Term::Fun(_) | Term::Reference(_) => {
            return Err(cx.argument_error("functions and opaque terms cannot leave a run"));
        }
    })
}

fn spend(cx: &mut Context<'_>, left: &mut usize, bytes: usize) -> Result<(), Exc> {
    match left.checked_sub(bytes) {
        Some(rest) => {
            *left = rest;
            Ok(())
        }
        None => Err(cx.limit(Limit::Output)),
    }
}

/// A struct that has a term of its own; nothing for others and for those whose fields are not what they should be.
fn structure(value: Value<'_>, map: &Map<'_>) -> Option<OwnedTerm> {
    let name = map.struct_name()?.value();
    let date = || plain_date(&DateFields::of(value)?);
    let time = || plain_time(&TimeFields::of(value)?);
    if name.is(atoms::MODULE_DATE) && map.len() == fields::DATE.len() {
        return date().map(OwnedTerm::Date);
    }
    if name.is(atoms::MODULE_TIME) && map.len() == fields::TIME.len() {
        return time().map(OwnedTerm::Time);
    }
    if name.is(atoms::MODULE_NAIVE_DATE_TIME) && map.len() == fields::NAIVE.len() {
        return Some(OwnedTerm::NaiveDateTime(date()?, time()?));
    }
    if name.is(atoms::MODULE_DATE_TIME) && map.len() == fields::DATE_TIME.len() {
        let zone = ZoneFields::of(value)?;
        let utc = matches!((zone.utc_offset.term(), zone.std_offset.term()), (Term::Int(0), Term::Int(0)))
            && zone.time_zone.identical_flat(ZoneFields::UTC.time_zone) == Some(true);
        return if utc { Some(OwnedTerm::DateTime(date()?, time()?)) } else { None };
    }
    let (sign, coefficient, exponent) = decimal_parts(value)?;
    Some(OwnedTerm::Decimal { sign, coefficient, exponent })
}

fn plain_date(date: &DateFields<'_>) -> Option<Date> {
    match (date.year.term(), date.month.term(), date.day.term()) {
        (Term::Int(year), Term::Int(month), Term::Int(day)) if date.is_valid() => Some(Date { year, month, day }),
        _ => None,
    }
}

fn plain_time(time: &TimeFields<'_>) -> Option<Time> {
    let Term::Tuple([microsecond, precision]) = time.microsecond.term() else { return None };
    let numbers = [time.hour, time.minute, time.second, *microsecond, *precision].map(Value::term);
    let [Term::Int(hour), Term::Int(minute), Term::Int(second), Term::Int(microsecond), Term::Int(precision)] = numbers
    else {
        return None;
    };
    let time = Time { hour, minute, second, microsecond, precision };
    crate::calendar::iso::is_valid_time(time).then_some(time)
}

// ----- from Rust -----

macro_rules! from {
    ($($ty:ty, $value:ident => $term:expr;)*) => {
        $(impl From<$ty> for OwnedTerm {
            fn from($value: $ty) -> Self {
                $term
            }
        })*
    };
}

from! {
    (), _unit => OwnedTerm::Nil;
    bool, b => OwnedTerm::Bool(b);
    i8, i => OwnedTerm::Int(i.into());
    i16, i => OwnedTerm::Int(i.into());
    i32, i => OwnedTerm::Int(i.into());
    i64, i => OwnedTerm::Int(i);
    u8, i => OwnedTerm::Int(i.into());
    u16, i => OwnedTerm::Int(i.into());
    u32, i => OwnedTerm::Int(i.into());
    u64, i => BigInt::from(i).into();
    i128, i => BigInt::from(i).into();
    u128, i => BigInt::from(i).into();
    BigInt, i => match i.to_i64() {
        Some(small) => OwnedTerm::Int(small),
        None => OwnedTerm::BigInt(i),
    };
    f32, f => OwnedTerm::Float(f.into());
    f64, f => OwnedTerm::Float(f);
    &str, text => OwnedTerm::String(text.to_owned());
    String, text => OwnedTerm::String(text);
    Date, date => OwnedTerm::Date(date);
    Time, time => OwnedTerm::Time(time);
}

impl<T: Into<OwnedTerm>> From<Option<T>> for OwnedTerm {
    fn from(option: Option<T>) -> Self {
        option.map_or(OwnedTerm::Nil, Into::into)
    }
}

impl<T: Into<OwnedTerm>> From<Vec<T>> for OwnedTerm {
    fn from(elements: Vec<T>) -> Self {
        OwnedTerm::List(elements.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<OwnedTerm>, const N: usize> From<[T; N]> for OwnedTerm {
    fn from(elements: [T; N]) -> Self {
        OwnedTerm::List(elements.into_iter().map(Into::into).collect())
    }
}

impl<A: Into<OwnedTerm>, B: Into<OwnedTerm>> From<(A, B)> for OwnedTerm {
    fn from((a, b): (A, B)) -> Self {
        OwnedTerm::Tuple(vec![a.into(), b.into()])
    }
}

impl<K: Into<OwnedTerm>, V: Into<OwnedTerm>> From<BTreeMap<K, V>> for OwnedTerm {
    fn from(map: BTreeMap<K, V>) -> Self {
        map.into_iter().collect()
    }
}

impl<K: Into<OwnedTerm>, V: Into<OwnedTerm>, S> From<HashMap<K, V, S>> for OwnedTerm {
    fn from(map: HashMap<K, V, S>) -> Self {
        map.into_iter().collect()
    }
}

/// Pairs make a map.
impl<K: Into<OwnedTerm>, V: Into<OwnedTerm>> FromIterator<(K, V)> for OwnedTerm {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        OwnedTerm::Map(pairs.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

// ----- to Rust -----

/// A term is not of the type that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct WrongType {
    /// What was asked for.
    pub expected: &'static str,
    /// What there was.
    pub found: OwnedTerm,
}

impl std::fmt::Display for WrongType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "expected {}, got {:?}", self.expected, self.found)
    }
}

impl std::error::Error for WrongType {}

macro_rules! try_from {
    ($($ty:ty, $expected:literal: $($pattern:pat => $value:expr),*;)*) => {
        $(impl TryFrom<OwnedTerm> for $ty {
            type Error = WrongType;

            fn try_from(term: OwnedTerm) -> Result<Self, WrongType> {
                match term {
                    $($pattern => Ok($value),)*
                    found => Err(WrongType { expected: $expected, found }),
                }
            }
        })*
    };
}

try_from! {
    bool, "a boolean": OwnedTerm::Bool(b) => b;
    i64, "an integer of 64 bits": OwnedTerm::Int(i) => i;
    BigInt, "an integer": OwnedTerm::Int(i) => BigInt::from(i), OwnedTerm::BigInt(i) => i;
    f64, "a number": OwnedTerm::Float(f) => f, OwnedTerm::Int(i) => i as f64;
    String, "a text": OwnedTerm::String(text) => text;
    Vec<OwnedTerm>, "a list": OwnedTerm::List(elements) => elements;
    Vec<(OwnedTerm, OwnedTerm)>, "a map": OwnedTerm::Map(entries) => entries;
}

impl OwnedTerm {
    /// Nothing for `nil`, the term for others.
    pub fn non_nil(self) -> Option<OwnedTerm> {
        if self == OwnedTerm::Nil { None } else { Some(self) }
    }
}

// ----- serde -----

impl serde::Serialize for OwnedTerm {
    /// As JSON has it: atoms and dates as texts, tuples as arrays.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            OwnedTerm::Nil => serializer.serialize_unit(),
            OwnedTerm::Bool(b) => serializer.serialize_bool(*b),
            OwnedTerm::Int(i) => serializer.serialize_i64(*i),
            OwnedTerm::BigInt(i) => match i.to_i128() {
                Some(i) => serializer.serialize_i128(i),
                None => serializer.serialize_str(&i.to_string()),
            },
            OwnedTerm::Float(f) => serializer.serialize_f64(*f),
            OwnedTerm::String(text) | OwnedTerm::Atom(text) => serializer.serialize_str(text),
            OwnedTerm::Bytes(bytes) => serializer.serialize_bytes(bytes),
            OwnedTerm::List(elements) | OwnedTerm::Tuple(elements) => serializer.collect_seq(elements),
            OwnedTerm::Map(entries) => serializer.collect_map(entries.iter().map(|(key, value)| (key, value))),
            OwnedTerm::Date(date) => serializer.collect_str(date),
            OwnedTerm::Time(time) => serializer.collect_str(time),
            OwnedTerm::NaiveDateTime(date, time) => serializer.collect_str(&format_args!("{date}T{time}")),
            OwnedTerm::DateTime(date, time) => serializer.collect_str(&format_args!("{date}T{time}Z")),
            OwnedTerm::Decimal { sign, coefficient, exponent } => {
                let sign = if *sign < 0 { "-" } else { "" };
                serializer.collect_str(&format_args!("{sign}{coefficient}E{exponent}"))
            }
        }
    }
}

impl<'de> serde::Deserialize<'de> for OwnedTerm {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Visitor)
    }
}

struct Visitor;

impl<'de> serde::de::Visitor<'de> for Visitor {
    type Value = OwnedTerm;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a term")
    }

    fn visit_bool<E>(self, b: bool) -> Result<OwnedTerm, E> {
        Ok(b.into())
    }

    fn visit_i64<E>(self, i: i64) -> Result<OwnedTerm, E> {
        Ok(i.into())
    }

    fn visit_u64<E>(self, i: u64) -> Result<OwnedTerm, E> {
        Ok(i.into())
    }

    fn visit_i128<E>(self, i: i128) -> Result<OwnedTerm, E> {
        Ok(i.into())
    }

    fn visit_f64<E>(self, f: f64) -> Result<OwnedTerm, E> {
        Ok(f.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<OwnedTerm, E> {
        Ok(text.into())
    }

    fn visit_string<E>(self, text: String) -> Result<OwnedTerm, E> {
        Ok(text.into())
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<OwnedTerm, E> {
        Ok(OwnedTerm::Bytes(bytes.to_vec()))
    }

    fn visit_unit<E>(self) -> Result<OwnedTerm, E> {
        Ok(OwnedTerm::Nil)
    }

    fn visit_none<E>(self) -> Result<OwnedTerm, E> {
        Ok(OwnedTerm::Nil)
    }

    fn visit_some<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<OwnedTerm, D::Error> {
        deserializer.deserialize_any(Visitor)
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut elements: A) -> Result<OwnedTerm, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = elements.next_element()? {
            list.push(element);
        }
        Ok(OwnedTerm::List(list))
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut entries: A) -> Result<OwnedTerm, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(OwnedTerm::Map(map))
    }
}

//! Streams.

use super::Iter;
use crate::context::Context;
use crate::error::Exc;
use crate::term::{Fun, Map, Value, atoms};

/// A walk over a stream.
pub struct Lazy<'a>(std::marker::PhantomData<Value<'a>>);

impl<'a> Lazy<'a> {
    pub(super) fn of_struct(cx: &mut Context<'a>, map: &'a Map<'a>) -> Result<Self, Exc> {
        Err(super::undefined(cx, map.value()))
    }

    pub(super) fn next(&mut self, _cx: &mut Context<'a>) -> Result<Option<Value<'a>>, Exc> {
        Ok(None)
    }

    pub(super) fn close(&mut self, _cx: &mut Context<'a>) -> Result<(), Exc> {
        Ok(())
    }
}

pub(super) fn of_function<'a>(cx: &mut Context<'a>, value: Value<'a>, _fun: &'a Fun<'a>) -> Result<Iter<'a>, Exc> {
    Err(cx.protocol_undefined(atoms::ENUMERABLE_PROTOCOL, value, "only anonymous functions of arity 2 are enumerable"))
}

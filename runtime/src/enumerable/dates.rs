//! `Date.Range`: a day for each step.

use crate::context::Context;
use crate::error::{Exc, R};
use crate::term::{Map, Term, Value, atoms};

/// What is left of a range of dates.
pub struct Dates<'a> {
    first: Value<'a>,
    step: i64,
    /// How many days the next one is after the first.
    offset: i64,
    left: i64,
}

impl<'a> Dates<'a> {
    /// The days of a `%Date.Range{}`.
    ///
    /// # Errors
    /// `ArithmeticError` where its fields are not what they should be.
    pub fn of(cx: &mut Context<'a>, range: &Map<'a>) -> Result<Self, Exc> {
        let int = |key| match range.get_flat(key).map(Value::term) {
            Some(Term::Int(i)) => Some(i128::from(i)),
            _ => None,
        };
        let (first, last) = (int(atoms::FIRST_IN_ISO_DAYS), int(atoms::LAST_IN_ISO_DAYS));
        // Ranges of the time before there were steps go to their last day, wherever that lies.
        let step = match range.get_flat(atoms::STEP) {
            Some(_) => int(atoms::STEP),
            None => Some(if first <= last { 1 } else { -1 }),
        };
        let (Some(first), Some(last), Some(step), Some(date)) = (first, last, step, range.get_flat(atoms::FIRST))
        else {
            return Err(cx.arithmetic_error());
        };
        if step == 0 {
            return Err(cx.arithmetic_error());
        }
        let steps = super::range::Steps { first, last, step };
        let left = i64::try_from(steps.size()).unwrap_or(i64::MAX);
        Ok(Dates { first: date, step: i64::try_from(step).unwrap_or(1), offset: 0, left })
    }

    /// How many there are.
    pub fn left(&self) -> i64 {
        self.left
    }

    pub(super) fn next(&mut self, cx: &mut Context<'a>) -> Result<Option<Value<'a>>, Exc> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        let date = self.at(cx, self.offset)?;
        self.offset = self.offset.saturating_add(self.step);
        Ok(Some(date))
    }

    fn at(&self, cx: &mut Context<'a>, offset: i64) -> R<'a> {
        match crate::library::find("Date", "add", 2) {
            Some(add) => add.invoke(cx, &[self.first, Value::int(offset)]),
            None => Err(cx.undefined_function(atoms::MODULE_DATE, "add", 2)),
        }
    }
}

//! Orders as `Enum` takes them: `:asc`, `:desc`, a function, a module with `compare/2`, or a direction with a module.

use crate::context::Context;
use crate::error::{Exc, R};
use crate::row::Row;
use crate::term::compare::compare;
use crate::term::{Term, Value, atoms};
use std::cmp::Ordering;

/// How two elements compare, and which answers say yes.
#[derive(Clone, Copy)]
pub(crate) struct Order<'a> {
    how: How<'a>,
    accept: fn(Ordering) -> bool,
}

#[derive(Clone, Copy)]
enum How<'a> {
    Natural,
    Function(Value<'a>),
    Module(Value<'a>, Option<&'static Row>),
}

impl<'a> Order<'a> {
    /// The order of terms.
    pub(crate) fn natural(accept: fn(Ordering) -> bool) -> Self {
        Order { how: How::Natural, accept }
    }

    /// A function of two arguments, or a module.
    pub(crate) fn of(sorter: Value<'a>, accept: fn(Ordering) -> bool) -> Option<Self> {
        let how = match sorter.term() {
            Term::Fun(fun) if fun.code.arity() == 2 => How::Function(sorter),
            Term::Atom(module) => {
                let row = (module.name().strip_prefix("Elixir."))
                    .and_then(|module| crate::library::find(module, "compare", 2));
                How::Module(sorter, row)
            }
            _ => return None,
        };
        Some(Order { how, accept })
    }

    /// What `Enum.sort/2` takes.
    pub(crate) fn of_sorter(sorter: Value<'a>) -> Option<Self> {
        match sorter.term() {
            Term::Tuple([direction, module]) if matches!(module.term(), Term::Atom(_)) => {
                if direction.is(atoms::ASC) {
                    Self::of(*module, Ordering::is_le)
                } else if direction.is(atoms::DESC) {
                    Self::of(*module, Ordering::is_ge)
                } else {
                    None
                }
            }
            _ if sorter.is(atoms::ASC) => Some(Self::natural(Ordering::is_le)),
            _ if sorter.is(atoms::DESC) => Some(Self::natural(Ordering::is_ge)),
            _ => Self::of(sorter, Ordering::is_le),
        }
    }

    /// Whether it is the order of terms.
    pub(crate) fn is_natural(&self) -> bool {
        matches!(self.how, How::Natural)
    }

    /// Whether it is the order of terms turned round, or not; nothing for other orders.
    #[inline(always)]
    pub(crate) fn natural_descending(&self) -> Option<bool> {
        self.is_natural().then(|| (self.accept)(Ordering::Greater))
    }

    /// The answer on two elements: a boolean, unless a function gives something else.
    #[inline]
    pub(crate) fn ask(&self, cx: &mut Context<'a>, a: Value<'a>, b: Value<'a>) -> R<'a> {
        match self.how {
            How::Natural => Ok(Value::bool((self.accept)(compare(cx, a, b)?))),
            How::Function(function) => cx.scratch(|cx| cx.call(function, &[a, b])),
            How::Module(module, row) => {
                let Some(row) = row else { return Err(cx.undefined_function(module, "compare", 2)) };
                let order = cx.scratch(|cx| row.invoke(cx, &[a, b]))?;
                Ok(Value::bool((self.accept)(if order.is(atoms::LT) {
                    Ordering::Less
                } else if order.is(atoms::GT) {
                    Ordering::Greater
                } else {
                    Ordering::Equal
                })))
            }
        }
    }

    /// The answer, which must be a boolean.
    #[inline]
    pub(crate) fn decide(&self, cx: &mut Context<'a>, a: Value<'a>, b: Value<'a>) -> Result<bool, Exc> {
        if self.is_natural() {
            return Ok((self.accept)(compare(cx, a, b)?));
        }
        self.decide_by_call(cx, a, b)
    }

    #[inline(never)]
    fn decide_by_call(&self, cx: &mut Context<'a>, a: Value<'a>, b: Value<'a>) -> Result<bool, Exc> {
        let answer = self.ask(cx, a, b)?;
        if answer.is_true() {
            Ok(true)
        } else if answer.is_false() {
            Ok(false)
        } else {
            Err(cx.term_error(atoms::CASE_CLAUSE_ERROR, answer))
        }
    }
}

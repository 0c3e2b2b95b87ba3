//! The function that is being emitted: its locals, and the statements of a block.

use super::names::{self, Names};
use super::syn_free::Lifetime;
use super::{Emitter, Tokens};
use crate::ir::{FunctionId, Slot};
use crate::span::Span;
use proc_macro2::Ident;
use quote::quote;
use std::collections::HashMap;

/// A Rust function that is being emitted.
#[derive(Default)]
pub(super) struct Frame {
    /// What each slot is called.
    pub(super) slots: HashMap<Slot, Tokens>,
    /// Where variables are named in the source.
    pub(super) named: Vec<(Slot, Span)>,
    /// Whether the clauses of the function name their slots each on its own.
    pub(super) per_clause: bool,
    /// The clause of the function, in which a slot has one name.
    pub(super) clause: Option<Span>,
    pub(super) locals: Names,
    /// The loop that a call in tail position continues.
    pub(super) tail: Option<TailLoop>,
    /// Whether calls in tail position may be signalled to the caller.
    pub(super) signals: bool,
}

/// The loop around the clauses of functions that call each other in tail position.
#[derive(Clone)]
pub(super) struct TailLoop {
    pub(super) label: Lifetime,
    /// The local that holds the arguments of the next round.
    pub(super) state: Ident,
    /// The functions, and for each what makes its state of its arguments: nothing where there is one function.
    pub(super) states: Vec<(FunctionId, Option<Tokens>)>,
}

/// Code of an expression.
pub(super) enum Code {
    /// A local or a constant: free to be repeated, free of effects.
    Simple(Tokens),
    /// A value.
    Value(Tokens),
    /// `R<'a>`
    Result(Tokens),
    /// Does not come back: `continue`, `return`.
    Never(Tokens),
}

/// What an expression with branches is to give.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    /// A value; errors leave the function.
    Value,
    /// `R<'a>`
    Result,
}

impl Want {
    /// Code as what is wanted.
    pub(super) fn of(self, code: Code) -> Tokens {
        match (self, code) {
            (_, Code::Never(code)) => code,
            (Want::Value, Code::Simple(code) | Code::Value(code)) => code,
            (Want::Value, Code::Result(code)) => quote!(#code?),
            (Want::Result, Code::Simple(code) | Code::Value(code)) => quote!(Ok(#code)),
            (Want::Result, Code::Result(code)) => code,
        }
    }

    /// What was made by [`Want::of`], as code again.
    pub(super) fn code(self, tokens: Tokens) -> Code {
        match self {
            Want::Value => Code::Value(tokens),
            Want::Result => Code::Result(tokens),
        }
    }

    /// An error, of the type `Exc`.
    pub(super) fn error(self, error: &Tokens) -> Tokens {
        match self {
            Want::Value => quote!(return Err(#error)),
            Want::Result => quote!(Err(#error)),
        }
    }
}

/// Statements in a row.
#[derive(Default)]
pub(super) struct Block {
    pub(super) statements: Vec<Tokens>,
}

impl Block {
    pub(super) fn push(&mut self, statement: Tokens) {
        self.statements.push(statement);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// `{ statements; value }`, or the value alone.
    pub(super) fn braced_if_needed(&self, value: &Tokens) -> Tokens {
        if self.is_empty() { value.clone() } else { self.braced(value) }
    }

    /// `{ statements; value }`
    pub(super) fn braced(&self, value: &Tokens) -> Tokens {
        let statements = &self.statements;
        quote!({ #(#statements)* #value })
    }
}

impl Frame {
    /// What a slot is called, as text.
    pub(super) fn local_name(&self, slot: Slot) -> Option<String> {
        self.slots.get(&slot).map(ToString::to_string)
    }
}

impl Emitter<'_> {
    /// Locals that are made in it are not seen outside, and their names are free again.
    pub(super) fn scoped<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let mark = self.frame.locals.mark();
        let result = work(self);
        self.frame.locals.reset(mark);
        result
    }

    /// A new local.
    pub(super) fn local(&mut self, wanted: &str) -> Ident {
        names::ident(&self.frame.locals.fresh(wanted))
    }

    /// A new local for a variable.
    pub(super) fn bind(&mut self, slot: Slot, otherwise: &str) -> Ident {
        let name = self.variable_name(slot).unwrap_or(otherwise).to_owned();
        let local = self.local(&name);
        self.set(slot, quote!(#local));
        local
    }

    /// A variable is another name of what exists already.
    pub(super) fn set(&mut self, slot: Slot, local: Tokens) {
        self.frame.slots.insert(slot, local);
    }

    /// What a variable is called.
    pub(super) fn variable(&self, slot: Slot) -> Tokens {
        match self.frame.slots.get(&slot) {
            Some(local) => local.clone(),
            // The resolver binds each variable before it is read.
            None => quote!(Value::NIL),
        }
    }

    pub(super) fn is_bound_to(&self, slot: Slot, local: &Tokens) -> bool {
        self.frame.slots.get(&slot).is_some_and(|known| known.to_string() == local.to_string())
    }

    /// The variable's name in the source.
    pub(super) fn variable_name(&self, slot: Slot) -> Option<&str> {
        let inside =
            |span: &Span| self.frame.clause.is_none_or(|clause| clause.start <= span.start && span.end <= clause.end);
        let (_, span) = self.frame.named.iter().find(|(named, span)| *named == slot && inside(span))?;
        let name = self.source.get(span.range())?;
        let is_name = name.chars().all(|c| c == '_' || c == '?' || c == '!' || unicode_ident::is_xid_continue(c));
        (is_name && !name.is_empty()).then_some(name)
    }
}

//! Operands: what is evaluated in place, without an indirect call, where it is simple.

use super::{Boxed, CompileError, Compiler, literal, located, place};
use crate::ir::{Expr, ExprKind, Literal};
use philtre_runtime::access;
use philtre_runtime::error::{Place, R};
use philtre_runtime::memory::Constant;
use philtre_runtime::term::CachedKey;
use philtre_runtime::{Context, Value};
use std::sync::Arc;

/// An expression as part of another.
pub(super) enum Operand {
    /// A constant.
    Constant(Constant),
    /// A constant that several expressions name.
    Shared(Arc<Constant>),
    /// A variable.
    Slot(u16),
    /// `variable["key"]`, `variable[:key]`
    Field(u16, CachedKey, Place),
    /// `variable.key`
    Dot(u16, CachedKey, Place),
    /// Anything else.
    Code(Boxed),
}

impl Operand {
    /// Its value.
    #[inline(always)]
    pub(super) fn value<'a>(&'a self, cx: &mut Context<'a>) -> R<'a> {
        match self {
            Operand::Constant(constant) => Ok(constant.get()),
            Operand::Shared(constant) => Ok(constant.get()),
            Operand::Slot(slot) => Ok(cx.slot(*slot)),
            Operand::Field(slot, key, place) => field(cx, cx.slot(*slot), key, *place),
            Operand::Dot(slot, key, place) => dot(cx, cx.slot(*slot), key, *place),
            Operand::Code(code) => code.run(cx),
        }
    }

    /// The constant that it is.
    pub(super) fn as_constant(&self) -> Option<Value<'_>> {
        match self {
            Operand::Constant(constant) => Some(constant.get()),
            _ => None,
        }
    }
}

/// `container[key]`
#[inline(always)]
pub(super) fn field<'a>(cx: &mut Context<'a>, container: Value<'a>, key: &'a CachedKey, place: Place) -> R<'a> {
    match key.get_quickly(container) {
        Some(value) => Ok(value),
        None => searched_field(cx, container, key, place),
    }
}

// Out of line, so that code around the quick way needs no frame for it.
#[inline(never)]
fn searched_field<'a>(cx: &mut Context<'a>, container: Value<'a>, key: &'a CachedKey, place: Place) -> R<'a> {
    match key.get(container) {
        Some(value) => Ok(value),
        None => {
            let result = access::get(cx, container, key.value());
            located(cx, result, place)
        }
    }
}

/// `container.key`
#[inline(always)]
pub(super) fn dot<'a>(cx: &mut Context<'a>, container: Value<'a>, key: &'a CachedKey, place: Place) -> R<'a> {
    match key.get_existing_quickly(container) {
        Some(value) => Ok(value),
        None => searched_dot(cx, container, key, place),
    }
}

#[inline(never)]
fn searched_dot<'a>(cx: &mut Context<'a>, container: Value<'a>, key: &'a CachedKey, place: Place) -> R<'a> {
    match key.get_existing(container) {
        Some(value) => Ok(value),
        None => {
            let result = access::dot(cx, container, key.value());
            located(cx, result, place)
        }
    }
}

impl Compiler<'_> {
    /// Compiles an expression that is part of another.
    pub(super) fn operand(self, expr: &Expr) -> Result<Operand, CompileError> {
        Ok(match &expr.kind {
            ExprKind::Literal(value) => Operand::Constant(literal::constant(value, expr.span)?),
            ExprKind::Constant(id) => match self.constants.get(*id as usize) {
                Some(constant) => Operand::Shared(Arc::clone(constant)),
                None => Operand::Constant(Constant::immediate(Value::NIL)),
            },
            ExprKind::Slot(slot) => Operand::Slot(*slot),
            ExprKind::Access(container, key) => match (&container.kind, &key.kind) {
                (ExprKind::Slot(slot), ExprKind::Literal(key @ (Literal::Binary(_) | Literal::Atom(_)))) => {
                    Operand::Field(*slot, CachedKey::new(literal::constant(key, expr.span)?), place(expr.span))
                }
                _ => Operand::Code(self.inner().code(expr)?),
            },
            ExprKind::Dot(container, key) => match &container.kind {
                ExprKind::Slot(slot) => {
                    let key = literal::constant(&Literal::Atom(key.clone()), expr.span)?;
                    Operand::Dot(*slot, CachedKey::new(key), place(expr.span))
                }
                _ => Operand::Code(self.inner().code(expr)?),
            },
            _ => Operand::Code(self.inner().code(expr)?),
        })
    }

    /// The same for several.
    pub(super) fn operands<'e>(
        self,
        exprs: impl IntoIterator<Item = &'e Expr>,
    ) -> Result<Box<[Operand]>, CompileError> {
        exprs.into_iter().map(|expr| self.operand(expr)).collect()
    }
}

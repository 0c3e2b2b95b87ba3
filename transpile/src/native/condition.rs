//! Expressions as conditions: booleans of Rust where the value is a boolean for sure.

use super::frame::Block;
use super::{Emitter, Tokens};
use crate::ir::{BinaryOperator, Expr, ExprKind, Literal, UnaryOperator};
use quote::quote;

/// Whether its value is a boolean, whatever the variables hold.
pub(super) fn is_boolean(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Binary(operator, ..) => is_test(*operator),
        ExprKind::Unary(operator, _) => matches!(operator, UnaryOperator::Not | UnaryOperator::Bang),
        ExprKind::And(left, right) | ExprKind::Or(left, right) => is_boolean(left) && is_boolean(right),
        ExprKind::InList(..) | ExprKind::MatchTest(..) | ExprKind::GuardAny(_) => true,
        ExprKind::Literal(Literal::Atom(name)) => name == "true" || name == "false",
        ExprKind::Call(row, arguments) => row.guard && row.name.starts_with("is_") && arguments.len() == 1,
        _ => false,
    }
}

/// Whether a guard needs no net: nothing in it raises.
pub(super) fn is_direct(guard: &Expr) -> bool {
    let is_simple = |expr: &Expr| matches!(expr.kind, ExprKind::Slot(_) | ExprKind::Literal(_) | ExprKind::Constant(_));
    match &guard.kind {
        ExprKind::Binary(operator, left, right) => is_test(*operator) && is_simple(left) && is_simple(right),
        ExprKind::Unary(UnaryOperator::Not | UnaryOperator::Bang, operand) => is_boolean(operand) && is_direct(operand),
        ExprKind::And(left, right) | ExprKind::Or(left, right) => {
            is_boolean(left) && is_boolean(right) && is_direct(left) && is_direct(right)
        }
        ExprKind::InList(value, list) => is_simple(value) && list.iter().all(is_simple),
        ExprKind::Call(_, arguments) => {
            is_boolean(guard)
                && arguments
                    .iter()
                    .all(|argument| matches!(argument, crate::ir::Argument::Value(value) if is_simple(value)))
        }
        _ => false,
    }
}

fn is_test(operator: BinaryOperator) -> bool {
    use BinaryOperator as B;
    matches!(
        operator,
        B::Equal
            | B::NotEqual
            | B::StrictEqual
            | B::StrictNotEqual
            | B::Less
            | B::LessEqual
            | B::Greater
            | B::GreaterEqual
    )
}

impl Emitter<'_> {
    /// Whether the expression's value is neither `nil` nor `false`, as a `bool`.
    pub(super) fn condition(&mut self, block: &mut Block, expr: &Expr) -> Tokens {
        match &expr.kind {
            ExprKind::Literal(Literal::Atom(name)) => {
                if name == "nil" || name == "false" {
                    quote!(false)
                } else {
                    quote!(true)
                }
            }
            ExprKind::Binary(operator, left, right) if is_test(*operator) => self.test(block, *operator, left, right),
            ExprKind::Unary(UnaryOperator::Bang, operand) => {
                let operand = self.condition(block, operand);
                quote!(!(#operand))
            }
            ExprKind::Unary(UnaryOperator::Not, operand) if is_boolean(operand) => {
                let operand = self.condition(block, operand);
                quote!(!(#operand))
            }
            ExprKind::Unary(UnaryOperator::Not, operand) => {
                let operand = self.operand(block, operand);
                let at = self.at(expr.span);
                quote!(not(cx, #operand)#at?.is_true())
            }
            ExprKind::And(left, right) if is_boolean(left) => {
                let left = self.condition(block, left);
                let right = self.lazy_condition(right);
                quote!(#left && #right)
            }
            ExprKind::Or(left, right) if is_boolean(left) => {
                let left = self.condition(block, left);
                let right = self.lazy_condition(right);
                quote!((#left || #right))
            }
            ExprKind::AndAlso(left, right) => {
                let left = self.condition(block, left);
                let right = self.lazy_condition(right);
                quote!(#left && #right)
            }
            ExprKind::OrElse(left, right) => {
                let left = self.condition(block, left);
                let right = self.lazy_condition(right);
                quote!((#left || #right))
            }
            ExprKind::And(left, right) => {
                let value = self.operand(block, left);
                let at = self.at(expr.span);
                let right = self.lazy_condition(right);
                quote!(boolean(cx, AND, #value)#at? && #right)
            }
            ExprKind::Or(left, right) => {
                let value = self.operand(block, left);
                let at = self.at(expr.span);
                let right = self.lazy_condition(right);
                quote!((boolean(cx, OR, #value)#at? || #right))
            }
            ExprKind::InList(value, list) => {
                let value = self.operand(block, value);
                let list = self.operands(block, list);
                quote!(in_values(cx, #value, &[#(#list),*])?)
            }
            ExprKind::MatchTest(subject, clause) => {
                let subject = self.operand(block, subject);
                let links = self.clause_links(clause, &[subject]);
                match links.as_slice() {
                    [] => quote!(true),
                    [super::pattern::Link::Test(test)] => test.clone(),
                    links => {
                        let chain = super::pattern::chain(links);
                        quote!((if #chain { true } else { false }))
                    }
                }
            }
            ExprKind::GuardAny(_) => self.guard(expr),
            _ => {
                let value = self.operand(block, expr);
                quote!(#value.truthy())
            }
        }
    }

    /// A condition that is computed only if it is needed.
    fn lazy_condition(&mut self, expr: &Expr) -> Tokens {
        let mut block = Block::default();
        let condition = self.condition(&mut block, expr);
        block.braced_if_needed(&condition)
    }

    fn test(&mut self, block: &mut Block, operator: BinaryOperator, left: &Expr, right: &Expr) -> Tokens {
        use BinaryOperator as B;
        let equality = matches!(operator, B::Equal | B::StrictEqual | B::NotEqual | B::StrictNotEqual);
        if let (true, ExprKind::Literal(literal @ (Literal::Binary(_) | Literal::Atom(_)))) = (equality, &right.kind) {
            let left = self.operand(block, left);
            let test = self.literal_test(literal, &left, right.span);
            return if matches!(operator, B::Equal | B::StrictEqual) { test } else { quote!(!#test) };
        }
        let left = self.operand(block, left);
        let right = self.operand(block, right);
        match operator {
            B::Equal => quote!(equal(cx, #left, #right)?),
            B::NotEqual => quote!(!equal(cx, #left, #right)?),
            B::StrictEqual => quote!(identical(cx, #left, #right)?),
            B::StrictNotEqual => quote!(!identical(cx, #left, #right)?),
            B::Less => quote!(less(cx, #left, #right)?),
            B::LessEqual => quote!(less_equal(cx, #left, #right)?),
            B::Greater => quote!(greater(cx, #left, #right)?),
            _ => quote!(greater_equal(cx, #left, #right)?),
        }
    }
}

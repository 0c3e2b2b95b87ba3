//! Expressions: which code each becomes.

use super::condition::is_boolean;
use super::frame::{Block, Code, Want};
use super::pattern::{segment_kind, statements};
use super::{Emitter, Tokens};
use crate::ir::{BinaryOperator, Expr, ExprKind, Literal, Pattern, Segment, UnaryOperator};
use crate::span::Span;
use philtre_runtime::Term;
use proc_macro2::Literal as Token;
use quote::quote;

/// Maps of more keys than this are made of pairs, as the closure backend does.
const MAX_SHAPE: usize = 64;

impl Emitter<'_> {
    /// An expression; what must come before it goes into the block.
    pub(super) fn expr(&mut self, block: &mut Block, expr: &Expr, want: Want, tail: bool) -> Code {
        if self.depth >= super::MAX_DEPTH {
            self.fail(expr.span, "the expression is nested too deeply");
            return Code::Simple(quote!(Value::NIL));
        }
        self.depth += 1;
        let code = stacker::maybe_grow(128 << 10, 1 << 20, || self.expr_inside(block, expr, want, tail));
        self.depth -= 1;
        code
    }

    fn expr_inside(&mut self, block: &mut Block, expr: &Expr, want: Want, tail: bool) -> Code {
        let span = expr.span;
        if is_boolean(expr) && !matches!(expr.kind, ExprKind::Literal(_) | ExprKind::Call(..)) {
            // What is behind `and` may be a call in tail position, which does not come back.
            let calls_last = matches!(&expr.kind, ExprKind::And(..) | ExprKind::Or(..)) && tail;
            if !calls_last || !super::graph::has_tail_call(expr) {
                let condition = self.condition(block, expr);
                return Code::Value(quote!(Value::bool(#condition)));
            }
        }
        match &expr.kind {
            ExprKind::Literal(literal) => Code::Simple(self.literal(literal, span)),
            ExprKind::Constant(id) => match self.program.constants.get(*id as usize) {
                Some(literal) => Code::Simple(self.literal(literal, span)),
                None => Code::Simple(quote!(Value::NIL)),
            },
            ExprKind::Regex { source, modifiers } => self.regex(source, modifiers, span),
            ExprKind::Slot(slot) => Code::Simple(self.variable(*slot)),
            ExprKind::Match(pattern, value) => self.binding(block, pattern, value, span),
            ExprKind::Block(exprs) => {
                let Some((last, before)) = exprs.split_last() else { return Code::Simple(quote!(Value::NIL)) };
                for expr in before {
                    match self.expr(block, expr, Want::Value, false) {
                        Code::Simple(_) => {}
                        Code::Value(code) | Code::Never(code) => block.push(quote!(#code;)),
                        Code::Result(code) => block.push(quote!(#code?;)),
                    }
                }
                self.expr(block, last, want, tail)
            }
            ExprKind::Tuple(elements) => {
                let elements = self.operands(block, elements);
                Code::Result(quote!(cx.tuple(&[#(#elements),*])))
            }
            ExprKind::List(elements, end) => {
                let elements = self.operands(block, elements);
                match end {
                    None => Code::Result(quote!(cx.list(&[#(#elements),*]))),
                    Some(end) => {
                        let end = self.operand(block, end);
                        Code::Result(quote!(cx.list_with_tail(&[#(#elements),*], #end)))
                    }
                }
            }
            ExprKind::Map(pairs) => self.map(block, pairs, span),
            ExprKind::MapUpdate(base, pairs) | ExprKind::StructUpdate(_, base, pairs) => {
                let base = self.operand(block, base);
                let pairs = self.pairs(block, pairs);
                let at = self.at(span);
                Code::Result(quote!(update_map(cx, #base, &[#(#pairs),*])#at))
            }
            ExprKind::Interpolation(parts) => {
                let parts = self.operands(block, parts);
                let at = self.at(span);
                Code::Result(quote!(interpolate(cx, &[#(#parts),*])#at))
            }
            ExprKind::BinaryConcat(parts) => {
                let parts = self.operands(block, parts);
                let at = self.at(span);
                Code::Result(quote!(concat(cx, &[#(#parts),*])#at))
            }
            ExprKind::Bitstring(segments) => self.bitstring(block, segments, span),
            ExprKind::Binary(operator, left, right) => self.arithmetic(block, *operator, left, right, span),
            ExprKind::Unary(operator, operand) => {
                let operand = self.operand(block, operand);
                let at = self.at(span);
                match operator {
                    UnaryOperator::Minus => Code::Result(quote!(negate(cx, #operand)#at)),
                    UnaryOperator::Plus => Code::Result(quote!(plus(cx, #operand)#at)),
                    UnaryOperator::Not => Code::Result(quote!(not(cx, #operand)#at)),
                    UnaryOperator::Bang => Code::Value(quote!(bang(#operand))),
                }
            }
            ExprKind::And(left, right) => self.short_cut(block, left, right, true, span, want, tail),
            ExprKind::Or(left, right) => self.short_cut(block, left, right, false, span, want, tail),
            ExprKind::AndAlso(left, right) => {
                let left = self.operand(block, left);
                let right = self.block(right, want, tail);
                let otherwise = want.of(Code::Simple(left.clone()));
                let right = super::pattern::braces(&right);
                want.code(quote!(if #left.truthy() #right else { #otherwise }))
            }
            ExprKind::OrElse(left, right) => {
                let left = self.operand(block, left);
                let right = self.block(right, want, tail);
                let then = want.of(Code::Simple(left.clone()));
                let right = super::pattern::braces(&right);
                want.code(quote!(if #left.truthy() { #then } else #right))
            }
            ExprKind::Call(row, arguments) => self.row_call(block, row, arguments, span),
            ExprKind::Local(function, arguments) => self.local_call(block, *function, arguments, span, tail),
            ExprKind::Apply(function, arguments) => self.apply(block, function, arguments, span, tail),
            ExprKind::Dot(container, key) => {
                let value = self.operand(block, container);
                let likely = self.shape_with(key);
                let key = self.key(&value.to_string(), &Literal::Atom(key.clone()), span);
                let at = self.at(span);
                Code::Result(match likely {
                    Some((keys, place)) => quote!(dot_of(cx, #value, #keys, #place, #key)#at),
                    None => quote!(dot(cx, #value, #key)#at),
                })
            }
            ExprKind::Access(container, key) => {
                let value = self.operand(block, container);
                let key = match &key.kind {
                    ExprKind::Literal(literal @ (Literal::Atom(_) | Literal::Binary(_))) => {
                        let key = self.key(&value.to_string(), literal, key.span);
                        let at = self.at(span);
                        return Code::Result(quote!(access(cx, #value, #key)#at));
                    }
                    _ => self.operand(block, key),
                };
                let at = self.at(span);
                Code::Result(quote!(get(cx, #value, #key)#at))
            }
            ExprKind::Lambda(lambda) => self.lambda(lambda),
            ExprKind::CaptureRow(row, arity) => self.capture_row(row, *arity),
            ExprKind::CaptureLocal(function) => self.capture_local(*function),
            ExprKind::If(condition, then, otherwise) => {
                let condition = self.condition(block, condition);
                let then = super::pattern::braces(&self.block(then, want, tail));
                let otherwise = super::pattern::braces(&self.block(otherwise, want, tail));
                want.code(quote!(if #condition #then else #otherwise))
            }
            ExprKind::Case(subject, clauses) => self.case(block, subject, clauses, span, want, tail),
            ExprKind::Cond(clauses) => self.cond(block, clauses, span, want, tail),
            ExprKind::With(with) => self.with(block, with, span, want, tail),
            ExprKind::For(comprehension) => self.comprehension(block, comprehension, span),
            ExprKind::Try(attempt) => self.attempt(block, attempt, span),
            // Booleans: above.
            ExprKind::InList(..) | ExprKind::MatchTest(..) | ExprKind::GuardAny(_) => {
                let condition = self.condition(block, expr);
                Code::Value(quote!(Value::bool(#condition)))
            }
        }
    }

    /// An expression as something that may stand in a call: a local or a constant.
    pub(super) fn operand(&mut self, block: &mut Block, expr: &Expr) -> Tokens {
        match self.expr(block, expr, Want::Value, false) {
            Code::Simple(code) => code,
            Code::Never(code) => {
                block.push(quote!(#code;));
                quote!(Value::NIL)
            }
            code => {
                let value = Want::Value.of(code);
                let name = self.hint(expr);
                let local = self.local(&name);
                block.push(quote!(let #local = #value;));
                quote!(#local)
            }
        }
    }

    /// The same for several, in order.
    pub(super) fn operands<'e>(&mut self, block: &mut Block, exprs: impl IntoIterator<Item = &'e Expr>) -> Vec<Tokens> {
        exprs.into_iter().map(|expr| self.operand(block, expr)).collect()
    }

    /// An expression with all that it needs as one expression of Rust.
    pub(super) fn block(&mut self, expr: &Expr, want: Want, tail: bool) -> Tokens {
        self.scoped(|this| {
            let mut block = Block::default();
            let code = this.expr(&mut block, expr, want, tail);
            block.braced_if_needed(&want.of(code))
        })
    }

    /// What a temporary with its value is called.
    fn hint(&self, expr: &Expr) -> String {
        let name = match &expr.kind {
            ExprKind::Call(row, _) => row.name,
            ExprKind::Local(function, _) => {
                return self.program.functions.get(*function as usize).map_or_else(String::new, |f| f.name.clone());
            }
            ExprKind::Dot(_, key) => key,
            ExprKind::Access(_, key) => match &key.kind {
                ExprKind::Literal(Literal::Binary(bytes)) => std::str::from_utf8(bytes).unwrap_or("value"),
                ExprKind::Literal(Literal::Atom(name)) => name,
                _ => "value",
            },
            ExprKind::Interpolation(_) | ExprKind::BinaryConcat(_) => "text",
            ExprKind::Tuple(_) => "tuple",
            ExprKind::List(..) => "list",
            ExprKind::Map(_) => "map",
            ExprKind::MapUpdate(..) | ExprKind::StructUpdate(..) => "updated",
            ExprKind::Regex { .. } => "regex",
            ExprKind::Lambda(_) | ExprKind::CaptureRow(..) | ExprKind::CaptureLocal(_) => "fun",
            ExprKind::Binary(BinaryOperator::Add, ..) => "sum",
            ExprKind::Binary(BinaryOperator::Sub, ..) => "difference",
            ExprKind::Binary(BinaryOperator::Mul, ..) => "product",
            ExprKind::Binary(BinaryOperator::Div, ..) => "quotient",
            ExprKind::Binary(BinaryOperator::Concat | BinaryOperator::Subtract, ..) => "list",
            ExprKind::For(_) => "collected",
            _ => "value",
        };
        let usable = name.len() <= 30 && name.chars().any(|c| c.is_ascii_alphabetic());
        if usable { name.to_owned() } else { "value".to_owned() }
    }

    /// `pattern = expression`
    fn binding(&mut self, block: &mut Block, pattern: &Pattern, expr: &Expr, span: Span) -> Code {
        if let Pattern::Bind(slot) = pattern {
            return match self.expr(block, expr, Want::Value, false) {
                Code::Simple(code) => {
                    self.set(*slot, code.clone());
                    Code::Simple(code)
                }
                Code::Never(code) => Code::Never(code),
                code => {
                    let value = Want::Value.of(code);
                    let hint = self.hint(expr);
                    let local = self.bind(*slot, &hint);
                    block.push(quote!(let #local = #value;));
                    Code::Simple(quote!(#local))
                }
            };
        }
        let value = self.operand(block, expr);
        let mut links = Vec::new();
        self.pattern(&mut links, pattern, &value, span);
        let at = self.at(span);
        statements(links, block, &quote!(return Err(cx.match_error(#value)#at)));
        Code::Simple(value)
    }

    /// `%{a => b}`
    fn map(&mut self, block: &mut Block, pairs: &[(Expr, Expr)], span: Span) -> Code {
        if let Some(places) = self.shape(pairs, span) {
            let (keys, places) = places;
            let values = self.operands(block, pairs.iter().map(|(_, value)| value));
            let mut sorted = vec![Tokens::new(); values.len()];
            for (value, place) in values.into_iter().zip(places) {
                if let Some(slot) = sorted.get_mut(place) {
                    *slot = value;
                }
            }
            return Code::Result(quote!(map_of(cx, #keys, &[#(#sorted),*])));
        }
        let pairs = self.pairs(block, pairs);
        Code::Result(quote!(map_with(cx, &[#(#pairs),*])))
    }

    /// The static of the sorted keys of a map whose keys are known, and for each pair its place among them.
    fn shape(&mut self, pairs: &[(Expr, Expr)], span: Span) -> Option<(Tokens, Vec<usize>)> {
        let indexes = pairs
            .iter()
            .enumerate()
            .map(|(i, (key, _))| match &key.kind {
                ExprKind::Literal(key @ (Literal::Atom(_) | Literal::Binary(_) | Literal::Int(_))) => {
                    Some((key.clone(), Literal::Int(i as i64)))
                }
                _ => None,
            })
            .collect::<Option<Vec<_>>>()?;
        let shape = crate::closures::literal::constant(&Literal::Map(indexes), span).ok()?;
        let Term::Map(map) = shape.get().term() else { return None };
        if map.len() != pairs.len() || pairs.len() > MAX_SHAPE {
            return None;
        }
        let mut keys = Vec::with_capacity(pairs.len());
        let mut places = vec![0; pairs.len()];
        for (place, (key, index)) in map.iter().enumerate() {
            keys.push(key);
            if let Term::Int(index) = index.term()
                && let Some(slot) = places.get_mut(index as usize)
            {
                *slot = place;
            }
        }
        Some((self.keys(&keys), places))
    }

    fn pairs(&mut self, block: &mut Block, pairs: &[(Expr, Expr)]) -> Vec<Tokens> {
        pairs
            .iter()
            .map(|(key, value)| {
                let key = self.operand(block, key);
                let value = self.operand(block, value);
                quote!((#key, #value))
            })
            .collect()
    }

    /// `<<a, b::size(4)>>`
    fn bitstring(&mut self, block: &mut Block, segments: &[Segment<Expr>], span: Span) -> Code {
        let parts: Vec<Tokens> = segments
            .iter()
            .map(|segment| {
                let value = self.operand(block, &segment.value);
                let size = match &segment.size {
                    None => quote!(None),
                    Some(size) => {
                        let size = self.operand(block, size);
                        quote!(Some(#size))
                    }
                };
                let (kind, unit) = (segment_kind(segment), Token::u16_unsuffixed(segment.unit));
                quote!(part(#kind, #value, #size, #unit))
            })
            .collect();
        let at = self.at(span);
        Code::Result(quote!(build(cx, &[#(#parts),*])#at))
    }

    fn arithmetic(
        &mut self,
        block: &mut Block,
        operator: BinaryOperator,
        left: &Expr,
        right: &Expr,
        span: Span,
    ) -> Code {
        let left = self.operand(block, left);
        let right = self.operand(block, right);
        let at = self.at(span);
        let function = match operator {
            BinaryOperator::Add => quote!(add),
            BinaryOperator::Sub => quote!(sub),
            BinaryOperator::Mul => quote!(mul),
            BinaryOperator::Div => quote!(div),
            BinaryOperator::Concat => quote!(concat_lists),
            _ => quote!(subtract_lists),
        };
        Code::Result(quote!(#function(cx, #left, #right)#at))
    }

    /// `a and b`, `a or b`
    #[expect(clippy::too_many_arguments, reason = "of both operators")]
    fn short_cut(
        &mut self,
        block: &mut Block,
        left: &Expr,
        right: &Expr,
        is_and: bool,
        span: Span,
        want: Want,
        tail: bool,
    ) -> Code {
        let condition = if is_boolean(left) {
            self.condition(block, left)
        } else {
            let left = self.operand(block, left);
            let at = self.at(span);
            let operator = if is_and { quote!(AND) } else { quote!(OR) };
            quote!(boolean(cx, #operator, #left)#at?)
        };
        let right = super::pattern::braces(&self.block(right, want, tail));
        if is_and {
            let otherwise = want.of(Code::Simple(quote!(Value::FALSE)));
            want.code(quote!(if #condition #right else { #otherwise }))
        } else {
            let then = want.of(Code::Simple(quote!(Value::TRUE)));
            want.code(quote!(if #condition { #then } else #right))
        }
    }
}

//! Expressions: operands, operators before and between them, dots and accesses behind them. Chains of operators are
//! read in a loop over a stack of our own; only brackets, blocks and calls without parentheses recurse.

use super::{Class, Context, Node, Parser, Pending, Prefix};
use crate::ast::{BinaryOp, Expr, ExprKind, UnaryOp};
use crate::parse::operators::{self, Op, Side};
use crate::parse::token::{Delimiter, Kind, Quote};
use crate::span::Span;

impl Prefix {
    fn precedence(self) -> u16 {
        match self {
            Prefix::Unary(UnaryOp::At) => operators::AT,
            Prefix::Unary(UnaryOp::Capture | UnaryOp::Ellipsis) => operators::CAPTURE,
            Prefix::Unary(_) | Prefix::Slashes => operators::UNARY,
        }
    }
}

impl Parser<'_, '_> {
    /// One expression.
    pub(super) fn expression(&mut self, context: Context) -> Node {
        let base = self.pending.len();
        let first = self.operand(context);
        self.operators(first, base, context)
    }

    /// The rest of an expression whose first operand has been read.
    pub(super) fn expression_from(&mut self, first: Node, context: Context) -> Node {
        let base = self.pending.len();
        self.operators(first, base, context)
    }

    fn operators(&mut self, first: Node, base: usize, context: Context) -> Node {
        let mut node = first;
        loop {
            match self.kind() {
                Kind::Binary(op) | Kind::Dual(op) => {
                    let (precedence, side) = op.binding();
                    if precedence < context.min {
                        break;
                    }
                    node = self.reduce(base, node, precedence, side);
                    let span = self.bump().span;
                    self.skip_eol();
                    self.pending.push(Pending::Infix(op, span, node));
                    node = if op == Op::When && self.at_key() {
                        let keywords = self.plain_keywords();
                        Node { class: Class::NoParens, ..keywords }
                    } else {
                        self.operand(context)
                    };
                }
                Kind::Dot | Kind::DotCall if node.class != Class::Unmatched => {
                    node = self.reduce(base, node, operators::DOT, Side::Left);
                    node = self.dot(node, context);
                }
                Kind::Open(Delimiter::Bracket) if node.access => {
                    // `@a[1]` is `(@a)[1]`.
                    if self.pending.len() > base
                        && let Some(Pending::Prefix(Prefix::Unary(UnaryOp::At), _)) = self.pending.last()
                    {
                        node = self.combine(node);
                    }
                    node = self.access(node);
                }
                _ => break,
            }
        }
        while self.pending.len() > base {
            node = self.combine(node);
        }
        node
    }

    /// Gives the node to the operators that bind it tighter than the one that comes. An operator before an operand takes
    /// all that follows a `do` block: `not case … end and b` is `not (case … end and b)`.
    fn reduce(&mut self, base: usize, mut node: Node, precedence: u16, side: Side) -> Node {
        while self.pending.len() > base {
            let top = match self.pending.last() {
                Some(Pending::Infix(op, ..)) => op.binding().0,
                Some(Pending::Prefix(..)) if node.class == Class::Unmatched => break,
                Some(Pending::Prefix(prefix, _)) => prefix.precedence(),
                None => break,
            };
            if top < precedence || top == precedence && side == Side::Right {
                break;
            }
            node = self.combine(node);
        }
        node
    }

    /// Puts the innermost pending operator and its right operand together.
    fn combine(&mut self, right: Node) -> Node {
        match self.pending.pop() {
            Some(Pending::Prefix(prefix, span)) => {
                self.leave();
                self.unary(prefix, span, right)
            }
            Some(Pending::Infix(op, span, left)) => self.binary(op, span, left, right),
            None => right,
        }
    }

    fn unary(&mut self, prefix: Prefix, span: Span, operand: Node) -> Node {
        let whole = span.to(operand.span());
        let kind = match prefix {
            Prefix::Unary(op) => ExprKind::Unary(op, Box::new(operand.expr)),
            Prefix::Slashes => {
                let slash = Span { start: span.start, end: span.start + 1 };
                let name = Expr { kind: ExprKind::Identifier("/".to_owned()), span: slash };
                let second = Span { start: span.start + 1, end: span.end };
                ExprKind::Binary(BinaryOp::Div, second, Box::new(name), Box::new(operand.expr))
            }
        };
        let node = Node { class: operand.class, ..Node::new(kind, whole) }.over(operand.depth);
        self.grown(node)
    }

    fn binary(&mut self, op: Op, op_span: Span, left: Node, right: Node) -> Node {
        let span = left.span().to(right.span());
        let depth = left.depth.max(right.depth);
        let class = match (left.class, right.class) {
            (Class::Unmatched, _) | (_, Class::Unmatched) => Class::Unmatched,
            (_, Class::NoParens) | (Class::NoParens, _) => Class::NoParens,
            _ => Class::Matched,
        };
        let bare = !left.access;
        let kind = match (op, left.expr) {
            (Op::Step, Expr { kind: ExprKind::Binary(BinaryOp::Range, _, first, last), .. }) => {
                ExprKind::SteppedRange(first, last, Box::new(right.expr))
            }
            (Op::Step, left) => {
                let known = matches!(left.kind, ExprKind::Error) || matches!(right.expr.kind, ExprKind::Error);
                if !known {
                    self.misplaced_step(op_span);
                }
                ExprKind::Error
            }
            // `not a in b` is `not (a in b)`.
            (Op::In, Expr { kind: ExprKind::Unary(UnaryOp::Not, operand), .. }) if bare => {
                ExprKind::Binary(BinaryOp::NotIn, op_span, operand, Box::new(right.expr))
            }
            (Op::In, Expr { kind: ExprKind::Unary(UnaryOp::Bang, operand), .. }) if bare => {
                let inner = operand.span.to(right.expr.span);
                let kind = ExprKind::Binary(BinaryOp::In, op_span, operand, Box::new(right.expr));
                ExprKind::Unary(UnaryOp::Bang, Box::new(Expr { kind, span: inner }))
            }
            // `a not in b in c` is `not ((a in b) in c)`.
            (Op::In, Expr { kind: ExprKind::Binary(BinaryOp::NotIn, inner, first, second), span: range }) if bare => {
                let kind = ExprKind::Binary(BinaryOp::In, inner, first, second);
                let first = Box::new(Expr { kind, span: range });
                ExprKind::Binary(BinaryOp::NotIn, op_span, first, Box::new(right.expr))
            }
            (op, left) => ExprKind::Binary(op.ast(), op_span, Box::new(left), Box::new(right.expr)),
        };
        let node = Node { class, ..Node::new(kind, span) }.over(depth);
        self.grown(node)
    }

    /// An operand with the operators before it, which wait on the stack.
    fn operand(&mut self, context: Context) -> Node {
        loop {
            let prefix = match self.kind() {
                Kind::At => Prefix::Unary(UnaryOp::At),
                Kind::Unary(op) => Prefix::Unary(op),
                Kind::Dual(Op::Add) => Prefix::Unary(UnaryOp::Plus),
                Kind::Dual(_) => Prefix::Unary(UnaryOp::Minus),
                Kind::Capture => Prefix::Unary(UnaryOp::Capture),
                Kind::Binary(Op::Step) => Prefix::Slashes,
                Kind::Ellipsis
                    if self.begins_operand(self.position + 1) || matches!(self.next_kind(), Kind::Dual(_)) =>
                {
                    Prefix::Unary(UnaryOp::Ellipsis)
                }
                _ => return self.primary(context),
            };
            let token = self.bump();
            if matches!(prefix, Prefix::Slashes)
                && !matches!(self.pending.last(), Some(Pending::Prefix(Prefix::Unary(UnaryOp::Capture), _)))
            {
                self.slash_comment(token.span);
                return self.rest_of_line(token.span);
            }
            self.pending.push(Pending::Prefix(prefix, token.span));
            if !self.enter() {
                return Node::new(ExprKind::Error, token.span);
            }
            if token.kind != Kind::Ellipsis {
                self.skip_eol();
            }
        }
    }

    /// Passes what a comment of another language says.
    fn rest_of_line(&mut self, span: Span) -> Node {
        while !matches!(self.kind(), Kind::Eol | Kind::Semicolon | Kind::Eof | Kind::End | Kind::Close(_))
            && !matches!(self.kind(), Kind::InterpolationClose | Kind::Section(_))
        {
            self.skip_balanced();
        }
        Node::new(ExprKind::Error, span)
    }

    /// Whether the token at a place begins an operand that an operator or a name before it would take.
    pub(super) fn begins_operand(&self, position: usize) -> bool {
        match self.kind_at(position) {
            Kind::Int | Kind::Float | Kind::Char | Kind::Alias | Kind::Atom => true,
            Kind::Identifier | Kind::ParenIdentifier | Kind::BracketIdentifier => true,
            Kind::DoIdentifier | Kind::OpIdentifier => true,
            Kind::QuoteOpen(quote) => !matches!(quote, Quote::Key),
            Kind::True | Kind::False | Kind::Nil | Kind::Fn => true,
            Kind::At | Kind::Capture | Kind::CaptureInt | Kind::Unary(_) | Kind::Ellipsis => true,
            Kind::Open(_) | Kind::Percent | Kind::MapPercent | Kind::Error => true,
            _ => false,
        }
    }

    /// Whether a key of a keyword list stands here.
    pub(super) fn at_key(&self) -> bool {
        matches!(self.kind(), Kind::Keyword | Kind::QuoteOpen(Quote::Key))
    }

    /// An operand without operators.
    fn primary(&mut self, context: Context) -> Node {
        let token = self.token();
        match token.kind {
            Kind::Identifier
            | Kind::ParenIdentifier
            | Kind::BracketIdentifier
            | Kind::DoIdentifier
            | Kind::OpIdentifier => self.local(context),
            Kind::Int
            | Kind::Float
            | Kind::Char
            | Kind::Alias
            | Kind::Atom
            | Kind::True
            | Kind::False
            | Kind::Nil
            | Kind::CaptureInt => self.literal(),
            Kind::QuoteOpen(quote) => self.quoted(quote),
            Kind::Open(Delimiter::Paren) => self.parentheses(),
            Kind::Open(Delimiter::Bracket) => self.list(),
            Kind::Open(Delimiter::Brace) => self.tuple(),
            Kind::Open(Delimiter::Bit) => self.bitstring(),
            Kind::MapPercent => self.map(),
            Kind::Percent => self.structure(),
            Kind::Fn => self.function(),
            Kind::Binary(Op::Range) => {
                self.position += 1;
                Node::new(ExprKind::FullRange, token.span)
            }
            Kind::Ellipsis => {
                self.position += 1;
                Node::new(ExprKind::Identifier("...".to_owned()), token.span)
            }
            Kind::Error => {
                self.position += 1;
                self.last_error = Some(self.position);
                Node::accessible(ExprKind::Error, token.span)
            }
            _ => self.expected_expression(),
        }
    }
}

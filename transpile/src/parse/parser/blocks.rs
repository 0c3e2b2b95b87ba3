//! Sequences of expressions and clauses: the source itself, parentheses, `do` blocks with their sections, `fn`.

use super::{Class, Context, Node, Parser};
use crate::ast::{BinaryOp, Clause, Expr, ExprKind, Section, SectionKind};
use crate::parse::operators::Op;
use crate::parse::token::{Delimiter, Kind};
use crate::span::Span;

/// Expressions, or clauses, or (wrongly) expressions and then clauses.
struct Stab {
    expressions: Body,
    clauses: Vec<Clause>,
    depth: usize,
}

/// A clause whose body is being collected.
struct Head {
    parameters: Vec<Expr>,
    guard: Option<Expr>,
    start: Span,
    arrow: Span,
    body: Body,
}

/// The expressions of a block. Most blocks hold one, which needs no list.
enum Body {
    One(Option<Expr>),
    Many(Vec<Expr>),
}

impl Body {
    fn push(&mut self, expr: Expr) {
        match self {
            Body::Many(list) => list.push(expr),
            Body::One(only) => match only.take() {
                None => *only = Some(expr),
                Some(first) => *self = Body::Many(vec![first, expr]),
            },
        }
    }

    fn is_empty(&self) -> bool {
        matches!(self, Body::One(None))
    }

    /// As one expression; `empty` is the place of nothing.
    fn finish(self, empty: Span) -> Expr {
        match self {
            Body::One(Some(only)) => only,
            Body::One(None) => Expr { kind: ExprKind::Block(Vec::new()), span: empty },
            Body::Many(list) => {
                let span = span_of(list.first().map(|e| e.span), list.last().map(|e| e.span), empty);
                Expr { kind: ExprKind::Block(list), span }
            }
        }
    }
}

/// What a pair of parentheses held.
enum Parens {
    Node(Node),
    /// `()`
    Empty(Span),
    /// `(a, b)`, `(a: 1)`: good only before `->` or `when`.
    Parameters(Vec<Expr>, usize, Span),
}

/// One line of a stab.
enum Item {
    Expression(Node),
    Clause(Head, usize),
}

impl Parser<'_, '_> {
    /// The expressions of the source or of an interpolation, which hold no clauses.
    pub(super) fn sequence(&mut self, span: Span) -> Node {
        let stab = self.stab(None);
        if let Some(clause) = stab.clauses.first() {
            self.arrow_misplaced(clause.span);
        }
        Self::body(stab, span)
    }

    /// A stab as one expression.
    fn body(stab: Stab, span: Span) -> Node {
        let Stab { expressions, clauses, depth } = stab;
        if !clauses.is_empty() {
            let span =
                span_of(clauses.first().map(|clause| clause.span), clauses.last().map(|clause| clause.span), span);
            return Node::new(ExprKind::Clauses(clauses), span).over(depth + 1);
        }
        let depth = depth + usize::from(matches!(expressions, Body::Many(_)));
        let Expr { kind, span } = expressions.finish(span);
        Node { depth: depth.max(1), ..Node::new(kind, span) }
    }

    /// Whether the token at the position ends a stab. `None` closes the source or an interpolation.
    fn ends_stab(&self, closing: Option<usize>) -> bool {
        match (self.kind(), closing) {
            (Kind::Eof | Kind::InterpolationClose, None) => true,
            (Kind::Eof, _) => true,
            (Kind::Section(_), Some(_)) => true,
            (_, Some(closing)) => self.position >= closing,
            _ => false,
        }
    }

    /// Passes one line end, `;`, or both.
    fn separators(&mut self) {
        self.skip_eol();
        if self.kind() == Kind::Semicolon {
            self.position += 1;
        }
    }

    /// Expressions and clauses up to the closing token.
    fn stab(&mut self, closing: Option<usize>) -> Stab {
        let mut stab = Stab { expressions: Body::One(None), clauses: Vec::new(), depth: 0 };
        let mut head: Option<Head> = None;
        self.separators();
        while !self.ends_stab(closing) {
            let start = self.position;
            match self.stab_item(closing) {
                Item::Expression(node) => {
                    stab.depth = stab.depth.max(node.depth);
                    match &mut head {
                        Some(head) => head.body.push(node.expr),
                        None => stab.expressions.push(node.expr),
                    }
                }
                Item::Clause(next, depth) => {
                    stab.depth = stab.depth.max(depth);
                    if head.is_none() && !stab.expressions.is_empty() {
                        self.clause_after_expression(next.arrow);
                    }
                    if let Some(done) = head.replace(next) {
                        stab.clauses.push(done.finish());
                    }
                }
            }
            if self.ends_stab(closing) {
                break;
            }
            if !matches!(self.kind(), Kind::Eol | Kind::Semicolon) {
                self.unexpected(closing);
                self.skip_line(closing);
            }
            self.separators();
            if self.position <= start {
                self.position = start + 1;
            }
        }
        if let Some(done) = head {
            stab.clauses.push(done.finish());
        }
        stab
    }

    /// Skips to the end of the line on this level.
    fn skip_line(&mut self, closing: Option<usize>) {
        while !self.ends_stab(closing) && !matches!(self.kind(), Kind::Eol | Kind::Semicolon) {
            self.skip_balanced();
        }
        if let Some(closing) = closing {
            self.position = self.position.min(closing);
        }
    }

    fn stab_item(&mut self, closing: Option<usize>) -> Item {
        let start = self.token().span;
        let first = match self.kind() {
            Kind::Stab => return self.clause(Vec::new(), None, 0, start, closing),
            _ if self.at_key() && closing.is_some() => {
                let keywords = self.plain_keywords();
                if self.kind() == Kind::Stab {
                    return self.clause(vec![keywords.expr], None, keywords.depth, start, closing);
                }
                match closing.and_then(|closing| self.opening_parenthesis(closing)) {
                    Some(open) if self.after_name(open) => self.space_before_parentheses(open),
                    _ => self.keywords_alone(keywords.span()),
                }
                return Item::Expression(keywords);
            }
            Kind::Open(Delimiter::Paren) if closing.is_some() => match self.parens() {
                Parens::Node(node) => self.expression_from(node, Context::FREE),
                Parens::Empty(span) => match self.kind() {
                    Kind::Stab => return self.clause(Vec::new(), None, 0, start, closing),
                    Kind::Binary(Op::When) => return self.guarded(Vec::new(), 0, start, closing),
                    _ => self.expression_from(Node::accessible(ExprKind::Block(Vec::new()), span), Context::FREE),
                },
                Parens::Parameters(list, depth, span) => match self.kind() {
                    Kind::Stab => return self.clause(list, None, depth, start, closing),
                    Kind::Binary(Op::When) => return self.guarded(list, depth, start, closing),
                    _ => {
                        self.comma_in_parentheses(span);
                        Node::accessible(ExprKind::Error, span)
                    }
                },
            },
            _ => self.expression(Context::FREE),
        };
        let comma = self.kind() == Kind::Comma && first.class == Class::Matched && closing.is_some();
        if !comma && self.kind() != Kind::Stab {
            return Item::Expression(first);
        }
        if first.class == Class::Unmatched {
            // `f do … end -> body`: no pattern ends in a block.
            self.unexpected(closing);
        }
        let mut depth = first.depth;
        let mut parameters = vec![first.expr];
        if comma {
            let at = self.position;
            while self.kind() == Kind::Comma {
                self.position += 1;
                let next = if self.at_key() { self.plain_keywords() } else { self.expression(Context::ARGUMENT) };
                if next.class == Class::NoParens && !matches!(next.expr.kind, ExprKind::Binary(BinaryOp::When, ..)) {
                    self.ambiguous_call(next.span(), "the parameters of a clause");
                }
                depth = depth.max(next.depth);
                parameters.push(next.expr);
            }
            if self.kind() != Kind::Stab {
                return self.comma_without_arrow(parameters, depth, at, closing);
            }
        }
        let guard = match parameters.pop() {
            Some(Expr { kind: ExprKind::Binary(BinaryOp::When, _, last, guard), .. }) => {
                parameters.push(*last);
                Some(*guard)
            }
            Some(last) => {
                parameters.push(last);
                None
            }
            None => None,
        };
        self.clause(parameters, guard, depth, start, closing)
    }

    /// `a, b` in a block, without an arrow behind.
    fn comma_without_arrow(
        &mut self,
        parameters: Vec<Expr>,
        depth: usize,
        comma: usize,
        closing: Option<usize>,
    ) -> Item {
        let span = span_of(parameters.first().map(|e| e.span), parameters.last().map(|e| e.span), Span::default());
        match closing.and_then(|closing| self.opening_parenthesis(closing)) {
            Some(open) if self.after_name(open) => self.space_before_parentheses(open),
            Some(_) => self.comma_in_parentheses(span),
            None => self.stray_comma(comma),
        }
        Item::Expression(Node::new(ExprKind::Error, span).over(depth))
    }

    /// `(a, b) when guard -> body`
    fn guarded(&mut self, parameters: Vec<Expr>, depth: usize, start: Span, closing: Option<usize>) -> Item {
        self.position += 1;
        self.skip_eol();
        let guard = self.expression(Context::FREE);
        let depth = depth.max(guard.depth);
        if self.kind() == Kind::Stab {
            return self.clause(parameters, Some(guard.expr), depth, start, closing);
        }
        self.unexpected(closing);
        Item::Expression(Node::new(ExprKind::Error, start).over(depth))
    }

    /// `-> body`, the first expression of it.
    fn clause(
        &mut self,
        parameters: Vec<Expr>,
        guard: Option<Expr>,
        depth: usize,
        start: Span,
        closing: Option<usize>,
    ) -> Item {
        let arrow = self.bump().span;
        self.skip_eol();
        let mut head = Head { parameters, guard, start, arrow, body: Body::One(None) };
        if self.ends_stab(closing) || self.kind() == Kind::Semicolon {
            return Item::Clause(head, depth);
        }
        let first = self.expression(Context::FREE);
        head.body.push(first.expr);
        Item::Clause(head, depth.max(first.depth))
    }

    /// What stands between parentheses that follow no name. The closing one is passed.
    fn parens(&mut self) -> Parens {
        let open = self.token();
        let closing = (open.link as usize).max(self.position);
        let end = self.tokens.get(closing).map_or(open.span, |token| token.span);
        let span = open.span.to(end);
        self.position += 1;
        if !self.enter() {
            self.leave();
            return Parens::Node(Node::new(ExprKind::Error, span));
        }
        self.skip_eol();
        if self.position == closing {
            self.position += 1;
            self.leave();
            return Parens::Empty(span);
        }
        let parameters = if self.followed_by_arrow(closing) { self.parameters(closing) } else { None };
        if let Some((mut list, depth)) = parameters {
            self.position = closing + 1;
            self.leave();
            if let [Expr { kind, .. }] = list.as_slice() {
                // `(f a, b)`: the comma was that of a call.
                if !matches!(kind, ExprKind::Keywords(_)) {
                    let kind = list.pop().map_or(ExprKind::Error, |only| only.kind);
                    return Parens::Node(Node { depth, ..Node::accessible(kind, span) });
                }
            }
            return Parens::Parameters(list, depth, span);
        }
        let stab = self.stab(Some(closing));
        if self.position < closing {
            // A section keyword inside parentheses.
            self.unexpected(Some(closing));
        }
        self.position = self.position.max(closing + 1);
        self.leave();
        let node = Self::body(stab, span);
        let whole = Span { start: node.expr.span.start, end: node.expr.span.end };
        let kind = node.expr.kind;
        let span = if matches!(kind, ExprKind::Block(_) | ExprKind::Clauses(_)) { span } else { whole };
        Parens::Node(Node { depth: node.depth, ..Node::accessible(kind, span) })
    }

    /// Whether `->` or `when` stands behind a closing parenthesis.
    fn followed_by_arrow(&self, closing: usize) -> bool {
        matches!(self.kind_at(closing + 1), Kind::Stab | Kind::Binary(Op::When))
    }

    /// The parameters between the parentheses of a clause, if they are more than one or a keyword list; else nothing is
    /// read.
    fn parameters(&mut self, closing: usize) -> Option<(Vec<Expr>, usize)> {
        if !self.at_key() && !self.holds_comma(closing) {
            return None;
        }
        let mut list = Vec::new();
        let mut depth = 0;
        while self.position < closing {
            let next = if self.at_key() { self.plain_keywords() } else { self.expression(Context::ARGUMENT) };
            depth = depth.max(next.depth);
            list.push(next.expr);
            match self.kind() {
                Kind::Comma if self.position < closing => self.position += 1,
                Kind::Eol if self.position + 1 == closing => break,
                _ => {
                    if self.position < closing {
                        self.unexpected(Some(closing));
                    }
                    break;
                }
            }
            if self.position == closing {
                self.expected_expression();
            }
        }
        Some((list, depth))
    }

    /// Whether a comma that separates parameters stands before the closing token. In `(f a, b)` the comma belongs to
    /// the call, and only one parameter comes of it; but then `(f a, b) -> …` reads the same either way. In
    /// `(f a, b do … end)` it belongs to the call, since no pattern ends in a block.
    fn holds_comma(&self, closing: usize) -> bool {
        let mut position = self.position;
        let mut comma = false;
        while position < closing {
            let Some(token) = self.tokens.get(position) else { return false };
            match token.kind {
                Kind::Comma => comma = true,
                Kind::Stab | Kind::Semicolon | Kind::Do => return false,
                Kind::Open(_) | Kind::Fn | Kind::QuoteOpen(_) if token.link as usize > position => {
                    position = token.link as usize;
                }
                _ => {}
            }
            position += 1;
        }
        comma
    }

    /// Parentheses as an operand.
    pub(super) fn parentheses(&mut self) -> Node {
        let start = self.position;
        match self.parens() {
            Parens::Node(node) => node,
            Parens::Empty(span) => Node::accessible(ExprKind::Block(Vec::new()), span),
            Parens::Parameters(_, depth, span) => {
                if self.after_name(start) {
                    self.space_before_parentheses(start);
                } else {
                    self.comma_in_parentheses(span);
                }
                Node::accessible(ExprKind::Error, span).over(depth)
            }
        }
    }

    /// The parenthesis that a closing token closes, if it closes one.
    fn opening_parenthesis(&self, closing: usize) -> Option<usize> {
        let token = self.tokens.get(closing)?;
        (token.kind == Kind::Close(Delimiter::Paren)).then_some(token.link as usize)
    }

    /// Whether the token before a place is a name that takes what follows as its argument.
    pub(super) fn after_name(&self, position: usize) -> bool {
        let before = position.checked_sub(1).map(|before| self.kind_at(before));
        matches!(before, Some(Kind::Identifier | Kind::OpIdentifier))
    }

    /// `do … end`: the sections, the place of `end`, the depth.
    pub(super) fn do_block(&mut self) -> (Vec<Section>, Span, usize) {
        let open = self.bump();
        let closing = (open.link as usize).max(self.position);
        let end = self.tokens.get(closing).map_or(open.span, |token| token.span);
        let mut sections = Vec::new();
        let mut depth = 0;
        if !self.enter() {
            self.leave();
            return (sections, end, depth);
        }
        let (mut kind, mut span) = (SectionKind::Do, open.span);
        loop {
            let stab = self.stab(Some(closing));
            let empty = Span { start: span.end, end: span.end };
            let body = Self::body(stab, empty);
            depth = depth.max(body.depth);
            sections.push(Section { kind, span, body: body.expr });
            match self.kind() {
                Kind::Section(next) if self.position < closing => {
                    kind = next;
                    span = self.bump().span;
                }
                _ => break,
            }
        }
        self.leave();
        self.position = self.position.max(closing + 1);
        (sections, end, depth)
    }

    /// `fn … end`
    pub(super) fn function(&mut self) -> Node {
        let open = self.bump();
        let closing = (open.link as usize).max(self.position);
        let end = self.tokens.get(closing).map_or(open.span, |token| token.span);
        let span = open.span.to(end);
        if !self.enter() {
            self.leave();
            return Node::new(ExprKind::Error, span);
        }
        let stab = self.stab(Some(closing));
        if self.position < closing {
            self.unexpected(Some(closing));
        }
        self.leave();
        self.position = self.position.max(closing + 1);
        if stab.clauses.is_empty() {
            if !self.is_made_up(closing) {
                self.function_without_clause(open.span);
            }
            return Node::accessible(ExprKind::Error, span);
        }
        Node::accessible(ExprKind::Fn(stab.clauses), span).over(stab.depth + 1)
    }
}

impl Head {
    fn finish(self) -> Clause {
        let Head { parameters, guard, start, arrow, body } = self;
        let body = body.finish(Span { start: arrow.end, end: arrow.end });
        let span = start.to(arrow).to(body.span);
        Clause { parameters, guard, body, span }
    }
}

/// From the first to the last, or a default.
fn span_of(first: Option<Span>, last: Option<Span>, default: Span) -> Span {
    match (first, last) {
        (Some(first), Some(last)) => first.to(last),
        _ => default,
    }
}

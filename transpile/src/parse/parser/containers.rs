//! Everything between brackets and separated by commas: lists, tuples, bitstrings, maps, structs, the arguments of calls
//! with parentheses, accesses.

use super::calls::Arguments;
use super::{Class, Context, Node, Parser};
use crate::ast::{Expr, ExprKind, Pair, UnaryOp};
use crate::parse::operators::{self, Op};
use crate::parse::token::{Delimiter, Kind, Quote};
use crate::span::Span;

/// Where the elements stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The arguments of a call.
    Call,
    List,
    Tuple,
    Bitstring,
}

/// Elements that have been read.
struct Elements {
    list: Vec<Expr>,
    depth: usize,
}

impl Parser<'_, '_> {
    /// The place of the token that closes the bracket at the position.
    fn closing(&self) -> usize {
        let link = self.token().link as usize;
        if link > self.position { link } else { self.tokens.len().saturating_sub(1) }
    }

    /// Passes the closing token, whatever stands before it.
    fn close(&mut self, closing: usize) -> Span {
        self.position = self.position.max(closing);
        let span = self.token().span;
        if self.kind() != Kind::Eof {
            self.position += 1;
        }
        span
    }

    /// Elements up to the closing token, which is not passed. The opening one has been passed.
    fn elements(&mut self, closing: usize, place: Place) -> Elements {
        let mut elements = Elements { list: Vec::new(), depth: 0 };
        if !self.enter() {
            self.leave();
            return elements;
        }
        self.skip_eol();
        while self.position < closing {
            let start = self.position;
            if self.at_key() {
                let alone = elements.list.is_empty();
                let keywords = self.keywords(closing, place == Place::Call);
                if alone && matches!(place, Place::Tuple | Place::Bitstring) {
                    self.keywords_misplaced(keywords.span(), place == Place::Tuple);
                }
                elements.depth = elements.depth.max(keywords.depth);
                elements.list.push(keywords.expr);
            } else {
                let node = self.expression(Context::FREE);
                elements.depth = elements.depth.max(node.depth);
                if node.class == Class::NoParens
                    && !(place == Place::Call && elements.list.is_empty() && self.ends(closing))
                {
                    let what = if place == Place::Call { "another call" } else { "a list or another container" };
                    self.ambiguous_call(node.span(), what);
                }
                elements.list.push(node.expr);
            }
            if !self.separator(closing, place == Place::Call) {
                break;
            }
            if self.position <= start {
                break;
            }
        }
        self.leave();
        elements
    }

    /// Whether nothing but a line end stands before the closing token.
    fn ends(&self, closing: usize) -> bool {
        self.position == closing || self.kind() == Kind::Eol && self.position + 1 == closing
    }

    /// Passes a comma; false at the end. Anything else is reported and skipped up to the next comma.
    fn separator(&mut self, closing: usize, call: bool) -> bool {
        if self.ends(closing) {
            return false;
        }
        if self.kind() != Kind::Comma {
            self.unexpected(Some(closing));
            self.skip_to_comma(closing);
            if self.position >= closing {
                return false;
            }
        }
        let comma = self.bump().span;
        if self.position == closing {
            if call {
                self.trailing_comma(comma);
            }
            return false;
        }
        true
    }

    /// Skips to the next comma of this level or to the closing token.
    fn skip_to_comma(&mut self, closing: usize) {
        while self.position < closing && self.kind() != Kind::Comma {
            self.skip_balanced();
        }
        self.position = self.position.min(closing);
    }

    /// Passes a token and, where it opens something, all up to what closes it.
    pub(super) fn skip_balanced(&mut self) {
        let token = self.token();
        let opens =
            matches!(token.kind, Kind::Open(_) | Kind::Do | Kind::Fn | Kind::InterpolationOpen | Kind::QuoteOpen(_));
        self.position =
            if opens && token.link as usize > self.position { token.link as usize } else { self.position } + 1;
    }

    /// `a: 1, b: 2` between brackets. A comma behind the last pair is left to the caller.
    fn keywords(&mut self, closing: usize, call: bool) -> Node {
        let mut pairs = Vec::new();
        let mut depth = 0;
        let mut span = self.token().span;
        loop {
            let key = self.key();
            self.skip_eol();
            let value = self.expression(Context::FREE);
            if value.class == Class::NoParens {
                self.ambiguous_call(value.span(), "a keyword list");
            }
            depth = depth.max(value.depth).max(key.depth);
            span = span.to(value.span());
            pairs.push(Pair { key: key.expr, value: value.expr });
            if self.kind() != Kind::Comma {
                break;
            }
            if !matches!(self.next_kind(), Kind::Keyword | Kind::QuoteOpen(Quote::Key)) {
                if self.position + 1 == closing {
                    // Elixir only warns of this comma.
                    if call {
                        self.position += 1;
                    }
                } else {
                    self.position += 1;
                    self.keywords_not_last();
                    self.position -= 1;
                }
                break;
            }
            self.position += 1;
        }
        Node::new(ExprKind::Keywords(pairs), span).over(depth)
    }

    /// The key of a keyword pair.
    pub(super) fn key(&mut self) -> Node {
        let token = self.token();
        match token.kind {
            Kind::QuoteOpen(_) => self.quoted_key(),
            _ => {
                self.position += 1;
                let name =
                    Span { start: token.span.start, end: token.span.end.saturating_sub(1).max(token.span.start) };
                Node::new(ExprKind::Atom(self.name_text(name)), name)
            }
        }
    }

    /// `(a, b)` behind a name.
    pub(super) fn parenthesised_arguments(&mut self) -> Arguments {
        if self.kind() != Kind::Open(Delimiter::Paren) {
            let end = self.behind();
            return Arguments { list: Vec::new(), depth: 0, class: Class::Matched, end };
        }
        let closing = self.closing();
        self.position += 1;
        let elements = self.elements(closing, Place::Call);
        let end = self.close(closing);
        Arguments { list: elements.list, depth: elements.depth, class: Class::Matched, end }
    }

    /// `{A, B}` behind a dot.
    pub(super) fn container_arguments(&mut self) -> Arguments {
        let closing = self.closing();
        self.position += 1;
        let elements = self.elements(closing, Place::List);
        let end = self.close(closing);
        Arguments { list: elements.list, depth: elements.depth, class: Class::Matched, end }
    }

    fn bracketed(&mut self, place: Place, make: fn(Vec<Expr>) -> ExprKind) -> Node {
        let start = self.token().span;
        let closing = self.closing();
        self.position += 1;
        let elements = self.elements(closing, place);
        let span = start.to(self.close(closing));
        Node::accessible(make(elements.list), span).over(elements.depth)
    }

    pub(super) fn list(&mut self) -> Node {
        self.bracketed(Place::List, ExprKind::List)
    }

    pub(super) fn tuple(&mut self) -> Node {
        self.bracketed(Place::Tuple, ExprKind::Tuple)
    }

    pub(super) fn bitstring(&mut self) -> Node {
        self.bracketed(Place::Bitstring, ExprKind::Bitstring)
    }

    /// The key between the brackets of an access, with its depth and the place of `]`.
    pub(super) fn access_key(&mut self) -> (Expr, usize, Span) {
        let open = self.token().span;
        let closing = self.closing();
        self.position += 1;
        let keywords = {
            self.skip_eol();
            self.at_key()
        };
        let Elements { mut list, depth } = self.elements(closing, Place::List);
        let end = self.close(closing);
        let span = open.to(end);
        let key = match (list.len(), list.pop()) {
            (1, Some(pairs)) if keywords => Expr { span: pairs.span, kind: ExprKind::List(vec![pairs]) },
            (1, Some(key)) => key,
            (0, _) => {
                self.report_at(
                    "E0137",
                    span,
                    "an access without a key",
                    "nothing between the brackets",
                    "write `container[key]`",
                );
                Expr { kind: ExprKind::Error, span }
            }
            (_, last) => {
                let at = last.map_or(span, |last| last.span);
                self.report_at(
                    "E0137",
                    at,
                    "an access takes one key",
                    "one too many",
                    "nested access is written `container[a][b]`, or get_in(container, [a, b])",
                );
                Expr { kind: ExprKind::Error, span }
            }
        };
        (key, depth + 1, end)
    }

    /// `%{…}`
    pub(super) fn map(&mut self) -> Node {
        let start = self.bump().span;
        let (base, pairs, depth, end) = self.map_body();
        Node::accessible(ExprKind::Map(base, pairs), start.to(end)).over(depth)
    }

    /// `%Name{…}`
    pub(super) fn structure(&mut self) -> Node {
        let start = self.bump().span;
        let name = self.structure_name();
        self.skip_eol();
        if self.kind() != Kind::Open(Delimiter::Brace) {
            let span = start.to(name.span());
            self.report_at(
                "E0139",
                span,
                "a struct needs braces",
                "no `{` follows",
                "write `%Name{field: value}`, a map `%{key: value}`",
            );
            return Node::accessible(ExprKind::Error, span);
        }
        let (base, pairs, depth, end) = self.map_body();
        let kind = ExprKind::Struct(Box::new(name.expr), base, pairs);
        Node::accessible(kind, start.to(end)).over(depth.max(name.depth))
    }

    /// What stands between `%` and `{`: an alias, a variable, `^pinned`, `@attribute`; grammatically any operand.
    fn structure_name(&mut self) -> Node {
        let prefix = match self.kind() {
            Kind::Unary(op) => op,
            Kind::At => UnaryOp::At,
            _ => {
                // An operator that binds tighter than any ends the name at once.
                return self.expression(Context { do_blocks: false, arguments: false, min: u16::MAX });
            }
        };
        let start = self.bump().span;
        self.skip_eol();
        if !self.enter() {
            self.leave();
            return Node::new(ExprKind::Error, start);
        }
        let inner = self.structure_name();
        self.leave();
        let span = start.to(inner.span());
        Node::new(ExprKind::Unary(prefix, Box::new(inner.expr)), span).over(inner.depth)
    }

    /// `{…}` of a map or struct: its base, its pairs, their depth, its closing brace.
    fn map_body(&mut self) -> (Option<Box<Expr>>, Vec<Pair>, usize, Span) {
        let closing = self.closing();
        self.position += 1;
        self.skip_eol();
        let mut base = None;
        let mut pairs = Vec::new();
        let mut depth = 0;
        let mut first = true;
        if !self.enter() {
            self.position = closing;
        }
        while self.position < closing {
            let start = self.position;
            if self.at_key() {
                let keywords = self.keywords(closing, false);
                depth = depth.max(keywords.depth);
                if let ExprKind::Keywords(list) = keywords.expr.kind {
                    pairs.extend(list);
                }
            } else if let Some(key) = self.map_key(first, &mut base, &mut pairs, &mut depth, closing) {
                self.map_value(key, &mut pairs, &mut depth);
            }
            first = false;
            if !self.separator(closing, false) || self.position <= start {
                break;
            }
        }
        self.leave();
        let end = self.close(closing);
        (base.map(Box::new), pairs, depth, end)
    }

    /// The key of `key => value`. At the start of a map it may turn out to be the base of an update; the pairs of
    /// `base | a: 1` are read on the way, and then there is no key.
    fn map_key(
        &mut self,
        first: bool,
        base: &mut Option<Expr>,
        pairs: &mut Vec<Pair>,
        depth: &mut usize,
        closing: usize,
    ) -> Option<Node> {
        if !first {
            return Some(self.expression(Context::FREE));
        }
        let above_bar = operators::Op::Bar.binding().0 + 1;
        let mut node = self.expression(Context { min: above_bar, ..Context::FREE });
        if self.kind() == Kind::Binary(Op::Bar) {
            self.position += 1;
            self.skip_eol();
            *depth = (*depth).max(node.depth);
            *base = Some(node.expr);
            if self.at_key() {
                let keywords = self.keywords(closing, false);
                *depth = (*depth).max(keywords.depth);
                if let ExprKind::Keywords(list) = keywords.expr.kind {
                    pairs.extend(list);
                }
                return None;
            }
            return Some(self.expression(Context::FREE));
        }
        if matches!(self.kind(), Kind::Binary(_)) {
            node = self.expression_from(node, Context::FREE);
        }
        Some(node)
    }

    /// `=> value` behind a key.
    fn map_value(&mut self, key: Node, pairs: &mut Vec<Pair>, depth: &mut usize) {
        if key.class == Class::NoParens {
            self.ambiguous_call(key.span(), "a map");
        }
        *depth = (*depth).max(key.depth);
        if self.kind() != Kind::FatArrow {
            self.missing_value(key.span());
            pairs.push(Pair { value: Expr { kind: ExprKind::Error, span: key.span() }, key: key.expr });
            return;
        }
        self.position += 1;
        self.skip_eol();
        let value = self.expression(Context::FREE);
        if value.class == Class::NoParens {
            self.ambiguous_call(value.span(), "a map");
        }
        *depth = (*depth).max(value.depth);
        pairs.push(Pair { key: key.expr, value: value.expr });
    }
}

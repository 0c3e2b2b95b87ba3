//! Names and calls: with and without parentheses, on modules and values, with `do` blocks.

use super::{Class, Context, Node, Parser};
use crate::ast::{Call, Expr, ExprKind, Name, Pair, Remote, Section};
use crate::parse::token::{Delimiter, Kind, NameKind, Quote};
use crate::span::Span;

/// The arguments of a call and what they make of it.
pub(super) struct Arguments {
    pub(super) list: Vec<Expr>,
    pub(super) depth: usize,
    pub(super) class: Class,
    /// Up to where they reach.
    pub(super) end: Span,
}

/// What is called.
struct Callee {
    target: Option<Expr>,
    name: Name,
    depth: usize,
}

impl Callee {
    fn span(&self) -> Span {
        self.target.as_ref().map_or(self.name.span, |target| target.span.to(self.name.span))
    }

    /// Without arguments or parentheses.
    fn bare(self) -> Node {
        let span = self.span();
        let depth = self.depth;
        let kind = match self.target {
            None => ExprKind::Identifier(self.name.text),
            Some(target) => {
                let name = self.name;
                ExprKind::Remote(Box::new(Remote {
                    target,
                    name,
                    arguments: Vec::new(),
                    sections: Vec::new(),
                    parens: false,
                }))
            }
        };
        Node::new(kind, span).over(depth)
    }

    fn call(self, arguments: Arguments, sections: Vec<Section>, parens: bool) -> Node {
        let span = self.span().to(arguments.end);
        let depth = self.depth.max(arguments.depth);
        let (name, list) = (self.name, arguments.list);
        let kind = match self.target {
            None => ExprKind::Call(Box::new(Call { name, arguments: list, sections, parens })),
            Some(target) => ExprKind::Remote(Box::new(Remote { target, name, arguments: list, sections, parens })),
        };
        Node { class: arguments.class, ..Node::new(kind, span) }.over(depth)
    }
}

impl Parser<'_, '_> {
    /// A variable or a local call.
    pub(super) fn local(&mut self, context: Context) -> Node {
        let token = self.bump();
        let name = Name { text: self.name_text(token.span), span: token.span };
        self.call(Callee { target: None, name, depth: 0 }, name_kind(token.kind), context)
    }

    fn call(&mut self, callee: Callee, kind: NameKind, context: Context) -> Node {
        let node = match kind {
            NameKind::Paren => {
                let arguments = self.parenthesised_arguments();
                self.second_arguments();
                let mut node = self.with_block(callee, arguments, true, context);
                node.access = node.class == Class::Matched;
                node
            }
            NameKind::Bracket => Node { access: true, ..callee.bare() },
            NameKind::Do if context.do_blocks => {
                let end = callee.name.span;
                let arguments = Arguments { list: Vec::new(), depth: 0, class: Class::Matched, end };
                self.with_block(callee, arguments, false, context)
            }
            NameKind::Plain if !context.arguments => callee.bare(),
            NameKind::Plain if !self.begins_operand(self.position) && !self.at_key() => callee.bare(),
            NameKind::Do => callee.bare(),
            NameKind::Plain | NameKind::Op => {
                let arguments = if self.enter() { self.plain_arguments() } else { self.no_arguments() };
                self.leave();
                self.with_block(callee, arguments, false, context)
            }
        };
        self.grown(node)
    }

    /// A call, with the `do` block behind it where that is its own.
    fn with_block(&mut self, callee: Callee, mut arguments: Arguments, parens: bool, context: Context) -> Node {
        if !context.do_blocks || self.kind() != Kind::Do {
            return callee.call(arguments, Vec::new(), parens);
        }
        let (sections, end, depth) = self.do_block();
        arguments.class = Class::Unmatched;
        arguments.depth = arguments.depth.max(depth);
        arguments.end = end;
        callee.call(arguments, sections, parens)
    }

    /// `f(a)(b)`: parsed by Elixir, never compiled.
    fn second_arguments(&mut self) {
        if self.kind() == Kind::Open(Delimiter::Paren) {
            let span = self.token().span;
            self.report_at(
                "E0136",
                span,
                "a result cannot be called like this",
                "a second list of arguments",
                "a function value is called with a dot: `f(a).(b)`",
            );
            self.parenthesised_arguments();
        }
    }

    /// What stands behind a dot.
    pub(super) fn dot(&mut self, left: Node, context: Context) -> Node {
        if self.kind() == Kind::DotCall {
            return self.apply(left, context);
        }
        let dot = self.bump().span;
        let token = self.token();
        let depth = left.depth;
        match token.kind {
            Kind::Identifier
            | Kind::ParenIdentifier
            | Kind::BracketIdentifier
            | Kind::DoIdentifier
            | Kind::OpIdentifier => {
                self.position += 1;
                let name = Name { text: self.name_text(token.span), span: token.span };
                self.call(Callee { target: Some(left.expr), name, depth }, name_kind(token.kind), context)
            }
            Kind::QuoteOpen(Quote::Name(kind)) => {
                let (text, span) = self.quoted_name();
                self.call(Callee { target: Some(left.expr), name: Name { text, span }, depth }, kind, context)
            }
            Kind::Alias => {
                self.position += 1;
                self.alias_segment(left, token.span)
            }
            Kind::Open(Delimiter::Brace) => {
                let arguments = self.container_arguments();
                let name = Name { text: "{}".to_owned(), span: token.span };
                let callee = Callee { target: Some(left.expr), name, depth };
                let node = callee.call(arguments, Vec::new(), true);
                self.grown(Node { access: true, ..node })
            }
            _ => {
                self.name_expected(dot);
                Node { depth, ..Node::new(left.expr.kind, left.expr.span.to(dot)) }
            }
        }
    }

    /// `Foo.Bar`
    fn alias_segment(&mut self, left: Node, span: Span) -> Node {
        let whole = left.span().to(span);
        let name = Name { text: self.text(span).to_owned(), span };
        let mut segments = match left.expr.kind {
            ExprKind::Alias(segments) => segments,
            ExprKind::Identifier(text) if text == "__MODULE__" => vec![Name { text, span: left.expr.span }],
            ExprKind::Error => return Node::accessible(ExprKind::Error, whole),
            ExprKind::Atom(_) => {
                self.report_at(
                    "E0135",
                    span,
                    "an atom cannot be followed by a module name",
                    "behind an atom",
                    "if the dot belongs to the atom, write it between quotes: `:\"a.B\"`",
                );
                return Node::accessible(ExprKind::Error, whole);
            }
            _ => {
                self.report_at(
                    "E0135",
                    span,
                    "a module name cannot be put together at run time",
                    "behind an expression",
                    "write the whole module name; the name of a key begins with a small letter",
                );
                return Node::accessible(ExprKind::Error, whole);
            }
        };
        segments.push(name);
        Node::accessible(ExprKind::Alias(segments), whole)
    }

    /// `fun.(a, b)`
    fn apply(&mut self, left: Node, context: Context) -> Node {
        self.position += 1;
        let mut arguments = self.parenthesised_arguments();
        self.second_arguments();
        let mut class = Class::Matched;
        if context.do_blocks && self.kind() == Kind::Do {
            // The block is an argument like any other: `[do: …]`.
            let (sections, end, depth) = self.do_block();
            let span = sections.first().map_or(end, |section| section.span.to(end));
            let pairs = sections.into_iter().map(section_pair).collect();
            arguments.list.push(Expr { kind: ExprKind::Keywords(pairs), span });
            arguments.depth = arguments.depth.max(depth + 1);
            arguments.end = end;
            class = Class::Unmatched;
        }
        let span = left.span().to(arguments.end);
        let depth = left.depth.max(arguments.depth);
        let kind = ExprKind::Apply(Box::new(left.expr), arguments.list);
        let node = Node { class, access: class == Class::Matched, ..Node::new(kind, span) }.over(depth);
        self.grown(node)
    }

    /// `container[key]`
    pub(super) fn access(&mut self, left: Node) -> Node {
        let (key, depth, end) = self.access_key();
        let span = left.span().to(end);
        let depth = left.depth.max(depth);
        let kind = ExprKind::Access(Box::new(left.expr), Box::new(key));
        let node = Node { class: left.class, ..Node::accessible(kind, span) }.over(depth);
        self.grown(node)
    }

    /// Arguments where none are read.
    fn no_arguments(&self) -> Arguments {
        Arguments { list: Vec::new(), depth: 0, class: Class::Matched, end: self.behind() }
    }

    /// Arguments without parentheses.
    fn plain_arguments(&mut self) -> Arguments {
        let start = self.position;
        if self.at_key() {
            let keywords = self.plain_keywords();
            let end = keywords.span();
            return Arguments { depth: keywords.depth, class: Class::Matched, list: vec![keywords.expr], end };
        }
        let first = self.expression(Context::ARGUMENT);
        let mut arguments =
            Arguments { end: first.span(), depth: first.depth, class: first.class, list: vec![first.expr] };
        while self.kind() == Kind::Comma {
            self.position += 1;
            arguments.class = Class::NoParens;
            let argument = if self.at_key() { self.plain_keywords() } else { self.expression(Context::ARGUMENT) };
            if argument.class == Class::NoParens {
                self.ambiguous_call(argument.span(), "another call");
            }
            arguments.depth = arguments.depth.max(argument.depth);
            arguments.end = argument.span();
            let keywords = matches!(argument.expr.kind, ExprKind::Keywords(_));
            arguments.list.push(argument.expr);
            if self.position <= start || keywords {
                break;
            }
        }
        arguments
    }

    /// `a: 1, b: 2` without brackets of any kind around.
    pub(super) fn plain_keywords(&mut self) -> Node {
        let mut pairs = Vec::new();
        let mut depth = 0;
        let mut span = self.token().span;
        loop {
            let key = self.key();
            self.skip_eol();
            let value = self.expression(Context::ARGUMENT);
            depth = depth.max(value.depth).max(key.depth);
            span = span.to(value.span());
            pairs.push(Pair { key: key.expr, value: value.expr });
            if self.kind() != Kind::Comma {
                break;
            }
            if !matches!(self.next_kind(), Kind::Keyword | Kind::QuoteOpen(Quote::Key)) {
                self.position += 1;
                self.keywords_not_last();
                if self.begins_operand(self.position) {
                    self.expression(Context::ARGUMENT);
                }
                break;
            }
            self.position += 1;
        }
        Node::new(ExprKind::Keywords(pairs), span).over(depth)
    }
}

/// A section of a `do` block as a keyword pair.
fn section_pair(section: Section) -> Pair {
    use crate::ast::SectionKind;
    let name = match section.kind {
        SectionKind::Do => "do",
        SectionKind::Else => "else",
        SectionKind::Rescue => "rescue",
        SectionKind::Catch => "catch",
        SectionKind::After => "after",
    };
    Pair { key: Expr { kind: ExprKind::Atom(name.to_owned()), span: section.span }, value: section.body }
}

fn name_kind(kind: Kind) -> NameKind {
    match kind {
        Kind::ParenIdentifier => NameKind::Paren,
        Kind::BracketIdentifier => NameKind::Bracket,
        Kind::DoIdentifier => NameKind::Do,
        Kind::OpIdentifier => NameKind::Op,
        _ => NameKind::Plain,
    }
}

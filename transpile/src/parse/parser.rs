//! Tokens to tree. One file per subject: expressions and their operators, calls, literals, containers, blocks, errors.

mod blocks;
mod calls;
mod containers;
mod errors;
mod expression;
mod literals;

use crate::ast::{Expr, ExprKind, UnaryOp};
use crate::diagnostic::Diagnostic;
use crate::parse::MAX_TREE_DEPTH;
use crate::parse::lexer::normal_form;
use crate::parse::operators::Op;
use crate::parse::report::Report;
use crate::parse::token::{Kind, Token};
use crate::span::Span;

/// The parser stops while so many bytes of stack are left: several times what one level takes without optimisation.
const STACK_RESERVE: usize = 96 * 1024;

/// Parses the tokens of a source, the last of which is [`Kind::Eof`].
pub(crate) fn parse(source: &str, tokens: &[Token], max_nesting: usize, report: &mut Report) -> Expr {
    let mut parser = Parser {
        source,
        tokens,
        position: 0,
        report,
        pending: Vec::new(),
        nesting: 0,
        max_nesting,
        aborted: false,
        last_error: None,
    };
    let end = tokens.last().map_or(0, |token| token.span.end);
    parser.sequence(Span { start: 0, end }).expr
}

/// The state of the parser.
struct Parser<'s, 'r> {
    source: &'s str,
    tokens: &'s [Token],
    position: usize,
    report: &'r mut Report,
    /// Operators whose right operand is being read, of all expressions that are open.
    pending: Vec<Pending>,
    nesting: usize,
    max_nesting: usize,
    /// Whether a limit was hit: then nothing more is said.
    aborted: bool,
    /// The token that was reported last: one error for each.
    last_error: Option<usize>,
}

/// An operator that waits for its right operand.
enum Pending {
    Prefix(Prefix, Span),
    Infix(Op, Span, Node),
}

/// Operators before an operand.
#[derive(Clone, Copy)]
enum Prefix {
    Unary(UnaryOp),
    /// `//2`, as in `&//2`: the division operator named, and a division.
    Slashes,
}

/// How an expression may be used; the words are those of Elixir's own grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// Complete in itself.
    Matched,
    /// Ends in a `do` block: not an argument of a call without parentheses, nothing to put a dot behind.
    Unmatched,
    /// Ends in a call without parentheses of several arguments: a comma behind it would be ambiguous.
    NoParens,
}

/// An expression while it is being put together.
struct Node {
    expr: Expr,
    class: Class,
    /// Whether `[` behind it is an access.
    access: bool,
    /// The depth of the tree.
    depth: usize,
}

impl Node {
    fn new(kind: ExprKind, span: Span) -> Node {
        Node { expr: Expr { kind, span }, class: Class::Matched, access: false, depth: 1 }
    }

    fn accessible(kind: ExprKind, span: Span) -> Node {
        Node { access: true, ..Node::new(kind, span) }
    }

    /// With the depth of its deepest child.
    fn over(mut self, depth: usize) -> Node {
        self.depth = depth + 1;
        self
    }

    fn span(&self) -> Span {
        self.expr.span
    }
}

/// Where an expression stands.
#[derive(Clone, Copy)]
struct Context {
    /// Whether a `do` behind a call is its own; inside the arguments of a call without parentheses it is not.
    do_blocks: bool,
    /// Whether a name may take arguments without parentheses; the name of a struct may not.
    arguments: bool,
    /// Operators that bind looser end the expression.
    min: u16,
}

impl Context {
    /// Anywhere between brackets, or a line of its own.
    const FREE: Context = Context { do_blocks: true, arguments: true, min: 0 };
    /// An argument of a call without parentheses.
    const ARGUMENT: Context = Context { do_blocks: false, arguments: true, min: 0 };
}

impl<'s> Parser<'s, '_> {
    #[inline]
    fn token(&self) -> Token {
        self.tokens.get(self.position).or(self.tokens.last()).copied().unwrap_or(Token {
            kind: Kind::Eof,
            span: Span::default(),
            link: 0,
        })
    }

    #[inline]
    fn kind(&self) -> Kind {
        self.kind_at(self.position)
    }

    #[inline]
    fn kind_at(&self, position: usize) -> Kind {
        self.tokens.get(position).map_or(Kind::Eof, |token| token.kind)
    }

    #[inline]
    fn next_kind(&self) -> Kind {
        self.kind_at(self.position + 1)
    }

    /// The token at the position, which is passed.
    #[inline]
    fn bump(&mut self) -> Token {
        let token = self.token();
        self.position += 1;
        token
    }

    fn text(&self, span: Span) -> &'s str {
        self.source.get(span.range()).unwrap_or("")
    }

    /// The name that stands at a place.
    fn name_text(&self, span: Span) -> String {
        normal_form(self.text(span)).into_owned()
    }

    /// The place right behind the last token.
    fn behind(&self) -> Span {
        let end = self.position.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |token| token.span.end);
        Span { start: end, end }
    }

    #[inline]
    fn skip_eol(&mut self) {
        if self.kind() == Kind::Eol {
            self.position += 1;
        }
    }

    /// One level deeper; false where that is too deep, for the limit or for the stack of the thread.
    fn enter(&mut self) -> bool {
        self.nesting += 1;
        let stack = stacker::remaining_stack().is_none_or(|left| left > STACK_RESERVE);
        if self.nesting <= self.max_nesting && stack {
            return true;
        }
        let message = match stack {
            true => format!("nesting too deep: more than {} levels", self.max_nesting),
            false => "nesting too deep for the stack of this thread".to_owned(),
        };
        self.abort("E0102", message, "split the expression into functions or variables");
        false
    }

    fn leave(&mut self) {
        self.nesting = self.nesting.saturating_sub(1);
    }

    /// Reports that a limit is hit and passes over all that is left.
    fn abort(&mut self, code: &'static str, message: String, help: &str) {
        let span = self.token().span;
        self.add(Diagnostic::error(code, span, message).help(help));
        self.position = self.tokens.len().saturating_sub(1);
        self.aborted = true;
    }

    /// Adds a finding, unless a limit has been hit.
    fn add(&mut self, diagnostic: Diagnostic) {
        if !self.aborted {
            self.report.add(diagnostic);
        }
    }

    /// Checks the depth of a tree that has grown.
    #[inline]
    fn grown(&mut self, node: Node) -> Node {
        if node.depth <= MAX_TREE_DEPTH {
            return node;
        }
        let span = node.span();
        let message = format!("expression too long: a chain of more than {MAX_TREE_DEPTH} operators or calls");
        self.abort("E0103", message, "split it, or fold over a list");
        Node::new(ExprKind::Error, span)
    }
}

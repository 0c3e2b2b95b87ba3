//! What is said where the grammar is not met: what was found, and what to write instead.

use super::{Node, Parser};
use crate::ast::{ExprKind, UnaryOp};
use crate::diagnostic::Diagnostic;
use crate::parse::operators::Op;
use crate::parse::token::{Delimiter, Kind, Quote};
use crate::span::Span;

impl Parser<'_, '_> {
    /// A finding at a place.
    pub(super) fn report_at(&mut self, code: &'static str, span: Span, message: &str, label: &str, help: &str) {
        self.add(Diagnostic::error(code, span, message).label(label).help(help));
    }

    /// Whether the token at the position has been reported already; notes that it is now.
    fn is_reported(&mut self) -> bool {
        let known = self.last_error == Some(self.position);
        self.last_error = Some(self.position);
        known || self.aborted
    }

    /// Whether a token is one that the lexer put in for a missing one, which it has reported.
    pub(super) fn is_made_up(&self, position: usize) -> bool {
        self.tokens.get(position).is_some_and(|token| {
            matches!(token.kind, Kind::Close(_) | Kind::End | Kind::InterpolationClose)
                && token.span.start == token.span.end
        })
    }

    /// How a token is called in a message.
    fn describe(&self, position: usize) -> String {
        let Some(token) = self.tokens.get(position) else { return "the end of the source".to_owned() };
        let text: String = self.text(token.span).chars().take(40).collect();
        match token.kind {
            Kind::Eof => "the end of the source".to_owned(),
            Kind::Eol => "the end of the line".to_owned(),
            Kind::InterpolationClose => "the end of the interpolation".to_owned(),
            Kind::QuoteOpen(Quote::Sigil | Quote::SigilHeredoc) => "a sigil".to_owned(),
            Kind::QuoteOpen(Quote::Key) => "a key".to_owned(),
            Kind::QuoteOpen(_) => "a string".to_owned(),
            Kind::Close(delimiter) => format!("`{}`", delimiter.close()),
            Kind::End => "`end`".to_owned(),
            Kind::Comma => "`,`".to_owned(),
            _ => format!("`{}`", text.trim_end()),
        }
    }

    /// An operand was expected, and there is none. Nothing is passed.
    pub(super) fn expected_expression(&mut self) -> Node {
        let token = self.token();
        let span = token.span;
        let place = if token.kind == Kind::Eol { Span { start: span.start, end: span.start } } else { span };
        let place = if matches!(token.kind, Kind::Eof) { self.behind() } else { place };
        let node = Node::new(ExprKind::Error, place);
        if self.is_reported() || self.is_made_up(self.position) {
            return node;
        }
        let before = self.position.checked_sub(1);
        let found = self.describe(self.position);
        let mut message = format!("expected an expression, found {found}");
        let mut code = "E0121";
        let mut label = "an operand is missing here".to_owned();
        let mut help = match token.kind {
            Kind::Comma => Some("delete the comma, or write a value before it".to_owned()),
            Kind::Section(_) => Some(format!("{found} belongs directly into a `do` block")),
            Kind::FatArrow => Some("`=>` stands between a key and a value of a map: `%{key => value}`".to_owned()),
            Kind::Keyword | Kind::QuoteOpen(Quote::Key) => {
                Some("a key stands in a list, a map or the arguments of a call; an atom is written `:name`".to_owned())
            }
            _ => None,
        };
        if let Some(before) = before {
            match (self.kind_at(before), token.kind) {
                (Kind::Binary(op) | Kind::Dual(op), Kind::Binary(Op::Match)) if self.adjacent(before) => {
                    code = "E0130";
                    let text = op.text();
                    message = format!("Elixir has no `{text}=`");
                    label = "an assignment of other languages".to_owned();
                    help = Some(format!(
                        "write `x = x {text} value`; the value of an `if` or `case` is assigned as a whole"
                    ));
                }
                (Kind::Binary(Op::Concat | Op::Subtract), _) => {
                    let text = self.describe(before);
                    message = format!("expected an expression behind {text}, found {found}");
                    help = Some(format!("{text} joins or subtracts lists; add one with `x + 1`"));
                }
                (Kind::Binary(op) | Kind::Dual(op), _) => {
                    message = format!("expected an expression behind `{}`, found {found}", op.text());
                }
                (Kind::Unary(UnaryOp::Not), _) => {
                    message = format!("expected an expression behind `not`, found {found}")
                }
                _ => {}
            }
        }
        if let (Kind::Binary(op), None) = (token.kind, &help) {
            message = format!("`{}` has nothing on its left", op.text());
            label = "an operator between two operands".to_owned();
            if matches!(op, Op::Mul | Op::Div) {
                help = Some("a comment begins with `#`".to_owned());
            }
        }
        let mut error = Diagnostic::error(code, place, message).label(label);
        error.help = help;
        self.add(error);
        node
    }

    /// Whether the token at a place touches the one behind it.
    fn adjacent(&self, position: usize) -> bool {
        match (self.tokens.get(position), self.tokens.get(position + 1)) {
            (Some(first), Some(second)) => first.span.end == second.span.start,
            _ => false,
        }
    }

    /// An expression has ended, and what follows can neither continue nor end anything. Nothing is passed.
    pub(super) fn unexpected(&mut self, closing: Option<usize>) {
        let token = self.token();
        if self.is_reported() || token.kind == Kind::Eol && closing.is_some_and(|closing| self.is_made_up(closing)) {
            return;
        }
        let found = self.describe(self.position);
        let in_brackets = closing.is_some_and(|closing| matches!(self.kind_at(closing), Kind::Close(_)));
        let mut code = "E0120";
        let bare = found.strip_prefix("the ").or(found.strip_prefix("a ")).unwrap_or(&found);
        let mut message = format!("unexpected {bare}");
        let mut label = "cannot follow the expression before it".to_owned();
        let mut span = token.span;
        let help = match token.kind {
            Kind::Eol if in_brackets => {
                span = Span { start: span.start, end: span.start };
                Some("a comma separates two elements; it stands at the end of the line, not at the start".to_owned())
            }
            Kind::Comma => {
                Some("commas separate arguments and elements, not expressions; break the line instead".to_owned())
            }
            Kind::Stab | Kind::FatArrow
                if closing.is_some_and(|closing| self.kind_at(closing) == Kind::Close(Delimiter::Paren)) =>
            {
                if token.kind == Kind::FatArrow {
                    code = "E0143";
                    message = "`=>` outside of a map".to_owned();
                    label = "stands between a key and a value".to_owned();
                }
                Some("an anonymous function is written `fn x -> … end`, a map `%{key => value}`".to_owned())
            }
            Kind::Stab => {
                Some("clauses `pattern -> body` stand in `fn`, `case`, `cond`, `with … else` and the like".to_owned())
            }
            Kind::FatArrow => {
                code = "E0143";
                message = "`=>` outside of a map".to_owned();
                label = "stands between a key and a value".to_owned();
                match closing.map(|closing| self.kind_at(closing)) {
                    Some(Kind::End) => {
                        Some("a clause is written `pattern -> body`, a map `%{key => value}`".to_owned())
                    }
                    _ => Some("write `%{key => value}`".to_owned()),
                }
            }
            Kind::Do => Some("parentheses tell which call the block belongs to: `f(g(x)) do`".to_owned()),
            Kind::Keyword | Kind::QuoteOpen(Quote::Key) => {
                Some(format!("put a comma before it: `call argument, {} value`", self.text(span)))
            }
            Kind::QuoteOpen(_) => Some("strings are joined with `<>`; arguments are separated by commas".to_owned()),
            Kind::Open(Delimiter::Brace) => Some("blocks are written `do … end`, maps `%{…}`".to_owned()),
            Kind::Open(Delimiter::Paren) => {
                Some("only a name can be called; a function value is called with a dot: `fun.(x)`".to_owned())
            }
            Kind::Dot | Kind::DotCall => {
                Some("put the block in parentheses, or give its value a name first".to_owned())
            }
            Kind::Section(_) => Some(format!("{found} belongs directly into a `do` block")),
            Kind::Error => None,
            // Before a slash an operator is a name, as in `&+/2`.
            Kind::Identifier if !self.text(span).starts_with(|first: char| first.is_alphanumeric() || first == '_') => {
                code = "E0121";
                message = format!("expected an expression behind `{}`, found `/`", self.text(span));
                label = "an operand is missing behind it".to_owned();
                Some("a regex is written `~r/…/`".to_owned())
            }
            Kind::Identifier if self.text(span) == "then" => {
                Some("`if` has no `then`: write `if condition do … else … end`".to_owned())
            }
            Kind::Identifier if matches!(self.text(span), "elseif" | "elsif" | "elif") => {
                Some("there is no `else if`: write `cond do condition -> …; true -> … end`".to_owned())
            }
            _ if in_brackets => Some("a comma separates two elements".to_owned()),
            _ => Some("an operator or a comma is missing, or the line should end before".to_owned()),
        };
        let before = self.position.checked_sub(1).and_then(|before| self.tokens.get(before)).copied();
        for token in [before, Some(token)].into_iter().flatten().filter(|token| token.kind == Kind::Char) {
            let (message, help) = match self.text(token.span) {
                "? " => ("Elixir has no `condition ? a : b`", "write `if condition, do: a, else: b`"),
                "??" => ("Elixir has no `a ?? b`", "write `a || b`: `b` where `a` is `nil` or `false`"),
                _ => continue,
            };
            return self.report_at("E0131", token.span, message, "`?` writes a character, as in ?a", help);
        }
        if token.kind == Kind::Error {
            return;
        }
        let mut error = Diagnostic::error(code, span, message).label(label);
        error.help = help;
        self.add(error);
    }

    /// `// text` where an operand is expected: only `&//2` means something.
    pub(super) fn slash_comment(&mut self, span: Span) {
        self.report_at(
            "E0132",
            span,
            "`//` begins no comment",
            "a comment of other languages",
            "a comment begins with `#`; the step of a range is written `first..last//step`",
        );
    }

    pub(super) fn misplaced_step(&mut self, span: Span) {
        let line = self.source.get(..span.start as usize).and_then(|text| text.rsplit('\n').next()).unwrap_or("");
        let help =
            if line.trim_end().ends_with([')', ']', '}', '"']) || line.trim().is_empty() || self.words_follow(span) {
                "a comment begins with `#`; the step of a range is written `first..last//step`"
            } else {
                "write `first..last//step`; integer division is div(a, b), a default value `\\\\`"
            };
        self.report_at("E0126", span, "`//` only follows a range", "not behind `first..last`", help);
    }

    /// Whether what follows on the line looks like prose: two words side by side.
    fn words_follow(&self, span: Span) -> bool {
        let rest = self.source.get(span.end as usize..).and_then(|text| text.split('\n').next()).unwrap_or("");
        rest.starts_with(' ')
            && rest.split_whitespace().take(3).filter(|word| word.chars().all(char::is_alphabetic)).count() > 1
    }

    pub(super) fn ambiguous_call(&mut self, span: Span, place: &str) {
        self.report_at(
            "E0122",
            span,
            &format!("a call without parentheses and with several arguments inside {place}"),
            "it is not clear where its arguments end",
            "write its arguments in parentheses: `call(a, b)`",
        );
    }

    pub(super) fn space_before_parentheses(&mut self, position: usize) {
        let name =
            position.checked_sub(1).and_then(|before| self.tokens.get(before)).map_or(Span::default(), |t| t.span);
        let text = self.text(name);
        let open = self.tokens.get(position).map_or(name, |token| token.span);
        self.report_at(
            "E0123",
            Span { start: name.end, end: open.end.max(name.end) },
            "unexpected space before the parentheses of a call",
            "a space stands here",
            &format!("write `{text}(…)` without a space"),
        );
    }

    pub(super) fn comma_in_parentheses(&mut self, span: Span) {
        self.report_at(
            "E0120",
            span,
            "unexpected `,` between parentheses",
            "parentheses hold one expression",
            "a tuple is written `{a, b}`, a list `[a, b]`; the parentheses of a call follow its name without a space",
        );
    }

    pub(super) fn stray_comma(&mut self, position: usize) {
        let span = self.tokens.get(position).map_or(Span::default(), |token| token.span);
        let span = Span { start: span.start, end: (span.start + 1).min(span.end.max(span.start)) };
        self.report_at(
            "E0120",
            span,
            "unexpected `,`",
            "separates arguments and elements, not expressions",
            "break the line instead; before `->` a comma separates patterns",
        );
    }

    pub(super) fn keywords_not_last(&mut self) {
        if self.is_reported() {
            return;
        }
        let span = self.token().span;
        if let Kind::Section(_) | Kind::Do = self.kind() {
            let text = self.text(span);
            return self.report_at(
                "E0124",
                span,
                &format!("`{text}` without a colon"),
                "a key of the pairs before it",
                &format!("write `{text}: value`"),
            );
        }
        self.report_at(
            "E0124",
            span,
            "unexpected expression behind `key: value` pairs",
            "stands behind pairs without brackets",
            "put the pairs last, or in brackets of their own: `[key: value]`",
        );
    }

    pub(super) fn keywords_misplaced(&mut self, span: Span, tuple: bool) {
        let what = if tuple { "a tuple" } else { "a bitstring" };
        self.report_at(
            "E0125",
            span,
            &format!("unexpected `key: value` pairs inside {what}"),
            "no pairs here",
            "a map is written `%{key: value}`, a keyword list `[key: value]`",
        );
    }

    pub(super) fn keywords_alone(&mut self, span: Span) {
        self.report_at(
            "E0120",
            span,
            "unexpected `key: value` outside of a list, map or call",
            "stands alone",
            "a map is written `%{key: value}`, a variable `name = value`",
        );
    }

    pub(super) fn trailing_comma(&mut self, span: Span) {
        self.report_at(
            "E0138",
            span,
            "unexpected `,` behind the last argument",
            "nothing follows",
            "delete it; lists, tuples and maps may end in a comma, calls may not",
        );
    }

    pub(super) fn missing_value(&mut self, span: Span) {
        if self.kind() == Kind::Error || self.is_reported() {
            return;
        }
        self.report_at(
            "E0129",
            span,
            "an entry of a map without a value",
            "a key alone",
            "write `key => value`, or `key: value` where the key is an atom",
        );
    }

    pub(super) fn name_expected(&mut self, dot: Span) {
        if self.is_reported() {
            return;
        }
        let found = self.describe(self.position);
        let help = match self.kind() {
            Kind::Int => "a number needs a digit before and behind its point: `1.5`",
            Kind::Open(Delimiter::Bracket) => "access has no dot: `container[key]`",
            Kind::Atom => "a key is read without a colon: `map.key`",
            _ => "write `map.key`, `Module.function(…)` or `fun.(…)`",
        };
        self.report_at(
            "E0121",
            dot,
            &format!("expected a name behind the dot, found {found}"),
            "no name follows",
            help,
        );
    }

    pub(super) fn arrow_misplaced(&mut self, span: Span) {
        self.report_at(
            "E0128",
            span,
            "a clause `… -> …` outside of a block",
            "no clauses here",
            "clauses stand in `fn`, `case`, `cond`, `receive`, `with … else`, `rescue` and the like",
        );
    }

    pub(super) fn clause_after_expression(&mut self, arrow: Span) {
        self.report_at(
            "E0128",
            arrow,
            "unexpected `->`: the block begins with an expression that has none",
            "not the first of the block",
            "either all lines are clauses `pattern -> body`, or none",
        );
    }

    pub(super) fn function_without_clause(&mut self, span: Span) {
        self.report_at(
            "E0127",
            span,
            "`fn` without `->`",
            "no clause follows",
            "write `fn parameter -> expression end`",
        );
    }
}

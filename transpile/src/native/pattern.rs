//! Patterns: chains of `let` and tests.

use super::condition::is_direct;
use super::frame::{Block, Code, Want};
use super::{Emitter, Tokens};
use crate::closures::segment_type;
use crate::ir::{Clause, Expr, Key, Literal, Pattern, Segment};
use crate::span::Span;
use philtre_runtime::bitstring::SegmentType;
use philtre_runtime::term::known_atom;
use proc_macro2::Literal as Token;
use quote::quote;

/// Part of a chain that decides whether a value matches.
pub(super) enum Link {
    /// `let pattern = value`
    Let(Tokens, Tokens),
    /// A test.
    Test(Tokens),
}

/// All links of a chain as a condition of `if`.
pub(super) fn chain(links: &[Link]) -> Tokens {
    let links = links.iter().map(|link| match link {
        Link::Let(pattern, value) => quote!(let #pattern = #value),
        Link::Test(test) => test.clone(),
    });
    quote!(#(#links)&&*)
}

/// A chain as statements: what follows has its variables. `otherwise` leaves.
pub(super) fn statements(links: Vec<Link>, block: &mut Block, otherwise: &Tokens) {
    for link in links {
        block.push(match link {
            Link::Let(pattern, value) => quote!(let #pattern = #value else { #otherwise };),
            Link::Test(test) => quote!(if !(#test) { #otherwise }),
        });
    }
}

impl Emitter<'_> {
    /// What a pattern asks of a value; its variables are bound where the whole chain holds.
    pub(super) fn pattern(&mut self, links: &mut Vec<Link>, pattern: &Pattern, subject: &Tokens, span: Span) {
        stacker::maybe_grow(96 << 10, 1 << 20, || self.pattern_inside(links, pattern, subject, span));
    }

    fn pattern_inside(&mut self, links: &mut Vec<Link>, pattern: &Pattern, subject: &Tokens, span: Span) {
        match pattern {
            Pattern::Any => {}
            Pattern::Bind(slot) => {
                if !self.is_bound_to(*slot, subject) {
                    self.set(*slot, subject.clone());
                }
            }
            Pattern::Equal(slot) => {
                let other = self.variable(*slot);
                links.push(Link::Test(quote!(identical(cx, #subject, #other)?)));
            }
            Pattern::Literal(literal) => {
                let test = self.literal_test(literal, subject, span);
                links.push(Link::Test(test));
            }
            Pattern::Tuple(patterns) => {
                let mut children = Vec::new();
                let names: Vec<Tokens> =
                    patterns.iter().enumerate().map(|(i, p)| self.child(&mut children, p, i, patterns.len())).collect();
                links.push(Link::Let(quote!(Term::Tuple(&[#(#names),*])), quote!(#subject.term())));
                self.children(links, children, span);
            }
            Pattern::List(patterns, tail) => {
                let mut rest = subject.clone();
                for pattern in patterns {
                    let mut children = Vec::new();
                    let head = self.child(&mut children, pattern, 0, 0);
                    let tail = self.local("rest");
                    links.push(Link::Let(quote!(Some((#head, #tail))), quote!(uncons(#rest))));
                    self.children(links, children, span);
                    rest = quote!(#tail);
                }
                match tail {
                    None => links.push(Link::Test(quote!(#rest.is_empty_list()))),
                    Some(tail) => self.pattern(links, tail, &rest, span),
                }
            }
            Pattern::Map(pairs) => self.map_pattern(links, pairs, subject, span),
            Pattern::IsAtom(pattern) => {
                links.push(Link::Let(quote!(Term::Atom(_)), quote!(#subject.term())));
                self.pattern(links, pattern, subject, span);
            }
            Pattern::Both(left, right) => {
                self.pattern(links, left, subject, span);
                self.pattern(links, right, subject, span);
            }
            Pattern::Prefix(prefix, rest) => {
                let prefix = Token::byte_string(prefix);
                let mut children = Vec::new();
                let name = self.child(&mut children, rest, 0, 0);
                links.push(Link::Let(quote!(Some(#name)), quote!(after_prefix(#subject, #prefix))));
                self.children(links, children, span);
            }
            Pattern::Bitstring(segments) => {
                let reader = self.local("reader");
                links.push(Link::Let(quote!(Some(mut #reader)), quote!(Reader::new(#subject))));
                for segment in segments {
                    let (before, size) = self.size(segment.size.as_ref());
                    if let Some((name, size)) = before {
                        links.push(Link::Let(quote!(Some(#name)), size));
                    }
                    let mut children = Vec::new();
                    let name = self.child(&mut children, &segment.value, 0, 0);
                    let (kind, unit) = (segment_kind(segment), Token::u16_unsuffixed(segment.unit));
                    links.push(Link::Let(quote!(Some(#name)), quote!(#reader.read(cx, #kind, #size, #unit)?)));
                    self.children(links, children, segment.span);
                }
                links.push(Link::Test(quote!(#reader.is_at_end())));
            }
        }
    }

    fn map_pattern(&mut self, links: &mut Vec<Link>, pairs: &[(Key, Pattern)], subject: &Tokens, span: Span) {
        if pairs.is_empty() {
            links.push(Link::Let(quote!(Term::Map(_)), quote!(#subject.term())));
            return;
        }
        let map = self.local("map");
        links.push(Link::Let(quote!(Term::Map(#map)), quote!(#subject.term())));
        for (key, pattern) in pairs {
            let hint = match key {
                Key::Literal(Literal::Binary(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
                Key::Literal(Literal::Atom(name)) => name.clone(),
                _ => "value".to_owned(),
            };
            let found = match key {
                Key::Literal(key @ (Literal::Binary(_) | Literal::Atom(_))) => {
                    let container = subject.to_string();
                    let key = self.key(&container, key, span);
                    quote!(#key.find(#map))
                }
                Key::Literal(key) => {
                    let key = self.literal(key, span);
                    quote!(#map.get(cx, #key)?)
                }
                Key::Slot(slot) => {
                    let key = self.variable(*slot);
                    quote!(#map.get(cx, #key)?)
                }
            };
            let mut children = Vec::new();
            let name = self.named_child(&mut children, pattern, &hint);
            links.push(Link::Let(quote!(Some(#name)), found));
            self.children(links, children, span);
        }
    }

    /// The Rust pattern for a part: its name, and what is still to be asked of it.
    fn child<'p>(
        &mut self,
        children: &mut Vec<(&'p Pattern, Tokens)>,
        pattern: &'p Pattern,
        at: usize,
        of: usize,
    ) -> Tokens {
        let hint = match pattern {
            Pattern::Literal(Literal::Atom(_)) if at == 0 && of > 1 => "tag",
            Pattern::List(..) => "list",
            Pattern::Tuple(_) => "tuple",
            Pattern::Map(_) => "map",
            _ => "value",
        };
        self.named_child(children, pattern, hint)
    }

    fn named_child<'p>(
        &mut self,
        children: &mut Vec<(&'p Pattern, Tokens)>,
        pattern: &'p Pattern,
        hint: &str,
    ) -> Tokens {
        match pattern {
            Pattern::Any => quote!(_),
            Pattern::Bind(slot) => {
                let local = self.bind(*slot, hint);
                quote!(#local)
            }
            _ => {
                let name = self.name_of_pattern(pattern).unwrap_or_else(|| hint.to_owned());
                let local = self.local(&name);
                children.push((pattern, quote!(#local)));
                quote!(#local)
            }
        }
    }

    /// `pattern = name`
    fn name_of_pattern(&self, pattern: &Pattern) -> Option<String> {
        match pattern {
            Pattern::Bind(slot) => self.variable_name(*slot).map(str::to_owned),
            Pattern::Both(left, right) => self.name_of_pattern(left).or_else(|| self.name_of_pattern(right)),
            _ => None,
        }
    }

    fn children(&mut self, links: &mut Vec<Link>, children: Vec<(&Pattern, Tokens)>, span: Span) {
        for (pattern, local) in children {
            self.pattern(links, pattern, &local, span);
        }
    }

    /// `subject === literal`
    pub(super) fn literal_test(&mut self, literal: &Literal, subject: &Tokens, span: Span) -> Tokens {
        match literal {
            Literal::Atom(name) => match name.as_str() {
                "nil" => quote!(#subject.is_nil()),
                "true" => quote!(#subject.is_true()),
                "false" => quote!(#subject.is_false()),
                name => {
                    let atom = self.atom(name);
                    if known_atom(name).is_some() {
                        quote!(#subject.is(#atom))
                    } else {
                        quote!(#atom.is_same_flat(#subject))
                    }
                }
            },
            Literal::Binary(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => quote!(is_text(#subject, #text)),
                Err(_) => {
                    let bytes = self.literal(literal, span);
                    quote!(#bytes.is_same_flat(#subject))
                }
            },
            Literal::List(elements, None) if elements.is_empty() => quote!(#subject.is_empty_list()),
            Literal::Int(_) | Literal::Float(_) => {
                let number = self.literal(literal, span);
                quote!(#subject.same(#number))
            }
            Literal::Big(_) => {
                let number = self.literal(literal, span);
                quote!(#number.is_same_flat(#subject))
            }
            _ => {
                let constant = self.literal(literal, span);
                quote!(identical(cx, #subject, #constant)?)
            }
        }
    }

    /// The size of a segment in a pattern as an `Option`; before it, where it may raise, a local for it and what it is.
    pub(super) fn size(&mut self, size: Option<&Expr>) -> (Option<(proc_macro2::Ident, Tokens)>, Tokens) {
        let Some(size) = size else { return (None, quote!(None)) };
        let mut block = Block::default();
        let value = self.expr(&mut block, size, Want::Result, false);
        if let (Code::Simple(value), true) = (&value, block.is_empty()) {
            return (None, quote!(Some(#value)));
        }
        let value = block.braced_if_needed(&Want::Result.of(value));
        let name = self.local("size");
        (Some((name.clone(), quote!(size_of(cx, |cx| #value)?))), quote!(Some(#name)))
    }

    /// What a guard asks.
    pub(super) fn guard(&mut self, guard: &Expr) -> Tokens {
        if let crate::ir::ExprKind::GuardAny(alternatives) = &guard.kind {
            let alternatives: Vec<Tokens> = alternatives.iter().map(|guard| self.guard(guard)).collect();
            return quote!((#(#alternatives)||*));
        }
        if is_direct(guard) {
            let mut block = Block::default();
            let condition = self.condition(&mut block, guard);
            let condition = block.braced_if_needed(&condition);
            return match &guard.kind {
                crate::ir::ExprKind::Or(..) => quote!((#condition)),
                _ => condition,
            };
        }
        let value = self.block(guard, Want::Result, false);
        quote!(holds(cx, |cx| #value)?)
    }

    /// The chain of a clause over several subjects.
    pub(super) fn clause_links(&mut self, clause: &Clause, subjects: &[Tokens]) -> Vec<Link> {
        let mut links = Vec::new();
        for (pattern, subject) in clause.patterns.iter().zip(subjects) {
            self.pattern(&mut links, pattern, subject, clause.span);
        }
        if let Some(guard) = &clause.guard {
            let guard = self.guard(guard);
            links.push(Link::Test(guard));
        }
        links
    }

    /// The first clause that takes the subjects; `otherwise` where none does.
    pub(super) fn clauses(
        &mut self,
        clauses: &[Clause],
        subjects: &[Tokens],
        want: Want,
        tail: bool,
        otherwise: &Tokens,
    ) -> Tokens {
        if let Some(code) = self.clauses_of_texts(clauses, subjects, want, tail, otherwise) {
            return code;
        }
        let mut arms = Vec::new();
        let mut last = None;
        let per_clause = std::mem::take(&mut self.frame.per_clause);
        for clause in clauses {
            if per_clause {
                self.frame.clause = Some(clause.span);
            }
            let (links, body) = self.scoped(|this| {
                let links = this.clause_links(clause, subjects);
                (links, this.block(&clause.body, want, tail))
            });
            if links.is_empty() {
                last = Some(body);
                break;
            }
            let condition = chain(&links);
            arms.push((condition, body));
        }
        let last = last.unwrap_or_else(|| otherwise.clone());
        if arms.is_empty() {
            return last;
        }
        let arms = arms.iter().map(|(condition, body)| {
            let body = braces(body);
            quote!(if #condition #body else)
        });
        let last = braces(&last);
        quote!(#(#arms)* #last)
    }

    /// The common case of texts and, perhaps, a last clause that takes everything else: a `match`.
    fn clauses_of_texts(
        &mut self,
        clauses: &[Clause],
        subjects: &[Tokens],
        want: Want,
        tail: bool,
        otherwise: &Tokens,
    ) -> Option<Tokens> {
        let [subject] = subjects else { return None };
        let text = |clause: &Clause| match (clause.patterns.as_slice(), &clause.guard) {
            ([Pattern::Literal(Literal::Binary(text))], None) => Some(text.clone()),
            _ => None,
        };
        let texts: Vec<Vec<u8>> = clauses.iter().map_while(text).collect();
        let rest = clauses.get(texts.len()..)?;
        if texts.len() < 2 || rest.len() > 1 {
            return None;
        }
        let mut arms = Vec::new();
        for (text, clause) in texts.iter().zip(clauses) {
            let text = Token::byte_string(text);
            let body = self.block(&clause.body, want, tail);
            arms.push(quote!(Some(#text) => #body,));
        }
        let last = match rest {
            [] => otherwise.clone(),
            rest => self.clauses(rest, subjects, want, tail, otherwise),
        };
        Some(quote!(match bytes_of(#subject) { #(#arms)* _ => #last }))
    }
}

/// A body of an `if` in braces, which it may have already.
pub(super) fn braces(body: &Tokens) -> Tokens {
    let mut trees = body.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(proc_macro2::TokenTree::Group(group)), None) if group.delimiter() == proc_macro2::Delimiter::Brace => {
            body.clone()
        }
        _ => quote!({ #body }),
    }
}

/// The runtime's name of a segment's type.
pub(super) fn segment_kind<T>(segment: &Segment<T>) -> Tokens {
    match segment_type(segment) {
        SegmentType::Integer { signed, little } => quote!(SegmentType::Integer { signed: #signed, little: #little }),
        SegmentType::Float { little } => quote!(SegmentType::Float { little: #little }),
        SegmentType::Binary => quote!(SegmentType::Binary),
        SegmentType::Bitstring => quote!(SegmentType::Bitstring),
        SegmentType::Utf8 => quote!(SegmentType::Utf8),
        SegmentType::Utf16 { little } => quote!(SegmentType::Utf16 { little: #little }),
        SegmentType::Utf32 { little } => quote!(SegmentType::Utf32 { little: #little }),
    }
}

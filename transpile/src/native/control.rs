//! Control: conditions, `with`, `for`, `try`.

use super::frame::{Block, Code, Want};
use super::functions::spending;
use super::pattern::{Link, braces, chain, segment_kind, statements};
use super::{Emitter, Tokens};
use crate::ir::{Clause, Collect, Expr, For, Pattern, Qualifier, Segment, Slot, Try, With, WithStep};
use crate::span::Span;
use crate::weight;
use proc_macro2::Literal as Token;
use quote::quote;

/// What all generators of a `for` share: how an improper list ends, and [`For::is_erlang`].
struct Form {
    end: Tokens,
    is_erlang: bool,
}

impl Emitter<'_> {
    /// `case subject do … end`
    pub(super) fn case(
        &mut self,
        block: &mut Block,
        subject: &Expr,
        clauses: &[Clause],
        span: Span,
        want: Want,
        tail: bool,
    ) -> Code {
        let subject = self.operand(block, subject);
        let at = self.at(span);
        let otherwise = want.error(&quote!(no_case(cx, #subject)#at));
        want.code(self.clauses(clauses, &[subject], want, tail, &otherwise))
    }

    /// `cond do … end`
    pub(super) fn cond(
        &mut self,
        block: &mut Block,
        clauses: &[(Expr, Expr)],
        span: Span,
        want: Want,
        tail: bool,
    ) -> Code {
        let at = self.at(span);
        let otherwise = want.error(&quote!(cx.cond_clause()#at));
        want.code(self.cond_clauses(block, clauses, &otherwise, want, tail))
    }

    fn cond_clauses(
        &mut self,
        block: &mut Block,
        clauses: &[(Expr, Expr)],
        otherwise: &Tokens,
        want: Want,
        tail: bool,
    ) -> Tokens {
        let mut arms = Tokens::new();
        for (i, (condition, body)) in clauses.iter().enumerate() {
            let mut before = Block::default();
            let test = self.condition(if i == 0 { &mut *block } else { &mut before }, condition);
            if !before.is_empty() {
                // What the condition needs is computed where the conditions before it failed.
                let body = braces(&self.block(body, want, tail));
                let rest =
                    braces(&self.cond_clauses_after(clauses.get(i + 1..).unwrap_or_default(), otherwise, want, tail));
                let nested = before.braced(&quote!(if #test #body else #rest));
                return quote!(#arms #nested);
            }
            let body = braces(&self.block(body, want, tail));
            if test.to_string() == "true" {
                return quote!(#arms #body);
            }
            arms.extend(quote!(if #test #body else));
        }
        quote!(#arms { #otherwise })
    }

    fn cond_clauses_after(&mut self, clauses: &[(Expr, Expr)], otherwise: &Tokens, want: Want, tail: bool) -> Tokens {
        let mut block = Block::default();
        let code =
            stacker::maybe_grow(128 << 10, 1 << 20, || self.cond_clauses(&mut block, clauses, otherwise, want, tail));
        block.braced_if_needed(&code)
    }

    /// `with steps do body else … end`
    pub(super) fn with(&mut self, block: &mut Block, with: &With, span: Span, want: Want, tail: bool) -> Code {
        let matches = with.steps.iter().filter(|step| matches!(step, WithStep::Match(..))).count();
        let last_is_match = matches!(with.steps.last(), Some(WithStep::Match(..)));
        if matches == 0 || matches == 1 && last_is_match {
            return self.with_one(block, with, span, want, tail);
        }
        let label = self.label("with");
        let mut inner = Block::default();
        if !with.has_else {
            self.steps(&mut inner, &with.steps, |value| {
                let value = want.of(Code::Simple(value));
                quote!(break #label #value)
            });
            let code = self.expr(&mut inner, &with.body, want, tail);
            let body = inner.braced(&want.of(code));
            return want.code(quote!(#label: #body));
        }
        let failed_label = self.label("failed");
        self.steps(&mut inner, &with.steps, |value| quote!(break #failed_label #value));
        let code = self.expr(&mut inner, &with.body, want, tail);
        let body = operand_of_break(want.of(code));
        inner.push(quote!(break #label #body;));
        let failed = self.local("failed");
        let at = self.at(span);
        let otherwise = want.error(&quote!(no_with(cx, #failed)#at));
        let arms = self.clauses(&with.otherwise, &[quote!(#failed)], want, tail, &otherwise);
        let steps = &inner.statements;
        want.code(quote!(#label: {
            let #failed: Value<'a> = #failed_label: { #(#steps)* };
            #arms
        }))
    }

    fn steps(&mut self, block: &mut Block, steps: &[WithStep], leave: impl Fn(Tokens) -> Tokens) {
        for step in steps {
            match step {
                WithStep::Do(expr) => {
                    if let Code::Value(code) | Code::Never(code) = self.effect(block, expr) {
                        block.push(quote!(#code;));
                    }
                }
                WithStep::Match(pattern, guard, expr) => {
                    let value = self.operand(block, expr);
                    let links = self.step_links(pattern, guard.as_ref(), &value, expr.span);
                    statements(links, block, &leave(value));
                }
            }
        }
    }

    /// An expression whose value nobody wants.
    fn effect(&mut self, block: &mut Block, expr: &Expr) -> Code {
        match self.expr(block, expr, Want::Value, false) {
            Code::Result(code) => Code::Value(quote!(#code?)),
            code => code,
        }
    }

    fn step_links(&mut self, pattern: &Pattern, guard: Option<&Expr>, value: &Tokens, span: Span) -> Vec<Link> {
        let mut links = Vec::new();
        self.pattern(&mut links, pattern, value, span);
        if let Some(guard) = guard {
            let guard = self.guard(guard);
            links.push(Link::Test(guard));
        }
        links
    }

    /// `with` of one pattern at most: an `if`.
    fn with_one(&mut self, block: &mut Block, with: &With, span: Span, want: Want, tail: bool) -> Code {
        for step in &with.steps {
            let WithStep::Match(pattern, guard, expr) = step else {
                let WithStep::Do(expr) = step else { continue };
                if let Code::Value(code) | Code::Never(code) = self.effect(block, expr) {
                    block.push(quote!(#code;));
                }
                continue;
            };
            let value = self.operand(block, expr);
            let links = self.step_links(pattern, guard.as_ref(), &value, expr.span);
            if links.is_empty() {
                break;
            }
            let condition = chain(&links);
            let body = braces(&self.block(&with.body, want, tail));
            let otherwise = if with.has_else {
                let at = self.at(span);
                let otherwise = want.error(&quote!(no_with(cx, #value)#at));
                self.clauses(&with.otherwise, &[value], want, tail, &otherwise)
            } else {
                want.of(Code::Simple(value))
            };
            let otherwise = braces(&otherwise);
            return want.code(quote!(if #condition #body else #otherwise));
        }
        self.expr(block, &with.body, want, tail)
    }

    /// `for qualifiers do … end`
    pub(super) fn comprehension(&mut self, block: &mut Block, comprehension: &For, span: Span) -> Code {
        // Elixir makes a walk of `Enum.map/2` of the plainest form; the tail of an improper list raises accordingly.
        let is_map = matches!(
            (&comprehension.qualifiers[..], &comprehension.collect),
            ([Qualifier::Generator(Pattern::Any | Pattern::Bind(_), _)], Collect::Into { uniq: false, .. })
        );
        let end = if is_map { quote!(&Clause::MAP) } else { quote!(&Clause::REDUCE) };
        let is_erlang = comprehension.is_erlang();
        let form = Form { end, is_erlang };
        let qualifiers: Vec<_> = comprehension.qualifiers.iter().zip(weight::of_rounds(comprehension)).collect();
        match &comprehension.collect {
            Collect::Into { body, into, uniq } => {
                let new = match into {
                    Some(into) if into.is_empty_binary() => quote!(of_binary(cx, #is_erlang)),
                    Some(into) if into.is_empty_map() => quote!(of_map(cx)),
                    Some(into) => {
                        let into = self.operand(block, into);
                        quote!(new(cx, #into))
                    }
                    None => quote!(new(cx, Value::EMPTY_LIST)),
                };
                let at = self.at(span);
                let collector = self.local("collector");
                block.push(quote!(let mut #collector = Collector::#new #at?;));
                let seen = uniq.then(|| self.local("seen"));
                if let Some(seen) = &seen {
                    block.push(quote!(let mut #seen = Seen::new(cx)?;));
                }
                let rounds = self.rounds(&qualifiers, &form, &mut |this| {
                    let mut inner = Block::default();
                    let value = this.operand(&mut inner, body);
                    let push = quote!(#collector.push(cx, #value)#at?;);
                    inner.push(match &seen {
                        None => push,
                        Some(seen) => quote!(if #seen.is_new(cx, #value)? { #push }),
                    });
                    let statements = inner.statements;
                    quote!(#(#statements)*)
                });
                block.push(rounds);
                Code::Result(quote!(#collector.finish(cx)#at))
            }
            Collect::Reduce { initial, clauses } => {
                let initial = self.operand(block, initial);
                let name = match clauses.first().map(|clause| clause.patterns.as_slice()) {
                    Some([Pattern::Bind(slot)]) => self.variable_name(*slot).unwrap_or("accumulator").to_owned(),
                    _ => "accumulator".to_owned(),
                };
                let accumulator = self.local(&name);
                let at = self.at(span);
                block.push(quote!(let mut #accumulator = #initial;));
                let rounds = self.rounds(&qualifiers, &form, &mut |this| {
                    let subject = quote!(#accumulator);
                    let otherwise = Want::Value.error(&quote!(no_case(cx, #subject)#at));
                    let next = this.clauses(clauses, &[subject], Want::Value, false, &otherwise);
                    quote!(#accumulator = #next;)
                });
                block.push(rounds);
                Code::Simple(quote!(#accumulator))
            }
        }
    }

    /// Nested loops around what is done in each round.
    fn rounds(
        &mut self,
        qualifiers: &[(&Qualifier, u32)],
        form: &Form,
        round: &mut dyn FnMut(&mut Self) -> Tokens,
    ) -> Tokens {
        let Some(((qualifier, units), rest)) = qualifiers.split_first() else { return round(self) };
        let spend = spending(*units);
        match qualifier {
            Qualifier::Filter(filter) => {
                let mut block = Block::default();
                let condition = self.condition(&mut block, filter);
                let inner = self.rounds(rest, form, round);
                let statements = block.statements;
                quote!(#(#statements)* if #condition { #inner })
            }
            Qualifier::Generator(pattern, source) => {
                let mut block = Block::default();
                let (line, column) = self.place(source.span);
                let end = &form.end;
                let source_value = self.operand(&mut block, source);
                let mut links = Vec::new();
                let item = match pattern {
                    Pattern::Bind(slot) => {
                        let local = self.bind(*slot, "item");
                        quote!(#local)
                    }
                    Pattern::Any => quote!(_),
                    pattern => {
                        let local = self.local("item");
                        self.pattern(&mut links, pattern, &quote!(#local), source.span);
                        quote!(#local)
                    }
                };
                let mut inner = self.rounds(rest, form, round);
                if !links.is_empty() {
                    let condition = chain(&links);
                    inner = quote!(if #condition { #inner });
                }
                let statements = block.statements;
                quote! {
                    #(#statements)*
                    walk(cx, #source_value, #end, (#line, #column), |cx, #item| {
                        #spend
                        #inner
                        Ok(())
                    })?;
                }
            }
            Qualifier::Bits(segments, source) => self.bits(segments, source, spend, rest, form, round),
        }
    }

    /// `<<segments <- bitstring>>`: all segments are read, whether their patterns match or not; a round takes place where
    /// all do, and the loop ends where one cannot be read.
    fn bits(
        &mut self,
        segments: &[Segment<Pattern>],
        source: &Expr,
        spend: Option<Tokens>,
        rest: &[(&Qualifier, u32)],
        form: &Form,
        round: &mut dyn FnMut(&mut Self) -> Tokens,
    ) -> Tokens {
        let mut block = Block::default();
        let at = self.at(source.span);
        let value = self.operand(&mut block, source);
        let reader = self.local("reader");
        let matched = self.local("matched");
        let mut inner = Block::default();
        for segment in segments {
            let (before, size) = self.size(segment.size.as_ref());
            if let Some((name, size)) = before {
                inner.push(quote!(let Some(#name) = #size else { break };));
            }
            let (kind, unit) = (segment_kind(segment), Token::u16_unsuffixed(segment.unit));
            let part = self.local("part");
            inner.push(quote!(let Some(#part) = #reader.read(cx, #kind, #size, #unit)? else { break };));
            let mut links = vec![Link::Test(quote!(#matched))];
            self.pattern(&mut links, &segment.value, &quote!(#part), segment.span);
            let mut slots = Vec::new();
            bound(&segment.value, &mut slots);
            let mut assignments = Tokens::new();
            for slot in slots {
                // What a later size reads, also after a mismatch.
                let new = self.variable(slot);
                let variable = self.bind(slot, "part");
                block.push(quote!(let mut #variable = Value::NIL;));
                assignments.extend(quote!(#variable = #new;));
            }
            if links.len() > 1 || !assignments.is_empty() {
                let condition = chain(&links);
                inner.push(quote!(if #condition { #assignments } else { #matched = false; }));
            }
        }
        let body = self.rounds(rest, form, round);
        let is_erlang = form.is_erlang;
        let (before, steps) = (block.statements, inner.statements);
        quote! {
            #(#before)*
            let Some(mut #reader) = Reader::new(#value) else { return Err(no_generator(cx, #value, #is_erlang)#at) };
            while !#reader.is_at_end() {
                cx.step()?;
                #spend
                let mut #matched = true;
                #(#steps)*
                if #matched { #body }
            }
        }
    }

    /// `try do … end`
    pub(super) fn attempt(&mut self, _block: &mut Block, attempt: &Try, span: Span) -> Code {
        let body = self.block(&attempt.body, Want::Result, false);
        let value = self.local("value");
        let succeeded = match &attempt.otherwise {
            None => quote!(Ok(#value)),
            Some(clauses) => {
                let at = self.at(span);
                let otherwise = Want::Result.error(&quote!(no_try(cx, #value)#at));
                self.clauses(clauses, &[quote!(#value)], Want::Result, false, &otherwise)
            }
        };
        let failed = self.recovery(attempt);
        let tried = match (&attempt.otherwise, &failed) {
            (None, None) => quote!(attempt(cx, |cx| #body)),
            (_, failed) => {
                let failed = failed.clone().unwrap_or_else(|| quote!(Err(exc)));
                quote!(tried(match attempt(cx, |cx| #body) {
                    Ok(#value) => #succeeded,
                    Err(exc) => #failed,
                }))
            }
        };
        let Some(after) = &attempt.after else { return Code::Result(tried) };
        let after = self.block(after, Want::Result, false);
        // `return` in what was tried must not pass by what comes after.
        let tried =
            if failed.is_some() || attempt.otherwise.is_some() { quote!(attempt(cx, |cx| #tried)) } else { tried };
        let result = self.local("result");
        Code::Result(quote!({
            let #result = #tried;
            finally(cx, #result, |cx| #after)
        }))
    }

    /// What is done with `exc`, where there is `rescue` or `catch`.
    fn recovery(&mut self, attempt: &Try) -> Option<Tokens> {
        if attempt.rescue.is_empty() && attempt.catch.is_empty() {
            return None;
        }
        let (raised, place) = (self.local("raised"), self.local("place"));
        let mut arms = Tokens::new();
        for rescue in &attempt.rescue {
            let error = match rescue.slot {
                Some(slot) => self.bind(slot, "error"),
                None => self.local("error"),
            };
            let test = rescue.modules.as_ref().map(|modules| {
                let tests: Vec<Tokens> = modules
                    .iter()
                    .map(|module| {
                        let module = self.atom(module);
                        quote!(is_a(#error, #module))
                    })
                    .collect();
                match tests.as_slice() {
                    [] => quote!(&&false),
                    [test] => quote!(&& #test),
                    tests => quote!(&& (#(#tests)||*)),
                }
            });
            let body = braces(&self.block(&rescue.body, Want::Result, false));
            arms.extend(quote!(if let Raised::Error(#error) = #raised #test #body else));
        }
        let otherwise = quote!(Err(cx.raise_again(#raised, #place)));
        let last = if attempt.catch.is_empty() {
            quote!({ #otherwise })
        } else {
            let (kind, value) = (self.local("kind"), self.local("value"));
            let subjects = [quote!(#kind), quote!(#value)];
            let clauses = self.clauses(&attempt.catch, &subjects, Want::Result, false, &otherwise);
            quote!({
                let (#kind, #value) = kind_and_value(cx, #raised, #place)?;
                #clauses
            })
        };
        Some(quote!({
            if !cx.is_catchable() {
                return Err(exc);
            }
            let (#raised, #place) = cx.take_raised(exc);
            #arms #last
        }))
    }
}

/// What stands behind `break 'label`: a lint that nothing inside of a crate can allow wants a block to be in parentheses.
fn operand_of_break(value: Tokens) -> Tokens {
    use proc_macro2::TokenTree;
    match value.clone().into_iter().next() {
        Some(TokenTree::Group(group)) if group.delimiter() == proc_macro2::Delimiter::Brace => quote!((#value)),
        Some(TokenTree::Ident(word)) if word == "if" || word == "match" || word == "loop" => quote!((#value)),
        Some(TokenTree::Punct(_)) => quote!((#value)),
        _ => value,
    }
}

/// The variables of a pattern.
fn bound(pattern: &Pattern, slots: &mut Vec<Slot>) {
    match pattern {
        Pattern::Bind(slot) => slots.push(*slot),
        Pattern::Any | Pattern::Equal(_) | Pattern::Literal(_) => {}
        Pattern::Tuple(patterns) => patterns.iter().for_each(|pattern| bound(pattern, slots)),
        Pattern::List(patterns, tail) => {
            patterns.iter().for_each(|pattern| bound(pattern, slots));
            if let Some(tail) = tail {
                bound(tail, slots);
            }
        }
        Pattern::Map(pairs) => pairs.iter().for_each(|(_, pattern)| bound(pattern, slots)),
        Pattern::IsAtom(pattern) | Pattern::Prefix(_, pattern) => bound(pattern, slots),
        Pattern::Both(left, right) => {
            bound(left, slots);
            bound(right, slots);
        }
        Pattern::Bitstring(segments) => segments.iter().for_each(|segment| bound(&segment.value, slots)),
    }
}

//! Calls of library functions, named functions and function values; lambdas and captures.

use super::frame::{Block, Code, Frame, Want};
use super::functions::{spending, unbraced};
use super::names::{ident, upper};
use super::{Emitter, Tokens};
use crate::ir::{Argument, Expr, ExprKind, FunctionId, InlineLambda, Lambda, Slot};
use crate::span::Span;
use crate::weight;
use philtre_runtime::row::{ParamKind, Row};
use quote::{format_ident, quote};

/// What arguments are called that have no name in the source.
const PARAMETERS: [&str; 4] = ["x", "y", "z", "w"];

impl Emitter<'_> {
    /// The name by which a function of the library is called.
    fn library(&mut self, row: &Row) -> proc_macro2::Ident {
        let path = row.path.strip_prefix("philtre_runtime::").unwrap_or(row.path);
        let path = format!("runtime::{path}");
        let mut alias = super::names::alias(row);
        while self.uses.get(&alias).is_some_and(|known| *known != path) {
            alias.push_str("_too");
        }
        let name = ident(&alias);
        self.uses.insert(alias, path);
        name
    }

    /// `Module.function(…)`
    pub(super) fn row_call(
        &mut self,
        block: &mut Block,
        row: &'static Row,
        arguments: &[Argument],
        span: Span,
    ) -> Code {
        if let Some(pipeline) = super::pipeline::of(self.program, row, arguments, span) {
            return self.pipeline(block, &pipeline);
        }
        let function = self.library(row);
        let arguments: Vec<Tokens> = row
            .params
            .iter()
            .zip(arguments)
            .map(|(param, argument)| match (argument, param.kind) {
                (Argument::Value(value), ParamKind::Value) => match (param.name, &value.kind) {
                    ("key" | "keys", ExprKind::Literal(literal)) => self.key_literal(literal, value.span),
                    _ => self.operand(block, value),
                },
                _ => self.callback(block, argument),
            })
            .collect();
        let at = self.at(span);
        Code::Result(quote!(#function(cx, #(#arguments),*)#at))
    }

    /// A function that is passed to one of the library.
    pub(super) fn callback(&mut self, block: &mut Block, argument: &Argument) -> Tokens {
        match argument {
            Argument::Inline(lambda) => self.inline_lambda(lambda),
            Argument::Value(value) => {
                let value = self.operand(block, value);
                quote!(Callback::Value(#value))
            }
        }
    }

    /// A lambda written in place: a closure of Rust, which sees the locals around it.
    fn inline_lambda(&mut self, lambda: &InlineLambda) -> Tokens {
        self.scoped(|this| this.inline_closure(lambda))
    }

    fn inline_closure(&mut self, lambda: &InlineLambda) -> Tokens {
        let parameters = self.parameters(&lambda.parameters);
        let subjects: Vec<Tokens> = parameters.iter().map(|parameter| quote!(#parameter)).collect();
        let at = self.at(lambda.span);
        let arity = lambda.parameters.len();
        let otherwise = quote!(Err(no_clause(cx, None, "anonymous fn", #arity)#at));
        let body = self.clauses(&lambda.clauses, &subjects, Want::Result, false, &otherwise);
        let typed = format_ident!("fn{}", arity);
        match spending(weight::of_clauses(&lambda.clauses)) {
            None => quote!(#typed(|cx, #(#parameters),*| #body)),
            Some(spend) => {
                let body = unbraced(&body);
                quote!(#typed(|cx, #(#parameters),*| {
                    #spend
                    #body
                }))
            }
        }
    }

    /// Locals for arguments.
    pub(super) fn parameters(&mut self, slots: &[Slot]) -> Vec<proc_macro2::Ident> {
        slots
            .iter()
            .enumerate()
            .map(|(i, slot)| self.bind(*slot, PARAMETERS.get(i).copied().unwrap_or("argument")))
            .collect()
    }

    /// `helper(…)`
    pub(super) fn local_call(
        &mut self,
        block: &mut Block,
        function: FunctionId,
        arguments: &[Expr],
        span: Span,
        tail: bool,
    ) -> Code {
        let arguments = self.operands(block, arguments);
        self.called.insert(function);
        self.want(function);
        let Some(info) = self.functions.get(function as usize) else { return Code::Simple(quote!(Value::NIL)) };
        let (name, step) = (info.name.clone(), info.step.clone());
        if tail {
            if let Some(tail) = &self.frame.tail
                && let Some((_, variant)) = tail.states.iter().find(|(id, _)| *id == function)
            {
                let (state, label) = (&tail.state, &tail.label);
                let next = match variant {
                    None => quote!([#(#arguments),*]),
                    Some(variant) => quote!(#variant([#(#arguments),*])),
                };
                block.push(quote!(#state = #next;));
                return Code::Never(quote!(continue #label));
            }
            let name = if self.frame.signals { step.unwrap_or(name) } else { name };
            return Code::Result(quote!(#name(cx, #(#arguments),*)));
        }
        let at = self.at(span);
        Code::Result(quote!(#name(cx, #(#arguments),*)#at))
    }

    /// `fun.(…)`
    pub(super) fn apply(
        &mut self,
        block: &mut Block,
        function: &Expr,
        arguments: &[Expr],
        span: Span,
        tail: bool,
    ) -> Code {
        let function = self.operand(block, function);
        let arguments = self.operands(block, arguments);
        let at = self.at(span);
        if tail && self.frame.signals {
            return Code::Result(quote!(cx.tail_call(#function, &[#(#arguments),*])#at));
        }
        Code::Result(quote!(cx.call(#function, &[#(#arguments),*])#at))
    }

    /// `fn … end` as a value: a function of its own, and what it captures.
    pub(super) fn lambda(&mut self, lambda: &Lambda) -> Code {
        let captured: Vec<Tokens> = lambda.captures.iter().map(|slot| self.variable(*slot)).collect();
        self.lambdas += 1;
        let name = format_ident!("lambda_{}", self.lambdas);
        let code = format_ident!("LAMBDA_{}", self.lambdas);

        let frame =
            Frame { named: lambda.names.clone(), signals: true, locals: self.names.clone(), ..Frame::default() };
        let outer = std::mem::replace(&mut self.frame, frame);
        self.frame.locals.take("arguments");
        let arguments: Vec<Slot> = (0..lambda.arity).collect();
        let parameters = self.parameters(&arguments);
        let inside: Vec<Slot> = (lambda.arity..).take(lambda.captures.len()).collect();
        let captures: Vec<_> = inside
            .iter()
            .zip(&lambda.captures)
            .map(|(slot, outside)| {
                let name = outer_name(&outer, *outside).unwrap_or_else(|| "captured".to_owned());
                self.bind(*slot, &name)
            })
            .collect();
        let subjects: Vec<Tokens> = parameters.iter().map(|parameter| quote!(#parameter)).collect();
        let at = self.at(lambda.span);
        let arity = lambda.arity as usize;
        let otherwise = quote!(Err(no_clause(cx, None, "anonymous fn", #arity)#at));
        let body = self.clauses(&lambda.clauses, &subjects, Want::Result, true, &otherwise);
        self.frame = outer;

        let spend = spending(weight::of_clauses(&lambda.clauses));
        let captures = (!captures.is_empty()).then(|| quote!(let [#(#captures),*] = take(captured);));
        let parameters = (!parameters.is_empty()).then(|| quote!(let [#(#parameters),*] = take(arguments);));
        self.code.extend(quote! {
            static #code: Lambda = Lambda::new(#arity, #name);

            fn #name<'a>(cx: &mut Context<'a>, captured: &'a [Value<'a>], arguments: &[Value<'a>]) -> R<'a> {
                #spend
                #captures
                #parameters
                #body
            }
        });
        Code::Result(quote!(lambda(cx, &#code, &[#(#captured),*])))
    }

    /// `&Module.function/2`
    pub(super) fn capture_row(&mut self, row: &'static Row, arity: usize) -> Code {
        let path = row.path.strip_prefix("philtre_runtime::").unwrap_or(row.path);
        let module = path.rsplit_once("::").map_or(path, |(module, _)| module);
        let module = format!("runtime::{module}::MODULE");
        let alias =
            upper(&format!("module_{}", module.replace("runtime::library::", "").replace("::functions::MODULE", "")));
        let name = row.name;
        let count = row.params.len();
        let module_alias = ident(&alias);
        self.uses.insert(alias, module);
        let wanted = upper(&format!("{}_{}", row.module, row.name));
        let code = self.once(
            &wanted,
            format!("row {} {arity}", row.path),
            |code| quote!(static #code: Captured = captured(#module_alias.rows, #name, #count, #arity);),
        );
        Code::Result(quote!(row(cx, &#code)))
    }

    /// `&helper/2`
    pub(super) fn capture_local(&mut self, function: FunctionId) -> Code {
        self.called.insert(function);
        self.want(function);
        let Some(info) = self.functions.get(function as usize) else { return Code::Simple(quote!(Value::NIL)) };
        let (name, arity) = (info.name.clone(), info.arity as usize);
        // Whoever calls it makes the calls that it signals.
        let inner = info.step.clone().unwrap_or_else(|| name.clone());
        let arguments: Vec<_> = (0..arity).map(|i| format_ident!("a{}", i)).collect();
        let given = (arity > 0).then(|| quote!(let [#(#arguments),*] = take(arguments);));
        let code = self.once(&upper(&name.to_string()), format!("local {function}"), |code| {
            quote! {
                static #code: Lambda = Lambda::new(#arity, |cx, _captured, arguments| {
                    #given
                    #inner(cx, #(#arguments),*)
                });
            }
        });
        Code::Result(quote!(function(cx, &#code)))
    }
}

/// What a local of the function around is called; nothing where the variable is another name of a constant.
fn outer_name(outer: &Frame, slot: Slot) -> Option<String> {
    let name = outer.local_name(slot)?;
    let is_local = name.chars().all(|c| c == '_' || unicode_ident::is_xid_continue(c) && !c.is_ascii_uppercase());
    is_local.then_some(name)
}

//! Functions, and the loops of those that call each other in tail position.

use super::frame::{Frame, TailLoop, Want};
use super::names::ident;
use super::{CompileError, Emitter, Tokens, graph};
use crate::ir::{Function, FunctionId, Slot};
use crate::weight;
use proc_macro2::{Ident, Literal as Token};
use quote::{format_ident, quote};

/// A named function of the program.
pub(super) struct FunctionInfo {
    /// Its Rust name.
    pub(super) name: Ident,
    /// The function that may signal a call in tail position instead of making it, where there is one.
    pub(super) step: Option<Ident>,
    pub(super) arity: u16,
    /// The group of functions whose loop it is part of.
    group: Option<usize>,
    wanted: bool,
}

impl Emitter<'_> {
    /// Emits the first entry and all that it calls.
    pub(super) fn program(&mut self) -> Result<(), CompileError> {
        self.plan();
        if let Some(entry) = self.program.entries.first() {
            let function = entry.function;
            self.want(function);
            if let Some(info) = self.functions.get(function as usize) {
                let (name, arity) = (&info.name, usize::from(info.arity));
                let names: Vec<Ident> = match self.program.functions.get(function as usize) {
                    _ if entry.parameters.len() == arity => self.argument_names(&entry.parameters),
                    _ => (0..arity).map(|i| format_ident!("a{}", i)).collect(),
                };
                self.head.extend(quote! {
                    pub fn run<'a>(cx: &mut Context<'a>, arguments: &[Value<'a>]) -> R<'a> {
                        let [#(#names),*] = take(arguments);
                        #name(cx, #(#names),*)
                    }
                });
            }
        }
        let mut groups_done = vec![false; self.groups.len()];
        let mut next = 0;
        while let Some(function) = self.wanted.get(next).copied() {
            next += 1;
            match self.functions.get(function as usize).and_then(|info| info.group) {
                Some(group) => {
                    if let Some(done) = groups_done.get_mut(group)
                        && !std::mem::replace(done, true)
                    {
                        let members = self.groups.get(group).cloned().unwrap_or_default();
                        self.group(&members);
                    }
                }
                None => self.function(function),
            }
        }
        match self.error.take() {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    fn argument_names(&self, names: &[String]) -> Vec<Ident> {
        let mut locals = self.names.clone();
        locals.take("arguments");
        names.iter().map(|name| ident(&locals.fresh(name))).collect()
    }

    /// Names all functions, and decides which loop and which signal.
    fn plan(&mut self) {
        let functions = &self.program.functions;
        let (tails, groups) = graph::groups(functions);
        let mut group_of = vec![None; functions.len()];
        for (i, group) in groups.iter().enumerate() {
            for member in group {
                if let Some(slot) = group_of.get_mut(*member as usize) {
                    *slot = Some(i);
                }
            }
        }
        // A function signals if it calls a function value last, or a function that signals; all of a group or none.
        let mut signals: Vec<bool> = tails.iter().map(|tail| tail.applies).collect();
        loop {
            let mut changed = false;
            for (i, tail) in tails.iter().enumerate() {
                let calls = tail.calls.iter().any(|call| signals.get(*call as usize) == Some(&true));
                if calls && signals.get(i) == Some(&false) {
                    signals[i] = true;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        self.names.take("run");
        for (i, function) in functions.iter().enumerate() {
            let wanted = function.name.trim_start_matches('@');
            let name = ident(&self.names.fresh(wanted));
            let step = match signals.get(i) {
                Some(true) => Some(ident(&self.names.fresh(&format!("{name}_step")))),
                _ => None,
            };
            let group = group_of.get(i).copied().flatten();
            self.functions.push(FunctionInfo { name, step, arity: function.arity, group, wanted: false });
        }
        self.groups = groups;
    }

    /// Says that a function is called.
    pub(super) fn want(&mut self, function: FunctionId) {
        if let Some(info) = self.functions.get_mut(function as usize)
            && !info.wanted
        {
            info.wanted = true;
            self.wanted.push(function);
        }
    }

    fn frame(&self, function: &Function, signals: bool) -> Frame {
        Frame { named: function.names.clone(), locals: self.names.clone(), signals, ..Frame::default() }
    }

    /// The clauses of a function over its parameters.
    fn body(&mut self, function: &Function, parameters: &[Ident]) -> Tokens {
        let arity = usize::from(function.arity);
        let at = self.at(function.span);
        let module = match &self.program.module {
            Some(module) => {
                let module = format!("Elixir.{module}");
                quote!(Some(#module))
            }
            None => quote!(None),
        };
        let name = &function.name;
        let otherwise = quote!(Err(no_clause(cx, #module, #name, #arity)#at));
        let subjects: Vec<Tokens> = parameters.iter().map(|parameter| quote!(#parameter)).collect();
        // Each clause has names of its own for the slots behind the arguments.
        let one_name = function.clauses.len() == 1;
        self.frame.per_clause = !one_name;
        self.clauses(&function.clauses, &subjects, Want::Result, true, &otherwise)
    }

    /// A function that no loop is needed for.
    fn function(&mut self, id: FunctionId) {
        let program = self.program;
        let (Some(function), Some(info)) = (program.functions.get(id as usize), self.functions.get(id as usize)) else {
            return;
        };
        let (name, step) = (info.name.clone(), info.step.clone());
        self.frame = self.frame(function, step.is_some());
        let slots: Vec<Slot> = (0..function.arity).collect();
        let parameters = self.parameters(&slots);
        let body = self.body(function, &parameters);
        let body = unbraced(&body);
        let inner = step.as_ref().unwrap_or(&name);
        let units = Token::u32_unsuffixed(weight::of_clauses(&function.clauses));
        let function = |checked: bool| {
            // What only the host calls finds the stack as the run began.
            let deeper = checked.then(|| {
                quote!(if cx.is_stack_low() {
                    return cx.on_further_stack(|cx| #inner(cx, #(#parameters),*));
                })
            });
            quote! {
                fn #inner<'a>(cx: &mut Context<'a>, #(#parameters: Value<'a>),*) -> R<'a> {
                    #deeper
                    cx.begin(#units)?;
                    #body
                }
            }
        };
        if self.program.entries.first().is_some_and(|entry| entry.function == id) {
            // Whether another function calls it is known when all are emitted.
            self.entry = Some([function(false), function(true)]);
        } else {
            self.code.extend(function(true));
        }
        self.finishing(&name, step.as_ref(), &parameters);
    }

    /// The function that makes the calls that another has signalled.
    fn finishing(&mut self, name: &Ident, step: Option<&Ident>, parameters: &[Ident]) {
        let Some(step) = step else { return };
        self.code.extend(quote! {
            fn #name<'a>(cx: &mut Context<'a>, #(#parameters: Value<'a>),*) -> R<'a> {
                let result = #step(cx, #(#parameters),*);
                cx.finish_tail_calls(result)
            }
        });
    }

    /// Functions that call each other in tail position: one loop over whose turn it is.
    fn group(&mut self, members: &[FunctionId]) {
        let program = self.program;
        if let [member] = members {
            return self.lonely_loop(*member);
        }
        self.labels += 1;
        let state_type = format_ident!("State{}", self.labels);
        let group = format_ident!("states_{}", self.labels);
        let label = self.label("again");
        let mut variants = Vec::new();
        for member in members {
            if let (Some(function), Some(info)) =
                (program.functions.get(*member as usize), self.functions.get(*member as usize))
            {
                variants.push((*member, function, camel(&info.name.to_string()), info.name.clone(), info.step.clone()));
            }
        }
        let signals = variants.iter().any(|(.., step)| step.is_some());
        let state = format_ident!("state");
        let states: Vec<_> =
            variants.iter().map(|(id, _, variant, ..)| (*id, Some(quote!(#state_type::#variant)))).collect();
        let mut arms = Vec::new();
        let mut declared = Vec::new();
        let mut entries = Vec::new();
        for (_, function, variant, name, step) in &variants {
            self.frame = self.frame(function, signals);
            self.frame.locals.take("state");
            self.frame.tail = Some(TailLoop { label: label.clone(), state: state.clone(), states: states.clone() });
            let slots: Vec<Slot> = (0..function.arity).collect();
            let parameters = self.parameters(&slots);
            let body = self.body(function, &parameters);
            let arity = usize::from(function.arity);
            declared.push(quote!(#variant([Value<'a>; #arity])));
            let units = Token::u32_unsuffixed(weight::of_clauses(&function.clauses));
            let body = unbraced(&body);
            arms.push(quote!(#state_type::#variant([#(#parameters),*]) => {
                cx.begin(#units)?;
                #body
            }));
            entries.push((variant.clone(), name.clone(), step.clone(), parameters));
        }
        self.code.extend(quote! {
            enum #state_type<'a> { #(#declared),* }

            fn #group<'a>(cx: &mut Context<'a>, mut #state: #state_type<'a>) -> R<'a> {
                if cx.is_stack_low() {
                    return cx.on_further_stack(|cx| #group(cx, #state));
                }
                #label: loop {
                    break match #state { #(#arms),* };
                }
            }
        });
        for (variant, name, step, parameters) in entries {
            let inner = step.as_ref().unwrap_or(&name);
            self.code.extend(quote! {
                fn #inner<'a>(cx: &mut Context<'a>, #(#parameters: Value<'a>),*) -> R<'a> {
                    #group(cx, #state_type::#variant([#(#parameters),*]))
                }
            });
            self.finishing(&name, step.as_ref(), &parameters);
        }
    }

    /// A function that calls itself in tail position.
    fn lonely_loop(&mut self, id: FunctionId) {
        let program = self.program;
        let (Some(function), Some(info)) = (program.functions.get(id as usize), self.functions.get(id as usize)) else {
            return;
        };
        let (name, step) = (info.name.clone(), info.step.clone());
        self.frame = self.frame(function, step.is_some());
        let label = self.label(&name.to_string());
        let state = self.local("state");
        self.frame.tail = Some(TailLoop { label: label.clone(), state: state.clone(), states: vec![(id, None)] });
        let slots: Vec<Slot> = (0..function.arity).collect();
        let parameters = self.parameters(&slots);
        let body = self.body(function, &parameters);
        let inner = step.as_ref().unwrap_or(&name);
        let units = Token::u32_unsuffixed(weight::of_clauses(&function.clauses));
        self.code.extend(quote! {
            fn #inner<'a>(cx: &mut Context<'a>, #(#parameters: Value<'a>),*) -> R<'a> {
                if cx.is_stack_low() {
                    return cx.on_further_stack(|cx| #inner(cx, #(#parameters),*));
                }
                let mut #state = [#(#parameters),*];
                #label: loop {
                    cx.begin(#units)?;
                    let [#(#parameters),*] = #state;
                    break #body;
                }
            }
        });
        self.finishing(&name, step.as_ref(), &parameters);
    }
}

/// What charges code by its length, where that is worth a charge.
pub(super) fn spending(units: u32) -> Option<Tokens> {
    let token = Token::u32_unsuffixed(units);
    (units > 0).then(|| quote!(cx.spend(#token);))
}

/// A block without its braces.
pub(super) fn unbraced(body: &Tokens) -> Tokens {
    let mut trees = body.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(proc_macro2::TokenTree::Group(group)), None) if group.delimiter() == proc_macro2::Delimiter::Brace => {
            group.stream()
        }
        _ => body.clone(),
    }
}

/// `is_even` as the name of a variant.
fn camel(name: &str) -> Ident {
    let mut text = String::new();
    let mut upper = true;
    for c in name.chars() {
        if c == '_' {
            upper = true;
        } else if upper {
            text.extend(c.to_uppercase());
            upper = false;
        } else {
            text.push(c);
        }
    }
    if !text.chars().next().is_some_and(unicode_ident::is_xid_start) {
        text.insert(0, 'F');
    }
    ident(&text)
}

//! The native backend: IR → Rust.
//!
//! It emits calls of the functions that the closure backend calls too, by path, so that a semantic exists once and a
//! function of the library costs no line here. Slots become locals, patterns chains of `let`, lambdas that are passed in
//! place Rust closures that the loop inlines, calls in tail position loops. Temporaries are named, since what borrows the
//! context cannot be nested: the code reads like that of a person who calls one function a line.
//!
//! - `names`, `constants`: how things are called, and what exists once.
//! - `frame`: locals and statements. `pattern`: patterns. `expression`, `condition`, `control`, `calls`, `pipeline`: expressions.
//! - `graph`: which functions call each other in tail position. `functions`: functions, and what is around them.

mod calls;
mod condition;
mod constants;
mod control;
mod expression;
mod frame;
mod functions;
mod graph;
mod names;
mod pattern;
mod pipeline;

use crate::ir;
use crate::span::{LineIndex, Span};
use frame::Frame;
use names::Names;
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::{BTreeMap, HashMap, HashSet};

pub use crate::closures::CompileError;

/// How code is emitted.
pub struct Options {
    /// The path of the hidden module that brings in the runtime: `::philtre::__native`.
    pub root: TokenStream,
}

impl Default for Options {
    fn default() -> Self {
        Options { root: quote!(::philtre::__native) }
    }
}

/// The most columns that a place holds; what is beyond goes into a table.
const MAX_COLUMN: u32 = 1 << 12;

/// How deep expressions may be nested: beyond all that the parser lets through. Whatever a source holds, and whatever is
/// wrong here, the compiler of a host must not be made to eat its memory.
const MAX_DEPTH: u32 = 3 * crate::parse::MAX_TREE_DEPTH as u32;

/// What was emitted.
pub struct Emitted {
    /// The items of a module with the function `run`, which runs the first entry. They depend on no names around them.
    pub items: TokenStream,
    /// Places that are too far away to be packed: an expression of the type `&'static [(u32, u32)]`.
    pub far: TokenStream,
}

/// Emits a program.
///
/// # Errors
/// Literals that cannot be built (a regex that does not compile), with their span.
pub fn emit(program: &ir::Program, source: &str, options: &Options) -> Result<Emitted, CompileError> {
    let mut emitter = Emitter::new(program, source);
    emitter.program()?;
    Ok(emitter.finish(&options.root))
}

/// An expression that makes a `Native` of the first entry of a program. `parameters` is an expression of the type
/// `Parameters`.
///
/// # Errors
/// Those of [`emit`].
pub fn emit_value(
    program: &ir::Program,
    source: &str,
    parameters: &TokenStream,
    options: &Options,
) -> Result<TokenStream, CompileError> {
    let root = &options.root;
    let Emitted { items, far } = emit(program, source, options)?;
    let entry = program.entries.first().map_or("", |entry| entry.name.as_str());
    let allow = allow();
    Ok(quote! {{
        #allow
        mod code {
            #items
        }
        #root::Native::new(#entry, || #parameters, code::run, #far)
    }})
}

/// Lints are for code that people write.
fn allow() -> TokenStream {
    quote! {
        #[allow(
            warnings,
            unused,
            nonstandard_style,
            irrefutable_let_patterns,
            unreachable_code,
            missing_docs,
            missing_debug_implementations,
            unreachable_pub,
            single_use_lifetimes,
            unused_qualifications,
            unused_results,
            unused_lifetimes,
            unused_import_braces,
            variant_size_differences,
            let_underscore_drop,
            redundant_lifetimes,
            explicit_outlives_requirements,
            trivial_casts,
            trivial_numeric_casts,
            non_ascii_idents,
            elided_lifetimes_in_paths,
            tail_expr_drop_order,
            if_let_rescope,
            clippy::all,
            clippy::pedantic,
            clippy::nursery,
            clippy::restriction
        )]
    }
}

/// The work in progress on a program.
struct Emitter<'p> {
    program: &'p ir::Program,
    source: &'p str,
    lines: LineIndex,
    /// Names of items.
    names: Names,
    /// Functions of the library that are called: by alias, their path.
    uses: BTreeMap<String, String>,
    /// Constants and statics.
    statics: TokenStream,
    /// Constants by their value.
    constants: HashMap<String, TokenStream>,
    /// Sorted keys of maps that are made, where all are atoms: their names, and the static.
    shapes: Vec<(Vec<String>, TokenStream)>,
    functions: Vec<functions::FunctionInfo>,
    groups: Vec<Vec<ir::FunctionId>>,
    /// Functions to be emitted.
    wanted: Vec<ir::FunctionId>,
    /// Functions that functions call; known once their callers are emitted.
    called: HashSet<ir::FunctionId>,
    /// The function that the host runs: as it is where only the host calls it, and elsewhere.
    entry: Option<[TokenStream; 2]>,
    head: TokenStream,
    code: TokenStream,
    frame: Frame,
    labels: u32,
    lambdas: u32,
    /// How many expressions are around the one that is emitted.
    depth: u32,
    far: Vec<(u32, u32)>,
    error: Option<CompileError>,
}

impl<'p> Emitter<'p> {
    fn new(program: &'p ir::Program, source: &'p str) -> Self {
        Emitter {
            program,
            source,
            lines: LineIndex::new(source),
            names: Names::default(),
            uses: BTreeMap::new(),
            statics: TokenStream::new(),
            constants: HashMap::new(),
            shapes: Vec::new(),
            functions: Vec::new(),
            groups: Vec::new(),
            wanted: Vec::new(),
            called: HashSet::new(),
            entry: None,
            head: TokenStream::new(),
            code: TokenStream::new(),
            frame: Frame::default(),
            labels: 0,
            lambdas: 0,
            depth: 0,
            far: Vec::new(),
            error: None,
        }
    }

    /// What is wrong with a literal; the first counts.
    fn fail(&mut self, span: Span, message: impl Into<String>) {
        let error = CompileError { span, message: message.into() };
        self.error.get_or_insert(error);
    }

    /// `.at(cx, line, column)`
    fn at(&mut self, span: Span) -> TokenStream {
        let (line, column) = self.place(span);
        quote!(.at(cx, #line, #column))
    }

    /// Line and column, or 0 and an index of the table of places that are too far away.
    fn place(&mut self, span: Span) -> (proc_macro2::Literal, proc_macro2::Literal) {
        let (line, column) = self.lines.line_column(self.source, span.start);
        let (line, column) = if column < MAX_COLUMN && line < 1 << 20 {
            (line, column)
        } else {
            let index = match self.far.iter().position(|far| *far == (line, column)) {
                Some(index) => index,
                None => {
                    self.far.push((line, column));
                    self.far.len() - 1
                }
            };
            (0, index as u32)
        };
        (proc_macro2::Literal::u32_unsuffixed(line), proc_macro2::Literal::u32_unsuffixed(column))
    }

    /// A label that no other has.
    fn label(&mut self, name: &str) -> syn_free::Lifetime {
        self.labels += 1;
        syn_free::Lifetime(format!("{name}_{}", self.labels))
    }

    fn finish(self, root: &TokenStream) -> Emitted {
        let uses = self.uses.iter().map(|(alias, path)| {
            let path: TokenStream = path.parse().unwrap_or_default();
            let alias = names::ident(alias);
            quote!(use #root::#path as #alias;)
        });
        let is_called = self.program.entries.first().is_some_and(|entry| self.called.contains(&entry.function));
        let entry = self.entry.as_ref().map(|[plain, checked]| if is_called { checked } else { plain });
        let Emitter { statics, head, code, far, .. } = &self;
        let far = far.iter().map(|(line, column)| quote!((#line, #column)));
        let items = quote! {
            use #root::prelude::*;
            #(#uses)*
            #statics
            #head
            #entry
            #code
        };
        Emitted { items, far: quote!(&[#(#far),*]) }
    }
}

/// What `syn` would give, which is not needed for more.
mod syn_free {
    use proc_macro2::{Ident, Punct, Spacing, Span, TokenStream, TokenTree};
    use quote::ToTokens;

    /// `'name`
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(super) struct Lifetime(pub(super) String);

    impl ToTokens for Lifetime {
        fn to_tokens(&self, tokens: &mut TokenStream) {
            tokens.extend([
                TokenTree::Punct(Punct::new('\'', Spacing::Joint)),
                TokenTree::Ident(Ident::new(&self.0, Span::call_site())),
            ]);
        }
    }
}

/// `[]` and what else is written to `tokens`.
type Tokens = TokenStream;

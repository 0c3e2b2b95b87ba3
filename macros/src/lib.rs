//! `compile_transform!`, behind the macro of that name in `philtre`, which passes its own path on.

mod input;
mod report;

use input::{Input, Source};
use philtre_transpile::diagnostic::{Diagnostic, Severity};
use philtre_transpile::native::{self, Options};
use philtre_transpile::parse::{ParseOptions, parse};
use philtre_transpile::resolve::{EntryDeclaration, ParameterDeclaration, ResolveOptions, resolve};
use proc_macro2::TokenStream;
use quote::quote;
use report::Report;

/// `(path of philtre) [attributes visibility static NAME =] "source" [, option = value]* [;]`
#[proc_macro]
pub fn compile_transform(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = syn::parse_macro_input!(input as Input);
    expand(&input).unwrap_or_else(|errors| errors).into()
}

/// Sources may be larger than those of users: whoever compiles the host wrote them.
const MAX_SOURCE: usize = 1 << 20;

fn expand(input: &Input) -> Result<TokenStream, TokenStream> {
    let philtre = &input.philtre;
    let root = quote!(#philtre::__native);
    let source = Source::read(&input.source)?;
    let report = Report { source: &source, literal: &input.source, item: input.name.is_some() };

    let parsed = parse(source.text.as_bytes(), &ParseOptions { max_bytes: MAX_SOURCE, ..ParseOptions::default() });
    let (program, more) = resolve(&parsed.root, &source.text, &resolve_options(input));
    let mut diagnostics = parsed.diagnostics;
    diagnostics.extend(more);
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
    diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
    let program = match program {
        Some(program) if diagnostics.is_empty() => program,
        _ => return Err(report.errors(&diagnostics)),
    };

    let parameters = parameters(input, &root);
    let value = native::emit_value(&program, &source.text, &parameters, &Options { root: root.clone() })
        .map_err(|error| report.errors(&[Diagnostic::error("E0300", error.span, error.message)]))?;
    Ok(finished(input, &source, &root, &value))
}

fn resolve_options(input: &Input) -> ResolveOptions {
    let mut options = ResolveOptions {
        allow_clock: input.clock.is_some(),
        allow_random: input.seed.is_some(),
        ..ResolveOptions::default()
    };
    if let Some(entry) = &input.entry {
        let parameters = entry.parameters.iter().map(|name| ParameterDeclaration::with_string_keys(name.to_string()));
        options.entries = vec![EntryDeclaration { name: entry.name.to_string(), parameters: parameters.collect() }];
    }
    if input.parameters.is_some() {
        // An expression that only the compiler of the host computes.
        for parameter in options.entries.iter_mut().flat_map(|entry| &mut entry.parameters) {
            parameter.keys = None;
        }
    }
    options
}

/// An expression that makes the `Parameters`.
fn parameters(input: &Input, root: &TokenStream) -> TokenStream {
    let list = match (&input.parameters, &input.entry) {
        (Some(list), _) => quote!(#list),
        (None, None) => quote!(#root::Parameter::of_changes()),
        (None, Some(entry)) => {
            let names = entry.parameters.iter().map(ToString::to_string);
            quote!(#root::list([#(#root::Parameter::with_string_keys(#names)),*]))
        }
    };
    match (&input.parameters, &input.entry) {
        (Some(_), Some(entry)) => {
            let names = entry.parameters.iter().map(ToString::to_string);
            quote!(#root::parameters(#list, &[#(#names),*]))
        }
        (Some(_), None) => quote!(#root::parameters(#list, &["action", "record", "changes", "metadata"])),
        _ => quote!(#root::Parameters::new(#list)),
    }
}

/// The value with its limits and grants, as an item or as an expression.
fn finished(input: &Input, source: &Source, root: &TokenStream, value: &TokenStream) -> TokenStream {
    let mut value = value.clone();
    if let Some(limits) = &input.limits {
        value.extend(quote!(.limits_from(|| #limits)));
    }
    if input.clock.is_some() || input.seed.is_some() {
        let option = |value: &Option<syn::Expr>| match value {
            Some(value) => quote!(#root::prelude::Some(#value)),
            None => quote!(#root::prelude::None),
        };
        let (clock, seed) = (option(&input.clock), option(&input.seed));
        value.extend(quote!(.with_host(#root::Host { clock: #clock, seed: #seed })));
    }
    // The compiler knows by this that the file is part of the crate.
    let tracked = source.path.as_ref().map(|path| {
        quote!(
            const _: &[u8] = ::core::include_bytes!(#path);
        )
    });
    match &input.name {
        None => quote!({ #tracked #value }),
        Some(name) => {
            let (attributes, visibility) = (&input.attributes, &input.visibility);
            quote! {
                #(#attributes)*
                #visibility static #name: #root::Native = { #tracked #value };
            }
        }
    }
}

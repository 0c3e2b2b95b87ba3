//! The [`library`] attribute: turns the functions of a module into rows of Philtre's function table.
//!
//! A row needs no second list: name, parameters, defaults, docs, purity, cost and body are one item, and the attribute
//! gathers all items of the module. A function without a cost does not compile.

use proc_macro::TokenStream;
use proc_macro2::{Span, TokenStream as Tokens};
use quote::quote;
use syn::spanned::Spanned;
use syn::{Error, Expr, FnArg, Ident, Item, ItemFn, ItemMod, Lit, LitStr, Meta, Pat, Type, parse_macro_input};

/// Makes rows of the functions in a module that carry `#[row(…)]`, and the module's static `MODULE`.
///
/// ```ignore
/// #[library("Tuple")]
/// pub mod functions {
///     /// Converts a tuple to a list.
///     ///
///     /// ```elixir
///     /// iex> Tuple.to_list({:foo, :bar})
///     /// [:foo, :bar]
///     /// ```
///     #[row(cost = elements(tuple))]
///     pub fn to_list<'a>(cx: &mut Context<'a>, tuple: Value<'a>) -> R<'a> { … }
/// }
/// ```
///
/// In `row(…)`:
/// - `cost = unit | bytes(parameter) | elements(parameter) | inside`, required. The charge is put before the body.
/// - `units = 4`: what a call costs beside that, where it takes more than twenty nanoseconds for the least of arguments;
///   `#[library("Module", units = 4)]` says so of all rows.
/// - `name = "member?"`, where the name is no Rust identifier.
/// - `default(parameter = value, …)`, in the order of parameters: `nil`, `true`, `[]`, `map`, a number, a text, `(0, 0)`, `:name` as `atom("name")`.
/// - `guard`: may stand in guards.
/// - `impure = clock | random`.
///
/// Parameters are `Value<'a>`, or `impl Fn0<'a>`, `Fn1`, `Fn2`, `Fn3` for functions that are called during the call only.
#[proc_macro_attribute]
pub fn library(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let LibraryArguments { module_name, units } = parse_macro_input!(attribute as LibraryArguments);
    let module = parse_macro_input!(item as ItemMod);
    expand(&module_name, units, module).unwrap_or_else(|error| error.to_compile_error()).into()
}

/// Units of fuel for a call of a row, unless its module or the row says else.
const UNITS: i64 = 2;

/// `"Module"`, `"Module", units = 4`
struct LibraryArguments {
    module_name: LitStr,
    units: i64,
}

impl syn::parse::Parse for LibraryArguments {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        let module_name = input.parse()?;
        let mut units = UNITS;
        if input.parse::<Option<syn::Token![,]>>()?.is_some() {
            let name: Ident = input.parse()?;
            if name != "units" {
                return Err(Error::new(name.span(), "expected `units`"));
            }
            input.parse::<syn::Token![=]>()?;
            units = input.parse::<syn::LitInt>()?.base10_parse()?;
        }
        Ok(LibraryArguments { module_name, units })
    }
}

fn expand(module_name: &LitStr, units: i64, mut module: ItemMod) -> Result<Tokens, Error> {
    let doc = docs(&module.attrs);
    let span = module.span();
    let Some((_, items)) = &mut module.content else {
        return Err(Error::new(span, "the attribute needs the module's body: `mod name { … }`"));
    };
    let mut rows = Vec::new();
    let mut shims = Vec::new();
    for item in items.iter_mut() {
        let Item::Fn(function) = item else { continue };
        let Some(at) = function.attrs.iter().position(|attribute| attribute.path().is_ident("row")) else {
            if matches!(function.vis, syn::Visibility::Public(_)) {
                return Err(Error::new(function.sig.ident.span(), "a public function here needs `#[row(cost = …)]`"));
            }
            continue;
        };
        let attribute = function.attrs.remove(at);
        let row = RowArguments::parse(&attribute, units, function)?;
        let (tokens, shim) = row.expand(module_name, function)?;
        rows.push(tokens);
        shims.extend(shim);
    }
    for shim in shims {
        items.push(Item::Verbatim(shim));
    }
    items.push(Item::Verbatim(quote! {
        /// The module with its rows.
        pub static MODULE: ::philtre_runtime::row::Module = ::philtre_runtime::row::Module {
            name: #module_name,
            doc: #doc,
            rows: &[#(#rows),*],
        };
    }));
    Ok(quote!(#module))
}

/// The Markdown of doc comments.
fn docs(attributes: &[syn::Attribute]) -> String {
    let mut text = String::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        if let Meta::NameValue(pair) = &attribute.meta
            && let Expr::Lit(literal) = &pair.value
            && let Lit::Str(line) = &literal.lit
        {
            let line = line.value();
            text.push_str(line.strip_prefix(' ').unwrap_or(&line));
            text.push('\n');
        }
    }
    text
}

#[derive(Clone, Copy)]
enum Kind {
    Value,
    Callback(u8),
}

struct Param {
    ident: Ident,
    kind: Kind,
    default: Option<Tokens>,
}

struct RowArguments {
    name: String,
    params: Vec<Param>,
    guard: bool,
    purity: Tokens,
    cost: Tokens,
    charge: Tokens,
    units: Option<i64>,
}

impl RowArguments {
    fn parse(attribute: &syn::Attribute, units: i64, function: &ItemFn) -> Result<Self, Error> {
        let mut params = parameters(function)?;
        let mut row = RowArguments {
            name: function.sig.ident.to_string().trim_start_matches("r#").to_owned(),
            params: Vec::new(),
            guard: false,
            purity: quote!(Pure),
            cost: Tokens::new(),
            charge: Tokens::new(),
            units: None,
        };
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("name") {
                row.name = meta.value()?.parse::<LitStr>()?.value();
            } else if meta.path.is_ident("guard") {
                row.guard = true;
            } else if meta.path.is_ident("impure") {
                let what: Ident = meta.value()?.parse()?;
                row.purity = match what.to_string().as_str() {
                    "clock" => quote!(Clock),
                    "random" => quote!(Random),
                    _ => return Err(meta.error("`impure` is `clock` or `random`")),
                };
            } else if meta.path.is_ident("cost") {
                let value: Expr = meta.value()?.parse()?;
                (row.cost, row.charge) = cost(&value, &params)?;
            } else if meta.path.is_ident("units") {
                row.units = Some(meta.value()?.parse::<syn::LitInt>()?.base10_parse()?);
            } else if meta.path.is_ident("default") {
                meta.parse_nested_meta(|pair| {
                    let name = pair.path.get_ident().cloned();
                    let value: Expr = pair.value()?.parse()?;
                    let Some(param) = params.iter_mut().find(|param| Some(&param.ident) == name.as_ref()) else {
                        return Err(pair.error("no parameter of that name"));
                    };
                    param.default = Some(default(&value)?);
                    Ok(())
                })?;
            } else {
                return Err(meta.error("expected `cost`, `units`, `name`, `default`, `guard` or `impure`"));
            }
            Ok(())
        })?;
        if row.cost.is_empty() {
            return Err(Error::new(
                function.sig.ident.span(),
                "a row needs `cost = unit | bytes(param) | elements(param) | inside`",
            ));
        }
        row.params = params;
        // What may stand in a guard is done in a step.
        row.units = row.units.or(Some(if row.guard { 1 } else { units }));
        Ok(row)
    }

    /// The row, and the function between the table's calling convention and the body, where one is needed.
    fn expand(&self, module: &LitStr, function: &mut ItemFn) -> Result<(Tokens, Option<Tokens>), Error> {
        let charge = &self.charge;
        let units = self.units.unwrap_or(UNITS);
        let block = &function.block;
        *function.block = syn::parse_quote!({ cx.charge_row(#units)?; #charge #block });

        let ident = &function.sig.ident;
        let plain = self.params.iter().all(|param| matches!(param.kind, Kind::Value));
        let count = self.params.len();
        let (call, shim) = match (plain, count) {
            (true, 0) => (quote!(F0(#ident)), None),
            (true, 1) => (quote!(F1(#ident)), None),
            (true, 2) => (quote!(F2(#ident)), None),
            (true, 3) => (quote!(F3(#ident)), None),
            _ => {
                let shim_name =
                    Ident::new(&format!("__call_{}", ident.to_string().trim_start_matches("r#")), Span::call_site());
                let names: Vec<_> = self.params.iter().map(|param| &param.ident).collect();
                let arguments = self.params.iter().map(|param| {
                    let name = &param.ident;
                    match param.kind {
                        Kind::Value => quote!(#name.value()),
                        Kind::Callback(_) => quote!(*#name),
                    }
                });
                let shim = quote! {
                    fn #shim_name<'a>(
                        cx: &mut ::philtre_runtime::Context<'a>,
                        arguments: &[::philtre_runtime::Callback<'a>],
                    ) -> ::philtre_runtime::R<'a> {
                        match arguments {
                            [#(#names),*] => #ident(cx, #(#arguments),*),
                            _ => Err(cx.argument_error("wrong number of arguments")),
                        }
                    }
                };
                (quote!(Many(#shim_name)), Some(shim))
            }
        };
        let params = self.params.iter().map(|param| {
            let name = param.ident.to_string();
            let name = name.trim_start_matches("r#").trim_start_matches('_');
            let kind = match param.kind {
                Kind::Value => quote!(Value),
                Kind::Callback(arity) => quote!(Callback(#arity)),
            };
            let default = match &param.default {
                Some(default) => quote!(Some(::philtre_runtime::row::Default::#default)),
                None => quote!(None),
            };
            quote! {
                ::philtre_runtime::row::Param {
                    name: #name,
                    kind: ::philtre_runtime::row::ParamKind::#kind,
                    default: #default,
                }
            }
        });
        let RowArguments { name, guard, purity, cost, .. } = self;
        let doc = docs(&function.attrs);
        let path = ident.to_string();
        let row = quote! {
            ::philtre_runtime::row::Row {
                module: #module,
                name: #name,
                params: &[#(#params),*],
                doc: #doc,
                purity: ::philtre_runtime::row::Purity::#purity,
                guard: #guard,
                cost: ::philtre_runtime::row::Cost::#cost,
                call: ::philtre_runtime::row::Call::#call,
                path: concat!(module_path!(), "::", #path),
            }
        };
        Ok((row, shim))
    }
}

/// All parameters but the first, which is the context.
fn parameters(function: &ItemFn) -> Result<Vec<Param>, Error> {
    let mut inputs = function.sig.inputs.iter();
    match inputs.next() {
        Some(FnArg::Typed(first)) if matches!(&*first.pat, Pat::Ident(name) if name.ident == "cx") => {}
        _ => return Err(Error::new(function.sig.span(), "the first parameter is `cx: &mut Context<'a>`")),
    }
    inputs
        .map(|input| {
            let FnArg::Typed(typed) = input else { return Err(Error::new(input.span(), "no `self` here")) };
            let Pat::Ident(name) = &*typed.pat else {
                return Err(Error::new(typed.pat.span(), "a parameter is a plain name"));
            };
            Ok(Param { ident: name.ident.clone(), kind: kind(&typed.ty)?, default: None })
        })
        .collect()
}

fn kind(ty: &Type) -> Result<Kind, Error> {
    let name = match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        Type::ImplTrait(bounds) => bounds.bounds.iter().find_map(|bound| match bound {
            syn::TypeParamBound::Trait(bound) => bound.path.segments.last().map(|segment| segment.ident.to_string()),
            _ => None,
        }),
        _ => None,
    };
    match name.as_deref() {
        Some("Value") => Ok(Kind::Value),
        Some("Fn0") => Ok(Kind::Callback(0)),
        Some("Fn1") => Ok(Kind::Callback(1)),
        Some("Fn2") => Ok(Kind::Callback(2)),
        Some("Fn3") => Ok(Kind::Callback(3)),
        _ => Err(Error::new(ty.span(), "a parameter is `Value<'a>` or `impl Fn0<'a>`, `Fn1`, `Fn2`, `Fn3`")),
    }
}

fn cost(value: &Expr, params: &[Param]) -> Result<(Tokens, Tokens), Error> {
    match value {
        Expr::Path(path) if path.path.is_ident("unit") => Ok((quote!(Unit), Tokens::new())),
        Expr::Path(path) if path.path.is_ident("inside") => Ok((quote!(Inside), Tokens::new())),
        Expr::Call(call) => {
            let Expr::Path(what) = &*call.func else { return Err(Error::new(call.span(), "unknown cost")) };
            let Some(Expr::Path(argument)) = call.args.first() else {
                return Err(Error::new(call.span(), "the cost names a parameter"));
            };
            let Some(index) = params.iter().position(|param| argument.path.is_ident(&param.ident)) else {
                return Err(Error::new(argument.span(), "no parameter of that name"));
            };
            let name = &params[index].ident;
            let index = index as u8;
            if what.path.is_ident("bytes") {
                Ok((quote!(Bytes(#index)), quote!(::philtre_runtime::row::charge_bytes_of(cx, #name)?;)))
            } else if what.path.is_ident("elements") {
                Ok((quote!(Elements(#index)), quote!(::philtre_runtime::row::charge_elements_of(cx, #name)?;)))
            } else {
                Err(Error::new(what.span(), "the cost is `unit`, `bytes(param)`, `elements(param)` or `inside`"))
            }
        }
        _ => Err(Error::new(value.span(), "the cost is `unit`, `bytes(param)`, `elements(param)` or `inside`")),
    }
}

fn default(value: &Expr) -> Result<Tokens, Error> {
    match value {
        Expr::Path(path) if path.path.is_ident("nil") => Ok(quote!(Nil)),
        Expr::Path(path) if path.path.is_ident("map") => Ok(quote!(EmptyMap)),
        Expr::Array(array) if array.elems.is_empty() => Ok(quote!(EmptyList)),
        Expr::Tuple(tuple) if tuple.elems.len() == 2 => Ok(quote!(NoMicrosecond)),
        Expr::Lit(literal) => match &literal.lit {
            Lit::Bool(b) => Ok(quote!(Bool(#b))),
            Lit::Int(i) => Ok(quote!(Int(#i))),
            Lit::Str(s) => Ok(quote!(Text(#s))),
            other => Err(Error::new(other.span(), "unknown default")),
        },
        Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Neg(_)) => Ok(quote!(Int(#unary))),
        Expr::Call(call) => match (&*call.func, call.args.first()) {
            (Expr::Path(what), Some(Expr::Lit(name))) if what.path.is_ident("atom") => Ok(quote!(Atom(#name))),
            _ => Err(Error::new(call.span(), "unknown default")),
        },
        other => {
            Err(Error::new(other.span(), "a default is nil, true, false, [], map, a number, a text or atom(\"name\")"))
        }
    }
}

//! What is written in `compile_transform!`, and the source that it names.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use std::path::PathBuf;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Error, Expr, Ident, LitStr, Token, Visibility, parenthesized};

/// The macro's input.
pub(crate) struct Input {
    /// The path of the façade.
    pub(crate) philtre: TokenStream,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    /// The name of the static, where an item is wanted.
    pub(crate) name: Option<Ident>,
    pub(crate) source: LitStr,
    pub(crate) entry: Option<Entry>,
    pub(crate) parameters: Option<Expr>,
    pub(crate) limits: Option<Expr>,
    pub(crate) clock: Option<Expr>,
    pub(crate) seed: Option<Expr>,
}

/// `name(parameter, …)`
pub(crate) struct Entry {
    pub(crate) name: Ident,
    pub(crate) parameters: Punctuated<Ident, Token![,]>,
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let philtre;
        parenthesized!(philtre in input);
        let philtre = philtre.parse::<TokenStream>()?;
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse::<Visibility>()?;
        let name = if input.peek(Token![static]) {
            input.parse::<Token![static]>()?;
            let name = input.parse::<Ident>()?;
            if input.peek(Token![:]) {
                return Err(input.error("expected `=`: the type is always `Native`, and is not written"));
            }
            input.parse::<Token![=]>()?;
            Some(name)
        } else if !attributes.is_empty() || !matches!(visibility, Visibility::Inherited) {
            return Err(input.error("expected `static NAME = \"source\";`"));
        } else {
            None
        };
        if !input.peek(LitStr) {
            return Err(input.error("expected a string: the path of a file that ends with `.ex`, or a source"));
        }
        let source = input.parse::<LitStr>()?;
        let mut all = Input {
            philtre,
            attributes,
            visibility,
            name,
            source,
            entry: None,
            parameters: None,
            limits: None,
            clock: None,
            seed: None,
        };
        all.options(input)?;
        if all.name.is_some() {
            if input.is_empty() {
                // The end has no place of its own.
                return Err(Error::new(all.source.span(), "expected `;` behind the source and its options"));
            }
            input.parse::<Token![;]>()?;
        }
        if !input.is_empty() {
            return Err(input.error("expected the end, or `, option = value`"));
        }
        Ok(all)
    }
}

impl Input {
    fn options(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        while input.peek(Token![,]) {
            input.parse::<Token![,]>()?;
            if input.is_empty() || input.peek(Token![;]) {
                break;
            }
            let option = input.parse::<Ident>()?;
            input.parse::<Token![=]>()?;
            let slot = match option.to_string().as_str() {
                "entry" => {
                    let name = input.parse::<Ident>()?;
                    let list;
                    parenthesized!(list in input);
                    let parameters = list.parse_terminated(Ident::parse, Token![,])?;
                    if self.entry.replace(Entry { name, parameters }).is_some() {
                        return Err(Error::new(option.span(), "`entry` is given twice"));
                    }
                    continue;
                }
                "parameters" => &mut self.parameters,
                "limits" => &mut self.limits,
                "clock" => &mut self.clock,
                "seed" => &mut self.seed,
                _ => {
                    return Err(Error::new(
                        option.span(),
                        "unknown option: there are `entry`, `parameters`, `limits`, `clock` and `seed`",
                    ));
                }
            };
            if slot.replace(input.parse()?).is_some() {
                return Err(Error::new(option.span(), format!("`{option}` is given twice")));
            }
        }
        Ok(())
    }
}

/// A source, and where it comes from.
pub(crate) struct Source {
    pub(crate) text: String,
    /// The file's path as it was written, and from the root.
    pub(crate) written: Option<String>,
    pub(crate) path: Option<String>,
}

impl Source {
    /// The text itself, or that of the file that it names.
    pub(crate) fn read(literal: &LitStr) -> Result<Self, TokenStream> {
        let text = literal.value();
        if !is_path(&text) {
            return match text.contains("def") {
                true => Ok(Source { text, written: None, path: None }),
                false if text.trim().is_empty() => Err(failure(literal.span(), "the source is empty")),
                false => Err(failure(
                    literal.span(),
                    "this is neither a source, which defines a function, nor the path of a file, which ends with `.ex` \
                     or `.exs`",
                )),
            };
        }
        let root = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
        let path = root.join(&text);
        let bytes = std::fs::read(&path).map_err(|error| {
            let message = format!(
                "cannot read {}: {error}; the path is from the directory of this crate's Cargo.toml",
                path.display()
            );
            failure(literal.span(), &message)
        })?;
        match String::from_utf8(bytes) {
            Ok(source) => {
                let path = path.to_str().map(str::to_owned);
                Ok(Source { text: source, written: Some(text), path })
            }
            Err(error) => {
                let valid = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
                let line = 1 + valid.iter().filter(|byte| **byte == b'\n').count();
                let message = format!("{text}:{line}: a source is UTF-8, and this line is not");
                Err(failure(literal.span(), &message))
            }
        }
    }
}

/// One line that ends as a file's name does and does not begin as a definition.
fn is_path(text: &str) -> bool {
    let name = text.trim();
    (name.ends_with(".ex") || name.ends_with(".exs")) && !name.contains('\n') && !name.starts_with("def")
}

/// An error of the compiler.
pub(crate) fn failure(span: Span, message: &str) -> TokenStream {
    let error = Error::new(span, message).to_compile_error();
    quote!(#error)
}

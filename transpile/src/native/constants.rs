//! What exists once: literals, keys of maps, regexes.

use super::frame::Code;
use super::names::{ident, upper};
use super::{Emitter, Tokens};
use crate::closures::literal;
use crate::ir::Literal;
use crate::span::Span;
use philtre_runtime::regex::CompiledRegex;
use philtre_runtime::{Term, Value};
use proc_macro2::Literal as Token;
use quote::quote;

/// Texts up to this many bytes are written where they are used.
const SHORT_TEXT: usize = 60;

impl Emitter<'_> {
    /// A literal as an expression without effects.
    pub(super) fn literal(&mut self, literal: &Literal, span: Span) -> Tokens {
        match literal {
            Literal::Int(i) => int(*i),
            Literal::Float(f) => float(*f),
            Literal::Atom(name) => self.atom(name),
            Literal::Binary(bytes) => self.binary(bytes),
            Literal::List(elements, None) if elements.is_empty() => quote!(Value::EMPTY_LIST),
            Literal::Tuple(elements) if elements.is_empty() => quote!(Value::EMPTY_TUPLE),
            Literal::Map(pairs) if pairs.is_empty() => quote!(Value::map(&Map::EMPTY)),
            _ => match literal::constant(literal, span) {
                Ok(constant) => {
                    let name = match literal {
                        Literal::List(..) => "LIST",
                        Literal::Tuple(_) => "TUPLE",
                        Literal::Map(_) => "MAP",
                        Literal::Big(_) => "INTEGER",
                        _ => "BITS",
                    };
                    let tokens = self.term(constant.get());
                    self.constant(name, &tokens)
                }
                Err(error) => {
                    self.fail(error.span, error.message);
                    quote!(Value::NIL)
                }
            },
        }
    }

    /// A literal for a parameter that takes a key or a list of keys: texts remember where they were found last.
    pub(super) fn key_literal(&mut self, literal: &Literal, span: Span) -> Tokens {
        match literal {
            Literal::Binary(bytes) if let Ok(text) = std::str::from_utf8(bytes) => {
                self.constant(&upper(text), &quote!(key_text!(#text)))
            }
            Literal::List(keys, None) if !keys.is_empty() => {
                let keys: Vec<Tokens> = keys.iter().map(|key| self.key_literal(key, span)).collect();
                self.constant("KEYS", &quote!(Value::block(&[#(#keys,)* Value::EMPTY_LIST])))
            }
            _ => self.literal(literal, span),
        }
    }

    /// An atom: a constant, or one that every value knows.
    pub(super) fn atom(&mut self, name: &str) -> Tokens {
        match name {
            "nil" => quote!(Value::NIL),
            "true" => quote!(Value::TRUE),
            "false" => quote!(Value::FALSE),
            _ => {
                let wanted = upper(name.strip_prefix("Elixir.").unwrap_or(name));
                self.constant(&wanted, &quote!(atom(#name)))
            }
        }
    }

    fn binary(&mut self, bytes: &[u8]) -> Tokens {
        let tokens = binary(bytes);
        if bytes.len() <= SHORT_TEXT { tokens } else { self.constant("TEXT", &tokens) }
    }

    /// A named constant of that value.
    fn constant(&mut self, wanted: &str, value: &Tokens) -> Tokens {
        let key = value.to_string();
        if let Some(known) = self.constants.get(&key) {
            return known.clone();
        }
        let name = ident(&self.names.fresh(wanted));
        self.statics.extend(quote!(const #name: Value<'static> = #value;));
        self.constants.insert(key, quote!(#name));
        quote!(#name)
    }

    /// A static that exists once for a text.
    pub(super) fn once(
        &mut self,
        wanted: &str,
        key: String,
        make: impl FnOnce(&proc_macro2::Ident) -> Tokens,
    ) -> Tokens {
        if let Some(known) = self.constants.get(&key) {
            return known.clone();
        }
        let name = ident(&self.names.fresh(wanted));
        self.statics.extend(make(&name));
        self.constants.insert(key, quote!(#name));
        quote!(#name)
    }

    /// A key of a map that remembers where it was found, for each container that is looked into.
    pub(super) fn key(&mut self, container: &str, key: &Literal, span: Span) -> Tokens {
        let value = self.literal(key, span);
        let text = match key {
            Literal::Atom(name) => name.clone(),
            Literal::Binary(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Literal::Int(i) => i.to_string(),
            _ => "key".to_owned(),
        };
        let wanted = upper(&format!("{container}_{text}"));
        self.once(&wanted, format!("key {container} {value}"), |name| {
            quote! {
                const #name: Key = Key::new(#value, {
                    static AT: Guess = Guess::new();
                    &AT
                });
            }
        })
    }

    /// The sorted keys of maps that are made.
    pub(super) fn keys(&mut self, keys: &[Value<'_>]) -> Tokens {
        let atoms: Option<Vec<String>> = keys
            .iter()
            .map(|key| match key.term() {
                Term::Atom(atom) => Some(atom.name().to_owned()),
                _ => None,
            })
            .collect();
        let keys: Vec<Tokens> = keys.iter().map(|key| self.term(*key)).collect();
        let keys = quote!(&[#(#keys),*]);
        let name = self.once("KEYS", format!("keys {keys}"), |name| quote!(static #name: &[Value<'static>] = #keys;));
        if let Some(atoms) = atoms {
            self.shapes.push((atoms, name.clone()));
        }
        name
    }

    /// The first keys of maps that were made so far which have that atom among them, and its place there.
    pub(super) fn shape_with(&self, atom: &str) -> Option<(Tokens, Token)> {
        self.shapes.iter().find_map(|(atoms, keys)| {
            let place = atoms.iter().position(|name| name == atom)?;
            Some((keys.clone(), Token::usize_unsuffixed(place)))
        })
    }

    /// `~r/source/modifiers`
    pub(super) fn regex(&mut self, source: &str, modifiers: &str, span: Span) -> Code {
        if let Err(error) = CompiledRegex::new(source.as_bytes(), modifiers) {
            self.fail(span, format!("{} at position {}", error.message, error.position));
        }
        let name = self.once(
            "REGEX",
            format!("regex {modifiers} {source}"),
            |name| quote!(static #name: Regex = Regex::new(#source, #modifiers);),
        );
        Code::Result(quote!(#name.value(cx)))
    }

    /// A term as a constant expression.
    fn term(&mut self, value: Value<'_>) -> Tokens {
        match value.term() {
            Term::Atom(atom) => self.atom(atom.name()),
            Term::Int(i) => int(i),
            Term::Float(f) => float(f),
            Term::Big(big) => {
                let (negative, digits) = (big.is_negative(), big.digits());
                quote!(big(#negative, &[#(#digits),*]))
            }
            Term::Binary(bytes) => binary(bytes.bytes()),
            Term::Bits(bits) => {
                let (bytes, count) = (Token::byte_string(bits.bytes()), bits.bit_len());
                quote!(bits(&bits_of(#bytes, #count)))
            }
            Term::EmptyList => quote!(Value::EMPTY_LIST),
            Term::List(_) => {
                let mut elements = Vec::new();
                let mut rest = value;
                while let Term::List(list) = rest.term() {
                    elements.extend(list.block().iter().map(|element| self.term(*element)));
                    rest = list.rest();
                }
                let tail = self.term(rest);
                quote!(Value::block(&[#(#elements,)* #tail]))
            }
            Term::Tuple(elements) => {
                let elements: Vec<Tokens> = elements.iter().map(|element| self.term(*element)).collect();
                quote!(Value::tuple(&[#(#elements),*]))
            }
            Term::Map(map) => {
                let (keys, values): (Vec<Tokens>, Vec<Tokens>) =
                    map.iter().map(|(key, value)| (self.term(key), self.term(value))).unzip();
                quote!(Value::map(&Map::from_sorted(&[#(#keys),*], &[#(#values),*])))
            }
            // No literal is a function.
            Term::Fun(_) | Term::Reference(_) => quote!(Value::NIL),
        }
    }
}

fn int(i: i64) -> Tokens {
    let token = Token::i64_unsuffixed(i);
    if i == i64::MIN { quote!(Value::int(i64::MIN)) } else { quote!(Value::int(#token)) }
}

fn float(f: f64) -> Tokens {
    // As short as it can be written.
    match format!("{f:?}").parse::<Tokens>() {
        Ok(token) => quote!(Value::float(#token)),
        Err(_) => quote!(Value::float(#f)),
    }
}

fn binary(bytes: &[u8]) -> Tokens {
    match std::str::from_utf8(bytes) {
        Ok(text) => quote!(Value::str(#text)),
        Err(_) => {
            let bytes = Token::byte_string(bytes);
            quote!(Value::bytes(#bytes))
        }
    }
}

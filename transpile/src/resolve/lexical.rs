//! `alias`, `import`, `require`: seen from where they stand to the end of their block.

use super::call::Written;
use super::special::Blocks;
use super::{Resolver, codes, literal, module_atom, names};
use crate::ast::{self, Name};
use crate::ir;
use crate::span::Span;
use philtre_runtime::library::{self, structs};
use philtre_runtime::row::Row;

/// What is seen here.
#[derive(Default)]
pub(super) struct Lexical<'a> {
    entries: Vec<Entry<'a>>,
}

enum Entry<'a> {
    /// A short name and what it stands for.
    Alias(&'a str, String),
    Import {
        module: String,
        filter: Filter<'a>,
    },
}

enum Filter<'a> {
    All,
    Only(Vec<(&'a str, usize)>),
    Except(Vec<(&'a str, usize)>),
}

impl<'a> Lexical<'a> {
    pub(super) fn mark(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn reset(&mut self, mark: usize) {
        self.entries.truncate(mark);
    }

    /// The full name of an alias.
    pub(super) fn expand(&self, segments: &[Name]) -> String {
        let Some((first, rest)) = segments.split_first() else { return String::new() };
        let mut full = String::new();
        if first.text != "Elixir" {
            let known = self.entries.iter().rev().find_map(|entry| match entry {
                Entry::Alias(short, full) if *short == first.text => Some(full.as_str()),
                _ => None,
            });
            full.push_str(known.unwrap_or(&first.text));
        }
        for segment in rest {
            if !full.is_empty() {
                full.push('.');
            }
            full.push_str(&segment.text);
        }
        full
    }

    /// The functions of that name and arity that are imported.
    pub(super) fn imported(&self, name: &str, arity: usize) -> impl Iterator<Item = &'static Row> {
        self.entries.iter().rev().filter_map(move |entry| match entry {
            Entry::Import { module, filter } if module != "Kernel" && filter.allows(name, arity) => {
                library::find(module, name, arity)
            }
            _ => None,
        })
    }

    /// The function of `Kernel` of that name and arity, unless an `import Kernel` leaves it out.
    pub(super) fn kernel(&self, name: &str, arity: usize) -> Option<&'static Row> {
        let left_out = self.entries.iter().rev().find_map(|entry| match entry {
            Entry::Import { module, filter } if module == "Kernel" => Some(!filter.allows(name, arity)),
            _ => None,
        });
        if left_out == Some(true) { None } else { library::find("Kernel", name, arity) }
    }

    /// Whether a name of a module is imported.
    pub(super) fn imports(&self, module: &str, name: &str, arity: usize) -> bool {
        self.entries.iter().any(|entry| match entry {
            Entry::Import { module: imported, filter } => imported == module && filter.allows(name, arity),
            Entry::Alias(..) => false,
        })
    }
}

impl Filter<'_> {
    fn allows(&self, name: &str, arity: usize) -> bool {
        match self {
            Filter::All => true,
            Filter::Only(only) => only.contains(&(name, arity)),
            Filter::Except(except) => !except.contains(&(name, arity)),
        }
    }
}

impl<'a> Resolver<'a> {
    /// A module's name as a value: its atom.
    pub(super) fn alias_value(&mut self, segments: &'a [Name], span: Span) -> ir::Expr {
        let module = self.lexical.expand(segments);
        let known = library::module(&module).is_some()
            || structs::find(&module).is_some()
            || names::value_module(&module)
            || self.module.name == Some(&*module);
        if !known && !module.is_empty() {
            let mut warning = crate::diagnostic::Diagnostic::warning(
                codes::UNKNOWN_ALIAS,
                span,
                format!("no module {module} is known: this is just the atom"),
            );
            let help = match &*module {
                "None" | "Null" => Some("the empty value is written `nil`".to_owned()),
                "True" | "False" => Some(format!("write `{}`", module.to_ascii_lowercase())),
                _ => {
                    let variable = self.scope.visible().find(|name| name.eq_ignore_ascii_case(&module));
                    let near = variable.or_else(|| self.nearest(&module, super::suggest::module_names()));
                    near.map(|near| format!("did you mean `{near}`?"))
                }
            };
            if let Some(help) = help {
                warning = warning.help(help);
            }
            self.report(warning);
        }
        literal(module_atom(&module), span)
    }

    /// `alias`, `import` or `require`; the value is the module's atom.
    pub(super) fn directive(&mut self, mut call: Written<'a>) -> ir::Expr {
        let blocks = Blocks::take(&mut call);
        let ([target], None) = (call.arguments.as_slice(), blocks.body) else {
            return self.error(
                codes::INVALID_DIRECTIVE,
                call.span,
                format!("`{}` takes a module and options", call.name),
            );
        };
        let ast::ExprKind::Alias(segments) = &target.kind else {
            return self.error_with_help(
                codes::INVALID_DIRECTIVE,
                target.span,
                format!("invalid argument for {}, expected a compile time atom or alias", call.name),
                "write one module's name",
            );
        };
        let module = self.lexical.expand(segments);
        let own = self.module.name == Some(&*module);
        let known = library::module(&module).is_some() || structs::find(&module).is_some() || own;
        let named = call.name == "alias" && names::value_module(&module);
        if !known && !named {
            return self.unknown_module(&module, target.span);
        }
        match call.name {
            "import" => self.import(&module, target.span, &blocks),
            _ => {
                let mut short =
                    if call.name == "alias" { segments.last().map(|last| last.text.as_str()) } else { None };
                for (key, span, value) in &blocks.options {
                    match (*key, &value.kind) {
                        ("as", ast::ExprKind::Alias(name)) if let [only] = name.as_slice() => short = Some(&only.text),
                        ("warn", _) => {}
                        _ => {
                            self.error(
                                codes::INVALID_DIRECTIVE,
                                *span,
                                format!("invalid option `{key}` for {}, expected `as: Name`", call.name),
                            );
                        }
                    }
                }
                if let Some(short) = short {
                    self.lexical.entries.push(Entry::Alias(short, module.clone()));
                }
            }
        }
        literal(module_atom(&module), call.span)
    }

    fn import(&mut self, module: &str, span: Span, blocks: &Blocks<'a>) {
        if library::module(module).is_none() {
            self.error(codes::INVALID_DIRECTIVE, span, format!("{module} has no functions to import"));
            return;
        }
        let mut filter = Filter::All;
        for (key, span, value) in &blocks.options {
            match *key {
                "only" | "except" => {
                    if let ast::ExprKind::Atom(name) = &value.kind
                        && matches!(name.as_str(), "functions" | "macros" | "sigils")
                        && *key == "only"
                    {
                        continue;
                    }
                    let named = self.name_arity_list(value);
                    for (name, arity) in &named {
                        if library::find(module, name, *arity).is_none() {
                            self.error(
                                codes::INVALID_DIRECTIVE,
                                value.span,
                                format!("cannot import {module}.{name}/{arity} because it is undefined or private"),
                            );
                        }
                    }
                    filter = if *key == "only" { Filter::Only(named) } else { Filter::Except(named) };
                }
                "warn" => {}
                _ => {
                    self.error(codes::INVALID_DIRECTIVE, *span, "`import` takes the options `only:` and `except:`");
                }
            }
        }
        self.lexical.entries.push(Entry::Import { module: module.to_owned(), filter });
    }

    /// `[map: 2, filter: 2]`
    fn name_arity_list(&mut self, list: &'a ast::Expr) -> Vec<(&'a str, usize)> {
        let mut all = Vec::new();
        let pairs = match &list.kind {
            ast::ExprKind::List(elements) => match elements.as_slice() {
                [] => return all,
                [ast::Expr { kind: ast::ExprKind::Keywords(pairs), .. }] => Some(pairs),
                _ => None,
            },
            _ => None,
        };
        for pair in pairs.into_iter().flatten() {
            match (&pair.key.kind, &pair.value.kind) {
                (ast::ExprKind::Atom(name), ast::ExprKind::Integer(arity)) if *arity >= 0 => {
                    all.push((name.as_str(), *arity as usize));
                }
                _ => {
                    self.error(codes::INVALID_DIRECTIVE, pair.key.span, "expected `name: arity`");
                }
            }
        }
        if pairs.is_none() {
            self.error(
                codes::INVALID_DIRECTIVE,
                list.span,
                "`only:` and `except:` take a list such as `[map: 2, filter: 2]`",
            );
        }
        all
    }
}

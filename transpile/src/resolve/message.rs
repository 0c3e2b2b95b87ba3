//! What is known of a message when a source is loaded: which keys its maps have. Keys of the wrong kind, which give `nil` or
//! raise for every message, are the mistake that all of us make; here they are found. Whatever is not sure is a warning.

use super::{ParameterDeclaration, Resolver, VariableKind, codes};
use crate::ast::{self, ExprKind};
use crate::diagnostic::Diagnostic;
use crate::ir;
use crate::span::Span;
use philtre_runtime::library::structs;
use philtre_runtime::program::Keys;

/// Accesses that are followed; more are not looked at.
const MAX_STEPS: usize = 16;

/// Structs of which a host may give values.
const STRUCTS: [&str; 6] = ["Date", "Time", "NaiveDateTime", "DateTime", "Decimal", "Range"];

impl<'a> Resolver<'a> {
    /// The declaration of the parameter that an expression names.
    fn declared(&self, expr: &ast::Expr) -> Option<&'a ParameterDeclaration> {
        let ExprKind::Identifier(name) = &expr.kind else { return None };
        let variable = self.scope.variables.get(self.visible_variable(name)? as usize)?;
        match variable.kind {
            VariableKind::Parameter(at) => self.parameters.get(usize::from(at)),
            VariableKind::Plain => None,
        }
    }

    /// The keys that the map at an access into a message has: `record["user"]`, `metadata.consumer`.
    fn keys_of(&self, expr: &ast::Expr) -> Option<&'a Keys> {
        let mut steps: Vec<Option<&str>> = Vec::new();
        let mut base = expr;
        while steps.len() < MAX_STEPS {
            base = match &base.kind {
                ExprKind::Remote(remote) if is_field(remote) => {
                    steps.push(Some(&remote.name.text));
                    &remote.target
                }
                ExprKind::Access(container, key) => {
                    steps.push(match &key.kind {
                        ExprKind::Atom(name) => Some(name),
                        _ => None,
                    });
                    container
                }
                _ => break,
            };
        }
        steps.iter().rev().try_fold(self.declared(base)?.keys.as_ref()?, |keys, step| match keys {
            Keys::Strings => Some(keys),
            Keys::Atoms(fields) => {
                fields.iter().find(|field| Some(field.name.as_str()) == *step).map(|field| &field.keys)
            }
        })
    }

    /// `record.user.name`, as what it starts from and how it is written.
    fn record_path(&self, remote: &'a ast::Remote) -> Option<(&'a ast::Expr, String)> {
        let mut names = vec![remote.name.text.as_str()];
        let mut base = &remote.target;
        while let ExprKind::Remote(inner) = &base.kind
            && is_field(inner)
        {
            names.push(&inner.name.text);
            base = &inner.target;
        }
        let declared = self.declared(base)?;
        if declared.name != "record" || declared.keys != Some(Keys::Strings) {
            return None;
        }
        let path: String = names.iter().rev().map(|name| format!("[\"{name}\"]")).collect();
        Some((base, format!("{}{path}", self.text(base.span))))
    }

    /// `target.name`: refuses `record.name`, and warns where the dot raises.
    pub(super) fn check_field(&mut self, remote: &'a ast::Remote, span: Span) -> Option<ir::Expr> {
        let name = remote.name.text.as_str();
        let target = self.text(remote.target.span);
        if let Some((base, path)) = self.record_path(remote) {
            let message = "`record` has string keys, so the dot cannot read them";
            let refused = self.error_with_help(codes::RECORD_FIELD, span, message, format!("write `{path}`"));
            self.expr(base);
            return Some(refused);
        }
        match self.keys_of(&remote.target)? {
            Keys::Strings => {
                if let ExprKind::Remote(inner) = &remote.target.kind
                    && let Some(Keys::Strings) = self.keys_of(&inner.target)
                {
                    // The inner dot has been found.
                    return None;
                }
                let write = match name {
                    "length" | "size" | "count" => format!("write `length({target})`, or `String.length({target})`"),
                    _ => format!("write `{target}[\"{name}\"]`"),
                };
                match self.declared(&remote.target).map(|declared| declared.name.as_str()) {
                    Some("action") => {
                        let message = "`action` has no key that the dot can read";
                        let help = "it is a string such as \"insert\"";
                        self.report(Diagnostic::warning(codes::SUSPICIOUS_FIELD, span, message).help(help));
                    }
                    // What the host gives may be a date, but not where it is looked into.
                    _ if STRUCTS.iter().filter_map(|name| structs::find(name)).any(|known| known.has(name)) => {}
                    _ => {
                        let message = format!("`{target}` has no key that the dot can read");
                        self.report(Diagnostic::warning(codes::SUSPICIOUS_FIELD, span, message).help(write));
                    }
                }
            }
            Keys::Atoms(fields) => {
                let names = || fields.iter().map(|field| field.name.as_str());
                if !names().any(|known| known == name)
                    && let Some(near) = self.nearest(name, names())
                {
                    let message = format!("`{target}` has no key `{name}`");
                    let help = format!("did you mean `{target}.{near}`?");
                    self.report(Diagnostic::warning(codes::SUSPICIOUS_FIELD, remote.name.span, message).help(help));
                }
            }
        }
        None
    }

    /// `container[key]` and `Map.get(container, key)`: warns where the key is of the wrong kind.
    pub(super) fn check_key(&mut self, container: &'a ast::Expr, key: &'a ast::Expr) {
        if !matches!(key.kind, ExprKind::Atom(_) | ExprKind::String(_)) {
            return;
        }
        let Some(keys) = self.keys_of(container) else { return };
        let target = self.text(container.span);
        let (kind, write) = match (keys, &key.kind) {
            (Keys::Strings, ExprKind::Atom(name)) => ("string", format!("\"{name}\"")),
            (Keys::Atoms(_), ExprKind::String(parts)) => match Self::plain(parts).map(String::from_utf8) {
                Some(Ok(name)) if is_word(&name) => ("atom", format!(":{name}")),
                _ => return,
            },
            _ => return,
        };
        let message = format!("`{target}` has {kind} keys: this one is never there");
        self.report(Diagnostic::warning(codes::WRONG_KEY, key.span, message).help(format!("write `{write}`")));
    }

    /// `%{key: name} = container`
    pub(super) fn check_pattern(&mut self, pattern: &'a ast::Expr, value: &'a ast::Expr) {
        let ExprKind::Map(None, pairs) = &pattern.kind else { return };
        for pair in pairs {
            if let ExprKind::Atom(_) | ExprKind::String(_) = pair.key.kind {
                self.check_key(value, &pair.key);
            }
        }
    }

    /// `value == :atom`, `case value do :atom -> …`: warns where the value comes from a message.
    pub(super) fn check_equal(&mut self, value: &'a ast::Expr, atom: &'a ast::Expr) {
        if let ExprKind::Atom(name) = &atom.kind
            && !matches!(name.as_str(), "nil" | "true" | "false")
            && let Some(Keys::Strings) = self.keys_of(value)
        {
            let message = format!("`{}` is never an atom", self.text(value.span));
            let help = format!("write `\"{name}\"`");
            self.report(Diagnostic::warning(codes::NEVER_EQUAL, atom.span, message).help(help));
        }
    }

    /// `"text" + value`, `"text" ++ value`
    pub(super) fn check_text(&mut self, operator: &str, operator_span: Span, sides: [&'a ast::Expr; 2]) {
        if !sides.iter().any(|side| matches!(side.kind, ExprKind::String(_))) {
            return;
        }
        let what = if matches!(operator, "++" | "--") { "lists" } else { "numbers" };
        let mut found =
            Diagnostic::warning(codes::NOT_FOR_TEXT, operator_span, format!("`{operator}` takes {what}, not texts"));
        if matches!(operator, "+" | "++") {
            found = found.help("join texts with `<>`; a value is written into a text as `\"text #{value}\"`");
        }
        self.report(found);
    }

    /// `if name = "text"`
    pub(super) fn check_condition(&mut self, condition: &'a ast::Expr) {
        if let ExprKind::Binary(ast::BinaryOp::Match, span, left, right) = &condition.kind
            && let ExprKind::Identifier(_) = left.kind
            && let ExprKind::String(_) | ExprKind::Atom(_) | ExprKind::Integer(_) | ExprKind::Float(_) = right.kind
        {
            let message = format!("`=` binds `{}` and compares nothing", self.text(left.span));
            self.report(Diagnostic::warning(codes::ALWAYS_TRUE, *span, message).help("write `==`"));
        }
    }
}

/// `target.name`
fn is_field(remote: &ast::Remote) -> bool {
    !remote.parens && remote.arguments.is_empty() && remote.sections.is_empty()
}

/// Whether a key can be written without quotes.
fn is_word(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_')
        && name.chars().all(|next| next.is_ascii_alphanumeric() || next == '_')
}

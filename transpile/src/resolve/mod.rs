//! From the syntax tree to the IR, with all that is wrong reported at once: the checker and the lowering in one pass.
//!
//! Names are resolved once. A construct that is wrong leaves `nil` in the IR and a diagnostic, and the work goes on.
//!
//! The parts, from the top: `module` (definitions, entries) with `attribute` and `lexical` (alias, import); `expr`
//! (literals, operators) with `range`, `sigil`, `structs` and `bitstring`; `call` and `remote` (functions and rows), `lambda`
//! (`fn` and `&`), `special` (`case`, `with`, `for` …) with `rescue`, `raise` and `path` (`put_in` …); `pattern`, `guard`;
//! `message` (what is known of arguments), `scope` and `slots` (variables and frames), `fold` (constants), `names` and `suggest` (what is refused, what is meant).
//!
//! It knows no file and runs nothing but pure library functions on literals, under small limits.

mod attribute;
mod bitstring;
mod call;
pub mod codes;
mod expr;
mod fast;
mod fold;
mod guard;
mod lambda;
mod lexical;
mod message;
mod module;
mod names;
mod path;
mod pattern;
mod raise;
mod range;
mod remote;
mod rescue;
mod scope;
mod sigil;
mod slots;
mod special;
mod structs;
mod suggest;

use crate::ast;
use crate::diagnostic::{Diagnostic, Severity};
use crate::ir::{self, Literal, Slot};
use crate::span::Span;
use philtre_runtime::program::{Keys, Parameter};
use scope::{Frame, Scope, Variable, VariableId, VariableKind};

/// A function that the host runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryDeclaration {
    /// `transform`
    pub name: String,
    /// `action`, `record`, …: each may be written with a leading underscore; the plain name is bound even then.
    pub parameters: Vec<ParameterDeclaration>,
}

/// A parameter of such a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterDeclaration {
    /// Without an underscore.
    pub name: String,
    /// Which keys its maps have, where that is known.
    pub keys: Option<Keys>,
}

impl From<Parameter> for ParameterDeclaration {
    fn from(parameter: Parameter) -> Self {
        ParameterDeclaration { name: parameter.name, keys: Some(parameter.keys) }
    }
}

impl ParameterDeclaration {
    /// One whose maps have string keys at every level.
    pub fn with_string_keys(name: impl Into<String>) -> Self {
        Parameter::with_string_keys(name).into()
    }
}

impl EntryDeclaration {
    /// `action, record, changes, metadata`
    fn parameter_names(&self) -> String {
        self.parameters.iter().map(|parameter| parameter.name.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// What becomes of a call of a function that a known module does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Undefined {
    /// An error when the source is loaded.
    #[default]
    Refuse,
    /// `UndefinedFunctionError` when the call is made, as in Elixir.
    RaiseAtRuntime,
}

/// What the host declares and allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolveOptions {
    /// The functions that the host may run, one of which a source defines.
    pub entries: Vec<EntryDeclaration>,
    /// Whether functions may see the time.
    pub allow_clock: bool,
    /// Whether functions may see random numbers.
    pub allow_random: bool,
    /// Calls of unknown functions.
    pub undefined: Undefined,
    /// Whether the function that the host runs may have several clauses, and patterns as parameters, like any other.
    pub entry_patterns: bool,
}

impl Default for ResolveOptions {
    fn default() -> Self {
        let parameters: Vec<ParameterDeclaration> =
            Parameter::of_changes().into_iter().map(ParameterDeclaration::from).collect();
        let entries = ["transform", "route", "filter"]
            .map(|name| EntryDeclaration { name: name.to_owned(), parameters: parameters.clone() })
            .to_vec();
        ResolveOptions {
            entries,
            allow_clock: false,
            allow_random: false,
            undefined: Undefined::Refuse,
            entry_patterns: false,
        }
    }
}

/// Resolves a source that defines a function of the host. There is a program unless there are errors.
pub fn resolve(root: &ast::Expr, source: &str, options: &ResolveOptions) -> (Option<ir::Program>, Vec<Diagnostic>) {
    let mut resolver = Resolver::new(source, options);
    resolver.module(root);
    resolver.finish()
}

/// Resolves a body of expressions over given variables: the one entry of the program is `run`, with those parameters.
pub fn resolve_expression(
    root: &ast::Expr,
    source: &str,
    bindings: &[ParameterDeclaration],
    options: &ResolveOptions,
) -> (Option<ir::Program>, Vec<Diagnostic>) {
    let mut resolver = Resolver::new(source, options);
    resolver.expression(root, bindings);
    resolver.finish()
}

/// Deepest nesting of expressions.
const MAX_DEPTH: usize = 400;
/// Stack that a level must find, and what is added where it does not.
const RED_ZONE: usize = 96 << 10;
const SEGMENT: usize = 1 << 20;
/// Errors beyond these are counted only.
const MAX_DIAGNOSTICS: usize = 200;

/// The arguments of the `&(…)` that is being resolved.
struct CaptureArguments {
    frame: u32,
    slots: Vec<Slot>,
}

/// The work in progress.
struct Resolver<'a> {
    source: &'a str,
    options: &'a ResolveOptions,
    diagnostics: Vec<Diagnostic>,
    program: ir::Program,
    scope: Scope<'a>,
    frames: Vec<Frame>,
    captures: Vec<CaptureArguments>,
    lexical: lexical::Lexical<'a>,
    module: module::Module<'a>,
    folder: fold::Folder,
    /// In a guard, or in the size of a segment in a pattern.
    guard: bool,
    /// The number of the pattern that is being resolved; 0 outside of patterns.
    pattern: u32,
    patterns: u32,
    /// What the current pattern binds.
    bound: Vec<VariableId>,
    depth: usize,
    /// Inside `rescue` or `catch`.
    rescues: u32,
    too_deep: bool,
    suggestions: u32,
    /// The parameters of the function that the host runs.
    parameters: &'a [ParameterDeclaration],
}

/// What is undone when a scope is left.
#[derive(Clone, Copy)]
struct Mark {
    variables: usize,
    lexical: usize,
}

impl<'a> Resolver<'a> {
    fn new(source: &'a str, options: &'a ResolveOptions) -> Self {
        Resolver {
            source,
            options,
            diagnostics: Vec::new(),
            program: ir::Program::default(),
            scope: Scope::default(),
            frames: vec![Frame::new(0)],
            captures: Vec::new(),
            lexical: lexical::Lexical::default(),
            module: module::Module::default(),
            folder: fold::Folder::default(),
            guard: false,
            pattern: 0,
            patterns: 0,
            bound: Vec::new(),
            depth: 0,
            rescues: 0,
            too_deep: false,
            suggestions: 0,
            parameters: &[],
        }
    }

    fn finish(mut self) -> (Option<ir::Program>, Vec<Diagnostic>) {
        self.diagnostics.sort_by_key(|diagnostic| diagnostic.span);
        let failed = self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        ((!failed).then_some(self.program), self.diagnostics)
    }

    // ----- diagnostics -----

    /// Reports; the value is what stands in the IR for the wrong construct.
    fn report(&mut self, diagnostic: Diagnostic) -> ir::Expr {
        let span = diagnostic.span;
        if self.diagnostics.len() < MAX_DIAGNOSTICS {
            self.diagnostics.push(diagnostic);
        } else if diagnostic.severity == Severity::Error
            && !self.diagnostics.iter().any(|known| known.severity == Severity::Error)
        {
            // Warnings alone must not hide that the source is refused.
            self.diagnostics.pop();
            self.diagnostics.push(diagnostic);
        }
        nil(span)
    }

    fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>) -> ir::Expr {
        self.report(Diagnostic::error(code, span, message))
    }

    fn error_with_help(
        &mut self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> ir::Expr {
        self.report(Diagnostic::error(code, span, message).help(help))
    }

    /// The source of a span.
    fn text(&self, span: Span) -> &'a str {
        self.source.get(span.range()).unwrap_or("")
    }

    // ----- depth -----

    /// Goes one level deeper: refuses what is nested too deeply and adds stack where there is little.
    fn deeper<T>(&mut self, span: Span, work: impl FnOnce(&mut Self) -> T, otherwise: impl FnOnce() -> T) -> T {
        if self.depth >= MAX_DEPTH {
            if !self.too_deep {
                self.too_deep = true;
                self.error_with_help(
                    codes::TOO_LARGE,
                    span,
                    "the expression is nested too deeply",
                    "bind a part of it to a variable, or move it to a private function",
                );
            }
            return otherwise();
        }
        self.depth += 1;
        let result = stacker::maybe_grow(RED_ZONE, SEGMENT, || work(self));
        self.depth -= 1;
        result
    }

    // ----- scopes -----

    fn mark(&self) -> Mark {
        Mark { variables: self.scope.mark(), lexical: self.lexical.mark() }
    }

    fn reset(&mut self, mark: Mark) {
        self.scope.reset(mark.variables);
        self.lexical.reset(mark.lexical);
    }

    /// What is bound inside is not seen outside.
    fn scoped<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let mark = self.mark();
        let result = work(self);
        self.reset(mark);
        result
    }

    /// Expressions side by side, such as arguments: none sees what another binds; what follows sees it all.
    fn side_by_side<T>(&mut self, items: impl IntoIterator<Item = T>, mut work: impl FnMut(&mut Self, T)) {
        let mut writes = Vec::new();
        for item in items {
            let mark = self.scope.mark();
            work(self, item);
            self.scope.take_since(mark, &mut writes);
        }
        self.scope.put(&writes);
    }

    // ----- frames and variables -----

    fn frame_depth(&self) -> u32 {
        self.frames.len().saturating_sub(1) as u32
    }

    /// A free slot of the current frame.
    fn slot(&mut self, span: Span) -> Slot {
        let Some(frame) = self.frames.last_mut() else { return 0 };
        let slot = frame.next;
        if slot + 1 < scope::CAPTURE_BASE {
            frame.next = slot + 1;
            return slot;
        }
        self.error(codes::TOO_LARGE, span, "a function has too many variables");
        0
    }

    /// A variable in a slot of the current frame; not seen until it is bound.
    fn declare(&mut self, text: &'a str, slot: Slot, span: Span, kind: VariableKind) -> VariableId {
        let name = self.scope.name(text);
        if let Some(frame) = self.frames.last_mut() {
            frame.names.push((slot, span));
        }
        let frame = self.frame_depth();
        self.scope.declare(Variable { name, frame, slot, span, used: false, kind })
    }

    /// The slot of the current frame that holds a slot of a frame around it, captured on the way.
    fn reach(&mut self, frame: u32, slot: Slot) -> Slot {
        let mut slot = slot;
        for inner in self.frames.iter_mut().skip(frame as usize + 1) {
            slot = inner.capture(slot);
        }
        slot
    }

    /// Reads a variable.
    fn read(&mut self, id: VariableId, span: Span) -> Slot {
        let Some(variable) = self.scope.variables.get_mut(id as usize) else { return 0 };
        let first = !variable.used;
        variable.used = true;
        let (name, frame, slot, kind) = (variable.name, variable.frame, variable.slot, variable.kind);
        if first && kind == VariableKind::Plain {
            let text = self.scope.text(name);
            if text.starts_with('_') && text != "_" {
                self.report(
                    Diagnostic::warning(
                        codes::UNDERSCORED_USED,
                        span,
                        format!("the underscored variable \"{text}\" is used after being set"),
                    )
                    .help("a leading underscore says that the value is ignored; rename the variable"),
                );
            }
        }
        self.reach(frame, slot)
    }
}

/// `nil` at a place.
fn nil(span: Span) -> ir::Expr {
    literal(Literal::nil(), span)
}

fn literal(value: Literal, span: Span) -> ir::Expr {
    ir::Expr { kind: ir::ExprKind::Literal(value), span }
}

fn make(kind: ir::ExprKind, span: Span) -> ir::Expr {
    ir::Expr { kind, span }
}

/// The atom of a module's name.
fn module_atom(name: &str) -> Literal {
    Literal::Atom(format!("Elixir.{name}"))
}

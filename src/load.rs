//! Loading: from a source to a program that runs.

use philtre_runtime::Context;
use philtre_runtime::code::FrameCode;
use philtre_runtime::error::{Place, R};
use philtre_runtime::host::Host;
use philtre_runtime::limits::Limits;
use philtre_runtime::program::{Parameter, Parameters, Program};
use philtre_runtime::term::Value;
use philtre_transpile::ast::ExprKind;
use philtre_transpile::closures;
use philtre_transpile::diagnostic::{Diagnostic, Severity};
use philtre_transpile::parse::{ParseOptions, parse};
use philtre_transpile::resolve::{self, EntryDeclaration, ParameterDeclaration, ResolveOptions, Undefined};
use philtre_transpile::span::LineIndex;
use std::fmt;

/// Compiles a source with the default limits and entry points.
///
/// # Errors
/// All errors of the source at once.
///
/// ```
/// let error = philtre::load("def transform(action, record, changes, metadata), do: recrod").unwrap_err();
/// assert!(error.to_string().contains("undefined variable \"recrod\""));
/// ```
pub fn load(source: impl AsRef<[u8]>) -> Result<Loaded, LoadError> {
    Loader::new().load(source)
}

/// A function that a host looks for in a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryPoint {
    /// Its name.
    pub name: String,
    /// Its parameters, in order.
    pub parameters: Vec<Parameter>,
}

impl EntryPoint {
    /// An entry point.
    pub fn new(name: impl Into<String>, parameters: Vec<Parameter>) -> Self {
        EntryPoint { name: name.into(), parameters }
    }

    /// `transform`, `route` and `filter` over `action, record, changes, metadata`.
    pub fn of_changes() -> Vec<EntryPoint> {
        ["transform", "route", "filter"].map(|name| EntryPoint::new(name, Parameter::of_changes())).into()
    }
}

/// Loads sources with limits, entry points and grants of the host.
///
/// ```
/// use philtre::{EntryPoint, Limits, Loader, Parameter, Runner};
///
/// let loader = Loader::new()
///     .limits(Limits { fuel: 100_000, ..Limits::default() })
///     .entry_points(vec![EntryPoint::new("score", vec![Parameter::with_string_keys("user")])]);
/// let program = loader.load(r#"def score(user), do: user["points"] * 2"#).unwrap();
/// let mut out = Vec::new();
/// Runner::new().run_json(&program, br#"{"user": {"points": 21}}"#, &mut out).unwrap();
/// assert_eq!(out, b"42");
/// ```
#[derive(Clone, Debug)]
pub struct Loader {
    limits: Limits,
    entry_points: Vec<EntryPoint>,
    clock: Option<fn() -> i64>,
    seed: Option<u64>,
    undefined_at_run_time: bool,
    entry_patterns: bool,
}

impl Default for Loader {
    fn default() -> Self {
        Self::new()
    }
}

impl Loader {
    /// A loader with the default limits, the entry points of change messages, and no grants.
    pub fn new() -> Self {
        Loader {
            limits: Limits::default(),
            entry_points: EntryPoint::of_changes(),
            clock: None,
            seed: None,
            undefined_at_run_time: false,
            entry_patterns: false,
        }
    }

    /// Sets the limits of sources and runs.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets what a source may define for the host to run.
    pub fn entry_points(mut self, entry_points: Vec<EntryPoint>) -> Self {
        self.entry_points = entry_points;
        self
    }

    /// Lets functions see a clock: microseconds since 1970, as `clock` gives them.
    pub fn allow_clock(mut self, clock: fn() -> i64) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Lets functions draw random numbers from a generator with that seed.
    pub fn allow_random(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Lets calls of unknown library functions load, and raise `UndefinedFunctionError` when they are reached, as Elixir
    /// does. Off by default: a typing error is better found when a source is loaded.
    pub fn undefined_at_run_time(mut self, yes: bool) -> Self {
        self.undefined_at_run_time = yes;
        self
    }

    /// Lets the function that is run have several clauses, and patterns as parameters. Off by default: it then has one
    /// clause, with the names that its entry point declares.
    pub fn entry_patterns(mut self, yes: bool) -> Self {
        self.entry_patterns = yes;
        self
    }

    fn resolve_options(&self) -> ResolveOptions {
        ResolveOptions {
            entries: self
                .entry_points
                .iter()
                .map(|entry| EntryDeclaration {
                    name: entry.name.clone(),
                    parameters: entry.parameters.iter().cloned().map(ParameterDeclaration::from).collect(),
                })
                .collect(),
            allow_clock: self.clock.is_some(),
            allow_random: self.seed.is_some(),
            undefined: if self.undefined_at_run_time { Undefined::RaiseAtRuntime } else { Undefined::Refuse },
            entry_patterns: self.entry_patterns,
        }
    }

    /// Compiles a source.
    ///
    /// # Errors
    /// All errors of the source at once.
    pub fn load(&self, source: impl AsRef<[u8]>) -> Result<Loaded, LoadError> {
        self.load_with(source.as_ref(), resolve::resolve, |program| {
            let entry = program.entries.first()?;
            let declared = self.entry_points.iter().find(|declared| declared.name == entry.name)?;
            Some((entry.function, declared.clone()))
        })
    }

    /// Compiles a body of expressions with variables that the host gives, such as `a + b`, as a function named `run`.
    ///
    /// # Errors
    /// All errors of the source at once.
    ///
    /// ```
    /// use philtre::{Loader, Parameter, Runner};
    ///
    /// let program = Loader::new().load_expression("a + 1", vec![Parameter::with_string_keys("a")]).unwrap();
    /// let mut out = Vec::new();
    /// Runner::new().run_json(&program, br#"{"a": 41}"#, &mut out).unwrap();
    /// assert_eq!(out, b"42");
    /// ```
    pub fn load_expression(&self, source: impl AsRef<[u8]>, variables: Vec<Parameter>) -> Result<Loaded, LoadError> {
        let bindings: Vec<_> = variables.iter().cloned().map(ParameterDeclaration::from).collect();
        self.load_with(
            source.as_ref(),
            |root, text, options| resolve::resolve_expression(root, text, &bindings, options),
            |program| Some((program.entries.first()?.function, EntryPoint::new("run", variables.clone()))),
        )
    }

    fn load_with(
        &self,
        source: &[u8],
        resolve: impl FnOnce(
            &philtre_transpile::ast::Expr,
            &str,
            &ResolveOptions,
        ) -> (Option<philtre_transpile::ir::Program>, Vec<Diagnostic>),
        entry: impl FnOnce(&philtre_transpile::ir::Program) -> Option<(u32, EntryPoint)>,
    ) -> Result<Loaded, LoadError> {
        let options = ParseOptions { max_bytes: self.limits.source, max_nesting: self.limits.nesting };
        let parsed = parse(source, &options);
        let text = String::from_utf8_lossy(source);
        let failed = |diagnostics: Vec<Diagnostic>| LoadError { source: text.to_string(), diagnostics };
        let is_error = |diagnostic: &Diagnostic| diagnostic.severity == Severity::Error;
        let mut diagnostics = parsed.diagnostics;
        // A source that was not looked at has no functions to be missed.
        if matches!(parsed.root.kind, ExprKind::Error) && diagnostics.iter().any(is_error) {
            return Err(failed(diagnostics));
        }
        let (program, more) = resolve(&parsed.root, &text, &self.resolve_options());
        diagnostics.extend(more);
        diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
        let program = match program {
            Some(program) if !diagnostics.iter().any(is_error) => program,
            _ => return Err(failed(diagnostics)),
        };
        let functions = match closures::compile(&program) {
            Ok(functions) => functions,
            Err(error) => {
                diagnostics.push(Diagnostic::error("E0300", error.span, error.message));
                return Err(failed(diagnostics));
            }
        };
        let Some((function, entry)) = entry(&program) else { return Err(failed(diagnostics)) };
        Ok(Loaded {
            parameters: Parameters::new(entry.parameters.clone()),
            entry,
            function,
            functions,
            limits: self.limits.clone(),
            host: Host { clock: self.clock, seed: self.seed },
            lines: LineIndex::new(&text),
            source: text.into_owned(),
            warnings: diagnostics,
        })
    }
}

/// A source that was compiled: immutable, to be shared by all threads.
pub struct Loaded {
    entry: EntryPoint,
    parameters: Parameters,
    function: u32,
    functions: Vec<FrameCode>,
    limits: Limits,
    host: Host,
    source: String,
    lines: LineIndex,
    warnings: Vec<Diagnostic>,
}

impl Loaded {
    /// What may not be meant: unused variables, clauses that are never reached.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// The source.
    pub fn source(&self) -> &str {
        &self.source
    }
}

impl fmt::Debug for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loaded").field("entry", &self.entry.name).finish_non_exhaustive()
    }
}

impl Program for Loaded {
    fn entry(&self) -> &str {
        &self.entry.name
    }

    fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    fn limits(&self) -> &Limits {
        &self.limits
    }

    fn host(&self) -> &Host {
        &self.host
    }

    fn functions(&self) -> &[FrameCode] {
        &self.functions
    }

    fn run<'a>(&'a self, cx: &mut Context<'a>, arguments: &[Value<'a>]) -> R<'a> {
        cx.call_function(self.function, arguments)
    }

    fn line_column(&self, place: Place) -> (u32, u32) {
        self.lines.line_column(&self.source, place.0)
    }
}

/// A source that is not right: all that was found, errors and warnings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    source: String,
    diagnostics: Vec<Diagnostic>,
}

impl LoadError {
    /// What was found, in the order of the source.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The source.
    pub fn source_text(&self) -> &str {
        &self.source
    }

    /// All of it with source lines and carets, for a terminal. `name` is shown as the file's.
    pub fn render(&self, name: &str, color: bool) -> String {
        philtre_transpile::render::render(&self.source, name, &self.diagnostics, color)
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render("function.ex", false))
    }
}

impl std::error::Error for LoadError {}

//! `philtre expand`: the Rust that `compile_transform!` makes of a function.

use crate::failure::Failure;
use crate::limits::GrantFlags;
use crate::program::read_source;
use crate::style;
use clap::Args;
use philtre::{Diagnostic, Limits, Severity};
use philtre_transpile::native::{Options, emit};
use philtre_transpile::parse::{ParseOptions, parse};
use philtre_transpile::render::render;
use philtre_transpile::resolve::resolve;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Print the Rust code that `compile_transform!` makes of a function
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The function's file; - is standard input.
    function: PathBuf,
    #[command(flatten)]
    grants: GrantFlags,
}

const EXAMPLES: &str = "\
Examples:
  philtre expand transform.ex
  philtre expand transform.ex | rustfmt";

/// Runs the command.
///
/// # Errors
/// All errors of the source.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let limits = Limits::default();
    let source = read_source(&arguments.function, limits.source)?;
    let name = arguments.function.display().to_string();
    let parsed = parse(&source, &ParseOptions { max_bytes: limits.source, max_nesting: limits.nesting });
    let text = String::from_utf8_lossy(&source);
    let (program, more) = resolve(&parsed.root, &text, &arguments.grants.resolve_options());
    let mut diagnostics = parsed.diagnostics;
    diagnostics.extend(more);
    diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
    let failed =
        |diagnostics: &[Diagnostic]| Failure::Source(render(&text, &name, diagnostics, style::for_stderr().color));
    let program = match program {
        Some(program) if diagnostics.is_empty() => program,
        _ => return Err(failed(&diagnostics)),
    };
    let code = emit(&program, &text, &Options::default())
        .map_err(|error| failed(&[Diagnostic::error("E0300", error.span, error.message)]))?;
    let file = syn::parse2::<syn::File>(code.items)
        .map_err(|error| Failure::Failed(format!("the generated code is no Rust: {error}")))?;
    let mut out = io::stdout().lock();
    for (i, item) in groups(file).iter().enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        write!(out, "{}", prettyplease::unparse(item))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Items between which there is a blank line: functions, and what belongs together before them.
fn groups(file: syn::File) -> Vec<syn::File> {
    let kind = |item: &syn::Item| match item {
        syn::Item::Use(_) => 0,
        syn::Item::Const(_) | syn::Item::Static(_) => 1,
        _ => 2,
    };
    let mut groups: Vec<syn::File> = Vec::new();
    for item in file.items {
        let together = groups
            .last()
            .and_then(|group| group.items.last())
            .is_some_and(|last| kind(last) == kind(&item) && kind(&item) < 2);
        match groups.last_mut() {
            Some(group) if together => group.items.push(item),
            _ => groups.push(syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] }),
        }
    }
    groups
}

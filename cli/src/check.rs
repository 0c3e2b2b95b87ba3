//! `philtre check`: what is wrong with functions, and what they read, without running them.

mod reads;

use crate::failure::Failure;
use crate::limits::{GrantFlags, LimitFlags};
use crate::program::{builtin, read_source};
use crate::style::{self, Style};
use clap::{Args, ValueEnum};
use philtre::{Diagnostic, Limits, Loader, Program as _, Severity};
use philtre_transpile::render::render;
use philtre_transpile::span::{LineIndex, Span};
use serde_json::{Value, json};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Check functions without running them: all errors of all files
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The functions' files; - is standard input.
    #[arg(required = true)]
    functions: Vec<PathBuf>,
    /// How findings are printed
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// Print which parts of a message each function reads.
    #[arg(long)]
    reads: bool,
    #[command(flatten)]
    grants: GrantFlags,
    #[command(flatten)]
    limits: LimitFlags,
}

const EXAMPLES: &str = "\
Examples:
  philtre check functions/*.ex
  philtre check transform.ex --reads
  philtre check transform.ex --format json | jq .diagnostics

What a code such as E0201 means: philtre docs E0201";

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// With source lines and carets
    Human,
    /// A line of JSON for each file
    Json,
}

/// What was found about a file.
struct Finding {
    name: String,
    source: String,
    /// The name of the function that would run; nothing if there are errors.
    entry: Option<String>,
    diagnostics: Vec<Diagnostic>,
    reads: Vec<reads::Parameter>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let limits = arguments.limits.limits();
    let loader = arguments.grants.loader()?.limits(limits.clone());
    let mut out = io::stdout().lock();
    let mut code = ExitCode::SUCCESS;
    for path in &arguments.functions {
        let finding = match check(path, &loader, &limits, arguments) {
            Ok(finding) => finding,
            Err(Failure::BrokenPipe) => return Err(Failure::BrokenPipe),
            // One file that cannot be read hides nothing about the others.
            Err(failure) => {
                code = failure.exit_code();
                let _ = writeln!(io::stderr(), "{}", failure.styled(style::for_stderr()));
                continue;
            }
        };
        if finding.entry.is_none() {
            code = ExitCode::from(1);
        }
        if let (Format::Human, Some(builtin)) = (arguments.format, builtin(path)?) {
            writeln!(out, "{}", builtin.source())?;
        }
        match arguments.format {
            Format::Human => write!(out, "{}", human(&finding, style::for_stdout()))?,
            Format::Json => writeln!(out, "{}", as_json(&finding, arguments.reads))?,
        }
    }
    Ok(code)
}

fn check(path: &Path, loader: &Loader, limits: &Limits, arguments: &Arguments) -> Result<Finding, Failure> {
    let bytes = read_source(path, limits.source)?;
    let source = String::from_utf8_lossy(&bytes).into_owned();
    let name = path.display().to_string();
    Ok(match loader.load(&bytes) {
        Ok(program) => {
            let reads = if arguments.reads { reads::of(&source, limits, &arguments.grants) } else { Vec::new() };
            let diagnostics = program.warnings().to_vec();
            Finding { name, source, entry: Some(program.entry().to_owned()), diagnostics, reads }
        }
        Err(error) => {
            Finding { name, source, entry: None, diagnostics: error.diagnostics().to_vec(), reads: Vec::new() }
        }
    })
}

fn human(finding: &Finding, style: Style) -> String {
    let count = |severity| finding.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let mut text = String::new();
    if !finding.diagnostics.is_empty() {
        text.push_str(render(&finding.source, &finding.name, &finding.diagnostics, style.color).trim_end());
        text.push_str("\n\n");
    }
    let verdict = match (&finding.entry, warnings) {
        (None, _) => style.error(&counted(errors, "error")),
        (Some(entry), 0) => style.good(&format!("ok, {entry}")),
        (Some(entry), _) => style.warning(&format!("ok, {entry}, {}", counted(warnings, "warning"))),
    };
    text.push_str(&format!("{}: {verdict}\n", finding.name));
    for parameter in &finding.reads {
        text.push_str(&parameter.human());
    }
    text
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn as_json(finding: &Finding, reads: bool) -> Value {
    let lines = LineIndex::new(&finding.source);
    let place = |span: Span| {
        let (line, column) = lines.line_column(&finding.source, span.start);
        let (end_line, end_column) = lines.line_column(&finding.source, span.end);
        json!({"line": line, "column": column, "end_line": end_line, "end_column": end_column})
    };
    let diagnostics: Vec<Value> = finding
        .diagnostics
        .iter()
        .map(|diagnostic| {
            let related: Vec<Value> =
                diagnostic.related.iter().map(|(span, text)| json!({"place": place(*span), "message": text})).collect();
            json!({
                "severity": match diagnostic.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                },
                "code": diagnostic.code,
                "message": diagnostic.message,
                "label": diagnostic.label,
                "help": diagnostic.help,
                "place": place(diagnostic.span),
                "related": related,
            })
        })
        .collect();
    let mut row = json!({
        "file": finding.name,
        "ok": finding.entry.is_some(),
        "entry": finding.entry,
        "diagnostics": diagnostics,
    });
    if let (true, Some(row)) = (reads && finding.entry.is_some(), row.as_object_mut()) {
        let reads = finding.reads.iter().map(|parameter| (parameter.name.clone(), parameter.json()));
        row.insert("reads".to_owned(), Value::Object(reads.collect()));
    }
    row
}

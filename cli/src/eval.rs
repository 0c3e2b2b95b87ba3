//! `philtre eval`: one expression.

use crate::failure::Failure;
use crate::limits::{GrantFlags, LimitFlags};
use crate::style;
use clap::Args;
use philtre::{Parameter, RunError, Runner};
use philtre_runtime::inspect;
use std::io::{self, Write};
use std::process::ExitCode;

/// Compute an expression and print its value as Elixir's `inspect` does
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The expression; several, separated by `;` or lines, give the value of the last.
    expression: String,
    /// A variable with its value; objects become maps with string keys.
    #[arg(short, long = "bind", value_name = "NAME=JSON", value_parser = binding)]
    bindings: Vec<(String, String)>,
    #[command(flatten)]
    grants: GrantFlags,
    #[command(flatten)]
    limits: LimitFlags,
}

const EXAMPLES: &str = "\
Examples:
  philtre eval '1 + 2 * 3'
  philtre eval 'for n <- 1..5, rem(n, 2) == 1, do: n * n'
  philtre eval 'record[\"price\"] * 1.19' -b record='{\"price\": 10}'";

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let loader = arguments.grants.loader()?.limits(arguments.limits.limits());
    let variables = arguments.bindings.iter().map(|(name, _)| Parameter::with_string_keys(name)).collect();
    let program = loader
        .load_expression(&arguments.expression, variables)
        .map_err(|error| Failure::Source(error.render("expression", style::for_stderr().color)))?;

    let members: Vec<String> = arguments.bindings.iter().map(|(name, json)| format!("\"{name}\":{json}")).collect();
    let message = format!("{{{}}}", members.join(","));
    let mut runner = Runner::new();
    let result = runner.run_message(&program, message.as_bytes(), |cx, value| {
        inspect::to_text(cx, value, &inspect::Options::default()).map(str::to_owned)
    });
    match result {
        Ok((text, _)) => {
            writeln!(io::stdout().lock(), "{text}")?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            let _ = writeln!(io::stderr(), "{}", without_place(error));
            Ok(ExitCode::from(1))
        }
    }
}

/// An error as Elixir prints it: there is but one expression, which needs no place.
pub(crate) fn without_place(mut error: RunError) -> RunError {
    match &mut error {
        RunError::Exception { place, .. } | RunError::Throw { place, .. } | RunError::Limit { place, .. } => {
            *place = None
        }
        RunError::Message { .. } => {}
    }
    error
}

/// `name={"a": 1}`
fn binding(text: &str) -> Result<(String, String), String> {
    let Some((name, json)) = text.split_once('=') else {
        return Err("expected NAME=JSON, such as n=1 or name='\"ada\"'".to_owned());
    };
    let starts = name.starts_with(|c: char| c.is_lowercase() || c == '_');
    if !starts || !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
        return Err(format!("`{name}` is no name of a variable"));
    }
    match serde_json::from_str::<serde::de::IgnoredAny>(json) {
        Ok(_) => Ok((name.to_owned(), json.to_owned())),
        Err(error) => Err(format!("the value of `{name}` is no JSON: {error} (a text needs quotes: {name}='\"…\"')")),
    }
}

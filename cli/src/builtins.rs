//! `philtre builtins`: the transforms that come with the program.

use crate::failure::Failure;
use crate::program::builtin_named;
use crate::style;
use clap::Args;
use philtre::transforms;
use std::io::{self, Write};
use std::process::ExitCode;

/// List the bundled transforms, or print the source of one
///
/// They are run as files are, with `builtin:` before the name. To change one, print it into a file.
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The name of a transform; none lists all.
    name: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  philtre builtins
  philtre run builtin:mask_email messages.jsonl
  philtre builtins mask_email > mask.ex";

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut out = io::stdout().lock();
    if let Some(name) = &arguments.name {
        out.write_all(builtin_named(name)?.source().as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    let style = style::for_stdout();
    let width = transforms::all().iter().map(|builtin| builtin.name().len()).max().unwrap_or(0);
    for builtin in transforms::all() {
        let space = " ".repeat(width - builtin.name().len());
        writeln!(out, "{}{space}  {}", style.bold(builtin.name()), builtin.doc())?;
    }
    Ok(ExitCode::SUCCESS)
}

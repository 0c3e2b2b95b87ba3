//! The `philtre` program.
//!
//! A file for each command; [`program`] loads functions, [`limits`] holds the flags of limits and grants, [`style`] colours.

mod builtins;
mod check;
mod docs;
mod eval;
mod expand;
mod failure;
mod input;
mod limits;
mod manual;
mod output;
mod program;
mod run;
mod stats;
mod style;

use clap::{CommandFactory, Parser, Subcommand};
use failure::Failure;
use std::io::{self, Write};
use std::process::ExitCode;

/// Runs small Elixir functions over streams of messages.
///
/// A function is a file with `def transform`, `def filter` or `def route` over `action, record, changes, metadata`. It
/// computes and nothing else: it cannot read files, start processes or outlive its limits.
#[derive(Parser)]
#[command(name = "philtre", version, max_term_width = 100, after_long_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  philtre run transform.ex messages.jsonl            transform each line, results on stdout
  zcat day.gz | philtre run filter.ex > kept.jsonl   keep the messages for which a filter is true
  philtre check functions/*.ex                       all errors of all functions, nothing run
  philtre eval 'String.upcase(name)' -b name='\"ada\"' one expression
  philtre docs Enum.group_by                         the library and the language, offline

Exit codes: 0 all went well, 1 a message or a source failed, 2 the program was called wrongly.";

#[derive(Subcommand)]
enum Command {
    Run(run::Arguments),
    Check(check::Arguments),
    Eval(eval::Arguments),
    Builtins(builtins::Arguments),
    Expand(expand::Arguments),
    Docs(docs::Arguments),
    Completions(manual::Completions),
    Man(manual::Man),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Eval(arguments) => eval::run(&arguments),
        Command::Builtins(arguments) => builtins::run(&arguments),
        Command::Expand(arguments) => expand::run(&arguments),
        Command::Docs(arguments) => docs::run(&arguments),
        Command::Completions(arguments) => manual::completions(&arguments, &mut Cli::command()),
        Command::Man(arguments) => manual::man(&arguments, Cli::command()),
    };
    match result {
        Ok(code) => code,
        // Whoever read our output has enough.
        Err(Failure::BrokenPipe) => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = writeln!(io::stderr(), "{}", failure.styled(style::for_stderr()));
            failure.exit_code()
        }
    }
}

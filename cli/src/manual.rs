//! What shells and `man` know about the program.

use crate::failure::Failure;
use clap::{Args, Command};
use clap_complete::Shell;
use std::io;
use std::process::ExitCode;

/// Print a script that completes commands and flags in a shell
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  philtre completions bash > ~/.local/share/bash-completion/completions/philtre")]
pub(crate) struct Completions {
    /// The shell.
    shell: Shell,
}

/// Print a page for man, of the program or of one command
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  philtre man | man -l -\n  philtre man run > ~/.local/share/man/man1/philtre-run.1"
)]
pub(crate) struct Man {
    /// The command: `run`, `check`, …
    command: Option<String>,
}

pub(crate) fn completions(arguments: &Completions, command: &mut Command) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, command, "philtre", &mut script);
    io::Write::write_all(&mut io::stdout().lock(), &script)?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn man(arguments: &Man, mut command: Command) -> Result<ExitCode, Failure> {
    command.build();
    let command = match &arguments.command {
        None => command,
        Some(name) => match command.find_subcommand(name) {
            Some(found) => {
                // `philtre-run`, as `man` calls the pages of commands.
                found.clone().name(format!("philtre-{name}")).display_name(format!("philtre-{name}"))
            }
            None => return Err(Failure::Usage(format!("there is no command `{name}`"))),
        },
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    io::Write::write_all(&mut io::stdout().lock(), &page)?;
    Ok(ExitCode::SUCCESS)
}

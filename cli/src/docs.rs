//! stub
use crate::failure::Failure;
use clap::Args;
use std::process::ExitCode;
/// Read about the language and the library, offline
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// `Enum`, `Enum.map`, `case`
    topic: Option<String>,
}
pub(crate) fn run(_arguments: &Arguments) -> Result<ExitCode, Failure> {
    Ok(ExitCode::SUCCESS)
}

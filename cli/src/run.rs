//! `philtre run`: a function over messages.

mod pipeline;
mod progress;
mod worker;

use crate::failure::Failure;
use crate::input::Inputs;
use crate::limits::{GrantFlags, LimitFlags};
use crate::output::Output;
use crate::stats::{duration, thousands};
use crate::{program, style};
use clap::{Args, ValueEnum};
use pipeline::{Pipeline, Totals};
use progress::Progress;
use std::io::{self, IsTerminal, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Run a function on messages: JSON lines in, JSON lines out, in order
///
/// Messages are lines of JSON or one JSON array, from files or standard input, compressed with gzip or zstd or not. Each is an
/// object such as {"action": "insert", "record": {…}, "changes": null, "metadata": {…}}. What the function returns is
/// written as a line of JSON.
///
/// A `filter` passes on the messages for which it returns true, byte for byte.
///
/// The input is streamed: memory does not grow with it.
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The function's file, or builtin:NAME.
    function: PathBuf,
    /// Files of messages; none or - is standard input.
    inputs: Vec<PathBuf>,
    /// Write to a file instead of standard output; .gz and .zst are compressed.
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Threads that run the function [default: one for each core]
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
    /// What happens when a message fails
    #[arg(long, value_name = "WHAT", default_value = "report")]
    on_error: OnError,
    /// Write what a filter returns, true or false, instead of the messages that it keeps.
    #[arg(long)]
    results: bool,
    /// Print on stderr how many messages there were, how many failed, and how long they took.
    #[arg(long)]
    stats: bool,
    #[command(flatten)]
    grants: GrantFlags,
    #[command(flatten)]
    limits: LimitFlags,
}

const EXAMPLES: &str = "\
Examples:
  philtre run transform.ex messages.jsonl
  philtre run filter.ex monday.jsonl.gz tuesday.jsonl.zst -o kept.jsonl.zst
  tail -f changes.jsonl | philtre run route.ex --on-error skip
  philtre run transform.ex big.jsonl --jobs 4 --stats > out.jsonl
  philtre run transform.ex messages.jsonl --fuel 100000 --memory 1M --deadline 10ms

Exit codes: 0 all went well, 1 a message or the source failed, 2 the program was called wrongly.";

/// What happens when a message fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnError {
    /// Say why, and end; what came before is written
    Stop,
    /// Leave it out and go on; say how many there were
    Skip,
    /// Say why, and go on
    Report,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let limits = arguments.limits.limits();
    let loader = arguments.grants.loader()?.limits(limits.clone());
    if arguments.function.as_os_str() == "-" && (arguments.inputs.is_empty() || has_stdin(&arguments.inputs)) {
        return Err(Failure::Usage("the function and the messages cannot both come from standard input".to_owned()));
    }
    let program = program::load(&arguments.function, &loader, &limits)?;
    let inputs = Inputs::new(&arguments.inputs, limits.message)?;
    let mut output = Output::open(arguments.output.as_deref(), &arguments.inputs)?;
    let mut progress = Progress::new(arguments, inputs.bytes_read());

    let start = Instant::now();
    let job = worker::Job {
        is_filter: program.entry() == "filter",
        function: arguments.function.display().to_string(),
        program,
        results: arguments.results,
        on_error: arguments.on_error,
        timed: arguments.stats,
    };
    let jobs = arguments.jobs.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZero::get);
    let mut pipeline = Pipeline::start(Arc::new(job), inputs, jobs).map_err(|error| Failure::io("threads", &error))?;

    let written = pipeline.each_part(|part| {
        output.write(&part.output)?;
        progress.update(part.messages);
        if !part.errors.is_empty() {
            progress.aside(|| io::stderr().lock().write_all(&part.errors).is_ok());
        }
        Ok(())
    });
    let stopped = match written {
        Ok(stopped) => stopped,
        Err(failure) => {
            progress.finish();
            return Err(failure);
        }
    };
    output.finish()?;
    progress.finish();
    let totals = pipeline.totals();
    if arguments.stats {
        let _ = print_stats(&totals, start.elapsed());
    }
    if totals.failed == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    if !stopped && arguments.on_error != OnError::Stop {
        let text = format!("{} of {} messages failed", thousands(totals.failed), thousands(totals.messages));
        let _ = writeln!(io::stderr(), "{}", style::for_stderr().error(&text));
    }
    Ok(ExitCode::from(1))
}

fn has_stdin(inputs: &[PathBuf]) -> bool {
    inputs.iter().any(|input| input == Path::new("-"))
}

fn print_stats(totals: &Totals, time: Duration) -> io::Result<()> {
    let rate = |count: u64| count as f64 / time.as_secs_f64().max(1e-9);
    let mut err = io::stderr().lock();
    writeln!(err, "messages  {}", thousands(totals.messages))?;
    if let Some(kept) = totals.kept {
        writeln!(err, "kept      {}", thousands(kept))?;
    }
    writeln!(err, "errors    {}", thousands(totals.failed))?;
    writeln!(
        err,
        "rate      {} messages/s, {:.1} MB/s in {}",
        thousands(rate(totals.messages) as u64),
        rate(totals.bytes) / 1e6,
        duration(time)
    )?;
    if let Some(latency) = &totals.latency {
        let quantile = |part| duration(latency.quantile(part));
        writeln!(
            err,
            "latency   p50 {}, p90 {}, p99 {}, max {}",
            quantile(0.5),
            quantile(0.9),
            quantile(0.99),
            duration(latency.max())
        )?;
    }
    Ok(())
}

/// Whether a person looks at stderr while the results go elsewhere.
fn is_watched(arguments: &Arguments) -> bool {
    io::stderr().is_terminal() && (arguments.output.is_some() || !io::stdout().is_terminal())
}

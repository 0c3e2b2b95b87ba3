//! The flags for limits and grants, which all commands that load functions share.

use crate::failure::Failure;
use clap::{Args, ValueEnum};
use philtre::{Limits, Loader};
use philtre_transpile::resolve::ResolveOptions;
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What a source, a message and a run may cost.
#[derive(Args, Debug)]
#[command(next_help_heading = "Limits")]
pub(crate) struct LimitFlags {
    /// Work for each message: a unit is a call, a loop step, a visited element or 64 bytes [default: 10000000]
    #[arg(long, value_name = "UNITS", value_parser = count)]
    fuel: Option<u64>,
    /// Bytes that the function may make for each message [default: 32M]
    #[arg(long, value_name = "BYTES", value_parser = size)]
    memory: Option<usize>,
    /// Bytes of stack that a run may use [default: 8M]
    #[arg(long, value_name = "BYTES", value_parser = size)]
    depth: Option<usize>,
    /// Time for each message, such as 50ms or 2s [default: none, fuel bounds the time]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    deadline: Option<Duration>,
    /// Bytes of a message [default: 64M]
    #[arg(long, value_name = "BYTES", value_parser = size)]
    message_size: Option<usize>,
    /// Levels of nesting in a message [default: 128]
    #[arg(long, value_name = "LEVELS")]
    message_depth: Option<usize>,
    /// Bytes of an encoded result [default: 8M]
    #[arg(long, value_name = "BYTES", value_parser = size)]
    output_size: Option<usize>,
    /// Bytes of a function's source [default: 64K]
    #[arg(long, value_name = "BYTES", value_parser = size)]
    source_size: Option<usize>,
    /// Levels of nesting in a function's source [default: 128]
    #[arg(long, value_name = "LEVELS")]
    nesting: Option<usize>,
}

impl LimitFlags {
    /// The limits: the flags, and the defaults for what was not given.
    pub(crate) fn limits(&self) -> Limits {
        let default = Limits::default();
        Limits {
            source: self.source_size.unwrap_or(default.source),
            nesting: self.nesting.unwrap_or(default.nesting),
            fuel: self.fuel.unwrap_or(default.fuel),
            memory: self.memory.unwrap_or(default.memory),
            output: self.output_size.unwrap_or(default.output),
            message: self.message_size.unwrap_or(default.message),
            message_depth: self.message_depth.unwrap_or(default.message_depth),
            depth: self.depth.unwrap_or(default.depth),
            deadline: self.deadline.or(default.deadline),
        }
    }
}

/// What functions may see beyond their arguments.
#[derive(Args, Debug)]
pub(crate) struct GrantFlags {
    /// Let functions see the time (`DateTime.utc_now`), or draw random numbers (`Enum.random`)
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    allow: Vec<Grant>,
    /// The seed of random numbers, to get the same ones again [default: another one each time]
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Grant {
    Clock,
    Random,
}

impl GrantFlags {
    /// A loader with these grants.
    ///
    /// # Errors
    /// A seed without what it is for.
    pub(crate) fn loader(&self) -> Result<Loader, Failure> {
        let mut loader = Loader::new();
        if self.allow.contains(&Grant::Clock) {
            loader = loader.allow_clock(now);
        }
        if self.allow.contains(&Grant::Random) {
            // The standard library's hasher is the one source of randomness that needs no further crate.
            loader = loader.allow_random(self.seed.unwrap_or_else(|| RandomState::new().hash_one("seed")));
        } else if self.seed.is_some() {
            return Err(Failure::Usage("--seed is of use with --allow random only".to_owned()));
        }
        Ok(loader)
    }

    /// The same for the resolver alone.
    pub(crate) fn resolve_options(&self) -> ResolveOptions {
        ResolveOptions {
            allow_clock: self.allow.contains(&Grant::Clock),
            allow_random: self.allow.contains(&Grant::Random),
            ..ResolveOptions::default()
        }
    }
}

/// Microseconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

/// `4096`, `64K`, `32M`, `1G`
fn size(text: &str) -> Result<usize, String> {
    let (digits, shift) = match text.trim_end_matches(['B', 'b']).trim_end_matches('i') {
        text if text.ends_with(['K', 'k']) => (&text[..text.len() - 1], 10),
        text if text.ends_with(['M', 'm']) => (&text[..text.len() - 1], 20),
        text if text.ends_with(['G', 'g']) => (&text[..text.len() - 1], 30),
        text => (text, 0),
    };
    let number: usize =
        digits.trim().parse().map_err(|_| "expected a number of bytes such as 4096, 64K or 32M".to_owned())?;
    number.checked_mul(1 << shift).ok_or_else(|| "too large".to_owned())
}

/// `1000000` or `1_000_000`
fn count(text: &str) -> Result<u64, String> {
    text.replace('_', "").parse().map_err(|_| "expected a number".to_owned())
}

/// `500us`, `50ms`, `2s`
fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "expected a time such as 500us, 50ms or 2s".to_owned();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: f64 = digits.parse().map_err(|_| wrong())?;
    let unit = match &text[digits.len()..] {
        "us" => 1e-6,
        "ms" => 1e-3,
        "s" => 1.0,
        "m" => 60.0,
        _ => return Err(wrong()),
    };
    Duration::try_from_secs_f64(number * unit).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        assert_eq!(size("4096"), Ok(4096));
        assert_eq!(size("64K"), Ok(64 << 10));
        assert_eq!(size("32MiB"), Ok(32 << 20));
        assert_eq!(size("1g"), Ok(1 << 30));
        assert!(size("many").is_err());
        assert!(size("").is_err());
        assert!(size("99999999999999999999").is_err());
        assert!(size("99999999999999999G").is_err());
    }

    #[test]
    fn durations() {
        assert_eq!(duration("50ms"), Ok(Duration::from_millis(50)));
        assert_eq!(duration("1.5s"), Ok(Duration::from_millis(1500)));
        assert!(duration("50").is_err());
        assert!(duration("-1s").is_err());
        assert!(duration("1e999s").is_err());
    }
}

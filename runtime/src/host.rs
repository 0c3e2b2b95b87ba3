//! What the host grants to a run beyond pure computation: nothing, unless it says so.

/// Grants of the host.
#[derive(Clone, Copy, Debug, Default)]
pub struct Host {
    /// The time that the function sees, as microseconds since 1970, where it may see one.
    pub clock: Option<fn() -> i64>,
    /// The seed of the random numbers, where there are any.
    pub seed: Option<u64>,
}

impl Host {
    /// No clock, no randomness.
    pub const PURE: Host = Host { clock: None, seed: None };
}

//! What one message may cost. All limits are on by default; each costs next to nothing.

use std::time::Duration;

/// Bounds on a source, a message and a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a source. Default 64 KiB.
    pub source: usize,
    /// Nesting of a source: brackets, blocks, operators before an operand. Default 128.
    pub nesting: usize,
    /// Units of work: a loop step, a visited element or 64 bytes touched; four for a call, and what code is charged by its
    /// length. A unit takes ten nanoseconds at most, as a rule. Default 10,000,000.
    pub fuel: u64,
    /// Bytes that a function may make. Default 32 MiB.
    pub memory: usize,
    /// Bytes of the encoded result. Default 8 MiB.
    pub output: usize,
    /// Bytes of an encoded message. Default 64 MiB.
    pub message: usize,
    /// Levels of nesting in a message. Default 128.
    pub message_depth: usize,
    /// Bytes of native stack that a run may use, beyond what its thread has too. Default 8 MiB.
    pub depth: usize,
    /// Time after which a run is stopped, looked at every some thousand units of fuel. Default none: fuel bounds the time.
    pub deadline: Option<Duration>,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            source: 64 << 10,
            nesting: 128,
            fuel: 10_000_000,
            memory: 32 << 20,
            output: 8 << 20,
            message: 64 << 20,
            message_depth: 128,
            depth: 8 << 20,
            deadline: None,
        }
    }
}

impl Limits {
    /// What a limit is set to, in its own unit; a deadline in milliseconds.
    pub fn figure(&self, limit: Limit) -> u64 {
        match limit {
            Limit::Fuel => self.fuel,
            Limit::Memory => self.memory as u64,
            Limit::Depth => self.depth as u64,
            Limit::Output => self.output as u64,
            Limit::Message => self.message as u64,
            Limit::MessageDepth => self.message_depth as u64,
            Limit::Deadline => self.deadline.map_or(0, |deadline| deadline.as_millis() as u64),
        }
    }
}

/// Which limit was passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limit {
    /// Units of work.
    Fuel,
    /// Bytes made.
    Memory,
    /// Native stack.
    Depth,
    /// Bytes of the result.
    Output,
    /// Bytes of the message.
    Message,
    /// Levels of nesting in the message.
    MessageDepth,
    /// Time.
    Deadline,
}

impl Limit {
    /// Its name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Limit::Fuel => "fuel",
            Limit::Memory => "memory",
            Limit::Depth => "depth",
            Limit::Output => "output",
            Limit::Message => "message",
            Limit::MessageDepth => "message depth",
            Limit::Deadline => "deadline",
        }
    }
}

//! Many messages on all cores.
//!
//! Order is kept, each message has its own result or error, and a failing one never stops its neighbours. Each worker
//! thread of rayon keeps one [`Runner`], whose memory is reused from batch to batch.

use philtre_runtime::program::Program;
use philtre_runtime::runner::{RunError, Runner, Stats};
use rayon::prelude::*;
use std::cell::RefCell;

/// Messages that a worker takes at a time: enough to make the hand-over cheap, few enough to spread the load.
const CHUNK: usize = 32;

thread_local! {
    static RUNNER: RefCell<Runner> = RefCell::new(Runner::new());
}

/// Runs a program on encoded messages and gives the encoded results, in order.
///
/// ```
/// let program = philtre::load(r#"def filter(_action, record, _changes, _metadata), do: record["n"] > 1"#).unwrap();
/// let messages = [r#"{"record": {"n": 1}}"#, r#"{"record": {"n": 2}}"#, "no JSON"];
/// let results = philtre::batch::run_json(&program, &messages);
/// assert_eq!(results[0].as_deref(), Ok(&b"false"[..]));
/// assert_eq!(results[1].as_deref(), Ok(&b"true"[..]));
/// assert!(results[2].is_err());
/// ```
pub fn run_json<M: AsRef<[u8]> + Sync>(program: &dyn Program, messages: &[M]) -> Vec<Result<Vec<u8>, RunError>> {
    map(messages, |runner, message| {
        let mut out = Vec::new();
        runner.run_json(program, message.as_ref(), &mut out).map(|_| out)
    })
}

/// As [`run_json`], with what each message cost.
pub fn run_json_with_stats<M: AsRef<[u8]> + Sync>(
    program: &dyn Program,
    messages: &[M],
) -> Vec<Result<(Vec<u8>, Stats), RunError>> {
    map(messages, |runner, message| {
        let mut out = Vec::new();
        runner.run_json(program, message.as_ref(), &mut out).map(|stats| (out, stats))
    })
}

/// Calls `work` for each item with the worker's own runner; the results are in the order of the items.
///
/// The general form: items may name different programs, loaded and native ones mixed.
pub fn map<I: Sync, T: Send>(items: &[I], work: impl Fn(&mut Runner, &I) -> T + Sync) -> Vec<T> {
    items
        .par_iter()
        .with_min_len(CHUNK)
        .map(|item| {
            RUNNER.with(|runner| match runner.try_borrow_mut() {
                Ok(mut runner) => work(&mut runner, item),
                // `work` started a batch of its own on this thread.
                Err(_) => work(&mut Runner::new(), item),
            })
        })
        .collect()
}

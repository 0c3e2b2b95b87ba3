//! Reading, running and writing at the same time, in order, in bounded memory.
//!
//! The reader gives each chunk to the workers, in order, and the receiving end of the chunk's own channel to the writer, in
//! order too. The writer empties one channel after the other. All channels are short: who is ahead waits. The chunk that
//! the writer waits for was begun before all later ones, so the one who works on it never waits for another.

use super::worker::{End, Job, Part, Worker};
use crate::failure::Failure;
use crate::input::{Chunk, Inputs};
use crate::stats::Histogram;
use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::{Builder, JoinHandle};

/// A chunk with where its results go.
type Task = (Chunk, SyncSender<Part>);

/// Bytes of a worker's stack; deeper recursion goes on elsewhere, which costs a little.
const STACK: usize = 4 << 20;

/// The threads at work.
///
/// They are not waited for when the run ends early: the reader may sleep on a pipe that says nothing more.
pub(super) struct Pipeline {
    results: Receiver<Receiver<Part>>,
    workers: Vec<JoinHandle<Option<Histogram>>>,
    totals: Totals,
    /// Whether all chunks were written.
    finished: bool,
}

/// Sums over all messages.
#[derive(Default)]
pub(super) struct Totals {
    pub(super) messages: u64,
    pub(super) failed: u64,
    /// Messages that a filter kept.
    pub(super) kept: Option<u64>,
    /// Bytes of messages.
    pub(super) bytes: u64,
    pub(super) latency: Option<Histogram>,
}

impl Pipeline {
    /// Starts the threads: a reader and workers.
    ///
    /// # Errors
    /// The system has no more threads.
    pub(super) fn start(job: Arc<Job>, inputs: Inputs, jobs: usize) -> io::Result<Self> {
        let ahead = 2 * jobs;
        let (order, results) = sync_channel(ahead);
        let (give, tasks) = sync_channel::<Task>(ahead);
        let tasks = Arc::new(Mutex::new(tasks));
        let totals = Totals { kept: job.is_filter.then_some(0), ..Totals::default() };
        let mut workers = Vec::new();
        for i in 0..jobs {
            let (job, tasks) = (job.clone(), tasks.clone());
            let thread = Builder::new().name(format!("worker {i}")).stack_size(STACK);
            workers.push(thread.spawn(move || work(&job, &tasks))?);
        }
        Builder::new().name("reader".to_owned()).spawn(move || {
            for chunk in inputs {
                let (sender, receiver) = sync_channel(1);
                if order.send(receiver).is_err() || give.send((chunk, sender)).is_err() {
                    return;
                }
            }
        })?;
        Ok(Pipeline { results, workers, totals, finished: false })
    }

    /// Calls `write` with all results, in order. Says whether a message that failed has ended the run.
    ///
    /// # Errors
    /// Those of `write`; a worker that died.
    pub(super) fn each_part(&mut self, mut write: impl FnMut(&Part) -> Result<(), Failure>) -> Result<bool, Failure> {
        for chunk in &self.results {
            let mut end = None;
            for part in chunk {
                self.totals.add(&part);
                end = part.end;
                write(&part)?;
            }
            match end {
                Some(End::Done) => {}
                Some(End::Stop) => return Ok(true),
                None => return Err(Failure::Failed("internal error: a worker died; please report this".to_owned())),
            }
        }
        self.finished = true;
        Ok(false)
    }

    /// The sums, once all is written; no latencies where the run ended early.
    pub(super) fn totals(self) -> Totals {
        let mut totals = self.totals;
        for worker in self.workers.into_iter().filter(|_| self.finished) {
            let Ok(Some(latency)) = worker.join() else { continue };
            totals.latency.get_or_insert_with(Histogram::new).merge(&latency);
        }
        totals
    }
}

fn work(job: &Job, tasks: &Mutex<Receiver<Task>>) -> Option<Histogram> {
    let mut worker = Worker::new(job);
    loop {
        let task = match tasks.lock() {
            Ok(tasks) => tasks.recv(),
            Err(_) => break,
        };
        let Ok((chunk, results)) = task else { break };
        worker.work(job, &chunk, |part| results.send(part).is_ok());
    }
    worker.latency
}

impl Totals {
    fn add(&mut self, part: &Part) {
        self.messages += part.messages;
        self.failed += part.failed;
        self.bytes += part.bytes;
        if let Some(kept) = &mut self.kept {
            *kept += part.kept;
        }
    }
}

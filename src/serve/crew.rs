//! Threads that do what waits in a line, one piece each at a time.

use super::line::{Bounds, Full, Line, retry_after};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Stack of a worker: the trees of long programs are deep.
const STACK: usize = 16 << 20;

type Work = Box<dyn FnOnce() + Send>;

/// A line of work, and those who do it.
pub(super) struct Crew {
    line: Arc<Line<Work>>,
    workers: Mutex<Vec<JoinHandle<()>>>,
    count: usize,
    busy: Arc<AtomicUsize>,
    /// The usual time of a piece of work, in microseconds: a mean in which the last pieces weigh most.
    usual: Arc<AtomicU64>,
}

impl Crew {
    pub(super) fn new(name: &str, count: usize, bounds: Bounds) -> std::io::Result<Self> {
        let line: Arc<Line<Work>> = Arc::new(Line::new(bounds));
        let (busy, usual) = (Arc::<AtomicUsize>::default(), Arc::<AtomicU64>::default());
        let worker = |place: usize| {
            let (line, busy, usual) = (Arc::clone(&line), Arc::clone(&busy), Arc::clone(&usual));
            thread::Builder::new()
                .name(format!("{name} {place}"))
                .stack_size(STACK)
                .spawn(move || {
                    while let Some(work) = line.pop() {
                        busy.fetch_add(1, Ordering::Relaxed);
                        let began = Instant::now();
                        // Who waits for the work hears of a panic, since the channel of its answer is dropped.
                        let _ = catch_unwind(AssertUnwindSafe(work));
                        note(&usual, began.elapsed());
                        busy.fetch_sub(1, Ordering::Relaxed);
                    }
                })
        };
        let workers = (0..count.max(1)).map(worker).collect::<Result<_, _>>()?;
        Ok(Self {
            line,
            workers: Mutex::new(workers),
            count: count.max(1),
            busy,
            usual,
        })
    }

    /// Lets work of so many bytes wait for its turn.
    pub(super) fn hire(
        &self,
        client: &str,
        bytes: usize,
        work: impl FnOnce() + Send + 'static,
    ) -> Result<(), Full> {
        self.line.push(client, bytes, Box::new(work))
    }

    /// The seconds after which it is worth to ask again.
    pub(super) fn retry_after(&self) -> u64 {
        let usual = Duration::from_micros(self.usual.load(Ordering::Relaxed));
        retry_after(self.waiting(), self.count, usual)
    }

    pub(super) fn waiting(&self) -> usize {
        self.line.len()
    }

    pub(super) fn busy(&self) -> usize {
        self.busy.load(Ordering::Relaxed)
    }

    /// Takes no more work.
    pub(super) fn close(&self) {
        self.line.close();
    }

    /// Waits until all work is done, at most so long; says whether it is.
    pub(super) fn join(&self, limit: Duration) -> bool {
        const GLANCE: Duration = Duration::from_millis(10);
        let began = Instant::now();
        let mut workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        while !workers.iter().all(JoinHandle::is_finished) {
            if began.elapsed() >= limit {
                return false;
            }
            thread::sleep(GLANCE);
        }
        workers.clear();
        true
    }
}

/// Work that takes less was for somebody who had left.
const LEAST: Duration = Duration::from_micros(200);

fn note(usual: &AtomicU64, took: Duration) {
    if took < LEAST {
        return;
    }
    let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    let _ = usual.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |before| {
        Some(if before == 0 {
            took
        } else {
            before - before / 8 + took / 8
        })
    });
}

//! Work on all cores, with results taken in by one thread as they come.

use super::{Engine, EngineError};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How long an interrupt may go unnoticed.
const PATIENCE: Duration = Duration::from_millis(100);

impl Engine<'_> {
    /// Does every piece of work, and gives each result to `take` as soon as it is there. The first
    /// error, or an interrupt, ends it; the pieces that are under way are given up.
    pub(super) fn in_parallel<W: Sync, R: Send>(
        &self,
        works: &[W],
        work: impl Fn(&W) -> Result<R, EngineError> + Sync,
        mut take: impl FnMut(R) -> Result<(), EngineError>,
    ) -> Result<(), EngineError> {
        let next = AtomicUsize::new(0);
        let stop = AtomicBool::new(false);
        let (sender, results) = mpsc::channel();
        thread::scope(|scope| {
            for _ in 0..self.jobs.min(works.len()) {
                let (sender, next, stop, work) = (sender.clone(), &next, &stop, &work);
                let run = move || {
                    while let Some(piece) = works.get(next.fetch_add(1, Ordering::Relaxed)) {
                        if stop.load(Ordering::Relaxed) || sender.send(work(piece)).is_err() {
                            break;
                        }
                    }
                };
                scope.spawn(run);
            }
            drop(sender);
            let mut outcome = Ok(());
            loop {
                let result = match results.recv_timeout(PATIENCE) {
                    Ok(result) => Some(result),
                    Err(RecvTimeoutError::Timeout) => None,
                    Err(RecvTimeoutError::Disconnected) => return outcome,
                };
                if outcome.is_ok() {
                    outcome = self.take_one(result, &mut take);
                }
                if outcome.is_err() && !stop.swap(true, Ordering::Relaxed) {
                    self.environments.stop();
                }
            }
        })
    }

    /// Takes one result in, and looks whether the user asked to stop.
    fn take_one<R>(
        &self,
        result: Option<Result<R, EngineError>>,
        take: &mut impl FnMut(R) -> Result<(), EngineError>,
    ) -> Result<(), EngineError> {
        if let Some(result) = result {
            take(result?)?;
        }
        self.check_interrupt()
    }
}

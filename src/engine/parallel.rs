//! Work on all cores, with results taken in by one thread as they come.

use super::{Engine, EngineError};
use crate::event::Event;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

impl Engine<'_> {
    /// Does every piece of work, and gives each result to `take` as soon as it is there. The first
    /// error, or an interrupt, ends it after the pieces that are under way.
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
            for result in results {
                let taken = result.and_then(&mut take);
                (self.listener)(Event::Advanced);
                if outcome.is_ok() {
                    outcome = taken.and_then(|()| self.check_interrupt());
                    stop.store(outcome.is_err(), Ordering::Relaxed);
                }
            }
            outcome
        })
    }
}

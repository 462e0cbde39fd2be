//! Plain lines, for logs: the beginning of each stage, and how far it is every few seconds.

use super::{name, pace};
use crate::terminal::complain;
use mutagree::event::Event;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Shows events as lines.
#[derive(Default)]
pub(crate) struct Lines(Mutex<Option<Progress>>);

/// The time between two lines about the same stage.
const PAUSE: Duration = Duration::from_secs(5);

struct Progress {
    stage: &'static str,
    began: Instant,
    said: Instant,
    total: usize,
    at_begin: usize,
    done: usize,
}

impl Lines {
    pub(crate) fn show(&self, event: Event) {
        let mut progress = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::Installing(step) => complain(&format!("sandbox: {step}")),
            Event::Building { environment, step } => complain(&format!("{environment}: {step}")),
            Event::Note(note) => complain(&format!("note: {note}")),
            Event::Detail { text, .. } => complain(&text),
            Event::Began { stage, total, done } => {
                let stage = name(stage);
                complain(&format!("{stage}: {total}, of which {done} are done"));
                *progress = Some(Progress {
                    stage,
                    began: Instant::now(),
                    said: Instant::now(),
                    total,
                    at_begin: done,
                    done,
                });
            }
            Event::Advanced => {
                if let Some(progress) = progress.as_mut() {
                    progress.advance();
                }
            }
            Event::Ended(_) => *progress = None,
        }
    }
}

impl Progress {
    fn advance(&mut self) {
        self.done += 1;
        if self.said.elapsed() >= PAUSE {
            self.said = Instant::now();
            complain(&self.line());
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
    fn line(&self) -> String {
        let seconds = self.began.elapsed().as_secs_f64().max(1e-9);
        let rate = (self.done - self.at_begin) as f64 / seconds;
        let left = (self.total - self.done.min(self.total)) as f64 / rate.max(1e-9);
        format!(
            "{}: {} of {}, {}, {left:.0} s left",
            self.stage,
            self.done,
            self.total,
            pace(rate)
        )
    }
}

//! Who of the requests under way will hardly be answered, and whether the server answers at all.

use std::time::{Duration, Instant};

/// How many times as long as the longest answer so far a request may take before it is overdue.
const TIMES: u32 = 3;

/// The shortest time after which one is overdue.
const LEAST: Duration = Duration::from_millis(500);

/// Answers after which the server is known.
const KNOWN: usize = 8;

/// The requests under way, by when they were sent, and what was heard.
pub(super) struct Watch {
    sent: Vec<Instant>,
    last_sent: Instant,
    heard: Instant,
    longest: Duration,
    answers: usize,
}

impl Watch {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            sent: Vec::new(),
            last_sent: now,
            heard: now,
            longest: Duration::ZERO,
            answers: 0,
        }
    }

    pub(super) fn sent(&mut self, now: Instant) {
        self.sent.push(now);
        self.last_sent = now;
    }

    /// A request ended, for whatever reason.
    pub(super) fn ended(&mut self, sent: Instant) {
        if let Some(place) = self.sent.iter().position(|it| *it == sent) {
            self.sent.swap_remove(place);
        }
    }

    /// The server said something.
    pub(super) fn heard(&mut self, now: Instant) {
        self.heard = now;
    }

    /// The server answered, after so long.
    pub(super) fn answered(&mut self, took: Duration) {
        self.answers += 1;
        self.longest = self.longest.max(took);
    }

    /// Says whether the server has said anything since a request was sent.
    pub(super) fn has_heard_since(&self, sent: Instant) -> bool {
        self.heard > sent
    }

    /// The requests under way that take up room. One that is overdue takes none where others were answered in the
    /// meantime.
    pub(super) fn taking_room(&self, now: Instant) -> usize {
        let Some(overdue) = self.overdue() else {
            return self.sent.len();
        };
        let takes = |sent: &&Instant| now - **sent < overdue || self.heard < **sent;
        self.sent.iter().filter(takes).count()
    }

    /// Says whether nothing is heard any more of a server that used to answer.
    pub(super) fn is_silent(&self, now: Instant) -> bool {
        let since = |it: &Instant| now - self.heard.max(*it);
        let oldest = self.sent.iter().min();
        let overdue = self.overdue();
        overdue.is_some_and(|overdue| oldest.is_some_and(|it| since(it) >= overdue))
    }

    /// Says whether it is time to see whether a silent server answers again: one request now and then is enough.
    pub(super) fn may_probe(&self, now: Instant) -> bool {
        self.overdue()
            .is_some_and(|overdue| now - self.last_sent >= overdue)
    }

    fn overdue(&self) -> Option<Duration> {
        (self.answers >= KNOWN).then(|| (self.longest * TIMES).max(LEAST))
    }
}

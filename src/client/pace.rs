//! How many requests are under way at once: more while the server answers, fewer when it says so.

use std::time::{Duration, Instant};

/// The requests with which a session begins.
const FIRST: f64 = 16.0;

/// The longest time that a server may ask to wait.
const LONGEST: Duration = Duration::from_secs(300);

/// The room for requests, by additive increase and multiplicative decrease (Chiu and Jain 1989): it doubles
/// with each round of answers until the server first refuses, halves whenever it refuses, and then grows by one
/// with each round.
pub(super) struct Pace {
    most: f64,
    room: f64,
    doubling: bool,
    /// Refusals of requests that were sent before are of the same burst.
    cut: Instant,
    open_from: Option<Instant>,
}

impl Pace {
    pub(super) fn new(most: usize, now: Instant) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a few thousand at most")]
        let most = most.max(1) as f64;
        Self {
            most,
            room: most.min(FIRST),
            doubling: true,
            cut: now,
            open_from: None,
        }
    }

    /// Says whether one more request may be sent.
    pub(super) fn has_room(&self, under_way: usize, now: Instant) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "a few thousand at most")]
        let free = (under_way as f64) < self.room.floor();
        free && self.open_from.is_none_or(|open| open <= now)
    }

    pub(super) fn answered(&mut self) {
        let step = if self.doubling { 1.0 } else { 1.0 / self.room };
        self.room = (self.room + step).min(self.most);
    }

    /// The server refused a request that was sent at a time, since there were too many.
    pub(super) fn refused(&mut self, sent: Instant, wait: Option<Duration>, now: Instant) {
        self.doubling = false;
        if sent >= self.cut {
            self.room = (self.room / 2.0).max(1.0);
            self.cut = now;
        }
        if let Some(wait) = wait {
            let open = now + wait.min(LONGEST);
            self.open_from = Some(self.open_from.map_or(open, |other| other.max(open)));
        }
    }
}

//! How many requests are under way at once: more while the server answers, fewer when it says so.

use std::time::{Duration, Instant};

/// The requests with which a session begins.
const FIRST: f64 = 16.0;

/// The longest time that a server may ask to wait.
const LONGEST: Duration = Duration::from_mins(5);

/// The room for requests. It doubles with each round of answers until the server first refuses one. From then on it
/// grows by one with each round, and shrinks by half the share of the round that was refused (as DCTCP does, Alizadeh
/// et al. 2010): a few refusals by chance cost little, and a crowded server is left alone within a few rounds.
pub(super) struct Pace {
    most: f64,
    room: f64,
    doubling: bool,
    round: Round,
    open_from: Option<Instant>,
}

/// What came back since the room was last changed.
#[derive(Default)]
struct Round {
    answered: f64,
    refused: f64,
}

impl Pace {
    pub(super) fn new(most: usize) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a few thousand at most")]
        let most = most.max(1) as f64;
        Self {
            most,
            room: most.min(FIRST),
            doubling: true,
            round: Round::default(),
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
        self.round.answered += 1.0;
        if self.doubling {
            self.room = (self.room + 1.0).min(self.most);
        }
        self.end_round();
    }

    /// The server refused a request, since there were too many.
    pub(super) fn refused(&mut self, wait: Option<Duration>, now: Instant) {
        self.doubling = false;
        self.round.refused += 1.0;
        self.end_round();
        if let Some(wait) = wait {
            let open = now + wait.min(LONGEST);
            self.open_from = Some(self.open_from.map_or(open, |other| other.max(open)));
        }
    }

    fn end_round(&mut self) {
        let seen = self.round.answered + self.round.refused;
        if seen < self.room || self.doubling {
            return;
        }
        let share = self.round.refused / seen;
        self.room = (self.room * (1.0 - share / 2.0) + 1.0).clamp(1.0, self.most);
        self.round = Round::default();
    }
}

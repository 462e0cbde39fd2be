//! How many requests are under way at once: more while the server answers, fewer when it says so, comes late, or gives no
//! more for more.

use super::throughput::Throughput;
use std::time::{Duration, Instant};

/// The requests with which a session begins.
const FIRST: f64 = 2.0;

/// The longest time that a server may ask to wait.
const LONGEST: Duration = Duration::from_mins(5);

/// The share of a round that must come too late for the server to be taken for crowded.
const LATE: f64 = 0.25;

/// The share of its limit that an answer of a server that slows down may take.
const NEAR: f64 = 0.6;

/// Rounds without a late answer after which one more request is tried where it was too late before.
const QUIET: usize = 20;

/// The room for requests. It doubles with each round of answers until the server refuses one, is late, or gives no more
/// for the more that is asked. From then on it grows by one with each round, and shrinks by half the share of the round
/// that was refused or late (as DCTCP does, Alizadeh et al. 2010): a few refusals by chance cost little, and a crowded
/// server is left alone within a few rounds.
pub(super) struct Pace {
    most: f64,
    room: f64,
    /// Where answers came too late: the room grows further only after a while.
    late_above: Option<f64>,
    quiet: usize,
    doubling: bool,
    round: Round,
    /// The longest time that a request may take.
    limit: Duration,
    /// The longest that an answer of this round, or of that before it, took.
    slowest: Option<Duration>,
    throughput: Throughput,
    open_from: Option<Instant>,
    shrunk: Option<Instant>,
}

/// What came back since the room was last changed.
#[derive(Default)]
struct Round {
    size: f64,
    answered: f64,
    refused: f64,
    late: f64,
    slowest: Duration,
}

impl Pace {
    /// A pace of so many requests at most, each of which may take so long.
    pub(super) fn new(most: usize, limit: Duration, now: Instant) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a few thousand at most")]
        let most = most.max(1) as f64;
        let room = most.min(FIRST);
        Self {
            most,
            room,
            late_above: None,
            quiet: 0,
            doubling: true,
            round: Round::of(room),
            limit,
            slowest: None,
            throughput: Throughput::new(limit, now),
            open_from: None,
            shrunk: None,
        }
    }

    /// Says whether one more request may be sent.
    pub(super) fn has_room(&self, under_way: usize, now: Instant) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "a few thousand at most")]
        let free = (under_way as f64) < self.room.floor();
        free && self.open_from.is_none_or(|open| open <= now)
    }

    /// When requests may be sent again, where the server asked to wait.
    pub(super) fn open_from(&self) -> Option<Instant> {
        self.open_from
    }

    /// A request was answered, after so long and with so many tokens.
    pub(super) fn answered(&mut self, took: Duration, tokens: u64, now: Instant) {
        self.round.answered += 1.0;
        self.round.slowest = self.round.slowest.max(took);
        self.slowest = self.slowest.max(Some(took));
        let slows = self.throughput.answered(took, tokens);
        let share = took.as_secs_f64() / self.limit.as_secs_f64();
        if slows && share > NEAR {
            self.doubling = false;
            self.room = (self.room * NEAR / share).floor().max(1.0);
            self.late_above = Some(self.room);
        } else if self.doubling && !slows {
            self.room = (self.room + 1.0).min(self.top());
        }
        self.end_round(now);
    }

    /// The server refused a request, since there were too many.
    pub(super) fn refused(&mut self, wait: Option<Duration>, now: Instant) {
        self.doubling = false;
        self.round.refused += 1.0;
        self.end_round(now);
        if let Some(wait) = wait {
            let open = now + wait.min(LONGEST);
            self.open_from = Some(self.open_from.map_or(open, |other| other.max(open)));
        }
    }

    /// A request was not answered within a limit. Of those that were sent before the room last shrank for that, it shrinks
    /// no further; nor where all others are answered far sooner, since then it is that request alone that hangs.
    pub(super) fn late(&mut self, sent: Instant, limit: Duration, now: Instant) {
        let is_alone = self.slowest.is_some_and(|slowest| slowest * 2 < limit);
        if is_alone || self.shrunk.is_some_and(|shrunk| sent <= shrunk) {
            return;
        }
        self.doubling = false;
        self.round.late += 1.0;
        if self.round.late * 2.0 >= self.round.size {
            self.round.size = 0.0;
        }
        self.end_round(now);
    }

    fn end_round(&mut self, now: Instant) {
        let seen = self.round.answered + self.round.refused + self.round.late;
        if seen < self.round.size {
            return;
        }
        let late = self.round.late / seen;
        let lost = late + self.round.refused / seen;
        self.quiet = if late > 0.0 { 0 } else { self.quiet + 1 };
        let before = self.room;
        if lost > 0.0 {
            self.room = self.room * (1.0 - lost / 2.0) + if late > 0.0 { 0.0 } else { 1.0 };
        } else if let Some(enough) = self.throughput.end_round(self.round.size, now) {
            self.doubling = false;
            self.room = enough;
        } else if !self.doubling {
            self.room += 1.0;
        }
        if late > 0.0 {
            self.shrunk = Some(now);
        }
        if late >= LATE {
            self.late_above = Some(self.room.min(before - 1.0).max(1.0));
        } else if self.quiet >= QUIET {
            self.late_above = self.late_above.map(|above| above + 1.0);
            self.quiet = 0;
        }
        self.room = self.room.clamp(1.0, self.top());
        if self.round.answered > 0.0 {
            self.slowest = Some(self.round.slowest);
        }
        self.round = Round::of(self.room);
        self.throughput.begin_round(now);
    }

    /// The most that the room may be.
    fn top(&self) -> f64 {
        self.late_above.unwrap_or(self.most).min(self.most).max(1.0)
    }
}

impl Round {
    fn of(room: f64) -> Self {
        Self {
            size: room.floor(),
            ..Self::default()
        }
    }
}

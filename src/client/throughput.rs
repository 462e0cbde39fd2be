//! Whether a server gives more where more is asked of it at once.

use std::time::{Duration, Instant};

/// Below this time, or this part of its limit, a request does not come slowly, and how long it takes says little.
const SLOW: Duration = Duration::from_secs(1);
const SLOW_PART: u32 = 4;

/// How much longer a request takes than the quickest did, for the server to be slowing down.
const SLOWER: f64 = 1.7;

/// How many times as many requests are compared with fewer: what a few more give is lost in what chance gives.
const COMPARED: f64 = 1.5;

/// The share of what more requests would give without any crowd that they must give to be worth it.
const GAIN: f64 = 0.25;

/// The weight of a new round in what a room is known to give.
const NEWS: f64 = 0.3;

/// What a server gave in a time, in tokens, and for how many requests at once.
pub(super) struct Throughput {
    slow: Duration,
    round: Round,
    best: Option<Best>,
    quickest: f64,
    quickest_token: f64,
}

struct Round {
    began: Instant,
    tokens: f64,
    took: Duration,
    answers: u32,
}

/// The room that gave most for its size.
struct Best {
    room: f64,
    tokens_a_second: f64,
}

impl Throughput {
    pub(super) fn new(limit: Duration, now: Instant) -> Self {
        Self {
            slow: SLOW.min(limit / SLOW_PART),
            round: Round::begun(now),
            best: None,
            quickest: f64::INFINITY,
            quickest_token: f64::INFINITY,
        }
    }

    pub(super) fn begin_round(&mut self, now: Instant) {
        self.round = Round::begun(now);
    }

    /// Counts an answer, and says whether the server slows down: the answer took much longer than the quickest, and for
    /// each of its tokens too, so that a long answer alone is no sign.
    pub(super) fn answered(&mut self, took: Duration, tokens: u64) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "tokens are far below 2⁵²")]
        let tokens = tokens.max(1) as f64;
        let (seconds, token) = (took.as_secs_f64(), took.as_secs_f64() / tokens);
        self.round.tokens += tokens;
        self.round.took += took;
        self.round.answers += 1;
        self.quickest = self.quickest.min(seconds);
        self.quickest_token = self.quickest_token.min(token);
        took >= self.slow
            && seconds > SLOWER * self.quickest
            && token > SLOWER * self.quickest_token
    }

    /// Ends a round of so many requests at once; gives the number that is enough, where fewer gave as much. Nothing where
    /// answers come quickly: then nobody waits for them in vain.
    pub(super) fn end_round(&mut self, room: f64, now: Instant) -> Option<f64> {
        let round = &self.round;
        if round.answers == 0 || round.took / round.answers < self.slow {
            return None;
        }
        let elapsed = now.duration_since(round.began).as_secs_f64().max(1e-3);
        let tokens_a_second = round.tokens / elapsed;
        let Some(best) = &mut self.best else {
            self.best = Some(Best {
                room,
                tokens_a_second,
            });
            return None;
        };
        let times = room / best.room;
        if times >= COMPARED {
            if tokens_a_second < best.tokens_a_second * (1.0 + GAIN * (times - 1.0)) {
                return Some(best.room);
            }
            *best = Best {
                room,
                tokens_a_second,
            };
        } else if times <= 1.0 {
            best.tokens_a_second += NEWS * (tokens_a_second - best.tokens_a_second);
        }
        None
    }
}

impl Round {
    fn begun(now: Instant) -> Self {
        Self {
            began: now,
            tokens: 0.0,
            took: Duration::ZERO,
            answers: 0,
        }
    }
}

//! How long an answer is waited for: as long as the user says, until the server has shown what it needs.

use std::time::Duration;

/// Answers after which the server is known.
const KNOWN: usize = 8;

/// How many times as long as the longest answer so far a request may take.
const TIMES: u32 = 4;

/// The shortest limit.
const LEAST: Duration = Duration::from_secs(2);

/// What a server has shown of the time that it needs.
pub(super) struct Patience {
    most: Duration,
    longest: Duration,
    answers: usize,
}

impl Patience {
    pub(super) fn new(most: Duration) -> Self {
        Self {
            most,
            longest: Duration::ZERO,
            answers: 0,
        }
    }

    pub(super) fn answered(&mut self, took: Duration) {
        self.answers += 1;
        self.longest = self.longest.max(took);
    }

    /// The limit of a request that came late so many times: an answer that takes longer than those before it is given
    /// twice as long the next time, up to what the user says.
    pub(super) fn limit(&self, late: u32) -> Duration {
        if self.answers < KNOWN {
            return self.most;
        }
        let shown = (self.longest * TIMES).max(LEAST);
        shown.saturating_mul(1 << late.min(16)).min(self.most)
    }

    /// Says whether a limit is all that the user grants.
    pub(super) fn is_most(&self, limit: Duration) -> bool {
        limit >= self.most
    }
}

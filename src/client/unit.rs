//! The piece of work of a session: some samples of one request.

use super::account::Reserve;
use super::dialect::Dialect;
use super::{Ask, Completion, Manners, tokens};
use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use std::time::{Duration, Instant};

/// The longest wait between two tries.
pub(super) const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// Some samples of one request, until they are answered.
pub(super) struct Unit {
    pub(super) ask: usize,
    pub(super) samples: Vec<usize>,
    pub(super) waits: ExponentialBackoff,
    pub(super) ready: Instant,
    /// How often it was not answered within a limit that may still grow.
    pub(super) late: u32,
    pub(super) sent: Sent,
}

/// How a unit was sent last.
pub(super) struct Sent {
    pub(super) at: Instant,
    pub(super) limit: Duration,
    pub(super) dialect: Dialect,
    /// The answers that the session had by then.
    pub(super) answers: usize,
    pub(super) reserve: Option<Reserve>,
}

/// Makes a unit that may be sent at once.
pub(super) fn unit(
    manners: &Manners,
    ask: usize,
    samples: Vec<usize>,
    now: Instant,
    dialect: &Dialect,
) -> Unit {
    let waits = ExponentialBuilder::default()
        .with_jitter()
        .with_min_delay(manners.wait)
        .with_max_delay(LONGEST_WAIT)
        .with_max_times(manners.retries);
    Unit {
        ask,
        samples,
        waits: waits.build(),
        ready: now,
        late: 0,
        sent: Sent {
            at: now,
            limit: Duration::ZERO,
            dialect: dialect.clone(),
            answers: 0,
            reserve: None,
        },
    }
}

/// A wait that is up to a half longer, so that not all who wait come back at once.
pub(super) fn apart(wait: Duration, place: usize) -> Duration {
    const PLACES: u32 = 32;
    let place = u32::try_from(place % PLACES as usize).unwrap_or_default();
    wait + wait * place / (2 * PLACES)
}

/// Counts the tokens of replies, read and written, for a server that does not.
pub(super) fn count(completions: &mut [Completion], ask: &Ask) -> (u64, u64) {
    let read = tokens::of_request(&ask.request) as u64;
    for completion in completions.iter_mut() {
        completion.completion_tokens = tokens::count(&completion.text) as u64;
    }
    if let Some(first) = completions.first_mut() {
        first.prompt_tokens = read;
    }
    (
        read,
        completions.iter().map(|it| it.completion_tokens).sum(),
    )
}

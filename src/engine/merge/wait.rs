//! Waits for shards that others still work on.

use super::MergeError;
use crate::engine::EngineError;
use crate::event::{Event, Listener};
use crate::store::StoreError;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The shortest time between two looks.
const PAUSE: Duration = Duration::from_secs(1);

/// How long nothing is asked of the user: an interrupt is seen after that.
const BLINK: Duration = Duration::from_millis(100);

/// Tries something until no shard is missing that may still come, for some time at most.
pub(super) fn wait_for<T>(
    most: Option<Duration>,
    listener: &Listener<'_>,
    interrupted: &AtomicBool,
    mut look: impl FnMut() -> Result<T, EngineError>,
) -> Result<T, EngineError> {
    let began = Instant::now();
    let mut said = String::new();
    loop {
        let looked = Instant::now();
        let error = match look() {
            Err(error) if may_come(&error) => error,
            done => return done,
        };
        if most.is_none_or(|most| began.elapsed() >= most) {
            return Err(error);
        }
        let first = error.to_string();
        let first = first.lines().next().unwrap_or_default();
        if said != first {
            first.clone_into(&mut said);
            listener(Event::Note(format!("waiting: {said}")));
        }
        // Many shards are not looked at all the time.
        let until = Instant::now() + PAUSE.max(10 * looked.elapsed());
        while Instant::now() < until {
            if interrupted.load(Ordering::Relaxed) {
                return Err(EngineError::Interrupted);
            }
            sleep(BLINK);
        }
    }
}

/// Says whether time may mend it: a shard is not there or not done yet, or its process is about to end.
fn may_come(error: &EngineError) -> bool {
    matches!(
        error,
        EngineError::Merge(MergeError::Missing(_) | MergeError::Unfinished(_))
            | EngineError::Store(StoreError::Missing { .. } | StoreError::InUse { .. })
    )
}

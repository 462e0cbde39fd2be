//! The backstop: a bound for the CPU time of a guest, should a machine need far more for its instructions than any
//! should. It stops a guest and decides nothing: the job runs again, and then the machine has failed.

use super::state::{Part, State};
use crate::Limits;
use cpu_time::ThreadTime;
use std::time::Duration;
use wasmtime::{Store, Trap, UpdateDeadline};

/// A machine may be this many times slower than the core that limits are meant for.
const SLOWNESS: u64 = 50;

/// Seconds that every guest may take beside those of its instructions.
const LEAST: u64 = 20;

/// Looks at a guest's CPU time whenever an epoch ends.
pub(crate) fn watch(store: &mut Store<State>) {
    store.set_epoch_deadline(1);
    store.epoch_deadline_callback(|mut context| {
        let state = context.data_mut();
        let now = cpu_time();
        let began = *state.cpu_since.get_or_insert(now);
        if now.saturating_sub(began) > allowance(state) {
            state.by_clock = true;
            return Err(Trap::Interrupt.into());
        }
        Ok(UpdateDeadline::Continue(1))
    });
}

/// The CPU time that what was poured last may take. A test keeps its own guest busy, and the candidate's.
fn allowance(state: &State) -> Duration {
    let guests = if matches!(state.part, Part::Judge(_)) {
        3
    } else {
        1
    };
    Duration::from_secs(seconds(state.limits.instructions)) * guests
}

/// The seconds of CPU time that a number of instructions may take.
pub(crate) fn seconds(instructions: u64) -> u64 {
    LEAST + SLOWNESS * instructions.div_ceil(Limits::INSTRUCTIONS_PER_SECOND)
}

/// The CPU time of this thread.
fn cpu_time() -> Duration {
    ThreadTime::now().as_duration()
}

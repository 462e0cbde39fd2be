//! What an instance has used up: instructions, and the virtual time that they take.

use crate::Limits;
use std::time::Duration;

/// Counts the instructions of an instance over all its budgets.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Meter {
    /// The last budget.
    poured: u64,
    /// What was used of the budgets before.
    before: u64,
    /// The most that was used of one of them.
    most: u64,
}

impl Meter {
    /// Takes down that a new budget begins, and what was left of the last.
    pub(crate) fn pour(&mut self, left: u64, instructions: u64) {
        self.most = self.most.max(self.used(left));
        self.before = self.before.saturating_add(self.used(left));
        self.poured = instructions;
    }

    /// What was used of the last budget, of which so much is left.
    pub(crate) fn used(&self, left: u64) -> u64 {
        self.poured.saturating_sub(left)
    }

    /// The most that was used of one budget before the last.
    pub(crate) fn most(&self) -> u64 {
        self.most
    }

    /// The time that all instructions so far take on the core that limits are meant for, the same everywhere.
    pub(crate) fn time(&self, left: u64) -> Duration {
        const PER_NANOSECOND: u64 = Limits::INSTRUCTIONS_PER_SECOND / 1_000_000_000;
        Duration::from_nanos(self.before.saturating_add(self.used(left)) / PER_NANOSECOND)
    }
}

//! What the host keeps while one instance runs: its place in the suite, and what it has used up.

use super::random::Random;
use crate::{Fault, Limit, Limits, Outcome};
use std::time::Duration;
use wasmtime::component::{ComponentType, Lift};
use wasmtime::{ResourceLimiter, Result};

/// How much of a candidate's output is kept to be shown.
const KEPT_OUTPUT: usize = 64 << 10;

/// The state of one instance.
pub(crate) struct State {
    pub(crate) limits: Limits,
    pub(crate) random: Random,
    pub(crate) output: Vec<u8>,
    /// The outcomes of the tests that have ended in this instance, from `first` on.
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) loaded: bool,
    pub(crate) first: u32,
    pub(crate) end: u32,
    /// Why the host stopped the guest, where it did.
    pub(crate) stopped: Option<Stop>,
    slept: Duration,
    written: usize,
    memory_refused: bool,
}

/// Why the host stopped a guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    Limit(Limit),
    Exit,
    Protocol,
}

/// An exception as the guest describes it.
#[derive(ComponentType, Lift)]
#[component(record)]
pub(crate) struct GuestFault {
    kind: String,
    message: String,
}

impl From<GuestFault> for Fault {
    fn from(fault: GuestFault) -> Self {
        Self {
            kind: fault.kind,
            message: fault.message,
        }
    }
}

/// How the guest says that a test ended.
#[derive(ComponentType, Lift)]
#[component(variant)]
pub(crate) enum Verdict {
    #[component(name = "passed")]
    Passed,
    #[component(name = "failed")]
    Failed(GuestFault),
    #[component(name = "raised")]
    Raised(GuestFault),
    #[component(name = "unviable")]
    Unviable(GuestFault),
}

impl State {
    pub(crate) fn new(limits: Limits, first: u32, end: u32) -> Self {
        Self {
            limits,
            random: Random::new(0),
            output: Vec::new(),
            outcomes: Vec::new(),
            loaded: false,
            first,
            end,
            stopped: None,
            slept: Duration::ZERO,
            written: 0,
            memory_refused: false,
        }
    }

    /// Takes the word that the candidate has loaded, which comes once.
    pub(crate) fn load(&mut self) -> Result<()> {
        if self.loaded {
            return self.stop(Stop::Protocol);
        }
        self.loaded = true;
        self.begin();
        Ok(())
    }

    /// Says whether there is a test that has not ended.
    pub(crate) fn is_running(&self) -> bool {
        self.first as usize + self.outcomes.len() < self.end as usize
    }

    /// Begins the next test: what it may use is whole again.
    fn begin(&mut self) {
        self.slept = Duration::ZERO;
        self.written = 0;
        self.memory_refused = false;
    }

    /// Takes the verdict on a test, which must be the one that is running.
    pub(crate) fn end(&mut self, index: u32, verdict: Verdict) -> Result<()> {
        let running = self.first as usize + self.outcomes.len();
        if !self.loaded || !self.is_running() || index as usize != running {
            return self.stop(Stop::Protocol);
        }
        let outcome = match verdict {
            Verdict::Passed => Outcome::Passed,
            Verdict::Failed(fault) => Outcome::Failed(fault.into()),
            Verdict::Raised(fault) => self.raised(fault.into()),
            Verdict::Unviable(fault) => Outcome::Unviable(fault.into()),
        };
        self.outcomes.push(outcome);
        self.begin();
        Ok(())
    }

    /// An exception, or the limit behind it.
    pub(crate) fn raised(&self, fault: Fault) -> Outcome {
        if self.memory_refused && fault.kind == "MemoryError" {
            return Outcome::LimitReached(Limit::Memory);
        }
        Outcome::Raised(fault)
    }

    /// Stops the guest with a trap.
    pub(crate) fn stop<T>(&mut self, stop: Stop) -> Result<T> {
        self.stopped = Some(stop);
        Err(wasmtime::format_err!("stopped by the host"))
    }

    /// Takes output, and keeps the beginning of it.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.written = self.written.saturating_add(bytes.len());
        let room = KEPT_OUTPUT.saturating_sub(self.output.len());
        self.output.extend(&bytes[..bytes.len().min(room)]);
        if self.written > self.limits.output {
            return self.stop(Stop::Limit(Limit::Output));
        }
        Ok(())
    }

    /// Lets virtual time pass; a sleep takes no real time.
    pub(crate) fn sleep(&mut self, duration: Duration) -> Result<()> {
        self.slept = self.slept.saturating_add(duration);
        if self.slept > self.limits.sleep {
            return self.stop(Stop::Limit(Limit::Time));
        }
        Ok(())
    }

    /// Virtual time since the test began.
    pub(crate) fn elapsed(&self) -> Duration {
        self.slept
    }
}

impl ResourceLimiter for State {
    fn memory_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        let allowed = desired <= self.limits.memory;
        self.memory_refused |= !allowed;
        Ok(allowed)
    }

    fn table_growing(&mut self, _: usize, _: usize, _: Option<usize>) -> Result<bool> {
        Ok(true)
    }
}

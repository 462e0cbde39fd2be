//! Judges: instances that hold the tests of a suite. One whose tests leave nothing behind serves many candidates, one
//! after the other.

use crate::judging::Answers;
use crate::wasm::instance::{Guest, Image, Part, State};
use crate::{Job, SandboxError};
use std::sync::{Mutex, PoisonError};

/// How many candidates one judge serves.
const TERM: u32 = 500;

/// Judges that wait for the next candidate of their suite.
pub(crate) struct Judges {
    idle: Mutex<Vec<Judge>>,
    /// How many may wait.
    most: usize,
}

/// An instance that holds the tests of a suite.
pub(crate) struct Judge {
    suite: u64,
    served: u32,
    pub(crate) guest: Guest,
}

impl Judge {
    /// A new judge for some tests of a job.
    pub(crate) fn new(
        image: &Image,
        job: &Job<'_>,
        callee: Box<dyn Answers>,
        tests: Vec<u32>,
    ) -> Result<Self, SandboxError> {
        let state = State::for_job(job, Part::Judge(callee), tests, 0);
        Ok(Self {
            suite: job.suite.id,
            served: 0,
            guest: Guest::start(image, state)?,
        })
    }

    /// The same judge for some tests of another job.
    pub(crate) fn for_job(
        mut self,
        job: &Job<'_>,
        callee: Box<dyn Answers>,
        tests: Vec<u32>,
    ) -> Result<Self, SandboxError> {
        self.served += 1;
        let state = self.guest.store.data_mut();
        state.begin_job(job, callee, tests);
        let instructions = state.limits.instructions;
        self.guest.pour(instructions)?;
        Ok(self)
    }

    /// Runs its tests, and gives itself back.
    pub(crate) fn run(mut self, job: &Job<'_>, tests: &[u32]) -> (Self, wasmtime::Result<()>) {
        let first = tests.first().copied().unwrap_or(0);
        let stateless = match &self.guest.store.data().part {
            Part::Judge(callee) => callee.is_stateless(),
            Part::Silent | Part::Shared | Part::Program(_) => false,
        };
        let code = &job.suite.compiled.code;
        let ended = self.guest.judge(code, first, stateless);
        (self, ended)
    }

    /// Says whether no test took more than half of what it may use.
    pub(crate) fn is_far_from_its_limit(&self) -> bool {
        let state = self.guest.store.data();
        let last = self.guest.used().unwrap_or(u64::MAX);
        state.meter.most().max(last) <= state.limits.instructions / 2
    }

    /// Takes the candidate back.
    pub(crate) fn take_callee(&mut self) -> Result<Box<dyn Answers>, SandboxError> {
        let state = self.guest.store.data_mut();
        match std::mem::replace(&mut state.part, Part::Silent) {
            Part::Judge(callee) => Ok(callee),
            Part::Silent | Part::Shared | Part::Program(_) => {
                let lost = "a judge lost its candidate";
                Err(SandboxError::Engine(lost.to_owned()))
            }
        }
    }

    /// Ends, and gives the candidate back.
    pub(crate) fn into_callee(mut self) -> Result<Box<dyn Answers>, SandboxError> {
        self.take_callee()
    }
}

impl Judges {
    /// Keeps at most one judge for each job that may run at the same time.
    pub(crate) fn new(jobs: usize) -> Self {
        Self {
            idle: Mutex::default(),
            most: jobs.max(1),
        }
    }

    /// A judge that waits for the next candidate of a suite.
    pub(crate) fn waiting(&self, suite: u64) -> Option<Judge> {
        let mut judges = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let place = judges.iter().position(|judge| judge.suite == suite);
        let waiting = place.map(|place| judges.swap_remove(place));
        if waiting.is_none() {
            judges.clear();
        }
        waiting
    }

    /// Keeps a judge for the next candidate, where its tests leave nothing behind.
    pub(crate) fn keep(&self, judge: Judge, job: &Job<'_>) {
        let is_equal = job.suite.compiled.budgets.is_empty();
        let serves_more = judge.served < TERM && job.suite.compiled.pure && is_equal;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if serves_more && idle.len() < self.most {
            idle.push(judge);
        }
    }
}

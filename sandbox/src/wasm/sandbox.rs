//! The sandbox itself: runs a job to its end, in as many instances as its traps ask for.

use super::engine::engine;
use super::guest::{Guest, link};
use super::machine_code;
use super::state::{State, Stop};
use super::ticker::{TICK, Ticker};
use crate::{
    Component, Fault, InstallStep, Isolation, Job, Limit, Limits, Namespace, Outcome, Packing,
    Report, SandboxError, Suite,
};
use std::time::Duration;
use wasmtime::component::InstancePre;
use wasmtime::{Error, Trap};

/// How a sandbox is opened.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The number of jobs that may run at the same time; at least 1.
    pub jobs: usize,
    /// The most memory in bytes that a job of this sandbox can be given.
    pub memory: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            jobs: 1,
            memory: Limits::default().memory,
        }
    }
}

/// Runs jobs; can be shared by `Options::jobs` threads.
pub struct Sandbox {
    pre: InstancePre<State>,
    _ticker: Ticker,
}

impl Sandbox {
    /// Loads a component, and compiles it first where this machine has not done so yet.
    ///
    /// # Errors
    /// Where the file is no component of this sandbox, or the cache folder cannot be written.
    pub fn open(
        component: &Component,
        options: &Options,
        progress: &dyn Fn(InstallStep),
    ) -> Result<Self, SandboxError> {
        let engine = engine(options)?;
        let code = machine_code::load(&engine, component, progress)?;
        let pre = link(&engine, &code)?;
        Ok(Self {
            pre,
            _ticker: Ticker::start(engine),
        })
    }

    /// Says of each source why it does not compile, or nothing where it does.
    ///
    /// # Errors
    /// Where the engine fails, or a source exhausts the default limits.
    pub fn check(&self, sources: &[&str]) -> Result<Vec<Option<Fault>>, SandboxError> {
        let mut guest = Guest::start(&self.pre, generous(sources.len()), 0)?;
        Ok(guest.check(sources)?)
    }

    /// Compiles tests, to run them on many candidates.
    ///
    /// # Errors
    /// Where the engine fails, or the tests exhaust the default limits.
    pub fn compile(&self, sources: &[&str], packing: Packing) -> Result<Suite, SandboxError> {
        let mut guest = Guest::start(&self.pre, generous(sources.len()), 0)?;
        let code = guest.compile(sources, packing == Packing::Packed)?;
        let tests = u32::try_from(sources.len())
            .map_err(|_| SandboxError::Engine("a suite holds at most 2³² tests".to_owned()))?;
        Ok(Suite { code, tests })
    }

    /// Runs a job. A trap is charged to the test that it happened in; the rest run in a fresh
    /// interpreter.
    ///
    /// # Errors
    /// Where the engine fails; whatever the candidate does is an outcome.
    pub fn run(&self, job: &Job<'_>) -> Result<Report, SandboxError> {
        let mut progress = Progress {
            outcomes: Vec::new(),
            output: Vec::new(),
            unloadable: None,
        };
        while progress.outcomes.len() < job.suite.len() || job.suite.is_empty() {
            self.run_instance(job, &mut progress)?;
            if job.suite.is_empty() || progress.unloadable.is_some() {
                break;
            }
        }
        Ok(progress.into_report(job.suite.len()))
    }

    /// Runs the tests that are still open, until the end or the first trap.
    fn run_instance(&self, job: &Job<'_>, progress: &mut Progress) -> Result<(), SandboxError> {
        let first = u32::try_from(progress.outcomes.len()).unwrap_or(u32::MAX);
        let end = match job.isolation {
            Isolation::Candidate => job.suite.tests,
            Isolation::Test => job.suite.tests.min(first + 1),
        };
        let mut guest = Guest::start(&self.pre, job.limits, first)?;
        let bare = job.namespace == Namespace::Bare;
        let ended = guest.run(job.candidate, bare, &job.suite.code, first, end);
        let state = guest.store.into_data();
        progress.take(state, ended);
        Ok(())
    }
}

/// What is known of a job so far.
struct Progress {
    outcomes: Vec<Outcome>,
    output: Vec<u8>,
    unloadable: Option<Outcome>,
}

impl Progress {
    /// Adds what one instance did.
    fn take(&mut self, mut state: State, ended: wasmtime::Result<Result<(), Fault>>) {
        if self.output.is_empty() {
            self.output.append(&mut state.output);
        }
        self.outcomes.append(&mut state.outcomes);
        match ended {
            Ok(Ok(())) => {}
            Ok(Err(fault)) => self.unloadable = Some(unloadable(&state, fault)),
            Err(error) if state.loaded => self.outcomes.push(trapped(&state, &error)),
            Err(error) => self.unloadable = Some(unviable(trapped(&state, &error))),
        }
    }

    fn into_report(mut self, tests: usize) -> Report {
        if let Some(outcome) = &self.unloadable {
            self.outcomes = vec![outcome.clone(); tests];
        }
        Report {
            outcomes: self.outcomes,
            output: self.output,
            unloadable: self.unloadable,
        }
    }
}

/// What an exception while loading means; memory that was refused is a limit.
fn unloadable(state: &State, fault: Fault) -> Outcome {
    unviable(state.raised(fault))
}

/// A candidate that raises while it loads is unviable.
fn unviable(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Raised(fault) => Outcome::Unviable(fault),
        outcome => outcome,
    }
}

/// What a trap means for the test, or the loading, that it happened in.
fn trapped(state: &State, error: &Error) -> Outcome {
    match (state.stopped, error.downcast_ref::<Trap>()) {
        (Some(Stop::Limit(limit)), _) => Outcome::LimitReached(limit),
        (Some(Stop::Exit), _) => Outcome::Raised(Fault {
            kind: "SystemExit".to_owned(),
            message: "the process was ended".to_owned(),
        }),
        (Some(Stop::Protocol), _) => Outcome::Crashed("a verdict out of order".to_owned()),
        (None, Some(Trap::OutOfFuel | Trap::Interrupt)) => Outcome::LimitReached(Limit::Time),
        (None, Some(trap)) => Outcome::Crashed(trap.to_string()),
        (None, None) => Outcome::Crashed(error.root_cause().to_string()),
    }
}

/// The limits for compiling a number of sources.
fn generous(sources: usize) -> Limits {
    let limits = Limits::default();
    let sources = u64::try_from(sources).unwrap_or(u64::MAX);
    Limits {
        instructions: limits.instructions.saturating_mul(sources.max(1)),
        ..limits
    }
}

/// The number of epochs that a duration lasts, rounded up.
pub(crate) fn ticks(duration: Duration) -> u64 {
    let ticks = duration.as_millis().div_ceil(TICK.as_millis()) + 1;
    u64::try_from(ticks).unwrap_or(u64::MAX / 2)
}

//! The sandbox itself: runs a job to its end, in as many instances as its traps ask for.

use super::engine::{Engine, WASM_STACK};
use super::guest::{Guest, link};
use super::machine_code;
use super::state::{State, Stop};
use super::ticker::{TICK, Ticker};
use crate::{
    Component, Fault, InstallStep, Isolation, Job, Limit, Limits, Namespace, Outcome, Packing,
    Report, SandboxError, Suite,
};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::time::Duration;
use wasmtime::component::InstancePre;
use wasmtime::{Error, Trap};

/// How a sandbox is opened.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
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
    /// Stack in bytes that a thread needs to run jobs. On a thread with less, every call into the
    /// guest allocates a stack for itself.
    pub const STACK: usize = WASM_STACK + (2 << 20);

    /// Loads a component, and compiles it first where this machine has not done so yet.
    ///
    /// # Errors
    /// Where the file is no component of this sandbox, or the cache folder cannot be written.
    pub fn open(
        component: &Component,
        options: &Options,
        progress: &dyn Fn(InstallStep),
    ) -> Result<Self, SandboxError> {
        let engine = Engine::new(options)?;
        let path = machine_code::prepare(&engine, component, progress)?;
        Self::with_engine(&engine, &path)
    }

    /// Opens a sandbox on machine code that was prepared by this user a moment ago.
    pub(crate) fn from_machine_code(path: &Path, options: &Options) -> Result<Self, SandboxError> {
        Self::with_engine(&Engine::new(options)?, path)
    }

    fn with_engine(engine: &Engine, path: &Path) -> Result<Self, SandboxError> {
        let pre = link(&engine.0, &machine_code::map(engine, path)?)?;
        Ok(Self {
            pre,
            _ticker: Ticker::start(engine.0.clone()),
        })
    }

    /// Says of each source why it does not compile, or nothing where it does.
    ///
    /// # Errors
    /// Where the engine fails.
    pub fn check(&self, sources: &[&str]) -> Result<Vec<Option<Fault>>, SandboxError> {
        let mut guest = Guest::start(&self.pre, generous(sources.len()), 0..0)?;
        if let Ok(faults) = with_stack(|| guest.check(sources)) {
            return Ok(faults);
        }
        sources
            .iter()
            .map(|source| self.check_alone(source))
            .collect()
    }

    /// Compiles tests, to run them on many candidates.
    ///
    /// # Errors
    /// Where the engine fails.
    pub fn compile(&self, sources: &[&str], packing: Packing) -> Result<Suite, SandboxError> {
        let packed = packing == Packing::Packed;
        let mut kept: Vec<Option<&str>> = sources.iter().copied().map(Some).collect();
        let mut guest = Guest::start(&self.pre, generous(sources.len()), 0..0)?;
        if let Ok(code) = with_stack(|| guest.compile(&kept, packed)) {
            return Suite::new(code, sources.len(), packing);
        }
        for source in &mut kept {
            if let Some(text) = source
                && self.check_alone(text)?.is_some()
            {
                *source = None;
            }
        }
        let mut guest = Guest::start(&self.pre, generous(sources.len()), 0..0)?;
        let code = with_stack(|| guest.compile(&kept, packed))?;
        Suite::new(code, sources.len(), packing)
    }

    /// Checks one source; one that brings the compiler down does not compile.
    fn check_alone(&self, source: &str) -> Result<Option<Fault>, SandboxError> {
        let mut guest = Guest::start(&self.pre, generous(1), 0..0)?;
        let too_complex = |_| Fault {
            kind: "SyntaxError".to_owned(),
            message: "the source is too complex to compile".to_owned(),
        };
        match with_stack(|| guest.check(&[source])).map_err(too_complex) {
            Ok(faults) => Ok(faults.into_iter().flatten().next()),
            Err(fault) => Ok(Some(fault)),
        }
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
        let mut guest = Guest::start(&self.pre, job.limits, first..end)?;
        let bare = job.namespace == Namespace::Bare;
        let ended = with_stack(|| guest.run(job.candidate, bare, &job.suite.code, first, end));
        let state = guest.store.into_data();
        progress.take(state, job.suite.packing, ended);
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
    /// Adds what one instance did. What comes after the last verdict is nobody's.
    fn take(
        &mut self,
        mut state: State,
        packing: Packing,
        ended: wasmtime::Result<Result<(), Fault>>,
    ) {
        if self.output.is_empty() {
            self.output.append(&mut state.output);
        }
        let running = state.is_running();
        self.outcomes.append(&mut state.outcomes);
        match ended {
            Ok(Ok(())) => {}
            Ok(Err(fault)) if !state.loaded || packing == Packing::Packed => {
                self.unloadable = Some(unviable(state.raised(fault)));
            }
            Err(error) if !state.loaded => {
                self.unloadable = Some(unviable(trapped(&state, &error)));
            }
            Ok(Err(_)) | Err(_) if !running => {}
            Ok(Err(fault)) => self.outcomes.push(state.raised(fault)),
            Err(error) => self.outcomes.push(trapped(&state, &error)),
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

/// Calls into the guest with room for its stack, on a new stack where this thread has too little.
fn with_stack<T>(call: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(Sandbox::STACK, Sandbox::STACK, call)
}

/// The limits for compiling a number of sources.
fn generous(sources: usize) -> Limits {
    let limits = Limits::default();
    let sources = u32::try_from(sources.max(1)).unwrap_or(u32::MAX);
    Limits {
        instructions: limits.instructions.saturating_mul(sources.into()),
        wall: limits.wall.saturating_mul(sources),
        ..limits
    }
}

/// The number of epochs that a duration lasts, rounded up.
pub(crate) fn ticks(duration: Duration) -> u64 {
    let ticks = duration.as_millis().div_ceil(TICK.as_millis()) + 1;
    u64::try_from(ticks).unwrap_or(u64::MAX / 2)
}

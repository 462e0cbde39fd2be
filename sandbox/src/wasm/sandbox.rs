//! The sandbox itself: runs a job to its end, in as many instances as its traps ask for.

use super::callee::{Callee, unviable};
use super::engine::{Engine, WASM_STACK};
use super::guest::{Guest, link};
use super::machine_code;
use super::state::{Part, State};
use super::ticker::{TICK, Ticker};
use crate::job::Compiled;
use crate::{
    Component, Fault, InstallStep, Isolation, Job, Judge, Limits, Namespace, Outcome, Packing,
    Report, SandboxError, Suite, Tests,
};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use wasmtime::component::InstancePre;

/// The stack of one instance, with room for the host's part of it.
const STACK: usize = WASM_STACK + (2 << 20);

/// How many candidates a judge serves whose tests leave nothing behind.
const TERM: u32 = 500;

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
    /// Judges that wait for the next candidate of their suite.
    judges: Mutex<Vec<IdleJudge>>,
    _ticker: Ticker,
}

/// A judge whose tests left nothing behind.
struct IdleJudge {
    suite: u64,
    served: u32,
    guest: Guest,
}

impl Sandbox {
    /// Stack in bytes that a thread needs to run jobs: for a judge, and a candidate that it calls. On a
    /// thread with less, calls into the guest allocate a stack for themselves.
    pub const STACK: usize = 2 * STACK;

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
            judges: Mutex::default(),
            _ticker: Ticker::start(engine.0.clone()),
        })
    }

    /// Says of each source why it does not compile, or nothing where it does.
    ///
    /// # Errors
    /// Where the engine fails.
    pub fn check(&self, sources: &[&str]) -> Result<Vec<Option<Fault>>, SandboxError> {
        let mut guest = self.compiler(sources.len())?;
        if let Ok(faults) = with_stack(|| guest.check(sources)) {
            return Ok(faults);
        }
        drop(guest);
        sources
            .iter()
            .map(|source| self.check_alone(source))
            .collect()
    }

    /// Compiles tests, to run them on many candidates.
    ///
    /// # Errors
    /// Where the engine fails.
    pub fn compile(&self, tests: &Tests<'_>) -> Result<Suite, SandboxError> {
        let count = u32::try_from(tests.sources.len())
            .map_err(|_| SandboxError::Engine("a suite holds at most 2³² tests".to_owned()))?;
        let packed = tests.packing == Packing::Packed;
        let mut kept: Vec<Option<&str>> = tests.sources.iter().copied().map(Some).collect();
        let mut guest = self.compiler(kept.len())?;
        let mut compiled = with_stack(|| guest.compile(&kept, packed, tests));
        drop(guest);
        if compiled.is_err() {
            for source in &mut kept {
                if let Some(text) = source
                    && self.check_alone(text)?.is_some()
                {
                    *source = None;
                }
            }
            let mut guest = self.compiler(kept.len())?;
            compiled = with_stack(|| guest.compile(&kept, packed, tests));
        }
        let mut compiled = compiled?;
        Ok(Suite::new(Compiled {
            assertions: compiled.take_assertions(),
            code: compiled.code,
            tests: count,
            packing: tests.packing,
            pure: compiled.pure,
            calls: compiled.calls,
            made: compiled.made,
            added: 0,
        }))
    }

    /// Checks one source; one that brings the compiler down does not compile.
    fn check_alone(&self, source: &str) -> Result<Option<Fault>, SandboxError> {
        let mut guest = self.compiler(1)?;
        let too_complex = |_| Fault {
            kind: "SyntaxError".to_owned(),
            message: "the source is too complex to compile".to_owned(),
        };
        match with_stack(|| guest.check(&[source])).map_err(too_complex) {
            Ok(faults) => Ok(faults.into_iter().flatten().next()),
            Err(fault) => Ok(Some(fault)),
        }
    }

    /// An instance to compile a number of sources.
    fn compiler(&self, sources: usize) -> Result<Guest, SandboxError> {
        let state = State::new(generous(sources), Part::Silent, Vec::new());
        Ok(Guest::start(&self.pre, state)?)
    }

    /// Runs a job. A trap is charged to the test that it happened in; the rest run in a fresh
    /// interpreter.
    ///
    /// # Errors
    /// Where the engine fails; whatever the candidate does is an outcome.
    pub fn run(&self, job: &Job<'_>) -> Result<Report, SandboxError> {
        let packed = job.suite.compiled.packing == Packing::Packed;
        let tests = job.selected();
        let mut progress = Progress::new(&tests);
        if packed || job.judge == Judge::Shared || job.suite.is_empty() {
            self.run_shared(job, &mut progress)?;
            self.ask_outputs(job, &mut progress)?;
        } else {
            self.run_apart(job, &mut progress)?;
        }
        Ok(progress.into_report())
    }

    /// Runs tests in the candidate's interpreter, and in a new one after each trap.
    fn run_shared(&self, job: &Job<'_>, progress: &mut Progress) -> Result<(), SandboxError> {
        let bare = job.namespace == Namespace::Bare;
        let code = &job.suite.compiled.code;
        loop {
            let part = progress.part(job.isolation);
            let first = part.first().copied().unwrap_or(0);
            let end = part.last().map_or(0, |last| last + 1);
            let state = State::new(job.limits, Part::Shared, part);
            let mut guest = Guest::start(&self.pre, state)?;
            let ended = with_stack(|| guest.run(job.candidate, bare, code, first, end));
            let outcomes = progress.take(guest.store.into_data(), job, ended);
            if progress.is_done() || outcomes == 0 {
                return Ok(());
            }
        }
    }

    /// Asks a candidate whose tests ran in its own interpreter for the outputs of the suite's calls.
    fn ask_outputs(&self, job: &Job<'_>, progress: &mut Progress) -> Result<(), SandboxError> {
        if job.suite.compiled.calls.is_empty() || progress.unloadable.is_some() {
            return Ok(());
        }
        if let Ok(mut callee) = Callee::load(&self.pre, job)? {
            progress.outputs = outputs(job, &mut callee)?;
            callee.end();
            progress.by_clock |= callee.by_clock;
        }
        Ok(())
    }

    /// Runs tests in a judge of their own, which calls the candidate; those whose values cannot cross
    /// run with the candidate, if the job allows it.
    fn run_apart(&self, job: &Job<'_>, progress: &mut Progress) -> Result<(), SandboxError> {
        let mut callee = match Callee::load(&self.pre, job)? {
            Ok(callee) => Box::new(callee),
            Err((outcome, callee)) => {
                progress.unloadable = Some(outcome);
                progress.output = callee.output;
                progress.by_clock = callee.by_clock;
                return Ok(());
            }
        };
        progress.loaded = true;
        let mut uncrossed = Vec::new();
        while let Some(test) = progress.next() {
            callee.begin();
            if let Some(outcome) = callee.decide(test)? {
                progress.outcomes.push(outcome);
            } else {
                let part = progress.part(job.isolation);
                callee = self.judge_part(job, callee, part, progress, &mut uncrossed)?;
            }
            if job.isolation == Isolation::Test {
                callee.restart();
            }
        }
        progress.outputs = outputs(job, &mut callee)?;
        callee.end();
        progress.output.append(&mut callee.output);
        progress.by_clock |= callee.by_clock;
        drop(callee);
        if job.judge == Judge::Auto {
            for test in uncrossed {
                self.run_with_candidate(job, test, progress)?;
            }
        }
        Ok(())
    }

    /// Runs tests in a judge, as far as one instance of it goes, and gives the candidate back.
    fn judge_part(
        &self,
        job: &Job<'_>,
        callee: Box<Callee>,
        part: Vec<u32>,
        progress: &mut Progress,
        uncrossed: &mut Vec<u32>,
    ) -> Result<Box<Callee>, SandboxError> {
        let first = part.first().copied().unwrap_or(0);
        let mut judge = self.judge(job, callee, part)?;
        let ended = with_stacks(|| judge.guest.judge(&job.suite.compiled.code, first));
        let state = judge.guest.store.data_mut();
        let running = state.is_running();
        let grown = !state.may_go_on();
        progress.outcomes.append(&mut state.outcomes);
        uncrossed.append(&mut state.uncrossed);
        match &ended {
            Err(error) if running => {
                progress.outcomes.push(state.trapped(error));
                progress.by_clock |= state.by_clock;
            }
            Ok(()) if running && !grown => {
                progress.outcomes.push(silent());
            }
            Ok(()) | Err(_) => {}
        }
        let Part::Judge(callee) = std::mem::replace(&mut state.part, Part::Silent) else {
            return Err(SandboxError::Engine(
                "a judge lost its candidate".to_owned(),
            ));
        };
        if ended.is_ok() && !grown {
            self.keep(judge, job);
        }
        Ok(callee)
    }

    /// Runs one test whose values cannot cross in the candidate's interpreter.
    fn run_with_candidate(
        &self,
        job: &Job<'_>,
        test: u32,
        progress: &mut Progress,
    ) -> Result<(), SandboxError> {
        let tests = [test];
        let mut alone = Progress::new(&tests);
        self.run_shared(job, &mut alone)?;
        progress.by_clock |= alone.by_clock;
        if let Some(outcome) = alone.unloadable.or(alone.outcomes.pop()) {
            progress.replace(test, outcome);
            progress.shared.push(test);
        }
        Ok(())
    }

    /// A judge for a suite: one that waits, or a new one.
    fn judge(
        &self,
        job: &Job<'_>,
        callee: Box<Callee>,
        tests: Vec<u32>,
    ) -> Result<IdleJudge, SandboxError> {
        let suite = job.suite.id;
        let waiting = {
            let mut judges = self.judges.lock().unwrap_or_else(PoisonError::into_inner);
            let place = judges.iter().position(|judge| judge.suite == suite);
            let waiting = place.map(|place| judges.swap_remove(place));
            if waiting.is_none() {
                judges.clear();
            }
            waiting
        };
        if let Some(mut judge) = waiting {
            judge.served += 1;
            let state = judge.guest.store.data_mut();
            state.begin_job(job.limits, callee, tests);
            judge.guest.refill(1)?;
            return Ok(judge);
        }
        let state = State::new(job.limits, Part::Judge(callee), tests);
        Ok(IdleJudge {
            suite,
            served: 0,
            guest: Guest::start(&self.pre, state)?,
        })
    }

    /// Keeps a judge for the next candidate, where its tests leave nothing behind.
    fn keep(&self, judge: IdleJudge, job: &Job<'_>) {
        if job.suite.compiled.pure && judge.served < TERM && job.isolation == Isolation::Candidate {
            self.judges
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(judge);
        }
    }
}

/// What came of each of the suite's calls.
fn outputs(job: &Job<'_>, callee: &mut Callee) -> Result<Vec<String>, SandboxError> {
    let compiled = &job.suite.compiled;
    let first_added = compiled.calls.len() - compiled.added;
    let calls = compiled.calls.iter().zip(job.asked()).enumerate();
    let outputs = calls.map(|(place, (request, asked))| {
        if asked {
            callee.output(request, place >= first_added)
        } else {
            Ok(Report::NOT_RUN.to_owned())
        }
    });
    Ok(outputs.collect::<wasmtime::Result<_>>()?)
}

/// What is known of a job so far.
struct Progress<'a> {
    /// The tests that are to run.
    tests: &'a [u32],
    /// The outcomes of the first of them.
    outcomes: Vec<Outcome>,
    outputs: Vec<String>,
    output: Vec<u8>,
    unloadable: Option<Outcome>,
    shared: Vec<u32>,
    by_clock: bool,
    loaded: bool,
}

impl<'a> Progress<'a> {
    fn new(tests: &'a [u32]) -> Self {
        Self {
            tests,
            outcomes: Vec::new(),
            outputs: Vec::new(),
            output: Vec::new(),
            unloadable: None,
            shared: Vec::new(),
            by_clock: false,
            loaded: false,
        }
    }

    /// The test that runs next.
    fn next(&self) -> Option<u32> {
        self.tests.get(self.outcomes.len()).copied()
    }

    fn is_done(&self) -> bool {
        self.next().is_none() || self.unloadable.is_some()
    }

    /// The tests that the next instance runs.
    fn part(&self, isolation: Isolation) -> Vec<u32> {
        let left = self.tests.iter().skip(self.outcomes.len()).copied();
        match isolation {
            Isolation::Candidate => left.collect(),
            Isolation::Test => left.take(1).collect(),
        }
    }

    /// Replaces the outcome of a test that has ended.
    fn replace(&mut self, test: u32, outcome: Outcome) {
        if let Ok(place) = self.tests.binary_search(&test) {
            self.outcomes[place] = outcome;
        }
    }

    /// Adds what one instance did, and counts the tests that ended in it. What comes after the last
    /// verdict is nobody's.
    fn take(
        &mut self,
        mut state: State,
        job: &Job<'_>,
        ended: wasmtime::Result<Result<(), Fault>>,
    ) -> usize {
        if self.output.is_empty() {
            self.output.append(&mut state.output);
        }
        let before = self.outcomes.len();
        let running = state.is_running();
        let packed = job.suite.compiled.packing == Packing::Packed;
        self.outcomes.append(&mut state.outcomes);
        match ended {
            Ok(Ok(())) => {}
            Ok(Err(fault)) if !state.loaded || packed => {
                self.unloadable = Some(unviable(state.raised(fault)));
            }
            Err(error) if !state.loaded => {
                self.unloadable = Some(unviable(state.trapped(&error)));
            }
            Ok(Err(_)) | Err(_) if !running => {}
            Ok(Err(fault)) => self.outcomes.push(state.raised(fault)),
            Err(error) => self.outcomes.push(state.trapped(&error)),
        }
        self.by_clock |= state.by_clock;
        self.loaded |= state.loaded;
        self.outcomes.len() - before
    }

    fn into_report(mut self) -> Report {
        let tests = self.tests.len();
        match &self.unloadable {
            Some(outcome) => self.outcomes = vec![outcome.clone(); tests],
            None => self.outcomes.resize(tests, silent()),
        }
        Report {
            outcomes: self.outcomes,
            outputs: self.outputs,
            output: self.output,
            unloadable: self.unloadable,
            loaded: self.loaded,
            shared: self.shared,
            repeatable: !self.by_clock,
        }
    }
}

/// The outcome of a test that nobody gave a verdict on.
fn silent() -> Outcome {
    Outcome::Crashed("no verdict".to_owned())
}

/// Calls into a guest with room for its stack, on a new stack where this thread has too little.
pub(crate) fn with_stack<T>(call: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(STACK, STACK, call)
}

/// The same, with room for a second guest that the first calls.
fn with_stacks<T>(call: impl FnOnce() -> T) -> T {
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

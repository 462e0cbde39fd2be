//! What the host keeps while one instance runs: its part, its place in the suite, what it has used up.

use super::meter::Meter;
use super::open_files::Files;
use super::random::Random;
use super::terminal::Terminal;
use crate::judging::{Answers, Docket, Verdict};
use crate::{Fault, Job, Limit, Limits, Outcome};
use std::time::Duration;
use wasmtime::{Error, ResourceLimiter, Result, Trap};

/// How much of a candidate's output is kept to be shown.
const KEPT_OUTPUT: usize = 64 << 10;

/// Memory at which a judge makes room for another: what it read of answers is not given back.
const JUDGE_MEMORY: usize = 96 << 20;

/// What an instance is there for: it says what the guest may tell the host.
pub(crate) enum Part {
    /// Compiles, or answers calls.
    Silent,
    /// Runs a candidate with its tests.
    Shared,
    /// Runs tests against a candidate elsewhere.
    Judge(Box<dyn Answers>),
    /// Runs a program.
    Program(Terminal),
}

/// The state of one instance.
pub(crate) struct State {
    pub(crate) limits: Limits,
    pub(crate) random: Random,
    pub(crate) files: Files,
    pub(crate) output: Vec<u8>,
    pub(crate) part: Part,
    pub(crate) loaded: bool,
    /// The tests of this instance.
    pub(crate) docket: Docket,
    /// Why the host stopped the guest, where it did.
    stopped: Option<Stop>,
    pub(crate) meter: Meter,
    /// The CPU time of the thread at the first look since the last budget was poured.
    pub(crate) cpu_since: Option<Duration>,
    /// The backstop stopped the guest.
    pub(crate) by_clock: bool,
    /// What was slept in the running test, and before it.
    slept: Duration,
    slept_before: Duration,
    written: usize,
    pub(crate) memory_refused: bool,
    /// The size of the instance's memory in bytes, where it has grown.
    pub(crate) memory: usize,
}

/// Why the host stopped a guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    Limit(Limit),
    Exit,
    Protocol,
}

impl State {
    pub(crate) fn new(limits: Limits, part: Part) -> Self {
        Self {
            limits,
            random: Random::new(0),
            files: Files::default(),
            output: Vec::new(),
            loaded: matches!(part, Part::Judge(_)),
            part,
            docket: Docket::default(),
            stopped: None,
            meter: Meter::default(),
            cpu_since: None,
            by_clock: false,
            slept: Duration::ZERO,
            slept_before: Duration::ZERO,
            written: 0,
            memory_refused: false,
            memory: 0,
        }
    }

    /// The state of an instance that runs tests of a job.
    pub(crate) fn for_job(job: &Job<'_>, part: Part, tests: Vec<u32>, stopped: u32) -> Self {
        let mut state = Self {
            docket: Docket::for_job(job, tests, stopped),
            ..Self::new(job.limits, part)
        };
        if state.loaded {
            state.take_budget();
        }
        state
    }

    /// Takes the word that the candidate has loaded, which comes once.
    pub(crate) fn load(&mut self) -> Result<()> {
        if self.loaded || !matches!(self.part, Part::Shared) {
            return self.stop(Stop::Protocol);
        }
        self.loaded = true;
        self.begin();
        Ok(())
    }

    /// Says whether the instance may run another test: a judge that has grown may not.
    pub(crate) fn may_go_on(&self) -> bool {
        !matches!(self.part, Part::Judge(_)) || self.memory <= JUDGE_MEMORY
    }

    /// Begins the next test: what it may use is whole again.
    pub(crate) fn begin(&mut self) {
        self.slept_before = self.slept_before.saturating_add(self.slept);
        self.slept = Duration::ZERO;
        self.written = 0;
        self.memory_refused = false;
        self.take_budget();
    }

    /// Gives the next test the instructions that it may use.
    fn take_budget(&mut self) {
        if let Some(budget) = self.docket.budget() {
            self.limits.instructions = budget;
        }
    }

    /// Takes the verdict on a test, which must be the one that is running, and gives the next of this instance.
    pub(crate) fn end(&mut self, index: u32, verdict: Verdict) -> Result<Option<u32>> {
        let speaks = matches!(self.part, Part::Shared | Part::Judge(_));
        let memory_refused = self.memory_refused;
        let raised = |fault| raised(fault, memory_refused);
        if !speaks || !self.loaded || !self.docket.end(index, verdict, raised) {
            return self.stop(Stop::Protocol);
        }
        if let Part::Judge(callee) = &mut self.part {
            self.docket.decide(&mut **callee)?;
        }
        self.begin();
        Ok(self.docket.running().filter(|_| self.may_go_on()))
    }

    /// Passes a call of a judge on to its candidate; nothing returns where that was stopped.
    pub(crate) fn call(&mut self, request: &[u8], fixed: bool) -> Result<Option<Vec<u8>>> {
        let Part::Judge(callee) = &mut self.part else {
            return self.stop(Stop::Protocol);
        };
        Ok(self.docket.call(&mut **callee, request, fixed)?)
    }

    /// Makes a judge that has ended ready for another candidate.
    pub(crate) fn begin_job(&mut self, job: &Job<'_>, callee: Box<dyn Answers>, tests: Vec<u32>) {
        *self = Self {
            memory: self.memory,
            files: std::mem::take(&mut self.files),
            ..Self::for_job(job, Part::Judge(callee), tests, 0)
        };
    }

    /// An exception, or the limit behind it.
    pub(crate) fn raised(&self, fault: Fault) -> Outcome {
        raised(fault, self.memory_refused)
    }

    /// What a trap means for the test, the call or the loading that it happened in.
    pub(crate) fn trapped(&mut self, error: &Error) -> Outcome {
        if let Some(outcome) = self.docket.take_charged() {
            return outcome;
        }
        let trap = error.downcast_ref::<Trap>();
        match (self.stopped, trap) {
            (Some(Stop::Limit(limit)), _) => Outcome::LimitReached(limit),
            (Some(Stop::Exit), _) => Outcome::Raised(Fault {
                kind: "SystemExit".to_owned(),
                message: "the process was ended".to_owned(),
            }),
            (Some(Stop::Protocol), _) => Outcome::Crashed("a word out of order".to_owned()),
            (None, Some(Trap::OutOfFuel | Trap::Interrupt)) => Outcome::LimitReached(Limit::Time),
            (None, Some(Trap::UnreachableCodeReached)) if self.memory_refused => {
                Outcome::LimitReached(Limit::Memory)
            }
            (None, Some(trap)) => Outcome::Crashed(trap.to_string()),
            (None, None) => Outcome::Crashed(error.root_cause().to_string()),
        }
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

    /// Takes what goes to standard output, of which a program's is kept whole.
    pub(crate) fn print(&mut self, bytes: &[u8]) -> Result<()> {
        if let Part::Program(terminal) = &mut self.part {
            terminal.printed.extend(bytes);
        }
        self.write(bytes)
    }

    /// Takes what goes to standard error, of which a program's is kept whole.
    pub(crate) fn complain(&mut self, bytes: &[u8]) -> Result<()> {
        if let Part::Program(terminal) = &mut self.part {
            terminal.errors.extend(bytes);
        }
        self.write(bytes)
    }

    /// Lets virtual time pass that is no sleep.
    pub(crate) fn pass(&mut self, duration: Duration) {
        self.slept_before = self.slept_before.saturating_add(duration);
    }

    /// Lets virtual time pass; a sleep takes no real time.
    pub(crate) fn sleep(&mut self, duration: Duration) -> Result<()> {
        self.slept = self.slept.saturating_add(duration);
        if self.slept > self.limits.sleep {
            return self.stop(Stop::Limit(Limit::Time));
        }
        Ok(())
    }

    /// Virtual time since the instance began, of whose budget so much is left: what its instructions take, and what
    /// it slept; a candidate's time passes for its judge too.
    pub(crate) fn elapsed(&self, left: u64) -> Duration {
        let own = self.slept_before + self.slept + self.meter.time(left);
        match &self.part {
            Part::Judge(callee) => own + callee.elapsed(),
            Part::Silent | Part::Shared | Part::Program(_) => own,
        }
    }

    /// Takes down that a new budget begins, and what was left of the last.
    pub(crate) fn pour(&mut self, left: u64, instructions: u64) {
        self.meter.pour(left, instructions);
        self.cpu_since = None;
    }
}

/// An exception, or the limit behind it.
fn raised(fault: Fault, memory_refused: bool) -> Outcome {
    if memory_refused && fault.kind == "MemoryError" {
        return Outcome::LimitReached(Limit::Memory);
    }
    Outcome::Raised(fault)
}

impl ResourceLimiter for State {
    fn memory_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        let allowed = desired <= self.limits.memory;
        self.memory_refused |= !allowed;
        if allowed {
            self.memory = self.memory.max(desired);
        }
        Ok(allowed)
    }

    fn table_growing(&mut self, _: usize, _: usize, _: Option<usize>) -> Result<bool> {
        Ok(true)
    }
}

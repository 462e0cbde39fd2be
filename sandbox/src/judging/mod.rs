//! How a job is judged, whatever runs it: which tests run where, what their calls may use, what an answer decides.
//!
//! A backend says what this needs of it: [`Opener`] loads a candidate in an [`Interpreter`] that answers its calls, and
//! [`Runner`] runs tests in a judge of their own, or with the candidate.

mod answer;
mod apart;
mod callee;
mod calls;
mod docket;
mod exchanges;
mod progress;
mod verdict;
mod wire;

pub(crate) use answer::{Assertion, Relation};
pub(crate) use callee::{Answer, Answers};
pub(crate) use calls::call;
pub(crate) use docket::Docket;
pub use exchanges::Execution;
pub(crate) use progress::{End, Progress, Stretch, silent};
pub(crate) use verdict::{Verdict, cut};
pub(crate) use wire::{check, read};

use crate::{Job, Limits, Program, Report, SandboxError};
use apart::run_tests;
use exchanges::run_exchanges;
use std::time::Duration;

/// Loads candidates.
pub(crate) trait Opener: Clone + Send + 'static {
    /// What answers the calls of a candidate.
    type Interpreter: Interpreter + Send;

    /// Starts an interpreter and loads a candidate in it; says how that ended, where it did not load.
    fn load(
        &self,
        program: &Program,
        bare: bool,
        limits: Limits,
    ) -> Result<(Self::Interpreter, Option<crate::Outcome>), SandboxError>;
}

/// An interpreter with a candidate.
pub(crate) trait Interpreter {
    /// Begins a test: what it may use is whole again.
    fn begin(&mut self);

    /// Makes a call with a budget of instructions, and says how many it used. An outcome instead of an answer says that
    /// the interpreter has ended.
    fn invoke(&mut self, request: &[u8], budget: u64) -> Result<(Answer, u64), SandboxError>;

    /// Says whether memory was refused in the running test.
    fn lacked_memory(&self) -> bool;

    /// Says whether what earlier calls left may fail a call that needs little itself.
    fn is_nearly_full(&self) -> bool;

    /// The virtual time that passed since it started, where time is virtual.
    fn elapsed(&self) -> Duration;

    /// Ends it.
    fn end(self) -> Traces;
}

/// What an interpreter leaves.
pub(crate) struct Traces {
    /// The beginning of what it wrote.
    pub(crate) output: Vec<u8>,
    /// A clock of the machine stopped it.
    pub(crate) by_clock: bool,
}

/// Runs the tests of a job.
pub(crate) trait Runner {
    /// What loads the candidate.
    type Opener: Opener;

    /// What loads the candidate.
    fn opener(&self) -> &Self::Opener;

    /// Runs tests in a judge, as far as one goes, and gives the candidate back. Those that turn out to need the candidate's
    /// interpreter are added to `uncrossed`.
    fn judge(
        &self,
        job: &Job<'_>,
        callee: Box<dyn Answers>,
        part: &[u32],
        progress: &mut Progress<'_>,
        uncrossed: &mut Vec<u32>,
    ) -> Result<Box<dyn Answers>, SandboxError>;

    /// Runs tests in the candidate's interpreter, as far as one goes. `stopped` tests of the job have used up what they may.
    fn run_part(
        &self,
        job: &Job<'_>,
        program: &Program,
        part: Vec<u32>,
        stopped: u32,
    ) -> Result<Stretch, SandboxError>;

    /// Runs a program on an input, in an interpreter of its own.
    fn run_once(
        &self,
        program: &Program,
        input: &[u8],
        limits: Limits,
    ) -> Result<Execution, SandboxError>;
}

/// Runs the tests of a job on a program.
pub(crate) fn run<R: Runner>(
    runner: &R,
    job: &Job<'_>,
    program: &Program,
) -> Result<Report, SandboxError> {
    let tests = job.selected();
    let mut progress = Progress::new(&tests);
    match &job.suite.compiled.exchanges {
        Some(exchanges) => run_exchanges(runner, job, program, exchanges, &mut progress)?,
        None => run_tests(runner, job, program, &mut progress)?,
    }
    Ok(progress.into_report())
}

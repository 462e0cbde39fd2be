//! Tests in the candidate's own interpreter.

use super::apart::outputs;
use super::callee::Callee;
use super::guest::Guest;
use super::progress::Progress;
use super::sandbox::Sandbox;
use super::stack::with_stack;
use super::state::{Part, State};
use crate::{Job, Namespace, Outcome, Packing, Program, SandboxError};

impl Sandbox {
    /// Runs tests in the candidate's interpreter, and in a new one after each trap.
    pub(crate) fn run_together(
        &self,
        job: &Job<'_>,
        program: &Program,
        progress: &mut Progress<'_>,
    ) -> Result<(), SandboxError> {
        let bare = job.namespace == Namespace::Bare;
        let code = &job.suite.compiled.code;
        loop {
            let part = progress.part(job, program.stateless);
            let first = part.first().copied().unwrap_or(0);
            let end = part.last().map_or(0, |last| last + 1);
            let mut state = State::for_job(job, Part::Shared, part);
            if job.suite.compiled.packing == Packing::Isolated {
                state.stopped_before = progress.stopped();
            }
            let mut guest = Guest::start(&self.pre, state)?;
            let ended = with_stack(|| guest.run(program, bare, code, first, end));
            let outcomes = progress.take(guest.store.into_data(), job, ended);
            if progress.is_done() || progress.has_failed(job) || outcomes == 0 {
                return Ok(());
            }
        }
    }

    /// Asks a candidate whose tests ran in its own interpreter for the outputs of the suite's calls.
    pub(crate) fn ask_outputs(
        &self,
        job: &Job<'_>,
        program: &Program,
        progress: &mut Progress<'_>,
    ) -> Result<(), SandboxError> {
        if job.suite.compiled.calls.is_empty() || progress.unloadable.is_some() {
            return Ok(());
        }
        if let Ok(mut callee) = Callee::load(&self.pre, job, program)? {
            progress.outputs = outputs(job, &mut callee)?;
            callee.end();
            progress.by_clock |= callee.by_clock;
        }
        Ok(())
    }

    /// Runs tests in the interpreter of a candidate that has just been loaded, and takes those outcomes that `replaces` names.
    pub(crate) fn run_again(
        &self,
        job: &Job<'_>,
        program: &Program,
        tests: &[u32],
        progress: &mut Progress<'_>,
        replaces: impl Fn(u32, &Outcome, Option<&Outcome>) -> bool,
    ) -> Result<(), SandboxError> {
        let job = &Job {
            until_failure: false, // what tests before those that are taken come to was decided elsewhere
            ..*job
        };
        let mut again = Progress::new(tests);
        self.run_together(job, program, &mut again)?;
        progress.by_clock |= again.by_clock;
        let outcomes = again.into_report().outcomes;
        for (&test, outcome) in tests.iter().zip(outcomes) {
            if replaces(test, &outcome, progress.outcome(test)) {
                progress.replace(test, outcome);
                progress.shared.push(test);
            }
        }
        Ok(())
    }
}

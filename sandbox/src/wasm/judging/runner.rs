//! Tests in judges, or with the candidate in one instance.

use super::judges::Judge;
use crate::judging::{Answers, End, Progress, Runner, Stretch, silent};
use crate::wasm::engine::{with_stack, with_stacks};
use crate::wasm::instance::{Guest, Image, Part, State};
use crate::wasm::programs;
use crate::wasm::sandbox::Sandbox;
use crate::{Execution, Job, Limits, Namespace, Program, SandboxError};

impl Runner for Sandbox {
    type Opener = Image;

    fn opener(&self) -> &Image {
        &self.image
    }

    fn judge(
        &self,
        job: &Job<'_>,
        callee: Box<dyn Answers>,
        part: &[u32],
        progress: &mut Progress<'_>,
        uncrossed: &mut Vec<u32>,
    ) -> Result<Box<dyn Answers>, SandboxError> {
        if callee.is_stateless()
            && let Some(judge) = self.judges.waiting(job.suite.id)
        {
            let judge = judge.for_job(job, callee, part.to_vec())?;
            let (judge, ended) = with_stacks(|| judge.run(job, part));
            // A judge that has served others needs a little more or less for the same test, which must not decide it.
            if judge.is_far_from_its_limit() {
                return self.conclude(job, judge, &ended, progress, uncrossed);
            }
            let judge = Judge::new(&self.image, job, judge.into_callee()?, part.to_vec())?;
            let (judge, ended) = with_stacks(|| judge.run(job, part));
            return self.conclude(job, judge, &ended, progress, uncrossed);
        }
        let judge = Judge::new(&self.image, job, callee, part.to_vec())?;
        let (judge, ended) = with_stacks(|| judge.run(job, part));
        self.conclude(job, judge, &ended, progress, uncrossed)
    }

    fn run_part(
        &self,
        job: &Job<'_>,
        program: &Program,
        part: Vec<u32>,
        stopped: u32,
    ) -> Result<Stretch, SandboxError> {
        let bare = job.namespace == Namespace::Bare;
        let code = &job.suite.compiled.code;
        let first = part.first().copied().unwrap_or(0);
        let end = part.last().map_or(0, |last| last + 1);
        let state = State::for_job(job, Part::Shared, part, stopped);
        let mut guest = Guest::start(&self.image, state)?;
        let ended = with_stack(|| guest.run(program, bare, code, first, end));
        let mut state = guest.store.into_data();
        Ok(Stretch {
            loaded: state.loaded,
            running: state.docket.running().is_some(),
            end: match ended {
                Ok(Ok(())) => End::Done,
                Ok(Err(fault)) => End::Raised(state.raised(fault)),
                Err(error) => End::Stopped(state.trapped(&error)),
            },
            by_clock: state.by_clock,
            outcomes: state.docket.outcomes,
            output: state.output,
        })
    }

    fn run_once(
        &self,
        program: &Program,
        input: &[u8],
        limits: Limits,
    ) -> Result<Execution, SandboxError> {
        programs::run_once(self, program, input, limits)
    }
}

impl Sandbox {
    /// Takes in what came of the tests of one judge.
    fn conclude(
        &self,
        job: &Job<'_>,
        mut judge: Judge,
        ended: &wasmtime::Result<()>,
        progress: &mut Progress<'_>,
        uncrossed: &mut Vec<u32>,
    ) -> Result<Box<dyn Answers>, SandboxError> {
        let state = judge.guest.store.data_mut();
        let running = state.docket.running().is_some();
        let grown = !state.may_go_on();
        progress.outcomes.append(&mut state.docket.outcomes);
        uncrossed.append(&mut state.docket.uncrossed);
        match ended {
            Err(error) if running => {
                progress.outcomes.push(state.trapped(error));
                progress.by_clock |= state.by_clock;
            }
            Ok(()) if running && !grown => progress.outcomes.push(silent()),
            Ok(()) | Err(_) => {}
        }
        if ended.is_ok() && !grown {
            let callee = judge.take_callee()?;
            self.judges.keep(judge, job);
            return Ok(callee);
        }
        judge.into_callee()
    }
}

//! The rules of judging, carried out by instances: candidates, judges, and both in one.

use super::guest::Guest;
use super::judges::Judge;
use super::sandbox::Sandbox;
use super::stack::{with_stack, with_stacks};
use super::state::{Part, State};
use crate::judging::{
    Answer, Callee, End, Interpreter, Opener, Progress, Runner, Stretch, Traces, silent,
};
use crate::{Job, Limits, Namespace, Outcome, Program, SandboxError};
use std::time::Duration;
use wasmtime::component::InstancePre;

/// What loads candidates.
pub(crate) type Candidates = InstancePre<State>;

impl Opener for Candidates {
    type Interpreter = Guest;

    fn load(
        &self,
        program: &Program,
        bare: bool,
        limits: Limits,
    ) -> Result<(Guest, Option<Outcome>), SandboxError> {
        let mut guest = Guest::start(self, State::new(limits, Part::Silent))?;
        let loaded = with_stack(|| guest.load(program, bare));
        let state = guest.store.data_mut();
        let outcome = match loaded {
            Ok(Ok(())) => None,
            Ok(Err(fault)) => Some(state.raised(fault)),
            Err(error) => Some(state.trapped(&error)),
        };
        Ok((guest, outcome))
    }
}

impl Interpreter for Guest {
    fn begin(&mut self) {
        self.store.data_mut().begin();
    }

    fn invoke(&mut self, request: &[u8], budget: u64) -> Result<(Answer, u64), SandboxError> {
        self.store.data_mut().limits.instructions = budget;
        self.pour(budget)?;
        let answer = with_stack(|| self.invoke(request));
        let used = self.used()?;
        let answer = answer.map_err(|error| self.store.data_mut().trapped(&error));
        Ok((answer, used))
    }

    fn lacked_memory(&self) -> bool {
        self.store.data().memory_refused
    }

    fn is_nearly_full(&self) -> bool {
        let state = self.store.data();
        state.memory > state.limits.memory / 4 * 3
    }

    fn elapsed(&self) -> Duration {
        let left = self.store.get_fuel().unwrap_or(0);
        self.store.data().elapsed(left)
    }

    fn end(self) -> Traces {
        let state = self.store.into_data();
        Traces {
            output: state.output,
            by_clock: state.by_clock,
        }
    }
}

impl Runner for Sandbox {
    type Opener = Candidates;

    fn opener(&self) -> &Candidates {
        &self.pre
    }

    fn judge(
        &self,
        job: &Job<'_>,
        callee: Box<Callee<Candidates>>,
        part: &[u32],
        progress: &mut Progress<'_>,
        uncrossed: &mut Vec<u32>,
    ) -> Result<Box<Callee<Candidates>>, SandboxError> {
        if callee.is_stateless()
            && let Some(judge) = self.judges.waiting(job.suite.id)
        {
            let judge = judge.for_job(job, callee, part.to_vec())?;
            let (judge, ended) = with_stacks(|| judge.run(job, part));
            // A judge that has served others needs a little more or less for the same test, which must not decide it.
            if judge.is_far_from_its_limit() {
                return self.conclude(job, judge, &ended, progress, uncrossed);
            }
            let judge = Judge::new(&self.pre, job, judge.into_callee()?, part.to_vec())?;
            let (judge, ended) = with_stacks(|| judge.run(job, part));
            return self.conclude(job, judge, &ended, progress, uncrossed);
        }
        let judge = Judge::new(&self.pre, job, callee, part.to_vec())?;
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
        let mut guest = Guest::start(&self.pre, state)?;
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
    ) -> Result<Box<Callee<Candidates>>, SandboxError> {
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

//! Judges: children that hold the tests and never see the candidate. One whose tests leave nothing behind serves many
//! candidates, one after the other.

use super::candidate::{Candidates, raised};
use super::channel::{Channel, Heard};
use super::end::Why;
use super::questions::{self, ANSWER, CALL, REPORT};
use super::{Container, exchanges, shared};
use crate::judging::{Answers, Docket, Progress, Runner, Stretch, silent};
use crate::{Execution, Job, Limits, Program, SandboxError};
use std::sync::{Mutex, PoisonError};

/// How many candidates one judge serves, and how many judges may wait.
const TERM: u32 = 500;
const MOST: usize = 16;

/// Judges that wait for the next candidate of their suite.
#[derive(Default)]
pub(super) struct Judges(Mutex<Vec<Judge>>);

struct Judge {
    suite: u64,
    served: u32,
    channel: Channel,
}

impl Judges {
    /// A judge that waits for the next candidate of a suite.
    fn waiting(&self, suite: u64) -> Option<Judge> {
        let mut judges = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = judges.iter().position(|judge| judge.suite == suite)?;
        Some(judges.swap_remove(place))
    }

    /// Keeps a judge for the next candidate, where its tests leave nothing behind.
    fn keep(&self, mut judge: Judge, job: &Job<'_>) {
        judge.served += 1;
        if !job.suite.compiled.pure || judge.served >= TERM {
            return;
        }
        let mut judges = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if judges.len() >= MOST {
            judges.remove(0);
        }
        judges.push(judge);
    }
}

impl Runner for Container {
    type Opener = Candidates;

    fn opener(&self) -> &Candidates {
        &self.candidates
    }

    fn judge(
        &self,
        job: &Job<'_>,
        mut callee: Box<dyn Answers>,
        part: &[u32],
        progress: &mut Progress<'_>,
        uncrossed: &mut Vec<u32>,
    ) -> Result<Box<dyn Answers>, SandboxError> {
        let mut judge = match self.judges.waiting(job.suite.id) {
            Some(judge) => judge,
            None => Judge {
                suite: job.suite.id,
                served: 0,
                channel: Channel::open(self.link(), job.limits)?,
            },
        };
        let mut docket = Docket::for_job(job, part.to_vec(), 0);
        let end = hear(&mut judge.channel, job, &mut docket, &mut *callee)?;
        let running = docket.running().is_some();
        let charged = docket.take_charged();
        progress.outcomes.append(&mut docket.outcomes);
        uncrossed.append(&mut docket.uncrossed);
        match end {
            Some(why) if running => {
                progress
                    .outcomes
                    .push(charged.unwrap_or_else(|| why.outcome()));
                progress.by_clock |= why == Why::WallTime;
            }
            None if running => progress.outcomes.push(silent()),
            Some(_) | None => {}
        }
        if end.is_none() {
            self.judges.keep(judge, job);
        }
        Ok(callee)
    }

    fn run_part(
        &self,
        job: &Job<'_>,
        program: &Program,
        part: Vec<u32>,
        stopped: u32,
    ) -> Result<Stretch, SandboxError> {
        shared::run(&self.candidates, job, program, part, stopped)
    }

    fn run_once(
        &self,
        program: &Program,
        input: &[u8],
        limits: Limits,
    ) -> Result<Execution, SandboxError> {
        exchanges::run_once(self, program, input, limits)
    }
}

/// Lets a judge run its tests, and calls the candidate for it; gives why it ended before it was done.
fn hear(
    judge: &mut Channel,
    job: &Job<'_>,
    docket: &mut Docket,
    callee: &mut dyn Answers,
) -> Result<Option<Why>, SandboxError> {
    let first = docket.running().unwrap_or(0);
    let mut left = docket.budget().unwrap_or(0);
    let mut words = questions::judge(&job.suite.compiled.code, first, callee.is_stateless());
    loop {
        let (heard, used) = judge.ask(&words, left)?;
        left = left.saturating_sub(used);
        words = match heard {
            Heard::Said(CALL, said) => {
                let (fixed, request) = match said.split_first() {
                    Some((fixed, request)) => (*fixed != 0, request),
                    None => return Ok(Some(Why::OutOfTurn)),
                };
                let answer = docket.call(callee, request, fixed)?;
                answer.unwrap_or_default()
            }
            Heard::Said(REPORT, said) => {
                let Some((index, verdict)) = questions::report(&said) else {
                    return Ok(Some(Why::OutOfTurn));
                };
                if !docket.end(index, verdict, raised) {
                    return Ok(Some(Why::OutOfTurn));
                }
                docket.decide(callee)?;
                left = docket.budget().unwrap_or(job.limits.instructions);
                questions::next(docket.running())
            }
            Heard::Said(ANSWER, _) => return Ok(None),
            Heard::Said(..) => return Ok(Some(Why::OutOfTurn)),
            Heard::Ended(why) => return Ok(Some(why)),
        };
    }
}

//! Tests that run with the candidate, in one child.

use super::candidate::{Candidates, raised};
use super::channel::Heard;
use super::end::Why;
use super::questions::{self, ANSWER, LOADED, REPORT};
use crate::judging::{Docket, End, Stretch};
use crate::{Job, Namespace, Program, SandboxError};

/// Loads a candidate and runs tests with it, as far as one child goes.
pub(super) fn run(
    candidates: &Candidates,
    job: &Job<'_>,
    program: &Program,
    part: Vec<u32>,
    stopped: u32,
) -> Result<Stretch, SandboxError> {
    let bare = job.namespace == Namespace::Bare;
    let first = part.first().copied().unwrap_or(0);
    let end = part.last().map_or(0, |last| last + 1);
    let mut channel = candidates.open(program, job.limits)?;
    let mut docket = Docket::for_job(job, part, stopped);
    let code = candidates.code(program)?;
    let mut words = questions::run(code, bare, &job.suite.compiled.code, first, end);
    let mut left = job.limits.instructions;
    let mut loaded = false;
    let ended = loop {
        let heard = channel.ask(&words, left)?.0;
        words = match heard {
            Heard::Said(LOADED, _) if !loaded => {
                loaded = true;
                Vec::new()
            }
            Heard::Said(REPORT, said) if loaded => {
                let is_right = questions::report(&said)
                    .is_some_and(|(index, verdict)| docket.end(index, verdict, raised));
                if !is_right {
                    break Err(Why::OutOfTurn);
                }
                questions::next(docket.running())
            }
            Heard::Said(ANSWER, said) => {
                break match questions::fault(&said) {
                    Some(ended) => Ok(ended),
                    None => Err(Why::OutOfTurn),
                };
            }
            Heard::Said(..) => break Err(Why::OutOfTurn),
            Heard::Ended(why) => break Err(why),
        };
        left = docket.budget().unwrap_or(job.limits.instructions);
    };
    Ok(Stretch {
        loaded,
        running: docket.running().is_some(),
        outcomes: docket.outcomes,
        output: std::mem::take(&mut channel.output),
        by_clock: ended == Err(Why::WallTime),
        end: match ended {
            Ok(Ok(())) => End::Done,
            Ok(Err(fault)) => End::Raised(raised(fault)),
            Err(why) => End::Stopped(why.outcome()),
        },
    })
}

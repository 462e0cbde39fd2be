//! Candidates that answer calls, each in a child of its own.

use super::channel::{Channel, Heard};
use super::end::Why;
use super::link::Link;
use super::questions::{self, ANSWER};
use super::repository::{Repository, has_none};
use crate::judging::{Answer, Interpreter, Opener, Traces};
use crate::value::Value;
use crate::{Fault, Limit, Limits, Outcome, Program, SandboxError};
use std::sync::Arc;
use std::time::Duration;

/// What loads candidates.
#[derive(Clone)]
pub(crate) struct Candidates {
    pub(super) link: Arc<Link>,
    /// The repository that is in the environment.
    pub(super) repository: Option<Arc<Repository>>,
}

/// A candidate that answers calls.
pub(crate) struct Candidate {
    channel: Channel,
    by_clock: bool,
}

impl Candidates {
    /// Asks for a child for a program: one that can change the repository, where the program is a file of it.
    pub(super) fn open(&self, program: &Program, limits: Limits) -> Result<Channel, SandboxError> {
        let repository = self.repository.as_ref();
        Channel::open_in(
            &self.link,
            limits,
            repository.filter(|_| program.path.is_some()),
        )
    }

    /// A program as a child takes it.
    pub(super) fn code(&self, program: &Program) -> Result<Value, SandboxError> {
        let code = Value::Bytes(program.code.clone());
        let Some(path) = &program.path else {
            return Ok(code);
        };
        let repository = self.repository.as_ref().ok_or_else(has_none)?;
        let packages = repository.packages.iter().map(|it| Value::text(it));
        Ok(Value::Tuple(vec![
            Value::text(&repository.folder),
            Value::List(packages.collect()),
            Value::text(path),
            code,
        ]))
    }
}

impl Opener for Candidates {
    type Interpreter = Candidate;

    fn load(
        &self,
        program: &Program,
        bare: bool,
        limits: Limits,
    ) -> Result<(Candidate, Option<Outcome>), SandboxError> {
        let mut candidate = Candidate {
            channel: self.open(program, limits)?,
            by_clock: false,
        };
        let question = questions::load(self.code(program)?, bare);
        let (answer, _) = candidate.ask(&question, limits.instructions)?;
        let outcome = match answer {
            Ok(answer) => match questions::fault(&answer) {
                Some(Ok(())) => None,
                Some(Err(fault)) => Some(raised(fault)),
                None => Some(Why::OutOfTurn.outcome()),
            },
            Err(outcome) => Some(outcome),
        };
        Ok((candidate, outcome))
    }
}

impl Candidate {
    fn ask(&mut self, question: &[u8], budget: u64) -> Result<(Answer, u64), SandboxError> {
        let (heard, used) = self.channel.ask(question, budget)?;
        let answer = match heard {
            Heard::Said(ANSWER, content) => Ok(content),
            Heard::Said(..) => Err(Why::OutOfTurn.outcome()),
            Heard::Ended(why) => {
                self.by_clock |= why == Why::WallTime;
                Err(why.outcome())
            }
        };
        Ok((answer, used))
    }
}

impl Interpreter for Candidate {
    fn begin(&mut self) {}

    fn invoke(&mut self, request: &[u8], budget: u64) -> Result<(Answer, u64), SandboxError> {
        self.ask(&questions::invoke(request), budget)
    }

    /// Nothing here hears of it, and an exception of that type is as good as a refusal.
    fn lacked_memory(&self) -> bool {
        true
    }

    /// What calls leave is bounded for each process, and given back.
    fn is_nearly_full(&self) -> bool {
        false
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn end(mut self) -> Traces {
        Traces {
            output: std::mem::take(&mut self.channel.output),
            by_clock: self.by_clock,
        }
    }
}

/// An exception, or the limit behind it.
pub(super) fn raised(fault: Fault) -> Outcome {
    if fault.kind.ends_with("MemoryError") {
        return Outcome::LimitReached(Limit::Memory);
    }
    Outcome::Raised(fault)
}

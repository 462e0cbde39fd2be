//! The candidate of a judge apart: an instance that answers calls, and a new one after each trap.

use super::answer::{is_iterator, output};
use super::wire;
use super::{Interpreter, Opener, Traces};
use crate::job::Compiled;
use crate::{Job, Limit, Limits, Namespace, Outcome, Program, SandboxError};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// The largest answer in bytes that crosses, and the most that is kept of a job's answers.
const LARGEST_ANSWER: usize = 16 << 20;

/// What a call gets that no test makes: this part of the instructions of a test.
const PART: u64 = 20;

/// What came of a call: its answer, or the outcome of the test that made it.
pub(crate) type Answer = Result<Vec<u8>, Outcome>;

/// The answer to a call with literal arguments, and what it took.
struct Kept {
    answer: Answer,
    instructions: u64,
    /// What it could have used: where it stopped for that, a test with more makes the call again.
    budget: u64,
}

/// A candidate that answers the calls of tests, whatever runs it.
pub(crate) trait Answers: Send {
    /// Nothing survives a call to the candidate.
    fn is_stateless(&self) -> bool;

    /// Begins the next test: its calls may use a whole budget.
    fn begin(&mut self, budget: u64);

    /// Makes the next call one to a candidate that was just loaded.
    fn restart(&mut self);

    /// Decides a test that is an assertion about the answer to a literal call, where this is certain to be what
    /// a judge would say.
    fn decide(&mut self, test: u32) -> Result<Option<Outcome>, SandboxError>;

    /// Calls the candidate for the running test, from whose budget it takes. A `fixed` call has literal arguments.
    fn call(&mut self, request: &[u8], fixed: bool) -> Result<Answer, SandboxError>;

    /// What came of a literal call, as text. One that was `added` to those of the tests gets a part of a test's
    /// budget.
    fn output(&mut self, request: &[u8], added: bool) -> Result<String, SandboxError>;

    /// The virtual time that passed for the candidate.
    fn elapsed(&self) -> Duration;

    /// Ends the instance, and gives what it left.
    fn end(&mut self) -> Traces;
}

/// A candidate that answers calls.
pub(crate) struct Callee<O: Opener> {
    opener: O,
    program: Program,
    bare: bool,
    limits: Limits,
    compiled: Arc<Compiled>,
    /// The running instance; none after a trap.
    guest: Option<O::Interpreter>,
    /// The instructions that the calls of the running test may use.
    budget: u64,
    /// The instructions that they have used.
    spent: u64,
    /// The calls that used up all that a test may use.
    stopped: u32,
    /// The answers to calls with literal arguments that a candidate gave in which nothing had happened yet, or in
    /// which nothing ever does: whoever is in that state gives the same again.
    kept: HashMap<Vec<u8>, Kept>,
    /// The call that was made to decide the running test, and did not: the test makes it.
    pending: Option<(Vec<u8>, Answer)>,
    /// The running instance, or the next, has answered no call.
    untouched: bool,
    /// Bytes of answers that may still be kept.
    room: usize,
    /// The virtual time that passed in instances that have ended.
    passed: Duration,
    /// The beginning of what the candidate wrote.
    output: Vec<u8>,
    /// The backstop stopped one of its calls.
    by_clock: bool,
}

impl<O: Opener> Callee<O> {
    /// Loads the candidate of a job, or says how it ended while it loaded.
    pub(crate) fn load(
        opener: &O,
        job: &Job<'_>,
        program: &Program,
    ) -> Result<Result<Self, (Outcome, Self)>, SandboxError> {
        let mut callee = Self {
            opener: opener.clone(),
            program: program.clone(),
            bare: job.namespace == Namespace::Bare,
            limits: job.limits,
            compiled: Arc::clone(&job.suite.compiled),
            guest: None,
            budget: job.limits.instructions,
            spent: 0,
            stopped: 0,
            kept: HashMap::new(),
            pending: None,
            untouched: true,
            room: LARGEST_ANSWER,
            passed: Duration::ZERO,
            output: Vec::new(),
            by_clock: false,
        };
        Ok(match callee.start()? {
            Ok(()) => Ok(callee),
            Err(outcome) => Err((outcome, callee)),
        })
    }

    /// Keeps the answer to a literal call, where there is room.
    fn keep(&mut self, request: &[u8], answer: &Answer, instructions: u64, budget: u64) {
        let size = request.len() + answer.as_ref().map_or(0, Vec::len);
        if size <= self.room {
            self.room -= size;
            let answer = answer.clone();
            let kept = Kept {
                answer,
                instructions,
                budget,
            };
            self.kept.insert(request.to_owned(), kept);
        }
    }

    /// Begins a call that no test makes, to a candidate in which nothing has happened yet.
    fn begin_output(&mut self) {
        self.begin(self.limits.instructions);
        if !self.is_stateless() {
            self.restart();
        }
    }

    /// Makes a call with a budget, and says what it used.
    pub(crate) fn invoke(
        &mut self,
        request: &[u8],
        budget: u64,
    ) -> Result<(Answer, u64), SandboxError> {
        if budget == 0 {
            return Ok((Err(Outcome::LimitReached(Limit::Time)), 0));
        }
        if self.guest.is_none()
            && let Err(outcome) = self.start()?
        {
            return Ok((Err(outcome), self.limits.instructions));
        }
        let Some(guest) = &mut self.guest else {
            return Ok((Err(Outcome::Crashed("no instance".to_owned())), 0));
        };
        self.untouched = false;
        let (answer, used) = guest.invoke(request, budget)?;
        let outcome = match answer {
            Err(outcome) => outcome,
            Ok(answer) if answer.len() > LARGEST_ANSWER => Outcome::LimitReached(Limit::Output),
            Ok(answer) => match wire::check_answer(&answer) {
                Ok(()) if wire::raised(&answer, b"MemoryError") && guest.lacked_memory() => {
                    Outcome::LimitReached(Limit::Memory)
                }
                Ok(()) => return Ok((Ok(answer), used)),
                Err(error) => Outcome::Crashed(error.to_string()),
            },
        };
        self.stop();
        Ok((Err(outcome), used))
    }

    /// What earlier calls left would fail a test that needs little itself: an instance does not give back what
    /// crossed. The state of a candidate is not thrown away for that.
    fn is_nearly_full(&self) -> bool {
        self.is_stateless() && self.guest.as_ref().is_some_and(Interpreter::is_nearly_full)
    }

    fn start(&mut self) -> Result<Result<(), Outcome>, SandboxError> {
        let (mut guest, outcome) = self.opener.load(&self.program, self.bare, self.limits)?;
        guest.begin();
        self.guest = Some(guest);
        Ok(match outcome {
            None => Ok(()),
            Some(outcome) => {
                self.stop();
                Err(unviable(outcome))
            }
        })
    }

    /// Ends the instance and keeps what it wrote.
    fn stop(&mut self) {
        self.passed = self.elapsed();
        self.untouched = true;
        if let Some(guest) = self.guest.take() {
            let traces = guest.end();
            self.by_clock |= traces.by_clock;
            if self.output.is_empty() {
                self.output = traces.output;
            }
        }
    }
}

impl<O: Opener> Answers for Callee<O> {
    fn is_stateless(&self) -> bool {
        self.program.stateless
    }

    fn begin(&mut self, budget: u64) {
        self.budget = budget;
        self.spent = 0;
        self.pending = None;
        if self.is_nearly_full() {
            self.stop();
        }
        if let Some(guest) = &mut self.guest {
            guest.begin();
        }
    }

    fn restart(&mut self) {
        if !self.untouched {
            self.stop();
        }
    }

    fn decide(&mut self, test: u32) -> Result<Option<Outcome>, SandboxError> {
        let compiled = Arc::clone(&self.compiled);
        let Some(Some(assertion)) = compiled.assertions.get(test as usize) else {
            return Ok(None);
        };
        Ok(match self.call(&assertion.request, true)? {
            Ok(answer) => {
                let outcome = assertion.decide(&answer);
                if outcome.is_none() {
                    self.pending = Some((assertion.request.clone(), Ok(answer)));
                }
                outcome
            }
            Err(outcome) => Some(outcome),
        })
    }

    fn call(&mut self, request: &[u8], fixed: bool) -> Result<Answer, SandboxError> {
        if let Some((made, answer)) = self.pending.take()
            && made == request
        {
            return Ok(answer);
        }
        let whole = Limits::after(self.budget, self.stopped);
        let left = whole.saturating_sub(self.spent);
        let can_repeat = fixed && (self.is_stateless() || self.untouched);
        if can_repeat
            && let Some(kept) = self.kept.get(request)
            && (kept.answer.is_ok() || kept.budget >= left)
        {
            if kept.instructions > left {
                self.spent = whole;
                return Ok(Err(Outcome::LimitReached(Limit::Time)));
            }
            self.spent += kept.instructions;
            return Ok(kept.answer.clone());
        }
        let (answer, instructions) = self.invoke(request, left)?;
        self.spent = self.spent.saturating_add(instructions);
        let is_whole = answer.is_ok() || left == whole;
        if answer == Err(Outcome::LimitReached(Limit::Time)) {
            self.stopped += 1;
        }
        if can_repeat && is_whole {
            self.keep(request, &answer, instructions, left);
        }
        Ok(answer)
    }

    fn output(&mut self, request: &[u8], added: bool) -> Result<String, SandboxError> {
        self.begin_output();
        let part = if added { PART } else { 1 };
        let budget = Limits::after(self.limits.instructions, self.stopped) / part;
        let answer = match self.kept.get(request) {
            Some(kept) => kept.answer.clone(),
            None => self.invoke(request, budget)?.0,
        };
        if answer.as_ref().is_ok_and(|answer| is_iterator(answer)) {
            self.begin_output();
            return Ok(output(&self.invoke(&reading(request), budget)?.0));
        }
        Ok(output(&answer))
    }

    fn elapsed(&self) -> Duration {
        let now = self.guest.as_ref().map(Interpreter::elapsed);
        self.passed + now.unwrap_or_default()
    }

    fn end(&mut self) -> Traces {
        self.stop();
        Traces {
            output: std::mem::take(&mut self.output),
            by_clock: self.by_clock,
        }
    }
}

/// The same call, as one that reads the iterator which it gets: a marshalled tuple with one more part.
fn reading(request: &[u8]) -> Vec<u8> {
    const READ: &[u8] = b"i\x02\x00\x00\x00";
    let parts = request.get(1).copied().unwrap_or_default();
    let rest = request.get(5..).unwrap_or_default();
    [&[b'(', parts + 1, 0, 0, 0], rest, READ].concat()
}

/// A candidate that raises while it loads is unviable.
pub(crate) fn unviable(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Raised(fault) => Outcome::Unviable(fault),
        outcome => outcome,
    }
}

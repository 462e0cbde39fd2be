//! The candidate of a judge apart: an instance that answers calls, and a new one after each trap.

use super::answer::output;
use super::guest::Guest;
use super::sandbox::with_stack;
use super::state::{Part, State};
use super::wire;
use crate::job::Compiled;
use crate::{Job, Limit, Limits, Namespace, Outcome};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use wasmtime::Result;
use wasmtime::component::InstancePre;

/// The largest answer in bytes that crosses, and the most that is kept of a job's answers.
const LARGEST_ANSWER: usize = 16 << 20;

/// What a call gets that no test makes: this part of the instructions of a test.
const PART: u64 = 20;

/// The instructions that a call may use.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Budget {
    /// What is left to the running test.
    Tests,
    /// As many as a test.
    Whole,
    /// A part of that.
    Part,
}

/// What came of a call: its answer, or the outcome of the test that made it.
type Answer = std::result::Result<Vec<u8>, Outcome>;

/// A candidate that answers calls.
pub(crate) struct Callee {
    pre: InstancePre<State>,
    source: String,
    bare: bool,
    limits: Limits,
    compiled: Arc<Compiled>,
    /// The running instance; none after a trap.
    guest: Option<Guest>,
    /// Nothing of the running test's budget is used up.
    fresh: bool,
    /// The answers to calls with literal arguments.
    answers: HashMap<Vec<u8>, Answer>,
    /// Bytes of answers that may still be kept.
    room: usize,
    /// The last answer for which there was no room.
    unkept: Answer,
    /// The beginning of what the candidate wrote.
    pub(crate) output: Vec<u8>,
    /// The wall clock stopped one of its calls.
    pub(crate) by_clock: bool,
}

impl Callee {
    /// Loads the candidate of a job, or says how it ended while it loaded.
    pub(crate) fn load(
        pre: &InstancePre<State>,
        job: &Job<'_>,
    ) -> Result<std::result::Result<Self, (Outcome, Self)>> {
        let mut callee = Self {
            pre: pre.clone(),
            source: job.candidate.to_owned(),
            bare: job.namespace == Namespace::Bare,
            limits: job.limits,
            compiled: Arc::clone(&job.suite.compiled),
            guest: None,
            fresh: true,
            answers: HashMap::new(),
            room: LARGEST_ANSWER,
            unkept: Ok(Vec::new()),
            output: Vec::new(),
            by_clock: false,
        };
        Ok(match callee.start()? {
            Ok(()) => Ok(callee),
            Err(outcome) => Err((outcome, callee)),
        })
    }

    /// Decides a test that is an assertion about the answer to a literal call, where this is certain to be what
    /// a judge would say.
    pub(crate) fn decide(&mut self, test: u32) -> Result<Option<Outcome>> {
        let compiled = Arc::clone(&self.compiled);
        let Some(Some(assertion)) = compiled.assertions.get(test as usize) else {
            return Ok(None);
        };
        Ok(match self.answer(&assertion.request, Budget::Whole)? {
            Ok(answer) => assertion.decide(answer),
            Err(outcome) => Some(outcome.clone()),
        })
    }

    /// What came of a literal call, as text. One that was `added` to those of the tests gets a part of a test's
    /// budget.
    pub(crate) fn output(&mut self, request: &[u8], added: bool) -> Result<String> {
        let budget = if added { Budget::Part } else { Budget::Whole };
        self.answer(request, budget).map(output)
    }

    /// Begins the next test.
    pub(crate) fn begin(&mut self) {
        self.fresh = true;
    }

    /// What the candidate has slept in the running test.
    pub(crate) fn elapsed(&self) -> Duration {
        match &self.guest {
            Some(guest) if !self.fresh => guest.store.data().elapsed(),
            _ => Duration::ZERO,
        }
    }

    /// Ends the instance; the next call is to a new one.
    pub(crate) fn restart(&mut self) {
        self.guest = None;
        self.answers.clear();
    }

    /// Calls the candidate for a test. A `fixed` call has literal arguments.
    pub(crate) fn call(&mut self, request: &[u8], fixed: bool) -> Result<Answer> {
        if fixed {
            return Ok(self.answer(request, Budget::Whole)?.clone());
        }
        self.invoke(request, Budget::Tests)
    }

    /// The answer to a call with literal arguments, which has a budget of its own and is made once.
    fn answer(&mut self, request: &[u8], budget: Budget) -> Result<&Answer> {
        if !self.answers.contains_key(request) {
            let answer = self.invoke(request, budget)?;
            let size = request.len() + answer.as_ref().map_or(0, Vec::len);
            if size > self.room {
                self.unkept = answer;
                return Ok(&self.unkept);
            }
            self.room -= size;
            self.answers.insert(request.to_owned(), answer);
        }
        Ok(&self.answers[request])
    }

    fn invoke(&mut self, request: &[u8], budget: Budget) -> Result<Answer> {
        let begins = std::mem::take(&mut self.fresh) || budget != Budget::Tests;
        if begins && self.is_nearly_full() {
            self.end();
        }
        if self.guest.is_none()
            && let Err(outcome) = self.start()?
        {
            return Ok(Err(outcome));
        }
        let Some(guest) = &mut self.guest else {
            return Ok(Err(Outcome::Crashed("no instance".to_owned())));
        };
        if begins {
            let part = if budget == Budget::Part { PART } else { 1 };
            guest.refill(part)?;
            guest.store.data_mut().begin_call();
        }
        let answer = with_stack(|| guest.invoke(request));
        let outcome = match answer {
            Err(error) => guest.store.data_mut().trapped(&error),
            Ok(answer) if answer.len() > LARGEST_ANSWER => Outcome::LimitReached(Limit::Output),
            Ok(answer) => {
                let state = guest.store.data();
                match wire::check_answer(&answer) {
                    Ok(()) if wire::raised(&answer, b"MemoryError") && state.memory_refused => {
                        Outcome::LimitReached(Limit::Memory)
                    }
                    Ok(()) => return Ok(Ok(answer)),
                    Err(error) => Outcome::Crashed(error.to_string()),
                }
            }
        };
        self.end();
        Ok(Err(outcome))
    }

    /// What earlier calls left would fail a test that needs little itself: an instance does not give back what
    /// crossed.
    fn is_nearly_full(&self) -> bool {
        self.guest
            .as_ref()
            .is_some_and(|guest| guest.store.data().memory > self.limits.memory / 4 * 3)
    }

    fn start(&mut self) -> Result<std::result::Result<(), Outcome>> {
        let state = State::new(self.limits, Part::Silent, Vec::new());
        let mut guest = Guest::start(&self.pre, state)?;
        let loaded = with_stack(|| guest.load(&self.source, self.bare));
        let state = guest.store.data_mut();
        let outcome = match loaded {
            Ok(Ok(())) => None,
            Ok(Err(fault)) => Some(state.raised(fault)),
            Err(error) => Some(state.trapped(&error)),
        };
        self.guest = Some(guest);
        Ok(match outcome {
            None => Ok(()),
            Some(outcome) => {
                self.end();
                Err(unviable(outcome))
            }
        })
    }

    /// Ends the instance and keeps what it wrote.
    pub(crate) fn end(&mut self) {
        if let Some(guest) = self.guest.take() {
            let state = guest.store.into_data();
            self.by_clock |= state.by_clock;
            if self.output.is_empty() {
                self.output = state.output;
            }
        }
    }
}

/// A candidate that raises while it loads is unviable.
pub(crate) fn unviable(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Raised(fault) => Outcome::Unviable(fault),
        outcome => outcome,
    }
}

//! The tests of one instance: which have ended how, which one runs, and what it may use.

use super::callee::Answers;
use super::verdict::{Verdict, cut};
use crate::job::Compiled;
use crate::{Fault, Job, Limits, Outcome, SandboxError};
use std::sync::Arc;

/// The tests of one instance.
#[derive(Default)]
pub(crate) struct Docket {
    tests: Vec<u32>,
    /// The outcomes of those that have ended, from the first on.
    pub(crate) outcomes: Vec<Outcome>,
    /// The tests whose values could not cross.
    pub(crate) uncrossed: Vec<u32>,
    /// The job's tests, as they were compiled.
    compiled: Option<Arc<Compiled>>,
    /// The instructions that a test may use where nothing else is said of it.
    instructions: u64,
    /// The tests before those of this instance that used up what they may use.
    stopped_before: u32,
    until_failure: bool,
    /// What the candidate did to the running test from elsewhere.
    charged: Option<Outcome>,
}

impl Docket {
    /// The tests that an instance runs for a job.
    pub(crate) fn for_job(job: &Job<'_>, tests: Vec<u32>, stopped_before: u32) -> Self {
        Self {
            tests,
            compiled: Some(Arc::clone(&job.suite.compiled)),
            instructions: job.limits.instructions,
            stopped_before,
            until_failure: job.until_failure,
            ..Self::default()
        }
    }

    /// The first test that has not ended.
    pub(crate) fn running(&self) -> Option<u32> {
        self.tests.get(self.outcomes.len()).copied()
    }

    /// The instructions that the running test may use.
    pub(crate) fn budget(&self) -> Option<u64> {
        let compiled = self.compiled.as_ref()?;
        let whole = compiled.budget(self.running()?, self.instructions);
        Some(Limits::after(whole, self.stopped_before))
    }

    /// Takes the outcome of the running test.
    fn push(&mut self, outcome: Outcome) {
        if self.until_failure && outcome.is_failure() {
            self.tests.truncate(self.outcomes.len() + 1);
        }
        self.outcomes.push(outcome);
        self.charged = None;
    }

    /// Takes the verdict on a test; says whether it was the one that is running. `raised` tells an exception from the limit
    /// behind it.
    pub(crate) fn end(
        &mut self,
        index: u32,
        verdict: Verdict,
        raised: impl Fn(Fault) -> Outcome,
    ) -> bool {
        if self.running() != Some(index) {
            return false;
        }
        let outcome = match (self.charged.take(), verdict) {
            (Some(outcome), _) => outcome,
            (None, Verdict::Passed) => Outcome::Passed,
            (None, Verdict::Failed(fault)) => Outcome::Failed(fault),
            (None, Verdict::Raised(fault)) => raised(fault),
            (None, Verdict::Unviable(fault)) => Outcome::Unviable(fault),
            (None, Verdict::Uncrossable(what)) => {
                self.uncrossed.push(index);
                Outcome::Raised(Fault {
                    kind: Fault::UNCROSSABLE.to_owned(),
                    message: cut(what),
                })
            }
        };
        self.push(outcome);
        true
    }

    /// Ends the tests that come next and need no judge; the first that does begins.
    pub(crate) fn decide(&mut self, callee: &mut dyn Answers) -> Result<(), SandboxError> {
        loop {
            if let Some(budget) = self.budget() {
                callee.begin(budget);
            }
            let Some(test) = self.running() else {
                return Ok(());
            };
            let Some(outcome) = callee.decide(test)? else {
                return Ok(());
            };
            self.push(outcome);
        }
    }

    /// Passes a call of a judge on to its candidate; nothing returns where that was stopped.
    pub(crate) fn call(
        &mut self,
        callee: &mut dyn Answers,
        request: &[u8],
        fixed: bool,
    ) -> Result<Option<Vec<u8>>, SandboxError> {
        if self.charged.is_some() {
            return Ok(None);
        }
        match callee.call(request, fixed)? {
            Ok(answer) => Ok(Some(answer)),
            Err(outcome) => {
                self.charged = Some(outcome);
                Ok(None)
            }
        }
    }

    /// What the candidate did to the running test, which has ended the instance too.
    pub(crate) fn take_charged(&mut self) -> Option<Outcome> {
        self.charged.take()
    }
}

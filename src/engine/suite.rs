//! A problem's tests, compiled when the first job needs them and forgotten after the last.

use crate::behaviour::inputs;
use crate::problem::Problem;
use crate::store::{Outputs, SuiteKey};
use mutagree_sandbox::{Call, Case, Packing, Pool, SandboxError, Suite, Tests};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// A suite that several workers share.
pub(super) struct SharedSuite<'a> {
    problem: &'a Problem,
    sources: &'a [&'a str],
    packing: Packing,
    outputs: Option<Outputs>,
    /// What stands in the place of sources, where there are none.
    cases: &'a [Case],
    digest: [u8; 32],
    expected: AtomicUsize,
    compiled: Mutex<Option<Arc<Suite>>>,
    calls: OnceLock<Calls>,
}

/// The calls of a suite whose outputs are kept.
#[derive(Clone, Debug, Default)]
pub(super) struct Calls {
    pub(super) calls: Vec<Call>,
    /// How many of them, the last, were added.
    pub(super) added: usize,
}

impl<'a> SharedSuite<'a> {
    pub(super) fn new(
        problem: &'a Problem,
        sources: &'a [&'a str],
        packing: Packing,
        outputs: Option<Outputs>,
        cases: &'a [Case],
    ) -> Self {
        let key = SuiteKey {
            sources,
            packing,
            entry_point: &problem.entry_point,
            prelude: &problem.prompt,
            outputs,
            cases,
        };
        Self {
            outputs,
            cases,
            calls: OnceLock::new(),
            digest: key.digest(),
            problem,
            sources,
            packing,
            expected: AtomicUsize::new(0),
            compiled: Mutex::new(None),
        }
    }

    /// Announces a job that will take the suite.
    pub(super) fn expect_one_more(&self) {
        self.expected.fetch_add(1, Ordering::Relaxed);
    }

    /// The number of tests.
    pub(super) fn len(&self) -> usize {
        self.sources.len().max(self.cases.len())
    }

    /// The SHA-256 of what the suite is compiled from.
    pub(super) fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// Gives the suite to one of the announced jobs.
    pub(super) fn take(&self, sandbox: &Pool) -> Result<Arc<Suite>, SandboxError> {
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        let suite = match compiled.take() {
            Some(suite) => suite,
            None => Arc::new(self.compile(sandbox)?),
        };
        if self.expected.fetch_sub(1, Ordering::Relaxed) > 1 {
            *compiled = Some(Arc::clone(&suite));
        }
        Ok(suite)
    }

    fn compile(&self, sandbox: &Pool) -> Result<Suite, SandboxError> {
        if self.sources.is_empty() && !self.cases.is_empty() {
            return Ok(Suite::of_cases(&self.problem.entry_point, self.cases));
        }
        let suite = sandbox.compile(&Tests {
            sources: self.sources,
            packing: self.packing,
            entry_point: &self.problem.entry_point,
            prelude: &self.problem.prompt,
        })?;
        let Some(outputs) = self.outputs else {
            return Ok(suite.without_outputs());
        };
        let mut calls = suite.calls();
        let inputs = inputs(self.problem, &calls, outputs.inputs, outputs.seed);
        let added = inputs.len();
        calls.extend_from_slice(&inputs);
        self.calls.get_or_init(|| Calls { calls, added });
        Ok(suite.with_inputs(&inputs))
    }

    /// The calls whose outputs are kept.
    pub(super) fn calls(&self, sandbox: &Pool) -> Result<Calls, SandboxError> {
        if self.outputs.is_some() && self.calls.get().is_none() {
            self.compile(sandbox)?;
        }
        Ok(self.calls.get().cloned().unwrap_or_default())
    }
}

//! A problem's tests, compiled when the first job needs them and forgotten after the last.

use crate::problem::Problem;
use mutagree_sandbox::{Packing, Pool, SandboxError, Suite, Tests};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// A suite that several workers share.
pub(super) struct SharedSuite<'a> {
    problem: &'a Problem,
    sources: &'a [&'a str],
    packing: Packing,
    expected: AtomicUsize,
    compiled: Mutex<Option<Arc<Suite>>>,
}

impl<'a> SharedSuite<'a> {
    pub(super) fn new(problem: &'a Problem, sources: &'a [&'a str], packing: Packing) -> Self {
        Self {
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

    /// Gives the suite to one of the announced jobs.
    pub(super) fn take(&self, sandbox: &Pool) -> Result<Arc<Suite>, SandboxError> {
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        let suite = match compiled.take() {
            Some(suite) => suite,
            None => Arc::new(sandbox.compile(&Tests {
                sources: self.sources,
                packing: self.packing,
                entry_point: &self.problem.entry_point,
                prelude: &self.problem.prompt,
            })?),
        };
        if self.expected.fetch_sub(1, Ordering::Relaxed) > 1 {
            *compiled = Some(Arc::clone(&suite));
        }
        Ok(suite)
    }
}

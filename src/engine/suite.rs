//! A problem's tests, compiled when the first job needs them and forgotten after the last.

use crate::problem::Problem;
use crate::store::digest;
use mutagree_sandbox::{Packing, Pool, SandboxError, Suite, Tests};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// A suite that several workers share.
pub(super) struct SharedSuite<'a> {
    problem: &'a Problem,
    sources: &'a [&'a str],
    packing: Packing,
    digest: [u8; 32],
    expected: AtomicUsize,
    compiled: Mutex<Option<Arc<Suite>>>,
}

impl<'a> SharedSuite<'a> {
    pub(super) fn new(problem: &'a Problem, sources: &'a [&'a str], packing: Packing) -> Self {
        let digest = digest(&(sources, &problem.entry_point, &problem.prompt));
        Self {
            digest,
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

    /// Takes the announcement of a job back, whose result was there.
    pub(super) fn expect_one_less(&self) {
        if self.expected.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.compiled
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take();
        }
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

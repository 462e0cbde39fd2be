//! The question that the sandbox answers, and its answer.

use crate::{Outcome, SandboxError};
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// One candidate, the tests to run on it, and how.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// The candidate's source.
    pub candidate: &'a str,
    /// The tests, compiled.
    pub suite: &'a Suite,
    /// What every test may use.
    pub limits: Limits,
    /// Which tests share an interpreter.
    pub isolation: Isolation,
    /// Where the candidate's names live.
    pub namespace: Namespace,
}

impl<'a> Job<'a> {
    /// Makes a job with the default limits, one interpreter and a module.
    #[must_use]
    pub fn new(candidate: &'a str, suite: &'a Suite) -> Self {
        Self {
            candidate,
            suite,
            limits: Limits::default(),
            isolation: Isolation::default(),
            namespace: Namespace::default(),
        }
    }
}

/// Tests that were compiled once, to run on many candidates.
#[derive(Clone, Debug)]
pub struct Suite {
    /// Distinct for each suite of this process.
    pub(crate) id: u64,
    pub(crate) code: Vec<u8>,
    pub(crate) tests: u32,
    pub(crate) packing: Packing,
}

impl Suite {
    pub(crate) fn new(code: Vec<u8>, tests: usize, packing: Packing) -> Result<Self, SandboxError> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let tests = u32::try_from(tests)
            .map_err(|_| SandboxError::Engine("a suite holds at most 2³² tests".to_owned()))?;
        Ok(Self {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            code,
            tests,
            packing,
        })
    }

    /// The number of tests.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tests as usize
    }

    /// Says whether there is no test at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tests == 0
    }
}

/// How the tests of a suite are compiled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Packing {
    /// Each test alone; one that does not compile harms no other.
    #[default]
    Isolated,
    /// All tests in one function, as `CodeT` does; one that does not compile makes the candidate
    /// unviable, and so does an exception that is no `Exception`.
    Packed,
}

/// Which tests of a job share an interpreter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Isolation {
    /// One interpreter for the candidate, and another after each trap.
    #[default]
    Candidate,
    /// A fresh interpreter for each test.
    Test,
}

/// Where a candidate's names live.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Namespace {
    /// A module named `candidate`.
    #[default]
    Module,
    /// A dictionary without `__name__` and with neither `exit` nor `quit`, as in `CodeT`.
    Bare,
}

/// What loading the candidate, and then every single test, may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// WebAssembly instructions.
    pub instructions: u64,
    /// Bytes of memory of the whole interpreter, which itself takes about 25 MB.
    pub memory: usize,
    /// Bytes written to standard output and standard error.
    pub output: usize,
    /// Virtual time that may be slept away.
    pub sleep: Duration,
    /// Wall-clock time: a backstop for what instructions do not count.
    pub wall: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            instructions: 1_000_000_000,
            memory: 256 << 20,
            output: 1 << 20,
            sleep: Duration::from_secs(10),
            wall: Duration::from_secs(10),
        }
    }
}

/// The answer to a [`Job`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// One outcome for each test, in the order of the suite.
    pub outcomes: Vec<Outcome>,
    /// The beginning of what the candidate and the tests wrote.
    pub output: Vec<u8>,
    /// Why the candidate did not load, where it did not.
    pub unloadable: Option<Outcome>,
}

//! What a pool asks of a worker, and what the worker answers.

use crate::{Fault, Isolation, Limits, Namespace, Options, Packing, Report};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The first frame to a worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Hello {
    /// Machine code whose digest the pool has checked.
    pub(super) machine_code: PathBuf,
    pub(super) options: Options,
}

/// A question.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Request {
    /// Compile each source, alone.
    Check(Vec<String>),
    /// Compile tests.
    Compile(Vec<String>, Packing),
    /// Keep a suite for the jobs that follow: its code, its number of tests and its packing. Not
    /// answered.
    Keep(Vec<u8>, usize, Packing),
    /// Run a candidate on the suite that was kept.
    Run {
        candidate: String,
        limits: Limits,
        isolation: Isolation,
        namespace: Namespace,
    },
}

/// The answer to a question.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Answer {
    Checked(Vec<Option<Fault>>),
    Compiled(Vec<u8>),
    Ran(Report),
}

/// An answer, or how the sandbox failed.
pub(super) type Answered = Result<Answer, String>;

/// The answer to the greeting: ready, or why the sandbox cannot be opened.
pub(super) type Greeted = Result<(), String>;

//! What a pool asks of a worker, and what the worker answers.

use crate::job::Compiled;
use crate::{
    Call, Called, Ended, Fault, Isolation, Judge, Limits, Namespace, Options, Packing, Program,
    Report, Script,
};
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
    /// Compile candidates for jobs with this judge, each alone.
    Prepare(Vec<String>, Judge),
    /// Compile each source, alone, and say why it does not.
    Check(Vec<String>),
    /// Compile tests.
    Compile {
        sources: Vec<String>,
        packing: Packing,
        entry_point: String,
    },
    /// Keep a suite for the jobs that follow. Not answered.
    Keep(Compiled),
    /// Run a candidate on the suite that was kept.
    Run {
        candidate: Program,
        limits: Limits,
        isolation: Isolation,
        namespace: Namespace,
        judge: Judge,
        tests: Option<Vec<u32>>,
        added: bool,
        until_failure: bool,
    },
    /// Run a script.
    Script(Script, Limits),
    /// Call a function of a program, in order.
    Call {
        program: Program,
        calls: Vec<Call>,
        limits: Limits,
    },
}

/// The answer to a question.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Answer {
    Prepared(Vec<Result<Program, Fault>>),
    Checked(Vec<Option<Fault>>),
    Compiled(Compiled),
    Ran(Report),
    Called(Vec<Called>),
    Ended(Ended),
}

/// An answer, or how the sandbox failed.
pub(super) type Answered = Result<Answer, String>;

/// The answer to the greeting: ready, or why the sandbox cannot be opened.
pub(super) type Greeted = Result<(), String>;

//! Reference runs: which candidates pass the problem's own tests. They serve evaluation only.

use super::stage::{Row, Work};
use super::{Engine, EngineError, Loaded};
use crate::event::Stage;
use crate::matrix::MatrixRow;
use crate::store::{Compat, Run, read_jsonl};
use mutagree_sandbox::{Isolation, Judge, Limits, Outcome, Packing};
use serde::{Deserialize, Serialize};

/// Each reference test, as a rule a whole suite, may use this many times what a model's test may.
pub const ROOM: u32 = 10;

/// Whether a candidate passes all reference tests of its problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct ReferenceRow {
    task_id: String,
    candidate_id: usize,
    passed: bool,
}

impl Row for ReferenceRow {
    fn key(&self) -> (&str, usize) {
        (&self.task_id, self.candidate_id)
    }
}

/// How reference tests are run.
#[derive(Clone, Copy, Debug)]
pub(super) struct ReferenceSettings {
    pub(super) compat: Compat,
    pub(super) limits: Limits,
    pub(super) judge: Judge,
}

impl ReferenceSettings {
    /// The settings of a run.
    pub(super) fn of(run: &Run) -> Self {
        Self {
            compat: run.config().compat,
            limits: run.config().limits,
            judge: run.config().judge,
        }
    }

    fn roomy_limits(self) -> Limits {
        Limits {
            instructions: self.limits.instructions.saturating_mul(ROOM.into()),
            ..self.limits
        }
    }
}

/// Says of each candidate of each problem whether it is right; without reference tests none is.
/// What was found out before is kept in a journal of the run, where one is given; a candidate that does not
/// load there is not run again.
///
/// # Errors
/// Where the sandbox fails, the journal cannot be written, or the user asked to stop.
pub(super) fn reference(
    engine: &Engine<'_>,
    run: Option<&Run>,
    settings: ReferenceSettings,
    loaded: &Loaded,
) -> Result<Vec<Vec<bool>>, EngineError> {
    let problems = loaded.problems.iter();
    let work = Work {
        stage: Stage::Reference,
        tests: problems
            .map(|problem| problem.reference_tests.iter().map(String::as_str).collect())
            .collect(),
        packing: Packing::Isolated,
        limits: settings.roomy_limits(),
        isolation: Isolation::Candidate,
        namespace: settings.compat.namespace(),
        judge: settings.judge,
        outputs: None,
    };
    let path = run.map(|run| run.path("reference.jsonl"));
    let known = run.map(unloadable).transpose()?.unwrap_or_default();
    let rows = work.run(
        engine,
        path.as_deref(),
        loaded,
        known,
        |_, _| Ok(()),
        |candidate, report| ReferenceRow {
            task_id: candidate.task_id.clone(),
            candidate_id: candidate.candidate_id,
            passed: !report.outcomes.is_empty() && report.outcomes.iter().all(Outcome::passed),
        },
    )?;
    let mut rows = rows.into_iter();
    let candidates = loaded.candidates.iter();
    Ok(candidates
        .map(|candidates| {
            rows.by_ref()
                .take(candidates.len())
                .map(|row| row.passed)
                .collect()
        })
        .collect())
}

/// The candidates that do not load, which the matrix knows already.
fn unloadable(run: &Run) -> Result<Vec<ReferenceRow>, EngineError> {
    let path = run.path("matrix.jsonl");
    if !path.exists() {
        return Ok(Vec::new());
    }
    let rows: Vec<MatrixRow> = read_jsonl(&path)?;
    let unloadable = rows.into_iter().filter(|row| row.unloadable);
    Ok(unloadable
        .map(|row| ReferenceRow {
            task_id: row.task_id,
            candidate_id: row.candidate_id,
            passed: false,
        })
        .collect())
}

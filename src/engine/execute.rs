//! Cross-execution: every candidate against every test of its problem.

use super::stage::{Row, Work};
use super::suite::Calls;
use super::{Engine, EngineError, Loaded, check_component};
use crate::event::Stage;
use crate::matrix::{CallsRow, MatrixRow};
use crate::store::{Run, write_jsonl};
use mutagree_sandbox::Outcome;

impl Row for MatrixRow {
    fn key(&self) -> (&str, usize) {
        (&self.task_id, self.candidate_id)
    }
}

/// Runs what the run's matrix does not hold yet, and gives the whole matrix, in the order of the
/// problems and their candidates.
///
/// # Errors
/// Where the run was begun with another component, the sandbox fails, the run cannot be written, or
/// the user asked to stop.
pub fn execute(
    engine: &Engine<'_>,
    run: &Run,
    loaded: &Loaded,
) -> Result<Vec<MatrixRow>, EngineError> {
    check_component(engine, run)?;
    let config = run.config();
    let tests = loaded.tests.iter();
    let work = Work {
        stage: Stage::Execute,
        tests: tests
            .map(|tests| tests.iter().map(|test| test.source.as_str()).collect())
            .collect(),
        packing: config.compat.packing(),
        limits: config.limits,
        isolation: config.isolation,
        namespace: config.compat.namespace(),
        judge: config.judge,
        outputs: config.outputs,
    };
    let path = run.path("matrix.jsonl");
    let (rows, calls) = work.run(
        engine,
        Some(&path),
        loaded,
        Vec::new(),
        |candidate, report| MatrixRow {
            task_id: candidate.task_id.clone(),
            candidate_id: candidate.candidate_id,
            outcomes: report.outcomes.iter().map(Outcome::letter).collect(),
            unloadable: !report.loaded && matches!(report.unloadable, Some(Outcome::Unviable(_))),
            shared: report.shared.clone(),
            outputs: report.outputs.clone(),
        },
    )?;
    if config.outputs.is_some() {
        write_jsonl(&run.path("calls.jsonl"), &calls_rows(loaded, calls))?;
    }
    Ok(rows)
}

fn calls_rows(loaded: &Loaded, calls: Vec<Calls>) -> Vec<CallsRow> {
    let problems = loaded.problems.iter().zip(calls);
    problems
        .map(|(problem, calls)| CallsRow {
            task_id: problem.task_id.clone(),
            calls: calls.calls.iter().map(ToString::to_string).collect(),
            added: calls.added,
        })
        .collect()
}

//! Cross-execution: every candidate against every test of its problem.

use super::appeal::hear_appeals;
use super::calls::write_calls;
use super::environment::Environment;
use super::outdated::drop_outdated;
use super::placing::{EXECUTION, Written, place};
use super::stage::{Row, Work};
use super::{Engine, EngineError, Loaded, check_component, execute_adaptively};
use crate::consensus::Ranking;
use crate::event::Stage;
use crate::matrix::MatrixRow;
use crate::store::{Generation, Run, StoreError};
use mutagree_sandbox::Outcome;
use std::sync::Arc;

/// The environment of each problem of a run.
pub(super) fn environments(
    engine: &Engine<'_>,
    run: &Run,
    loaded: &Loaded,
) -> Result<Vec<Arc<Environment>>, EngineError> {
    let tests = loaded.tests.iter().map(|tests| {
        let tests = tests.iter();
        tests
            .map(|it| (it.source.as_str(), it.multiplicity))
            .collect()
    });
    let tests: Vec<Written<'_>> = tests.collect();
    place(engine, Some((run, EXECUTION)), loaded, &tests)
}

impl Row for MatrixRow {
    fn key(&self) -> (&str, usize) {
        (&self.task_id, self.candidate_id)
    }
}

/// Runs what the run's matrix does not hold yet, and gives the whole matrix, in the order of the
/// problems and their candidates; as far as a ranking needs it, where the run was begun so.
///
/// # Errors
/// Where the run was begun with another component, the sandbox fails, the run cannot be written, or
/// the user asked to stop.
pub fn execute(
    engine: &Engine<'_>,
    run: &Run,
    loaded: &Loaded,
) -> Result<Vec<MatrixRow>, EngineError> {
    let config = run.config();
    let grows = |generation: &Generation| generation.distinguish > 0;
    if config.generation.as_ref().is_some_and(grows) {
        drop_outdated(run, loaded)?;
    }
    if let Some(ranking) = &config.adaptive {
        let broken = |detail| StoreError::Broken {
            path: run.path("run.json"),
            line: 1,
            detail,
        };
        let ranking: Ranking = ranking.parse().map_err(broken)?;
        return execute_adaptively(engine, run, loaded, ranking);
    }
    check_component(engine, run)?;
    let tests = loaded.tests.iter();
    let work = Work {
        stage: Stage::Execute,
        tests: tests
            .map(|tests| tests.iter().map(|test| test.source.as_str()).collect())
            .collect(),
        packing: config.compat.packing(),
        environments: environments(engine, run, loaded)?,
        allowance: config.allowance(),
        isolation: config.isolation,
        namespace: config.compat.namespace(),
        judge: config.judge,
        outputs: config.outputs,
        cases: Vec::new(),
        until_failure: false,
    };
    let path = run.path("matrix.jsonl");
    work.run(
        engine,
        Some(&path),
        loaded,
        Vec::new(),
        |suites, rows| {
            write_calls(engine, run, loaded, suites)?;
            hear_appeals(engine, config, loaded, suites, rows)
        },
        |candidate, report| MatrixRow {
            task_id: candidate.task_id.clone(),
            candidate_id: candidate.candidate_id,
            outcomes: report.outcomes.iter().map(Outcome::letter).collect(),
            unloadable: !report.loaded && matches!(report.unloadable, Some(Outcome::Unviable(_))),
            shared: report.shared.clone(),
            outputs: report.outputs.clone(),
            ran: None,
            like: None,
            share: None,
        },
    )
}

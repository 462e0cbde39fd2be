//! Cross-execution: every candidate against every test of its problem.

use super::suite::SharedSuite;
use super::{Engine, EngineError, Loaded};
use crate::event::{Event, Stage};
use crate::matrix::MatrixRow;
use crate::store::{Journal, Run};
use mutagree_sandbox::{Job, Outcome};
use std::collections::HashSet;

/// Runs what the run's matrix does not hold yet, and gives the whole matrix, in the order of the
/// problems and their candidates.
///
/// # Errors
/// Where the sandbox fails, the run cannot be written, or the user asked to stop.
pub fn execute(
    engine: &Engine<'_>,
    run: &Run,
    loaded: &Loaded,
) -> Result<Vec<MatrixRow>, EngineError> {
    let (mut journal, mut rows) = Journal::open::<MatrixRow>(&run.path("matrix.jsonl"))?;
    let open = open_work(loaded, &rows);
    (engine.listener)(Event::Began {
        stage: Stage::Execute,
        total: loaded.candidate_count(),
        done: rows.len(),
    });
    let config = run.config();
    let suites: Vec<SharedSuite> = loaded
        .tests
        .iter()
        .map(|tests| tests.iter().map(|test| test.source.as_str()).collect())
        .map(|sources| SharedSuite::new(sources, config.compat.packing()))
        .collect();
    for &(problem, _) in &open {
        suites[problem].expect_one_more();
    }
    engine.in_parallel(
        &open,
        |&(problem, candidate)| {
            let suite = suites[problem].take(&engine.sandbox)?;
            let candidate = &loaded.candidates[problem][candidate];
            let mut job = Job::new(&candidate.solution, &suite);
            job.limits = config.limits;
            job.isolation = config.isolation;
            job.namespace = config.compat.namespace();
            let report = engine.sandbox.run(&job)?;
            Ok(MatrixRow {
                task_id: candidate.task_id.clone(),
                candidate_id: candidate.candidate_id,
                outcomes: report.outcomes.iter().map(Outcome::letter).collect(),
            })
        },
        |row| {
            journal.append(&row)?;
            rows.push(row);
            Ok(())
        },
    )?;
    (engine.listener)(Event::Ended(Stage::Execute));
    sort(loaded, &mut rows);
    if !open.is_empty() {
        journal.settle(&rows)?;
    }
    Ok(rows)
}

/// The places of the candidates that have no row yet.
fn open_work(loaded: &Loaded, rows: &[MatrixRow]) -> Vec<(usize, usize)> {
    let done: HashSet<(&str, usize)> = rows
        .iter()
        .map(|row| (row.task_id.as_str(), row.candidate_id))
        .collect();
    let all = loaded
        .candidates
        .iter()
        .enumerate()
        .flat_map(|(problem, candidates)| {
            candidates
                .iter()
                .enumerate()
                .map(move |(place, candidate)| (problem, place, candidate))
        });
    all.filter(|(_, _, candidate)| {
        !done.contains(&(candidate.task_id.as_str(), candidate.candidate_id))
    })
    .map(|(problem, place, _)| (problem, place))
    .collect()
}

fn sort(loaded: &Loaded, rows: &mut [MatrixRow]) {
    let places = loaded.places();
    rows.sort_by_key(|row| (places.get(row.task_id.as_str()).copied(), row.candidate_id));
}

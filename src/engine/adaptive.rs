//! Adaptive execution: runs as many pairs of candidates and tests as it takes to know the winner.

mod plan;
mod trial;

use super::calls::write_calls;
use super::execute::environments;
use super::suite::SharedSuite;
use super::{Engine, EngineError, Loaded, check_component};
use crate::consensus::Ranking;
use crate::event::{Event, Stage};
use crate::matrix::MatrixRow;
use crate::store::{Journal, Run};
use std::collections::{HashMap, HashSet};
use trial::Trial;

/// Runs what the run's matrix does not hold yet, as far as a ranking needs it, and gives the matrix. Tests run on all
/// candidates in the order of their multiplicity, the most frequent first:
///
/// - For `codet`, `codet-product` and `max-pass` a fifth of them at a time, and only on candidates that can still win
///   by the bounds of [`can_win`](crate::consensus::can_win): the winner is that of all pairs.
/// - For every other scorer a fifth of them, but no fewer than ten, and the inputs that were added. What does the same until then counts as
///   one behaviour; the half of the behaviours that rank best run the other tests, each by its first candidate, whose
///   outcomes are taken for all of it (successive halving, Karnin et al. 2013, ICML).
///
/// # Errors
/// Where the run was begun with another component, the sandbox fails, the run cannot be written, or the user asked to
/// stop.
pub fn execute_adaptively(
    engine: &Engine<'_>,
    run: &Run,
    loaded: &Loaded,
    ranking: Ranking,
) -> Result<Vec<MatrixRow>, EngineError> {
    check_component(engine, run)?;
    let (mut journal, rows) = Journal::open::<MatrixRow>(&run.path("matrix.jsonl"))?;
    let mut rows = whole_problems(loaded, rows);
    journal.rewrite(&rows)?;
    let done: HashSet<&str> = rows.iter().map(|row| row.task_id.as_str()).collect();
    let is_open = |&place: &usize| {
        let name = loaded.problems[place].task_id.as_str();
        !loaded.candidates[place].is_empty() && !done.contains(name)
    };
    let open: Vec<usize> = (0..loaded.problems.len()).filter(is_open).collect();
    let sources: Vec<Vec<&str>> = loaded
        .tests
        .iter()
        .map(|tests| tests.iter().map(|test| test.source.as_str()).collect())
        .collect();
    let config = run.config();
    let environments = environments(engine, run, loaded)?;
    let suites: Vec<SharedSuite> = loaded
        .problems
        .iter()
        .zip(&environments)
        .zip(&sources)
        .zip(&loaded.candidates)
        .map(|(((problem, environment), tests), candidates)| {
            SharedSuite::new(
                (problem, candidates),
                environment,
                tests,
                config.compat.packing(),
                config.outputs,
                &[],
            )
        })
        .collect();
    (engine.listener)(Event::Began {
        stage: Stage::Execute,
        total: loaded.candidate_count(),
        done: rows.len(),
    });
    engine.in_parallel(
        &open,
        |&place| {
            suites[place].expect_one_more();
            let suite = suites[place].take()?;
            let calls = suites[place].calls()?;
            let mut trial = Trial::new(
                engine,
                suites[place].loading(),
                config,
                loaded,
                place,
                &suite,
                calls.added,
            )?;
            plan::run(&mut trial, ranking)?;
            Ok(trial.rows())
        },
        |finished| {
            for row in finished {
                journal.append(&row)?;
                rows.push(row);
                (engine.listener)(Event::Advanced);
            }
            Ok(())
        },
    )?;
    write_calls(engine, run, loaded, &suites)?;
    engine.environments.tell_restarts(engine.listener);
    (engine.listener)(Event::Ended(Stage::Execute));
    let places = loaded.places();
    rows.sort_by_key(|row| (places.get(row.task_id.as_str()).copied(), row.candidate_id));
    journal.settle(&rows)?;
    Ok(rows)
}

/// The rows of the problems of which every candidate has one: the others begin anew.
fn whole_problems(loaded: &Loaded, rows: Vec<MatrixRow>) -> Vec<MatrixRow> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for row in &rows {
        *counts.entry(row.task_id.clone()).or_default() += 1;
    }
    let places = loaded.places();
    let is_whole = |row: &MatrixRow| {
        let place = places.get(row.task_id.as_str());
        place.is_some_and(|&place| counts[&row.task_id] == loaded.candidates[place].len())
    };
    rows.into_iter().filter(is_whole).collect()
}

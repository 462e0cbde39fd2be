//! Tests that ran out of their budget, which run again with a larger one where the other tests favour the candidate.
//!
//! A limit that gives every honest program its seconds would give them to every program without end too. So the
//! first limit is small, and what is kept back for a problem is shared by the candidates that pass about as many of its
//! tests as any does. A candidate that uses up its share on one test is heard no more.

use super::environment::Environment;
use super::suite::SharedSuite;
use super::{Engine, EngineError, Loaded};
use crate::matrix::MatrixRow;
use crate::store::RunConfig;
use mutagree_sandbox::{Job, Limit, Limits, Outcome, Report};
use std::collections::BTreeMap;

/// A candidate is favoured that passes at least this many of ten tests that the best one passes.
const FAVOURED: usize = 9;

/// The letter of a test that reached the limit of time.
const TIME: char = Outcome::LimitReached(Limit::Time).letter();

/// Runs the unfinished tests of favoured candidates again, where the run keeps something back for them.
pub(super) fn hear_appeals(
    engine: &Engine<'_>,
    config: &RunConfig,
    loaded: &Loaded,
    suites: &[SharedSuite<'_>],
    rows: &mut [MatrixRow],
) -> Result<(), EngineError> {
    let Some(reserve) = config.reserve else {
        return Ok(());
    };
    let places = loaded.places();
    let mut problems: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (row, content) in rows.iter().enumerate() {
        if let Some(&problem) = places.get(content.task_id.as_str()) {
            problems.entry(problem).or_default().push(row);
        }
    }
    let mut appeals: Vec<(usize, usize, u64)> = Vec::new();
    // Where frameworks run, tests have time enough.
    problems.retain(|&problem, _| {
        let is_usual = suites[problem].environment().name().is_none();
        is_usual && loaded.problems[problem].repository.is_none()
    });
    for (problem, of_problem) in problems {
        let favoured = favoured(rows, &of_problem);
        let share = reserve / u64::try_from(favoured.len().max(1)).unwrap_or(u64::MAX);
        appeals.extend(favoured.iter().map(|&row| (problem, row, share)));
    }
    appeals.sort_unstable();
    for (problem, ..) in &appeals {
        suites[*problem].expect_one_more();
    }
    let mut heard: Vec<(usize, MatrixRow)> = Vec::new();
    engine.in_parallel(
        &appeals,
        |&(problem, row, share)| {
            let suite = suites[problem].take()?;
            let candidate = &loaded.candidates[problem][rows[row].candidate_id];
            let Ok(source) = suites[problem].source(candidate)? else {
                return Ok((row, rows[row].clone()));
            };
            let limits = Limits {
                instructions: share.max(config.limits.instructions),
                ..config.limits
            };
            let job = Job {
                limits,
                isolation: config.isolation,
                namespace: config.compat.namespace(),
                judge: config.judge,
                added: false,
                ..Job::new(&*source, &suite)
            };
            Ok((row, hear(suites[problem].environment(), &job, &rows[row])?))
        },
        |answer| {
            heard.push(answer);
            Ok(())
        },
    )?;
    for (place, row) in heard {
        rows[place] = row;
    }
    Ok(())
}

/// The rows of one problem that have unfinished tests, and are worth hearing; none where they were heard before.
fn favoured(rows: &[MatrixRow], of_problem: &[usize]) -> Vec<usize> {
    let passed = |row: usize| rows[row].outcomes.matches('P').count();
    let best = of_problem.iter().map(|&row| passed(row)).max().unwrap_or(0);
    if of_problem.iter().any(|&row| rows[row].share.is_some()) {
        return Vec::new();
    }
    let is_favoured = |&row: &usize| {
        rows[row].outcomes.contains(TIME)
            && rows[row].like.is_none()
            && 10 * passed(row) >= FAVOURED * best
    };
    of_problem.iter().copied().filter(is_favoured).collect()
}

/// Runs the unfinished tests of a candidate, one after the other, until one is not finished again.
fn hear(
    environment: &Environment,
    job: &Job<'_>,
    row: &MatrixRow,
) -> Result<MatrixRow, EngineError> {
    let mut row = MatrixRow {
        share: Some(job.limits.instructions),
        ..row.clone()
    };
    let mut letters: Vec<char> = row.outcomes.chars().collect();
    let unfinished: Vec<usize> = (0..letters.len())
        .filter(|&test| letters[test] == TIME)
        .collect();
    for test in unfinished {
        let tests = [u32::try_from(test).unwrap_or(u32::MAX)];
        let report = environment.backend.run(&Job {
            tests: Some(&tests),
            ..*job
        })?;
        let letter = report.outcomes.first().map_or(TIME, Outcome::letter);
        take_outputs(&mut row, &report);
        if letter == TIME {
            break;
        }
        letters[test] = letter;
        row.shared.extend(&report.shared);
    }
    row.shared.sort_unstable();
    row.shared.dedup();
    row.outcomes = letters.into_iter().collect();
    Ok(row)
}

/// Takes the outputs of the calls that a test made.
fn take_outputs(row: &mut MatrixRow, report: &Report) {
    let outputs = row.outputs.iter_mut().zip(&report.outputs);
    for (known, output) in outputs.filter(|(_, output)| *output != Report::NOT_RUN) {
        known.clone_from(output);
    }
}

//! The matrices of a run, as its files hold them.

use super::calls::read_calls;
use super::{EngineError, Loaded};
use crate::candidate::Candidate;
use crate::matrix::{Bits, ExecutionMatrix, MatrixRow, Outputs};
use crate::origin::PROMPT;
use crate::store::{Journal, Run, StoreError};
use crate::test_case::{TestCase, weights};
use std::collections::HashMap;
use std::path::Path;

/// Reads the matrix of each problem.
///
/// # Errors
/// Where a row is missing, or is not one of this run.
pub fn matrices(run: &Run, loaded: &Loaded) -> Result<Vec<ExecutionMatrix>, EngineError> {
    let hint = "run `mutagree execute` first";
    let path = run.made("matrix.jsonl", "execution matrix", hint)?;
    let (_, rows) = Journal::open::<MatrixRow>(&path)?;
    let mut rows: HashMap<(String, usize), (usize, MatrixRow)> = (1..)
        .zip(rows)
        .map(|(line, row)| ((row.task_id.clone(), row.candidate_id), (line, row)))
        .collect();
    let calls = read_calls(run)?;
    if calls.is_none() && run.config().outputs.is_some() {
        return Err(missing(run).into());
    }
    let calls = calls.unwrap_or_default();
    let mut matrices = Vec::with_capacity(loaded.problems.len());
    for (place, problem) in loaded.problems.iter().enumerate() {
        let candidates = loaded.candidates[place].iter();
        let key = |id: usize| (problem.task_id.clone(), id);
        let rows: Option<Vec<(usize, MatrixRow)>> = candidates
            .map(|candidate| rows.remove(&key(candidate.candidate_id)))
            .collect();
        let rows = rows.ok_or_else(|| missing(run))?;
        let rows = whole(&path, rows, loaded.tests[place].len())?;
        let added = calls.get(&problem.task_id).map_or(0, |row| row.added);
        let (candidates, tests) = (&loaded.candidates[place], &loaded.tests[place]);
        let matrix = matrix(candidates, tests, rows, added);
        matrices.push(matrix.ok_or_else(|| missing(run))?);
    }
    Ok(matrices)
}

/// The rows of a problem, each with its line, where all have an outcome for each test.
fn whole(
    path: &Path,
    rows: Vec<(usize, MatrixRow)>,
    tests: usize,
) -> Result<Vec<MatrixRow>, StoreError> {
    let whole = |(line, row): (usize, MatrixRow)| match row.outcomes.chars().count() {
        count if count == tests => Ok(row),
        count => Err(StoreError::Broken {
            path: path.to_owned(),
            line,
            detail: format!(
                "candidate {} of `{}` has {count} outcomes for {tests} tests",
                row.candidate_id, row.task_id
            ),
        }),
    };
    rows.into_iter().map(whole).collect()
}

/// The matrix of one problem; nothing where a row has another length than the tests.
pub(super) fn matrix(
    candidates: &[Candidate],
    tests: &[TestCase],
    rows: Vec<MatrixRow>,
    added: usize,
) -> Option<ExecutionMatrix> {
    let passes: Vec<Vec<bool>> = rows.iter().map(MatrixRow::passes).collect();
    if passes.iter().any(|row| row.len() != tests.len()) {
        return None;
    }
    let loads: Vec<bool> = rows.iter().map(|row| !row.unloadable).collect();
    let outputs: Vec<Vec<String>> = rows.into_iter().map(|row| row.outputs).collect();
    let kept = outputs.iter().any(|row| !row.is_empty());
    let outputs = Outputs::new(&outputs, added);
    let loads = if kept {
        (0..candidates.len()).map(|it| outputs.loads(it)).collect()
    } else {
        loads
    };
    Some(ExecutionMatrix {
        outputs: outputs.with_loads(loads),
        origins: candidates.iter().map(|it| it.origins.clone()).collect(),
        examples: examples(tests),
        ..ExecutionMatrix::new(
            &passes,
            candidates.iter().map(|it| it.multiplicity).collect(),
            weights(tests),
        )
    })
}

/// The tests that are examples of the prompt.
fn examples(tests: &[TestCase]) -> Bits {
    let examples = tests.iter().map(|it| it.origins.contains(PROMPT));
    let examples: Vec<bool> = examples.collect();
    if examples.contains(&true) {
        Bits::from_bools(&examples)
    } else {
        Bits::default()
    }
}

fn missing(run: &Run) -> StoreError {
    StoreError::Missing {
        path: run.folder().to_owned(),
        what: "whole execution matrix",
        hint: "let `mutagree execute --run DIR` finish first",
    }
}

//! The matrices of a run, as its files hold them.

use super::calls::added_calls;
use super::{EngineError, Loaded};
use crate::candidate::Candidate;
use crate::matrix::{Bits, ExecutionMatrix, MatrixRow, Outputs};
use crate::origin::PROMPT;
use crate::store::{Journal, Run, StoreError};
use crate::test_case::{TestCase, weights};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// Reads the matrix of each problem. Of a run whose execution has ended no more than the rows of one problem are held at a time.
///
/// # Errors
/// Where a row is missing, or is not one of this run.
pub fn matrices(run: &Run, loaded: &Loaded) -> Result<Vec<ExecutionMatrix>, EngineError> {
    let hint = "run `mutagree execute` first";
    let path = run.made("matrix.jsonl", "execution matrix", hint)?;
    let added = added_calls(run)?;
    if added.is_none() && run.config().outputs.is_some() {
        return Err(missing(run).into());
    }
    let added = added.unwrap_or_default();
    let places = loaded.places();
    let mut waiting: HashMap<usize, BTreeMap<usize, MatrixRow>> = HashMap::new();
    let mut matrices: Vec<Option<ExecutionMatrix>> = Vec::new();
    matrices.resize_with(loaded.problems.len(), || None);
    Journal::each(&path, |line, row: MatrixRow| {
        let Some(&place) = places.get(row.task_id.as_str()) else {
            return Ok(());
        };
        let (candidates, tests) = (&loaded.candidates[place], &loaded.tests[place]);
        check_length(&path, line, &row, tests.len())?;
        let own = waiting.entry(place).or_default();
        if row.candidate_id < candidates.len() {
            own.insert(row.candidate_id, row);
        }
        if own.len() == candidates.len() {
            let rows = waiting.remove(&place).unwrap_or_default();
            let added = added.get(&loaded.problems[place].task_id);
            let added = added.copied().unwrap_or(0);
            matrices[place] = matrix(candidates, tests, rows.into_values().collect(), added);
        }
        Ok(())
    })?;
    let whole = matrices.into_iter().enumerate().map(|(place, known)| {
        let is_empty = loaded.candidates[place].is_empty();
        known.or_else(|| is_empty.then(|| matrix(&[], &loaded.tests[place], Vec::new(), 0))?)
    });
    let whole: Option<Vec<ExecutionMatrix>> = whole.collect();
    Ok(whole.ok_or_else(|| missing(run))?)
}

/// An error where a row has not an outcome for each test.
fn check_length(path: &Path, line: usize, row: &MatrixRow, tests: usize) -> Result<(), StoreError> {
    let count = row.outcomes.chars().count();
    if count == tests {
        return Ok(());
    }
    let (candidate, task) = (row.candidate_id, &row.task_id);
    Err(StoreError::Broken {
        path: path.to_owned(),
        line,
        detail: format!("candidate {candidate} of `{task}` has {count} outcomes for {tests} tests"),
    })
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

//! What a run executed before its problems got more tests.

use super::calls::drop_calls;
use super::{EngineError, Loaded};
use crate::matrix::MatrixRow;
use crate::store::{Journal, Run};
use std::collections::HashSet;

/// Drops the rows of a run that have another number of outcomes than their problems have tests, with the calls of these
/// problems. Tests are only ever added, so that the number tells. The inputs that are added depend on all tests' calls: a
/// problem with more tests runs as a whole, and is then what it would be had it had them from the beginning.
pub(super) fn drop_outdated(run: &Run, loaded: &Loaded) -> Result<(), EngineError> {
    let path = run.path("matrix.jsonl");
    if !path.exists() {
        return Ok(());
    }
    let (mut journal, rows) = Journal::open::<MatrixRow>(&path)?;
    let places = loaded.places();
    let is_current = |row: &MatrixRow| {
        let place = places.get(row.task_id.as_str());
        place.is_none_or(|&place| row.outcomes.chars().count() == loaded.tests[place].len())
    };
    let (current, outdated): (Vec<MatrixRow>, Vec<MatrixRow>) =
        rows.into_iter().partition(is_current);
    if outdated.is_empty() {
        return Ok(());
    }
    // The calls first: without them, rows that are still there are found again after an interrupt.
    let names: HashSet<&str> = outdated.iter().map(|row| row.task_id.as_str()).collect();
    drop_calls(run, &names)?;
    Ok(journal.rewrite(&current)?)
}

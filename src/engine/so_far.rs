//! Agreement on what a run has executed so far, while it goes on or after it failed.

use super::agree::agreement_by;
use super::matrices::matrix;
use super::{Agreement, Loaded};
use crate::candidate::Candidate;
use crate::consensus::Ranking;
use crate::matrix::{CallsRow, MatrixRow};
use crate::problem::Problem;
use crate::test_case::TestCase;
use serde::de::DeserializeOwned;
use std::fs;
use std::path::Path;

/// The candidates of a run's only problem that have met all tests, and their agreement.
pub struct SoFar {
    /// The problem with these candidates; with all of them where none has met a test.
    pub loaded: Loaded,
    /// What they agree on.
    pub agreement: Agreement,
}

/// Ranks what a run of one problem has executed. The run's files are read as they are, since another thread writes them: a
/// last line that is not whole is left out. Gives nothing where there is no candidate yet.
#[must_use]
pub fn agree_so_far(folder: &Path, ranking: Ranking) -> Option<SoFar> {
    let problem = rows::<Problem>(folder, "problems.jsonl").pop()?;
    let tests = rows::<TestCase>(folder, "tests.jsonl");
    let candidates = rows::<Candidate>(folder, "candidates.jsonl");
    let calls = rows::<CallsRow>(folder, "calls.jsonl").pop();
    let mut executed: Vec<(&Candidate, MatrixRow)> = Vec::new();
    for row in rows::<MatrixRow>(folder, "matrix.jsonl") {
        let is_whole = row.outcomes.chars().count() == tests.len();
        if let Some(candidate) = candidates.get(row.candidate_id).filter(|_| is_whole) {
            executed.push((candidate, row));
        }
    }
    executed.sort_by_key(|(candidate, _)| candidate.candidate_id);
    let met: Vec<Candidate> = executed.iter().map(|(it, _)| (*it).clone()).collect();
    let rows: Vec<MatrixRow> = executed.into_iter().map(|(_, row)| row).collect();
    let met = if met.is_empty() { candidates } else { met };
    if met.is_empty() {
        return None;
    }
    // Inputs that were added are known only once all has run; without them outputs are those of the tests' calls.
    let added = calls.map_or(0, |it| it.added);
    let matrix = if rows.is_empty() {
        None
    } else {
        matrix(&met, &tests, rows, added)
    };
    let loaded = Loaded {
        problems: vec![problem],
        candidates: vec![met],
        tests: vec![tests],
    };
    let matrices = Vec::from_iter(matrix);
    let agreement = if matrices.is_empty() {
        Agreement::none(&loaded)
    } else {
        agreement_by(&loaded, &matrices, ranking)
    };
    Some(SoFar { loaded, agreement })
}

/// The rows of a file of a run that can be read.
fn rows<T: DeserializeOwned>(folder: &Path, name: &str) -> Vec<T> {
    let text = fs::read_to_string(folder.join(name)).unwrap_or_default();
    let rows = text.lines().map(serde_json::from_str);
    rows.filter_map(Result::ok).collect()
}

//! What a run holds before anything is executed.

use super::EngineError;
use crate::candidate::Candidate;
use crate::problem::Problem;
use crate::store::{Run, StoreError, read_jsonl};
use crate::test_case::TestCase;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::path::Path;

/// The problems of a run, with the candidates and tests of each.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The problems.
    pub problems: Vec<Problem>,
    /// The distinct candidates of each problem.
    pub candidates: Vec<Vec<Candidate>>,
    /// The distinct tests of each problem.
    pub tests: Vec<Vec<TestCase>>,
}

impl Loaded {
    /// The place of each problem by its name.
    #[must_use]
    pub fn places(&self) -> HashMap<&str, usize> {
        self.problems
            .iter()
            .map(|problem| problem.task_id.as_str())
            .zip(0..)
            .collect()
    }

    /// The number of all distinct candidates.
    #[must_use]
    pub fn candidate_count(&self) -> usize {
        self.candidates.iter().map(Vec::len).sum()
    }
}

const HINT: &str = "let `mutagree execute` or `mutagree boost` finish first";
pub(super) const ASKING: &str = "repeat the command that began it, `mutagree generate` or `mutagree boost`: it goes on where it was, and with `--partial` \
without replies that cannot be had";

/// Loads the problems, candidates and tests of a run.
///
/// # Errors
/// Where a file of the run is not there or broken.
pub fn load(run: &Run) -> Result<Loaded, EngineError> {
    let asks = run.config().generation.is_some();
    let hint = if asks { ASKING } else { HINT };
    let problems: Vec<Problem> = read_jsonl(&run.made("problems.jsonl", "problems", hint)?)?;
    let candidates = run.made("candidates.jsonl", "candidates", hint)?;
    let tests = run.made("tests.jsonl", "tests", hint)?;
    let places: HashMap<&str, usize> = problems
        .iter()
        .map(|problem| problem.task_id.as_str())
        .zip(0..)
        .collect();
    let candidates = by_problem(&candidates, &places, |row: &Candidate| &row.task_id)?;
    let tests = by_problem(&tests, &places, |row: &TestCase| &row.task_id)?;
    Ok(Loaded {
        problems,
        candidates,
        tests,
    })
}

/// The rows of a file, each with its problem.
fn by_problem<T: DeserializeOwned>(
    path: &Path,
    places: &HashMap<&str, usize>,
    name: impl Fn(&T) -> &String,
) -> Result<Vec<Vec<T>>, EngineError> {
    let rows: Vec<T> = read_jsonl(path)?;
    let mut sorted: Vec<Vec<T>> = Vec::new();
    sorted.resize_with(places.len(), Vec::new);
    for (line, row) in rows.into_iter().enumerate() {
        let Some(&place) = places.get(name(&row).as_str()) else {
            return Err(StoreError::Broken {
                path: path.to_owned(),
                line: line + 1,
                detail: format!("`{}` is not among the problems of the run", name(&row)),
            }
            .into());
        };
        sorted[place].push(row);
    }
    Ok(sorted)
}

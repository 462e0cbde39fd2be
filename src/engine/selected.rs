//! What was selected for each problem of a run, and what it is worth.

use super::{Agreement, Evaluation, Loaded};
use crate::problem::Problem;
use serde::Serialize;

/// What was selected for a problem.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Selected<'a> {
    /// The problem.
    pub task_id: &'a str,
    /// Its samples, as often as they were written.
    pub samples: usize,
    /// Its tests, as often as they were written.
    pub tests: usize,
    /// The samples of the best set.
    pub agree: usize,
    /// The tests on which they agree.
    pub on_tests: usize,
    /// The candidate that was selected, where there is any.
    pub candidate_id: Option<usize>,
    /// Whether any set spoke for the candidate.
    pub is_agreed: bool,
    /// The probability that it is right.
    pub confidence: Option<f64>,
    /// Whether it is right; nothing where no reference test says so.
    pub right: Option<bool>,
}

/// What was selected for each problem, in their order.
#[must_use]
pub fn selected<'a>(
    loaded: &'a Loaded,
    agreement: &Agreement,
    evaluation: &Evaluation,
) -> Vec<Selected<'a>> {
    let row = |(place, problem): (usize, &'a Problem)| {
        let (agree, on_tests) = agreement.support(loaded, place).unwrap_or_default();
        let candidates = loaded.candidates[place].iter();
        let tests = loaded.tests[place].iter();
        let is_right = evaluation.selected[place] == Some(true);
        Selected {
            task_id: &problem.task_id,
            samples: candidates.map(|it| it.multiplicity).sum(),
            tests: tests.map(|it| it.multiplicity).sum(),
            agree,
            on_tests,
            candidate_id: agreement.selected[place],
            is_agreed: !agreement.sets[place].is_empty(),
            confidence: agreement.confidence[place],
            right: problem.has_reference().then_some(is_right),
        }
    };
    loaded.problems.iter().enumerate().map(row).collect()
}

//! What was selected for each problem of a run, and what it is worth.

use mutagree::engine::{Agreement, Evaluation, Loaded};
use serde::Serialize;

/// What was selected for a problem.
#[derive(Serialize)]
pub(crate) struct Selected<'a> {
    pub(crate) task_id: &'a str,
    /// Its samples, and its tests, as often as they were written.
    pub(crate) samples: usize,
    pub(crate) tests: usize,
    /// The samples of the best set, and the tests on which they agree.
    pub(crate) agree: usize,
    pub(crate) on_tests: usize,
    pub(crate) candidate_id: Option<usize>,
    /// Whether any set spoke for the candidate.
    pub(crate) is_agreed: bool,
    /// The probability that it is right.
    pub(crate) confidence: Option<f64>,
    /// Whether it is right; nothing where no reference test says so.
    pub(crate) right: Option<bool>,
}

/// What was selected for each problem, in their order.
pub(crate) fn selected<'a>(
    loaded: &'a Loaded,
    agreement: &Agreement,
    evaluation: &Evaluation,
) -> Vec<Selected<'a>> {
    let row = |(place, problem): (usize, &'a mutagree::problem::Problem)| {
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

//! The execution matrix: what every candidate did on every test.

use serde::{Deserialize, Serialize};

/// The outcomes of one candidate, one letter for each test of its problem: `P` passed, `F` failed,
/// `R` raised, `U` unviable, `T` time, `M` memory, `O` output, `C` crashed, `-` not run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixRow {
    /// The problem.
    pub task_id: String,
    /// The candidate.
    pub candidate_id: usize,
    /// One letter for each test, in the order of the tests.
    pub outcomes: String,
    /// The candidate does not load: it is not Python, or raises at once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unloadable: bool,
    /// The tests that were judged in the candidate's own interpreter though others were not, since their
    /// values cannot cross: a hostile candidate could have forged these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shared: Vec<u32>,
}

/// The matrix of one problem, as passes alone, with multiplicities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExecutionMatrix {
    /// For each candidate, whether it passed each test.
    pub passes: Vec<Vec<bool>>,
    /// How often each candidate was written.
    pub candidates: Vec<usize>,
    /// How often each test was written.
    pub tests: Vec<usize>,
}

impl MatrixRow {
    /// Says for each test whether the candidate passed it.
    #[must_use]
    pub fn passes(&self) -> Vec<bool> {
        self.outcomes.chars().map(|letter| letter == 'P').collect()
    }
}

//! How far a run's tests and its candidates can be relied on, from its matrices alone.

use super::overlap::Votes;
use super::weigh::{UNIT, Weigh};
use crate::matrix::{ExecutionMatrix, Outputs};

/// How many problems the prior of one half counts as: Beta(1, 1).
const PRIOR_PROBLEMS: f64 = 2.0;

/// The shares of a run's tests and of its candidates' outputs that are right, estimated without labels and shared by its
/// problems (empirical Bayes).
///
/// Both are measured on what most candidates agree on (`overlap`), which stands in for the truth: the share of the tests that
/// this behaviour passes, and the share of the other candidates' outputs that are the same. Sources that err apart tell of
/// each other as labels would (Platanios et al. 2014, UAI). Each is a mean over problems, drawn to one half as if by two more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reliability {
    /// The share of tests that are valid, between 0 and 1.
    pub tests: f64,
    /// The share of a candidate's outputs that are right, between 0 and 1.
    pub candidates: f64,
}

impl Reliability {
    /// The reliability of a run's tests and candidates; one half of what no problem says anything about.
    #[must_use]
    pub fn of<'a>(
        matrices: impl IntoIterator<Item = &'a ExecutionMatrix>,
        weigh: Option<Weigh>,
    ) -> Self {
        let weigh = weigh.unwrap_or(Weigh::Unique);
        let (mut tests, mut candidates) = (Mean::default(), Mean::default());
        for matrix in matrices {
            let consensus = Consensus::of(matrix, weigh);
            tests.add(consensus.passed);
            candidates.add(consensus.in_common);
        }
        Self {
            tests: tests.value(),
            candidates: candidates.value(),
        }
    }

    /// How much further tests can be relied on than candidates: the ratio of their odds, at least 1. Candidates that are
    /// rather wrong than right count as even, since what they agree on is still the best that they have.
    pub(super) fn advantage(self) -> f64 {
        let odds = |share: f64| share / (1.0 - share);
        (odds(self.tests) / odds(self.candidates).max(1.0)).max(1.0)
    }
}

/// A mean over problems, drawn to one half.
#[derive(Default)]
struct Mean {
    sum: f64,
    problems: f64,
}

impl Mean {
    fn add(&mut self, share: Option<f64>) {
        self.sum += share.unwrap_or(0.0);
        self.problems += f64::from(u8::from(share.is_some()));
    }

    fn value(&self) -> f64 {
        (self.sum + 0.5 * PRIOR_PROBLEMS) / (self.problems + PRIOR_PROBLEMS)
    }
}

/// What holds of the behaviour with most votes; the mean where several have as many.
struct Consensus {
    /// The share of the tests that it passes; nothing where there are none.
    passed: Option<f64>,
    /// The share of calls for which other candidates give the same value; nothing where there are no others.
    in_common: Option<f64>,
}

impl Consensus {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
    fn of(matrix: &ExecutionMatrix, weigh: Weigh) -> Self {
        let votes = Votes::count(matrix, weigh);
        let most = votes.got.iter().max();
        let best: Vec<usize> = (0..votes.sets.len())
            .filter(|&set| Some(&votes.got[set]) == most)
            .collect();
        let sizes: Vec<u64> = votes
            .sets
            .iter()
            .map(|set| weigh.units(matrix, set))
            .collect();
        let same = votes.agreement.votes(&sizes);
        let calls = votes.agreement.width();
        let all: Vec<usize> = (0..matrix.passes.len()).collect();
        let others = weigh.units(matrix, &all) as f64 / UNIT - 1.0;
        let in_common = |set: usize| {
            let own = matrix.outputs.row(votes.sets[set][0]);
            let own = own.iter().filter(|it| Outputs::is_value(**it)).count() as f64;
            (same[set] as f64 / UNIT - own) / calls as f64 / others
        };
        let tests = matrix.tests.iter().sum::<usize>() as f64;
        let passed = |set: usize| matrix.support(&matrix.passes[votes.sets[set][0]]) as f64 / tests;
        let mean = |share: &dyn Fn(usize) -> f64| {
            let sum: f64 = best.iter().map(|&set| share(set)).sum();
            (!best.is_empty()).then(|| sum / best.len() as f64)
        };
        Self {
            passed: mean(&passed).filter(|_| tests > 0.0),
            in_common: mean(&in_common)
                .filter(|_| others > 0.0 && calls > 0)
                .map(|it| it.clamp(0.0, 1.0)),
        }
    }
}

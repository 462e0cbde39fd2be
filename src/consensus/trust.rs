//! The default, ours: fusion, in which votes move from what candidates agree on to the tests that they pass, as far as a run's
//! tests can be relied on further than its candidates.

use super::fusion::{Score, sum_of_ranks};
use super::overlap::Votes;
use super::peel::peel;
use super::reliability::Reliability;
use super::sets::Scored;
use super::weigh::Weigh;
use crate::matrix::ExecutionMatrix;

/// Chooses the behaviour with the best sum of reciprocal ranks by B4 and by votes, those of overlap times
/// o^(share of the tests passed); o is the odds that a test is valid by the odds that a candidate's output is right, and at
/// least 1. All of a suite together is evidence as one independent test is, since tests by one writer stand and fall
/// together. The others follow in the order of overlap.
///
/// Where tests are no better than candidates that is `fusion`; the better they are, the more it goes by tests passed.
pub(super) fn score(
    matrix: &ExecutionMatrix,
    weigh: Weigh,
    reliability: Reliability,
) -> Vec<Scored> {
    let votes = Votes::count(matrix, weigh);
    let evidence = evidence(matrix, &votes, reliability);
    let sums = sum_of_ranks(matrix, weigh, &votes, &evidence);
    peel(matrix, votes, &sums)
}

/// The logarithm of each behaviour's votes times o^(share of the tests passed).
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
fn evidence(matrix: &ExecutionMatrix, votes: &Votes<'_>, reliability: Reliability) -> Vec<Score> {
    let tests = matrix.tests.iter().sum::<usize>().max(1) as f64;
    let weight = reliability.advantage().ln() / tests;
    let evidence = |(set, got): (&Vec<usize>, &u64)| {
        let passed = matrix.support(&matrix.passes[set[0]]) as f64;
        Score((*got as f64).ln() + weight * passed)
    };
    votes.sets.iter().zip(&votes.got).map(evidence).collect()
}

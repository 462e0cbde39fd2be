//! Ours: the behaviour that overlap and B4 together rank first, then overlap.

use super::b4;
use super::overlap::Votes;
use super::peel::peel;
use super::sets::Scored;
use super::weigh::Weigh;
use crate::matrix::ExecutionMatrix;

/// The constant of reciprocal rank fusion (Cormack et al. 2009, SIGIR).
const K: f64 = 60.0;

/// Chooses the behaviour with the best sum of reciprocal ranks, 1 / (60 + rank), by overlap and by B4; the others
/// follow in the order of overlap. Where no candidate passes any test, overlap alone decides: what most
/// candidates agree on.
pub(super) fn score(matrix: &ExecutionMatrix, weigh: Weigh) -> Vec<Scored> {
    let votes = Votes::count(matrix, weigh);
    let fused = fuse(matrix, weigh, &votes);
    peel(matrix, votes, &fused)
}

/// Scores each behaviour by the sum alone, those that pass any test above all others.
pub(super) fn prospects(matrix: &ExecutionMatrix, weigh: Weigh) -> Vec<Scored> {
    let votes = Votes::count(matrix, weigh);
    let fused = fuse(matrix, weigh, &votes);
    let scored = votes.sets.into_iter().zip(fused);
    let score = |(set, Score(sum)): (Vec<usize>, Score)| {
        let passes = matrix.passes[set[0]].any();
        (set, if passes { 1.0 + sum } else { sum })
    };
    scored.map(score).collect()
}

fn fuse(matrix: &ExecutionMatrix, weigh: Weigh, votes: &Votes<'_>) -> Vec<Score> {
    sum_of_ranks(matrix, weigh, votes, &votes.got)
}

/// The sum of each behaviour's reciprocal ranks by evidence, higher is better, and by B4.
pub(super) fn sum_of_ranks<T: Ord + Copy>(
    matrix: &ExecutionMatrix,
    weigh: Weigh,
    votes: &Votes<'_>,
    evidence: &[T],
) -> Vec<Score> {
    let by_evidence = ranks(evidence);
    let by_b4 = ranks(&b4_of(matrix, weigh, &votes.sets));
    let both = by_evidence.iter().zip(&by_b4);
    both.map(|(a, b)| Score(1.0 / (K + a) + 1.0 / (K + b)))
        .collect()
}

/// B4's score of each behaviour; the lowest where it passes no test.
fn b4_of(matrix: &ExecutionMatrix, weigh: Weigh, sets: &[Vec<usize>]) -> Vec<Score> {
    let mut of_candidate = vec![f64::NEG_INFINITY; matrix.passes.len()];
    for (set, score) in b4::score(matrix, weigh) {
        for candidate in set {
            of_candidate[candidate] = score;
        }
    }
    sets.iter().map(|set| Score(of_candidate[set[0]])).collect()
}

/// The rank of each value from 1: one more than the number of higher ones.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
fn ranks<T: Ord + Copy>(values: &[T]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let higher = |value: &T| sorted.len() - sorted.partition_point(|other| other <= value);
    values.iter().map(|it| 1.0 + higher(it) as f64).collect()
}

/// A score in its total order.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Score(pub(super) f64);

impl Eq for Score {}

impl PartialOrd for Score {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Score {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

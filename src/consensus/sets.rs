//! Consensus sets, and their order.

use super::Score;
use crate::matrix::ExecutionMatrix;
use std::collections::BTreeMap;

/// The candidates that pass exactly the same tests.
#[derive(Clone, Debug, PartialEq)]
pub struct ConsensusSet {
    /// The candidates, by their place in the matrix, in ascending order.
    pub candidates: Vec<usize>,
    /// The tests that they pass, in ascending order.
    pub tests: Vec<usize>,
    /// The score; sets of equal score are tied.
    pub score: f64,
}

/// Ranks the consensus sets of a problem, best first. A candidate that passes no test is in no
/// set. Tied sets stand in the order of their first candidate.
///
/// ```
/// use mutagree::consensus::{Codet, rank};
/// use mutagree::matrix::ExecutionMatrix;
/// let matrix = ExecutionMatrix {
///     passes: vec![vec![true, true], vec![true, false], vec![true, true]],
///     candidates: vec![1, 1, 1],
///     tests: vec![1, 1],
/// };
/// let sets = rank(&matrix, &Codet::default());
/// assert_eq!(sets[0].candidates, [0, 2]);
/// assert_eq!(sets[0].tests, [0, 1]);
/// ```
#[must_use]
pub fn rank(matrix: &ExecutionMatrix, score: &dyn Score) -> Vec<ConsensusSet> {
    let mut groups: BTreeMap<&[bool], Vec<usize>> = BTreeMap::new();
    for (candidate, passes) in matrix.passes.iter().enumerate() {
        if passes.contains(&true) {
            groups.entry(passes).or_default().push(candidate);
        }
    }
    let mut sets: Vec<ConsensusSet> = groups
        .into_iter()
        .map(|(passes, candidates)| set(matrix, passes, candidates, score))
        .collect();
    sets.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| a.candidates.cmp(&b.candidates))
    });
    sets
}

fn set(
    matrix: &ExecutionMatrix,
    passes: &[bool],
    candidates: Vec<usize>,
    score: &dyn Score,
) -> ConsensusSet {
    let tests: Vec<usize> = (0..passes.len()).filter(|&test| passes[test]).collect();
    let size = candidates
        .iter()
        .map(|&candidate| matrix.candidates[candidate])
        .sum();
    let support = tests.iter().map(|&test| matrix.tests[test]).sum();
    ConsensusSet {
        candidates,
        tests,
        score: score.score(size, support),
    }
}

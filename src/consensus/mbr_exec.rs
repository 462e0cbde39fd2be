//! MBR-exec (Shi et al. 2022, arXiv 2204.11454): the most common behaviour.

use super::sets::{Scored, by_outputs_of_tests};
use super::weigh::Weigh;
use crate::matrix::{ExecutionMatrix, Outputs};

/// The size of a set of candidates with the same outputs for the calls that tests make: the least expected
/// loss, where it is one to differ in any output. Candidates that give no value at all come after all others.
pub(super) fn score(matrix: &ExecutionMatrix, weigh: Weigh) -> Vec<Scored> {
    let outputs = &matrix.outputs;
    let sets = by_outputs_of_tests(matrix);
    let score = |set: Vec<usize>| {
        let size = weigh.size(matrix, &set);
        let row = outputs.of_tests(set[0]);
        let fails = !row.is_empty() && !row.iter().any(|&it| Outputs::is_value(it));
        (set, if fails { size - 1e9 } else { size })
    };
    sets.into_iter().map(score).collect()
}

//! A baseline: chance.

use super::sets::Scored;
use crate::matrix::ExecutionMatrix;

/// All candidates are tied.
pub(super) fn score(matrix: &ExecutionMatrix) -> Vec<Scored> {
    let all: Vec<usize> = (0..matrix.passes.len()).collect();
    if all.is_empty() {
        return Vec::new();
    }
    vec![(all, 0.0)]
}

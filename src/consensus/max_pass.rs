//! A baseline: the candidates that pass most tests.

use super::sets::{Scored, by_passes};
use crate::matrix::ExecutionMatrix;

/// The number of tests passed, with multiplicity.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
pub(super) fn score(matrix: &ExecutionMatrix) -> Vec<Scored> {
    let score = |set: Vec<usize>| {
        let tests = matrix.support(&matrix.passes[set[0]]) as f64;
        (set, tests)
    };
    by_passes(matrix).into_iter().map(score).collect()
}

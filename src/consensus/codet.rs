//! `CodeT`'s score (Chen et al. 2022, arXiv 2207.10397).

use super::sets::{Scored, by_passes};
use super::weigh::Weigh;
use crate::matrix::ExecutionMatrix;

/// √|Sx| · |Sy| for the candidates Sx that pass exactly the tests Sy, with the multiplicities of the tests.
pub(super) fn score(matrix: &ExecutionMatrix, weigh: Weigh) -> Vec<Scored> {
    score_by(matrix, weigh, f64::sqrt)
}

/// |Sx| · |Sy|.
pub(super) fn score_product(matrix: &ExecutionMatrix, weigh: Weigh) -> Vec<Scored> {
    score_by(matrix, weigh, |size| size)
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
fn score_by(matrix: &ExecutionMatrix, weigh: Weigh, root: fn(f64) -> f64) -> Vec<Scored> {
    let score = |set: Vec<usize>| {
        let tests = matrix.support(&matrix.passes[set[0]]) as f64;
        let score = root(weigh.size(matrix, &set)) * tests;
        (set, score)
    };
    by_passes(matrix).into_iter().map(score).collect()
}

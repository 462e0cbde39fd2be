//! B4's score (Chen et al. 2024, ASE 2024, arXiv 2409.08692): the posterior of a set, up to a constant.

use super::sets::{Scored, by_passes};
use super::weigh::{UNIT, Weigh};
use crate::matrix::ExecutionMatrix;
use libm::lgamma;

/// The priors that the authors publish: most sets of right candidates and valid tests are large, …
const ALPHA: f64 = 1e3;
/// … and a wrong candidate hardly ever passes an invalid test.
const BETA: f64 = 1e5;

/// log B(|Sy|+α, M−|Sy|+1) + log B(|Sx|+α, N−|Sx|+1) + log B(n₁+1, t₁−n₁+1) + log B(n₀+1, t₀−n₀+β) for the
/// candidates Sx of N that pass exactly the tests Sy of M. Of the t₁ cells of other candidates and tests in Sy
/// n₁ are passes, of the t₀ cells of other candidates and other tests n₀. Each test counts once.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
pub(super) fn score(matrix: &ExecutionMatrix, weigh: Weigh) -> Vec<Scored> {
    let sets = by_passes(matrix);
    let sizes: Vec<u64> = sets.iter().map(|set| weigh.units(matrix, set)).collect();
    let tests = matrix.tests.len();
    let mut passes = vec![0_u64; tests];
    for (set, size) in sets.iter().zip(&sizes) {
        for test in matrix.passes[set[0]].ones() {
            passes[test] += size;
        }
    }
    let everything: u64 = passes.iter().sum();
    let none_passed = (0..matrix.passes.len()).filter(|&it| !matrix.passes[it].any());
    let useless = weigh.units(matrix, &none_passed.collect::<Vec<_>>());
    let all: u64 = sizes.iter().sum::<u64>() + useless;
    let count = |units: u64| units as f64 / UNIT;
    let score = |(set, size): (Vec<usize>, u64)| {
        let row = &matrix.passes[set[0]];
        let (mut sy, mut inside) = (0_u64, 0_u64);
        for test in row.ones() {
            sy += 1;
            inside += passes[test] - size;
        }
        let outside = everything - row.ones().map(|test| passes[test]).sum::<u64>();
        let (sx, others) = (count(size), count(all - size));
        let (sy, rest) = (sy as f64, tests as f64 - sy as f64);
        let (n1, t1) = (count(inside), others * sy);
        let (n0, t0) = (count(outside), others * rest);
        let score = log_beta(sy + ALPHA, rest + 1.0)
            + log_beta(sx + ALPHA, others + 1.0)
            + log_beta(n1 + 1.0, (t1 - n1).max(0.0) + 1.0)
            + log_beta(n0 + 1.0, (t0 - n0).max(0.0) + BETA);
        (set, score)
    };
    sets.into_iter().zip(sizes).map(score).collect()
}

fn log_beta(a: f64, b: f64) -> f64 {
    lgamma(a) + lgamma(b) - lgamma(a + b)
}

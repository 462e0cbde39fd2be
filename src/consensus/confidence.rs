//! How likely the selected candidate is right: a logistic regression on what the matrix says about it.

use super::sets::by_behaviour;
use crate::matrix::{ExecutionMatrix, Outputs};

/// What the probability is computed from; each is between 0 and 1 but for the last.
pub const FEATURES: [&str; 6] = [
    "share of the candidates' outputs that are the same",
    "the same, each candidate weighted by 1 + tests passed",
    "share of the candidates that do the same",
    "share of the tests passed",
    "tests passed by the most that any passes",
    "logarithm of 1 + tests passed",
];

/// Intercept and weights, fitted on `CodeT`'s data with six budgets of samples: `BENCHMARKS.md` says how, and
/// how well calibrated the probabilities are.
const WEIGHTS: [f64; FEATURES.len() + 1] = [-2.546, 3.512, -0.183, 2.116, 0.258, 0.612, -0.273];

/// The probability that a candidate is right, between 0 and 1.
#[must_use]
pub fn confidence(matrix: &ExecutionMatrix, candidate: usize) -> f64 {
    let features = features(matrix, candidate);
    let odds = WEIGHTS[0] + dot(&WEIGHTS[1..], &features);
    1.0 / (1.0 + (-odds).exp())
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The values of [`FEATURES`] for a candidate.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
pub fn features(matrix: &ExecutionMatrix, candidate: usize) -> [f64; FEATURES.len()] {
    let outputs = &matrix.outputs;
    let own = outputs.row(candidate);
    let passes = |candidate: usize| matrix.support(&matrix.passes[candidate]) as f64;
    let (mut agreement, mut weighted, mut weights, mut alike) = (0.0, 0.0, 0.0, 0.0);
    let all = matrix.passes.len().max(1) as f64;
    let behaviours = by_behaviour(matrix);
    for behaviour in &behaviours {
        let (size, other) = (behaviour.len() as f64, behaviour[0]);
        let same = outputs.row(other).iter().zip(own);
        let same = same
            .filter(|(a, b)| a == b && Outputs::is_value(**a))
            .count() as f64;
        let share = same / own.len().max(1) as f64;
        let vote = size * (1.0 + passes(other));
        agreement += size * share;
        weighted += vote * share;
        weights += vote;
        if behaviour.contains(&candidate) {
            alike = size;
        }
    }
    let own_passes = passes(candidate);
    let total: usize = matrix.tests.iter().sum();
    let most = behaviours
        .iter()
        .map(|it| passes(it[0]))
        .fold(0.0, f64::max);
    [
        agreement / all,
        weighted / weights.max(1.0),
        alike / all,
        own_passes / total.max(1) as f64,
        if most > 0.0 { own_passes / most } else { 0.0 },
        own_passes.ln_1p(),
    ]
}

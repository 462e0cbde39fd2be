//! Right candidates and valid tests as hidden truths, found by expectation–maximisation, after Dawid and Skene
//! (1979, Applied Statistics 28).

use super::sets::{Scored, by_passes};
use super::weigh::{UNIT, Weigh};
use crate::matrix::ExecutionMatrix;

/// A right candidate passes a valid test, but for a fault of the machine.
const SURE: f64 = 0.99;

/// Rounds; the order has settled by then.
const ROUNDS: usize = 10;

/// The chance that a candidate passes a test: wrong on valid, right on invalid, wrong on invalid.
struct Chances {
    wrong_valid: f64,
    right_invalid: f64,
    wrong_invalid: f64,
}

/// The log-odds that the candidates of a set are right, where each candidate is right or wrong, each test valid
/// or not, and the chance of a pass depends on both.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
pub(super) fn score(matrix: &ExecutionMatrix, weigh: Weigh) -> Vec<Scored> {
    let sets = by_passes(matrix);
    let tests = matrix.tests.len();
    let rows: Vec<Vec<f64>> = sets
        .iter()
        .map(|set| {
            let mut row = vec![0.0; tests];
            matrix.passes[set[0]]
                .ones()
                .for_each(|test| row[test] = 1.0);
            row
        })
        .collect();
    let sizes: Vec<f64> = sets
        .iter()
        .map(|set| weigh.units(matrix, set) as f64 / UNIT)
        .collect();
    let weights: Vec<f64> = matrix.tests.iter().map(|&it| it as f64).collect();
    let odds = Latent::new(&rows, &sizes, &weights).odds();
    let scored = sets.into_iter().zip(odds);
    scored.map(|(set, odds)| (set, settled(odds))).collect()
}

struct Latent<'a> {
    rows: &'a [Vec<f64>],
    sizes: &'a [f64],
    weights: &'a [f64],
    /// Tests passed by each set, with multiplicity.
    passed: Vec<f64>,
    /// Candidates that pass each test.
    passing: Vec<f64>,
}

impl<'a> Latent<'a> {
    fn new(rows: &'a [Vec<f64>], sizes: &'a [f64], weights: &'a [f64]) -> Self {
        Self {
            passed: rows.iter().map(|row| dot(row, weights)).collect(),
            passing: weighted_sum(rows, sizes, weights.len()),
            rows,
            sizes,
            weights,
        }
    }

    /// The log-odds of each set after the last round.
    fn odds(&self) -> Vec<f64> {
        let all_tests: f64 = self.weights.iter().sum();
        let all: f64 = self.sizes.iter().sum();
        let mut right: Vec<f64> = self.passed.iter().map(|it| it / all_tests).collect();
        let mut valid: Vec<f64> = self.passing.iter().map(|it| it / all).collect();
        let mut odds = vec![0.0; self.rows.len()];
        for _ in 0..ROUNDS {
            let weighted: Vec<f64> = valid.iter().zip(self.weights).map(|(a, b)| a * b).collect();
            let hits: Vec<f64> = self.rows.iter().map(|row| dot(row, &weighted)).collect();
            let all_valid: f64 = weighted.iter().sum();
            let chances = self.chances(&right, all_valid, &hits);
            for (place, hits) in hits.into_iter().enumerate() {
                let others = self.passed[place] - hits;
                let misses = all_valid - hits;
                let rest = all_tests - all_valid - others;
                odds[place] = hits * (SURE / chances.wrong_valid).ln()
                    + misses * ((1.0 - SURE) / (1.0 - chances.wrong_valid)).ln()
                    + others * (chances.right_invalid / chances.wrong_invalid).ln()
                    + rest * ((1.0 - chances.right_invalid) / (1.0 - chances.wrong_invalid)).ln();
                right[place] = logistic(odds[place]);
            }
            let counted: Vec<f64> = right.iter().zip(self.sizes).map(|(a, b)| a * b).collect();
            let all_right: f64 = counted.iter().sum();
            let hits = weighted_sum(self.rows, &counted, valid.len());
            for (place, valid) in valid.iter_mut().enumerate() {
                let others = self.passing[place] - hits[place];
                let misses = all_right - hits[place];
                let rest = all - all_right - others;
                *valid = logistic(
                    hits[place] * (SURE / chances.right_invalid).ln()
                        + misses * ((1.0 - SURE) / (1.0 - chances.right_invalid)).ln()
                        + others * (chances.wrong_valid / chances.wrong_invalid).ln()
                        + rest * ((1.0 - chances.wrong_valid) / (1.0 - chances.wrong_invalid)).ln(),
                );
            }
        }
        odds
    }

    /// The chances of a pass, given how likely each candidate is right, how many tests are valid, and how many of
    /// these each candidate passes.
    fn chances(&self, right: &[f64], all_valid: f64, hits: &[f64]) -> Chances {
        let mut passes = [0.0_f64; 3];
        for (place, hits) in hits.iter().enumerate() {
            let (size, right) = (self.sizes[place], right[place]);
            passes[0] += size * (1.0 - right) * hits;
            passes[1] += size * right * (self.passed[place] - hits);
            passes[2] += size * (1.0 - right) * (self.passed[place] - hits);
        }
        let all_right: f64 = right.iter().zip(self.sizes).map(|(a, b)| a * b).sum();
        let all_wrong = self.sizes.iter().sum::<f64>() - all_right;
        let all_invalid = self.weights.iter().sum::<f64>() - all_valid;
        let chance = |passes: f64, cells: f64| ((passes + 1.0) / (cells + 2.0)).clamp(0.01, 0.98);
        Chances {
            wrong_valid: chance(passes[0], all_wrong * all_valid),
            right_invalid: chance(passes[1], all_right * all_invalid),
            wrong_invalid: chance(passes[2], all_wrong * all_invalid),
        }
    }
}

/// Eight digits: sums in another order differ in later ones.
fn settled(odds: f64) -> f64 {
    format!("{odds:.7e}").parse().unwrap_or(odds)
}

fn logistic(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp())
}

/// The sum of products, in eight lanes.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0_f64; 8];
    let (chunks, others) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest = chunks.remainder().iter().zip(others.remainder());
    let rest: f64 = rest.map(|(a, b)| a * b).sum();
    for (a, b) in chunks.zip(others) {
        for (lane, (a, b)) in lanes.iter_mut().zip(a.iter().zip(b)) {
            *lane += a * b;
        }
    }
    lanes.iter().sum::<f64>() + rest
}

/// The sum of rows, each with its weight.
fn weighted_sum(rows: &[Vec<f64>], weights: &[f64], width: usize) -> Vec<f64> {
    let mut sum = vec![0.0; width];
    for (row, weight) in rows.iter().zip(weights) {
        for (sum, value) in sum.iter_mut().zip(row) {
            *sum += weight * value;
        }
    }
    sum
}

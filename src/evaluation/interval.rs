//! How sure a mean over problems is.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A 95 % confidence interval.
pub type Interval = (f64, f64);

const RESAMPLES: usize = 2000;

/// The percentile bootstrap of a mean over problems (Efron 1979); the same seed gives the same
/// interval.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
pub fn bootstrap(values: &[f64], seed: u64) -> Interval {
    if values.is_empty() {
        return (0.0, 0.0);
    }
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut means: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let drawn = (0..values.len()).map(|_| values[random.random_range(0..values.len())]);
            drawn.sum::<f64>() / values.len() as f64
        })
        .collect();
    means.sort_by(f64::total_cmp);
    (means[RESAMPLES / 40], means[RESAMPLES - 1 - RESAMPLES / 40])
}

//! How sure a mean over problems is.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A 95 % confidence interval.
pub type Interval = (f64, f64);

const RESAMPLES: usize = 2000;

/// The percentile bootstrap of a mean over problems (Efron 1979); the same seed gives the same
/// interval.
#[must_use]
pub fn bootstrap(values: &[f64], seed: u64) -> Interval {
    let alone: Vec<Vec<f64>> = values.iter().map(|value| vec![*value]).collect();
    bootstrap_clusters(&alone, seed)
}

/// The same where some values belong together, as those of one problem in several runs: they are drawn together
/// (Field and Welsh 2007, Journal of the Royal Statistical Society B 69).
///
/// ```
/// use mutagree::evaluation::bootstrap_clusters;
/// let (low, high) = bootstrap_clusters(&[vec![1.0; 4], vec![0.0; 4]], 0);
/// assert_eq!((low, high), (0.0, 1.0));
/// ```
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
pub fn bootstrap_clusters(clusters: &[Vec<f64>], seed: u64) -> Interval {
    if clusters.iter().all(Vec::is_empty) {
        return (0.0, 0.0);
    }
    let sums: Vec<(f64, f64)> = clusters
        .iter()
        .filter(|it| !it.is_empty())
        .map(|it| (it.iter().sum(), it.len() as f64))
        .collect();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut means: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let drawn = (0..sums.len()).map(|_| sums[random.random_range(0..sums.len())]);
            let (sum, count) = drawn.fold((0.0, 0.0), |all, it| (all.0 + it.0, all.1 + it.1));
            sum / count
        })
        .collect();
    means.sort_by(f64::total_cmp);
    (means[RESAMPLES / 40], means[RESAMPLES - 1 - RESAMPLES / 40])
}

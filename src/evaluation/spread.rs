//! How much a figure varies over repeated runs.

use super::mean;
use serde::Serialize;

/// A figure over several runs, as of other seeds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// How many runs have it.
    pub runs: usize,
    /// The mean.
    pub mean: f64,
    /// The standard deviation, of a sample (over n − 1); 0 of one run.
    pub deviation: f64,
    /// The lowest.
    pub lowest: f64,
    /// The highest.
    pub highest: f64,
}

impl Spread {
    /// The spread of some values; nothing of nothing.
    ///
    /// ```
    /// use mutagree::evaluation::Spread;
    /// let told = Spread::of(&[0.5, 0.7, 0.9]).unwrap();
    /// assert!((told.mean - 0.7).abs() < 1e-12 && (told.deviation - 0.2).abs() < 1e-12);
    /// assert_eq!((told.lowest, told.highest), (0.5, 0.9));
    /// ```
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
    pub fn of(values: &[f64]) -> Option<Self> {
        let mean = mean(values)?;
        let squares: f64 = values.iter().map(|it| (it - mean).powi(2)).sum();
        let freedom = values.len().saturating_sub(1).max(1) as f64;
        Some(Self {
            runs: values.len(),
            mean,
            deviation: (squares / freedom).sqrt(),
            lowest: values.iter().copied().fold(f64::INFINITY, f64::min),
            highest: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        })
    }
}

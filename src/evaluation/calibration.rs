//! How well probabilities fit what came true.

use serde::Serialize;

/// The bins of a calibration, of equal width.
const BINS: u8 = 10;

/// How well probabilities fit what came true.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// The mean squared difference between a probability and what came true, 0 or 1 (Brier 1950, Monthly Weather Review
    /// 78): lower is better.
    pub brier: f64,
    /// The same where each probability is the share of those that came true: what knowing that share alone gives.
    pub constant: f64,
    /// What was predicted and what came true by tenths of the probability; empty ones are left out.
    pub bins: Vec<Bin>,
}

/// The predictions between two probabilities.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// The lowest probability.
    pub from: f64,
    /// How many predictions there are.
    pub count: usize,
    /// Their mean.
    pub predicted: f64,
    /// The share of them that came true.
    pub came_true: f64,
}

/// Compares probabilities with what came true; nothing where there are none.
///
/// ```
/// use mutagree::evaluation::calibration;
/// let told = calibration(&[(0.9, true), (0.9, false), (0.2, false)]).unwrap();
/// assert_eq!(told.bins.len(), 2);
/// assert_eq!((told.bins[1].count, told.bins[1].came_true), (2, 0.5));
/// assert!(told.brier > told.constant);
/// ```
#[must_use]
pub fn calibration(predictions: &[(f64, bool)]) -> Option<Calibration> {
    if predictions.is_empty() {
        return None;
    }
    let truth = |it: &(f64, bool)| f64::from(u8::from(it.1));
    let share = mean(predictions, truth);
    let bin = |decile: u8| {
        let from = f64::from(decile) / f64::from(BINS);
        let is_last = decile + 1 == BINS;
        let to = f64::from(decile + 1) / f64::from(BINS);
        let within = |it: &&(f64, bool)| it.0 >= from && (is_last || it.0 < to);
        let within: Vec<(f64, bool)> = predictions.iter().filter(within).copied().collect();
        (!within.is_empty()).then(|| Bin {
            from,
            count: within.len(),
            predicted: mean(&within, |it| it.0),
            came_true: mean(&within, truth),
        })
    };
    Some(Calibration {
        brier: mean(predictions, |it| (it.0 - truth(it)).powi(2)),
        constant: share * (1.0 - share),
        bins: (0..BINS).filter_map(bin).collect(),
    })
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
fn mean(predictions: &[(f64, bool)], value: impl Fn(&(f64, bool)) -> f64) -> f64 {
    predictions.iter().map(value).sum::<f64>() / predictions.len() as f64
}

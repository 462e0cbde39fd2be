//! Whether two conditions of the same problems differ, and how to say so of many at once.

/// The exact two-sided test of `McNemar` (1947, Psychometrika 12): the chance that of `fixed + broken` problems whose result
/// changed so uneven a part or a more uneven one got better, were both equally likely.
///
/// ```
/// use mutagree::evaluation::mcnemar;
/// assert_eq!(mcnemar(0, 0), 1.0);
/// assert_eq!(mcnemar(5, 0), 0.0625);
/// assert_eq!(mcnemar(3, 3), 1.0);
/// ```
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
pub fn mcnemar(fixed: usize, broken: usize) -> f64 {
    let (all, fewer) = (fixed + broken, fixed.min(broken));
    // Each binomial coefficient from the one before it, by its logarithm: 2^-n alone is 0 from n = 1075 on.
    let mut log_term = -(all as f64) * std::f64::consts::LN_2;
    let mut tail = 0.0;
    for place in 0..=fewer {
        tail += log_term.exp();
        log_term += ((all - place) as f64).ln() - ((place + 1) as f64).ln();
    }
    (2.0 * tail).min(1.0)
}

/// The probabilities of several tests such that all of them together are wrong no oftener than one (Holm 1979, Scandinavian
/// Journal of Statistics 6), in the same order.
///
/// ```
/// use mutagree::evaluation::holm;
/// assert_eq!(holm(&[0.01, 0.04, 0.03]), [0.03, 0.06, 0.06]);
/// ```
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
pub fn holm(chances: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..chances.len()).collect();
    order.sort_by(|&one, &other| chances[one].total_cmp(&chances[other]));
    let mut adjusted = vec![0.0; chances.len()];
    let mut highest = 0.0_f64;
    for (rank, place) in order.into_iter().enumerate() {
        let left = (chances.len() - rank) as f64;
        highest = highest.max((chances[place] * left).min(1.0));
        adjusted[place] = highest;
    }
    adjusted
}

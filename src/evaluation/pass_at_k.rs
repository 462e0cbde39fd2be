//! The unbiased estimator of pass@k for plain samples.

/// The chance that at least one of k samples is right, drawn without replacement from n of which c
/// are right: 1 − C(n−c, k) / C(n, k) (Chen et al. 2021, arXiv 2107.03374). It needs k ≤ n.
///
/// ```
/// use mutagree::evaluation::pass_at_k;
/// assert_eq!(pass_at_k(10, 5, 1), 0.5);
/// assert_eq!(pass_at_k(10, 0, 5), 0.0);
/// assert_eq!(pass_at_k(10, 6, 5), 1.0);
/// ```
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
pub fn pass_at_k(n: usize, c: usize, k: usize) -> f64 {
    if n < k + c {
        return 1.0;
    }
    1.0 - ((n - c + 1)..=n)
        .map(|i| 1.0 - k as f64 / i as f64)
        .product::<f64>()
}

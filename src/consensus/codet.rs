//! `CodeT`'s score (Chen et al. 2022, arXiv 2207.10397).

use super::Score;

/// √|Sx| · |Sy| for the candidates Sx and the tests Sy of a set, both with multiplicity.
///
/// ```
/// use mutagree::consensus::{Codet, Score};
/// assert_eq!(Codet::default().score(9, 4), 12.0);
/// assert_eq!(Codet { product: true }.score(9, 4), 36.0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Codet {
    /// Score by |Sx| · |Sy| instead.
    pub product: bool,
}

impl Score for Codet {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
    fn score(&self, candidates: usize, tests: usize) -> f64 {
        let candidates = candidates as f64;
        let support = if self.product {
            candidates
        } else {
            candidates.sqrt()
        };
        support * tests as f64
    }
}

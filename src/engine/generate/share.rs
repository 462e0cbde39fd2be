//! Shares replies with tests out among variants.

/// Shares a number out by weights, by the method of largest remainders (Hamilton): equal weights share evenly.
/// Where no variant has weight, they share evenly too.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "shares are not negative and not above the total"
)]
pub(super) fn by_weight(total: usize, weights: &[f64]) -> Vec<usize> {
    let sum: f64 = weights.iter().sum();
    if sum <= 0.0 && !weights.is_empty() {
        return by_weight(total, &vec![1.0; weights.len()]);
    }
    let exact: Vec<f64> = weights
        .iter()
        .map(|weight| total as f64 * weight / sum)
        .collect();
    let mut shares: Vec<usize> = exact.iter().map(|share| share.floor() as usize).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|&one, &other| exact[other].fract().total_cmp(&exact[one].fract()));
    let left = total.saturating_sub(shares.iter().sum());
    for &place in order.iter().take(left) {
        shares[place] += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::by_weight;

    #[test]
    fn weights_share_out_all_and_equal_weights_share_evenly() {
        assert_eq!(by_weight(4, &[2.0, 1.0, 1.0]), [2, 1, 1]);
        assert_eq!(by_weight(5, &[1.0; 4]), [2, 1, 1, 1]);
        assert_eq!(by_weight(3, &[0.0, 0.0]), [2, 1]);
    }
}

//! pass@k of a ranking, by `CodeT`'s protocol.

use crate::consensus::ConsensusSet;

/// The candidates of one score: how many there are, and how many of them are right, both with
/// multiplicity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// All candidates.
    pub size: usize,
    /// Those that pass the reference tests.
    pub right: usize,
}

/// Merges ranked sets of equal score into groups, best first.
#[must_use]
pub fn groups(sets: &[ConsensusSet], multiplicity: &[usize], right: &[bool]) -> Vec<Group> {
    sets.chunk_by(|a, b| a.score.total_cmp(&b.score).is_eq())
        .map(|tied| {
            let candidates = || tied.iter().flat_map(|set| &set.candidates);
            Group {
                size: candidates().map(|&place| multiplicity[place]).sum(),
                right: candidates()
                    .filter(|&&place| right[place])
                    .map(|&place| multiplicity[place])
                    .sum(),
            }
        })
        .collect()
}

/// The chance that at least one of k candidates is right, where one is drawn at random from each of
/// the best k groups; with fewer groups than k, the draws go round them again, with replacement.
///
/// ```
/// use mutagree::evaluation::{Group, selected_pass_at_k};
/// let groups = [Group { size: 4, right: 1 }, Group { size: 2, right: 1 }];
/// assert_eq!(selected_pass_at_k(&groups, 1), 0.25);
/// assert_eq!(selected_pass_at_k(&groups, 2), 1.0 - 0.75 * 0.5);
/// assert_eq!(selected_pass_at_k(&groups, 3), 1.0 - 0.75 * 0.5 * 0.75);
/// ```
///
/// Where there is no group, nothing is ever right.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
pub fn selected_pass_at_k(groups: &[Group], k: usize) -> f64 {
    let wrong = |group: &Group| 1.0 - group.right as f64 / group.size as f64;
    if groups.is_empty() {
        return 0.0;
    }
    1.0 - groups.iter().cycle().take(k).map(wrong).product::<f64>()
}

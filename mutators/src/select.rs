//! Chooses drafts that differ as much as possible: farthest first.

use crate::compose::Draft;
use crate::offer::Change;

/// How much more it counts how far a draft is on average from those before it than how far it is from the nearest of them,
/// or from the original.
const ON_AVERAGE: usize = 4;

/// A draft that is not chosen yet.
struct Candidate {
    draft: Draft,
    /// How far it is from the original.
    way: usize,
    /// How far it is from the nearest of the original and those that are chosen.
    gap: usize,
    /// How far it is from all that are chosen together.
    apart: usize,
}

impl Candidate {
    fn new(draft: Draft) -> Self {
        let way = draft.changes.iter().map(|change| change.weight).sum();
        Self {
            draft,
            way,
            gap: way,
            apart: 0,
        }
    }

    /// What it is worth beside so many that say sentences in these ways.
    fn worth(&self, chosen: usize, said: u64) -> usize {
        let on_average = self.apart.checked_div(chosen).unwrap_or(self.way);
        let new = usize::from(self.draft.kinds & !said != 0);
        (on_average * ON_AVERAGE + self.gap + self.way) * (1 + new)
    }
}

/// Orders drafts so that each is as far as possible from the original and from those before it.
///
/// Distances are words that are read differently. A draft that says a sentence in a way that none before it does counts
/// double, so that the rare kinds come too. Ties go to the earlier draft. The greedy rule is that for the largest sum of
/// distances, and the nearest counts as well, lest two be nearly one.
pub(crate) fn farthest_first(drafts: Vec<Draft>, count: usize) -> Vec<Draft> {
    let mut left: Vec<Candidate> = drafts.into_iter().map(Candidate::new).collect();
    let mut said = 0;
    let mut chosen: Vec<Draft> = Vec::new();
    while chosen.len() < count && !left.is_empty() {
        let worth = |at: usize| left[at].worth(chosen.len(), said);
        let better = |best, at| if worth(at) > worth(best) { at } else { best };
        let next = left.remove((1..left.len()).fold(0, better)).draft;
        said |= next.kinds;
        for other in &mut left {
            let apart = distance(&other.draft.changes, &next.changes);
            other.gap = other.gap.min(apart);
            other.apart += apart;
        }
        chosen.push(next);
    }
    chosen.extend(left.into_iter().map(|candidate| candidate.draft));
    chosen
}

/// The words that two drafts write differently: what only one changes, and the longer one where both change the same place.
fn distance(one: &[Change], other: &[Change]) -> usize {
    let (mut left, mut right, mut words) = (0, 0, 0);
    let before = |one: &Change, other: &Change| one.end <= other.start && one.start < other.start;
    while let (Some(change), Some(there)) = (one.get(left), other.get(right)) {
        if before(change, there) {
            words += change.weight;
            left += 1;
        } else if before(there, change) {
            words += there.weight;
            right += 1;
        } else {
            if change != there {
                words += change.weight.max(there.weight);
            }
            left += 1;
            right += 1;
        }
    }
    let rest = one[left..].iter().chain(&other[right..]);
    words + rest.map(|change| change.weight).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A draft that changes one word at each of some places.
    fn draft(index: u32, places: &[usize], kinds: u64) -> Draft {
        let changes = places.iter().map(|place| Change {
            start: *place,
            end: place + 1,
            after: 0,
            weight: 1,
        });
        Draft {
            index,
            picks: Vec::new(),
            changes: changes.collect(),
            kinds,
        }
    }

    fn order(drafts: Vec<Draft>) -> Vec<u32> {
        let count = drafts.len();
        let chosen = farthest_first(drafts, count);
        chosen.iter().map(|draft| draft.index).collect()
    }

    #[test]
    fn the_longest_draft_comes_first_and_then_the_one_that_shares_least() {
        let drafts = vec![
            draft(0, &[1, 2], 0),
            draft(1, &[1, 2, 3], 0),
            draft(2, &[4], 0),
            draft(3, &[4, 5], 0),
        ];
        assert_eq!(order(drafts), [1, 3, 0, 2]);
    }

    #[test]
    fn a_kind_of_sentence_that_none_before_has_counts_double() {
        let drafts = vec![
            draft(0, &[1, 2, 3], 1),
            draft(1, &[4, 5, 6], 1),
            draft(2, &[7, 8], 2),
        ];
        assert_eq!(order(drafts), [0, 2, 1]);
    }

    #[test]
    fn two_rewrites_of_one_place_count_once() {
        let change = |after, weight| Change {
            start: 3,
            end: 9,
            after,
            weight,
        };
        assert_eq!(distance(&[change(1, 4)], &[change(2, 3)]), 4);
        assert_eq!(distance(&[change(1, 4)], &[change(1, 4)]), 0);
    }
}

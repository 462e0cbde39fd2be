//! Chooses drafts that differ as much as possible: farthest first.

use crate::compose::Draft;
use crate::offer::Change;

/// How much more it counts that a draft is far from those before it than that it is far from the original.
const APART: usize = 6;

/// Orders drafts so that each is as far as possible from the original and from those before it.
///
/// Distances are words that are read differently. A draft that says a sentence in a way that none before it does counts
/// double, so that the rare kinds come too. Ties go to the earlier draft. The greedy rule is that of Gonzalez (1985) for
/// k-centres.
pub(crate) fn farthest_first(mut drafts: Vec<Draft>, count: usize) -> Vec<Draft> {
    let mut ways: Vec<usize> = drafts
        .iter()
        .map(|draft| draft.changes.iter().map(|change| change.weight).sum())
        .collect();
    let mut gaps = ways.clone();
    let mut said = 0;
    let mut chosen: Vec<Draft> = Vec::new();
    while chosen.len() < count && !drafts.is_empty() {
        let new = |at: usize| usize::from(drafts[at].kinds & !said != 0);
        let worth = |at: usize| (gaps[at] * APART + ways[at]) * (1 + new(at));
        let best = (1..drafts.len()).fold(
            0,
            |best, at| {
                if worth(at) > worth(best) { at } else { best }
            },
        );
        let next = drafts.remove(best);
        gaps.remove(best);
        ways.remove(best);
        said |= next.kinds;
        for (gap, draft) in gaps.iter_mut().zip(&drafts) {
            *gap = distance(&draft.changes, &next.changes, *gap);
        }
        chosen.push(next);
    }
    chosen.extend(drafts);
    chosen
}

/// The words that two drafts write differently, or so many where there are more: what only one changes, and the longer one
/// where both change the same place.
fn distance(one: &[Change], other: &[Change], most: usize) -> usize {
    let (mut left, mut right, mut words) = (0, 0, 0);
    while words < most {
        let before =
            |one: &Change, other: &Change| one.end <= other.start && one.start < other.start;
        match (one.get(left), other.get(right)) {
            (None, None) => return words,
            (Some(change), None) => {
                words += change.weight;
                left += 1;
            }
            (None, Some(change)) => {
                words += change.weight;
                right += 1;
            }
            (Some(one), Some(other)) if before(one, other) => {
                words += one.weight;
                left += 1;
            }
            (Some(one), Some(other)) if before(other, one) => {
                words += other.weight;
                right += 1;
            }
            (Some(one), Some(other)) => {
                if one != other {
                    words += one.weight.max(other.weight);
                }
                left += 1;
                right += 1;
            }
        }
    }
    most
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
        assert_eq!(distance(&[change(1, 4)], &[change(2, 3)], 9), 4);
        assert_eq!(distance(&[change(1, 4)], &[change(1, 4)], 9), 0);
        assert_eq!(distance(&[change(1, 4)], &[change(2, 3)], 3), 3);
    }
}

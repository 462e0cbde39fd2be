//! Chooses drafts that differ as much as possible: farthest first.

use crate::compose::Draft;

/// Orders drafts so that each is as far as possible from those before it.
///
/// The distance is the mean of two Jaccard distances: over the operators and over the edits, which are the
/// tokens in which two variants of one original differ. Ties go to the earlier draft. The greedy rule is
/// that of Gonzalez (1985) for k-centres.
pub(crate) fn farthest_first(mut drafts: Vec<Draft>, count: usize) -> Vec<Draft> {
    if drafts.is_empty() {
        return drafts;
    }
    let mut chosen = vec![drafts.remove(0)];
    let mut gaps: Vec<u32> = drafts
        .iter()
        .map(|draft| distance(draft, &chosen[0]))
        .collect();
    while chosen.len() < count && !drafts.is_empty() {
        let mut best = 0;
        for (at, gap) in gaps.iter().enumerate() {
            if *gap > gaps[best] {
                best = at;
            }
        }
        let next = drafts.remove(best);
        gaps.remove(best);
        for (gap, draft) in gaps.iter_mut().zip(&drafts) {
            *gap = (*gap).min(distance(draft, &next));
        }
        chosen.push(next);
    }
    chosen.extend(drafts);
    chosen
}

/// The distance of two drafts, from 0 to 2000.
fn distance(one: &Draft, other: &Draft) -> u32 {
    let shared = one
        .picks
        .iter()
        .filter(|pick| other.picks.contains(pick))
        .count();
    let operators = |draft: &Draft| {
        draft
            .picks
            .iter()
            .fold(0u64, |set, pick| set | 1 << (pick.operator % 64))
    };
    let (left, right) = (operators(one), operators(other));
    jaccard(shared, one.picks.len() + other.picks.len() - shared)
        + jaccard(
            (left & right).count_ones() as usize,
            (left | right).count_ones() as usize,
        )
}

fn jaccard(shared: usize, all: usize) -> u32 {
    let all = all.max(1);
    u32::try_from(1000 * (all - shared) / all).unwrap_or(1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::Pick;

    fn draft(index: u32, operators: &[usize]) -> Draft {
        let picks = operators
            .iter()
            .map(|operator| Pick {
                operator: *operator,
                site: 0,
                proposal: 0,
            })
            .collect();
        Draft { index, picks }
    }

    #[test]
    fn the_next_draft_is_the_one_that_shares_least() {
        let drafts = vec![
            draft(0, &[1, 2]),
            draft(1, &[1, 2, 3]),
            draft(2, &[4]),
            draft(3, &[1, 4]),
        ];
        let order: Vec<u32> = farthest_first(drafts, 4)
            .iter()
            .map(|draft| draft.index)
            .collect();
        assert_eq!(order, [0, 2, 3, 1]);
    }
}

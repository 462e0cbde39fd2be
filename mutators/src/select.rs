//! Chooses drafts that differ as much as possible: farthest first.

use crate::compose::Draft;

/// Orders drafts so that each is as far as possible from the original and from those before it.
///
/// The distance of two drafts is the number of picks that only one of them has, in words that they change; that to the
/// original is all that a draft changes. Ties go to the earlier draft. The greedy rule is that of Gonzalez (1985) for k-centres.
pub(crate) fn farthest_first(mut drafts: Vec<Draft>, count: usize) -> Vec<Draft> {
    let mut gaps: Vec<usize> = drafts.iter().map(|draft| draft.weight * 100).collect();
    let mut chosen: Vec<Draft> = Vec::new();
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

/// The distance of two drafts: the share of their picks that they do not share, of the words that both change.
fn distance(one: &Draft, other: &Draft) -> usize {
    let shared = one
        .picks
        .iter()
        .filter(|pick| other.picks.contains(pick))
        .count();
    let all = (one.picks.len() + other.picks.len() - shared).max(1);
    (one.weight + other.weight) * 100 * (all - shared) / all
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
        let weight = operators.len();
        Draft {
            index,
            picks,
            weight,
        }
    }

    #[test]
    fn the_heaviest_draft_comes_first_and_then_the_one_that_shares_least() {
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
        assert_eq!(order, [1, 3, 0, 2]);
    }
}

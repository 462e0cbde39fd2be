//! Which candidates can still be in the best set when some tests have not run yet.

use super::sets::by_passes;
use super::{ByExamples, Ranking, Scorer};
use crate::matrix::ExecutionMatrix;

/// Says of each candidate whether it can still be in a best set, once `rest` more tests (with multiplicity) have run
/// on those that are `alive`; nothing for a scorer that gives no such bound, or where examples decide first. A candidate that is not alive cannot.
///
/// Tests only ever split a set, and add no more than `rest` to what it passes: root(|Sx|) · (|Sy| + rest) bounds the
/// score of whatever becomes of it from above, root(|candidate|) · |Sy| from below.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
pub fn can_win(
    matrix: &ExecutionMatrix,
    alive: &[bool],
    rest: u64,
    ranking: Ranking,
) -> Option<Vec<bool>> {
    let has_bounds = has_bounds(ranking, matrix.examples.any());
    let root = root(ranking.scorer).filter(|_| has_bounds)?;
    let weigh = ranking.weigh.unwrap_or(ranking.scorer.usual_weigh());
    let is_alive = |set: &Vec<usize>| alive[set[0]];
    let sets: Vec<Vec<usize>> = by_passes(matrix).into_iter().filter(is_alive).collect();
    let passed = |candidate: usize| matrix.support(&matrix.passes[candidate]) as f64;
    let lowest = |&it: &usize| root(weigh.size(matrix, &[it])) * passed(it);
    let certain = sets.iter().flatten().map(lowest).fold(0.0, f64::max);
    let mut can = vec![false; alive.len()];
    for set in sets {
        let highest = root(weigh.size(matrix, &set)) * (passed(set[0]) + rest as f64);
        for candidate in set {
            can[candidate] = highest >= certain;
        }
    }
    let nothing_passed: Vec<usize> = (0..alive.len())
        .filter(|&it| alive[it] && !matrix.passes[it].any())
        .collect();
    let highest = root(weigh.size(matrix, &nothing_passed)) * rest as f64;
    for candidate in nothing_passed {
        can[candidate] = highest >= certain;
    }
    Some(can)
}

/// Says whether [`can_win`] knows bounds for a ranking: of its scorer, and where no examples decide first.
#[must_use]
pub fn has_bounds(ranking: Ranking, has_examples: bool) -> bool {
    let decides = has_examples && ranking.examples != ByExamples::Off;
    root(ranking.scorer).is_some() && !decides
}

/// What a scorer makes of the number of candidates, where it multiplies that by the number of tests.
fn root(scorer: Scorer) -> Option<fn(f64) -> f64> {
    match scorer {
        Scorer::Codet => Some(f64::sqrt),
        Scorer::CodetProduct => Some(|size| size),
        Scorer::MaxPass => Some(|_| 1.0),
        _ => None,
    }
}

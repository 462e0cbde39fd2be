//! The order of behaviours: the best first, and then again the best without the votes of those before.

use super::overlap::Votes;
use super::sets::Scored;
use crate::matrix::ExecutionMatrix;
use std::cmp::Reverse;
use std::collections::HashSet;

/// How many behaviours are chosen one after the other; the rest follow by the votes that are left.
const DEPTH: usize = 20;

/// Orders behaviours: the first by `first`, higher is better, among those that pass any test, if there are such;
/// the others by votes. A behaviour that differs from
/// an earlier one only on inputs that no test uses comes after all that do not. The score is the reciprocal of
/// the rank.
pub(super) fn peel<T: Ord + Copy>(
    matrix: &ExecutionMatrix,
    votes: Votes<'_>,
    first: &[T],
) -> Vec<Scored> {
    let Votes {
        sets,
        agreement,
        given,
        mut got,
    } = votes;
    let mut left: Vec<usize> = (0..sets.len()).collect();
    let mut order: Vec<Vec<usize>> = Vec::new();
    let mut take = |left: &mut Vec<usize>, best: Vec<usize>, got: &mut Vec<u64>| {
        left.retain(|it| !best.contains(it));
        for &set in &best {
            agreement.withdraw(set, given[set], got);
        }
        order.push(best);
    };
    let passes = |set: usize| matrix.passes[sets[set][0]].any();
    let best = tied(&left, |set| (passes(set), first[set], given[set]));
    take(&mut left, best, &mut got);
    while !left.is_empty() && order_is_short(&left, sets.len()) {
        let best = tied(&left, |set| (got[set], given[set]));
        take(&mut left, best, &mut got);
    }
    left.sort_by_key(|&set| Reverse((got[set], given[set])));
    let rest = left.chunk_by(|&a, &b| (got[a], given[a]) == (got[b], given[b]));
    order.extend(rest.map(<[usize]>::to_vec));
    order.retain(|tied| !tied.is_empty());
    ranked(matrix, sets, order)
}

/// Says whether fewer behaviours were taken than are chosen one after the other.
fn order_is_short(left: &[usize], all: usize) -> bool {
    all - left.len() < DEPTH
}

/// The sets with the highest key.
fn tied<K: Ord>(sets: &[usize], key: impl Fn(usize) -> K) -> Vec<usize> {
    let best = sets.iter().map(|&set| key(set)).max();
    let is_best = |set: &usize| best.as_ref() == Some(&key(*set));
    sets.iter().copied().filter(is_best).collect()
}

/// Gives each behaviour the reciprocal of its rank, those with a new behaviour on the tests first.
fn ranked(matrix: &ExecutionMatrix, sets: Vec<Vec<usize>>, order: Vec<Vec<usize>>) -> Vec<Scored> {
    let on_tests = |set: usize| {
        let candidate = sets[set][0];
        (
            &matrix.passes[candidate],
            matrix.outputs.alike_on_tests(candidate),
        )
    };
    let mut seen = HashSet::new();
    let (mut early, mut late) = (Vec::new(), Vec::new());
    for tied in order {
        let (old, new): (Vec<usize>, Vec<usize>) = tied
            .into_iter()
            .partition(|&set| seen.contains(&on_tests(set)));
        seen.extend(new.iter().map(|&set| on_tests(set)));
        early.push(new);
        late.push(old);
    }
    let mut ranks = vec![0.0; sets.len()];
    let mut rank = 1.0;
    for tied in early.into_iter().chain(late).filter(|it| !it.is_empty()) {
        for set in tied {
            ranks[set] = 1.0 / rank;
        }
        rank += 1.0;
    }
    sets.into_iter().zip(ranks).collect()
}

//! Consensus sets: candidates that belong together, and their order.

use crate::matrix::{Bits, ExecutionMatrix};
use std::collections::HashMap;
use std::hash::Hash;

/// Candidates that belong together: those that pass exactly the same tests, or do the same.
#[derive(Clone, Debug, PartialEq)]
pub struct ConsensusSet {
    /// The candidates, by their place in the matrix, in ascending order.
    pub candidates: Vec<usize>,
    /// The tests that all of them pass, in ascending order.
    pub tests: Vec<usize>,
    /// The score; sets of equal score are tied.
    pub score: f64,
}

/// Candidates in ascending order, and their score.
pub(super) type Scored = (Vec<usize>, f64);

/// Groups candidates by a key, in the order of their first members; one without a key is in no group.
pub(super) fn group<K: Hash + Eq>(
    candidates: impl Iterator<Item = usize>,
    key: impl Fn(usize) -> Option<K>,
) -> Vec<Vec<usize>> {
    let mut places: HashMap<K, usize> = HashMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for candidate in candidates {
        let Some(key) = key(candidate) else { continue };
        let place = *places.entry(key).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(candidate),
            None => groups.push(vec![candidate]),
        }
    }
    groups
}

/// The sets of candidates that pass exactly the same tests, of which there is at least one.
pub(super) fn by_passes(matrix: &ExecutionMatrix) -> Vec<Vec<usize>> {
    group(0..matrix.passes.len(), |candidate| {
        Some(&matrix.passes[candidate]).filter(|row| row.any())
    })
}

/// The sets of candidates that load, pass the same tests and give the same outputs for all calls.
#[must_use]
pub fn by_behaviour(matrix: &ExecutionMatrix) -> Vec<Vec<usize>> {
    group(0..matrix.passes.len(), |candidate| {
        let outputs = &matrix.outputs;
        let loads = outputs.loads(candidate);
        loads.then(|| (&matrix.passes[candidate], outputs.alike(candidate)))
    })
}

/// The sets of candidates that give the same outputs for the calls that tests make.
pub(super) fn by_outputs_of_tests(matrix: &ExecutionMatrix) -> Vec<Vec<usize>> {
    let outputs = &matrix.outputs;
    group(0..matrix.passes.len(), |candidate| {
        outputs
            .loads(candidate)
            .then(|| outputs.alike_on_tests(candidate))
    })
}

/// The best first; ties in the order of their first candidates.
pub(super) fn finish(matrix: &ExecutionMatrix, scored: Vec<Scored>) -> Vec<ConsensusSet> {
    let mut sets: Vec<ConsensusSet> = scored
        .into_iter()
        .map(|(candidates, score)| ConsensusSet {
            tests: common(matrix, &candidates).ones().collect(),
            candidates,
            score,
        })
        .collect();
    sets.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| a.candidates.cmp(&b.candidates))
    });
    sets
}

/// The tests that all candidates of a set pass.
pub(super) fn common(matrix: &ExecutionMatrix, candidates: &[usize]) -> Bits {
    let mut rows = candidates.iter().map(|&it| &matrix.passes[it]);
    let mut common = rows.next().cloned().unwrap_or_default();
    for row in rows {
        common.intersect(row);
    }
    common
}

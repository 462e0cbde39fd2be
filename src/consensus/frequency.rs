//! The variant whose candidates agree most: the measure that mutagree began with.

use super::sets::{Scored, by_passes, group};
use crate::matrix::ExecutionMatrix;
use crate::origin::ORIGINAL;
use std::collections::BTreeMap;

/// Candidates of a variant times tests that they pass, and the set.
type Part = (u64, Vec<usize>);

/// For each variant, Σ over the sets of its candidates that pass the same tests of (share of its candidates) ·
/// (tests passed). The variant with the best sum wins, the original on a tie of all; its sets come first, by their
/// part of the sum. The sets of the other variants follow in the same way.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
pub(super) fn score(matrix: &ExecutionMatrix) -> Vec<Scored> {
    let mut variants: Vec<(f64, &str, Vec<Part>)> = Vec::new();
    for (name, samples) in by_variant(matrix) {
        let all = samples.values().sum::<usize>().max(1) as f64;
        let sets = group(samples.keys().copied(), |candidate| {
            Some(&matrix.passes[candidate]).filter(|row| row.any())
        });
        let parts: Vec<Part> = sets
            .into_iter()
            .map(|set| {
                let written: usize = set.iter().map(|it| samples[it]).sum();
                let tests = matrix.support(&matrix.passes[set[0]]);
                (written as u64 * tests, set)
            })
            .collect();
        let sum = parts.iter().map(|(part, _)| part).sum::<u64>() as f64 / all;
        variants.push((sum, name, parts));
    }
    let key = |sum: f64, name: &str| (sum, name == ORIGINAL);
    variants.sort_by(|a, b| {
        let (first, second) = (key(a.0, a.1), key(b.0, b.1));
        second.0.total_cmp(&first.0).then(second.1.cmp(&first.1))
    });
    let mut seen = vec![false; matrix.passes.len()];
    let mut scored = Vec::new();
    let tied = variants.chunk_by(|a, b| key(a.0, a.1) == key(b.0, b.1));
    for (rank, tied) in tied.enumerate() {
        let best = tied
            .iter()
            .flat_map(|(_, _, parts)| parts)
            .map(|(part, _)| *part)
            .max();
        for (part, set) in tied.iter().flat_map(|(_, _, parts)| parts) {
            let mut set = set.clone();
            set.retain(|&it| !std::mem::replace(&mut seen[it], true));
            if !set.is_empty() {
                let share = *part as f64 / best.unwrap_or(1).max(1) as f64;
                scored.push((set, share - rank as f64));
            }
        }
    }
    scored
}

/// The candidates of each variant with the number of samples; all of one variant where nothing is known.
fn by_variant(matrix: &ExecutionMatrix) -> BTreeMap<&str, BTreeMap<usize, usize>> {
    if matrix.origins.is_empty() {
        let all = by_passes(matrix).concat().into_iter();
        let all = all.map(|it| (it, matrix.candidates[it])).collect();
        return BTreeMap::from([(ORIGINAL, all)]);
    }
    let mut variants: BTreeMap<&str, BTreeMap<usize, usize>> = BTreeMap::new();
    for (candidate, origins) in matrix.origins.iter().enumerate() {
        for (name, count) in origins.iter() {
            variants.entry(name).or_default().insert(candidate, count);
        }
    }
    variants
}

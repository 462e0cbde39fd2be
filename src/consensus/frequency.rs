//! The variant whose candidates agree most: the measure that mutagree began with.

use super::sets::{Scored, by_passes, group};
use crate::matrix::ExecutionMatrix;
use crate::origin::ORIGINAL;
use std::collections::BTreeMap;

/// A set's part of its variant's sum, and the set.
type Part = (f64, Vec<usize>);

/// For each variant, Σ over the sets of its candidates that pass the same tests of (share of its candidates) ·
/// (tests passed). The variant with the best sum wins, the original on a tie of all; its sets come first, by their
/// part of the sum. The sets of the other variants follow in the same way.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
pub(super) fn score(matrix: &ExecutionMatrix) -> Vec<Scored> {
    let mut variants: Vec<(f64, &str, Vec<Part>)> = Vec::new();
    for (name, samples) in by_variant(matrix) {
        let all: usize = samples.values().sum();
        let sets = group(samples.keys().copied(), |candidate| {
            Some(&matrix.passes[candidate]).filter(|row| row.any())
        });
        let parts: Vec<Part> = sets
            .into_iter()
            .map(|set| {
                let written: usize = set.iter().map(|it| samples[it]).sum();
                let tests = matrix.support(&matrix.passes[set[0]]);
                (written as f64 * tests as f64 / all as f64, set)
            })
            .collect();
        let sum = parts.iter().map(|(part, _)| part).sum();
        variants.push((sum, name, parts));
    }
    variants.sort_by(|a, b| {
        b.0.total_cmp(&a.0)
            .then_with(|| (b.1 == ORIGINAL).cmp(&(a.1 == ORIGINAL)))
    });
    let mut seen = vec![false; matrix.passes.len()];
    let mut scored = Vec::new();
    for (rank, (_, _, mut parts)) in variants.into_iter().enumerate() {
        parts.sort_by(|a, b| b.0.total_cmp(&a.0));
        let best = parts.first().map_or(1.0, |(part, _)| *part);
        for (part, mut set) in parts {
            set.retain(|&it| !std::mem::replace(&mut seen[it], true));
            if !set.is_empty() {
                scored.push((set, part / best - rank as f64));
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

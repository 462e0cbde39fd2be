//! What is done around a scorer; each layer is a switch.

use super::sets::{Scored, group};
use crate::matrix::{ExecutionMatrix, Outputs};

/// The layers that are on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layers {
    /// Where no candidate passes any test, the most common behaviour decides.
    pub fallback: bool,
    /// Within each set, the largest behaviour comes first.
    pub tie_break: bool,
}

/// Ranks behaviours by the number of distinct candidates; those that give no value, or always the same, come
/// after all others.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
pub(super) fn fallback(matrix: &ExecutionMatrix) -> Vec<Scored> {
    let sets = super::sets::by_behaviour(matrix);
    let score = |set: Vec<usize>| {
        let row = matrix.outputs.row(set[0]);
        let rank = match row {
            [] => 2.0,
            _ if !row.iter().any(|&it| Outputs::is_value(it)) => 0.0,
            _ if matrix.outputs.is_constant(set[0]) => 1.0,
            _ => 2.0,
        };
        let size = set.len() as f64;
        (set, rank * 1e9 + size)
    };
    sets.into_iter().map(score).collect()
}

/// Splits each set into behaviours, the one with most distinct candidates first, and leaves the order of the sets.
/// The scores become reciprocal ranks.
pub(super) fn break_ties(matrix: &ExecutionMatrix, scored: Vec<Scored>) -> Vec<Scored> {
    let split = |(set, score): Scored| {
        let parts = group(set.into_iter(), |candidate| {
            Some((
                matrix.outputs.loads(candidate),
                matrix.outputs.alike(candidate),
            ))
        });
        parts.into_iter().map(move |part| (score, part.len(), part))
    };
    let mut parts: Vec<(f64, usize, Vec<usize>)> = scored.into_iter().flat_map(split).collect();
    parts.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    let mut ranked = Vec::with_capacity(parts.len());
    let mut rank = 0.0;
    for tied in parts.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq() && a.1 == b.1) {
        rank += 1.0;
        ranked.extend(tied.iter().map(|(_, _, part)| (part.clone(), 1.0 / rank)));
    }
    ranked
}

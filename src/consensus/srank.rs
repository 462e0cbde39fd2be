//! `SRank` (To et al. 2023, arXiv 2311.03366): clusters that overlap with large clusters.

use super::agreement::Agreement;
use super::sets::{Scored, by_outputs_of_tests, common};
use super::weigh::{UNIT, Weigh};
use crate::matrix::ExecutionMatrix;

/// Σ over clusters j of overlap(i, j) · |j| · tests passed by j, where clusters are candidates with the same
/// outputs for the calls that tests make, and overlap is the share of calls for which two give the same value.
#[expect(clippy::cast_precision_loss, reason = "sums are far below 2⁵²")]
pub(super) fn score(matrix: &ExecutionMatrix, weigh: Weigh) -> Vec<Scored> {
    let outputs = &matrix.outputs;
    let clusters = by_outputs_of_tests(matrix);
    let values: Vec<u64> = clusters
        .iter()
        .map(|cluster| weigh.units(matrix, cluster) * matrix.support(&common(matrix, cluster)))
        .collect();
    let rows = clusters.iter().map(|cluster| outputs.of_tests(cluster[0]));
    let agreement = Agreement::new(rows.collect(), outputs);
    let calls = agreement.width().max(1) as f64;
    let sums = agreement.votes(&values);
    let scored = clusters.into_iter().zip(sums);
    scored
        .map(|(cluster, score)| (cluster, score as f64 / UNIT / calls))
        .collect()
}

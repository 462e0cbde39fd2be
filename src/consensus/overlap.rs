//! Overlap, ours: `SRank` (arXiv 2311.03366) with added inputs, smoothed passes, and votes that a set which was
//! chosen takes with it.

use super::agreement::Agreement;
use super::peel::peel;
use super::sets::{Scored, by_behaviour};
use super::weigh::Weigh;
use crate::matrix::ExecutionMatrix;

/// Behaviours and the votes for each: the candidates that do the same on every test and every call, and
/// Σ over behaviours j of calls in common · |j| · (1 + tests passed by j).
pub(super) struct Votes<'a> {
    pub(super) sets: Vec<Vec<usize>>,
    pub(super) agreement: Agreement<'a>,
    /// What each behaviour gives to those that agree with it.
    pub(super) given: Vec<u64>,
    /// What each behaviour gets.
    pub(super) got: Vec<u64>,
}

impl<'a> Votes<'a> {
    pub(super) fn count(matrix: &'a ExecutionMatrix, weigh: Weigh) -> Self {
        let sets = by_behaviour(matrix);
        let given: Vec<u64> = sets
            .iter()
            .map(|set| weigh.units(matrix, set) * (1 + matrix.support(&matrix.passes[set[0]])))
            .collect();
        let rows = sets.iter().map(|set| matrix.outputs.row(set[0]));
        let agreement = Agreement::new(rows.collect(), &matrix.outputs);
        let got = agreement.votes(&given);
        Self {
            sets,
            agreement,
            given,
            got,
        }
    }
}

/// Ranks behaviours by their votes; each that is chosen takes its own votes with it, since what follows matters
/// only where it is wrong.
pub(super) fn score(matrix: &ExecutionMatrix, weigh: Weigh) -> Vec<Scored> {
    let votes = Votes::count(matrix, weigh);
    let first = votes.got.clone();
    peel(matrix, votes, &first)
}

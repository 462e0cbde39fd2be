//! How far sets of candidates agree with each other: for how many calls they give the same value.

use crate::matrix::Outputs;
use std::collections::HashMap;

/// The outputs of sets, one row each.
pub(super) struct Agreement<'a> {
    rows: Vec<&'a [u32]>,
}

impl<'a> Agreement<'a> {
    pub(super) fn new(rows: Vec<&'a [u32]>) -> Self {
        Self { rows }
    }

    /// The number of calls.
    pub(super) fn width(&self) -> usize {
        self.rows.first().map_or(0, |row| row.len())
    }

    /// For each set, the sum over all sets of votes times the calls for which the two give the same value. Where
    /// there are no calls every two sets agree once.
    pub(super) fn votes(&self, votes: &[u64]) -> Vec<u64> {
        let mut sums = vec![0_u64; self.rows.len()];
        if self.width() == 0 {
            return vec![votes.iter().sum(); self.rows.len()];
        }
        let mut heard: HashMap<u32, u64> = HashMap::new();
        for call in 0..self.width() {
            heard.clear();
            for (row, vote) in self.rows.iter().zip(votes) {
                *heard.entry(row[call]).or_default() += vote;
            }
            for (row, sum) in self.rows.iter().zip(&mut sums) {
                if Outputs::is_value(row[call]) {
                    *sum += heard[&row[call]];
                }
            }
        }
        sums
    }

    /// Takes the votes of one set back from the sums.
    pub(super) fn withdraw(&self, set: usize, votes: u64, sums: &mut [u64]) {
        for (row, sum) in self.rows.iter().zip(sums) {
            *sum -= votes * self.calls_in_common(row, self.rows[set]);
        }
    }

    /// The calls for which two rows have the same value.
    fn calls_in_common(&self, row: &[u32], other: &[u32]) -> u64 {
        if self.width() == 0 {
            return 1;
        }
        let same = row.iter().zip(other).map(|(&a, &b)| u32::from(a == b) & (!a >> 31));
        u64::from(same.sum::<u32>())
    }
}

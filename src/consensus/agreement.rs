//! How far sets of candidates agree with each other: for how many calls they give the same value.

use crate::matrix::Outputs;

/// The outputs of sets, one row each.
pub(super) struct Agreement<'a> {
    rows: Vec<&'a [u32]>,
    /// How many outputs of calls there are.
    distinct: usize,
}

impl<'a> Agreement<'a> {
    pub(super) fn new(rows: Vec<&'a [u32]>, outputs: &Outputs) -> Self {
        Self {
            rows,
            distinct: outputs.distinct(),
        }
    }

    /// The number of calls.
    pub(super) fn width(&self) -> usize {
        self.rows.first().map_or(0, |row| row.len())
    }

    /// For each set, the sum over all sets of votes times the calls for which the two give the same value. Where
    /// there are no calls every two sets agree once.
    pub(super) fn votes(&self, votes: &[u64]) -> Vec<u64> {
        if self.width() == 0 {
            return vec![votes.iter().sum(); self.rows.len()];
        }
        let values = |row: &'a [u32]| row.iter().copied().filter(|&it| Outputs::is_value(it));
        let mut heard = vec![0_u64; self.distinct];
        for (row, vote) in self.rows.iter().zip(votes) {
            values(row).for_each(|output| heard[Outputs::place(output)] += vote);
        }
        let sum = |row: &&'a [u32]| values(row).map(|it| heard[Outputs::place(it)]).sum();
        self.rows.iter().map(sum).collect()
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
        let same = row
            .iter()
            .zip(other)
            .map(|(&a, &b)| u32::from(a == b) & (!a >> 31));
        u64::from(same.sum::<u32>())
    }
}

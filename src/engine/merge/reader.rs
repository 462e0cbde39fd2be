//! A file of a shard, whose rows stand where the whole run has them.

use super::problems::Problems;
use crate::engine::rows::Rows;
use crate::input::Purpose;
use crate::store::StoreError;
use std::path::Path;

/// Where a row stands in the whole file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// What it was asked for, where the file is in the order of that first.
    pub(super) phase: u8,
    /// The place of its problem.
    pub(super) place: usize,
}

/// A file of a shard, at one of its rows.
pub(super) struct Reader {
    rows: Rows,
    shard: usize,
    phase: fn(Option<Purpose>) -> u8,
    /// The problem of the row before and its place: rows of a problem mostly come together.
    last: Option<(String, usize)>,
    key: Option<Key>,
}

impl Reader {
    /// Opens a file at its first row.
    pub(super) fn open(
        path: &Path,
        shard: usize,
        phase: fn(Option<Purpose>) -> u8,
        problems: &Problems,
    ) -> Result<Self, StoreError> {
        let mut reader = Self {
            rows: Rows::open(path)?,
            shard,
            phase,
            last: None,
            key: None,
        };
        reader.advance(problems)?;
        Ok(reader)
    }

    /// Where the row belongs; nothing after the last.
    pub(super) fn key(&self) -> Option<Key> {
        self.key
    }

    /// The row, with the end of its line.
    pub(super) fn row(&self) -> &[u8] {
        self.rows.row()
    }

    /// Goes on to the next row.
    pub(super) fn advance(&mut self, problems: &Problems) -> Result<(), StoreError> {
        if !self.rows.advance()? {
            self.key = None;
            return Ok(());
        }
        let named = self.rows.named()?;
        let phase = (self.phase)(named.purpose);
        let place = match &self.last {
            Some((name, place)) if *name == named.task_id => *place,
            _ => {
                let place = problems.places.get(&*named.task_id).copied();
                let own = place.filter(|&place| problems.owners[place] == self.shard);
                let place = own.ok_or_else(|| {
                    let name = &named.task_id;
                    self.broken(format!("`{name}` is not among the problems of the shard"))
                })?;
                self.last = Some((named.task_id.into_owned(), place));
                place
            }
        };
        self.key = Some(Key { phase, place });
        Ok(())
    }

    /// An error where there are rows that belonged elsewhere.
    pub(super) fn check_end(&self) -> Result<(), StoreError> {
        match (self.key, &self.last) {
            (Some(_), Some((name, _))) => Err(self.broken(format!(
                "a row of `{name}` is out of the order of the problems"
            ))),
            _ => Ok(()),
        }
    }

    /// An error about the row.
    pub(super) fn broken(&self, detail: String) -> StoreError {
        self.rows.broken(detail)
    }
}

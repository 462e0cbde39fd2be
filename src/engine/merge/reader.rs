//! The rows of one file of a shard, each with the problem that it is of.

use super::rows::Problems;
use crate::input::Purpose;
use crate::store::StoreError;
use serde::Deserialize;
use std::borrow::Cow;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;

/// What is read of a file at a time.
const READ: usize = 1 << 16;

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
    path: PathBuf,
    file: BufReader<File>,
    shard: usize,
    phase: fn(Option<Purpose>) -> u8,
    /// The row, with the end of its line.
    row: Vec<u8>,
    line: usize,
    /// The problem of the row before, whose rows mostly come together.
    last: (String, usize),
    key: Option<Key>,
}

/// What of a row says where it belongs.
#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    task_id: Cow<'a, str>,
    #[serde(default)]
    purpose: Option<Purpose>,
}

impl Reader {
    /// Opens a file at its first row.
    pub(super) fn open(
        path: PathBuf,
        shard: usize,
        phase: fn(Option<Purpose>) -> u8,
        problems: &Problems,
    ) -> Result<Self, StoreError> {
        let mut reader = Self::closed(path, shard, phase)?;
        reader.advance(problems)?;
        Ok(reader)
    }

    /// Gives the name of each problem of a file of problems with its place; `take` says whether it is new.
    pub(super) fn names(
        path: PathBuf,
        places: &[usize],
        mut take: impl FnMut(usize, &str) -> bool,
    ) -> Result<(), StoreError> {
        let mut reader = Self::closed(path, 0, |_| 0)?;
        let mut places = places.iter();
        while reader.read()? {
            let named = reader.named()?;
            let is_new = places
                .next()
                .is_some_and(|&place| take(place, &named.task_id));
            if !is_new {
                let detail = format!("`{}` is there twice, or a problem too many", named.task_id);
                return Err(reader.broken(detail));
            }
        }
        match places.len() {
            0 => Ok(()),
            more => Err(reader.broken(format!("{more} problems are missing after this line"))),
        }
    }

    fn closed(
        path: PathBuf,
        shard: usize,
        phase: fn(Option<Purpose>) -> u8,
    ) -> Result<Self, StoreError> {
        let file = File::open(&path).map_err(StoreError::io("read", &path))?;
        Ok(Self {
            path,
            file: BufReader::with_capacity(READ, file),
            shard,
            phase,
            row: Vec::new(),
            line: 0,
            last: (String::new(), usize::MAX),
            key: None,
        })
    }

    /// Where the row belongs; nothing after the last.
    pub(super) fn key(&self) -> Option<Key> {
        self.key
    }

    /// The row, with the end of its line.
    pub(super) fn row(&self) -> &[u8] {
        &self.row
    }

    /// Goes on to the next row.
    pub(super) fn advance(&mut self, problems: &Problems) -> Result<(), StoreError> {
        if !self.read()? {
            self.key = None;
            return Ok(());
        }
        let named = self.named()?;
        let phase = (self.phase)(named.purpose);
        if self.last.1 == usize::MAX || named.task_id != self.last.0.as_str() {
            let place = problems.places.get(&*named.task_id).copied();
            let own = place.filter(|&place| problems.owners[place] == self.shard);
            let own = own.ok_or_else(|| {
                self.broken(format!(
                    "`{}` is not among the problems of the shard",
                    named.task_id
                ))
            })?;
            self.last = (named.task_id.into_owned(), own);
        }
        self.key = Some(Key {
            phase,
            place: self.last.1,
        });
        Ok(())
    }

    /// An error where there are rows that belonged elsewhere.
    pub(super) fn check_end(&self) -> Result<(), StoreError> {
        match self.key {
            Some(_) => Err(self.broken(format!(
                "a row of `{}` is out of the order of the problems",
                self.last.0
            ))),
            None => Ok(()),
        }
    }

    /// An error about the row.
    pub(super) fn broken(&self, detail: String) -> StoreError {
        StoreError::Broken {
            path: self.path.clone(),
            line: self.line,
            detail,
        }
    }

    /// Reads a line, and says whether there was one.
    fn read(&mut self) -> Result<bool, StoreError> {
        self.row.clear();
        let read = self.file.read_until(b'\n', &mut self.row);
        if read.map_err(StoreError::io("read", &self.path))? == 0 {
            return Ok(false);
        }
        self.line += 1;
        if self.row.last() != Some(&b'\n') {
            return Err(self.broken("the line has no end".to_owned()));
        }
        Ok(true)
    }

    fn named(&self) -> Result<Named<'_>, StoreError> {
        serde_json::from_slice(&self.row).map_err(|error| self.broken(error.to_string()))
    }
}

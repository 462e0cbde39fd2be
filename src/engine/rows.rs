//! The rows of a file of a run as they are, each with the problem that it is of.

use crate::input::Purpose;
use crate::store::StoreError;
use serde::Deserialize;
use std::borrow::Cow;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// What is read of a file at a time.
const READ: usize = 1 << 16;

/// A file with a row a line, at one of them.
pub(super) struct Rows {
    path: PathBuf,
    file: BufReader<File>,
    row: Vec<u8>,
    line: usize,
}

/// What of a row says where it belongs.
#[derive(Deserialize)]
pub(super) struct Named<'a> {
    /// Its problem.
    #[serde(borrow)]
    pub(super) task_id: Cow<'a, str>,
    /// Of a reply: what it was asked for.
    #[serde(default)]
    pub(super) purpose: Option<Purpose>,
}

impl Rows {
    /// Opens a file before its first row.
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        let file = File::open(path).map_err(StoreError::io("read", path))?;
        Ok(Self {
            path: path.to_owned(),
            file: BufReader::with_capacity(READ, file),
            row: Vec::new(),
            line: 0,
        })
    }

    /// Goes on to the next row, and says whether there is one.
    pub(super) fn advance(&mut self) -> Result<bool, StoreError> {
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

    /// The row, with the end of its line.
    pub(super) fn row(&self) -> &[u8] {
        &self.row
    }

    /// Where the row belongs.
    pub(super) fn named(&self) -> Result<Named<'_>, StoreError> {
        serde_json::from_slice(&self.row).map_err(|error| self.broken(error.to_string()))
    }

    /// An error about the row.
    pub(super) fn broken(&self, detail: String) -> StoreError {
        StoreError::Broken {
            path: self.path.clone(),
            line: self.line,
            detail,
        }
    }
}

//! `shard.json`: how far a shard of a run is. Its other files look alike before and after the last touch.

use super::{Run, StoreError, write_whole};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// The file in the run directory of a shard.
pub(super) const DONE: &str = "shard.json";

/// What of a shard is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Done {
    /// A model was asked for everything.
    Generated,
    /// All candidates ran.
    Executed,
}

#[derive(Serialize, Deserialize)]
struct DoneRow {
    done: Done,
}

impl Run {
    /// Keeps how far the run is, where it is a shard.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn set_done(&self, done: Done) -> Result<(), StoreError> {
        if self.config().shard.is_none() || self.done()? >= Some(done) {
            return Ok(());
        }
        write_whole(&self.path(DONE), |writer| {
            serde_json::to_writer(&mut *writer, &DoneRow { done })?;
            writer.write_all(b"\n")
        })
    }

    /// How far the run is, where it is a shard of which something is done.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn done(&self) -> Result<Option<Done>, StoreError> {
        read_done(self.folder())
    }
}

/// How far the run in a folder is.
pub(super) fn read_done(folder: &Path) -> Result<Option<Done>, StoreError> {
    let path = folder.join(DONE);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::io("read", &path)(error)),
    };
    let row = serde_json::from_str(&text).map(|row: DoneRow| Some(row.done));
    row.map_err(|error| StoreError::Broken {
        path,
        line: error.line(),
        detail: error.to_string(),
    })
}

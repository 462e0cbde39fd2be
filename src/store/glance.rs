//! What can be said of a run without taking it: other processes may work on it meanwhile.

use super::done::read_done;
use super::run::read_config;
use super::{Done, RunConfig, StoreError};
use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A run, as it is at the moment.
#[derive(Clone, Debug)]
pub struct Glance {
    /// The folder.
    pub folder: PathBuf,
    /// What it was begun with.
    pub config: RunConfig,
    /// How far it is, where it is a shard of which something is done.
    pub done: Option<Done>,
}

impl Glance {
    /// Looks at the run in a folder; gives nothing where there is none.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn at(folder: &Path) -> Result<Option<Self>, StoreError> {
        let Some(config) = read_config(folder)? else {
            return Ok(None);
        };
        Ok(Some(Self {
            folder: folder.to_owned(),
            config,
            done: read_done(folder)?,
        }))
    }

    /// Keeps others from working on the run as long as what is given lives; any number may do so at a time. A folder that
    /// nobody ever worked in, or that cannot be locked, such as one that was copied, gives nothing.
    ///
    /// # Errors
    /// Where somebody works on it.
    pub fn hold(&self) -> Result<Option<File>, StoreError> {
        let path = self.folder.join("run.lock");
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(StoreError::io("read", &path)(error)),
        };
        match file.try_lock_shared() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse {
                path: self.folder.clone(),
            }),
            Err(TryLockError::Error(_)) => Ok(None),
        }
    }
}

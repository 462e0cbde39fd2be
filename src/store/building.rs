//! A run directory whose files come from elsewhere, and `run.json` last: without it, it is no run.

use super::run::{lock, read_config, write_config};
use super::{Missing, RunConfig, StoreError};
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A run that is being put together.
pub struct Building {
    folder: PathBuf,
    begun: Option<RunConfig>,
    _lock: File,
}

impl Building {
    /// Takes a folder for a run that will have some files.
    ///
    /// # Errors
    /// Where it cannot be written, is in use, or holds such files of somebody who made no run of them.
    pub fn begin(folder: &Path, names: &[&str]) -> Result<Self, StoreError> {
        if !folder.join("run.lock").exists() {
            let mut files = names.iter().map(|name| folder.join(name));
            if let Some(file) = files.find(|file| file.exists()) {
                let path = folder.to_owned();
                return Err(StoreError::Occupied { path, file });
            }
        }
        fs::create_dir_all(folder).map_err(StoreError::io("make the folder", folder))?;
        let lock = lock(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            begun: read_config(folder)?,
            _lock: lock,
        })
    }

    /// What the run in the folder was begun with, where there is one.
    #[must_use]
    pub fn begun(&self) -> Option<&RunConfig> {
        self.begun.as_ref()
    }

    /// A file of the run.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Removes what an earlier process left that did not come to its end: files of runs, and what it was writing.
    ///
    /// # Errors
    /// Where the folder cannot be read, or a file not be removed.
    pub fn clear(&self, names: &[&str]) -> Result<(), StoreError> {
        let read = StoreError::io("read", &self.folder);
        let entries = fs::read_dir(&self.folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        for entry in entries.map_err(read)? {
            let name = entry.file_name();
            let is_torn = name
                .to_str()
                .is_some_and(|it| it.starts_with(super::whole::WRITING));
            if is_torn || names.iter().any(|it| name == *it) {
                remove(&entry.path())?;
            }
        }
        Ok(())
    }

    /// Keeps which replies its candidates and tests were made without.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn set_missing(&self, missing: Option<&Missing>) -> Result<(), StoreError> {
        missing.map_or(Ok(()), |it| it.write(&self.folder))
    }

    /// Makes it a run.
    ///
    /// # Errors
    /// Where `run.json` cannot be written.
    pub fn finish(self, config: &RunConfig) -> Result<(), StoreError> {
        write_config(&self.folder, config)
    }
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(StoreError::io("remove", path)(error))
        }
        _ => Ok(()),
    }
}

//! One run directory, locked by the process that works on it.

use super::{FORMAT_VERSION, RunConfig, StoreError};
use crate::shard::Part;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A run directory.
pub struct Run {
    folder: PathBuf,
    config: RunConfig,
    /// What was added since the run was opened.
    added: Mutex<Added>,
    _lock: File,
}

/// What is known only while a run is executed.
struct Added {
    /// The environments that problems run in.
    environments: BTreeMap<String, String>,
    /// Those that a shard could choose from.
    built: Option<Vec<String>>,
}

impl Run {
    /// Begins a run, or continues the one that was begun with the same configuration.
    ///
    /// # Errors
    /// Where the folder cannot be written, is in use, or was begun with something else.
    pub fn begin(folder: &Path, config: RunConfig) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(StoreError::io("make the folder", folder))?;
        let lock = lock(folder)?;
        let is_untouched = is_untouched(folder);
        let begun = read_config(folder)?;
        let different = begun.as_ref().and_then(|it| it.difference(&config));
        let config = match (begun, different) {
            (Some(begun), None) => RunConfig {
                environments: begun.environments,
                shard: begun.shard,
                ..config
            },
            (Some(_), Some(what)) if !is_untouched => {
                return Err(StoreError::Other {
                    path: folder.to_owned(),
                    what,
                });
            }
            _ => config,
        };
        if is_untouched {
            write_config(folder, &config)?;
        }
        Ok(Self::locked(folder, config, lock))
    }

    fn locked(folder: &Path, config: RunConfig, lock: File) -> Self {
        Self {
            folder: folder.to_owned(),
            added: Mutex::new(Added {
                environments: config.environments.clone(),
                built: config.shard.as_ref().and_then(|it| it.built.clone()),
            }),
            config,
            _lock: lock,
        }
    }

    /// Opens the run in a folder where it has its candidates and tests already.
    ///
    /// # Errors
    /// Where the run cannot be read, is in use, or was begun with something else.
    pub fn resume(folder: &Path, config: &RunConfig) -> Result<Option<Self>, StoreError> {
        if !folder.join("tests.jsonl").exists() {
            return Ok(None);
        }
        Self::begin(folder, config.clone()).map(Some)
    }

    /// Opens a run that was begun.
    ///
    /// # Errors
    /// Where the folder holds no run, cannot be read, or is in use.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let config = read_config(folder)?.ok_or_else(|| StoreError::Missing {
            path: folder.to_owned(),
            what: "run (there is no `run.json`)",
            hint: "make one with `mutagree generate`, `mutagree execute` or `mutagree boost`",
        })?;
        let lock = lock(folder)?;
        Ok(Self::locked(folder, config, lock))
    }

    /// Takes an environment that problems run in into `run.json`, by the word that names it.
    ///
    /// # Errors
    /// Where the run has it with another digest, or cannot be written.
    pub fn admit(&self, name: &str, digest: &str) -> Result<(), StoreError> {
        let mut added = self.added.lock().unwrap_or_else(PoisonError::into_inner);
        match added.environments.get(name) {
            Some(known) if known == digest => Ok(()),
            Some(_) => Err(self.other(format!("environment `{name}`"))),
            None => {
                added
                    .environments
                    .insert(name.to_owned(), digest.to_owned());
                self.write_added(&added)
            }
        }
    }

    /// Takes the environments that what is imported could choose from into `run.json`, of a shard: with others its problems
    /// might run elsewhere than in the other shards.
    ///
    /// # Errors
    /// Where there were others before, or it cannot be written.
    pub fn offer(&self, built: Vec<String>) -> Result<(), StoreError> {
        let mut added = self.added.lock().unwrap_or_else(PoisonError::into_inner);
        match &added.built {
            _ if self.config.shard.is_none() => Ok(()),
            Some(known) if *known == built => Ok(()),
            Some(_) => Err(self.other("set of environments to choose from".to_owned())),
            None => {
                added.built = Some(built);
                self.write_added(&added)
            }
        }
    }

    fn write_added(&self, added: &Added) -> Result<(), StoreError> {
        let shard = self.config.shard.clone();
        let config = RunConfig {
            environments: added.environments.clone(),
            shard: shard.map(|part| Part {
                built: added.built.clone(),
                ..part
            }),
            ..self.config.clone()
        };
        write_config(&self.folder, &config)
    }

    fn other(&self, what: String) -> StoreError {
        StoreError::Other {
            path: self.folder.clone(),
            what,
        }
    }

    /// What the run was begun with.
    #[must_use]
    pub fn config(&self) -> &RunConfig {
        &self.config
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A file of the run.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A file that an earlier stage of the run must have made.
    ///
    /// # Errors
    /// Where it is not there.
    pub fn made(
        &self,
        name: &str,
        what: &'static str,
        hint: &'static str,
    ) -> Result<PathBuf, StoreError> {
        let path = self.path(name);
        if path.exists() {
            return Ok(path);
        }
        Err(StoreError::Missing {
            path: self.folder.clone(),
            what,
            hint,
        })
    }
}

/// Says whether a run was begun and nothing came of it, as where the model's name was wrong.
fn is_untouched(folder: &Path) -> bool {
    let is_empty = |name| fs::metadata(folder.join(name)).map_or(true, |file| file.len() == 0);
    ["replies.jsonl", "candidates.jsonl", "tests.jsonl"]
        .into_iter()
        .all(is_empty)
}

pub(super) fn lock(folder: &Path) -> Result<File, StoreError> {
    let path = folder.join("run.lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(StoreError::io("write", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse {
            path: folder.to_owned(),
        }),
        Err(TryLockError::Error(error)) => Err(StoreError::io("lock", &path)(error)),
    }
}

pub(super) fn read_config(folder: &Path) -> Result<Option<RunConfig>, StoreError> {
    let path = folder.join("run.json");
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::io("read", &path)(error)),
    };
    let broken = |error: serde_json::Error| StoreError::Broken {
        path: path.clone(),
        line: error.line(),
        detail: error.to_string(),
    };
    // The version first: what else a newer one holds is not known here.
    let Version { format_version } = serde_json::from_str(&text).map_err(broken)?;
    if format_version > FORMAT_VERSION {
        return Err(StoreError::Newer {
            path,
            found: format_version,
        });
    }
    serde_json::from_str(&text).map(Some).map_err(broken)
}

#[derive(Deserialize)]
struct Version {
    format_version: u32,
}

pub(super) fn write_config(folder: &Path, config: &RunConfig) -> Result<(), StoreError> {
    let path = folder.join("run.json");
    super::write_whole(&path, |writer| {
        serde_json::to_writer_pretty(&mut *writer, config)?;
        writer.write_all(b"\n")
    })
}

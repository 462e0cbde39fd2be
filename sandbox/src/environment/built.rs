//! What is known of an environment that was built, and where that is kept.

use super::EnvironmentError;
use crate::component::{verified, write_with_digest};
use crate::engines::EngineKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// An environment as it was built for an engine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Built {
    /// Its name.
    pub environment: String,
    /// The word of the engine that it was built for.
    pub engine: String,
    /// The image's name, or the folder for bubblewrap.
    pub image: String,
    /// SHA-256 of what is in it: Python, packages, files of modules, variables. The same on every engine that has the same.
    pub digest: String,
    /// The version of its Python.
    pub python: String,
    /// The processor's architecture, as Python names it.
    pub machine: String,
    /// The modules that were imported, with their versions where they have one.
    pub modules: BTreeMap<String, String>,
    /// About what it takes on the disk.
    pub bytes: u64,
}

impl Built {
    /// Reads what was kept of an engine's; none where nothing is whole.
    pub(super) fn read(folder: &Path, engine: EngineKind) -> Option<Self> {
        let path = path(folder, engine);
        verified(&path)?;
        serde_json::from_slice(&fs::read(path).ok()?).ok()
    }

    /// Keeps it.
    pub(super) fn write(&self, folder: &Path, engine: EngineKind) -> Result<(), EnvironmentError> {
        let path = path(folder, engine);
        let text = serde_json::to_vec_pretty(self)
            .map_err(|error| EnvironmentError::file("write", &path, error.into()))?;
        write_with_digest(&path, &text)?;
        Ok(())
    }

    /// Forgets it.
    pub(super) fn forget(folder: &Path, engine: EngineKind) {
        let _ = fs::remove_file(path(folder, engine));
    }
}

fn path(folder: &Path, engine: EngineKind) -> PathBuf {
    folder.join(format!("{}.json", engine.name()))
}

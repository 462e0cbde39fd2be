//! The cache folder: finds the component there, or builds it, one process at a time.

use super::build::{self, CORRECTIONS, SOURCES};
use super::leftovers::{BUILD, clear, clear_if_free};
use super::{InstallStep, sha256, verified, write_with_digest};
use crate::SandboxError;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// A component's file, its digest, and where its machine code is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    /// The WebAssembly file.
    pub path: PathBuf,
    /// Its SHA-256. It identifies the environment that candidates run in.
    pub digest: String,
    /// The folder for machine code that was compiled from it.
    pub compiled: PathBuf,
}

/// Where components are kept, and the Python interpreter that builds one.
#[derive(Clone, Debug)]
pub struct ComponentStore {
    folder: PathBuf,
    python: String,
}

impl ComponentStore {
    /// Makes a store in a folder, which need not exist yet.
    #[must_use]
    pub fn new(folder: PathBuf, python: String) -> Self {
        Self { folder, python }
    }

    /// The folder that holds everything.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Gives the component that this version of the guest needs; builds it where it is missing,
    /// corrupt or of another version. Processes that come at the same time wait for one another.
    ///
    /// # Errors
    /// Where the folder cannot be written, or there is no Python or package index to build with.
    pub fn component(&self, progress: &dyn Fn(InstallStep)) -> Result<Component, SandboxError> {
        let lock_path = self.folder.join("install.lock");
        if let Some(component) = self.installed() {
            clear_if_free(&self.folder, &lock_path);
            return Ok(component);
        }
        let _lock = lock(&lock_path, progress)?;
        clear(&self.folder);
        if let Some(component) = self.installed() {
            return Ok(component);
        }
        let folder = tempfile::Builder::new()
            .prefix(BUILD)
            .tempdir_in(&self.folder)
            .map_err(|source| SandboxError::Cache {
                action: "make a folder in",
                path: self.folder.clone(),
                source,
            })?;
        let bytes = build::build(&self.python, folder.path(), progress)?;
        let path = self.component_path();
        let digest = write_with_digest(&path, &bytes)?;
        Ok(self.describe(path, digest))
    }

    /// Gives the component where it is there and whole.
    #[must_use]
    pub fn installed(&self) -> Option<Component> {
        let path = self.component_path();
        verified(&path).map(|digest| self.describe(path, digest))
    }

    /// Takes a component that was built elsewhere.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn named(&self, path: PathBuf) -> Result<Component, SandboxError> {
        let bytes = fs::read(&path).map_err(|error| SandboxError::NotAComponent {
            path: path.clone(),
            detail: error.to_string(),
        })?;
        Ok(self.describe(path, sha256(&[&bytes])))
    }

    fn describe(&self, path: PathBuf, digest: String) -> Component {
        let compiled = self.folder.join("compiled");
        Component {
            path,
            digest,
            compiled,
        }
    }

    pub(super) fn component_path(&self) -> PathBuf {
        let mut parts = SOURCES.map(|(_, text)| text.as_bytes()).to_vec();
        parts.extend(CORRECTIONS.map(str::as_bytes));
        self.folder
            .join(format!("guest-{}.wasm", &sha256(&parts)[..16]))
    }
}

/// Takes a lock that the system releases when this process ends, however it ends.
pub(crate) fn lock(path: &Path, progress: &dyn Fn(InstallStep)) -> Result<File, SandboxError> {
    let failed = |source| SandboxError::Cache {
        action: "lock",
        path: path.to_path_buf(),
        source,
    };
    fs::create_dir_all(path.parent().unwrap_or(path)).map_err(failed)?;
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => return Ok(file),
        Err(TryLockError::WouldBlock) => progress(InstallStep::Waiting),
        Err(TryLockError::Error(source)) => return Err(failed(source)),
    }
    file.lock().map_err(failed)?;
    Ok(file)
}

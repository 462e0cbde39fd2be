//! The component on its way to machines that have neither Python nor a package index.

use super::file::digest_path;
use super::leftovers::clear;
use super::store::lock;
use super::{Component, ComponentStore, InstallStep, sha256, verified, write_with_digest};
use crate::SandboxError;
use std::path::{Path, PathBuf};
use std::{fs, io};

impl ComponentStore {
    /// Copies the component into a folder, with its digest beside it; builds it before where it is missing.
    ///
    /// # Errors
    /// Where it cannot be built, or the folder cannot be written.
    pub fn export(
        &self,
        folder: &Path,
        progress: &dyn Fn(InstallStep),
    ) -> Result<Component, SandboxError> {
        let component = self.component(progress)?;
        let bytes = read(&component.path)?;
        let path = folder.join(self.file_name());
        write_with_digest(&path, &bytes)?;
        for file in [&path, &digest_path(&path)] {
            share(file).map_err(|source| SandboxError::Cache {
                action: "share",
                path: file.clone(),
                source,
            })?;
        }
        Ok(Component { path, ..component })
    }

    /// Takes the component that was exported into a folder, or as that file, into the store.
    ///
    /// # Errors
    /// Where it is not there, not whole or of another version, or the store cannot be written.
    pub fn import(
        &self,
        from: &Path,
        progress: &dyn Fn(InstallStep),
    ) -> Result<Component, SandboxError> {
        let path = self.found(from)?;
        let damaged = |detail: &str| not_exported(&path, detail.to_owned());
        let digest = verified(&path)
            .ok_or_else(|| damaged("it is not what its `.sha256` says, or that is missing"))?;
        let bytes = read(&path)?;
        // Between two looks at it somebody may have written it.
        if sha256(&[&bytes]) != digest {
            return Err(damaged("it changes"));
        }
        let _lock = lock(&self.folder().join("install.lock"), progress)?;
        clear(self.folder());
        if let Some(component) = self.installed().filter(|it| it.digest == digest) {
            return Ok(component);
        }
        write_with_digest(&self.component_path(), &bytes)?;
        self.installed().ok_or_else(|| damaged("it cannot be kept"))
    }

    /// The exported file of this version.
    fn found(&self, from: &Path) -> Result<PathBuf, SandboxError> {
        let name = self.file_name();
        let path = if from.is_dir() {
            from.join(&name)
        } else {
            from.to_owned()
        };
        if !path.exists() {
            return Err(not_exported(
                &path,
                "there is no such file, which is that of this version of mutagree".to_owned(),
            ));
        }
        if path.file_name().and_then(|it| it.to_str()) != Some(&name) {
            let detail = format!("that of this version of mutagree is called `{name}`");
            return Err(not_exported(&path, detail));
        }
        Ok(path)
    }

    /// What the component of this version is called wherever it is; its digest cannot be known before it is built.
    fn file_name(&self) -> String {
        let path = self.component_path();
        let name = path.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }
}

/// Lets everybody read a file: workers are often other users.
fn share(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, SandboxError> {
    fs::read(path).map_err(|error| not_exported(path, error.to_string()))
}

fn not_exported(path: &Path, detail: String) -> SandboxError {
    SandboxError::NotExported {
        path: path.to_owned(),
        detail,
    }
}

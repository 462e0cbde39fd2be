//! Files that appear whole or not at all, each with its digest beside it.

use super::sha256;
use crate::SandboxError;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// How the name of a file begins while it is written.
pub(super) const WRITING: &str = ".writing-";

/// Writes a file under a temporary name and renames it.
fn replace(path: &Path, bytes: &[u8]) -> Result<(), SandboxError> {
    let failed = |source| SandboxError::Cache {
        action: "write",
        path: path.to_path_buf(),
        source,
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed)?;
    let mut builder = tempfile::Builder::new();
    let mut file = builder
        .prefix(WRITING)
        .tempfile_in(folder)
        .map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Writes a file and then its digest, so that a file with a matching digest is whole.
pub(crate) fn write_with_digest(path: &Path, bytes: &[u8]) -> Result<String, SandboxError> {
    let digest = sha256(&[bytes]);
    replace(path, bytes)?;
    replace(&digest_path(path), digest.as_bytes())?;
    Ok(digest)
}

/// Gives the digest of a file that is there and whole.
pub(crate) fn verified(path: &Path) -> Option<String> {
    let digest = fs::read_to_string(digest_path(path)).ok()?;
    let bytes = fs::read(path).ok()?;
    (sha256(&[&bytes]) == digest).then_some(digest)
}

/// Where the digest of a file is.
pub(super) fn digest_path(path: &Path) -> PathBuf {
    path.with_added_extension("sha256")
}

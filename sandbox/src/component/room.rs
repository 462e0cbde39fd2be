//! Tells a full disk from other reasons for which the component could not be built.

use crate::SandboxError;
use std::path::{Path, PathBuf};

/// Bytes that a build needs for its environment, the builder and the component.
const NEEDED: u64 = 150 << 20;

/// What the system's errors look like in the words of the commands that build.
const SIGNS: [&str; 4] = [
    "No space left on device",
    "[Errno 28]",
    "Disk quota exceeded",
    "[Errno 122]",
];

/// The room for a build, as it was before.
pub(super) struct Room {
    folder: PathBuf,
    free: Option<u64>,
}

impl Room {
    /// Looks at the disk of a folder.
    pub(super) fn of(folder: &Path) -> Self {
        Self {
            folder: folder.parent().unwrap_or(folder).to_owned(),
            free: free(folder),
        }
    }

    /// Says of a step that failed that the disk was full, where it was: some commands do not, or say something else.
    pub(super) fn explain(&self, error: SandboxError) -> SandboxError {
        let SandboxError::Build { step, detail, hint } = error else {
            return error;
        };
        let is_short = self.free.is_some_and(|free| free < NEEDED);
        if !is_short && !SIGNS.iter().any(|sign| detail.contains(sign)) {
            return SandboxError::Build { step, detail, hint };
        }
        let there = self.free.map_or_else(String::new, |free| {
            format!(", where {} MiB were free at first", free >> 20)
        });
        let hint = format!(
            "the disk is full: a build takes about {} MiB in `{}`{there}; free some space, or name another folder with \
             `--cache-dir` or `MUTAGREE_CACHE_DIR`",
            NEEDED >> 20,
            self.folder.display()
        );
        SandboxError::Build { step, detail, hint }
    }
}

/// Bytes that this user can still write, where the system says so.
#[cfg(unix)]
fn free(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    disk.f_bavail.checked_mul(disk.f_frsize)
}

#[cfg(not(unix))]
fn free(_: &Path) -> Option<u64> {
    None
}

//! What a process that was killed leaves behind in the cache folder.

use super::file::WRITING;
use std::fs::{self, File};
use std::path::Path;

/// How the name of a folder begins in which a component is built.
pub(super) const BUILD: &str = "build-";

/// Removes what was begun in a folder and not ended. Whoever builds or writes there holds the folder's lock, and so
/// must the caller: what is there now has nobody. What cannot be removed stays.
pub(crate) fn clear(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(BUILD) {
            let _ = fs::remove_dir_all(entry.path());
        } else if name.starts_with(WRITING) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Does so where nobody holds the lock.
pub(super) fn clear_if_free(folder: &Path, lock: &Path) {
    let Ok(lock) = File::options().write(true).open(lock) else {
        return;
    };
    if lock.try_lock().is_ok() {
        clear(folder);
    }
}

//! A process that uses engines, as others can tell that it lives: by a lock that the system releases when it ends.

use crate::component::sha256;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// How the name of a session's file begins.
const PREFIX: &str = "session-";

/// This process, in a folder that it shares with others. Its name stands in the labels of all that it creates, so that
/// what it leaves behind where it crashes is known to have nobody.
#[derive(Debug)]
pub struct Session {
    folder: PathBuf,
    home: String,
    id: String,
    path: PathBuf,
    _lock: File,
}

impl Session {
    /// Begins a session in a folder, which is made where it is missing.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn begin(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let folder = folder.canonicalize()?;
        let mut home = sha256(&[folder.as_os_str().as_encoded_bytes()]);
        home.truncate(12);
        loop {
            let file = tempfile::Builder::new()
                .prefix(PREFIX)
                .tempfile_in(&folder)?;
            let (lock, path) = file.keep().map_err(|error| error.error)?;
            lock.lock()?;
            // Another process may have taken it for one that was left, before it was locked.
            if path.exists() {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let id = name.trim_start_matches(PREFIX).to_owned();
                return Ok(Self {
                    folder,
                    home,
                    id,
                    path,
                    _lock: lock,
                });
            }
        }
    }

    /// The word that says in labels whose something is: the folder's, and this session's.
    pub(super) fn owner(&self) -> String {
        format!("{}-{}", self.home, self.id)
    }

    /// The part of that word that all sessions of the folder share.
    pub(super) fn home(&self) -> &str {
        &self.home
    }

    /// Says whether something that bears an owner's word belongs to a session of this folder that ended.
    pub(super) fn is_orphan(&self, owner: &str) -> bool {
        let Some((home, id)) = owner.split_once('-') else {
            return false;
        };
        home == self.home && id != self.id && is_free(&self.folder.join(format!("{PREFIX}{id}")))
    }

    /// Removes the files of sessions that ended without doing so.
    pub(super) fn clear(&self) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let is_session = entry.file_name().to_string_lossy().starts_with(PREFIX);
            if is_session && entry.path() != self.path && is_free(&entry.path()) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Says whether nobody holds the lock of a file; of one that cannot be asked, somebody may.
fn is_free(path: &Path) -> bool {
    match File::options().write(true).open(path) {
        Ok(file) => file.try_lock().is_ok(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_session_owns_is_orphaned_when_it_ends_and_not_before() {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (
            Session::begin(folder.path()).unwrap(),
            Session::begin(folder.path()).unwrap(),
        );
        let owner = first.owner();
        assert!(!first.is_orphan(&owner) && !second.is_orphan(&owner));
        drop(first);
        assert!(second.is_orphan(&owner));
    }

    #[test]
    fn what_belongs_to_another_folder_is_left_alone() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let session = Session::begin(here.path()).unwrap();
        let owner = Session::begin(there.path()).unwrap().owner();
        assert!(!session.is_orphan(&owner) && !session.is_orphan("no owner"));
    }

    #[test]
    fn the_file_of_a_session_that_crashed_is_removed_by_the_next() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("session-crashed"), "").unwrap();
        let session = Session::begin(folder.path()).unwrap();
        session.clear();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        drop(session);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

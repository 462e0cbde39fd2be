//! The `SQLite` databases of the cache folder, which several processes use at once.

use super::StoreError;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long another process may hold a database.
const PATIENCE: Duration = Duration::from_secs(30);

/// An open database. A process that is killed loses nothing that it committed.
pub(super) struct Database {
    path: PathBuf,
    connection: Mutex<Connection>,
}

impl Database {
    /// Opens a database, or makes it with its tables.
    pub(super) fn open(path: PathBuf, tables: &str) -> Result<Self, StoreError> {
        let connection = connect(&path, tables).map_err(|error| failed(&path, "open", &error))?;
        Ok(Self {
            path,
            connection: Mutex::new(connection),
        })
    }

    /// The connection, for one thread at a time.
    pub(super) fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// An error of the database as one of its file.
    pub(super) fn failed(&self, action: &'static str, error: &rusqlite::Error) -> StoreError {
        failed(&self.path, action, error)
    }
}

fn connect(path: &Path, tables: &str) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.execute_batch(tables)?;
    Ok(connection)
}

fn failed(path: &Path, action: &'static str, error: &rusqlite::Error) -> StoreError {
    StoreError::Io {
        action,
        path: path.to_owned(),
        source: std::io::Error::other(error.to_string()),
    }
}

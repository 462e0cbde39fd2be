//! The `SQLite` databases of the cache folder, which several processes use at once.

use super::StoreError;
use rusqlite::Connection;
use std::path::Path;
use std::time::Duration;

/// How long another process may hold a database.
const PATIENCE: Duration = Duration::from_secs(30);

/// Opens a database, or makes it with its tables. A process that is killed loses nothing that it committed.
pub(super) fn connect(path: &Path, tables: &str) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.execute_batch(tables)?;
    Ok(connection)
}

/// An error of a database as one of its file.
pub(super) fn failed(path: &Path, action: &'static str, error: &rusqlite::Error) -> StoreError {
    StoreError::Io {
        action,
        path: path.to_owned(),
        source: std::io::Error::other(error.to_string()),
    }
}

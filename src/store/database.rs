//! The `SQLite` databases of the cache folder, which several processes use at once.

use super::StoreError;
use rusqlite::{Connection, ErrorCode, ffi};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// An open database. A process that is killed loses nothing that it committed.
pub(super) struct Database {
    pub(super) plan: Plan,
    connection: Mutex<Connection>,
}

/// Where a database is, and how it is opened.
#[derive(Clone)]
pub(super) struct Plan {
    pub(super) path: PathBuf,
    /// The statements that make its tables where they are missing.
    pub(super) tables: &'static str,
    /// How long another process may hold it.
    pub(super) patience: Duration,
    /// What to do where it is broken.
    pub(super) cure: &'static str,
}

impl Database {
    /// Opens a database, or makes it with its tables.
    pub(super) fn open(plan: Plan) -> Result<Self, StoreError> {
        let connection = plan
            .connect()
            .map_err(|error| plan.failed("open", &error))?;
        Ok(Self::new(plan, connection))
    }

    pub(super) fn new(plan: Plan, connection: Connection) -> Self {
        let connection = Mutex::new(connection);
        Self { plan, connection }
    }

    /// The connection, for one thread at a time.
    pub(super) fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// An error of the database as one of its file.
    pub(super) fn failed(&self, action: &'static str, error: &rusqlite::Error) -> StoreError {
        self.plan.failed(action, error)
    }
}

impl Plan {
    /// Opens the file, and makes its tables where there are none; a file with other tables is left as it is.
    pub(super) fn connect(&self) -> rusqlite::Result<Connection> {
        let connection = Connection::open(&self.path)?;
        connection.busy_timeout(self.patience)?;
        if self.has_others(&connection)? {
            let error = ffi::Error::new(ffi::SQLITE_NOTADB);
            let said = "it holds other tables".to_owned();
            return Err(rusqlite::Error::SqliteFailure(error, Some(said)));
        }
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.execute_batch(self.tables)?;
        Ok(connection)
    }

    /// Says whether a table has the name of one that is wanted, but other columns.
    fn has_others(&self, connection: &Connection) -> rusqlite::Result<bool> {
        let model = Connection::open_in_memory()?;
        model.execute_batch(self.tables)?;
        let there = columns(connection)?;
        let mut wanted = columns(&model)?.into_iter();
        Ok(wanted.any(|(table, columns)| there.get(&table).is_some_and(|it| *it != columns)))
    }

    pub(super) fn failed(&self, action: &'static str, error: &rusqlite::Error) -> StoreError {
        StoreError::Cache {
            action,
            path: self.path.clone(),
            detail: error.to_string(),
            hint: self.hint(error),
        }
    }

    fn hint(&self, error: &rusqlite::Error) -> &'static str {
        use ErrorCode::{
            CannotOpen, DatabaseBusy, DatabaseLocked, DiskFull, PermissionDenied, ReadOnly,
            SystemIoFailure,
        };
        match error.sqlite_error_code() {
            _ if is_broken(error) => self.cure,
            Some(DiskFull) => {
                "free some space on its disk, or name another folder with `--cache-dir`"
            }
            Some(DatabaseBusy | DatabaseLocked) => {
                "another process holds it: wait for that, or name another folder with `--cache-dir`"
            }
            Some(CannotOpen | PermissionDenied | ReadOnly) => {
                "make the file and its folder writable, or name another folder with `--cache-dir`"
            }
            Some(SystemIoFailure) => {
                "its disk may be full: free some space, or name another folder with `--cache-dir`"
            }
            _ => "name another folder with `--cache-dir`",
        }
    }
}

/// Says whether an error means that the file's content is wrong, and not that it cannot be reached now.
pub(super) fn is_broken(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(
        code,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
    )
}

/// The columns of every table, with their types and their places in the key.
fn columns(connection: &Connection) -> rusqlite::Result<BTreeMap<String, Vec<Column>>> {
    let query = "SELECT it.name, own.name, own.type, own.pk
        FROM sqlite_schema AS it JOIN pragma_table_info(it.name) AS own
        WHERE it.type IN ('table', 'view') ORDER BY it.name, own.cid";
    let mut query = connection.prepare(query)?;
    let mut rows = query.query([])?;
    let mut columns: BTreeMap<String, Vec<Column>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let column = (row.get(1)?, row.get(2)?, row.get(3)?);
        columns.entry(row.get(0)?).or_default().push(column);
    }
    Ok(columns)
}

/// A name, a type, and a place in the key.
type Column = (String, String, u64);

/// Says whether the pages of a database fit together.
pub(super) fn is_whole(connection: &Connection) -> rusqlite::Result<bool> {
    let said = |row: &rusqlite::Row<'_>| row.get::<_, String>(0);
    let said = connection.query_row("PRAGMA quick_check(1)", [], said)?;
    Ok(said == "ok")
}

/// The file beside a database that has some of its content.
pub(super) fn companion(path: &Path, tail: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(tail);
    name.into()
}

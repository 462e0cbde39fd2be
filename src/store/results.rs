//! Results of jobs that ran before, shared by all runs and processes of a user.

use super::database::Plan;
use super::packed::{pack, unpack};
use super::renewable::Renewable;
use super::{ReferenceKey, ResultKey, StoreError};
use crate::event::{Event, Listener};
use mutagree_sandbox::Report;
use rusqlite::{Connection, ErrorCode, OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// Results that were not used for this long go first; a use is written down once in this time.
const DAY: u64 = 86_400;

const TABLES: &str = "CREATE TABLE IF NOT EXISTS results (
    key BLOB PRIMARY KEY, report BLOB NOT NULL, used INTEGER NOT NULL
) WITHOUT ROWID;";

/// How long another process may hold the database before the work goes on without it.
const PATIENCE: Duration = Duration::from_secs(3);

const CURE: &str = "delete it: it holds results of earlier jobs, which can run again";

/// Reports that are written in one transaction.
const AT_ONCE: usize = 200;

/// Bytes of results that are kept where nothing else is said.
pub const DEFAULT_ROOM: u64 = 2 << 30;

/// What the cache holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ResultStats {
    /// How many jobs.
    pub results: u64,
    /// Bytes of their reports.
    pub bytes: u64,
}

/// A database of reports by the job that gave them. It is safe to end a process that writes to it. A database that
/// cannot be used is no reason to fail: who listens is told, once, and the work goes on without it.
pub struct Results<'a> {
    database: Renewable<'a>,
    /// Reports that are not written yet, packed, by their keys.
    pending: Mutex<Vec<([u8; 32], Vec<u8>)>>,
    reused: AtomicUsize,
    /// The database cannot be used any more.
    is_left: AtomicBool,
    listener: &'a Listener<'a>,
}

impl<'a> Results<'a> {
    /// Opens the database of a cache folder, or makes it. One that is broken is put aside, and the listener is told.
    ///
    /// # Errors
    /// Where the folder or the database cannot be used.
    pub fn open(folder: &Path, listener: &'a Listener<'a>) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(|error| StoreError::cache("create", folder, &error))?;
        let plan = Plan {
            path: folder.join("results.sqlite"),
            tables: TABLES,
            patience: PATIENCE,
            cure: CURE,
        };
        Ok(Self {
            database: Renewable::open(plan, listener)?,
            pending: Mutex::default(),
            reused: AtomicUsize::new(0),
            is_left: AtomicBool::new(false),
            listener,
        })
    }

    /// Opens the database and makes room in it; nothing where it cannot be used, and the listener is told.
    pub fn open_if_usable(folder: &Path, listener: &'a Listener<'a>) -> Option<Self> {
        let open = || {
            let results = Self::open(folder, listener)?;
            results.prune(DEFAULT_ROOM)?;
            Ok(results)
        };
        open().inspect_err(|error| tell(listener, error)).ok()
    }

    /// The report of a job that ran before.
    pub fn get(&self, key: &ResultKey<'_>) -> Option<Report> {
        let report = self.find(&key.digest())?;
        self.reused.fetch_add(1, Ordering::Relaxed);
        Some(report)
    }

    /// What a reference solution said before.
    pub fn reference<T: DeserializeOwned>(&self, key: &ReferenceKey<'_>) -> Option<T> {
        self.find(&key.digest())
    }

    fn find<T: DeserializeOwned>(&self, key: &[u8; 32]) -> Option<T> {
        let found = self.attempt("read", |connection| read(connection, key));
        unpack(key, &found??)
    }

    /// The number of reports that were found here so far.
    pub fn reused(&self) -> usize {
        self.reused.load(Ordering::Relaxed)
    }

    /// Keeps the report of a job, but not what was printed. Reports are written some at a time, and all of
    /// them before this is dropped; a process that is killed loses the last few.
    pub fn put(&self, key: &ResultKey<'_>, report: &Report) {
        let kept = Report {
            output: Vec::new(),
            ..report.clone()
        };
        self.keep(key.digest(), &kept);
    }

    /// Keeps what a reference solution says.
    pub fn put_reference(&self, key: &ReferenceKey<'_>, said: &impl Serialize) {
        self.keep(key.digest(), said);
    }

    fn keep(&self, key: [u8; 32], result: &impl Serialize) {
        let packed = (key, pack(&key, result));
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        pending.push(packed);
        if pending.len() < AT_ONCE {
            return;
        }
        let full = std::mem::take(&mut *pending);
        drop(pending);
        self.attempt("write", |connection| write(connection, &full));
    }

    /// Does some work in the database; from the first failure on, nothing.
    fn attempt<T>(
        &self,
        action: &'static str,
        work: impl Fn(&mut Connection) -> rusqlite::Result<T>,
    ) -> Option<T> {
        if self.is_left.load(Ordering::Relaxed) {
            return None;
        }
        let told = |error: &StoreError| {
            if !self.is_left.swap(true, Ordering::Relaxed) {
                tell(self.listener, error);
            }
        };
        self.database.work(action, work).inspect_err(told).ok()
    }

    /// Says what the cache holds.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn stats(&self) -> Result<ResultStats, StoreError> {
        let query = "SELECT count(*), coalesce(sum(length(report)), 0) FROM results";
        self.database.work("read", |connection| {
            connection.query_row(query, [], |row| {
                Ok(ResultStats {
                    results: row.get(0)?,
                    bytes: row.get(1)?,
                })
            })
        })
    }

    /// Drops the results that were not used for longest, until no more than `room` bytes are left, and
    /// says how many it dropped.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn prune(&self, room: u64) -> Result<u64, StoreError> {
        if self.stats()?.bytes <= room {
            return Ok(0);
        }
        let delete = "DELETE FROM results WHERE key IN (
            SELECT key FROM (
                SELECT key, sum(length(report)) OVER (ORDER BY used DESC, key) AS newer FROM results
            ) WHERE newer > ?1
        )";
        let shrink = "VACUUM; PRAGMA wal_checkpoint(TRUNCATE);";
        self.database.work("write", |connection| {
            let dropped = connection.execute(delete, [room])?;
            connection.execute_batch(shrink)?;
            Ok(dropped as u64)
        })
    }
}

impl Drop for Results<'_> {
    fn drop(&mut self) {
        let pending = self
            .pending
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        let pending = std::mem::take(pending);
        if !pending.is_empty() {
            self.attempt("write", |connection| write(connection, &pending));
        }
    }
}

fn tell(listener: &Listener<'_>, error: &StoreError) {
    let note = format!("results of earlier jobs are not used, and none is kept: {error}");
    listener(Event::Note(note));
}

/// The packed report of a key, which was used today.
fn read(connection: &Connection, key: &[u8; 32]) -> rusqlite::Result<Option<Vec<u8>>> {
    let now = now();
    let found: Option<(Option<Vec<u8>>, Option<u64>)> = connection
        .prepare_cached("SELECT report, used FROM results WHERE key = ?1")?
        .query_row([key], |row| Ok((row.get(0).ok(), row.get(1).ok())))
        .optional()?;
    let Some((report, used)) = found else {
        return Ok(None);
    };
    if used.unwrap_or(0).saturating_add(DAY) < now {
        let update = "UPDATE results SET used = ?2 WHERE key = ?1";
        match connection.execute(update, params![key, now]) {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ReadOnly) => {}
            done => drop(done?),
        }
    }
    Ok(report)
}

fn write(connection: &mut Connection, packed: &[([u8; 32], Vec<u8>)]) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    {
        let mut insert = transaction.prepare_cached(
            "INSERT OR REPLACE INTO results (key, report, used) VALUES (?1, ?2, ?3)",
        )?;
        for (key, report) in packed {
            insert.execute(params![key, report, now()])?;
        }
    }
    transaction.commit()
}

fn now() -> u64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

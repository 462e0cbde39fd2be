//! Results of jobs that ran before, shared by all runs and processes of a user.

use super::StoreError;
use super::database::Database;
use mutagree_sandbox::{Isolation, Judge, Limits, Namespace, Packing, Report};
use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

/// The version of the table and of the key.
const VERSION: u32 = 1;

/// Results that were not used for this long go first; a use is written down once in this time.
const DAY: u64 = 86_400;

const TABLES: &str = "CREATE TABLE IF NOT EXISTS results (
    key BLOB PRIMARY KEY, report BLOB NOT NULL, used INTEGER NOT NULL
) WITHOUT ROWID;";

/// The first byte of a packed report says how the rest is written.
const PLAIN: u8 = 0;
const COMPRESSED: u8 = 1;

/// Bytes from which on a report is compressed.
const WORTH_COMPRESSING: usize = 8 << 10;

/// Reports that are written in one transaction.
const AT_ONCE: usize = 200;

/// Bytes of results that are kept where nothing else is said.
pub const DEFAULT_ROOM: u64 = 2 << 30;

/// All that decides the report of a job.
#[derive(Serialize)]
pub struct ResultKey<'a> {
    /// The SHA-256 of the sandbox's component.
    pub component: &'a str,
    /// The candidate's source.
    pub candidate: &'a str,
    /// The SHA-256 of what the tests were compiled from.
    pub suite: [u8; 32],
    /// How the tests are compiled.
    pub packing: Packing,
    /// What each test may use.
    pub limits: Limits,
    /// Which tests share an interpreter.
    pub isolation: Isolation,
    /// Where the candidate's names live.
    pub namespace: Namespace,
    /// Where tests are judged.
    pub judge: Judge,
}

impl ResultKey<'_> {
    fn digest(&self) -> [u8; 32] {
        digest(&(VERSION, env!("CARGO_PKG_VERSION"), self))
    }
}

/// The SHA-256 of anything that can be serialised.
pub fn digest(value: &impl Serialize) -> [u8; 32] {
    let bytes = postcard::to_stdvec(value).unwrap_or_default();
    Sha256::digest(bytes).into()
}

/// What the cache holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ResultStats {
    /// How many jobs.
    pub results: u64,
    /// Bytes of their reports.
    pub bytes: u64,
}

/// A database of reports by the job that gave them. It is safe to end a process that writes to it.
pub struct Results {
    database: Database,
    /// Reports that are not written yet, packed, by their keys.
    pending: Mutex<Vec<([u8; 32], Vec<u8>)>>,
    reused: AtomicUsize,
}

impl Results {
    /// Opens the database of a cache folder, or makes it; one that is broken is put aside.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(|source| StoreError::Io {
            action: "create",
            path: folder.to_owned(),
            source,
        })?;
        let path = folder.join("results.sqlite");
        let database = Database::open(path.clone(), TABLES).or_else(|_| {
            let aside = folder.join("results.broken.sqlite");
            let _ = fs::rename(&path, aside);
            for tail in ["-wal", "-shm"] {
                let _ = fs::remove_file(folder.join(format!("results.sqlite{tail}")));
            }
            Database::open(path, TABLES)
        });
        Ok(Self {
            database: database?,
            pending: Mutex::default(),
            reused: AtomicUsize::new(0),
        })
    }

    /// The report of a job that ran before.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn get(&self, key: &ResultKey<'_>) -> Result<Option<Report>, StoreError> {
        let (key, now) = (key.digest(), now());
        let connection = self.database.lock();
        let found: Option<(Vec<u8>, u64)> = connection
            .prepare_cached("SELECT report, used FROM results WHERE key = ?1")
            .and_then(|mut query| {
                query
                    .query_row([key], |row| Ok((row.get(0)?, row.get(1)?)))
                    .optional()
            })
            .map_err(|error| self.database.failed("read", &error))?;
        let Some((bytes, used)) = found else {
            return Ok(None);
        };
        if used + DAY < now {
            let update = "UPDATE results SET used = ?2 WHERE key = ?1";
            connection
                .execute(update, params![key, now])
                .map_err(|error| self.database.failed("write", &error))?;
        }
        let report = unpack(&bytes);
        self.reused
            .fetch_add(usize::from(report.is_some()), Ordering::Relaxed);
        Ok(report)
    }

    /// The number of reports that were found here so far.
    pub fn reused(&self) -> usize {
        self.reused.load(Ordering::Relaxed)
    }

    /// Keeps the report of a job, but not what was printed. Reports are written some at a time, and all of
    /// them before this is dropped; a process that is killed loses the last few.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn put(&self, key: &ResultKey<'_>, report: &Report) -> Result<(), StoreError> {
        let packed = (key.digest(), pack(report));
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        pending.push(packed);
        if pending.len() < AT_ONCE {
            return Ok(());
        }
        let full = std::mem::take(&mut *pending);
        drop(pending);
        self.write(&full)
            .map_err(|error| self.database.failed("write", &error))
    }

    fn write(&self, packed: &[([u8; 32], Vec<u8>)]) -> rusqlite::Result<()> {
        let mut connection = self.database.lock();
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

    /// Says what the cache holds.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn stats(&self) -> Result<ResultStats, StoreError> {
        let query = "SELECT count(*), coalesce(sum(length(report)), 0) FROM results";
        self.database
            .lock()
            .query_row(query, [], |row| {
                Ok(ResultStats {
                    results: row.get(0)?,
                    bytes: row.get(1)?,
                })
            })
            .map_err(|error| self.database.failed("read", &error))
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
        let connection = self.database.lock();
        let dropped = connection
            .execute(delete, [room])
            .map_err(|error| self.database.failed("write", &error))?;
        connection
            .execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);")
            .map_err(|error| self.database.failed("write", &error))?;
        Ok(dropped as u64)
    }
}

impl Drop for Results {
    fn drop(&mut self) {
        let pending = std::mem::take(
            self.pending
                .get_mut()
                .unwrap_or_else(PoisonError::into_inner),
        );
        let _ = self.write(&pending);
    }
}

fn pack(report: &Report) -> Vec<u8> {
    let kept = Report {
        output: Vec::new(),
        ..report.clone()
    };
    let bytes = postcard::to_stdvec(&kept).unwrap_or_default();
    if bytes.len() < WORTH_COMPRESSING {
        return [&[PLAIN], &bytes[..]].concat();
    }
    let small = zstd::bulk::compress(&bytes, 1).unwrap_or_default();
    [&[COMPRESSED], &small[..]].concat()
}

/// A report as it was packed; nothing where the bytes are none.
fn unpack(bytes: &[u8]) -> Option<Report> {
    const LARGEST: usize = 64 << 20;
    match bytes.split_first()? {
        (&PLAIN, bytes) => postcard::from_bytes(bytes).ok(),
        (&COMPRESSED, bytes) => {
            let bytes = zstd::bulk::decompress(bytes, LARGEST).ok()?;
            postcard::from_bytes(&bytes).ok()
        }
        _ => None,
    }
}

fn now() -> u64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

//! A database that can be made again: where it is broken, it is put aside and a new one takes its place.

use super::StoreError;
use super::database::{Database, Plan, companion, is_broken, is_whole};
use crate::event::{Event, Listener};
use rusqlite::{Connection, ErrorCode};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// A database whose content is no loss. One that cannot be reached, for want of space or of rights or because another
/// process holds it, is not broken, and stays as it is.
pub(super) struct Renewable<'a> {
    database: Database,
    listener: &'a Listener<'a>,
}

impl<'a> Renewable<'a> {
    /// Opens a database, or makes it.
    pub(super) fn open(plan: Plan, listener: &'a Listener<'a>) -> Result<Self, StoreError> {
        let mut connection = plan.connect();
        if connection.as_ref().is_err_and(is_unreadable) {
            // Another process may be putting the file aside: it is done where the lock is free.
            drop(lock(&plan.path));
            connection = plan.connect();
        }
        let connection = match connection {
            Err(error) if is_broken(&error) => renewed(&plan, &error, true, listener)?,
            other => other.map_err(|error| plan.failed("open", &error))?,
        };
        let database = Database::new(plan, connection);
        Ok(Self { database, listener })
    }

    /// Does some work. Where the file turns out to be broken, the work is done again in a new one.
    pub(super) fn work<T>(
        &self,
        action: &'static str,
        work: impl Fn(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let plan = &self.database.plan;
        let failed = |error| plan.failed(action, &error);
        let mut connection = self.database.lock();
        for trusts_the_check in [true, false] {
            match work(&mut connection) {
                Err(error) if is_broken(&error) => {
                    *connection = Connection::open_in_memory().map_err(failed)?;
                    *connection = renewed(plan, &error, trusts_the_check, self.listener)?;
                }
                done => return done.map_err(failed),
            }
        }
        work(&mut connection).map_err(failed)
    }
}

/// Says whether an error is one of reading or writing, as that of a file which goes away.
fn is_unreadable(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure)
}

/// Opens what another process has made in place of a broken file by now, or puts the file aside and makes a new one.
fn renewed(
    plan: &Plan,
    why: &rusqlite::Error,
    trusts_the_check: bool,
    listener: &Listener<'_>,
) -> Result<Connection, StoreError> {
    let failed = |action| move |error| StoreError::cache(action, &plan.path, &error);
    let _lock = lock(&plan.path).map_err(failed("put aside"))?;
    match plan.connect().and_then(|it| Ok((is_whole(&it)?, it))) {
        Ok((true, connection)) if trusts_the_check => return Ok(connection),
        Err(error) if !is_broken(&error) => return Err(plan.failed("open", &error)),
        _ => {}
    }
    let aside = put_aside(&plan.path).map_err(failed("put aside"))?;
    let (path, aside) = (plan.path.display(), aside.display());
    listener(Event::Note(format!(
        "`{path}` was broken ({why}): it is now `{aside}`, and a new one takes its place"
    )));
    plan.connect().map_err(|error| plan.failed("open", &error))
}

/// Of processes that find the file broken at the same time, one puts it aside; the others find the new one.
fn lock(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    let file = options.create(true).truncate(false).write(true);
    let file = file.open(path.with_extension("lock"))?;
    file.lock()?;
    Ok(file)
}

/// Gives a database and what belongs to it the first name of `NAME.broken-1.sqlite`, … that nothing has.
fn put_aside(path: &Path) -> io::Result<PathBuf> {
    let aside = free_name(path)?;
    for tail in ["-wal", "-shm", ""] {
        match fs::rename(companion(path, tail), companion(&aside, tail)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(aside)
}

/// Takes a name by an empty file, so that no other process takes it too.
fn free_name(path: &Path) -> io::Result<PathBuf> {
    let mut number = 1_u32;
    loop {
        let name = path.with_extension(format!("broken-{number}.sqlite"));
        match File::create_new(&name) {
            Ok(_) => return Ok(name),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(error),
        }
    }
}

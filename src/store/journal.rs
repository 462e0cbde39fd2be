//! A file of rows that grows while work is done, and survives a crash at any byte.

use super::{StoreError, write_jsonl};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

/// Appends rows, each in one write, in whatever order the work ends.
pub struct Journal {
    path: PathBuf,
    file: File,
    length: u64,
}

impl Journal {
    /// Opens a journal and gives the rows that it holds. A last line that a crash tore is dropped,
    /// and its work is to be done again.
    ///
    /// # Errors
    /// Where the file cannot be read or written, or a line before the last is no row.
    pub fn open<T: DeserializeOwned>(path: &Path) -> Result<(Self, Vec<T>), StoreError> {
        let mut bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(StoreError::io("read", path)(error)),
        };
        let whole = bytes
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |end| end + 1);
        bytes.truncate(whole);
        let rows = parse(path, &bytes)?;
        let file = File::options()
            .create(true)
            .append(true)
            .open(path)
            .map_err(StoreError::io("write", path))?;
        file.set_len(whole as u64)
            .map_err(StoreError::io("write", path))?;
        Ok((
            Self {
                path: path.to_owned(),
                file,
                length: whole as u64,
            },
            rows,
        ))
    }

    /// Gives the rows of a journal that nobody writes, each with its line, from 1, and holds no more than one. A last line that
    /// is torn is left out.
    ///
    /// # Errors
    /// Where the file cannot be read, a line is no row, or `take` says so.
    pub fn each<T: DeserializeOwned>(
        path: &Path,
        mut take: impl FnMut(usize, T) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let file = File::open(path).map_err(StoreError::io("read", path))?;
        let mut file = BufReader::new(file);
        let mut bytes = Vec::new();
        for line in 1.. {
            bytes.clear();
            let read = file.read_until(b'\n', &mut bytes);
            read.map_err(StoreError::io("read", path))?;
            if bytes.last() != Some(&b'\n') {
                break;
            }
            take(line, row(path, line, &bytes)?)?;
        }
        Ok(())
    }

    /// Leaves only these rows.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn rewrite<T: Serialize>(&mut self, rows: &[T]) -> Result<(), StoreError> {
        write_jsonl(&self.path, rows)?;
        let io = |action| StoreError::io(action, &self.path);
        let file = File::options()
            .append(true)
            .open(&self.path)
            .map_err(io("write"))?;
        self.length = file.metadata().map_err(io("read"))?.len();
        self.file = file;
        Ok(())
    }

    /// Appends a row; once this returns, only the system's own crash can lose it.
    ///
    /// # Errors
    /// Where the file cannot be written; a part of the row that was written is taken back.
    pub fn append<T: Serialize>(&mut self, row: &T) -> Result<(), StoreError> {
        let mut append = || -> io::Result<()> {
            let mut line = serde_json::to_vec(row)?;
            line.push(b'\n');
            self.file.write_all(&line)?;
            self.length += line.len() as u64;
            Ok(())
        };
        append().map_err(|error| {
            // The next opening drops what cannot be taken back here.
            let _ = self.file.set_len(self.length);
            StoreError::io("write", &self.path)(error)
        })
    }

    /// Replaces the journal by all its rows in their final order.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn settle<T: Serialize>(self, rows: &[T]) -> Result<(), StoreError> {
        write_jsonl(&self.path, rows)
    }
}

fn parse<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<Vec<T>, StoreError> {
    let lines = bytes.split_inclusive(|&byte| byte == b'\n');
    let rows = (1..).zip(lines);
    rows.map(|(line, bytes)| row(path, line, bytes)).collect()
}

fn row<T: DeserializeOwned>(path: &Path, line: usize, bytes: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(bytes).map_err(|error| StoreError::Broken {
        path: path.to_owned(),
        line,
        detail: error.to_string(),
    })
}

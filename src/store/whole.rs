//! Files that are written as a whole, and appear whole or not at all.

use super::StoreError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// How the name of a file begins while it is written.
pub(super) const WRITING: &str = ".writing-";

/// Writes rows as JSON lines under a temporary name, and renames it.
///
/// # Errors
/// Where the file cannot be written.
pub fn write_jsonl<T: Serialize>(path: &Path, rows: &[T]) -> Result<(), StoreError> {
    write_whole(path, |writer| {
        for row in rows {
            serde_json::to_writer(&mut *writer, row)?;
            writer.write_all(b"\n")?;
        }
        Ok(())
    })
}

/// Writes a file under a temporary name, and renames it.
///
/// # Errors
/// Where the file cannot be written.
pub fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), StoreError> {
    let parent = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = parent.unwrap_or(Path::new("."));
    let replace = || {
        let mut writer = BufWriter::new(temporary(folder)?);
        write(&mut writer)?;
        writer.into_inner()?.persist(path)?;
        Ok(())
    };
    replace().map_err(StoreError::io("write", path))
}

/// Makes a temporary file that, once renamed, other users may read as the umask says.
fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(WRITING);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Reads JSON lines that were written as a whole.
///
/// # Errors
/// Where the file cannot be read, or a line is no such row.
pub fn read_jsonl<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, StoreError> {
    let file = File::open(path).map_err(StoreError::io("read", path))?;
    let row = |(line, text): (usize, io::Result<String>)| {
        let text = text.map_err(StoreError::io("read", path))?;
        serde_json::from_str(&text).map_err(|error| StoreError::Broken {
            path: path.to_owned(),
            line,
            detail: error.to_string(),
        })
    };
    (1..).zip(BufReader::new(file).lines()).map(row).collect()
}

//! A file as it is, read once, so that its digest and its rows are of the same bytes.

use super::{InputError, dlbench};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The bytes of an input file.
pub struct Source {
    path: PathBuf,
    bytes: Vec<u8>,
}

impl Source {
    /// Reads a file; `-` is standard input. A folder is read as an archive of the texts in it.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn read(path: &Path) -> Result<Self, InputError> {
        let mut bytes = Vec::new();
        let read = match path.to_str() {
            Some("-") => io::stdin().read_to_end(&mut bytes).map(drop),
            _ if path.is_dir() => dlbench::pack(path).map(|content| bytes = content),
            _ => fs::read(path).map(|content| bytes = content),
        };
        read.map_err(|error| {
            InputError::new(path, format!("cannot be read: {error}"))
                .hint("name a file that you can read, or `-` for standard input")
        })?;
        Ok(Self {
            path: path.to_owned(),
            bytes,
        })
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Says whether the name is that of a file of rows, whatever stands in it.
    pub(crate) fn is_named_as_rows(&self) -> bool {
        const ENDINGS: [&str; 3] = [".jsonl", ".ndjson", ".json"];
        let name = self.path.to_string_lossy().to_lowercase();
        let name = name.trim_end_matches(".gz").trim_end_matches(".zst");
        ENDINGS.iter().any(|ending| name.ends_with(ending))
    }

    /// The name of the file without its ending; `prompt` for standard input.
    pub(crate) fn stem(&self) -> String {
        let stem = self.path.file_stem().and_then(|stem| stem.to_str());
        stem.filter(|stem| *stem != "-")
            .unwrap_or("prompt")
            .to_owned()
    }

    /// The bytes, as they are in the file.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The SHA-256 of the bytes, as 64 hexadecimal digits.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut text = String::with_capacity(64);
        for byte in Sha256::digest(&self.bytes) {
            let _ = write!(text, "{byte:02x}");
        }
        text
    }
}

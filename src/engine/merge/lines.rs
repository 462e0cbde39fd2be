//! Counts the lines of a file.

use crate::store::StoreError;
use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::Path;

/// The number of whole lines of a file; nothing where it is not there.
#[expect(clippy::naive_bytecount, reason = "reading takes longer than counting")]
pub(super) fn lines(path: &Path) -> Result<Option<usize>, StoreError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::io("read", path)(error)),
    };
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let mut lines = 0;
    loop {
        let bytes = reader.fill_buf().map_err(StoreError::io("read", path))?;
        if bytes.is_empty() {
            return Ok(Some(lines));
        }
        lines += bytes.iter().filter(|&&byte| byte == b'\n').count();
        let length = bytes.len();
        reader.consume(length);
    }
}

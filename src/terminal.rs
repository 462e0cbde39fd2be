//! The two streams of the terminal: results on one, everything else on the other.

use std::io::{ErrorKind, Write, stderr, stdout};

/// Writes a line of results; where nobody reads any more, that is fine.
pub(crate) fn say(line: &str) -> anyhow::Result<()> {
    match writeln!(stdout(), "{line}") {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}

/// Writes bytes of results as they are; where nobody reads any more, that is fine.
pub(crate) fn print(bytes: &[u8]) -> anyhow::Result<()> {
    match stdout().write_all(bytes).and_then(|()| stdout().flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}

/// Writes a line that is no result; one that nobody reads is no error.
pub(crate) fn complain(line: &str) {
    let _ = writeln!(stderr(), "{line}");
}

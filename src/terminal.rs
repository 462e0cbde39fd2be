//! The two streams of the terminal: results on one, everything else on the other.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{ErrorKind, Write, stderr, stdout};

/// Writes a line of results; where nobody reads any more, that is fine.
pub(crate) fn say(line: &str) -> anyhow::Result<()> {
    match writeln!(stdout(), "{}", printable(line)) {
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
    let _ = writeln!(stderr(), "{}", printable(line));
}

/// A text in which what would steer a terminal, or show it in another order, is written as JSON writes it, so that a line
/// of JSON stays one.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(steers) {
        return text.into();
    }
    let mut printable = String::with_capacity(text.len());
    for it in text.chars() {
        if steers(it) {
            let _ = write!(printable, "\\u{:04x}", u32::from(it));
        } else {
            printable.push(it);
        }
    }
    printable.into()
}

fn steers(it: char) -> bool {
    let is_direction = matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    is_direction || it.is_control() && it != '\n' && it != '\t'
}

//! What a guest says of a test.

use crate::Fault;

/// Characters of an exception's type or text.
const LONGEST_TEXT: usize = 200;

/// How the guest says that a test ended.
pub(crate) enum Verdict {
    Passed,
    Failed(Fault),
    Raised(Fault),
    Unviable(Fault),
    /// A value would have to cross that does not.
    Uncrossable(String),
}

/// Keeps the beginning of a text: a guest that lies about nothing cuts it itself.
pub(crate) fn cut(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(LONGEST_TEXT) {
        text.truncate(end);
        text.shrink_to_fit();
    }
    text
}

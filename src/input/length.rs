//! How long a prompt may be: what works on one takes longer for longer ones.

use super::InputError;
use std::path::Path;

/// The longest prompt that is read, in bytes.
const LONGEST: usize = 1 << 20;

/// An error where a prompt is longer than any that is read.
pub(super) fn check(path: &Path, task_id: &str, prompt: &str) -> Result<(), InputError> {
    if prompt.len() <= LONGEST {
        return Ok(());
    }
    let (mib, most) = (prompt.len() >> 20, LONGEST >> 20);
    let said =
        format!("`{task_id}` has a prompt of {mib} MiB, and the longest that is read has {most}");
    Err(InputError::new(path, said)
        .in_field("prompt")
        .hint("give each task a row of its own, or shorten its prompt"))
}

//! Digests that name a component and prove that a cached file is whole.

use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Gives the SHA-256 of the parts, one after the other, as 64 hexadecimal digits.
pub(crate) fn sha256(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher
        .finalize()
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

//! What a check found.

/// Why a check failed, and whether that shows another meaning.
pub(super) struct Fault {
    pub(super) detail: String,
    /// The same may be said in another way, which nobody has read.
    pub(super) unsure: bool,
}

impl From<String> for Fault {
    fn from(detail: String) -> Self {
        Self {
            detail,
            unsure: false,
        }
    }
}

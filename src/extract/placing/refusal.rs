//! Why a function cannot be put into a file.

use crate::extract::Reason;

/// Why a function cannot be put into a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The file is no Python that can be read.
    #[error("the file does not parse")]
    Broken,
    /// The file has no such class.
    #[error("the file has no class `{0}`")]
    NoClass(String),
    /// The file has no such function, or the class no such method.
    #[error("the {place} has no function `{name}`{hint}")]
    NoFunction {
        /// Its name.
        name: String,
        /// `file`, or the class.
        place: String,
        /// Where one of nearly that name is.
        hint: String,
    },
    /// Several definitions of the name stand in branches, and any may be the one that counts.
    #[error("the file defines `{0}` in several branches")]
    Several(String),
    /// The reply has nothing to put there.
    #[error("the reply holds no `{name}`: {reason:?}")]
    Reply {
        /// The function's name.
        name: String,
        /// Why there is none.
        reason: Reason,
    },
    /// What comes of it does not parse.
    #[error("the file does not parse with the reply's function in it")]
    Unfitting,
}

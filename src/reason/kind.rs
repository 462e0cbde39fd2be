//! The kinds of failure that `DeepEval` tells apart.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A kind of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It is no Python.
    Syntax,
    /// It runs and gives a wrong result.
    Semantics,
    /// It raises, uses what is not there, or exceeds a limit.
    Executability,
    /// No rule decides.
    #[serde(skip_deserializing)]
    Unclear,
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Syntax => "syntax",
            Self::Semantics => "semantics",
            Self::Executability => "executability",
            Self::Unclear => "unclear",
        })
    }
}

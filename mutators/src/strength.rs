//! How much of a prompt its variants change.

use serde::{Deserialize, Serialize};

/// How much of the prompt a variant changes, where it has places enough.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// About one word in twenty.
    Light,
    /// About one word in three or four, where places allow it.
    #[default]
    Medium,
    /// About three words in five, where places allow it.
    Strong,
}

impl Strength {
    /// The share of words that a draft is to change.
    pub(crate) fn percent(self) -> usize {
        match self {
            Self::Light => 5,
            Self::Medium => 30,
            Self::Strong => 60,
        }
    }
}

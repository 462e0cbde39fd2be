//! How much of a prompt its variants change, as an option.

use clap::ValueEnum;
use mutagree_mutators::Strength;

/// How much of a prompt a variant changes.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum HowStrong {
    /// About one word in twenty
    Light,
    /// About one word in three or four
    Medium,
    /// About three words in five
    Strong,
}

impl From<HowStrong> for Strength {
    fn from(how: HowStrong) -> Self {
        match how {
            HowStrong::Light => Self::Light,
            HowStrong::Medium => Self::Medium,
            HowStrong::Strong => Self::Strong,
        }
    }
}

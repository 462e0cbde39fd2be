//! Dual agreement: ranks the sets of candidates that pass exactly the same tests. Pure functions
//! over the execution matrix.

mod codet;
mod sets;

pub use codet::Codet;
pub use sets::{ConsensusSet, rank};

use std::fmt;
use std::str::FromStr;

/// Gives a consensus set its score; higher is better.
pub trait Score {
    /// Scores a set by the sizes of its candidates and of its tests, with multiplicity.
    fn score(&self, candidates: usize, tests: usize) -> f64;
}

/// The scorers by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scorer {
    /// [`Codet`].
    #[default]
    Codet,
}

impl Scorer {
    /// Every scorer's name.
    pub const NAMES: [&'static str; 1] = ["codet"];
}

impl fmt::Display for Scorer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Codet => formatter.write_str("codet"),
        }
    }
}

impl FromStr for Scorer {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "codet" => Ok(Self::Codet),
            _ => Err(format!(
                "no scorer `{name}`; there is {}",
                Self::NAMES.join(", ")
            )),
        }
    }
}

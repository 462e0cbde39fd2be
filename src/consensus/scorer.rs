//! The scorers by name.

use super::reliability::Reliability;
use super::sets::Scored;
use super::weigh::Weigh;
use super::{
    b4, codet, frequency, fusion, latent, max_pass, mbr_exec, overlap, random, srank, trust,
};
use crate::matrix::ExecutionMatrix;
use std::fmt;
use std::str::FromStr;

/// What scores sets of candidates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scorer {
    /// Fusion, and the tests passed as far as the run's tests can be trusted, ours.
    #[default]
    Trust,
    /// Overlap and B4 together, ours.
    Fusion,
    /// Agreement of outputs, weighted by the tests that are passed, ours.
    Overlap,
    /// √candidates · tests (`CodeT`).
    Codet,
    /// Candidates · tests (`CodeT`).
    CodetProduct,
    /// The posterior of B4.
    B4,
    /// Overlap between clusters of outputs (`SRank`).
    Srank,
    /// The most common behaviour (MBR-exec).
    MbrExec,
    /// Candidates right, tests valid, by expectation–maximisation (Dawid–Skene).
    Latent,
    /// The variant whose candidates agree most.
    Frequency,
    /// Tests passed.
    MaxPass,
    /// Chance.
    Random,
}

impl Scorer {
    /// Every scorer with its name.
    const ALL: [(Self, &'static str); 12] = [
        (Self::Trust, "trust"),
        (Self::Fusion, "fusion"),
        (Self::Overlap, "overlap"),
        (Self::Codet, "codet"),
        (Self::CodetProduct, "codet-product"),
        (Self::B4, "b4"),
        (Self::Srank, "srank"),
        (Self::MbrExec, "mbr-exec"),
        (Self::Latent, "latent"),
        (Self::Frequency, "frequency"),
        (Self::MaxPass, "max-pass"),
        (Self::Random, "random"),
    ];

    /// Every scorer.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().map(|(scorer, _)| scorer)
    }

    /// Says whether the scorer looks at outputs.
    #[must_use]
    pub fn needs_outputs(self) -> bool {
        matches!(
            self,
            Self::Trust | Self::Fusion | Self::Overlap | Self::Srank | Self::MbrExec
        )
    }

    /// Says whether the scorer looks at all problems of a run for each of them.
    #[must_use]
    pub fn looks_at_all_problems(self) -> bool {
        self == Self::Trust
    }

    /// How the method's authors count candidates.
    pub(super) fn usual_weigh(self) -> Weigh {
        match self {
            Self::Codet | Self::CodetProduct | Self::MbrExec | Self::Frequency => Weigh::Raw,
            _ => Weigh::Unique,
        }
    }

    pub(super) fn score(
        self,
        matrix: &ExecutionMatrix,
        weigh: Weigh,
        reliability: Reliability,
    ) -> Vec<Scored> {
        match self {
            Self::Trust => trust::score(matrix, weigh, reliability),
            Self::Fusion => fusion::score(matrix, weigh),
            Self::Overlap => overlap::score(matrix, weigh),
            Self::Codet => codet::score(matrix, weigh),
            Self::CodetProduct => codet::score_product(matrix, weigh),
            Self::B4 => b4::score(matrix, weigh),
            Self::Srank => srank::score(matrix, weigh),
            Self::MbrExec => mbr_exec::score(matrix, weigh),
            Self::Latent => latent::score(matrix, weigh),
            Self::Frequency => frequency::score(matrix),
            Self::MaxPass => max_pass::score(matrix),
            Self::Random => random::score(matrix),
        }
    }
}

impl fmt::Display for Scorer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::ALL.iter().find(|(scorer, _)| scorer == self);
        formatter.write_str(name.map_or("", |(_, name)| name))
    }
}

impl FromStr for Scorer {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.iter().find(|(_, known)| *known == name);
        known.map(|(scorer, _)| *scorer).ok_or_else(|| {
            let names = Self::ALL.map(|(_, name)| name);
            format!("no scorer `{name}`; there is {}", names.join(", "))
        })
    }
}

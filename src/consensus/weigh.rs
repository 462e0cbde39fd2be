//! How the candidates of a set are counted.

use crate::matrix::ExecutionMatrix;
use crate::origin::Origins;
use std::fmt;
use std::str::FromStr;

/// Weights are counted in these parts of one: sums of whole numbers do not depend on their order.
pub(super) const UNIT: f64 = 65_536.0;

/// How the candidates of a set are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weigh {
    /// Samples, so that a program that was written twice counts twice.
    Raw,
    /// Distinct programs.
    Unique,
    /// Distinct variants that the candidates came from.
    Origins,
    /// The sum over variants of the root of the samples from each.
    SqrtPerOrigin,
}

impl Weigh {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Raw, "raw"),
        (Self::Unique, "unique"),
        (Self::Origins, "origins"),
        (Self::SqrtPerOrigin, "sqrt-per-origin"),
    ];

    /// The weight of a set in units of 1/65,536.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts are far below 2³⁶"
    )]
    pub(super) fn units(self, matrix: &ExecutionMatrix, candidates: &[usize]) -> u64 {
        (self.size(matrix, candidates) * UNIT).round() as u64
    }

    /// The weight of a set.
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
    pub(super) fn size(self, matrix: &ExecutionMatrix, candidates: &[usize]) -> f64 {
        let raw = || -> usize { candidates.iter().map(|&it| matrix.candidates[it]).sum() };
        let origins = || {
            let mut all = Origins::default();
            for &candidate in candidates {
                if let Some(origins) = matrix.origins.get(candidate) {
                    all.merge(origins);
                }
            }
            all
        };
        match self {
            Self::Raw => raw() as f64,
            Self::Unique => candidates.len() as f64,
            Self::Origins if matrix.origins.is_empty() => 1.0,
            Self::Origins => origins().distinct() as f64,
            Self::SqrtPerOrigin if matrix.origins.is_empty() => (raw() as f64).sqrt(),
            Self::SqrtPerOrigin => origins().counts().map(|count| (count as f64).sqrt()).sum(),
        }
    }
}

impl fmt::Display for Weigh {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::ALL.iter().find(|(weigh, _)| weigh == self);
        formatter.write_str(name.map_or("", |(_, name)| name))
    }
}

impl FromStr for Weigh {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.iter().find(|(_, known)| *known == name);
        known.map(|(weigh, _)| *weigh).ok_or_else(|| {
            let names = Self::ALL.map(|(_, name)| name);
            format!("no way `{name}` to count; there is {}", names.join(", "))
        })
    }
}

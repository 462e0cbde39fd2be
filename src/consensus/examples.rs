//! What the examples of the prompt are worth: a layer around any scorer.

use super::sets::Scored;
use crate::matrix::ExecutionMatrix;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// How examples count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ByExamples {
    /// The candidates that pass most examples come first, and the scorer chooses among them. An example that
    /// too few pass is distrusted.
    #[default]
    Filter,
    /// All examples together weigh as much as all other tests.
    Weight,
    /// Not at all.
    Off,
}

impl ByExamples {
    const ALL: [(Self, &'static str); 3] = [
        (Self::Filter, "filter"),
        (Self::Weight, "weight"),
        (Self::Off, "off"),
    ];
}

impl fmt::Display for ByExamples {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::ALL.iter().find(|(how, _)| how == self);
        formatter.write_str(name.map_or("", |(_, name)| name))
    }
}

impl FromStr for ByExamples {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.iter().find(|(_, known)| *known == name);
        known.map(|(how, _)| *how).ok_or_else(|| {
            let names = Self::ALL.map(|(_, name)| name);
            format!(
                "no such way to count examples: `{name}`; there is {}",
                names.join(", ")
            )
        })
    }
}

/// The examples in the prompt of a problem.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Those that became tests.
    pub found: usize,
    /// Those that count.
    pub used: usize,
}

/// The number of examples, and of those that count in such a way.
#[must_use]
pub fn shown(matrix: &ExecutionMatrix, how: ByExamples) -> Shown {
    let found = matrix.examples.ones().count();
    let used = match how {
        ByExamples::Filter => trusted(matrix).len(),
        ByExamples::Weight => found,
        ByExamples::Off => 0,
    };
    Shown { found, used }
}

/// Scores sets with examples counted so.
pub(super) fn with_examples(
    matrix: &ExecutionMatrix,
    how: ByExamples,
    score: impl Fn(&ExecutionMatrix) -> Vec<Scored>,
) -> Vec<Scored> {
    match how {
        _ if !matrix.examples.any() => score(matrix),
        ByExamples::Off => score(&matrix.without_examples()),
        ByExamples::Weight => score(&weighted(matrix)),
        ByExamples::Filter => filtered(matrix, score),
    }
}

/// The matrix in which all examples together weigh as much as all other tests, each at least what it did.
fn weighted(matrix: &ExecutionMatrix) -> ExecutionMatrix {
    let mut weighted = matrix.clone();
    let count = matrix.examples.ones().count();
    let others = matrix.tests.iter().sum::<usize>() - count;
    for example in matrix.examples.ones() {
        weighted.tests[example] += (others / count).max(1) - 1;
    }
    weighted
}

/// Scores the candidates that pass most of the trusted examples among themselves, then those that pass fewer. Scores
/// become reciprocal ranks.
fn filtered(
    matrix: &ExecutionMatrix,
    score: impl Fn(&ExecutionMatrix) -> Vec<Scored>,
) -> Vec<Scored> {
    let trusted = trusted(matrix);
    let passed = |candidate: usize| {
        let row = &matrix.passes[candidate];
        trusted.iter().filter(|&&example| row.has(example)).count()
    };
    let passed: Vec<usize> = (0..matrix.passes.len()).map(passed).collect();
    let mut ranked = Vec::new();
    let mut rank = 0.0;
    for level in (0..=trusted.len()).rev() {
        let places: Vec<usize> = (0..passed.len())
            .filter(|&it| passed[it] == level)
            .collect();
        let mut scored = score(&matrix.of_candidates(&places));
        scored.sort_by(|a, b| b.1.total_cmp(&a.1));
        for tied in scored.chunk_by(|a, b| a.1.total_cmp(&b.1).is_eq()) {
            rank += 1.0;
            let set = |set: &Vec<usize>| set.iter().map(|&it| places[it]).collect();
            ranked.extend(tied.iter().map(|it| (set(&it.0), 1.0 / rank)));
        }
    }
    ranked
}

/// The part of the candidates that must pass an example for it to be trusted, one of so many.
const FEWEST: usize = 3;

/// The examples that enough candidates pass.
fn trusted(matrix: &ExecutionMatrix) -> Vec<usize> {
    let loaded = (0..matrix.passes.len()).filter(|&it| matrix.outputs.loads(it));
    let loaded: Vec<usize> = loaded.collect();
    let passing = |example: usize| {
        loaded
            .iter()
            .filter(|&&it| matrix.passes[it].has(example))
            .count()
    };
    let is_trusted = |&example: &usize| passing(example) * FEWEST >= loaded.len();
    matrix.examples.ones().filter(is_trusted).collect()
}

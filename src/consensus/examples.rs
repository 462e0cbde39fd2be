//! What the examples of the prompt are worth: a layer around any scorer.

use super::sets::{Scored, by_behaviour, group};
use crate::matrix::ExecutionMatrix;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// How examples count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ByExamples {
    /// What passes most examples comes first, and the scorer chooses among that. An example that a majority
    /// contradicts is distrusted.
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
        ByExamples::Filter => filtered(matrix, score(matrix)),
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

/// Puts the sets that pass most of the trusted examples first and leaves the order of the scorer among them: all
/// candidates have had their votes. Scores become reciprocal ranks.
fn filtered(matrix: &ExecutionMatrix, scored: Vec<Scored>) -> Vec<Scored> {
    let trusted = trusted(matrix);
    let passed = |candidate: usize| {
        let row = &matrix.passes[candidate];
        trusted.iter().filter(|&&example| row.has(example)).count()
    };
    let split = |(set, score): Scored| {
        let parts = group(set.into_iter(), |candidate| Some(passed(candidate)));
        let level = |part: Vec<usize>| (passed(part[0]), score, part);
        parts.into_iter().map(level).collect::<Vec<_>>()
    };
    let mut parts: Vec<(usize, f64, Vec<usize>)> = scored.into_iter().flat_map(split).collect();
    parts.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)));
    let mut ranked = Vec::with_capacity(parts.len());
    let mut rank = 0.0;
    for tied in parts.chunk_by(|a, b| a.0 == b.0 && a.1.total_cmp(&b.1).is_eq()) {
        rank += 1.0;
        ranked.extend(tied.iter().map(|(_, _, part)| (part.clone(), 1.0 / rank)));
    }
    ranked
}

/// An example counts against a majority where at least one of so many samples passes it.
const FEW: usize = 3;

/// The examples that some candidate passes, but for those that a majority contradicts: more than half of the samples do
/// the same and fail it, and fewer than a third pass it. Programs that are wrong seldom agree so widely, and a few
/// percent of examples are wrong.
pub(super) fn trusted(matrix: &ExecutionMatrix) -> Vec<usize> {
    let behaviours = by_behaviour(matrix);
    let samples = |behaviour: &Vec<usize>| -> usize {
        let own = behaviour.iter().map(|&it| matrix.candidates[it]);
        own.sum()
    };
    let all: usize = behaviours.iter().map(samples).sum();
    let majority = behaviours.iter().find(|it| 2 * samples(it) > all);
    let is_trusted = |&example: &usize| {
        let passes = |behaviour: &&Vec<usize>| matrix.passes[behaviour[0]].has(example);
        let passing: usize = behaviours.iter().filter(passes).map(samples).sum();
        passing > 0 && (passing * FEW >= all || majority.is_none_or(|it| passes(&it)))
    };
    matrix.examples.ones().filter(is_trusted).collect()
}

//! Figures of the problems that share a label.

use super::{Interval, bootstrap, mean};
use crate::problem::Labels;
use serde::Serialize;
use std::collections::BTreeMap;

/// The labels of deep-learning tasks whose values have an order of their own (DL-Bench).
const ORDERED: [(&str, &[&str]); 1] = [(
    "stage",
    &[
        "pre/post processing",
        "model construction",
        "training",
        "inference",
        "evaluation & metrics",
    ],
)];

/// A mean over problems, with its 95 % interval by the bootstrap over them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Share {
    /// The mean.
    pub value: f64,
    /// Its interval.
    pub interval: Interval,
}

impl Share {
    /// The mean of some values; nothing of nothing.
    #[must_use]
    pub fn of(values: &[f64], seed: u64) -> Option<Self> {
        let value = mean(values)?;
        let interval = bootstrap(values, seed);
        Some(Self { value, interval })
    }
}

/// The problems that have one value of a label.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// The value; nothing for the problems without the label.
    pub value: Option<String>,
    /// How many problems have it.
    pub problems: usize,
    /// The selection, where there is one: the share of problems that it solves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selected: Option<Share>,
    /// pass@1 of the plain samples.
    pub sampled: Option<Share>,
}

/// What is known of one problem.
#[derive(Clone, Copy, Debug)]
pub struct Labelled<'a> {
    /// Its labels.
    pub labels: &'a Labels,
    /// What its selection is worth, where there is one.
    pub selected: Option<f64>,
    /// pass@1 of its samples.
    pub sampled: f64,
}

/// Breaks figures down by the values of a label, in the order that the label has or else by name; problems without it come last,
/// a problem with several values counts with each.
#[must_use]
pub fn breakdown(label: &str, problems: &[Labelled<'_>], seed: u64) -> Vec<Part> {
    let mut parts: BTreeMap<(usize, Option<&str>), Vec<Labelled<'_>>> = BTreeMap::new();
    for problem in problems {
        match problem.labels.get(label) {
            None => parts.entry((usize::MAX, None)).or_default().push(*problem),
            Some(values) => {
                for value in values {
                    let key = (order(label, value), Some(value.as_str()));
                    parts.entry(key).or_default().push(*problem);
                }
            }
        }
    }
    let part = |((_, value), problems): ((usize, Option<&str>), Vec<Labelled<'_>>)| {
        let selected: Vec<f64> = problems.iter().filter_map(|it| it.selected).collect();
        let sampled: Vec<f64> = problems.iter().map(|it| it.sampled).collect();
        Part {
            value: value.map(str::to_owned),
            problems: problems.len(),
            selected: Share::of(&selected, seed),
            sampled: Share::of(&sampled, seed),
        }
    };
    parts.into_iter().map(part).collect()
}

fn order(label: &str, value: &str) -> usize {
    let known = ORDERED.iter().find(|(name, _)| *name == label);
    let place = known.and_then(|(_, values)| values.iter().position(|it| *it == value));
    place.unwrap_or(usize::MAX - 1)
}

//! Figures of the problems that share a label.

use super::{Interval, bootstrap, mean};
use crate::problem::Labels;
use crate::repository::label_rank;
use serde::Serialize;
use std::collections::BTreeMap;

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

/// Breaks figures down by the values of a label.
#[must_use]
pub fn breakdown(label: &str, problems: &[Labelled<'_>], seed: u64) -> Vec<Part> {
    let part = |(value, places): (Option<String>, Vec<usize>)| {
        let own = || places.iter().map(|&place| &problems[place]);
        let selected: Vec<f64> = own().filter_map(|it| it.selected).collect();
        let sampled: Vec<f64> = own().map(|it| it.sampled).collect();
        Part {
            value,
            problems: places.len(),
            selected: Share::of(&selected, seed),
            sampled: Share::of(&sampled, seed),
        }
    };
    let values = by_value(label, problems.iter().map(|it| it.labels));
    values.into_iter().map(part).collect()
}

/// The places of the problems with each value of a label, in the order that its values have or else by name; a problem with
/// several values stands with each, those without the label come last.
#[must_use]
pub fn by_value<'a>(
    label: &str,
    problems: impl Iterator<Item = &'a Labels>,
) -> Vec<(Option<String>, Vec<usize>)> {
    let mut parts: BTreeMap<(usize, Option<&str>), Vec<usize>> = BTreeMap::new();
    for (place, labels) in problems.enumerate() {
        let values = labels.get(label).map(Vec::as_slice).unwrap_or_default();
        for value in values {
            let rank = label_rank(label, value).unwrap_or(usize::MAX - 1);
            parts.entry((rank, Some(value))).or_default().push(place);
        }
        if values.is_empty() {
            parts.entry((usize::MAX, None)).or_default().push(place);
        }
    }
    let parts = parts.into_iter();
    parts
        .map(|((_, value), places)| (value.map(str::to_owned), places))
        .collect()
}

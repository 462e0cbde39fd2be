//! The order of peers, learned from all repositories but one.

use crate::row::Row;
use mutagree::reason::{Bug, Facts, Reason, Rule, Rules};
use std::collections::{BTreeMap, BTreeSet};

/// So many failures that agree by the share of the label in all weigh as much as what was seen of a rule.
const PRIOR: f64 = 4.0;

/// Explains each failure by rules whose peers were ordered without its repository.
pub(crate) fn cross_validated(rows: &[Row], rules: &Rules) -> Vec<Reason> {
    let repositories: BTreeSet<&str> = rows.iter().map(|row| row.repository.as_str()).collect();
    let learned: BTreeMap<&str, Rules> = repositories
        .into_iter()
        .map(|left_out| {
            let others = rows.iter().filter(|row| row.repository != left_out);
            (left_out, learn(&others.collect::<Vec<_>>(), rules))
        })
        .collect();
    rows.iter()
        .map(|row| row.explain(&learned[row.repository.as_str()]))
        .collect()
}

/// Orders peers by how often their bug is the authors', of the failures that no rule of lower order explains.
fn learn(rows: &[&Row], rules: &Rules) -> Rules {
    let mut seen: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for row in rows {
        let failures = row.failures();
        let read: Vec<Facts> = failures.iter().map(Facts::of).collect();
        let matching = rules.iter().filter(|rule| {
            let mut pairs = failures.iter().zip(&read);
            rule.bug.is_some() && pairs.any(|(failure, facts)| rule.matches(failure, facts))
        });
        let matching: Vec<&Rule> = matching.collect();
        let reached = matching.first().map(|rule| rule.order);
        for rule in matching.iter().filter(|rule| Some(rule.order) == reached) {
            let (all, right) = seen.entry(&rule.name).or_default();
            *all += 1.0;
            *right += f64::from(u8::from(rule.bug == Some(row.label)));
        }
    }
    let share =
        |bug| rows.iter().filter(|row| Some(row.label) == bug).count() as f64 / rows.len() as f64;
    rules.clone().with_peers_by(|rule| {
        let (all, right) = seen.get(rule.name.as_str()).copied().unwrap_or_default();
        let weight = (right + PRIOR * share(rule.bug)) / (all + PRIOR);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // It is between 0 and 1.
        let whole = (weight * 1e9) as u64;
        whole
    })
}

pub(crate) fn most_frequent<'r>(rows: impl Iterator<Item = &'r Row>) -> Option<Bug> {
    let mut numbers: BTreeMap<Bug, usize> = BTreeMap::new();
    for row in rows {
        *numbers.entry(row.label).or_default() += 1;
    }
    numbers
        .into_iter()
        .max_by_key(|(_, number)| *number)
        .map(|(bug, _)| bug)
}

/// How many failures each rule explains, and how many of them as the authors do.
pub(crate) fn precision(rows: &[Row], reasons: &[Reason]) -> Vec<(String, usize, usize)> {
    let mut seen: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (row, reason) in rows.iter().zip(reasons) {
        let name = reason.rule.clone().unwrap_or_default();
        let (all, right) = seen.entry(name).or_default();
        *all += 1;
        *right += usize::from(row.label == reason.bug);
    }
    let listed = seen
        .into_iter()
        .map(|(name, (all, right))| (name, all, right));
    listed.collect()
}

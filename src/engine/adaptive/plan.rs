//! Which pairs of candidates and tests run.

use super::trial::Trial;
use crate::consensus::{Ranking, by_behaviour, can_win, has_bounds, prospects};
use crate::engine::EngineError;
use crate::origin::PROMPT;
use std::cmp::Reverse;
use std::collections::HashMap;

/// The part of the tests, one of so many, that run at a time.
const PART: usize = 5;

/// The fewest tests that run at a time where bounds decide who goes on, …
const FEWEST: usize = 2;

/// … and the fewest that tell the better half from the other: after fewer the winner is often not in it.
const FEWEST_TO_HALVE: usize = 10;

/// Runs what a ranking needs.
pub(super) fn run(trial: &mut Trial<'_>, ranking: Ranking) -> Result<(), EngineError> {
    let mut order: Vec<u32> = (0..trial.tests.len())
        .filter_map(|it| u32::try_from(it).ok())
        .collect();
    order.sort_by_key(|&test| {
        let test = test as usize;
        let is_example = trial.tests[test].origins.contains(PROMPT);
        (!is_example, Reverse(trial.weights[test]))
    });
    let examples = trial.tests.iter().filter(|it| it.origins.contains(PROMPT));
    let examples = examples.count();
    let is_bounded = has_bounds(ranking, examples > 0);
    let fewest = if is_bounded { FEWEST } else { FEWEST_TO_HALVE };
    let count = order.len().div_ceil(PART).max(fewest).max(examples);
    let mut parts = order.chunks(count).map(|part| {
        let mut part = part.to_vec();
        part.sort_unstable();
        part
    });
    let all = trial.alike();
    let first = parts.next().unwrap_or_default();
    for alike in &all {
        trial.run(alike, &first, true)?;
    }
    let parts: Vec<Vec<u32>> = parts.collect();
    let alive: Vec<bool> = (0..all.concat().len()).map(|it| trial.loads(it)).collect();
    if is_bounded {
        by_bounds(trial, ranking, &parts, alive)
    } else {
        let mut rest = parts.concat();
        rest.sort_unstable();
        by_halving(trial, ranking, &rest)
    }
}

/// Runs each part on the candidates that can still win.
fn by_bounds(
    trial: &mut Trial<'_>,
    ranking: Ranking,
    parts: &[Vec<u32>],
    mut alive: Vec<bool>,
) -> Result<(), EngineError> {
    let weight = |part: &Vec<u32>| -> u64 {
        let weights = part.iter().map(|&test| trial.weights[test as usize]);
        weights.map(|weight| weight as u64).sum()
    };
    let weights: Vec<u64> = parts.iter().map(weight).collect();
    let all = trial.alike();
    for (place, part) in parts.iter().enumerate() {
        let rest = weights[place..].iter().sum();
        if let Some(can) = can_win(&trial.matrix(), &alive, rest, ranking) {
            alive = can;
        }
        for alike in all.iter().filter(|alike| alive[alike[0]]) {
            trial.run(alike, part, false)?;
        }
    }
    Ok(())
}

/// Runs the rest on one candidate of each behaviour in the better half.
fn by_halving(trial: &mut Trial<'_>, ranking: Ranking, rest: &[u32]) -> Result<(), EngineError> {
    if rest.is_empty() {
        return Ok(());
    }
    let behaviours = ranked_behaviours(trial, ranking);
    let kept = behaviours.len().div_ceil(2);
    for behaviour in behaviours.iter().take(kept) {
        let first = behaviour[0];
        trial.run(&[first], rest, false)?;
        for &candidate in &behaviour[1..] {
            trial.liken(candidate, first, rest);
        }
    }
    Ok(())
}

/// The candidates that do the same so far, in the order of the ranking; those that it does not rank come last.
fn ranked_behaviours(trial: &Trial<'_>, ranking: Ranking) -> Vec<Vec<usize>> {
    let matrix = trial.matrix();
    let mut places: HashMap<usize, usize> = HashMap::new();
    for (place, set) in prospects(&matrix, ranking).into_iter().enumerate() {
        places.extend(
            set.candidates
                .into_iter()
                .map(|candidate| (candidate, place)),
        );
    }
    let mut behaviours = by_behaviour(&matrix);
    behaviours.sort_by_key(|behaviour| {
        let place = places.get(&behaviour[0]).copied().unwrap_or(usize::MAX);
        (place, Reverse(behaviour.len()))
    });
    behaviours
}

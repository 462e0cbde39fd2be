//! Evaluation: pass@k of the selection and of the plain samples, against the reference tests.

use super::reference::{ReferenceSettings, reference};
use super::{Agreement, Engine, EngineError, Loaded};
use crate::candidate::{self, Sample};
use crate::evaluation::{Interval, bootstrap, groups, pass_at_k, selected_pass_at_k};
use crate::problem::Problem;
use crate::store::{Compat, Run};
use mutagree_sandbox::Limits;
use serde::Serialize;
use std::collections::BTreeMap;

/// What an evaluation found; every figure is a fraction.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evaluation {
    /// The number of problems.
    pub problems: usize,
    /// The scorer whose selection was evaluated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scorer: Option<String>,
    /// pass@k by k: of the selection, or of the samples where there is no selection.
    pub pass_at: BTreeMap<usize, f64>,
    /// pass@k of the plain samples, where a selection was evaluated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BTreeMap<usize, f64>>,
    /// 95 % bootstrap intervals of `pass_at` over the problems.
    pub interval: BTreeMap<usize, Interval>,
    /// For each problem, whether the candidate that was selected is right.
    #[serde(skip)]
    pub selected: Vec<Option<bool>>,
}

/// Evaluates the selection of a run against the reference tests, which run in the same sandbox.
///
/// # Errors
/// Where the sandbox fails, the run cannot be written, or the user asked to stop.
pub fn evaluate(
    engine: &Engine<'_>,
    run: &Run,
    loaded: &Loaded,
    agreement: &Agreement,
    options: (&[usize], u64),
) -> Result<Evaluation, EngineError> {
    let path = run.path("reference.jsonl");
    let right = reference(engine, Some(&path), ReferenceSettings::of(run), loaded)?;
    let (ks, seed) = (possible(options.0, loaded), options.1);
    let counts = counts(loaded, &right);
    let selected = |problem: usize, k: usize| {
        let multiplicity: Vec<usize> = loaded.candidates[problem]
            .iter()
            .map(|candidate| candidate.multiplicity)
            .collect();
        let groups = groups(&agreement.sets[problem], &multiplicity, &right[problem]);
        let (n, c) = counts[problem];
        if groups.is_empty() {
            sampled(n, c, k)
        } else {
            selected_pass_at_k(&groups, k)
        }
    };
    let values =
        |k: usize| -> Vec<f64> { (0..counts.len()).map(|place| selected(place, k)).collect() };
    Ok(Evaluation {
        problems: loaded.problems.len(),
        scorer: agreement.scorer.clone(),
        pass_at: ks.iter().map(|&k| (k, mean(&values(k)))).collect(),
        baseline: Some(
            ks.iter()
                .map(|&k| (k, mean(&baseline(&counts, k))))
                .collect(),
        ),
        interval: ks
            .iter()
            .map(|&k| (k, bootstrap(&values(k), seed)))
            .collect(),
        selected: agreement
            .selected
            .iter()
            .zip(&right)
            .map(|(selected, right)| selected.map(|place| right[place]))
            .collect(),
    })
}

/// Evaluates plain samples.
///
/// # Errors
/// Where the sandbox fails, or the user asked to stop.
pub fn evaluate_samples(
    engine: &Engine<'_>,
    problems: Vec<Problem>,
    samples: &[Vec<Sample>],
    limits: Limits,
    options: (&[usize], u64),
) -> Result<Evaluation, EngineError> {
    let candidates = problems
        .iter()
        .zip(samples)
        .map(|(problem, samples)| candidate::distinct(&problem.task_id, samples))
        .collect();
    let tests = vec![Vec::new(); problems.len()];
    let loaded = Loaded {
        problems,
        candidates,
        tests,
    };
    let settings = ReferenceSettings {
        compat: Compat::None,
        limits,
    };
    let right = reference(engine, None, settings, &loaded)?;
    let (ks, seed) = (possible(options.0, &loaded), options.1);
    let counts = counts(&loaded, &right);
    Ok(Evaluation {
        problems: loaded.problems.len(),
        scorer: None,
        pass_at: ks
            .iter()
            .map(|&k| (k, mean(&baseline(&counts, k))))
            .collect(),
        baseline: None,
        interval: ks
            .iter()
            .map(|&k| (k, bootstrap(&baseline(&counts, k), seed)))
            .collect(),
        selected: Vec::new(),
    })
}

/// The k for which every problem with samples has enough of them.
fn possible(ks: &[usize], loaded: &Loaded) -> Vec<usize> {
    let samples = |candidates: &Vec<candidate::Candidate>| -> usize {
        candidates
            .iter()
            .map(|candidate| candidate.multiplicity)
            .sum()
    };
    let fewest = loaded
        .candidates
        .iter()
        .map(samples)
        .filter(|&n| n > 0)
        .min()
        .unwrap_or(0);
    ks.iter().copied().filter(|&k| k <= fewest).collect()
}

/// For each problem, the number of samples, and of those that are right.
fn counts(loaded: &Loaded, right: &[Vec<bool>]) -> Vec<(usize, usize)> {
    let count = |(candidates, right): (&Vec<candidate::Candidate>, &Vec<bool>)| {
        let all = candidates.iter().map(|candidate| candidate.multiplicity);
        let right = all
            .clone()
            .zip(right)
            .filter(|(_, right)| **right)
            .map(|(count, _)| count);
        (all.sum(), right.sum())
    };
    loaded.candidates.iter().zip(right).map(count).collect()
}

fn baseline(counts: &[(usize, usize)], k: usize) -> Vec<f64> {
    counts.iter().map(|&(n, c)| sampled(n, c, k)).collect()
}

/// pass@k of plain samples; a problem without samples is never solved.
fn sampled(n: usize, c: usize, k: usize) -> f64 {
    if n < k { 0.0 } else { pass_at_k(n, c, k) }
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

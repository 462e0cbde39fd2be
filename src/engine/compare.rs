//! Comparison: pass@k of several rankings of one run, and how sure the differences are.

use super::agree::agreement_by;
use super::evaluate::{Judged, judged};
use super::reference::{ReferenceSettings, reference};
use super::{Engine, EngineError, Figures, Loaded, check_component, matrices};
use crate::consensus::Ranking;
use crate::evaluation::{Interval, bootstrap};
use crate::problem::Problem;
use crate::store::Run;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// The figures of one ranking; every figure is a fraction.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// The ranking's name.
    pub scorer: String,
    /// pass@k by k.
    pub pass_at: BTreeMap<usize, f64>,
    /// By how much pass@k differs from that of the first ranking.
    pub difference: BTreeMap<usize, f64>,
    /// 95 % intervals of the differences, by the bootstrap over problems, of which each keeps its pair of values.
    pub interval: BTreeMap<usize, Interval>,
}

/// Compares rankings of a run against reference tests: the run's own, or those of other problems of the same
/// names.
///
/// # Errors
/// Where the run has no whole matrix, the sandbox fails, or the user asked to stop.
pub fn compare(
    engine: &Engine<'_>,
    run: &Run,
    mut loaded: Loaded,
    problems: Option<Vec<Problem>>,
    rankings: &[Ranking],
    figures: Figures<'_>,
) -> Result<Vec<Compared>, EngineError> {
    check_component(engine, run)?;
    let matrices = matrices(run, &loaded)?;
    let own = problems.is_none();
    if let Some(problems) = problems {
        take_reference_tests(&mut loaded, problems);
    }
    let settings = ReferenceSettings::of(run);
    let right = reference(engine, own.then_some(run), settings, &loaded)?.right;
    let judged = judged(&loaded, &right);
    let ks = figures.possible(engine, &judged);
    let values: Vec<Vec<Vec<f64>>> = rankings
        .iter()
        .map(|ranking| {
            let agreement = agreement_by(&loaded, &matrices, *ranking);
            let value = |k: usize| {
                let of = |it: &Judged| it.selected(&loaded, &agreement, &right, k);
                judged.iter().map(of).collect()
            };
            ks.iter().map(|&k| value(k)).collect()
        })
        .collect();
    let compared = rankings.iter().zip(&values);
    Ok(compared
        .map(|(ranking, own)| compared_with(*ranking, &ks, own, &values[0], figures.seed))
        .collect())
}

fn compared_with(
    ranking: Ranking,
    ks: &[usize],
    own: &[Vec<f64>],
    first: &[Vec<f64>],
    seed: u64,
) -> Compared {
    let mut compared = Compared {
        scorer: ranking.to_string(),
        pass_at: BTreeMap::new(),
        difference: BTreeMap::new(),
        interval: BTreeMap::new(),
    };
    for ((&k, own), first) in ks.iter().zip(own).zip(first) {
        let differences: Vec<f64> = own.iter().zip(first).map(|(a, b)| a - b).collect();
        compared.pass_at.insert(k, mean(own));
        compared.difference.insert(k, mean(&differences));
        compared.interval.insert(k, bootstrap(&differences, seed));
    }
    compared
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

fn take_reference_tests(loaded: &mut Loaded, problems: Vec<Problem>) {
    let named = problems
        .into_iter()
        .map(|it| (it.task_id, (it.reference_tests, it.reference)));
    let mut tests: HashMap<String, _> = named.collect();
    for problem in &mut loaded.problems {
        (problem.reference_tests, problem.reference) =
            tests.remove(&problem.task_id).unwrap_or_default();
    }
}

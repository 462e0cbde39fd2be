//! Comparison: pass@k of several rankings of some runs, and how sure the differences are.

use super::agree::agreement_by;
use super::evaluate::{Judged, judged};
use super::reference::{ReferenceSettings, reference};
use super::{Engine, EngineError, Figures, Loaded, check_component, matrices};
use crate::consensus::Ranking;
use crate::evaluation::{Interval, bootstrap_clusters};
use crate::problem::Problem;
use crate::store::Run;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What rankings are worth, over the problems of all runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The rankings, in the order in which they were asked for.
    pub compared: Vec<Compared>,
    /// The share of problems with any right candidate, which no ranking can exceed at k = 1.
    pub any_right: f64,
    /// How many pairs of a problem and a run have reference tests.
    pub problems: usize,
}

/// The figures of one ranking; every figure is a fraction, every interval one of 95 %, by the bootstrap over problems, of
/// which each keeps its values of all runs and rankings.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// The ranking's name.
    pub scorer: String,
    /// pass@k by k.
    pub pass_at: BTreeMap<usize, f64>,
    /// Their intervals.
    pub interval: BTreeMap<usize, Interval>,
    /// By how much pass@k differs from that of the first ranking.
    pub difference: BTreeMap<usize, f64>,
    /// The intervals of the differences.
    pub difference_interval: BTreeMap<usize, Interval>,
}

/// What rankings are worth on one problem of a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measured {
    /// The problem.
    pub task_id: String,
    /// Its samples.
    pub samples: usize,
    /// Those that are right.
    pub right: usize,
    /// pass@k by k, of each ranking by its name.
    pub pass_at: BTreeMap<String, BTreeMap<usize, f64>>,
}

/// Measures rankings of a run against reference tests: the run's own, or those of other problems of the same
/// names.
///
/// # Errors
/// Where the run has no whole matrix, the sandbox fails, or the user asked to stop.
pub fn measure(
    engine: &Engine<'_>,
    run: &Run,
    mut loaded: Loaded,
    problems: Option<Vec<Problem>>,
    rankings: &[Ranking],
    figures: Figures<'_>,
) -> Result<Vec<Measured>, EngineError> {
    check_component(engine, run)?;
    let matrices = matrices(run, &loaded)?;
    let own = problems.is_none();
    if let Some(problems) = problems {
        take_reference_tests(&mut loaded, problems);
    }
    let settings = ReferenceSettings::of(run);
    let right = reference(engine, own.then_some(run), settings, &loaded)?.right;
    let judged = judged(&loaded, &right);
    let ks = figures.common(engine, &judged);
    let mut rows: Vec<Measured> = judged.iter().map(|it| it.measured(&loaded)).collect();
    for ranking in rankings {
        let agreement = agreement_by(&loaded, &matrices, *ranking);
        for (judged, row) in judged.iter().zip(&mut rows) {
            let value = |&k: &usize| (k, judged.selected(&loaded, &agreement, &right, k));
            let values = ks.iter().map(value).collect();
            row.pass_at.insert(ranking.to_string(), values);
        }
    }
    Ok(rows)
}

/// Compares rankings by what they are worth on each problem of some runs.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
pub fn compare(rows: &[Measured], rankings: &[Ranking], seed: u64) -> Comparison {
    let names: Vec<String> = rankings.iter().map(Ranking::to_string).collect();
    let any_right = rows.iter().filter(|row| row.right > 0).count() as f64;
    Comparison {
        compared: names
            .iter()
            .map(|name| compared_with(rows, name, &names[0], seed))
            .collect(),
        any_right: any_right / rows.len().max(1) as f64,
        problems: rows.len(),
    }
}

fn compared_with(rows: &[Measured], name: &str, first: &str, seed: u64) -> Compared {
    let mut compared = Compared {
        scorer: name.to_owned(),
        pass_at: BTreeMap::new(),
        interval: BTreeMap::new(),
        difference: BTreeMap::new(),
        difference_interval: BTreeMap::new(),
    };
    for k in shared_ks(rows, name) {
        let own = by_problem(rows, |row| row.pass_at[name][&k]);
        let differences = by_problem(rows, |row| row.pass_at[name][&k] - row.pass_at[first][&k]);
        compared.pass_at.insert(k, mean(&own));
        compared.interval.insert(k, bootstrap_clusters(&own, seed));
        compared.difference.insert(k, mean(&differences));
        let interval = bootstrap_clusters(&differences, seed);
        compared.difference_interval.insert(k, interval);
    }
    compared
}

/// The k that every row has.
fn shared_ks(rows: &[Measured], name: &str) -> BTreeSet<usize> {
    let ks = |row: &Measured| row.pass_at[name].keys().copied().collect::<BTreeSet<_>>();
    let all = rows.iter().map(ks).reduce(|one, other| &one & &other);
    all.unwrap_or_default()
}

/// Values by problem: those of one in several runs belong together.
fn by_problem(rows: &[Measured], value: impl Fn(&Measured) -> f64) -> Vec<Vec<f64>> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut clusters: Vec<Vec<f64>> = Vec::new();
    for row in rows {
        let place = *places.entry(&row.task_id).or_insert(clusters.len());
        if place == clusters.len() {
            clusters.push(Vec::new());
        }
        clusters[place].push(value(row));
    }
    clusters
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
fn mean(clusters: &[Vec<f64>]) -> f64 {
    let count = clusters.iter().map(Vec::len).sum::<usize>();
    clusters.iter().flatten().sum::<f64>() / count.max(1) as f64
}

impl Judged {
    fn measured(&self, loaded: &Loaded) -> Measured {
        Measured {
            task_id: loaded.problems[self.place].task_id.clone(),
            samples: self.samples,
            right: self.right,
            pass_at: BTreeMap::new(),
        }
    }
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

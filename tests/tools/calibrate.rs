//! Fits the confidence of selections, and says how well calibrated it is on models that were left out:
//! `cargo run --release --example calibrate -- MODEL=RUN…`, where each run was executed with outputs and evaluated. Runs
//! of one model, or of several that belong together, share its name and are left out together.
//!
//! Pools of all sizes are drawn from each run, with all of its tests and with fewer.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a tool for developers"
)]

use mutagree::consensus::{FEATURES, Ranking, features, rank_all};
use mutagree::engine::{Loaded, load};
use mutagree::matrix::{CallsRow, ExecutionMatrix, MatrixRow};
use mutagree::store::{Run, read_jsonl};
use rand::SeedableRng;
use rand::seq::index::sample;
use rand_chacha::ChaCha8Rng;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

/// Samples of candidates for each problem; as many as there are come last.
const SAMPLES: [usize; 8] = [1, 2, 3, 5, 10, 20, 50, 100];
/// Tests of each problem.
const TESTS: [usize; 5] = [1, 2, 4, 10, usize::MAX];
/// The weight of the prior: weights are drawn to zero.
const RIDGE: f64 = 1.0;
const SIZE: usize = FEATURES.len() + 1;
/// What must not fall (1) or rise (-1) where a feature rises; either may (0): what a problem's tests say counts more or less
/// where those of others are passed.
const SIGNS: [f64; SIZE] = [0.0, 1.0, 1.0, 1.0, 1.0, -1.0, 1.0, 0.0, 1.0, 1.0];

#[derive(Deserialize)]
struct Verdict {
    task_id: String,
    candidate_id: usize,
    passed: bool,
}

/// One selection: whose, what is known of it, what it counts, and whether it is right.
struct Selection {
    model: String,
    features: [f64; SIZE],
    weight: f64,
    right: bool,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut selections = Vec::new();
    for argument in &arguments {
        let (model, run) = argument
            .split_once('=')
            .expect("usage: calibrate MODEL=RUN…");
        Pools::read(run.as_ref()).draw(model, &mut selections);
    }
    even_out(&mut selections);
    println!(
        "{} selections of {} runs",
        selections.len(),
        arguments.len()
    );
    let everything: Vec<&Selection> = selections.iter().collect();
    println!("weights: {:.3?}", fit(&everything));
    let models: BTreeSet<&str> = selections.iter().map(|it| it.model.as_str()).collect();
    let mut predicted = Vec::new();
    for model in models {
        let (out, kept): (Vec<_>, Vec<_>) = selections.iter().partition(|it| it.model == model);
        let weights = fit(&kept);
        let left_out: Vec<_> = out
            .iter()
            .map(|it| (chance(&weights, &it.features), it.right))
            .collect();
        println!("\n{model}, left out:");
        report(&left_out);
        predicted.extend(left_out);
    }
    println!("\nall, each left out:");
    report(&predicted);
}

/// Lets each model count the same.
fn even_out(selections: &mut [Selection]) {
    let mut counts: BTreeMap<String, f64> = BTreeMap::new();
    for selection in selections.iter() {
        *counts.entry(selection.model.clone()).or_default() += 1.0;
    }
    let mean = selections.len() as f64 / counts.len() as f64;
    for selection in selections {
        selection.weight = mean / counts[&selection.model];
    }
}

/// What pools are drawn from.
struct Pools {
    loaded: Loaded,
    /// The rows of each problem.
    rows: Vec<Vec<MatrixRow>>,
    /// How many inputs were added to each problem.
    added: Vec<usize>,
    /// Whether each candidate is right.
    right: Vec<Vec<bool>>,
}

impl Pools {
    fn read(folder: &Path) -> Self {
        let run = Run::open(folder).unwrap();
        let loaded = load(&run).unwrap();
        let rows: Vec<MatrixRow> = read_jsonl(&run.path("matrix.jsonl")).unwrap();
        let mut rows: HashMap<_, _> = rows
            .into_iter()
            .map(|row| ((row.task_id.clone(), row.candidate_id), row))
            .collect();
        let calls: Vec<CallsRow> = read_jsonl(&run.path("calls.jsonl")).unwrap();
        let added: HashMap<_, _> = calls.into_iter().map(|it| (it.task_id, it.added)).collect();
        let verdicts: Vec<Verdict> = read_jsonl(&run.path("reference.jsonl")).unwrap();
        let verdicts: HashMap<_, _> = verdicts
            .into_iter()
            .map(|it| ((it.task_id, it.candidate_id), it.passed))
            .collect();
        let problems = loaded.problems.iter().zip(&loaded.candidates);
        let keys = problems.map(|(problem, candidates)| {
            let ids = candidates.iter().map(|it| it.candidate_id);
            ids.map(|id| (problem.task_id.clone(), id)).collect()
        });
        let keys: Vec<Vec<(String, usize)>> = keys.collect();
        let names = loaded.problems.iter().map(|it| it.task_id.as_str());
        Self {
            added: names
                .map(|it| added.get(it).copied().unwrap_or(0))
                .collect(),
            rows: keys
                .iter()
                .map(|keys| keys.iter().map(|key| rows.remove(key).unwrap()).collect())
                .collect(),
            right: keys
                .iter()
                .map(|keys| keys.iter().map(|key| verdicts[key]).collect())
                .collect(),
            loaded,
        }
    }

    /// Draws pools, selects from each, and adds the selections.
    fn draw(&self, model: &str, selections: &mut Vec<Selection>) {
        let mut random = ChaCha8Rng::seed_from_u64(0);
        let samples = |problem: usize| -> usize {
            let candidates = self.loaded.candidates[problem].iter();
            candidates.map(|it| it.multiplicity).sum()
        };
        let problems = 0..self.loaded.problems.len();
        let most = problems.clone().map(samples).max().unwrap_or(0);
        let sizes = SAMPLES.into_iter().filter(|&it| it < most).chain([most]);
        for size in sizes {
            for tests in TESTS {
                let pools: Vec<(Vec<usize>, ExecutionMatrix)> = problems
                    .clone()
                    .map(|problem| self.pool(problem, size, tests, &mut random))
                    .collect();
                self.select(model, &pools, selections);
            }
        }
    }

    /// The candidates of a pool, and its matrix.
    fn pool(
        &self,
        problem: usize,
        samples: usize,
        tests: usize,
        random: &mut ChaCha8Rng,
    ) -> (Vec<usize>, ExecutionMatrix) {
        let written = self.loaded.candidates[problem].iter().enumerate();
        let written = written.flat_map(|(place, it)| vec![place; it.multiplicity]);
        let written: Vec<usize> = written.collect();
        let mut drawn: BTreeMap<usize, usize> = BTreeMap::new();
        for place in sample(random, written.len(), samples.min(written.len())) {
            *drawn.entry(written[place]).or_default() += 1;
        }
        let all = &self.loaded.tests[problem];
        let mut kept = sample(random, all.len(), tests.min(all.len())).into_vec();
        kept.sort_unstable();
        let rows = || drawn.keys().map(|&it| &self.rows[problem][it]);
        let passes = |row: &MatrixRow| {
            let passes = row.passes();
            kept.iter().map(|&test| passes[test]).collect()
        };
        let passes: Vec<Vec<bool>> = rows().map(passes).collect();
        let outputs: Vec<Vec<String>> = rows().map(|row| row.outputs.clone()).collect();
        let multiplicities = kept.iter().map(|&test| all[test].multiplicity).collect();
        let matrix =
            ExecutionMatrix::new(&passes, drawn.values().copied().collect(), multiplicities)
                .with_outputs(&outputs, self.added[problem]);
        (drawn.into_keys().collect(), matrix)
    }

    fn select(
        &self,
        model: &str,
        pools: &[(Vec<usize>, ExecutionMatrix)],
        selections: &mut Vec<Selection>,
    ) {
        let matrices: Vec<ExecutionMatrix> = pools.iter().map(|(_, it)| it.clone()).collect();
        let ranked = rank_all(&matrices, Ranking::default());
        let selected = ranked.iter().map(|sets| Some(sets.first()?.candidates[0]));
        let selected: Vec<Option<usize>> = selected.collect();
        for (problem, values) in features(&matrices, &selected).into_iter().enumerate() {
            let (Some(values), Some(place)) = (values, selected[problem]) else {
                continue;
            };
            let mut features = [1.0; SIZE];
            features[1..].copy_from_slice(&values);
            selections.push(Selection {
                model: model.to_owned(),
                features,
                weight: 1.0,
                right: self.right[problem][pools[problem].0[place]],
            });
        }
    }
}

fn chance(weights: &[f64; SIZE], features: &[f64; SIZE]) -> f64 {
    let odds: f64 = weights.iter().zip(features).map(|(a, b)| a * b).sum();
    1.0 / (1.0 + (-odds).exp())
}

/// Logistic regression by Newton's method. Weights of the wrong sign are taken out until there is none.
fn fit(selections: &[&Selection]) -> [f64; SIZE] {
    let mut out = [false; SIZE];
    loop {
        let weights = fit_without(selections, out);
        let wrong = |place: &usize| weights[*place] * SIGNS[*place] < 0.0;
        let wrong: Vec<usize> = (0..SIZE).filter(wrong).collect();
        if wrong.is_empty() {
            return weights;
        }
        for place in wrong {
            out[place] = true;
        }
    }
}

fn fit_without(selections: &[&Selection], out: [bool; SIZE]) -> [f64; SIZE] {
    let mut weights = [0.0; SIZE];
    for _ in 0..30 {
        let mut gradient = [0.0; SIZE];
        let mut hessian = [[0.0; SIZE]; SIZE];
        for place in 1..SIZE {
            gradient[place] = RIDGE * weights[place];
            hessian[place][place] = RIDGE;
        }
        for selection in selections {
            let chance = chance(&weights, &selection.features);
            let error = selection.weight * (chance - f64::from(u8::from(selection.right)));
            let slope = selection.weight * chance * (1.0 - chance);
            for (row, a) in selection.features.iter().enumerate() {
                gradient[row] += error * a;
                for (column, b) in selection.features.iter().enumerate() {
                    hessian[row][column] += slope * a * b;
                }
            }
        }
        for place in (0..SIZE).filter(|&it| out[it]) {
            gradient[place] = 0.0;
            hessian[place] = [0.0; SIZE];
            for row in &mut hessian {
                row[place] = 0.0;
            }
            hessian[place][place] = 1.0;
        }
        let step = solve(hessian, gradient);
        weights
            .iter_mut()
            .zip(step)
            .for_each(|(weight, step)| *weight -= step);
    }
    weights
}

/// Solves a system of linear equations by elimination.
fn solve(mut matrix: [[f64; SIZE]; SIZE], mut right: [f64; SIZE]) -> [f64; SIZE] {
    for place in 0..SIZE {
        for row in place + 1..SIZE {
            let factor = matrix[row][place] / matrix[place][place];
            let pivot = matrix[place];
            for (value, pivot) in matrix[row].iter_mut().zip(pivot).skip(place) {
                *value -= factor * pivot;
            }
            right[row] -= factor * right[place];
        }
    }
    for place in (0..SIZE).rev() {
        let known: f64 = (place + 1..SIZE)
            .map(|it| matrix[place][it] * right[it])
            .sum();
        right[place] = (right[place] - known) / matrix[place][place];
    }
    right
}

/// Prints Brier scores and a reliability table.
fn report(predicted: &[(f64, bool)]) {
    let count = predicted.len() as f64;
    let truth = |right: bool| f64::from(u8::from(right));
    let mean = predicted
        .iter()
        .map(|(_, right)| truth(*right))
        .sum::<f64>()
        / count;
    let brier = |chance: fn(f64, f64) -> f64| {
        let squares = predicted
            .iter()
            .map(|(p, right)| (chance(*p, 0.0) - truth(*right)).powi(2));
        squares.sum::<f64>() / count
    };
    println!("right: {:.1} %", 100.0 * mean);
    println!(
        "Brier score: {:.4}; of the mean alone: {:.4}",
        brier(|p, _| p),
        mean * (1.0 - mean)
    );
    println!("confidence  selections  predicted  right");
    for decile in 0..10 {
        let low = f64::from(decile) / 10.0;
        let within: Vec<_> = predicted
            .iter()
            .filter(|(p, _)| *p >= low && *p < low + 0.1)
            .collect();
        if within.is_empty() {
            continue;
        }
        let all = within.len() as f64;
        let chance = within.iter().map(|(p, _)| p).sum::<f64>() / all;
        let right = within.iter().filter(|(_, right)| *right).count() as f64 / all;
        println!(
            "{low:.1}–{:.1}  {all:10}  {:9.1} %  {:.1} %",
            low + 0.1,
            100.0 * chance,
            100.0 * right
        );
    }
}

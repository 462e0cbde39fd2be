//! Fits the confidence of a selection, and says how well calibrated it is on problems that were left out:
//! `cargo run --release --example calibrate -- RUN…`, where each run was ranked and evaluated. All runs are of the
//! same problems, so that a problem is left out in all of them.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a tool for developers"
)]

use mutagree::consensus::{FEATURES, Ranking, features};
use mutagree::engine::{agreement_by, load, matrices};
use mutagree::store::{Run, read_jsonl};
use serde::Deserialize;
use std::collections::HashMap;
use std::path::Path;

const FOLDS: usize = 10;
/// The weight of the prior: weights are drawn to zero.
const RIDGE: f64 = 1.0;
const SIZE: usize = FEATURES.len() + 1;

#[derive(Deserialize)]
struct Verdict {
    task_id: String,
    candidate_id: usize,
    passed: bool,
}

/// One selection: its problem, what is known of it, and whether it is right.
struct Selection {
    problem: usize,
    features: [f64; SIZE],
    right: bool,
}

fn main() {
    let runs: Vec<String> = std::env::args().skip(1).collect();
    let selections: Vec<Selection> = runs.iter().flat_map(|run| read(run.as_ref())).collect();
    println!("{} selections of {} runs", selections.len(), runs.len());
    let everything: Vec<&Selection> = selections.iter().collect();
    println!("weights: {:.3?}", fit(&everything));
    let mut predicted = Vec::new();
    for fold in 0..FOLDS {
        let (out, kept): (Vec<_>, Vec<_>) =
            selections.iter().partition(|it| it.problem % FOLDS == fold);
        let weights = fit(&kept);
        predicted.extend(
            out.iter()
                .map(|it| (chance(&weights, &it.features), it.right)),
        );
    }
    report(&predicted);
}

fn read(folder: &Path) -> Vec<Selection> {
    let run = Run::open(folder).unwrap();
    let loaded = load(&run).unwrap();
    let matrices = matrices(&run, &loaded).unwrap();
    let verdicts: Vec<Verdict> = read_jsonl(&run.path("reference.jsonl")).unwrap();
    let verdicts: HashMap<(String, usize), bool> = verdicts
        .into_iter()
        .map(|it| ((it.task_id, it.candidate_id), it.passed))
        .collect();
    let agreement = agreement_by(&loaded, &matrices, Ranking::default());
    let selected = agreement.selected.iter().enumerate();
    selected
        .filter_map(|(problem, selected)| {
            let candidate = (*selected)?;
            let key = (loaded.problems[problem].task_id.clone(), candidate);
            let mut values = [1.0; SIZE];
            values[1..].copy_from_slice(&features(&matrices[problem], candidate));
            Some(Selection {
                problem,
                features: values,
                right: verdicts[&key],
            })
        })
        .collect()
}

fn chance(weights: &[f64; SIZE], features: &[f64; SIZE]) -> f64 {
    let odds: f64 = weights.iter().zip(features).map(|(a, b)| a * b).sum();
    1.0 / (1.0 + (-odds).exp())
}

/// Logistic regression by Newton's method.
fn fit(selections: &[&Selection]) -> [f64; SIZE] {
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
            let error = chance - f64::from(u8::from(selection.right));
            for (row, a) in selection.features.iter().enumerate() {
                gradient[row] += error * a;
                for (column, b) in selection.features.iter().enumerate() {
                    hessian[row][column] += chance * (1.0 - chance) * a * b;
                }
            }
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

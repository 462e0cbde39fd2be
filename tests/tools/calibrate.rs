//! Fits the confidence of selections, and says how well calibrated it is on models that were left out:
//! `cargo run --release --example calibrate -- GROUP=MODEL,… RUN…`, where each run was executed with outputs and evaluated, and the
//! origin of a candidate is its model. `calibrate.py` makes the runs and calls it.
//!
//! Pools are drawn from each run: of each model alone, of some of a group, and of more or fewer samples where a model is a group
//! of its own; with all tests and with fewer, with the examples of the prompts and without, of many problems and of few.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a tool for developers"
)]

use mutagree::candidate::Candidate;
use mutagree::consensus::{FEATURES, Ranking, features, rank_all};
use mutagree::engine::{Loaded, load};
use mutagree::evaluation::calibration;
use mutagree::matrix::{Bits, CallsRow, ExecutionMatrix, MatrixRow};
use mutagree::origin::PROMPT;
use mutagree::store::{Run, read_jsonl};
use rand::SeedableRng;
use rand::seq::index::sample;
use rand_chacha::ChaCha8Rng;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// Samples of a model that is a group of its own.
const SAMPLES: [usize; 8] = [1, 2, 3, 5, 10, 20, 50, 100];
/// How many models of a group are in a pool.
const MODELS: [usize; 4] = [2, 3, 5, 10];
/// Pools of so many models that are drawn from each run.
const DRAWS: usize = 2;
/// Tests of each problem, beside its examples.
const TESTS: [usize; 5] = [1, 2, 4, 10, usize::MAX];
/// Problems of a run.
const PROBLEMS: [usize; 2] = [8, usize::MAX];
/// The weight of the prior: weights are drawn to zero.
const RIDGE: f64 = 1.0;
const SIZE: usize = FEATURES.len() + 1;
/// What must not fall (1) or rise (-1) where a feature rises; either may (0): what a problem's own tests and examples say counts
/// more or less where those of others are passed.
const SIGNS: [f64; SIZE] = [
    0.0, 1.0, 1.0, 1.0, 1.0, -1.0, 1.0, 0.0, 1.0, 0.0, 1.0, -1.0, 0.0, -1.0, 0.0, 0.0,
];

#[derive(Deserialize)]
struct Verdict {
    task_id: String,
    candidate_id: usize,
    passed: bool,
}

/// Models that are left out together, or alone; as many samples of each problem as are drawn.
struct Crowd {
    group: String,
    models: Vec<String>,
    samples: usize,
}

/// One selection: of which crowd, what is known of it, what it counts, and whether it is right.
struct Selection {
    crowd: usize,
    /// The first byte of the SHA-256 of its problem's name is even.
    even: bool,
    run: Size,
    features: [f64; SIZE],
    weight: f64,
    right: bool,
}

/// What the run of a selection has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Size {
    /// A few problems.
    Small,
    /// All problems of a half, with fewer tests or without the examples of the prompts.
    Part,
    /// All problems of a half, with all tests and examples.
    Whole,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let crowds = crowds(arguments.iter().filter_map(|it| it.split_once('=')));
    let mut selections = Vec::new();
    for run in arguments.iter().filter(|it| !it.contains('=')) {
        Pools::read(run.as_ref()).draw(&crowds, &mut selections);
    }
    even_out(&crowds, &mut selections);
    println!("{} selections", selections.len());
    println!(
        "weights: {:.3?}",
        fit(&selections.iter().collect::<Vec<_>>())
    );
    let (all, whole): (OfSelection, OfSelection) = (|_| true, |it| it.run == Size::Whole);
    let of_all = [
        ("all runs", all),
        ("runs with all tests and examples", whole),
    ];
    let groups = arguments.iter().filter_map(|it| it.split_once('='));
    let groups: Vec<&str> = groups.map(|it| it.0).collect();
    println!("\n# Groups, each left out");
    let within = |crowd: &Crowd, group: &str| crowd.group == group;
    leave_out(
        &groups,
        &crowds,
        &selections,
        (within, within),
        all,
        &of_all,
    );
    let alone = crowds.iter().filter(|it| it.models.len() == 1);
    let mut models: Vec<&str> = alone.map(|it| it.models[0].as_str()).collect();
    models.dedup();
    let has = |crowd: &Crowd, model: &str| crowd.models.iter().any(|it| it == model);
    let is = |crowd: &Crowd, model: &str| crowd.models == [model];
    println!("\n# Models, each left out: pools of it alone");
    leave_out(&models, &crowds, &selections, (has, is), all, &of_all);
    println!("\n# The same, fitted on the even half of the problems, told of the odd one");
    let (odd, odd_whole): (OfSelection, OfSelection) =
        (|it| !it.even, |it| !it.even && it.run == Size::Whole);
    let of_odd = [
        ("all runs", odd),
        ("runs with all tests and examples", odd_whole),
    ];
    leave_out(
        &models,
        &crowds,
        &selections,
        (has, is),
        |it| it.even,
        &of_odd,
    );
}

/// Says which crowds are meant, by a name, and which selections.
type OfCrowd = fn(&Crowd, &str) -> bool;
type OfSelection = fn(&Selection) -> bool;

/// For each name, fits on the selections of crowds that are not `kept_out` and reports on those that are `told` of, for each kind
/// that is tested; runs of many problems alone are told of.
fn leave_out(
    names: &[&str],
    crowds: &[Crowd],
    selections: &[Selection],
    (kept_out, told): (OfCrowd, OfCrowd),
    fitted: OfSelection,
    tested: &[(&str, OfSelection)],
) {
    let weights = names.iter().map(|name| {
        let kept = |it: &&Selection| fitted(it) && !kept_out(&crowds[it.crowd], name);
        fit(&selections.iter().filter(kept).collect::<Vec<_>>())
    });
    let weights: Vec<_> = weights.collect();
    for (kind, tested) in tested {
        println!("## {kind}");
        let mut predicted = Vec::new();
        for (name, weights) in names.iter().zip(&weights) {
            let of_it = |it: &&Selection| {
                it.run != Size::Small && tested(it) && told(&crowds[it.crowd], name)
            };
            let left_out = selections.iter().filter(of_it);
            let left_out = left_out.map(|it| (chance(weights, &it.features), it.right));
            let left_out: Vec<_> = left_out.collect();
            report(name, &left_out);
            predicted.extend(left_out);
        }
        report("all of these", &predicted);
    }
}

/// The crowds of groups of models.
fn crowds<'a>(groups: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<Crowd> {
    let mut random = ChaCha8Rng::seed_from_u64(0);
    let mut crowds = Vec::new();
    for (group, models) in groups {
        let models: Vec<&str> = models.split(',').collect();
        let mut add = |models: Vec<&str>, samples| {
            crowds.push(Crowd {
                group: group.to_owned(),
                models: models.into_iter().map(str::to_owned).collect(),
                samples,
            });
        };
        if let [model] = models[..] {
            for samples in SAMPLES {
                add(vec![model], samples);
            }
            continue;
        }
        for model in &models {
            add(vec![*model], 1);
        }
        for size in MODELS.into_iter().filter(|it| *it <= models.len()) {
            for _ in 0..DRAWS {
                let drawn = sample(&mut random, models.len(), size);
                add(drawn.iter().map(|it| models[it]).collect(), size);
            }
        }
    }
    crowds
}

/// Lets each group count the same.
fn even_out(crowds: &[Crowd], selections: &mut [Selection]) {
    let mut counts: BTreeMap<&str, f64> = BTreeMap::new();
    for selection in selections.iter() {
        *counts.entry(&crowds[selection.crowd].group).or_default() += 1.0;
    }
    let mean = selections.len() as f64 / counts.len() as f64;
    for selection in selections.iter_mut() {
        selection.weight = mean / counts[crowds[selection.crowd].group.as_str()];
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
    fn draw(&self, crowds: &[Crowd], selections: &mut Vec<Selection>) {
        let mut random = ChaCha8Rng::seed_from_u64(0);
        for (place, crowd) in crowds.iter().enumerate() {
            for even in [true, false] {
                let is_of =
                    |it: &usize| self.is_even(*it) == even && !self.samples(*it, crowd).is_empty();
                let problems: Vec<usize> = (0..self.rows.len()).filter(is_of).collect();
                for tests in TESTS {
                    for examples in [true, false] {
                        for count in PROBLEMS {
                            let many = count == usize::MAX;
                            let drawn =
                                sample(&mut random, problems.len(), count.min(problems.len()));
                            let pools = drawn.iter().map(|it| {
                                self.pool(problems[it], crowd, (tests, examples), &mut random)
                            });
                            let pools: Vec<Pool> = pools.collect();
                            let run = match (many, examples && tests == usize::MAX) {
                                (false, _) => Size::Small,
                                (true, false) => Size::Part,
                                (true, true) => Size::Whole,
                            };
                            select(place, (even, run), &pools, selections);
                        }
                    }
                }
            }
        }
    }

    fn is_even(&self, problem: usize) -> bool {
        let name = &self.loaded.problems[problem].task_id;
        Sha256::digest(name.as_bytes())[0].is_multiple_of(2)
    }

    /// The places of the candidates that a crowd wrote, each as often as it was written.
    fn samples(&self, problem: usize, crowd: &Crowd) -> Vec<usize> {
        let candidates = self.loaded.candidates[problem].iter().enumerate();
        let written = |(place, it): (usize, &Candidate)| {
            let by_crowd = crowd.models.iter().map(|model| it.origins.of(model));
            vec![place; by_crowd.sum()]
        };
        candidates.flat_map(written).collect()
    }

    /// Draws samples of a crowd, and so many tests beside the examples, which are kept or not.
    fn pool(
        &self,
        problem: usize,
        crowd: &Crowd,
        (tests, examples): (usize, bool),
        random: &mut ChaCha8Rng,
    ) -> Pool {
        let written = self.samples(problem, crowd);
        let mut drawn: BTreeMap<usize, usize> = BTreeMap::new();
        for place in sample(random, written.len(), crowd.samples.min(written.len())) {
            *drawn.entry(written[place]).or_default() += 1;
        }
        let all = &self.loaded.tests[problem];
        let shown: Vec<usize> = all.iter().map(|it| it.origins.of(PROMPT)).collect();
        let of_models = (0..all.len()).filter(|&it| all[it].multiplicity > shown[it]);
        let of_models: Vec<usize> = of_models.collect();
        let mut weights = vec![0; all.len()];
        for place in sample(random, of_models.len(), tests.min(of_models.len())) {
            let test = of_models[place];
            weights[test] = all[test].multiplicity - shown[test];
        }
        if examples {
            weights
                .iter_mut()
                .zip(&shown)
                .for_each(|(weight, shown)| *weight += shown);
        }
        let kept: Vec<usize> = (0..all.len()).filter(|&it| weights[it] > 0).collect();
        let rows = || drawn.keys().map(|&it| &self.rows[problem][it]);
        let passes = |row: &MatrixRow| {
            let passes = row.passes();
            kept.iter().map(|&test| passes[test]).collect()
        };
        let passes: Vec<Vec<bool>> = rows().map(passes).collect();
        let outputs: Vec<Vec<String>> = rows().map(|row| row.outputs.clone()).collect();
        let weights = kept.iter().map(|&test| weights[test]).collect();
        let is_example = |&test: &usize| examples && shown[test] > 0;
        let is_example: Vec<bool> = kept.iter().map(is_example).collect();
        Pool {
            matrix: ExecutionMatrix::new(&passes, drawn.values().copied().collect(), weights)
                .with_outputs(&outputs, self.added[problem])
                .with_examples(Bits::from_bools(&is_example)),
            right: drawn.keys().map(|&it| self.right[problem][it]).collect(),
        }
    }
}

/// The candidates that were drawn of a problem.
struct Pool {
    matrix: ExecutionMatrix,
    right: Vec<bool>,
}

fn select(
    crowd: usize,
    (even, run): (bool, Size),
    pools: &[Pool],
    selections: &mut Vec<Selection>,
) {
    let matrices: Vec<ExecutionMatrix> = pools.iter().map(|it| it.matrix.clone()).collect();
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
            crowd,
            even,
            run,
            features,
            weight: 1.0,
            right: pools[problem].right[place],
        });
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
    for _ in 0..8 {
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

/// Prints the share that is right, what was said, Brier scores, and by tenths of the probability how many there are, what was said
/// and what came true.
fn report(name: &str, predicted: &[(f64, bool)]) {
    let Some(told) = calibration(predicted) else {
        return;
    };
    let count = predicted.len() as f64;
    let said = predicted.iter().map(|it| it.0).sum::<f64>() / count;
    let right = predicted.iter().filter(|it| it.1).count() as f64 / count;
    let bins = told.bins.iter().map(|it| {
        format!(
            "{}: {:.0}, {:.0}",
            it.count,
            100.0 * it.predicted,
            100.0 * it.came_true
        )
    });
    let verdict = if told.brier < told.constant {
        "better"
    } else {
        "worse"
    };
    println!(
        "{name}: {count} selections, right {:.1} %, said {:.1} %, Brier {:.4}, a constant {:.4}, {verdict}; {}",
        100.0 * right,
        100.0 * said,
        told.brier,
        told.constant,
        bins.collect::<Vec<_>>().join("; ")
    );
}

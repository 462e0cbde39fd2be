//! Measures rankings on small pools: draws candidates of a run that `evaluate` has judged, with all its tests, and prints
//! pass@1 of each ranking and how it differs from the first, with a paired 95 % interval.
//!
//! `cargo run --release --example pools -- RUN SIZE,… DRAWS RANKING…`; a size is a number of samples, `all`, or `weakest-N` or
//! `middle-N`: the samples of the N variants whose samples are right least often, or of those in the middle.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a tool for developers"
)]

use mutagree::candidate::Candidate;
use mutagree::consensus::{Ranking, rank};
use mutagree::engine::load;
use mutagree::evaluation::bootstrap;
use mutagree::matrix::{Bits, CallsRow, ExecutionMatrix, MatrixRow};
use mutagree::origin::PROMPT;
use mutagree::store::Run;
use rand::SeedableRng;
use rand::seq::index::sample;
use rand_chacha::ChaCha8Rng;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// A problem with all candidates that were executed.
struct Pool {
    rows: Vec<MatrixRow>,
    /// The variants that wrote each candidate, one for each sample.
    samples: Vec<Vec<String>>,
    right: Vec<bool>,
    tests: Vec<usize>,
    examples: Bits,
    added: usize,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [run, sizes, draws, rankings @ ..] = arguments.as_slice() else {
        panic!("usage: pools RUN SIZE,… DRAWS RANKING…");
    };
    let rankings: Vec<Ranking> = rankings.iter().map(|it| it.parse().unwrap()).collect();
    let pools = pools(Path::new(run));
    for size in sizes.split(',') {
        let is_drawn = size.parse::<usize>().is_ok();
        let draws: u64 = if is_drawn { draws.parse().unwrap() } else { 1 };
        let means = pools.iter().enumerate().filter_map(|(place, pool)| {
            let chosen = (0..draws).map(|draw| pool.draw(size, &pools, draw * 1000 + place as u64));
            let values: Vec<Vec<f64>> = chosen
                .filter_map(|it| pool.measure(&it, &rankings))
                .collect();
            let mean = |ranking: usize| {
                let sum: f64 = values.iter().map(|it| it[ranking]).sum();
                sum / values.len() as f64
            };
            (!values.is_empty()).then(|| (0..rankings.len()).map(mean).collect::<Vec<f64>>())
        });
        let means: Vec<Vec<f64>> = means.collect();
        println!("{size}: {} problems", means.len());
        for (place, ranking) in rankings.iter().enumerate() {
            let own: f64 = means.iter().map(|it| it[place]).sum();
            let differences: Vec<f64> = means.iter().map(|it| it[place] - it[0]).collect();
            let (low, high) = bootstrap(&differences, 0);
            let percent = |fraction: f64| 100.0 * fraction;
            let of_all = |sum: f64| percent(sum / means.len() as f64);
            println!(
                "  {ranking}: {:.2}  {:+.2} [{:+.1}, {:+.1}]",
                of_all(own),
                of_all(differences.iter().sum()),
                percent(low),
                percent(high)
            );
        }
    }
}

fn rows<T: DeserializeOwned>(path: &Path) -> Vec<T> {
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines();
    lines.map(|it| serde_json::from_str(it).unwrap()).collect()
}

fn pools(folder: &Path) -> Vec<Pool> {
    let loaded = load(&Run::open(folder).unwrap()).unwrap();
    let key = |task: &str, candidate: usize| (task.to_owned(), candidate);
    let matrix = rows::<MatrixRow>(&folder.join("matrix.jsonl")).into_iter();
    let mut matrix: HashMap<_, _> = matrix
        .map(|it| (key(&it.task_id, it.candidate_id), it))
        .collect();
    let calls = rows::<CallsRow>(&folder.join("calls.jsonl")).into_iter();
    let added: HashMap<_, _> = calls.map(|it| (it.task_id, it.added)).collect();
    let right: HashMap<_, _> = rows::<Value>(&folder.join("reference.jsonl"))
        .into_iter()
        .map(|it| {
            let candidate = usize::try_from(it["candidate_id"].as_u64().unwrap()).unwrap();
            (
                key(it["task_id"].as_str().unwrap(), candidate),
                it["passed"] == true,
            )
        })
        .collect();
    let samples = |it: &Candidate| {
        let origins = it.origins.iter();
        let samples = origins.flat_map(|(name, count)| vec![name.to_owned(); count]);
        samples.collect()
    };
    let mut pool = |place: usize| {
        let (candidates, tests) = (&loaded.candidates[place], &loaded.tests[place]);
        let task = &loaded.problems[place].task_id;
        let keys = candidates.iter().map(|it| key(task, it.candidate_id));
        let keys: Vec<_> = keys.collect();
        let examples: Vec<bool> = tests.iter().map(|it| it.origins.contains(PROMPT)).collect();
        Pool {
            rows: keys.iter().map(|it| matrix.remove(it).unwrap()).collect(),
            samples: candidates.iter().map(samples).collect(),
            right: keys.iter().map(|it| right[it]).collect(),
            tests: tests.iter().map(|it| it.multiplicity).collect(),
            examples: Bits::from_bools(&examples),
            added: added.get(task).copied().unwrap_or(0),
        }
    };
    (0..loaded.problems.len()).map(&mut pool).collect()
}

/// The variants in the order of how often their samples are right.
fn by_strength(pools: &[Pool]) -> Vec<&str> {
    let mut counts: HashMap<&str, (f64, f64)> = HashMap::new();
    for pool in pools {
        for (samples, &right) in pool.samples.iter().zip(&pool.right) {
            for origin in samples {
                let count = counts.entry(origin).or_default();
                count.0 += f64::from(u8::from(right));
                count.1 += 1.0;
            }
        }
    }
    let mut all: Vec<(&str, f64)> = counts
        .into_iter()
        .map(|(it, count)| (it, count.0 / count.1))
        .collect();
    all.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(b.0)));
    all.into_iter().map(|it| it.0).collect()
}

impl Pool {
    /// How many samples of each candidate are drawn.
    fn draw(&self, size: &str, pools: &[Self], seed: u64) -> Vec<usize> {
        let chosen = |names: &[&str]| {
            let count = |samples: &Vec<String>| {
                samples
                    .iter()
                    .filter(|it| names.contains(&it.as_str()))
                    .count()
            };
            self.samples.iter().map(count).collect()
        };
        if let Some(count) = size.strip_prefix("weakest-") {
            return chosen(&by_strength(pools)[..count.parse().unwrap()]);
        }
        if let Some(count) = size.strip_prefix("middle-") {
            let (names, count): (_, usize) = (by_strength(pools), count.parse().unwrap());
            return chosen(&names[(names.len() - count) / 2..][..count]);
        }
        let counts: Vec<usize> = self.samples.iter().map(Vec::len).collect();
        let all: usize = counts.iter().sum();
        let Some(size) = size.parse().ok().filter(|size| *size < all) else {
            return counts;
        };
        let candidates = counts.iter().enumerate();
        let flat: Vec<usize> = candidates
            .flat_map(|(place, count)| vec![place; *count])
            .collect();
        let mut drawn = vec![0; counts.len()];
        for place in sample(&mut ChaCha8Rng::seed_from_u64(seed), all, size) {
            drawn[flat[place]] += 1;
        }
        drawn
    }

    /// pass@1 of each ranking; nothing where nothing was drawn.
    fn measure(&self, drawn: &[usize], rankings: &[Ranking]) -> Option<Vec<f64>> {
        let kept: Vec<usize> = (0..drawn.len()).filter(|&it| drawn[it] > 0).collect();
        let passes: Vec<Vec<bool>> = kept.iter().map(|&it| self.rows[it].passes()).collect();
        let outputs: Vec<Vec<String>> = kept
            .iter()
            .map(|&it| self.rows[it].outputs.clone())
            .collect();
        let counts: Vec<usize> = kept.iter().map(|&it| drawn[it]).collect();
        let matrix = ExecutionMatrix::new(&passes, counts.clone(), self.tests.clone())
            .with_outputs(&outputs, self.added)
            .with_examples(self.examples.clone());
        let share = |places: &[usize]| {
            let all: usize = places.iter().map(|&it| counts[it]).sum();
            let right = places.iter().filter(|&&it| self.right[kept[it]]);
            right.map(|&it| counts[it]).sum::<usize>() as f64 / all as f64
        };
        let value = |ranking: &Ranking| {
            let sets = rank(&matrix, *ranking);
            let Some(first) = sets.first() else {
                return share(&(0..kept.len()).collect::<Vec<_>>());
            };
            let best = sets
                .iter()
                .take_while(|it| it.score.total_cmp(&first.score).is_eq());
            share(
                &best
                    .flat_map(|it| it.candidates.clone())
                    .collect::<Vec<_>>(),
            )
        };
        (!kept.is_empty()).then(|| rankings.iter().map(value).collect())
    }
}

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
use mutagree::consensus::{ConsensusSet, Ranking, rank_all};
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
        let runs: Vec<Vec<Option<Vec<f64>>>> = (0..draws)
            .map(|draw| measure(&pools, size, draw, &rankings))
            .collect();
        let mean = |place: usize| {
            let values: Vec<&Vec<f64>> = runs.iter().filter_map(|it| it[place].as_ref()).collect();
            let mean = |ranking: usize| {
                let sum: f64 = values.iter().map(|it| it[ranking]).sum();
                sum / values.len() as f64
            };
            (!values.is_empty()).then(|| (0..rankings.len()).map(mean).collect::<Vec<f64>>())
        };
        let means: Vec<Vec<f64>> = (0..pools.len()).filter_map(mean).collect();
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

    /// What was drawn, as a run would have it; nothing where nothing was.
    fn drawn(&self, drawn: &[usize]) -> Option<Drawn<'_>> {
        let kept: Vec<usize> = (0..drawn.len()).filter(|&it| drawn[it] > 0).collect();
        let passes: Vec<Vec<bool>> = kept.iter().map(|&it| self.rows[it].passes()).collect();
        let outputs: Vec<Vec<String>> = kept
            .iter()
            .map(|&it| self.rows[it].outputs.clone())
            .collect();
        let counts: Vec<usize> = kept.iter().map(|&it| drawn[it]).collect();
        let matrix = ExecutionMatrix::new(&passes, counts, self.tests.clone())
            .with_outputs(&outputs, self.added)
            .with_examples(self.examples.clone());
        let pool = self;
        (!kept.is_empty()).then_some(Drawn { pool, kept, matrix })
    }
}

/// The candidates that were drawn for a problem.
struct Drawn<'p> {
    pool: &'p Pool,
    kept: Vec<usize>,
    matrix: ExecutionMatrix,
}

impl Drawn<'_> {
    /// pass@1 of ranked sets; of all candidates where there are none.
    fn value(&self, sets: &[ConsensusSet]) -> f64 {
        let best = sets
            .iter()
            .take_while(|it| it.score.total_cmp(&sets[0].score).is_eq());
        let mut places: Vec<usize> = best.flat_map(|it| it.candidates.clone()).collect();
        if sets.is_empty() {
            places = (0..self.kept.len()).collect();
        }
        let count = |places: &mut dyn Iterator<Item = usize>| -> usize {
            places.map(|it| self.matrix.candidates[it]).sum()
        };
        let is_right = |place: &usize| self.pool.right[self.kept[*place]];
        let right = count(&mut places.iter().copied().filter(is_right));
        right as f64 / count(&mut places.into_iter()) as f64
    }
}

/// pass@1 of each ranking on each problem, for one drawing of all problems, which is ranked as a run is; nothing where nothing
/// was drawn.
fn measure(pools: &[Pool], size: &str, draw: u64, rankings: &[Ranking]) -> Vec<Option<Vec<f64>>> {
    let places = pools.iter().zip(draw * 1000..);
    let drawn: Vec<Option<Drawn<'_>>> = places
        .map(|(pool, seed)| pool.drawn(&pool.draw(size, pools, seed)))
        .collect();
    let matrices: Vec<ExecutionMatrix> =
        drawn.iter().flatten().map(|it| it.matrix.clone()).collect();
    let mut ranked: Vec<_> = rankings
        .iter()
        .map(|ranking| rank_all(&matrices, *ranking).into_iter())
        .collect();
    let mut values = |drawn: &Drawn<'_>| -> Vec<f64> {
        let sets = ranked.iter_mut().filter_map(Iterator::next);
        sets.map(|it| drawn.value(&it)).collect()
    };
    drawn
        .iter()
        .map(|it| it.as_ref().map(&mut values))
        .collect()
}

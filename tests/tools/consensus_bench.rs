//! Times every scorer on a matrix of 1,000 candidates, 1,000 tests and 1,020 calls:
//! `cargo bench --bench consensus`.
#![allow(missing_docs, clippy::unwrap_used, reason = "a tool for developers")]

use criterion::{Criterion, criterion_group, criterion_main};
use mutagree::consensus::{Ranking, Scorer, rank};
use mutagree::matrix::ExecutionMatrix;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::hint::black_box;

const CANDIDATES: usize = 1000;
const TESTS: usize = 1000;
const INPUTS: usize = 20;

/// Candidates that differ from one of ten programs here and there, so that no two are the same: the hardest case.
fn matrix() -> ExecutionMatrix {
    let mut random = ChaCha8Rng::seed_from_u64(0);
    let right: Vec<Vec<bool>> = (0..10)
        .map(|_| (0..TESTS).map(|_| random.random_bool(0.5)).collect())
        .collect();
    let (mut passes, mut outputs) = (Vec::new(), Vec::new());
    for candidate in 0..CANDIDATES {
        let kind = candidate % 10;
        let row: Vec<bool> = right[kind]
            .iter()
            .map(|&pass| pass ^ random.random_bool(0.05))
            .collect();
        let calls = row.iter().chain(&row[..INPUTS]).enumerate();
        let output = |(call, &pass): (usize, &bool)| match pass {
            true => format!("value {call}"),
            false if call % 3 == 0 => "!ValueError".to_owned(),
            false => format!("value {kind}"),
        };
        outputs.push(calls.map(output).collect());
        passes.push(row);
    }
    ExecutionMatrix::new(&passes, vec![1; CANDIDATES], vec![1; TESTS])
        .with_outputs(&outputs, INPUTS)
}

fn every_scorer(criterion: &mut Criterion) {
    let matrix = matrix();
    let mut group = criterion.benchmark_group("consensus");
    group.sample_size(20);
    let ranking = |scorer| Ranking {
        scorer,
        ..Ranking::default()
    };
    for scorer in Scorer::all() {
        group.bench_function(scorer.to_string(), |bencher| {
            bencher.iter(|| rank(black_box(&matrix), ranking(scorer)));
        });
    }
    group.bench_function("every scorer", |bencher| {
        bencher.iter(|| {
            Scorer::all()
                .map(|scorer| rank(black_box(&matrix), ranking(scorer)).len())
                .sum::<usize>()
        });
    });
    group.finish();
}

criterion_group!(benches, every_scorer);
criterion_main!(benches);

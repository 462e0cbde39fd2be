//! How many certified variants a second one core makes, on prompts in the shape of a benchmark's.

#![expect(
    missing_docs,
    reason = "the macros of criterion write functions without documentation"
)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use mutagree_mutators::{Problem, Prompt, Request, certify_pair, mutate};
use std::hint::black_box;

const PROMPT: &str = r#"from typing import List


def close_pairs(numbers: List[float], threshold: float) -> int:
    """ Count the pairs of elements in the given list of numbers that are closer to each other
    than the threshold. If the list contains at least 2 elements, compute the number of pairs in
    ascending order. Return 0 if the list is empty.
    >>> close_pairs([1.0, 2.0, 3.0], 0.5)
    0
    >>> close_pairs([1.0, 2.8, 3.0, 4.0, 5.0, 2.0], 0.3)
    1
    """
"#;

fn eight_variants(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("mutate");
    group.throughput(Throughput::Elements(8));
    for strategy in ["all", "lexical", "naming"] {
        let request = Request::new(&[strategy], 8, 7).expect("known strategies");
        let problem = Problem {
            task_id: "bench",
            prompt: PROMPT,
            entry_point: Some("close_pairs"),
            companions: &[],
        };
        group.bench_function(strategy, |bencher| {
            bencher.iter(|| mutate(black_box(&problem), &request));
        });
    }
    group.finish();
}

fn reading_and_checking(criterion: &mut Criterion) {
    criterion.bench_function("read", |bencher| {
        bencher.iter(|| Prompt::new(black_box(PROMPT), Some("close_pairs")));
    });
    let original = Prompt::new(PROMPT, Some("close_pairs"));
    let variant = Prompt::new(&PROMPT.replace("compute", "calculate"), Some("close_pairs"));
    criterion.bench_function("check", |bencher| {
        bencher.iter(|| certify_pair(black_box(&original), &variant));
    });
}

criterion_group!(benches, eight_variants, reading_and_checking);
criterion_main!(benches);

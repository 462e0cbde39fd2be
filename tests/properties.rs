//! Properties of what takes open input: rankings, estimates, and files that a crash tore.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

use mutagree::consensus::{Codet, ConsensusSet, rank};
use mutagree::evaluation::pass_at_k;
use mutagree::extract;
use mutagree::input::{Source, read_problems, read_solutions};
use mutagree::matrix::{ExecutionMatrix, MatrixRow};
use mutagree::problem::Problem;
use mutagree::store::Journal;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fs;

fn matrix() -> impl Strategy<Value = ExecutionMatrix> {
    (1..8_usize, 1..8_usize).prop_flat_map(|(candidates, tests)| {
        let passes = vec(vec(any::<bool>(), tests), candidates);
        (passes, vec(1..5_usize, candidates), vec(1..5_usize, tests)).prop_map(
            |(passes, candidates, tests)| ExecutionMatrix {
                passes,
                candidates,
                tests,
            },
        )
    })
}

/// What a ranking says, whatever the order of equals.
fn content(sets: &[ConsensusSet]) -> BTreeSet<(Vec<usize>, Vec<usize>, u64)> {
    let content = |set: &ConsensusSet| {
        (
            set.candidates.clone(),
            set.tests.clone(),
            set.score.to_bits(),
        )
    };
    sets.iter().map(content).collect()
}

fn permuted<T: Clone>(values: &[T], order: &[usize]) -> Vec<T> {
    order.iter().map(|&place| values[place].clone()).collect()
}

proptest! {
    #[test]
    fn permuting_candidates_changes_no_set(
        (matrix, order) in matrix().prop_flat_map(|matrix| {
            let order: Vec<usize> = (0..matrix.passes.len()).collect();
            (Just(matrix), Just(order).prop_shuffle())
        })
    ) {
        let shuffled = ExecutionMatrix {
            passes: permuted(&matrix.passes, &order),
            candidates: permuted(&matrix.candidates, &order),
            tests: matrix.tests.clone(),
        };
        let mut back = rank(&shuffled, &Codet::default());
        for set in &mut back {
            set.candidates = permuted(&order, &set.candidates);
            set.candidates.sort_unstable();
        }
        prop_assert_eq!(content(&rank(&matrix, &Codet::default())), content(&back));
    }

    #[test]
    fn a_test_that_nobody_passes_changes_no_ranking(matrix in matrix()) {
        let mut more = matrix.clone();
        more.tests.push(3);
        more.passes.iter_mut().for_each(|row| row.push(false));
        prop_assert_eq!(rank(&matrix, &Codet::default()), rank(&more, &Codet::default()));
    }

    #[test]
    fn a_candidate_that_passes_nothing_is_in_no_set(matrix in matrix()) {
        for set in rank(&matrix, &Codet::default()) {
            prop_assert!(!set.tests.is_empty());
            for candidate in set.candidates {
                prop_assert!(matrix.passes[candidate].contains(&true));
            }
        }
    }

    #[test]
    fn counting_a_candidate_twice_is_writing_it_twice(matrix in matrix()) {
        let mut twice = matrix.clone();
        twice.passes.push(matrix.passes[0].clone());
        twice.candidates.push(1);
        let mut counted = matrix.clone();
        counted.candidates[0] += 1;
        let scores = |matrix| -> Vec<f64> {
            rank(matrix, &Codet::default()).iter().map(|set| set.score).collect()
        };
        prop_assert_eq!(scores(&twice), scores(&counted));
    }

    #[test]
    fn pass_at_k_is_a_chance_that_grows_with_k(n in 1..200_usize, right in 0..200_usize, k in 1..50_usize) {
        let (right, k) = (right.min(n), k.min(n));
        let chance = pass_at_k(n, right, k);
        prop_assert!((0.0..=1.0).contains(&chance));
        prop_assert!(k == n || pass_at_k(n, right, k + 1) >= chance - 1e-12);
    }

    #[test]
    fn a_journal_torn_at_any_byte_keeps_every_whole_row(count in 1..6_usize, cut in 0..2000_usize) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("matrix.jsonl");
        let row = |n: usize| MatrixRow {
            task_id: format!("T/ü{n}"), candidate_id: n, outcomes: "PFR".repeat(n),
            unloadable: false,
            shared: Vec::new(),
        };
        let (mut journal, rows) = Journal::open::<MatrixRow>(&path).unwrap();
        prop_assert!(rows.is_empty());
        (0..count).for_each(|n| journal.append(&row(n)).unwrap());
        let mut bytes = fs::read(&path).unwrap();
        bytes.truncate(cut);
        let whole = bytes.split(|&byte| byte == b'\n').skip(1).count();
        fs::write(&path, &bytes).unwrap();
        let (mut journal, mut rows) = Journal::open::<MatrixRow>(&path).unwrap();
        prop_assert_eq!(&rows, &(0..whole).map(row).collect::<Vec<_>>());
        journal.append(&row(whole)).unwrap();
        rows.push(row(whole));
        prop_assert_eq!(Journal::open::<MatrixRow>(&path).unwrap().1, rows);
    }

    #[test]
    fn no_reply_makes_extraction_panic(text in r"(?s)(```|python|def f\(|assert f|\n| |[a-z(]|\PC){0,60}") {
        let problem = Problem {
            task_id: "T/0".to_owned(),
            prompt: "def f(x):\n".to_owned(),
            entry_point: "f".to_owned(),
            reference_tests: Vec::new(),
        };
        if let Some(program) = extract::program(&text, &problem) {
            prop_assert!(program.contains("def f("));
        }
        for test in extract::tests(&text, "f") {
            prop_assert!(test.contains('f'));
        }
    }

    #[test]
    fn no_file_makes_reading_panic(bytes in vec(any::<u8>(), 0..200), row in r#"\{("task_id"|"prompt"|"samples"|"solution"|:|,|\[|\]|"x"|1|null){0,12}\}"#) {
        let folder = tempfile::tempdir().unwrap();
        for content in [bytes, row.into_bytes()] {
            let path = folder.path().join("input");
            fs::write(&path, &content).unwrap();
            let source = Source::read(&path).unwrap();
            let _ = read_problems(&source);
            if let Err(error) = read_solutions(&source, &[]) {
                prop_assert!(error.to_string().contains("input"));
            }
        }
    }
}

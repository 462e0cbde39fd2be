//! The merge of any shards is what sorting all rows gives, and balanced shares are near the best.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;
#[path = "common/folders.rs"]
mod folders;
#[path = "common/synthetic.rs"]
mod synthetic;

use common::Folder;
use folders::assert_same;
use mutagree::engine;
use mutagree::shard::{Shard, shares};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;
use synthetic::{Synthetic, config, write, write_shard};

const FILES: [&str; 7] = [
    "problems.jsonl",
    "examples.jsonl",
    "variants.jsonl",
    "replies.jsonl",
    "candidates.jsonl",
    "tests.jsonl",
    "matrix.jsonl",
];

/// What replies are asked for, in the order in which a run keeps them; programs and tests come in one round.
const PURPOSES: [(&str, usize); 6] = [
    ("variant", 0),
    ("judgement", 1),
    ("solution", 2),
    ("tests", 2),
    ("answer", 3),
    ("repair", 4),
];

/// Problems with their rows, and the shard of each of them.
fn run() -> impl Strategy<Value = (Vec<Synthetic>, Vec<usize>, usize)> {
    let text = prop_oneof!["[a-c/0-2]{0,4}", "\\PC{0,6}", "[\"\\\\\n\u{7f}é]{0,3}"];
    let replies = vec((0..PURPOSES.len(), "\\PC{0,8}"), 0..5);
    let problem = (text, 0..4_usize, 0..3_usize, replies);
    (vec(problem, 0..12), 1..6_usize).prop_flat_map(|(problems, of)| {
        let mut names = BTreeSet::new();
        let problems: Vec<Synthetic> = (problems.into_iter())
            .filter(|(name, ..)| names.insert(name.clone()))
            .map(|(name, candidates, tests, replies)| synthetic(name, candidates, tests, replies))
            .collect();
        let shards = vec(0..of, problems.len());
        (Just(problems), shards, Just(of))
    })
}

fn synthetic(
    name: String,
    candidates: usize,
    tests: usize,
    mut replies: Vec<(usize, String)>,
) -> Synthetic {
    replies.sort_by_key(|(purpose, _)| PURPOSES[*purpose].1);
    let rows = |count: usize, field: &str| -> Vec<Value> {
        (0..count)
            .map(|it| json!({"task_id": name, field: it, "nested": {"task_id": "other"}}))
            .collect()
    };
    let replies = replies.iter().map(|(purpose, text)| {
        json!({"task_id": name, "variant_id": "original", "purpose": PURPOSES[*purpose].0, "text": text})
    });
    let all = vec![
        ("problems.jsonl", rows(1, "prompt")),
        ("examples.jsonl", rows(1, "tests")),
        ("variants.jsonl", rows(tests, "variant_id")),
        ("replies.jsonl", replies.collect()),
        ("candidates.jsonl", rows(candidates, "candidate_id")),
        ("tests.jsonl", rows(tests, "test_id")),
        ("matrix.jsonl", rows(candidates, "candidate_id")),
    ];
    Synthetic { name, rows: all }
}

/// The run of one machine: every file in the order of the problems, but replies in that of the rounds first.
fn write_whole(folder: &std::path::Path, config: &Value, problems: &[Synthetic]) {
    let all: Vec<&Synthetic> = problems.iter().collect();
    write(folder, config, &all, &FILES);
    write_replies(folder, &all);
}

fn write_replies(folder: &std::path::Path, problems: &[&Synthetic]) {
    let rows = problems
        .iter()
        .flat_map(|it| &it.rows)
        .filter(|(name, _)| *name == "replies.jsonl");
    let mut rows: Vec<&Value> = rows.flat_map(|(_, rows)| rows).collect();
    let round = |row: &Value| {
        PURPOSES
            .iter()
            .find(|(name, _)| row["purpose"] == *name)
            .unwrap()
            .1
    };
    rows.sort_by_key(|row| round(row));
    let lines: Vec<String> = rows.iter().map(|row| format!("{row}\n")).collect();
    std::fs::write(folder.join("replies.jsonl"), lines.concat()).unwrap();
}

fn configuration() -> &'static Value {
    static CONFIG: OnceLock<Value> = OnceLock::new();
    CONFIG.get_or_init(config)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_merge_is_what_sorting_all_rows_gives((problems, owners, of) in run()) {
        let (folder, config) = (Folder::new(), configuration());
        let whole = folder.path("whole");
        write_whole(&whole, config, &problems);
        let shard = |index: usize| {
            let run = folder.path(&format!("shard-{index}"));
            let places: Vec<usize> = (0..problems.len()).filter(|&place| owners[place] == index).collect();
            write_shard(&run, config, (format!("{}/{of}", index + 1), &places), &problems, &FILES);
            let own: Vec<&Synthetic> = places.iter().map(|&place| &problems[place]).collect();
            write_replies(&run, &own);
            run
        };
        let shards: Vec<PathBuf> = (0..of).map(shard).collect();
        let run = folder.path("run");
        let merged = engine::merge(&shards, &run, None, &|_| {}, &AtomicBool::new(false)).unwrap();
        let rows: usize = problems.iter().flat_map(|it| &it.rows).map(|(_, rows)| rows.len()).sum();
        prop_assert_eq!(merged.rows, rows);
        prop_assert_eq!(merged.problems, problems.len());
        assert_same(&whole, &run);
    }

    #[test]
    fn every_problem_is_in_one_shard_and_those_of_a_key_are_together(
        works in vec((0..20_u8, 0..1000_u64), 0..60), of in 1..12_usize,
    ) {
        let shards = shares(works.clone(), of);
        prop_assert!(shards.iter().all(|&shard| shard < of));
        let own: Vec<Vec<usize>> = (0..of).map(|index| Shard::new(index, of).unwrap().places(works.clone())).collect();
        let mut all: Vec<usize> = own.concat();
        all.sort_unstable();
        prop_assert_eq!(all, (0..works.len()).collect::<Vec<_>>());
        for (place, (key, _)) in works.iter().enumerate() {
            let first = works.iter().position(|(it, _)| it == key).unwrap();
            prop_assert_eq!(shards[place], shards[first]);
            prop_assert!(own[shards[place]].contains(&place));
        }
    }

    #[test]
    fn no_shard_has_more_than_its_share_and_the_largest_problem(
        works in vec(0..1000_u64, 1..80), of in 1..12_usize,
    ) {
        let shards = shares(works.iter().copied().enumerate(), of);
        let (all, largest): (u64, u64) = (works.iter().sum(), *works.iter().max().unwrap());
        let fullest = load(&works, &shards, of);
        prop_assert!(fullest * of as u64 <= all + largest * (of as u64 - 1));
    }

    #[test]
    fn the_fullest_shard_has_at_most_four_thirds_of_the_best_division(
        works in vec(1..30_u64, 1..8), of in 1..4_usize,
    ) {
        let fullest = load(&works, &shares(works.iter().copied().enumerate(), of), of);
        let divisions = of.pow(u32::try_from(works.len()).unwrap());
        let division = |number: usize| -> Vec<usize> {
            (0..works.len()).map(|it| number / of.pow(u32::try_from(it).unwrap()) % of).collect()
        };
        let best = (0..divisions).map(|number| load(&works, &division(number), of)).min().unwrap();
        // fullest / best ≤ 4/3 − 1/(3·of)
        prop_assert!(3 * of as u64 * fullest <= (4 * of as u64 - 1) * best, "{} of {}", fullest, best);
    }
}

/// What the fullest shard has to do.
fn load(works: &[u64], shards: &[usize], of: usize) -> u64 {
    let mut loads = vec![0; of];
    for (work, &shard) in works.iter().zip(shards) {
        loads[shard] += work;
    }
    loads.into_iter().max().unwrap_or(0)
}

//! Says how good the classifier of pipeline stages is: by cross-validation on its own descriptions, on the pool of
//! examples, and on real tasks that were labelled by hand (`stages.labels.tsv`), where the data is there:
//! `cargo run --release --example stages`. `MUTAGREE_DATA` names the folder of the data.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a tool for developers"
)]

use flate2::read::GzDecoder;
use mutagree::prompting::stage::{Classifier, Prediction, SURE, Stage, pool, predict, tasks};
use serde_json::Value;
use std::collections::HashMap;
use std::fs::File;
use std::io::read_to_string;
use std::path::{Path, PathBuf};

const FOLDS: usize = 10;
const STAGES: usize = Stage::ALL.len();
const SETS: [(&str, &str); 3] = [
    ("DS-1000", "ds1000/ds1000.jsonl.gz"),
    ("BigCodeBench", "bigcodebench/BigCodeBench.jsonl.gz"),
    ("HumanEval", "humaneval/HumanEval.jsonl.gz"),
];

/// The stage that a task has, and what was predicted.
type Pair = (Stage, Prediction);

fn main() {
    let crossed = cross_validate(&tasks());
    println!("## {FOLDS}-fold cross-validation on tasks.tsv\n");
    table(&crossed);
    reliability(&crossed);
    thresholds(&crossed);
    let examples = pool().iter().map(|it| (it.stage, predict(&it.prompt)));
    println!("\n## The pool of examples, none of which is in tasks.tsv\n");
    summary("pool", &examples.collect::<Vec<_>>());
    let data = std::env::var_os("MUTAGREE_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        PathBuf::from,
    );
    for round in ["1", "2"] {
        println!("\n## Real tasks, labelled by hand, round {round}\n");
        let mut all = Vec::new();
        for (name, file) in SETS {
            let path = data.join(file);
            if !path.is_file() {
                println!("skipped: no {name} at `{}`", path.display());
                continue;
            }
            let pairs = labelled(round, name, &path);
            if !pairs.is_empty() {
                summary(name, &pairs);
            }
            all.extend(pairs);
        }
        if !all.is_empty() {
            summary("all", &all);
            table(&all);
            reliability(&all);
            thresholds(&all);
        }
    }
}

/// Predicts each task with a classifier that was trained without its fold; folds have equal shares of each stage.
fn cross_validate(tasks: &[(Stage, String)]) -> Vec<Pair> {
    let mut seen = [0; STAGES];
    let folds: Vec<usize> = tasks
        .iter()
        .map(|(stage, _)| {
            seen[*stage as usize] += 1;
            seen[*stage as usize] % FOLDS
        })
        .collect();
    let mut pairs = Vec::new();
    for fold in 0..FOLDS {
        let within = |inside: bool| {
            let rows = tasks.iter().zip(&folds);
            rows.filter(move |(_, its)| (**its == fold) == inside)
                .map(|(task, _)| task.clone())
        };
        let classifier = Classifier::train(&within(false).collect::<Vec<_>>());
        pairs.extend(within(true).map(|(stage, text)| (stage, classifier.predict(&text))));
    }
    pairs
}

/// The labelled tasks of a data set with what is predicted from their prompts.
fn labelled(round: &str, name: &str, path: &Path) -> Vec<Pair> {
    let labels: HashMap<&str, Stage> = include_str!("stages.labels.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter(|fields| fields[0] == round)
        .map(|fields| (fields[1], fields[2].parse().unwrap()))
        .collect();
    let text = read_to_string(GzDecoder::new(File::open(path).unwrap())).unwrap();
    let rows = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    rows.filter_map(|row| {
        let id = row["task_id"].as_str().map_or_else(
            || format!("{name}/{}", row["metadata"]["problem_id"]),
            str::to_owned,
        );
        let stage = *labels.get(id.as_str())?;
        Some((stage, predict(row["prompt"].as_str().unwrap())))
    })
    .collect()
}

fn right(pairs: &[Pair]) -> usize {
    let right = pairs
        .iter()
        .filter(|(stage, prediction)| prediction.stage == *stage);
    right.count()
}

fn percent(part: usize, all: usize) -> String {
    format!("{:.1} %", 100.0 * part as f64 / all.max(1) as f64)
}

fn summary(name: &str, pairs: &[Pair]) {
    let share = percent(right(pairs), pairs.len());
    let most = Stage::ALL.map(|stage| pairs.iter().filter(|it| it.0 == stage).count());
    let most = percent(most.into_iter().max().unwrap_or(0), pairs.len());
    let (right, all) = (right(pairs), pairs.len());
    println!("{name:13} {right:3} of {all:3} right, {share}; the most common label: {most}");
}

/// Prints accuracy, the confusion matrix, and precision and recall of each stage.
fn table(pairs: &[Pair]) {
    let mut counts = [[0; STAGES]; STAGES];
    for (stage, prediction) in pairs {
        counts[*stage as usize][prediction.stage as usize] += 1;
    }
    let share = percent(right(pairs), pairs.len());
    println!("accuracy: {share} of {} tasks", pairs.len());
    println!("stage \\ predicted     pre model train infer  eval  post   gen  precision  recall");
    for (place, stage) in Stage::ALL.into_iter().enumerate() {
        let row: Vec<String> = counts[place].iter().map(|it| format!("{it:5}")).collect();
        let predicted: usize = counts.iter().map(|row| row[place]).sum();
        let hits = counts[place][place];
        println!(
            "{:18} {}  {:>9}  {:>6}",
            stage.name(),
            row.join(" "),
            percent(hits, predicted),
            percent(hits, counts[place].iter().sum()),
        );
    }
}

/// Prints how often predictions of a probability are right.
fn reliability(pairs: &[Pair]) {
    println!("probability  tasks  predicted    right");
    for decile in 0..10 {
        let low = f64::from(decile) / 10.0;
        let within = |it: &&Pair| it.1.probability >= low && it.1.probability < low + 0.1;
        let within: Vec<Pair> = pairs.iter().filter(within).copied().collect();
        if within.is_empty() {
            continue;
        }
        let sum: f64 = within.iter().map(|it| it.1.probability).sum();
        println!(
            "{low:.1}–{:.1}      {:5}  {:7.1} %  {:>7}",
            low + 0.1,
            within.len(),
            100.0 * sum / within.len() as f64,
            percent(right(&within), within.len()),
        );
    }
}

/// Prints how many predictions reach a probability, and how many of those are right.
fn thresholds(pairs: &[Pair]) {
    println!("at least  tasks      right  (sure: {SURE})");
    for tenth in 3..9 {
        let least = f64::from(tenth) / 10.0;
        let sure: Vec<Pair> = pairs
            .iter()
            .filter(|it| it.1.probability >= least)
            .copied()
            .collect();
        println!(
            "{least:8.1}  {:>7}  {:>7}",
            percent(sure.len(), pairs.len()),
            percent(right(&sure), sure.len()),
        );
    }
}

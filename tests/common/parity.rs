//! Compares the matrix of a run with one that CodeT's own program made.

#![allow(
    clippy::unwrap_used,
    reason = "a test and an example share this file; one that cannot be read ends the comparison"
)]

use flate2::read::GzDecoder;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;

/// How many cells agree, and of which kind those are that do not.
#[derive(Debug, Default)]
pub(crate) struct Parity {
    pub(crate) cells: usize,
    pub(crate) same: usize,
    /// Cells by what the peer said, what the run says, and why they can differ.
    pub(crate) different: BTreeMap<String, usize>,
    /// Candidates whose whole row only one of the two dropped, by which.
    pub(crate) dropped: BTreeMap<String, usize>,
    /// Candidates of which the reference tests say something else.
    pub(crate) reference: usize,
}

/// Compares every problem of the peer's file that the run has too.
pub(crate) fn compare(run: &Path, peer: &Path) -> Parity {
    let ours = Run::read(run);
    let mut parity = Parity::default();
    for line in BufReader::new(GzDecoder::new(File::open(peer).unwrap())).lines() {
        let peer: Value = serde_json::from_str(&line.unwrap()).unwrap();
        if let Some(prompt) = ours.prompts.get(text(&peer["task_id"])) {
            problem(&ours, prompt, &peer, &mut parity);
        }
    }
    parity
}

fn problem(ours: &Run, prompt: &str, peer: &Value, parity: &mut Parity) {
    let task_id = text(&peer["task_id"]);
    for (place, completion) in list(&peer["completions"]).iter().enumerate() {
        let solution = format!("{prompt}{}", text(completion));
        let (row, right) = &ours.rows[&(task_id.to_owned(), solution.clone())];
        let theirs = list(&peer["E"])[place].as_str();
        if let Some(right) = right {
            parity.reference += usize::from(*right != (peer["gt"][place] == 1));
        }
        let dropped = !row.is_empty() && row.chars().all(|letter| letter == 'U');
        let Some(theirs) = theirs else {
            if !dropped && !row.is_empty() {
                let status = text(&peer["status"][place]);
                *parity
                    .dropped
                    .entry(format!("only the peer: {status:.30}"))
                    .or_default() += 1;
            }
            continue;
        };
        if dropped {
            *parity
                .dropped
                .entry("only mutagree".to_owned())
                .or_default() += 1;
        }
        for (test, letter) in list(&peer["tests"]).iter().zip(theirs.chars()) {
            let column = ours.columns[&(task_id.to_owned(), text(test).to_owned())];
            let cell = row.as_bytes()[column] as char;
            parity.cells += 1;
            if (cell == 'P') == (letter == '1') {
                parity.same += 1;
            } else {
                let why = class(cell, &solution, text(&peer["status"][place]));
                let theirs = if letter == '1' { "passed" } else { "failed" };
                *parity
                    .different
                    .entry(format!("{theirs} there, {cell} here: {why}"))
                    .or_default() += 1;
            }
        }
    }
}

/// What can make a cell differ; `BENCHMARKS.md` explains each.
fn class(cell: char, solution: &str, status: &str) -> &'static str {
    match cell {
        'U' => "a module that the sandbox does not have",
        'T' => "a limit of instructions instead of 0.1 s",
        _ if solution.contains("set(") || solution.contains("set)") => {
            "the order of a set of texts"
        }
        _ if solution.contains("is_integer") || solution.contains("sum(") => {
            "another Python version"
        }
        _ if status == "ok" => "0.1 s on a busy machine",
        _ => "unknown",
    }
}

struct Run {
    prompts: BTreeMap<String, String>,
    /// Outcomes, and whether the reference tests pass, by task and solution.
    rows: BTreeMap<(String, String), (String, Option<bool>)>,
    columns: BTreeMap<(String, String), usize>,
}

impl Run {
    fn read(folder: &Path) -> Self {
        let key = |row: &Value| {
            (
                text(&row["task_id"]).to_owned(),
                row["candidate_id"].as_u64(),
            )
        };
        let outcomes: BTreeMap<_, _> = rows(&folder.join("matrix.jsonl"))
            .iter()
            .map(|row| (key(row), text(&row["outcomes"]).to_owned()))
            .collect();
        let right: BTreeMap<_, _> = rows(&folder.join("reference.jsonl"))
            .iter()
            .map(|row| (key(row), row["passed"] == true))
            .collect();
        Self {
            prompts: rows(&folder.join("problems.jsonl"))
                .iter()
                .map(|row| {
                    (
                        text(&row["task_id"]).to_owned(),
                        text(&row["prompt"]).to_owned(),
                    )
                })
                .collect(),
            rows: rows(&folder.join("candidates.jsonl"))
                .iter()
                .map(|row| {
                    let name = (
                        text(&row["task_id"]).to_owned(),
                        text(&row["solution"]).to_owned(),
                    );
                    (
                        name,
                        (outcomes[&key(row)].clone(), right.get(&key(row)).copied()),
                    )
                })
                .collect(),
            columns: rows(&folder.join("tests.jsonl"))
                .iter()
                .map(|row| {
                    let column = usize::try_from(row["test_id"].as_u64().unwrap()).unwrap();
                    (
                        (
                            text(&row["task_id"]).to_owned(),
                            text(&row["source"]).to_owned(),
                        ),
                        column,
                    )
                })
                .collect(),
        }
    }
}

fn rows(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap_or_default();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

//! CodeT's behaviour, against what CodeT's own program measured on real model output.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;
#[path = "common/parity.rs"]
mod parity;

use common::{Folder, Inputs, data, json_of, mutagree};
use flate2::read::GzDecoder;
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// Every how-manieth problem is taken, so that the test is quick.
const STRIDE: usize = 16;

fn rows(path: &Path) -> Vec<Value> {
    let lines = BufReader::new(GzDecoder::new(File::open(path).unwrap())).lines();
    lines
        .map(|line| serde_json::from_str(&line.unwrap()).unwrap())
        .collect()
}

/// Every sixteenth problem of the real data, with its solutions and tests.
fn slice(folder: &Folder, data: &Path) -> Inputs {
    let problems: Vec<Value> = rows(&data.join("humaneval_for_code_generation.jsonl.gz"))
        .into_iter()
        .step_by(STRIDE)
        .collect();
    let about = |row: &Value| {
        let prompt = row["prompt"].as_str().unwrap();
        problems
            .iter()
            .any(|problem| prompt.starts_with(problem["prompt"].as_str().unwrap()))
    };
    let taken =
        |name: &str| -> Vec<Value> { rows(&data.join(name)).into_iter().filter(about).collect() };
    Inputs {
        solutions: folder.rows("s.jsonl", &taken("humaneval_codegen16b_solutions.jsonl.gz")),
        tests: folder.rows("t.jsonl", &taken("humaneval_codegen16b_tests.jsonl.gz")),
        problems: folder.rows("p.jsonl", &problems),
    }
}

#[test]
fn a_slice_of_real_output_has_codets_matrix_and_figures() {
    let Some(data) = data() else { return };
    let data = data.join("codet");
    let folder = Folder::new();
    let run = folder.path("run");
    let mut execute = slice(&folder, &data).execute(&run);
    execute.args(["--compat", "codet"]).assert().success();
    mutagree()
        .arg("agree")
        .arg(&run)
        .args(["--scorer", "codet"])
        .assert()
        .success();
    let figures = json_of(mutagree().arg("evaluate").arg(&run));

    let parity = parity::compare(&run, &data.join("peer_matrix.jsonl.gz"));
    let different = parity.cells - parity.same;
    assert!(parity.cells > 30_000, "{parity:?}");
    assert!(different * 1000 <= parity.cells, "{parity:?}");
    assert!(
        !parity.different.keys().any(|kind| kind.contains("unknown")),
        "{parity:?}"
    );
    assert_eq!(figures["problems"], 11);
    for (k, peer) in [("1", PEER_1), ("10", PEER_10)] {
        let ours = figures["pass_at"][k].as_f64().unwrap();
        assert!(
            (ours - peer).abs() < 0.003,
            "pass@{k}: {ours} here, {peer} there"
        );
    }
}

/// What CodeT's program measured on these problems.
const PEER_1: f64 = 0.4293;
const PEER_10: f64 = 0.6072;

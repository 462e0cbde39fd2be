//! Measures scorers with fewer candidates and tests: draws samples of `CodeT`'s data, runs the whole job on them, and
//! prints pass@1 for each budget.
//!
//! `cargo run --release --example small-budgets -- DATA FOLDER [DRAWS [SCORER…]]`, where DATA holds `codet/` and FOLDER
//! gets the runs. It calls the command that `cargo build --release` makes.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a tool for developers"
)]

use flate2::read::GzDecoder;
use rand::SeedableRng;
use rand::seq::index::sample;
use rand_chacha::ChaCha8Rng;
use serde_json::Value;
use std::fmt::Write;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Samples of candidates and of tests for each problem.
const BUDGETS: [(usize, usize); 5] = [(10, 10), (25, 25), (50, 50), (100, 20), (20, 100)];

const PROBLEMS: &str = "humaneval_for_code_generation.jsonl.gz";
const SOLUTIONS: &str = "humaneval_codegen16b_solutions.jsonl.gz";
const TESTS: &str = "humaneval_codegen16b_tests.jsonl.gz";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [data, folder, rest @ ..] = arguments.as_slice() else {
        panic!("usage: small-budgets DATA FOLDER [DRAWS [SCORER…]]");
    };
    let data = Path::new(data).join("codet");
    let draws: u64 = rest.first().map_or(1, |text| text.parse().unwrap());
    let mut scorers: Vec<&str> = rest.iter().skip(1).map(String::as_str).collect();
    if scorers.is_empty() {
        scorers = vec!["codet", "b4", "srank+fallback", "overlap", "fusion"];
    }
    println!("candidates/tests  {}", scorers.join("  "));
    for budget in BUDGETS {
        let mut sums = vec![0.0; scorers.len()];
        for draw in 0..draws {
            let run = execute(&data, Path::new(folder), budget, draw);
            for (sum, scorer) in sums.iter_mut().zip(&scorers) {
                *sum += pass_at_1(&run, scorer);
            }
        }
        #[allow(clippy::cast_precision_loss)]
        let means = sums
            .iter()
            .map(|sum| format!("{:.1}", 100.0 * sum / draws as f64));
        let means: Vec<String> = means.collect();
        println!("{}/{}  {}", budget.0, budget.1, means.join("  "));
    }
}

/// Draws a budget's samples and runs them, where that was not done before.
fn execute(data: &Path, folder: &Path, (candidates, tests): (usize, usize), draw: u64) -> PathBuf {
    let run = folder.join(format!("{candidates}-{tests}-{draw}"));
    fs::create_dir_all(&run).unwrap();
    let mut random = ChaCha8Rng::seed_from_u64(draw);
    let (solutions, suites) = (run.join("solutions.jsonl"), run.join("suites.jsonl"));
    draw_samples(&data.join(SOLUTIONS), &solutions, candidates, &mut random);
    draw_samples(&data.join(TESTS), &suites, tests, &mut random);
    let mut command = mutagree();
    command.args(["--quiet", "execute", "--problems"]);
    command
        .arg(data.join(PROBLEMS))
        .arg("--solutions")
        .arg(solutions);
    command.arg("--tests").arg(suites).arg("--run").arg(&run);
    assert!(command.output().unwrap().status.success());
    run
}

fn draw_samples(from: &Path, to: &Path, count: usize, random: &mut ChaCha8Rng) {
    let mut text = String::new();
    let mut reader = GzDecoder::new(File::open(from).unwrap());
    reader.read_to_string(&mut text).unwrap();
    let mut drawn = String::new();
    for line in text.lines() {
        let mut row: Value = serde_json::from_str(line).unwrap();
        let samples = row["samples"].as_array().unwrap();
        let mut places = sample(random, samples.len(), count).into_vec();
        places.sort_unstable();
        row["samples"] = places.iter().map(|&place| samples[place].clone()).collect();
        writeln!(drawn, "{row}").unwrap();
    }
    fs::write(to, drawn).unwrap();
}

fn pass_at_1(run: &Path, scorer: &str) -> f64 {
    let ranked = mutagree()
        .args(["--quiet", "agree"])
        .arg(run)
        .args(["--scorer", scorer])
        .output();
    assert!(ranked.unwrap().status.success());
    let mut command = mutagree();
    command.args(["--quiet", "--json", "evaluate"]).arg(run);
    let output = command.output().unwrap();
    assert!(output.status.success());
    let figures: Value = serde_json::from_slice(&output.stdout).unwrap();
    figures["pass_at"]["1"].as_f64().unwrap()
}

fn mutagree() -> Command {
    Command::new("target/release/mutagree")
}

//! Simulates `boost --adaptive-sampling` on `CodeT`'s data as recorded replies, of which every tenth is taken to answer
//! the same variant, and prints the samples used and pass@1 for each probability.
//!
//! `cargo run --release --example adaptive-sampling -- DATA FOLDER [PERCENT…]`, where DATA holds `codet/` and FOLDER gets
//! the replies and the runs. It calls the command that `cargo build --release` makes.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a tool for developers"
)]

use flate2::read::GzDecoder;
use serde_json::{Value, json};
use std::fmt::Write;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::process::Command;

/// Where a completion ends, as `CodeT` cuts it.
const STOPS: [&str; 5] = ["\nclass", "\ndef", "\n#", "\nif", "\nprint"];

const VARIANTS: usize = 10;

/// The tests of one reply that are used.
const TESTS: usize = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [data, folder, percents @ ..] = arguments.as_slice() else {
        panic!("usage: adaptive-sampling DATA FOLDER [PERCENT…]");
    };
    let folder = Path::new(folder);
    fs::create_dir_all(folder).unwrap();
    write_replies(&Path::new(data).join("codet"), folder);
    println!("percent  samples  pass@1");
    let all = [String::new()];
    for percent in all.iter().chain(percents) {
        let (samples, pass) = boost(folder, percent);
        let percent = if percent.is_empty() { "all" } else { percent };
        println!("{percent:7}  {samples:7}  {:.2}", 100.0 * pass);
    }
}

fn boost(folder: &Path, percent: &str) -> (u64, f64) {
    let run = folder.join(format!("run-{percent}"));
    let mut command = Command::new("target/release/mutagree");
    command.args(["--quiet", "--json", "boost"]).arg(folder);
    command.args(["--tests-per-sample", "5", "--run"]).arg(run);
    if !percent.is_empty() {
        command.arg(format!("--adaptive-sampling={percent}"));
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    let pass = summary["evaluation"]["pass_at"]["1"].as_f64().unwrap();
    (summary["samples"].as_u64().unwrap(), pass)
}

fn write_replies(data: &Path, folder: &Path) {
    let problems = rows(&data.join("humaneval_for_code_generation.jsonl.gz"));
    let solutions = rows(&data.join("humaneval_codegen16b_solutions.jsonl.gz"));
    let tests = rows(&data.join("humaneval_codegen16b_tests.jsonl.gz"));
    let mut replies = String::new();
    let mut add = |problem: &Value, purpose: &str, place: usize, text: &str| {
        let variant = match place % VARIANTS {
            0 => "original".to_owned(),
            other => format!("variant-{other}"),
        };
        let reply = json!({
            "task_id": problem["task_id"], "variant_id": variant, "purpose": purpose, "text": text,
        });
        writeln!(replies, "{reply}").unwrap();
    };
    for problem in &problems {
        let prompt = problem["prompt"].as_str().unwrap();
        let about = |row: &&Value| row["prompt"].as_str().unwrap().starts_with(prompt);
        let solutions = solutions.iter().find(about).unwrap();
        let tests = tests.iter().find(about).unwrap();
        for (place, sample) in solutions["samples"].as_array().unwrap().iter().enumerate() {
            let program = format!("{prompt}{}", cut(sample.as_str().unwrap()));
            add(problem, "solution", place, &program);
        }
        for (place, sample) in tests["samples"].as_array().unwrap().iter().enumerate() {
            add(
                problem,
                "tests",
                place,
                &asserts(problem, sample.as_str().unwrap()),
            );
        }
    }
    fs::write(folder.join("replies.jsonl"), replies).unwrap();
    let problems: Vec<String> = problems.iter().map(|row| format!("{row}\n")).collect();
    fs::write(folder.join("problems.jsonl"), problems.concat()).unwrap();
}

/// The first assertions of a reply, a line each.
fn asserts(problem: &Value, sample: &str) -> String {
    let name = problem["entry_point"].as_str().unwrap();
    let whole = format!("assert {sample}");
    let parts = whole
        .split("assert ")
        .skip(1)
        .filter(|part| part.contains(name));
    let asserts = parts.map(|part| format!("assert {}\n", cut(part).trim()));
    asserts.take(TESTS).collect()
}

fn cut(text: &str) -> &str {
    STOPS
        .iter()
        .fold(text, |text, stop| text.split(stop).next().unwrap_or(text))
}

fn rows(path: &Path) -> Vec<Value> {
    let mut text = String::new();
    GzDecoder::new(File::open(path).unwrap())
        .read_to_string(&mut text)
        .unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

//! Records `fixtures/variants`: replies to eight variants of each quickstart problem, by rules and by a model.
//!
//! ```sh
//! cargo run --release --example record-variants
//! ```
//!
//! The model is a server on loopback. It answers with the quickstart's own recorded replies, in the names of the
//! variant that it was asked, and with the rewrites in `rewrites.jsonl`.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a tool for developers"
)]

#[path = "../common/server/mod.rs"]
mod server;

use serde_json::Value;
use server::{Reply, Script, Seen, Server};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;
use std::process::Command;

const MODEL: &str = "recorded";
const STRATEGIES: &str = "all,model/paraphrase,model/passive";

fn main() {
    let rewrites = rows(Path::new("fixtures/variants/rewrites.jsonl"));
    let replies = rows(Path::new("fixtures/quickstart/replies.jsonl"));
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run");
    let variants = run.join("variants.jsonl");
    let server = Server::start(Script::answering(move |seen, sample| {
        Reply::text(say(seen, sample, &rewrites, &replies, &variants))
    }));
    let recording = Path::new("fixtures/variants/replies.jsonl");
    let _ = fs::remove_file(recording);
    let examples = std::env::current_exe().unwrap();
    let binary = examples.ancestors().nth(2).unwrap().join("mutagree");
    let status = Command::new(binary)
        .args([
            "generate",
            "fixtures/quickstart/problems.jsonl",
            "--model",
            MODEL,
        ])
        .args([
            "--strategy",
            STRATEGIES,
            "--base-url",
            &server.base_url(),
            "--anew",
        ])
        .arg("--run")
        .arg(&run)
        .args(["--record", "fixtures/variants"])
        .status()
        .unwrap();
    assert!(status.success());
    println!("recorded: {}", recording.display());
}

/// What the model says to a request.
fn say(
    seen: &Seen,
    sample: usize,
    rewrites: &[Value],
    replies: &[Value],
    variants: &Path,
) -> String {
    let prompt = seen.prompt();
    if prompt.contains("be right for task B") {
        return r#"{"numbers": [], "negations": [], "bounds": [], "outputs": [], "errors": [], "same": true}"#
            .to_owned();
    }
    if prompt.contains("Answer with the rewritten task") {
        let passive = prompt.contains("passive voice");
        let own = |row: &&Value| prompt.contains(row["prompt"].as_str().unwrap().trim_end());
        let row = rewrites.iter().find(own).unwrap();
        let text = row[if passive { "passive" } else { "paraphrase" }]
            .as_str()
            .unwrap();
        return format!("<task>\n{text}\n</task>");
    }
    let variants = rows(variants);
    let own = |row: &&Value| prompt.contains(row["prompt"].as_str().unwrap().trim_end());
    let variant = variants
        .iter()
        .filter(own)
        .max_by_key(|row| row["prompt"].as_str().unwrap().len());
    let variant = variant.unwrap();
    let purpose = if prompt.contains("tests for the function") {
        "tests"
    } else {
        "solution"
    };
    let fitting = |row: &&Value| row["task_id"] == variant["task_id"] && row["purpose"] == purpose;
    let fitting: Vec<&Value> = replies.iter().filter(fitting).collect();
    let start = usize::from(Sha256::digest(prompt.as_bytes())[0]);
    let reply = fitting[(start + sample) % fitting.len()]["text"]
        .as_str()
        .unwrap();
    renamed(reply, variant)
}

/// A reply in the names of a variant.
fn renamed(text: &str, variant: &Value) -> String {
    let renames = variant["renames"].as_array().cloned().unwrap_or_default();
    let new = |word: &str| {
        let own = renames.iter().find(|it| it["from"] == word);
        own.map_or(word, |it| it["to"].as_str().unwrap()).to_owned()
    };
    let joins = |mark: char| mark.is_ascii_alphanumeric() || mark == '_';
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest
            .find(|mark| joins(mark) != joins(first))
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        out += &new(word);
        rest = after;
    }
    out
}

fn rows(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

//! Records `fixtures/follow_ups`: replies to what is asked about two problems before and after a vote.
//!
//! ```sh
//! cargo run --release --example record-follow-ups
//! ```
//!
//! The model is a server on loopback, which says what `model.jsonl` holds. A call that has no answer there is named.
#![allow(clippy::unwrap_used, reason = "a tool for developers")]

#[path = "../common/server/mod.rs"]
mod server;

use serde_json::Value;
use server::{Reply, Script, Seen, Server};
use std::fs;
use std::path::Path;
use std::process::Command;

const FOLDER: &str = "fixtures/follow_ups";

fn main() {
    let text = fs::read_to_string(Path::new(FOLDER).join("model.jsonl")).unwrap();
    let rows = text.lines().map(|line| serde_json::from_str(line).unwrap());
    let rows: Vec<Value> = rows.collect();
    let server = Server::start(Script::answering(move |seen, sample| {
        Reply::text(say(seen, sample, &rows))
    }));
    let _ = fs::remove_file(Path::new(FOLDER).join("replies.jsonl"));
    let folder = tempfile::tempdir().unwrap();
    let examples = std::env::current_exe().unwrap();
    let binary = examples.ancestors().nth(2).unwrap().join("mutagree");
    let mut command = Command::new(binary);
    command.args(["boost", "fixtures/follow_ups/problems.jsonl"]);
    command.args(["--model", "recorded", "--base-url", &server.base_url()]);
    command.args(["--anew", "--variants", "0", "--candidates", "5"]);
    command.args(["--tests", "8", "--tests-per-reply", "4", "--inputs", "0"]);
    command.args(["--distinguish", "2", "--repair", "2", "--record", FOLDER]);
    let status = command.arg("--run").arg(folder.path().join("run")).status();
    assert!(status.unwrap().success());
}

/// What the model says to a request.
fn say(seen: &Seen, sample: usize, rows: &[Value]) -> String {
    let prompt = seen.prompt();
    let own = |row: &&Value| prompt.contains(row["entry_point"].as_str().unwrap());
    let row = rows.iter().find(own).unwrap();
    let said = if let Some((_, call)) = prompt.split_once("for this call?\n\n```python\n") {
        let call = call.lines().next().unwrap();
        let answers = &row["answers"][call];
        assert!(answers.is_array(), "no answer for `{call}`");
        answers
    } else if prompt.contains("Find the mistake") {
        &row["repairs"]
    } else if prompt.contains("tests for the function") {
        &row["tests"]
    } else {
        &row["solutions"]
    };
    said[sample].as_str().unwrap().to_owned()
}

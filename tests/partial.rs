//! Runs of which some replies never come: they go on without them where the user says so, and are whole in the end.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

#[path = "common/asking.rs"]
mod asking;
mod common;
#[path = "common/server/mod.rs"]
mod server;

use asking::{Place, server as script, start};
use common::{complaint, json_of, mutagree, read_rows};
use serde_json::{Value, json};
use server::{Fault, Faults, Script, Server};
use std::process::{Command as Process, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A server that answers one program's request with 500 until it is mended.
fn broken() -> (Server, Arc<AtomicBool>) {
    let mended = Arc::new(AtomicBool::new(false));
    let is_mended = Arc::clone(&mended);
    let server = start(Script {
        faults: Faults::when(move |seen| {
            let prompt = seen.prompt();
            let is_it = prompt.contains("task 2 wants") && !prompt.contains("tests for");
            (is_it && !is_mended.load(Ordering::Relaxed)).then_some(Fault::Status(500))
        }),
        ..script()
    });
    (server, mended)
}

fn verb(place: &Place, words: &[&str]) -> assert_cmd::Command {
    let mut command = mutagree();
    command.env("MUTAGREE_CACHE_DIR", &place.cache);
    command
        .args(words)
        .arg("--run")
        .arg(place.folder.path("run"));
    command
}

#[test]
fn a_reply_that_never_comes_is_named_and_execution_waits_for_a_word() {
    let place = Place::with_problems(4);
    let (server, mended) = broken();
    let mut generate = place.generate(&server.base_url(), "run");
    let said = complaint(generate.args(["--retries", "1"]), 3);
    assert!(said.contains("1 of 8 replies are missing"), "{said}");
    assert!(said.contains("--partial"), "{said}");
    let said = complaint(&mut verb(&place, &["execute"]), 2);
    assert!(
        said.contains("1 of 8 replies are missing") && said.contains("--partial"),
        "{said}"
    );
    let done = json_of(&mut verb(&place, &["execute", "--partial"]));
    assert_eq!(done["candidates"], 3);
    mended.store(true, Ordering::Relaxed);
    let before = server.requests().len();
    let done = json_of(&mut place.generate(&server.base_url(), "run"));
    assert_eq!(server.requests().len(), before + 1);
    assert_eq!(done["generated"]["missing"], Value::Null);
    assert_eq!(done["generated"]["spent"]["this_call"]["requests"], 1);
    assert_eq!(done["generated"]["spent"]["run"]["replies"], 8);
    let done = json_of(&mut verb(&place, &["execute"]));
    assert_eq!(
        (&done["candidates"], &done["cells"]),
        (&json!(4), &json!(8))
    );
}

#[test]
fn the_candidates_of_a_run_in_pieces_are_those_of_a_run_in_one() {
    let place = Place::with_problems(4);
    let (server, mended) = broken();
    let with = |run: &str, options: &[&str]| {
        let mut command = place.generate(&server.base_url(), run);
        command.args(["--candidates", "3", "--temperature", "0.5"]);
        command.args(options);
        command
    };
    json_of(&mut with("run", &["--give-up", "1"]));
    json_of(&mut verb(&place, &["execute", "--partial"]));
    mended.store(true, Ordering::Relaxed);
    json_of(&mut with("run", &[]));
    json_of(&mut with("whole", &[]));
    for file in ["candidates.jsonl", "tests.jsonl", "problems.jsonl"] {
        let [one, other] =
            ["run", "whole"].map(|run| read_rows(&place.folder.path(run).join(file)));
        assert_eq!(one, other, "{file}");
    }
    json_of(&mut verb(&place, &["execute"]));
}

#[test]
fn a_request_is_given_up_after_as_many_failures_as_were_said() {
    let place = Place::with_problems(4);
    let (server, _) = broken();
    let mut generate = place.generate(&server.base_url(), "run");
    let done = json_of(generate.args(["--give-up", "3"]));
    let missing = &done["generated"]["missing"];
    assert_eq!(
        (&missing["replies"], &missing["of"], &missing["problems"]),
        (&json!(1), &json!(8), &json!({"T/2": 1}))
    );
    let failed = server
        .requests()
        .iter()
        .filter(|it| it.status == Some(500))
        .count();
    assert_eq!(failed, 3);
}

#[test]
fn boost_goes_to_the_end_without_what_is_missing_and_says_so() {
    let place = Place::with_problems(4);
    let (server, mended) = broken();
    let boost = |options: &[&str]| {
        let mut command = place.verb("boost", &server.base_url(), "run");
        command.args(["--variants", "0", "--candidates", "2", "--tests", "2"]);
        command.args(options);
        command
    };
    let done = json_of(&mut boost(&["--give-up", "1"]));
    assert_eq!(done["generated"]["missing"]["problems"], json!({"T/2": 2}));
    assert_eq!(done["evaluation"]["unsampled"], json!(["T/2"]));
    assert_eq!(done["evaluation"]["submission"], 0.75);
    let rows = done["per_problem"].as_array().unwrap();
    let right: Vec<&Value> = rows.iter().map(|row| &row["right"]).collect();
    assert_eq!(right, [true, true, false, true]);
    mended.store(true, Ordering::Relaxed);
    let done = json_of(&mut boost(&[]));
    assert_eq!(done["evaluation"]["submission"], 1.0);
    assert_eq!(done["generated"]["missing"], Value::Null);
}

#[test]
fn a_run_whose_asking_was_killed_says_what_goes_on_with_it() {
    let place = Place::with_problems(20);
    let server = start(Script {
        faults: Faults::when(|seen| (seen.count > 5).then_some(Fault::Hang)),
        ..script()
    });
    let command = place.generate(&server.base_url(), "run");
    let mut child = Process::new(command.get_program());
    child
        .args(command.get_args())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    for (key, value) in command.get_envs() {
        child.env(key, value.unwrap_or_default());
    }
    let mut child = child.spawn().unwrap();
    server.wait_until(|requests| requests.len() > 6);
    child.kill().unwrap();
    child.wait().unwrap();
    let said = complaint(&mut verb(&place, &["execute"]), 2);
    assert!(
        said.contains("mutagree generate") && said.contains("--partial"),
        "{said}"
    );
}

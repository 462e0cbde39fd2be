//! `mutagree generate` and what is known already: a run that goes on, another run or a recording asks for nothing twice.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

#[path = "common/asking.rs"]
mod asking;
mod common;
#[path = "common/server/mod.rs"]
mod server;

use asking::{Place, server as script, start};
use common::{complaint, json_of, read_rows};
use serde_json::{Value, json};
use server::Script;
use std::fs;
use std::time::Duration;

#[test]
fn another_run_of_the_same_requests_asks_nothing() {
    let place = Place::with_problems(3);
    let server = start(script());
    json_of(&mut place.generate(&server.base_url(), "one"));
    let asked = server.requests().len();
    let again = json_of(&mut place.generate(&server.base_url(), "two"));
    assert_eq!(server.requests().len(), asked);
    assert_eq!(again["generated"]["spent"]["this_call"]["requests"], 0);
    json_of(place.generate(&server.base_url(), "three").arg("--anew"));
    assert_eq!(server.requests().len(), 2 * asked);
    let stats = json_of(
        common::mutagree()
            .args(["cache", "stats", "--cache-dir"])
            .arg(&place.cache),
    );
    assert_eq!(stats["replies"], 6);
}

#[test]
fn a_recording_answers_without_a_network_and_says_what_it_does_not_hold() {
    let place = Place::with_problems(2);
    let server = start(script());
    let recording = place.folder.path("recording");
    json_of(
        place
            .generate(&server.base_url(), "run")
            .arg("--record")
            .arg(&recording),
    );
    drop(server);
    let replay = |run: &str| {
        let mut command = place.generate("http://127.0.0.1:9/v1", run);
        command.arg("--replay").arg(&recording);
        command
    };
    json_of(&mut replay("again"));
    let files = ["candidates.jsonl", "tests.jsonl"];
    for file in files {
        let read = |run: &str| fs::read(place.folder.path(run).join(file)).unwrap();
        assert_eq!(read("run"), read("again"));
    }
    let said = complaint(replay("more").args(["--temperature", "0.1"]), 2);
    assert!(
        said.contains("`T/0`") && said.contains("`original`"),
        "{said}"
    );
    assert!(said.contains("--record"), "{said}");
}

#[test]
fn a_run_is_a_recording_too() {
    let place = Place::with_problems(2);
    let server = start(script());
    json_of(&mut place.generate(&server.base_url(), "run"));
    drop(server);
    let mut command = place.generate("http://127.0.0.1:9/v1", "again");
    let summary = json_of(command.arg("--replay").arg(place.folder.path("run")));
    assert_eq!(summary["generated"]["replies"], 4);
}

#[test]
fn a_run_is_only_continued_with_the_same_questions() {
    let place = Place::with_problems(1);
    let server = start(script());
    json_of(&mut place.generate(&server.base_url(), "run"));
    let mut other = place.generate(&server.base_url(), "run");
    let said = complaint(other.args(["--method", "cot"]), 2);
    assert!(said.contains("another `method`"), "{said}");
}

#[test]
fn two_problems_with_the_same_prompt_share_what_is_paid_for() {
    let place = Place::with_problems(1);
    let mut twins = vec![asking::problem(0), asking::problem(0)];
    twins[1]["task_id"] = json!("T/twin");
    place.folder.rows("problems.jsonl", &twins);
    let server = start(script());
    let summary = json_of(&mut place.generate(&server.base_url(), "run"));
    assert_eq!(
        (server.usage().replies, &summary["generated"]["programs"]),
        (2, &json!(2))
    );
    let candidates = read_rows(&place.folder.path("run").join("candidates.jsonl"));
    let tasks: Vec<&Value> = candidates.iter().map(|it| &it["task_id"]).collect();
    assert_eq!(tasks, ["T/0", "T/twin"]);
    let tokens = |summary: &Value| summary["generated"]["spent"]["run"]["prompt_tokens"].clone();
    for _ in 0..3 {
        let again = json_of(&mut place.generate(&server.base_url(), "run"));
        assert_eq!(
            (server.usage().replies, tokens(&again)),
            (2, tokens(&summary))
        );
    }
}

#[test]
fn a_run_may_be_named_as_its_own_recording() {
    let place = Place::with_problems(1);
    let server = start(script());
    let mut command = place.generate(&server.base_url(), "run");
    json_of(command.arg("--record").arg(place.folder.path("run")));
    assert_eq!(place.replies("run").len(), 2);
}

#[test]
fn a_mistake_in_the_settings_leaves_the_directory_free() {
    let place = Place::with_problems(1);
    let server = start(script());
    let mut wrong = place.generate(&server.base_url(), "run");
    let said = complaint(wrong.args(["--strategy", "model/paraphrase,lexicl"]), 1);
    assert!(
        said.contains("`lexicl`") && said.contains("lexical"),
        "{said}"
    );
    assert_eq!(server.requests().len(), 0);
    let mut wrong = place.generate(&server.base_url(), "run");
    complaint(wrong.args(["--model", "no-such-model"]), 3);
    json_of(&mut place.generate(&server.base_url(), "run"));
    for refused in [
        ["--body", r#"{"n": 3}"#],
        ["--test-share", "lexcal=0"],
        ["--candidates", "99999999999"],
        ["--header", "Authorization Bearer hidden-value"],
    ] {
        let mut command = place.generate(&server.base_url(), "other");
        let said = complaint(command.args(refused), 1);
        assert!(!said.contains("hidden-value"), "{said}");
    }
}

#[test]
fn an_interrupt_waits_for_what_is_under_way_and_the_same_command_goes_on() {
    let place = Place::with_problems(30);
    let server = start(Script {
        latency: Duration::from_millis(100),
        ..script()
    });
    let command = place.generate(&server.base_url(), "run");
    let mut child = std::process::Command::new(command.get_program());
    child.args(command.get_args()).args(["--at-once", "4"]);
    for (key, value) in command.get_envs() {
        child.env(key, value.unwrap_or_default());
    }
    let mut child = child.spawn().unwrap();
    server.wait_until(|requests| requests.len() > 8);
    let kill = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(5));
    assert_eq!(place.replies("run").len() as u64, server.usage().replies);
    json_of(&mut place.generate(&server.base_url(), "run"));
    assert_eq!(server.usage().replies, 60);
}

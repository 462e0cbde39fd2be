//! Two thousand requests, 64 at once, against a server of which every fifth answer is a fault; and SIGKILL.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

#[path = "common/asking.rs"]
mod asking;
mod common;
#[path = "common/server/mod.rs"]
mod server;

use asking::{Place, server as script, start};
use common::json_of;
use serde_json::Value;
use server::{Fault, Faults, RetryAfter, Script, Seen, Server};
use std::collections::{BTreeMap, BTreeSet};
use std::process::{Command, Stdio};
use std::time::Duration;

/// Problems; each needs two requests.
const PROBLEMS: usize = 1000;

fn faulty() -> Server {
    let faults = [
        Fault::TooMany(RetryAfter::Unsaid),
        Fault::Status(500),
        Fault::Close,
        Fault::Slow(30),
    ];
    start(Script {
        faults: Faults::share(0.2, &faults, 11),
        latency: Duration::from_millis(5),
        ..script()
    })
}

/// `mutagree generate` with 64 requests at once.
fn generate(place: &Place, server: &Server) -> assert_cmd::Command {
    let mut command = place.generate(&server.base_url(), "run");
    command.args(["--at-once", "64"]);
    command
}

/// The answers that arrived, by what was asked.
fn answered(requests: &[Seen]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for seen in requests
        .iter()
        .filter(|it| it.status == Some(200) && it.complete)
    {
        *counts.entry(seen.prompt()).or_default() += 1;
    }
    counts
}

/// What the replies in a run's journal were asked for: the tasks and purposes.
fn kept(place: &Place) -> BTreeSet<(String, bool)> {
    let text = std::fs::read_to_string(place.folder.path("run").join("replies.jsonl"));
    let whole = |text: &str| text.rfind('\n').map_or(0, |end| end + 1);
    let text = text.unwrap_or_default();
    text[..whole(&text)]
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|row| {
            (
                row["task_id"].as_str().unwrap().to_owned(),
                row["purpose"] == "tests",
            )
        })
        .collect()
}

/// The task and purpose that a prompt is about.
fn about(prompt: &str) -> (String, bool) {
    let number = prompt
        .split("as task ")
        .nth(1)
        .unwrap()
        .split(' ')
        .next()
        .unwrap();
    (
        format!("T/{number}"),
        prompt.contains("tests for the function"),
    )
}

#[test]
fn all_replies_arrive_and_none_is_asked_for_again() {
    let place = Place::with_problems(PROBLEMS);
    let server = faulty();
    let summary = json_of(&mut generate(&place, &server));
    assert_eq!(summary["generated"]["replies"], 2 * PROBLEMS);
    assert_eq!(summary["generated"]["programs"], PROBLEMS);
    let requests = server.requests();
    let answered = answered(&requests);
    assert_eq!(answered.len(), 2 * PROBLEMS);
    assert!(answered.values().all(|count| *count == 1));
    assert!(
        requests.len() > 2 * PROBLEMS * 11 / 10,
        "{}",
        requests.len()
    );
    assert!(server.most_at_once() > 32, "{}", server.most_at_once());
    assert!(server.most_at_once() <= 64, "{}", server.most_at_once());
}

#[test]
fn a_kill_in_the_middle_costs_no_reply_that_was_kept() {
    let place = Place::with_problems(PROBLEMS);
    let server = faulty();
    let command = generate(&place, &server);
    let mut child = Command::new(command.get_program());
    child
        .args(command.get_args())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    for (key, value) in command.get_envs() {
        child.env(key, value.unwrap_or_default());
    }
    let mut child = child.spawn().unwrap();
    server.wait_until(|requests| requests.iter().filter(|it| it.complete).count() > PROBLEMS);
    child.kill().unwrap();
    child.wait().unwrap();
    let kept = kept(&place);
    let before = answered(&server.requests());
    assert!(
        kept.len() > PROBLEMS / 2 && kept.len() < 2 * PROBLEMS,
        "{}",
        kept.len()
    );
    let lost = before.len() - kept.len();
    assert!(lost <= 64, "{lost} answers were under way");
    let summary = json_of(&mut generate(&place, &server));
    assert_eq!(summary["generated"]["replies"], 2 * PROBLEMS);
    let after = answered(&server.requests());
    assert_eq!(after.len(), 2 * PROBLEMS);
    let twice = after.iter().filter(|(_, count)| **count > 1);
    let twice: Vec<_> = twice.map(|(prompt, _)| about(prompt)).collect();
    assert!(twice.len() <= lost, "{} of {lost}", twice.len());
    assert!(twice.iter().all(|key| !kept.contains(key)), "{twice:?}");
}

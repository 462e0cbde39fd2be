//! A server that is killed at random moments: what it answered stays, and what it answers after is right and paid once.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;
#[path = "common/server/mod.rs"]
mod server;
#[path = "common/serving.rs"]
mod serving;

use common::{Folder, read_rows};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;
use server::{Script, Server};
use serving::{KEY, MODEL, Serving, adds, asks_to_add, client, content, run};
use std::collections::BTreeMap;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How often the server is killed; more where `MUTAGREE_KILLS` says so.
fn kills() -> u64 {
    let said = std::env::var("MUTAGREE_KILLS").ok();
    said.and_then(|it| it.parse().ok()).unwrap_or(6)
}

/// The requests of one life of the server.
const AT_ONCE: usize = 8;

/// Asks for a function, and gives the completion where there was time for one.
async fn ask(address: &str, number: usize) -> Option<Value> {
    let request = client().post(format!("{address}/v1/chat/completions"));
    let request = request
        .header("content-type", "application/json")
        .body(asks_to_add(number).to_string());
    let response = request.send().await.ok()?;
    let status = response.status().as_u16();
    let text = response.text().await.ok()?;
    assert_eq!(status, 200, "{text}");
    serde_json::from_str(&text).ok()
}

#[test]
fn a_server_that_is_killed_loses_no_answer_and_gives_no_wrong_one() {
    let model = Server::start(Script {
        key: Some(KEY.to_owned()),
        latency: Duration::from_millis(20),
        ..Script::answering(adds)
    });
    let base_url = model.base_url();
    let own = [
        "--model",
        MODEL,
        "--base-url",
        &base_url,
        "--candidates",
        "4",
        "--tests",
        "2",
        "--variants",
        "1",
    ];
    let (mut folder, mut answered) = (Folder::new(), BTreeMap::new());
    let mut random = ChaCha8Rng::seed_from_u64(11);
    for life in 0..kills() {
        let serving = Serving::start(folder, &own);
        let until = Duration::from_millis(random.random_range(30..900));
        let address = serving.address.clone();
        let id = serving.child.id().to_string();
        let completions = run(async {
            let kill = async {
                tokio::time::sleep(until).await;
                Command::new("kill").args(["-9", &id]).status().unwrap();
            };
            // Half of the questions are those of the life before: what was paid for is not paid again.
            let first = usize::try_from(life).unwrap() * AT_ONCE / 2;
            let asked = (first..first + AT_ONCE).map(|number| {
                let address = &address;
                async move { (number, ask(address, number).await) }
            });
            let both = futures_util::future::join(futures_util::future::join_all(asked), kill);
            both.await.0
        });
        for (number, completion) in completions {
            let Some(completion) = completion else {
                continue;
            };
            assert_eq!(
                content(&completion),
                format!("```python\ndef add_{number}(x):\n    return x + {number}\n```\n")
            );
            answered.insert(
                completion["mutagree"]["run"].as_str().unwrap().to_owned(),
                number,
            );
        }
        folder = serving.leave();
        for (run, number) in &answered {
            let rows = read_rows(&folder.path("runs").join(run).join("submission.jsonl"));
            assert_eq!(
                rows[0]["solution"].as_str().unwrap().trim(),
                format!("def add_{number}(x):\n    return x + {number}")
            );
        }
    }
    let serving = Serving::start(folder, &own);
    let known = answered.values().max().copied().unwrap_or_default();
    let before = model.requests().len();
    let completion = run(ask(&serving.address, known)).unwrap();
    assert!(content(&completion).contains(&format!("x + {known}")));
    assert!(
        !answered.is_empty(),
        "every life was too short for an answer"
    );
    assert_eq!(
        model.requests().len(),
        before,
        "what was paid for was asked again"
    );
}

#[test]
fn workers_that_are_killed_cost_no_request_its_answer() {
    let model = Server::start(Script::answering(adds));
    let own = ["--candidates", "6", "--tests", "4", "--variants", "2"];
    let serving = Serving::of_model(&model.base_url(), &own);
    let ends = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !ends.load(Ordering::Relaxed) {
                for worker in serving.workers() {
                    Command::new("kill")
                        .args(["-9", &worker.to_string()])
                        .status()
                        .unwrap();
                    std::thread::sleep(Duration::from_millis(150));
                }
            }
        });
        let completions = run(async {
            let asked = (0..40).map(|number| ask(&serving.address, number));
            futures_util::future::join_all(asked).await
        });
        ends.store(true, Ordering::Relaxed);
        for (number, completion) in completions.iter().enumerate() {
            let said = content(completion.as_ref().unwrap());
            assert!(
                said.contains(&format!("def add_{number}(x):\n    return x + {number}\n")),
                "{said}"
            );
        }
    });
}

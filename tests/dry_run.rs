//! `--dry-run`: what it foretells, and what a server then counts.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

#[path = "common/asking.rs"]
mod asking;
mod common;
#[path = "common/server/mod.rs"]
mod server;

use asking::{Place, answer, start};
use common::{data, json_of};
use flate2::read::GzDecoder;
use serde_json::Value;
use server::{Reply, Script, Seen, Server};
use std::collections::HashMap;
use std::fs::File;
use std::io::read_to_string;
use std::path::Path;

type Figures = [(&'static str, f64, f64); 4];

/// What a dry run says, and what the server then counts.
fn foretold(place: &Place, server: &Server, run: &str) -> Figures {
    let command = |verb: &str| {
        let mut command = place.verb(verb, &server.base_url(), run);
        command.args([
            "--price",
            "2,8",
            "--candidates",
            "12",
            "--tests",
            "30",
            "--at-once",
            "4",
        ]);
        command
    };
    let before = (server.usage(), server.requests().len());
    let said = json_of(command("generate").arg("--dry-run"));
    assert_eq!(server.requests().len(), before.1);
    let done = json_of(&mut command("generate"));
    let usage = server.usage();
    let number = |key: &str| said[key].as_f64().unwrap();
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    let counted = |after: u64, before: u64| (after - before) as f64;
    [
        (
            "requests",
            number("requests"),
            counted(usage.replies, before.0.replies),
        ),
        (
            "read",
            number("prompt_tokens"),
            counted(usage.prompt, before.0.prompt),
        ),
        (
            "written",
            number("completion_tokens"),
            counted(usage.completion, before.0.completion),
        ),
        (
            "cost",
            number("usd"),
            done["generated"]["spent"]["run"]["usd"].as_f64().unwrap(),
        ),
    ]
}

#[test]
fn a_dry_run_foretells_requests_tokens_and_cost_within_a_tenth() {
    let counters: [fn(&str) -> u64; 2] = [
        |text| mutagree::client::tokens::count(text) as u64,
        |text| text.chars().count().div_ceil(3) as u64,
    ];
    for counter in counters {
        let server = start(Script {
            tokens: Box::new(counter),
            ..Script::answering(|seen, sample| {
                let Reply { text, .. } = answer(seen, sample);
                let thoughts = "This takes a moment of thought. ".repeat(sample % 7);
                Reply::text(format!("{thoughts}\n{}", text.unwrap_or_default()))
            })
        });
        let small = Place::with_problems(8);
        let [requests, ..] = foretold(&small, &server, "first");
        assert!((requests.1 - requests.2).abs() < 0.5, "{requests:?}");
        let large = Place {
            cache: small.cache.clone(),
            ..Place::with_problems(40)
        };
        within_a_tenth(&foretold(&large, &server, "second"));
    }
}

/// Shows the figures, which are in `BENCHMARKS.md`, and wants each within a tenth of what was counted.
fn within_a_tenth(figures: &Figures) {
    for (what, said, counted) in figures {
        let off = said / counted - 1.0;
        #[expect(clippy::print_stderr, reason = "figures to be read")]
        {
            eprintln!(
                "{what}: said {said}, counted {counted}: {:+.1} %",
                100.0 * off
            );
        }
        assert!(off.abs() < 0.1, "{what}: {said}, {counted}");
    }
}

fn rows(path: &Path) -> Vec<Value> {
    let text = read_to_string(GzDecoder::new(File::open(path).unwrap())).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// A model that gives the solutions and tests that GPT-4 gave to HumanEval.
fn gpt_4(data: &Path) -> impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static {
    let key = |row: &Value| row["entry_point"].as_str().unwrap().to_owned();
    let solutions: HashMap<String, String> =
        rows(&data.join("ldb/humaneval_gpt-4-1106-preview.jsonl.gz"))
            .iter()
            .map(|row| (key(row), row["solution"].as_str().unwrap().to_owned()))
            .collect();
    let tests: HashMap<String, String> =
        rows(&data.join("reflexion/humaneval_gpt4_tests.jsonl.gz"))
            .iter()
            .map(|row| {
                let tests = row["solution"].as_array().unwrap().iter();
                let tests: Vec<&str> = tests.map(|test| test.as_str().unwrap()).collect();
                (key(row), tests.join("\n"))
            })
            .collect();
    move |seen, _| {
        let prompt = seen.prompt();
        let replies = if prompt.contains("tests for the function") {
            &tests
        } else {
            &solutions
        };
        let name = prompt
            .split("function `")
            .nth(1)
            .unwrap()
            .split('`')
            .next()
            .unwrap();
        Reply::text(format!(
            "```python\n{}\n```",
            replies.get(name).map_or("", |it| it)
        ))
    }
}

#[test]
fn a_dry_run_foretells_what_real_replies_cost() {
    let Some(data) = data() else { return };
    let all = rows(&data.join("humaneval/HumanEval.jsonl.gz"));
    let server = start(Script {
        tokens: Box::new(|text| mutagree::client::tokens::count(text) as u64),
        ..Script::answering(gpt_4(&data))
    });
    let (few, many): (Vec<_>, Vec<_>) = all
        .into_iter()
        .enumerate()
        .partition(|(place, _)| place % 3 == 0);
    let own = |rows: Vec<(usize, Value)>| rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>();
    let place = Place::with_problems(1);
    let place = |rows: Vec<Value>, name: &str| Place {
        cache: place.cache.clone(),
        problems: place.folder.rows(name, &rows),
        folder: common::Folder::new(),
    };
    foretold(&place(own(few), "few.jsonl"), &server, "few");
    within_a_tenth(&foretold(&place(own(many), "many.jsonl"), &server, "many"));
}

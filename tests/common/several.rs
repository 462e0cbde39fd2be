//! Inputs of a run whose problems differ in what they need.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

use super::common::{Folder, Inputs};
use serde_json::{Value, json};

/// The problems: more than shards in most tests.
pub(crate) const PROBLEMS: usize = 14;

/// Names that are written in several ways in JSON, one of them the beginning of another.
fn name(number: usize) -> String {
    match number {
        3 => "T/\"quoted\" \\ é\n".to_owned(),
        10 => "T/1/".to_owned(),
        _ => format!("T/{number}"),
    }
}

/// Problems with none to many candidates and tests, as lists, raw text and examples; some programs loop, some do not load.
pub(crate) fn several(folder: &Folder) -> Inputs {
    let problem = |number: usize| {
        json!({
            "task_id": name(number), "entry_point": "add",
            "prompt": format!("def add(x):\n    \"\"\"Add {number}.\n\n    >>> add(1)\n    {}\n    \"\"\"\n", number + 1),
            "test": format!("def check(candidate):\n    assert candidate(2) == {}\n", number + 2),
        })
    };
    let mut solutions = Vec::new();
    let mut tests = Vec::new();
    for number in (0..PROBLEMS).rev() {
        for candidate in 0..(number * 7) % 9 {
            let wrong = match candidate % 4 {
                0 => format!("return x + {number}"),
                1 => format!("return x + {number} if x != {candidate} else None"),
                // Few of them: each takes as long as all others together.
                2 if number % 5 == 3 => "while x: pass".to_owned(),
                2 => "return x".to_owned(),
                _ => "return (".to_owned(),
            };
            let source = format!("def add(x):\n    # {}\n    {wrong}", candidate / 2);
            solutions.push(json!({"task_id": name(number), "solution": source}));
        }
        let sources =
            (0..(number * 5) % 7).map(|it| format!("assert add({it}) == {}", it + number));
        let sources: Vec<String> = sources.collect();
        if number % 3 == 0 {
            let raw = sources.iter().map(|it| &it["assert ".len()..]);
            let raw: Vec<&str> = raw.collect();
            tests.push(
                json!({"task_id": name(number), "samples": [raw.join("\nassert "), "add(1) =="]}),
            );
        } else if number != 7 {
            tests.push(json!({"task_id": name(number), "tests": sources}));
        }
    }
    let problems: Vec<Value> = (0..PROBLEMS).map(problem).collect();
    Inputs {
        problems: folder.rows("problems.jsonl", &problems),
        solutions: folder.rows("solutions.jsonl", &solutions),
        tests: folder.rows("tests.jsonl", &tests),
    }
}

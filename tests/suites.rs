//! Tests as users bring them: under another name, as whole suites, or none at all.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;

use common::{Folder, Inputs, complaint, outcomes, read_rows};
use serde_json::{Value, json};
use std::fs;

const RIGHT: &str = "def double(x):\n    return 2 * x\n";
const WRONG: &str = "def double(x):\n    return x * x\n";

/// The row of a file of tests, and what is said of it.
fn executed(folder: &Folder, run: &str, tests: &Value) -> String {
    let mut inputs = folder.double(&[RIGHT, WRONG], &[]);
    let mut row = tests.clone();
    row["task_id"] = json!("T/0");
    inputs.tests = folder.rows("suite.jsonl", &[row]);
    complaint(&mut inputs.execute(&folder.path(run)), 0)
}

#[test]
fn a_suite_that_calls_another_name_gives_the_matrix_of_the_right_one() {
    let folder = Folder::new();
    let right = [
        "assert double(2) == 4",
        "x = 3\nassert double(x) == 6, 'six'",
        "assert double(x=0) == 0",
    ];
    let wrong = right.map(|it| it.replace("double", "twiceOf"));
    let said = executed(&folder, "right", &json!({"tests": right}));
    assert!(!said.contains("another name"), "{said}");
    let said = executed(&folder, "wrong", &json!({"tests": wrong}));
    let expected = "tests of `T/0` that call another name, taken for `double`: 3 × `twiceOf`";
    assert!(said.contains(expected), "{said}");
    for file in ["matrix.jsonl", "calls.jsonl"] {
        let [one, other] = ["right", "wrong"].map(|run| fs::read(folder.path(run).join(file)));
        assert_eq!(one.unwrap(), other.unwrap(), "{file}");
    }
    let rows = read_rows(&folder.path("wrong").join("tests.jsonl"));
    for ((row, right), wrong) in rows.iter().zip(right).zip(wrong) {
        assert_eq!(
            (&row["source"], &row["written"]),
            (&json!(right), &json!([wrong]))
        );
    }
    let rows = read_rows(&folder.path("right").join("tests.jsonl"));
    assert!(rows.iter().all(|row| row.get("written").is_none()));
}

#[test]
fn two_names_that_tie_are_left_alone() {
    let folder = Folder::new();
    let tests = ["assert one(2) == 4", "assert other(3) == 6"];
    executed(&folder, "run", &json!({"tests": tests}));
    let rows = read_rows(&folder.path("run").join("tests.jsonl"));
    let sources: Vec<&Value> = rows.iter().map(|row| &row["source"]).collect();
    assert_eq!(sources, [&json!(tests[0]), &json!(tests[1])]);
}

#[test]
fn whole_suites_become_single_tests() {
    let pytest = "def test_two():\n    assert double(2) == 4\n\ndef test_three():\n    x = 3\n    assert double(x) == 6\n";
    let unittest = "import unittest\n\nclass TestIt(unittest.TestCase):\n    def test_two(self):\n        self.assertEqual(twice(2), 4)\n    def test_three(self):\n        self.assertEqual(twice(3), 6)\n\nif __name__ == '__main__':\n    unittest.main()\n";
    let agent = "```python\n# Basic\nassert double(2) == 4\n\n# Larger\nassert double(3) == 6\n```";
    let folder = Folder::new();
    for (place, row) in [
        json!({"tests": pytest}),
        json!({"tests": [pytest]}),
        json!({"tests": unittest}),
        json!({"tests": [unittest]}),
        json!({"test_case_list": [agent]}),
    ]
    .iter()
    .enumerate()
    {
        let run = format!("run{place}");
        executed(&folder, &run, row);
        assert_eq!(outcomes(&folder.path(&run)), ["PP", "PF"], "{row}");
    }
}

#[test]
fn a_problem_without_tests_says_why_and_its_candidates_tell_the_inputs() {
    let folder = Folder::new();
    let problem = json!({"task_id": "T/0", "prompt": "Write `shout`.", "entry_point": "shout"});
    let good = "def shout(s):\n    return s.upper() + '!'\n";
    let solutions = [
        good,
        "def shout(s):\n    return f'{s.upper()}!'\n",
        "def shout(s):\n    return s\n",
    ];
    let solutions = solutions.map(|it| json!({"task_id": "T/0", "solution": it}));
    let suite = "assert one('a') == 'A!'\nassert other('b') == 'B!'\n";
    let inputs = Inputs {
        problems: folder.rows("problems.jsonl", &[problem]),
        solutions: folder.rows("solutions.jsonl", &solutions),
        tests: folder.rows("tests.jsonl", &[json!({"task_id": "T/0", "tests": suite})]),
    };
    let run = folder.path("run");
    let said = complaint(&mut inputs.execute(&run), 0);
    let expected = "`T/0` has no tests (not used: 2 × no-call, 1 × other-names)";
    assert!(said.contains(expected), "{said}");
    let rows = read_rows(&run.join("matrix.jsonl"));
    let outputs: Vec<&Value> = rows.iter().map(|row| &row["outputs"]).collect();
    assert!(outputs[0].as_array().unwrap().len() > 5, "{outputs:?}");
    assert_eq!(outputs[0], outputs[1]);
    assert_ne!(outputs[0], outputs[2]);
    assert!(!outputs[0].to_string().contains("Error"), "{outputs:?}");
}

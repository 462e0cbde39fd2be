//! Which problems of a file are taken, what becomes of samples of others, and where samples say that they come from.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;

use common::{Folder, Inputs, complaint, json_of, mutagree, read_rows};
use serde_json::{Value, json};
use std::path::Path;

/// Six problems, each with a right solution and a test.
fn six(folder: &Folder) -> Inputs {
    let rows = |row: fn(usize) -> Value| (0..6).map(row).collect::<Vec<_>>();
    let problem = |number| {
        json!({
            "task_id": format!("T/{number}"), "prompt": "def double(x):\n", "entry_point": "double",
            "test": "def check(candidate):\n    assert candidate(2) == 4\n",
        })
    };
    let solution = |number| json!({"task_id": format!("T/{number}"), "solution": "def double(x): return 2 * x"});
    let test =
        |number| json!({"task_id": format!("T/{number}"), "tests": ["assert double(1) == 2"]});
    Inputs {
        problems: folder.rows("problems.jsonl", &rows(problem)),
        solutions: folder.rows("solutions.jsonl", &rows(solution)),
        tests: folder.rows("tests.jsonl", &rows(test)),
    }
}

fn names(run: &Path, file: &str) -> Vec<String> {
    let rows = read_rows(&run.join(file));
    let name = |row: &Value| row["task_id"].as_str().unwrap().to_owned();
    rows.iter().map(name).collect()
}

#[test]
fn problems_are_taken_by_name_by_number_and_in_another_order() {
    let folder = Folder::new();
    let inputs = six(&folder);
    let taken = |run: &str, arguments: &[&str]| {
        let run = folder.path(run);
        inputs.execute(&run).args(arguments).assert().success();
        assert_eq!(names(&run, "problems.jsonl"), names(&run, "matrix.jsonl"));
        names(&run, "problems.jsonl")
    };
    assert_eq!(taken("only", &["--only", "T/4,T/1"]), ["T/1", "T/4"]);
    assert_eq!(taken("limit", &["--limit", "2"]), ["T/0", "T/1"]);
    let shuffled = taken("shuffled", &["--shuffle", "--seed", "3"]);
    let mut sorted = shuffled.clone();
    sorted.sort();
    assert_ne!(shuffled, sorted);
    assert_eq!(sorted, ["T/0", "T/1", "T/2", "T/3", "T/4", "T/5"]);
    let some = taken("some", &["--shuffle", "--seed", "3", "--limit", "2"]);
    assert_eq!(some, shuffled[..2]);
}

#[test]
fn a_name_of_no_problem_is_refused_and_so_is_another_choice_in_the_same_run() {
    let folder = Folder::new();
    let inputs = six(&folder);
    let run = folder.path("run");
    let said = complaint(inputs.execute(&run).args(["--only", "T/9"]), 2);
    assert!(said.contains("`T/9` is not among the problems"), "{said}");
    assert!(said.contains("did you mean"), "{said}");
    inputs
        .execute(&run)
        .args(["--limit", "2"])
        .assert()
        .success();
    let said = complaint(&mut inputs.execute(&run), 2);
    assert!(said.contains("choice of problems"), "{said}");
}

#[test]
fn samples_of_other_problems_are_refused_or_left_out_and_counted() {
    let folder = Folder::new();
    let Inputs {
        problems,
        solutions,
        tests,
    } = six(&folder);
    let problem = json!({"task_id": "T/5", "prompt": "def double(x):\n", "entry_point": "double"});
    let fewer = Inputs {
        problems: folder.rows("fewer.jsonl", &[problem]),
        solutions: solutions.clone(),
        tests,
    };
    let said = complaint(&mut fewer.execute(&folder.path("refused")), 2);
    assert!(said.contains("is not among the problems"), "{said}");
    let run = folder.path("run");
    let mut command = fewer.execute(&run);
    let said = complaint(command.arg("--ignore-unknown"), 0);
    assert!(said.contains("solutions: 5 rows"), "{said}");
    assert!(said.contains("tests: 5 rows"), "{said}");
    assert_eq!(names(&run, "candidates.jsonl"), ["T/5"]);
    let mut evaluate = mutagree();
    evaluate.arg("evaluate").arg(&solutions);
    evaluate.arg("--problems").arg(&problems);
    let measured = json_of(evaluate.args(["--k", "1", "--only", "T/2"]));
    assert_eq!(measured["problems"], 1);
}

#[test]
fn solutions_and_tests_keep_the_variant_that_they_name() {
    let folder = Folder::new();
    let mut inputs = six(&folder);
    let row = |name: &str, value: &str| json!({"task_id": "T/0", "solution": format!("def double(x): return {value}"), name: "v"});
    let number = json!({"task_id": "T/0", "solution": "def double(x): return 3", "variant_id": 7});
    let unsaid = json!({"task_id": "T/0", "solution": "def double(x): return 4", "origin": null});
    inputs.solutions = folder.rows(
        "named.jsonl",
        &[row("origin", "1"), row("variant_id", "2"), number, unsaid],
    );
    inputs.tests = folder.rows(
        "named_tests.jsonl",
        &[json!({"task_id": "T/0", "tests": ["assert double(1) == 2"], "origin": "w"})],
    );
    let run = folder.path("run");
    inputs.execute(&run).assert().success();
    let origins = |file: &str| -> Vec<Value> {
        let rows = read_rows(&run.join(file));
        rows.into_iter().map(|row| row["origins"].clone()).collect()
    };
    let expected = ["v", "v", "7", "original"].map(|name| json!({name: 1}));
    assert_eq!(origins("candidates.jsonl"), expected);
    assert_eq!(origins("tests.jsonl"), [json!({"w": 1})]);
}

#[test]
fn comparisons_that_count_variants_are_refused_where_all_candidates_came_from_one() {
    let folder = Folder::new();
    let inputs = six(&folder);
    let run = folder.path("run");
    inputs.execute(&run).assert().success();
    let compare = |scorers: &str| {
        let mut command = mutagree();
        command.arg("agree").arg(&run);
        command.args(["--compare", scorers, "--k", "1"]);
        command
    };
    for scorer in ["frequency", "codet+origins", "b4+sqrt-per-origin"] {
        let said = complaint(&mut compare(&format!("fusion,{scorer}")), 1);
        assert!(said.contains("all of this run came from one"), "{said}");
    }
    compare("fusion,codet").assert().success();
}

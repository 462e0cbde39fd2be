//! `mutagree agree` and `mutagree evaluate`: figures that can be worked out by hand.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;

use common::{Folder, complaint, json_of, mutagree, read_rows};
use serde_json::json;
use std::path::Path;

const RIGHT: &str = "def double(x): return 2 * x";
const ALSO_RIGHT: &str = "def double(x): return x + x";
const SQUARE: &str = "def double(x): return x * x";
const CRASH: &str = "def double(x): return None.x";

fn executed(folder: &Folder, solutions: &[&str], tests: &[&str]) -> std::path::PathBuf {
    let run = folder.path("run");
    folder
        .double(solutions, tests)
        .execute(&run)
        .assert()
        .success();
    run
}

#[test]
fn a_selection_and_its_baseline_are_fractions() {
    let folder = Folder::new();
    let run = executed(
        &folder,
        &[SQUARE, RIGHT, CRASH, ALSO_RIGHT],
        &["assert double(2) == 4", "assert double(5) == 10"],
    );
    mutagree()
        .arg("agree")
        .arg(&run)
        .args(["--scorer", "codet"])
        .assert()
        .success();
    let figures = json_of(mutagree().arg("evaluate").arg(&run).args(["--k", "1,2,10"]));
    assert_eq!(figures["problems"], 1);
    assert_eq!(figures["scorer"], "codet");
    assert_eq!(figures["pass_at"], json!({"1": 1.0, "2": 1.0}));
    assert_eq!(figures["baseline"]["1"], 0.5);
    let both_wrong = 2.0 / 12.0;
    let baseline = figures["baseline"]["2"].as_f64().unwrap();
    assert!((baseline - (1.0 - both_wrong)).abs() < 1e-12, "{baseline}");
    assert_eq!(figures["interval"]["1"], json!([1.0, 1.0]));
}

#[test]
fn the_best_set_has_the_root_of_its_candidates_times_its_tests() {
    let folder = Folder::new();
    let tests = ["assert double(2) == 4", "assert double(5) == 10"];
    let run = executed(
        &folder,
        &[SQUARE, RIGHT, SQUARE, ALSO_RIGHT, SQUARE],
        &tests,
    );
    let mut agree = mutagree();
    agree.arg("agree").arg(&run).args(["--scorer", "codet"]);
    agree.assert().success();
    let sets = read_rows(&run.join("consensus.jsonl"));
    assert_eq!(sets[0]["candidates"], json!([1, 2]));
    assert_eq!(sets[0]["score"], json!(2_f64.sqrt() * 2.0));
    assert_eq!(sets[1]["candidates"], json!([0]));
    assert_eq!(sets[1]["score"], json!(3_f64.sqrt()));
    assert_eq!(sets[1]["support"], json!([3, 1]));
}

#[test]
fn where_nothing_passes_the_figure_is_that_of_plain_samples() {
    let folder = Folder::new();
    let run = executed(&folder, &[RIGHT, CRASH], &["assert double(1) == 7"]);
    let mut agree = mutagree();
    agree.arg("agree").arg(&run).args(["--scorer", "codet"]);
    agree.assert().success();
    let figures = json_of(mutagree().arg("evaluate").arg(&run));
    assert_eq!(figures["pass_at"], json!({"1": 0.5, "2": 1.0}));
    assert_eq!(read_rows(&run.join("submission.jsonl")).len(), 1);
}

#[test]
fn where_nothing_passes_outputs_decide() {
    let folder = Folder::new();
    let tests = ["assert double(1) == 7", "assert double(3) == 7"];
    let run = executed(&folder, &[CRASH, SQUARE, RIGHT, ALSO_RIGHT], &tests);
    mutagree().arg("agree").arg(&run).assert().success();
    let figures = json_of(mutagree().arg("evaluate").arg(&run));
    assert_eq!(
        (&figures["scorer"], &figures["pass_at"]["1"]),
        (&json!("trust"), &json!(1.0))
    );
}

#[test]
fn a_selection_that_was_scored_by_product_is_evaluated_as_such() {
    let folder = Folder::new();
    let run = executed(&folder, &[RIGHT], &["assert double(2) == 4"]);
    mutagree()
        .arg("agree")
        .arg(&run)
        .args(["--scorer", "codet", "--product"])
        .assert()
        .success();
    assert_eq!(
        json_of(mutagree().arg("evaluate").arg(&run))["scorer"],
        "codet-product"
    );
}

#[test]
fn plain_samples_are_evaluated_without_a_run() {
    let folder = Folder::new();
    let inputs = folder.double(&[RIGHT, SQUARE, SQUARE, RIGHT], &["assert True"]);
    let figures = json_of(
        mutagree()
            .arg("evaluate")
            .arg(&inputs.solutions)
            .arg("--problems")
            .arg(&inputs.problems),
    );
    assert_eq!(figures["pass_at"]["1"], 0.5);
    assert!(figures.get("baseline").is_none());
}

#[test]
fn evalplus_inputs_are_judged_by_the_reference_solution() {
    let folder = Folder::new();
    let problems = folder.rows(
        "problems.jsonl",
        &[json!({
            "task_id": "T/0", "prompt": "def double(x):\n", "entry_point": "double",
            "canonical_solution": "    return 2 * x\n", "test": "def check(f): assert f(2) == 4",
            "base_input": [[2]], "plus_input": [[0.5], [[1, "ü\n\"'"]], [7]], "atol": 0,
        })],
    );
    let solutions = folder.rows(
        "solutions.jsonl",
        &[
            json!({"task_id": "T/0", "solution": RIGHT}),
            json!({"task_id": "T/0", "solution": SQUARE}),
        ],
    );
    let figures = json_of(
        mutagree()
            .arg("evaluate")
            .arg(&solutions)
            .arg("--problems")
            .arg(&problems),
    );
    assert_eq!(figures["pass_at"]["1"], 0.5);
}

#[test]
fn a_run_that_was_not_ranked_is_refused_with_the_command_that_ranks_it() {
    let folder = Folder::new();
    let run = executed(&folder, &[RIGHT], &["assert double(2) == 4"]);
    assert!(complaint(mutagree().arg("evaluate").arg(&run), 2).contains("mutagree agree"));
}

#[test]
fn an_unknown_scorer_is_a_usage_error_that_names_the_known_ones() {
    let folder = Folder::new();
    let said = complaint(
        mutagree()
            .arg("agree")
            .arg(folder.path("run"))
            .args(["--scorer", "codex"]),
        1,
    );
    assert!(said.contains("codet"), "{said}");
}

#[test]
fn inputs_that_only_pythons_json_knows_are_what_they_were_meant_to_be() {
    let folder = Folder::new();
    let row = r#"{"task_id": "T/0", "prompt": "def double(x):\n", "entry_point": "double", "canonical_solution": "    assert x == 'NaN' or x != x or x > 2**70 or x == -float('inf')\n    return 2 * x\n", "base_input": [[NaN], [Infinity], [-Infinity]], "plus_input": [[1180591620717411303425], ["NaN"]], "atol": 0}"#;
    let problems = folder.write("problems.jsonl", row);
    let solutions = folder.rows(
        "solutions.jsonl",
        &[json!({"task_id": "T/0", "solution": RIGHT})],
    );
    let figures = json_of(
        mutagree()
            .arg("evaluate")
            .arg(&solutions)
            .arg("--problems")
            .arg(&problems),
    );
    assert_eq!(figures["pass_at"]["1"], 1.0);
}

#[test]
fn without_reference_tests_there_are_no_figures() {
    let folder = Folder::new();
    let mut inputs = folder.double(&[RIGHT], &["assert double(2) == 4"]);
    let problem = json!({"task_id": "T/0", "prompt": "def double(x):\n", "entry_point": "double"});
    inputs.problems = folder.rows("bare.jsonl", &[problem]);
    let run = folder.path("run");
    inputs.execute(&run).assert().success();
    mutagree().arg("agree").arg(&run).assert().success();
    let figures = json_of(mutagree().arg("evaluate").arg(&run));
    assert_eq!(
        (&figures["problems"], &figures["pass_at"]),
        (&json!(0), &json!({}))
    );
}

#[test]
fn canonical_solutions_pass_the_tests_of_humaneval_plus() {
    let Some(data) = common::data() else { return };
    let folder = Folder::new();
    let file = std::fs::File::open(data.join("humaneval/HumanEvalPlus.jsonl.gz")).unwrap();
    let text = std::io::read_to_string(flate2::read::GzDecoder::new(file)).unwrap();
    let lines: Vec<&str> = text.lines().skip(3).step_by(25).collect();
    let problems = folder.write("problems.jsonl", lines.join("\n"));
    let solutions: Vec<serde_json::Value> = lines
        .iter()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|row| {
            let text = |field: &str| row[field].as_str().unwrap().to_owned();
            json!({"task_id": row["task_id"], "solution": text("prompt") + &text("canonical_solution")})
        })
        .collect();
    let solutions = folder.rows("solutions.jsonl", &solutions);
    let figures = json_of(
        mutagree()
            .arg("evaluate")
            .arg(&solutions)
            .arg("--problems")
            .arg(&problems),
    );
    assert_eq!(figures["pass_at"]["1"], 1.0);
}

/// Rows of `evaluate --json` for programs on a problem of EvalPlus whose reference solution counts to its argument.
fn counted(
    folder: &Folder,
    solutions: &[&str],
    inputs: &str,
    options: &[&str],
) -> serde_json::Value {
    let row = format!(
        r#"{{"task_id": "T/0", "prompt": "def count(n):\n", "entry_point": "count", "canonical_solution": "    total = 0\n    for _ in range(n):\n        total += 1\n    return total\n", "base_input": [[1]], "plus_input": {inputs}, "atol": 0}}"#
    );
    let problems = folder.write("problems.jsonl", row);
    evaluated(folder, &problems, solutions, options)
}

/// What `evaluate --json` says of solutions of the one problem of a file.
fn evaluated(
    folder: &Folder,
    problems: &Path,
    solutions: &[&str],
    options: &[&str],
) -> serde_json::Value {
    let rows: Vec<serde_json::Value> = solutions
        .iter()
        .map(|solution| json!({"task_id": "T/0", "solution": solution}))
        .collect();
    let solutions = folder.rows("solutions.jsonl", &rows);
    let mut command = mutagree();
    command
        .arg("evaluate")
        .arg(&solutions)
        .arg("--problems")
        .arg(problems);
    json_of(command.args(options))
}

#[test]
fn a_right_answer_may_be_slower_than_the_reference_and_an_endless_one_is_told() {
    let folder = Folder::new();
    let slower = "def count(n):\n    total = 0\n    for _ in range(3 * n):\n        total += 1\n    return total // 3";
    let endless = "def count(n):\n    while True: pass";
    let late = "def count(n):\n    while n > 1: pass\n    return n";
    let figures = counted(
        &folder,
        &[slower, endless, late],
        "[[200000]]",
        &["--limit-instructions", "20000000"],
    );
    let right = figures["pass_at"]["1"].as_f64().unwrap();
    assert!((right - 1.0 / 3.0).abs() < 1e-9, "{right}");
    assert_eq!(figures["stopped"], json!({"T/0": 2}));
}

#[test]
fn answers_are_compared_as_evalplus_does_it() {
    let folder = Folder::new();
    let row = json!({
        "task_id": "T/0", "prompt": "def same(x):\n", "entry_point": "same", "canonical_solution": "    return x\n",
        "base_input": [[0.1], [[0.1, 0.2]]], "plus_input": [[[1, 2]], ["a"], [[[]]], [10_u64.pow(18)]], "atol": 0,
    });
    let problems = folder.rows("problems.jsonl", &[row]);
    let near = "def same(x):\n    if x == [0.1, 0.2]: return [0.1 + 1e-9, 0.2]\n    return x + 1e-9 if type(x) is float else x";
    let far = "def same(x): return x + 1e-3 if type(x) is float else x";
    let tuples = "def same(x): return tuple(x) if type(x) is list else x";
    let forged = "class Any:\n    def __eq__(self, other): return True\ndef same(x): return Any()";
    let kept = "seen = []\ndef same(x):\n    seen.append(x)\n    return seen[-1]";
    let figures = evaluated(&folder, &problems, &[near, far, tuples, forged, kept], &[]);
    let right = figures["pass_at"]["1"].as_f64().unwrap();
    assert!((right - 0.4).abs() < 1e-9, "{right}");
}

#[test]
fn an_input_that_the_reference_solution_cannot_answer_is_left_out_and_told() {
    let folder = Folder::new();
    let row = json!({
        "task_id": "T/0", "prompt": "def half(x):\n", "entry_point": "half", "canonical_solution": "    return 1 / x\n",
        "base_input": [[2]], "plus_input": [[0]], "atol": 0,
    });
    let problems = folder.rows("problems.jsonl", &[row]);
    let solution = json!({"task_id": "T/0", "solution": "def half(x): return 1 / x"});
    let solutions = folder.rows("solutions.jsonl", &[solution]);
    let mut command = mutagree();
    command
        .arg("evaluate")
        .arg(&solutions)
        .arg("--problems")
        .arg(&problems);
    let output = command
        .arg("--json")
        .assert()
        .success()
        .get_output()
        .clone();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("no plain value for 1 of 2 inputs"), "{said}");
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains(r#""pass_at":{"1":1.0}"#)
    );
}

//! `mutagree agree`, adaptive execution and sampling, end to end.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;

use common::{Folder, complaint, json_of, mutagree, outcomes, read_rows};
use serde_json::Value;
use std::fs;
use std::path::Path;

const RIGHT: &str = "def double(x):\n    return x + x\n";
const ALSO_RIGHT: &str = "def double(x):\n    return 2 * x\n";
const SQUARE: &str = "def double(x):\n    return x * x\n";
const BROKEN: &str = "def double(x):\n    return y\n";

/// A run of two right candidates, one that is right for 2 only, and one that is broken.
fn executed(folder: &Folder, options: &[&str]) -> std::path::PathBuf {
    executed_on(folder, &TESTS, options)
}

const TESTS: [&str; 5] = [
    "assert double(2) == 4",
    "assert double(3) == 6",
    "assert double(5) == 10",
    "assert double(7) == 15",
    "assert double('a') == 'aa'",
];

fn executed_on(folder: &Folder, tests: &[&str], options: &[&str]) -> std::path::PathBuf {
    let run = folder.path("run");
    let inputs = folder.double(&[SQUARE, RIGHT, BROKEN, ALSO_RIGHT], tests);
    inputs.execute(&run).args(options).assert().success();
    run
}

fn agree(run: &Path, options: &[&str]) -> Value {
    json_of(mutagree().arg("agree").arg(run).args(options))
}

#[test]
fn every_scorer_ranks_and_its_name_is_kept() {
    let folder = Folder::new();
    let run = executed(&folder, &[]);
    for scorer in [
        "trust",
        "fusion",
        "overlap",
        "codet",
        "codet-product",
        "b4",
        "srank",
        "mbr-exec",
        "latent",
        "frequency",
        "max-pass",
        "b4+layers",
        "codet+origins",
    ] {
        agree(&run, &["--scorer", scorer]);
        let evaluation = json_of(mutagree().arg("evaluate").arg(&run).args(["--k", "1"]));
        let scorer = scorer.replace("layers", "fallback+tie-break");
        assert_eq!(evaluation["scorer"], scorer);
        assert_eq!(evaluation["pass_at"]["1"], 1.0, "{scorer}");
    }
}

#[test]
fn outputs_and_calls_stand_in_the_run() {
    let folder = Folder::new();
    let run = executed(&folder, &["--inputs", "3"]);
    let calls = &read_rows(&run.join("calls.jsonl"))[0];
    assert_eq!(calls["calls"].as_array().unwrap().len(), 8);
    assert_eq!(calls["added"], 3);
    let rows = read_rows(&run.join("matrix.jsonl"));
    assert_eq!(rows[0]["outputs"][1], "9");
    assert_eq!(rows[2]["outputs"][0], "!NameError");
}

#[test]
fn a_run_without_outputs_is_ranked_by_codet_and_says_what_fusion_needs() {
    let folder = Folder::new();
    let run = executed(&folder, &["--compat", "codet"]);
    assert_eq!(agree(&run, &[])["scorer"], "codet");
    let said = complaint(
        mutagree()
            .arg("agree")
            .arg(&run)
            .args(["--scorer", "fusion"]),
        1,
    );
    assert!(said.contains("--inputs 20"), "{said}");
}

#[test]
fn scorers_are_compared_on_the_same_problems() {
    let folder = Folder::new();
    let run = executed(&folder, &[]);
    let compared = agree(&run, &["--compare", "random,fusion", "--k", "1,2"]);
    let [random, fusion] = &compared["compared"].as_array().unwrap()[..] else {
        panic!("{compared}");
    };
    assert_eq!(random["pass_at"]["1"], 0.5);
    assert_eq!(fusion["difference"]["1"], 0.5);
    assert_eq!(fusion["difference_interval"]["1"][0], 0.5);
    assert_eq!(fusion["interval"]["1"][1], 1.0);
    assert_eq!(compared["any_right"], 1.0);
    assert!(!run.join("consensus.jsonl").exists());
    let other = folder.rows(
        "other.jsonl",
        &[serde_json::json!({
            "task_id": "T/0", "prompt": "def double(x):\n", "entry_point": "double",
            "reference_tests": ["assert double(3) == 9"],
        })],
    );
    let other = other.to_str().unwrap();
    let compared = agree(
        &run,
        &["--compare", "fusion", "--k", "1", "--problems", other],
    );
    assert_eq!(compared["compared"][0]["pass_at"]["1"], 0.0);
}

#[test]
fn runs_are_pooled_by_problem_and_each_problem_has_its_row() {
    let folder = Folder::new();
    let run = executed(&folder, &[]);
    let rows = folder.path("rows.jsonl");
    let (run_name, rows_name) = (run.to_str().unwrap(), rows.to_str().unwrap());
    let compared = agree(
        &run,
        &[
            "--compare",
            "random,fusion",
            "--k",
            "1",
            "--pool",
            run_name,
            "--per-problem",
            rows_name,
        ],
    );
    assert_eq!(compared["problems"], 2);
    let random = &compared["compared"][0];
    // One problem twice is one cluster: nothing is left to vary.
    assert_eq!(random["interval"]["1"], serde_json::json!([0.5, 0.5]));
    let rows = read_rows(&rows);
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0]["task_id"], "T/0");
    assert_eq!(rows[0]["pass_at"]["fusion"]["1"], 1.0);
}

#[test]
fn a_selection_says_how_sure_it_is_and_is_marked_where_that_is_too_little() {
    let folder = Folder::new();
    let run = executed(&folder, &[]);
    agree(&run, &[]);
    let selection = &read_rows(&run.join("selection.jsonl"))[0];
    let confidence = selection["confidence"].as_f64().unwrap();
    assert!(confidence > 0.0 && confidence < 1.0);
    assert_eq!(
        (&selection["candidate_id"], &selection["abstained"]),
        (&1.into(), &false.into())
    );
    let submission = fs::read(run.join("submission.jsonl")).unwrap();
    agree(&run, &["--abstain-below", "1"]);
    let selection = &read_rows(&run.join("selection.jsonl"))[0];
    assert_eq!(
        (&selection["candidate_id"], &selection["abstained"]),
        (&1.into(), &true.into())
    );
    assert_eq!(fs::read(run.join("submission.jsonl")).unwrap(), submission);
}

#[test]
fn adaptive_execution_runs_fewer_pairs_and_finds_the_same_winner() {
    let more: Vec<String> = (10..20)
        .map(|it| format!("assert double({it}) == {}", 2 * it))
        .collect();
    let tests: Vec<&str> = TESTS
        .into_iter()
        .chain(more.iter().map(String::as_str))
        .collect();
    for scorer in ["trust", "fusion", "codet", "b4"] {
        let folder = Folder::new();
        let option = format!("--adaptive={scorer}");
        let run = executed_on(&folder, &tests, &[&option]);
        let rows = outcomes(&run);
        assert!(
            rows.iter().any(|row| row.contains('-')),
            "{scorer}: {rows:?}"
        );
        agree(&run, &["--scorer", scorer]);
        let submission = &read_rows(&run.join("submission.jsonl"))[0]["solution"];
        assert!([RIGHT, ALSO_RIGHT].map(Value::from).contains(submission));
    }
}

#[test]
fn adaptive_execution_of_few_tests_keeps_all_pairs_where_no_bounds_are_known() {
    let folder = Folder::new();
    let run = executed(&folder, &["--adaptive"]);
    let rows = outcomes(&run);
    assert!(!rows.iter().any(|row| row.contains('-')), "{rows:?}");
}

#[test]
fn an_adaptive_run_that_was_torn_goes_on() {
    let folder = Folder::new();
    let run = executed(&folder, &["--adaptive"]);
    let path = run.join("matrix.jsonl");
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    mutagree()
        .args(["execute", "--run"])
        .arg(&run)
        .assert()
        .success();
    assert_eq!(fs::read(&path).unwrap(), whole);
}

#[test]
fn an_adaptive_run_is_ranked_by_the_scorer_that_it_was_made_for() {
    let folder = Folder::new();
    let run = executed(&folder, &["--adaptive=b4"]);
    assert_eq!(agree(&run, &[])["scorer"], "b4");
    let mut other = mutagree();
    let said = complaint(other.arg("agree").arg(&run).args(["--scorer", "codet"]), 1);
    assert!(said.contains("without `--adaptive`"), "{said}");
}

#[test]
fn adaptive_execution_needs_tests_that_run_alone() {
    let folder = Folder::new();
    let inputs = folder.double(&[RIGHT], &["assert double(2) == 4"]);
    let mut execute = inputs.execute(&folder.path("run"));
    let said = complaint(execute.args(["--adaptive", "--compat", "codet"]), 1);
    assert!(said.contains("leave one of them out"), "{said}");
}

#[test]
fn a_budget_is_spread_over_the_variants() {
    let folder = Folder::new();
    let boost = |name: &str, options: &[&str]| {
        let mut command = mutagree();
        command
            .args(["boost", "fixtures/quickstart", "--run"])
            .arg(folder.path(name))
            .args(options);
        json_of(&mut command)
    };
    let summary = boost("two", &["--budget", "2"]);
    assert!(summary["samples"].as_u64().unwrap() <= 12);
    let replies = read_rows(&folder.path("two").join("replies.jsonl"));
    let first: Vec<&Value> = replies[..2].iter().map(|row| &row["variant_id"]).collect();
    assert_ne!(first[0], first[1]);
    let sure = boost("sure", &["--adaptive-sampling=1"]);
    let unsure = boost("unsure", &["--adaptive-sampling=100"]);
    let everything = boost("all", &[]);
    assert!(sure["samples"].as_u64() <= unsure["samples"].as_u64());
    assert_eq!(unsure["samples"], everything["samples"]);
    assert_eq!(unsure["evaluation"], everything["evaluation"]);
}

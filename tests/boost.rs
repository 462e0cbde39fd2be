//! `mutagree boost`: the whole job on recorded replies.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;

use common::{Folder, json_of, mutagree, read_rows};
use serde_json::json;
use std::fs;

#[test]
fn the_quickstart_selects_a_right_answer_for_every_problem() {
    let folder = Folder::new();
    let run = folder.path("run");
    let summary = json_of(
        mutagree()
            .args(["boost", "fixtures/quickstart", "--run"])
            .arg(&run),
    );
    assert_eq!(summary["evaluation"]["problems"], 6);
    assert_eq!(summary["evaluation"]["pass_at"]["1"], 1.0);
    let plain = summary["evaluation"]["baseline"]["1"].as_f64().unwrap();
    assert!(plain < 0.5, "{plain}");
}

#[test]
fn the_table_names_every_problem_and_the_submission() {
    let folder = Folder::new();
    let output = folder.path("submission.jsonl");
    let shown = mutagree()
        .args(["boost", "fixtures/quickstart", "--run"])
        .arg(folder.path("run"))
        .arg("-o")
        .arg(&output)
        .assert()
        .success();
    let shown = String::from_utf8(shown.get_output().stdout.clone()).unwrap();
    let rows = read_rows(&output);
    assert_eq!(rows.len(), 6);
    for row in &rows {
        assert!(shown.contains(row["task_id"].as_str().unwrap()), "{shown}");
    }
    assert!(shown.contains(output.to_str().unwrap()), "{shown}");
}

#[test]
fn a_submission_is_what_both_harnesses_read() {
    let folder = Folder::new();
    let run = folder.path("run");
    mutagree()
        .args(["boost", "fixtures/quickstart", "--run"])
        .arg(&run)
        .assert()
        .success();
    let prompts = read_rows("fixtures/quickstart/problems.jsonl".as_ref());
    for (row, problem) in read_rows(&run.join("submission.jsonl"))
        .iter()
        .zip(&prompts)
    {
        let (prompt, solution) = (
            problem["prompt"].as_str().unwrap(),
            row["solution"].as_str().unwrap(),
        );
        let completion = row["completion"].as_str().unwrap();
        assert!(solution == completion || solution == format!("{prompt}{completion}"));
    }
}

#[test]
fn a_second_boost_does_nothing_again() {
    let folder = Folder::new();
    let run = folder.path("run");
    let boost = || {
        let mut command = mutagree();
        command
            .args(["boost", "fixtures/quickstart", "--run"])
            .arg(&run);
        command.assert().success().get_output().clone()
    };
    let first = boost();
    let matrix = fs::read(run.join("matrix.jsonl")).unwrap();
    let second = boost();
    let said = String::from_utf8(second.stderr).unwrap();
    assert!(said.contains("28, of which 28 are done"), "{said}");
    assert_eq!(first.stdout, second.stdout);
    assert_eq!(matrix, fs::read(run.join("matrix.jsonl")).unwrap());
}

#[test]
fn candidates_remember_the_variants_that_they_came_from() {
    let folder = Folder::new();
    let run = folder.path("run");
    mutagree()
        .args(["boost", "fixtures/quickstart", "--run"])
        .arg(&run)
        .assert()
        .success();
    let candidates = read_rows(&run.join("candidates.jsonl"));
    let both = json!({"grammatical/passive": 1, "original": 1});
    assert!(
        candidates
            .iter()
            .any(|row| row["origins"] == both && row["multiplicity"] == 2)
    );
}

#[test]
fn problems_without_recorded_replies_are_refused_by_name() {
    let folder = Folder::new();
    folder.rows(
        "problems.jsonl",
        &[json!({"task_id": "T/0", "prompt": "def f():\n", "entry_point": "f"})],
    );
    let said = common::complaint(
        mutagree()
            .arg("boost")
            .arg(folder.path("problems.jsonl"))
            .arg("--run")
            .arg(folder.path("run")),
        2,
    );
    assert!(said.contains("replies.jsonl"), "{said}");
}

/// The job from prompts to a submission, answered by the recording of eight variants of each problem.
fn boost_variants(folder: &Folder) -> std::path::PathBuf {
    let run = folder.path("run");
    let summary = json_of(
        mutagree()
            .args([
                "boost",
                "fixtures/quickstart/problems.jsonl",
                "--model",
                "recorded",
            ])
            .args(["--strategy", "all,model/paraphrase,model/passive"])
            .args(["--replay", "fixtures/variants", "--run"])
            .arg(&run),
    );
    let generated = &summary["generated"];
    assert_eq!(generated["variants"], 54);
    assert!(generated["programs"].as_u64() > Some(110), "{generated}");
    assert_eq!(summary["evaluation"]["problems"], 6);
    run
}

#[test]
fn recorded_replies_to_variants_of_all_strategies_become_a_submission() {
    let folder = Folder::new();
    let run = boost_variants(&folder);
    let variants = read_rows(&run.join("variants.jsonl"));
    for strategy in ["lexical", "grammatical", "naming", "format", "model"] {
        let is_of = |row: &serde_json::Value| row["strategy"].as_str().unwrap().contains(strategy);
        assert!(variants.iter().any(is_of), "{strategy}");
    }
    let problems = read_rows("fixtures/quickstart/problems.jsonl".as_ref());
    let submission = read_rows(&run.join("submission.jsonl"));
    assert_eq!(submission.len(), problems.len());
    for (row, problem) in submission.iter().zip(&problems) {
        let definition = format!("def {}(", problem["entry_point"].as_str().unwrap());
        assert!(
            row["solution"].as_str().unwrap().contains(&definition),
            "{row}"
        );
    }
}

#[test]
fn all_variants_answer_in_the_names_of_the_original() {
    let folder = Folder::new();
    let run = boost_variants(&folder);
    let renamed = read_rows(&run.join("variants.jsonl"));
    let renamed = renamed
        .iter()
        .filter_map(|row| Some((row, row["renames"].as_array()?)));
    let names: Vec<_> = renamed
        .flat_map(|(row, renames)| renames.iter().map(move |it| (&row["task_id"], &it["to"])))
        .collect();
    assert!(names.len() > 5, "{names:?}");
    for file in ["candidates.jsonl", "tests.jsonl"] {
        for row in read_rows(&run.join(file)) {
            let text = row[if file == "tests.jsonl" {
                "source"
            } else {
                "solution"
            }]
            .as_str()
            .unwrap();
            let words: Vec<&str> = text
                .split(|mark: char| !mark.is_alphanumeric() && mark != '_')
                .collect();
            let own = names.iter().filter(|(task, _)| **task == row["task_id"]);
            for (_, name) in own {
                assert!(!words.contains(&name.as_str().unwrap()), "{name} in {text}");
            }
        }
    }
}

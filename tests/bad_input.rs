//! Bad input: the file, the line and the field are named, with what to do, and the exit code is 2.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;

use common::{Folder, Inputs, complaint};
use serde_json::json;
use std::fs;

/// Executes with one of the three files replaced, and checks that the complaint has every part.
fn refused(file: &str, content: impl AsRef<[u8]>, parts: &[&str]) {
    let folder = Folder::new();
    let inputs = folder.double(&["def double(x): return 2 * x"], &["assert double(2) == 4"]);
    folder.write(file, content);
    check(&folder, &inputs, file, parts);
}

fn check(folder: &Folder, inputs: &Inputs, file: &str, parts: &[&str]) {
    let said = complaint(&mut inputs.execute(&folder.path("run")), 2);
    for part in parts.iter().chain(&[file, "error:"]) {
        assert!(said.contains(part), "`{part}` is not in: {said}");
    }
    assert!(!folder.path("run").join("matrix.jsonl").exists());
}

#[test]
fn a_broken_json_line_is_named() {
    let content =
        "{\"task_id\": \"T/0\", \"solution\": \"x\"}\n{\"task_id\": \"T/0\", \"solution\n";
    refused(
        "solutions.jsonl",
        content,
        &["line 2", "broken JSON", "hint:"],
    );
}

#[test]
fn a_missing_field_is_named_with_those_that_are_there() {
    let content = json!({"task_id": "T/0", "prompt": "def double(x):\n"}).to_string();
    refused(
        "problems.jsonl",
        content,
        &["line 1", "field `entry_point`", "missing", "`prompt`"],
    );
    refused(
        "solutions.jsonl",
        r#"{"task_id":"T/0","code":"x"}"#,
        &["`completion`", "`solution`"],
    );
    refused(
        "tests.jsonl",
        r#"{"task_id":"T/0","asserts":[]}"#,
        &["field `tests`", "`samples`"],
    );
}

#[test]
fn a_field_of_another_type_is_named() {
    refused(
        "solutions.jsonl",
        r#"{"task_id":"T/0","solution":7}"#,
        &["field `solution`", "a number"],
    );
    refused(
        "tests.jsonl",
        r#"{"task_id":"T/0","tests":7}"#,
        &["field `tests`", "a number"],
    );
    refused(
        "tests.jsonl",
        r#"{"task_id":"T/0","tests":["assert 1", null]}"#,
        &["null at 1"],
    );
}

#[test]
fn an_unknown_task_is_named_with_the_nearest() {
    let content = r#"{"task_id":"T/1","solution":"x"}"#;
    refused("solutions.jsonl", content, &["`T/1`", "did you mean `T/0`"]);
}

#[test]
fn a_file_without_rows_is_named() {
    refused("tests.jsonl", "", &["holds no row"]);
    refused("tests.jsonl", "\n  \n", &["holds no row"]);
}

#[test]
fn a_row_that_is_no_object_is_named() {
    refused("solutions.jsonl", "[1, 2]\n", &["line 1", "not an object"]);
}

#[test]
fn a_file_that_is_not_utf_8_is_named() {
    refused(
        "solutions.jsonl",
        b"{\"task_id\": \"T/0\"}\n{\"\xff\": 1}\n",
        &["line 2", "UTF-8"],
    );
}

#[test]
fn a_cut_off_compressed_file_is_named() {
    let whole = zstd::encode_all(vec![b' '; 100_000].as_slice(), 3).unwrap();
    refused(
        "solutions.jsonl",
        &whole[..whole.len() / 2],
        &["cannot be read", "cut off"],
    );
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let folder = Folder::new();
    let inputs = folder.double(&["x"], &["assert 1"]);
    fs::remove_file(&inputs.tests).unwrap();
    check(&folder, &inputs, "tests.jsonl", &["cannot be read"]);
}

#[test]
fn a_problem_that_stands_twice_is_named_with_both_lines() {
    let row = json!({"task_id": "T/0", "prompt": "def double(x):\n", "entry_point": "double"});
    refused(
        "problems.jsonl",
        format!("{row}\n{row}\n"),
        &["line 2", "line 1"],
    );
}

#[test]
fn a_prompt_that_matches_two_problems_is_named_with_both() {
    let folder = Folder::new();
    let mut inputs = folder.double(&["x"], &["assert 1"]);
    let problem =
        |name| json!({"task_id": name, "prompt": "def double(x):\n", "entry_point": "double"});
    inputs.problems = folder.rows("problems.jsonl", &[problem("A"), problem("B")]);
    let samples = json!({"prompt": "def double(x):\n", "samples": ["    return 2 * x"]});
    inputs.solutions = folder.rows("solutions.jsonl", &[samples]);
    check(
        &folder,
        &inputs,
        "solutions.jsonl",
        &["line 1", "field `prompt`", "`A`", "`B`", "task_id"],
    );
}

#[test]
fn a_prompt_of_no_problem_is_named() {
    let content = json!({"prompt": "def half(x):\n", "samples": []}).to_string();
    refused(
        "solutions.jsonl",
        content,
        &["field `prompt`", "no problem"],
    );
}

#[test]
fn usage_errors_have_an_exit_code_of_their_own() {
    complaint(common::mutagree().args(["execute", "--frobnicate"]), 1);
    complaint(
        common::mutagree().args(["execute", "--problems", "p", "--run", "r"]),
        1,
    );
    common::mutagree().arg("--help").assert().code(0);
}

#[test]
fn a_limit_of_nothing_is_a_usage_error_wherever_limits_are_taken() {
    let files = ["--problems=p", "--solutions=s", "--tests=t", "--run=r"];
    let execute = [&["execute"], &files[..]].concat();
    for limit in [
        "--limit-instructions=0",
        "--limit-instructions=-1",
        "--limit-seconds=0",
        "--limit-seconds=nan",
        "--limit-seconds=inf",
        "--limit-seconds=-1",
        "--limit-seconds=1e-12",
        "--limit-memory=0",
    ] {
        for (verb, code) in [
            (&execute[..], 1),
            (&["boost", "p", "--model", "m"], 1),
            (&["sandbox", "exec", "p"], 2),
        ] {
            let said = complaint(common::mutagree().args(verb).arg(limit), code);
            assert!(said.contains("invalid value"), "{verb:?} {limit}: {said}");
        }
    }
    for limit in ["--request-timeout=0", "--time-limit=nan", "--retry-wait=-1"] {
        let mut command = common::mutagree();
        let said = complaint(command.args(["boost", "p", "--model", "m", limit]), 1);
        assert!(said.contains("invalid value"), "{limit}: {said}");
    }
}

#[test]
fn an_environment_that_is_no_name_is_told() {
    let refused = |environment: &str, part: &str| {
        let content = format!(
            r#"{{"task_id":"T/0","prompt":"","entry_point":"double","reference_tests":[],"environment":{environment}}}"#
        );
        let parts = ["line 1", "field `environment`", part];
        refused("problems.jsonl", content, &parts);
    };
    refused("3", "is a number, not a text");
    refused("\" \"", "is empty");
}

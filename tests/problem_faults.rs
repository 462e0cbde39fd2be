//! Problems that no program can solve, problems without samples, and files that are not what they look like.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;

use common::{Folder, complaint, json_of, mutagree, read_rows};
use serde_json::{Value, json};
use std::fs;

const PROMPT: &str = "def double(x):\n    \"\"\"Twice `x`.\"\"\"\n";
const TEST: &str = "def check(candidate):\n    assert candidate(2) == 4\n";
const RIGHT: &str = "def double(x): return 2 * x";

fn problem(name: &str, test: &Value) -> Value {
    json!({"task_id": name, "prompt": PROMPT, "entry_point": "double", "test": test})
}

fn solution(name: &str, program: &str) -> Value {
    json!({"task_id": name, "solution": program})
}

fn evaluate(folder: &Folder, problems: &[Value], samples: &[Value]) -> assert_cmd::Command {
    let problems = folder.rows("problems.jsonl", problems);
    let samples = folder.rows("samples.jsonl", samples);
    let mut command = mutagree();
    command
        .arg("evaluate")
        .arg(samples)
        .arg("--problems")
        .arg(problems);
    command
}

#[test]
fn a_test_that_no_program_can_pass_is_an_error_of_its_problem() {
    for (test, words) in [
        ("", "is empty"),
        ("   \n", "is empty"),
        (
            "def verify(candidate):\n    assert candidate(2) == 4\n",
            "no `check`",
        ),
        (
            "def other(check):\n    pass\nverify = other\n",
            "no `check`",
        ),
        (
            "def check(candidate):\n    assert candidate(2 == 4\n",
            "line 2",
        ),
    ] {
        let folder = Folder::new();
        let problems = [problem("T/0", &json!(TEST)), problem("T/1", &json!(test))];
        let said = complaint(
            &mut evaluate(&folder, &problems, &[solution("T/0", RIGHT)]),
            2,
        );
        let place = "problems.jsonl` line 2 field `test`";
        assert!(
            said.contains(place) && said.contains(words),
            "{test:?}: {said}"
        );
        assert!(said.contains("hint:"), "{said}");
    }
}

#[test]
fn a_check_may_come_from_anywhere() {
    for test in [
        "check = lambda candidate: None\n",
        "from math import *\ndef check(candidate):\n    assert candidate(2) == 4\n",
        "if True:\n    def check(candidate):\n        assert candidate(2) == 4\n",
        "class check:\n    def __init__(self, candidate):\n        assert candidate(2) == 4\n",
    ] {
        let folder = Folder::new();
        let problems = [problem("T/0", &json!(test))];
        let figures = json_of(&mut evaluate(&folder, &problems, &[solution("T/0", RIGHT)]));
        assert_eq!(figures["pass_at"]["1"], 1.0, "{test:?}");
    }
}

#[test]
fn an_entry_point_that_nothing_names_is_an_error_of_its_problem() {
    let folder = Folder::new();
    let mut wrong = problem("T/0", &json!(TEST));
    wrong["entry_point"] = json!("triple");
    let said = complaint(
        &mut evaluate(&folder, &[wrong], &[solution("T/0", RIGHT)]),
        2,
    );
    assert!(
        said.contains("field `entry_point`") && said.contains("`triple` is named by neither"),
        "{said}"
    );
}

#[test]
fn a_field_that_is_null_is_absent() {
    let folder = Folder::new();
    let untested = problem("T/1", &Value::Null);
    let problems = [problem("T/0", &json!(TEST)), untested];
    let samples = [solution("T/0", RIGHT), solution("T/1", RIGHT)];
    let figures = json_of(&mut evaluate(&folder, &problems, &samples));
    assert_eq!(
        (&figures["problems"], &figures["pass_at"]["1"]),
        (&json!(1), &json!(1.0))
    );
}

#[test]
fn problems_without_samples_are_named_and_count_as_the_user_says() {
    let folder = Folder::new();
    let problems: Vec<Value> = (0..4)
        .map(|it| problem(&format!("T/{it}"), &json!(TEST)))
        .collect();
    let samples = [solution("T/0", RIGHT), solution("T/2", RIGHT)];
    let with = |options: &[&str]| {
        let mut command = evaluate(&folder, &problems, &samples);
        command.args(options);
        command
    };
    let zero = json_of(&mut with(&["--k", "1,2"]));
    assert_eq!(
        (&zero["problems"], &zero["pass_at"]),
        (&json!(4), &json!({"1": 0.5}))
    );
    assert_eq!(zero["unsampled"], json!(["T/1", "T/3"]));
    let said = complaint(&mut with(&[]), 0);
    assert!(
        said.contains("2 problems without samples (`T/1`, `T/3`) count as not solved"),
        "{said}"
    );
    let skip = json_of(&mut with(&["--missing", "skip"]));
    assert_eq!(
        (&skip["problems"], &skip["pass_at"]["1"]),
        (&json!(2), &json!(1.0))
    );
    let said = complaint(&mut with(&["--missing", "error"]), 2);
    assert!(
        said.contains("samples.jsonl") && said.contains("`T/3`") && said.contains("skip"),
        "{said}"
    );
}

#[test]
fn what_a_submission_is_worth_is_said_beside_what_is_expected() {
    let folder = Folder::new();
    let inputs = folder.double(
        &["def double(x): return x * x", RIGHT],
        &["assert double(2) == 4"],
    );
    let run = folder.path("run");
    inputs.execute(&run).assert().success();
    let mut agree = mutagree();
    agree.arg("agree").arg(&run).args(["--scorer", "codet"]);
    let agreed = json_of(&mut agree);
    assert_eq!(agreed["per_problem"][0]["task_id"], "T/0");
    let figures = json_of(mutagree().arg("evaluate").arg(&run));
    assert_eq!(figures["pass_at"]["1"], 0.5);
    let submitted = json_of(
        mutagree()
            .arg("evaluate")
            .arg(run.join("submission.jsonl"))
            .arg("--problems")
            .arg(&inputs.problems),
    );
    assert_eq!(figures["submission"], submitted["pass_at"]["1"]);
    assert_eq!(
        figures["per_problem"],
        json!([
            {"task_id": "T/0", "samples": 2, "right": 1, "stopped": 0}
        ])
    );
}

#[test]
fn mbpp_is_read_as_it_is_published() {
    let tests = json!([
        "assert set(shared((1, 2), (2, 3))) == set((2,))",
        "assert shared((1,), (2,)) == ()"
    ]);
    let code = "def helper(x):\n    return tuple(x)\ndef shared(a, b):\n    return helper(set(a) & set(b))";
    let full = json!({
        "text": "Write a function to find what two tuples share.", "code": code, "task_id": 2,
        "test_setup_code": "", "test_list": tests, "challenge_test_list": [],
    });
    let sanitised = json!({
        "source_file": "a.ipynb", "task_id": 3, "prompt": "Find what two tuples share.", "code": code,
        "test_imports": ["import math"], "test_list": tests,
    });
    let folder = Folder::new();
    let list = json!([full, sanitised]);
    let problems = folder.write("mbpp.json", serde_json::to_string_pretty(&list).unwrap());
    let samples = folder.rows(
        "samples.jsonl",
        &[
            json!({"task_id": 2, "solution": code}),
            json!({"task_id": "3", "solution": "def shared(a, b):\n    return ()"}),
        ],
    );
    let mut command = mutagree();
    command
        .arg("evaluate")
        .arg(samples)
        .arg("--problems")
        .arg(&problems);
    let figures = json_of(&mut command);
    let right: Vec<&Value> = figures["per_problem"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["right"])
        .collect();
    assert_eq!(right, [1, 0]);
    let mut mutate = mutagree();
    mutate
        .arg("mutate")
        .arg(problems)
        .args(["--variants", "2", "--strategy", "naming"]);
    let rows = mutate.assert().success().get_output().stdout.clone();
    let rows = String::from_utf8(rows).unwrap();
    assert!(rows.lines().count() >= 2, "{rows}");
}

#[test]
fn what_is_wrong_in_a_list_is_named_by_its_line() {
    for (content, words) in [
        (
            "[\n{\"task_id\": 1},\n{\"task_id\": \n]",
            ["line 4", "broken list"],
        ),
        (
            "[\n  {\"task_id\": 1, \"prompt\": \"p\"}\n]",
            ["line 2", "entry_point"],
        ),
        ("[\n 7]", ["line 2", "not an object"]),
        ("[]", ["problems.json", "no row"]),
    ] {
        let folder = Folder::new();
        let problems = folder.write("problems.json", content);
        let samples = folder.rows("samples.jsonl", &[solution("T/0", RIGHT)]);
        let mut command = mutagree();
        command
            .arg("evaluate")
            .arg(samples)
            .arg("--problems")
            .arg(problems);
        let said = complaint(&mut command, 2);
        assert!(words.iter().all(|word| said.contains(word)), "{said}");
    }
}

#[test]
fn a_file_of_rows_whose_first_line_is_broken_is_no_prompt() {
    for (name, content) in [
        (
            "p.jsonl",
            "\"task_id\": \"T/0\", \"prompt\": \"Add two numbers.\"}\n",
        ),
        ("p.ndjson", "task_id\n"),
        ("p.txt", "{\"task_id\": \"T/0\", \"prompt\": \n"),
    ] {
        let folder = Folder::new();
        let file = folder.write(name, content);
        let said = complaint(mutagree().arg("mutate").arg(file), 2);
        assert!(said.contains(name) && said.contains("line 1"), "{said}");
    }
    let folder = Folder::new();
    let file = folder.write(
        "p.md",
        "[Note] Write a function `add` that adds two numbers.\n",
    );
    mutagree().arg("mutate").arg(file).assert().success();
}

#[test]
fn a_run_of_a_version_to_come_is_refused_by_every_verb() {
    let folder = Folder::new();
    let inputs = folder.double(&[RIGHT], &["assert double(2) == 4"]);
    let run = folder.path("run");
    inputs.execute(&run).assert().success();
    let path = run.join("run.json");
    let mut config: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    config["format_version"] = json!(2);
    config["placement"] = json!({"of": "a later version"});
    fs::write(&path, config.to_string()).unwrap();
    let mut generate = mutagree();
    generate.arg("generate").arg(&inputs.problems).args([
        "--model",
        "m",
        "--base-url",
        "http://127.0.0.1:9/v1",
    ]);
    let verbs = [
        mutagree().arg("execute").arg("--run").arg(&run),
        mutagree().arg("agree").arg(&run),
        mutagree().arg("evaluate").arg(&run),
        &mut inputs.execute(&run),
        generate.arg("--run").arg(&run),
    ]
    .map(|verb| complaint(verb, 2));
    for said in verbs {
        assert!(
            said.contains("format version 2") && said.contains("run.json"),
            "{said}"
        );
    }
}

#[test]
fn a_file_of_a_run_that_was_changed_is_named() {
    let folder = Folder::new();
    let inputs = folder.double(&[RIGHT], &["assert double(2) == 4"]);
    let run = folder.path("run");
    inputs.execute(&run).assert().success();
    let spoil = |name: &str, from: &str, to: &str| {
        let path = run.join(name);
        let whole = fs::read_to_string(&path).unwrap();
        assert!(whole.contains(from), "{name}: {whole}");
        fs::write(&path, whole.replacen(from, to, 1)).unwrap();
        let said = complaint(mutagree().arg("agree").arg(&run), 2);
        assert!(said.contains(name) && said.contains("line 1"), "{said}");
        fs::write(&path, whole).unwrap();
    };
    spoil("matrix.jsonl", "\"outcomes\":\"P", "\"outcomes\":\"PP");
    spoil("candidates.jsonl", "T/0", "T/9");
    spoil("tests.jsonl", "{", "[");
    assert_eq!(read_rows(&run.join("matrix.jsonl")).len(), 1);
}

#[test]
fn a_prompt_of_twenty_megabytes_is_refused_at_once() {
    let folder = Folder::new();
    let long = "Write a function `f` that adds two numbers. ".repeat(500_000);
    let text = folder.write("long.md", &long);
    let row = json!({"task_id": "T/0", "prompt": long, "entry_point": "f"});
    let rows = folder.rows("long.jsonl", &[row]);
    for file in [&text, &rows] {
        let said = complaint(mutagree().arg("mutate").arg(file), 2);
        assert!(
            said.contains("prompt of 20 MiB") && said.contains("hint:"),
            "{said}"
        );
    }
    let mut generate = mutagree();
    generate.arg("generate").arg(rows).args([
        "--model",
        "m",
        "--base-url",
        "http://127.0.0.1:9/v1",
    ]);
    let said = complaint(generate.arg("--run").arg(folder.path("run")), 2);
    assert!(said.contains("line 1 field `prompt`"), "{said}");
}

#[test]
fn samples_that_are_not_there_are_missed_by_their_name() {
    let folder = Folder::new();
    let said = complaint(mutagree().arg("evaluate").arg(folder.path("none.jsonl")), 2);
    assert!(
        said.contains("none.jsonl") && said.contains("no such file"),
        "{said}"
    );
}

#[test]
fn what_would_steer_a_terminal_is_not_printed() {
    let folder = Folder::new();
    let name = "T/\u{1b}[2J\u{7}\u{9b}1m\u{202e}0";
    let samples = [solution(name, RIGHT)];
    let said = complaint(
        &mut evaluate(&folder, &[problem("T/0", &json!(TEST))], &samples),
        2,
    );
    let steers = |it: char| it.is_control() && it != '\n' || it == '\u{202e}';
    assert!(!said.contains(steers), "{said:?}");
    assert!(
        said.contains("\\u001b[2J\\u0007\\u009b1m\\u202e0"),
        "{said}"
    );
    let hostile = folder.write("hostile.py", "print('\\x1b]0;gone\\x07')\n");
    let mut exec = mutagree();
    let shown = exec
        .args(["sandbox", "exec"])
        .arg(hostile)
        .assert()
        .success();
    let shown = String::from_utf8(shown.get_output().stdout.clone()).unwrap();
    assert!(
        !shown.contains('\u{1b}') && shown.contains("gone"),
        "{shown:?}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output_is_no_usage_error() {
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let mut command = std::process::Command::new(mutagree().get_program());
    let ended = command
        .args(["cache", "stats"])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(ended.status.code(), Some(74));
}

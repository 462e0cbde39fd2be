//! `mutagree mutate`: variants, their rows, and what is refused.

#![allow(clippy::unwrap_used, reason = "a broken test panics")]
mod common;

use common::{Folder, complaint, json_of, mutagree, read_rows};
use serde_json::{Value, json};
use std::fs;

const TASK: &str = "Write a Python function `mean` that computes the mean of all elements of a list and returns it.\n";

fn variants(folder: &Folder, name: &str, text: impl AsRef<[u8]>) -> Vec<Value> {
    let (prompt, output) = (folder.write(name, text), folder.path("variants.jsonl"));
    mutagree()
        .arg("mutate")
        .arg(prompt)
        .arg("-o")
        .arg(&output)
        .assert()
        .success();
    read_rows(&output)
}

#[test]
fn the_original_is_row_0_and_every_variant_is_certified() {
    let folder = Folder::new();
    let rows = variants(&folder, "task.md", TASK);
    assert_eq!(
        (&rows[0]["variant_id"], &rows[0]["prompt"]),
        (&json!(0), &json!(TASK))
    );
    assert!(rows.len() > 6, "{}", rows.len());
    for row in &rows[1..] {
        assert_ne!(row["prompt"], TASK);
        assert_eq!(row["certificate"]["verdict"], "equivalent");
        assert!(row["prompt"].as_str().unwrap().contains("mean"));
    }
}

#[test]
fn edits_hold_byte_offsets_into_the_original() {
    let folder = Folder::new();
    for row in &variants(&folder, "task.md", TASK)[1..] {
        for edit in row["edits"].as_array().unwrap() {
            let [start, end] =
                ["start", "end"].map(|key| usize::try_from(edit[key].as_u64().unwrap()).unwrap());
            assert_eq!(&TASK[start..end], edit["before"].as_str().unwrap());
        }
    }
}

#[test]
fn the_rows_are_the_same_for_any_number_of_jobs_and_any_order() {
    let folder = Folder::new();
    let rows: Vec<Value> = read_rows("fixtures/quickstart/problems.jsonl".as_ref());
    let shuffled: Vec<Value> = rows.iter().rev().cloned().collect();
    let run = |rows: &[Value], jobs: &str| {
        let (prompts, output) = (folder.rows("p.jsonl", rows), folder.path("v.jsonl"));
        let mut command = mutagree();
        command
            .arg("mutate")
            .arg(prompts)
            .args(["--jobs", jobs, "--seed", "7", "-o"])
            .arg(&output);
        command.assert().success();
        let text = fs::read_to_string(output).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(run(&rows, "1"), run(&rows, "2"));
    assert_eq!(run(&rows, "1"), run(&shuffled, "2"));
}

#[test]
fn naming_alone_renames_signature_and_examples() {
    let folder = Folder::new();
    let output = folder.path("v.jsonl");
    let mut command = mutagree();
    command.args([
        "mutate",
        "fixtures/quickstart/problems.jsonl",
        "--strategy",
        "naming",
        "-o",
    ]);
    let summary = json_of(command.arg(&output));
    assert_eq!(summary["prompts"], 6);
    for row in read_rows(&output)
        .iter()
        .filter(|row| row["variant_id"] != 0)
    {
        let name = row["entry_point"].as_str().unwrap();
        assert!(
            row["prompt"]
                .as_str()
                .unwrap()
                .contains(&format!("def {name}(")),
            "{row}"
        );
        assert!(!row["renames"].as_array().unwrap().is_empty());
    }
}

#[test]
fn odd_texts_are_read_and_never_changed_in_silence() {
    let folder = Folder::new();
    let long = "Compute the sum of all numbers. ".repeat(2000);
    let odd = [
        "",
        "x",
        "\u{feff}Return the list.",
        "Return\r\nthe list.\r\n",
        "def f(:\n\t  x\n        y",
        "Gib 😀 العربية zurück.",
        long.as_str(),
    ];
    for text in odd {
        let rows = variants(&folder, "odd.txt", text);
        assert_eq!(rows[0]["prompt"], text);
        assert!(rows[1..].iter().all(|row| row["prompt"] != text));
    }
}

#[test]
fn a_prompt_without_a_site_is_counted() {
    let folder = Folder::new();
    let prompt = folder.write("p.txt", "xyz");
    let summary = json_of(mutagree().arg("mutate").arg(prompt));
    assert_eq!(
        (&summary["variants"], &summary["without_variants"]),
        (&json!(0), &json!(1))
    );
}

#[test]
fn an_unknown_strategy_is_a_usage_error_with_the_nearest() {
    let said = complaint(
        mutagree().args(["mutate", "README.md", "--strategy", "lexcal"]),
        1,
    );
    assert!(
        said.contains("`lexcal`") && said.contains("`lexical`"),
        "{said}"
    );
}

#[test]
fn a_missing_field_is_named_with_what_to_do() {
    let folder = Folder::new();
    let prompts = folder.rows("p.jsonl", &[json!({"task_id": 1, "instruction": TASK})]);
    let said = complaint(mutagree().arg("mutate").arg(&prompts), 2);
    assert!(
        said.contains("field `prompt`") && said.contains("`instruction`"),
        "{said}"
    );
    let mut command = mutagree();
    command
        .arg("mutate")
        .arg(&prompts)
        .args(["--field", "instruction"])
        .assert()
        .success();
}

#[test]
fn the_list_names_every_operator_and_what_makes_it_refuse() {
    let list = json_of(mutagree().args(["mutate", "--list"]));
    let operators = list["operators"].as_array().unwrap();
    assert!(operators.len() > 40, "{}", operators.len());
    assert!(
        operators
            .iter()
            .all(|card| !card["guard"].as_str().unwrap().is_empty())
    );
    mutagree().args(["mutate", "--list"]).assert().success();
}

#[test]
fn one_variant_is_made_of_each_technique_and_its_row_names_it() {
    let folder = Folder::new();
    let prompt = "Write a function named `order_rows`. Return the list. Compute the sum of the rows. If a row is empty, raise a ValueError.\n";
    let (prompt, output) = (
        folder.write("task.md", prompt),
        folder.path("variants.jsonl"),
    );
    let asked = "active_to_passive,naming/case-style,rephrase_prompt,lower-to-upper-case,grammatical/negation";
    let mut command = mutagree();
    command.args([
        "mutate",
        "--one-per",
        "technique",
        "--strategy",
        asked,
        "-o",
    ]);
    command.arg(&output).arg(prompt).assert().success();
    let rows = read_rows(&output);
    let named: Vec<&str> = rows[1..]
        .iter()
        .map(|row| row["technique"].as_str().unwrap())
        .collect();
    assert_eq!(
        named,
        [
            "active_to_passive",
            "naming/case-style",
            "rephrase_prompt",
            "lower-to-upper-case"
        ]
    );
    let passive = rows[1]["prompt"].as_str().unwrap();
    assert!(
        passive.contains("The list should be returned. The sum of the rows should be computed."),
        "{passive}"
    );
    assert!(rows[0].get("technique").is_none());
}

/// The verdict on a pair of texts, and how the command ends.
fn verdict(folder: &Folder, variant: &str, options: &[&str]) -> (String, i32) {
    let original = folder.write("original.md", TASK);
    let variant = folder.write("variant.md", variant);
    let mut command = mutagree();
    command
        .args(["mutate", "--check"])
        .arg(original)
        .arg(variant);
    let output = command.args(options).arg("--json").output().unwrap();
    let certificate: Value = serde_json::from_slice(&output.stdout).unwrap();
    (
        certificate["verdict"].as_str().unwrap().to_owned(),
        output.status.code().unwrap(),
    )
}

#[test]
fn a_foreign_variant_is_equivalent_different_or_unknown_and_the_exit_code_says_so() {
    let folder = Folder::new();
    let verdict = |before: &str, after: &str| verdict(&folder, &TASK.replace(before, after), &[]);
    assert_eq!(
        verdict("computes", "calculates"),
        ("equivalent".to_owned(), 0)
    );
    assert_eq!(
        verdict("`mean`", "`average_of`"),
        ("equivalent".to_owned(), 0)
    );
    assert_eq!(
        verdict("all elements", "no elements"),
        ("different".to_owned(), 1)
    );
    assert_eq!(
        verdict("a list", "a list of 3"),
        ("different".to_owned(), 1)
    );
    assert_eq!(verdict("computes", "guesses"), ("unknown".to_owned(), 3));
}

#[test]
fn every_pair_of_a_file_is_checked() {
    let folder = Folder::new();
    let row =
        |name: &str, variant: &str| json!({"task_id": name, "original": TASK, "variant": variant});
    let mut rows = vec![
        row("same", &TASK.replace("computes", "calculates")),
        row("other", &TASK.replace("computes", "guesses")),
        json!({"original_prompt": "Sort it by f(x).", "prompt": "Sort it by g(x).", "entry_point": "f", "variant_entry_point": "g"}),
    ];
    let check = |rows: &[Value]| {
        let output = mutagree()
            .args(["mutate", "--check"])
            .arg(folder.rows("pairs.jsonl", rows))
            .output()
            .unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        let found: Vec<Value> = told
            .lines()
            .map(|row| serde_json::from_str(row).unwrap())
            .collect();
        let verdicts = found
            .iter()
            .map(|it| format!("{} {}", it["task_id"], it["verdict"]));
        let said = String::from_utf8(output.stderr).unwrap();
        (
            verdicts.collect::<Vec<_>>(),
            output.status.code().unwrap(),
            said,
        )
    };
    let (verdicts, code, said) = check(&rows);
    let expected = [
        r#""same" "equivalent""#,
        r#""other" "unknown""#,
        r#""3" "equivalent""#,
    ];
    assert_eq!(verdicts, expected);
    assert_eq!(code, 3);
    assert!(
        said.contains("3 pairs: 2 equivalent, 0 different, 1 unknown"),
        "{said}"
    );
    rows.push(row("wrong", &TASK.replace("all", "no")));
    assert_eq!(check(&rows).1, 1);
    rows.push(json!({"original": TASK}));
    let (_, code, said) = check(&rows);
    assert_eq!(code, 2);
    assert!(
        said.contains("pairs.jsonl") && said.contains("line 5") && said.contains("`variant`"),
        "{said}"
    );
}

#[test]
fn explain_shows_before_and_after() {
    let folder = Folder::new();
    let prompt = folder.write("task.md", TASK);
    let shown = mutagree()
        .arg("mutate")
        .arg(prompt)
        .arg("--explain")
        .assert()
        .success();
    let shown = String::from_utf8(shown.get_output().stdout.clone()).unwrap();
    assert!(
        shown.contains("variant 1") && shown.contains(" → ") && shown.contains("equivalent"),
        "{shown}"
    );
}

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
        "Return 😀 the العربية list.",
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

/// A task as DL-Bench publishes them.
fn published(stage: &str, task: &str, data: &str, name: &str) -> String {
    format!(
        "stage: {stage}\ntask: {task}\ndata: {data}\n\nprompt:\nWrite a Python function `{name}` that computes the mean of all elements of a list and returns it.\n\n ground Truth:shapes/area.py\n\n repo:Shapes\n\n function:{name}\n \n test_cases:tests/test_area.py\n"
    )
}

/// The rows that become of a path, and what is said of it.
fn mutated(path: &std::path::Path, folder: &Folder) -> (Vec<Value>, Value) {
    let output = folder.path("variants.jsonl");
    let summary = json_of(mutagree().arg("mutate").arg(path).arg("-o").arg(&output));
    (read_rows(&output), summary)
}

#[test]
fn a_published_task_a_folder_and_an_archive_of_them_are_prompts_with_labels() {
    let folder = Folder::new();
    let tasks = folder.path("tasks");
    fs::create_dir(&tasks).unwrap();
    let texts = [
        (
            "one.txt",
            published("Image", "segmentation", "Training", "mean_of"),
        ),
        ("two.txt", published("Inference", "", "", "mean_in")),
        ("._two.txt", "what macOS puts beside a file".to_owned()),
    ];
    let mut archive = tar::Builder::new(Vec::new());
    for (name, text) in &texts {
        fs::write(tasks.join(name), text).unwrap();
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        let path = format!("tasks/{name}");
        archive
            .append_data(&mut header, path, text.as_bytes())
            .unwrap();
    }
    let archive = folder.write("tasks.tar", archive.into_inner().unwrap());
    let labels = json!({"stage": "training", "task": "image segmentation", "input": "image"});
    for (path, prompts) in [(tasks.join("one.txt"), 1), (tasks, 2), (archive, 2)] {
        let (rows, summary) = mutated(&path, &folder);
        assert_eq!(summary["prompts"], prompts, "{}", path.display());
        assert_eq!(summary["mended"]["labels swapped"], 1);
        assert_eq!(summary["mended"]["labels respelt"], 1);
        let one = |row: &&Value| row["task_id"] == "one";
        assert!(rows.iter().filter(one).count() > 3);
        for row in rows.iter().filter(one) {
            assert_eq!(row["labels"], labels);
        }
        let first = rows.iter().find(one).unwrap();
        assert_eq!(first["entry_point"], "mean_of");
        assert!(
            first["prompt"]
                .as_str()
                .unwrap()
                .starts_with("Write a Python")
        );
    }
}

#[test]
fn all_published_tasks_are_prompts_and_none_is_refused() {
    let Some(data) = common::data() else { return };
    let folder = Folder::new();
    for file in ["tasks_dev.tar.gz", "prompts_dev.jsonl.gz"] {
        let (rows, summary) = mutated(&data.join("dlbench").join(file), &folder);
        assert_eq!(summary["prompts"], 271);
        assert_eq!(summary["mended"]["labels swapped"], 60);
        assert!(summary.get("refused").is_none(), "{summary}");
        assert!(rows.iter().all(|row| row["labels"]["stage"].is_string()));
    }
}

#[test]
fn a_task_without_a_prompt_is_named_with_what_to_do() {
    let folder = Folder::new();
    let tasks = folder.path("tasks");
    fs::create_dir(&tasks).unwrap();
    fs::write(tasks.join("good.txt"), published("Training", "", "", "f")).unwrap();
    fs::write(tasks.join("notes.txt"), "These are notes.").unwrap();
    let said = complaint(mutagree().arg("mutate").arg(&tasks), 2);
    assert!(
        said.contains("`notes`") && said.contains("`prompt:`"),
        "{said}"
    );
    fs::write(tasks.join("notes.txt"), b"prompt: \xff").unwrap();
    let said = complaint(mutagree().arg("mutate").arg(&tasks), 2);
    assert!(
        said.contains("`notes.txt` is not UTF-8 at byte 8"),
        "{said}"
    );
}

#[test]
fn what_is_no_english_task_for_python_is_refused_in_its_row() {
    let folder = Folder::new();
    let rows = [
        json!({"task_id": "java", "prompt": "Write a Java method that computes the sum of all elements."}),
        json!({"task_id": "german", "prompt": "Sortiere die Liste der Zahlen."}),
        json!({"task_id": "task", "prompt": TASK}),
    ];
    let prompts = folder.rows("p.jsonl", &rows);
    let (rows, summary) = mutated(&prompts, &folder);
    assert_eq!(summary["refused"], json!({"code": 1, "language": 1}));
    assert_eq!(rows[0]["refused"]["reason"], "code");
    assert!(
        rows[0]["refused"]["detail"]
            .as_str()
            .unwrap()
            .contains("Java")
    );
    assert_eq!(rows[1]["refused"]["reason"], "language");
    assert_eq!(rows[2]["task_id"], "task");
    assert!(rows[2..].iter().all(|row| row.get("refused").is_none()));
}

#[test]
fn an_input_of_which_every_prompt_is_refused_ends_with_2_and_says_why() {
    let folder = Folder::new();
    let diff = "--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-# Compute the sum.\n+# Compute the mean.\n";
    for (text, reason) in [
        (diff, "diff"),
        (
            "User: Sum it up.\nAssistant: Here is the sum of it.\n",
            "transcript",
        ),
        (
            "Schreibe eine Funktion, die alle Zahlen der Liste addiert.",
            "language",
        ),
    ] {
        let prompt = folder.write("task.md", text);
        for options in [&[][..], &["--explain"]] {
            let said = complaint(mutagree().arg("mutate").arg(&prompt).args(options), 2);
            assert!(said.contains("refused") && said.contains(reason), "{said}");
        }
    }
}

//! A slice of the differential test: what passes in the sandbox passes in native `CPython`, and what fails there fails here.
//! `tests/tools/differential.sh` has the corpora as a whole; `DIFFERENTIAL_PYTHON` names the `CPython` to compare with.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;

use common::Folder;
use std::path::Path;
use std::process::Command;

/// Runs the tool over some corpora; its table, or nothing where programs cannot be run natively.
fn compare(arguments: &[&str]) -> Option<(bool, String)> {
    let folder = Folder::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(root.join("tests/tools/differential.sh"))
        .args(arguments)
        .arg("--out")
        .arg(folder.path("out"))
        .env("MUTAGREE", env!("CARGO_BIN_EXE_mutagree"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if said.contains("skipped:") {
        #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
        {
            eprintln!("{said}");
        }
        return None;
    }
    let table = String::from_utf8_lossy(&output.stdout).into_owned();
    let differences = std::fs::read_to_string(folder.path("out").join("differences.jsonl"));
    let first: Vec<String> = differences
        .unwrap_or_default()
        .lines()
        .take(5)
        .map(str::to_owned)
        .collect();
    Some((
        output.status.success(),
        format!("{table}\n{said}\n{}", first.join("\n")),
    ))
}

#[test]
fn programs_of_each_topic_have_the_verdicts_of_native_cpython() {
    let Some((same, told)) = compare(&["stress", "--sample", "12"]) else {
        return;
    };
    assert!(same, "{told}");
}

#[test]
fn random_programs_have_the_verdicts_of_native_cpython() {
    let Some((same, told)) = compare(&["grammar", "--size", "100"]) else {
        return;
    };
    assert!(same, "{told}");
}

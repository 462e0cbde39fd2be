//! Programs whose output native `CPython` 3.11 has recorded, and what they print here.

#![allow(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a broken test panics; each test file has its own copy"
)]

use crate::common::sandbox;
use mutagree_sandbox::{Job, Judge, Limits, Tests};
use std::fs;
use std::path::Path;

/// Runs each program of a folder of `fixtures/programs`, and gives what differs from what is recorded beside it.
pub fn differences(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../fixtures/programs")
        .join(folder);
    let entries = fs::read_dir(folder).unwrap();
    let mut programs: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    programs.retain(|path| path.extension().is_some_and(|suffix| suffix == "py"));
    programs.sort();
    assert!(!programs.is_empty());
    programs
        .iter()
        .filter_map(|path| difference(path))
        .collect()
}

fn difference(path: &Path) -> Option<String> {
    let program = fs::read_to_string(path).unwrap();
    let recorded = fs::read_to_string(path.with_extension("txt")).unwrap();
    let printed = output(&program);
    let differ = printed
        .lines()
        .zip(recorded.lines())
        .find(|(here, native)| here != native)
        .map(|(here, native)| format!("{}: `{here}`, not `{native}`", path.display()));
    let length = format!("{}: the output ends elsewhere: {printed}", path.display());
    differ.or_else(|| (printed != recorded).then_some(length))
}

/// What a program prints.
pub fn output(program: &str) -> String {
    let suite = sandbox().compile(&Tests::new(&["pass"])).unwrap();
    let mut job = Job::new(program, &suite);
    job.judge = Judge::Shared;
    job.limits = Limits {
        instructions: 10 * Limits::default().instructions,
        ..Limits::default()
    };
    let report = sandbox().run(&job).unwrap();
    let output = String::from_utf8(report.output).unwrap();
    match report.unloadable {
        None => output,
        Some(outcome) => format!("{output}{outcome:?}\n"),
    }
}

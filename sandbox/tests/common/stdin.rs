//! Programs that read an input, what native `CPython` 3.11 printed and how it ended, and how they end here.
#![allow(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a broken test panics; each test file has its own copy"
)]

use mutagree_sandbox::Execution;
use std::fs;
use std::path::{Path, PathBuf};

/// Runs each program of `fixtures/programs/stdin` on its input, and gives what differs from what is recorded beside it.
pub fn differences(execute: impl Fn(&str, &[u8]) -> Execution) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/programs/stdin");
    let entries = fs::read_dir(folder).unwrap();
    let mut programs: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    programs.retain(|path| path.extension().is_some_and(|it| it == "py"));
    assert!(programs.len() > 40);
    programs.sort();
    programs
        .iter()
        .filter_map(|path| difference(path, &execute))
        .collect()
}

fn difference(path: &Path, execute: impl Fn(&str, &[u8]) -> Execution) -> Option<String> {
    let source = fs::read_to_string(path).unwrap();
    let [input, printed] = ["in", "txt"].map(|kind| fs::read(path.with_extension(kind)).unwrap());
    let succeeds = !source.starts_with("# its exit is no success");
    let execution = execute(&source, &input);
    let is_same = execution.output == printed && execution.outcome.passed() == succeeds;
    (!is_same).then(|| {
        let output = String::from_utf8_lossy(&execution.output);
        let name = path.display();
        format!("{name}: {:?}, {output:?}", execution.outcome)
    })
}

//! The programs of a folder of `fixtures/programs`, with what is expected of each.
#![allow(
    dead_code,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "each test file uses a part of its own copy; a broken test panics"
)]

use mutagree_sandbox::Outcome;
use std::fs;
use std::path::PathBuf;

/// A program, its tests, and for each what may come of it where it is judged apart, and in the candidate's
/// interpreter where it must be.
pub struct Hostile {
    pub name: String,
    pub source: String,
    /// What an environment must have for it.
    pub modules: Vec<String>,
    pub tests: Vec<String>,
    pub expected: Vec<Expected>,
}

#[derive(Clone)]
pub struct Expected {
    pub split: Vec<String>,
    pub auto: Vec<String>,
    /// What may come of it in a container, judged apart or not.
    pub container: Vec<String>,
}

pub fn programs(folder: &str) -> Vec<Hostile> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../fixtures/programs")
        .join(folder);
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths.iter().map(read).collect()
}

fn read(path: &PathBuf) -> Hostile {
    let source = fs::read_to_string(path).unwrap();
    let (mut tests, mut expected): (Vec<String>, Vec<Expected>) = (Vec::new(), Vec::new());
    let mut modules = Vec::new();
    let words = |text: &str| -> Vec<String> { text.split(" or ").map(str::to_owned).collect() };
    for line in source.lines().take_while(|line| line.starts_with('#')) {
        if let Some(names) = line.strip_prefix("# modules: ") {
            modules = names.split(", ").map(str::to_owned).collect();
        } else if let Some(test) = line.strip_prefix("# test: ") {
            tests.push(test.to_owned());
        } else if let Some(more) = line.strip_prefix("#     : ") {
            let test = tests.last_mut().unwrap();
            test.push('\n');
            test.push_str(more);
        } else if let Some(outcomes) = line.strip_prefix("# expect: ") {
            expected.push(Expected {
                split: words(outcomes),
                auto: words(outcomes),
                container: Vec::new(),
            });
        } else if let Some(outcomes) = line.strip_prefix("# in auto: ") {
            expected.last_mut().unwrap().auto = words(outcomes);
        } else if let Some(outcomes) = line.strip_prefix("# in containers: ") {
            expected.last_mut().unwrap().container = words(outcomes);
        }
    }
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    assert!(!tests.is_empty() && tests.len() == expected.len(), "{name}");
    Hostile {
        name,
        source,
        modules,
        tests,
        expected,
    }
}

/// The word for an outcome, with the type of the exception behind `raised`.
pub fn word(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Passed => "passed".to_owned(),
        Outcome::Failed(_) => "failed".to_owned(),
        Outcome::Raised(fault) => format!("raised {}", fault.kind),
        Outcome::Unviable(_) => "unviable".to_owned(),
        Outcome::LimitReached(limit) => format!("{limit:?}").to_lowercase(),
        Outcome::Crashed(_) => "crashed".to_owned(),
    }
}

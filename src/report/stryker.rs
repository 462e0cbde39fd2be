//! JSON of the schema of mutation-testing reports, which existing viewers open: a candidate is a mutant, a test is what kills it.

use crate::engine::{EngineError, Loaded, load, read_agreement};
use crate::matrix::MatrixRow;
use crate::store::{Run, read_jsonl};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// The version of the schema.
const SCHEMA: &str = "2";

/// A run in that schema: a file for each problem, of which the source is the selected candidate, and the other candidates are mutants.
/// A test kills one that does not pass it where the selected candidate does.
///
/// # Errors
/// Where a file of the run is missing or broken.
pub fn stryker(run: &Run) -> Result<Value, EngineError> {
    let loaded = load(run)?;
    let agreement = read_agreement(run, &loaded)?;
    let matrix = run.made(
        "matrix.jsonl",
        "execution matrix",
        "run `mutagree execute` first",
    )?;
    let rows: HashMap<(String, usize), String> = read_jsonl::<MatrixRow>(&matrix)?
        .into_iter()
        .map(|row| ((row.task_id, row.candidate_id), row.outcomes))
        .collect();
    let (mut files, mut test_files) = (Map::new(), Map::new());
    for (place, selected) in agreement.selected.iter().enumerate() {
        let name = &loaded.problems[place].task_id;
        if let Some(selected) = selected {
            files.insert(format!("{name}.py"), file(&loaded, place, *selected, &rows));
        }
        let tests = loaded.tests[place].iter().map(|test| {
            json!({ "id": test_id(name, test.test_id), "name": test.source.lines().next().unwrap_or_default() })
        });
        let tests: Vec<Value> = tests.collect();
        test_files.insert(format!("{name}.tests.py"), json!({ "tests": tests }));
    }
    Ok(json!({
        "schemaVersion": SCHEMA,
        "thresholds": { "high": 80, "low": 60 },
        "framework": { "name": "mutagree", "version": env!("CARGO_PKG_VERSION") },
        "files": files,
        "testFiles": test_files,
    }))
}

fn file(
    loaded: &Loaded,
    place: usize,
    selected: usize,
    rows: &HashMap<(String, usize), String>,
) -> Value {
    let name = &loaded.problems[place].task_id;
    let candidates = &loaded.candidates[place];
    let source = &candidates[selected].solution;
    let outcomes = |candidate: usize| {
        rows.get(&(name.clone(), candidate))
            .map_or("", String::as_str)
    };
    let wanted = outcomes(selected);
    let last = source.lines().count().max(1);
    let column = source.lines().last().unwrap_or_default().chars().count() + 1;
    let others = candidates.iter().filter(|it| it.candidate_id != selected);
    let mutants = others.map(|candidate| {
        let own = outcomes(candidate.candidate_id);
        let differs = wanted.chars().zip(own.chars()).enumerate();
        let killers: Vec<String> = differs
            .filter(|(_, (wanted, own))| *wanted == 'P' && own != wanted)
            .map(|(test, _)| test_id(name, test))
            .collect();
        json!({
            "id": format!("{name}#{}", candidate.candidate_id),
            "mutatorName": candidate.origins.iter().map(|it| it.0).next().unwrap_or_default(),
            "replacement": candidate.solution,
            "location": { "start": { "line": 1, "column": 1 }, "end": { "line": last, "column": column } },
            "status": status(own, &killers),
            "killedBy": killers,
            "coveredBy": [],
        })
    });
    json!({ "language": "python", "source": source, "mutants": mutants.collect::<Vec<_>>() })
}

fn status(outcomes: &str, killers: &[String]) -> &'static str {
    if !outcomes.is_empty() && outcomes.chars().all(|it| it == 'U') {
        "CompileError"
    } else if killers.is_empty() {
        "Survived"
    } else if outcomes.contains('T') && !outcomes.contains(['F', 'R']) {
        "Timeout"
    } else {
        "Killed"
    }
}

fn test_id(problem: &str, test: usize) -> String {
    format!("{problem}:{test}")
}

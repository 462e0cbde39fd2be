//! Renaming, cross-checked by execution on real problems and real model output.

#![allow(clippy::unwrap_used, reason = "a broken test panics")]
mod common;

use common::{Folder, Inputs, data, json_of, mutagree, outcomes};
use flate2::read::GzDecoder;
use mutagree_mutators::{NameMap, Problem, Request, mutate};
use serde_json::{Value, json};
use std::fs::File;
use std::io::read_to_string;
use std::path::Path;
use std::sync::Arc;

fn rows(path: &Path) -> Vec<Value> {
    let text = read_to_string(GzDecoder::new(File::open(path).unwrap())).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn text<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().unwrap()
}

/// The name maps of a problem's naming variants, with the renamed prompts.
fn maps(row: &Value, count: usize) -> Vec<(Arc<NameMap>, String)> {
    let solution = text(row, "prompt").to_owned() + text(row, "canonical_solution");
    let problem = Problem {
        task_id: text(row, "task_id"),
        prompt: text(row, "prompt"),
        entry_point: Some(text(row, "entry_point")),
        companions: &[&solution, text(row, "test")],
    };
    let request = Request::new(&["naming", "naming/opaque"], count, 7).unwrap();
    let variants = mutate(&problem, &request).variants.into_iter();
    variants
        .filter_map(|variant| Some((variant.renames?, variant.prompt)))
        .collect()
}

fn solved(folder: &Folder, problems: &[Value], solutions: &[Value]) -> Value {
    let problems = folder.rows("problems.jsonl", problems);
    let solutions = folder.rows("solutions.jsonl", solutions);
    let mut command = mutagree();
    command
        .arg("evaluate")
        .arg(solutions)
        .arg("--problems")
        .arg(problems)
        .args(["--k", "1"]);
    json_of(&mut command)["pass_at"]["1"].clone()
}

#[test]
fn renamed_reference_solutions_pass_renamed_tests_and_shims_the_original_ones() {
    let Some(data) = data() else { return };
    let (mut problems, mut solutions, mut shimmed) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows(&data.join("humaneval/HumanEval.jsonl.gz")) {
        let solution = text(&row, "prompt").to_owned() + text(&row, "canonical_solution");
        for (place, (map, prompt)) in maps(&row, 4).into_iter().enumerate() {
            let task_id = format!("{}/{place}", text(&row, "task_id"));
            let renamed = map.forward_code(&solution);
            let test = map.forward_code(text(&row, "test"));
            assert_eq!(map.inverse().forward_code(&renamed), solution, "{task_id}");
            assert_eq!(
                map.inverse().forward_code(&test),
                text(&row, "test"),
                "{task_id}"
            );
            let shim = map.shim(&renamed).unwrap_or_default();
            solutions.push(json!({"task_id": task_id, "solution": renamed}));
            shimmed.push((
                row.clone(),
                json!({"task_id": task_id, "solution": renamed + &shim}),
            ));
            problems.push(json!({
                "task_id": task_id, "prompt": prompt, "test": test,
                "entry_point": map.forward_name(text(&row, "entry_point")),
            }));
        }
    }
    assert!(problems.len() > 600, "{}", problems.len());
    let folder = Folder::new();
    assert_eq!(solved(&folder, &problems, &solutions), 1.0);
    let originals: Vec<Value> = shimmed
        .iter()
        .map(|(row, solution)| {
            let mut row = row.clone();
            row["task_id"] = solution["task_id"].clone();
            row
        })
        .collect();
    let shimmed: Vec<Value> = shimmed.into_iter().map(|(_, solution)| solution).collect();
    assert_eq!(solved(&folder, &originals, &shimmed), 1.0);
}

/// The distinct candidates and tests of some of CodeT's problems, each as the run of it has them.
fn codet_slice(folder: &Folder, data: &Path) -> (Vec<Value>, Vec<Value>, Vec<Value>) {
    let rows_of = |name: &str| rows(&data.join(name));
    let problems: Vec<Value> = rows_of("humaneval_for_code_generation.jsonl.gz")
        .into_iter()
        .step_by(41)
        .collect();
    let about = |row: &Value| {
        problems
            .iter()
            .any(|problem| text(row, "prompt").starts_with(text(problem, "prompt")))
    };
    let taken = |name: &str| -> Vec<Value> { rows_of(name).into_iter().filter(about).collect() };
    let inputs = Inputs {
        solutions: folder.rows("s.jsonl", &taken("humaneval_codegen16b_solutions.jsonl.gz")),
        tests: folder.rows("t.jsonl", &taken("humaneval_codegen16b_tests.jsonl.gz")),
        problems: folder.rows("p.jsonl", &problems),
    };
    let run = folder.path("slice");
    inputs.execute(&run).assert().success();
    let read = |name: &str| common::read_rows(&run.join(name));
    (problems, read("candidates.jsonl"), read("tests.jsonl"))
}

#[test]
fn renaming_candidates_and_tests_leaves_the_matrix_as_it_is() {
    let Some(data) = data() else { return };
    let folder = Folder::new();
    let (problems, candidates, tests) = codet_slice(&folder, &data.join("codet"));
    let (mut plain, mut renamed) = ((vec![], vec![], vec![]), (vec![], vec![], vec![]));
    for problem in &problems {
        let task_id = text(problem, "task_id");
        let of_task = |rows: &[Value], field: &str| -> Vec<String> {
            let rows = rows.iter().filter(|row| row["task_id"] == task_id);
            rows.map(|row| text(row, field).to_owned()).collect()
        };
        let (solutions, sources) = (of_task(&candidates, "solution"), of_task(&tests, "source"));
        let free = |map: &NameMap| sources.iter().all(|source| map.is_free_in(source));
        let Some((map, prompt)) = maps(problem, 16).into_iter().find(|(map, _)| free(map)) else {
            panic!("no name map of {task_id} is free in all its tests");
        };
        let mut renamed_problem = problem.clone();
        renamed_problem["prompt"] = json!(prompt);
        renamed_problem["entry_point"] = json!(map.forward_name(text(problem, "entry_point")));
        plain.0.push(problem.clone());
        renamed.0.push(renamed_problem);
        for solution in solutions.iter().filter(|solution| map.is_free_in(solution)) {
            let forward = map.forward_code(solution);
            assert_eq!(map.backward(&forward).source, *solution);
            plain
                .1
                .push(json!({"task_id": task_id, "solution": solution}));
            renamed
                .1
                .push(json!({"task_id": task_id, "solution": forward}));
        }
        let forward: Vec<String> = sources
            .iter()
            .map(|source| map.forward_code(source))
            .collect();
        plain.2.push(json!({"task_id": task_id, "tests": sources}));
        renamed
            .2
            .push(json!({"task_id": task_id, "tests": forward}));
    }
    let matrix =
        |name: &str, (problems, solutions, tests): &(Vec<Value>, Vec<Value>, Vec<Value>)| {
            let folder = Folder::new();
            let inputs = Inputs {
                problems: folder.rows("problems.jsonl", problems),
                solutions: folder.rows("solutions.jsonl", solutions),
                tests: folder.rows("tests.jsonl", tests),
            };
            inputs.execute(&folder.path(name)).assert().success();
            outcomes(&folder.path(name))
        };
    let (before, after) = (matrix("plain", &plain), matrix("renamed", &renamed));
    assert!(before.len() > 250, "{}", before.len());
    assert_eq!(before, after);
}

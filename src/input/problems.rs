//! Problems, in the forms of `HumanEval`, EvalPlus and mutagree itself.

use super::rows::{Row, read_rows};
use super::{InputError, Source, evalplus};
use crate::problem::{Problem, Reference};
use std::collections::HashMap;

/// Reads problems. The form of each row is told by its fields: `test` is `HumanEval`'s,
/// `base_input` EvalPlus', `reference_tests` mutagree's own.
///
/// # Errors
/// Where the file cannot be read, a field is missing, or two problems share a name.
pub fn read_problems(source: &Source) -> Result<Vec<Problem>, InputError> {
    let mut lines: HashMap<String, usize> = HashMap::new();
    let mut problems = Vec::new();
    for row in read_rows(source)? {
        let problem = problem(&row)?;
        if let Some(first) = lines.insert(problem.task_id.clone(), row.line) {
            let name = &problem.task_id;
            return Err(row
                .wrong(
                    "task_id",
                    &format!("`{name}` stands in line {first} already"),
                )
                .hint("every problem needs a name of its own"));
        }
        problems.push(problem);
    }
    Ok(problems)
}

fn problem(row: &Row) -> Result<Problem, InputError> {
    let entry_point = row.text("entry_point")?;
    if entry_point.trim().is_empty() {
        return Err(row.wrong("entry_point", "is empty"));
    }
    Ok(Problem {
        task_id: row.text("task_id")?,
        prompt: row.text("prompt")?,
        reference_tests: reference_tests(row, &entry_point)?,
        reference: reference(row, &entry_point)?,
        entry_point,
    })
}

fn reference_tests(row: &Row, entry_point: &str) -> Result<Vec<String>, InputError> {
    if row.has("reference_tests") {
        return row.texts("reference_tests");
    }
    if row.has("assertion") {
        return Ok(vec![row.text("assertion")?]);
    }
    if row.has("test") && !has_inputs(row) {
        return Ok(vec![check(&row.text("test")?, entry_point)]);
    }
    Ok(Vec::new())
}

fn reference(row: &Row, entry_point: &str) -> Result<Option<Reference>, InputError> {
    if !has_inputs(row) {
        return Ok(None);
    }
    evalplus::reference(row, entry_point).map(Some)
}

/// Says whether the inputs of EvalPlus decide. What MBPP+ adds is lists that EvalPlus turns into tuples and sets by the
/// task's name, so its assertions are used instead.
fn has_inputs(row: &Row) -> bool {
    row.has("plus_input") && !row.has("reference_tests") && !row.has("assertion")
}

/// The tests of `HumanEval` define `check`, and leave it to the harness to call it.
fn check(test: &str, entry_point: &str) -> String {
    format!("{test}\ncheck({entry_point})")
}

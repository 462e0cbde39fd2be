//! Problems of MBPP (Austin et al. 2021, arXiv 2108.07732), as published in full and sanitised.

use super::InputError;
use super::rows::Row;
use crate::extract::{called_by, definitions};
use crate::problem::{Labels, Problem};

/// The fields of the text: of the full form, and of the sanitised one.
const TEXTS: [&str; 2] = ["prompt", "text"];

/// What every test needs, in one or the other form: a text, or lines.
const SETUP: [&str; 2] = ["test_setup_code", "test_imports"];

/// Says whether a row is one.
pub(super) fn is_one(row: &Row) -> bool {
    row.has("test_list") && !row.has("test") && !row.has("assertion")
}

/// Reads a problem. Its entry point is the function of the reference solution that the tests call.
pub(super) fn problem(row: &Row) -> Result<Problem, InputError> {
    let tests = row.texts("test_list")?;
    if tests.is_empty() {
        return Err(row.wrong("test_list", "is empty"));
    }
    let setup = setup(row)?;
    Ok(Problem {
        task_id: row.task()?.1,
        prompt: row.text(row.first(&TEXTS))?,
        entry_point: entry_point(row, &tests)?,
        snippet: false,
        reference_tests: tests.iter().map(|test| format!("{setup}{test}")).collect(),
        reference_imports: String::new(),
        reference: None,
        environment: None,
        repository: None,
        labels: Labels::new(),
    })
}

fn setup(row: &Row) -> Result<String, InputError> {
    let field = row.first(&SETUP);
    let lines = if !row.has(field) {
        String::new()
    } else if row.is_text(field) {
        row.text(field)?
    } else {
        row.texts(field)?.join("\n")
    };
    Ok(if lines.trim().is_empty() {
        String::new()
    } else {
        format!("{}\n", lines.trim_end())
    })
}

fn entry_point(row: &Row, tests: &[String]) -> Result<String, InputError> {
    if row.has("entry_point") {
        return row.text("entry_point");
    }
    let defined = definitions(&row.text("code")?);
    let called = tests.iter().flat_map(|test| called_by(test));
    let mut called = called.filter(|name| defined.contains(name));
    called.next().ok_or_else(|| {
        row.wrong("test_list", "calls nothing that `code` defines")
            .hint("say which function is asked for with `entry_point`")
    })
}

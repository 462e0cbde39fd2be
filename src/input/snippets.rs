//! `DS-1000`'s problems: a candidate is a snippet, which `code_context` puts in its place, runs and judges.

use super::InputError;
use super::rows::Row;
use serde::Deserialize;

/// The environment that has what the problems import.
pub(super) const ENVIRONMENT: &str = "ds1000";

/// The name under which the tests find the text of a snippet.
pub(super) const NAME: &str = "snippet";

/// What a row says of itself.
#[derive(Deserialize)]
struct Metadata {
    problem_id: serde_json::Number,
}

/// Says whether a row is of this form.
pub(super) fn is_snippet(row: &Row) -> bool {
    row.has("code_context")
}

/// The name of a row's task: its number.
pub(super) fn name(row: &Row) -> Result<String, InputError> {
    if row.has("task_id") || !row.has("metadata") {
        return Ok(row.task()?.1);
    }
    let metadata: Metadata = row.read("metadata")?;
    Ok(metadata.problem_id.to_string())
}

/// The tests of a row. The one that reads the snippet comes before the one that runs it, and may do more than it says.
pub(super) fn tests(row: &Row) -> Result<Vec<String>, InputError> {
    let context = row.text("code_context")?;
    let defined = |function: &&str| {
        let head = format!("def {function}(");
        context.lines().any(|line| line.starts_with(&head))
    };
    let found = ["test_string", "test_execution"]
        .into_iter()
        .filter(defined);
    let call = |function| format!("{}\n{function}({NAME})\n", context.trim_end());
    let tests: Vec<String> = found.map(call).collect();
    if tests.is_empty() {
        return Err(row
            .wrong("code_context", "defines no `test_execution`")
            .hint("a problem of DS-1000's form is judged by `test_execution(TEXT)` and `test_string(TEXT)`"));
    }
    Ok(tests)
}

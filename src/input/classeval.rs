//! Problems of `ClassEval` (Du et al. 2023, arXiv 2308.01861): a class is asked for, and its tests are a suite of `unittest`.

use super::rows::Row;
use super::{InputError, unittest};
use crate::problem::{Labels, Problem};

/// Says whether a row is one: it has the skeleton of a class and the class's name.
pub(super) fn is_one(row: &Row) -> bool {
    row.has("skeleton") && row.has("class_name")
}

/// Reads such a row; what is asked for is the class, which the suite makes objects of.
pub(super) fn problem(row: &Row) -> Result<Problem, InputError> {
    let tests = unittest::suite(row)?.ok_or_else(|| {
        row.wrong(
            "test",
            "is missing or holds no method of `unittest.TestCase`",
        )
        .hint("a problem of ClassEval has a suite in `test`")
    })?;
    let class = row.text("class_name")?;
    if class.trim().is_empty() {
        return Err(row.wrong("class_name", "is empty"));
    }
    Ok(Problem {
        task_id: row.task()?.1,
        prompt: row.text("skeleton")?,
        entry_point: class,
        snippet: false,
        reference_tests: tests,
        reference_imports: unittest::imports(row)?,
        reference: None,
        environment: None,
        repository: None,
        labels: Labels::new(),
    })
}

//! Problems whose tests are a suite of `unittest`, as `BigCodeBench` has them.

use super::InputError;
use super::rows::Row;
use crate::extract::{imports_of_suite, tests_of_suite};

/// The environment that has what the problems import.
const ENVIRONMENT: &str = "bigcodebench";

/// The tests of a row, a method each, where its `test` is such a suite and no `check` of `HumanEval`.
pub(super) fn suite(row: &Row) -> Result<Option<Vec<String>>, InputError> {
    if !row.has("test") {
        return Ok(None);
    }
    let test = row.text("test")?;
    let has_check = test.lines().any(|line| line.starts_with("def check("));
    Ok(Some(tests_of_suite(&test)).filter(|tests| !has_check && !tests.is_empty()))
}

/// What the module of such a suite imports: a candidate finds it there, since `BigCodeBench` makes one module of both.
pub(super) fn imports(row: &Row) -> Result<String, InputError> {
    match suite(row)? {
        Some(_) => Ok(imports_of_suite(&row.text("test")?)),
        None => Ok(String::new()),
    }
}

/// The environment of a row that says nothing of it: `libs`, the modules that a problem uses, is a field of
/// `BigCodeBench`'s.
pub(super) fn environment(row: &Row) -> Option<String> {
    let is_one = row.has("libs") && row.has("test");
    is_one.then(|| ENVIRONMENT.to_owned())
}

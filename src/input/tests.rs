//! Tests, in the forms of mutagree, Reflexion and `CodeT`.

use super::assertions::assertions;
use super::rows::{Row, read_rows};
use super::{InputError, Source, Tasks};
use crate::origin::ORIGINAL;
use crate::problem::Problem;
use crate::test_case::TestSample;

/// Reads tests.
///
/// # Errors
/// Where the file cannot be read, a field is missing, or a row is about no problem or about two.
pub fn read_tests(
    source: &Source,
    problems: &[Problem],
) -> Result<Vec<Vec<TestSample>>, InputError> {
    let tasks = Tasks::new(problems);
    let mut samples = vec![Vec::new(); problems.len()];
    for row in read_rows(source)? {
        let (place, replies) = replies(&row, &tasks, problems)?;
        let raw = row.has("samples");
        samples[place].extend(replies.into_iter().map(|sources| TestSample {
            sources,
            origin: ORIGINAL.to_owned(),
            raw,
        }));
    }
    Ok(samples)
}

fn replies(
    row: &Row,
    tasks: &Tasks<'_>,
    problems: &[Problem],
) -> Result<(usize, Vec<Vec<String>>), InputError> {
    if row.has("samples") {
        let place = if row.has("task_id") {
            tasks.by_name(row)?
        } else {
            tasks.by_prompt(row)?
        };
        let entry_point = problems[place].entry_point.trim();
        let samples = row.texts("samples")?;
        return Ok((
            place,
            samples
                .iter()
                .map(|text| assertions(text, entry_point))
                .collect(),
        ));
    }
    let place = tasks.by_name(row)?;
    let field = if row.has("tests") || !row.has("solution") {
        "tests"
    } else {
        "solution"
    };
    let tests = row.texts(field).map_err(|error| match error.hint {
        Some(_) => error.hint("tests need `tests` (a list), or `prompt` and `samples`"),
        None => error,
    })?;
    Ok((place, vec![tests]))
}

//! Tests, in the forms of mutagree, Reflexion and `CodeT`.

use super::assertions::{assertions, in_a_block};
use super::rows::{Row, read_rows};
use super::{InputError, Source, Tasks};
use crate::origin::ORIGINAL;
use crate::problem::Problem;
use crate::test_case::TestSample;

/// The tests of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestFile {
    /// The replies of each problem, in the order of the problems.
    pub samples: Vec<Vec<TestSample>>,
    /// Whether the tests were cut out of raw text, so that some may not compile.
    pub raw: bool,
}

impl TestFile {
    /// The sources that must be compiled to know which raw tests are tests, inside a block so
    /// that a text such as `assert f(x)\n    y` is judged as it will be run.
    #[must_use]
    pub fn blocks(samples: &[TestSample]) -> Vec<String> {
        let sources = samples.iter().flat_map(|sample| &sample.sources);
        sources.map(|source| in_a_block(source)).collect()
    }
}

/// Reads tests.
///
/// # Errors
/// Where the file cannot be read, a field is missing, or a row is about no problem or about two.
pub fn read_tests(source: &Source, problems: &[Problem]) -> Result<TestFile, InputError> {
    let tasks = Tasks::new(problems);
    let mut file = TestFile {
        samples: vec![Vec::new(); problems.len()],
        raw: false,
    };
    for row in read_rows(source)? {
        let (place, replies) = replies(&row, &tasks, problems)?;
        file.raw |= row.has("samples");
        file.samples[place].extend(replies.into_iter().map(|sources| TestSample {
            sources,
            origin: ORIGINAL.to_owned(),
        }));
    }
    Ok(file)
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
    Ok((place, vec![tests.into_iter().map(str::to_owned).collect()]))
}

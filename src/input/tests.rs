//! Tests, in the forms of mutagree, Reflexion, `CodeT` and benchmarks of programs.

use super::assertions::assertions;
use super::published::{FORMS, published};
use super::rows::Row;
use super::{Grouped, InputError, Source, Tasks, Unknown};
use crate::problem::Problem;
use crate::test_case::TestSample;

/// Reads tests. A row's `origin` or `variant_id` names the variant that they were asked for with.
///
/// # Errors
/// Where the file cannot be read, a field is missing, or a row is about no problem or about two.
pub fn read_tests(
    source: &Source,
    problems: &[Problem],
    unknown: Unknown,
) -> Result<Grouped<TestSample>, InputError> {
    let tasks = Tasks::new(problems);
    let mut of_problem = vec![Vec::new(); problems.len()];
    let (rows, ignored) = tasks.rows(source, unknown)?;
    for row in rows {
        let (place, replies) = replies(&row, &tasks, problems)?;
        let (raw, origin) = (row.has("samples"), row.origin()?);
        of_problem[place].extend(replies.into_iter().map(|sources| TestSample {
            sources,
            origin: origin.clone(),
            raw,
        }));
    }
    Ok(Grouped {
        of_problem,
        ignored,
    })
}

/// The place of a problem, and the sources of the tests of each reply.
type Replies = (usize, Vec<Vec<String>>);

fn replies(row: &Row, tasks: &Tasks<'_>, problems: &[Problem]) -> Result<Replies, InputError> {
    if let Some(tests) = of_programs(row, tasks, problems)? {
        return Ok(tests);
    }
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

/// Tests in one of the published forms; nothing where the row is in none, and about a function.
fn of_programs(
    row: &Row,
    tasks: &Tasks<'_>,
    problems: &[Problem],
) -> Result<Option<Replies>, InputError> {
    let field = row.first(&["samples", "tests", "solution"]);
    let published = if row.has(field) {
        None
    } else {
        published(row, false)?
    };
    let place = match &published {
        None if row.has("samples") && !row.has("task_id") => tasks.by_prompt(row)?,
        _ => tasks.by_name(row)?,
    };
    let problem = &problems[place];
    let name = &problem.task_id;
    match published {
        Some(published) if published.entry_point.is_none() == problem.is_program() => {
            Ok(Some((place, vec![published.sources])))
        }
        Some(_) if problem.is_program() => Err(row
            .wrong(
                "task_id",
                &format!("`{name}` is a program, and the tests call a function"),
            )
            .hint(FORMS)),
        Some(_) => Err(row
            .wrong(
                "task_id",
                &format!("`{name}` has an entry point, and the tests are of a program"),
            )
            .hint("give a program's problem no `entry_point`, or a function's problem assertions")),
        None if problem.is_program() => Err(row
            .wrong(
                field,
                &format!("is no test of `{name}`, which is a program"),
            )
            .hint(FORMS)),
        None => Ok(None),
    }
}

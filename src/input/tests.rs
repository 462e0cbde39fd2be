//! Tests, in the forms of mutagree, Reflexion, `CodeT` and benchmarks of programs.

use super::assertions::assertions;
use super::published::{FORMS, published};
use super::rows::Row;
use super::suites::{of_list, of_suite, plain};
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
        of_problem[place].extend(replies.into_iter().map(|sample| TestSample {
            origin: origin.clone(),
            raw,
            ..sample
        }));
    }
    Ok(Grouped {
        of_problem,
        ignored,
    })
}

/// The place of a problem, and the tests of each reply.
type Replies = (usize, Vec<TestSample>);

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
                .map(|text| plain(assertions(text, entry_point)))
                .collect(),
        ));
    }
    let place = tasks.by_name(row)?;
    let problem = &problems[place];
    if row.has("test_case_list") {
        let replies = row.texts("test_case_list")?;
        return Ok((
            place,
            replies.iter().map(|it| of_suite(it, problem)).collect(),
        ));
    }
    if row.is_text("tests") {
        return Ok((place, vec![of_suite(&row.text("tests")?, problem)]));
    }
    let field = if row.has("tests") || !row.has("solution") {
        "tests"
    } else {
        "solution"
    };
    let tests = row.texts(field).map_err(|error| match error.hint {
        Some(_) => error
            .hint("tests need `tests` (a list, or the text of a suite), or `prompt` and `samples`"),
        None => error,
    })?;
    Ok((place, vec![of_list(tests, problem)]))
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
            Ok(Some((place, vec![plain(published.sources)])))
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

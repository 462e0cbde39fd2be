//! Solutions, in the forms of `HumanEval`, EvalPlus, `CodeT`, `LiveCodeBench` and `DS-1000`.

use super::completion::cut_at_stops;
use super::rows::Row;
use super::{Grouped, InputError, Source, Tasks, Unknown};
use crate::candidate::Sample;
use crate::extract::snippet;
use crate::problem::Problem;

/// Reads solutions. A row's `origin` or `variant_id` names the variant that its samples answer.
///
/// # Errors
/// Where the file cannot be read, a field is missing, or a row is about no problem or about two.
pub fn read_solutions(
    source: &Source,
    problems: &[Problem],
    unknown: Unknown,
) -> Result<Grouped<Sample>, InputError> {
    let tasks = Tasks::new(problems);
    let mut of_problem = vec![Vec::new(); problems.len()];
    let (rows, ignored) = tasks.rows(source, unknown)?;
    for row in rows {
        let (place, programs) = programs(&row, &tasks, problems)?;
        let origin = row.origin()?;
        of_problem[place].extend(programs.into_iter().map(|solution| Sample {
            solution,
            origin: origin.clone(),
        }));
    }
    Ok(Grouped {
        of_problem,
        ignored,
    })
}

fn programs(
    row: &Row,
    tasks: &Tasks<'_>,
    problems: &[Problem],
) -> Result<(usize, Vec<String>), InputError> {
    if row.has("samples") {
        let place = if row.has("task_id") {
            tasks.by_name(row)?
        } else {
            tasks.by_prompt(row)?
        };
        let prompt = &problems[place].prompt;
        let samples = row.texts("samples")?;
        if problems[place].is_program() {
            return Ok((place, samples));
        }
        if problems[place].snippet {
            return Ok((place, samples.iter().map(|it| snippet_in(it)).collect()));
        }
        let whole = |sample: &String| format!("{prompt}{}", cut_at_stops(sample));
        return Ok((place, samples.iter().map(whole).collect()));
    }
    let place = tasks.by_name(row)?;
    if row.has("solution") {
        return Ok((place, vec![row.text("solution")?]));
    }
    if row.has("code_list") {
        return Ok((place, row.texts("code_list")?));
    }
    if problems[place].snippet && row.has("code") {
        return Ok((place, vec![snippet_in(&row.text("code")?)]));
    }
    let completion = row.text("completion").map_err(|error| {
        error.hint("a solution needs `solution`, `completion`, or `prompt` and `samples`")
    })?;
    if problems[place].snippet {
        return Ok((place, vec![snippet_in(&completion)]));
    }
    // The text of a program's problem is no Python that could be continued.
    let prompt = match &problems[place] {
        program if program.is_program() => "",
        // A reply, of which the function is taken.
        task if task.repository.is_some() => "",
        function => &function.prompt,
    };
    Ok((place, vec![format!("{prompt}{completion}")]))
}

/// What a model wrote for the place of a snippet; where it wrote nothing, that is what runs.
fn snippet_in(reply: &str) -> String {
    snippet(reply).unwrap_or_default()
}

//! Prompts to be mutated: problems of every form, published tasks with their labels, or a plain text.

use super::repository::{self, text};
use super::rows::{Row, read_rows};
use super::{InputError, Source, dlbench, length, mbpp, table};
use crate::problem::Problem;
use crate::repository::{Labels, labels, respelt};
use serde_json::{Map, Value};

/// One prompt, and what a new name must not occur in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskPrompt {
    /// The task's name.
    pub task_id: String,
    /// The text.
    pub prompt: String,
    /// The name of the function that it asks for.
    pub entry_point: Option<String>,
    /// The reference solution and tests.
    pub companions: Vec<String>,
    /// The stage, the kind of task and the kind of input, each in one spelling.
    pub labels: Labels,
    /// What was mended of the labels: `labels swapped`, `labels respelt`, `stage missing`.
    pub mended: Vec<String>,
}

/// The fields of the known forms that hold the reference solution or tests.
const COMPANIONS: [&str; 6] = [
    "canonical_solution",
    "reference_code",
    "test",
    "assertion",
    "code_context",
    "contract",
];

/// Reads prompts. DL-Bench's texts, folders, archives and tables of them have a prompt for each task. Another file that does not
/// begin with a JSON object, such as a `.md`, `.txt` or `.py` file, is one prompt. `field` names the key that holds the text of each row.
///
/// # Errors
/// Where the file cannot be read, a field is missing, a published task has no prompt, or a prompt is too long.
pub fn read_prompts(source: &Source, field: &str) -> Result<Vec<TaskPrompt>, InputError> {
    let prompts = prompts(source, field)?;
    for prompt in &prompts {
        length::check(source.path(), &prompt.task_id, &prompt.prompt)?;
    }
    Ok(prompts)
}

fn prompts(source: &Source, field: &str) -> Result<Vec<TaskPrompt>, InputError> {
    if let Some(tasks) = dlbench::published(source)? {
        return tasks
            .into_iter()
            .map(|task| {
                let written = &task.written;
                let found = labelled(&written.stage, &written.task, &written.input);
                of_problem(task.into_problem(), found, source)
            })
            .collect();
    }
    if let Some(problems) = table::tabled(source)? {
        return problems
            .into_iter()
            .map(|mut problem| {
                let task = problem.repository.take().unwrap_or_default();
                let label = |it: &String| it.starts_with("label") || it.starts_with("stage");
                let mended = task.mended.into_iter().filter(label).collect();
                of_problem(problem, (task.labels, mended), source)
            })
            .collect();
    }
    match plain(source) {
        Some(prompt) => Ok(vec![TaskPrompt {
            task_id: source.stem(),
            prompt: prompt.to_owned(),
            entry_point: None,
            companions: Vec::new(),
            labels: Labels::default(),
            mended: Vec::new(),
        }]),
        None => read_rows(source)?
            .iter()
            .map(|row| task_prompt(row, source, field))
            .collect(),
    }
}

/// The whole file, where it is a plain text: its name is of no file of rows, and it does not begin as one.
fn plain(source: &Source) -> Option<&str> {
    let text = std::str::from_utf8(source.bytes()).ok()?;
    let begin = text.trim_start_matches('\u{feff}').trim_start();
    let is_list = || {
        let objects = serde_json::from_str::<Vec<Map<String, Value>>>(begin);
        begin.starts_with('[') && objects.is_ok()
    };
    let is_rows = source.is_named_as_rows() || begin.starts_with('{') || is_list();
    (!is_rows).then_some(text)
}

/// Labels in one spelling, and what was mended of them.
fn labelled(stage: &str, task: &str, input: &str) -> (Labels, Vec<String>) {
    let (labels, mut mended) = labels(stage, task, input);
    if respelt([stage, task, input], &labels) {
        mended.push("labels respelt".to_owned());
    }
    (labels, mended)
}

/// The prompt of a published task.
fn of_problem(
    problem: Problem,
    (labels, mended): (Labels, Vec<String>),
    source: &Source,
) -> Result<TaskPrompt, InputError> {
    if problem.prompt.is_empty() {
        let said = format!("the task `{}` has no prompt", problem.task_id);
        return Err(InputError::new(source.path(), said)
            .in_field("prompt")
            .hint("a task has its text behind `prompt:`; take out what is no task"));
    }
    Ok(TaskPrompt {
        task_id: problem.task_id,
        prompt: problem.prompt,
        entry_point: Some(problem.entry_point).filter(|it| it != "?"),
        companions: Vec::new(),
        labels,
        mended,
    })
}

/// The labels of a row that says its stage, as DL-Bench's rows do, or has labels.
fn row_labels(row: &Row) -> Result<(Labels, Vec<String>), InputError> {
    // A row may have its stage in the place of the input alone.
    if row.has("stage") || row.has("input_type") {
        let stage = text(row, &["stage"])?;
        let task = text(row, &["task"])?;
        let input = text(row, &["data", "input_type", "input"])?;
        return Ok(labelled(&stage, &task, &input));
    }
    // Labels of other data sets have other keys.
    let labels = row.has("labels").then(|| row.read("labels").ok());
    Ok((labels.flatten().unwrap_or_default(), Vec::new()))
}

/// The prompt of a row whose task is a function of a repository.
fn in_repository(row: &Row, source: &Source) -> Result<TaskPrompt, InputError> {
    let mut problem = repository::problem(row)?;
    if problem.prompt.trim().is_empty() {
        return Err(row.wrong("prompt", "is missing or empty"));
    }
    let task = problem.repository.take().unwrap_or_default();
    let found = if row.has("repository") {
        (task.labels, Vec::new())
    } else {
        row_labels(row)?
    };
    of_problem(problem, found, source)
}

fn task_prompt(row: &Row, source: &Source, field: &str) -> Result<TaskPrompt, InputError> {
    if field == "prompt" && repository::is_one(row) {
        return in_repository(row, source);
    }
    if field == "prompt" && mbpp::is_one(row) {
        return of_problem(mbpp::problem(row)?, row_labels(row)?, source);
    }
    let task_id = if row.has("task_id") {
        row.name("task_id")?
    } else {
        format!("{}/{}", source.stem(), row.line)
    };
    let entry_point = row
        .raw("entry_point")
        .is_some_and(|name| name != "null")
        .then(|| row.text("entry_point"))
        .transpose()?;
    let companions = COMPANIONS.iter().filter(|companion| row.has(companion));
    let (labels, mended) = row_labels(row)?;
    Ok(TaskPrompt {
        labels,
        mended,
        task_id,
        prompt: row.text(field).map_err(|error| match error.hint {
            Some(_) => error,
            None => error.hint("name the key of the prompts with `--field`"),
        })?,
        entry_point,
        companions: companions
            .map(|companion| row.text(companion))
            .collect::<Result<_, _>>()?,
    })
}

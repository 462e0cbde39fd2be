//! Prompts to be mutated: problems of every form, or a plain text.

use super::rows::{Row, read_rows};
use super::{InputError, Source};

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

/// Reads prompts. A file that does not begin with a JSON object, such as a `.md`, `.txt` or `.py`
/// file, is one prompt. `field` names the key that holds the text of each row.
///
/// # Errors
/// Where the file cannot be read, or a field is missing.
pub fn read_prompts(source: &Source, field: &str) -> Result<Vec<TaskPrompt>, InputError> {
    match plain(source) {
        Some(prompt) => Ok(vec![TaskPrompt {
            task_id: name(source),
            prompt: prompt.to_owned(),
            entry_point: None,
            companions: Vec::new(),
        }]),
        None => read_rows(source)?
            .iter()
            .map(|row| task_prompt(row, source, field))
            .collect(),
    }
}

/// The whole file, where it is a plain text.
fn plain(source: &Source) -> Option<&str> {
    let text = std::str::from_utf8(source.bytes()).ok()?;
    let is_rows = text
        .trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with('{');
    (!is_rows).then_some(text)
}

fn name(source: &Source) -> String {
    let stem = source.path().file_stem().and_then(|stem| stem.to_str());
    stem.unwrap_or("prompt").to_owned()
}

fn task_prompt(row: &Row, source: &Source, field: &str) -> Result<TaskPrompt, InputError> {
    let task_id = if row.has("task_id") {
        row.name("task_id")?
    } else {
        format!("{}/{}", name(source), row.line)
    };
    let entry_point = row
        .raw("entry_point")
        .is_some_and(|name| name != "null")
        .then(|| row.text("entry_point"))
        .transpose()?;
    let companions = COMPANIONS.iter().filter(|companion| row.has(companion));
    Ok(TaskPrompt {
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

//! Pairs of prompts: an original, and a variant that was made elsewhere.

use super::prompts::read_prompts;
use super::rows::{Row, read_rows};
use super::{InputError, Source};

/// Two prompts that may say the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptPair {
    /// The task's name, or the number of the line.
    pub task_id: String,
    /// The prompt as it was.
    pub original: String,
    /// What was made of it.
    pub variant: String,
    /// The names of the functions that the two ask for, where the row says them.
    pub entry_points: [Option<String>; 2],
}

/// The fields that hold each of the two, the first that is there.
const ORIGINAL: [&str; 2] = ["original", "original_prompt"];
const VARIANT: [&str; 2] = ["variant", "prompt"];

/// Reads pairs, a row each: `original` and `variant` (or `original_prompt` and `prompt`), and where they are known `task_id`,
/// `entry_point` and `variant_entry_point`.
///
/// # Errors
/// Where the file cannot be read, or a field is missing.
pub fn read_pairs(source: &Source) -> Result<Vec<PromptPair>, InputError> {
    read_rows(source)?.iter().map(pair).collect()
}

/// Reads a pair from two files, of which each is a plain text or holds a prompt in its first row.
///
/// # Errors
/// Where a file cannot be read or holds no prompt.
pub fn read_pair(original: &Source, variant: &Source) -> Result<PromptPair, InputError> {
    let first = |source| -> Result<_, InputError> {
        let prompt = read_prompts(source, "prompt")?.into_iter().next();
        Ok(prompt.map_or_else(Default::default, |it| {
            (it.task_id, it.prompt, it.entry_point)
        }))
    };
    let (task_id, original, before) = first(original)?;
    let (_, variant, after) = first(variant)?;
    Ok(PromptPair {
        task_id,
        original,
        variant,
        entry_points: [before, after],
    })
}

fn pair(row: &Row) -> Result<PromptPair, InputError> {
    let task_id = if row.has("task_id") {
        row.name("task_id")?
    } else {
        row.line.to_string()
    };
    let text = |fields: [&str; 2]| {
        let field = fields.into_iter().find(|field| row.has(field));
        row.text(field.unwrap_or(fields[0]))
    };
    let name = |field| {
        let is_said = row.raw(field).is_some_and(|value| value != "null");
        is_said.then(|| row.text(field)).transpose()
    };
    Ok(PromptPair {
        task_id,
        original: text(ORIGINAL)?,
        variant: text(VARIANT)?,
        entry_points: [name("entry_point")?, name("variant_entry_point")?],
    })
}

//! Recorded replies of a model.

use super::rows::read_rows;
use super::{InputError, Source, Tasks};
use crate::origin::{ORIGINAL, Origin};
use crate::problem::Problem;
use serde::Serialize;

/// What a reply was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// A program.
    Solution,
    /// Tests.
    Tests,
}

/// One reply of a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reply {
    /// The problem that it answers.
    pub task_id: String,
    /// The variant that was asked.
    #[serde(rename = "variant_id")]
    pub origin: Origin,
    /// What it was asked for.
    pub purpose: Purpose,
    /// What the model wrote.
    pub text: String,
}

/// Reads recorded replies; the answer holds those of each problem, in the order of the problems.
///
/// # Errors
/// Where the file cannot be read, a field is missing, or a reply is about no problem.
pub fn read_replies(source: &Source, problems: &[Problem]) -> Result<Vec<Vec<Reply>>, InputError> {
    let tasks = Tasks::new(problems);
    let mut replies = vec![Vec::new(); problems.len()];
    for row in read_rows(source)? {
        let purpose = match row.text("purpose")?.as_str() {
            "solution" => Purpose::Solution,
            "tests" => Purpose::Tests,
            other => {
                return Err(row
                    .wrong("purpose", &format!("is `{other}`"))
                    .hint("a reply's purpose is `solution` or `tests`"));
            }
        };
        let origin = if row.has("variant_id") {
            row.text("variant_id")?
        } else {
            ORIGINAL.to_owned()
        };
        replies[tasks.by_name(&row)?].push(Reply {
            task_id: row.text("task_id")?,
            origin,
            purpose,
            text: row.text("text")?,
        });
    }
    Ok(replies)
}

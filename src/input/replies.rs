//! Recorded replies of a model.

use super::rows::read_rows;
use super::{InputError, Source, Tasks};
use crate::origin::{ORIGINAL, Origin};
use crate::problem::Problem;

/// What a reply was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A program.
    Solution,
    /// Tests.
    Tests,
}

/// One reply of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The variant that was asked.
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
        let purpose = match row.text("purpose")? {
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
            ORIGINAL
        };
        replies[tasks.by_name(&row)?].push(Reply {
            origin: origin.to_owned(),
            purpose,
            text: row.text("text")?.to_owned(),
        });
    }
    Ok(replies)
}
